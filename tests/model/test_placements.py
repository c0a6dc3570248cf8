"""Before the payment: what a placement and its end must say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.events import Event, LinePieces
from tests.support.orders import given_up, placed

TWO = (LinePieces(line_id="1", quantity=2),)


@pytest.mark.parametrize(
    ("event", "changes", "code"),
    [
        *(
            (placed(), {name: ""}, "event.bad_id")
            for name in (
                "id",
                "order_id",
                "merchant_id",
                "payer_id",
                "buyer_id",
                "channel",
                "cart_id",
            )
        ),
        (placed(), {"currency": "XXX"}, "money.unknown_currency"),
        (placed(), {"lines": (*TWO, *TWO)}, "event.repeated_line"),
        (placed(), {"lines": None}, "event.bad_field"),
        (given_up(), {"order_id": ""}, "event.bad_id"),
        (given_up(), {"id": ""}, "event.bad_id"),
    ],
)
def test_a_wrong_field_is_refused_by_code(event: Event, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        replace(event, **changes)
    assert code == caught.value.code


def test_pieces_may_be_left_to_the_payment() -> None:
    assert () == placed().lines
    event = replace(placed(), lines=TWO, channel="live", cart_id="c1")
    assert event == load_event(dump_event(event))
