"""Every pair of options of a policy, each through one short life that loses no money.

A covering array makes some forty policies of all options: in them every value of every
option meets every value of every other that may stand beside it. Each lives through
touches, two orders, receipts in part, refunds, releases, withdrawals and closes; after
every event the books balance, and the wallets are what orders, periods and hands say.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from fenxiao.errors import PolicyError
from fenxiao.settlement import wallets
from fenxiao.settlement.holdings import Amounts, less
from tests.support.option_policies import FORBIDDEN, OPTIONS, policy_of
from tests.support.pairs import Pair, Row, all_pairs, covering, pairs_of
from tests.support.short_life import MAY_BE_REFUSED, Life

ROWS = list(covering(OPTIONS, FORBIDDEN))
NAMES = [f"row {number}" for number in range(len(ROWS))]


def missed(rows: list[Row]) -> set[Pair]:
    """Return the pairs that may be and are in no row."""
    return all_pairs(OPTIONS, FORBIDDEN).difference(*map(pairs_of, rows))


def test_every_pair_is_in_a_row() -> None:
    assert set() == missed(ROWS)
    assert not any(pairs_of(row) & FORBIDDEN for row in ROWS)
    assert all(tuple(row) == tuple(OPTIONS) for row in ROWS)


def test_the_rows_are_few_and_the_same_each_time() -> None:
    assert ROWS == list(covering(OPTIONS, FORBIDDEN))
    most = sorted(len(values) for values in OPTIONS.values())[-2:]
    assert most[0] * most[1] <= len(ROWS) <= 45


@pytest.mark.parametrize("number", range(len(ROWS)), ids=NAMES)
def test_without_a_row_a_pair_would_be_missed(number: int) -> None:
    assert missed([*ROWS[:number], *ROWS[number + 1 :]])


IMPLIED = [
    pair
    for pair in FORBIDDEN
    if ("refund", "recompute") in pair
    and not pair
    & {
        ("rounding", "half_up"),
        ("rounding", "half_even"),
        ("trim", "nearest_first"),
        ("trim", "proportional"),
    }
]
"""Pairs of which each value needs a trim that the other forbids."""


def named(pair: Pair) -> str:
    return " with ".join(f"{name} {value}" for name, value in sorted(pair))


NEVER = sorted(FORBIDDEN, key=named)


@pytest.mark.parametrize("pair", NEVER, ids=named)
def test_a_pair_is_left_out_only_where_no_policy_has_it(pair: Pair) -> None:
    """It is refused in a row that has no other such pair, or is in none for that."""
    rows = covering(OPTIONS, FORBIDDEN - {pair})
    if pair in IMPLIED:
        with pytest.raises(LookupError, match="is in no row"):
            list(rows)
        return
    row = next(one for one in rows if pair <= one.items())
    with pytest.raises(PolicyError):
        policy_of(row)


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_short_life_under_any_options_loses_no_money(row: Row) -> None:
    Life(policy_of(row)).live()


def test_every_refusal_that_may_be_is_met_under_some_options() -> None:
    seen: set[tuple[str, str]] = set()
    for row in ROWS:
        life = Life(policy_of(row))
        life.live()
        seen |= set(life.refused)
    assert {(name, code) for name, codes in MAY_BE_REFUSED.items() for code in codes} == seen


TWO_AT_ONCE = [
    (("scope", "unit"), ("mode", "agent")),
    (("stops_risk", "watched"), ("rounding", "half_even")),
    (("takes", "last"), ("holding", "three days")),
]


@pytest.mark.parametrize("options", TWO_AT_ONCE, ids=str)
def test_a_unit_that_is_lost_under_two_options_alone_is_found(
    options: tuple[tuple[str, str], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release forgets a unit where both options meet: only their rows fail, and they do."""

    def one_less(more: Mapping[str, int], taken: Mapping[str, int]) -> Amounts:
        return {one: minor - 1 for one, minor in less(more, taken).items() if minor > 1}

    failed, met = set(), set()
    for number, row in enumerate(ROWS):
        if frozenset(options) <= row.items():
            met.add(number)
            monkeypatch.setattr(wallets, "less", one_less)
        try:
            Life(policy_of(row)).live()
        except AssertionError:
            failed.add(number)
        monkeypatch.undo()
    assert failed
    assert failed <= met
