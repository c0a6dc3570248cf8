"""History: the row in force at an instant, and nothing later."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.graph.history import newest_at
from fenxiao.model.records import Binding


def row(since_us: int, parent_id: str | None, until_us: int | None = None) -> Binding:
    return Binding("customer", "v", f"e{since_us}", parent_id, since_us, until_us, "touch")


TOLD = [row(10, "a", 15), row(20, "b"), row(30, None), row(40, "c", 50)]


@pytest.mark.parametrize(
    ("at_us", "expected"),
    [
        (9, None),
        (10, "a"),
        (14, "a"),
        (15, None),
        (19, None),
        (20, "b"),
        (29, "b"),
        (30, None),
        (40, "c"),
        (50, None),
    ],
)
def test_a_row_counts_until_the_next_or_its_end(at_us: int, expected: str | None) -> None:
    found = newest_at(TOLD, at_us)
    assert expected == (found.parent_id if found else None)


instants = st.lists(st.integers(0, 99), unique=True).map(sorted)


@given(starts=instants, at_us=st.integers(0, 99), later=st.integers(0, 99))
def test_a_later_row_changes_no_earlier_answer(starts: list[int], at_us: int, later: int) -> None:
    told = [row(start, f"p{start}") for start in starts]
    after = [*told, row(max([at_us, *starts]) + 1 + later, "new")]
    assert newest_at(told, at_us) == newest_at(after, at_us)
