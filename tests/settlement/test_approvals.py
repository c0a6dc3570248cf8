"""Approvals: batches proposed, decided and applied, in pages of any size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError
from fenxiao.model.contract import Facts, batch_scan
from fenxiao.model.payout_records import PayoutBatch
from fenxiao.model.records import Audit
from fenxiao.payout.approval import batch_digest
from fenxiao.payout.policy import Tier
from fenxiao.settlement import approvals
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import (
    available,
    book_of,
    codes,
    components,
    feed,
    instruction_id,
    withdraw,
)
from tests.support.host import ask
from tests.support.payouts import (
    APPROVED,
    apply_batch,
    batch_of,
    cancel,
    decide_on,
    propose,
    reject,
    ruled,
)


def asked(count: int, *, of: Policy = APPROVED) -> Book:
    """Return a book in which some members have asked for 100 each."""
    book = book_of(of=of)
    for number in range(count):
        name = f"u{number}"
        feed(book, *available(name, 300), withdraw(name, 100 + number))
    return book


def states(book: Book) -> list[str]:
    return [one.state for one in book.payouts()]


def go_on(book: Book) -> None:
    assert {"applied"} >= {one.status for one in book.resume()}


def test_what_needs_approval_waits_for_it() -> None:
    book = asked(1)
    assert ["requested"] == states(book)
    assert (0, 0, 200, 100) == components(book, "u0")


@given(limit=st.integers(1, 6))
def test_pages_of_any_size_are_one_page(limit: int) -> None:
    made: list[tuple[PayoutBatch, list[object]]] = []
    for size in (limit, 500):
        book = asked(5)
        feed(book, propose(limit=size))
        go_on(book)
        seen = batch_of(book)
        feed(book, decide_on(seen, limit=size))
        go_on(book)
        assert "approved" == batch_of(book).state
        made.append((seen, list(book.payouts())))
    assert made[0] == made[1]


def test_a_batch_has_exactly_what_waits_in_stable_order() -> None:
    book = asked(4)
    feed(book, propose(limit=2))
    go_on(book)
    batch = batch_of(book)
    payouts = sorted(book.payouts(), key=lambda one: (one.payable_us, one.instruction_id))
    assert (4, 406, "proposed") == (batch.instruction_count, batch.total_minor, batch.state)
    assert batch.digest == batch_digest(batch, payouts)
    assert {"b1"} == {one.batch_id for one in payouts}


def test_what_is_approved_is_approved_whole() -> None:
    book = asked(2)
    assert book.batch("b1") is None
    feed(book, propose())
    assert batch_of(book) == book.batch("b1")
    feed(book, decide_on(batch_of(book)))
    assert "approving" == batch_of(book).state
    go_on(book)
    assert (["approved"] * 2, "approved") == (states(book), batch_of(book).state)
    assert (0, 0, 200, 100) == components(book, "u0")


def test_what_is_rejected_is_available_again() -> None:
    book = asked(2)
    feed(book, propose())
    feed(book, decide_on(batch_of(book), "reject", checker_id="maker"))
    go_on(book)
    assert (["rejected"] * 2, "rejected") == (states(book), batch_of(book).state)
    assert (0, 0, 300, 0) == components(book, "u0")


def test_what_is_dissolved_may_be_proposed_again() -> None:
    book = asked(2)
    feed(book, propose())
    feed(book, decide_on(batch_of(book), "dissolve"))
    go_on(book)
    assert (["requested"] * 2, "dissolved") == (states(book), batch_of(book).state)
    feed(book, propose("b2"))
    assert 2 == batch_of(book, "b2").instruction_count
    assert ["payout.batch_state"] == codes([book.apply(propose(event_id="again"))])


def test_nobody_approves_what_has_changed_since_he_looked() -> None:
    book = asked(2)
    feed(book, propose())
    seen = batch_of(book)
    feed(book, reject(instruction_id("withdraw u0")))
    late = decide_on(seen)
    assert ["payout.batch_differs"] == codes([book.apply(late)])
    assert (0, 0, 300, 0) == components(book, "u0")
    feed(book, replace(decide_on(batch_of(book)), id="looked again"))
    go_on(book)
    assert {"approved", "rejected"} == set(states(book))


def test_the_tier_of_the_total_says_how_many_must_approve() -> None:
    tiers = (Tier(up_to_minor=200), Tier(checkers=2))
    book = asked(2, of=ruled(automatic_below_minor=None, tiers=tiers))
    feed(book, propose())
    feed(book, decide_on(batch_of(book), checker_id="c1"))
    assert "proposed" == batch_of(book).state
    again = decide_on(batch_of(book), checker_id="c1", event_id="again")
    assert ["payout.same_person"] == codes([book.apply(again)])
    feed(book, decide_on(batch_of(book), checker_id="c2"))
    assert "approving" == batch_of(book).state


def test_who_is_in_a_batch_cannot_take_it_back_and_before_he_can() -> None:
    book = asked(2)
    first, second = (instruction_id(f"withdraw u{number}") for number in range(2))
    feed(book, cancel(first))
    assert (0, 0, 300, 0) == components(book, "u0")
    feed(book, propose())
    assert 1 == batch_of(book).instruction_count
    assert ["payout.in_batch"] == codes([book.apply(cancel(second))])


def test_only_a_batch_that_was_decided_is_applied() -> None:
    book = asked(1)
    assert ["payout.batch_unknown"] == codes([book.apply(apply_batch())])
    feed(book, propose())
    assert ["payout.batch_state"] == codes([book.apply(apply_batch(event_id="early"))])
    assert ["requested"] == states(book)


def test_a_row_that_no_scan_may_return_is_the_hosts_error() -> None:
    book = asked(1)
    feed(book, propose())
    feed(book, decide_on(batch_of(book)))
    event = apply_batch(event_id="by hand")
    facts: Facts = ask(event, book.rows, APPROVED)[1]
    (payout,) = book.payouts()
    wrong = {**facts, batch_scan("b1", limit=500): ((payout._replace(state="paid"), 1),)}
    with pytest.raises(EventError, match="requested Payout"):
        approvals.decide_apply(event, wrong)


def test_who_asked_and_who_decided_is_kept() -> None:
    book = asked(2)
    feed(book, propose(), reject(instruction_id("withdraw u0")))
    feed(book, decide_on(batch_of(book)))
    audits = [record for record, _ in book.rows.values() if isinstance(record, Audit)]
    found = {(one.maker_id, one.checker_id) for one in audits}
    assert {("u0", "checker"), ("maker", "checker")} == found
