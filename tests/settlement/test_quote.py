"""Quotes: what a sale would bring, by the rules themselves, and what cannot be known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError, RuleError
from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.grades import Grade, GradePolicy
from fenxiao.model.events import Line, OrderPaid, Touch
from fenxiao.model.instants import to_us
from fenxiao.model.records import Member
from fenxiao.model.who import Who
from fenxiao.rules.amounts import Row
from fenxiao.rules.conditions import Condition
from fenxiao.rules.differential import Differential
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import blank
from fenxiao.rules.plan import Plan
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.role import Role
from fenxiao.rules.written import AnyRule
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.quote import Offer, Quoted, quote
from tests.rules.shop import AT, line

MEMBER = blank("u1")._replace(status="active", status_us=0)
SALE = Levels(rule_id="sale", rates_ppm=(100_000, 50_000))
CREDITS = AttributionPolicy(rules=(CreditRule(kind="link"), CreditRule(kind="room")))
GIFTS = Levels(rule_id="gift", rates_ppm=(10_000,), when=Condition(categories=("gift",)))
LADDER = GradePolicy(
    grades=(Grade(name="tin", is_by_hand=True), Grade(name="gold", is_by_hand=True))
)
ROOM = Role(rule_id="anchor", role="room", rates_ppm=(80_000,))


def offer(paid_minor: int = 10_000, *, currency: str = "CNY", **fields: object) -> Offer:
    bought = line(paid_minor, **fields)  # type: ignore[arg-type]  # by name, each of its kind
    return Offer(bought, "m1", currency, AT)


def policy(*rules: AnyRule, **fields: object) -> Policy:
    shown = {"ceiling_ppm": 1_000_000, "trim": "nearest_first", "currency": "CNY", **fields}
    plan = Plan(plan_id="p1", effective_from=AT, rules=rules, **shown)  # type: ignore[arg-type]  # by name, each of its kind
    return Policy(plans=(plan,), attributions=(CREDITS,))


def told(*rules: AnyRule, member: Member = MEMBER) -> tuple[Quoted, ...]:
    return quote(policy(*rules), offer(), member)


def short(found: tuple[Quoted, ...]) -> list[tuple[str, str, int, int, str]]:
    return [one[:5] for one in found]


def test_an_upline_is_told_what_a_sale_brings() -> None:
    assert told(SALE) == (
        Quoted(
            rule_id="sale",
            role="upline",
            rate_ppm=100_000,
            amount_minor=1_000,
            reason="paid",
            is_first_order=None,
            depends_on_order=False,
            text="sale, depth 1: u1 earns 10% of 100.00 = 10.00.",
        ),
    )


def test_chinese_says_the_same() -> None:
    (one,) = quote(policy(SALE), offer(), MEMBER, language="zh")
    assert one.text == "sale，第 1 层：u1 得 100.00 的 10%＝10.00。"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param(
            (Role(rule_id="link", role="link", rates_ppm=(100_000, 20_000)),),
            [("link", "link", 100_000, 1_000, "paid")],
            id="he is credited by a link",
        ),
        pytest.param((ROOM,), [("anchor", "", 0, 0, "no_holder")], id="but by nothing else"),
        pytest.param(
            (Rebate(rule_id="back", rates_ppm=(30_000,)),),
            [("back", "buyer", 30_000, 300, "paid")],
            id="his own purchase is another sale",
        ),
        pytest.param(
            (Levels(rule_id="sale", rates_ppm=(100_000,), self_rate_ppm=20_000),),
            [("sale", "upline", 100_000, 1_000, "paid"), ("sale", "buyer", 20_000, 200, "paid")],
            id="so he is told of both",
        ),
        pytest.param(
            (SALE, Fee(rule_id="service", of_rules=("sale",), rate_ppm=100_000)),
            [("sale", "upline", 100_000, 900, "paid")],
            id="fees are taken off, and are no places of his",
        ),
        pytest.param(
            (Levels(rule_id="sale", rates_ppm=(0, 50_000)), GIFTS),
            [("sale", "upline", 0, 0, "rate_zero"), ("gift", "", 0, 0, "condition")],
            id="what pays nothing says why",
        ),
    ],
)
def test_what_is_told(
    rules: tuple[AnyRule, ...], expected: list[tuple[str, str, int, int, str]]
) -> None:
    assert expected == short(told(*rules))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"grade": "gold"}, [("gap", "upline", 120_000, 1_200, "paid")], id="grade"),
        pytest.param({"grade": "tin"}, [("gap", "upline", 50_000, 500, "paid")], id="other grade"),
        pytest.param({"status": "suspended"}, [("gap", "upline", 50_000, 0, "unfit")], id="status"),
    ],
)
def test_he_is_asked_as_he_is_now(
    change: dict[str, str], expected: list[tuple[str, str, int, int, str]]
) -> None:
    gold = Row(grades=("gold",), rates_ppm=(120_000,))
    gap = Differential(rule_id="gap", rows=(gold,), rates_ppm=(50_000,))
    asking = MEMBER._replace(**change)  # type: ignore[arg-type]  # by name, each of its kind
    plan = Plan(
        plan_id="p1",
        effective_from=AT,
        ceiling_ppm=500_000,
        rules=(gap,),
        earner=Who(statuses=("active",)),
    )
    assert expected == short(quote(Policy(plans=(plan,), grades=LADDER), offer(), asking))


@pytest.mark.parametrize(("grade", "expected"), [("gold", "paid"), ("tin", "unfit")])
def test_who_may_not_be_credited_is_told(grade: str, expected: str) -> None:
    fit = CreditRule(kind="link", holder=Who(grades=("gold",)))
    rule = Role(rule_id="link", role="link", rates_ppm=(100_000,))
    plan = Plan(plan_id="p1", effective_from=AT, ceiling_ppm=100_000, rules=(rule,))
    made = Policy(plans=(plan,), attributions=(AttributionPolicy(rules=(fit,)),), grades=LADDER)
    (one,) = quote(made, offer(), MEMBER._replace(grade=grade))
    assert expected == one.reason


@pytest.mark.parametrize(("days", "expected"), [(29, 2_000), (30, 1_000)])
def test_tenure_is_counted_to_the_instant(days: int, expected: int) -> None:
    new = Row(tenure_until_days=30, tenure_from_days=0, rates_ppm=(200_000,))
    sale = Levels(rule_id="sale", rows=(new,), rates_ppm=(100_000,))
    since = AT - timedelta(days=days)
    asking = MEMBER._replace(enrolled_us=to_us(since))
    (one,) = told(sale, member=asking)
    assert expected == one.amount_minor


def test_first_orders_are_told_apart_where_a_rule_does() -> None:
    first = Levels(rule_id="new", rates_ppm=(30_000,), when=Condition(is_first_order=True))
    found = told(SALE, first)
    assert [(one.rule_id, one.is_first_order, one.amount_minor) for one in found] == [
        ("sale", None, 1_000),
        ("new", True, 300),
        ("new", False, 0),
    ]
    assert [one.text for one in found[1:]] == [
        "If it is the buyer's first order: new, depth 1: u1 earns 3% of 100.00 = 3.00.",
        (
            "If it is not the buyer's first order: new: the rule tells first orders from later"
            " ones, and does not look at this one."
        ),
    ]


def test_a_buyer_who_bought_before_is_no_new_one() -> None:
    old = Levels(rule_id="old", rates_ppm=(30_000,), when=Condition(buyer=Who(has_bought=True)))
    new = Levels(rule_id="new", rates_ppm=(30_000,), when=Condition(is_first_order=True))
    found = {(one.rule_id, one.is_first_order): one.reason for one in told(old, new)}
    assert found == {
        ("old", True): "buyer",
        ("old", False): "paid",
        ("new", True): "paid",
        ("new", False): "first_order",
    }


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(
            Levels(
                rule_id="sale",
                rates_ppm=(10_000,),
                when=Condition(at_least_minor=5_000, amount_of="order"),
            ),
            id="a threshold",
        ),
        pytest.param(Levels(rule_id="sale", orders_minor=(500,)), id="an amount an order"),
        pytest.param(Levels(rule_id="sale", rates_ppm=(1_000,), scope="order"), id="a rounding"),
        pytest.param(Levels(rule_id="sale", rates_ppm=(1_000,), order_cap_minor=9), id="a cap"),
    ],
)
def test_what_other_lines_may_change_says_so(rule: Levels) -> None:
    (one,) = told(rule)
    assert one.depends_on_order
    assert one.text.endswith(". Other lines of the order may change it.")


def test_a_threshold_of_the_line_is_known() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(10_000,), when=Condition(at_least_minor=5_000))
    (one,) = told(rule)
    assert not one.depends_on_order


def test_without_a_plan_there_is_no_quote() -> None:
    with pytest.raises(RuleError) as caught:
        quote(policy(SALE, merchant_id="other"), offer(), MEMBER)
    assert caught.value.code == "order.no_plan"


def test_a_plan_of_another_currency_is_no_quote() -> None:
    with pytest.raises(RuleError) as caught:
        quote(policy(SALE), offer(currency="USD"), MEMBER)
    assert caught.value.code == "order.plan_currency"


def test_a_line_must_say_what_the_base_needs() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(10_000,), base="profit")
    with pytest.raises(RuleError) as caught:
        told(rule)
    assert caught.value.code == "order.base_unknown"


def test_another_language_is_refused() -> None:
    with pytest.raises(EventError):
        quote(policy(SALE), offer(), MEMBER, language="fr")  # type: ignore[arg-type]  # that is the point


@given(
    paid_minor=st.integers(0, 10**9), rates=st.lists(st.integers(0, 10**6), min_size=1, max_size=3)
)
def test_a_quote_is_what_the_sale_then_brings(paid_minor: int, rates: list[int]) -> None:
    sale = Levels(rule_id="sale", rates_ppm=tuple(rates))
    back = Rebate(rule_id="back", rates_ppm=(10_000,))
    book = Book(policy(sale, back))
    quoted = book.quote(offer(paid_minor), "u1")
    book.apply(Touch(id="e1", at=AT, sharer_id="u1", visitor_id="u2"))
    for buyer_id in ("u2", "u1"):
        bought: tuple[Line, ...] = (line(paid_minor),)
        book.apply(
            OrderPaid(
                id=f"paid {buyer_id}",
                at=AT,
                order_id=f"o {buyer_id}",
                merchant_id="m1",
                payer_id="m1",
                buyer_id=buyer_id,
                currency="CNY",
                lines=bought,
            )
        )
    earned = book.wallet("m1", "u1", "CNY").deferred_minor
    assert earned == sum(one.amount_minor for one in quoted)
