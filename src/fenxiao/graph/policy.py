"""Binding policies (绑定规则): who is bound to whom, when, and for how long, as data.

One policy a relation, versioned by its date. Nothing about a rule of binding is code:
first or last touch, the occasion, validity, protection, who may share, who may be bound,
how deep the forest may grow, what becomes of a leaver's fans.

Source: docs/relations.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from fenxiao.errors import PolicyError
from fenxiao.model.checks import STRICT, check_id, check_kind, check_quantity, check_tuple
from fenxiao.model.envelope import is_one_of
from fenxiao.model.instants import DAY_US, check_instant
from fenxiao.model.people import LEAVINGS, RELATIONS, Leaving, Relation
from fenxiao.model.who import ANYBODY, Who

__all__ = ["BindingPolicy", "Occasion"]

Occasion = Literal["touch", "registration", "purchase"]
_OCCASIONS: tuple[Occasion, ...] = get_args(Occasion)
_DAYS_LIMIT = 36_500
_DEPTH_LIMIT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingPolicy:
    """How members are bound in one relation (锁粉规则).

    Args:
        relation: One of ``RELATIONS``.
        effective_from: From when it is in force; none is always. The newest one counts.
        channels: The channels of touches that it looks at; none looks at all.
        binds_at: "touch" binds at once; "registration" and "purchase" remember the sharer and
            bind when the visitor registers, or pays his first order.
        takes: "first" keeps who is bound; "last" lets a later sharer take over. The same
            chooses which touch is remembered.
        valid_days: How long a binding lasts, in days of 24 hours; none is for ever.
        protected_days: With "last": how long nobody else may take over; none is not at all.
        remembered_days: How long a touch is remembered for a later occasion; none is for ever.
        is_renewed: Whether a touch of the same sharer starts the days again.
        sharer: Who may bind others.
        visitor: Who may be bound.
        max_structural_depth: How many may stand above anybody; none is without limit.
        on_leave: What becomes of the fans of a member who left.

    Raises:
        PolicyError: ``policy.binding`` when fields contradict each other.

    Examples:
        >>> lock = BindingPolicy(relation="customer", takes="last", valid_days=30, protected_days=7)
        >>> lock.days_from(0) == (30 * DAY_US, 7 * DAY_US)
        True
    """

    __pydantic_config__ = STRICT

    relation: Relation = "customer"
    effective_from: datetime | None = None
    channels: tuple[str, ...] = ()
    binds_at: Occasion = "touch"
    takes: Literal["first", "last"] = "first"
    valid_days: int | None = None
    protected_days: int | None = None
    remembered_days: int | None = None
    is_renewed: bool = False
    sharer: Who = ANYBODY
    visitor: Who = ANYBODY
    max_structural_depth: int | None = None
    on_leave: Leaving = "keep"

    def __post_init__(self) -> None:
        """Check every field, and that together they make sense."""
        is_one_of(self.relation, RELATIONS, "relation")
        is_one_of(self.binds_at, _OCCASIONS, "binds_at")
        is_one_of(self.takes, ("first", "last"), "takes")
        is_one_of(self.on_leave, LEAVINGS, "on_leave")
        check_kind(self.sharer, Who, "sharer")
        check_kind(self.visitor, Who, "visitor")
        if self.effective_from is not None:
            start = check_instant(self.effective_from, "effective_from")
            object.__setattr__(self, "effective_from", start)
        object.__setattr__(self, "channels", check_tuple(self.channels, str, "channels"))
        for channel in self.channels:
            check_id(channel, "channels")
        for name in ("valid_days", "protected_days", "remembered_days"):
            days: int | None = getattr(self, name)
            if days is not None:
                check_quantity(days, name, high=_DAYS_LIMIT)
        if self.max_structural_depth is not None:
            check_quantity(self.max_structural_depth, "max_structural_depth", high=_DEPTH_LIMIT)
        self._check_sense()

    def _check_sense(self) -> None:
        for is_wrong, problem in (
            (
                self.protected_days is not None and self.takes == "first",
                'protected_days says when another may take over, which takes "first" forbids',
            ),
            (
                (self.protected_days or 0) > (self.valid_days or _DAYS_LIMIT),
                "protected_days must not be more than valid_days",
            ),
            (
                self.is_renewed and self.valid_days is None,
                "is_renewed needs valid_days to start again",
            ),
            (
                self.remembered_days is not None and self.binds_at == "touch",
                'remembered_days needs binds_at "registration" or "purchase"',
            ),
        ):
            if is_wrong:
                raise PolicyError("policy.binding", relation=self.relation, problem=problem)

    def looks_at(self, channel: str) -> bool:
        """Say whether touches of a channel count in this relation."""
        return not self.channels or channel in self.channels

    def days_from(self, at_us: int) -> tuple[int | None, int | None]:
        """Return until when a binding of an instant lasts, and until when it is protected."""
        valid = None if self.valid_days is None else at_us + self.valid_days * DAY_US
        protected = None if self.protected_days is None else at_us + self.protected_days * DAY_US
        return valid, protected

    def remembers(self, candidate_us: int, at_us: int) -> bool:
        """Say whether a touch of one instant is still remembered at another."""
        days = self.remembered_days
        return days is None or at_us < candidate_us + days * DAY_US
