"""What every kind of rule asks: words of a line, rows, bases, amounts, who may earn.

Part of the plain reading of plans in ``plan_reader``; it shares the data classes with the
library and the words of conditions on members, nothing else. Every amount is an exact
fraction of a minor unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, NamedTuple

from fenxiao.model.credit_records import Credit
from fenxiao.model.events import OrderPaid
from fenxiao.model.lines import Line
from fenxiao.model.records import Member
from fenxiao.rules.amounts import Pay, Row
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.conditions import AmountOf, Condition
from fenxiao.rules.custom import Rule
from fenxiao.rules.fee import Fee
from fenxiao.rules.fields import RuleFields, Unfit
from fenxiao.rules.levels import Levels
from fenxiao.rules.role import Role
from fenxiao.rules.written import AnyRule, Written

MILLION = 10**6
FAR_DEPTH = 4
"""The depth of whoever is known to stand beyond three: he is the last to be looked at."""


class Refused(Exception):  # noqa: N818  # a refusal is a value elsewhere; here it ends the reading
    """An order that the plan cannot be read for, by the code of its refusal."""


class Somebody(NamedTuple):
    """A person on the scene; without ``member`` he is one nobody has heard of."""

    member_id: str
    grade: str = ""
    tenure_days: int | None = None
    person_id: str = ""
    member: Member | None = None

    def record(self) -> Member:
        blank = Member(self.member_id, None, None, "none", 0, self.grade, is_verified=False)
        return self.member or blank


class Scene(NamedTuple):
    """Who stands where when the terms are settled."""

    buyer: Somebody
    upline: tuple[Somebody, ...]
    credits: tuple[Credit, ...] = ()
    holders: Mapping[str, Somebody] = MappingProxyType({})
    inviters: Mapping[tuple[str, str], tuple[Somebody, ...]] = MappingProxyType({})
    far: frozenset[str] = frozenset()
    is_first_order: bool = False
    custom: Mapping[str, Rule] = MappingProxyType({})

    def somebody(self, member_id: str) -> Somebody:
        known = (self.buyer, *self.upline, *self.holders.values())
        found = (one for one in known if one.member_id == member_id)
        return next(found, Somebody(member_id))

    def depth_of(self, member_id: str) -> int | None:
        """Return how far somebody stands above the buyer, if in his chain at all."""
        chain = [self.buyer.member_id, *(one.member_id for one in self.upline)]
        if member_id in chain:
            return chain.index(member_id)
        return FAR_DEPTH if member_id in self.far else None


class Sale(NamedTuple):
    """What is read: an order under a plan, with the campaigns in force in their order."""

    plan: Written
    campaigns: tuple[Campaign, ...]
    order: OrderPaid
    scene: Scene

    def paid_minor(self) -> int:
        return sum(line.paid_minor for line in self.order.lines)


@dataclass
class Place:
    """One slot while it is worked on.

    ``name`` tells it from the other slots of its rule at any amounts; ``reason`` is empty
    while its holder is paid; one without ``has_room`` uses up no ceiling. ``cut`` says whether
    the ceiling ("trimmed") or a cap ("capped") took of it, ``why_nothing`` why it may be 0.
    """

    rule_id: str
    depth: int
    name: tuple[object, ...]
    holder: Somebody | None
    exact: Fraction = Fraction(0)
    reason: str = ""
    has_room: bool = True
    cut: str = ""
    why_nothing: str = "rate_zero"
    gross: Fraction = Fraction(0)

    @property
    def is_paid(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class Case:
    """One line of one order under one plan, with the amounts that conditions look at."""

    plan: Written
    campaigns: tuple[Campaign, ...]
    order: OrderPaid
    scene: Scene
    line: Line
    line_amount: int
    order_amount: int
    scale: Fraction | None = None
    done: dict[str, list[Place]] = field(default_factory=dict)

    def amount_for(self, rule: RuleFields, amount_of: AmountOf) -> int:
        """Return the amount at which a rule's conditions are asked; some are asked once only."""
        is_whole = isinstance(rule, Role) and rule.remainder != "funder"
        if rule.refund != "no_retest" or is_whole:
            return self.amount(amount_of)
        whole = sum(line.paid_minor for line in self.order.lines)
        return self.line.paid_minor if amount_of == "line" else whole

    def amount(self, amount_of: AmountOf) -> int:
        return self.line_amount if amount_of == "line" else self.order_amount

    def paid_by(self, rule_id: str) -> Fraction:
        """Return what a rule pays on the line, as it stands now."""
        return sum((one.exact for one in self.done.get(rule_id, ()) if one.is_paid), Fraction(0))


# ---------------------------------------------------------------- words and conditions


