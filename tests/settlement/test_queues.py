"""The queue of the store in memory answers as the naive host does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.book_records import Unsealed
from fenxiao.model.contract import Append, Decision, Put, to_seal_scan, unsealed_key
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
