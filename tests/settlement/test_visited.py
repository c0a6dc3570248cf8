"""The scans of visits and assortments, against looking at every row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.contract import (
    Append,
    Decision,
    Put,
    assortment_key,
    assortments_scan,
    visit_key,
    visits_before_scan,
    visits_scan,
)
from fenxiao.model.credit_records import Assortment, Visit
from fenxiao.settlement.store import Store

times = st.integers(0, 9)
visits = st.lists(st.tuples(st.sampled_from("xy"), times), max_size=12).map(
    lambda pairs: [
        Visit(visitor, f"e{number:02}", "s", "click", at_us, None, None)
        for number, (visitor, at_us) in enumerate(pairs)
    ]
)


def stored(rows: list[Visit]) -> Store:
    store = Store()
    assert store.commit(
        Decision("applied", appends=tuple(Append(visit_key(one), one) for one in rows))
    )
    return store


@given(rows=visits, since=times, until=times, limit=st.integers(1, 5), gone=st.sets(times))
def test_visits_of_a_period_come_newest_first(
    rows: list[Visit], since: int, until: int, limit: int, gone: set[int]
) -> None:
    store = stored(rows)
    removed = tuple(Put(visit_key(one), None, 1) for one in rows if one.at_us in gone)
    assert store.commit(Decision("applied", removed))
    left = [one for one in rows if one.at_us not in gone]
    scan = visits_scan("x", (since, until), limit=limit)
    mine = [one for one in left if one.visitor_id == "x" and since <= one.at_us < until]
    expected = sorted(mine, key=lambda one: (-one.at_us, one.event_id))[:limit]
    assert tuple((one, 1) for one in expected) == store.load((), (scan,))[scan]
    oldest = visits_before_scan(until, limit=limit)
    before = sorted(one for one in left if one.at_us < until)
    by_age = sorted(before, key=lambda one: (one.at_us, one.visitor_id, one.event_id))[:limit]
    assert tuple((one, 1) for one in by_age) == store.load((), (oldest,))[oldest]


@given(starts=st.sets(times), at_us=times, limit=st.integers(1, 3))
def test_assortments_come_newest_first(starts: set[int], at_us: int, limit: int) -> None:
    rows = [Assortment("a", f"e{start}", start, "all", (), (), None) for start in starts]
    store = Store()
    store.commit(Decision("applied", appends=tuple(Append(assortment_key(a), a) for a in rows)))
    scan = assortments_scan("a", at_us, limit=limit)
    known = sorted((one for one in rows if one.since_us <= at_us), key=lambda one: -one.since_us)
    assert tuple((one, 1) for one in known[:limit]) == store.load((), (scan,))[scan]
    other = assortments_scan("b", at_us)
    assert () == store.load((), (other,))[other]