def line_words(line: Line, order: OrderPaid) -> dict[str, str | None]:
    return {
        "line_kinds": line.line_kind,
        "skus": line.sku,
        "products": line.product_id,
        "categories": line.category,
        "brands": line.brand,
        "merchants": order.merchant_id,
        "channels": order.channel,
    }


def takes_words(when: Condition, line: Line, order: OrderPaid) -> bool:
    for name, word in line_words(line, order).items():
        asked = getattr(when, name)
        if asked and word not in asked:
            return False
        if word in getattr(when, f"without_{name}", ()):
            return False
    return True


def takes(when: Condition, case: Case, rule: RuleFields | None = None) -> bool:
    of = when.amount_of
    amount = case.amount(of) if rule is None else case.amount_for(rule, of)
    asks_first = when.is_first_order
    return (
        takes_words(when, case.line, case.order)
        and when.buyer.first_unmet(case.scene.buyer.record()) is None
        and (asks_first is None or asks_first == case.scene.is_first_order)
        and amount >= when.at_least_minor
    )


def active_campaigns(case: Case) -> list[Campaign]:
    """Return the campaigns that apply to the line, in their order."""
    active: list[Campaign] = []
    for campaign in case.campaigns:
        is_shut_out = any(campaign.campaign_id in earlier.excludes for earlier in active)
        if takes(campaign.when, case) and not is_shut_out:
            active.append(campaign)
    return active


def all_rules(
    plan: Written, campaigns: Iterable[Campaign]
) -> list[tuple[AnyRule, Campaign | None]]:
    """Return the plan's rules, then those of campaigns, each with its campaign."""
    own: list[tuple[AnyRule, Campaign | None]] = [(rule, None) for rule in plan.rules]
    return own + [(rule, campaign) for campaign in campaigns for rule in campaign.rules]


def why_off(rule: AnyRule, campaign: Campaign | None, case: Case) -> str:
    """Return why a rule does not pay on the line; empty if it does."""
    active = active_campaigns(case)
    if campaign is not None and campaign not in active:
        return "condition"
    if any(rule.rule_id in one.replaces for one in active):
        return "replaced"
    is_on = isinstance(rule, Fee) or takes(rule.when, case, rule)
    return "" if is_on else "condition"


# ---------------------------------------------------------------- rows


def takes_row(row: Row, case: Case) -> bool:
    """Say whether a row stands for the line, whoever is paid and whatever the amount."""
    words = line_words(case.line, case.order)
    names = [name for name in (row.selector, "channels" if row.channels else "") if name]
    return all(words[name] in getattr(row, name) for name in names)


def has_tenure(days: int | None, from_days: int | None, until_days: int | None) -> bool:
    if from_days is None and until_days is None:
        return True
    if days is None:
        return False
    return days >= (from_days or 0) and (until_days is None or days < until_days)


def find_pay(rule: RuleFields, payee: Somebody | None, case: Case) -> Pay:
    """Return the row that stands for a payee on the line, or the rule's own amounts."""
    grade, days = (payee.grade, payee.tenure_days) if payee else ("", None)
    amount = case.amount_for(rule, rule.amount_of)
    candidates = [
        row
        for row in rule.rows
        if takes_row(row, case)
        and (not row.grades or grade in row.grades)
        and has_tenure(days, row.tenure_from_days, row.tenure_until_days)
        and row.from_minor <= amount
        and (row.until_minor is None or amount < row.until_minor)
    ]
    return min(candidates, key=lambda row: row.rank, default=rule)


def possible_pays(rule: RuleFields, case: Case) -> list[Pay]:
    """Return every set of amounts that somebody could be paid by on the line."""
    return [*(row for row in rule.rows if takes_row(row, case)), rule]


def most_places(rule: RuleFields, case: Case) -> int:
    return max(pay.places for pay in possible_pays(rule, case))


# ---------------------------------------------------------------- bases and amounts


def find_base(rule: RuleFields, case: Case) -> Fraction:
    """Return what the rates of a rule are taken of."""
    if rule.base == "commission":
        assert rule.of is not None
        return case.paid_by(rule.of)
    left_out = sum(
        one.amount_minor for one in case.line.tenders if one.tender in rule.tenders_left_out
    )
    return Fraction(max(0, _whole_base(rule, case.line) - left_out))


def _whole_base(rule: RuleFields, line: Line) -> int:
    paid = line.paid_minor
    match rule.base:
        case "goods":
            goods = max(0, paid - line.freight_minor - line.tax_minor)
            return 0 if line.line_kind == "delivery" else goods
        case "list":
            return line.list_minor or 0
        case "profit":
            costs = line.freight_minor + line.tax_minor + (line.cost_minor or 0)
            return max(0, paid - costs)
        case "before_coupon":
            coupons = [one for one in line.coupons if one.funder in rule.coupon_funders]
            return paid + sum(one.amount_minor for one in coupons)
        case "less_fee":
            return paid - line.fee_minor
        case _:
            return paid


