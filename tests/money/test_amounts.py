"""Amounts, rates and shares: worked examples, refusals and the laws of rounding."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from fenxiao.errors import MoneyError
from fenxiao.money import (
    AMOUNT_LIMIT_MINOR,
    PPM,
    TOTAL_LIMIT_MINOR,
    Ppm,
    Rounding,
    check_amount,
    check_rate,
    round_fraction,
    share,
)

ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)
HALVES: tuple[Rounding, ...] = ("half_up", "half_even")


class Grade(IntEnum):
    """An int that is none: what a careless host might hand in."""

    GOLD = 3


small = st.integers(0, 2_000)
amounts = small | st.integers(0, AMOUNT_LIMIT_MINOR)
signed = st.integers(-2_000, 2_000) | st.integers(-AMOUNT_LIMIT_MINOR, AMOUNT_LIMIT_MINOR)
rates = (st.integers(0, PPM) | st.integers(0, 100).map(lambda p: p * 10_000)).map(Ppm)
roundings = st.sampled_from(ROUNDINGS)
numbers = st.integers(-100, 100) | st.integers(-(10**40), 10**40)
denominators = numbers.filter(bool)


@st.composite
def edges(draw: st.DrawFn) -> tuple[int, Ppm]:
    """Draw an amount and a rate whose exact share is a millionth below a whole unit."""
    rate_ppm = draw(st.integers(1, PPM - 1).filter(lambda rate: rate % 2 and rate % 5))
    rest = -pow(rate_ppm, -1, PPM) % PPM
    return draw(st.integers(0, AMOUNT_LIMIT_MINOR // PPM - 1)) * PPM + rest, Ppm(rate_ppm)


cases = st.tuples(amounts, rates) | edges()


def exact(amount_minor: int, rate_ppm: int) -> Fraction:
    return Fraction(amount_minor * rate_ppm, PPM)


def model(value: Fraction, rounding: Rounding) -> int:
    """Round by the definitions of the roundings, on a fraction's size."""
    size = abs(value)
    rounded = {
        "floor": math.floor(size),
        "half_up": math.floor(size + Fraction(1, 2)),
        "half_even": round(size),
        "ceil": math.ceil(size),
    }[rounding]
    return rounded if value > 0 else -rounded


# ---------------------------------------------------------------- checks


@given(value=amounts)
def test_an_amount_within_its_bounds_passes_unchanged(value: int) -> None:
    assert value == check_amount(value)


@given(value=rates)
def test_a_rate_of_0_to_100_percent_passes_unchanged(value: Ppm) -> None:
    assert value == check_rate(value)


NO_INTS = [
    pytest.param(12.0, "float 12.0", id="a float, though whole"),
    pytest.param(True, "bool True", id="a bool"),
    pytest.param(Decimal("12.34"), "Decimal", id="a Decimal"),
    pytest.param(Fraction(3), "Fraction", id="a Fraction"),
    pytest.param("12", "'12'", id="text"),
    pytest.param("9" * 60, f"'{'9' * 60}'", id="text as long as is shown"),
    pytest.param("9" * 61, f"'{'9' * 60}'…", id="long text is cut"),
    pytest.param(None, "NoneType", id="none"),
    pytest.param(Grade.GOLD, "Grade", id="a subclass of int"),
    pytest.param((1, 2), "[1, 2]", id="two numbers"),
    pytest.param([0] * 8, "[0, 0, 0, 0, 0, 0, 0, 0]", id="as many as are shown"),
]


@pytest.mark.parametrize(("value", "shown"), NO_INTS)
def test_an_amount_that_is_no_int_is_refused(value: object, shown: str) -> None:
    with pytest.raises(MoneyError) as caught:
        check_amount(value, "paid_minor")
    assert ("money.not_integer", "paid_minor", shown) == (
        caught.value.code,
        caught.value.name,
        caught.value.got,
    )


