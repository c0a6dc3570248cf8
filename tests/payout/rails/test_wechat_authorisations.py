"""Agreements: asked for once, with tokens for the openid and the name that is shown."""

from __future__ import annotations

import json

import pytest

from fenxiao.errors import PayoutError
from fenxiao.payout.rails.wechat_authorisations import (
    CLOSE_REASONS,
    STANDINGS,
    parse,
    render,
    render_close,
    render_query,
)
from tests.payout.rails.samples import ASK, BILLS
from tests.payout.rails.test_form import VENDORS, at, pointers

PATH = "/v3/fund-app/mch-transfer/user-confirm-authorization"


def test_the_request_holds_tokens_and_the_vendors_names() -> None:
    sent = render(ASK, "t-payee", "wx1", "1005", BILLS)
    body = json.loads(sent.body)
    assert ("POST", PATH, "A1") == (sent.method, sent.path, sent.key)
    assert {fill.token: at(body, fill.pointer) for fill in sent.fills} == {
        "t-payee": "t-payee",
        "t-shown": "t-shown",
    }
    assert [fill.most for fill in sent.fills] == [64, 32]
    assert pointers(body) <= set(VENDORS["wechat_authorisation"]["fields"])


def test_a_bad_ask_is_not_rendered() -> None:
    with pytest.raises(PayoutError) as caught:
        render(ASK._replace(authorisation_no="", display_name_token=""), "t", "", "", BILLS)
    assert ("rail.broken_rules", 4) == (caught.value.code, caught.value.count)


def test_asking_and_ending_name_your_number() -> None:
    assert render_query("A1").path == f"{PATH}/out-authorization-no/A1"
    assert render_close("A1").path == f"{PATH}/out-authorization-no/A1/close"
    assert ("GET", "POST") == (render_query("A1").method, render_close("A1").method)


@pytest.mark.parametrize(("word", "standing"), STANDINGS.items())
def test_every_documented_word_has_its_standing(word: str, standing: str) -> None:
    told = {"out_authorization_no": "A1", "authorization_id": "2", "state": word}
    found = parse(json.dumps(told))
    assert (standing, "A1", "2", word) == found[:4]


def test_an_agreement_without_its_id_or_number_is_not_given() -> None:
    told = {"out_authorization_no": "A1", "authorization_id": "2", "state": "TAKING_EFFECT"}
    for lacking in ("out_authorization_no", "authorization_id"):
        assert parse(json.dumps({**told, lacking: None})).standing == "unknown"
    assert parse(json.dumps({**told, "state": "ACTIVE"})).standing == "unknown"


@pytest.mark.parametrize("reason", CLOSE_REASONS)
def test_why_it_was_closed_is_kept(reason: str) -> None:
    told = {"out_authorization_no": "A1", "state": "CLOSED", "close_info": {"close_reason": reason}}
    assert ("closed", reason) == (parse(json.dumps(told)).standing, parse(json.dumps(told)).text)