def price(rule: RuleFields, rates: tuple[int, int, int], base: Fraction, case: Case) -> Fraction:
    """Return what rate, amount a piece and amount an order come to on the line."""
    rate_ppm, unit_minor, order_minor = rates
    if case.scale is not None and rule.funded_by in ("platform", "merchant"):
        rate_ppm = int(rate_ppm * case.scale)
    whole = sum(
        one.paid_minor for one in case.order.lines if takes_words(rule.when, one, case.order)
    )
    spread = Fraction(order_minor * case.line.paid_minor, whole) if whole else Fraction(0)
    return base * rate_ppm / MILLION + unit_minor * case.line.quantity + spread


def factor(rule: RuleFields, payee: Somebody | None, case: Case) -> Fraction:
    """Return by what campaigns multiply what a rule pays somebody."""
    grade, days = (payee.grade, payee.tenure_days) if payee else ("", None)
    product = Fraction(1)
    for campaign in active_campaigns(case):
        for one in campaign.multiplies:
            if (
                one.rule_id == rule.rule_id
                and (not one.grades or grade in one.grades)
                and has_tenure(days, one.tenure_from_days, one.tenure_until_days)
            ):
                product *= Fraction(one.factor_ppm, MILLION)
    return product


def place_amount(
    rule: RuleFields,
    place: int,
    payee: Somebody | None,
    case: Case,
    base: Fraction | None = None,
) -> Fraction:
    """Return what a place pays somebody by his own row; place 0 is the buyer's own."""
    of = find_base(rule, case) if base is None else base
    rates = find_pay(rule, payee, case).at(place)
    return price(rule, rates, of, case) * factor(rule, payee, case)


# ---------------------------------------------------------------- who may earn


def may_earn(rule: RuleFields, one: Somebody, plan: Written) -> bool:
    return (rule.earner or plan.earner).first_unmet(one.record()) is None


def unfit_mode(rule: RuleFields, plan: Written) -> Unfit:
    return rule.unfit or plan.unfit


def pays_self(rule: RuleFields) -> bool:
    """Say whether a rule pays a buyer for his own purchase."""
    if isinstance(rule, Levels):
        return any(pay.pays_self for pay in rule.pays)
    return bool(getattr(rule, "has_own_sales", False))


def is_buyers_person(one: Somebody, case: Case) -> bool:
    """Say whether somebody else's account belongs to the buyer, where that matters."""
    buyer = case.scene.buyer
    is_same = bool(one.person_id) and one.person_id == buyer.person_id
    return case.plan.merges_persons and is_same and one.member_id != buyer.member_id


def why_not(rule: RuleFields, one: Somebody, case: Case) -> Literal["", "unfit", "same_person"]:
    if not may_earn(rule, one, case.plan):
        return "unfit"
    is_refused = is_buyers_person(one, case) and not pays_self(rule)
    return "same_person" if is_refused else ""


def account(one: Somebody, plan: Written, scene: Scene) -> str:
    """Return to whose account the money of somebody goes: the first one of his person."""
    if not (plan.merges_persons and one.person_id):
        return one.member_id
    standing = ("credited", "unfit")
    holders = (scene.somebody(c.holder_id) for c in scene.credits if c.reason in standing)
    known: Sequence[Somebody] = (scene.buyer, *scene.upline, *holders)
    own = (other.member_id for other in known if other.person_id == one.person_id)
    return next(own, one.member_id)


# ---------------------------------------------------------------- of plan and campaigns


def ceiling_ppm(plan: Written, campaigns: Sequence[Campaign]) -> int:
    """Return the ceiling: of the last campaign in force that names one, or the plan's."""
    named = [one.ceiling_ppm for one in campaigns if one.ceiling_ppm is not None]
    return max(named, default=plan.ceiling_ppm)


def thresholds(plan: Written, campaigns: Sequence[Campaign]) -> dict[str, set[int]]:
    """Return the amounts of a line and of an order from which on something changes."""
    marks: dict[str, set[int]] = {"line": set(), "order": set()}
    rules = [rule for rule, _ in all_rules(plan, campaigns) if isinstance(rule, RuleFields)]
    for when in (*(rule.when for rule in rules), *(one.when for one in campaigns)):
        marks[when.amount_of].add(when.at_least_minor)
    for rule in rules:
        for row in rule.rows:
            marks[rule.amount_of] |= {row.from_minor, row.until_minor or 0}
    return marks
