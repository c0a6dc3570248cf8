"""The codes of plans: each is provoked, and names all that it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from string import Formatter
from typing import Any

import pytest

from fenxiao.errors import CODES, FenxiaoError
from fenxiao.errors.plan_codes import PLANS
from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.model.events import Captured, Line
from fenxiao.model.records import Refusal
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Asked, Award, Custom, Rule
from fenxiao.rules.files import load_plan
from fenxiao.rules.levels import Levels
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.period.bands import Band
from fenxiao.rules.period.convex_differential import ConvexDifferential
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.period.pool import Pool
from fenxiao.rules.plan import Plan
from fenxiao.rules.role import Role
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.policy_files import dump_policy
from tests.rules.shop import AT, levels, line, paid, plan

WRONG: Any = "wrong on purpose"


def names(code: str) -> set[str]:
    row = CODES[code]
    parsed = (*Formatter().parse(row.message), *Formatter().parse(row.hint))
    return {name for _, name, _, _ in parsed if name is not None}


def made(*rules: Any, **fields: Any) -> Plan:
    given: dict[str, Any] = {"plan_id": "p1", "effective_from": AT, "ceiling_ppm": 1_000_000}
    return Plan(**given, rules=rules, **fields)


def banded(*bands: tuple[int, int | None]) -> Plan:
    rows = tuple(Row(from_minor=low, until_minor=high, rates_ppm=(1,)) for low, high in bands)
    return made(Levels(rule_id="sale", rows=rows), currency="CNY")


def closed(*rules: Any) -> Plan:
    return made(levels(1), currency="CNY", period_rules=rules)


def campaign(**fields: Any) -> Campaign:
    given: dict[str, Any] = {
        "campaign_id": "618",
        "starts_at": AT,
        "ends_at": AT + timedelta(days=1),
        "replaces": ("sale",),
    }
    return Campaign(**given | fields)


def over(*campaigns: Campaign) -> Policy:
    return Policy(plans=(plan(levels(1)),), campaigns=campaigns)


TOYS = Condition(categories=("toys",))
TEA = Condition(categories=("tea",))
ERRORS: dict[str, Callable[[], object]] = {
    "plan.bad_field": lambda: levels(-1),
    "plan.unknown_field": lambda: load_plan("x = 1"),
    "plan.missing_field": lambda: load_plan(""),
    "plan.misplaced_field": lambda: load_plan({"rules": [{"kind": "levels", "plan_id": "p"}]}),
    "plan.not_written": lambda: dump_policy(
        Policy(plans=(plan(levels(1)),), custom_rules=(Host(),))
    ),
    "plan.depth": lambda: levels(1, 1, 1, 1),
    "plan.ceiling": lambda: plan(levels(100_000, 50_000), ceiling_ppm=149_999),
    "plan.no_rules": made,
    "plan.repeated_rule": lambda: plan(levels(1), levels(2)),
    "plan.unknown_rule": lambda: made(PeerBonus(rule_id="peer", of="gap", rates_ppm=(1,))),
    "plan.unknown_trim": lambda: plan(levels(1), trim=WRONG),
    "plan.of": lambda: Levels(rule_id="sale", rates_ppm=(1,), base="commission"),
    "plan.refund": lambda: Levels(
        rule_id="sale", rates_ppm=(1,), rounding="half_up", refund="recompute"
    ),
    "plan.currency": lambda: made(Levels(rule_id="sale", units_minor=(1,)), trim="nearest_first"),
    "plan.unbounded": lambda: made(Levels(rule_id="sale", units_minor=(1,)), currency="CNY"),
    "plan.unreachable": lambda: over(
        campaign(when=TOYS, rules=(levels(1, rule_id="more", when=TEA),))
    ),
    "plan.unreachable_row": lambda: made(
        Levels(rule_id="sale", rows=(Row(rates_ppm=(1,)), Row(grades=("gold",), rates_ppm=(2,))))
    ),
    "plan.band_overlap": lambda: banded((0, 100), (99, None)),
    "plan.band_gap": lambda: banded((0, 100), (101, None)),
    "plan.negative_margin": lambda: made(levels(100_001), least_margin_ppm=100_000),
    "plan.not_convex": lambda: ConvexDifferential(
        rule_id="growth",
        bands=(Band(from_minor=0, rate_ppm=2), Band(from_minor=100, rate_ppm=1)),
    ),
    "plan.period_rule": lambda: closed(MemberCap(rule_id="c", of_rules=("x",), at_most_minor=1)),
    "plan.period_unbounded": lambda: closed(
        Milestone(rule_id="goal", from_minor=100, amount_minor=10)
    ),
    "plan.period_ceiling": lambda: closed(Pool(rule_id="all", rate_ppm=1_000_000, by="volume")),
    "plan.campaign": lambda: campaign(ends_at=AT),
    "policy.repeated_campaign": lambda: over(campaign(), campaign()),
    "policy.unattributed_role": lambda: Policy(
        plans=(made(Role(rule_id="anchor", role="room", rates_ppm=(1,))),)
    ),
    "rule.unknown": lambda: Policy(
        plans=(made(Custom(rule_id="own", custom="mine", at_most_ppm=1)),)
    ),
}


@pytest.mark.parametrize("code", ERRORS)
def test_a_bad_plan_raises(code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        ERRORS[code]()
    assert (code, names(code)) == (caught.value.code, set(caught.value.facts))


class Host:
    """A host's rule that answers whatever a test wants."""

    name = "mine"

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)

    def awards(self, asked: Asked) -> Iterable[Award]:
        assert asked.line.line_id == "1"
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return (answer,)