@pytest.mark.parametrize(("value", "shown"), NO_INTS)
def test_a_rate_that_is_no_int_is_refused(value: object, shown: str) -> None:
    with pytest.raises(MoneyError) as caught:
        check_rate(value)
    assert ("money.not_integer", "rate_ppm", shown) == (
        caught.value.code,
        caught.value.name,
        caught.value.got,
    )


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        pytest.param(-1, 0, AMOUNT_LIMIT_MINOR, id="below nothing"),
        pytest.param(AMOUNT_LIMIT_MINOR + 1, 0, AMOUNT_LIMIT_MINOR, id="one above the limit"),
        pytest.param(0, 1, 10, id="below a bound of the caller"),
        pytest.param(11, 1, 10, id="above a bound of the caller"),
        pytest.param(
            TOTAL_LIMIT_MINOR, 0, AMOUNT_LIMIT_MINOR, id="the largest that stays a number"
        ),
    ],
)
def test_an_amount_out_of_its_bounds_is_refused(value: int, low: int, high: int) -> None:
    with pytest.raises(MoneyError) as caught:
        check_amount(value, "paid_minor", low=low, high=high)
    assert "money.amount_range" == caught.value.code
    assert {"name": "paid_minor", "low": low, "high": high, "amount_minor": value} == (
        caught.value.facts
    )


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(-1, id="below nothing"),
        pytest.param(PPM + 1, id="above the whole"),
        pytest.param(TOTAL_LIMIT_MINOR, id="the largest that stays a number"),
    ],
)
def test_a_rate_out_of_its_bounds_is_refused(value: int) -> None:
    with pytest.raises(MoneyError) as caught:
        check_rate(value)
    assert ("money.rate_range", value) == (caught.value.code, caught.value.rate_ppm)


@pytest.mark.parametrize("check", [check_amount, check_rate])
@pytest.mark.parametrize("value", [10**10_000, -(10**10_000)], ids=["large", "small"])
def test_a_number_too_long_to_print_is_refused_by_its_length(
    check: Callable[[int], int], value: int
) -> None:
    with pytest.raises(MoneyError, match="got an int of 33220 bits"):
        check(value)


def test_every_step_of_a_share_fits_64_signed_bits() -> None:
    assert 2**63 - 1 == TOTAL_LIMIT_MINOR
    assert TOTAL_LIMIT_MINOR >= AMOUNT_LIMIT_MINOR * PPM + PPM // 2
    assert TOTAL_LIMIT_MINOR < (AMOUNT_LIMIT_MINOR + 1) * PPM


# ---------------------------------------------------------------- share


@pytest.mark.parametrize(
    ("amount_minor", "rate_ppm", "expected"),
    [
        pytest.param(12_345, 55_000, [678, 679, 679, 679], id="678.975: most roundings go up"),
        pytest.param(10_000, 55_000, [550, 550, 550, 550], id="whole: nothing to round"),
        pytest.param(1, 500_000, [0, 1, 0, 1], id="0.5 to the even 0"),
        pytest.param(3, 500_000, [1, 2, 2, 2], id="1.5 to the even 2"),
        pytest.param(1, 1, [0, 0, 0, 1], id="a millionth of a cent"),
        pytest.param(0, 1_000_000, [0, 0, 0, 0], id="nothing"),
        pytest.param(-1, 500_000, [0, -1, 0, -1], id="a reversal mirrors"),
        pytest.param(-12_345, 55_000, [-678, -679, -679, -679], id="floor goes towards zero"),
    ],
)
def test_examples(amount_minor: int, rate_ppm: int, expected: list[int]) -> None:
    assert expected == [
        share(amount_minor, Ppm(rate_ppm), rounding=rounding) for rounding in ROUNDINGS
    ]


@pytest.mark.parametrize(
    ("amount_minor", "rate_ppm", "rounding", "code"),
    [
        pytest.param(1.0, 1, "floor", "money.not_integer", id="amount as float"),
        pytest.param(1, 0.1, "floor", "money.not_integer", id="rate as float"),
        pytest.param(AMOUNT_LIMIT_MINOR + 1, 1, "floor", "money.amount_range", id="too large"),
        pytest.param(-AMOUNT_LIMIT_MINOR - 1, 1, "floor", "money.amount_range", id="too small"),
        pytest.param(1, PPM + 1, "floor", "money.rate_range", id="more than the whole"),
        pytest.param(1, 1, "up", "money.unknown_rule", id="no such rounding"),
        pytest.param(1, 1, None, "money.unknown_rule", id="no rounding"),
        pytest.param(0, 0, "", "money.unknown_rule", id="though there is nothing to round"),
    ],
)
def test_refusals(amount_minor: Any, rate_ppm: Any, rounding: Any, code: str) -> None:
    with pytest.raises(MoneyError) as caught:
        share(amount_minor, rate_ppm, rounding=rounding)
    assert code == caught.value.code


def test_an_unknown_rounding_is_told_the_known_ones() -> None:
    with pytest.raises(MoneyError, match="one of floor, half_up, half_even, ceil, got 'up'"):
        round_fraction(1, 2, rounding="up")  # type: ignore[arg-type]  # that is the point


def is_floor(part: int, amount_minor: int, rate_ppm: int) -> bool:
    return part <= exact(amount_minor, rate_ppm) < part + 1


@given(case=cases)
def test_floor_is_below_exact_by_less_than_one_unit(case: tuple[int, Ppm]) -> None:
    amount_minor, rate_ppm = case
    assert is_floor(share(amount_minor, rate_ppm), amount_minor, rate_ppm)


