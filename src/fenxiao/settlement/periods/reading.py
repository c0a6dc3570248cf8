"""Reading for a close (关账读取): rows of a part of a period, and what the rules make of them.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from fenxiao.model.contract import Facts, Need, Scan
from fenxiao.model.period_keys import Part, awards_scan, qualified_scan, volumes_scan
from fenxiao.model.period_records import PeriodAward, Qualified, Volume
from fenxiao.model.records import Member, Record
from fenxiao.rules.people import blank
from fenxiao.rules.period.sales import Seller
from fenxiao.settlement.facts import missing, rows

__all__ = ["READ_LIMIT", "as_member", "awards_of", "qualified_of", "sellers_of", "volumes_of"]

READ_LIMIT = 10_000
"""Rows that one scan of a close brings; a close reads on until it has all of a plan."""

R = TypeVar("R", bound=Record)


def volumes_of(facts: Facts, part: Part) -> Need | list[tuple[Volume, int]]:
    """Return all volumes of a plan in a period, or what must be read for it."""
    return _all(
        facts,
        lambda after: volumes_scan(part, READ_LIMIT, after),
        Volume,
        lambda one: (one.member_id, one.child_id),
    )


def qualified_of(facts: Facts, part: Part) -> Need | list[tuple[Qualified, int]]:
    """Return who the members of a plan were when the period closed."""
    return _all(
        facts,
        lambda after: qualified_scan(part, READ_LIMIT, after),
        Qualified,
        lambda one: (one.member_id,),
    )


def awards_of(facts: Facts, part: Part) -> Need | list[tuple[PeriodAward, int]]:
    """Return all that is booked by a plan for a period."""
    return _all(
        facts,
        lambda after: awards_scan(part, READ_LIMIT, after),
        PeriodAward,
        lambda one: (one.rule_id, one.member_id),
    )


def _all(
    facts: Facts,
    scan_after: Callable[[tuple[str, ...] | None], Scan],
    kind: type[R],
    place_of: Callable[[R], tuple[str, ...]],
) -> Need | list[tuple[R, int]]:
    """Return the rows of a scan, page after page, or the next page that must be read."""
    found: list[tuple[R, int]] = []
    after: tuple[str, ...] | None = None
    while True:
        scan = scan_after(after)
        need = missing(facts, (), (scan,))
        if need is not None:
            return need
        page = rows(facts, scan, kind)
        found += page
        if len(page) < scan.limit:
            return found
        after = place_of(page[-1][0])


class _Sold(NamedTuple):
    """What counts for a member: by distance, and by his direct fan."""

    by_distance: list[int]
    by_child: list[int]


def sellers_of(volumes: Iterable[Volume], known: Mapping[str, Member]) -> tuple[Seller, ...]:
    """Return the sellers of a plan, by member id.

    Args:
        volumes: The plan's volumes.
        known: Who the members were; nobody knows anything of the others.

    Examples:
        >>> own = Volume("shop", "CNY", "06", "p", "u1", "", 5, 0, 0, 0)
        >>> fan = Volume("shop", "CNY", "06", "p", "u1", "u2", 0, 10, 20, 0)
        >>> (seller,) = sellers_of([own, fan], {})
        >>> seller.by_distance, seller.by_child
        ((5, 10, 20, 0), (30,))
    """
    sold: dict[str, _Sold] = {}
    for one in volumes:
        mine = sold.setdefault(one.member_id, _Sold([0, 0, 0, 0], []))
        amounts = one[6:10]
        for distance, minor in enumerate(amounts):
            mine.by_distance[distance] += minor
        if one.child_id and any(amounts):
            mine.by_child.append(sum(amounts))
    return tuple(
        Seller(known.get(name) or blank(name), _four(sold[name].by_distance), tuple(sold[name][1]))
        for name in sorted(sold)
        if any(sold[name].by_distance)
    )


def _four(amounts: list[int]) -> tuple[int, int, int, int]:
    own, first, second, third = amounts
    return own, first, second, third


def as_member(one: Qualified) -> Member:
    """Return who a member was when the period closed, as conditions ask of members."""
    return blank(one.member_id)._replace(
        status=one.status,
        grade=one.grade,
        is_verified=one.is_verified,
        registered_us=0 if one.is_registered else None,
        first_order_us=0 if one.has_bought else None,
    )
