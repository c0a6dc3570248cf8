"""Bands: parts of a volume at their rates, held against counting every single unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.rules.period.bands import Band, check_bands, highest_ppm, parts, told, value

BANDS = (
    Band(from_minor=10, rate_ppm=10_000),
    Band(from_minor=50, rate_ppm=5_000),
    Band(from_minor=60, rate_ppm=30_000),
)


@given(volume=st.integers(0, 100))
def test_marginal_is_the_sum_over_every_unit(volume: int) -> None:
    def rate(unit: int) -> int:
        return max(
            ((one.from_minor, one.rate_ppm) for one in BANDS if unit >= one.from_minor),
            default=(0, 0),
        )[1]

    assert value(BANDS, volume, "marginal") == sum(rate(unit) for unit in range(volume))


@pytest.mark.parametrize(
    ("volume", "expected"),
    [(9, 0), (10, 100_000), (49, 490_000), (50, 250_000), (60, 1_800_000)],
)
def test_whole_is_the_rate_that_was_reached(volume: int, expected: int) -> None:
    assert value(BANDS, volume, "whole") == expected


def test_parts_are_told_in_order() -> None:
    assert parts(BANDS, 9, "whole") == parts(BANDS, 9, "marginal") == ()
    assert told(BANDS, 70, "marginal") == "40*10000+10*5000+10*30000"
    assert highest_ppm(BANDS) == 30_000


def test_bands_that_rise_are_taken_as_they_stand() -> None:
    assert check_bands(list(BANDS)) == BANDS


@pytest.mark.parametrize(
    "bands",
    [(), BANDS[::-1], (BANDS[0], BANDS[0]), (BANDS[0], BANDS[2], BANDS[1]), (1,), "bands"],
)
def test_bands_that_do_not_rise_are_refused(bands: object) -> None:
    with pytest.raises(PolicyError) as caught:
        check_bands(bands)
    assert caught.value.code == "plan.bad_field"


@pytest.mark.parametrize("fields", [(0, 0.01), (1.5, 1), (-1, 1), (0, 1_000_001)])
def test_a_band_holds_exact_numbers(fields: tuple[int, int]) -> None:
    with pytest.raises(PolicyError):
        Band(from_minor=fields[0], rate_ppm=fields[1])
