"""A desk at which one line is settled: people by grade, plans in one call, slots in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from fenxiao.model.credit_records import Credit, CreditKind
from fenxiao.model.lines import Line
from fenxiao.model.records import MemberStatus
from fenxiao.money import PPM
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.compiling import compile_tables
from fenxiao.rules.custom import Rule
from fenxiao.rules.drafts import Draft
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.plan import InForce, Plan, overlay
from fenxiao.rules.settling import Bought, Settled, settle
from fenxiao.rules.tables import RuleTable
from fenxiao.rules.written import AnyRule
from tests.rules.shop import AT

__all__ = [
    "Slots",
    "campaign",
    "credit",
    "draft",
    "item",
    "made",
    "over",
    "people",
    "person",
    "row",
    "rule_tables",
    "settled",
    "slots",
    "worth",
]

Slots = list[str]
PERCENT = PPM // 100


def person(
    member_id: str,
    grade: str = "",
    *,
    days: int | None = None,
    of: str = "",
    status: MemberStatus = "active",
) -> Person:
    member = blank(member_id)._replace(grade=grade, status=status)
    return Person(member, days, of)


def people(*grades: str, buyer: str = "", unfit: Iterable[int] = (), **others: Any) -> People:
    """Return the buyer "b" and his uplines "u1" …, by grade; unfit ones are suspended."""
    shut = set(unfit)
    chain = [
        person(
            f"u{depth}" if depth else "b", grade, status="suspended" if depth in shut else "active"
        )
        for depth, grade in enumerate((buyer, *grades))
    ]
    return People(chain[0], tuple(chain[1:]), **others)


def credit(
    kind: CreditKind,
    holder_id: str,
    weight: int = 1,
    *,
    reason: str = "credited",
    line_ids: tuple[str, ...] = ("1",),
) -> Credit:
    return Credit(kind, holder_id, reason, "", "order", "", 0, None, None, weight, line_ids, ())


def item(paid_minor: int, **fields: Any) -> Line:
    known: dict[str, Any] = {
        "line_id": "1",
        "sku": "s1",
        "category": "c1",
        "line_kind": "product",
        "quantity": 1,
    }
    return Line(paid_minor=paid_minor, **(known | fields))


def row(*grades: str, percent: Iterable[int] = (), **fields: Any) -> Row:
    return Row(grades=grades, rates_ppm=tuple(one * PERCENT for one in percent), **fields)


def made(*rules: AnyRule, **fields: Any) -> Plan:
    known: dict[str, Any] = {
        "plan_id": "p1",
        "effective_from": AT,
        "ceiling_ppm": PPM,
        "trim": "nearest_first",
        "currency": "CNY",
    }
    return Plan(rules=rules, **(known | fields))


def campaign(campaign_id: str = "c", **fields: Any) -> Campaign:
    known: dict[str, Any] = {"starts_at": AT, "ends_at": AT.replace(year=2025)}
    return Campaign(campaign_id=campaign_id, **(known | fields))


def settled(
    plan: Plan | InForce,
    who: People,
    *lines: Line,
    channel: str | None = None,
    payees: Mapping[str, str] | None = None,
    custom_rules: Mapping[str, Rule] | None = None,
) -> list[Settled]:
    tables = plan.alone.tables if isinstance(plan, Plan) else plan.tables
    bought = Bought(lines, "m1", channel, "CNY")
    found = settle(tables, bought, who, payees or {}, custom_rules or {})
    for each in found:
        for one in each.drafts:
            assert one.is_paid is (one.reason == "paid"), "somebody is paid just where it is said"
    return found


def slots(plan: Plan | InForce, who: People, *lines: Line, only: str = "", **asked: Any) -> Slots:
    """Return the slots of the first line in words: depth, who, exact amount, reason."""
    first = settled(plan, who, *lines, **asked)[0]
    rules = first.table.rules
    return [
        f"{one.depth} {_name(one)} {worth(one)} {one.reason}"
        for one in first.drafts
        if only in ("", rules[one.rule].table.rule_id)
    ]


def _name(one: Draft) -> str:
    return "-" if one.person is None else one.person.member.member_id


def worth(one: Draft) -> Fraction:
    return Fraction(one.numerator, one.denominator)


def draft(depth: int, amount: Fraction | int, who: str | None = "u", **fields: Any) -> Draft:
    """Return a slot with an exact amount, paid unless it is said otherwise."""
    exact = Fraction(amount)
    known: dict[str, Any] = {"rule": 0, "place": depth, "reason": "paid", "is_paid": True}
    found = None if who is None else person(who)
    made_up = Draft(depth=depth, person=found, **(known | fields))
    made_up.numerator, made_up.denominator = exact.numerator, exact.denominator
    return made_up


def rule_tables(*rules: AnyRule) -> tuple[RuleTable, ...]:
    return compile_tables(made(*rules)).rules


def over(plan: Plan, *campaigns: Campaign) -> InForce:
    return overlay(plan, campaigns)
