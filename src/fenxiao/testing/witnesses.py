"""Witnesses (反例): for each law that a class of rules breaks by nature, a sale that shows it.

They are expected failures, pinned: where a law says that a class breaks it, the sale here
is of that class and of no other that breaks it, and the law is broken in it.

Source: docs/laws.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fenxiao.model.credit_records import Credit
from fenxiao.model.events import OrderPaid, RefundLine
from fenxiao.model.lines import Line
from fenxiao.rules.amounts import Row
from fenxiao.rules.conditions import Condition
from fenxiao.rules.differential import Differential
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.plan import Plan
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.role import Role
from fenxiao.rules.written import AnyRule
from fenxiao.testing.law_objects import Sale, Turn

__all__ = ["WITNESSES"]

_AT = datetime(2024, 6, 18, tzinfo=UTC)
_MORE = Turn()
_HALF, _WHOLE = (500_000,), (1_000_000,)


def _line(paid_minor: int, quantity: int = 1, line_id: str = "1", **parts: int) -> Line:
    return Line(
        line_id=line_id,
        sku="s1",
        category="c1",
        line_kind="product",
        quantity=quantity,
        paid_minor=paid_minor,
        **parts,  # type: ignore[arg-type]  # amounts, by name
    )


def _two(first_minor: int, second_minor: int) -> tuple[Line, ...]:
    return _line(first_minor), _line(second_minor, line_id="2")


def _sale(
    rules: AnyRule | Sequence[AnyRule],
    lines: Line | Sequence[Line],
    turn: Turn = _MORE,
    *,
    weights: Sequence[int] = (),
    **fields: Any,  # noqa: ANN401  # fields of a plan
) -> Sale:
    """Return a sale to a buyer with two uplines, gold and silver, and holders by weight."""
    listed = (lines,) if isinstance(lines, Line) else tuple(lines)
    chosen: dict[str, Any] = {
        "ceiling_ppm": 1_000_000,
        "trim": "nearest_first",
        "currency": "CNY",
    } | fields
    plan = Plan(
        plan_id="p",
        effective_from=_AT,
        rules=tuple(rules) if isinstance(rules, Sequence) else (rules,),
        **chosen,
    )
    order = OrderPaid(
        id="e1",
        at=_AT,
        order_id="o1",
        merchant_id="m1",
        payer_id="m1",
        buyer_id="buyer",
        currency="CNY",
        lines=listed,
    )
    return Sale(order=order, in_force=plan.alone, people=_people(listed, weights), turn=turn)


def _people(lines: Sequence[Line], weights: Sequence[int]) -> People:
    ids = tuple(one.line_id for one in lines)
    held = tuple(
        Credit("room", f"h{n}", "credited", "", "order", "", 0, None, None, weight, ids, ())
        for n, weight in enumerate(weights, start=1)
    )
    return People(
        buyer=Person(blank("buyer")),
        upline=tuple(
            Person(blank(f"u{n}")._replace(grade=g)) for n, g in ((1, "gold"), (2, "silver"))
        ),
        credits=held,
        holders={one.holder_id: Person(blank(one.holder_id)) for one in held},
    )


def _levels(*rates: int, **fields: Any) -> Levels:  # noqa: ANN401  # fields of a rule
    return Levels(rule_id="sale", rates_ppm=rates, **fields)


def _bands(amount_of: str) -> Levels:
    """Return a rule of which the first two units of an amount earn all, and more earns less."""
    rows = (Row(until_minor=2, rates_ppm=_WHOLE), Row(from_minor=2, rates_ppm=(100_000,)))
    return Levels(rule_id="sale", rows=rows, amount_of=amount_of)  # type: ignore[arg-type]  # "line" or "order"


def _dealers(unit_minor: int) -> PriceGap:
    price = Row(grades=("gold",), units_minor=(unit_minor,))
    return PriceGap(rule_id="dealers", rows=(price,), base="paid")


def _room(remainder: str) -> Role:
    return Role(rule_id="room", role="room", rates_ppm=_WHOLE, remainder=remainder)  # type: ignore[arg-type]  # one of REMAINDERS


def _back(minor: int) -> Turn:
    return Turn(refunds=((RefundLine(line_id="1", amount_minor=minor),),))


_PROFIT = _levels(1_000_000, base="profit")
_SECOND = Levels(rule_id="second", rates_ppm=(0, 500_000))
_GRADED = Differential(
    rule_id="gap",
    rows=(Row(grades=("gold",), rates_ppm=_HALF), Row(grades=("silver",), units_minor=(5,))),
)
_TEN = (Row(until_minor=10, rates_ppm=_WHOLE), Row(from_minor=10, rates_ppm=(100_000,)))
_CUT, _UNEVEN = Turn(cut=(1, 1)), Turn(cut=(1, 2))
_LARGE_ORDER = Condition(at_least_minor=2, amount_of="order")

WITNESSES: dict[tuple[str, str], Sale] = {
    ("monotone_sold", "half"): _sale(
        _levels(300_000, 200_000, rounding="half_up"), _line(8), _MORE, ceiling_ppm=500_000
    ),
    ("monotone_sold", "fixed_piece"): _sale(_GRADED, _line(6), _MORE),
    ("monotone_sold", "fixed_order"): _sale(_levels(orders_minor=(2,)), _two(1, 1), _MORE),
    ("monotone_sold", "line_amounts"): _sale(_bands("line"), _line(1), _MORE),
    ("monotone_sold", "order_amounts"): _sale(_bands("order"), _line(1), _MORE),
    ("monotone_sold", "bases"): _sale(
        (_PROFIT, _SECOND), _line(2, cost_minor=2), _MORE, ceiling_ppm=500_000
    ),
    ("monotone_sold", "price_gap"): _sale(
        (_dealers(2), _SECOND), _line(2), _MORE, ceiling_ppm=500_000
    ),
    ("monotone_sold", "cut"): _sale(_room("largest_remainder"), _line(3), _MORE, weights=(3, 3, 1)),
    ("monotone_sold", "capped"): _sale(
        _levels(500_000, 500_000), _line(2), _MORE, order_cap_minor=2
    ),
    ("rest_alone", "unit_scope"): _sale(_levels(500_000, scope="unit"), _line(4, 2), _back(1)),
    ("rest_alone", "half"): _sale(_levels(500_000, rounding="half_up"), _line(3), _back(2)),
    ("rest_alone", "posted"): _sale(_levels(100_000, refund="posted_share"), _line(19), _back(9)),
    ("rest_alone", "fixed_piece"): _sale(_levels(units_minor=(1,)), _line(2), _back(1)),
    ("rest_alone", "fixed_order"): _sale(_levels(orders_minor=(1,)), _line(2), _back(1)),
    ("rest_alone", "line_amounts"): _sale(_bands("line"), _line(2), _back(1)),
    ("rest_alone", "order_amounts"): _sale(_bands("order"), _line(2), _back(1)),
    ("rest_alone", "bases"): _sale(_PROFIT, _line(4, cost_minor=2), _back(2)),
    ("rest_alone", "price_gap"): _sale(_dealers(2), _line(4), _back(2)),
    ("rest_alone", "cut"): _sale(_room("first"), _line(3), _back(1), weights=(1, 1)),
    ("rest_alone", "capped"): _sale(_levels(1_000_000, order_cap_minor=1), _line(2), _back(1)),
    ("locality", "order_scope"): _sale(_levels(500_000, scope="order"), _two(1, 1)),
    ("locality", "fixed_order"): _sale(_levels(orders_minor=(1,)), _two(1, 1)),
    ("locality", "order_amounts"): _sale(_levels(1_000_000, when=_LARGE_ORDER), _two(1, 1)),
    ("locality", "capped"): _sale(_levels(1_000_000, order_cap_minor=1), _two(1, 1)),
    ("order_splitting", "unit_scope"): _sale(_levels(500_000, scope="unit"), _line(3, 2), _UNEVEN),
    ("order_splitting", "half"): _sale(_levels(500_000, rounding="half_up"), _line(2, 2), _CUT),
    ("order_splitting", "fixed_piece"): _sale(_levels(units_minor=(1, 1)), _line(2, 2), _UNEVEN),
    ("order_splitting", "fixed_order"): _sale(_levels(orders_minor=(1,)), _two(1, 1)),
    ("order_splitting", "line_amounts"): _sale(_bands("line"), _line(2, 2), _CUT),
    ("order_splitting", "order_amounts"): _sale(_bands("order"), _two(1, 1)),
    ("order_splitting", "bases"): _sale(_PROFIT, _line(2, 2, cost_minor=2), _UNEVEN),
    ("order_splitting", "price_gap"): _sale(_dealers(1), _line(2, 2), _UNEVEN),
    ("order_splitting", "cut"): _sale(_room("first"), _line(2, 2), _CUT, weights=(1, 1)),
    ("order_splitting", "capped"): _sale(_levels(1_000_000, order_cap_minor=1), _two(1, 1)),
}
"""A sale by law and class of rules; the law is broken in it."""
