"""Lines of whole files: by count and sum, whole or without what failed."""

from __future__ import annotations

import pytest

from fenxiao.payout.reconcile.groups import Group, judge_group
from fenxiao.payout.reconcile.lines import ChargeLimit, Instructed, ReconcileTerms, StatementLine
from tests.payout.reconcile.samples import instructed, line

FILE = [
    instructed("a", "paid", 100, batch="B1"),
    instructed("b", "failed", 30, batch="B1"),
    instructed("c", "returned", 7, batch="B1"),
]
TERMS = ReconcileTerms(charges=(ChargeLimit(currency="CNY", most_minor=5),))


def debit(minor: int, count: int = 0, line_id: str = "o") -> StatementLine:
    return line(line_id, "out", minor, key="B1", item_count=count)


def credit(minor: int, line_id: str = "z") -> StatementLine:
    return line(line_id, "back", minor, key="B1", on=12)


def judged(
    lines: list[StatementLine], *, members: list[Instructed] = FILE, own: tuple[str, ...] = ()
) -> tuple[str, str, list[tuple[str, str]]]:
    """Return whose money left, whose came back, and the breaks."""
    found = judge_group(Group("B1", members, lines, frozenset(own)), TERMS)
    breaks: list[tuple[str, str]] = [(one.kind, one.line_id) for one in found.breaks]
    return "".join(sorted(found.outs)), "".join(sorted(found.backs)), breaks


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([debit(137, 3)], ("abc", "", []), id="the whole file"),
        pytest.param([debit(137)], ("abc", "", []), id="a count that is not told"),
        pytest.param([debit(107, 2)], ("ac", "", []), id="without what failed"),
        pytest.param(
            [debit(137, 2)], ("", "", [("group_differs", "o")]), id="the count of other items"
        ),
        pytest.param([debit(136, 3)], ("", "", [("group_differs", "o")]), id="a unit too little"),
        pytest.param(
            [debit(137, 3), debit(137, 3, "p")],
            ("abc", "", [("twice_on_statement", "p")]),
            id="twice",
        ),
        pytest.param([debit(137), credit(37)], ("abc", "bc", []), id="all that came back, at once"),
        pytest.param(
            [debit(137), credit(30), credit(7, "y")], ("abc", "bc", []), id="failed, then returned"
        ),
        pytest.param(
            [debit(137), credit(31)], ("abc", "", [("group_differs", "z")]), id="another sum back"
        ),
        pytest.param([credit(30)], ("", "", [("group_differs", "z")]), id="back, and never left"),
    ],
)
def test_whose_money_a_line_moved(
    lines: list[StatementLine], expected: tuple[str, str, list[tuple[str, str]]]
) -> None:
    assert judged(lines) == expected


def test_what_has_a_line_of_its_own_is_not_in_the_sum_that_came_back() -> None:
    assert judged([debit(137), credit(7)], own=("b",)) == ("abc", "c", [])
    assert judged([debit(137), credit(37)], own=("b",))[2] == [("group_differs", "z")]


def test_a_file_is_of_one_currency_at_a_time() -> None:
    members = [FILE[0], instructed("d", "paid", 50, batch="B1", currency="USD")]
    dollars = line("u", "out", 50, key="B1", currency="USD")
    assert judged([debit(100, 1)], members=members)[0] == "a"
    assert judged([dollars], members=members)[0] == "d"


def test_a_charge_is_agreed_for_each_payment_of_the_file() -> None:
    def charged(minor: int) -> tuple[list[str], list[int]]:
        lines = [debit(137), line("c", "charge", minor, key="B1")]
        found = judge_group(Group("B1", FILE, lines), TERMS)
        return [one.instruction_id for one in found.charges], [
            one.expected_minor for one in found.breaks
        ]

    assert charged(15) == ([""], [])
    assert charged(16) == ([], [15])


def test_a_break_says_what_the_file_was_over() -> None:
    found = judge_group(Group("B1", FILE, [debit(136, 3)]), TERMS)
    assert [(one.expected_minor, one.got_minor) for one in found.breaks] == [(137, 136)]
