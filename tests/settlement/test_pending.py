"""Instructions that wait for approval: the scans of the store in memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.contract import Decision, Put, batch_scan, payout_key, requested_scan
from fenxiao.model.records import Payout
from fenxiao.settlement.store import Store

BASE = Payout("I", "K", "m1", "u1", "CNY", 9, "t1", "requested", 0, 0, None)
written = st.lists(
    st.builds(
        lambda name, at_us, state, batch, payer: BASE._replace(
            instruction_id=name, payable_us=at_us, state=state, batch_id=batch, payer_id=payer
        ),
        st.sampled_from("abcde"),
        st.integers(0, 3),
        st.sampled_from(["requested", "requested", "approved"]),
        st.sampled_from([None, None, "b1"]),
        st.sampled_from(["m1", "m1", "m2"]),
    ),
    max_size=12,
)


@given(rows=written, until=st.integers(0, 3), limit=st.integers(1, 4), data=st.data())
def test_the_scans_are_what_looking_at_every_row_finds(
    rows: list[Payout], until: int, limit: int, data: st.DataObject
) -> None:
    store = Store()
    for payout in rows:
        key = payout_key(payout.instruction_id)
        known = store.rows.get(key)
        put = Put(key, payout, known[1] if known else 0)
        assert store.commit(Decision("applied", (put,)))
    after = data.draw(st.none() | st.tuples(st.integers(0, 3), st.sampled_from("abcde")))
    waiting = sorted(
        (one.payable_us, one.instruction_id, one)
        for one, _ in store.rows.values()
        if isinstance(one, Payout) and one.state == "requested"
    )
    due = [one for one in waiting if after is None or one[:2] > after]
    mine = [one for *_, one in due if one.batch_id is None and one.payer_id == "m1"]
    free = [one for one in mine if one.payable_us <= until]
    of_batch = [one for *_, one in due if one.batch_id == "b1"]
    requested = requested_scan("m1", "CNY", until, limit=limit, after=after)
    in_batch = batch_scan("b1", limit=limit, after=after)
    found = store.load((), (requested, in_batch))
    for scan, expected in ((requested, free), (in_batch, of_batch)):
        page = found[scan]
        assert page is not None
        assert expected[:limit] == [record for record, _ in page]  # type: ignore[misc]  # rows of a scan
