"""Compilation changes nothing: the compiled plan against a plain reading by fractions.

The reader (tests/support/plan_reader.py) was written from the pages of the rules alone and
shares no line with the tables, the stages or the terms.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings

from fenxiao.errors import FenxiaoError
from fenxiao.model.records import LineProgress, Member, Terms
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.plan import InForce, compiled
from fenxiao.rules.resolve import amounts, resolve
from fenxiao.rules.terms import Leaving, kept_by_payee
from tests.support.plan_reader import Refused, Scene, Somebody, read_kept, read_line_slots
from tests.support.plan_scenes import Example, examples

Paid = tuple[str, int, str | None, str | None, Fraction]


def person(one: Somebody) -> Person:
    known: Member = one.member or blank(one.member_id)
    return Person(known._replace(grade=one.grade), one.tenure_days, one.person_id)


def people(scene: Scene) -> People:
    held = {one.holder_id for one in scene.credits if one.reason in ("credited", "unfit")}
    return People(
        buyer=person(scene.buyer),
        upline=tuple(person(one) for one in scene.upline),
        credits=scene.credits,
        holders={name: person(one) for name, one in scene.holders.items() if name in held},
        inviters={
            key: tuple(person(one) for one in found) for key, found in scene.inviters.items()
        },
        far=scene.far,
        is_first_order=scene.is_first_order,
    )


def terms_of(example: Example) -> Terms:
    found: InForce = compiled(example.plan, example.campaigns)
    return resolve(example.order, found, people(example.scene), 0, example.scene.custom)


def paid_slots(terms: Terms) -> dict[str, Counter[Paid]]:
    return {
        line.line_id: Counter(
            (
                slot.rule_id,
                slot.depth,
                slot.detail.holder_id if slot.detail else slot.payee_id,
                slot.payee_id,
                Fraction(slot.numerator, slot.denominator),
            )
            for slot in line.slots
            if slot.payee_id is not None and slot.numerator
        )
        for line in terms.lines
    }


def read_slots(example: Example) -> dict[str, Counter[Paid]]:
    read = read_line_slots(example.plan, example.campaigns, example.order, example.scene)
    return {
        line_id: Counter(
            (one.rule_id, one.depth, one.holder_id, one.payee_id, one.exact)
            for one in slots
            if one.payee_id is not None and one.exact
        )
        for line_id, slots in read.items()
    }


slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@given(example=examples())
@slow
def test_every_slot_is_what_a_plain_reading_makes_it(example: Example) -> None:
    try:
        expected = read_slots(example)
    except Refused as refused:
        code = str(refused)
        if code != "order.plan_currency":
            with pytest.raises(FenxiaoError, match="must say what the plan reckons with"):
                terms_of(example)
        return
    assert expected == paid_slots(terms_of(example))


@given(example=examples())
@slow
def test_refunds_leave_what_a_plain_reading_leaves(example: Example) -> None:
    order, left = example.order, example.left
    try:
        read = (example.plan, example.campaigns, order, example.scene)
        expected = {payee: minor for payee, minor in read_kept(*read, left).items() if minor}
    except Refused:
        return
    gone = {
        line.line_id: LineProgress(line.line_id, 0, line.paid_minor - left[line.line_id])
        for line in order.lines
    }
    assert expected == dict(kept_by_payee(Leaving(terms_of(example), gone)))


@given(example=examples())
@slow
def test_amounts_without_terms_are_those_with_them(example: Example) -> None:
    found = compiled(example.plan, example.campaigns)
    scene = people(example.scene)
    try:
        terms = resolve(example.order, found, scene, 0, example.scene.custom)
    except FenxiaoError:
        return
    alone = amounts(example.order, found, scene, example.scene.custom)
    assert dict(kept_by_payee(Leaving(terms, {}))) == dict(sorted(alone.items()))
