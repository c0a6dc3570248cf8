"""A host as naive as the words of the contract, and workers that load a piece at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from fenxiao.model.book_records import Unsealed
from fenxiao.model.contract import Decision, Key, Need, Put, Row, Scan
from fenxiao.model.credit_records import Assortment, Visit
from fenxiao.model.events import Event
from fenxiao.model.hold_records import Hold
from fenxiao.model.invite_records import Invite
from fenxiao.model.payee_records import PayeeStanding
from fenxiao.model.records import Binding, Delta, Node, Order, Sale, Tally
from fenxiao.settlement.decide import decide
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.store import Loaded, Store
from tests.support.asked_for import asked_for

Rows = Mapping[Key, Row]
Spoil = Callable[[Decision], Decision]
ROUND_LIMIT = 100
EMPTY = Node("customer", "nobody", None, 0, "e0", has_fans=False)
STEP_LIMIT = 100_000


def whole(decision: Decision) -> Decision:
    """Commit a decision as it is."""
    return decision


def without(*partitions: str) -> Spoil:
    """Return a host's error: it forgets the guarded writes of some partitions."""

    def spoil(decision: Decision) -> Decision:
        puts = tuple(put for put in decision.puts if put.key[0] not in partitions)
        return decision._replace(puts=puts)

    return spoil


def unguarded(store: Store, *partitions: str) -> Spoil:
    """Return another error: it writes rows of some partitions without looking at revisions."""

    def spoil(decision: Decision) -> Decision:
        def now(put: Put) -> Put:
            stored = store.rows.get(put.key)
            return put._replace(expected_revision=stored[1] if stored else 0)

        puts = tuple(now(put) if put.key[0] in partitions else put for put in decision.puts)
        return decision._replace(puts=puts)

    return spoil


def load(rows: Rows, keys: Iterable[Key], scans: Iterable[Scan]) -> Loaded:
    """Answer a need by looking at every row there is."""
    found: Loaded = {key: rows.get(key) for key in keys}
    for scan in scans:
        found[scan] = answer(rows, scan)
    return found


