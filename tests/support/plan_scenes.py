"""Hypothesis strategies: plans of every kind of rule, campaigns, orders, people, refunds.

The vocabulary is small on purpose, so that rows, conditions, people and rules meet. Every
plan is one that its own constructor accepts. A style says which fields a plan uses: one
that holds its ceiling by itself ("refuse") or by lower rates ("proportional") pays no fixed
amounts. Neither is proved here to hold it: rates of the former are too small to exceed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st

from fenxiao.model.events import OrderPaid
from fenxiao.model.lines import FUNDERS
from fenxiao.model.who import ANYBODY
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.conditions import ALWAYS, Condition
from fenxiao.rules.custom import Custom
from fenxiao.rules.differential import Differential
from fenxiao.rules.fee import Fee
from fenxiao.rules.fields import BASES, SCOPES, UNFITS
from fenxiao.rules.levels import Levels
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.role import REMAINDERS, Role
from fenxiao.rules.written import AnyRule, Trim, Written
from tests.support.plan_people import (
    CHANNELS,
    CREDITED,
    CURRENCY,
    GRADES,
    START,
    WORDS,
    orders,
    scenes,
    whos,
)
from tests.support.plan_reader_basis import Scene

__all__ = ["Example", "campaigns_over", "examples", "plans", "refunds"]

Fields = dict[str, Any]
AMOUNTS = (100, 1, 2, 3, 7, 99, 101, 5_000, 0)
MARKS = (1, 2, 3, 99, 100, 101, 10**6)
# Generators come back to the first of a list, so the richest value stands there.
RATES = (100_000, 20_000, 55_000, 10_000, 333_333, 500_000, 1_000_000, 1, 0)
SMALL_RATES = (15_000, 10_000, 5_000, 3_333, 1, 0)
PLAIN_BASES = ("paid", "goods", "profit", "less_fee")
ALL_KINDS = (
    *("levels", "role", "differential", "peer_bonus", "price_gap", "fee", "rebate", "custom"),
)
PERCENT_KINDS = ("levels", "role", "differential", "peer_bonus", "fee", "rebate")
SCALED_KINDS = ("levels", "role", "differential", "fee", "rebate")


CLASSES: dict[str, Callable[..., AnyRule]] = {
    "levels": Levels,
    "role": Role,
    "differential": Differential,
    "peer_bonus": PeerBonus,
    "price_gap": PriceGap,
    "rebate": Rebate,
}


@dataclass(frozen=True)
class Style:
    """Which fields a plan uses."""

    trim: Trim
    ceilings_ppm: tuple[int, ...]
    kinds: tuple[str, ...] = ALL_KINDS
    bases: tuple[str, ...] = BASES
    rates: tuple[int, ...] = RATES
    factors: tuple[int, ...] = (0, 500_000, 1_500_000, 2_000_000, 10_000_000)
    has_fixed: bool = True
    has_marks: bool = True
    has_tenure: bool = True
    most_rules: int = 4
    most_rows: int = 3
    most_campaigns: int = 2


OPEN = Style("nearest_first", (1_000_000,))
TIGHT = Style("nearest_first", (300_000, 100_000, 10_000, 1, 0))
REFUSE = Style(
    trim="refuse",
    ceilings_ppm=(1_000_000,),
    kinds=PERCENT_KINDS,
    bases=(*PLAIN_BASES, "commission"),
    rates=SMALL_RATES,
    factors=(0, 500_000, 1_200_000),
    has_fixed=False,
)
PLAIN = replace(REFUSE, has_marks=False)
SCALED = Style(
    trim="proportional",
    ceilings_ppm=(300_000, 100_000, 10_000, 1_000_000),
    kinds=SCALED_KINDS,
    bases=PLAIN_BASES,
    has_fixed=False,
    has_tenure=False,
    most_rules=2,
    most_rows=1,
    most_campaigns=0,
)
PEERS = replace(
    OPEN,
    kinds=("differential", "peer_bonus", "peer_bonus", "fee"),
    rates=(100_000, 333_333, 20_000, 1),
    has_marks=False,
    most_rows=0,
)
HOLDERS = replace(OPEN, kinds=("role", "role", "rebate", "custom"), rates=(100_000, 20_000, 1))
STYLES = (OPEN, OPEN, OPEN, PEERS, HOLDERS, TIGHT, TIGHT, REFUSE, PLAIN, SCALED)


class Example(NamedTuple):
    """All that a reading takes: a plan and what lies over it, an order, people, what is left."""

    plan: Written
    campaigns: tuple[Campaign, ...]
    order: OrderPaid
    scene: Scene
    left: dict[str, int]


def some(*values: Any, least: int = 0, most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return a strategy for a few of some values, each once."""
    return st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True).map(tuple)


