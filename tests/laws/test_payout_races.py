"""Withdrawals, approvals and results at one moment: what must conflict does, the rest does not.

Each pair is decided from the same facts. The one is committed; the other must then fail its
guard, or must not. What is refused by its guard is decided again, and leaves what the two
leave one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fenxiao.model.contract import Key, Row
from fenxiao.model.events import Event
from fenxiao.payout.policy import Tier, WithdrawalFee
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.laws.test_guards import Race
from tests.support.build import available, book_of, feed, fold_wallet, instruction_id, withdraw
from tests.support.host import judge
from tests.support.payouts import (
    APPROVED,
    batch_of,
    cancel,
    decide_on,
    propose,
    reject,
    retry,
    ruled,
    said,
    submit,
)

LIMITED = ruled(day_most_count=1, fee=WithdrawalFee(rate_ppm=10_000, free_count=1))
TWO = ruled(automatic_below_minor=None, tiers=(Tier(checkers=2),))
RICH = available("u1", 500)
FIRST, SECOND = instruction_id("withdraw u1"), instruction_id("withdraw u2")
ASKED = (*RICH, withdraw("u1", 200), *available("u2", 500), withdraw("u2", 300))
PROPOSED = (*ASKED, propose())


def seen(policy: Policy) -> Book:
    return book_of(*PROPOSED, of=policy)


BATCH = batch_of(seen(APPROVED))
APPROVING = (*PROPOSED, decide_on(BATCH))
FAILED = (*RICH, withdraw("u1", 200), said(FIRST, "failed", 200))

CONFLICTS: dict[str, tuple[Policy, Race]] = {
    "two withdrawals that would both keep the limit of the day": (
        LIMITED,
        Race(RICH, withdraw("u1", 100), withdraw("u1", 100, event_id="w2")),
    ),
    "a withdrawal and the failure of the one before": (
        LIMITED,
        Race(
            (*RICH, withdraw("u1", 100)),
            said(FIRST, "failed", 100),
            withdraw("u1", 100, day=12, event_id="w2"),
        ),
    ),
    "a proposal and a change of mind": (APPROVED, Race(ASKED, propose(), cancel(FIRST))),
    "two proposals": (APPROVED, Race(ASKED, propose(), propose("b2"))),
    "two of one batch": (APPROVED, Race(ASKED, propose(), propose(event_id="p2"))),
    "an approval and a rejection of one of it": (
        APPROVED,
        Race(PROPOSED, decide_on(BATCH), reject(FIRST)),
    ),
    "two rejections out of one batch": (APPROVED, Race(PROPOSED, reject(FIRST), reject(SECOND))),
    "an approval and a rejection": (
        APPROVED,
        Race(PROPOSED, decide_on(BATCH), decide_on(BATCH, "reject", checker_id="c2")),
    ),
    "one person approves twice at once": (
        TWO,
        Race(PROPOSED, decide_on(BATCH), decide_on(BATCH, event_id="again")),
    ),
    "two rails": (ruled(), Race((*RICH, withdraw("u1", 90)), submit(FIRST), submit(FIRST, "p"))),
    "a rail and a result": (
        ruled(),
        Race((*RICH, withdraw("u1", 90)), submit(FIRST), said(FIRST, "failed", 90)),
    ),
    "two further attempts": (ruled(), Race(FAILED, retry(FIRST), retry(FIRST, event_id="r2"))),
    "a further attempt and a withdrawal of all": (
        ruled(),
        Race(FAILED, retry(FIRST), withdraw("u1", event_id="w2")),
    ),
    "a further attempt and a fold": (ruled(), Race(FAILED, retry(FIRST), fold_wallet("u1"))),
    "a cancellation and a rejection": (APPROVED, Race(ASKED, cancel(FIRST), reject(FIRST))),
}
COOL: dict[str, tuple[Policy, Race]] = {
    "withdrawals of two members under limits": (
        LIMITED,
        Race((*RICH, *available("u2", 500)), withdraw("u1", 10), withdraw("u2", 10)),
    ),
    "an approval and another member's withdrawal": (
        APPROVED,
        Race((*PROPOSED, *available("u3", 500)), decide_on(BATCH), withdraw("u3", 10)),
    ),
    "a proposal and another member's withdrawal": (
        APPROVED,
        Race((*ASKED, *available("u3", 500)), propose(), withdraw("u3", 10)),
    ),
    "results of two instructions": (
        ruled(),
        Race(
            (*RICH, withdraw("u1", 90), *available("u2", 500), withdraw("u2", 90)),
            said(FIRST, "paid", 90),
            said(SECOND, "failed", 90),
        ),
    ),
    "a withdrawal and the payment of the one before": (
        LIMITED,
        Race(
            (*RICH, withdraw("u1", 100)),
            said(FIRST, "paid", 100),
            withdraw("u1", 100, day=12, event_id="w2"),
        ),
    ),
}
ORDERS = pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["", "turned"])


def told(policy: Policy, race: Race, order: Sequence[int]) -> tuple[Book, list[Event]]:
    book = book_of(*race.before, of=policy)
    return book, [(race.one, race.other)[place] for place in order]


def without_revisions(book: Book) -> dict[Key, object]:
    rows: dict[Key, Row] = dict(book.rows)
    return {key: record for key, (record, _) in rows.items()}


@ORDERS
@pytest.mark.parametrize(("policy", "race"), CONFLICTS.values(), ids=CONFLICTS)
def test_what_must_conflict_does(policy: Policy, race: Race, order: Sequence[int]) -> None:
    book, events = told(policy, race, order)
    one, other = (judge(event, book.store, policy) for event in events)
    assert book.store.commit(one)
    before = dict(book.rows)
    assert not book.store.commit(other)
    assert before == dict(book.rows)
    book.apply(events[1])
    in_turn, again = told(policy, race, order)
    for event in again:
        in_turn.apply(event)
    assert without_revisions(in_turn) == without_revisions(book)


@ORDERS
@pytest.mark.parametrize(("policy", "race"), COOL.values(), ids=COOL)
def test_what_need_not_conflict_does_not(policy: Policy, race: Race, order: Sequence[int]) -> None:
    book, events = told(policy, race, order)
    decisions = [judge(event, book.store, policy) for event in events]
    assert [True, True] == [book.store.commit(one) for one in decisions]


def test_a_page_of_an_approval_meets_nobody() -> None:
    book = book_of(*APPROVING, of=APPROVED)
    (waiting,) = book.store.waiting
    assert waiting.event_json
    feed(book, *available("u3", 500), withdraw("u3", 10))
    assert ["applied"] == [one.status for one in book.resume()]
    assert "approved" == batch_of(book).state
