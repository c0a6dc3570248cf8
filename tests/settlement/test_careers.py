"""Careers: a member's history has one row an instant, and only grows."""

from __future__ import annotations

from fenxiao.model.records import Member, Standing
from fenxiao.settlement.careers import audited, late, member_put, stands
from tests.support.build import at_us
from tests.support.careers import verified

MEMBER = Member("u1", None, None, "active", 0, "star", is_verified=True)


def test_a_change_must_be_dated_after_the_newest() -> None:
    assert late(verified("u1", day=3), MEMBER) is None
    assert late(verified("u1", day=3), MEMBER._replace(standing_us=at_us(3) - 1)) is None
    refused = late(verified("u1", day=3), MEMBER._replace(standing_us=at_us(3)))
    assert refused is not None
    assert refused.code == "member.late"
    assert str(at_us(3)) in refused.message


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
