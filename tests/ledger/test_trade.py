"""Trade on the books: positions of what is left, and the entries between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.ledger.posting import Occasion, check_entry, post_moves
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.ledger.trade import Standing, anchored, position, spread, steps
from fenxiao.model.records import Entry, LineTrade, TenderTrade, Trade
from fenxiao.model.trade_records import OtherCoupon
from tests.ledger.trades import GONE, lines, standings, trades, whole

Standings = Mapping[str, Standing]
Balances = dict[tuple[str, str], int]


def path_of(trade: Trade, path: Iterable[Standings]) -> list[Entry]:
    """Return the entries of an order that comes to stand one way after another."""
    entries = []
    for number, (before, after) in enumerate(pairwise([{}, *path])):
        occasion = Occasion(f"e{number}", trade.payer_id, trade.currency, trade.order_id, 0, 0)
        made = steps(trade, position(trade, before), position(trade, after))
        entries += [post_moves(step.template, occasion, step.flows) for step in made]
    return entries


def balances(entries: Iterable[Entry]) -> Balances:
    sums: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for account, party_id, amount_minor in entry.postings:
            sums[account, party_id] += amount_minor
    return {place: amount for place, amount in sums.items() if amount}


def all_lines(trade: Trade, *, is_received: bool) -> Standings:
    return {line.line_id: whole(line, is_received=is_received) for line in trade.lines}


def all_gone(trade: Trade) -> Standings:
    return {line.line_id: GONE for line in trade.lines}


def plain(trade: Trade, stands: Standings) -> Balances:
    """Say what should be on the books, account by account, without any flow."""
    sums: Counter[tuple[str, str]] = Counter()
    for line in trade.lines:
        now = stands[line.line_id]
        left, received = now.left_minor, now.received_minor
        fraction = (left, received, line.paid_minor)
        if not line.paid_minor:
            fraction = (now.left_quantity, now.received_quantity, line.quantity)
        over, done, under = fraction
        theirs = sum(one.amount_minor * over // under for one in line.others)
        theirs_done = sum(one.amount_minor * done // under for one in line.others)
        freight = cut_freight(line, received)
        absorbed = now.absorbed_minor
        fee = 0
        for one, minor in zip(line.tenders, cut_tenders(line, left - absorbed), strict=True):
            kept = one.fee_minor * minor // one.amount_minor
            sums["clearing", one.tender] += minor - kept
            fee += kept
        for brand, borne in line.others:
            sums["merchant_pending", brand] += borne * over // under - borne * done // under
            sums["merchant_payable", brand] += borne * done // under
        cost = line.cost_minor * now.received_quantity // line.quantity
        sums["supplier_payable", line.supplier_id] -= cost
        if trade.mode == "principal":
            tax = line.tax_minor * received // line.paid_minor if line.paid_minor else 0
            sums["collection_fee", ""] += fee
            sums["contract_liability", ""] -= left - received + theirs - theirs_done
            sums["revenue", ""] -= received - freight - tax + theirs_done
            sums["freight_income", ""] -= freight
            sums["tax_payable", ""] -= tax
            sums["cost_of_goods", ""] += cost
            continue
        ours = line.coupon_minor * over // under
        ours_done = line.coupon_minor * done // under
        charge = trade.fee_ppm * (received - freight + ours_done + theirs_done) // 1_000_000
        all_in, all_done = left + ours + theirs, received + ours_done + theirs_done
        if trade.is_collection_on_merchant:
            all_in -= fee
            all_done -= fee * received // left if left else 0
        else:
            sums["collection_fee", ""] += fee
        owed = all_done - (freight if trade.is_freight_ours else 0)
        sums["coupon_expense", ""] += ours + absorbed
        sums["merchant_pending", trade.merchant_id] -= all_in - all_done
        sums["merchant_payable", trade.merchant_id] -= owed - charge - cost
        sums["freight_income", ""] -= freight if trade.is_freight_ours else 0
        sums["platform_fee", ""] -= charge
    return {place: amount for place, amount in sums.items() if amount}


def cut_tenders(line: LineTrade, left: int) -> list[int]:
    """Cut what is left by tenders: from the last, each gets its floor of what is left."""
    found, rest, weights = [], left, [one.anchor_minor for one in line.tenders]
    while weights:
        weight, whole_weight = weights[-1], sum(weights)
        found.append(rest * weight // whole_weight if whole_weight else 0)
        rest -= found[-1]
        weights.pop()
    return found[::-1]


def cut_freight(line: LineTrade, received: int) -> int:
    """Tax is cut first, freight from the rest, goods are what is left."""
    if not line.paid_minor:
        return 0
    rest = received - line.tax_minor * received // line.paid_minor
    weight = line.paid_minor - line.tax_minor
    return rest * line.freight_minor // weight if weight else 0


@given(data=st.data(), trade=trades())
def test_every_path_balances_and_is_what_a_plain_account_says(
    data: st.DataObject, trade: Trade
) -> None:
    path: list[Standings] = [all_lines(trade, is_received=data.draw(st.booleans()))]
    is_agent = trade.mode == "agent"
    path += [
        {one.line_id: data.draw(standings(one, is_agent=is_agent)) for one in trade.lines}
        for _ in range(data.draw(st.integers(0, 3)))
    ]
    entries = path_of(trade, path)
    for entry in entries:
        check_entry(entry)
        assert all(leg.amount_minor for leg in entry.postings)
    assert plain(trade, path[-1]) == balances(entries)


@given(data=st.data(), trade=trades())
def test_any_split_of_refunds_leaves_what_one_refund_leaves(
    data: st.DataObject, trade: Trade
) -> None:
    start = all_lines(trade, is_received=data.draw(st.booleans()))
    middle = {one.line_id: data.draw(standings(one, start[one.line_id])) for one in trade.lines}
    end = {one.line_id: data.draw(standings(one, middle[one.line_id])) for one in trade.lines}
    split, once = path_of(trade, [start, middle, end]), path_of(trade, [start, end])
    assert balances(once) == balances(split)


@given(data=st.data(), trade=trades())
def test_what_wholly_goes_back_leaves_nothing(data: st.DataObject, trade: Trade) -> None:
    start = all_lines(trade, is_received=data.draw(st.booleans()))
    middle = {one.line_id: data.draw(standings(one, start[one.line_id])) for one in trade.lines}
    assert {} == balances(path_of(trade, [start, middle, all_gone(trade)]))


@given(trade=trades())
def test_receipt_in_parts_is_receipt_at_once(trade: Trade) -> None:
    paid, received = (all_lines(trade, is_received=one) for one in (False, True))
    half = {
        name: one._replace(
            received_minor=one.left_minor // 2, received_quantity=one.left_quantity // 2
        )
        for name, one in paid.items()
    }
    at_once, in_parts = path_of(trade, [received]), path_of(trade, [paid, half, received])
    assert balances(at_once) == balances(in_parts)


@given(trade=trades())
def test_once_all_is_received_nothing_is_pending(trade: Trade) -> None:
    left = balances(path_of(trade, [all_lines(trade, is_received=True)]))
    assert not {"contract_liability", "merchant_pending"} & {account for account, _ in left}


@given(trade=trades(), refund=st.integers(0, 900))
def test_lines_stand_beside_each_other(trade: Trade, refund: int) -> None:
    alone: Counter[tuple[str, str]] = Counter()
    stands = {
        line.line_id: whole(line, is_received=True)._replace(
            left_minor=max(0, line.paid_minor - refund),
            received_minor=max(0, line.paid_minor - refund),
        )
        for line in trade.lines
    }
    for line in trade.lines:
        one = trade._replace(lines=(line,))
        alone.update(balances(path_of(one, [{line.line_id: stands[line.line_id]}])))
    together = balances(path_of(trade, [stands]))
    assert together == {place: amount for place, amount in alone.items() if amount}


@given(line=lines(), data=st.data())
def test_less_left_leaves_no_tender_more(line: LineTrade, data: st.DataObject) -> None:
    more = data.draw(st.integers(0, line.paid_minor))
    less = data.draw(st.integers(0, more))
    parts = spread(line, more)
    assert more == sum(parts)
    assert all(one <= other for one, other in zip(spread(line, less), parts, strict=True))
    assert [one.amount_minor for one in line.tenders] == list(spread(line, line.paid_minor))


@given(line=lines(), data=st.data())
def test_a_refund_that_names_its_tenders_takes_exactly_those(
    line: LineTrade, data: st.DataObject
) -> None:
    left_minor = data.draw(st.integers(0, line.paid_minor))
    parts = spread(line, left_minor)
    back = {
        one.tender: data.draw(st.integers(0, part))
        for one, part in zip(line.tenders, parts, strict=True)
    }
    after = anchored(line, left_minor, back)
    assert after is not None
    rest = left_minor - sum(back.values())
    expected = [part - back[one.tender] for one, part in zip(line.tenders, parts, strict=True)]
    assert expected == list(spread(after, rest))


def test_a_tender_gives_back_no_more_than_it_has_and_no_stranger_does() -> None:
    line = LineTrade("1", 1, 100, 0, 0, 0, "", 0, (), (TenderTrade("wechat", 100, 1, 100),))
    assert anchored(line, 100, {"wechat": 101}) is None
    assert anchored(line, 100, {"alipay": 1}) is None


def _paid(**changed: object) -> Trade:
    tenders = TenderTrade("wechat", 9_000, 54, 9_000), TenderTrade("points", 1_000, 0, 1_000)
    line = LineTrade("1", 2, 10_000, 800, 200, 4_000, "factory", 0, (), tenders)
    trade = Trade("o1", "mall", "shop", "CNY", "agent", 50_000, False, False, (line,), None)
    mine = {name: value for name, value in changed.items() if name in Trade._fields}
    its = {name: value for name, value in changed.items() if name in LineTrade._fields}
    return trade._replace(**mine)._replace(lines=(line._replace(**its),))  # type: ignore[arg-type]  # fields of one or the other


END_STATES = [
    pytest.param(
        _paid(mode="principal"),
        {
            ("clearing", "wechat"): 8_946,
            ("clearing", "points"): 1_000,
            ("collection_fee", ""): 54,
            ("revenue", ""): -9_000,
            ("freight_income", ""): -800,
            ("tax_payable", ""): -200,
            ("cost_of_goods", ""): 4_000,
            ("supplier_payable", "factory"): -4_000,
        },
        id="principal: sales, freight, tax, cost",
    ),
    pytest.param(
        _paid(mode="principal", coupon_minor=500, others=(OtherCoupon("brand", 300),)),
        {
            ("clearing", "wechat"): 8_946,
            ("clearing", "points"): 1_000,
            ("merchant_payable", "brand"): 300,
            ("collection_fee", ""): 54,
            ("revenue", ""): -9_300,
            ("freight_income", ""): -800,
            ("tax_payable", ""): -200,
            ("cost_of_goods", ""): 4_000,
            ("supplier_payable", "factory"): -4_000,
        },
        id="principal: his own coupon is no revenue, another's is",
    ),
    pytest.param(
        _paid(),
        {
            ("clearing", "wechat"): 8_946,
            ("clearing", "points"): 1_000,
            ("collection_fee", ""): 54,
            ("merchant_payable", "shop"): -10_000 + 460 + 4_000,
            ("platform_fee", ""): -460,
            ("supplier_payable", "factory"): -4_000,
        },
        id="agent: 5% of all but freight, the cost out of the merchant's",
    ),
    pytest.param(
        _paid(is_collection_on_merchant=True, is_freight_ours=True, cost_minor=0),
        {
            ("clearing", "wechat"): 8_946,
            ("clearing", "points"): 1_000,
            ("freight_income", ""): -800,
            ("merchant_payable", "shop"): -10_000 + 54 + 800 + 460,
            ("platform_fee", ""): -460,
        },
        id="agent: gateway's fee on the merchant, freight to the platform",
    ),
    pytest.param(
        _paid(coupon_minor=500, others=(OtherCoupon("brand", 300),), cost_minor=0),
        {
            ("clearing", "wechat"): 8_946,
            ("clearing", "points"): 1_000,
            ("collection_fee", ""): 54,
            ("coupon_expense", ""): 500,
            ("merchant_payable", "brand"): 300,
            ("merchant_payable", "shop"): -10_800 + 500,
            ("platform_fee", ""): -500,
        },
        id="agent: coupons of the platform and of another are paid to the merchant",
    ),
]


@pytest.mark.parametrize(("trade", "expected"), END_STATES)
def test_what_is_received_and_kept_leaves_the_textbook_state(
    trade: Trade, expected: Balances
) -> None:
    assert expected == balances(path_of(trade, [all_lines(trade, is_received=True)]))


def test_a_line_paid_wholly_by_coupon_follows_its_pieces() -> None:
    line = LineTrade("1", 3, 0, 0, 0, 90, "factory", 300, (), ())
    trade = _paid()._replace(lines=(line,))
    one_back = {"1": Standing(0, 2, 0, 2)}
    assert {
        ("coupon_expense", ""): 200,
        ("merchant_payable", "shop"): -200 + 10 + 60,
        ("platform_fee", ""): -10,
        ("supplier_payable", "factory"): -60,
    } == balances(path_of(trade, [all_lines(trade, is_received=True), one_back]))


def test_a_supplier_is_owed_for_what_is_kept_also_below_its_price() -> None:
    trade = _paid(mode="principal")
    lowered = {"1": Standing(9_000, 2, 9_000, 2)}
    left = balances(path_of(trade, [all_lines(trade, is_received=True), lowered]))
    assert -4_000 == left["supplier_payable", "factory"]
    assert -8_100 == left["revenue", ""]


@given(data=st.data())
def test_every_template_of_trade_is_posted_by_some_path(data: st.DataObject) -> None:
    for mode in ("principal", "agent"):
        trade = data.draw(trades(mode))
        path = [all_lines(trade, is_received=False), all_lines(trade, is_received=True)]
        names = {entry.template for entry in path_of(trade, [*path, all_gone(trade)])}
        if any(line.paid_minor for line in trade.lines):
            stages = ("capture", "receipt")
            expected = {f"{stage}_{mode}{way}" for stage in stages for way in ("", "_back")}
            assert expected == names
        assert names <= set(TEMPLATES)
