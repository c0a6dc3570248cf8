"""Strategies for refunds (退款): what of an order goes back, in any split.

Source: docs/laws.md, "Strategies".
"""

from __future__ import annotations

from typing import Literal

from hypothesis import strategies as st

from fenxiao.model.events import Line, OrderPaid, RefundLine

__all__ = ["refunds_of"]

Kind = Literal["pieces", "money", "any"]


@st.composite
def refunds_of(
    draw: st.DrawFn, order: OrderPaid, *, kind: Kind = "any", most: int = 4
) -> tuple[tuple[RefundLine, ...], ...]:
    """Draw refunds of an order, one after another, none of which is more than there is.

    Of each line either pieces go back or money without pieces: nothing, some, or all of it,
    at once or in parts that other lines' parts come between.

    Args:
        order: The order.
        kind: "pieces", "money", or "any", which draws one of the two for each line.
        most: How many refunds at most.

    Returns:
        The lines of each refund.
    """
    count = draw(st.integers(0, most))
    parts = {line.line_id: draw(_parts(line, kind, count)) for line in order.lines}
    refunds = [
        tuple(found[number] for found in parts.values() if found[number] is not None)
        for number in range(count)
    ]
    return tuple(one for one in refunds if one)  # type: ignore[misc]  # None was left out above


@st.composite
def _parts(draw: st.DrawFn, line: Line, kind: Kind, count: int) -> list[RefundLine | None]:
    """Draw what goes back of a line in each of so many refunds."""
    is_pieces = draw(st.booleans()) if kind == "any" else kind == "pieces"
    left = line.quantity if is_pieces else line.paid_minor
    found: list[RefundLine | None] = []
    for _ in range(count):
        part = draw(st.sampled_from((0, left)) | st.integers(0, left))
        left -= part
        pieces, minor = (part, 0) if is_pieces else (0, part)
        back = (
            RefundLine(line_id=line.line_id, quantity=pieces, amount_minor=minor) if part else None
        )
        found.append(back)
    return found
