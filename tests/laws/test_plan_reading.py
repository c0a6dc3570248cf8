"""Compilation changes nothing: the compiled plan against a plain reading by fractions.

The reader (tests/support/plan_reader.py) was written from the pages of the rules alone and
shares no line with the tables, the stages or the terms.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from fenxiao.errors import FenxiaoError
from fenxiao.model.records import LineProgress, Member, Terms
from fenxiao.rules.fields import RuleFields
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.plan import InForce, compiled
from fenxiao.rules.resolve import amounts, resolve
from fenxiao.rules.role import Role
from fenxiao.rules.terms import Leaving, kept_by_payee
from fenxiao.rules.written import AnyRule
from tests.support.plan_reader import Refused, Scene, Somebody, read_kept, read_line_slots
from tests.support.plan_scenes import TIGHT, Example, examples

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


slow = settings(
    max_examples=max(1, settings().max_examples // 3),  # each is a whole plan, read twice
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


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


LINEAR = replace(
    TIGHT,
    ceilings_ppm=(1_000_000, 300_000, 100_000),
    kinds=("levels", "role", "role", "differential", "peer_bonus", "fee", "rebate"),
    bases=("paid", "commission"),
    has_fixed=False,
    has_marks=False,
)


def linear_rule(rule: AnyRule) -> AnyRule:
    """Take out of a rule whatever is not in proportion to what was paid."""
    if not isinstance(rule, RuleFields):
        return rule
    changes: dict[str, Any] = {
        "tenders_left_out": (),
        "rounding": "floor",
        "scope": "line" if rule.scope == "unit" else rule.scope,
        "refund": "frozen_share",
        "order_cap_minor": None,
        "when": replace(rule.when, at_least_minor=0),
    }
    if isinstance(rule, Role):
        changes["remainder"] = "funder"
    return replace(rule, **changes)


def linear(example: Example) -> Example:
    plan = replace(
        example.plan,
        rules=tuple(linear_rule(rule) for rule in example.plan.rules),
        merges_persons=False,
        order_cap_minor=None,
    )
    campaigns = tuple(
        replace(
            one,
            rules=tuple(linear_rule(rule) for rule in one.rules),
            when=replace(one.when, at_least_minor=0),
        )
        for one in example.campaigns
    )
    return example._replace(plan=plan, campaigns=campaigns)


@given(example=examples((LINEAR,)).map(linear))
@slow
def test_profiles_change_nothing(example: Example) -> None:
    found = compiled(example.plan, example.campaigns)
    assert found.is_linear
    staged = replace(found, is_linear=False)
    scene = people(example.scene)
    rest = (scene, 0, example.scene.custom)
    for _ in range(2):  # the second time the profile is known
        assert resolve(example.order, staged, *rest) == resolve(example.order, found, *rest)
    alone = amounts(example.order, found, scene, example.scene.custom)
    assert amounts(example.order, staged, scene, example.scene.custom) == alone