def rarely(strategy: st.SearchStrategy[Any], default: Any, odds: int = 4) -> st.SearchStrategy[Any]:
    """Return a strategy that draws a value once in a while, else the default."""
    return st.sampled_from(range(odds)).flatmap(
        lambda number: strategy if number == odds // 2 else st.just(default)
    )


# ---------------------------------------------------------------- conditions and rows


@st.composite
def conditions(draw: st.DrawFn, style: Style) -> Condition:
    fields: Fields = {}
    for name, words in WORDS.items():
        fields[name] = draw(rarely(some(*words), (), odds=6))
        left_out = f"without_{name}"
        if name in ("skus", "products", "categories", "brands"):
            free = [word for word in words if word not in fields[name]]
            fields[left_out] = draw(rarely(some(*free, most=1), (), 8)) if free else ()
    fields["buyer"] = draw(rarely(whos(), ANYBODY, odds=8))
    fields["is_first_order"] = draw(rarely(st.booleans(), None, odds=6))
    if style.has_marks:
        fields["at_least_minor"] = draw(rarely(st.sampled_from(MARKS), 0, odds=3))
        fields["amount_of"] = draw(st.sampled_from(("line", "order")))
    return Condition(**fields)


def whens(style: Style) -> st.SearchStrategy[Condition]:
    return st.one_of(st.just(ALWAYS), st.just(ALWAYS), conditions(style))


@st.composite
def tenures(draw: st.DrawFn) -> Fields:
    low = draw(st.sampled_from((None, 0, 30)))
    high = draw(st.sampled_from((None, 30, 365)))
    if high is not None and high <= (low or 0):
        high = None
    return {"tenure_from_days": low, "tenure_until_days": high}


@st.composite
def pays(draw: st.DrawFn, style: Style, places: int, *, pays_self: bool, per_order: bool) -> Fields:
    """Draw the amounts of a row or a rule."""
    rates, fixed = st.sampled_from(style.rates), st.sampled_from(AMOUNTS)
    least = draw(st.sampled_from((places, places, 1, 0)))
    fields: Fields = {
        "rates_ppm": tuple(draw(st.lists(rates, min_size=least, max_size=places))),
    }
    if style.has_fixed:
        fields["units_minor"] = tuple(draw(rarely(st.lists(fixed, max_size=places), ())))
        if per_order:
            fields["orders_minor"] = tuple(draw(rarely(st.lists(fixed, max_size=places), ())))
    if pays_self:
        fields["self_rate_ppm"] = draw(rarely(rates, None))
        if style.has_fixed:
            fields["self_unit_minor"] = draw(rarely(fixed, None, odds=6))
    return fields


@st.composite
def rows(draw: st.DrawFn, style: Style, amounts: st.SearchStrategy[Fields]) -> Row:
    fields: Fields = dict(draw(amounts))
    selector = draw(st.sampled_from(("", "", *(name for name in WORDS if name in SELECTABLE))))
    if selector:
        words = st.sampled_from(WORDS[selector])
        fields[selector] = tuple(draw(st.lists(words, min_size=1, max_size=2, unique=True)))
    fields["grades"] = draw(some(*GRADES))
    fields["channels"] = draw(rarely(some(*CHANNELS, most=1), (), odds=6))
    if style.has_tenure:
        fields |= draw(rarely(tenures(), {}, odds=3))
    if style.has_marks and draw(st.integers(0, 2)) == 1:
        low, high = draw(st.sampled_from(((0, 100), (100, None), (2, 101), (101, 10**6))))
        fields["from_minor"], fields["until_minor"] = low, high
    return Row(**fields)


SELECTABLE = ("skus", "products", "categories", "brands", "merchants")


# ---------------------------------------------------------------- rules


@dataclass(frozen=True)
class Earlier:
    """A rule that another may name."""

    rule_id: str
    kind: str
    is_own: bool


def _seen(rules: Iterable[AnyRule]) -> list[Earlier]:
    return [
        Earlier(one.rule_id, one.kind, one.funded_by in ("platform", "merchant"))
        for one in rules
        if not isinstance(one, Fee)
    ]


