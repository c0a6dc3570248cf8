"""Crowds (人群): who may be paid on an order, as a plan can tell people apart.

Two orders whose buyers, uplines and holders are alike in all that the plan may ask are
settled alike; only the names differ, which are seats here.

Source: docs/rules/plan.md, "The compiled form".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fenxiao.model.credit_records import Credit
from fenxiao.rules.people import HELD, People, Person, blank
from fenxiao.rules.tables import PlanTables

__all__ = ["Crowd", "gather", "named"]

Known = tuple[str, str, bool, bool, bool, int | None]
"""What a plan may ask of somebody: status, grade, verified, registered, bought, tenure."""

TOO_FAR = 4


class Crowd(NamedTuple):
    """Who may be paid on an order, by seat, and what the plan can tell them apart by.

    Args:
        key: What is the same for all orders with this kind of crowd.
        seats: The members, by seat: buyer, uplines, holders and their inviters.
        held: Which of the credits pay, by their place among them.
    """

    key: tuple[object, ...]
    seats: tuple[tuple[str, str], ...]
    held: tuple[tuple[int, Credit], ...]


def gather(plan: PlanTables, people: People, *, asks_people: bool = True) -> Crowd:
    """Return who may be paid on an order, as a plan tells people apart.

    Args:
        plan: The compiled plan.
        people: Who may be paid.
        asks_people: Whether the plan asks anything of anybody, or only who stands where.
    """
    chain = (people.buyer, *people.upline)
    seats = [(one.member.member_id, one.member.grade) for one in chain]
    known: list[object] = [_known(one) for one in chain] if asks_people else []
    held: list[tuple[int, Credit]] = []
    if people.credits:
        roles = {rule.role for rule in plan.rules if rule.role}
        for credit in people.credits:
            if credit.kind in roles and credit.reason in HELD:
                holder = people.holders.get(credit.holder_id) or Person(blank(credit.holder_id))
                everybody = (holder, *_inviters(plan, people, credit))
                held.append((len(seats), credit))
                seats += [(one.member.member_id, one.member.grade) for one in everybody]
                depths = [people.depth_of(one.member.member_id) for one in everybody]
                asked = [_known(one) for one in everybody] if asks_people else ()
                known.append((credit.kind, credit.reason, credit.weight, *depths, *asked))
    key = (people.is_first_order, len(people.upline), *known)
    return Crowd(key, tuple(seats), tuple(held))


def _known(person: Person) -> Known:
    member = person.member
    has_bought = member.first_order_us is not None
    flags = (member.is_verified, member.registered_us is not None, has_bought)
    return (member.status, member.grade, *flags, person.tenure_days)


def _inviters(plan: PlanTables, people: People, credit: Credit) -> tuple[Person, ...]:
    """Return a holder's inviters in every relation that a rule of his role asks, one after one."""
    relations = dict.fromkeys(rule.relation for rule in plan.rules if rule.role == credit.kind)
    found = (people.inviters.get((relation, credit.holder_id), ()) for relation in relations)
    return tuple(one for above in found for one in above)


def named(plan: PlanTables, people: People, crowd: Crowd, on_line: Sequence[int]) -> People:
    """Return the people of a crowd under the numbers of their seats.

    Who stands in the buyer's chain keeps the number of his seat there.
    """

    def at(person: Person, seat: int) -> Person:
        depth = people.depth_of(person.member.member_id)
        place = depth if depth is not None and depth < TOO_FAR else seat
        return person._replace(member=person.member._replace(member_id=str(place)))

    holders: dict[str, Person] = {}
    inviters: dict[tuple[str, str], tuple[Person, ...]] = {}
    far: set[str] = set()
    answers: list[Credit] = []
    for seat, credit in crowd.held:
        if seat not in on_line:
            continue
        holder = at(people.holders.get(credit.holder_id) or Person(blank(credit.holder_id)), seat)
        name = holder.member.member_id
        holders[name] = holder
        answers.append(credit._replace(holder_id=name, line_ids=("1",)))
        place = seat + 1
        everybody = [(credit.holder_id, name)]
        for relation in dict.fromkeys(r.relation for r in plan.rules if r.role == credit.kind):
            above = people.inviters.get((relation, credit.holder_id), ())
            inviters[relation, name] = tuple(at(one, place + n) for n, one in enumerate(above))
            everybody += [(one.member.member_id, str(place + n)) for n, one in enumerate(above)]
            place += len(above)
        far |= {label for member_id, label in everybody if people.depth_of(member_id) == TOO_FAR}
    chain = [at(one, seat) for seat, one in enumerate((people.buyer, *people.upline))]
    return People(
        buyer=chain[0],
        upline=tuple(chain[1:]),
        credits=tuple(answers),
        holders=holders,
        inviters=inviters,
        far=frozenset(far),
        is_first_order=people.is_first_order,
    )
