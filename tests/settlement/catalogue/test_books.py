"""The catalogue's rows about the books: what they guard, and where entries wait."""

from __future__ import annotations

from fenxiao.model.events import EVENTS
from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.catalogue.books import BOOKS, with_queue
from fenxiao.settlement.catalogue.trade import TRADE


def test_each_of_them_guards_the_books() -> None:
    for spec in BOOKS:
        assert "guarded" == spec.writes["books"]
        assert "books" in spec.reads
        assert spec.event in EVENTS.values()


def test_only_events_of_the_books_guard_them() -> None:
    guarding = {kind for kind, spec in CATALOGUE.items() if "books" in spec.writes}
    assert {spec.event for spec in BOOKS} == guarding


def test_whoever_appends_an_entry_lets_it_wait() -> None:
    for spec in TRADE:
        assert ("entry" in spec.writes) == ("unsealed" in with_queue(spec).writes)
        assert with_queue(spec) == CATALOGUE[spec.event]
