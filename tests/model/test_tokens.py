"""Tokens: what stands for something personal never looks like it."""

from __future__ import annotations

import pytest

from fenxiao.errors import EventError
from fenxiao.model.tokens import check_token


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("123456789012345", "a card number", id="fifteen digits"),
        pytest.param("6222021234567890", "a card number", id="sixteen digits"),
        pytest.param("6222021234567890123", "a card number", id="nineteen digits"),
        pytest.param("6222-0212 3456-7890", "a card number", id="digits apart"),
        pytest.param("６２２２０２１２３４５６７８９０", "a card number", id="wide digits"),
        pytest.param("11010519491231002X", "a resident identity number", id="with an X"),
        pytest.param("11010519491231002x", "a resident identity number", id="with an x"),
        pytest.param("13800138000", "a mobile number", id="mobile"),
        pytest.param("+8613800138000", "a mobile number", id="mobile with its country"),
        pytest.param("ann@shop.example", "an e-mail address", id="mail"),
    ],
)
def test_what_looks_personal_is_refused(text: str, what: str) -> None:
    with pytest.raises(EventError) as caught:
        check_token(text, "account_token")
    assert ("event.looks_personal", what) == (caught.value.code, caught.value.facts["what"])
    assert text not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("12345678901234", id="fourteen digits"),
        pytest.param("12345678901234567890", id="twenty digits"),
        pytest.param("acct_6222021234567890", id="digits behind a word"),
        pytest.param("1234567890123456X", id="one digit less than an identity"),
        pytest.param("12800138000", id="no mobile begins so"),
        pytest.param("a@b", id="no host begins so"),
        pytest.param("令牌7", id="any script"),
    ],
)
def test_what_does_not_is_taken_as_it_is(text: str) -> None:
    assert text == check_token(text, "account_token")


def test_a_token_is_an_id_first() -> None:
    with pytest.raises(EventError) as caught:
        check_token(" t", "account_token")
    assert "event.bad_id" == caught.value.code
