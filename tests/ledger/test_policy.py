"""Ledger policies: checked as they are made, and what of an order they freeze."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError, PolicyError
from fenxiao.ledger.policy import (
    AccountLimit,
    LedgerPolicy,
    MerchantFee,
    PayerBooks,
    SupplierTerms,
    freeze_trade,
)
from fenxiao.model.events import Tender
from fenxiao.model.instants import DAY_US, to_us
from fenxiao.model.lines import Coupon
from fenxiao.model.trade_records import OtherCoupon
from fenxiao.settlement.policy import Policy, load_policy
from fenxiao.settlement.policy_files import dump_policy
from tests.support.trades import PLAN, line, sold

START = datetime(2024, 6, 1, tzinfo=UTC)
MALL = PayerBooks(payer_id="mall", mode="agent", fee_ppm=50_000)


def books(**fields: Any) -> PayerBooks:
    return PayerBooks(**({"payer_id": "mall"} | fields))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(lambda: books(payer_id=""), "event.bad_id", id="nobody"),
        pytest.param(lambda: books(mode="broker"), "event.bad_field", id="no such mode"),
        pytest.param(lambda: books(fee_ppm=1_000_001), "event.bad_quantity", id="more than all"),
        pytest.param(lambda: books(collection_fee="buyer"), "event.bad_field", id="a stranger"),
        pytest.param(lambda: books(freight="buyer"), "event.bad_field", id="freight to a stranger"),
        pytest.param(lambda: books(free_tenders=("",)), "event.bad_id", id="a tender of no name"),
        pytest.param(
            lambda: books(merchant_fees=(MerchantFee(merchant_id="a", fee_ppm=1),) * 2),
            "policy.ledger",
            id="one merchant, two rates",
        ),
        pytest.param(
            lambda: MerchantFee(merchant_id="", fee_ppm=1), "event.bad_id", id="a fee of nobody"
        ),
        pytest.param(
            lambda: MerchantFee(merchant_id="a", fee_ppm=-1), "event.bad_quantity", id="below 0"
        ),
        pytest.param(
            lambda: SupplierTerms(supplier_id="f", due_days=3_651), "event.bad_quantity", id="late"
        ),
        pytest.param(
            lambda: SupplierTerms(supplier_id=" f"), "event.bad_id", id="a supplier of no name"
        ),
        pytest.param(
            lambda: SupplierTerms(supplier_id="f", cut_offs=(datetime(2024, 7, 1),)),  # noqa: DTZ001  # the point
            "event.naive_instant",
            id="a cut-off of no zone",
        ),
        pytest.param(lambda: AccountLimit(account="cash"), "policy.ledger", id="no such account"),
        pytest.param(
            lambda: AccountLimit(account="bank", least_minor=1, most_minor=0),
            "policy.ledger",
            id="least above most",
        ),
        pytest.param(
            lambda: AccountLimit(account="bank", least_minor=True),
            "money.not_integer",
            id="no amount",
        ),
        pytest.param(lambda: LedgerPolicy(payers=(MALL, MALL)), "policy.ledger", id="payer twice"),
        pytest.param(
            lambda: LedgerPolicy(suppliers=(SupplierTerms(supplier_id="f"),) * 2),
            "policy.ledger",
            id="supplier twice",
        ),
        pytest.param(
            lambda: LedgerPolicy(limits=(AccountLimit(account="bank"),) * 2),
            "policy.ledger",
            id="limit twice",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(make: Callable[[], object], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        make()
    assert code == caught.value.code


def test_what_stands_twice_is_named() -> None:
    with pytest.raises(PolicyError, match='payers name "mall" twice'):
        LedgerPolicy(payers=(MALL, MALL))


def test_who_is_not_named_or_posts_commissions_alone_has_no_books() -> None:
    policy = LedgerPolicy(payers=(MALL, PayerBooks(payer_id="shop")))
    assert [MALL, None, None] == [policy.books(one) for one in ("mall", "shop", "other")]


def test_a_supplier_without_terms_is_due_at_once() -> None:
    policy = LedgerPolicy(suppliers=(SupplierTerms(supplier_id="f", due_days=10),))
    dues = [policy.supplier(one).due_us(5) for one in ("f", "g")]
    assert [5 + 10 * DAY_US, 5] == dues


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(-3, 0, id="before the first: with the first"),
        pytest.param(0, 0, id="at a cut-off: with that one"),
        pytest.param(1, 30, id="behind it: with the next"),
        pytest.param(31, 31, id="behind the last: by itself"),
    ],
)
def test_deliveries_count_from_the_cut_off_behind_them(day: int, expected: int) -> None:
    cut_offs = (START + timedelta(days=30), START)
    terms = SupplierTerms(supplier_id="f", due_days=15, cut_offs=cut_offs)
    due_us = terms.due_us(to_us(START + timedelta(days=day)))
    assert to_us(START + timedelta(days=expected + 15)) == due_us


def test_a_policy_with_a_ledger_comes_back_from_its_file() -> None:
    ledger = LedgerPolicy(
        payers=(books(mode="principal", free_tenders=("points",)), PayerBooks(payer_id="shop")),
        suppliers=(SupplierTerms(supplier_id="f", cut_offs=(START,)),),
        limits=(AccountLimit(account="supplier_payable", least_minor=0),),
    )
    policy = Policy(plans=(PLAN,), ledger=ledger)
    assert policy == load_policy(dump_policy(policy))


def frozen(**changed: Any) -> Any:
    return freeze_trade(sold("o1", line(**changed)), MALL).lines[0]


def test_coupons_are_kept_by_whoever_bears_them() -> None:
    parts = [("platform", None, 5), ("other", "z", 1), ("other", "b", 2), ("other", "z", 4)]
    mine = [("merchant", None, 7), ("other", "shop", 9), ("other", "y", 0)]
    coupons = tuple(
        Coupon(coupon_id=f"k{number}", amount_minor=minor, funder=who, funder_id=funder_id)  # type: ignore[arg-type]  # a word of three
        for number, (who, funder_id, minor) in enumerate((*parts, *mine))
    )
    found = frozen(coupons=coupons)
    assert 5 == found.coupon_minor
    assert (OtherCoupon("b", 2), OtherCoupon("z", 5)) == found.others


@given(amounts=st.lists(st.integers(0, 3_000), min_size=3, max_size=3), fee=st.integers(0, 10_000))
def test_tenders_are_together_what_was_paid_and_their_fees_the_fee(
    amounts: list[int], fee: int
) -> None:
    names = ("wechat", "points", "unnamed")
    given_tenders = tuple(
        Tender(tender=name, amount_minor=minor) for name, minor in zip(names, amounts, strict=True)
    )
    tenders = frozen(tenders=given_tenders, fee_minor=fee).tenders
    assert 10_000 == sum(one.amount_minor for one in tenders)
    assert fee == sum(one.fee_minor for one in tenders)
    assert all(one.amount_minor == one.anchor_minor > 0 for one in tenders)
    assert len({one.tender for one in tenders}) == len(tenders)


def test_free_tenders_bear_no_fee_unless_there_is_no_other() -> None:
    policy = books(mode="agent", free_tenders=("points",))
    mixed, alone = (
        freeze_trade(sold("o1", line(tenders=tenders)), policy).lines[0].tenders
        for tenders in (line().tenders, (Tender(tender="points", amount_minor=10_000),))
    )
    assert [54, 0] == [one.fee_minor for one in mixed]
    assert [54] == [one.fee_minor for one in alone]


def test_a_cost_is_owed_to_a_supplier_alone() -> None:
    assert (0, "") == (frozen(supplier_id=None).cost_minor, frozen(supplier_id=None).supplier_id)
    assert (4_000, "factory") == (frozen().cost_minor, frozen().supplier_id)


def test_a_line_on_which_nothing_was_paid_has_no_tenders() -> None:
    nothing = {"paid_minor": 0, "freight_minor": 0, "tax_minor": 0, "fee_minor": 0}
    assert () == frozen(tenders=(), **nothing).tenders


def test_the_cart_is_kept() -> None:
    assert "c1" == freeze_trade(sold(cart_id="c1"), MALL).cart_id
