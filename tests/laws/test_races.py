"""Workers at once leave what workers in turn leave, in every interleaving.

A few events are done by one worker each, on one store, in every order of their steps.
However they meet, they leave what some order of the whole events leaves: the same refusals,
orders, instructions, balances, relations and entries. Twos are tried with facts that are
loaded one at a time while others commit; threes and fours with facts as of one moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest

from fenxiao.model.contract import Decision, event_key
from fenxiao.model.events import Event
from fenxiao.model.records import EventRecord
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.facts import row
from tests.laws.test_guards import CONFLICTS, COOL, HELD, RICH, SENT, SOLD, TREES, Race
from tests.support.build import (
    POLICY,
    book_of,
    components,
    confirmed,
    feed,
    fold_wallet,
    line_of,
    paid,
    refunded,
    release,
    result,
    touch,
    withdraw,
)
from tests.support.host import (
    Spoil,
    Worker,
    ask,
    load,
    run,
    schedules,
    unguarded,
    whole,
    without,
)
from tests.support.invariants import check

Group = tuple[tuple[Event, ...], tuple[Event, ...]]
RACES = CONFLICTS | COOL
THREES: dict[str, Group] = {
    "a triangle": ((), (touch("a", "b"), touch("b", "c"), touch("c", "a"))),
    "a triangle of trees": (
        (*TREES, *line_of("c1", "c2")),
        (touch("a2", "b1"), touch("b2", "c1"), touch("c2", "a1")),
    ),
    "a stranger between two trees": (
        TREES,
        (touch("a1", "x"), touch("x", "b1"), touch("b2", "a1")),
    ),
    "a chain that grows at both ends": (
        line_of("a", "b"),
        (touch("b", "c"), touch("z", "a"), touch("c", "z")),
    ),
    "two withdrawals and a fold": (
        RICH,
        (withdraw("u1", 300), withdraw("u1", 300, event_id="w2"), fold_wallet("u1")),
    ),
    "a withdrawal, a fold and a refund": (
        RICH,
        (withdraw("u1"), fold_wallet("u1"), refunded("order u1")),
    ),
    "a withdrawal, a fold and an order": (
        RICH,
        (withdraw("u1"), fold_wallet("u1"), paid("o2", "fan u1")),
    ),
    "two folds and a withdrawal of all": (
        RICH,
        (fold_wallet("u1", limit=2), fold_wallet("u1", event_id="f2"), withdraw("u1")),
    ),
    "a release, a refund and a withdrawal": (
        HELD,
        (release(), refunded("o1"), withdraw("u1", 100)),
    ),
    "a payment, its confirmation and its refund": (
        line_of("u1", "u2"),
        (paid("o1", "u2"), confirmed("o1"), refunded("o1")),
    ),
    "a confirmation, a refund and a release": (
        SOLD,
        (confirmed("o1"), refunded("o1"), release()),
    ),
    "two refunds of all and a release": (
        HELD,
        (refunded("o1"), refunded("o1", event_id="r2"), release()),
    ),
    "a failed payout, a fold and a withdrawal of all": (
        SENT,
        (
            result("withdraw u1", "failed", 200),
            fold_wallet("u1"),
            withdraw("u1", event_id="w2"),
        ),
    ),
    "contradictory results": (
        SENT,
        (
            result("withdraw u1", "failed", 200),
            result("withdraw u1", "paid", 200),
            result("withdraw u1", "returned", 200),
        ),
    ),
}
FOURS: dict[str, Group] = {
    "a square": ((), (touch("a", "b"), touch("b", "c"), touch("c", "d"), touch("d", "a"))),
    "two withdrawals, a fold and a refund": (
        RICH,
        (
            withdraw("u1", 300),
            withdraw("u1", 300, event_id="w2"),
            fold_wallet("u1"),
            refunded("order u1"),
        ),
    ),
}


def left(book: Book, group: Group) -> object:
    """Return what some events left, however many pages and folds that took."""
    said: list[str | None] = []
    for event in group[1]:
        record, _ = row(
            load(book.rows, (event_key(event.id),), ()), event_key(event.id), EventRecord
        )
        said.append("waits" if record is None else record.refusal and record.refusal.code)
    orders = [one for key, (one, _) in book.rows.items() if key[0] == "order"]
    return said, sorted(orders), book.payouts(), book.wallets(), book.nodes(), sorted(book.entries)


def in_turn(group: Group) -> list[object]:
    """Return what the events leave in each order, one after the other."""
    found: list[object] = []
    for order in permutations(group[1]):
        book = book_of(*group[0])
        for event in order:
            book.apply(event)
            list(book.resume())
        found.append(left(book, group))
    return found


def at_once(
    group: Group, sizes: tuple[int, ...], *, is_snapshot: bool, spoil: Spoil = whole
) -> Iterator[tuple[tuple[int, ...], Book]]:
    """Yield the book after the events at once, for each interleaving of so many steps."""
    for schedule in schedules(sizes):
        book = book_of(*group[0])
        workers = [
            Worker(book.store, POLICY, (event,), is_snapshot=is_snapshot, spoil=spoil)
            for event in group[1]
        ]
        for _ in run(workers, schedule):
            pass
        yield schedule, book


def piece_count(group: Group, event: Event) -> int:
    """Return in how many steps an event is done alone: one a fact, and the commit."""
    needs = ask(event, book_of(*group[0]).rows, POLICY)[0]
    return 1 + sum(len(need.keys) + len(need.scans) for need in needs)


@pytest.mark.parametrize("race", RACES.values(), ids=RACES)
def test_two_that_load_a_fact_at_a_time(race: Race) -> None:
    group = (race.before, (race.one, race.other))
    sizes = tuple(piece_count(group, event) for event in group[1])
    expected = in_turn(group)
    for schedule, book in at_once(group, sizes, is_snapshot=False):
        assert left(book, group) in expected, schedule
        check(book)


@pytest.mark.parametrize("group", THREES.values(), ids=THREES)
def test_three_with_facts_of_one_moment(group: Group) -> None:
    expected = in_turn(group)
    for schedule, book in at_once(group, (2, 2, 2), is_snapshot=True):
        assert left(book, group) in expected, schedule
        check(book)


@pytest.mark.slow
@pytest.mark.parametrize("group", FOURS.values(), ids=FOURS)
def test_four_with_facts_of_one_moment(group: Group) -> None:
    expected = in_turn(group)
    for schedule, book in at_once(group, (2, 2, 2, 2), is_snapshot=True):
        assert left(book, group) in expected, schedule


class TestControls:
    """A host that forgets a guard is caught: the tests above can fail."""

    @pytest.mark.parametrize(
        ("name", "partition"),
        [
            ("two withdrawals of one wallet", "wallet"),
            ("a refund and the release of its order", "order"),
            ("a refund and the confirmation of its order", "order"),
            ("two confirmations of one order", "order"),
            ("two results of one instruction", "payout"),
            ("two strangers bind each other", "node"),
            ("two roots bind each other through their fans", "node"),
            ("a visitor with fans is bound to two", "node"),
        ],
    )
    def test_a_write_without_its_guard_is_caught(self, name: str, partition: str) -> None:
        race = CONFLICTS[name]
        book = book_of(*race.before)
        group = (race.before, (race.one, race.other))
        workers = [
            Worker(
                book.store,
                POLICY,
                (event,),
                is_snapshot=True,
                spoil=unguarded(book.store, partition),
            )
            for event in (race.one, race.other)
        ]
        for _ in run(workers, (0, 1, 0, 1)):
            pass
        assert left(book, group) not in in_turn(group)

    def test_withdrawals_that_forget_the_wallet_pay_twice(self) -> None:
        race = CONFLICTS["two withdrawals of one wallet"]
        group = (race.before, (race.one, race.other))
        books = [
            book for _, book in at_once(group, (2, 2), is_snapshot=True, spoil=without("wallet"))
        ]
        assert (0, 0, -500, 1_000) in {components(book, "u1") for book in books}

    def test_binds_that_forget_the_sharer_close_a_circle(self) -> None:
        race = CONFLICTS["two strangers bind each other"]
        book = book_of(*race.before)

        def forget(sharer: str) -> Spoil:
            key = ("node", "customer", sharer)
            return lambda one: one._replace(puts=tuple(p for p in one.puts if p.key != key))

        workers = [
            Worker(book.store, POLICY, (event,), is_snapshot=True, spoil=forget(sharer))
            for event, sharer in ((race.one, "a"), (race.other, "b"))
        ]
        for _ in run(workers, (0, 1, 0, 1)):
            pass
        with pytest.raises(AssertionError):
            check(book)

    def test_binds_that_forget_the_root_close_a_circle(self) -> None:
        book = book_of(*TREES, touch("a2", "a3"), touch("b2", "b3"))

        def forget(root: str) -> Spoil:
            key = ("node", "customer", root)
            return lambda one: one._replace(puts=tuple(p for p in one.puts if p.key != key))

        workers = [
            Worker(book.store, POLICY, (event,), is_snapshot=True, spoil=forget(root))
            for event, root in ((touch("a2", "b1"), "a1"), (touch("b2", "a1"), "b1"))
        ]
        for _ in run(workers, (0, 1, 0, 1)):
            pass
        with pytest.raises(AssertionError):
            check(book)

    def test_a_tail_that_is_read_before_its_wallet_counts_twice(self) -> None:
        book = book_of(*RICH)
        request = withdraw("u1", 1_000)
        keys, scans = ask(request, book.rows, POLICY)[0][0]
        facts = load(book.rows, (), scans)
        feed(book, fold_wallet("u1"))
        facts |= load(book.rows, keys, ())
        decision = decide(request, facts, POLICY)
        assert isinstance(decision, Decision)
        assert "applied" == decision.status


@pytest.mark.parametrize("loaded", [0, 1, 2, 3])
def test_a_withdrawal_reads_its_tail_at_one_moment(loaded: int) -> None:
    """In pages, a release that is missed and the refund after it would look like a debt."""
    for number in range(5):
        book = book_of(*RICH, paid("o2", "fan u1"), confirmed("o2"))
        request = withdraw("u1", 500, event_id=f"w{number}")
        worker = Worker(book.store, POLICY, (request,), is_snapshot=False)
        for _ in range(loaded):
            worker.step()
        feed(book, release(event_id=f"release {number}"))
        feed(book, refunded("o2", event_id=f"refund {number}"))
        for _ in run((worker,), ()):
            pass
        assert ["applied"] == [decision.status for _, decision in worker.done], number
