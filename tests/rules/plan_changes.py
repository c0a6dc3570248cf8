"""Every field of every part of a plan, changed once: what files and comparisons are tried on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from fenxiao.model.who import Who
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Custom
from fenxiao.rules.differential import Differential
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.period.awarding import AnyPeriodRule
from fenxiao.rules.period.bands import Band
from fenxiao.rules.period.convex_differential import ConvexDifferential
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.period.pool import Pool, Weight
from fenxiao.rules.period.team_bonus import TeamBonus
from fenxiao.rules.period.tiers import Tiers
from fenxiao.rules.period.top_n import TopN
from fenxiao.rules.plan import Plan
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.role import Role
from fenxiao.rules.written import AnyRule

Changes = dict[str, dict[str, Any]]

START = datetime(2024, 1, 1, tzinfo=UTC)
FIRST = Levels(rule_id="first", rates_ppm=(40_000,))
GAP = Differential(rule_id="gap", rates_ppm=(20_000,))
PHONES = Row(categories=("phone",), rates_ppm=(30_000,))
GOLD = Row(grades=("gold",), rates_ppm=(50_000,))

PLAN = Plan(
    plan_id="2024",
    effective_from=START,
    ceiling_ppm=800_000,
    rules=(FIRST, GAP),
    trim="nearest_first",
    currency="CNY",
)
CAMPAIGN = Campaign(
    campaign_id="618",
    starts_at=START,
    ends_at=START + timedelta(days=18),
    replaces=("first",),
    multiplies=(Multiply(rule_id="gap", factor_ppm=2_000_000),),
)

RULES: tuple[AnyRule, ...] = (
    Levels(rule_id="one", rates_ppm=(100_000, 50_000), rows=(PHONES,)),
    Role(rule_id="one", role="room", rates_ppm=(80_000,), rows=(PHONES,)),
    Differential(rule_id="one", rates_ppm=(10_000,), rows=(GOLD,)),
    PeerBonus(rule_id="one", of="gap", rates_ppm=(100_000,), rows=(GOLD,)),
    PriceGap(rule_id="one", rates_ppm=(900_000,), rows=(GOLD,)),
    Fee(rule_id="one", of_rules=("first",), rate_ppm=100_000),
    Rebate(rule_id="one", rates_ppm=(10_000,), rows=(PHONES,)),
    Custom(rule_id="one", custom="by_weight", at_most_ppm=30_000),
)
"""One rule a kind."""

PAY: Changes = {
    "rates_ppm": {"rates_ppm": (70_000,)},
    "units_minor": {"units_minor": (150,)},
    "orders_minor": {"orders_minor": (99,)},
    "self_rate_ppm": {"self_rate_ppm": 0},
    "self_unit_minor": {"self_unit_minor": 5},
}
SHARED: Changes = {
    "rule_id": {"rule_id": "two"},
    "when": {"when": Condition(skus=("s1",))},
    "base": {"base": "goods"},
    "of": {"of": "first", "base": "commission"},
    "tenders_left_out": {"tenders_left_out": ("points",)},
    "coupon_funders": {"coupon_funders": ("merchant",)},
    "funded_by": {"funded_by": "merchant"},
    "earner": {"earner": Who(is_verified=True)},
    "unfit": {"unfit": "stop"},
    "amount_of": {"amount_of": "order"},
    "rounding": {"rounding": "half_up"},
    "scope": {"scope": "order"},
    "refund": {"refund": "no_retest"},
    "order_cap_minor": {"order_cap_minor": 5_000},
}
_NO_SELF = {name: PAY[name] for name in ("rates_ppm", "units_minor", "orders_minor")}
_ROWS: Changes = {"rows": {"rows": (replace(PHONES, rates_ppm=(60_000,)),)}}
_GRADES: Changes = {"rows": {"rows": (GOLD, Row(grades=("silver",), rates_ppm=(30_000,)))}}
_DEPTH: Changes = {"depth": {"depth": 2}}
_PEER: Changes = {"base": {"base": "paid"}, "of": {"of": "other_gap"}}

BANDS = (Band(from_minor=0, rate_ppm=10_000), Band(from_minor=100, rate_ppm=20_000))
HOLDERS = (Weight(name="u1", weight=1), Weight(name="u2", weight=2))
PERIOD_RULES: tuple[AnyPeriodRule, ...] = (
    ConvexDifferential(rule_id="growth", bands=BANDS),
    Tiers(rule_id="tiers", bands=BANDS),
    TeamBonus(rule_id="team", bands=BANDS),
    Pool(rule_id="pool", rate_ppm=10_000, weights=HOLDERS),
    Milestone(rule_id="goal", from_minor=100, amount_minor=10),
    TopN(rule_id="top", prizes_minor=(30, 20)),
    MemberCap(rule_id="cap", of_rules=("tiers",), at_most_minor=500),
)
"""One period rule a kind."""

_PERIOD: Changes = {
    "rule_id": {"rule_id": "two"},
    "earner": {"earner": Who(is_verified=True)},
    "is_held": {"is_held": False},
}
_BANDS: Changes = {"bands": {"bands": (replace(BANDS[1], rate_ppm=30_000),)}}
_VOLUME: Changes = {"volume": {"volume": "own"}}
OF_PERIOD_RULES: dict[type, Changes] = {
    ConvexDifferential: {
        name: change for name, change in (_PERIOD | _BANDS).items() if name != "earner"
    }
    | {"permits_fake_gain": {"permits_fake_gain": True}},
    Tiers: _PERIOD | _BANDS | _VOLUME | {"mode": {"mode": "whole"}},
    TeamBonus: _PERIOD
    | _BANDS
    | {"mode": {"mode": "marginal"}, "less_below": {"less_below": False}},
    Pool: {
        "rule_id": _PERIOD["rule_id"],
        "is_held": _PERIOD["is_held"],
        **_VOLUME,
        "earner": {"earner": Who(is_verified=True), "by": "grades"},
        "rate_ppm": {"rate_ppm": 20_000},
        "amount_minor": {"amount_minor": 1_000, "rate_ppm": 0},
        "by": {"by": "grades"},
        "weights": {"weights": HOLDERS[:1]},
        "at_least_minor": {"at_least_minor": 5, "by": "grades"},
    },
    Milestone: _PERIOD
    | _VOLUME
    | {"from_minor": {"from_minor": 200}, "amount_minor": {"amount_minor": 11}},
    TopN: _PERIOD
    | _VOLUME
    | {"prizes_minor": {"prizes_minor": (30,)}, "at_least_minor": {"at_least_minor": 9}},
    MemberCap: {
        "rule_id": {"rule_id": "two"},
        "of_rules": {"of_rules": ("first",)},
        "at_most_minor": {"at_most_minor": 501},
    },
}
"""By kind of period rule: a change of each field, with what must go with it."""

OF_RULES: dict[type, Changes] = {
    Levels: PAY | SHARED | _ROWS,
    Role: SHARED
    | _NO_SELF
    | _ROWS
    | {
        "role": {"role": "link"},
        "inviter_relation": {"inviter_relation": "customer"},
        "has_own_sales": {"has_own_sales": True},
        "remainder": {"remainder": "first"},
    },
    Differential: SHARED | _NO_SELF | _GRADES | _DEPTH | {"has_own_sales": {"has_own_sales": True}},
    PeerBonus: SHARED | _NO_SELF | _GRADES | _PEER,
    PriceGap: {
        name: change
        for name, change in (SHARED | _NO_SELF | _GRADES | _DEPTH).items()
        if name not in ("of", "orders_minor")
    },
    Fee: {
        "rule_id": {"rule_id": "two"},
        "of_rules": {"of_rules": ("first", "gap")},
        "rate_ppm": {"rate_ppm": 200_000},
    },
    Rebate: SHARED | _NO_SELF | _ROWS,
    Custom: SHARED | {"custom": {"custom": "other"}, "at_most_ppm": {"at_most_ppm": 40_000}},
}
"""By kind of rule: a change of each field that the kind may have, with what must go with it."""

NEVER: dict[type, set[str]] = {
    Levels: set(),
    Role: {"self_rate_ppm", "self_unit_minor"},
    Differential: {"self_rate_ppm", "self_unit_minor"},
    PeerBonus: {"self_rate_ppm", "self_unit_minor"},
    PriceGap: {"self_rate_ppm", "self_unit_minor", "orders_minor", "of"},
    Fee: set(),
    Rebate: {"self_rate_ppm", "self_unit_minor"},
    Custom: {"rows", *PAY},
    ConvexDifferential: {"earner"},
}
"""Fields that a kind has, but must leave at their defaults."""

OF_ROW: Changes = PAY | {
    "skus": {"skus": ("s1",), "categories": ()},
    "products": {"products": ("p1",), "categories": ()},
    "categories": {"categories": ("phone", "tea")},
    "brands": {"brands": ("b1",), "categories": ()},
    "merchants": {"merchants": ("m1",), "categories": ()},
    "grades": {"grades": ("gold",)},
    "channels": {"channels": ("live",)},
    "tenure_from_days": {"tenure_from_days": 30},
    "tenure_until_days": {"tenure_until_days": 30},
    "from_minor": {"from_minor": 100},
    "until_minor": {"until_minor": 100},
}
OF_CONDITION: Changes = {
    **{
        name: {name: ("w1",)}
        for name in (
            *("line_kinds", "skus", "products", "categories", "brands", "merchants", "channels"),
            *("without_skus", "without_products", "without_categories", "without_brands"),
        )
    },
    "buyer": {"buyer": Who(has_bought=False)},
    "is_first_order": {"is_first_order": True},
    "at_least_minor": {"at_least_minor": 9_900},
    "amount_of": {"amount_of": "order", "at_least_minor": 1},
}
OF_WHO: Changes = {
    "statuses": {"statuses": ("active",)},
    "grades": {"grades": ("gold",)},
    "is_registered": {"is_registered": False},
    "is_verified": {"is_verified": True},
    "has_bought": {"has_bought": True},
}
OF_PLAN: Changes = {
    "plan_id": {"plan_id": "2025"},
    "effective_from": {"effective_from": START + timedelta(microseconds=1)},
    "ceiling_ppm": {"ceiling_ppm": 810_000},
    "rules": {"rules": (GAP, FIRST)},
    "merchant_id": {"merchant_id": "m1"},
    "trim": {"trim": "proportional", "rules": (FIRST,)},
    "currency": {"currency": "JPY"},
    "terms_at": {"terms_at": "placed"},
    "earner": {"earner": Who(is_verified=False)},
    "unfit": {"unfit": "compress"},
    "merges_persons": {"merges_persons": True},
    "order_cap_minor": {"order_cap_minor": 10_000},
    "least_margin_ppm": {"least_margin_ppm": 900_000},
    "spared_refunds": {"spared_refunds": ("goodwill",)},
    "absorbed_refunds": {"absorbed_refunds": ()},
    "period_rules": {"period_rules": PERIOD_RULES},
}
OF_CAMPAIGN: Changes = {
    "campaign_id": {"campaign_id": "1111"},
    "starts_at": {"starts_at": START + timedelta(days=1)},
    "ends_at": {"ends_at": START + timedelta(days=2)},
    "merchants": {"merchants": ("m1",)},
    "order": {"order": -3},
    "when": {"when": Condition(brands=("own",))},
    "multiplies": {"multiplies": ()},
    "rules": {"rules": (Rebate(rule_id="gift", units_minor=(100,)),)},
    "replaces": {"replaces": ()},
    "excludes": {"excludes": ("1111",)},
    "ceiling_ppm": {"ceiling_ppm": 0},
    "budget_minor": {
        "budget_minor": 100_000,
        "replaces": (),
        "multiplies": (),
        "rules": (Rebate(rule_id="gift", rates_ppm=(10_000,)),),
    },
}
OF_MULTIPLY: Changes = {
    "rule_id": {"rule_id": "first"},
    "factor_ppm": {"factor_ppm": 10_000_000},
    "grades": {"grades": ("gold",)},
    "tenure_from_days": {"tenure_from_days": 1},
    "tenure_until_days": {"tenure_until_days": 30},
}


def with_rule(*rules: AnyRule) -> Plan:
    """Return the plan with these rules behind those that they may name."""
    more = (Differential(rule_id="other_gap", rates_ppm=(10_000,)),)
    return replace(PLAN, rules=(*PLAN.rules, *more, *rules))


def with_period_rule(rule: AnyPeriodRule) -> Plan:
    """Return the plan with this period rule, and what a cap may name before it."""
    named = PERIOD_RULES[1:2] if isinstance(rule, MemberCap) else ()
    return replace(PLAN, period_rules=(*named, rule))


def changed(part: Any, change: dict[str, Any]) -> Any:
    """Return a part with a change."""
    return replace(part, **change)


rules_changed: list[AnyRule] = [
    changed(rule, change) for rule in RULES for change in OF_RULES[type(rule)].values()
]
rows_changed: list[AnyRule] = [
    Levels(rule_id="one", rates_ppm=(10_000,), rows=(replace(PHONES, **change),))
    for change in OF_ROW.values()
]
conditions_changed: list[AnyRule] = [
    Levels(rule_id="one", rates_ppm=(10_000,), when=Condition(**change))
    for change in OF_CONDITION.values()
]
campaigns_changed: list[Campaign] = [
    *(replace(CAMPAIGN, **change) for change in OF_CAMPAIGN.values()),
    *(
        replace(CAMPAIGN, multiplies=(replace(CAMPAIGN.multiplies[0], **change),))
        for change in OF_MULTIPLY.values()
    ),
]

plans_changed: list[Plan] = [
    *(replace(PLAN, **change) for change in OF_PLAN.values()),
    *(
        with_period_rule(changed(rule, change))
        for rule in PERIOD_RULES
        for change in OF_PERIOD_RULES[type(rule)].values()
    ),
]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan with rules of several kinds, each with a field changed."""
    known = [*RULES, *rules_changed, *rows_changed, *conditions_changed]
    drawn = draw(st.lists(st.sampled_from(known), max_size=3))
    rules = [replace(rule, rule_id=f"r{number}") for number, rule in enumerate(drawn)]
    return replace(
        with_rule(*rules), ceiling_ppm=draw(st.sampled_from((200_000, 800_000, 1_000_000)))
    )