@st.composite
def shared_fields(draw: st.DrawFn, style: Style, seen: Sequence[Earlier], kind: str) -> Fields:
    """Draw what every rule may say."""
    fields: Fields = {"when": draw(whens(style))}
    funders = ("platform", "platform", "merchant", *(one.rule_id for one in seen))
    fields["funded_by"] = draw(st.sampled_from(funders))
    is_own = fields["funded_by"] in ("platform", "merchant")
    named = [one for one in seen if one.is_own or not is_own]
    _draw_base(draw, style, fields, named, kind)
    fields["tenders_left_out"] = draw(rarely(some("points", "gift_card"), ()))
    fields["coupon_funders"] = draw(rarely(some(*FUNDERS), FUNDERS))
    fields["earner"] = draw(rarely(whos(), None, odds=5))
    fields["unfit"] = draw(rarely(st.sampled_from(UNFITS), None, odds=2))
    fields["rounding"] = draw(st.sampled_from(("floor", "floor", "half_up", "half_even")))
    fields["scope"] = draw(st.sampled_from(SCOPES))
    refunds_known = ("frozen_share", "posted_share", "recompute", "no_retest")
    is_floor = fields["rounding"] == "floor"
    fields["refund"] = draw(st.sampled_from(refunds_known if is_floor else refunds_known[:2]))
    if style.has_marks:
        fields["amount_of"] = draw(st.sampled_from(("line", "order")))
        fields["order_cap_minor"] = draw(rarely(st.sampled_from(AMOUNTS), None, odds=6))
    return fields


def _draw_base(
    draw: st.DrawFn, style: Style, fields: Fields, named: Sequence[Earlier], kind: str
) -> None:
    bases = [base for base in style.bases if base != "commission"]
    if kind == "peer_bonus":
        gaps = [one.rule_id for one in named if one.kind == "differential"]
        fields["of"] = draw(st.sampled_from(gaps))
        fields["base"] = draw(st.sampled_from(("commission", "commission", *bases)))
        return
    if "commission" in style.bases and named and kind != "price_gap":
        bases.append("commission")
    fields["base"] = draw(st.sampled_from(("paid", "paid", *bases)))
    if fields["base"] == "commission":
        fields["of"] = draw(st.sampled_from([one.rule_id for one in named]))


@st.composite
def rules(draw: st.DrawFn, style: Style, name: tuple[str, str], seen: Sequence[Earlier]) -> AnyRule:
    """Draw a rule of an id and a kind; what it names stands before it."""
    rule_id, kind = name
    if kind == "fee":
        of_rules = draw(some(*(one.rule_id for one in seen), least=1))
        rate_ppm = draw(st.sampled_from((0, 60_000, 100_000, 1_000_000)))
        return Fee(rule_id=rule_id, of_rules=of_rules, rate_ppm=rate_ppm)
    fields = draw(shared_fields(style, seen, kind))
    if kind == "custom":
        return Custom(rule_id=rule_id, custom="evenly", at_most_ppm=1_000_000, **fields)
    places = {"differential": 1, "price_gap": 1, "rebate": 1}.get(kind, 3)
    if kind == "peer_bonus":
        places = draw(st.sampled_from((1, 2, 3)))
    amounts = pays(style, places, pays_self=kind == "levels", per_order=kind != "price_gap")
    if kind != "price_gap" or draw(st.booleans()):  # a grade without a row has no price then
        fields |= draw(amounts)
    fields["rows"] = tuple(draw(st.lists(rows(style, amounts), max_size=style.most_rows)))
    if kind == "role":
        fields["role"] = draw(st.sampled_from(CREDITED))
        fields["inviter_relation"] = draw(st.sampled_from(("customer", "team")))
        fields["remainder"] = draw(st.sampled_from(REMAINDERS))
    if kind in ("role", "differential"):
        fields["has_own_sales"] = draw(st.booleans())
    if kind in ("differential", "price_gap"):
        fields["depth"] = draw(st.sampled_from((3, 3, 2, 1)))
    if kind != "price_gap" and not _pays(fields):
        fields["rates_ppm"] = (draw(st.sampled_from((0, 50_000))),)
    return CLASSES[kind](rule_id=rule_id, **fields)


def _pays(fields: Fields) -> bool:
    """Say whether a rule names any amount, as it must."""
    own = any(fields.get(name) for name in ("rates_ppm", "units_minor", "orders_minor"))
    own = own or any(fields.get(name) is not None for name in ("self_rate_ppm", "self_unit_minor"))
    return own or any(row.places or row.pays_self for row in fields["rows"])


