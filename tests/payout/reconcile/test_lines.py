"""Lines and instructions: what is none is refused before anything is compared."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fenxiao.errors import EventError, MoneyError, PayoutError
from fenxiao.model.instants import DAY_US
from fenxiao.payout.reconcile.lines import (
    ChargeLimit,
    ReconcileTerms,
    check_instructed,
    check_line,
    day_of,
    local_day,
)
from tests.payout.reconcile.samples import instructed, line


def test_a_good_line_comes_back_as_it_is() -> None:
    good = line("l1", key="K1", reference="R1", payee_token="t1", item_count=2)
    assert good == check_line(good)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"line_id": ""}, EventError, id="no id"),
        pytest.param({"payer_id": " shop"}, EventError, id="no payer's id"),
        pytest.param({"direction": "in"}, EventError, id="no direction"),
        pytest.param({"amount_minor": 0}, MoneyError, id="nothing moved"),
        pytest.param({"amount_minor": -5}, MoneyError, id="a sign"),
        pytest.param({"currency": "RMB"}, MoneyError, id="no currency"),
        pytest.param({"booked_on": "2026-06-01"}, EventError, id="a text for a day"),
        pytest.param({"booked_on": datetime(2026, 6, 1, tzinfo=UTC)}, EventError, id="an instant"),
        pytest.param({"key": "K\n1"}, EventError, id="a key with a line break"),
        pytest.param({"reference": " R1"}, EventError, id="a reference with a space before it"),
        pytest.param({"payee_token": "t\x00"}, EventError, id="no token"),
        pytest.param({"item_count": -1}, EventError, id="a count below 0"),
    ],
)
def test_what_is_no_line_is_refused(changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        check_line(line("l1")._replace(**changes))


def test_money_that_left_counts_below_zero_and_so_does_a_charge() -> None:
    signed = [line("l1", each).signed_minor for each in ("out", "back", "charge")]
    assert signed == [-100, 100, -100]


def test_instructions_come_back_by_id() -> None:
    one, two = instructed("a"), instructed("b")
    assert check_instructed([two, one]) == (one, two)


@pytest.mark.parametrize(
    ("given", "what", "name"),
    [
        pytest.param([instructed("a"), instructed("a")], "instruction", "a", id="an id twice"),
        pytest.param(
            [instructed("a"), instructed("b", earlier=("K-a",))], "key", "K-a", id="a key of two"
        ),
        pytest.param([instructed("a", earlier=("K-a",))], "key", "K-a", id="a key of two attempts"),
        pytest.param(
            [instructed("a"), instructed("b", batch="K-a")], "key", "K-a", id="a batch's key"
        ),
        pytest.param(
            [instructed("a"), instructed("b")._replace(earlier_batches=("", "K-a"))],
            "key",
            "K-a",
            id="the key of a batch before",
        ),
        pytest.param(
            [instructed("a", batch="B1")._replace(earlier_batches=("B1",))],
            "key",
            "B1",
            id="one batch twice",
        ),
    ],
)
def test_what_stands_twice_is_refused(given: list[Any], what: str, name: str) -> None:
    with pytest.raises(PayoutError) as refused:
        check_instructed(given)
    assert (refused.value.code, refused.value.what, refused.value.name) == (
        "reconcile.repeated",
        what,
        name,
    )


def test_many_share_the_key_of_their_batch() -> None:
    given = [instructed("a", batch="B1"), instructed("b", batch="B1")]
    assert len(check_instructed(given)) == 2


@pytest.mark.parametrize(
    ("minutes", "at_us", "expected"),
    [
        pytest.param(0, DAY_US - 1, 0, id="the last instant of a day"),
        pytest.param(0, DAY_US, 1, id="the first of the next"),
        pytest.param(480, 16 * 3_600_000_000, 1, id="midnight in Beijing"),
        pytest.param(-60, 0, -1, id="west of Greenwich"),
    ],
)
def test_a_day_begins_by_the_statements_clock(minutes: int, at_us: int, expected: int) -> None:
    assert local_day(at_us, ReconcileTerms(utc_offset_minutes=minutes)) == expected


def test_days_are_counted_from_1970() -> None:
    assert [day_of(date(1970, 1, 1)), day_of(date(2026, 6, 1))] == [0, 20_605]


@pytest.mark.parametrize(
    "wrong",
    [
        {"wait_days": -1},
        {"late_days": True},
        {"window_days": 4_000},
        {"utc_offset_minutes": 1_440},
        {"charges": ("CNY",)},
    ],
)
def test_terms_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(EventError):
        ReconcileTerms(**wrong)


def test_a_charge_has_a_currency_and_an_amount() -> None:
    with pytest.raises(MoneyError):
        ChargeLimit(currency="RMB", most_minor=1)
    with pytest.raises(MoneyError):
        ChargeLimit(currency="CNY", most_minor=-1)


def test_an_instruction_knows_its_keys_and_its_requests() -> None:
    one = instructed("a", earlier=("K-1", "K-2"), batch="B1")._replace(earlier_batches=("B0",))
    assert one.keys == ("K-1", "K-2", "K-a")
    assert [one.batch_of(number) for number in (1, 2)] == ["B0", ""]
