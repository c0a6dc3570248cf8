"""Strategies for plans (分佣方案): rules of every kind with every field, and campaigns over them.

Source: docs/laws.md, "Strategies".
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.credit_records import CreditKind
from fenxiao.model.who import ANYBODY, Who
from fenxiao.money import PPM
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.conditions import ALWAYS, Condition
from fenxiao.rules.differential import Differential
from fenxiao.rules.fee import Fee
from fenxiao.rules.fields import UNFITS
from fenxiao.rules.levels import Levels
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.plan import Plan, overlay
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.role import REMAINDERS, Role
from fenxiao.rules.written import AnyRule, Trim
from fenxiao.testing.rule_classes import CLASSES
from fenxiao.testing.strategies.orders import (
    BRANDS,
    CATEGORIES,
    CHANNELS,
    LINE_KINDS,
    MERCHANTS,
    PRODUCTS,
    SKUS,
    TENDERS,
)
from fenxiao.testing.strategies.people import GRADES, TENURE_EDGE_DAYS

__all__ = ["ALL_CLASSES", "KINDS", "PLAN_START", "ROLES", "campaigns", "plans"]

PLAN_START = datetime(2024, 1, 1, tzinfo=UTC)
"""From when drawn plans are in force."""

KINDS = ("levels", "role", "differential", "peer_bonus", "price_gap", "fee", "rebate")
"""The kinds of rules that can be drawn; a custom rule is an object of the host's own."""

ALL_CLASSES = frozenset(one.name for one in CLASSES)

ROLES: tuple[CreditKind, ...] = ("room", "link")
"""The roles that drawn rules pay."""

_RATES_PPM = (10_000, 55_000, 100_000, 200_000, 333_333, 500_000, PPM)
_EDGES_MINOR = (2, 10, 100, 1_000)
_CEILINGS_PPM = (PPM, 500_000, 350_000, 100_000, 55_000)

Fields = dict[str, Any]
Classes = Container[str]


@st.composite
def plans(
    draw: st.DrawFn,
    kinds: Sequence[str] = KINDS,
    classes: Classes = ALL_CLASSES,
    *,
    most_rules: int = 4,
) -> Plan:
    """Draw a plan that loads: one to four rules, any ceiling, any trim that they allow.

    Args:
        kinds: The kinds of rules it may have.
        classes: The classes of rules it may be of, of ``rule_classes``.
        most_rules: How many rules it may have.
    """
    rules: list[AnyRule] = []
    for number in range(draw(st.integers(1, most_rules))):
        allowed = [one for one in kinds if _is_possible(one, rules, classes)]
        if allowed:
            rules.append(draw(_rules(draw(st.sampled_from(allowed)), f"r{number}", rules, classes)))
    if not rules:
        rules.append(draw(_rules("levels", "r0", rules, classes)))
    fields: Fields = {
        "plan_id": "p1",
        "effective_from": PLAN_START,
        "currency": "CNY",
        "rules": tuple(rules),
        "ceiling_ppm": draw(st.sampled_from(_CEILINGS_PPM)),
        "earner": draw(_earners()),
        "unfit": draw(st.sampled_from(UNFITS)),
        "merges_persons": draw(st.booleans()),
    }
    if "capped" in classes and draw(st.booleans()):
        fields["order_cap_minor"] = draw(st.sampled_from(_EDGES_MINOR))
    trims: tuple[Trim, ...] = ("nearest_first", "refuse", "proportional")
    trim = draw(st.sampled_from(trims))
    return _loaded(fields, trim)


def _loaded(fields: Fields, trim: Trim) -> Plan:
    """Return the plan under its trim, or under the one that every plan can have."""
    every: Trim = "nearest_first"
    for one in (trim, every):
        try:
            return Plan(**fields, trim=one)
        except PolicyError:
            continue
    return reject()


