"""Books (账簿): sealing entries; closing, reopening and locking periods.

Entries are appended without number, so that no event of trade waits for another. A seal
reads where the books stand first, then a page of what waits, and writes both: two seals
of one chain, or a seal and a close, are decided one after the other.

Source: docs/books.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from fenxiao.errors import EventError
from fenxiao.ledger.periods import LIFE, BooksPolicy, Period, PeriodStep, state_of
from fenxiao.ledger.seal import empty_books, seal
from fenxiao.model.book_records import Books, Unsealed
from fenxiao.model.books import BooksClosed, BooksLocked, BooksReopened, PeriodEvent, Seal
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    audit_key,
    books_key,
    continuation_key,
    entry_key,
    sealed_key,
    to_seal_scan,
    unsealed_key,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import to_us
from fenxiao.model.records import Audit, Entry, Refusal
from fenxiao.settlement.changes import Changes, waited
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.policy import Policy

__all__ = ["decide_period", "decide_seal", "first_period", "first_seal", "queued"]

_STEPS: dict[type[PeriodEvent], PeriodStep] = {
    BooksClosed: "close",
    BooksReopened: "reopen",
    BooksLocked: "lock",
}


def queued(appends: Iterable[Append], policy: Policy) -> Iterator[Append]:
    """Yield the row in which each new entry waits to be sealed, if its books are kept."""
    if policy.books is None:
        return
    for _, record in appends:
        if isinstance(record, Entry) and policy.books.keeps(record.payer_id):
            waiting = Unsealed(record.payer_id, record.entry_id, record.effective_us)
            yield Append(unsealed_key(waiting), waiting)


def first_seal(event: Seal) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a seal reads: where the books stand, then a page of what waits."""
    keys = (continuation_key(event.id), books_key(event.payer_id))
    return keys, (to_seal_scan(event.payer_id, to_us(event.at), limit=event.limit),)


def decide_seal(event: Seal, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Give a page of entries their places in the chain, in the order of instant and id.

    What lies behind the last period waits on; the page is refused only if nothing of it
    can be sealed.
    """
    kept = _kept(policy, event.payer_id)
    if isinstance(kept, Refusal):
        return kept
    (scan,) = first_seal(event)[1]
    page = rows(facts, scan, Unsealed)
    need = missing(facts, (entry_key(one.entry_id) for one, _ in page))
    if need is not None:
        return need
    books, revision = _books(event.payer_id, facts)
    puts = [*waited(event, facts)]
    appends: list[Append] = []
    for one, number in sorted(page, key=lambda found: (found[0].effective_us, found[0].entry_id)):
        booking = kept.book(one.effective_us, books.closed_until_us)
        if booking is None:
            break
        entry = _entry(one, facts)
        books, place = seal(books, entry, booking)
        appends.append(Append(sealed_key(place), place))
        puts.append(Put(unsealed_key(one), None, number))
    if page and not appends:
        at_us = ("at_us", page[0][0].effective_us)
        return Refusal("books.no_period", (("payer_id", event.payer_id), at_us))
    puts.append(Put(books_key(event.payer_id), books, revision))
    continuation = None
    if len(page) == event.limit:
        continuation = replace(event, id=derive_id(event.id, "page"))
    return Changes(tuple(puts), tuple(appends), continuation)


def first_period(event: PeriodEvent, policy: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a change of a period reads: the books; a close, then what waits in the period."""
    period = policy.books.period(event.period_id) if policy.books is not None else None
    is_asked = period is not None and isinstance(event, BooksClosed)
    scans = (_in_period(event, period),) if period is not None and is_asked else ()
    return (books_key(event.payer_id),), scans


def decide_period(event: PeriodEvent, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Close, reopen or lock a period, if its state and its neighbours allow it."""
    kept = _kept(policy, event.payer_id)
    if isinstance(kept, Refusal):
        return kept
    period = kept.period(event.period_id)
    if period is None:
        return Refusal("books.unknown_period", (("period_id", event.period_id),))
    books, revision = _books(event.payer_id, facts)
    refusal = _refuse_step(event, kept, period, books) or _refuse_close(event, period, facts)
    if refusal is not None:
        return refusal
    # Where the periods before a reopened one end: at its start, or nowhere if it is the first.
    before_us = None if period == kept.periods[0] else period.since_us
    if isinstance(event, BooksLocked):
        books = books._replace(locked_until_us=period.until_us)
    else:
        until_us = period.until_us if isinstance(event, BooksClosed) else before_us
        books = books._replace(closed_until_us=until_us)
    put = Put(books_key(event.payer_id), books, revision)
    audit = Audit(
        event_id=event.id,
        at_us=to_us(event.at),
        subject_id=event.period_id,
        reason=event.reason,
        maker_id=event.maker_id,
        checker_id=event.checker_id,
    )
    return Changes((put,), (Append(audit_key(event.id), audit),))


def _refuse_step(
    event: PeriodEvent, kept: BooksPolicy, period: Period, books: Books
) -> Refusal | None:
    """Refuse what the state of the period, or that of its neighbours, does not allow."""
    step, state = _STEPS[type(event)], state_of(period, books)
    about = (("period_id", event.period_id), ("payer_id", event.payer_id), ("state", state))
    refusal = LIFE[state, step].refusal
    if refusal:
        return Refusal(refusal, about)
    following = kept.next_of(step, books)
    if following is not None and following != period:
        names = (("period_id", event.period_id), ("next_id", following.period_id))
        return Refusal("books.out_of_order", names)
    return None


def _refuse_close(event: PeriodEvent, period: Period, facts: Facts) -> Refusal | None:
    """Refuse to close what is not over, or holds what waits to be sealed."""
    if not isinstance(event, BooksClosed):
        return None
    if to_us(event.at) < period.until_us:
        ends = (("period_id", event.period_id), ("until_us", period.until_us))
        return Refusal("books.not_over", ends)
    waiting = rows(facts, _in_period(event, period), Unsealed)
    if waiting:
        entry_id = ("entry_id", waiting[0][0].entry_id)
        about = (("payer_id", event.payer_id), ("period_id", event.period_id))
        return Refusal("books.seal_first", (entry_id, *about))
    return None


def _in_period(event: PeriodEvent, period: Period) -> Scan:
    """Ask for one entry that waits and is effective in the period, or before it."""
    return to_seal_scan(event.payer_id, period.until_us - 1, limit=1)


def _entry(waiting: Unsealed, facts: Facts) -> Entry:
    """Return the entry that waits; the two are written together, so that it must be there."""
    key = entry_key(waiting.entry_id)
    entry, _ = row(facts, key, Entry)
    if entry is None:
        raise EventError("facts.wrong_type", key=repr(key), expected="Entry", got="None")
    return entry


def _kept(policy: Policy, payer_id: str) -> BooksPolicy | Refusal:
    if policy.books is None or not policy.books.keeps(payer_id):
        return Refusal("books.not_kept", (("payer_id", payer_id),))
    return policy.books


def _books(payer_id: str, facts: Facts) -> tuple[Books, int]:
    stored, revision = row(facts, books_key(payer_id), Books)
    return stored or empty_books(payer_id), revision
