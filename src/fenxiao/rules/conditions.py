"""Conditions (适用条件): which lines, buyers and amounts a rule or a campaign looks at.

What asks about people is answered once, when the terms are settled. What asks about an
amount is asked again of what is left after a refund.

Source: docs/rules/conditions.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from fenxiao.model.checks import STRICT
from fenxiao.model.who import ANYBODY, Who
from fenxiao.rules import checks

__all__ = ["ALWAYS", "AMOUNTS_OF", "AmountOf", "Condition"]

AmountOf = Literal["line", "order"]
AMOUNTS_OF: tuple[AmountOf, ...] = ("line", "order")
"""What an amount condition measures: what was paid for the line, or for the whole order."""

_WORDS = (
    *("line_kinds", "skus", "products", "categories", "brands", "merchants", "channels"),
    *("without_skus", "without_products", "without_categories", "without_brands"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Which lines a rule looks at; what is left out asks nothing.

    Args:
        line_kinds: Kinds of line it takes.
        skus: Articles it takes.
        products: Products it takes.
        categories: Categories it takes.
        brands: Brands it takes.
        merchants: Merchants whose orders it takes.
        channels: Channels by which an order must have been sold.
        without_skus: Articles that it leaves out.
        without_products: Products that it leaves out.
        without_categories: Categories that it leaves out.
        without_brands: Brands that it leaves out.
        buyer: Whose purchases it takes.
        is_first_order: Whether it must, or must not, be the buyer's first order.
        at_least_minor: The amount from which on it looks, that amount included.
        amount_of: Of what that amount is: "line" or "order".

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> Condition(line_kinds=("product",), without_categories=("phone",)).is_always
        False
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    line_kinds: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    merchants: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    without_skus: tuple[str, ...] = ()
    without_products: tuple[str, ...] = ()
    without_categories: tuple[str, ...] = ()
    without_brands: tuple[str, ...] = ()
    buyer: Who = ANYBODY
    is_first_order: bool | None = None
    at_least_minor: int = 0
    amount_of: AmountOf = "line"

    def __post_init__(self) -> None:
        """Check every field, and that no word is both taken and left out."""
        for name in _WORDS:
            object.__setattr__(self, name, checks.words(getattr(self, name), name))
        for name in ("skus", "products", "categories", "brands"):
            taken, left_out = getattr(self, name), getattr(self, f"without_{name}")
            if taken and not set(taken) - set(left_out):
                checks.refuse(f"without_{name}", left_out, "it leaves out all that is taken")
        checks.kind_of(self.buyer, Who, "buyer")
        if self.is_first_order is not None:
            checks.flag(self.is_first_order, "is_first_order")
        checks.amount(self.at_least_minor, "at_least_minor")
        checks.one_of(self.amount_of, AMOUNTS_OF, "amount_of")

    @property
    def is_always(self) -> bool:
        """Whether it takes everything."""
        return self == ALWAYS


ALWAYS = Condition()
"""The condition that everything meets."""
