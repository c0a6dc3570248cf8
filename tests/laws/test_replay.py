"""Twice is once, whatever came between."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from tests.support.build import POLICY, at
from tests.support.stories import stories


def final_of(book: Book, story: list[Event]) -> dict[str, tuple[Event, str | None]]:
    """Apply a history; return the first content of each id that stays, with its refusal."""
    known: dict[str, tuple[Event, str | None]] = {}
    for event in story:
        decision = book.apply(event)
        code = decision.refusal.code if decision.refusal else None
        is_final = decision.refusal is None or decision.refusal.kind == "final"
        if is_final and event.id not in known:
            known[event.id] = (event, code)
    return known


@given(story=stories(), order=st.randoms(use_true_random=False))
def test_every_event_again_in_any_order_changes_no_row(
    story: list[Event], order: random.Random
) -> None:
    book = Book(POLICY)
    known = final_of(book, story)
    before = dict(book.rows)
    again = list(known.values())
    order.shuffle(again)
    for event, code in again:
        decision = book.apply(event)
        refusal = decision.refusal.code if decision.refusal else None
        assert ("refused" if code else "replayed", code) == (decision.status, refusal)
        assert ((), (), None) == (decision.puts, decision.appends, decision.continuation)
    assert before == dict(book.rows)


@given(story=stories())
def test_a_history_told_twice_at_once_is_the_history(story: list[Event]) -> None:
    once, twice = Book(POLICY), Book(POLICY)
    for event in story:
        once.apply(event)
        twice.apply(event)
        twice.apply(event)
    assert dict(once.rows) == dict(twice.rows)


@given(story=stories(), change=st.integers(1, 10_000))
def test_other_content_under_one_id_is_refused_and_writes_nothing(
    story: list[Event], change: int
) -> None:
    book = Book(POLICY)
    known = final_of(book, story)
    before = dict(book.rows)
    for event, _ in known.values():
        other = replace(event, at=event.at + timedelta(microseconds=change))
        decision = book.apply(other)
        assert decision.refusal is not None
        assert ("event.id_reused", ()) == (decision.refusal.code, decision.puts)
    assert before == dict(book.rows)


@given(story=stories(), late=st.integers(0, 1_000))
def test_when_it_was_learned_changes_no_identity(story: list[Event], late: int) -> None:
    book = Book(POLICY)
    known = final_of(book, story)
    before = dict(book.rows)
    for event, code in known.values():
        decision = book.apply(replace(event, recorded_at=at(late)))
        assert code == (decision.refusal.code if decision.refusal else None)
        assert "applied" != decision.status
    assert before == dict(book.rows)


@given(story=stories(), late=st.integers(0, 1_000))
def test_when_it_was_learned_changes_nothing_but_the_journals_own_note(
    story: list[Event], late: int
) -> None:
    plain, noted = Book(POLICY), Book(POLICY)
    for event in story:
        plain.apply(event)
        noted.apply(replace(event, recorded_at=at(late)))
    keys = [key for key in plain.rows if key[0] not in {"entry", "continuation"}]
    assert set(plain.rows) == set(noted.rows)
    assert [plain.rows[key] for key in keys] == [noted.rows[key] for key in keys]
    assert [one._replace(recorded_us=0) for one in plain.entries] == [
        one._replace(recorded_us=0) for one in noted.entries
    ]


@given(story=stories())
def test_what_had_to_wait_leaves_nothing_and_is_taken_when_its_time_comes(
    story: list[Event],
) -> None:
    book = Book(POLICY)
    waiting: list[Event] = []
    for event in reversed(story):
        before = dict(book.rows)
        decision = book.apply(event)
        if decision.refusal is not None and decision.refusal.kind == "retry":
            assert before == dict(book.rows)
            waiting.append(event)
    for event in waiting:
        again = book.apply(event)
        cause = ("order.unknown", "payout.unknown")
        named = getattr(event, "order_id", None)
        if named is not None and book.order(named) is not None:
            assert again.refusal is None or again.refusal.code not in cause
