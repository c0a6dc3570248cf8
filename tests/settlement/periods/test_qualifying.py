"""Qualifying: who a member was at the last instant, from his history and his row."""

from __future__ import annotations

import pytest

from fenxiao.model.records import Member, Standing
from fenxiao.settlement.periods.qualifying import qualified

PART = ("m1", "CNY", "m0", "p1")


@pytest.mark.parametrize(
    ("at_us", "expected"), [(4, (False, False)), (5, (True, False)), (9, (True, True))]
)
def test_only_what_was_by_then_counts(at_us: int, expected: tuple[bool, bool]) -> None:
    member = Member("u1", 5, 9, "active", 0, "gold", is_verified=True)
    found = qualified(PART, "u1", member, None, at_us)
    assert (found.is_registered, found.has_bought) == expected
    assert (found.status, found.grade, found.is_verified) == ("none", "", False)


def test_grade_and_status_are_those_of_the_history() -> None:
    standing = Standing("u1", "e1", 3, "active", "gold", is_verified=True, cause="promotion")
    found = qualified(PART, "u1", None, standing, 5)
    assert found[5:] == ("active", "gold", True, False, False)
