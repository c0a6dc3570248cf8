"""Instants (时间点): aware datetimes outside, whole UTC microseconds inside.

An int compares, sorts and encodes in one way only; a datetime has a zone, a fold and
a spelling. So every instant becomes UTC microseconds since 1970 as it comes in, and a
naive datetime, which names no instant, is refused.

Source: docs/contract.md, "Instants".
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fenxiao.errors import EventError

__all__ = ["DAY_US", "FOREVER_US", "check_instant", "from_us", "instant_text", "to_us"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

DAY_US = 86_400_000_000
"""One day of 24 hours: periods of N days are N of these, whatever the wall clocks do."""

FOREVER_US = 2**63 - 1
"""Later than every instant: "whatever is known", for questions that are not as of a time."""


def check_instant(value: object, name: str) -> datetime:
    """Return the instant in UTC, or refuse what names none.

    Args:
        value: The instant to check.
        name: What the caller calls it, for the message.

    Returns:
        The same instant in UTC.

    Raises:
        EventError: ``event.naive_instant`` when it is no datetime or has no zone;
            ``event.bad_field`` when no year of UTC holds it.

    Examples:
        >>> check_instant(datetime.fromisoformat("2024-06-18T20:00+08:00"), "at").isoformat()
        '2024-06-18T12:00:00+00:00'
    """
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise EventError("event.naive_instant", name=name, got=repr(value))
    if value.tzinfo is UTC:
        return value
    try:
        return value.astimezone(UTC)
    except OverflowError:
        problem = "it must lie in the years 1 to 9999 in UTC"
        got = repr(value)
        raise EventError("event.bad_field", field=name, got=got, problem=problem) from None


def to_us(at: datetime) -> int:
    """Return the UTC microseconds since 1970 of an aware datetime.

    Examples:
        >>> to_us(datetime(1970, 1, 2, tzinfo=UTC)) == DAY_US
        True
    """
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_us(us: int) -> datetime:
    """Return the instant of UTC microseconds, as an aware datetime in UTC.

    Examples:
        >>> from_us(DAY_US)
        datetime.datetime(1970, 1, 2, 0, 0, tzinfo=datetime.timezone.utc)
    """
    return _EPOCH + timedelta(microseconds=us)


def instant_text(at: datetime) -> str:
    """Return the one spelling that an instant has in canonical text.

    Examples:
        >>> instant_text(datetime.fromisoformat("2024-06-18T20:00+08:00"))
        '2024-06-18T12:00:00.000000Z'
    """
    utc = check_instant(at, "at")
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
