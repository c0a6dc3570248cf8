"""Attribution policies (归因规则): who is credited with an order, for what, as data.

A rule for each kind of credit, the one that goes before the others first. A rule may shut
out only kinds that stand below it, so no two can shut out each other, and a claim of a
lower kind never changes what became of a higher one.

Source: docs/credits.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fenxiao.errors import PolicyError
from fenxiao.model.checks import STRICT, check_id, check_kind, check_quantity, check_tuple
from fenxiao.model.credit_records import CREDIT_KINDS, CreditKind
from fenxiao.model.envelope import check_flag, is_one_of
from fenxiao.model.instants import DAY_US, check_instant
from fenxiao.model.people import RELATIONS, Relation
from fenxiao.model.who import ANYBODY, Who

__all__ = ["AttributionPolicy", "Click", "CreditRule", "Scope"]

Click = Literal["first", "last", "all"]
Scope = Literal["any", "same_content"]
_HOUR_US = DAY_US // 24
_DAYS_LIMIT = 3_650
_VISITS_LIMIT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRule:
    """Who is credited for one kind (归因条款).

    Args:
        kind: One of ``CREDIT_KINDS``.
        channels: Visits by these channels are claims of this kind; none leaves it to what is
            told with the order, and to ``relation``.
        relation: Whoever stands directly above the buyer in this relation has a claim.
        window_hours: How long a claim counts, in hours; it needs no days beside it.
        window_days: The same in days of 24 hours; without a window every claim counts.
        click: Of several claims on a line, "first" or "last" counts, or "all" share by weight.
        scope: "any" credits with the whole order, "same_content" with the lines of the article
            that the claim is about.
        excludes: Kinds of rules further down that are shut out of a line credited here.
        is_self_allowed: Whether the buyer may be credited with his own order.
        needs_listing: Whether only lines count whose article the holder's store lists.
        holder: Who may be credited.

    Raises:
        PolicyError: ``policy.attribution`` when fields contradict each other.

    Examples:
        >>> CreditRule(kind="link", channels=("click",), window_days=15).window_us == 15 * DAY_US
        True
    """

    __pydantic_config__ = STRICT

    kind: CreditKind
    channels: tuple[str, ...] = ()
    relation: Relation | None = None
    window_hours: int | None = None
    window_days: int | None = None
    click: Click = "last"
    scope: Scope = "any"
    excludes: tuple[CreditKind, ...] = ()
    is_self_allowed: bool = False
    needs_listing: bool = False
    holder: Who = ANYBODY

    def __post_init__(self) -> None:
        """Check every field, and that together they make sense."""
        is_one_of(self.kind, CREDIT_KINDS, "kind")
        is_one_of(self.click, ("first", "last", "all"), "click")
        is_one_of(self.scope, ("any", "same_content"), "scope")
        if self.relation is not None:
            is_one_of(self.relation, RELATIONS, "relation")
        for name, high in (("window_hours", 24 * _DAYS_LIMIT), ("window_days", _DAYS_LIMIT)):
            length: int | None = getattr(self, name)
            if length is not None:
                check_quantity(length, name, high=high)
        for name in ("channels", "excludes"):
            object.__setattr__(self, name, check_tuple(getattr(self, name), str, name))
        for channel in self.channels:
            check_id(channel, "channels")
        for kind in self.excludes:
            is_one_of(kind, CREDIT_KINDS, "excludes")
        check_flag(self.is_self_allowed, "is_self_allowed")
        check_flag(self.needs_listing, "needs_listing")
        check_kind(self.holder, Who, "holder")
        self._check_sense()

    def _check_sense(self) -> None:
        for is_wrong, problem in (
            (
                self.window_hours is not None and self.window_days is not None,
                "a window is given in hours or in days, not in both",
            ),
            (
                bool(self.channels) and self.window_us is None,
                "channels need a window, so that old visits can be forgotten",
            ),
            (
                self.kind == "relation" and self.relation is None,
                'the kind "relation" must name its relation',
            ),
        ):
            if is_wrong:
                raise PolicyError("policy.attribution", kind=self.kind, problem=problem)

    @property
    def window_us(self) -> int | None:
        """How long a claim counts, in microseconds; None is without end."""
        if self.window_hours is not None:
            return self.window_hours * _HOUR_US
        return None if self.window_days is None else self.window_days * DAY_US


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionPolicy:
    """Who is credited with an order, in force from an instant on (归因规则).

    Args:
        rules: One rule a kind, the one that goes before the others first.
        effective_from: From when it is in force; none is always. The newest one counts.
        visit_limit: How many of the buyer's newest visits an order looks at.

    Raises:
        PolicyError: ``policy.attribution`` when two rules have one kind, or a rule excludes a
            kind that does not stand below it.

    Examples:
        >>> link = CreditRule(kind="link", channels=("click",), window_days=15)
        >>> fan = CreditRule(kind="relation", relation="customer")
        >>> policy = AttributionPolicy(rules=(link, fan))
        >>> policy.looks_at("click"), policy.looks_at("scan")
        (True, False)
    """

    __pydantic_config__ = STRICT

    rules: tuple[CreditRule, ...]
    effective_from: datetime | None = None
    visit_limit: int = 100

    def __post_init__(self) -> None:
        """Check every field, and that rules shut out only what stands below them."""
        object.__setattr__(self, "rules", check_tuple(self.rules, CreditRule, "rules"))
        if self.effective_from is not None:
            start = check_instant(self.effective_from, "effective_from")
            object.__setattr__(self, "effective_from", start)
        check_quantity(self.visit_limit, "visit_limit", high=_VISITS_LIMIT)
        kinds = [rule.kind for rule in self.rules]
        for place, rule in enumerate(self.rules):
            if rule.kind in kinds[:place]:
                problem = "a kind has one rule"
                raise PolicyError("policy.attribution", kind=rule.kind, problem=problem)
            above = next((one for one in rule.excludes if one not in kinds[place + 1 :]), None)
            if above is not None:
                problem = f'it excludes "{above}", which must have a rule further down'
                raise PolicyError("policy.attribution", kind=rule.kind, problem=problem)

    def looks_at(self, channel: str) -> bool:
        """Say whether visits by a channel are claims of any kind."""
        return any(channel in rule.channels for rule in self.rules)

    @property
    def longest_window_us(self) -> int | None:
        """How far back visits count at most, in microseconds; None where none do."""
        windows = (rule.window_us for rule in self.rules if rule.channels)
        return max((one for one in windows if one is not None), default=None)

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The relations in which somebody above the buyer has a claim, each once."""
        found = (rule.relation for rule in self.rules if rule.relation is not None)
        return tuple(dict.fromkeys(found))
