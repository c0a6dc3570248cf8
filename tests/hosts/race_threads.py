"""Workers as true threads, each through the host's own loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from examples.host_sqlalchemy.host import Host
from fenxiao.model.contract import Decision
from fenxiao.model.events import Event
from fenxiao.settlement.book import Book

__all__ = ["at_once", "feeding", "standing"]


def at_once(jobs: Sequence[Callable[[], list[Decision]]]) -> list[list[Decision]]:
    """Do some jobs in as many threads, all from one moment."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], list[Decision]]) -> list[Decision]:
        barrier.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def feeding(host: Host, todo: Sequence[Event]) -> Callable[[], list[Decision]]:
    """Return a job: feed events, and those that are refused for a retry again, until none is."""

    def feed() -> list[Decision]:
        made: list[Decision] = []
        waiting = list(todo)
        for _ in range(1_000):
            again: list[Event] = []
            for event in waiting:
                step = host.apply(event)
                if step.refusal is not None and step.refusal.kind == "retry":
                    again.append(event)
                    continue
                made.append(step)
                while step.continuation is not None:
                    step = host.apply(step.continuation)
            if not again:
                return made
            waiting = again
        raise AssertionError(waiting)

    return feed


def standing(book: Book) -> object:
    """Return what must not depend on who was first; a root's own instant does."""
    orders = sorted(row for key, (row, _) in book.rows.items() if key[0] == "order")
    nodes = [(one.member_id, one.parent_id, one.has_fans) for one in book.nodes()]
    wallets = [one for one in book.wallets() if any(one[3:])]
    return orders, book.payouts(), wallets, nodes
