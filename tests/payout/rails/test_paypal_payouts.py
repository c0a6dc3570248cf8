"""PayPal Payouts: PayPal's own decimals, one currency a batch, words of items and batches."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.money import CURRENCIES
from fenxiao.payout.rails.answers import amount_in
from fenxiao.payout.rails.form import State
from fenxiao.payout.rails.paypal_payouts import (
    BATCH_STATES,
    DECIMALS,
    batch_key,
    parse,
    parse_items,
    render,
    render_query,
    render_query_item,
    validate,
    written_amount,
)
from tests.payout.rails.samples import DOLLARS, ITEM, PAYOUTS, PAYPAL, codes


def test_a_batch() -> None:
    item = ITEM._replace(recipient_type="PAYPAL_ID", note="June")
    sent = render(PAYPAL._replace(items=(item,), subject="Paid"), PAYOUTS)
    assert ("POST", "/v1/payments/payouts") == (sent.method, sent.path)
    assert [fill[:3] for fill in sent.fills] == [("/items/0/receiver", "t-payee", False)]
    assert json.loads(sent.body) == {
        "sender_batch_header": {"sender_batch_id": batch_key(["K1"]), "email_subject": "Paid"},
        "items": [
            {
                "recipient_type": "PAYPAL_ID",
                "receiver": "t-payee",
                "amount": {"currency": "USD", "value": "12.34"},
                "sender_item_id": "K1",
                "note": "June",
            }
        ],
    }
    assert sent.key == batch_key(["K1"])


@given(code=st.sampled_from(sorted(DECIMALS)), amount_minor=st.integers(1, 10**9))
def test_an_amount_is_written_exactly_or_not_at_all(code: str, amount_minor: int) -> None:
    text = written_amount(amount_minor, code)
    step_minor = 10 ** (CURRENCIES[code].exponent - DECIMALS[code])
    assert (text is None) == bool(amount_minor % step_minor)
    if text is not None:
        assert len(text.partition(".")[2]) == DECIMALS[code]
        assert amount_minor == amount_in({"value": text}, "value", code)


def test_a_batch_is_of_one_currency() -> None:
    euro = ITEM._replace(payout=DOLLARS._replace(key="K2", currency="EUR"))
    found = validate(PAYPAL._replace(items=(ITEM, euro)), PAYOUTS)
    assert codes(found) == ["rail.mixed_currencies"]
    assert "EUR, USD" in found[0].message


def test_the_most_of_one_item_is_known_for_dollars_only() -> None:
    euro = ITEM._replace(payout=DOLLARS._replace(currency="EUR", amount_minor=10**9))
    assert not validate(PAYPAL._replace(items=(euro,)), PAYOUTS)


def test_a_receiver_is_named_in_one_of_three_ways() -> None:
    item = ITEM._replace(recipient_type="USER_HANDLE")
    assert codes(validate(PAYPAL._replace(items=(item,)), PAYOUTS)) == ["rail.unknown_word"]


def test_asking_names_paypals_ids() -> None:
    assert render_query("5UX", 2).path == "/v1/payments/payouts/5UX?page=2&page_size=1000"
    assert render_query_item("8AE").path == "/v1/payments/payouts-item/8AE"


@pytest.mark.parametrize("state", BATCH_STATES, ids=lambda one: one.word)
def test_every_word_of_a_batch_has_its_outcome_and_none_is_paid(state: State) -> None:
    word, outcome = state.word, state.outcome
    header = {
        "payout_batch_id": "5UX",
        "batch_status": word,
        "sender_batch_header": {"sender_batch_id": "B1"},
    }
    found = parse(json.dumps({"batch_header": header}))
    assert (outcome, "B1", "5UX", word) == (*found[:3], found.code)
    assert found.outcome != "paid"


def test_an_error_of_the_interface_is_unknown() -> None:
    found = parse('{"name": "USER_BUSINESS_ERROR", "message": "x", "debug_id": "1"}')
    assert ("unknown", "USER_BUSINESS_ERROR") == (found.outcome, found.code)


def test_a_page_of_a_batch_answers_for_each_item_and_loses_none() -> None:
    rows = [
        {
            "payout_item_id": "8AE",
            "transaction_status": word,
            "payout_item": {
                "sender_item_id": key,
                "amount": {"currency": "USD", "value": "1.00"},
            },
            "errors": {"name": "RECEIVER_UNREGISTERED"},
        }
        for key, word in (("K1", "SUCCESS"), ("K2", "UNCLAIMED"))
    ]
    found = parse_items(json.dumps({"batch_header": {}, "items": [*rows, None]}))
    assert [("paid", "K1"), ("awaiting_payee", "K2"), ("unknown", None)] == [
        one[:2] for one in found
    ]
    assert found[1].text == "RECEIVER_UNREGISTERED"


def test_a_webhook_names_the_item_as_its_resource() -> None:
    item = {"sender_item_id": "K1", "amount": {"currency": "JPY", "value": "1234"}}
    told = {"payout_item_id": "8", "transaction_status": "RETURNED", "payout_item": item}
    (found,) = parse_items(json.dumps({"event_type": "PAYMENT.X", "resource": told}))
    assert ("returned", "K1", "8", 1_234, "JPY") == found[:5]


@pytest.mark.parametrize("code", ["CNY", "XXX", "usd", ""])
def test_an_amount_in_a_currency_that_paypal_does_not_pay_is_no_amount(code: str) -> None:
    item = {"sender_item_id": "K1", "amount": {"currency": code, "value": "1.00"}}
    told = {"payout_item_id": "8", "transaction_status": "SUCCESS", "payout_item": item}
    (found,) = parse_items(json.dumps(told))
    assert ("unknown", None, None) == (found.outcome, found.amount_minor, found.currency)