def asked(*answers: Any) -> Refusal | None:
    """Settle an order of 10.00 by a rule that may pay 10%, and see that nothing is written."""
    host: Rule = Host(*answers)
    rule = Custom(rule_id="own", custom="mine", at_most_ppm=100_000)
    book = Book(Policy(plans=(made(rule),), custom_rules=(host,)))
    refusal = book.apply(paid(line(1_000))).refusal
    assert not book.entries
    assert book.order("o1") is None
    return refusal


def bound_to_yuan() -> Refusal | None:
    rule = Levels(rule_id="sale", units_minor=(1,))
    book = Book(Policy(plans=(made(rule, currency="JPY", trim="nearest_first"),)))
    return book.apply(paid(line(1_000))).refusal


def without_cost() -> Refusal | None:
    rule = Levels(rule_id="sale", rates_ppm=(1,), base="profit")
    return Book(Policy(plans=(made(rule),))).apply(paid(line(1_000))).refusal


REFUSED: dict[str, Callable[[], Refusal | None]] = {
    "order.base_unknown": without_cost,
    "order.plan_currency": bound_to_yuan,
    "rule.failed": lambda: asked(RuntimeError("no")),
    "rule.depth": lambda: asked(Award("u1", 4, 1)),
    "rule.stranger": lambda: asked(Award("u9", 1, 1)),
    "rule.negative": lambda: asked(Award("u1", 0, -1)),
    "rule.not_integer": lambda: asked(Award("u1", 0, 0.5)),  # type: ignore[arg-type]  # wrong on purpose
    "rule.ceiling": lambda: asked(Award("u1", 0, 201, 2)),
    "rule.not_local": lambda: asked(Award("u1", 0, 1), Award("u1", 0, 2)),
}


def captured(plan: Plan, rest: Line, *then: Rule) -> Refusal | None:
    """Capture the rest of an order by another rule of the host's, and see that nothing changes."""
    good: Rule = Host(Award("u1", 0, 0))
    has_custom = any(isinstance(rule, Custom) for rule in plan.rules)
    book = Book(Policy(plans=(plan,), custom_rules=(good,) if has_custom else ()))
    first = replace(line(1_000), cost_minor=0, whole_minor=2_000)
    assert book.apply(paid(first)).refusal is None
    before = book.order("o1"), book.terms("o1")
    book.policy = Policy(plans=(plan,), custom_rules=then)
    event = Captured(id="rest", at=AT, order_id="o1", capture_id="rest", lines=(rest,))
    refusal = book.apply(event).refusal
    assert before == (book.order("o1"), book.terms("o1"))
    return refusal


def asked_again(*answers: Any) -> Refusal | None:
    rule = Custom(rule_id="own", custom="mine", at_most_ppm=100_000)
    return captured(made(rule), line(1_000), Host(*answers))


def captured_without_plan() -> Refusal | None:
    book = Book(Policy(plans=(made(levels(1)),)))
    assert book.apply(paid(replace(line(1_000), whole_minor=2_000))).refusal is None
    book.policy = Policy(plans=(made(levels(2)),))
    rest = Captured(id="rest", at=AT, order_id="o1", capture_id="rest", lines=(line(1_000),))
    return book.apply(rest).refusal


