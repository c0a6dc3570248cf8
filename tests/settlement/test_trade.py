"""Trade of orders: what their events post in each mode, and who funds what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.ledger.policy import MerchantFee
from fenxiao.model.contract import trade_key
from fenxiao.model.events import (
    Captured,
    Coupon,
    Event,
    Exchanged,
    LinePieces,
    OrderConfirmed,
    Tender,
)
from fenxiao.model.records import Trade
from fenxiao.rules.levels import Levels
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import at, touch
from tests.support.invariants import check
from tests.support.trades import (
    AGENT,
    COMMISSIONS,
    PLAN,
    PRINCIPAL,
    back,
    balances,
    books,
    line,
    received,
    sold,
)

POLICIES = pytest.mark.parametrize(
    "policy", [PRINCIPAL, AGENT, COMMISSIONS], ids=["principal", "agent", "commissions"]
)


TRADED = pytest.mark.parametrize("policy", [PRINCIPAL, AGENT], ids=["principal", "agent"])
MONEY = ("clearing", "collection_fee")
HALF: dict[str, Any] = {
    "paid_minor": 5_000,
    "freight_minor": 400,
    "tax_minor": 100,
    "fee_minor": 27,
    "cost_minor": 2_000,
    "tenders": (
        Tender(tender="wechat", amount_minor=4_500),
        Tender(tender="points", amount_minor=500),
    ),
    "coupons": (
        Coupon(coupon_id="c1", amount_minor=250, funder="platform"),
        Coupon(coupon_id="c1", amount_minor=150, funder="other", funder_id="brand"),
    ),
}


def book_of(policy: Policy, *events: Event) -> Book:
    book = Book(policy)
    for event in (touch("u1", "u2"), *events):
        decision = book.apply(event)
        assert decision.refusal is None, decision.refusal
    check(book)
    return book


def on_books(policy: Policy, *events: Event) -> dict[tuple[str, str], int]:
    return balances(book_of(policy, *events).entries)


def test_a_principal_owes_the_goods_until_they_are_received() -> None:
    paid = {
        ("clearing", "wechat"): 8_946,
        ("clearing", "points"): 1_000,
        ("collection_fee", ""): 54,
        ("merchant_pending", "brand"): 300,
        ("contract_liability", ""): -10_300,
        ("deferred_cost", ""): 1_500,
        ("member_deferred", "u1"): -1_500,
    }
    assert paid == on_books(PRINCIPAL, sold())
    assert {
        ("clearing", "wechat"): 8_946,
        ("clearing", "points"): 1_000,
        ("collection_fee", ""): 54,
        ("merchant_payable", "brand"): 300,
        ("revenue", ""): -9_300,
        ("freight_income", ""): -800,
        ("tax_payable", ""): -200,
        ("cost_of_goods", ""): 4_000,
        ("supplier_payable", "factory"): -4_000,
        ("commission_expense", ""): 1_500,
        ("member_held", "u1"): -1_500,
    } == on_books(PRINCIPAL, sold(), received())


def test_an_agent_owes_the_merchant_what_is_left_after_all_that_he_bears() -> None:
    assert {
        ("clearing", "wechat"): 8_946,
        ("clearing", "points"): 1_000,
        ("collection_fee", ""): 54,
        ("coupon_expense", ""): 500,
        ("merchant_pending", "brand"): 300,
        ("merchant_pending", "shop"): -10_800 + 500,
        ("deferred_cost", ""): 1_000,
        ("member_deferred", "u1"): -1_500,
    } == on_books(AGENT, sold())
    assert {
        ("clearing", "wechat"): 8_946,
        ("clearing", "points"): 1_000,
        ("collection_fee", ""): 54,
        ("coupon_expense", ""): 500,
        ("merchant_payable", "brand"): 300,
        ("merchant_payable", "shop"): -10_800 + 500 + 500 + 4_000,
        ("platform_fee", ""): -500,
        ("supplier_payable", "factory"): -4_000,
        ("commission_expense", ""): 1_000,
        ("member_held", "u1"): -1_500,
    } == on_books(AGENT, sold(), received())


def test_commissions_alone_stay_as_they_were() -> None:
    book = book_of(COMMISSIONS, sold(), received(), back(1, quantity=1))
    assert {
        ("commission_expense", ""): 750,
        ("member_held", "u1"): -750,
    } == balances(book.entries)
    assert not {key[0] for key in book.rows} & {"trade", "movement", "balance"}


@POLICIES
@pytest.mark.parametrize("receipt", [(), (received(),)], ids=["not received", "received"])
def test_what_wholly_goes_back_leaves_nothing(policy: Policy, receipt: tuple[Event, ...]) -> None:
    assert {} == on_books(policy, sold(), *receipt, back(1, quantity=2))


@POLICIES
@given(data=st.data())
def test_any_split_of_a_refund_leaves_what_one_leaves(policy: Policy, data: st.DataObject) -> None:
    whole = data.draw(st.integers(2, 10_000))
    part = data.draw(st.integers(1, whole - 1))
    receipt = [received()] if data.draw(st.booleans()) else []
    halves = [back(1, amount_minor=part), back(2, amount_minor=whole - part)]
    turns: list[Event] = [*halves[:1], *receipt, *halves[1:]]
    once = on_books(policy, sold(), *receipt, back(1, amount_minor=whole))
    assert once == on_books(policy, sold(), *turns)


def test_what_the_merchant_funds_is_taken_from_what_he_is_owed() -> None:
    book = book_of(AGENT, sold(), received(), back(1, quantity=1))
    theirs = [entry for entry in book.entries if entry.template.endswith("_merchant")]
    names = ["accrual_merchant", "confirmation_merchant", "clawback_confirmed_merchant"]
    assert names == [entry.template for entry in theirs]
    shop = [
        (leg.account, leg.amount_minor)
        for entry in theirs
        for leg in entry.postings
        if leg.party_id == "shop"
    ]
    assert [
        ("merchant_pending", 500),
        ("merchant_payable", 500),
        ("merchant_pending", -500),
        ("merchant_payable", -250),
    ] == shop
    assert 750 == book.wallet("m1", "u1", "CNY").held_minor


def test_the_mode_is_that_of_the_payment() -> None:
    book = book_of(PRINCIPAL, sold())
    book.policy = AGENT
    book.apply(received())
    assert -9_300 == balances(book.entries)["revenue", ""]


def test_a_merchant_may_have_a_fee_of_his_own() -> None:
    fees = (MerchantFee(merchant_id="shop", fee_ppm=20_000),)
    policy = books(mode="agent", fee_ppm=50_000, merchant_fees=fees)
    assert -200 == on_books(policy, sold(), received())["platform_fee", ""]
    other = on_books(policy, sold(merchant_id="stall"), received())
    assert -500 == other["platform_fee", ""]


def test_the_merchant_may_bear_the_gateway_and_leave_the_freight() -> None:
    own = books(mode="agent", collection_fee="merchant", freight="platform")
    left = on_books(own, sold(), received())
    assert -800 == left["freight_income", ""]
    assert ("platform_fee", "") not in left
    assert -(10_800 - 54 - 800 - 500 - 4_000) == left["merchant_payable", "shop"]


def named(wechat: int, points: int) -> tuple[Tender, ...]:
    amounts = {"wechat": wechat, "points": points}
    return tuple(Tender(tender=name, amount_minor=minor) for name, minor in amounts.items())


@POLICIES
def test_a_refund_may_name_the_tenders_by_which_it_goes_back(policy: Policy) -> None:
    first = back(1, amount_minor=1_500, tenders=named(500, 1_000))
    book = book_of(policy, sold(), received(), first)
    if policy is not COMMISSIONS:
        left = balances(book.entries)
        assert ("clearing", "points") not in left
        assert 8_500 - 54 * 8_500 // 9_000 == left["clearing", "wechat"]
        trade = book.rows[trade_key("o1")][0]
        assert isinstance(trade, Trade)
        assert [8_500, 0] == [one.anchor_minor for one in trade.lines[0].tenders]
    book.apply(back(2, quantity=2))
    assert {} == balances(book.entries)


@pytest.mark.parametrize(
    ("tenders", "code"),
    [
        pytest.param(named(100, 1), "order.tenders_differ", id="more than goes back"),
        pytest.param(named(0, 99), "order.tenders_differ", id="less than goes back"),
        pytest.param(
            (Tender(tender="alipay", amount_minor=100),), "order.tender_exceeds", id="a stranger"
        ),
    ],
)
def test_tenders_that_cannot_be_are_refused(tenders: Any, code: str) -> None:
    book = book_of(AGENT, sold())
    rows = dict(book.rows)
    refusal = book.apply(back(1, amount_minor=100, tenders=tenders)).refusal
    assert refusal is not None
    assert code == refusal.code
    assert {("event", "back o1 1")} == set(book.rows) - set(rows)


def test_a_tender_gives_back_at_most_what_is_left_of_it() -> None:
    book = book_of(AGENT, sold(), back(1, amount_minor=1_000, tenders=named(0, 1_000)))
    refusal = book.apply(back(2, amount_minor=1, tenders=named(0, 1))).refusal
    assert refusal is not None
    assert "order.tender_exceeds" == refusal.code


def test_what_no_tender_covers_has_a_place_of_its_own() -> None:
    left = on_books(PRINCIPAL, sold("o1", line(tenders=())))
    assert 9_946 == left["clearing", "unnamed"]


def test_movements_are_what_the_accounts_say() -> None:
    book = book_of(AGENT, sold(), received(), back(1, quantity=1))
    sums: dict[tuple[str, str], int] = {}
    for key, (row, _) in book.rows.items():
        if key[0] == "movement":
            place = key[2], key[3]
            sums[place] = sums.get(place, 0) - row.amount_minor  # type: ignore[union-attr]  # the key says it
    on = balances(book.entries)
    expected = {place: on[place] for place in on if place[0].endswith("_payable")}
    assert expected == sums


def pieces(quantity: int) -> tuple[LinePieces, ...]:
    return (LinePieces(line_id="1", quantity=quantity),)


def part_received(number: int, quantity: int = 1) -> OrderConfirmed:
    return OrderConfirmed(
        id=f"part {number}", at=at(1 + number), order_id="o1", lines=pieces(quantity)
    )


@TRADED
def test_receipt_in_parts_is_receipt_at_once(policy: Policy) -> None:
    at_once = on_books(policy, sold(), received())
    assert at_once == on_books(policy, sold(), part_received(1), part_received(2))


@TRADED
def test_half_received_is_half_of_everything(policy: Policy) -> None:
    half, whole, paid = (
        on_books(policy, sold(), *events) for events in ([part_received(1)], [received()], [])
    )
    for place in half:
        if place[0] not in {"clearing", "collection_fee", "coupon_expense"}:
            assert 2 * half[place] == whole.get(place, 0) + paid.get(place, 0), place


@TRADED
def test_what_is_exchanged_waits_again(policy: Policy) -> None:
    exchanged = Exchanged(id="exchanged", at=at(3), order_id="o1", lines=pieces(2))
    assert on_books(policy, sold()) == on_books(policy, sold(), received(), exchanged)
    one = replace(exchanged, lines=pieces(1))
    half = on_books(policy, sold(), part_received(1))
    assert half == on_books(policy, sold(), received(), one)


@TRADED
def test_what_goes_back_of_half_received_comes_off_what_waits(policy: Policy) -> None:
    book = book_of(policy, sold(), part_received(1), back(1, quantity=1))
    left = balances(book.entries)
    assert not {"contract_liability", "merchant_pending"} & {account for account, _ in left}
    assert -2_000 == left["supplier_payable", "factory"]
    book.apply(back(2, quantity=1))
    assert {} == balances(book.entries)


def test_a_kindness_of_an_agent_costs_the_merchant_nothing() -> None:
    whole = on_books(AGENT, sold(), received())
    kindness = replace(back(1, amount_minor=900), kind="goodwill")
    left = on_books(AGENT, sold(), received(), kindness)
    moved = {place: left.get(place, 0) - whole.get(place, 0) for place in {*left, *whole}}
    assert 900 == moved.pop(("coupon_expense", ""))
    changed = {place: minor for place, minor in moved.items() if minor}
    assert {"clearing", "collection_fee"} == {account for account, _ in changed}
    assert -900 == sum(changed.values())
    assert left == on_books(AGENT, sold(), replace(kindness, at=at(1.5)), received())
    assert {} == on_books(AGENT, sold(), received(), kindness, back(2, quantity=2))


def test_a_kindness_of_who_sells_himself_lowers_his_sales() -> None:
    kindness = replace(back(1, amount_minor=900), kind="goodwill")
    left = on_books(PRINCIPAL, sold(), received(), kindness)
    assert left["commission_expense", ""] == 1_500
    sales = ("revenue", "freight_income", "tax_payable")
    assert -(10_000 - 900 + 300 * 9_100 // 10_000) == sum(left[one, ""] for one in sales)


@TRADED
def test_freight_paid_back_takes_no_commission_but_lowers_the_sale(policy: Policy) -> None:
    freight = replace(back(1, amount_minor=800), kind="freight")
    book = book_of(policy, sold(), received(), freight)
    left = balances(book.entries)
    assert -1_500 == left["member_held", "u1"]
    assert 10_000 - 800 == sum(left[place] for place in left if place[0] in {*MONEY})


@TRADED
def test_captures_in_parts_are_one_sale(policy: Policy) -> None:
    first = line("1", **HALF, whole_minor=10_000)
    rest = Captured(id="rest", at=at(2), order_id="o1", capture_id="c2", lines=(line("1", **HALF),))
    at_once = on_books(policy, sold(), received())
    in_parts = on_books(policy, sold("o1", first), rest, received())
    late = on_books(
        policy, sold("o1", first), part_received(1), replace(rest, at=at(4)), received(day=5)
    )
    assert at_once == in_parts == late
    gone = on_books(
        policy, sold("o1", first), back(1, day=1.5, quantity=1), rest, back(2, quantity=1)
    )
    assert {} == gone


def test_rules_paid_by_a_merchants_rule_are_the_merchants() -> None:
    given_on = Levels(
        rule_id="given on", base="commission", of="shop", funded_by="shop", rates_ppm=(0, 400_000)
    )
    plan = replace(PLAN, rules=(*PLAN.rules, given_on))
    book = Book(replace(AGENT, plans=(plan,)))
    for event in (touch("u0", "u1"), touch("u1", "u2"), sold(), received()):
        book.apply(event)
    left = balances(book.entries)
    assert 1_000 == left["commission_expense", ""]
    assert -1_500 == left["member_held", "u1"] + left.get(("member_held", "u0"), 0)


STORY: list[tuple[Event, set[str]]] = [
    (sold(), {"capture"}),
    (received(), {"receipt"}),
    (back(1, quantity=1), {"capture_back", "receipt_back"}),
    (Exchanged(id="exchanged", at=at(4), order_id="o1", lines=pieces(1)), {"receipt_back"}),
    (OrderConfirmed(id="again", at=at(5), order_id="o1"), {"receipt"}),
    (back(2, day=6, quantity=1), {"capture_back", "receipt_back"}),
]
"""Each event of an order, and the stages of trade that it posts."""
FUNDED = (
    {"accrual_merchant"},
    {"confirmation_merchant"},
    {"clawback_confirmed_merchant"},
    {"confirmation_back_merchant"},
    {"confirmation_merchant"},
    {"clawback_confirmed_merchant"},
)


@TRADED
def test_each_event_posts_the_templates_of_its_mode(policy: Policy) -> None:
    mode = "agent" if policy is AGENT else "principal"
    book = book_of(policy)
    for (event, stages), funded in zip(STORY, FUNDED, strict=True):
        before = len(book.entries)
        assert book.apply(event).refusal is None
        names = {entry.template for entry in book.entries[before:]}
        expected = {
            f"{stage.removesuffix('_back')}_{mode}{'_back' if stage.endswith('_back') else ''}"
            for stage in stages
        }
        own = {name for name in names if name.startswith(("capture", "receipt"))}
        assert expected == own
        theirs = {name for name in names if name.endswith("_merchant")}
        assert (funded if mode == "agent" else set()) == theirs
    assert {} == balances(book.entries)
