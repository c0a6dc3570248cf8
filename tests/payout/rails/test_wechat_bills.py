"""WeChat Pay bills: three ways of sending, and what asking and cancelling answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fenxiao.errors import PayoutError
from fenxiao.payout.rails.form import Fill
from fenxiao.payout.rails.wechat_bills import (
    Bill,
    parse,
    render,
    render_cancel,
    render_query,
    validate,
)
from tests.payout.rails.samples import ASK, BILL, BILLS, ONE, codes

PATH = "/v3/fund-app/mch-transfer/transfer-bills"


def body(bill: Bill) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(bill, BILLS).body)
    return found


def test_a_bill_that_the_payee_confirms() -> None:
    sent = render(BILL, BILLS)
    assert ("POST", PATH, "K1") == (sent.method, sent.path, sent.key)
    assert sent.fills == (Fill("/openid", "t-payee", most=64),)
    assert json.loads(sent.body) == {
        "appid": "wx1",
        "out_bill_no": "K1",
        "transfer_scene_id": "1005",
        "openid": "t-payee",
        "transfer_amount": 1_234,
        "transfer_remark": "佣金",
        "transfer_scene_report_infos": [
            {"info_type": "岗位类型", "info_content": "推广员"},
            {"info_type": "报酬说明", "info_content": "六月佣金"},
        ],
    }


def test_a_bill_that_asks_for_the_agreement_too() -> None:
    sent = render(BILL._replace(ask=ASK), BILLS)
    assert f"{PATH}/pre-transfer-with-authorization" == sent.path
    assert [fill.pointer for fill in sent.fills] == [
        "/openid",
        "/authorization_info/user_display_name",
    ]
    assert json.loads(sent.body)["authorization_info"] == {
        "out_authorization_no": "A1",
        "user_display_name": "t-shown",
        "authorization_notify_url": "https://shop.example/agreed",
    }


def test_a_bill_under_an_agreement_names_it_and_no_openid() -> None:
    sent = render(BILL._replace(authorisation_no="A1"), BILLS)
    assert (f"{PATH}/transfer", ()) == (sent.path, sent.fills)
    assert "t-payee" not in sent.body
    assert json.loads(sent.body)["out_authorization_no"] == "A1"


def test_an_agreement_is_asked_for_or_used() -> None:
    both = BILL._replace(ask=ASK, authorisation_no="A1")
    assert codes(validate(both, BILLS)) == ["rail.bad_form"]


def test_a_name_is_a_token_that_the_host_encrypts() -> None:
    sent = render(BILL._replace(name_token="t-name"), BILLS)
    assert Fill("/user_name", "t-name", is_encrypted=True) in sent.fills
    assert json.loads(sent.body)["user_name"] == "t-name"


def test_optional_fields_stand_only_if_they_are_given() -> None:
    given = BILL._replace(notify_url="https://shop.example/x", perception="佣金")
    assert {"notify_url", "user_recv_perception"} == set(body(given)) - set(body(BILL))


@pytest.mark.parametrize(
    ("scene", "perception", "expected"),
    [
        ("1000", "现金奖励", []),
        ("1000", "劳务报酬", ["rail.unknown_word"]),
        ("1005", "劳务报酬", []),
    ],
)
def test_a_perception_is_one_of_those_of_its_scene_where_they_are_known(
    scene: str, perception: str, expected: list[str]
) -> None:
    bill = BILL._replace(scene_id=scene, perception=perception)
    found = codes(validate(bill, BILLS))
    assert expected == [code for code in found if code != "rail.bad_report"]


def test_every_broken_rule_is_told_at_once_and_nothing_is_rendered() -> None:
    bad = BILL._replace(payout=ONE._replace(amount_minor=1, currency="USD"), remark="", appid="")
    assert codes(validate(bad, BILLS)) == [
        "rail.wrong_currency",
        "rail.amount_low",
        "rail.missing",
        "rail.missing",
    ]
    with pytest.raises(PayoutError) as caught:
        render(bad, BILLS)
    assert ("rail.broken_rules", 4) == (caught.value.code, caught.value.count)


def test_asking_and_cancelling_name_the_key() -> None:
    asked, cancelled = render_query("K1"), render_cancel("K1")
    assert ("GET", f"{PATH}/out-bill-no/K1", "") == (asked.method, asked.path, asked.body)
    assert ("POST", f"{PATH}/out-bill-no/K1/cancel") == (cancelled.method, cancelled.path)
    assert "K1" == asked.key == cancelled.key


def test_the_response_to_sending_waits_for_the_payee() -> None:
    told = {"out_bill_no": "K1", "transfer_bill_no": "9", "state": "WAIT_USER_CONFIRM"}
    found = parse(json.dumps({**told, "package_info": "x", "create_time": "y"}))
    assert ("awaiting_payee", "K1", "9", None) == found[:4]


def test_a_success_without_amount_is_asked_for_again() -> None:
    told = {"out_bill_no": "K1", "transfer_bill_no": "9", "state": "SUCCESS"}
    assert ("unknown", "SUCCESS") == (parse(json.dumps(told)).outcome, parse(json.dumps(told)).code)


def test_a_failure_keeps_its_reason() -> None:
    told = {"out_bill_no": "K1", "state": "FAIL", "fail_reason": "ACCOUNT_NOT_EXIST"}
    found = parse(json.dumps(told))
    assert ("failed", "ACCOUNT_NOT_EXIST") == (found.outcome, found.text)


def test_an_error_is_unknown_until_the_bill_is_asked_for() -> None:
    found = parse('{"code": "FREQUENCY_LIMITED", "message": "slow down"}')
    assert ("unknown", None, "FREQUENCY_LIMITED", "slow down") == (
        found.outcome,
        found.key,
        found.code,
        found.text,
    )
