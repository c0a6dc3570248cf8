"""The scans of sales and of closed periods, against looking at every row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.contract import Append, Decision, Put
from fenxiao.model.period_keys import (
    award_key,
    awards_scan,
    sale_key,
    sales_open_scan,
    sales_scan,
)
from fenxiao.model.records import Sale
from fenxiao.settlement.periods.walking import unbooked
from fenxiao.settlement.store import Store
from tests.support.host import load

times = st.integers(0, 9)
sales = st.lists(
    st.builds(
        Sale,
        st.sampled_from([f"o{number}" for number in range(9)]),
        st.sampled_from(["m1", "m2"]),
        st.just("CNY"),
        st.just("p1"),
        times,
        st.sampled_from(["", "m0"]),
        st.just(0),
        st.just(0),
        st.just(()),
    ),
    unique_by=lambda one: one.order_id,
)


def stored(rows: list[Sale]) -> Store:
    store = Store()
    appends = tuple(Append(sale_key(one.order_id), one) for one in rows)
    assert store.commit(Decision("applied", appends=appends))
    return store


@given(
    rows=sales,
    period=st.tuples(times, times),
    limit=st.integers(1, 5),
    after=st.none() | st.tuples(times, st.sampled_from(["", "o3", "o9"])),
    counted=st.sets(st.integers(0, 8)),
)
def test_sales_come_in_canonical_order_and_open_ones_apart(
    rows: list[Sale],
    period: tuple[int, int],
    limit: int,
    after: tuple[int, str] | None,
    counted: set[int],
) -> None:
    store = stored(rows)
    for number in counted & set(range(len(rows))):
        one = rows[number]
        changed = one._replace(counted_in="" if one.counted_in else "m1")
        put = Put(sale_key(one.order_id), changed, 1)
        assert store.commit(Decision("applied", (put,)))
    for scan in (
        sales_scan("m1", "CNY", period, limit, after),
        sales_open_scan("m1", "CNY", period, limit),
    ):
        found = store.load((), (scan,))
        assert found == load(store.rows, (), (scan,))
        assert len(found[scan] or ()) <= limit


@given(
    names=st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"))),
    limit=st.integers(1, 5),
    after=st.none() | st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")),
)
def test_rows_of_a_part_come_by_the_rest_of_their_keys(
    names: set[tuple[str, str]], limit: int, after: tuple[str, str] | None
) -> None:
    part = ("m1", "CNY", "m0", "p1")
    rows = [unbooked(part, *name) for name in names]
    rows += [unbooked(("m1", "CNY", "m1", "p1"), *name) for name in names]
    store = Store()
    appends = tuple(Append(award_key(one), one) for one in rows)
    assert store.commit(Decision("applied", appends=appends))
    scan = awards_scan(part, limit, after)
    assert store.load((), (scan,)) == load(store.rows, (), (scan,))
