"""Mixed carts (混合购物车): one payment for several merchants becomes one order for each.

Coupons, freight and fees of the whole cart are shared out by value, never by the number
of items, and exactly: the parts of the orders are together what the cart was.

Source: docs/trade.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from fenxiao.errors import EventError
from fenxiao.model.checks import check_id, check_kind, check_lines, check_tuple
from fenxiao.model.encoding import derive_id
from fenxiao.model.lines import Coupon, Line, Tender
from fenxiao.money import allocate, check_amount

__all__ = ["Cart", "CartCoupon", "CartLine", "SubOrder", "split_cart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """A line of a cart, and who sells it.

    Args:
        merchant_id: Who sells.
        line: The line before anything of the whole cart: ``paid_minor`` is what would be
            paid for it alone.
    """

    merchant_id: str
    line: Line

    def __post_init__(self) -> None:
        """Check both fields."""
        check_id(self.merchant_id, "merchant_id")
        check_kind(self.line, Line, "line")

    @property
    def line_id(self) -> str:
        """The line's id, unique within the cart."""
        return self.line.line_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CartCoupon:
    """What one funder bears of a coupon for the whole cart, or for some of its lines.

    Args:
        coupon: By how much it lowers them together; funder "merchant" means that each
            merchant bears the part on his own lines.
        line_ids: The lines that it lowers; none named is all of them.
    """

    coupon: Coupon
    line_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check both fields."""
        check_kind(self.coupon, Coupon, "coupon")
        names = check_tuple(self.line_ids, str, "line_ids")
        object.__setattr__(self, "line_ids", names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """One payment for lines of several merchants.

    Args:
        cart_id: The cart.
        lines: What was bought, at least one line.
        coupons: What lowered it as a whole.
        freight_minor: Freight for the whole, on top of the lines.
        fee_minor: What the gateway keeps of the payment.
        tenders: How the whole was paid; the rest was paid by a means without name.
    """

    cart_id: str
    lines: tuple[CartLine, ...]
    coupons: tuple[CartCoupon, ...] = ()
    freight_minor: int = 0
    fee_minor: int = 0
    tenders: tuple[Tender, ...] = ()

    def __post_init__(self) -> None:
        """Check every field."""
        check_id(self.cart_id, "cart_id")
        object.__setattr__(self, "lines", check_lines(self.lines, CartLine, "lines"))
        object.__setattr__(self, "coupons", check_tuple(self.coupons, CartCoupon, "coupons"))
        object.__setattr__(self, "tenders", check_tuple(self.tenders, Tender, "tenders"))
        check_amount(self.freight_minor, "freight_minor")
        check_amount(self.fee_minor, "fee_minor")


class SubOrder(NamedTuple):
    """One merchant's part of a cart: what its ``OrderPaid`` is made of."""

    order_id: str
    cart_id: str
    merchant_id: str
    lines: tuple[Line, ...]


def split_cart(cart: Cart) -> tuple[SubOrder, ...]:
    """Return one order for each merchant of a cart.

    Args:
        cart: The payment.

    Returns:
        Orders in the order in which their merchants first stand in the cart, each with its
        lines in the cart's order; together exactly what was paid, by each tender, with each
        coupon. Ids follow from the cart's id and the merchant's.

    Raises:
        EventError: ``event.bad_field`` when a coupon takes off more than its lines cost, or
            names a line that is not there, or tenders or the fee are more than was paid.

    Examples:
        >>> def sold(merchant_id, line_id, paid_minor):
        ...     fields = {"sku": "s", "category": "c", "line_kind": "product", "quantity": 1}
        ...     line = Line(line_id=line_id, paid_minor=paid_minor, **fields)
        ...     return CartLine(merchant_id=merchant_id, line=line)
        >>> off = CartCoupon(coupon=Coupon(coupon_id="k", amount_minor=100, funder="platform"))
        >>> lines = (sold("tea", "1", 200), sold("cups", "2", 100))
        >>> for order in split_cart(Cart(cart_id="k1", lines=lines, coupons=(off,))):
        ...     print(order.merchant_id, [line.paid_minor for line in order.lines])
        tea [133]
        cups [67]
    """
    lines = [one.line for one in cart.lines]
    for number, one in enumerate(cart.coupons):
        parts = _parts(one.coupon.amount_minor, _weights(one, lines), f"coupons[{number}]")
        lines = [
            _lowered(line, one.coupon, part, place.merchant_id)
            for line, part, place in zip(lines, parts, cart.lines, strict=True)
        ]
    worth = [one.line.paid_minor for one in cart.lines]
    weights = worth if any(worth) else [line.quantity for line in lines]
    freights = allocate(cart.freight_minor, weights, rule="largest_remainder")
    lines = [
        replace(line, paid_minor=line.paid_minor + part, freight_minor=line.freight_minor + part)
        for line, part in zip(lines, freights, strict=True)
    ]
    return _orders(cart, _with_fees(cart, _with_tenders(cart, lines)))


