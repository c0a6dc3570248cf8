"""Take-over events: what each refuses to be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from tests.support.build import at
from tests.support.operations import (
    open_binding,
    open_counter,
    open_line,
    open_order,
    open_part,
    open_payout,
    open_quota,
    open_share,
    open_wallet,
)

LINE, SHARE = open_line(open_share("u1", 1), quantity=2), open_share("u1", 1)
HELD, PAID = open_order("o1"), open_order("o1", state="paid")
PARTLY = open_order(
    "o1", LINE, state="paid", received=(open_part(3, 1),)
)  # of two pieces one was received
PAYOUT, QUOTA = open_payout("u1", 1), open_quota("u1", 1, 2)


@pytest.mark.parametrize(
    ("made", "changes", "code"),
    [
        pytest.param(open_binding("a", "b"), {"relation": "x"}, "event.bad_field", id="relation"),
        pytest.param(open_wallet("u1"), {"frozen_minor": -1}, "money.amount_range", id="frozen"),
        pytest.param(open_wallet("u1"), {"debt_minor": -1}, "money.amount_range", id="debt"),
        pytest.param(open_wallet("u1"), {"available_minor": 1.0}, "money.not_integer", id="float"),
        pytest.param(SHARE, {"numerator": 0}, "event.bad_quantity", id="nobody earns nothing"),
        pytest.param(SHARE, {"denominator": 0}, "event.bad_quantity", id="over nothing"),
        pytest.param(LINE, {"returned_quantity": 3}, "event.bad_quantity", id="more went back"),
        pytest.param(LINE, {"refunded_minor": 1_001}, "money.amount_range", id="more money"),
        pytest.param(LINE, {"shares": (1,)}, "event.bad_field", id="no share"),
        pytest.param(HELD, {"state": "held"}, "event.bad_field", id="no state"),
        pytest.param(HELD, {"due_at": None}, "event.bad_field", id="held for ever"),
        pytest.param(HELD, {"confirmed_at": None}, "event.bad_field", id="held without receipt"),
        pytest.param(PAID, {"due_at": at(1)}, "event.bad_field", id="due before receipt"),
        pytest.param(PAID, {"paid_at": None}, "event.naive_instant", id="never paid"),
        pytest.param(HELD, {"lines": ()}, "event.no_lines", id="no lines"),
        pytest.param(HELD, {"lines": (LINE, LINE)}, "event.repeated_line", id="a line twice"),
        pytest.param(HELD, {"upline": ("",)}, "event.bad_id", id="nobody above"),
        pytest.param(PARTLY, {"state": "confirmed"}, "event.bad_field", id="a piece still waits"),
        pytest.param(PARTLY, {"due_at": at(3)}, "event.bad_field", id="due as a whole"),
        pytest.param(PARTLY, {"parts": (open_part(3, 3),)}, "event.bad_field", id="more received"),
        pytest.param(
            PARTLY, {"parts": (open_part(3, 1), open_part(4, 2))}, "event.bad_field", id="in all"
        ),
        pytest.param(
            PARTLY, {"parts": (open_part(3, 1, "9"),)}, "event.bad_field", id="an unknown line"
        ),
        pytest.param(
            PARTLY, {"parts": (open_part(3, 2),)}, "event.bad_field", id="all of it is held"
        ),
        pytest.param(
            PARTLY, {"parts": (open_part(None, 2),)}, "event.bad_field", id="all of it is free"
        ),
        pytest.param(PARTLY, {"parts": (1,)}, "event.bad_field", id="no part"),
        pytest.param(PARTLY.parts[0], {"lines": ()}, "event.no_lines", id="nothing received"),
        pytest.param(PARTLY.parts[0], {"due_at": 1}, "event.naive_instant", id="no instant"),
        pytest.param(PAYOUT, {"state": "paid"}, "event.bad_field", id="settled already"),
        pytest.param(PAYOUT, {"amount_minor": 0}, "money.amount_range", id="nothing on its way"),
        pytest.param(PAYOUT, {"reference": ""}, "event.bad_id", id="an empty reference"),
        pytest.param(QUOTA, {"freed_count": 3}, "event.bad_quantity", id="more freed than used"),
        pytest.param(open_counter("u1", "fans", 1), {"amount": 0}, "event.bad_quantity", id="0"),
        pytest.param(
            open_counter("u1", "fans", 1), {"currency": "x"}, "money.unknown_currency", id="money"
        ),
    ],
)
def test_a_wrong_value_is_refused_by_code(made: Any, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        replace(made, **changes)
    assert code == caught.value.code


def test_an_order_that_was_released_may_tell_its_instants_or_not() -> None:
    told = open_order("o1", state="released")
    assert replace(told, confirmed_at=None, due_at=None).state == told.state


@pytest.mark.parametrize(
    ("returned", "parts", "state"),
    [
        (0, (open_part(3, 1),), "paid"),
        (1, (open_part(3, 1),), "confirmed"),
        (0, (open_part(3, 1), open_part(None, 1)), "confirmed"),
        (0, (open_part(None, 2),), "released"),
        (2, (open_part(3, 1),), "confirmed"),
    ],
)
def test_the_state_goes_with_the_parts(returned: int, parts: Any, state: Any) -> None:
    line = replace(LINE, returned_quantity=returned)
    assert state == open_order("o1", line, state=state, received=parts).state
    for other in {"paid", "confirmed", "released"} - {state}:
        with pytest.raises(FenxiaoError, match=f'by its parts it is "{state}"'):
            open_order("o1", line, state=other, received=parts)  # type: ignore[arg-type]  # one of the states


def test_lists_become_tuples() -> None:
    lists: Any = {"lines": list(HELD.lines), "upline": []}
    assert HELD == replace(HELD, **lists)
    shares: Any = list(LINE.shares)
    assert LINE == replace(LINE, shares=shares)
