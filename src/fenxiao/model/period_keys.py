"""Keys and scans of periods (周期主键与查询): under what their rows are stored and found.

Source: docs/contract.md.
"""

from __future__ import annotations

from fenxiao.model.contract import Key, Scan
from fenxiao.model.period_records import PeriodAward, Qualified, Volume

__all__ = [
    "Part",
    "award_key",
    "awards_scan",
    "periods_key",
    "qualified_key",
    "qualified_scan",
    "sale_key",
    "sales_open_scan",
    "sales_scan",
    "sales_total_key",
    "volume_key",
    "volumes_scan",
]

Part = tuple[str, str, str, str]
"""A plan's part of a period: payer, currency, period, plan."""


def periods_key(payer_id: str, currency: str) -> Key:
    """Return the key of the periods of a payer in a currency."""
    return ("periods", payer_id, currency)


def sale_key(order_id: str) -> Key:
    """Return the key of an order as its period counts it."""
    return ("sale", order_id)


def sales_total_key(part: Part) -> Key:
    """Return the key of all sales of a plan in a period."""
    return ("sales_total", *part)


def volume_key(volume: Volume) -> Key:
    """Return the key of what was bought below a member through one of his fans."""
    return ("volume", *volume[:6])


def qualified_key(qualified: Qualified) -> Key:
    """Return the key of who a member was when a period closed."""
    return ("qualified", *qualified[:5])


def award_key(award: PeriodAward) -> Key:
    """Return the key of what is booked for a member by one rule for a period."""
    return ("award", *award[:6])


def sales_open_scan(payer_id: str, currency: str, period_us: tuple[int, int], limit: int) -> Scan:
    """Ask for a payer's sales of a time that no period has counted as they are now."""
    return Scan("sales_open", (payer_id, currency, *period_us), None, limit)


def sales_scan(
    payer_id: str,
    currency: str,
    period_us: tuple[int, int],
    limit: int,
    after: tuple[int, str] | None = None,
) -> Scan:
    """Ask for all sales of a payer of a time, in canonical order."""
    return Scan("sales", (payer_id, currency, *period_us), after, limit)


def volumes_scan(part: Part, limit: int, after: tuple[str, ...] | None = None) -> Scan:
    """Ask for the volumes of a plan in a period, by member and fan."""
    return Scan("volumes", part, after, limit)


def qualified_scan(part: Part, limit: int, after: tuple[str, ...] | None = None) -> Scan:
    """Ask for who the members of a plan were when a period closed, by member."""
    return Scan("qualified", part, after, limit)


def awards_scan(part: Part, limit: int, after: tuple[str, ...] | None = None) -> Scan:
    """Ask for what is booked by a plan for a period, by rule and member."""
    return Scan("awards", part, after, limit)
