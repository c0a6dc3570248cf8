"""Histories of payouts: fees, limits, approvals, attempts, every word of a rail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from fenxiao.model.events import Event
from fenxiao.model.openings import OpenPayoutState
from fenxiao.payout.policy import Tier, WithdrawalFee
from fenxiao.settlement.book import Book
from tests.support.build import available, instruction_id, refunded, withdraw
from tests.support.operations import open_payout
from tests.support.payouts import (
    apply_batch,
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


def _taken_over() -> Iterator[Event]:
    """Instructions of an old system, with a fee and a tax, as far as rails can lead them."""
    taxed = replace(open_payout("u1", 80), fee_minor=5, tax_minor=15)
    yield taxed
    for outcome in ("accepted", "awaiting_payee", "processing", "paid"):
        yield said("old u1", outcome, 80, charge_minor=1 if outcome == "paid" else 0)
    yield said("old u1", "returned", 80)
    states: tuple[OpenPayoutState, ...] = ("requested", "accepted")
    for state in states:
        yield open_payout("u2", 40, instruction_id=state, state=state, event_id=f"open {state}")
        yield cancel(state)
    yield cancel("nothing")
    yield said("accepted", "expired", 40)
    yield said("accepted", "paid", 40, attempt=2)
    yield reject("nothing")
    yield reject("accepted")


LIMITED = ruled(
    minimum_minor=100,
    maximum_minor=1_000,
    day_most_minor=1_500,
    day_most_count=3,
    cool_down_hours=1,
    settle_after_business_days=1,
    fee=WithdrawalFee(rate_ppm=10_000, least_minor=5, fixed_minor=1, free_count=1, free_minor=200),
)
COSTLY = ruled(fee=WithdrawalFee(fixed_minor=60, is_kept_on_return=True))


def _limited() -> Iterator[Event]:
    """Each limit of withdrawals, alone and with others; attempts; what comes back."""
    yield from available("u1", 5_000)
    yield withdraw("u1", 1_001, event_id="too much")
    yield withdraw("u1", 99, event_id="too little")
    yield withdraw("u1", 9_999, event_id="several")
    asked = ((10, 500), (10.01, 500), (10.05, 500), (10.1, 1_000), (10.1, 100), (10.15, 200))
    for number, (day, amount) in enumerate(asked):
        yield withdraw("u1", amount, day=day, event_id=f"w{number}")
    first, second = instruction_id("w0"), instruction_id("w2")
    yield submit(first, day=10.5)
    yield from (submit(first, day=20), submit(first, day=20.1, event_id="again"))
    yield from (submit(first, "paypal", day=20), submit("nothing", day=20))
    yield from (
        said(first, "failed", 499),
        submit(first, day=21, event_id="late"),
        withdraw("u1", 500, day=10.3, event_id="w9"),
    )
    yield from (retry(first), said(first, "paid", 499, attempt=2, charge_minor=2))
    yield from (said(first, "paid", 499), said(first, "returned", 499, attempt=2))
    yield from (retry(first, day=13), retry("nothing"), retry(second))
    yield retry(first, "u9", day=14)
    yield from (cancel(second), submit(instruction_id("w1")))
    yield from (said(first, "failed", 499, attempt=3), retry(first, "u9", day=15))
    yield from (refunded("order u1"), retry(first, day=16))


def _costly() -> Iterator[Event]:
    """A fee that is kept when money comes back, and one that is all there is."""
    yield from available("u1", 500)
    yield from (withdraw("u1", 60), withdraw("u1", 500, event_id="w2"))
    name = instruction_id("w2")
    yield from (said(name, "paid", 440), said(name, "returned", 440), retry(name))
    for attempt in range(2, 101):
        yield said(name, "failed", 440, attempt=attempt)
        yield retry(name, event_id=f"attempt {attempt + 1}")


TIERED = ruled(
    automatic_below_minor=None,
    tiers=(Tier(up_to_minor=500), Tier(checkers=2, roles=("finance",))),
    day_most_count=5,
)


def _approvals(book: Book) -> Iterator[Event]:
    """Batches: proposed in pages, changed, decided by two persons, applied in pages."""
    yield propose(event_id="nothing yet")
    for number in range(6):
        yield from available(f"u{number}", 300)
        yield withdraw(f"u{number}")
    names = [instruction_id(f"withdraw u{number}") for number in range(6)]
    yield from (cancel(names[5]), reject(names[4]))
    yield propose(limit=2)
    seen = batch_of(book)
    yield from (propose(event_id="twice"), cancel(names[0]), decide_on(seen, checker_id="maker"))
    yield from (reject(names[0]), decide_on(seen), apply_batch())
    now = batch_of(book)
    yield decide_on(now)
    yield decide_on(batch_of(book), event_id="once more")
    yield replace(decide_on(batch_of(book), checker_id="boss", role="finance", limit=2), id="boss")
    yield from (decide_on(batch_of(book), "reject"), apply_batch(event_id="done"))
    yield from (apply_batch("b9"), decide_on(now._replace(batch_id="b9")))
    yield replace(propose(limit=2, event_id="page"), after=(0, "i"))
    for decision in ("dissolve", "reject"):
        yield withdraw("u0", 10, event_id=f"{decision} this", day=11)
        yield withdraw("u5", 10, event_id=f"{decision} that", day=11)
        yield propose(f"to {decision}", day=11, limit=1)
        yield decide_on(batch_of(book, f"to {decision}"), decision)
    yield reject(names[0], event_id="rejected twice")


def _told(events: tuple[Event, ...], _: Book) -> Iterator[Event]:
    yield from events


PAYOUTS: tuple[tuple[dict[str, Any], Callable[[Book], Iterator[Event]]], ...] = (
    ({}, partial(_told, tuple(_taken_over()))),
    ({"payout": LIMITED.payout}, partial(_told, tuple(_limited()))),
    ({"payout": COSTLY.payout}, partial(_told, tuple(_costly()))),
    ({"payout": TIERED.payout}, _approvals),
)
"""What each history changes of the policy, and its events."""
