"""Alipay's envelopes: content only under the good code, errors kept in the gateway's words."""

from __future__ import annotations

import json

import pytest

from fenxiao.payout.rails.alipay_form import Envelope, call, open_envelope, yuan

METHOD = "alipay.trade.refund"


def opened(**content: object) -> Envelope:
    return open_envelope(json.dumps({"alipay_trade_refund_response": content}), METHOD)


def test_good_content_is_handed_on() -> None:
    found = opened(code="10000", trade_no="1")
    assert ("1", "", "") == (found.content["trade_no"], found.code, found.text)


@pytest.mark.parametrize(
    ("content", "code", "text"),
    [
        ({"code": "40004", "sub_code": "ACQ.X", "sub_msg": "no"}, "ACQ.X", "no"),
        (
            {"code": "20000", "msg": "Service Currently Unavailable"},
            "20000",
            "Service Currently Unavailable",
        ),
        ({"code": 10000}, "no code", ""),
        ({"code": None, "status": "SUCCESS"}, "no code", ""),
    ],
)
def test_anything_else_has_no_content(content: dict[str, object], code: str, text: str) -> None:
    assert opened(**content) == Envelope({}, code, text)


def test_an_error_of_the_gateway_itself_has_an_envelope_of_its_own() -> None:
    told = json.dumps({"error_response": {"code": "40002", "msg": "Invalid Arguments"}})
    assert open_envelope(told, METHOD) == Envelope({}, "40002", "Invalid Arguments")


def test_the_content_of_another_method_is_not_taken() -> None:
    told = json.dumps({"alipay_trade_pay_response": {"code": "10000", "status": "SUCCESS"}})
    assert "status" not in open_envelope(told, METHOD).content


def test_a_notification_has_no_envelope() -> None:
    assert open_envelope('{"status": "SUCCESS"}', METHOD).content == {"status": "SUCCESS"}


def test_a_call_names_its_method_and_amounts_have_two_decimals() -> None:
    sent = call(METHOD, "K1", {"a": 1})
    assert ("POST", "/gateway.do?method=alipay.trade.refund", "K1") == (
        sent.method,
        sent.path,
        sent.key,
    )
    assert ["0.01", "1.00", "12345.67"] == [yuan(one) for one in (1, 100, 1_234_567)]