def _weights(coupon: CartCoupon, lines: Sequence[Line]) -> list[int]:
    """Return what a coupon may still take off each line."""
    known = {line.line_id for line in lines}
    for line_id in coupon.line_ids:
        if line_id not in known:
            problem = "the cart has no such line"
            raise EventError("event.bad_field", field="line_ids", got=line_id, problem=problem)
    named = coupon.line_ids or known
    return [line.paid_minor if line.line_id in named else 0 for line in lines]


def _parts(amount_minor: int, most: Sequence[int], field: str) -> tuple[int, ...]:
    """Cut an amount by what each part can take; none takes more than that."""
    if amount_minor > sum(most):
        problem = f"it is more than the {sum(most)} that there is"
        raise EventError("event.bad_field", field=field, got=str(amount_minor), problem=problem)
    if not amount_minor:
        return (0,) * len(most)
    return allocate(amount_minor, most, rule="largest_remainder")


def _lowered(line: Line, coupon: Coupon, part: int, merchant_id: str) -> Line:
    """Return a line with its part of a coupon, borne by whoever he is to its merchant."""
    if not part:
        return line
    mine = replace(coupon, amount_minor=part)
    if coupon.funder_id == merchant_id:
        mine = replace(mine, funder="merchant", funder_id=None)
    same = (mine.coupon_id, mine.funder, mine.funder_id)
    rest = []
    for one in line.coupons:
        if (one.coupon_id, one.funder, one.funder_id) == same:
            mine = replace(mine, amount_minor=mine.amount_minor + one.amount_minor)
        else:
            rest.append(one)
    return _repaid(line, line.paid_minor - part, (*rest, mine))


def _repaid(line: Line, paid_minor: int, coupons: tuple[Coupon, ...]) -> Line:
    """Return a line of a lower price; freight, tax and fee in it shrink with it."""
    before = line.paid_minor
    tax_minor = line.tax_minor * paid_minor // before
    freight_minor = min(line.freight_minor, paid_minor - tax_minor)
    fee_minor = line.fee_minor * paid_minor // before
    return replace(
        line,
        paid_minor=paid_minor,
        coupons=coupons,
        tax_minor=tax_minor,
        freight_minor=freight_minor,
        fee_minor=fee_minor,
    )


def _with_tenders(cart: Cart, lines: list[Line]) -> list[Line]:
    """Return the lines with their parts of each tender; no line is paid beyond its amount."""
    unpaid = [line.paid_minor - sum(one.amount_minor for one in line.tenders) for line in lines]
    tenders: list[dict[str, int]] = [
        {one.tender: one.amount_minor for one in line.tenders} for line in lines
    ]
    for number, tender in enumerate(cart.tenders):
        parts = _parts(tender.amount_minor, unpaid, f"tenders[{number}]")
        unpaid = [left - part for left, part in zip(unpaid, parts, strict=True)]
        for mine, part in zip(tenders, parts, strict=True):
            if part:
                mine[tender.tender] = mine.get(tender.tender, 0) + part
    return [
        replace(line, tenders=tuple(Tender(tender=name, amount_minor=mine[name]) for name in mine))
        for line, mine in zip(lines, tenders, strict=True)
    ]


def _with_fees(cart: Cart, lines: list[Line]) -> list[Line]:
    most = [line.paid_minor - line.fee_minor for line in lines]
    parts = _parts(cart.fee_minor, most, "fee_minor")
    return [
        replace(line, fee_minor=line.fee_minor + part)
        for line, part in zip(lines, parts, strict=True)
    ]


def _orders(cart: Cart, lines: list[Line]) -> tuple[SubOrder, ...]:
    merchants: dict[str, list[Line]] = {}
    for one, line in zip(cart.lines, lines, strict=True):
        merchants.setdefault(one.merchant_id, []).append(line)
    return tuple(
        SubOrder(derive_id(cart.cart_id, "order", name), cart.cart_id, name, tuple(mine))
        for name, mine in merchants.items()
    )
