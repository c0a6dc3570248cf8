"""Proposals (建议匹配): whose a line without a known key may be. A person decides.

Only an instruction that still lacks such a line is proposed, and only where currency,
amount, payee and days agree. Two that fit equally well are both named: a tie.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fenxiao.model.records import Payout
from fenxiao.payout.reconcile.lines import ReconcileTerms, StatementLine, day_of, local_day

__all__ = ["Proposal", "propose"]

_Place = tuple[str, str, int, str]


class Proposal(NamedTuple):
    """Instructions that a line may be of, by id.

    Args:
        line_id: The line.
        instruction_ids: One, or several that fit equally well.
        rival_ids: Other lines for which one of them is proposed too.
    """

    line_id: str
    instruction_ids: tuple[str, ...]
    rival_ids: tuple[str, ...] = ()

    @property
    def is_tie(self) -> bool:
        """Whether more than one line or instruction fits."""
        return len(self.instruction_ids) > 1 or bool(self.rival_ids)


def propose(
    lines: Sequence[StatementLine], lacking: Iterable[Payout], terms: ReconcileTerms
) -> tuple[Proposal, ...]:
    """Return for each line that may be somebody's whose it may be, by line.

    Args:
        lines: Lines of money that left and are nobody's.
        lacking: Instructions that have no line of their own.
        terms: How far from each other they may lie.

    Returns:
        No proposal for a line that names no payee, or for which none fits.
    """
    places: dict[_Place, list[Payout]] = {}
    for payout in lacking:
        place = (payout.payer_id, payout.currency, payout.amount_minor, payout.payee_token)
        places.setdefault(place, []).append(payout)
    found: dict[str, tuple[str, ...]] = {}
    wanted: dict[str, list[str]] = {}
    for line in sorted(lines):
        place = (line.payer_id, line.currency, line.amount_minor, line.payee_token)
        near = (one for one in places.get(place, ()) if _is_near(line, one, terms))
        ids = tuple(sorted(one.instruction_id for one in near))
        if ids:
            found[line.line_id] = ids
            for one in ids:
                wanted.setdefault(one, []).append(line.line_id)
    return tuple(
        Proposal(line_id, ids, _rivals(line_id, ids, wanted)) for line_id, ids in found.items()
    )


def _is_near(line: StatementLine, payout: Payout, terms: ReconcileTerms) -> bool:
    day = day_of(line.booked_on)
    since = local_day(payout.requested_us, terms) - terms.window_days
    until = local_day(payout.updated_us, terms) + terms.window_days
    return since <= day <= until


def _rivals(line_id: str, ids: tuple[str, ...], wanted: dict[str, list[str]]) -> tuple[str, ...]:
    others = {other for one in ids for other in wanted[one] if other != line_id}
    return tuple(sorted(others))
