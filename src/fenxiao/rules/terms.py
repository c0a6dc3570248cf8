"""Terms (条款): exact entitlements, and what a refund leaves of them.

When a commission is posted its exact amount is frozen as a reduced fraction of a minor
unit, before rounding. A refund needs nothing else: with ``y`` of ``x`` remaining the
payee keeps floor(entitlement * y / x). Any split of a refund leaves what one refund
leaves, nobody's pay rises, and everything refunded leaves 0.

Source: docs/rules/terms.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd

from fenxiao.model.records import Kept, LineProgress, LineTerms, Slot
from fenxiao.money import PPM

__all__ = ["UNTOUCHED", "entitlement", "kept", "kept_by_payee", "posted", "remaining"]

UNTOUCHED = LineProgress("", 0, 0)
"""The progress of a line of which nothing has gone back."""


def entitlement(amount_minor: int, rate_ppm: int) -> tuple[int, int]:
    """Return the exact share of an amount as a reduced fraction of a minor unit.

    Args:
        amount_minor: The base, in minor units, at least 0.
        rate_ppm: The rate, in ppm.

    Returns:
        Numerator and denominator, without a common divisor; (0, 1) for nothing.

    Examples:
        >>> entitlement(79, 55_000)  # 5.5% of 0.79
        (869, 200)
    """
    exact = amount_minor * rate_ppm
    common = gcd(exact, PPM)
    return exact // common, PPM // common


def posted(slot: Slot) -> int:
    """Return what a slot is paid while nothing has gone back: floored once, in minor units."""
    return slot.numerator // slot.denominator


def remaining(line: LineTerms, progress: LineProgress) -> int:
    """Return what is left of the amount paid for a line.

    Pieces take floor(paid * returned / quantity) together, however many refunds
    brought them back; money without pieces takes itself; never below 0.

    Args:
        line: What was paid for how many.
        progress: What has gone back so far.

    Returns:
        The amount left, in minor units, 0 to what was paid.

    Examples:
        >>> line = LineTerms("1", 3, 1000, ())
        >>> [remaining(line, LineProgress("1", pieces, 0)) for pieces in range(4)]
        [1000, 667, 334, 0]
    """
    gone_minor = line.paid_minor * progress.returned_quantity // line.quantity
    return max(0, line.paid_minor - gone_minor - progress.refunded_minor)


def kept(slot: Slot, left_minor: int, paid_minor: int) -> int:
    """Return what a slot keeps when ``left_minor`` of ``paid_minor`` remain.

    Args:
        slot: The frozen entitlement.
        left_minor: What is left of the line, in minor units, 0 to ``paid_minor``.
        paid_minor: What was paid for the line, in minor units.

    Returns:
        The amount kept, in minor units; 0 where nothing was paid for the line.

    Examples:
        >>> slot = Slot("sale", 1, "u1", 100_000, 79, 10, "paid")  # 10% of 0.79
        >>> [kept(slot, left, 79) for left in (79, 47, 32, 0)]
        [7, 4, 3, 0]
    """
    if not paid_minor or slot.payee_id is None:
        return 0
    return slot.numerator * left_minor // (slot.denominator * paid_minor)


def kept_by_payee(
    lines: Iterable[tuple[LineTerms, LineProgress]],
) -> tuple[Kept, ...]:
    """Return what each payee keeps of some lines together.

    Args:
        lines: The terms of each line, and what has gone back of it.

    Returns:
        One sum a payee above 0, in minor units, by payee.
    """
    sums: dict[str, int] = {}
    for line, progress in lines:
        left_minor = line.paid_minor if progress is UNTOUCHED else remaining(line, progress)
        for slot in line.slots:
            if slot.payee_id is not None and slot.numerator:
                amount_minor = kept(slot, left_minor, line.paid_minor)
                sums[slot.payee_id] = sums.get(slot.payee_id, 0) + amount_minor
    return tuple(Kept(payee, sums[payee]) for payee in sorted(sums) if sums[payee])
