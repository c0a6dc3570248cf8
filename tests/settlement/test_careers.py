"""Careers: a member's history has one row an instant, and only grows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.model.careers import FoldTallies
from fenxiao.model.events import Event
from fenxiao.model.records import Member, Standing
from fenxiao.settlement.book import Book
from fenxiao.settlement.careers import audited, counts_from, member_put, stands
from fenxiao.settlement.catalogue.careers import CAREERS
from tests.support.build import at_us
from tests.support.careers import (
    KEEPER,
    applied,
    closed,
    decided,
    graded,
    history,
    ladder,
    left,
    marked,
    of_fans,
    policy,
    returned,
    review,
    status,
    told,
    verified,
)

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
    assert append.record[1:6] == (at_us(3), "u1", "why", "clerk", "chief")


OF = policy(ladder(KEEPER), EnrolmentPolicy(grace_days=3))
LIVES: list[tuple[list[Event], Event]] = [
    ([], verified("u1", day=7)),
    ([], applied("u1", day=7)),
    ([applied("u1")], decided("u1", day=7)),
    ([applied("u1")], decided("u1", is_approved=False, day=7)),
    ([applied("u1"), decided("u1")], status("u1", day=7)),
    ([applied("u1"), decided("u1"), status("u1")], status("u1", "active", day=7)),
    ([applied("u1"), decided("u1")], left("u1", day=7)),
    ([applied("u1"), decided("u1"), left("u1")], returned("u1", day=7)),
    ([applied("u1"), decided("u1"), left("u1", day=4)], closed("u1", day=7)),
    ([], marked("u1", day=7)),
    ([], graded("u1", "keeper", day=7)),
    ([*of_fans("u1", 2)], review("u1", day=7)),
]
"""What was before, and a step that would leave a row of history."""


def test_every_step_of_a_career_is_tried() -> None:
    steps = {row.event for row in CAREERS if "standing" in row.writes}
    assert steps == {type(step) for _, step in LIVES}
    assert {FoldTallies} == {row.event for row in CAREERS} - steps


@pytest.mark.parametrize("day", [6, 7, 8], ids=["before", "at once", "after"])
@pytest.mark.parametrize(("before", "step"), LIVES)
def test_no_step_leaves_two_rows_of_one_instant(before: list[Event], step: Event, day: int) -> None:
    book = Book(OF)
    told(book, *before, verified("u1", day=day))
    known = history(book, "u1")
    assert "applied" == book.apply(replace(step, id="step")).status
    now = history(book, "u1")
    assert known == now[:-1]
    assert max(at_us(7), known[-1].since_us + 1) == now[-1].since_us
    instants = [one.since_us for one in now]
    assert sorted(set(instants)) == instants
