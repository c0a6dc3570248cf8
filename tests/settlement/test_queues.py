"""The queues of the store in memory answer as the naive host does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.book_records import Unsealed
from fenxiao.model.contract import (
    Append,
    Decision,
    Put,
    hold_key,
    holds_due_scan,
    to_seal_scan,
    unsealed_key,
)
from fenxiao.model.hold_records import Hold
from fenxiao.settlement.facts import rows
from fenxiao.settlement.store import Store
from tests.support.host import answer

waiting_rows = st.builds(
    Unsealed,
    payer_id=st.sampled_from(("m1", "m2")),
    entry_id=st.text("abc", min_size=1, max_size=3),
    effective_us=st.integers(-3, 9),
)
waiting = st.lists(waiting_rows, max_size=20, unique_by=lambda one: one.entry_id)


def put_in(store: Store, made: list[Unsealed]) -> None:
    appends = tuple(Append(unsealed_key(one), one) for one in made)
    assert store.commit(Decision("applied", appends=appends))


@given(made=waiting, chance=st.data())
def test_whatever_was_taken_the_scan_finds_the_rest_in_order(
    made: list[Unsealed], chance: st.DataObject
) -> None:
    store = Store()
    while made:
        count = chance.draw(st.integers(1, len(made)))
        put_in(store, made[:count])
        made = made[count:]
        limit, until_us = chance.draw(st.integers(1, 5)), chance.draw(st.integers(-4, 10))
        scan = to_seal_scan("m1", until_us, limit=limit)
        page = rows(store.load((), (scan,)), scan, Unsealed)
        assert page == list(answer(store.rows, scan))
        taken = chance.draw(st.lists(st.sampled_from(page), unique=True)) if page else []
        puts = tuple(Put(unsealed_key(one), None, 1) for one, _ in taken)
        assert store.commit(Decision("applied", puts=puts))
        assert store.load((), (scan,))[scan] == answer(store.rows, scan)


def test_of_a_payer_without_entries_nothing_waits() -> None:
    scan = to_seal_scan("m1", 0, limit=1)
    assert {scan: ()} == Store().load((), (scan,))


held = st.builds(
    Hold,
    hold_id=st.text("abc", min_size=1, max_size=3),
    payer_id=st.just("m1"),
    member_id=st.just("u1"),
    currency=st.just("CNY"),
    tender=st.just("balance"),
    subject_id=st.just("o1"),
    amount_minor=st.just(5),
    posted_minor=st.just(0),
    returned_minor=st.just(0),
    state=st.sampled_from(("open", "open", "posted", "voided", "expired")),
    placed_us=st.just(0),
    updated_us=st.just(0),
    expires_us=st.none() | st.integers(-3, 9),
)


@given(steps=st.lists(held, max_size=20), limit=st.integers(1, 5), until_us=st.integers(-4, 10))
def test_however_holds_change_the_scan_finds_the_due_ones_in_order(
    steps: list[Hold], limit: int, until_us: int
) -> None:
    store = Store()
    for hold in steps:
        key = hold_key(hold.hold_id)
        revision = store.rows[key][1] if key in store.rows else 0
        assert store.commit(Decision("applied", puts=(Put(key, hold, revision),)))
        scan = holds_due_scan(until_us, limit=limit)
        assert store.load((), (scan,))[scan] == answer(store.rows, scan)
