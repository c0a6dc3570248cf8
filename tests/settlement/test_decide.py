"""Deciding: what every event has in common, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from fenxiao.errors import EventError
from fenxiao.model.border import dump_event
from fenxiao.model.contract import Append, Decision, Need, continuation_key, event_key
from fenxiao.model.encoding import event_digest
from fenxiao.model.events import Event
from fenxiao.model.records import Continuation, EventRecord
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from tests.support.build import POLICY, at, book_of, codes, confirmed, paid, release, touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard(Event):
    """An event that the catalogue does not know."""


def test_an_unheard_event_is_an_error() -> None:
    with pytest.raises(EventError, match="Unheard") as caught:
        decide(Unheard(id="e1", at=at(0)), {}, POLICY)
    assert "event.unknown_type" == caught.value.code


def test_it_first_asks_whether_the_event_was_decided() -> None:
    step = decide(confirmed("o1"), {}, POLICY)
    assert isinstance(step, Need)
    assert event_key("confirm o1") == step.keys[0]


def test_an_applied_event_is_remembered_by_its_digest() -> None:
    event = touch("u1", "u2")
    book = book_of(event)
    assert (EventRecord(event.id, event_digest(event), None), 1) == book.rows[event_key(event.id)]


def test_the_same_event_again_is_replayed_and_writes_nothing() -> None:
    event = touch("u1", "u2")
    assert Decision("replayed") == book_of(event).apply(event)


def test_another_content_under_one_id_is_refused_and_writes_nothing() -> None:
    event = touch("u1", "u2")
    decision = book_of(event).apply(replace(event, visitor_id="u3"))
    assert (["event.id_reused"], (), ()) == (codes([decision]), decision.puts, decision.appends)


def test_another_type_under_one_id_is_another_content() -> None:
    event = touch("u1", "u2")
    assert ["event.id_reused"] == codes([book_of(event).apply(confirmed("o1", event_id=event.id))])


def test_a_final_refusal_is_one_row_and_comes_back_as_itself() -> None:
    book, event = Book(POLICY), touch("u1", "u1")
    first = book.apply(event)
    record = EventRecord(event.id, event_digest(event), first.refusal)
    assert {event_key(event.id): (record, 1)} == dict(book.rows)
    again = book.apply(event)
    assert (first.refusal, "refused", ()) == (again.refusal, again.status, again.puts)


def test_a_refused_id_still_stands_for_its_content() -> None:
    book, event = Book(POLICY), touch("u1", "u1")
    book.apply(event)
    assert ["event.id_reused"] == codes([book.apply(replace(event, visitor_id="u2"))])


def test_a_retry_refusal_leaves_nothing_and_works_later() -> None:
    book, event = Book(POLICY), confirmed("o1")
    decision = book.apply(event)
    assert (["order.unknown"], {}, ()) == (codes([decision]), dict(book.rows), decision.puts)
    book.apply(paid("o1", "u1"))
    assert "applied" == book.apply(event).status


def test_when_the_host_learned_of_it_is_no_content() -> None:
    event = touch("u1", "u2")
    assert "replayed" == book_of(event).apply(replace(event, recorded_at=at(9))).status


def test_a_continuation_waits_in_a_row_of_the_same_decision() -> None:
    book = book_of(paid("o1", "u1"), confirmed("o1"))
    decision = book.apply(release(limit=1))
    goes_on = decision.continuation
    assert goes_on is not None
    record = Continuation(goes_on.id, dump_event(goes_on))
    assert Append(continuation_key(goes_on.id), record) == decision.appends[-1]


def test_a_fact_of_another_type_is_an_error() -> None:
    event = confirmed("o1")
    book = book_of(paid("o1", "u1"))
    order = book.rows["order", "o1"]
    with pytest.raises(EventError, match="EventRecord"):
        decide(event, {event_key(event.id): order, ("order", "o1"): order}, POLICY)
