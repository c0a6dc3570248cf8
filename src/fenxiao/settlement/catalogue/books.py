"""The catalogue's rows about the books (账簿事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.events import BooksClosed, BooksLocked, BooksReopened, Seal
from fenxiao.settlement.books import decide_period, decide_seal, first_period, first_seal
from fenxiao.settlement.catalogue.spec import EventSpec, Write, always

__all__ = ["BOOKS", "with_queue"]

_REFUSED = ("event.id_reused", "books.not_kept", "books.unknown_period", "books.out_of_order")
_WRITTEN: dict[str, Write] = {"event": "guarded", "books": "guarded", "audit": "appended"}

BOOKS = (
    EventSpec(
        Seal,
        "Entries get their number, their accounting date and their place in the chain",
        "封账",
        ("event", "continuation", "books", "to_seal", "entry"),
        {
            "event": "guarded",
            "books": "guarded",
            "unsealed": "removed",
            "sealed": "appended",
            "continuation": "queued",
        },
        ("event.id_reused", "books.not_kept", "books.no_period"),
        "the books, and every entry that it takes, by removing exactly the row in which it waits",
        always(first_seal),
        decide_seal,
    ),
    EventSpec(
        BooksClosed,
        "An accounting period is closed",
        "结账",
        ("event", "books", "to_seal"),
        _WRITTEN,
        (*_REFUSED, "books.already_closed", "books.locked", "books.not_over", "books.seal_first"),
        "the books, so that no seal gives a date in the period at the same moment",
        first_period,
        decide_period,
    ),
    EventSpec(
        BooksReopened,
        "The newest closed period is opened again",
        "反结账",
        ("event", "books"),
        _WRITTEN,
        (*_REFUSED, "books.not_closed", "books.locked"),
        "the books",
        first_period,
        decide_period,
    ),
    EventSpec(
        BooksLocked,
        "A closed period is locked for ever",
        "锁账",
        ("event", "books"),
        _WRITTEN,
        (*_REFUSED, "books.not_closed", "books.locked"),
        "the books",
        first_period,
        decide_period,
    ),
)
"""Sealing, and the periods of the books."""


def with_queue(spec: EventSpec) -> EventSpec:
    """Return a row that also says where its entries wait to be sealed, if it appends any."""
    if "entry" not in spec.writes:
        return spec
    return spec._replace(writes={**spec.writes, "unsealed": "appended"})
