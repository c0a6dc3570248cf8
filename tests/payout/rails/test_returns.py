"""Returns beside what was sent: each answer stays, and each difference is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.events import PAYOUT_OUTCOMES
from fenxiao.payout.rails.form import RailAnswer
from fenxiao.payout.rails.returns import Reading, compare, distrust
from tests.payout.rails.samples import ONE, codes

TWO = ONE._replace(instruction_id="I2", key="K2", amount_minor=5)
PAID = RailAnswer("paid", "K1", "B7", 1_234, "CNY", "S", "")
FAILED = RailAnswer("failed", "K2", None, None, None, "F", "no such account")
answers = st.lists(
    st.builds(
        RailAnswer,
        outcome=st.sampled_from(sorted(PAYOUT_OUTCOMES)),
        key=st.sampled_from(["K1", "K2", "K3", "B1", None]),
        reference=st.just("B7"),
        amount_minor=st.sampled_from([1_234, 5, None]),
        currency=st.sampled_from(["CNY", "USD", None]),
        code=st.sampled_from(["S", "F"]),
        text=st.just(""),
    ),
    max_size=5,
)


def seen(*told: RailAnswer, **options: Any) -> tuple[list[str], list[str]]:
    found = compare(Reading(told), [ONE, TWO], **options)
    return [one.outcome for one in found.answers], codes(found.problems)


@pytest.mark.parametrize(
    ("told", "outcomes", "found"),
    [
        pytest.param([PAID, FAILED], ["paid", "failed"], [], id="all agree"),
        pytest.param([PAID], ["paid"], ["rail.return_silent"], id="one is missing"),
        pytest.param(
            [PAID, FAILED, PAID._replace(key="K3")],
            ["paid", "failed", "unknown"],
            ["rail.return_stranger"],
            id="one was never sent",
        ),
        pytest.param(
            [PAID._replace(key=None), FAILED],
            ["unknown", "failed"],
            ["rail.return_stranger", "rail.return_silent"],
            id="one names no key",
        ),
        pytest.param(
            [PAID, PAID, FAILED],
            ["paid", "paid", "failed"],
            ["rail.return_repeated"],
            id="the same twice",
        ),
        pytest.param(
            [PAID, PAID._replace(outcome="failed", code="F"), FAILED],
            ["unknown", "unknown", "failed"],
            ["rail.return_repeated"],
            id="two that contradict each other",
        ),
        pytest.param(
            [PAID, PAID._replace(reference="B9"), FAILED],
            ["unknown", "unknown", "failed"],
            ["rail.return_repeated"],
            id="paid under two references",
        ),
        pytest.param(
            [PAID, PAID._replace(outcome="returned", code="R"), FAILED],
            ["paid", "returned", "failed"],
            [],
            id="paid, then sent back",
        ),
        pytest.param(
            [PAID._replace(amount_minor=1_235), FAILED],
            ["unknown", "failed"],
            ["rail.return_differs"],
            id="another amount",
        ),
        pytest.param(
            [PAID._replace(currency="USD"), FAILED],
            ["unknown", "failed"],
            ["rail.return_differs"],
            id="another currency",
        ),
        pytest.param(
            [PAID, FAILED._replace(amount_minor=6)],
            ["paid", "unknown"],
            ["rail.return_differs"],
            id="failed over another amount",
        ),
    ],
)
def test_a_line_is_as_certain_as_it_agrees(
    told: list[RailAnswer], outcomes: list[str], found: list[str]
) -> None:
    assert (outcomes, found) == seen(*told)


def test_a_notification_may_leave_instructions_out() -> None:
    assert (["paid"], []) == seen(PAID, is_whole=False)


def test_a_word_about_the_batch_stays_and_is_no_stranger() -> None:
    denied = FAILED._replace(key="B1")
    assert (["failed", "failed"], []) == seen(denied, denied, batch_keys=["B1"], is_whole=False)
    assert (["unknown"], ["rail.return_stranger"]) == seen(denied, is_whole=False)


def test_problems_of_the_reading_come_first() -> None:
    first = compare(Reading(()), [ONE]).problems
    again = compare(Reading((), first), [TWO]).problems
    assert ["K1", "K2"] == [dict(one.facts)["key"] for one in again]


@given(told=answers)
def test_nothing_is_dropped_or_made_surer(told: list[RailAnswer]) -> None:
    found = compare(Reading(tuple(told)), [ONE, TWO], ["B1"]).answers
    assert [one._replace(outcome="unknown") for one in told] == [*distrust(found)]
    for before, after in zip(told, found, strict=True):
        assert after.outcome in {before.outcome, "unknown"}
        if after.outcome == "paid" and after.key != "B1":
            ours = {"K1": ONE, "K2": TWO}[str(after.key)]
            assert after.amount_minor in {ours.amount_minor, None}
            assert after.currency in {ours.currency, None}