def answer(rows: Rows, scan: Scan) -> tuple[Row, ...]:  # noqa: C901, PLR0911, PLR0912  # one scan each
    """Answer a scan as ``SCANS`` words it."""
    match scan:
        case Scan("upline", (str(relation), str(member), int(at_us)), None, limit):
            return tuple(_walk_back(rows, relation, member, at_us))[:limit]
        case Scan("chain", (str(relation), str(member), int(at_us)), None, limit):
            return tuple(islice(_walk(rows, relation, member, at_us), limit))
        case Scan("fans", (str(relation), str(member)), None, limit):
            return _page(_fans(rows, relation, {member}), None, limit)
        case Scan("below", (str(relation), str(member), int(distance)), None, limit):
            level: dict[Any, Row] = {(member,): (EMPTY, 1)}
            for _ in range(distance):
                level = _fans(rows, relation, {name for (name,) in level})
            return _page(level, None, limit)
        case Scan("tallies", (*name, int(since_us), int(until_us)), None, limit):
            counted = {
                (one.at_us, one.tally_id): (one, revision)
                for key, (one, revision) in rows.items()
                if isinstance(one, Tally)
                and [*key[1:4]] == name
                and since_us <= one.at_us < until_us
            }
            return _page(counted, None, limit)
        case Scan("wallet_tail", args, after, limit):
            changes = [row for key, row in rows.items() if key[:4] == ("delta", *args)]
            return _page({_delta_id(row): row for row in changes}, after, limit)
        case Scan("movements", args, after, limit):
            moved = [(key, row) for key, row in rows.items() if key[:5] == ("movement", *args)]
            return _page({key[5:]: row for key, row in moved}, after, limit)
        case Scan("tax_years", args, after, limit):
            years = [(key, row) for key, row in rows.items() if key[:4] == ("tax_year", *args)]
            return _page({key[4:]: row for key, row in years}, after, limit)
        case Scan("visits" | "visits_before" | "assortments"):
            return visited(rows, scan)
        case Scan("to_seal", (str(payer), int(until_us)), None, limit):
            waiting = {
                (one.effective_us, one.entry_id): (one, revision)
                for one, revision in rows.values()
                if isinstance(one, Unsealed)
                and one.payer_id == payer
                and one.effective_us <= until_us
            }
            return _page(waiting, None, limit)
        case Scan("sales" | "sales_open" | "volumes" | "qualified" | "awards"):
            return closed(rows, scan)
        case Scan("payouts_requested" | "batch_payouts"):
            return asked_for(rows, scan)
        case Scan("invites_due", (int(until_us),), None, limit):
            over = {
                (one.until_us, one.code): (one, revision)
                for one, revision in rows.values()
                if isinstance(one, Invite)
                and one.state == "issued"
                and one.until_us is not None
                and one.until_us <= until_us
            }
            return _page(over, None, limit)
        case Scan("holds_due", (int(until_us),), None, limit):
            ended = {
                (one.expires_us, one.hold_id): (one, revision)
                for one, revision in rows.values()
                if isinstance(one, Hold)
                and one.state == "open"
                and one.expires_us is not None
                and one.expires_us <= until_us
            }
            return _page(ended, None, limit)
        case Scan("payee_standing", (payer, member, int(at_us)), None, limit):
            newest = {
                (-one.since_us,): (one, revision)
                for one, revision in rows.values()
                if isinstance(one, PayeeStanding)
                and (one.payer_id, one.member_id) == (payer, member)
                and one.since_us <= at_us
            }
            return _page(newest, None, limit)
        case Scan("orders_due", (int(until_us),), after, limit):
            due = {
                (one.due_us, one.order_id): (one, revision)
                for one, revision in rows.values()
                if isinstance(one, Order)
                and one.state != "released"
                and one.due_us is not None
                and one.due_us <= until_us
            }
            return _page(due, after, limit)
        case _:
            raise AssertionError(scan)


def closed(rows: Rows, scan: Scan) -> tuple[Row, ...]:
    """Answer a scan of sales, or of the rows of a closed period."""
    found: dict[Any, Row] = {}
    tables = {"volumes": "volume", "qualified": "qualified", "awards": "award"}
    for key, row in rows.items():
        if scan.name in tables and key[:5] == (tables[scan.name], *scan.args):
            found[key[5:]] = row
        match row[0], scan:
            case Sale() as one, Scan("sales" | "sales_open", (payer, unit, since, until)):
                is_asked = one.payer_id == payer and one.currency == unit
                is_then = int(since) <= one.terms_us < int(until)
                is_open = scan.name == "sales" or not one.counted_in
                if is_asked and is_then and is_open:
                    found[one.terms_us, one.order_id] = row
            case _:
                pass
    return _page(found, scan.after, scan.limit)


def visited(rows: Rows, scan: Scan) -> tuple[Row, ...]:
    """Answer a scan of visits or assortments."""
    found: dict[Any, Row] = {}
    for row in rows.values():
        match row[0], scan:
            case Visit() as one, Scan("visits", (visitor, int(since_us), int(until_us))):
                if one.visitor_id == visitor and since_us <= one.at_us < until_us:
                    found[-one.at_us, one.event_id] = row
            case Visit() as one, Scan("visits_before", (int(until_us),)):
                if one.at_us < until_us:
                    found[one.at_us, one.visitor_id, one.event_id] = row
            case Assortment() as one, Scan("assortments", (member, int(at_us))):
                if one.member_id == member and one.since_us <= at_us:
                    found[(-one.since_us,)] = row
            case _:
                pass
    return _page(found, None, scan.limit)


def _walk(rows: Rows, relation: str, member: str | None, at_us: int) -> Iterable[Row]:
    while member is not None and (row := rows.get(("node", relation, member))) is not None:
        yield row
        node = row[0]
        assert isinstance(node, Node)
        has_ended = node.until_us is not None and node.until_us <= at_us
        member = None if has_ended else node.parent_id


