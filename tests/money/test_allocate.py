"""Allocation: worked examples, refusals, and which rule keeps which law."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product
from typing import Any, get_args

import pytest
from hypothesis import assume, find, given, settings
from hypothesis import strategies as st

from fenxiao.errors import MoneyError
from fenxiao.money import TOTAL_LIMIT_MINOR, AllocationRule, allocate

RULES: tuple[AllocationRule, ...] = get_args(AllocationRule)

Cut = Callable[[int, Sequence[int]], Sequence[int]]
Law = Callable[[Cut, int, Sequence[int]], bool]

rules = st.sampled_from(RULES)
totals = st.integers(0, 60) | st.integers(0, TOTAL_LIMIT_MINOR - 1)
one_weight = st.integers(0, 6) | st.integers(0, 10**20)
some_weights = st.lists(one_weight, min_size=1, max_size=8).filter(any)
factors = st.integers(1, 1_000)


def by(rule: AllocationRule) -> Cut:
    return lambda total, weights: allocate(total, weights, rule=rule)


def exact(total: int, weights: Sequence[int]) -> list[Fraction]:
    return [Fraction(total * weight, sum(weights)) for weight in weights]


# ---------------------------------------------------------------- examples and refusals


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        pytest.param(100, [1, 1, 1], [(34, 33, 33), (34, 33, 33), (34, 33, 33), (34, 33, 33)],
                     id="thirds: the odd cent to the first"),
        pytest.param(2, [1, 1, 1], [(1, 1, 0), (2, 0, 0), (2, 0, 0), (1, 1, 0)],
                     id="two units for three"),
        pytest.param(10, [1, 2, 4], [(1, 3, 6), (3, 2, 5), (1, 2, 7), (2, 3, 5)],
                     id="four rules, four answers"),
        pytest.param(5, [0, 1, 1], [(0, 3, 2), (0, 3, 2), (0, 3, 2), (0, 3, 2)],
                     id="the first with a weight"),
        pytest.param(7, [3], [(7,), (7,), (7,), (7,)], id="one part takes all"),
        pytest.param(0, [1, 2], [(0, 0), (0, 0), (0, 0), (0, 0)], id="nothing to cut"),
        pytest.param(-2, [1, 1, 1], [(-1, -1, 0), (-2, 0, 0), (-2, 0, 0), (-1, -1, 0)],
                     id="a reversal mirrors"),
    ],
)  # fmt: skip
def test_examples(total: int, weights: list[int], expected: list[tuple[int, ...]]) -> None:
    assert expected == [allocate(total, weights, rule=rule) for rule in RULES]


@pytest.mark.parametrize(
    ("total", "weights", "rule", "code"),
    [
        pytest.param(1, [], "first", "money.bad_weights", id="no weights"),
        pytest.param(1, [0, 0], "first", "money.bad_weights", id="all weights zero"),
        pytest.param(0, [0], "first", "money.bad_weights", id="all zero, even for nothing"),
        pytest.param(1, [2, -1], "first", "money.bad_weights", id="a negative weight"),
        pytest.param(1, [1, 1.0], "first", "money.bad_weights", id="a float weight"),
        pytest.param(1, [True, 1], "first", "money.bad_weights", id="a bool weight"),
        pytest.param(1, "11", "first", "money.bad_weights", id="text as weights"),
        pytest.param(1.0, [1], "first", "money.not_integer", id="a float total"),
        pytest.param(TOTAL_LIMIT_MINOR + 1, [1], "first", "money.amount_range", id="too large"),
        pytest.param(-TOTAL_LIMIT_MINOR - 1, [1], "first", "money.amount_range", id="too small"),
        pytest.param(1, [1], "last", "money.unknown_rule", id="no such rule"),
        pytest.param(1, [1], None, "money.unknown_rule", id="no rule"),
        pytest.param(1, [1], ["first"], "money.unknown_rule", id="a list of rules"),
    ],
)
def test_refusals(total: Any, weights: Any, rule: Any, code: str) -> None:
    with pytest.raises(MoneyError) as caught:
        allocate(total, weights, rule=rule)
    assert code == caught.value.code


def test_the_rule_has_no_default() -> None:
    with pytest.raises(TypeError, match="rule"):
        allocate(1, [1])  # type: ignore[call-arg]  # that is the point


def test_many_bad_weights_are_named_by_the_first_few() -> None:
    with pytest.raises(MoneyError, match=r"\[-1, 0, 1, 2, 3, 4, 5, 6, … 100001 in all\]"):
        allocate(1, range(-1, 100_000), rule="first")


# ---------------------------------------------------------------- the laws


def conserves(cut: Cut, total: int, weights: Sequence[int]) -> bool:
    return sum(cut(total, weights)) == total


def keeps_floor(cut: Cut, total: int, weights: Sequence[int]) -> bool:
    pairs = zip(cut(total, weights), exact(total, weights), strict=True)
    return all(part >= math.floor(share) for part, share in pairs)


def within_one_unit(cut: Cut, total: int, weights: Sequence[int]) -> bool:
    pairs = zip(cut(total, weights), exact(total, weights), strict=True)
    return all(abs(part - share) < 1 for part, share in pairs)


def grows_with_the_total(cut: Cut, total: int, weights: Sequence[int]) -> bool:
    pairs = zip(cut(total, weights), cut(total + 1, weights), strict=True)
    return all(part <= later for part, later in pairs)


def stays_below_the_weight(cut: Cut, total: int, weights: Sequence[int]) -> bool:
    pairs = zip(cut(total, weights), weights, strict=True)
    return total > sum(weights) or all(part <= weight for part, weight in pairs)


def keeps_the_order_of_weights(cut: Cut, total: int, weights: Sequence[int]) -> bool:
    rows = list(zip(weights, cut(total, weights), strict=True))
    return all(one[0] <= two[0] or one[1] >= two[1] for one, two in product(rows, rows))


def treats_equals_within_one(cut: Cut, total: int, weights: Sequence[int]) -> bool:
    rows = list(zip(weights, cut(total, weights), strict=True))
    return all(one[0] != two[0] or one[1] - two[1] <= 1 for one, two in product(rows, rows))


@given(total=totals, weights=some_weights, rule=rules)
def test_the_parts_add_up_to_the_total(
    total: int, weights: list[int], rule: AllocationRule
) -> None:
    assert conserves(by(rule), total, weights)


@given(total=totals, weights=some_weights, rule=rules)
def test_a_reversal_cuts_exactly_as_the_amount_did(
    total: int, weights: list[int], rule: AllocationRule
) -> None:
    parts = allocate(total, weights, rule=rule)
    assert tuple(-part for part in parts) == allocate(-total, weights, rule=rule)


@given(total=totals, weights=some_weights, rule=rules)
def test_zero_weight_gets_nothing(total: int, weights: list[int], rule: AllocationRule) -> None:
    parts = allocate(total, weights, rule=rule)
    assert [] == [part for part, weight in zip(parts, weights, strict=True) if part and not weight]


@given(total=totals, weights=some_weights, rule=rules)
def test_leaving_out_zero_weights_changes_nothing_for_the_others(
    total: int, weights: list[int], rule: AllocationRule
) -> None:
    parts = allocate(total, weights, rule=rule)
    paid = tuple(part for part, weight in zip(parts, weights, strict=True) if weight)
    assert paid == allocate(total, [weight for weight in weights if weight], rule=rule)


@given(total=totals, weights=some_weights, factor=factors, rule=rules)
def test_multiplying_all_weights_changes_nothing(
    total: int, weights: list[int], factor: int, rule: AllocationRule
) -> None:
    scaled = [weight * factor for weight in weights]
    assert allocate(total, weights, rule=rule) == allocate(total, scaled, rule=rule)


@given(total=totals, weights=some_weights, rule=rules)
def test_no_part_is_below_its_exact_share_rounded_down(
    total: int, weights: list[int], rule: AllocationRule
) -> None:
    assert keeps_floor(by(rule), total, weights)


@given(weights=some_weights, factor=st.integers(0, 50), rule=rules)
def test_shares_that_are_whole_are_paid_exactly(
    weights: list[int], factor: int, rule: AllocationRule
) -> None:
    assume(factor * sum(weights) <= TOTAL_LIMIT_MINOR)
    expected = tuple(factor * weight for weight in weights)
    assert expected == allocate(factor * sum(weights), weights, rule=rule)


@given(total=totals, weights=some_weights, who=st.integers(0, 7), more=factors, rule=rules)
def test_a_larger_weight_of_ones_own_never_brings_less(
    total: int, weights: list[int], who: int, more: int, rule: AllocationRule
) -> None:
    who %= len(weights)
    raised = [*weights[:who], weights[who] + more, *weights[who + 1 :]]
    before, after = (allocate(total, given, rule=rule)[who] for given in (weights, raised))
    assert before <= after


@given(total=totals, weights=some_weights, rule=rules)
def test_a_part_exceeds_exact_by_less_than_the_number_of_other_parts(
    total: int, weights: list[int], rule: AllocationRule
) -> None:
    others = sum(weight > 0 for weight in weights) - 1
    for part, share in zip(allocate(total, weights, rule=rule), exact(total, weights), strict=True):
        assert part < share + others or part <= share


@given(total=totals, weights=some_weights)
def test_largest_remainder_is_less_than_one_unit_off_exact(total: int, weights: list[int]) -> None:
    assert within_one_unit(by("largest_remainder"), total, weights)


@given(total=totals, weight=factors, count=st.integers(1, 8))
def test_largest_remainder_gives_equals_the_odd_units_by_position(
    total: int, weight: int, count: int
) -> None:
    floor, odd = divmod(total, count)
    expected = (floor + 1,) * odd + (floor,) * (count - odd)
    assert expected == allocate(total, [weight] * count, rule="largest_remainder")


@given(total=totals, weights=some_weights)
def test_largest_remainder_treats_equals_within_one_unit(total: int, weights: list[int]) -> None:
    assert treats_equals_within_one(by("largest_remainder"), total, weights)


@given(
    total=totals,
    weights=some_weights,
    rule=st.sampled_from(["largest_remainder", "largest_weight"]),
)
def test_by_remainder_or_by_weight_a_larger_weight_never_gets_less(
    total: int, weights: list[int], rule: AllocationRule
) -> None:
    assert keeps_the_order_of_weights(by(rule), total, weights)


@given(total=totals, weights=some_weights)
def test_cumulative_never_takes_from_a_part_when_the_total_grows(
    total: int, weights: list[int]
) -> None:
    assert grows_with_the_total(by("cumulative"), total, weights)


@given(total=totals, weights=some_weights)
def test_cumulative_exceeds_exact_by_less_than_the_number_of_parts_behind(
    total: int, weights: list[int]
) -> None:
    parts = allocate(total, weights, rule="cumulative")
    for position, share in enumerate(exact(total, weights)):
        behind = sum(weight > 0 for weight in weights[position + 1 :])
        assert parts[position] < share + behind or parts[position] <= share


@given(
    total=totals, weights=some_weights, rule=st.sampled_from(["largest_remainder", "cumulative"])
)
def test_by_remainder_or_cumulative_a_part_is_at_most_its_weight_until_all_is_cut(
    total: int, weights: list[int], rule: AllocationRule
) -> None:
    assert stays_below_the_weight(by(rule), total % (sum(weights) + 1), weights)


@given(
    weights=st.lists(st.integers(0, 10_000), min_size=1, max_size=8).filter(any), steps=st.data()
)
def test_refunds_one_after_another_by_cumulative_end_at_exactly_the_weights(
    weights: list[int], steps: st.DataObject
) -> None:
    stops = sorted(steps.draw(st.lists(st.integers(0, sum(weights)), max_size=5)))
    cuts = [by("cumulative")(stop, weights) for stop in (0, *stops, sum(weights))]
    legs = [
        tuple(after - before for before, after in zip(one, two, strict=True))
        for one, two in pairwise(cuts)
    ]
    assert all(leg >= 0 for row in legs for leg in row)
    assert tuple(weights) == tuple(sum(column) for column in zip(*legs, strict=True))


# ---------------------------------------------------------------- order of the parts


def rearranged(
    rule: AllocationRule, total: int, weights: Sequence[int], order: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the parts rearranged, and the parts of the weights rearranged."""
    parts = allocate(total, weights, rule=rule)
    moved = allocate(total, [weights[position] for position in order], rule=rule)
    return tuple(parts[position] for position in order), moved


