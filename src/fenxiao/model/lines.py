"""Lines of an order (订单行): what was bought, what it cost, and how it was paid for.

A line says what was paid for it in all, and, as far as the plan asks, of what that
consists: the tenders that paid, the coupons that lowered it and who bears them, the list
price, what the goods cost. What a plan asks and a line does not say is refused, not guessed.

Source: docs/rules/bases.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fenxiao.errors import EventError
from fenxiao.model.checks import STRICT, check_id, check_once, check_quantity, check_tuple
from fenxiao.model.envelope import is_one_of
from fenxiao.money import check_amount

__all__ = ["FUNDERS", "Coupon", "Funder", "GradePrice", "Line", "Tender"]

Funder = Literal["platform", "merchant", "other"]
_UNSAID = (None, None, None, None)
FUNDERS: tuple[Funder, ...] = ("platform", "merchant", "other")
"""Who bears a coupon: the platform, the order's own merchant, or another merchant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """A part of what was paid for a line, by one means (支付方式).

    Args:
        tender: The means: "points", "gift_card", "stored_value", "wechat_pay", your own words.
        amount_minor: What of the line it paid, in minor units, at face value.
    """

    __pydantic_config__ = STRICT

    tender: str
    amount_minor: int

    def __post_init__(self) -> None:
        """Check every field."""
        check_id(self.tender, "tender")
        check_amount(self.amount_minor, "amount_minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """What one funder of a coupon bore of a line (优惠券出资); it is not part of what was paid.

    A coupon with several funders is several of these under one ``coupon_id``: its funding
    vector.

    Args:
        coupon_id: The coupon.
        amount_minor: By how much this funder lowered the line, in minor units.
        funder: One of ``FUNDERS``.
        funder_id: Which merchant, where it is another than the order's.
    """

    __pydantic_config__ = STRICT

    coupon_id: str
    amount_minor: int
    funder: Funder = "merchant"
    funder_id: str | None = None

    def __post_init__(self) -> None:
        """Check every field, and that another merchant is named."""
        check_id(self.coupon_id, "coupon_id")
        check_amount(self.amount_minor, "amount_minor")
        is_one_of(self.funder, FUNDERS, "funder")
        if self.funder_id is not None:
            check_id(self.funder_id, "funder_id")
        if (self.funder == "other") != (self.funder_id is not None):
            problem = 'another merchant is named with funder "other", and nobody else'
            raise EventError(
                "event.bad_field", field="funder_id", got=repr(self.funder_id), problem=problem
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class GradePrice:
    """At what price a dealer of one grade buys a piece of a line's article (等级价).

    Args:
        grade: The dealer's grade.
        unit_minor: The price of one piece, in minor units.
    """

    __pydantic_config__ = STRICT

    grade: str
    unit_minor: int

    def __post_init__(self) -> None:
        """Check every field."""
        check_id(self.grade, "grade")
        check_amount(self.unit_minor, "unit_minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an order, as it was paid.

    Args:
        line_id: Unique within the order.
        sku: The article.
        category: The plan author's category of the article.
        line_kind: What the line is: "product", "delivery", "discount", or the host's own word.
        quantity: Pieces, at least 1.
        paid_minor: What was paid for the whole line by all tenders, in minor units, after
            discounts and coupons.
        product_id: The product of which the article is a variant.
        brand: Its brand.
        list_minor: The list price of the whole line.
        cost_minor: What the goods of the whole line cost.
        freight_minor: Freight that is included in ``paid_minor``.
        tax_minor: Tax that is included in ``paid_minor``.
        fee_minor: What the gateway keeps of ``paid_minor``.
        tenders: How it was paid; what they do not cover was paid by a means without name.
        coupons: What lowered it, and who bears that.
        grade_prices: Dealer prices, a grade once.
        whole_minor: What the whole line comes to, where more of it is captured later.
        supplier_id: Who delivers it and is owed ``cost_minor``, which must then be known.
    """

    __pydantic_config__ = STRICT

    line_id: str
    sku: str
    category: str
    line_kind: str
    quantity: int
    paid_minor: int
    product_id: str | None = None
    brand: str | None = None
    list_minor: int | None = None
    cost_minor: int | None = None
    freight_minor: int = 0
    tax_minor: int = 0
    fee_minor: int = 0
    tenders: tuple[Tender, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    grade_prices: tuple[GradePrice, ...] = ()
    whole_minor: int | None = None
    supplier_id: str | None = None

    def __post_init__(self) -> None:
        """Check every field, and that no part is more than the whole."""
        check_id(self.line_id, "line_id")
        check_id(self.sku, "sku")
        check_id(self.category, "category")
        check_id(self.line_kind, "line_kind")
        check_quantity(self.quantity, "quantity")
        check_amount(self.paid_minor, "paid_minor")
        if self._is_plain:
            return
        named = ("product_id", self.product_id), ("brand", self.brand)
        for name, word in (*named, ("supplier_id", self.supplier_id)):
            if word is not None:
                check_id(word, name)
        for name in ("list_minor", "cost_minor", "whole_minor"):
            value = getattr(self, name)
            if value is not None:
                check_amount(value, name)
        for name in ("freight_minor", "tax_minor", "fee_minor"):
            check_amount(getattr(self, name), name)
        object.__setattr__(self, "tenders", check_tuple(self.tenders, Tender, "tenders"))
        object.__setattr__(self, "coupons", check_tuple(self.coupons, Coupon, "coupons"))
        prices = check_tuple(self.grade_prices, GradePrice, "grade_prices")
        object.__setattr__(self, "grade_prices", prices)
        check_once((one.tender for one in self.tenders), "tenders")
        check_once((one.grade for one in prices), "grade_prices")
        check_once(
            (f"{one.coupon_id} {one.funder} {one.funder_id or ''}" for one in self.coupons),
            "coupons",
        )
        self._check_parts()

    @property
    def _is_plain(self) -> bool:
        """Whether only what every line has was given: the common case, checked at once."""
        parts = (self.freight_minor, self.tax_minor, self.fee_minor)
        return (
            (self.product_id, self.brand, self.list_minor, self.cost_minor) == _UNSAID
            and self.whole_minor is None
            and self.supplier_id is None
            and (self.tenders, self.coupons, self.grade_prices) == ((), (), ())
            and parts == (0, 0, 0)
            and all(type(part) is int for part in parts)
        )

    def _check_parts(self) -> None:
        if self.supplier_id is not None and self.cost_minor is None:
            problem = "who is owed the cost is named, so cost_minor must be said"
            got = repr(self.supplier_id)
            raise EventError("event.bad_field", field="supplier_id", got=got, problem=problem)
        tendered_minor = sum(one.amount_minor for one in self.tenders)
        for field, minor in (
            ("freight_minor", self.freight_minor + self.tax_minor),
            ("fee_minor", self.fee_minor),
            ("tenders", tendered_minor),
        ):
            if minor > self.paid_minor:
                problem = f"together it is more than the {self.paid_minor} paid for the line"
                raise EventError("event.bad_field", field=field, got=str(minor), problem=problem)
        if self.whole_minor is not None and self.whole_minor < self.paid_minor:
            problem = f"it is less than the {self.paid_minor} paid so far"
            got = str(self.whole_minor)
            raise EventError("event.bad_field", field="whole_minor", got=got, problem=problem)
        coupons_minor = sum(one.amount_minor for one in self.coupons)
        check_amount(self.paid_minor + coupons_minor, "paid_minor and coupons")
