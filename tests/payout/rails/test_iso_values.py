"""What is filled in: each value in its place, and none that the bank would not take."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PayoutError
from fenxiao.payout.rails.iso_values import fill_in, validate_values
from fenxiao.payout.rails.pain001 import VERSIONS, render
from tests.payout.rails.iso_samples import (
    MESSAGE,
    PAYMENT,
    PLAIN,
    SEPA,
    SEPA_VALUES,
    STANDARD,
    VALUES,
)
from tests.payout.rails.samples import ONE, codes

WRONG_IBAN = "FR1420041010050500013M02607"
SENT = render(MESSAGE, SEPA)


def found(**values: str) -> list[str]:
    whole = SEPA_VALUES | {f"t-{name}": one for name, one in values.items()}
    return codes(validate_values(SENT, whole, "sepa", SEPA))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({}, [], id="good ones"),
        pytest.param({"name": ""}, ["rail.missing"], id="none"),
        pytest.param({"name": "张三"}, ["rail.bad_form"], id="letters that SEPA has not"),
        pytest.param({"name": "x" * 70}, [], id="the longest name"),
        pytest.param({"name": "x" * 71}, ["rail.too_long"], id="a longer name"),
        pytest.param({"payee": WRONG_IBAN}, ["rail.bad_form"], id="a wrong IBAN"),
        pytest.param({"bic": "BNPAFRPPXX"}, ["rail.bad_form"], id="a BIC of ten"),
        pytest.param({"bic": "bnpafrpp"}, ["rail.bad_form"], id="a BIC in small letters"),
    ],
)
def test_a_value_is_held_to_its_place(values: dict[str, str], expected: list[str]) -> None:
    assert expected == found(**values)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("message", [MESSAGE, PLAIN], ids=["sepa", "plain"])
def test_a_fill_points_at_its_element(message: Any, version: Any) -> None:
    limits = SEPA if message.scheme == "sepa" else STANDARD
    sent = render(message._replace(version=version), limits)
    text = sent.body.decode()
    for fill in sent.fills:
        at, name = 0, ""
        for step in fill.pointer.split("/")[1:]:  # walk to the place by hand
            name, _, number = step.partition("[")
            for _ in range(int(number.rstrip("]") or 1)):
                at = text.index(f"<{name}>", at) + 1
        start = at + len(name) + 1
        assert text[start:].startswith(escape(fill.token) + "<"), fill.pointer


@given(
    names=st.lists(
        st.text(st.sampled_from("ab&<>\"' 佣é"), min_size=1, max_size=5), min_size=4, max_size=4
    ),
    tokens=st.lists(
        st.text(st.sampled_from("<>&/IdNmIBAN"), min_size=1, max_size=6),
        min_size=4,
        max_size=4,
        unique=True,
    ),
)
def test_whatever_tokens_look_like_each_value_stands_in_its_place(
    names: list[str], tokens: list[str]
) -> None:
    one, two, three, four = tokens
    account = PAYMENT.debtor._replace(
        name_token=one, account_token=two, bank_token="", kind="other"
    )
    payment = PAYMENT._replace(
        payout=ONE._replace(payee_token=three),
        debtor=account,
        name_token=four,
        bank_token="",
        kind="other",
    )
    message = MESSAGE._replace(payments=(payment,), initiator_token=one, scheme="plain")
    values = dict(zip(tokens, names, strict=True))
    whole = fill_in(render(message, STANDARD), values, "plain", STANDARD).decode()
    one, two, three, four = (escape(name) for name in names)
    assert [one, one, four] == re.findall("<Nm>(.*?)</Nm>", whole)
    assert [two, "NOTPROVIDED", three] == re.findall("<Id>([^<]*)</Id>", whole)


def test_a_token_that_looks_like_what_is_written_is_filled_too() -> None:
    payment = PAYMENT._replace(
        payout=ONE._replace(payee_token="NOTPROVIDED"),
        debtor=PAYMENT.debtor._replace(bank_token=""),
        kind="other",
    )
    message = PLAIN._replace(payments=(payment,))
    sent = render(message, STANDARD)
    whole = fill_in(sent, {**VALUES, "NOTPROVIDED": "6228"}, "plain", STANDARD).decode()
    assert ["NOTPROVIDED", "6228"] == re.findall("<Othr><Id>(.*?)</Id>", whole)


def test_a_value_that_is_refused_is_not_told() -> None:
    with pytest.raises(PayoutError) as caught:
        fill_in(SENT, SEPA_VALUES | {"t-name": "张三"}, "sepa", SEPA)
    assert caught.value.code == "rail.broken_rules"
    assert "张三" not in str(caught.value)
    assert "t-name" in str(caught.value)