@st.composite
def rule_lists(
    draw: st.DrawFn, style: Style, prefix: str, before: Sequence[AnyRule] = (), most: int = 4
) -> tuple[AnyRule, ...]:
    """Draw rules, each naming only what stands before it."""
    made: list[AnyRule] = []
    for number in range(draw(st.integers(1, most))):
        seen = _seen([*before, *made])
        kind = draw(st.sampled_from(style.kinds))
        if kind == "fee" and not seen:
            kind = "levels"
        # Named by a rule of platform or merchant too, so it must be funded by those itself.
        if kind == "peer_bonus" and not any(
            one.kind == "differential" and one.is_own for one in seen
        ):
            kind = "differential"
        made.append(draw(rules(style, (f"{prefix}{number}", kind), seen)))
    return tuple(made)


# ---------------------------------------------------------------- plans and campaigns


@st.composite
def plans(draw: st.DrawFn, style: Style) -> Written:
    fields: Fields = {"rules": draw(rule_lists(style, "r", most=style.most_rules))}
    if style.has_marks:
        fields["order_cap_minor"] = draw(rarely(st.sampled_from(AMOUNTS), None, odds=8))
    is_named = style.has_marks or style.has_fixed or draw(st.booleans())
    return Written(
        plan_id="p1",
        effective_from=START,
        ceiling_ppm=draw(st.sampled_from(style.ceilings_ppm)),
        trim=style.trim,
        currency=CURRENCY if is_named else None,
        earner=draw(rarely(whos(), ANYBODY, odds=5)),
        unfit=draw(st.sampled_from(UNFITS)),
        merges_persons=draw(st.booleans()),
        **fields,
    )


@st.composite
def multiplies(draw: st.DrawFn, style: Style, known: Sequence[str]) -> Multiply:
    cohort = draw(rarely(tenures(), {}, odds=3)) if style.has_tenure else {}
    return Multiply(
        rule_id=draw(st.sampled_from(known)),
        factor_ppm=draw(st.sampled_from(style.factors)),
        grades=draw(rarely(some(*GRADES), (), odds=3)),
        **cohort,
    )


@st.composite
def campaigns_over(draw: st.DrawFn, plan: Written, style: Style) -> tuple[Campaign, ...]:
    """Draw the campaigns in force over a plan."""
    made: list[Campaign] = []
    known = [rule.rule_id for rule in plan.rules]
    percents = [rule.rule_id for rule in plan.rules if not isinstance(rule, (Fee, Custom))]
    count = draw(rarely(st.integers(1, 2), 0, odds=2))
    for number in range(min(count, style.most_campaigns)):
        added = rule_lists(style, f"c{number}r", plan.rules, most=2)
        fields: Fields = {
            "rules": draw(rarely(added, (), odds=2)),
            "replaces": draw(rarely(some(*known, most=1), (), odds=3)),
        }
        if percents:
            factors = st.lists(multiplies(style, percents), min_size=1, max_size=1).map(tuple)
            fields["multiplies"] = draw(rarely(factors, (), odds=2))
        if not any(fields.values()):
            fields["rules"] = draw(added)
        others = [f"c{n}" for n in range(2) if n != number]
        ceilings = rarely(st.sampled_from(style.ceilings_ppm), None, odds=6)
        one = Campaign(
            campaign_id=f"c{number}",
            starts_at=START,
            ends_at=START + timedelta(days=1_000),
            order=draw(st.sampled_from((0, 0, 1, 2))),
            when=draw(whens(style)),
            excludes=draw(rarely(some(*others), (), odds=3)),
            ceiling_ppm=draw(ceilings) if style.trim == "nearest_first" else None,
            **fields,
        )
        made.append(one)
    return tuple(made)


@st.composite
def refunds(draw: st.DrawFn, order: OrderPaid) -> dict[str, int]:
    """Draw what is left of each line."""
    left = {}
    for line in order.lines:
        paid = line.paid_minor
        edges = [paid, paid, paid // 2, max(0, paid - 1), paid * 9 // 10]
        edges += [mark for mark in (*MARKS, 0) if mark <= paid]
        left[line.line_id] = draw(st.sampled_from(edges))
    return left


@st.composite
def examples(draw: st.DrawFn, styles: Sequence[Style] = STYLES) -> Example:
    """Draw a plan, campaigns over it, an order, who stands where, and what refunds leave."""
    style = draw(st.sampled_from(styles))
    plan = draw(plans(style))
    over = draw(campaigns_over(plan, style))
    order = draw(orders())
    scene = draw(scenes(order))
    return Example(plan, over, order, scene, draw(refunds(order)))
