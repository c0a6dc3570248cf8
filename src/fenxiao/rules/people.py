"""Who may be paid (可得佣人员): the buyer, those above him, those credited, as of the order.

Source: docs/rules/terms.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from fenxiao.model.credit_records import Credit
from fenxiao.model.records import Member

__all__ = ["HELD", "People", "Person", "blank", "plain_people"]


HELD = ("credited", "unfit")
"""The answers to a claim whose holders share a role; an unfit one's part is nobody's."""


def blank(member_id: str) -> Member:
    """Return a member of whom nothing is known."""
    return Member(member_id, None, None, "none", 0, "", is_verified=False)


class Person(NamedTuple):
    """Somebody as of the instant of the terms.

    Args:
        member: Who he is, with the status, grade and identity of that instant.
        tenure_days: For how many whole days he has been a promoter; None if he is none.
        person_id: The person behind the account, where that is known.
    """

    member: Member
    tenure_days: int | None = None
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Everybody whom an order may pay.

    Args:
        buyer: Who bought.
        upline: Those above him as a customer, nearest first, at most three.
        credits: How the claims on the order were answered.
        holders: Those who are credited, by member id.
        inviters: Who stands above a holder in a relation, nearest first.
        far: Members who stand above the buyer, but further than three.
        is_first_order: Whether the buyer had bought nothing before.
    """

    buyer: Person
    upline: tuple[Person, ...] = ()
    credits: tuple[Credit, ...] = ()
    holders: Mapping[str, Person] = field(default_factory=dict)
    inviters: Mapping[tuple[str, str], tuple[Person, ...]] = field(default_factory=dict)
    far: frozenset[str] = frozenset()
    is_first_order: bool = False

    def depth_of(self, member_id: str) -> int | None:
        """Return how far somebody stands above the buyer; 4 is too far, None is not above."""
        if member_id == self.buyer.member.member_id:
            return 0
        for depth, person in enumerate(self.upline, start=1):
            if person.member.member_id == member_id:
                return depth
        return 4 if member_id in self.far else None


def plain_people(
    buyer_id: str, upline: tuple[str, ...], answers: tuple[Credit, ...] = ()
) -> People:
    """Return people of whom nothing is known but where they stand."""
    above = tuple([Person(blank(one)) for one in upline])
    return People(Person(blank(buyer_id)), above, answers)
