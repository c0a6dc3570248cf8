"""Instants in words (时刻的说法): how a sentence writes an instant, in each language.

A Chinese reader gets the wall clock of China with its offset, an English one UTC. Seconds
and microseconds are left out where they are 0, so that two instants never read alike.

Source: docs/rules/explanations.md, "The tree".
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from fenxiao.trace.reasons import Language

__all__ = ["told_instant"]

_CHINA = timezone(timedelta(hours=8))


def told_instant(at: datetime, language: Language = "en") -> str:
    """Write an instant as a sentence says it, with its offset.

    Args:
        at: An aware datetime.
        language: "en" for UTC, "zh" for the clock of China.

    Examples:
        >>> at = datetime(2024, 12, 31, 16, tzinfo=UTC)
        >>> told_instant(at), told_instant(at, "zh")
        ('2024-12-31 16:00 (UTC)', '2025-01-01 00:00 (UTC+08:00)')
    """
    zone, shown = (_CHINA, "UTC+08:00") if language == "zh" else (UTC, "UTC")
    try:
        local = at.astimezone(zone)
    except OverflowError:  # the last hours of the year 9999 have no place in China's calendar
        local, shown = at.astimezone(UTC), "UTC"
    has_part = "microseconds" if local.microsecond else "seconds" if local.second else "minutes"
    text = local.replace(tzinfo=None).isoformat(sep=" ", timespec=has_part)
    return f"{text} ({shown})"
