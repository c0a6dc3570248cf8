"""Drawn plans: every kind of rule with every field, and only the classes that were asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenxiao.rules.fields import RuleFields
from fenxiao.rules.plan import Plan, overlay
from fenxiao.testing.rule_classes import CLASSES, classes_of
from fenxiao.testing.strategies.plans import ALL_CLASSES, KINDS, campaigns, plans

few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def drawn(strategy: st.SearchStrategy[Plan], count: int = 30) -> list[Plan]:
    """Return the same plans on every run."""
    found: list[Plan] = []

    @settings(few, max_examples=count, derandomize=True, database=None)
    @given(one=strategy)
    def keep(one: Plan) -> None:
        found.append(one)

    keep()
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_rule_is_drawn(kind: str) -> None:
    helped = {"fee": ("fee", "levels"), "peer_bonus": ("peer_bonus", "differential")}
    made = drawn(plans(helped.get(kind, (kind,)), most_rules=2), 30)
    assert any(rule.kind == kind for plan in made for rule in plan.rules)


@pytest.mark.parametrize("one", CLASSES[:-1], ids=[one.name for one in CLASSES[:-1]])
def test_every_class_is_drawn_alone(one: object) -> None:
    name = one.name  # type: ignore[attr-defined]  # a rule class
    allowed = {name}
    found = [classes_of(plan.alone) for plan in drawn(plans(classes=allowed))]
    assert any(name in classes for classes in found)
    assert all(classes <= {*allowed, "percent"} for classes in found)


@given(plan=plans(classes=frozenset()))
@few
def test_without_classes_a_plan_pays_plain_percents(plan: Plan) -> None:
    assert {"percent"} == classes_of(plan.alone)


FIELDS: list[tuple[str, Callable[[RuleFields], bool]]] = [
    ("a condition", lambda rule: not rule.when.is_always),
    ("a table", lambda rule: len(rule.rows) > 1),
    ("a cohort", lambda rule: any(row.grades or row.tenure_until_days for row in rule.rows)),
    ("another base", lambda rule: rule.base not in ("paid", "commission")),
    ("a share of a rule", lambda rule: rule.funded_by not in ("platform", "merchant")),
    ("own earners", lambda rule: rule.earner is not None),
    ("compressing", lambda rule: rule.unfit == "compress"),
    ("the buyer's own amount", lambda rule: rule.pays_self),
]


@pytest.mark.parametrize(("name", "found"), FIELDS, ids=[name for name, _ in FIELDS])
def test_every_field_is_drawn(name: str, found: Callable[[RuleFields], bool]) -> None:
    rules = [rule for plan in drawn(plans(("levels", "role"))) for rule in plan.rules]
    assert any(found(rule) for rule in rules if isinstance(rule, RuleFields)), name


@given(data=st.data())
@few
def test_campaigns_load_over_their_plan(data: st.DataObject) -> None:
    plan = data.draw(plans(classes=frozenset(), most_rules=2))
    made = data.draw(campaigns(plan, frozenset()))
    assert len(made) == len(overlay(plan, made).campaigns)


def test_all_classes_are_those_of_the_table() -> None:
    assert frozenset(one.name for one in CLASSES) == ALL_CLASSES
