"""After the sale (售后): what an order goes through once it was paid.

Source: docs/orders.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from fenxiao.errors import EventError
from fenxiao.model.checks import (
    STRICT,
    check_id,
    check_lines,
    check_once,
    check_quantity,
    check_tuple,
)
from fenxiao.model.envelope import Event, check_flag, is_one_of
from fenxiao.model.lines import Line, Tender
from fenxiao.model.refund_kinds import REFUND_KINDS, RefundKind
from fenxiao.money import check_amount

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["Captured", "Exchanged", "LinePieces", "OrderConfirmed", "RefundLine", "Refunded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePieces:
    """Some pieces of one line.

    Args:
        line_id: The line of the order.
        quantity: How many of its pieces, at least 1.
    """

    __pydantic_config__ = STRICT

    line_id: str
    quantity: int

    def __post_init__(self) -> None:
        """Check every field."""
        check_id(self.line_id, "line_id")
        check_quantity(self.quantity, "quantity")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    """What is taken back of one line: pieces, or an amount without pieces.

    Args:
        line_id: The line of the order.
        quantity: Pieces brought back; 0 when only money goes back.
        amount_minor: Money that goes back without pieces, in minor units; else 0.
        tenders: By which means the money goes back, where trade is posted; none named is
            the way it came, in proportion.
    """

    __pydantic_config__ = STRICT

    line_id: str
    quantity: int = 0
    amount_minor: int = 0
    tenders: tuple[Tender, ...] = ()

    def __post_init__(self) -> None:
        """Check every field, and that exactly one of pieces and amount is given."""
        check_id(self.line_id, "line_id")
        check_quantity(self.quantity, "quantity", low=0)
        check_amount(self.amount_minor, "amount_minor")
        if self.tenders != ():
            object.__setattr__(self, "tenders", check_tuple(self.tenders, Tender, "tenders"))
            check_once((one.tender for one in self.tenders), "tenders")
        if (self.quantity > 0) == (self.amount_minor > 0):
            raise EventError(
                "event.bad_field",
                field="lines",
                got=f"quantity {self.quantity}, amount_minor {self.amount_minor}",
                problem="exactly one of the two must be above 0",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(Event):
    """The buyer confirmed receipt (确认收货); commissions become owed and are held.

    Args:
        order_id: The order.
        lines: What he received, each line named once; empty for all that is left.
    """

    order_id: str
    lines: tuple[LinePieces, ...] = ()

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.order_id, "order_id")
        if self.lines != ():
            object.__setattr__(self, "lines", check_lines(self.lines, LinePieces, "lines"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured(Event):
    """A further part of an order was paid (分次收款): a balance, a parcel that left.

    Args:
        order_id: The order.
        capture_id: The capture; unique within the order.
        lines: What was paid of which line, each with its own part of every amount, all its
            pieces, and without ``whole_minor``.
        is_last: Whether nothing more will be captured, even if the lines come to more.
    """

    order_id: str
    capture_id: str
    lines: tuple[Line, ...] = ()
    is_last: bool = False

    @override
    def __post_init__(self) -> None:
        """Check every field, and that only the payment says what whole lines come to."""
        Event.__post_init__(self)
        check_id(self.order_id, "order_id")
        check_id(self.capture_id, "capture_id")
        check_flag(self.is_last, "is_last")
        if self.lines != () or not self.is_last:
            object.__setattr__(self, "lines", check_lines(self.lines, Line, "lines"))
        check_amount(sum(line.paid_minor for line in self.lines), "sum of paid_minor")
        for line in self.lines:
            if line.whole_minor is not None:
                got, problem = (
                    str(line.whole_minor),
                    "the payment said what the whole line comes to",
                )
                raise EventError("event.bad_field", field="whole_minor", got=got, problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged(Event):
    """Pieces went back to be exchanged for the same (换货); they wait to be received again.

    Args:
        order_id: The order.
        lines: What is exchanged, at least one line, each named once.
    """

    order_id: str
    lines: tuple[LinePieces, ...]

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.order_id, "order_id")
        object.__setattr__(self, "lines", check_lines(self.lines, LinePieces, "lines"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded(Event):
    """Part or all of an order went back (退款); each line keeps its share of what is left.

    Args:
        order_id: The order.
        lines: What went back, each line named once; empty where only ``amount_minor`` did.
        amount_minor: Money that went back over the whole order, where no line is named.
        kind: Why it went back; the plan says which kinds take commission back.
    """

    order_id: str
    lines: tuple[RefundLine, ...] = ()
    amount_minor: int = 0
    kind: RefundKind = "goods"

    @override
    def __post_init__(self) -> None:
        """Check every field, and that the kind takes what went back."""
        Event.__post_init__(self)
        check_id(self.order_id, "order_id")
        check_amount(self.amount_minor, "amount_minor")
        if self.lines != () or not self.amount_minor:
            object.__setattr__(self, "lines", check_lines(self.lines, RefundLine, "lines"))
        if self.lines and self.amount_minor:
            problem = "it is for the whole order; the lines name their own amounts"
            got = str(self.amount_minor)
            raise EventError("event.bad_field", field="amount_minor", got=got, problem=problem)
        is_one_of(self.kind, tuple(REFUND_KINDS), "kind")
        takes = REFUND_KINDS[self.kind].takes
        has_pieces = any(one.quantity for one in self.lines)
        has_amounts = self.amount_minor > 0 or any(one.amount_minor for one in self.lines)
        if (has_pieces and takes == "amounts") or (has_amounts and takes == "pieces"):
            problem = f"it is for {takes} only"
            raise EventError("event.bad_field", field="kind", got=self.kind, problem=problem)
