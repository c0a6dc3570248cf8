"""Qualifying (资格冻结): who sellers were in the last instant of a period, once and for all.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fenxiao.model.contract import Facts, Need, Put, member_key, standing_scan
from fenxiao.model.period_keys import Part, qualified_key
from fenxiao.model.period_records import PeriodSpan, Qualified
from fenxiao.model.records import Member, Standing
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.periods.reading import qualified_of, volumes_of

__all__ = ["Frozen", "freeze", "qualified", "who"]


class Frozen(NamedTuple):
    """What a page writes, and whether everybody is known then."""

    puts: tuple[Put, ...]
    is_last: bool


def freeze(part: Part, span: PeriodSpan, facts: Facts, limit: int) -> Need | Frozen:
    """Freeze who a page of sellers were, or say what must be read for it."""
    volumes = volumes_of(facts, part)
    if isinstance(volumes, Need):
        return volumes
    known = qualified_of(facts, part)
    if isinstance(known, Need):
        return known
    names = {one.member_id for one, _ in known}
    lacking = sorted({one.member_id for one, _ in volumes} - names)
    page = lacking[:limit]
    at_us = span.until_us - 1
    need = missing(facts, map(member_key, page), (standing_scan(one, at_us) for one in page))
    if need is not None:
        return need
    puts = (Put(qualified_key(one), one, 0) for one in who(part, page, facts, at_us))
    return Frozen(tuple(puts), is_last=len(lacking) <= limit)


def who(part: Part, members: Iterable[str], facts: Facts, at_us: int) -> Iterator[Qualified]:
    """Yield who some members were at an instant; their rows and history were loaded."""
    for member_id in members:
        member, _ = row(facts, member_key(member_id), Member)
        standing = next(iter(rows(facts, standing_scan(member_id, at_us), Standing)), (None, 0))[0]
        yield qualified(part, member_id, member, standing, at_us)


def qualified(
    part: Part, member_id: str, member: Member | None, standing: Standing | None, at_us: int
) -> Qualified:
    """Return who a member was at an instant: his history for what changes, his row for the rest.

    Examples:
        >>> qualified(("shop", "CNY", "06", "p"), "u1", None, None, 0)[4:]
        ('u1', 'none', '', False, False, False)
    """
    registered_us, bought_us = (None, None) if member is None else member[1:3]
    is_registered = registered_us is not None and registered_us <= at_us
    has_bought = bought_us is not None and bought_us <= at_us
    if standing is None:
        standing = Standing(member_id, "", 0, "none", "", is_verified=False, cause="hand")
    now = (standing.status, standing.grade, standing.is_verified)
    return Qualified(*part, member_id, *now, is_registered, has_bought)
