"""Alipay transfers: amounts in yuan, a name where the account is a login, answers."""

from __future__ import annotations

import json

import pytest

from fenxiao.payout.rails.alipay_transfer import (
    IDENTITIES,
    Transfer,
    parse,
    render,
    render_query,
    validate,
)
from tests.payout.rails.samples import ONE, TRANSFER, TRANSFERS, codes
from tests.payout.rails.test_form import VENDORS, pointers


def test_a_transfer() -> None:
    sent = render(TRANSFER._replace(name_token="t-name", remark="六月"), TRANSFERS)
    assert sent.path == "/gateway.do?method=alipay.fund.trans.uni.transfer"
    assert [fill[:3] for fill in sent.fills] == [
        ("/payee_info/identity", "t-payee", False),
        ("/payee_info/name", "t-name", False),
    ]
    assert json.loads(sent.body) == {
        "out_biz_no": "K1",
        "trans_amount": "12.34",
        "product_code": "TRANS_ACCOUNT_NO_PWD",
        "biz_scene": "DIRECT_TRANSFER",
        "order_title": "佣金",
        "remark": "六月",
        "payee_info": {
            "identity": "t-payee",
            "identity_type": "ALIPAY_USER_ID",
            "name": "t-name",
        },
    }


@pytest.mark.parametrize("identity", IDENTITIES)
def test_a_login_needs_the_real_name(identity: str) -> None:
    needs = ["rail.missing"] if identity == "ALIPAY_LOGON_ID" else []
    transfer = Transfer(ONE, "佣金", identity)
    assert needs == codes(validate(transfer, TRANSFERS))
    assert [] == codes(validate(transfer._replace(name_token="t"), TRANSFERS))


def test_asking_names_the_key_and_the_product() -> None:
    sent = render_query("K1")
    body = json.loads(sent.body)
    assert ("K1", "K1") == (sent.key, body["out_biz_no"])
    assert pointers(body) <= set(VENDORS["alipay_query"]["fields"])


def test_the_answer_to_sending_pays_only_if_it_names_the_amount() -> None:
    told = {"code": "10000", "out_biz_no": "K1", "order_id": "9", "status": "SUCCESS"}
    for amount, outcome in ((None, "unknown"), ("12.34", "paid")):
        whole = {"alipay_fund_trans_uni_transfer_response": {**told, "amount": amount}}
        assert outcome == parse(json.dumps(whole)).outcome


def test_a_system_error_is_unknown() -> None:
    told = {"code": "40004", "sub_code": "SYSTEM_ERROR", "sub_msg": "x"}
    found = parse(json.dumps({"alipay_fund_trans_uni_transfer_response": told}))
    assert ("unknown", None, "SYSTEM_ERROR") == (found.outcome, found.key, found.code)


def test_a_notification_says_what_a_query_says() -> None:
    told = {
        "out_biz_no": "K1",
        "order_id": "9",
        "status": "SUCCESS",
        "trans_amount": "12.34",
        "action_type": "FINISH",
    }
    assert ("paid", "K1", "9", 1_234, "CNY") == parse(json.dumps(told))[:5]


def test_a_failure_keeps_its_reason() -> None:
    told = {"code": "10000", "out_biz_no": "K1", "status": "FAIL", "error_code": "PAYEE_X"}
    found = parse(json.dumps({"alipay_fund_trans_common_query_response": told}))
    assert ("failed", "PAYEE_X") == (found.outcome, found.text)
