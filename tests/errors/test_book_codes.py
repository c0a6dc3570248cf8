"""The codes of the books: each is provoked and names all that it says."""

from __future__ import annotations

from string import Formatter

import pytest

from fenxiao.errors import CODES, PolicyError
from fenxiao.errors.book_codes import BOOKS
from fenxiao.model.events import Event
from fenxiao.settlement.policy import Policy
from tests.support.books import (
    BOOKED,
    FEBRUARY,
    JANUARY,
    PERIODS,
    closed,
    kept,
    kept_book,
    locked,
    reopened,
    seal,
)
from tests.support.build import POLICY, line_of, paid

SOLD = (*line_of("u1", "u2"), paid("o1", "u2"))
PROVOKED: dict[str, tuple[Policy, tuple[Event, ...], Event]] = {
    "books.not_kept": (POLICY, (), seal()),
    "books.no_period": (BOOKED, (*SOLD[:1], paid("o1", "u2", day=200)), seal(day=300)),
    "books.unknown_period": (BOOKED, (), closed("x")),
    "books.not_over": (BOOKED, (), closed(day=9)),
    "books.seal_first": (BOOKED, SOLD, closed()),
    "books.out_of_order": (BOOKED, (), closed(FEBRUARY)),
    "books.already_closed": (BOOKED, (closed(),), closed(event_id="again")),
    "books.not_closed": (BOOKED, (), reopened()),
    "books.locked": (BOOKED, (closed(), locked()), reopened()),
}


def names(code: str) -> set[str]:
    row = CODES[code]
    parsed = (*Formatter().parse(row.message), *Formatter().parse(row.hint))
    return {name for _, name, _, _ in parsed if name is not None}


def test_every_code_is_in_the_table_once() -> None:
    assert all(row == CODES[row[0]] for row in BOOKS)
    assert {row[0] for row in BOOKS} == {"policy.periods", *PROVOKED}


@pytest.mark.parametrize("code", PROVOKED)
def test_a_bad_fact_is_refused_and_names_all_that_it_says(code: str) -> None:
    of, before, event = PROVOKED[code]
    book = kept_book(*before, of=of)
    rows = dict(book.rows)
    refusal = book.apply(event).refusal
    assert refusal is not None
    assert (code, names(code)) == (refusal.code, set(dict(refusal.facts)))
    assert refusal.message.endswith(".")
    written = {key for key, row in book.rows.items() if rows.get(key) != row}
    assert ({("event", event.id)} if refusal.kind == "final" else set()) == written
    assert refusal == book.apply(event).refusal


def test_a_bad_policy_raises() -> None:
    with pytest.raises(PolicyError) as caught:
        kept(periods=(*PERIODS, PERIODS[0]))
    assert ("policy.periods", f'"{JANUARY}" stands twice') == (
        caught.value.code,
        caught.value.problem,
    )
