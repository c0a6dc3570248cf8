"""Operations by hand: what each event refuses to be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.model.operations import REVERSIBLE
from fenxiao.money import AMOUNT_LIMIT_MINOR
from tests.support.operations import adjust, convert, freeze, pay_debt, reverse

TOO_MUCH = AMOUNT_LIMIT_MINOR + 1
FREEZE, ADJUST, CONVERT = freeze("u1", 1), adjust("u1", 1), convert()
REVERSE, PAY = reverse("u1", "forfeited", "e0"), pay_debt("u1", 1)


@pytest.mark.parametrize(
    ("event", "changes", "code"),
    [
        pytest.param(FREEZE, {"checker_id": "maker"}, "event.bad_field", id="one person alone"),
        pytest.param(FREEZE, {"amount_minor": 0}, "money.amount_range", id="nothing is stopped"),
        pytest.param(FREEZE, {"amount_minor": 1.0}, "money.not_integer", id="float stopped"),
        pytest.param(FREEZE, {"currency": "XXX"}, "money.unknown_currency", id="no currency"),
        pytest.param(ADJUST, {"amount_minor": 0}, "event.bad_field", id="no change"),
        pytest.param(ADJUST, {"amount_minor": TOO_MUCH}, "money.amount_range", id="too much"),
        pytest.param(ADJUST, {"amount_minor": -TOO_MUCH}, "money.amount_range", id="too little"),
        pytest.param(ADJUST, {"checker_id": "maker"}, "event.bad_field", id="adjusted alone"),
        pytest.param(REVERSE, {"operation": "frozen"}, "event.bad_field", id="not to be undone"),
        pytest.param(REVERSE, {"checker_id": "maker"}, "event.bad_field", id="undone alone"),
        pytest.param(REVERSE, {"amount_minor": 0}, "money.amount_range", id="nothing undone"),
        pytest.param(PAY, {"amount_minor": 0}, "money.amount_range", id="nothing came in"),
        pytest.param(PAY, {"reference": ""}, "event.bad_id", id="an empty reference"),
        pytest.param(CONVERT, {"bought_currency": "CNY"}, "event.bad_field", id="one currency"),
        pytest.param(CONVERT, {"sold_currency": "cny"}, "money.unknown_currency", id="sold what"),
        pytest.param(CONVERT, {"bought_currency": ""}, "money.unknown_currency", id="got what"),
        pytest.param(CONVERT, {"sold_minor": 0}, "money.amount_range", id="nothing sold"),
        pytest.param(CONVERT, {"bought_minor": 0}, "money.amount_range", id="nothing bought"),
        pytest.param(CONVERT, {"checker_id": "maker"}, "event.bad_field", id="converted alone"),
    ],
)
def test_a_wrong_value_is_refused_by_code(event: Any, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        replace(event, **changes)
    assert code == caught.value.code


@pytest.mark.parametrize("rate", ["7.1234", "0", "0.0001", "1000000"])
def test_a_rate_is_a_decimal_text(rate: str) -> None:
    assert rate == replace(CONVERT, rate=rate).rate


@pytest.mark.parametrize("rate", ["7,1", "07.1", "7.", ".5", "1e3", "-1", "٧", "7.1 CNY"])
def test_what_is_no_decimal_text_is_no_rate(rate: str) -> None:
    with pytest.raises(FenxiaoError, match="decimal text"):
        replace(CONVERT, rate=rate)


def test_what_can_be_taken_back_is_known_by_name() -> None:
    assert [replace(REVERSE, operation=one).operation for one in REVERSIBLE] == list(REVERSIBLE)
