"""Cut-over check (期初核对): our totals against the old system's, before trade begins.

Totals are per payer, currency and component of the wallets; each difference is named, and
a total that only one side has is one.

Source: docs/operations.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fenxiao.model.records import Wallet

__all__ = ["ControlTotal", "CutOver", "TotalDifference", "control_totals", "cut_over"]

_COMPONENTS = Wallet._fields[3:]


class ControlTotal(NamedTuple):
    """What all wallets of a payer have in a component, in minor units of a currency."""

    payer_id: str
    currency: str
    component: str
    amount_minor: int


class TotalDifference(NamedTuple):
    """A total in which the two sides differ; a side that does not have it has 0."""

    payer_id: str
    currency: str
    component: str
    ours_minor: int
    theirs_minor: int


class CutOver(NamedTuple):
    """Which totals agree, and which do not."""

    matched: tuple[ControlTotal, ...]
    differences: tuple[TotalDifference, ...]

    @property
    def is_clean(self) -> bool:
        """Whether every total agrees."""
        return not self.differences


def control_totals(wallets: Iterable[Wallet]) -> tuple[ControlTotal, ...]:
    """Return the totals of some wallets, by payer, currency and component; those of 0 left out.

    Examples:
        >>> control_totals([Wallet("shop", "u1", "CNY", 5, 0, 7, 0)])[0]
        ControlTotal(payer_id='shop', currency='CNY', component='available_minor', amount_minor=7)
    """
    sums: dict[tuple[str, str, str], int] = {}
    for wallet in wallets:
        for component, amount_minor in zip(_COMPONENTS, wallet[3:], strict=True):
            place = (wallet.payer_id, wallet.currency, component)
            sums[place] = sums.get(place, 0) + int(amount_minor)
    return tuple(ControlTotal(*place, sums[place]) for place in sorted(sums) if sums[place])


def cut_over(wallets: Iterable[Wallet], expected: Iterable[ControlTotal]) -> CutOver:
    """Compare what was taken over with the totals of the old system.

    Args:
        wallets: Every wallet here, everything posted included, as ``Book.wallets`` gives them.
        expected: The old system's totals; several of one name are added up.

    Returns:
        The totals that agree, and each that does not, by payer, currency and component.

    Examples:
        >>> wallets = [Wallet("shop", "u1", "CNY", 0, 0, 7, 0)]
        >>> cut_over(wallets, [ControlTotal("shop", "CNY", "available_minor", 7)]).is_clean
        True
    """
    ours = {one[:3]: one.amount_minor for one in control_totals(wallets)}
    theirs: dict[tuple[str, str, str], int] = {}
    for one in expected:
        theirs[one[:3]] = theirs.get(one[:3], 0) + one.amount_minor
    matched: list[ControlTotal] = []
    differences: list[TotalDifference] = []
    for place in sorted({*ours, *theirs}):
        amounts = ours.get(place, 0), theirs.get(place, 0)
        if amounts[0] == amounts[1]:
            matched.append(ControlTotal(*place, amounts[0]))
        else:
            differences.append(TotalDifference(*place, *amounts))
    return CutOver(tuple(matched), tuple(differences))