def _walk_back(rows: Rows, relation: str, member: str | None, at_us: int) -> Iterable[Row]:
    while member is not None:
        told = [
            (one.since_us, one, revision)
            for one, revision in rows.values()
            if isinstance(one, Binding)
            and (one.relation, one.member_id) == (relation, member)
            and one.since_us <= at_us
        ]
        member = None
        if told:
            _, newest, revision = max(told)
            if newest.parent_id is not None and (
                newest.until_us is None or newest.until_us > at_us
            ):
                yield newest, revision
                member = newest.parent_id


def _fans(rows: Rows, relation: str, parents: set[str]) -> dict[Any, Row]:
    return {
        (node.member_id,): (node, revision)
        for node, revision in rows.values()
        if isinstance(node, Node) and node.relation == relation and node.parent_id in parents
    }


def _delta_id(row: Row) -> tuple[str]:
    assert isinstance(row[0], Delta)
    return (row[0].delta_id,)


def _page(
    rows: Mapping[Any, Row], after: tuple[str | int, ...] | None, limit: int
) -> tuple[Row, ...]:
    places = sorted(place for place in rows if after is None or place > after)
    return tuple(rows[place] for place in places[:limit])


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
    """One of several workers on a store: each step loads something, or commits.

    Args:
        store: The store that all share.
        of: The policy.
        events: What to do, in order.
        is_snapshot: All facts of one decision are as they were at its beginning, as in
            a transaction with snapshot isolation. Else each step loads one fact as it is
            then: a database that isolates no more than single statements.
        spoil: What a host in error does to a decision before it commits it.
    """

    def __init__(
        self,
        store: Store,
        of: Policy,
        events: Iterable[Event],
        *,
        is_snapshot: bool,
        spoil: Spoil = whole,
    ) -> None:
        self.store = store
        self.of = of
        self.todo = list(events)
        self.is_snapshot = is_snapshot
        self.spoil = spoil
        self.done: list[tuple[Event, Decision]] = []
        self._facts: Loaded = {}
        self._pending: list[Key | Scan] = []
        self._decision: Decision | None = None

    def step(self) -> None:
        """Load one fact, or all of a snapshot; when there are enough, commit."""
        if not self.todo:
            return
        if self.is_snapshot and self._decision is None:
            self._decision = ask(self.todo[0], dict(self.store.rows), self.of)[2]
            return
        if self._decision is None and not self._pending:
            step = decide(self.todo[0], self._facts, self.of)
            if isinstance(step, Need):
                self._pending = [*step.keys, *step.scans]
            else:
                self._decision = step
        if self._decision is not None:
            self._commit(self._decision)
            return
        one = self._pending.pop(0)
        keys, scans = ((), (one,)) if isinstance(one, Scan) else ((one,), ())
        self._facts |= self.store.load(keys, scans)

    def _commit(self, decision: Decision) -> None:
        if self.store.commit(self.spoil(decision)):
            self.done.append((self.todo.pop(0), decision))
            if decision.continuation is not None:
                self.todo.insert(0, decision.continuation)
        self._facts, self._pending, self._decision = {}, [], None


def run(workers: Sequence[Worker], schedule: Iterable[int]) -> Iterator[Worker]:
    """Let workers step by a schedule, then in turn until all are done.

    Yields:
        The worker that stepped.
    """
    for turn in schedule:
        workers[turn].step()
        yield workers[turn]
    for _ in range(STEP_LIMIT):
        busy = [worker for worker in workers if worker.todo]
        if not busy:
            return
        for worker in busy:
            worker.step()
            yield worker
    raise AssertionError([worker.todo for worker in workers])


def schedules(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield every order in which workers can take so many steps each."""
    if not any(sizes):
        yield ()
    for place, size in enumerate(sizes):
        if size:
            rest = (*sizes[:place], size - 1, *sizes[place + 1 :])
            for schedule in schedules(rest):
                yield (place, *schedule)
