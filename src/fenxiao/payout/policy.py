"""Withdrawal policy (提现规则): what a member must have before money may leave.

Source: docs/payout.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from fenxiao.errors import PolicyError
from fenxiao.model.checks import STRICT, check_tuple
from fenxiao.model.records import Refusal, Wallet
from fenxiao.money import check_amount, currency

__all__ = ["Minimum", "PayoutPolicy", "refuse_withdrawal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """The least that is paid out at once in a currency, in minor units (提现额度)."""

    __pydantic_config__ = STRICT

    currency: str
    amount_minor: int

    def __post_init__(self) -> None:
        """Check both fields."""
        currency(self.currency)
        check_amount(self.amount_minor, "amount_minor", low=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutPolicy:
    """What a withdrawal must keep.

    Args:
        minimums: The threshold of each currency; without one, 1 minor unit.

    Raises:
        PolicyError: ``policy.repeated_currency`` when a currency stands twice.

    Examples:
        >>> policy = PayoutPolicy(minimums=(Minimum(currency="CNY", amount_minor=1000),))
        >>> policy.minimum_minor("CNY"), policy.minimum_minor("USD")
        (1000, 1)
    """

    __pydantic_config__ = STRICT

    minimums: tuple[Minimum, ...] = ()

    def __post_init__(self) -> None:
        """Check that each currency stands once."""
        object.__setattr__(self, "minimums", check_tuple(self.minimums, Minimum, "minimums"))
        seen: set[str] = set()
        for minimum in self.minimums:
            if minimum.currency in seen:
                raise PolicyError("policy.repeated_currency", currency=minimum.currency)
            seen.add(minimum.currency)

    def minimum_minor(self, currency_code: str) -> int:
        """Return the threshold of a currency, in minor units."""
        found = (one.amount_minor for one in self.minimums if one.currency == currency_code)
        return next(found, 1)


def refuse_withdrawal(wallet: Wallet, wanted_minor: int, minimum_minor: int) -> Refusal | None:
    """Say why an amount may not be withdrawn, or None if it may.

    Args:
        wallet: How the wallet stands, everything posted so far included.
        wanted_minor: What is asked for, in minor units.
        minimum_minor: The least that is paid out, in minor units.

    Returns:
        The refusal: below the threshold, or more than is available.

    Examples:
        >>> wallet = Wallet("shop", "u1", "CNY", 0, 0, 999, 0)
        >>> refuse_withdrawal(wallet, 999, 1000).code
        'payout.below_minimum'
    """
    amounts = (("wanted_minor", wanted_minor), ("currency", wallet.currency))
    if wanted_minor < minimum_minor:
        facts = (("member_id", wallet.member_id), *amounts, ("minimum_minor", minimum_minor))
        return Refusal("payout.below_minimum", facts)
    if wanted_minor > wallet.available_minor:
        available = ("available_minor", wallet.available_minor)
        return Refusal(
            "payout.exceeds_available", (("member_id", wallet.member_id), *amounts, available)
        )
    return None
