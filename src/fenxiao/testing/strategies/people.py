"""Strategies for people (人员): members, forests of them, and whom an order may pay.

Source: docs/laws.md, "Strategies".
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from fenxiao.model.credit_records import Credit, CreditKind
from fenxiao.model.people import RELATIONS
from fenxiao.model.records import Member, MemberStatus
from fenxiao.rules.people import People, Person

__all__ = ["GRADES", "MEMBERS", "TENURE_EDGE_DAYS", "crowds", "forests", "members"]

MEMBERS = ("u1", "u2", "u3", "u4", "u5", "u6")
"""The members of every drawn world; six, so that the same one stands in several places."""

GRADES = ("silver", "gold")
"""The grades of every drawn world, the lower first; many have none."""

TENURE_EDGE_DAYS = 30
"""Where drawn tables ask how long somebody has been a promoter."""

_STATUSES: tuple[MemberStatus, ...] = ("none", "active", "suspended")


def members(names: Sequence[str] = MEMBERS) -> st.SearchStrategy[Member]:
    """Draw a member as of an instant: any status that earns or does not, any grade, any identity.

    Args:
        names: What he may be called.
    """
    return st.builds(
        Member,
        member_id=st.sampled_from(names),
        registered_us=st.none() | st.just(0),
        first_order_us=st.none() | st.just(0),
        status=st.sampled_from(_STATUSES),
        status_us=st.just(0),
        grade=st.sampled_from(("", *GRADES)),
        is_verified=st.booleans(),
    )


@st.composite
def forests(draw: st.DrawFn, names: Sequence[str] = MEMBERS) -> dict[str, str]:
    """Draw who stands under whom: chains of any depth, stars, several roots; no circles.

    Args:
        names: Whom it is of; each may stand only under one before him.

    Returns:
        The parent of everybody who has one; parents come before their children.
    """
    forest: dict[str, str] = {}
    for place, name in enumerate(names[1:], start=1):
        parent = draw(st.sampled_from((names[place - 1], None, *names[: place - 1])))
        if parent is not None:
            forest[name] = parent
    return forest


@st.composite
def crowds(
    draw: st.DrawFn, line_ids: Sequence[str], kinds: Sequence[CreditKind] = ("room", "link")
) -> People:
    """Draw whom an order may pay: buyer, up to three uplines, holders of roles, their inviters.

    One member stands in several places: a holder may be the buyer, an upline, or far above;
    two accounts may be one person; some are unfit, some new, some of a grade.

    Args:
        line_ids: The lines of the order, which credits name.
        kinds: The kinds of credit.
    """
    chain = draw(st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=5, unique=True))
    held_as = tuple(draw(st.lists(_credits(line_ids, kinds), max_size=3, unique_by=_claim)))
    held = dict.fromkeys(one.holder_id for one in held_as)
    above = st.lists(st.sampled_from(MEMBERS), max_size=2, unique=True)
    found = {
        (relation, name): tuple(one for one in draw(above) if one != name)
        for relation in RELATIONS
        for name in held
    }
    placed = dict.fromkeys((*chain[:4], *held, *(one for each in found.values() for one in each)))
    persons = {name: draw(_persons(name)) for name in placed}
    return People(
        buyer=persons[chain[0]],
        upline=tuple(persons[one] for one in chain[1:4]),
        credits=held_as,
        holders={name: persons[name] for name in held},
        inviters={key: tuple(persons[one] for one in each) for key, each in found.items()},
        far=frozenset(chain[4:]),
        is_first_order=draw(st.booleans()),
    )


@st.composite
def _persons(draw: st.DrawFn, name: str) -> Person:
    days = st.none() | st.sampled_from((0, TENURE_EDGE_DAYS - 1, TENURE_EDGE_DAYS))
    return Person(draw(members((name,))), draw(days), draw(st.sampled_from(("", "p1", "p2"))))


@st.composite
def _credits(draw: st.DrawFn, line_ids: Sequence[str], kinds: Sequence[CreditKind]) -> Credit:
    named = st.lists(st.sampled_from(tuple(line_ids)), min_size=1, unique=True)
    return Credit(
        kind=draw(st.sampled_from(tuple(kinds))),
        holder_id=draw(st.sampled_from(MEMBERS)),
        reason=draw(st.sampled_from(("credited", "credited", "unfit", "excluded"))),
        by="",
        source="order",
        claim_id="",
        at_us=0,
        subject_id=None,
        content_id=None,
        weight=draw(st.integers(1, 3)),
        line_ids=tuple(sorted(draw(named))),
        lost=(),
    )


def _claim(credit: Credit) -> tuple[str, str]:
    return credit.kind, credit.holder_id
