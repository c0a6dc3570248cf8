"""Events of the books (账簿事件): seal entries; close, reopen and lock periods.

Source: docs/books.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from fenxiao.model.checks import check_id, check_quantity
from fenxiao.model.envelope import PAGE_LIMIT, Event, check_two_persons

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["BooksClosed", "BooksLocked", "BooksReopened", "PeriodEvent", "Seal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal(Event):
    """Number and chain a payer's entries (封账), a page at a time.

    It takes the entries that wait and are effective by its own instant, in the order of
    their instants and ids; each gets its accounting date.

    Args:
        payer_id: Whose books.
        limit: Entries on one page; more go on in the continuation.
    """

    payer_id: str
    limit: int = 500

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodEvent(Event):
    """What all events of an accounting period have: whose books, which period, two persons.

    Args:
        payer_id: Whose books.
        period_id: The period, as the policy names it.
        reason: Why, in the host's words; it is kept with the event.
        maker_id: Who asked for it.
        checker_id: Who approved it; another person.
    """

    payer_id: str
    period_id: str
    reason: str
    maker_id: str
    checker_id: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        check_id(self.period_id, "period_id")
        check_id(self.reason, "reason")
        check_two_persons(self.maker_id, self.checker_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksClosed(PeriodEvent):
    """An accounting period is closed (结账): no entry gets a date in it any more.

    All that is effective in the period must be sealed first.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksReopened(PeriodEvent):
    """The newest closed period is opened again (反结账), which a locked one never is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksLocked(PeriodEvent):
    """A closed period is locked (锁账): it stays closed for ever."""
