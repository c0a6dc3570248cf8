"""Many workers at random: no circle, no lost money, nothing twice, ever.

Each worker has its own list of events; a schedule says who steps next; a failed guard
starts the event again. What must hold at every moment is checked after every commit.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.events import Event, Touch
from fenxiao.settlement.book import Book
from tests.support.build import (
    POLICY,
    available,
    back,
    book_of,
    confirmed,
    feed,
    fold_wallet,
    line,
    line_of,
    paid,
    refunded,
    release,
    result,
    touch,
    withdraw,
)
from tests.support.host import Worker, run
from tests.support.invariants import check, check_forest
from tests.support.stories import limits, tries

MEMBERS = [f"u{number}" for number in range(5)]
touches = st.builds(touch, st.sampled_from(MEMBERS), st.sampled_from(MEMBERS))


def numbered(events: list[Touch], prefix: str) -> list[Event]:
    return [
        touch(one.sharer_id, one.visitor_id, event_id=f"{prefix}{place}")
        for place, one in enumerate(events)
    ]


@given(
    lists=st.lists(st.lists(touches, min_size=1, max_size=4), min_size=2, max_size=4),
    chance=st.data(),
    is_snapshot=st.booleans(),
)
def test_binds_at_random_are_binds_in_the_order_of_their_commits(
    lists: list[list[Touch]], chance: st.DataObject, is_snapshot: bool
) -> None:
    book, in_turn = Book(POLICY), Book(POLICY)
    workers = [
        Worker(book.store, POLICY, numbered(events, f"w{place} "), is_snapshot=is_snapshot)
        for place, events in enumerate(lists)
    ]
    schedule = chance.draw(st.lists(st.integers(0, len(workers) - 1), max_size=80))
    for worker in run(workers, schedule):
        if worker.done:
            event, decision = worker.done.pop()
            expected = in_turn.apply(event)
            assert expected.status == decision.status  # why may differ: both reasons hold
            check_forest(book)
    assert [one[:4] for one in in_turn.nodes()] == [one[:4] for one in book.nodes()]


def commuting(limit: int) -> tuple[list[Event], list[list[Event]]]:
    """Return what was before, and lists that leave the same in whatever order."""
    before: list[Event] = [*line_of("u0", "u1", "u2", "u3"), *available("u0", 5_000)]
    for number in range(4):
        goods = line(1_000 * number + 990, quantity=3)
        before += [paid(f"old{number}", f"u{1 + number % 3}", goods), confirmed(f"old{number}")]
    before += [withdraw("u0", 200, event_id="early")]
    folds: list[Event] = [
        fold_wallet(f"u{number % 3}", limit=limit, event_id=f"fold{number}") for number in range(3)
    ]
    lists: list[list[Event]] = [
        [
            paid(name, "u3", line(2_345, quantity=2)),
            confirmed(name, day=20),
            refunded(name, back(quantity=1), event_id=f"gone {name}"),
        ]
        for name in ("o1", "o2")
    ]
    return before, [
        *lists,
        [release(limit=limit, event_id="release"), release(day=10, limit=1, event_id="again")],
        [refunded(f"old{number}", event_id=f"back{number}") for number in range(4)],
        [withdraw("u0", 300, event_id="w1"), result("w1", "paid", 300), *folds[:1]],
        [withdraw("u0", 400, event_id="w2"), result("w2", "failed", 400), *folds[1:]],
        [result("early", "unknown", 200), result("early", "paid", 200)],
    ]


def standing(book: Book) -> object:
    orders = sorted(row for key, (row, _) in book.rows.items() if key[0] == "order")
    return orders, book.payouts(), book.wallets(), book.nodes(), len(book.entries)


def commit_all(workers: list[Worker], schedule: list[int], book: Book) -> None:
    count = 0
    for _ in run(workers, schedule):
        done = sum(len(one.done) for one in workers)
        if done > count:
            check(book)
        count = done


@given(schedule=st.lists(st.integers(0, 6), max_size=250), limit=limits, is_snapshot=st.booleans())
@tries(50)
def test_a_shop_at_random_ends_as_the_shop_in_turn(
    schedule: list[int], limit: int, is_snapshot: bool
) -> None:
    before, lists = commuting(limit)
    in_turn, book = book_of(*before), book_of(*before)
    for event in (event for events in lists for event in events):
        feed(in_turn, event)
        list(in_turn.resume())
    workers = [Worker(book.store, POLICY, events, is_snapshot=is_snapshot) for events in lists]
    commit_all(workers, schedule, book)
    assert {"applied"} == {one.status for worker in workers for _, one in worker.done}
    assert standing(in_turn) == standing(book)


@given(schedule=st.lists(st.integers(0, 3), max_size=60), limit=limits)
@tries(30)
def test_one_list_done_by_all_workers_is_done_once(schedule: list[int], limit: int) -> None:
    before, lists = commuting(limit)
    events = [event for events in lists for event in events]
    in_turn, book = book_of(*before), book_of(*before)
    for event in events:
        feed(in_turn, event)
    workers = [Worker(book.store, POLICY, events, is_snapshot=True) for _ in range(4)]
    for _ in run(workers, schedule):
        pass
    list(in_turn.resume())
    assert standing(in_turn) == standing(book)
    check(book)


@given(schedule=st.lists(st.integers(0, 3), max_size=60))
def test_withdrawals_at_random_never_take_more_than_there_is(schedule: list[int]) -> None:
    book = book_of(*available("u1", 1_000))
    workers = [
        Worker(
            book.store,
            POLICY,
            [withdraw("u1", 170, event_id=f"w{place} {turn}") for turn in range(3)],
            is_snapshot=bool(place % 2),
        )
        for place in range(4)
    ]
    for _ in run(workers, schedule):
        assert book.wallet("m1", "u1", "CNY").available_minor >= 0
    applied = [one for worker in workers for _, one in worker.done if one.status == "applied"]
    assert 1_000 // 170 == len(applied)
    check(book)
