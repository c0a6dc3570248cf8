"""WeChat Pay profit sharing: bodies by the vendor's names, shares known by their description."""

from __future__ import annotations

import json

import pytest

from fenxiao.errors import PayoutError
from fenxiao.payout.rails.form import Fill, Request, State
from fenxiao.payout.sharing.cycle import Receiver, note_shared
from fenxiao.payout.sharing.wechat import (
    RETURN_STATES,
    Return,
    Sending,
    parse,
    parse_return,
    render_query,
    render_receiver,
    render_return,
    render_share,
    render_unfreeze,
)
from tests.payout.rails.samples import DAY, MERCHANT, ORDER, PERSON, SHARES, WECHAT
from tests.payout.rails.test_form import VENDORS, pointers

SENT = note_shared(ORDER, "Q1", ("S1", "S2"), DAY)
BACK = Return("B1", "S2", 5, "退款")


def check_names(sent: Request, body: str) -> None:
    assert pointers(json.loads(sent.body)) <= set(VENDORS[body]["fields"])


def test_a_request_that_shares() -> None:
    sent = render_share(ORDER, SHARES, Sending("Q1", "wx1", "佣金", is_last=True), WECHAT)
    assert ("POST", "/v3/profitsharing/orders", "Q1") == (*sent[:2], sent.key)
    assert json.loads(sent.body) == {
        "appid": "wx1",
        "transaction_id": "4200",
        "out_order_no": "Q1",
        "unfreeze_unsplit": True,
        "receivers": [
            {
                "type": "PERSONAL_OPENID",
                "account": "t-person",
                "amount": 30,
                "description": "佣金 S1",
            },
            {
                "type": "MERCHANT_ID",
                "account": "t-merchant",
                "name": "t-name",
                "amount": 20,
                "description": "佣金 S2",
            },
        ],
    }
    assert [fill[:3] for fill in sent.fills] == [
        ("/receivers/0/account", "t-person", False),
        ("/receivers/1/account", "t-merchant", False),
        ("/receivers/1/name", "t-name", True),
    ]


def test_shares_of_an_order_whose_goods_may_come_back_are_not_sent() -> None:
    early = ORDER._replace(stage="accruing")
    with pytest.raises(PayoutError) as caught:
        render_share(early, SHARES, Sending("Q1", "wx1"), WECHAT)
    assert caught.value.code == "rail.broken_rules"
    assert "accruing" in str(caught.value)


@pytest.mark.parametrize("receiver", [PERSON, MERCHANT], ids=lambda one: one.kind)
def test_a_receiver_is_added_under_a_token(receiver: Receiver) -> None:
    sent = render_receiver(receiver, "R1", "wx1")
    check_names(sent, "wechat_sharing_receiver")
    assert json.loads(sent.body)["relation_type"] == "DISTRIBUTOR"
    assert receiver.token in {fill.token for fill in sent.fills}


@pytest.mark.parametrize(
    ("receiver", "relation"),
    [(MERCHANT._replace(name_token=None), "STORE"), (PERSON, "FRIEND")],
)
def test_a_merchant_needs_its_name_and_a_relation_is_one_of_the_vendors(
    receiver: Receiver, relation: str
) -> None:
    with pytest.raises(PayoutError) as caught:
        render_receiver(receiver, "R1", "wx1", relation)
    assert ("rail.broken_rules", 1) == (caught.value.code, caught.value.count)


def test_unfreezing_and_asking() -> None:
    sent = render_unfreeze(ORDER, "Q2", "完结")
    check_names(sent, "wechat_sharing_unfreeze")
    assert ("/v3/profitsharing/orders/unfreeze", "Q2") == (sent.path, sent.key)
    asked = render_query(ORDER, "Q1")
    assert asked.path == "/v3/profitsharing/orders/Q1?transaction_id=4200"


def test_a_merchants_share_is_called_back() -> None:
    sent = render_return(SENT, BACK, DAY, WECHAT)
    check_names(sent, "wechat_sharing_return")
    assert (Fill("/return_mchid", "t-merchant", most=32),) == sent.fills
    assert json.loads(sent.body) == {
        "out_order_no": "Q1",
        "out_return_no": "B1",
        "return_mchid": "t-merchant",
        "amount": 5,
        "description": "退款",
    }


@pytest.mark.parametrize("back", [BACK._replace(share_key="S1"), BACK._replace(reason="")])
def test_a_persons_share_or_one_without_reason_is_not(back: Return) -> None:
    with pytest.raises(PayoutError) as caught:
        render_return(SENT, back, DAY, WECHAT)
    assert caught.value.code == "rail.broken_rules"


def test_each_share_has_an_answer_of_its_own() -> None:
    rows = [
        {"amount": 30, "description": "佣金 S1", "result": "SUCCESS", "detail_id": "1"},
        {"amount": 20, "description": "S2", "result": "CLOSED", "fail_reason": "NO_RELATION"},
        {"amount": 1, "description": " ", "result": "SUCCESS", "detail_id": "3"},
    ]
    found = parse(json.dumps({"out_order_no": "Q1", "receivers": rows}))
    assert [("paid", "S1"), ("failed", "S2"), ("unknown", None)] == [one[:2] for one in found]
    assert found[1].text == "NO_RELATION"


def test_a_notification_names_its_receiver_and_no_result() -> None:
    told = {"out_order_no": "Q1", "receiver": {"amount": 30, "description": "佣金 S1"}}
    (found,) = parse(json.dumps(told))
    assert ("unknown", "S1", 30) == (found.outcome, found.key, found.amount_minor)


@pytest.mark.parametrize("state", RETURN_STATES, ids=lambda one: one.word)
def test_every_word_of_a_return_has_its_outcome(state: State) -> None:
    word, outcome = state.word, state.outcome
    told = {"out_return_no": "B1", "return_id": "9", "amount": 5, "result": word}
    assert (outcome, "B1", "9", 5) == parse_return(json.dumps(told))[:4]


@pytest.mark.parametrize("lacking", ["out_return_no", "return_id", "amount"])
def test_a_return_without_its_facts_is_unknown(lacking: str) -> None:
    told = {"out_return_no": "B1", "return_id": "9", "amount": 5, "result": "SUCCESS"}
    assert parse_return(json.dumps({**told, lacking: None})).outcome == "unknown"
