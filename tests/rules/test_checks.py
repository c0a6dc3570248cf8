"""Checks on plans: what is taken, as what, and every refusal by the code of plans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.money import PPM
from fenxiao.rules import checks

AT = datetime(2024, 6, 18, tzinfo=UTC)


def factor(value: object) -> int:
    return checks.factor(value, "f", high=10_000_000)


def count(value: object) -> int:
    return checks.count(value, "f", low=1, high=9)


@pytest.mark.parametrize(
    ("check", "value", "expected"),
    [
        pytest.param(checks.word, "a b", "a b", id="a word may have spaces"),
        pytest.param(checks.words, ["a", "b"], ("a", "b"), id="a list becomes a tuple"),
        pytest.param(checks.words, (), (), id="an empty list"),
        pytest.param(checks.rate, "0.0001%", 1, id="one millionth"),
        pytest.param(checks.rate, 1_000_000, 1_000_000, id="all of it"),
        pytest.param(checks.rates, ["1%", 2], (10_000, 2), id="a list of both"),
        pytest.param(checks.amount, 0, 0, id="an amount of nothing"),
        pytest.param(checks.flag, True, None, id="true"),
        pytest.param(checks.flag, False, None, id="false"),
        pytest.param(lambda value, _: one_of(value), "y", None, id="a published word"),
        pytest.param(lambda value, name: checks.kind_of(value, int, name), 5, 5, id="of its kind"),
        pytest.param(lambda value, _: tuple_of(value), [1, 2], (1, 2), id="a list of a kind"),
        pytest.param(checks.amounts, [1, 2], (1, 2), id="a list of amounts"),
        pytest.param(
            checks.instant,
            AT.astimezone(timezone(timedelta(hours=8))),
            AT,
            id="an instant is in UTC",
        ),
    ],
)
def test_what_is_taken(check: Callable[[Any, str], object], value: Any, expected: object) -> None:
    assert expected == check(value, "f")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("200%", 2_000_000, id="double"),
        pytest.param("1000%", 10_000_000, id="the most"),
        pytest.param("100%", 1_000_000, id="once"),
        pytest.param("50.5%", 505_000, id="less than once, as a rate is written"),
        pytest.param(10_000_000, 10_000_000, id="the most in ppm"),
        pytest.param(0, 0, id="nothing"),
    ],
)
def test_factors(value: Any, expected: int) -> None:
    assert expected == factor(value)


@pytest.mark.parametrize(("value", "expected"), [(1, 1), (9, 9)])
def test_counts(value: int, expected: int) -> None:
    assert expected == count(value)


def one_of(value: Any) -> None:
    checks.one_of(value, ("x", "y"), "f")


def tuple_of(value: Any) -> object:
    return checks.tuple_of(value, (int,), "f")


WRONG: list[tuple[Callable[..., object], list[Any]]] = [
    (lambda value: checks.word(value, "f"), ["", "a\n", 1, None, "x" * 129, b"a"]),
    (lambda value: checks.words(value, "f"), ["a", ("a", "a"), (1,), None, {"a"}]),
    (lambda value: checks.flag(value, "f"), [0, 1, "true", None]),
    (lambda value: checks.instant(value, "f"), [AT.replace(tzinfo=None), "2024-06-18", 5, None]),
    (lambda value: checks.amount(value, "f"), [-1, 1.0, True, "1", None, 10**16]),
    (lambda value: checks.amounts(value, "f"), [1, "12", (1, -1), (1.0,)]),
    (lambda value: checks.rate(value, "f"), [-1, 1_000_001, 0.1, True, "1", "1 %", "-1%", None]),
    (lambda value: checks.rate(value, "f"), ["101%", "1.00001%", "%", "１%"]),
    (lambda value: checks.rates(value, "f"), ["5%", 5, (0.5,), None]),
    (lambda value: checks.kind_of(value, int, "f"), [True, "1", 1.0]),
    (factor, [10_000_001, "1001%", "2000%", "200.5%", 2.0, -1, True, None, "x"]),
    (count, [0, 10, 1.0, True, "5", None]),
    (one_of, ["z", "", 1, None, ["x"]]),
    (tuple_of, [1, (1, "a"), (True,), "12", None]),
]


@pytest.mark.parametrize(
    ("check", "value"), [(check, value) for check, values in WRONG for value in values]
)
def test_what_is_refused(check: Callable[[Any], object], value: Any) -> None:
    with pytest.raises(PolicyError) as caught:
        check(value)
    assert "plan.bad_field" == caught.value.code
    assert "f" == caught.value.facts["field"]


def test_a_float_is_told_how_rates_and_amounts_are_written() -> None:
    with pytest.raises(PolicyError, match="never a float"):
        checks.rate(0.055, "f")
    with pytest.raises(PolicyError, match="never a float"):
        factor(2.0)
    with pytest.raises(PolicyError, match="whole minor units"):
        checks.amount(1.5, "f")


def problem_of(check: Callable[[Any, str], object], value: Any) -> str:
    with pytest.raises(PolicyError) as caught:
        check(value, "f")
    return str(caught.value.facts["problem"])


@pytest.mark.parametrize(
    ("check", "value", "expected"),
    [
        pytest.param(checks.words, "a", 'it must be a list, as in ["a"]', id="a word alone"),
        pytest.param(checks.words, 5, "it must be a list", id="no list"),
        pytest.param(
            checks.rate,
            "5\N{FULLWIDTH PERCENT SIGN}",
            'the percent sign is the narrow "%", not the wide "\N{FULLWIDTH PERCENT SIGN}"',
            id="a wide percent sign",
        ),
        pytest.param(
            checks.rate, PPM + 1, "Rate must be 0 to 1000000 ppm, got 1000001", id="one sentence"
        ),
        pytest.param(
            checks.instant,
            "x",
            "f must be a datetime with a time zone, got 'x'",
            id="of an instant",
        ),
    ],
)
def test_a_refusal_says_what_is_asked_for(
    check: Callable[[Any, str], object], value: Any, expected: str
) -> None:
    assert expected == problem_of(check, value)


def test_counts_without_bounds_are_from_0_to_what_a_column_holds() -> None:
    assert 0 == checks.count(0, "f")
    assert 2**31 - 1 == checks.count(2**31 - 1, "f")
    for value in (-1, 2**31):
        assert problem_of(checks.count, value).startswith("it must be a whole number from 0 to ")


def test_what_was_got_is_shown_but_not_without_end() -> None:
    with pytest.raises(PolicyError) as caught:
        checks.refuse("f", "x" * 1_000, "it is long")
    assert 160 == len(str(caught.value.facts["got"]))


@given(rate_ppm=st.integers(0, 1_000_000))
def test_a_rate_in_percent_is_the_rate_in_ppm(rate_ppm: int) -> None:
    text = f"{rate_ppm // 10_000}.{rate_ppm % 10_000:04}%"
    assert rate_ppm == checks.rate(text, "f") == checks.rate(rate_ppm, "f")
