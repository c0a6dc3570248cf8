"""The cut-over check: every total that differs is named."""

from __future__ import annotations

import pytest

from fenxiao.settlement.cut_over import (
    ControlTotal,
    CutOver,
    TotalDifference,
    control_totals,
    cut_over,
)
from tests.support.build import book_of
from tests.support.operations import (
    open_line,
    open_order,
    open_part,
    open_payout,
    open_share,
    open_wallet,
)

TAKEN = (
    open_wallet("u1", 70, debt_minor=5),
    open_wallet("u2", -20),
    open_payout("u1", 40),
    open_order("o1"),
    open_order(
        "o2",
        open_line(open_share("u1", 30), quantity=3),
        state="paid",
        received=(open_part(7, 1), open_part(None, 1)),
    ),  # of three pieces one is held, one free, and its 10 are in the wallet
)
TOTALS = (
    ControlTotal("m1", "CNY", "available_minor", 50),
    ControlTotal("m1", "CNY", "debt_minor", 5),
    ControlTotal("m1", "CNY", "deferred_minor", 10),
    ControlTotal("m1", "CNY", "held_minor", 110),
    ControlTotal("m1", "CNY", "in_transit_minor", 40),
)


def test_totals_are_by_payer_currency_and_component() -> None:
    assert TOTALS == control_totals(book_of(*TAKEN).wallets())


def test_equal_totals_are_clean() -> None:
    found = cut_over(book_of(*TAKEN).wallets(), TOTALS)
    assert (CutOver(TOTALS, ()), True) == (found, found.is_clean)


def test_totals_of_one_name_are_added_up() -> None:
    split = (*TOTALS[1:], TOTALS[0]._replace(amount_minor=70), TOTALS[0]._replace(amount_minor=-20))
    assert cut_over(book_of(*TAKEN).wallets(), split).is_clean


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        pytest.param(
            (TOTALS[0]._replace(amount_minor=51), *TOTALS[1:]),
            TotalDifference("m1", "CNY", "available_minor", 50, 51),
            id="another amount",
        ),
        pytest.param(
            TOTALS[:-1], TotalDifference("m1", "CNY", "in_transit_minor", 40, 0), id="only ours"
        ),
        pytest.param(
            (*TOTALS, ControlTotal("m2", "CNY", "held_minor", 1)),
            TotalDifference("m2", "CNY", "held_minor", 0, 1),
            id="only theirs",
        ),
        pytest.param(
            (*TOTALS, ControlTotal("m1", "USD", "held_minor", 1)),
            TotalDifference("m1", "USD", "held_minor", 0, 1),
            id="another currency",
        ),
    ],
)
def test_each_difference_is_named(
    expected: tuple[ControlTotal, ...], difference: TotalDifference
) -> None:
    found = cut_over(book_of(*TAKEN).wallets(), expected)
    assert ((difference,), False) == (found.differences, found.is_clean)
