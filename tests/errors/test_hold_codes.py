"""The codes of holds: each is provoked and names all that it says."""

from __future__ import annotations

from string import Formatter

import pytest

from fenxiao.errors import CODES
from fenxiao.errors.hold_codes import HOLDS
from fenxiao.model.events import Event
from tests.support.build import available, book_of
from tests.support.holds import give_back, place, post_hold, void_hold

PLACED = (*available("u1", 100), place("u1", 60))
REFUSED: dict[str, tuple[tuple[Event, ...], Event]] = {
    "hold.unknown": ((), void_hold()),
    "hold.already_placed": (PLACED, place("u1", 1, event_id="again")),
    "hold.ended": ((*PLACED, void_hold()), post_hold()),
    "hold.exceeded": (PLACED, post_hold(amount_minor=61)),
    "hold.less_posted": ((*PLACED, post_hold(amount_minor=20)), give_back(amount_minor=21)),
}


def test_every_code_is_in_the_table_once_and_provoked() -> None:
    assert all(row == CODES[row[0]] for row in HOLDS)
    assert [row[0] for row in HOLDS] == list(REFUSED)


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_names_all_that_it_says_and_changes_nothing(code: str) -> None:
    before, event = REFUSED[code]
    book = book_of(*before)
    rows = dict(book.rows)
    refusal = book.apply(event).refusal
    assert refusal is not None
    row = CODES[code]
    parsed = (*Formatter().parse(row.message), *Formatter().parse(row.hint))
    named = {name for _, name, _, _ in parsed if name is not None}
    assert (code, named) == (refusal.code, set(dict(refusal.facts)))
    written = {key for key, row in book.rows.items() if rows.get(key) != row}
    assert ({("event", event.id)} if refusal.kind == "final" else set()) == written
    assert refusal == book.apply(event).refusal


def test_only_what_may_be_true_later_is_fed_again() -> None:
    assert ["hold.unknown"] == [code for code, kind, *_ in HOLDS if kind == "retry"]
