"""From the books to the statements (余额调节表): what lies between, by name, to the unit.

What our books say left the bank, and what the statements say, differ by instructions that
wait for their line, by breaks, and by lines that are nobody's. Here each of these is an
item, so that the one plus the items is the other. What an instruction differs by although
all of it is matched has no name, and is a fault.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from fenxiao.model.records import Entry, Payout
from fenxiao.payout.reconcile.lines import ReconcileTerms, day_of, local_day
from fenxiao.payout.reconcile.statements import LineVerdict, Reconciliation

__all__ = ["Bridge", "BridgeItem", "DayMovement", "bridge_books", "movements_by_day"]

_UNNAMED = "unnamed"
_AWAITED = "awaited"
_CHARGE = "charge"
_CHARGED = "payout_charge"

_Book = tuple[str, str]
_Subject = tuple[Literal["payment", "charge"], str]
"""A payment or a charge of it: of an instruction, or of a line that is nobody's."""


class BridgeItem(NamedTuple):
    """A reason why statement and books differ.

    ``reason`` is a kind of break, "awaited" for what waits for its line, "charge" for what
    rails took and nobody posted (or posted and the statement does not say), or "unnamed".
    """

    reason: str
    subject_count: int
    amount_minor: int


class Bridge(NamedTuple):
    """One payer's payouts in one currency: the books, the items between, the statements.

    Amounts move the bank: below 0 where money left.
    """

    payer_id: str
    currency: str
    books_minor: int
    items: tuple[BridgeItem, ...]
    statement_minor: int

    @property
    def unnamed(self) -> BridgeItem:
        """What nothing names: of no subject where all is well."""
        found = (one for one in self.items if one.reason == _UNNAMED)
        return next(found, BridgeItem(_UNNAMED, 0, 0))


class DayMovement(NamedTuple):
    """What left and came back on one day, by the books and by the statements.

    The two may differ on a day, since a bank books later than it answers; ``bridge_books``
    says whether they do in all.
    """

    payer_id: str
    currency: str
    day: int
    books_minor: int
    statement_minor: int


class _Sums(NamedTuple):
    """Of one subject: what both sides say."""

    books: dict[tuple[_Book, _Subject], int]
    lines: dict[tuple[_Book, _Subject], int]


def bridge_books(
    entries: Iterable[Entry], found: Reconciliation, payouts: Iterable[Payout]
) -> tuple[Bridge, ...]:
    """Return the way from books to statements, by payer and currency.

    Args:
        entries: The journal, in any order; what it posts about these instructions counts,
            and charges of rails.
        found: What the reconciliation of the same instructions found, with all their lines.
        payouts: The instructions.
    """
    known = {one.instruction_id: one for one in payouts}
    line_ids = {one.line.line_id for one in found.lines}
    sums = _Sums({}, {})
    for entry in entries:
        if entry.subject_id in known or entry.subject_id in line_ids:
            book = (entry.payer_id, entry.currency)
            about: _Subject = ("payment", entry.subject_id)
            if entry.template == _CHARGED:
                about = ("charge", entry.subject_id)
            _add(sums.books, (book, about), _bank_minor(entry))
    for subject, verdict, minor in _movements(found):
        _add(sums.lines, ((verdict.line.payer_id, verdict.line.currency), subject), minor)
    reasons = _reasons(found)
    items: dict[_Book, dict[str, list[int]]] = {}
    for book, subject in sorted({*sums.books, *sums.lines}):
        place = (book, subject)
        minor = sums.lines.get(place, 0) - sums.books.get(place, 0)
        mine = items.setdefault(book, {})
        if minor:
            kind, name = subject
            reason = reasons.get(name, _UNNAMED) if kind == "payment" else _CHARGE
            mine.setdefault(reason, []).append(minor)
    return tuple(
        Bridge(
            *book,
            _total(sums.books, book),
            tuple(BridgeItem(name, len(mine[name]), sum(mine[name])) for name in sorted(mine)),
            _total(sums.lines, book),
        )
        for book, mine in sorted(items.items())
    )


def movements_by_day(
    entries: Iterable[Entry],
    found: Reconciliation,
    payouts: Iterable[Payout],
    terms: ReconcileTerms,
) -> tuple[DayMovement, ...]:
    """Return what both sides say of each day, by payer, currency and day."""
    known = {one.instruction_id for one in payouts}
    line_ids = {one.line.line_id for one in found.lines}
    days: dict[tuple[str, str, int], list[int]] = {}
    for entry in entries:
        if entry.subject_id in known or entry.subject_id in line_ids:
            minor = _bank_minor(entry)
            day = local_day(entry.effective_us, terms)
            if minor:
                days.setdefault((entry.payer_id, entry.currency, day), [0, 0])[0] += minor
    for verdict in found.lines:
        line = verdict.line
        day = day_of(line.booked_on)
        days.setdefault((line.payer_id, line.currency, day), [0, 0])[1] += line.signed_minor
    return tuple(DayMovement(*place, *days[place]) for place in sorted(days))


def _movements(found: Reconciliation) -> Iterable[tuple[_Subject, LineVerdict, int]]:
    """Yield whom each line is about, and how much of it: a line of a file is about many."""
    verdicts = {one.line.line_id: one for one in found.lines if one.kind != "line_changed"}
    tied: set[str] = set()
    for tie in found.ties:
        verdict = verdicts[tie.line_id]
        sign = 1 if tie.direction == "back" else -1
        subject: _Subject = ("payment", tie.instruction_id)
        if tie.direction == "charge":
            subject = ("charge", tie.instruction_id or tie.line_id)
        tied.add(tie.line_id)
        yield subject, verdict, sign * tie.amount_minor
    for verdict in found.lines:
        line = verdict.line
        if line.line_id not in tied:
            is_foreign = verdict.kind in ("payer_differs", "currency_differs")
            own = line.line_id
            if verdict.instruction_ids and not is_foreign:
                own = verdict.instruction_ids[0]
            about: _Subject = ("payment", own)
            if line.direction == "charge":
                about = ("charge", own)
            yield about, verdict, line.signed_minor


def _reasons(found: Reconciliation) -> dict[str, str]:
    """Return why what is said of an instruction, or of a line, may differ."""
    reasons: dict[str, str] = {}
    for one in found.instructions:
        if one.kinds:
            reasons[one.instruction_id] = one.kinds[0]
        elif one.state == "unreconciled":
            reasons[one.instruction_id] = _AWAITED
    for verdict in found.lines:
        line = verdict.line
        if verdict.kind:
            reasons[line.line_id] = verdict.kind
    return reasons


def _bank_minor(entry: Entry) -> int:
    return sum(leg.amount_minor for leg in entry.postings if leg.account == "bank")


def _add(
    sums: dict[tuple[_Book, _Subject], int], place: tuple[_Book, _Subject], minor: int
) -> None:
    sums[place] = sums.get(place, 0) + minor


def _total(sums: dict[tuple[_Book, _Subject], int], book: _Book) -> int:
    return sum(minor for (mine, _), minor in sums.items() if mine == book)
