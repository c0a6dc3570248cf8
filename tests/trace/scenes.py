"""Scenes: small plans and people through the real engine, one for each reason.

A scene is an order settled by ``resolve`` itself; nothing here writes a slot.
"""

from __future__ import annotations

from collections.abc import Callable

from fenxiao.model.credit_records import Credit, CreditKind
from fenxiao.model.events import Coupon, GradePrice, Line, OrderPaid
from fenxiao.model.records import LineProgress, Order, Terms
from fenxiao.model.who import Who
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Asked, Award, Custom
from fenxiao.rules.differential import Differential
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.plan import Plan, overlay
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.resolve import resolve
from fenxiao.rules.role import Role
from tests.rules.shop import AT
from tests.support.build import book_of
from tests.support.operations import open_line, open_order, open_share

AT_US = 0
ACTIVE = Who(statuses=("active",))
GOLD = Row(grades=("gold",), rates_ppm=(120_000,))
GAP = Differential(rule_id="gap", rows=(GOLD,), rates_ppm=(50_000,))
SALE = Levels(rule_id="sale", rates_ppm=(100_000, 50_000))


def person(member_id: str, grade: str = "", *, same: str = "", is_active: bool = True) -> Person:
    status = "active" if is_active else "suspended"
    member = blank(member_id)._replace(grade=grade, status=status)  # type: ignore[arg-type]  # one of two statuses
    return Person(member, 10, same)


BUYER = person("buyer")
U1, U2, U3 = person("u1"), person("u2"), person("u3")
THREE = (U1, U2, U3)


def item(paid_minor: int = 10_000, line_id: str = "1", **fields: object) -> Line:
    shown = {"sku": "s1", "category": "tea", "line_kind": "product", "quantity": 2, **fields}
    return Line(line_id=line_id, paid_minor=paid_minor, **shown)  # type: ignore[arg-type]  # by name, each of its kind


def credit(
    holder_id: str,
    kind: CreditKind = "link",
    *,
    reason: str = "credited",
    weight: int = 1,
    lines: tuple[str, ...] = ("1",),
) -> Credit:
    return Credit(kind, holder_id, reason, "", "order", "c", 0, None, None, weight, lines, ())


def bought(*lines: Line) -> OrderPaid:
    return OrderPaid(
        id="e1",
        at=AT,
        order_id="o1",
        merchant_id="m1",
        payer_id="m1",
        buyer_id="buyer",
        currency="CNY",
        lines=lines or (item(),),
    )


def agree(
    *rules: object,
    people: People | None = None,
    lines: tuple[Line, ...] = (),
    campaigns: tuple[Campaign, ...] = (),
    **fields: object,
) -> Terms:
    """Settle an order under a plan of these rules."""
    shown = {"ceiling_ppm": "100%", "trim": "nearest_first", "currency": "CNY", **fields}
    plan = Plan(plan_id="p1", effective_from=AT, rules=rules, **shown)  # type: ignore[arg-type]  # by name, each of its kind
    in_force = overlay(plan, campaigns)
    who = people if people is not None else People(BUYER, THREE)
    return resolve(bought(*lines), in_force, who, AT_US, {"own": Own()})


def standing(*progress: LineProgress) -> Order:
    return Order("o1", "m1", "m1", "buyer", "CNY", "paid", 0, None, None, (), progress)


class Own:
    """A host's rule: a third of a unit of currency for whoever brought the buyer."""

    name = "own"

    def awards(self, asked: Asked) -> tuple[Award, ...]:
        return tuple(Award(one.member_id, 1, 100, 3) for one in asked.standers if one.depth == 1)


def campaign(campaign_id: str = "618", **fields: object) -> Campaign:
    until = AT.replace(year=AT.year + 1)
    return Campaign(campaign_id=campaign_id, starts_at=AT, ends_at=until, **fields)  # type: ignore[arg-type]  # by name, each of its kind


def credited(*credits_: Credit, upline: tuple[Person, ...] = (), **fields: object) -> People:
    holders = {one.holder_id: person(one.holder_id) for one in credits_}
    return People(BUYER, upline, credits_, holders, **fields)  # type: ignore[arg-type]  # by name, each of its kind


def chain(*grades: str) -> People:
    uplines = (person(f"u{depth}", grade) for depth, grade in enumerate(grades, start=1))
    return People(BUYER, tuple(uplines))


def _only(**fields: object) -> Levels:
    return Levels(rule_id="sale", rates_ppm=(100_000,), when=Condition(**fields))  # type: ignore[arg-type]  # by name, each of its kind


IDLE = person("u1", is_active=False)
LINK = Role(rule_id="link", role="link", rates_ppm=(100_000, 20_000))
PEER = PeerBonus(rule_id="peer", of="gap", rates_ppm=(100_000,))
TEA = Condition(categories=("tea",))
COFFEE = item(line_id="2", category="coffee")
DEALERS = PriceGap(
    rule_id="dealers", base="paid", rows=(Row(grades=("city",), rates_ppm=(600_000,)),)
)


