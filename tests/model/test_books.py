"""Events of the books: what they hold, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import EventError
from fenxiao.model.books import BooksClosed, BooksLocked, BooksReopened, Seal
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.events import EVENTS, Event
from tests.support.books import closed, locked, reopened, seal

WRONG: Any = "wrong on purpose"


@pytest.mark.parametrize("event", [seal(limit=7), closed(), reopened(), locked()])
def test_an_event_comes_back_from_its_text(event: Event) -> None:
    assert event == load_event(dump_event(event))


def test_their_names_are_published() -> None:
    expected = {
        "seal": Seal,
        "books_closed": BooksClosed,
        "books_reopened": BooksReopened,
        "books_locked": BooksLocked,
    }
    assert expected == {name: EVENTS[name] for name in expected}


@pytest.mark.parametrize(
    ("build", "code"),
    [
        pytest.param(lambda: seal(payer_id=" "), "event.bad_id", id="no payer to seal"),
        pytest.param(lambda: seal(limit=0), "event.bad_quantity", id="an empty page"),
        pytest.param(lambda: seal(limit=10_001), "event.bad_quantity", id="too large a page"),
        pytest.param(lambda: replace(closed(), payer_id=""), "event.bad_id", id="no payer"),
        pytest.param(lambda: replace(closed(), period_id=""), "event.bad_id", id="no period"),
        pytest.param(lambda: replace(closed(), reason=""), "event.bad_id", id="no reason"),
        pytest.param(lambda: replace(closed(), maker_id=WRONG + "\n"), "event.bad_id", id="maker"),
        pytest.param(lambda: replace(closed(), checker_id="amy"), "event.bad_field", id="alone"),
        pytest.param(lambda: replace(reopened(), checker_id="amy"), "event.bad_field", id="reopen"),
        pytest.param(lambda: replace(locked(), checker_id="amy"), "event.bad_field", id="lock"),
    ],
)
def test_what_is_no_event_is_refused(build: Callable[[], Event], code: str) -> None:
    with pytest.raises(EventError) as caught:
        build()
    assert code == caught.value.code
