"""Lines of an order: what they are made of, and every part that is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.model.lines import FUNDERS, Coupon, GradePrice, Line, Tender
from fenxiao.money import AMOUNT_LIMIT_MINOR


def line(**fields: Any) -> Line:
    known: dict[str, Any] = {
        "line_id": "1",
        "sku": "s1",
        "category": "c1",
        "line_kind": "product",
        "quantity": 1,
        "paid_minor": 100,
    }
    return Line(**known | fields)


def tender(amount_minor: Any, name: Any = "points") -> Tender:
    return Tender(tender=name, amount_minor=amount_minor)


def coupon(**fields: Any) -> Coupon:
    known: dict[str, Any] = {"coupon_id": "c", "amount_minor": 5}
    return Coupon(**known | fields)


def price(unit_minor: Any, grade: Any = "a") -> GradePrice:
    return GradePrice(grade=grade, unit_minor=unit_minor)


def test_what_is_left_out_is_unknown_or_nothing() -> None:
    assert (None, None, None, None, 0, 0, 0, (), (), ()) == (
        *(line().product_id, line().brand, line().list_minor, line().cost_minor),
        *(line().freight_minor, line().tax_minor, line().fee_minor),
        *(line().tenders, line().coupons, line().grade_prices),
    )


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"paid_minor": 0}, id="nothing was paid"),
        pytest.param({"freight_minor": 60, "tax_minor": 40}, id="freight and tax are all of it"),
        pytest.param({"fee_minor": 100}, id="a fee of all"),
        pytest.param({"tenders": (tender(60), tender(40, "card"))}, id="tenders cover it all"),
        pytest.param({"tenders": (tender(1),)}, id="tenders cover a part"),
        pytest.param({"list_minor": 0, "cost_minor": 10**6}, id="list and cost are what they are"),
        pytest.param(
            {"coupons": (coupon(), coupon(funder="platform"), coupon(coupon_id="d"))},
            id="a funding vector",
        ),
        pytest.param(
            {"coupons": tuple(coupon(funder="other", funder_id=one) for one in ("m8", "m9"))},
            id="two other merchants",
        ),
        pytest.param({"grade_prices": (price(0), price(500, "b"))}, id="dealer prices"),
        pytest.param({"product_id": "p", "brand": "b"}, id="product and brand"),
    ],
)
def test_lines_that_are_taken(fields: dict[str, Any]) -> None:
    made = line(**fields)
    assert all(value == getattr(made, name) for name, value in fields.items())


def test_lists_become_tuples() -> None:
    listed = line(tenders=[tender(1)], coupons=[coupon()], grade_prices=[price(1)])
    assert line(tenders=(tender(1),), coupons=(coupon(),), grade_prices=(price(1),)) == listed
    assert isinstance(hash(listed), int)


FIELDS = "event.bad_field"
REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: line(line_id=""), "event.bad_id"),
    (lambda: line(sku=5), "event.bad_id"),
    (lambda: line(category=None), "event.bad_id"),
    (lambda: line(line_kind=" x"), "event.bad_id"),
    (lambda: line(quantity=0), "event.bad_quantity"),
    (lambda: line(quantity=1.0), "event.bad_quantity"),
    (lambda: line(quantity=True), "event.bad_quantity"),
    (lambda: line(paid_minor=-1), "money.amount_range"),
    (lambda: line(paid_minor=1.0), "money.not_integer"),
    (lambda: line(paid_minor=AMOUNT_LIMIT_MINOR + 1), "money.amount_range"),
    (lambda: line(product_id=""), "event.bad_id"),
    (lambda: line(brand=""), "event.bad_id"),
    (lambda: line(list_minor=-1), "money.amount_range"),
    (lambda: line(list_minor=1.0), "money.not_integer"),
    (lambda: line(cost_minor="1"), "money.not_integer"),
    (lambda: line(freight_minor=-1), "money.amount_range"),
    (lambda: line(freight_minor=0.0), "money.not_integer"),
    (lambda: line(tax_minor=False), "money.not_integer"),
    (lambda: line(fee_minor=None), "money.not_integer"),
    (lambda: line(freight_minor=101), FIELDS),
    (lambda: line(freight_minor=60, tax_minor=41), FIELDS),
    (lambda: line(fee_minor=101), FIELDS),
    (lambda: line(tenders=(tender(60), tender(41, "card"))), FIELDS),
    (lambda: line(tenders=(tender(1), tender(2))), FIELDS),
    (lambda: line(tenders=tender(1)), FIELDS),
    (lambda: line(tenders=("points",)), FIELDS),
    (lambda: line(tenders=None), FIELDS),
    (lambda: line(coupons=(coupon(), coupon(amount_minor=6))), FIELDS),
    (lambda: line(coupons=(coupon(funder="other", funder_id="m"),) * 2), FIELDS),
    (lambda: line(coupons=("c",)), FIELDS),
    (lambda: line(coupons=(coupon(amount_minor=AMOUNT_LIMIT_MINOR),)), "money.amount_range"),
    (lambda: line(grade_prices=(price(1), price(2))), FIELDS),
    (lambda: line(grade_prices=[5]), FIELDS),
    (lambda: tender(-1), "money.amount_range"),
    (lambda: tender(1.5), "money.not_integer"),
    (lambda: tender(1, ""), "event.bad_id"),
    (lambda: coupon(coupon_id=""), "event.bad_id"),
    (lambda: coupon(amount_minor=-1), "money.amount_range"),
    (lambda: coupon(funder="bank"), FIELDS),
    (lambda: coupon(funder="other"), FIELDS),
    (lambda: coupon(funder_id="m9"), FIELDS),
    (lambda: coupon(funder="platform", funder_id="m9"), FIELDS),
    (lambda: coupon(funder="other", funder_id=""), "event.bad_id"),
    (lambda: price(-1), "money.amount_range"),
    (lambda: price(1, None), "event.bad_id"),
    (lambda: line(supplier_id="", cost_minor=1), "event.bad_id"),
    (lambda: line(supplier_id="factory"), FIELDS),
]


@pytest.mark.parametrize(("build", "code"), REFUSED)
def test_wrong_parts_are_refused(build: Callable[[], object], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        build()
    assert code == caught.value.code


@given(
    paid=st.integers(0, 100),
    parts=st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100)),
)
def test_no_part_is_more_than_the_whole(paid: int, parts: tuple[int, int, int]) -> None:
    freight, tax, fee = parts
    fields = {"freight_minor": freight, "tax_minor": tax, "fee_minor": fee}
    if freight + tax <= paid and fee <= paid:
        assert line(paid_minor=paid, **fields).paid_minor == paid
    else:
        with pytest.raises(FenxiaoError):
            line(paid_minor=paid, **fields)


def test_every_funder_is_published() -> None:
    ids = {"other": "m9"}
    assert FUNDERS == tuple(coupon(funder=one, funder_id=ids.get(one)).funder for one in FUNDERS)
