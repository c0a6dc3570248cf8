"""A host as naive as the words of the contract, and workers that load a piece at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fenxiao.model.contract import Decision, Facts, Key, Need, Row, Scan
from fenxiao.model.events import Event
from fenxiao.model.records import Delta, Node, Order
from fenxiao.settlement.decide import decide
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.store import Loaded, Store

Rows = Mapping[Key, Row]
ROUND_LIMIT = 100


def load(rows: Rows, keys: Iterable[Key], scans: Iterable[Scan]) -> Loaded:
    """Answer a need by looking at every row there is."""
    found: Loaded = {key: rows.get(key) for key in keys}
    for scan in scans:
        found[scan] = answer(rows, scan)
    return found


def answer(rows: Rows, scan: Scan) -> tuple[Row, ...]:
    """Answer a scan as ``SCANS`` words it."""
    match scan:
        case Scan("upline", (str(relation), str(member), int(at_us)), None, limit):
            return tuple(_walk(rows, relation, member, at_us))[:limit]
        case Scan("wallet_tail", args, after, limit):
            changes = [row for key, row in rows.items() if key[:4] == ("delta", *args)]
            return _page({_delta_id(row): row for row in changes}, after, limit)
        case Scan("orders_due", (int(until_us),), after, limit):
            due = {
                (one.due_us, one.order_id): (one, revision)
                for one, revision in rows.values()
                if isinstance(one, Order)
                and one.state == "confirmed"
                and one.due_us is not None
                and one.due_us <= until_us
            }
            return _page(due, after, limit)
        case _:
            raise AssertionError(scan)


def _walk(rows: Rows, relation: str, member: str | None, at_us: int) -> Iterable[Row]:
    while member is not None and (row := rows.get(("node", relation, member))) is not None:
        yield row
        node = row[0]
        assert isinstance(node, Node)
        member = None if node.bound_us > at_us else node.parent_id


def _delta_id(row: Row) -> tuple[str]:
    assert isinstance(row[0], Delta)
    return (row[0].delta_id,)


def _page(
    rows: Mapping[tuple[str | int, ...], Row]
    | Mapping[tuple[str], Row]
    | Mapping[tuple[int, str], Row],
    after: tuple[str | int, ...] | None,
    limit: int,
) -> tuple[Row, ...]:
    ordered = sorted(rows.items())
    return tuple(row for place, row in ordered if after is None or place > after)[:limit]


def ask(event: Event, rows: Rows, of: Policy) -> tuple[list[Need], Loaded, Decision]:
    """Run the loop of a host without its commit; return the needs, the facts, the decision."""
    facts: Loaded = {}
    needs: list[Need] = []
    for _ in range(ROUND_LIMIT):
        step = decide(event, facts, of)
        if isinstance(step, Decision):
            return needs, facts, step
        needs.append(step)
        facts |= load(rows, step.keys, step.scans)
    raise AssertionError(needs)


def judge(event: Event, store: Store, of: Policy) -> Decision:
    """Decide an event on what a store holds now, without committing it."""
    return ask(event, store.rows, of)[2]


class Worker:
    """One of several workers on a store: each step loads one fact, or commits.

    Args:
        store: The store that all share.
        of: The policy.
        events: What to do, in order.
        is_snapshot: All facts of one decision are as they were at its beginning, as in
            a transaction with snapshot isolation; else each is as it is when it is read.
    """

    def __init__(
        self, store: Store, of: Policy, events: Iterable[Event], *, is_snapshot: bool
    ) -> None:
        self.store = store
        self.of = of
        self.todo = list(events)
        self.is_snapshot = is_snapshot
        self.done: list[tuple[Event, Decision]] = []
        self.failure_count = 0
        self._begin()

    def step(self) -> None:
        """Load one fact; when there are enough, decide and commit."""
        if not self.todo:
            return
        if self._pending:
            key, scan = self._pending.pop(0)
            rows = self._rows if self.is_snapshot else self.store.rows
            self._facts |= load(rows, (key,) if key else (), (scan,) if scan else ())
            return
        step = decide(self.todo[0], self._facts, self.of)
        if isinstance(step, Need):
            keys: list[tuple[Key | None, Scan | None]] = [(key, None) for key in step.keys]
            self._pending = [*keys, *((None, scan) for scan in step.scans)]
            return
        if self.store.commit(step):
            self.done.append((self.todo.pop(0), step))
            if step.continuation is not None:
                self.todo.insert(0, step.continuation)
        else:
            self.failure_count += 1
        self._begin()

    def _begin(self) -> None:
        self._facts: Loaded = {}
        self._pending: list[tuple[Key | None, Scan | None]] = []
        self._rows = dict(self.store.rows) if self.is_snapshot else {}


def run(workers: list[Worker], schedule: Iterable[int]) -> None:
    """Let workers step by a schedule, then in turn until all are done."""
    for turn in schedule:
        workers[turn % len(workers)].step()
    while any(worker.todo for worker in workers):
        for worker in workers:
            worker.step()


def same(left: Facts, right: Facts) -> bool:
    return dict(left) == dict(right)
