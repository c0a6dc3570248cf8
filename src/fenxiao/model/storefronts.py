"""Events about storefronts and credits (店铺与归因事件): claims, assortments, old visits.

Source: docs/events.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

from fenxiao.errors import EventError
from fenxiao.model.checks import STRICT, check_id, check_quantity, check_tuple
from fenxiao.model.credit_records import CREDIT_KINDS, LISTS, CreditKind, Lists
from fenxiao.model.envelope import PAGE_LIMIT, Event, is_one_of
from fenxiao.model.instants import check_instant

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "CLAIM_LIMIT",
    "LISTING_LIMIT",
    "AssortmentChanged",
    "Claim",
    "ForgetVisits",
    "check_claims",
]

CLAIM_LIMIT = 100
"""The most claims that may be told with one order."""

LISTING_LIMIT = 1_000
"""The most articles and categories that one assortment may name."""

_WEIGHT_LIMIT = 1_000_000
_DAYS_LIMIT = 3_650


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What may earn somebody a credit on an order, told with the order (归因依据).

    Args:
        kind: One of ``CREDIT_KINDS`` but "relation", which follows from the bindings alone.
        holder_id: Who would be credited.
        at: When he earned it: the click, the visitor's entering the room.
        subject_id: The link, code, room, store or region, if the host names it.
        content_id: The article that it was about, as in ``Line.sku``; none is about no article.
        weight: His part where several share one kind, beside the parts of the others.
    """

    __pydantic_config__ = STRICT

    kind: CreditKind
    holder_id: str
    at: datetime
    subject_id: str | None = None
    content_id: str | None = None
    weight: int = 1

    def __post_init__(self) -> None:
        """Check every field, and bring the instant to UTC."""
        is_one_of(self.kind, CREDIT_KINDS, "kind")
        if self.kind == "relation":
            problem = "who stands above the buyer is known, and not told with an order"
            raise EventError("event.bad_field", field="kind", got=repr(self.kind), problem=problem)
        check_id(self.holder_id, "holder_id")
        object.__setattr__(self, "at", check_instant(self.at, "at"))
        for name, value in (("subject_id", self.subject_id), ("content_id", self.content_id)):
            if value is not None:
                check_id(value, name)
        check_quantity(self.weight, "weight", high=_WEIGHT_LIMIT)


def check_claims(value: object) -> tuple[Claim, ...]:
    """Return the claims of an order as a tuple; refuse too many, and one that is told twice.

    They are a set: however a host orders them, the payment is the same.

    Raises:
        EventError: ``event.bad_field``.
    """
    claims = check_tuple(value, Claim, "claims")
    told = {(one.kind, one.holder_id, one.at, one.subject_id, one.content_id) for one in claims}
    for is_wrong, problem in (
        (len(claims) > CLAIM_LIMIT, f"at most {CLAIM_LIMIT} claims are told with an order"),
        (len(told) < len(claims), "each claim must be told once"),
    ):
        if is_wrong:
            got = f"{len(claims)} claims"
            raise EventError("event.bad_field", field="claims", got=got, problem=problem)
    return tuple(sorted(claims, key=_by_content))


def _by_content(claim: Claim) -> tuple[datetime, str, str, str, str]:
    return claim.at, claim.kind, claim.holder_id, claim.subject_id or "", claim.content_id or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssortmentChanged(Event):
    """A promoter changed what his store lists, or its title (选品上架).

    What was in force before stays known as of its time. A store of which nothing was told
    lists everything.

    Args:
        member_id: Whose store.
        lists: "all" lists everything, "only" what is named, "all_but" everything else.
        skus: Articles that are named, in any order.
        categories: Categories that are named, in any order.
        title_id: The host's token of the store's name; no personal data.
    """

    member_id: str
    lists: Lists = "all"
    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    title_id: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field, and put what is named in order, each once."""
        Event.__post_init__(self)
        check_id(self.member_id, "member_id")
        is_one_of(self.lists, LISTS, "lists")
        for name in ("skus", "categories"):
            named = check_tuple(getattr(self, name), str, name)
            for one in named:
                check_id(one, name)
            object.__setattr__(self, name, tuple(sorted(set(named))))
        if self.title_id is not None:
            check_id(self.title_id, "title_id")
        self._check_sense()

    def _check_sense(self) -> None:
        count = len(self.skus) + len(self.categories)
        for is_wrong, problem in (
            (self.lists == "all" and count > 0, '"all" names no article and no category'),
            (count > LISTING_LIMIT, f"at most {LISTING_LIMIT} are named; name categories instead"),
        ):
            if is_wrong:
                got = f'lists "{self.lists}" with {count} named'
                raise EventError("event.bad_field", field="lists", got=got, problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetVisits(Event):
    """Take out visits that no order can count any more (清理来访记录), a page at a time.

    They are older than the longest window of every attribution policy, and the days to spare.

    Args:
        spare_days: Days of 24 hours beyond the window, for orders that are told late.
        limit: Visits on one page; more go on in the continuation.
    """

    spare_days: int = 30
    limit: int = 1_000

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_quantity(self.spare_days, "spare_days", low=0, high=_DAYS_LIMIT)
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)
