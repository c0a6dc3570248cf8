"""Real people who brought real people in, told to the core event by event.

Every attempt has the outcome that the files name, every member the parent, and the
measures of the forest follow. The coupons are told to the registry of invites elsewhere.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from fenxiao.model.events import Touch
from fenxiao.settlement.book import Book
from tests.support.build import POLICY
from tests.support.trees import TREES, Attempt, read_tree

CODES = {
    None: "bound",
    "graph.self_bind": "self",
    "graph.already_bound": "already_bound",
    "graph.circle": "cycle",
}
COUNTS = {
    "uboot_sponsors": {"bound": 3_133, "already_bound": 4_251, "self": 113, "cycle": 15},
    "freebsd_mentors": {"bound": 516, "already_bound": 287},
    "nyjazz_coupons": {"bound": 251},
}
START = datetime(1990, 1, 1, tzinfo=UTC)


def instant(attempt: Attempt) -> datetime:
    """Return when an attempt was; those without a time follow each other in their order."""
    if not attempt.at:
        return START + timedelta(seconds=int(attempt.event_id))
    text = attempt.at if "T" in attempt.at else f"{attempt.at}T00:00:00Z"
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("name", TREES)
def test_a_tree_grows_as_it_did(name: str) -> None:
    tree, book = read_tree(name), Book(POLICY)
    outcomes = []
    for attempt in tree.attempts:
        event = Touch(
            id=attempt.event_id,
            at=instant(attempt),
            sharer_id=attempt.inviter,
            visitor_id=attempt.invitee,
        )
        refusal = book.apply(event).refusal
        outcomes.append(CODES[refusal.code if refusal else None])
    assert [attempt.outcome for attempt in tree.attempts] == outcomes
    assert COUNTS[name] == Counter(outcomes)
    now = max(map(instant, tree.attempts))
    found = {one.node: book.parent(one.node, "customer", now) for one in tree.members}
    assert tree.parents() == found
    for member in tree.members:
        upline = book.upline(member.node, "customer", now, limit=99)
        team = book.team(member.node, "customer", now, limit=99)
        measures = (
            len(upline),
            len(book.children(member.node, "customer", now)),
            sum(map(len, team[:3])),
            sum(map(len, team)),
        )
        expected = (member.depth, member.children, member.within3, member.descendants)
        assert expected == measures, member


@pytest.mark.parametrize("name", TREES)
def test_each_member_was_bound_when_his_event_says(name: str) -> None:
    tree, book = read_tree(name), Book(POLICY)
    at = {attempt.event_id: instant(attempt) for attempt in tree.attempts}
    for attempt in tree.attempts:
        sharer_id, visitor_id = attempt.inviter, attempt.invitee
        name_of = attempt.event_id
        told = Touch(id=name_of, at=at[name_of], sharer_id=sharer_id, visitor_id=visitor_id)
        book.apply(told)
    for member in tree.members:
        if member.bound_event is not None:
            when = at[member.bound_event]
            before = when - timedelta(microseconds=1)
            found = [book.parent(member.node, "customer", one) for one in (before, when)]
            assert [None, member.parent] == found