def _taken_over() -> Terms:
    """Return the terms of an order that another system agreed."""
    terms = book_of(open_order("o1", open_line(open_share("u1", 200, 3)))).terms("o1")
    assert terms is not None
    return terms


SCENES: dict[str, Callable[[], Terms]] = {
    "paid": lambda: agree(SALE),
    "trimmed": lambda: agree(SALE, ceiling_ppm="12%"),
    "trimmed_out": lambda: agree(SALE, ceiling_ppm="10%"),
    "below_unit": lambda: agree(SALE, lines=(item(9),)),
    "nothing_paid": lambda: agree(SALE, lines=(item(0),)),
    "nothing": lambda: agree(
        Levels(rule_id="sale", base="profit", rates_ppm=(100_000,)),
        lines=(item(cost_minor=10_000),),
    ),
    "opening": _taken_over,
    "no_upline": lambda: agree(SALE, people=People(BUYER)),
    "no_holder": lambda: agree(LINK),
    "condition": lambda: agree(SALE, _fixed(when=TEA), lines=(COFFEE,)),
    "campaign": lambda: agree(
        SALE,
        campaigns=(
            campaign(
                when=Condition(at_least_minor=50_000),
                rules=(Levels(rule_id="extra", rates_ppm=(10_000,)),),
            ),
        ),
    ),
    "replaced": lambda: agree(
        SALE,
        campaigns=(
            campaign(
                when=TEA, replaces=("sale",), rules=(Levels(rule_id="x", rates_ppm=(10_000,)),)
            ),
        ),
        lines=(item(), COFFEE),
    ),
    "buyer": lambda: agree(SALE, _fixed(when=Condition(buyer=Who(grades=("gold",))))),
    "first_order": lambda: agree(SALE, _fixed(when=Condition(is_first_order=True))),
    "below_threshold": lambda: agree(SALE, _fixed(when=Condition(at_least_minor=10_001))),
    "rate_zero": lambda: agree(Levels(rule_id="sale", rates_ppm=(0, 50_000))),
    "self_off": lambda: agree(
        Levels(
            rule_id="sale",
            rates_ppm=(10_000,),
            rows=(Row(grades=("gold",), rates_ppm=(10_000,), self_rate_ppm=10_000),),
        )
    ),
    "unfit": lambda: agree(SALE, people=People(BUYER, (IDLE, U2)), earner=ACTIVE),
    "stopped": lambda: agree(SALE, people=People(BUYER, (IDLE, U2)), earner=ACTIVE, unfit="stop"),
    "compressed": lambda: agree(
        SALE, people=People(BUYER, (IDLE, U2)), earner=ACTIVE, unfit="compress"
    ),
    "same_person": lambda: agree(
        SALE,
        people=People(person("buyer", same="p"), (person("u1", same="p"), U2)),
        merges_persons=True,
    ),
    "self": lambda: agree(LINK, people=credited(credit("buyer"))),
    "beyond_three": lambda: agree(LINK, people=credited(credit("u9"), far=frozenset({"u9"}))),
    "holder_unpaid": lambda: agree(
        LINK,
        people=credited(credit("u9", reason="unfit"), inviters={("team", "u9"): (person("u8"),)}),
    ),
    "no_gap": lambda: agree(GAP, people=chain("gold", "silver")),
    "no_price": lambda: agree(DEALERS, people=chain("city", "none")),
    "earns_gap": lambda: agree(GAP, PEER, people=chain("silver", "gold")),
    "not_a_peer": lambda: agree(GAP, PEER, people=chain("gold", "silver")),
    "peers_used": lambda: agree(GAP, PEER, people=chain("gold", "gold", "gold")),
    "fee": lambda: agree(SALE, Fee(rule_id="service", of_rules=("sale",), rate_ppm=100_000)),
}
"""For each reason a scene that gives it."""


def _fixed(when: Condition) -> Levels:
    return Levels(rule_id="gift", units_minor=(100,), when=when)


