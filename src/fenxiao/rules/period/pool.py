"""Pool (分红池): a part of all sales, or a fixed amount, shared by weights, to the unit.

Parts are cut by largest remainder: together they are exactly the pool, and each is less
than one unit off its exact share.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal, get_args

from fenxiao.model.checks import STRICT
from fenxiao.model.who import Who
from fenxiao.money import PPM, allocate
from fenxiao.rules import checks
from fenxiao.rules.forms import Rate
from fenxiao.rules.period.fields import PeriodFields
from fenxiao.rules.period.sales import VOLUMES, Given, PeriodSales, VolumeOf

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["Pool", "PoolBy", "Weight"]

PoolBy = Literal["holders", "grades", "volume"]
POOL_BY: tuple[PoolBy, ...] = get_args(PoolBy)
"""Shared among members who are named, among sellers by their grade, or by what they sold."""

_WEIGHT_LIMIT = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """The weight of a member, or of everybody of a grade.

    Args:
        name: The member's id, or the grade's name.
        weight: His weight, or that of each member of the grade.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> Weight(name="gold", weight=3).weight
        3
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    name: str
    weight: int

    def __post_init__(self) -> None:
        """Check both fields."""
        checks.word(self.name, "name")
        checks.count(self.weight, "weight", low=1, high=_WEIGHT_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool(PeriodFields):
    """Share a part of all sales, or a fixed amount, by weights, to the unit (分红池).

    Args:
        rate_ppm: The part of all sales that the pool is, in ppm.
        amount_minor: Or the pool as a fixed amount, in minor units.
        by: How it is shared: among "holders", by "grades", or by "volume".
        weights: The holders, or the grades, with their weights.
        volume: Which volume counts, where it is shared by volume or asked for at least.
        at_least_minor: The volume that a seller must have; holders are not asked.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> from fenxiao.model.who import ANYBODY
        >>> holders = tuple(Weight(name=f"s{number}", weight=1) for number in range(3))
        >>> pool = Pool(rule_id="pool", rate_ppm="10%", weights=holders)
        >>> sold = PeriodSales(volume_minor=1_000)
        >>> [one.amount_minor for one in pool.award(sold, ANYBODY)]
        [34, 33, 33]
    """

    rate_ppm: Rate = 0
    amount_minor: int = 0
    by: PoolBy = "holders"
    weights: tuple[Weight, ...] = ()
    volume: VolumeOf = "team"
    at_least_minor: int = 0
    kind: Literal["pool"] = field(default_factory=lambda: "pool")

    @override
    def __post_init__(self) -> None:
        """Check every field, and that together they say one way to share one pool."""
        PeriodFields.__post_init__(self)
        object.__setattr__(self, "rate_ppm", checks.rate(self.rate_ppm, "rate_ppm"))
        checks.amount(self.amount_minor, "amount_minor")
        if bool(self.rate_ppm) == bool(self.amount_minor):
            problem = "a pool is a rate of all sales, or an amount: exactly one of the two"
            checks.refuse("amount_minor", self.amount_minor, problem)
        checks.one_of(self.by, POOL_BY, "by")
        weights = checks.tuple_of(self.weights, (Weight,), "weights")
        object.__setattr__(self, "weights", weights)
        names = [one.name for one in weights]
        if (self.by == "volume") == bool(names) or len(set(names)) < len(names):
            problem = "holders and grades have weights, each name once; volumes have none"
            checks.refuse("weights", names, problem)
        checks.one_of(self.volume, VOLUMES, "volume")
        checks.amount(self.at_least_minor, "at_least_minor")
        if self.by == "holders" and (self.earner is not None or self.at_least_minor):
            named = "earner" if self.earner is not None else "at_least_minor"
            checks.refuse(named, getattr(self, named), "holders are named, nothing else is asked")

    @property
    def share_ppm(self) -> int | None:
        """Its part of all sales in ppm; None for a fixed amount."""
        return self.rate_ppm or None

    def award(self, sales: PeriodSales, earner: Who) -> tuple[Given, ...]:
        """Return the part of each member, by member id where none is named first."""
        total_minor = self.amount_minor or sales.volume_minor * self.rate_ppm // PPM
        parts = list(self._weights(sales, earner))
        if not parts or not total_minor:
            return ()
        amounts = allocate(total_minor, [weight for _, weight in parts], rule="largest_remainder")
        base = ("volume_minor", sales.volume_minor), ("rate_ppm", self.rate_ppm)
        whole = ("total_minor", total_minor), ("weights", str(sum(one for _, one in parts)))
        return tuple(
            Given(
                self.rule_id,
                member_id,
                amount_minor,
                (("kind", self.kind), ("by", self.by), *base, *whole, ("weight", str(weight))),
            )
            for (member_id, weight), amount_minor in zip(parts, amounts, strict=True)
            if amount_minor
        )

    def _weights(self, sales: PeriodSales, earner: Who) -> Iterator[tuple[str, int]]:
        """Yield who shares it, and with which weight above 0."""
        named = {one.name: one.weight for one in self.weights}
        if self.by == "holders":
            yield from named.items()
            return
        for seller in self.fit(sales.sellers, earner):
            volume_minor = seller.volume(self.volume)
            weight = volume_minor if self.by == "volume" else named.get(seller.member.grade, 0)
            if weight and volume_minor >= self.at_least_minor:
                yield seller.member_id, weight
