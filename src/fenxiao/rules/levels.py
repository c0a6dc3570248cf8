"""Level commission (三级分销): each upline within three earns the rate of its depth.

Depth is the distance above the buyer. Somebody missing at a depth leaves that slot to
the platform and moves nobody; each share is floored once, on its own line.

Source: docs/rules/levels.md, whose worked example is its case file.
"""

from __future__ import annotations

from dataclasses import dataclass

from fenxiao.errors import EventError, PolicyError
from fenxiao.model.checks import STRICT, check_id, check_tuple
from fenxiao.money import check_rate

__all__ = ["DEPTH_LIMIT", "Condition", "Levels"]

DEPTH_LIMIT = 3
"""Nobody further above the buyer is ever paid, by all rules together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Which lines a rule looks at.

    Args:
        line_kinds: Kinds of line it takes; empty takes every kind.
        categories: Categories it takes; empty takes every category.

    Examples:
        >>> goods = Condition(line_kinds=("product",))
        >>> goods.takes("product", "toys"), goods.takes("delivery", "toys")
        (True, False)
    """

    __pydantic_config__ = STRICT

    line_kinds: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check every word."""
        kinds = check_tuple(self.line_kinds, str, "line_kinds")
        object.__setattr__(self, "line_kinds", kinds)
        categories = check_tuple(self.categories, str, "categories")
        object.__setattr__(self, "categories", categories)
        for word in (*self.line_kinds, *self.categories):
            check_id(word, "condition")

    def takes(self, line_kind: str | None, category: str | None) -> bool:
        """Say whether a line of this kind and category is taken; None is any other word."""
        return (not self.line_kinds or line_kind in self.line_kinds) and (
            not self.categories or category in self.categories
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The rule as data.

    Args:
        rule_id: Its name in the plan, in traces and reports.
        rates_ppm: The rate of each depth, nearest to the buyer first; 1 to 3 of them.
        when: Which lines it pays on.

    Raises:
        PolicyError: ``plan.depth`` for more than three rates or none.
        MoneyError: A rate is not one.

    Examples:
        >>> Levels(rule_id="sale", rates_ppm=(100_000, 50_000, 20_000)).when
        Condition(line_kinds=(), categories=())
    """

    __pydantic_config__ = STRICT

    rule_id: str
    rates_ppm: tuple[int, ...]
    when: Condition = Condition()

    def __post_init__(self) -> None:
        """Check the name, the depth and every rate."""
        check_id(self.rule_id, "rule_id")
        given: object = self.rates_ppm
        if not isinstance(given, (tuple, list)):
            got, problem = repr(given)[:160], "it must be a tuple of rates in ppm"
            raise EventError("event.bad_field", field="rates_ppm", got=got, problem=problem)
        object.__setattr__(self, "rates_ppm", tuple(self.rates_ppm))
        if not 1 <= len(self.rates_ppm) <= DEPTH_LIMIT:
            raise PolicyError("plan.depth", rule_id=self.rule_id, depth=len(self.rates_ppm))
        for rate_ppm in self.rates_ppm:
            check_rate(rate_ppm)