@st.composite
def campaigns(
    draw: st.DrawFn, plan: Plan, classes: Classes = ALL_CLASSES, *, most: int = 2
) -> tuple[Campaign, ...]:
    """Draw campaigns over a plan, in force when drawn orders are paid: factors, rules, both.

    Args:
        plan: The plan; what a campaign multiplies or replaces is one of its rules.
        classes: The classes of rules they may be of.
        most: How many at most.
    """
    made: list[Campaign] = []
    for number in range(draw(st.integers(0, most))):
        ids = [rule.rule_id for rule in plan.rules if rule.kind != "fee"]
        multiplies = draw(st.lists(_factors(ids), min_size=1, max_size=1)) if ids else []
        rules: list[AnyRule] = []
        if plan.trim == "nearest_first" and draw(st.booleans()):
            added = draw(_rules("levels", f"c{number}", [], classes))
            if isinstance(added, Levels):
                rules.append(replace(added, when=ALWAYS))
        if not multiplies and not rules:
            continue
        made.append(
            Campaign(
                campaign_id=f"k{number}",
                starts_at=PLAN_START,
                ends_at=PLAN_START + timedelta(days=366),
                order=number,
                when=draw(_conditions(classes)),
                multiplies=tuple(multiplies),
                rules=tuple(rules),
                replaces=tuple(draw(st.lists(st.sampled_from(ids), max_size=1))) if ids else (),
                excludes=(f"k{number + 1}",) if draw(st.booleans()) else (),
            )
        )
    return _fitting(plan, made)


def _fitting(plan: Plan, made: Sequence[Campaign]) -> tuple[Campaign, ...]:
    """Return as many of the campaigns as load over the plan together."""
    for count in range(len(made), 0, -1):
        names = {one.campaign_id for one in made[:count]}
        kept = tuple(
            replace(one, excludes=tuple(name for name in one.excludes if name in names))
            for one in made[:count]
        )
        try:
            overlay(plan, kept)
        except PolicyError:
            continue
        return kept
    return ()


def _factors(ids: Sequence[str]) -> st.SearchStrategy[Multiply]:
    return st.builds(
        Multiply,
        rule_id=st.sampled_from(ids),
        factor_ppm=st.sampled_from((500_000, 1_500_000, 2_000_000)),
        grades=st.sampled_from(((), ("gold",))),
        tenure_until_days=st.none() | st.just(TENURE_EDGE_DAYS),
    )


def _is_possible(kind: str, earlier: Sequence[AnyRule], classes: Classes) -> bool:
    if kind == "price_gap":
        return "price_gap" in classes
    if kind == "peer_bonus":
        return any(one.kind == "differential" for one in earlier)
    return kind != "fee" or any(one.kind != "fee" for one in earlier)


def _earners() -> st.SearchStrategy[Who]:
    return st.sampled_from(
        (ANYBODY, ANYBODY, Who(statuses=("active",)), Who(is_verified=True), Who(has_bought=True))
    )


