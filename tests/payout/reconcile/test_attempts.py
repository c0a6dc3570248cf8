"""One attempt: which lines fit its amount, and what its state says of them."""

from __future__ import annotations

import pytest

from fenxiao.model.records import Payout
from fenxiao.payout.reconcile.attempts import (
    Attempt,
    judge_attempt,
    judge_charges,
    place_of,
)
from fenxiao.payout.reconcile.lines import ReconcileTerms, StatementLine
from tests.payout.reconcile.samples import instructed, line

TERMS = ReconcileTerms(wait_days=3, late_days=30)
OUT, BACK = line("o"), line("z", "back", on=12)


def judged(
    state: str, lines: list[StatementLine], *, today: int = 12, group: StatementLine | None = None
) -> tuple[list[str], list[tuple[str, str]], bool]:
    """Return the lines that fit, the breaks with their lines, and whether one is awaited."""
    payout = instructed("a", state).payout
    found = judge_attempt(Attempt(payout, place_of(payout), lines, group), TERMS, today)
    ties = [one.line_id for one in found.ties]
    return ties, [(one.kind, one.line_id) for one in found.breaks], found.is_awaited


def test_an_earlier_attempt_stands_where_it_ended() -> None:
    payout = instructed("a", earlier=("K-1", "K-2"), ended="returned").payout
    assert [place_of(payout, one) for one in (1, 2, None)] == ["returned", "returned", "paid"]
    assert place_of(instructed("a", "unknown", earlier=("K-1",)).payout, 1) == "undone"


@pytest.mark.parametrize("state", ["approved", "submitted", "unknown", "processing"])
def test_money_that_left_before_we_heard_paid_is_named(state: str) -> None:
    assert judged(state, []) == ([], [], False)
    assert judged(state, [OUT]) == ([], [("on_statement_not_paid", "o")], False)
    both = [("on_statement_not_paid", "o"), ("returned_not_told", "z")]
    assert judged(state, [OUT, BACK]) == ([], both, False)


def test_a_paid_one_needs_its_line_within_the_days_of_waiting() -> None:
    assert judged("paid", [OUT]) == (["o"], [], False)
    assert judged("paid", [], today=14) == ([], [], True)
    assert judged("paid", [], today=15) == ([], [("paid_not_on_statement", "")], False)
    assert judged("paid", [OUT, BACK]) == (["o"], [("returned_not_told", "z")], False)


def test_a_returned_one_needs_its_money_back() -> None:
    assert judged("returned", []) == ([], [], False)
    assert judged("returned", [OUT, BACK]) == (["o", "z"], [], False)
    assert judged("returned", [OUT], today=14) == (["o"], [], True)
    assert judged("returned", [OUT], today=15) == (["o"], [("return_not_on_statement", "")], False)


@pytest.mark.parametrize("state", ["failed", "expired", "cancelled", "rejected"])
def test_money_that_left_for_one_that_failed_is_named_at_once(state: str) -> None:
    assert judged(state, []) == ([], [], False)
    assert judged(state, [OUT]) == ([], [("out_after_failure", "o")], False)
    assert judged(state, [OUT, BACK]) == (["o", "z"], [], False)


def test_what_failed_in_a_whole_file_may_come_back_in_time() -> None:
    file = line("f", amount_minor=900, key="B1")
    assert judged("failed", [], group=file, today=14) == (["f"], [], True)
    late = [("return_not_on_statement", "")]
    assert judged("failed", [], group=file, today=15) == (["f"], late, False)
    assert judged("failed", [BACK], group=file) == (["f", "z"], [], False)
    assert judged("paid", [], group=file) == (["f"], [], False)
    assert judged("paid", [OUT], group=file) == (["f"], [("twice_on_statement", "o")], False)
    # The line is that of many, so it fits; the instruction is the one that does not.
    assert judged("unknown", [], group=file) == (["f"], [("on_statement_not_paid", "f")], False)


@pytest.mark.parametrize("state", ["paid", "returned", "failed", "unknown"])
def test_money_that_came_back_must_have_left(state: str) -> None:
    ties, breaks, _ = judged(state, [BACK])
    assert (ties, breaks) == ([], [("back_without_out", "z")])


@pytest.mark.parametrize(
    ("lines", "ties", "breaks"),
    [
        pytest.param(
            [line("o1", amount_minor=99)], [], [("amount_differs", "o1")], id="one unit too little"
        ),
        pytest.param(
            [line("o1"), line("o2")], ["o1"], [("twice_on_statement", "o2")], id="the same twice"
        ),
        pytest.param(
            [line("o1", amount_minor=99), line("o2")],
            ["o2"],
            [("twice_on_statement", "o1")],
            id="the one that fits is its own, whichever came first",
        ),
        pytest.param(
            [line("o1", amount_minor=60), line("o2", amount_minor=40)],
            ["o1", "o2"],
            [],
            id="two parts",
        ),
        pytest.param(
            [line("o1", amount_minor=60), line("o2", amount_minor=41)],
            [],
            [("amount_differs", "o1"), ("amount_differs", "o2")],
            id="two parts that are too much",
        ),
        pytest.param(
            [line("o1", currency="USD")], [], [("currency_differs", "o1")], id="another currency"
        ),
        pytest.param([line("o1", on=9)], [], [("too_early", "o1")], id="before it was asked for"),
        pytest.param([line("o1", on=10)], ["o1"], [], id="on the day it was asked for"),
        pytest.param([line("o1", on=41)], ["o1"], [], id="on the last day"),
        pytest.param([line("o1", on=42)], [], [("too_late", "o1")], id="a day later"),
    ],
)
def test_which_lines_fit(
    lines: list[StatementLine], ties: list[str], breaks: list[tuple[str, str]]
) -> None:
    assert judged("paid", lines, today=60) == (ties, breaks, False)


def test_a_part_of_a_file_moves_what_the_instruction_is_over() -> None:
    payout = instructed("a", amount_minor=70).payout
    file = line("f", amount_minor=900)
    found = judge_attempt(Attempt(payout, "paid", [], file), TERMS, 12)
    assert [one.amount_minor for one in found.ties] == [70]
    found = judge_attempt(Attempt(payout, "open", [], file), TERMS, 12)
    assert [(one.expected_minor, one.got_minor) for one in found.breaks] == [(70, 70)]


@pytest.mark.parametrize(
    ("amounts", "most", "ties", "breaks"),
    [
        pytest.param([10], 10, ["c0"], [], id="as agreed"),
        pytest.param([11], 10, [], [("charge_unexpected", 10, 11)], id="a unit more"),
        pytest.param([6, 4], 10, ["c0", "c1"], [], id="in two parts"),
        pytest.param([6, 5], 10, ["c0"], [("charge_unexpected", 4, 5)], id="the second too much"),
        pytest.param([1], 0, [], [("charge_unexpected", 0, 1)], id="nothing agreed"),
    ],
)
def test_charges_are_taken_as_far_as_agreed(
    amounts: list[int], most: int, ties: list[str], breaks: list[tuple[str, int, int]]
) -> None:
    charges = [line(f"c{at}", "charge", minor) for at, minor in enumerate(amounts)]
    fits, found = judge_charges(charges, instructed("a").payout, most)
    assert [one.line_id for one in fits] == ties
    assert [(one.kind, one.expected_minor, one.got_minor) for one in found] == breaks


def test_a_charge_in_another_currency_is_named() -> None:
    payout: Payout = instructed("a").payout
    _, found = judge_charges([line("c", "charge", 1, currency="USD")], payout, 10)
    assert [one.kind for one in found] == ["currency_differs"]
