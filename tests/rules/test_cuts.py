"""Cuts: ceiling, fees, shares of shares and caps, each exact, and what each conserves."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.money import PPM
from fenxiao.rules.cuts import cap_order, cap_payees, fill, keep_fee, reduced, take_share
from fenxiao.rules.drafts import Draft
from fenxiao.rules.levels import Levels
from tests.rules.desk import draft, rule_tables, worth

exact = st.fractions(min_value=0, max_value=1_000, max_denominator=60)
depths = st.integers(0, 3)
slots = st.builds(draft, depths, exact, counts=st.booleans())
paid_slots = st.builds(draft, depths, exact)
kept_slots = st.builds(draft, depths, exact, is_paid=st.just(False), reason=st.just("unfit"))
lists_of_slots = st.lists(slots, max_size=6)
givers_or_takers = st.lists(paid_slots | kept_slots, max_size=5)


def pair(amount: Fraction) -> tuple[int, int]:
    return amount.numerator, amount.denominator


def values(drafts: Sequence[Draft]) -> list[Fraction]:
    return [worth(one) for one in drafts]


def whole(drafts: Sequence[Draft]) -> Fraction:
    return sum(values(drafts), Fraction(0))


@given(numerator=st.integers(0, 10**9), denominator=st.integers(1, 10**9))
def test_a_reduced_fraction_is_the_same_without_a_common_divisor(
    numerator: int, denominator: int
) -> None:
    over, under = reduced(numerator, denominator)
    assert numerator * under == denominator * over
    assert gcd(over, under) == 1


@pytest.mark.parametrize(
    ("standing", "room", "expected"),
    [
        pytest.param([1, 2, 3], 100, [50, 50, 0], id="the farthest gets nothing"),
        pytest.param([1, 2, 3], 150, [50, 50, 50], id="just enough"),
        pytest.param([1, 2, 3], 120, [50, 50, 20], id="the farthest is cut"),
        pytest.param([3, 1, 2], 70, [0, 50, 20], id="nearest first, wherever he stands"),
        pytest.param([1, 1, 1], 70, [50, 20, 0], id="ties in plan order"),
        pytest.param([0, 1, 2], 0, [0, 0, 0], id="no room"),
    ],
)
def test_filling(standing: list[int], room: int, expected: list[int]) -> None:
    drafts = [draft(depth, 50) for depth in standing]
    fill(drafts, (room, 1), "ceiling")
    assert expected == values(drafts)
    assert [("ceiling",) if one < 50 else () for one in expected] == [one.steps for one in drafts]


def test_less_than_a_unit_is_cut_too() -> None:
    drafts = [draft(depth, Fraction(1, 3)) for depth in (1, 2, 3)]
    fill(drafts, (1, 2), "ceiling")
    assert [Fraction(1, 3), Fraction(1, 6), 0] == values(drafts)


@given(drafts=lists_of_slots, room=exact)
def test_the_room_is_filled_and_never_passed(drafts: list[Draft], room: Fraction) -> None:
    before = whole([one for one in drafts if one.counts])
    fill(drafts, pair(room), "ceiling")
    assert min(before, room) == whole([one for one in drafts if one.counts])


@given(drafts=lists_of_slots, room=exact)
def test_what_does_not_count_is_left_alone(drafts: list[Draft], room: Fraction) -> None:
    before = [worth(one) for one in drafts if not one.counts]
    fill(drafts, pair(room), "ceiling")
    assert before == [worth(one) for one in drafts if not one.counts]


@given(drafts=lists_of_slots, room=exact)
def test_nobody_is_cut_while_somebody_further_is_paid(drafts: list[Draft], room: Fraction) -> None:
    before = values(drafts)
    fill(drafts, pair(room), "ceiling")
    after = values(drafts)
    cut = [one.depth for one, was, now in zip(drafts, before, after, strict=True) if now < was]
    left = [one.depth for one, now in zip(drafts, after, strict=True) if one.counts and now]
    assert all(now <= was for was, now in zip(before, after, strict=True))
    assert not cut or all(depth <= min(cut) for depth in left)


@given(drafts=givers_or_takers, rate_ppm=st.integers(0, PPM))
def test_a_fee_and_what_it_leaves_are_what_there_was(drafts: list[Draft], rate_ppm: int) -> None:
    before = values(drafts)
    fee = draft(0, 0, None, is_paid=False)
    keep_fee(drafts, fee, rate_ppm, "fee:f")
    assert sum(before) == whole(drafts) + worth(fee)
    part = 1 - Fraction(rate_ppm, PPM)
    expected = [was * part if one.is_paid else was for one, was in zip(drafts, before, strict=True)]
    assert expected == values(drafts)


def test_of_nothing_the_fee_is_nothing() -> None:
    fee = draft(0, 7, None, is_paid=False)
    keep_fee([draft(1, 5, is_paid=False)], fee, PPM, "fee:f")
    assert (0, 1) == (fee.numerator, fee.denominator)


def test_a_share_is_taken_of_all_givers_alike() -> None:
    givers, takers = [draft(1, 60), draft(2, 40)], [draft(0, 25)]
    take_share(givers, takers, "share:back")
    assert [45, 30] == values(givers)
    assert [25] == values(takers)
    assert [("share:back",), ("share:back",)] == [one.steps for one in givers]


def test_more_than_there_is_goes_to_the_nearest_taker_first() -> None:
    givers, takers = [draft(1, 10)], [draft(2, 8), draft(1, 8)]
    take_share(givers, takers, "share:back")
    assert [0] == values(givers)
    assert [2, 8] == values(takers)


def test_who_is_not_paid_neither_gives_nor_takes() -> None:
    givers = [draft(1, 10, is_paid=False), draft(2, 10)]
    takers = [draft(1, 4, is_paid=False), draft(2, 3)]
    take_share(givers, takers, "share:back")
    assert [10, 7] == values(givers)
    assert [0, 3] == values(takers)
    assert [False, True] == [one.counts for one in takers]
    assert (0, 1) == (takers[0].numerator, takers[0].denominator)


def test_of_givers_who_have_nothing_nothing_is_taken() -> None:
    givers, takers = [draft(1, 0)], [draft(1, 4)]
    take_share(givers, takers, "share:back")
    assert [0, 0] == values([*givers, *takers])


@given(givers=givers_or_takers, takers=givers_or_takers)
def test_givers_lose_what_takers_gain(givers: list[Draft], takers: list[Draft]) -> None:
    before, wanted = whole(givers), [worth(one) if one.is_paid else Fraction(0) for one in takers]
    has = whole([one for one in givers if one.is_paid])
    take_share(givers, takers, "share:back")
    assert before - whole(givers) == whole(takers) == min(has, sum(wanted, Fraction(0)))
    assert all(worth(one) >= 0 for one in givers)


CAPPED = rule_tables(
    Levels(rule_id="capped", rates_ppm=(1,), order_cap_minor=100),
    Levels(rule_id="free", rates_ppm=(1,)),
)
Named = tuple[int, int, str | None, Fraction]
named_slots = st.lists(
    st.tuples(st.integers(0, 1), depths, st.sampled_from(["u", "v", None]), exact), max_size=6
)


def on_lines(named: Sequence[Named]) -> tuple[list[tuple[Draft, int]], dict[int, str | None]]:
    """Return a slot a line, and who is paid by each."""
    placed = [
        (draft(depth, amount, who, rule=rule, is_paid=who is not None), line)
        for line, (rule, depth, who, amount) in enumerate(named)
    ]
    payees = {id(one): who for (one, _), (_, _, who, _) in zip(placed, named, strict=True)}
    return placed, payees


def test_a_payee_is_scaled_to_the_cap_over_all_lines() -> None:
    half = Fraction(1, 2)
    placed, payees = on_lines([(0, 1, "u", half * 300), (0, 2, "u", half * 100), (0, 1, "v", half)])
    cap_payees(placed, CAPPED, payees)
    assert [75, 25, half] == [worth(one) for one, _ in placed]
    assert [("cap",), ("cap",), ()] == [one.steps for one, _ in placed]


def test_a_cap_of_nothing_leaves_nothing() -> None:
    placed, payees = on_lines([(0, 1, "u", Fraction(5))])
    cap_payees(placed, rule_tables(Levels(rule_id="s", rates_ppm=(1,), order_cap_minor=0)), payees)
    assert [0] == [worth(one) for one, _ in placed]


@given(named=named_slots)
def test_no_payee_has_more_than_the_cap_and_all_of_it_where_he_had_more(
    named: list[Named],
) -> None:
    placed, payees = on_lines(named)
    before = [one for one, _ in placed]
    was = values(before)
    cap_payees(placed, CAPPED, payees)
    for who in ("u", "v"):
        mine = [n for n, (rule, _, name, _) in enumerate(named) if (rule, name) == (0, who)]
        had = sum(was[n] for n in mine)
        assert min(had, 100) == whole([before[n] for n in mine])
        assert all(was[n] * min(had, 100) == worth(before[n]) * had for n in mine)
    others = [n for n, (rule, _, name, _) in enumerate(named) if rule == 1 or name is None]
    assert [was[n] for n in others] == [worth(before[n]) for n in others]


@pytest.mark.parametrize(
    ("named", "cap", "expected"),
    [
        pytest.param(
            [(0, 1, "u", 60), (0, 2, "v", 60), (0, 1, "u", 20)], 110, [60, 30, 20], id="nearest"
        ),
        pytest.param(
            [(0, 1, "u", 60), (0, 2, "v", 60), (0, 1, "u", 20)], 40, [30, 0, 10], id="in a group"
        ),
        pytest.param([(1, 1, "u", 60), (0, 1, "v", 60)], 100, [40, 60], id="then plan order"),
        pytest.param([(0, 1, "u", 60), (0, 1, "v", 60)], 100, [60, 40], id="then the first line"),
        pytest.param([(0, 1, "v", 60), (0, 1, "u", 60)], 100, [60, 40], id="not by name"),
        pytest.param(
            [(0, 1, "u", 60), (0, 2, "v", 60), (0, 3, "w", 60)], 90, [60, 30, 0], id="none is left"
        ),
        pytest.param([(0, 1, None, 60), (0, 2, "v", 60)], 60, [60, 60], id="only who is paid"),
    ],
)
def test_an_orders_cap(named: list[Named], cap: int, expected: list[int]) -> None:
    placed, payees = on_lines(named)
    cap_order(placed, cap, payees)
    assert expected == [worth(one) for one, _ in placed]


def test_parts_of_units_fill_an_orders_cap() -> None:
    third = Fraction(1, 3)
    placed, payees = on_lines([(0, 1, "u", third), (0, 2, "v", third), (0, 3, "w", 2 * third)])
    cap_order(placed, 1, payees)
    assert [third, third, third] == [worth(one) for one, _ in placed]


def test_a_slot_that_is_not_paid_is_no_part_of_an_orders_cap() -> None:
    unpaid = draft(1, 60, is_paid=False)
    cap_order([(unpaid, 0)], 10, {id(unpaid): "u"})
    assert 60 == worth(unpaid)


@given(named=named_slots, cap=st.integers(0, 2_000))
def test_an_order_pays_all_up_to_its_cap(named: list[Named], cap: int) -> None:
    placed, payees = on_lines(named)
    paid = [one for one, _ in placed if one.is_paid]
    had = whole(paid)
    cap_order(placed, cap, payees)
    assert min(had, cap) == whole(paid)


def test_a_capture_has_its_part_of_both_caps() -> None:
    placed, payees = on_lines([(0, 1, "u", Fraction(60)), (0, 2, "v", Fraction(60))])
    cap_payees(placed, CAPPED, payees, (1, 4))  # a quarter of 100
    assert [25, 25] == [worth(one) for one, _ in placed]
    cap_order(placed, 90, payees, (1, 3))
    assert [25, 5] == [worth(one) for one, _ in placed]
    cap_order(placed, 1, payees, (1, 3))
    assert [Fraction(1, 3), 0] == [worth(one) for one, _ in placed]
