"""The codes of withdrawals and payouts: each new one provoked, each naming all that it says."""

from __future__ import annotations

from itertools import chain
from string import Formatter

import pytest

from fenxiao.errors import CODES
from fenxiao.errors.payout_codes import PAYOUTS
from fenxiao.model.events import Event
from fenxiao.model.payouts import ATTEMPT_LIMIT
from fenxiao.payout.policy import WithdrawalFee
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import POLICY, available, book_of, instruction_id, withdraw
from tests.support.operations import open_payout
from tests.support.payouts import (
    APPROVED,
    batch_of,
    cancel,
    decide_on,
    propose,
    retry,
    ruled,
    said,
    submit,
)

RETRIED = {
    *("payout.unknown", "payout.fold_first", "payout.unknown_attempt"),
    *("payout.not_payable", "payout.nothing_requested", "payout.batch_unknown"),
}
RICH = available("u1", 500)
ASKED = (*RICH, withdraw("u1", 200))
FIRST = instruction_id("withdraw u1")
BATCH = batch_of(book_of(*ASKED, propose(), of=APPROVED))
FAILED = (*ASKED, said(FIRST, "failed", 200))
REFUSED: dict[str, tuple[Policy, list[Event]]] = {
    "payout.unknown_attempt": (
        POLICY,
        [open_payout("u1", 5), said("old u1", "paid", 5, attempt=2)],
    ),
    "payout.wrong_state": (POLICY, [open_payout("u1", 5), cancel("old u1")]),
    "payout.above_maximum": (ruled(maximum_minor=100), [*ASKED]),
    "payout.day_amount": (ruled(day_most_minor=100), [*ASKED]),
    "payout.day_count": (ruled(day_most_count=1), [*ASKED, withdraw("u1", 1, event_id="w2")]),
    "payout.cool_down": (ruled(cool_down_hours=1), [*ASKED, withdraw("u1", 1, event_id="w2")]),
    "payout.nothing_left": (ruled(fee=WithdrawalFee(fixed_minor=200)), [*ASKED]),
    "payout.broken_rules": (ruled(maximum_minor=100, day_most_minor=100), [*ASKED]),
    "payout.other_wallet": (POLICY, [*FAILED, retry(FIRST, "u9")]),
    "payout.no_attempts_left": (
        POLICY,
        [
            *FAILED,
            *chain.from_iterable(
                (
                    retry(FIRST, event_id=f"r{number}"),
                    said(FIRST, "failed", 200, attempt=number),
                )
                for number in range(2, ATTEMPT_LIMIT + 1)
            ),
            retry(FIRST, event_id="one more"),
        ],
    ),
    "payout.other_rail": (POLICY, [*ASKED, submit(FIRST), submit(FIRST, "other")]),
    "payout.not_payable": (
        ruled(settle_after_business_days=2),
        [*ASKED, submit(FIRST)],
    ),
    "payout.in_batch": (APPROVED, [*ASKED, propose(), cancel(FIRST)]),
    "payout.nothing_requested": (POLICY, [propose()]),
    "payout.batch_unknown": (POLICY, [decide_on(BATCH)]),
    "payout.batch_state": (APPROVED, [*ASKED, propose(), propose(event_id="again")]),
    "payout.batch_differs": (
        APPROVED,
        [*ASKED, propose(), decide_on(BATCH._replace(instruction_count=2))],
    ),
    "payout.same_person": (APPROVED, [*ASKED, propose(), decide_on(BATCH, checker_id="maker")]),
}
"""By code: a policy, and events of which the last is refused; tests/test_errors.py has others."""
ELSEWHERE = {"rail.not_approved", "rail.not_payable", "rail.no_rail"}
"""Reasons of batching: tests/payout/test_batching.py."""


def test_each_is_in_the_table_once() -> None:
    codes = [code for code, *_ in PAYOUTS]
    assert sorted(set(codes)) == sorted(codes)
    assert set(codes) <= set(CODES)


def test_only_what_may_be_true_later_is_fed_again() -> None:
    assert RETRIED == {code for code, kind, *_ in PAYOUTS if kind == "retry"}


def test_every_refusal_is_provoked_here_or_with_the_old_ones() -> None:
    old = {"below_minimum", "exceeds_available", "unknown", "amount_differs", "paid_twice"}
    old |= {"conflict", "fold_first"}
    codes = {code for code, *_ in PAYOUTS}
    assert {*REFUSED, *ELSEWHERE, *(f"payout.{one}" for one in old)} == codes


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_has_the_facts_that_its_message_names(code: str) -> None:
    policy, events = REFUSED[code]
    book = Book(policy)
    refusal = [book.apply(event) for event in events][-1].refusal
    assert refusal is not None
    row = CODES[code]
    names = {name for _, name, _, _ in Formatter().parse(row.message + row.hint) if name}
    assert (code, names) == (refusal.code, set(dict(refusal.facts)))
    assert refusal.message.endswith(".")
