"""Amounts of rules (佣金数额): percent, fixed per piece, fixed per order, and tables of them.

A row says for which lines, payees and amounts it stands, and what it pays, one amount a
place: the first place of ``levels`` is the upline nearest to the buyer, that of ``role`` the
holder. Of the rows that match, the one with the narrowest word counts (sku, product,
category, brand, merchant, none), and of those the one that is written first.

Source: docs/rules/amounts.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fenxiao.errors import PolicyError
from fenxiao.model.checks import STRICT
from fenxiao.rules import checks
from fenxiao.rules.forms import Rate

__all__ = ["DEPTH_LIMIT", "SELECTORS", "Pay", "Row", "check_pay"]

DEPTH_LIMIT = 3
"""Nobody further above the buyer is ever paid, by all rules together."""

SELECTORS = ("skus", "products", "categories", "brands", "merchants")
"""The words by which a row names lines, the narrowest first: the precedence of a table."""

_FACTOR_DAYS = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """What is paid, one amount a place; a place may have all three, which are added.

    Args:
        rates_ppm: Rates of the rule's base, in ppm.
        units_minor: Fixed amounts for each piece, in minor units.
        orders_minor: Fixed amounts for the whole order, in minor units.
        self_rate_ppm: The rate of the buyer's own purchase; none pays no such slot, 0 pays 0.
        self_unit_minor: The fixed amount for each piece of it.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    rates_ppm: tuple[Rate, ...] = ()
    units_minor: tuple[int, ...] = ()
    orders_minor: tuple[int, ...] = ()
    self_rate_ppm: Rate | None = None
    self_unit_minor: int | None = None

    @property
    def places(self) -> int:
        """How many places have an amount."""
        return max(len(self.rates_ppm), len(self.units_minor), len(self.orders_minor))

    @property
    def pays_self(self) -> bool:
        """Whether it names an amount for the buyer's own purchase."""
        return self.self_rate_ppm is not None or self.self_unit_minor is not None

    @property
    def is_fixed(self) -> bool:
        """Whether any amount is a fixed one, which no rate of what was paid bounds."""
        return any((*self.units_minor, *self.orders_minor, self.self_unit_minor or 0))

    def at(self, place: int) -> tuple[int, int, int]:
        """Return rate, amount a piece and amount an order of a place; 0 is the buyer's own."""
        if not place:
            return self.self_rate_ppm or 0, self.self_unit_minor or 0, 0
        return (
            _at(self.rates_ppm, place),
            _at(self.units_minor, place),
            _at(self.orders_minor, place),
        )


def _at(values: tuple[int, ...], place: int) -> int:
    return values[place - 1] if place <= len(values) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Pay):
    """A row of a rule's table.

    At most one of the five words chooses lines; what is left out asks nothing.

    Args:
        skus: These articles.
        products: These products.
        categories: These categories.
        brands: These brands.
        merchants: Orders of these merchants.
        grades: Payees of these grades.
        channels: Orders sold by these channels.
        tenure_from_days: Payees who have been promoters for at least so many days.
        tenure_until_days: Payees who have been promoters for less than so many days.
        from_minor: Amounts of at least this, in minor units.
        until_minor: Amounts of less than this, in minor units.

    Raises:
        PolicyError: ``plan.bad_field``, ``plan.depth``.

    Examples:
        >>> Row(categories=("phone",), rates_ppm=("5%", "2%")).rates_ppm
        (50000, 20000)
    """

    skus: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    merchants: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    tenure_from_days: int | None = None
    tenure_until_days: int | None = None
    from_minor: int = 0
    until_minor: int | None = None

    def __post_init__(self) -> None:
        """Check every field, and that the row can match anything."""
        check_pay(self, "rows")
        for name in (*SELECTORS, "grades", "channels"):
            object.__setattr__(self, name, checks.words(getattr(self, name), name))
        if sum(bool(getattr(self, name)) for name in SELECTORS) > 1:
            named = [name for name in SELECTORS if getattr(self, name)]
            checks.refuse("rows", named, "a row chooses lines by one kind of word")
        for name in ("tenure_from_days", "tenure_until_days"):
            if getattr(self, name) is not None:
                checks.count(getattr(self, name), name, high=_FACTOR_DAYS)
        checks.amount(self.from_minor, "from_minor")
        if self.until_minor is not None:
            checks.amount(self.until_minor, "until_minor")
            if self.until_minor <= self.from_minor:
                checks.refuse("until_minor", self.until_minor, "it must be above from_minor")
        until = self.tenure_until_days
        if until is not None and until <= (self.tenure_from_days or 0):
            checks.refuse("tenure_until_days", until, "it must be above tenure_from_days")

    @property
    def selector(self) -> str:
        """Which word chooses its lines; empty where it takes all."""
        return next((name for name in SELECTORS if getattr(self, name)), "")

    @property
    def rank(self) -> int:
        """Where it stands in the precedence of the table, 0 first."""
        return SELECTORS.index(self.selector) if self.selector else len(SELECTORS)


def check_pay(pay: Pay, name: str) -> None:
    """Check the amounts of a row or a rule, and bring percent texts to ppm.

    Raises:
        PolicyError: ``plan.bad_field``; ``plan.depth`` for more than three places.
    """
    object.__setattr__(pay, "rates_ppm", checks.rates(pay.rates_ppm, "rates_ppm"))
    for field in ("units_minor", "orders_minor"):
        object.__setattr__(pay, field, checks.amounts(getattr(pay, field), field))
    if pay.self_rate_ppm is not None:
        object.__setattr__(pay, "self_rate_ppm", checks.rate(pay.self_rate_ppm, "self_rate_ppm"))
    if pay.self_unit_minor is not None:
        checks.amount(pay.self_unit_minor, "self_unit_minor")
    if pay.places > DEPTH_LIMIT:
        raise PolicyError("plan.depth", rule_id=getattr(pay, "rule_id", name), depth=pay.places)