def _some(words: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw none, mostly, or one of some words."""
    return st.sampled_from(((), (), *((one,) for one in words)))


_CONDITION_WORDS = (
    ("line_kinds", LINE_KINDS[:1]),
    ("categories", CATEGORIES[:1]),
    ("merchants", MERCHANTS[:1]),
    ("channels", CHANNELS),
    ("without_skus", SKUS[:1]),
    ("without_categories", CATEGORIES[1:]),
)


@st.composite
def _conditions(draw: st.DrawFn, classes: Classes) -> Condition:
    if draw(st.booleans()):
        return Condition()
    word, known = draw(st.sampled_from(_CONDITION_WORDS))
    fields: Fields = {
        word: known,
        "buyer": draw(st.sampled_from((ANYBODY, Who(grades=("gold",))))),
        "is_first_order": draw(st.sampled_from((None, None, True, False))),
    }
    asked = [what for what in ("line", "order") if f"{what}_amounts" in classes]
    is_asking: bool = draw(st.booleans())
    if asked and is_asking:
        fields["amount_of"] = draw(st.sampled_from(asked))
        fields["at_least_minor"] = draw(st.sampled_from(_EDGES_MINOR))
    return Condition(**fields)


@st.composite
def _rules(
    draw: st.DrawFn, kind: str, rule_id: str, earlier: Sequence[AnyRule], classes: Classes
) -> AnyRule:
    if kind == "fee":
        ids = [one.rule_id for one in earlier if one.kind != "fee"]
        of_rules = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))
        return Fee(rule_id=rule_id, of_rules=tuple(of_rules), rate_ppm=draw(_rates()))
    fields = draw(_shared(kind, rule_id, earlier, classes))
    fields |= draw(_amounts(kind, classes))
    fields["rows"] = draw(_tables(kind, classes, fields["amount_of"]))
    return _MAKERS[kind](draw, fields, earlier, classes)


@st.composite
def _shared(
    draw: st.DrawFn, kind: str, rule_id: str, earlier: Sequence[AnyRule], classes: Classes
) -> Fields:
    """Draw what rules of every kind may say."""
    fields: Fields = {"rule_id": rule_id, "when": draw(_conditions(classes))}
    names = [one.rule_id for one in earlier if one.kind != "fee"]
    fields["funded_by"] = draw(st.sampled_from(("platform", "platform", "merchant", *names)))
    if kind != "price_gap":
        fields |= draw(_bases(names if kind != "peer_bonus" else (), classes))
    fields["earner"] = draw(st.none() | _earners())
    fields["unfit"] = draw(st.none() | st.sampled_from(UNFITS))
    asked = [what for what in ("line", "order") if f"{what}_amounts" in classes]
    fields["amount_of"] = draw(st.sampled_from(asked)) if asked else "line"
    scopes = [one for one in ("unit", "order") if f"{one}_scope" in classes]
    fields["scope"] = draw(st.sampled_from(("line", "line", *scopes)))
    refunds = ["frozen_share", "frozen_share"]
    if "posted" in classes:
        refunds.append("posted_share")
    if "half" in classes and draw(st.booleans()):
        fields["rounding"] = draw(st.sampled_from(("half_up", "half_even")))
    elif asked:
        refunds.append("no_retest")
    fields["refund"] = draw(st.sampled_from(refunds))
    if "capped" in classes and draw(st.booleans()):
        fields["order_cap_minor"] = draw(st.sampled_from(_EDGES_MINOR))
    return fields


@st.composite
def _bases(draw: st.DrawFn, names: Sequence[str], classes: Classes) -> Fields:
    """Draw what rates are taken of."""
    of = draw(st.sampled_from((None, *names)))
    if of is not None:
        return {"base": "commission", "of": of}
    if "bases" not in classes:
        return {}
    base = draw(st.sampled_from(("paid", "goods", "list", "profit", "before_coupon", "less_fee")))
    return {"base": base, "tenders_left_out": draw(_some(TENDERS))}


def _rates() -> st.SearchStrategy[int]:
    return st.sampled_from(_RATES_PPM) | st.integers(1, PPM)


_PLACES = {"levels": 3, "role": 3, "peer_bonus": 3, "differential": 1, "rebate": 1, "price_gap": 1}


@st.composite
def _amounts(draw: st.DrawFn, kind: str, classes: Classes) -> Fields:
    """Draw the amounts of a rule, or of a row of it: rates, and what is fixed."""
    most = _PLACES[kind]
    rates = st.lists(_rates(), min_size=1, max_size=most).map(tuple)
    fields: Fields = {"rates_ppm": draw(rates)}
    fixed = st.lists(st.integers(0, 30), max_size=most).map(tuple)
    if "fixed_piece" in classes or kind == "price_gap":
        fields["units_minor"] = draw(fixed)
    if "fixed_order" in classes and kind != "price_gap":
        fields["orders_minor"] = draw(fixed)
    if kind == "levels":
        fields["self_rate_ppm"] = draw(st.none() | _rates())
        if "fixed_piece" in classes:
            fields["self_unit_minor"] = draw(st.none() | st.integers(0, 30))
    return fields


_SELECTED = {
    "": (),
    "skus": SKUS[:1],
    "products": PRODUCTS,
    "categories": CATEGORIES[:1],
    "brands": BRANDS,
    "merchants": MERCHANTS[:1],
}


@st.composite
def _tables(draw: st.DrawFn, kind: str, classes: Classes, amount_of: str) -> tuple[Row, ...]:
    """Draw a table in which every row can be found: each by another word, or by bands."""
    rows: list[Row] = []
    selectors = st.lists(st.sampled_from(tuple(_SELECTED)), max_size=2, unique=True)
    for selector in draw(selectors):
        fields = draw(_amounts(kind, classes))
        if selector:
            fields[selector] = _SELECTED[selector]
        fields |= draw(_cohorts())
        if f"{amount_of}_amounts" in classes and draw(st.booleans()):
            edge = draw(st.sampled_from(_EDGES_MINOR))
            rows.append(Row(**fields, until_minor=edge))
            fields |= draw(_amounts(kind, classes))
            fields["from_minor"] = edge
        rows.append(Row(**fields))
    return tuple(rows)


_COHORTS: tuple[Fields, ...] = (
    {},
    *({"grades": (one,)} for one in GRADES),
    {"channels": CHANNELS},
    {"tenure_until_days": TENURE_EDGE_DAYS},
    {"tenure_from_days": TENURE_EDGE_DAYS, "grades": GRADES},
)


def _cohorts() -> st.SearchStrategy[Fields]:
    """Draw whom a row asks for: a grade, a channel, a tenure, or nobody in particular."""
    return st.sampled_from(_COHORTS)


def _levels(_: st.DrawFn, fields: Fields, __: Sequence[AnyRule], ___: Classes) -> AnyRule:
    return Levels(**fields)


def _role(draw: st.DrawFn, fields: Fields, _: Sequence[AnyRule], classes: Classes) -> AnyRule:
    if "cut" in classes:
        fields["remainder"] = draw(st.sampled_from(REMAINDERS))
    return Role(
        **fields,
        role=draw(st.sampled_from(ROLES)),
        inviter_relation=draw(st.sampled_from(("team", "customer"))),
        has_own_sales=draw(st.booleans()),
    )


def _differential(draw: st.DrawFn, fields: Fields, _: Sequence[AnyRule], __: Classes) -> AnyRule:
    has_own_sales = draw(st.booleans())
    return Differential(**fields, depth=draw(st.integers(1, 3)), has_own_sales=has_own_sales)


def _peer_bonus(draw: st.DrawFn, fields: Fields, earlier: Sequence[AnyRule], _: Classes) -> AnyRule:
    of = draw(st.sampled_from([one.rule_id for one in earlier if one.kind == "differential"]))
    chosen: Fields = {"base": "commission"} | fields | {"of": of}
    return PeerBonus(**chosen)


def _price_gap(draw: st.DrawFn, fields: Fields, _: Sequence[AnyRule], __: Classes) -> AnyRule:
    fields["base"] = draw(st.sampled_from(("list", "paid")))
    return PriceGap(**fields, depth=draw(st.integers(1, 3)))


def _rebate(_: st.DrawFn, fields: Fields, __: Sequence[AnyRule], ___: Classes) -> AnyRule:
    return Rebate(**fields)


_MAKERS: dict[str, Callable[[st.DrawFn, Fields, Sequence[AnyRule], Classes], AnyRule]] = {
    "levels": _levels,
    "role": _role,
    "differential": _differential,
    "peer_bonus": _peer_bonus,
    "price_gap": _price_gap,
    "rebate": _rebate,
}
