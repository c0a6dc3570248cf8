"""Compilation changes nothing: the compiled plan against a plain reading by fractions.

The reader (tests/support/plan_reader.py) was written from the pages of the rules alone and
shares no line with the tables, the stages or the terms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.model.records import LineProgress, Member, Terms
from fenxiao.rules.fields import BASES, RuleFields
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


PROPORTIONAL = replace(
    TIGHT,
    ceilings_ppm=(1_000_000, 300_000, 100_000),
    kinds=("levels", "role", "role", "differential", "peer_bonus", "fee", "rebate"),
    bases=("paid", "commission"),
    has_fixed=False,
    has_marks=False,
)


def flat(rule: AnyRule, **more: Any) -> AnyRule:
    """Take out of a rule whatever is in proportion to nothing: caps, roundings, order amounts."""
    if not isinstance(rule, RuleFields):
        return rule
    changes: dict[str, Any] = {
        "rounding": "floor",
        "scope": "line" if rule.scope == "unit" else rule.scope,
        "refund": "frozen_share",
        "order_cap_minor": None,
    }
    if isinstance(rule, Role):
        changes["remainder"] = "funder"
    return replace(rule, **changes | more)


def of_paid(rule: AnyRule) -> AnyRule:
    """Take out of a rule whatever is not in proportion to what was paid."""
    if not isinstance(rule, RuleFields):
        return rule
    return flat(rule, tenders_left_out=(), when=replace(rule.when, at_least_minor=0))


def by_the_piece(rule: AnyRule) -> AnyRule:
    """Make of every other rule's percents so much a piece."""
    if not isinstance(rule, RuleFields) or int(rule.rule_id[-1]) % 2:
        return flat(rule)
    rows = tuple(replace(row, **_pieces(row)) for row in rule.rows)
    return flat(rule, rows=rows, **_pieces(rule))


def _pieces(paying: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "rates_ppm": (),
        "units_minor": tuple(rate_ppm // 999 for rate_ppm in paying.rates_ppm),
    }
    if getattr(paying, "self_rate_ppm", None) is not None:
        fields |= {"self_rate_ppm": None, "self_unit_minor": paying.self_rate_ppm // 999}
    return fields


def with_rules(example: Example, change: Callable[[AnyRule], AnyRule], **fields: Any) -> Example:
    plan = replace(
        example.plan,
        rules=tuple(change(rule) for rule in example.plan.rules),
        merges_persons=False,
        order_cap_minor=None,
        currency=example.order.currency,
        **fields,
    )
    campaigns = tuple(
        replace(one, rules=tuple(change(rule) for rule in one.rules)) for one in example.campaigns
    )
    return example._replace(plan=plan, campaigns=campaigns)


def proportional(example: Example) -> Example:
    made = with_rules(example, of_paid)
    campaigns = (replace(one, when=replace(one.when, at_least_minor=0)) for one in made.campaigns)
    return made._replace(campaigns=tuple(campaigns))


def check_profiles(example: Example, found: InForce) -> None:
    staged = replace(found, is_linear=False)
    scene = people(example.scene)
    rest = (scene, 0, example.scene.custom)
    for _ in range(2):  # the second time the profile is known
        assert outcome(lambda: resolve(example.order, staged, *rest)) == outcome(
            lambda: resolve(example.order, found, *rest)
        )
    assert outcome(lambda: amounts(example.order, staged, *rest[::2])) == outcome(
        lambda: amounts(example.order, found, *rest[::2])
    )


def outcome(work: Callable[[], object]) -> object:
    """Return what something comes to: its answer, or what it is refused with."""
    try:
        return work()
    except FenxiaoError as error:
        return str(error)


@given(example=examples((PROPORTIONAL,)).map(proportional))
@slow
def test_profiles_of_percents_of_what_was_paid_change_nothing(example: Example) -> None:
    found = compiled(example.plan, example.campaigns)
    assert found.is_linear
    check_profiles(example, found)


MIXED = replace(PROPORTIONAL, bases=BASES, has_marks=True)
ROOMY = replace(MIXED, ceilings_ppm=(1_000_000,), rates=(100_000, 20_000, 1, 0))


@given(
    example=st.sampled_from((flat, by_the_piece)).flatmap(
        lambda change: examples((MIXED, ROOMY)).map(lambda one: with_rules(one, change))
    )
)
@slow
def test_profiles_of_any_base_with_conditions_and_pieces_change_nothing(example: Example) -> None:
    found = compiled(example.plan, example.campaigns)
    assume(found.is_linear)
    check_profiles(example, found)


def test_many_plans_without_caps_and_roundings_have_profiles() -> None:
    counted: Counter[bool] = Counter()

    @given(example=examples((MIXED,)).map(lambda one: with_rules(one, flat)))
    @settings(slow, max_examples=60, database=None, phases=(Phase.generate,), derandomize=True)
    def count(example: Example) -> None:
        counted[compiled(example.plan, example.campaigns).is_linear] += 1

    count()
    assert counted[True] > 60 // 4
