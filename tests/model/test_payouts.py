"""Payout events: what a withdrawal, a result and a change of mind must name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.model.payouts import ATTEMPT_LIMIT, PAYOUT_OUTCOMES
from tests.support.build import withdraw
from tests.support.payouts import cancel, said

RESULT = said("i1", "paid", 100)


def test_there_are_ten_outcomes() -> None:
    assert 10 == len(set(PAYOUT_OUTCOMES))


def test_a_result_is_about_the_first_attempt_and_charges_nothing_if_it_does_not_say() -> None:
    assert (1, 0) == (RESULT.attempt, RESULT.charge_minor)
    assert ATTEMPT_LIMIT == replace(RESULT, attempt=ATTEMPT_LIMIT).attempt


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"attempt": 0}, "event.bad_quantity"),
        ({"attempt": ATTEMPT_LIMIT + 1}, "event.bad_quantity"),
        ({"charge_minor": -1}, "money.amount_range"),
        ({"outcome": "approved"}, "event.bad_field"),
        ({"amount_minor": 0}, "money.amount_range"),
    ],
)
def test_a_wrong_result_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        replace(RESULT, **changes)  # type: ignore[arg-type]  # wrong on purpose
    assert code == caught.value.code


def test_a_withdrawal_of_nothing_and_a_change_of_mind_about_nothing_are_refused() -> None:
    with pytest.raises(FenxiaoError):
        withdraw("u1", 0)
    with pytest.raises(FenxiaoError):
        cancel("", event_id="c1")
