"""After the sale: what an event may name, and what it may not name together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.model.after_sales import (
    Captured,
    Exchanged,
    LinePieces,
    OrderConfirmed,
    Refunded,
    RefundLine,
)
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.refund_kinds import REFUND_KINDS, RefundKind
from fenxiao.money import AMOUNT_LIMIT_MINOR
from tests.support.build import START, line

PIECES = LinePieces(line_id="1", quantity=2)
GONE_PIECES = RefundLine(line_id="1", quantity=2)
GONE_AMOUNT = RefundLine(line_id="1", amount_minor=5)
RECEIVED = OrderConfirmed(id="e1", at=START, order_id="o1", lines=(PIECES,))
CAPTURED = Captured(id="e1", at=START, order_id="o1", capture_id="c1", lines=(line(9),))
EXCHANGED = Exchanged(id="e1", at=START, order_id="o1", lines=(PIECES,))
REFUNDED = Refunded(id="e1", at=START, order_id="o1", lines=(GONE_PIECES,))
WHOLE = Refunded(id="e1", at=START, order_id="o1", amount_minor=5)


def refused(made: Any, **changes: Any) -> str:
    with pytest.raises(FenxiaoError) as caught:
        replace(made, **changes)
    return caught.value.code


@pytest.mark.parametrize(
    ("made", "changes", "code"),
    [
        pytest.param(PIECES, {"quantity": 0}, "event.bad_quantity", id="no piece"),
        pytest.param(PIECES, {"line_id": ""}, "event.bad_id", id="no line"),
        pytest.param(RECEIVED, {"lines": (PIECES, PIECES)}, "event.repeated_line", id="twice"),
        pytest.param(RECEIVED, {"lines": (GONE_PIECES,)}, "event.bad_field", id="another kind"),
        pytest.param(EXCHANGED, {"lines": ()}, "event.no_lines", id="nothing exchanged"),
        pytest.param(EXCHANGED, {"lines": (PIECES, PIECES)}, "event.repeated_line", id="again"),
        pytest.param(CAPTURED, {"lines": ()}, "event.no_lines", id="nothing captured"),
        pytest.param(CAPTURED, {"capture_id": ""}, "event.bad_id", id="a capture without id"),
        pytest.param(CAPTURED, {"is_last": 1}, "event.bad_field", id="a number for a statement"),
        pytest.param(
            CAPTURED,
            {"lines": (replace(line(9), whole_minor=10),)},
            "event.bad_field",
            id="a capture that says anew what the line comes to",
        ),
        pytest.param(
            CAPTURED,
            {"lines": (line(AMOUNT_LIMIT_MINOR), line(1, line_id="2"))},
            "money.amount_range",
            id="too much captured",
        ),
        pytest.param(REFUNDED, {"amount_minor": 5}, "event.bad_field", id="lines and an amount"),
        pytest.param(WHOLE, {"amount_minor": 0}, "event.no_lines", id="nothing goes back"),
        pytest.param(WHOLE, {"amount_minor": -1}, "money.amount_range", id="less than nothing"),
        pytest.param(WHOLE, {"kind": "gift"}, "event.bad_field", id="an unknown kind"),
    ],
)
def test_a_wrong_value_is_refused_by_code(made: Any, changes: dict[str, Any], code: str) -> None:
    assert code == refused(made, **changes)


def test_an_order_may_be_closed_without_another_amount() -> None:
    closed = replace(CAPTURED, lines=(), is_last=True)
    assert ((), True) == (closed.lines, closed.is_last)


@pytest.mark.parametrize("kind", REFUND_KINDS)
@pytest.mark.parametrize(
    ("goes_back", "what"),
    [
        pytest.param({"lines": (GONE_PIECES,)}, "pieces", id="pieces"),
        pytest.param({"lines": (GONE_AMOUNT,)}, "amounts", id="an amount of a line"),
        pytest.param({"lines": (), "amount_minor": 5}, "amounts", id="an amount of the order"),
    ],
)
def test_a_kind_takes_what_its_row_says(
    kind: RefundKind, goes_back: dict[str, Any], what: str
) -> None:
    changes = {"kind": kind, **goes_back}
    if REFUND_KINDS[kind].takes in (what, "either"):
        assert kind == replace(REFUNDED, **changes).kind
    else:
        assert "event.bad_field" == refused(REFUNDED, **changes)


@given(is_named=st.booleans(), is_last=st.booleans())
def test_what_is_left_out_is_read_as_left_out(is_named: bool, is_last: bool) -> None:
    received = replace(RECEIVED, lines=RECEIVED.lines if is_named else ())
    captured = replace(CAPTURED, is_last=is_last)
    for event in (received, captured, WHOLE, EXCHANGED):
        assert event == load_event(dump_event(event))


def test_events_of_earlier_hosts_are_read_as_before() -> None:
    at = '"at":"2024-01-01T00:00:00Z","id":"e1","order_id":"o1","recorded_at":null'
    confirmed = load_event(f'{{{at},"type":"order_confirmed"}}')
    assert OrderConfirmed(id="e1", at=START, order_id="o1") == confirmed
    refunded = load_event(f'{{{at},"lines":[{{"line_id":"1","quantity":2}}],"type":"refunded"}}')
    assert REFUNDED == refunded
    assert isinstance(refunded, Refunded)
    assert ("goods", 0) == (refunded.kind, refunded.amount_minor)