@given(total=totals, weights=some_weights, order=st.data())
def test_largest_remainder_ignores_the_order_where_no_remainders_tie(
    total: int, weights: list[int], order: st.DataObject
) -> None:
    lost = [share % 1 for share in exact(total, weights) if share % 1]
    assume(len(lost) == len(set(lost)))
    expected, moved = rearranged(
        "largest_remainder", total, weights, order.draw(st.permutations(range(len(weights))))
    )
    assert expected == moved


@given(total=totals, weights=some_weights, order=st.data())
def test_largest_weight_ignores_the_order_where_one_weight_is_largest(
    total: int, weights: list[int], order: st.DataObject
) -> None:
    assume(weights.count(max(weights)) == 1)
    expected, moved = rearranged(
        "largest_weight", total, weights, order.draw(st.permutations(range(len(weights))))
    )
    assert expected == moved


@given(total=totals, head=factors, tail=st.lists(one_weight, max_size=7), order=st.data())
def test_first_ignores_the_order_of_all_but_the_first(
    total: int, head: int, tail: list[int], order: st.DataObject
) -> None:
    behind = order.draw(st.permutations(range(1, len(tail) + 1)))
    expected, moved = rearranged("first", total, [head, *tail], [0, *behind])
    assert expected == moved


# ---------------------------------------------------------------- an independent model