PROFIT = Levels(rule_id="sale", rates_ppm=(1,), base="profit")
CAPTURED_REFUSED: dict[str, Callable[[], Refusal | None]] = {
    "order.plan_gone": captured_without_plan,
    "order.base_unknown": lambda: captured(made(PROFIT), line(1_000)),
    "rule.failed": lambda: asked_again(RuntimeError("no")),
    "rule.depth": lambda: asked_again(Award("u1", 4, 1)),
    "rule.stranger": lambda: asked_again(Award("u9", 1, 1)),
    "rule.negative": lambda: asked_again(Award("u1", 0, -1)),
    "rule.not_integer": lambda: asked_again(Award("u1", 0, 0.5)),  # type: ignore[arg-type]  # wrong on purpose
    "rule.ceiling": lambda: asked_again(Award("u1", 0, 201, 2)),
    "rule.not_local": lambda: asked_again(Award("u1", 0, 1), Award("u1", 0, 2)),
}


@pytest.mark.parametrize("code", CAPTURED_REFUSED)
def test_a_bad_answer_refuses_a_capture_and_changes_nothing(code: str) -> None:
    refusal = CAPTURED_REFUSED[code]()
    assert refusal is not None
    assert (code, "retry", names(code)) == (refusal.code, refusal.kind, set(dict(refusal.facts)))


@pytest.mark.parametrize("code", REFUSED)
def test_a_bad_answer_refuses_the_order_and_writes_nothing(code: str) -> None:
    refusal = REFUSED[code]()
    assert refusal is not None
    assert (code, "retry", names(code)) == (refusal.code, refusal.kind, set(dict(refusal.facts)))
    assert refusal.message.endswith(".")


def test_what_a_rule_may_pay_is_met_by_equality() -> None:
    assert asked_is_taken(Award("u1", 0, 100))
    assert not asked_is_taken(Award("u1", 0, 10_001, 100))


def asked_is_taken(award: Award) -> bool:
    host: Rule = Host(award)
    rule = Custom(rule_id="own", custom="mine", at_most_ppm=100_000)
    book = Book(Policy(plans=(made(rule),), custom_rules=(host,)))
    return book.apply(paid(line(1_000))).refusal is None


def test_a_rule_that_never_pays_is_told_beside_the_plan() -> None:
    nothing, all_used = levels(0), levels(1_000, rule_id="late")
    first = levels(100_000, rule_id="first")
    trimmed = plan(first, all_used, ceiling_ppm=100_000, trim="nearest_first")
    for found, name in ((plan(nothing), "sale"), (trimmed, "late")):
        (finding,) = found.findings
        assert ("plan.never_pays", names(finding.code)) == (finding.code, set(dict(finding.facts)))
        assert dict(finding.facts)["rule_id"] == name
    assert plan(levels(1_000)).findings == ()


def test_a_tiny_rate_is_told_beside_the_plan() -> None:
    (finding,) = plan(levels(999)).findings
    assert ("plan.tiny_rate", names(finding.code)) == (finding.code, set(dict(finding.facts)))


def test_campaigns_that_contradict_a_plan_are_refused() -> None:
    for wrong in (
        campaign(replaces=("other",)),
        campaign(multiplies=(Multiply(rule_id="other", factor_ppm=2_000_000),)),
    ):
        with pytest.raises(FenxiaoError) as caught:
            over(wrong)
        assert caught.value.code == "plan.campaign_rule"
        assert names("plan.campaign_rule") == set(caught.value.facts)
    with pytest.raises(FenxiaoError) as caught:
        over(campaign(), campaign(campaign_id="z", order=1, excludes=("618",)))
    assert caught.value.code == "plan.campaign"


def test_roles_are_paid_where_they_are_attributed() -> None:
    rule = Role(rule_id="anchor", role="room", rates_ppm=(1,))
    attributed = AttributionPolicy(rules=(CreditRule(kind="room"),))
    assert Policy(plans=(made(rule),), attributions=(attributed,)).plans


def test_every_code_is_provoked() -> None:
    findings = {"plan.never_pays", "plan.tiny_rate"}  # above
    elsewhere = {*findings, "plan.not_toml", "plan.campaign_rule"}  # plan files; above
    campaigns = {"policy.repeated_campaign", "policy.unattributed_role"}
    assert {code for code, *_ in PLANS} == {*ERRORS, *REFUSED, *elsewhere} - campaigns