@given(case=cases)
def test_ceil_is_above_exact_by_less_than_one_unit(case: tuple[int, Ppm]) -> None:
    amount_minor, rate_ppm = case
    part = share(amount_minor, rate_ppm, rounding="ceil")
    assert part - 1 < exact(amount_minor, rate_ppm) <= part


@given(amount_minor=signed, rate_ppm=rates)
def test_halves_are_off_by_at_most_half_a_unit(amount_minor: int, rate_ppm: Ppm) -> None:
    for rounding in HALVES:
        part = share(amount_minor, rate_ppm, rounding=rounding)
        assert abs(part - exact(amount_minor, rate_ppm)) <= Fraction(1, 2)


@given(amount_minor=signed)
def test_half_even_leaves_an_even_number_where_two_are_as_near(amount_minor: int) -> None:
    part = share(amount_minor, Ppm(500_000), rounding="half_even")
    assert amount_minor % 2 == 0 or part % 2 == 0


@given(amount_minor=signed, rate_ppm=rates)
def test_half_up_and_half_even_differ_at_halves_only(amount_minor: int, rate_ppm: Ppm) -> None:
    up, even = (share(amount_minor, rate_ppm, rounding=r) for r in HALVES)
    assert up == even or exact(amount_minor, rate_ppm) % 1 == Fraction(1, 2)


@given(amount_minor=signed, rate_ppm=rates, rounding=roundings)
def test_a_share_is_that_of_the_fractions_model(
    amount_minor: int, rate_ppm: Ppm, rounding: Rounding
) -> None:
    expected = model(exact(amount_minor, rate_ppm), rounding)
    assert expected == share(amount_minor, rate_ppm, rounding=rounding)


@given(amount_minor=signed, rate_ppm=rates, rounding=roundings)
def test_a_reversal_takes_back_exactly_what_was_posted(
    amount_minor: int, rate_ppm: Ppm, rounding: Rounding
) -> None:
    posted = share(amount_minor, rate_ppm, rounding=rounding)
    assert -posted == share(-amount_minor, rate_ppm, rounding=rounding)


@given(amount_minor=signed, rounding=roundings)
def test_no_rate_is_nothing_and_the_whole_rate_is_everything(
    amount_minor: int, rounding: Rounding
) -> None:
    assert (0, amount_minor) == tuple(
        share(amount_minor, Ppm(rate), rounding=rounding) for rate in (0, PPM)
    )


@given(amount_minor=amounts, rate_ppm=rates, rounding=roundings)
def test_a_share_is_never_larger_than_its_amount(
    amount_minor: int, rate_ppm: Ppm, rounding: Rounding
) -> None:
    assert 0 <= share(amount_minor, rate_ppm, rounding=rounding) <= amount_minor


@given(pair=st.tuples(signed, signed), rate_ppm=rates, rounding=roundings)
def test_a_larger_amount_never_has_a_smaller_share(
    pair: tuple[int, int], rate_ppm: Ppm, rounding: Rounding
) -> None:
    low, high = (share(amount, rate_ppm, rounding=rounding) for amount in sorted(pair))
    assert low <= high


@given(amount_minor=amounts, pair=st.tuples(rates, rates), rounding=roundings)
def test_a_higher_rate_never_has_a_smaller_share(
    amount_minor: int, pair: tuple[Ppm, Ppm], rounding: Rounding
) -> None:
    low, high = (share(amount_minor, rate, rounding=rounding) for rate in sorted(pair))
    assert low <= high


@given(rate_ppm=rates, whole=amounts, cut=st.integers(0, PPM))
def test_by_floor_splitting_an_order_gains_nothing_and_loses_at_most_one_unit(
    rate_ppm: Ppm, whole: int, cut: int
) -> None:
    one = whole * cut // PPM
    together = share(whole, rate_ppm)
    apart = share(one, rate_ppm) + share(whole - one, rate_ppm)
    assert apart <= together <= apart + 1


@given(rate_ppm=rates, whole=amounts, cut=st.integers(0, PPM))
def test_by_ceil_splitting_an_order_loses_nothing_and_gains_at_most_one_unit(
    rate_ppm: Ppm, whole: int, cut: int
) -> None:
    one = whole * cut // PPM
    together = share(whole, rate_ppm, rounding="ceil")
    apart = sum(share(part, rate_ppm, rounding="ceil") for part in (one, whole - one))
    assert together <= apart <= together + 1


