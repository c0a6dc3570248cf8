"""Careers: a member's history has one row an instant, and only grows."""

from __future__ import annotations

from fenxiao.model.records import Member, Standing
from fenxiao.settlement.careers import audited, counts_from, member_put, stands
from tests.support.build import at_us
from tests.support.careers import verified

MEMBER = Member("u1", None, None, "active", 0, "star", is_verified=True)


def test_a_change_counts_from_after_the_newest() -> None:
    event, day_us = verified("u1", day=3), at_us(3)
    assert counts_from(event, MEMBER) == day_us
    newest = [day_us - 1, day_us, day_us + 5]
    found = [counts_from(event, MEMBER._replace(standing_us=one)) for one in newest]
    assert found == [day_us, day_us + 1, day_us + 6]


def test_a_row_of_history_says_what_the_member_is() -> None:
    member, (append,) = stands(MEMBER, "e1", 5, "hand")
    assert member == MEMBER._replace(standing_us=5)
    assert append.record == Standing("u1", "e1", 5, "active", "star", True, "hand")
    assert append.key == ("standing", "u1", "e1")


def test_a_member_is_guarded() -> None:
    assert member_put(MEMBER, 3) == (("member", "u1"), MEMBER, 3)


def test_an_audit_names_both_persons() -> None:
    append = audited(verified("u1", day=3), "why", "clerk", "chief")
    assert append.key == ("audit", "verify u1 3")
    assert append.record[1:] == (at_us(3), "u1", "why", "clerk", "chief")
