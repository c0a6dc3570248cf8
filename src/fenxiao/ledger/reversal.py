"""Reversal (部分冲销): an entry that takes back a part of another, exactly.

The posted legs are the weights. What stands taken back after a reversal is cut over the
debits and over the credits by ``cumulative``, and the reversal posts by how much each leg
rose. So any split of reversals leaves what one reversal of their sum leaves, no leg is ever
taken back twice, and all of it taken back is the mirror of the entry, to the unit.

Source: docs/books.md, "Taking back a part".
"""

from __future__ import annotations

from fenxiao.errors import LedgerError
from fenxiao.ledger.posting import Occasion, check_entry
from fenxiao.ledger.templates import TEMPLATES, Move
from fenxiao.model.encoding import derive_id
from fenxiao.model.records import Entry, Posting
from fenxiao.money import TOTAL_LIMIT_MINOR, allocate, check_amount

__all__ = ["amount_of", "reverse"]


def amount_of(entry: Entry) -> int:
    """Return what an entry moved: the sum of its debits, which is that of its credits.

    Examples:
        >>> legs = (Posting("bank", "", 70), Posting("clearing", "wechat", -70))
        >>> amount_of(Entry("n1", "e1", "settled", "shop", "CNY", "s1", 0, 0, legs))
        70
    """
    return sum(leg.amount_minor for leg in entry.postings if leg.amount_minor > 0)


def reverse(
    entry: Entry,
    amount_minor: int,
    occasion: Occasion,
    *,
    reversed_minor: int = 0,
    template: str | None = None,
) -> Entry:
    """Return an entry that takes back a part of another, or all that is left of it.

    Args:
        entry: What was posted.
        amount_minor: How much of what it moved is taken back now, in minor units.
        occasion: The cause, in the books and the currency of the entry.
        reversed_minor: How much of it earlier reversals took back, all together.
        template: The name under which it is posted; without it, the entry's own with
            ``_back``. For a template of docs/postings.md it must be one with its moves
            turned round, as ``unfreeze`` is of ``freeze``.

    Returns:
        An entry of the same legs the other way round, in their order, those left out that
        it leaves as they are; its debits and its credits each sum to ``amount_minor``.

    Raises:
        LedgerError: ``ledger.less_left`` for more than is left; ``ledger.other_books``;
            ``ledger.no_mirror``; what ``check_entry`` refuses.
        MoneyError: ``money.not_integer``, ``money.amount_range``.

    Examples:
        >>> occasion = Occasion("e2", "shop", "CNY", "o1", 0, 0)
        >>> legs = (("clearing", "wechat", 100), ("revenue", "", -90), ("tax_payable", "", -10))
        >>> postings = tuple(Posting(*leg) for leg in legs)
        >>> sold = Entry("n1", "e1", "sale", "shop", "CNY", "o1", 0, 0, postings)
        >>> [leg.amount_minor for leg in reverse(sold, 33, occasion).postings]
        [-33, 30, 3]
        >>> [leg.amount_minor for leg in reverse(sold, 67, occasion, reversed_minor=33).postings]
        [-67, 60, 7]
    """
    check_entry(entry)
    _check_books(entry, occasion)
    name = f"{entry.template}_back" if template is None else template
    _check_mirror(entry.template, name)
    check_amount(amount_minor, "amount_minor", low=1, high=TOTAL_LIMIT_MINOR)
    check_amount(reversed_minor, "reversed_minor", high=TOTAL_LIMIT_MINOR)
    left_minor = amount_of(entry) - reversed_minor
    if amount_minor > left_minor:
        facts = {"left_minor": max(0, left_minor), "wanted_minor": amount_minor}
        raise LedgerError("ledger.less_left", entry_id=entry.entry_id, **facts)
    before = _taken(entry, reversed_minor)
    after = _taken(entry, reversed_minor + amount_minor)
    legs = (
        Posting(leg.account, leg.party_id, was - now)
        for leg, was, now in zip(entry.postings, before, after, strict=True)
    )
    return Entry(
        entry_id=derive_id(occasion.event_id, name, entry.entry_id),
        event_id=occasion.event_id,
        template=name,
        payer_id=entry.payer_id,
        currency=entry.currency,
        subject_id=occasion.subject_id,
        effective_us=occasion.effective_us,
        recorded_us=occasion.recorded_us,
        postings=tuple(leg for leg in legs if leg.amount_minor),
    )


def _taken(entry: Entry, reversed_minor: int) -> list[int]:
    """Return how much of each leg is taken back, with its sign, once so much of all is."""
    taken = [0] * len(entry.postings)
    for sign in (1, -1):
        weights = [max(0, sign * leg.amount_minor) for leg in entry.postings]
        for place, part in enumerate(allocate(reversed_minor, weights, rule="cumulative")):
            taken[place] += sign * part
    return taken


def _check_books(entry: Entry, occasion: Occasion) -> None:
    """Refuse an occasion of other books than the entry's."""
    own, given = (entry.payer_id, entry.currency), (occasion.payer_id, occasion.currency)
    if own != given:
        books, got = (" ".join(pair) for pair in (own, given))
        raise LedgerError("ledger.other_books", entry_id=entry.entry_id, books=books, got=got)


def _check_mirror(of: str, template: str) -> None:
    """Refuse a template of ours that does not take back what another of ours posts."""
    if of not in TEMPLATES:
        return
    turned = {Move(move.credit, move.debit) for move in TEMPLATES[of].moves}
    if template not in TEMPLATES or turned != set(TEMPLATES[template].moves):
        raise LedgerError("ledger.no_mirror", template=template, of=of)
