"""Rounding: by piece, line and order, once, never above the ceiling."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.money import Rounding, round_fraction
from fenxiao.rules.drafts import Draft
from fenxiao.rules.fields import RoundingMode, Scope
from fenxiao.rules.levels import Levels
from fenxiao.rules.role import Role
from fenxiao.rules.roundings import cut_remainders, round_lines, round_orders
from tests.rules.desk import Slots, draft, item, made, people, rule_tables, settled, slots, worth

exact = st.fractions(min_value=0, max_value=1_000, max_denominator=60)
lists_of_exact = st.lists(exact, min_size=1, max_size=5)
roundings = st.sampled_from(["floor", "half_up", "half_even"])
raising = st.sampled_from(["half_up", "half_even"])
WIDE = (10**9, 1)


def rule(rounding: RoundingMode, scope: Scope = "line", *rates: Any) -> Levels:
    return Levels(rule_id="sale", rates_ppm=rates or (1,), rounding=rounding, scope=scope)


def rounded(amount: Fraction, rounding: Rounding) -> int:
    return round_fraction(amount.numerator, amount.denominator, rounding=rounding)


@pytest.mark.parametrize(
    ("rounding", "scope", "expected"),
    [
        pytest.param("floor", "line", ["1 u1 7/2 paid", "2 u2 5/2 paid"], id="floored when posted"),
        pytest.param("half_up", "line", ["1 u1 4 paid", "2 u2 3 paid"], id="halves up"),
        pytest.param("half_even", "line", ["1 u1 4 paid", "2 u2 2 paid"], id="halves to even"),
        pytest.param("floor", "unit", ["1 u1 2 paid", "2 u2 2 paid"], id="floored a piece"),
        pytest.param("half_up", "unit", ["1 u1 4 paid", "2 u2 2 paid"], id="halves up a piece"),
        pytest.param("floor", "order", ["1 u1 7/2 paid", "2 u2 5/2 paid"], id="one line an order"),
        pytest.param("half_up", "order", ["1 u1 4 paid", "2 u2 3 paid"], id="as by the line"),
    ],
)
def test_one_line_of_two_pieces(rounding: Any, scope: Any, expected: Slots) -> None:
    plan = made(rule(rounding, scope, "7%", "5%"))
    assert expected == slots(plan, people("", ""), item(50, quantity=2))


@pytest.mark.parametrize(
    ("percents", "ceiling", "expected"),
    [
        pytest.param(("5%", "5%"), "20%", [3, 3], id="2.5 and 2.5 in a room of 10"),
        pytest.param(("5%", "5%"), "10%", [3, 2], id="room of 5: the farther one gives a unit"),
        pytest.param(("5%", "5%", "5%"), "15%", [3, 3, 1], id="room of 7.5: two units too many"),
        pytest.param(("5%", "1%"), "6%", [3, 0], id="room of 3"),
        pytest.param(("5%",), "5%", [2], id="room of 2.5"),
        pytest.param(("1%", "1%", "1%"), "3%", [1, 0, 0], id="nobody gives what he has not"),
    ],
)
def test_rounded_up_slots_are_cut_to_the_ceiling_farthest_first(
    percents: tuple[str, ...], ceiling: str, expected: list[int]
) -> None:
    paid_minor = 50
    plan = made(rule("half_up", "line", *percents), ceiling_ppm=ceiling)
    (found,) = settled(plan, people(*[""] * len(percents)), item(paid_minor))
    assert expected == [worth(one) for one in found.drafts]


@given(amounts=lists_of_exact, room=exact, rounding=raising, quantity=st.integers(1, 5))
def test_a_line_that_kept_its_ceiling_keeps_it_rounded(
    amounts: list[Fraction], room: Fraction, rounding: RoundingMode, quantity: int
) -> None:
    room += sum(amounts)
    for scope in ("line", "unit"):
        drafts = [draft(depth, one) for depth, one in enumerate(amounts)]
        tables = rule_tables(rule(rounding, scope))
        round_lines(drafts, tables, quantity, (room.numerator, room.denominator))
        assert sum(map(worth, drafts)) <= room
        assert all(worth(one).denominator == 1 for one in drafts)
        assert all(worth(one) >= 0 for one in drafts)


HALF = Fraction(1, 2)
MIXED = rule_tables(
    rule("half_up"),
    Levels(rule_id="floored", rates_ppm=(1,)),
    Levels(rule_id="ordered", rates_ppm=(1,), rounding="half_up", scope="order"),
)


@pytest.mark.parametrize(
    ("others", "room", "expected"),
    [
        pytest.param([draft(2, HALF, rule=2)], 9, [3, HALF], id="by order is for later"),
        pytest.param([draft(2, 2, rule=1)], 4 + HALF, [2, 2], id="floored ones give nothing back"),
        pytest.param([draft(2, HALF, rule=1)], 3 + HALF, [3, HALF], id="room for the rest of one"),
        pytest.param([], 2 + HALF, [2], id="half a unit too much"),
        pytest.param(
            [draft(2, 2 + HALF), draft(3, HALF, rule=1)],
            5 + HALF,
            [3, 2, HALF],
            id="a unit that is given back is enough",
        ),
        pytest.param([draft(2, 9, counts=False)], 3, [3, 9], id="who does not count takes no room"),
    ],
)
def test_slots_of_other_kinds_beside_one_that_is_rounded_up(
    others: list[Draft], room: Fraction, expected: list[Fraction]
) -> None:
    drafts = [draft(1, 2 + HALF), *others]
    exact_room = Fraction(room)
    round_lines(drafts, MIXED, 1, (exact_room.numerator, exact_room.denominator))
    assert expected == [worth(one) for one in drafts]


@given(amounts=lists_of_exact, rounding=roundings)
def test_with_room_enough_each_slot_is_rounded_by_itself(
    amounts: list[Fraction], rounding: RoundingMode
) -> None:
    drafts = [draft(depth, one) for depth, one in enumerate(amounts)]
    round_lines(drafts, rule_tables(rule(rounding)), 1, WIDE)
    expected = amounts if rounding == "floor" else [rounded(one, rounding) for one in amounts]
    assert expected == [worth(one) for one in drafts]


@given(amount=exact, quantity=st.integers(1, 9), rounding=roundings)
def test_a_piece_is_rounded_once_and_all_pieces_are_alike(
    amount: Fraction, quantity: int, rounding: RoundingMode
) -> None:
    one = draft(1, amount)
    round_lines([one], rule_tables(rule(rounding, "unit")), quantity, WIDE)
    assert quantity * rounded(amount / quantity, rounding) == worth(one)


def on_lines(amounts: list[Fraction]) -> tuple[list[tuple[Draft, int]], dict[int, str | None]]:
    placed = [(draft(1, one), line) for line, one in enumerate(amounts)]
    return placed, {id(one): "u" for one, _ in placed}


@given(amounts=lists_of_exact, rounding=raising)
def test_an_order_is_rounded_once_and_spread_over_its_lines(
    amounts: list[Fraction], rounding: RoundingMode
) -> None:
    placed, payees = on_lines(amounts)
    round_orders(placed, rule_tables(rule(rounding, "order")), payees, [WIDE] * len(amounts))
    whole, posted = sum(amounts, Fraction(0)), rounded(sum(amounts, Fraction(0)), rounding)
    assert (posted if whole else 0) == sum(worth(one) for one, _ in placed)
    shares = zip(amounts, placed, strict=True)
    assert all(was * posted == worth(one) * whole for was, (one, _) in shares)


@given(amounts=lists_of_exact, rounding=raising)
def test_an_order_that_would_pass_the_ceiling_of_a_line_is_floored(
    amounts: list[Fraction], rounding: RoundingMode
) -> None:
    placed, payees = on_lines(amounts)
    rooms = [(one.numerator, one.denominator) for one in amounts]
    round_orders(placed, rule_tables(rule(rounding, "order")), payees, rooms)
    whole = sum(amounts, Fraction(0))
    assert whole // 1 == sum(worth(one) for one, _ in placed)
    assert all(worth(one) <= was for was, (one, _) in zip(amounts, placed, strict=True))


def test_each_payee_and_rule_is_rounded_apart() -> None:
    tables = rule_tables(
        Levels(rule_id="one", rates_ppm=(1,), rounding="half_up", scope="order"),
        Levels(rule_id="two", rates_ppm=(1,), rounding="half_up", scope="order"),
        Levels(rule_id="three", rates_ppm=(1,), scope="order"),
    )
    half = Fraction(1, 2)
    made_up = [(0, "u"), (0, "u"), (0, "v"), (1, "u"), (2, "u"), (0, None)]
    placed = [
        (draft(1, half, who, rule=number, is_paid=who is not None), 0) for number, who in made_up
    ]
    payees = {id(one): who for (one, _), (_, who) in zip(placed, made_up, strict=True)}
    round_orders(placed, tables, payees, [WIDE])
    assert [half, half, 1, 1, half, half] == [worth(one) for one, _ in placed]


def test_each_holder_is_rounded_apart_whoever_is_paid_for_him() -> None:
    placed = [(draft(1, HALF, who), 0) for who in ("u", "v", None)]
    payees: dict[int, str | None] = {id(one): "w" for one, _ in placed}
    round_orders(placed, rule_tables(rule("half_up", "order")), payees, [WIDE])
    assert [1, 1, 1] == [worth(one) for one, _ in placed]


def test_one_line_without_room_is_enough_to_floor_an_order() -> None:
    part = Fraction(3, 10)
    placed, payees = on_lines([part, part])
    round_orders(placed, rule_tables(rule("half_up", "order")), payees, [WIDE, (3, 10)])
    assert [0, 0] == [worth(one) for one, _ in placed]


def test_an_order_may_fill_its_lines_whatever_else_is_bought() -> None:
    part = Fraction(3, 10)
    placed, payees = on_lines([part, part])
    others = [(draft(1, 9, None, is_paid=False), 2), (draft(1, 9, None, counts=False), 0)]
    payees |= {id(one): None for one, _ in others}
    tables, rooms = rule_tables(rule("half_up", "order")), [(1, 2), (1, 2), (9, 1)]
    round_orders([*placed, *others], tables, payees, rooms)
    assert [HALF, HALF] == [worth(one) for one, _ in placed]


def test_two_lines_of_an_order_give_a_unit_that_neither_gives_alone() -> None:
    plan = made(rule("half_up", "order", "1%"))
    found = settled(plan, people(""), item(30), item(30, line_id="2"))
    assert [Fraction(1, 2)] * 2 == [worth(one.drafts[0]) for one in found]  # 0.6 rounds to 1


def test_only_holders_are_cut_and_only_by_a_named_way() -> None:
    def cut(remainder: Any) -> list[Fraction]:
        anchor = Role(rule_id="anchor", role="room", rates_ppm=(1,), remainder=remainder)
        held = [draft(1, Fraction(5, 2), place=1), draft(2, Fraction(5, 2), place=2)]
        held.append(draft(1, Fraction(3, 2), place=1))
        cut_remainders(held, rule_tables(anchor)[0])
        return [worth(one) for one in held]

    assert [Fraction(5, 2), Fraction(5, 2), Fraction(3, 2)] == cut("funder")
    assert [3, Fraction(5, 2), 1] == cut("first")


@given(amounts=lists_of_exact)
def test_holders_share_the_whole_units_of_what_they_have_together(amounts: list[Fraction]) -> None:
    anchor = Role(rule_id="anchor", role="room", rates_ppm=(1,), remainder="largest_remainder")
    held = [draft(1, one, place=1) for one in amounts]
    cut_remainders(held, rule_tables(anchor)[0])
    whole = sum(amounts, Fraction(0))
    assert whole // 1 == sum(map(worth, held))
    pairs = zip(held, amounts, strict=True)
    assert all(
        abs(worth(one) * whole - was * (whole // 1)) < max(Fraction(1), whole) for one, was in pairs
    )