@given(rate_ppm=rates, whole=amounts, cut=st.integers(0, PPM), rounding=st.sampled_from(HALVES))
def test_by_halves_splitting_an_order_gains_or_loses_at_most_one_unit(
    rate_ppm: Ppm, whole: int, cut: int, rounding: Rounding
) -> None:
    one = whole * cut // PPM
    apart = sum(share(part, rate_ppm, rounding=rounding) for part in (one, whole - one))
    assert abs(apart - share(whole, rate_ppm, rounding=rounding)) <= 1


@pytest.mark.parametrize(
    ("rounding", "rate_ppm", "gain"),
    [
        pytest.param("half_up", 500_000, 1, id="half up gains on halves"),
        pytest.param("half_up", 400_000, -1, id="half up loses on less"),
        pytest.param("half_even", 600_000, 1, id="half even gains on more"),
        pytest.param("half_even", 500_000, -1, id="half even loses on halves"),
    ],
)
def test_by_halves_two_orders_of_1_are_not_one_of_2(
    rounding: Rounding, rate_ppm: int, gain: int
) -> None:
    apart, together = (share(amount, Ppm(rate_ppm), rounding=rounding) for amount in (1, 2))
    assert gain == 2 * apart - together


@given(amount_minor=amounts, pair=st.tuples(rates, rates))
def test_by_floor_several_rates_pay_at_most_their_sum_and_at_most_one_unit_less(
    amount_minor: int, pair: tuple[Ppm, Ppm]
) -> None:
    low, high = sorted(pair)
    together = share(amount_minor, high)
    apart = share(amount_minor, low) + share(amount_minor, Ppm(high - low))
    assert apart <= together <= apart + 1


@given(amount_minor=signed, rate_ppm=rates)
def test_a_floor_and_the_ceil_of_the_rest_are_the_whole(amount_minor: int, rate_ppm: Ppm) -> None:
    rest = share(amount_minor, Ppm(PPM - rate_ppm), rounding="ceil")
    assert amount_minor == share(amount_minor, rate_ppm) + rest


# ---------------------------------------------------------------- fractions


@given(numerator=numbers, denominator=denominators, rounding=roundings)
def test_a_rounded_fraction_is_that_of_the_fractions_model(
    numerator: int, denominator: int, rounding: Rounding
) -> None:
    expected = model(Fraction(numerator, denominator), rounding)
    assert expected == round_fraction(numerator, denominator, rounding=rounding)


@given(numerator=numbers, denominator=denominators, factor=denominators, rounding=roundings)
def test_reducing_a_fraction_changes_nothing(
    numerator: int, denominator: int, factor: int, rounding: Rounding
) -> None:
    assert round_fraction(numerator, denominator, rounding=rounding) == round_fraction(
        numerator * factor, denominator * factor, rounding=rounding
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "name"),
    [
        pytest.param(1.0, 2, "numerator", id="numerator as float"),
        pytest.param(1, True, "denominator", id="denominator as bool"),
    ],
)
def test_a_fraction_of_other_than_ints_is_refused(
    numerator: Any, denominator: Any, name: str
) -> None:
    with pytest.raises(MoneyError) as caught:
        round_fraction(numerator, denominator)
    assert ("money.not_integer", name) == (caught.value.code, caught.value.name)


def test_a_fraction_of_nothing_has_no_value() -> None:
    with pytest.raises(ZeroDivisionError):
        round_fraction(1, 0)


# ---------------------------------------------------------------- wrong ones are caught

SEARCH = settings(max_examples=20_000, derandomize=True, database=None)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda amount, rate: int(amount * (rate / PPM)), id="float product"),
        pytest.param(lambda amount, rate: int(amount * rate / PPM), id="float division"),
        pytest.param(lambda amount, rate: round(amount * rate / PPM), id="rounded"),
        pytest.param(lambda amount, rate: amount * (rate // 10_000) // 100, id="whole percents"),
    ],
)
def test_the_law_of_floor_catches_a_share_that_is_not_exact(wrong: Any) -> None:
    amount_minor, rate_ppm = find(
        cases,
        lambda case: not is_floor(wrong(*case), *case),
        settings=SEARCH,
    )
    assert wrong(amount_minor, rate_ppm) != share(amount_minor, rate_ppm)


def test_the_law_of_reversal_catches_a_floor_that_goes_down() -> None:
    amount_minor, rate_ppm = find(
        st.tuples(signed, rates),
        lambda case: case[0] * case[1] // PPM != -(-case[0] * case[1] // PPM),
        settings=SEARCH,
    )
    assert abs(amount_minor) * rate_ppm % PPM != 0


def test_a_float_loses_a_unit_of_29_percent_of_1_yuan() -> None:
    assert (28, 29) == (int(100 * 0.29), share(100, Ppm(290_000)))
