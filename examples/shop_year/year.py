"""The host of the shop's year: it feeds the events and keeps the calendar.

Every midnight what has been held for 14 days is released; at each month's end every
earner with 10.00 or more available withdraws it, and the bank pays a day later.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import perf_counter

from dateutil.relativedelta import relativedelta

from examples.progress import Progress
from examples.shop_year.source import CURRENCY, SHOP, Year
from fenxiao import (
    Book,
    Condition,
    Decision,
    Event,
    FoldWallet,
    Holding,
    Levels,
    Minimum,
    OrderPaid,
    PayoutPolicy,
    PayoutResult,
    Plan,
    Policy,
    Release,
    WithdrawalRequested,
    canonical,
)

__all__ = ["RATES_PPM", "Run", "make_policy", "replay", "settle", "with_calendar"]

RATES_PPM = (100_000, 50_000, 20_000)
MINIMUM_MINOR = 1_000
DAY = timedelta(days=1)


def make_policy() -> Policy:
    """Return the policy: 10 %, 5 % and 2 % of products, held 14 days, paid from 10.00."""
    goods = Condition(line_kinds=("product",))
    return Policy(
        plans=(
            Plan(
                plan_id="shop-year",
                effective_from=datetime(2010, 1, 1, tzinfo=UTC),
                ceiling_ppm=200_000,
                rules=(Levels(rule_id="share", rates_ppm=RATES_PPM, when=goods),),
            ),
        ),
        holding=Holding(holding_days=14),
        payout=PayoutPolicy(minimums=(Minimum(currency=CURRENCY, amount_minor=MINIMUM_MINOR),)),
    )


@dataclass(slots=True)
class Run:
    """What came of feeding the year."""

    book: Book
    fed: list[Event] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    paid_lines: int = 0
    paid_seconds: float = 0.0
    seconds: float = 0.0
    digest: str = ""


def settle(year: Year, *, progress: Progress, with_digest: bool = False) -> Run:
    """Feed the whole year to a new book, the calendar's events included."""
    run = Run(Book(make_policy()))
    rolling = hashlib.sha256() if with_digest else None
    started = perf_counter()
    for number, event in enumerate(with_calendar(year, run.book)):
        before = perf_counter()
        decisions = [run.book.apply(event)]
        if isinstance(event, OrderPaid):
            run.paid_seconds += perf_counter() - before
            run.paid_lines += len(event.lines)
        run.fed.append(event)
        while (waiting := decisions[-1].continuation) is not None:
            run.fed.append(waiting)
            decisions.append(run.book.apply(waiting))
        run.statuses.update(decision.status for decision in decisions)
        if rolling is not None:
            for decision in decisions:
                rolling.update(_bytes(decision))
        if number % 1_000 == 0:
            progress(number, len(year.events))
    run.seconds = perf_counter() - started
    run.digest = rolling.hexdigest() if rolling is not None else ""
    return run


def replay(run: Run, *, progress: Progress) -> Counter[str]:
    """Feed every event of a run again, and count how each was answered."""
    answers: Counter[str] = Counter()
    for number, event in enumerate(run.fed):
        answers[run.book.apply(event).status] += 1
        if number % 1_000 == 0:
            progress(number, len(run.fed))
    return answers


def with_calendar(year: Year, book: Book) -> Iterator[Event]:
    """Yield the year's events, with the calendar's where its midnights fall."""
    midnight = year.events[0].at.replace(hour=0, minute=0) + DAY
    for event in year.events:
        while event.at > midnight:
            yield from _midnight(midnight, book)
            midnight += DAY
        yield event
    yield from _midnight(midnight, book)


def _midnight(at: datetime, book: Book) -> Iterator[Event]:
    yield Release(id=f"release:{at.date()}", at=at)
    if at.day == 1:
        yield from _month_end(at, book)
    if at.day == 2:
        yield from _bank_day(at, book)


def _month_end(at: datetime, book: Book) -> Iterator[Event]:
    month = (at - relativedelta(months=1)).strftime("%Y-%m")
    for wallet in book.wallets():
        member_id = wallet.member_id
        yield FoldWallet(
            id=f"fold:{month}:{member_id}",
            at=at,
            payer_id=SHOP,
            member_id=member_id,
            currency=CURRENCY,
            limit=10_000,
        )
        if wallet.available_minor >= MINIMUM_MINOR:
            yield WithdrawalRequested(
                id=f"withdraw:{month}:{member_id}",
                at=at,
                payer_id=SHOP,
                member_id=member_id,
                currency=CURRENCY,
                payee_token=f"account-of-{member_id}",
            )


def _bank_day(at: datetime, book: Book) -> Iterator[Event]:
    for payout in book.payouts():
        if payout.state == "approved":
            yield PayoutResult(
                id=f"bank:{payout.instruction_id}",
                at=at,
                instruction_id=payout.instruction_id,
                outcome="paid",
                amount_minor=payout.amount_minor,
                currency=payout.currency,
                reference=f"statement-{at.date()}",
            )


def _bytes(decision: Decision) -> bytes:
    puts = [[put.key, put.record, put.expected_revision] for put in decision.puts]
    appends = [[append.key, append.record] for append in decision.appends]
    return canonical([decision.status, puts, appends, decision.refusal])