def model(total: int, weights: Sequence[int], rule: AllocationRule) -> tuple[int, ...]:
    """Cut by the definitions of the rules, on fractions, one odd unit at a time."""
    if rule == "cumulative":
        *head, last = weights
        if not any(head):
            return (*(0 for _ in head), total)
        part = math.floor(total * Fraction(last, sum(weights)))
        return (*model(total - part, head, rule), part)
    shares = exact(total, weights)
    parts = [math.floor(share) for share in shares]
    while sum(parts) < total:
        who = {
            "largest_remainder": max(
                range(len(parts)), key=lambda p: (max(shares[p] - parts[p], Fraction(0)), -p)
            ),
            "first": next(p for p, weight in enumerate(weights) if weight),
            "largest_weight": max(range(len(parts)), key=lambda p: (weights[p], -p)),
        }[rule]
        parts[who] += 1
    return tuple(parts)


@given(total=totals, weights=some_weights, rule=rules)
def test_an_allocation_is_that_of_the_fractions_model(
    total: int, weights: list[int], rule: AllocationRule
) -> None:
    assert model(total, weights, rule) == allocate(total, weights, rule=rule)


# ---------------------------------------------------------------- laws that are not kept


def compositions(size: int) -> Iterator[tuple[int, ...]]:
    """Return every row of weights above 0 of that sum."""
    if size == 0:
        yield ()
    for head in range(1, size + 1):
        for tail in compositions(size - head):
            yield (head, *tail)


