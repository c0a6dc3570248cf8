"""Keys of payments (幂等键): one for each attempt, and how long a rail remembers it.

A rail pays what comes under one key once. So a payment is sent again under its own key only,
with the same contents, and only as long as the rail still knows what it did with it; after
that a person must ask before anything is sent.

Source: docs/payout.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from fenxiao.errors import PayoutError
from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import DAY_US, check_instant, from_us, to_us
from fenxiao.model.records import Payout
from fenxiao.payout.rails import paypal_payouts, wechat_bills
from fenxiao.payout.rails.form import NO_CONTRACT, Contract, Limit, figures

__all__ = ["KEY_LIVES", "KeyLife", "attempt_of", "check_resend", "first_key", "is_key", "next_key"]

_KEY = re.compile(r"[0-9A-Z]{1,30}", re.ASCII)


class KeyLife(NamedTuple):
    """Which figure of a rail says for how many days it knows a key."""

    limits: Sequence[Limit]
    name: str


KEY_LIVES: Mapping[str, KeyLife] = MappingProxyType(
    {
        "paypal_payouts": KeyLife(paypal_payouts.LIMITS, "same_batch_days"),
        "wechat_bills": KeyLife(wechat_bills.LIMITS, "query_days"),
    }
)
"""By rail; of the others no page says that a key ever ends."""


def first_key(request_id: str) -> str:
    """Return the key of the first attempt: it follows from the withdrawal's id."""
    return derive_id(request_id, "payout key", 1)


def next_key(instruction_id: str, attempt: int) -> str:
    """Return the key of a later attempt.

    Examples:
        >>> next_key("I1", 2) != next_key("I1", 3), is_key(next_key("I1", 2))
        (True, True)
    """
    return derive_id(instruction_id, "payout key", attempt)


def attempt_of(payout: Payout, key: str) -> int | None:
    """Return which attempt of an instruction went under a key, or None for a stranger's.

    Examples:
        >>> payout = Payout("I1", "K1", "shop", "u1", "CNY", 90, "t1", "approved", 0, 0, None)
        >>> attempt_of(payout, "K1"), attempt_of(payout, "K2")
        (1, None)
    """
    keys = [*(one.key for one in payout.earlier), payout.key]
    return keys.index(key) + 1 if key in keys else None


def is_key(text: str) -> bool:
    """Say whether a text can be a key: 1 to 30 digits and capital letters."""
    return _KEY.fullmatch(text) is not None


def check_resend(
    payout: Payout,
    at: datetime,
    lives: Mapping[str, KeyLife] = KEY_LIVES,
    contract: Contract = NO_CONTRACT,
) -> None:
    """Refuse to send an instruction once more under a key that its rail may have forgotten.

    Args:
        payout: The instruction, as it stands.
        at: When it would be sent.
        lives: By rail, for how long it knows a key; a rail that is missing knows it for ever.
        contract: The merchant's own figures of this rail.

    Raises:
        PayoutError: ``payout.key_too_old``; ``rail.no_figure``, ``rail.unknown_limit``.

    Examples:
        >>> from datetime import UTC, datetime
        >>> payout = Payout("I1", "K1", "shop", "u1", "CNY", 90, "t1", "unknown", 0, 0, None)
        >>> sent_us = to_us(datetime(2026, 6, 1, tzinfo=UTC))
        >>> sent = payout._replace(rail="paypal_payouts", submitted_us=sent_us)
        >>> check_resend(sent, datetime(2026, 6, 30, tzinfo=UTC))
        >>> check_resend(sent, datetime(2026, 7, 1, tzinfo=UTC))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        fenxiao.errors.PayoutError: A payment is sent again only while its rail knows the key; ...
    """
    at_us = to_us(check_instant(at, "at"))
    if payout.rail is None or payout.rail not in lives or payout.submitted_us is None:
        return
    life = lives[payout.rail]
    days = figures(life.limits, from_us(payout.submitted_us).date(), contract)[life.name]
    if at_us >= payout.submitted_us + days * DAY_US:
        about = {"instruction_id": payout.instruction_id, "rail": payout.rail, "days": days}
        raise PayoutError("payout.key_too_old", **about)
