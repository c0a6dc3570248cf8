"""Plans (分佣方案): what is paid for which lines, as data that is proved before it pays.

A plan lists rules, a ceiling on what any line may pay by all of them together, and
what to do where they would pay more. When it is made it is compiled to one table of
slots for every kind of line that it can tell apart, so the greatest share of any line
is known, with a witness, before the first order.

Source: docs/rules/plan.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Literal, NamedTuple

from fenxiao.errors import PolicyError
from fenxiao.model.checks import STRICT, check_id, check_tuple
from fenxiao.model.encoding import digest
from fenxiao.model.instants import check_instant
from fenxiao.model.records import Slot
from fenxiao.money import PPM, check_rate
from fenxiao.rules.levels import Levels

__all__ = ["Plan", "SlotRate", "Trim"]

Trim = Literal["refuse", "nearest_first"]
"""What to do where a line would pay above the ceiling: load no such plan, or fill it from
the payee nearest to the buyer outward until the ceiling is used up."""


class SlotRate(NamedTuple):
    """One slot of a kind of line before anybody is named.

    ``absent`` is the slot as it stands where nobody can be paid; it is the same for
    every line, so it is made once.
    """

    rule_id: str
    depth: int
    rate_ppm: int
    reason: str
    absent: Slot


LineClass = tuple[str | None, str | None]
"""Line kind and category, each None where the plan names no such word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A commission plan in force from an instant.

    Args:
        plan_id: Its name in terms, traces and reports.
        effective_from: From when it is in force.
        ceiling_ppm: The most that any line may pay, of what was paid for it, in ppm.
        rules: The rules, in the order in which ties are settled.
        merchant_id: Whose orders it is for; None is for every merchant without his own.
        trim: What to do where the rules together exceed the ceiling.

    Raises:
        PolicyError: ``plan.ceiling``, ``plan.no_rules``, ``plan.repeated_rule``,
            ``plan.unknown_trim``.

    Examples:
        >>> from datetime import UTC
        >>> plan = Plan(
        ...     plan_id="2024",
        ...     effective_from=datetime(2024, 1, 1, tzinfo=UTC),
        ...     ceiling_ppm=200_000,
        ...     rules=(Levels(rule_id="sale", rates_ppm=(100_000, 50_000, 20_000)),),
        ... )
        >>> plan.greatest_share()
        (170000, (None, None))
    """

    __pydantic_config__ = STRICT

    plan_id: str
    effective_from: datetime
    ceiling_ppm: int
    rules: tuple[Levels, ...]
    merchant_id: str | None = None
    trim: Trim = "refuse"
    _table: dict[LineClass, tuple[SlotRate, ...]] = field(
        init=False, repr=False, compare=False, hash=False
    )
    _words: tuple[frozenset[str], frozenset[str]] = field(
        init=False, repr=False, compare=False, hash=False
    )
    _digest: str = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        """Check every field, compile the table, and prove the ceiling."""
        check_id(self.plan_id, "plan_id")
        instant = check_instant(self.effective_from, "effective_from")
        object.__setattr__(self, "effective_from", instant)
        check_rate(self.ceiling_ppm)
        if self.merchant_id is not None:
            check_id(self.merchant_id, "merchant_id")
        object.__setattr__(self, "rules", check_tuple(self.rules, Levels, "rules"))
        self._check_rules()
        kinds = frozenset(word for rule in self.rules for word in rule.when.line_kinds)
        categories = frozenset(word for rule in self.rules for word in rule.when.categories)
        object.__setattr__(self, "_words", (kinds, categories))
        classes = product((None, *sorted(kinds)), (None, *sorted(categories)))
        table = {one: self._slots(*one) for one in classes}
        object.__setattr__(self, "_table", table)
        share_ppm, witness = self.greatest_share()
        if share_ppm > self.ceiling_ppm:
            raise PolicyError(
                "plan.ceiling",
                plan_id=self.plan_id,
                share_ppm=share_ppm,
                ceiling_ppm=self.ceiling_ppm,
                line_kind=witness[0] or "any other",
                category=witness[1] or "any other",
            )
        object.__setattr__(self, "_digest", digest(self))

    @property
    def digest(self) -> str:
        """The digest of what the plan says: the same words give the same digest."""
        return self._digest

    def rates(self, line_kind: str, category: str) -> tuple[SlotRate, ...]:
        """Return the slots of a line, in plan order, before anybody is named.

        Args:
            line_kind: The line's kind.
            category: The line's category.

        Returns:
            One row a slot; the rates after trimming sum to at most the ceiling.
        """
        kinds, categories = self._words
        kind = line_kind if line_kind in kinds else None
        return self._table[kind, category if category in categories else None]

    def greatest_share(self) -> tuple[int, LineClass]:
        """Return the greatest share that any line pays, in ppm, and the kind of line."""
        shares = {one: sum(row.rate_ppm for row in rows) for one, rows in self._table.items()}
        witness = max(shares, key=lambda one: shares[one])
        return shares[witness], witness

    def _check_rules(self) -> None:
        if not self.rules:
            raise PolicyError("plan.no_rules", plan_id=self.plan_id)
        seen: set[str] = set()
        for rule in self.rules:
            if rule.rule_id in seen:
                raise PolicyError("plan.repeated_rule", plan_id=self.plan_id, rule_id=rule.rule_id)
            seen.add(rule.rule_id)
        if self.trim not in ("refuse", "nearest_first"):
            raise PolicyError("plan.unknown_trim", plan_id=self.plan_id, got=repr(self.trim))

    def _slots(self, line_kind: str | None, category: str | None) -> tuple[SlotRate, ...]:
        rows: list[SlotRate] = []
        for rule in self.rules:
            if rule.when.takes(line_kind, category):
                rows += [
                    _slot_rate(rule.rule_id, depth, rate_ppm, "paid" if rate_ppm else "rate_zero")
                    for depth, rate_ppm in enumerate(rule.rates_ppm, start=1)
                ]
            else:
                rows.append(_slot_rate(rule.rule_id, 0, 0, "condition"))
        return tuple(self._trimmed(rows) if self.trim == "nearest_first" else rows)

    def _trimmed(self, rows: list[SlotRate]) -> list[SlotRate]:
        """Cut rates to the ceiling, from the nearest payee outward, ties by plan order.

        The slots of people who turn out to be missing use up ceiling too, so that
        nobody gains from another's absence.
        """
        left_ppm = min(self.ceiling_ppm, PPM)
        made = list(rows)
        for place, row in sorted(enumerate(rows), key=lambda pair: pair[1].depth):
            rate_ppm = min(row.rate_ppm, left_ppm)
            left_ppm -= rate_ppm
            if rate_ppm < row.rate_ppm:
                reason = "trimmed" if rate_ppm else "trimmed_out"
                made[place] = _slot_rate(row.rule_id, row.depth, rate_ppm, reason)
        return made


def _slot_rate(rule_id: str, depth: int, rate_ppm: int, reason: str) -> SlotRate:
    absent = "no_upline" if rate_ppm else reason
    slot = Slot(rule_id, depth, None, rate_ppm, 0, 1, absent)
    return SlotRate(rule_id, depth, rate_ppm, reason, slot)