def smallest_breach(law: Law, cut: Cut) -> tuple[tuple[int, ...], int] | None:
    """Return the weights and total of the least sum for which a law does not hold."""
    for size in range(2, 12):
        for total in range(1, size):
            for weights in compositions(size - total):
                if not law(cut, total, weights):
                    return weights, total
    return None


BREACHES = [
    pytest.param("largest_remainder", grows_with_the_total, (1, 3, 3), 3,
                 id="largest remainder shrinks a part while the total grows"),
    pytest.param("first", grows_with_the_total, (1, 1, 1), 2,
                 id="first shrinks a part while the total grows"),
    pytest.param("largest_weight", grows_with_the_total, (1, 1, 1), 2,
                 id="largest weight shrinks a part while the total grows"),
    pytest.param("first", within_one_unit, (1, 1, 1), 2,
                 id="first is more than one unit off"),
    pytest.param("largest_weight", within_one_unit, (1, 1, 1), 2,
                 id="largest weight is more than one unit off"),
    pytest.param("cumulative", within_one_unit, (2, 1, 1), 2,
                 id="cumulative is one unit off"),
    pytest.param("first", stays_below_the_weight, (1, 1, 1), 2,
                 id="first takes back more than a line has"),
    pytest.param("largest_weight", stays_below_the_weight, (1, 1, 1), 2,
                 id="largest weight takes back more than a line has"),
    pytest.param("first", keeps_the_order_of_weights, (1, 2), 1,
                 id="first gives the smaller weight more"),
    pytest.param("cumulative", keeps_the_order_of_weights, (1, 2), 1,
                 id="cumulative gives the smaller weight more"),
    pytest.param("first", treats_equals_within_one, (1, 1, 1), 2,
                 id="first sets equals two units apart"),
    pytest.param("largest_weight", treats_equals_within_one, (1, 1, 1), 2,
                 id="largest weight sets equals two units apart"),
    pytest.param("cumulative", treats_equals_within_one, (2, 1, 2), 2,
                 id="cumulative sets equals two units apart"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "law", "weights", "total"), BREACHES)