MIXED: dict[str, Callable[[], Terms]] = {
    "cells": lambda: agree(
        Levels(
            rule_id="sale",
            rates_ppm=(50_000,),
            rows=(Row(rates_ppm=(100_000,), from_minor=8_000),),
        )
    ),
    "weights": lambda: agree(
        LINK, people=credited(credit("a", weight=2), credit("b", weight=1), upline=(U1,))
    ),
    "factor": lambda: agree(
        SALE, campaigns=(campaign(multiplies=(Multiply(rule_id="sale", factor_ppm=2_000_000),)),)
    ),
    "steps": lambda: agree(
        SALE,
        Fee(rule_id="service", of_rules=("sale",), rate_ppm=100_000),
        Rebate(
            rule_id="back", base="commission", of="sale", funded_by="sale", rates_ppm=(300_000,)
        ),
        ceiling_ppm="12%",
    ),
    "coupon": lambda: agree(
        Levels(rule_id="sale", base="before_coupon", rates_ppm=(100_000,)),
        lines=(item(coupons=(Coupon(coupon_id="c", amount_minor=2_000, funder="platform"),)),),
    ),
    "order_scope": lambda: agree(
        Levels(rule_id="sale", rates_ppm=(10_000,), scope="order"),
        lines=(item(50), item(70, "2")),
    ),
    "floor": lambda: agree(
        Levels(rule_id="sale", rates_ppm=(10_000,), refund="posted_share"), lines=(item(179),)
    ),
    "half_up": lambda: agree(
        Levels(rule_id="sale", rates_ppm=(10_000,), rounding="half_up"), lines=(item(79),)
    ),
    "half_even": lambda: agree(
        Levels(rule_id="sale", rates_ppm=(10_000,), rounding="half_even"), lines=(item(179),)
    ),
    "unit": lambda: agree(
        Levels(rule_id="sale", rates_ppm=(10_000,), scope="unit"), lines=(item(350),)
    ),
    "caps": lambda: agree(
        Levels(rule_id="sale", rates_ppm=(100_000, 50_000), order_cap_minor=600),
        order_cap_minor=700,
    ),
    "remainder": lambda: agree(
        Role(rule_id="link", role="link", rates_ppm=(10_000,), remainder="largest_remainder"),
        people=credited(credit("a"), credit("b")),
        lines=(item(550),),
    ),
    "fixed": lambda: agree(
        Levels(rule_id="sale", rates_ppm=(10_000,), units_minor=(50,), orders_minor=(30,)),
        lines=(item(), item(5_000, "2")),
    ),
    "weighted_parts": lambda: agree(
        Role(rule_id="link", role="link", rates_ppm=(10_000,), units_minor=(50,)),
        people=credited(credit("a"), credit("b")),
    ),
    "category_row": lambda: agree(
        Levels(
            rule_id="sale",
            rates_ppm=(10_000,),
            rows=(Row(categories=("tea",), rates_ppm=(50_000,)),),
        ),
        campaigns=(campaign(multiplies=(Multiply(rule_id="sale", factor_ppm=1_500_000),)),),
    ),
    "two_campaigns": lambda: agree(
        SALE,
        campaigns=(
            campaign(multiplies=(Multiply(rule_id="sale", factor_ppm=333_333),)),
            campaign("vip", multiplies=(Multiply(rule_id="sale", factor_ppm=999_999),)),
        ),
    ),
    "no_commission": lambda: agree(
        Levels(rule_id="sale", rates_ppm=(100_000,)),
        Fee(rule_id="service", of_rules=("sale",), rate_ppm=100_000),
        people=People(BUYER),
    ),
    "unfit_zero": lambda: agree(
        Levels(rule_id="sale", rates_ppm=(0, 10_000), earner=ACTIVE), people=People(BUYER, (IDLE,))
    ),
    "custom_cut": lambda: agree(
        Custom(rule_id="host", custom="own", at_most_ppm=30_000), ceiling_ppm=1_000
    ),
    "merchant_cut": lambda: agree(
        SALE,
        Levels(rule_id="out", funded_by="merchant", rates_ppm=(100_000,)),
        ceiling_ppm=100_000,
        merges_persons=True,
    ),
    "unpaid_share": lambda: agree(
        SALE,
        Levels(rule_id="out", funded_by="sale", rates_ppm=(100_000,), earner=ACTIVE),
        people=People(BUYER, (IDLE,)),
    ),
    "custom": lambda: agree(Custom(rule_id="host", custom="own", at_most_ppm=30_000)),
    "line_price": lambda: agree(
        DEALERS,
        people=chain("city", "region"),
        lines=(item(grade_prices=(GradePrice(grade="region", unit_minor=2_000),)),),
    ),
    "merchant": lambda: agree(
        Levels(rule_id="sale", rates_ppm=(10_000,), funded_by="merchant"),
        people=People(BUYER, (U1,)),
    ),
    "merged": lambda: agree(
        SALE,
        people=People(BUYER, (person("u1", same="p"), person("u2", same="p"))),
        merges_persons=True,
    ),
    "used_up": lambda: agree(
        SALE,
        Levels(rule_id="out", funded_by="sale", rates_ppm=(0, 400_000)),
    ),
    "proportional": lambda: agree(
        Levels(rule_id="sale", rates_ppm=(100_000, 50_000), earner=ACTIVE),
        trim="proportional",
        ceiling_ppm="10%",
    ),
}
"""Scenes beyond the reasons: every step, base and factor that a sentence can name."""
