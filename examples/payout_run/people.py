"""Who is paid, by whom, in which currency, over which rail: made up, the same in each run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from fenxiao import OpeningWallet

__all__ = ["PAYERS", "Payer", "Promoter", "balances", "draw", "promoters"]

TAKEN_OVER = datetime(2026, 5, 31, tzinfo=UTC)


class Payer(NamedTuple):
    """A legal entity with its own books, and the rails by which it pays."""

    payer_id: str
    currency: str
    rails: tuple[str, ...]
    share: int


PAYERS = (
    Payer("tea-house", "CNY", ("wechat_bills", "bank_files"), 45),
    Payer("shoe-works", "CNY", ("alipay_transfer", "bank_files"), 22),
    Payer("book-cellar", "CNY", ("wechat_bills", "alipay_transfer"), 17),
    Payer("overseas", "USD", ("paypal_payouts",), 8),
    Payer("europe", "EUR", ("iso20022",), 8),
)
"""Who owes, with how many of a hundred promoters."""


class Promoter(NamedTuple):
    """Somebody with a balance at one payer."""

    member_id: str
    payer_id: str
    currency: str
    rail: str
    available_minor: int


def draw(purpose: str, name: str, size: int) -> int:
    """Return a number from 0 to size - 1 that follows from its names alone.

    Examples:
        >>> draw("fate", "K1", 10) == draw("fate", "K1", 10)
        True
    """
    return int.from_bytes(hashlib.sha256(f"{purpose}:{name}".encode()).digest()[:8]) % size


def promoters(count: int) -> tuple[Promoter, ...]:
    """Return so many promoters, each with 10.00 to 199.99 at one payer."""
    return tuple(_promoter(f"p{number:05}") for number in range(1, count + 1))


def balances(people: tuple[Promoter, ...]) -> Iterator[OpeningWallet]:
    """Yield the balances with which they come, taken over from the system before."""
    for one in people:
        yield OpeningWallet(
            id=f"balance of {one.member_id}",
            at=TAKEN_OVER,
            payer_id=one.payer_id,
            member_id=one.member_id,
            currency=one.currency,
            available_minor=one.available_minor,
        )


def _promoter(member_id: str) -> Promoter:
    place = draw("payer", member_id, 100)
    for payer in PAYERS:
        if place < payer.share:
            rail = payer.rails[draw("rail", member_id, len(payer.rails))]
            available_minor = 1_000 + draw("balance", member_id, 19_000)
            return Promoter(member_id, payer.payer_id, payer.currency, rail, available_minor)
        place -= payer.share
    raise AssertionError("the shares are a hundred together")
