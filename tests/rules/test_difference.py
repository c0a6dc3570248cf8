"""Differences in words: every change is named, and nothing is said of what is equal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError, PolicyError
from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.grades import Grade, GradePolicy
from fenxiao.model.credit_records import CreditKind
from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Asked, Award
from fenxiao.rules.difference import diff
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.pool import Pool
from fenxiao.rules.plan import Plan
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.voice import Voice
from fenxiao.settlement.policy import Holding, Policy
from tests.rules import plan_changes
from tests.rules.plan_changes import CAMPAIGN, PHONES, PLAN, RULES, START, plans, with_rule

Case = tuple[object, object, type, str]


def names(kind: type) -> set[str]:
    return {one.name for one in fields(kind) if one.name[0] != "_"}


def changes() -> Iterator[Case]:
    """Yield a whole, the same with one field of one part changed, the class, the field."""
    for rule in RULES:
        for name, change in plan_changes.OF_RULES[type(rule)].items():
            yield with_rule(rule), with_rule(replace(rule, **change)), type(rule), name
    yield from period_changes()
    for name, change in plan_changes.OF_ROW.items():
        table = Levels(rule_id="one", rates_ppm=(10_000,), rows=(PHONES,))
        new = replace(table, rows=(replace(PHONES, **change),))
        yield with_rule(table), with_rule(new), Row, name
    plain = Levels(rule_id="one", rates_ppm=(10_000,))
    for name, change in plan_changes.OF_CONDITION.items():
        asked = replace(plain, when=Condition(**change))
        yield with_rule(plain), with_rule(asked), Condition, name
    for name, change in plan_changes.OF_WHO.items():
        yield PLAN, replace(PLAN, earner=Who(**change)), Who, name
    for name, change in plan_changes.OF_PLAN.items():
        yield PLAN, replace(PLAN, **change), Plan, name
    for name, change in plan_changes.OF_CAMPAIGN.items():
        yield CAMPAIGN, replace(CAMPAIGN, **change), Campaign, name
    for name, change in plan_changes.OF_MULTIPLY.items():
        multiplies = (replace(CAMPAIGN.multiplies[0], **change),)
        yield CAMPAIGN, replace(CAMPAIGN, multiplies=multiplies), Multiply, name


def period_changes() -> Iterator[Case]:
    """Yield the same of every period rule."""
    for one in plan_changes.PERIOD_RULES:
        for name, change in plan_changes.OF_PERIOD_RULES[type(one)].items():
            new = replace(one, **change)
            old, after = (plan_changes.with_period_rule(each) for each in (one, new))
            yield old, after, type(one), name


CASES = list(changes())
_ROW = {"en": "row for", "zh": "佣金表行"}


def test_every_field_of_every_class_is_changed_once() -> None:
    changed: dict[type, set[str]] = {}
    for _, _, kind, name in CASES:
        changed.setdefault(kind, set()).add(name)
    never = plan_changes.NEVER
    for kind, found in changed.items():
        assert names(kind) == found | never.get(kind, set()) | (names(kind) & {"kind"})
    assert {type(rule) for rule in (*RULES, *plan_changes.PERIOD_RULES)} <= set(changed)


@pytest.mark.parametrize(
    ("old", "new", "kind", "name"),
    [pytest.param(*case, id=f"{case[2].__name__}.{case[3]}") for case in CASES],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_changed_field_is_named(
    old: object, new: object, kind: type, name: str, language: Any
) -> None:
    voice = Voice(language)
    told = "\n".join(diff(old, new, language=language))
    back = "\n".join(diff(new, old, language=language))
    if name in (
        "rule_id",
        "rules",
        "multiplies",
        "period_rules",
        "weights",
    ):  # parts by name: new, gone, or another order
        assert told
        assert back
    else:
        title = voice.title(kind, name) if name != "rows" else _ROW[language]
        assert title in told
        assert title in back


@given(old=plans(), new=plans())
def test_nothing_is_said_exactly_of_equals(old: Plan, new: Plan) -> None:
    for language in ("en", "zh"):
        assert (old == new) == (diff(old, new, language=language) == ())
        assert diff(old, replace(old), language=language) == ()


@given(first=plans(), second=plans())
def test_what_is_said_of_a_policys_plans_is_what_is_said_of_the_plans(
    first: Plan, second: Plan
) -> None:
    host = [_Host(name) for name in ("by_weight", "other")]
    old = Policy(plans=(first,), custom_rules=tuple(host), attributions=ROLES, grades=GRADES)
    new = replace(old, plans=(second,))
    assert len(diff(old, new)) == len(diff(first, second))
    assert (old == new) == (diff(old, new) == ())


KINDS: tuple[CreditKind, ...] = ("room", "link")
ROLES = (
    AttributionPolicy(
        rules=tuple(CreditRule(kind=kind, channels=(kind,), window_days=1) for kind in KINDS)
    ),
)
GRADES = GradePolicy(grades=tuple(Grade(name=name, is_by_hand=True) for name in ("silver", "gold")))


class _Host:
    def __init__(self, name: str) -> None:
        self.name = name

    def awards(self, asked: Asked) -> tuple[Award, ...]:
        return (Award(asked.line.line_id, 1, 0),)


def test_rows_are_matched_by_what_they_stand_for() -> None:
    gold, silver = (Row(grades=(grade,), rates_ppm=(30_000,)) for grade in ("gold", "silver"))
    old = Levels(rule_id="one", rates_ppm=(10_000,), rows=(PHONES, gold, silver))
    lower = replace(gold, rates_ppm=(20_000,))
    new = replace(old, rows=(PHONES, lower))
    assert diff(with_rule(old), with_rule(new)) == (
        'Rule "one", row for grades "gold": rates by place 3% → 2%.',
        'Rule "one", row for grades "silver" is gone: rates by place 3%.',
    )


def test_a_row_is_known_again_wherever_it_stands() -> None:
    gold, silver = (Row(grades=(grade,), rates_ppm=(30_000,)) for grade in ("gold", "silver"))
    old = Levels(rule_id="one", rates_ppm=(10_000,), rows=(PHONES, gold, silver))
    new = replace(old, rows=(silver, replace(gold, rates_ppm=(20_000,))))
    order = 'row for grades "gold", row for grades "silver" → row for grades "silver", row for'
    assert diff(with_rule(old), with_rule(new)) == (
        'Rule "one", row for grades "gold": rates by place 3% → 2%.',
        'Rule "one", row for categories "phone" is gone: rates by place 3%.',
        f'Rule "one": order of table {order} grades "gold".',
    )


def test_a_factor_is_known_again_by_whom_it_is_for() -> None:
    gold, new = (
        Multiply(rule_id="gap", factor_ppm=PPM, grades=("gold",)),
        Multiply(rule_id="gap", factor_ppm=PPM, tenure_until_days=30),
    )
    old = replace(CAMPAIGN, multiplies=(gold, new))
    (told,) = diff(old, replace(old, multiplies=(replace(new, factor_ppm=2 * PPM),)))[:1]
    assert told == 'Factor "gap" for promoters of less than 30 days: factor 100% → 200%.'


def test_a_plan_and_a_campaign_of_a_policy_are_known_again_wherever_they_stand() -> None:
    later = replace(PLAN, plan_id="2025", effective_from=START + timedelta(days=366))
    other = replace(CAMPAIGN, campaign_id="1111", replaces=(), order=5)
    old = Policy(plans=(PLAN, later), campaigns=(CAMPAIGN, other))
    new = Policy(plans=(replace(later, ceiling_ppm=900_000),), campaigns=(replace(other, order=6),))
    told = diff(old, new)
    assert [one.partition(":")[0] for one in told] == [
        'Plan "2025"',
        'Plan "2024" is gone',
        'Campaign "1111"',
        'Campaign "618" is gone',
    ]


def test_a_grade_and_a_holder_are_known_again_by_name() -> None:
    policy = Policy(plans=(PLAN,), grades=GRADES)
    less = replace(policy, grades=GradePolicy(grades=GRADES.grades[1:]))
    (told,) = diff(policy, less)
    assert told.startswith('Policy, ladder of grades, grade "silver" is gone')
    pool = Pool(rule_id="pool", rate_ppm=10_000, weights=plan_changes.HOLDERS)
    fewer = replace(pool, weights=plan_changes.HOLDERS[1:])
    old, new = (plan_changes.with_period_rule(one) for one in (pool, fewer))
    assert diff(old, new) == ('Rule "pool", weight "u1" is gone: weight of each 1.',)


def test_the_way_down_to_a_part_is_told_in_full_before_it_in_chinese() -> None:
    silver = Row(grades=("silver",), rates_ppm=(30_000,))
    old = replace(PLAN, rules=(replace(plan_changes.FIRST, rows=(silver,)),))
    new = replace(PLAN, rules=(plan_changes.FIRST,))
    before, after = (Policy(plans=(one,), grades=GRADES) for one in (old, new))
    assert diff(before, after, language="zh") == (
        "方案“2024”，规则“first”：删去佣金表行（等级“silver”），各位置比例 3%。",
    )


def test_what_is_gone_from_a_plan_of_a_policy_is_not_the_plan() -> None:
    old, new = PLAN, replace(PLAN, rules=(PLAN.rules[0],))
    row = Row(rates_ppm=())
    table = Levels(rule_id="first", rates_ppm=(40_000,), rows=(row,))
    (gone,) = diff(Policy(plans=(old,)), Policy(plans=(new,)), language="zh")
    assert gone == "方案“2024”：删去规则“gap”（极差，各位置比例 2%）。"
    (added,) = diff(Policy(plans=(new,)), Policy(plans=(old,)), language="zh")
    assert added == "方案“2024”：新增规则“gap”（极差，各位置比例 2%）。"
    silver = Row(grades=("silver",), rates_ppm=(30_000,))
    graded = replace(new, rules=(replace(table, rows=(silver,)),))
    (gone,) = diff(graded, new, language="zh")
    assert gone == "规则“first”：删去佣金表行（等级“silver”），各位置比例 3%。"
    bare = replace(new, rules=(table,))
    assert diff(new, bare) == ('Rule "first", row for all is new.',)
    assert diff(bare, new, language="zh") == ("规则“first”：删去佣金表行（全部）。",)


def test_grades_and_claims_are_told_by_name_and_kind() -> None:
    higher = GradePolicy(
        grades=tuple(replace(one, title=f"{one.name} member") for one in GRADES.grades)
    )
    old, new = Policy(plans=(PLAN,)), Policy(plans=(PLAN,), attributions=ROLES)
    assert diff(replace(old, grades=GRADES), replace(old, grades=higher))[1] == (
        'Policy, ladder of grades, grade "gold": title its name → "gold member".'
    )
    (told,) = diff(old, new, language="zh")
    assert "归因种类 直播间，渠道“room”，时间窗（天）1 天" in told


def test_what_is_left_out_is_said_as_what_holds_then() -> None:
    old = with_rule(Levels(rule_id="one", rates_ppm=(10_000,)))
    new = replace(
        with_rule(Levels(rule_id="one", rates_ppm=(10_000,), unfit="stop")), order_cap_minor=500
    )
    assert diff(old, new, language="zh") == (
        "规则“one”：不合格者的名额 同方案 → 从他起往上不发。",
        "方案“2024”：单笔订单封顶 不限 → 5.00 CNY。",
    )


def test_the_order_of_rules_is_told() -> None:
    first, second = PLAN.rules
    turned = replace(PLAN, rules=(second, first))
    assert diff(PLAN, turned) == (
        'Plan "2024": order of rules rule "first", rule "gap" → rule "gap", rule "first".',
    )
    assert diff(PLAN, turned, language="zh") == (
        "方案“2024”：规则的顺序 规则“first”、规则“gap” → 规则“gap”、规则“first”。",
    )


def test_equal_rows_are_told_apart_by_how_many_there_are() -> None:
    once = Levels(rule_id="one", rates_ppm=(10_000,), when=Condition(skus=("a",)))
    old = replace(CAMPAIGN, rules=(once,), multiplies=CAMPAIGN.multiplies * 2)
    (told,) = diff(old, replace(old, multiplies=CAMPAIGN.multiplies))
    assert told == 'Factor "gap" is gone: factor 200%.'


def test_a_rule_of_another_kind_is_told_as_such() -> None:
    old = Levels(rule_id="one", rates_ppm=(10_000,))
    new = Rebate(rule_id="one", rates_ppm=(10_000,))
    (told,) = diff(with_rule(old), with_rule(new), language="zh")
    assert told == "规则“one”换了类型：三级分销，各位置比例 1% → 返利，各位置比例 1%。"


def test_amounts_are_said_in_the_currency_of_each_plan() -> None:
    old = with_rule(Levels(rule_id="one", units_minor=(150,)))
    new = replace(with_rule(Levels(rule_id="one", units_minor=(300,))), currency="JPY")
    assert 'Rule "one": amounts a piece by place 1.50 CNY → 300 JPY.' in diff(old, new)


def test_amounts_of_a_plan_of_a_policy_are_said_in_its_currency() -> None:
    old, new = PLAN, replace(PLAN, rules=(*PLAN.rules, Rebate(rule_id="gift", units_minor=(150,))))
    (added,) = diff(Policy(plans=(old,)), Policy(plans=(new,)))
    assert added == ('Plan "2024", rule "gift" is new: rebate, amounts a piece by place 1.50 CNY.')
    more = replace(new, rules=(*PLAN.rules, Rebate(rule_id="gift", units_minor=(200,))))
    (raised,) = diff(Policy(plans=(new,)), Policy(plans=(more,)))
    assert raised.endswith("amounts a piece by place 1.50 CNY → 2.00 CNY.")


def test_a_chinese_sentence_about_a_plan_alone_begins_with_what_happened() -> None:
    assert diff(PLAN, replace(PLAN, rules=PLAN.rules[:1]), language="zh") == (
        "删去规则“gap”（极差，各位置比例 2%）。",
    )


def test_other_parts_of_a_policy_are_told_by_their_fields() -> None:
    old = Policy(plans=(PLAN,))
    new = replace(old, holding=Holding(holding_days=7), campaigns=(CAMPAIGN,))
    days, campaign = diff(old, new)
    assert days == "Policy, holding period: days held 14 days → 7 days."
    assert diff(old, new, language="zh")[0] == "结算政策，冻结期：冻结天数 14 天 → 7 天。"
    assert campaign.startswith('Campaign "618" is new: starts at 2024-01-01 00:00 (UTC),')


@pytest.mark.parametrize(("old", "new"), [(PLAN, CAMPAIGN), ("a", "b"), (None, None)])
def test_only_two_of_one_class_are_compared(old: object, new: object) -> None:
    with pytest.raises(PolicyError) as caught:
        diff(old, new)
    assert caught.value.code == "plan.bad_field"


def test_another_language_is_refused() -> None:
    wrong: Any = "fr"
    with pytest.raises(EventError):
        diff(PLAN, PLAN, language=wrong)


@given(data=st.data())
def test_a_sentence_ends_where_it_should(data: st.DataObject) -> None:
    old, new = data.draw(plans()), data.draw(plans())
    assert all(told.endswith(".") for told in diff(old, new))
    assert all(told.endswith("。") for told in diff(old, new, language="zh"))
