"""Bands (档位): rates that change with a volume, of each part of it or of the whole.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Literal, get_args

from fenxiao.model.checks import STRICT
from fenxiao.rules import checks
from fenxiao.rules.forms import Rate

__all__ = ["BANDINGS", "Band", "Banding", "check_bands", "highest_ppm", "parts", "told", "value"]

Banding = Literal["marginal", "whole"]
BANDINGS: tuple[Banding, ...] = get_args(Banding)
"""Each part of a volume at the rate of its band, or the whole at the rate that it reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A rate that holds from a volume on.

    Args:
        from_minor: From this volume on, in minor units; that volume included.
        rate_ppm: The rate, in ppm.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> Band(from_minor=500_000, rate_ppm="2%").rate_ppm
        20000
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    from_minor: int
    rate_ppm: Rate

    def __post_init__(self) -> None:
        """Check both fields."""
        checks.amount(self.from_minor, "from_minor")
        object.__setattr__(self, "rate_ppm", checks.rate(self.rate_ppm, "rate_ppm"))


def check_bands(bands: object) -> tuple[Band, ...]:
    """Return bands, each from a higher volume on than the one before.

    Raises:
        PolicyError: ``plan.bad_field``.
    """
    found = checks.tuple_of(bands, (Band,), "bands")
    starts = [band.from_minor for band in found]
    if not found or any(one >= other for one, other in pairwise(starts)):
        problem = "at least one is needed, each from a higher volume on than the one before"
        checks.refuse("bands", starts, problem)
    return found


def highest_ppm(bands: Sequence[Band]) -> int:
    """Return the highest rate of some bands, in ppm."""
    return max(band.rate_ppm for band in bands)


def parts(bands: Sequence[Band], volume_minor: int, mode: Banding) -> tuple[tuple[int, int], ...]:
    """Return the parts of a volume and the rate of each, in minor units and ppm.

    Examples:
        >>> bands = (Band(from_minor=0, rate_ppm="1%"), Band(from_minor=500, rate_ppm="2%"))
        >>> parts(bands, 800, "marginal")
        ((500, 10000), (300, 20000))
        >>> parts(bands, 800, "whole")
        ((800, 20000),)
    """
    reached = [band for band in bands if volume_minor >= band.from_minor]
    if not reached:
        return ()
    if mode == "whole":
        return ((volume_minor, reached[-1].rate_ppm),)
    ends = [*(band.from_minor for band in reached[1:]), volume_minor]
    return tuple(
        (end - band.from_minor, band.rate_ppm) for band, end in zip(reached, ends, strict=True)
    )


def value(bands: Sequence[Band], volume_minor: int, mode: Banding) -> int:
    """Return what bands give of a volume, exactly, in millionths of a minor unit.

    Examples:
        >>> bands = (Band(from_minor=0, rate_ppm="1%"), Band(from_minor=500, rate_ppm="2%"))
        >>> value(bands, 800, "marginal"), value(bands, 800, "whole")
        (11000000, 16000000)
    """
    return sum(minor * rate_ppm for minor, rate_ppm in parts(bands, volume_minor, mode))


def told(bands: Sequence[Band], volume_minor: int, mode: Banding) -> str:
    """Return the parts of a volume as the fact from which a sentence is made.

    Examples:
        >>> told((Band(from_minor=0, rate_ppm="1%"),), 800, "whole")
        '800*10000'
    """
    found = parts(bands, volume_minor, mode)
    return "+".join(f"{minor}*{rate_ppm}" for minor, rate_ppm in found)