def test_a_law_that_a_rule_does_not_keep_is_broken_here_first(
    rule: AllocationRule, law: Law, weights: tuple[int, ...], total: int
) -> None:
    assert (weights, total) == smallest_breach(law, by(rule))


def test_largest_remainder_takes_a_unit_away_when_the_total_grows_by_one() -> None:
    assert [(1, 1, 1), (0, 2, 2)] == [
        allocate(total, [1, 3, 3], rule="largest_remainder") for total in (3, 4)
    ]


# ---------------------------------------------------------------- wrong ones are caught

SEARCH = settings(max_examples=20_000, derandomize=True, database=None)
SHAREHOLDERS = [1] * 5 + [2] * 12


def half_even_each(total: int, weights: Sequence[int]) -> list[int]:
    return [round(share) for share in exact(total, weights)]


def floor_each(total: int, weights: Sequence[int]) -> list[int]:
    return [math.floor(share) for share in exact(total, weights)]


def by_float(total: int, weights: Sequence[int]) -> list[int]:
    *head, _ = [int(total * (weight / sum(weights))) for weight in weights]
    return [*head, total - sum(head)]


def rest_to_the_last(total: int, weights: Sequence[int]) -> list[int]:
    *head, _ = half_even_each(total, weights)
    return [*head, total - sum(head)]


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        pytest.param(half_even_each, conserves, id="each rounded alone"),
        pytest.param(floor_each, conserves, id="each floored alone"),
        pytest.param(by_float, keeps_floor, id="float shares"),
        pytest.param(rest_to_the_last, keeps_floor, id="the last pays for the others' rounding"),
        pytest.param(rest_to_the_last, grows_with_the_total, id="the last may shrink"),
    ],
)
def test_the_laws_catch_a_cut_that_is_wrong(wrong: Cut, law: Law) -> None:
    total, weights = find(
        st.tuples(totals, some_weights), lambda case: not law(wrong, *case), settings=SEARCH
    )
    assert not law(wrong, total, weights)


def test_17_shareholders_rounded_alone_get_9_98_of_10_00() -> None:
    assert 998 == sum(half_even_each(1000, SHAREHOLDERS))


@pytest.mark.parametrize("rule", RULES)
def test_17_shareholders_get_the_whole_of_10_00(rule: AllocationRule) -> None:
    assert 1000 == sum(allocate(1000, SHAREHOLDERS, rule=rule))
