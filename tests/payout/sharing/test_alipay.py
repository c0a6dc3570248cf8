"""Alipay profit sharing: a request succeeds as a whole, in part for a person to look, or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from fenxiao.errors import PayoutError
from fenxiao.payout.rails.form import RailAnswer
from fenxiao.payout.sharing.alipay import (
    Return,
    Sending,
    parse,
    render_receiver,
    render_return,
    render_share,
    render_unfreeze,
)
from fenxiao.payout.sharing.cycle import note_shared
from tests.payout.rails.samples import ASYNC, DAY, MERCHANT, ORDER, SHARES, SYNC

SENT = note_shared(ORDER, "Q1", ("S1", "S2"), DAY)
BACK = Return("B1", "S2", 5, 100, "退款")


def told(*details: dict[str, Any], is_return: bool = False) -> RailAnswer:
    content = {"code": "10000", "out_request_no": "Q1", "royalty_detail_list": list(details)}
    whole = {"alipay_trade_order_settle_query_response": content}
    return parse(json.dumps(whole), is_return=is_return)


def detail(state: str, amount: str = "0.30", kind: str = "transfer") -> dict[str, Any]:
    return {"operation_type": kind, "amount": amount, "state": state, "detail_id": "9"}


def test_a_request_that_shares() -> None:
    sent = render_share(ORDER, SHARES, Sending("Q1", is_last=True), SYNC)
    assert ("/gateway.do?method=alipay.trade.order.settle", "Q1") == (sent.path, sent.key)
    one = {"royalty_type": "transfer", "trans_in_type": "userId", "desc": "分账"}
    assert json.loads(sent.body) == {
        "out_request_no": "Q1",
        "trade_no": "4200",
        "royalty_mode": "sync",
        "extend_params": {"royalty_finish": "true"},
        "royalty_parameters": [
            {**one, "trans_in": "t-person", "amount": "0.30"},
            {**one, "trans_in": "t-merchant", "trans_in_name": "t-name", "amount": "0.20"},
        ],
    }


def test_a_request_that_is_not_the_last_leaves_the_rest_frozen() -> None:
    sent = render_share(ORDER, SHARES, Sending("Q1", "async"), ASYNC)
    assert "extend_params" not in json.loads(sent.body)
    assert json.loads(sent.body)["royalty_mode"] == "async"


@pytest.mark.parametrize("key", ["", "Q-1", "Q" * 33])
def test_a_bad_key_is_not_sent(key: str) -> None:
    bad: list[Callable[[], object]] = [
        lambda: render_share(ORDER, SHARES, Sending(key), SYNC),
        lambda: render_unfreeze(ORDER, key),
        lambda: render_receiver(MERCHANT, key),
        lambda: render_return(SENT, BACK._replace(key=key), DAY, SYNC),
    ]
    for render in bad:
        with pytest.raises(PayoutError) as caught:
            render()
        assert ("rail.broken_rules", 1) == (caught.value.code, caught.value.count)


def test_a_share_is_called_back_with_a_refund() -> None:
    sent = render_return(SENT, BACK, DAY, SYNC)
    body = json.loads(sent.body)
    assert ("1.00", "0.05", "t-merchant") == (
        body["refund_amount"],
        body["refund_royalty_parameters"][0]["amount"],
        body["refund_royalty_parameters"][0]["trans_out"],
    )
    assert [fill.pointer for fill in sent.fills] == ["/refund_royalty_parameters/0/trans_out"]
    with pytest.raises(PayoutError):
        render_return(SENT, BACK._replace(share_key="S1"), DAY, SYNC)


@pytest.mark.parametrize(
    ("details", "outcome", "amount_minor"),
    [
        pytest.param([detail("SUCCESS"), detail("SUCCESS", "0.20")], "paid", 50, id="all"),
        pytest.param([detail("FAIL"), detail("FAIL")], "failed", 60, id="none"),
        pytest.param([detail("SUCCESS"), detail("FAIL")], "unknown", 60, id="some"),
        pytest.param([detail("SUCCESS"), detail("PROCESSING")], "submitted", 60, id="not yet"),
        pytest.param([detail("PROCESSING"), detail("X")], "unknown", 60, id="a new word"),
        pytest.param([detail("SUCCESS"), detail("SUCCESS", "x")], "unknown", None, id="no sum"),
        pytest.param([detail("SUCCESS"), {}], "unknown", None, id="a row cut off"),
        pytest.param([], "unknown", None, id="no detail"),
    ],
)
def test_a_request_is_as_sure_as_all_its_details(
    details: list[dict[str, Any]], outcome: str, amount_minor: int | None
) -> None:
    found = told(*details)
    assert (outcome, amount_minor) == (found.outcome, found.amount_minor)


def test_what_was_called_back_is_told_apart() -> None:
    both = [detail("SUCCESS"), detail("SUCCESS", "0.05", "transfer_refund")]
    assert ("paid", 30) == (told(*both).outcome, told(*both).amount_minor)
    back = told(*both, is_return=True)
    assert ("returned", 5) == (back.outcome, back.amount_minor)


def test_a_failure_keeps_its_reason_and_an_error_is_unknown() -> None:
    found = told({**detail("FAIL"), "error_code": "TXN_X"})
    assert ("failed", "TXN_X") == (found.outcome, found.text)
    error = {"alipay_trade_order_settle_response": {"code": "40004", "sub_code": "ACQ.X"}}
    assert ("unknown", "ACQ.X") == (parse(json.dumps(error)).outcome, parse(json.dumps(error)).code)


def test_the_answer_to_sharing_itself_pays_nobody() -> None:
    told = {"alipay_trade_order_settle_response": {"code": "10000", "trade_no": "4200"}}
    assert parse(json.dumps(told)).outcome == "unknown"
