"""The real year, closed and locked month by month, with refunds told late after each close.

Whatever is told late is dated within the month that was closed and belongs to the open one.
Every third buyer is enough by day; all of them take part at night.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import pytest
from beancount import loader
from beancount.core.data import Transaction

from examples.shop_year.books import read_account_map
from examples.shop_year.source import CURRENCY, SHOP, Year, read_year
from examples.shop_year.year import make_policy, with_calendar
from fenxiao import (
    Book,
    BooksClosed,
    BooksLocked,
    BooksPolicy,
    Event,
    OrderPaid,
    PartyAccount,
    Period,
    Refunded,
    RefundLine,
    Seal,
    as_booked,
    party_statement,
    period_balances,
    roll_forward,
    to_beancount,
    to_vouchers,
)
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.exports.names import account_name
from fenxiao.ledger.roll_forwards import PeriodRow
from fenxiao.ledger.vouchers import check_vouchers
from fenxiao.model.instants import to_us
from fenxiao.model.records import Entry, Order, Posting
from fenxiao.rules.terms import Leaving
from tests.examples.test_cut_over import some_of

pytestmark = pytest.mark.slow

FIRSTS = [datetime(2010 + n // 12, n % 12 + 1, 1, tzinfo=UTC) for n in range(11, 26)]
MONTHS = tuple(
    Period(period_id=f"{since:%Y-%m}", starts_at=since, ends_at=until)
    for since, until in pairwise(FIRSTS)
)
GROUPINGS: tuple[Literal["payer", "member"], ...] = ("payer", "member")
WAVE = 20
"""How many orders of a month are refunded after its close."""


class Closed(NamedTuple):
    """The books at the year's end, and each month's balances as they were when it was closed."""

    book: Book
    months: list[tuple[Period, tuple[PeriodRow, ...]]]
    told_late: int


def feed(book: Book, event: Event) -> None:
    waiting: Event | None = event
    while waiting is not None:
        decision = book.apply(waiting)
        assert decision.status == "applied", (waiting, decision.refusal)
        waiting = decision.continuation


def booked(book: Book) -> tuple[Entry, ...]:
    return as_booked(book.entries, book.sealed(SHOP))


def close(book: Book, month: Period, at: datetime) -> None:
    """Seal all that is there, close the month, and lock it."""
    persons: dict[str, Any] = {"reason": "month end", "maker_id": "amy", "checker_id": "bo"}
    name = month.period_id
    feed(book, Seal(id=f"seal {name}", at=at, payer_id=SHOP))
    own: dict[str, Any] = {"at": at, "payer_id": SHOP, "period_id": name} | persons
    feed(book, BooksClosed(id=f"close {name}", **own))
    feed(book, BooksLocked(id=f"lock {name}", **own))


def wave(book: Book, month: Period, sold: list[OrderPaid]) -> Iterator[Refunded]:
    """Yield refunds of orders of a closed month, of half of what is left, told after its close."""
    last = month.ends_at - timedelta(hours=1)
    found = 0
    for paid in sold:
        order, terms = book.order(paid.order_id), book.terms(paid.order_id)
        if found == WAVE or order is None or terms is None or not order.kept:
            continue
        left = sum(
            map(Leaving(terms, {one.line_id: one for one in order.progress}).left, terms.lines)
        )
        if left > 1:
            found += 1
            yield Refunded(
                id=f"late {paid.order_id}",
                at=last,
                recorded_at=month.ends_at + timedelta(days=3),
                order_id=paid.order_id,
                amount_minor=left // 2,
            )


@pytest.fixture(
    scope="module",
    name="year",
    params=["some", pytest.param("all", marks=pytest.mark.nightly)],
)
def closed_year(request: pytest.FixtureRequest) -> Closed:
    whole = read_year()
    events = whole.events if request.param == "all" else some_of(whole)
    policy = replace(make_policy(), books=BooksPolicy(periods=MONTHS))
    book = Book(policy)
    left = list(MONTHS[:-1])
    months: list[tuple[Period, tuple[PeriodRow, ...]]] = []
    sold: list[OrderPaid] = []
    told_late = 0
    gone: set[str] = set()
    for event in with_calendar(Year(events=events), book):
        while left and event.at >= left[0].ends_at + timedelta(days=2):
            month = left.pop(0)
            close(book, month, month.ends_at + timedelta(days=2))
            rows = period_balances(booked(book), month.starts_at, month.ends_at)
            months.append((month, rows))
            for late in wave(book, month, sold):
                feed(book, late)
                gone.add(late.order_id)
                told_late += 1
            sold = []
        if isinstance(event, OrderPaid):
            sold.append(event)
        told: Event | None = event
        if isinstance(event, Refunded) and event.order_id in gone:
            told = _what_is_left(book, event)  # the wave took some of it
        if told is not None:
            feed(book, told)
    feed(book, Seal(id="seal all", at=datetime(2012, 3, 1, tzinfo=UTC), payer_id=SHOP))
    return Closed(book, months, told_late)


def _what_is_left(book: Book, event: Refunded) -> Refunded | None:
    """Return a refund of the pieces that it named alone: their money may be gone already."""
    lines = tuple(one for one in event.lines if one.quantity)
    order, terms = book.order(event.order_id), book.terms(event.order_id)
    assert order is not None
    assert terms is not None
    gone = {one.line_id: one.refunded_minor for one in order.progress}
    paid = {one.line_id: one.paid_minor for one in terms.lines}
    fits = tuple(
        RefundLine(line_id=one.line_id, amount_minor=one.amount_minor)
        for one in event.lines
        if one.amount_minor and one.amount_minor <= paid[one.line_id] - gone.get(one.line_id, 0)
    )
    return replace(event, lines=(*lines, *fits)) if lines or fits else None


def test_what_was_closed_never_changes(year: Closed) -> None:
    assert len(year.months) >= 12
    assert year.told_late > WAVE * 6
    entries = booked(year.book)
    assert len(entries) == len(year.book.entries)
    late = {one.entry_id for one in year.book.entries if one.event_id.startswith("late ")}
    moved = [one for one in year.book.sealed(SHOP) if one.entry_id in late]
    by_id = {one.entry_id: one for one in year.book.entries}
    assert len(moved) == len(late)
    assert all(one.booked_us > by_id[one.entry_id].effective_us for one in moved)
    for month, rows in year.months:
        assert rows == period_balances(entries, month.starts_at, month.ends_at), month.period_id


def test_the_chain_holds(year: Closed) -> None:
    verdict = year.book.verify(SHOP)
    assert verdict.flaw is None
    assert verdict.head.seq == len(year.book.entries)


def test_months_roll_forward_into_each_other(year: Closed) -> None:
    entries = booked(year.book)
    for by in GROUPINGS:
        closing: dict[str, int] = {}
        for month in MONTHS:
            rows = roll_forward(entries, month.starts_at, month.ends_at, by=by)
            for row in rows:
                assert row.opening_minor == closing.get(row.name, 0)
                moved = sum(one.amount_minor for one in row.columns)
                assert row.closing_minor == row.opening_minor + moved
                closing[row.name] = row.closing_minor
        wallets = {one.member_id: sum(one[3:8]) - one.debt_minor for one in year.book.wallets()}
        expected = wallets if by == "member" else {SHOP: sum(wallets.values())}
        assert {name: one for name, one in closing.items() if one} == {
            name: one for name, one in expected.items() if one
        }


def test_statements_are_the_ledger_and_what_beancount_finds(year: Closed) -> None:
    owed = tuple(name for name, row in ACCOUNTS.items() if row.component)
    entries = booked(year.book)
    by_member: Counter[str] = Counter()
    for entry in entries:
        for account, party_id, amount_minor in entry.postings:
            if account in owed:
                by_member[party_id] -= amount_minor
    for wallet in year.book.wallets()[::25]:
        of = PartyAccount(SHOP, wallet.member_id, CURRENCY, owed)
        statement = party_statement(entries, of)
        assert by_member[wallet.member_id] == statement.closing_minor
        assert statement.closing_minor == sum(wallet[3:8]) - wallet.debt_minor
    text = "".join(to_beancount(entries, title="closed"))
    found, errors, _ = loader.load_string(text)
    assert not errors
    beancounts: Counter[str] = Counter()
    for one in found:
        if isinstance(one, Transaction):
            for posting in one.postings:
                assert posting.units is not None
                assert posting.units.number is not None
                beancounts[posting.account] += int(posting.units.number * 100)
    ours: Counter[str] = Counter()
    for entry in entries:
        for leg in entry.postings:
            ours[account_name(SHOP, Posting(*leg))] += leg.amount_minor
    assert ours == beancounts


def test_the_vouchers_of_closed_months_are_the_ledger(year: Closed) -> None:
    accounts = read_account_map()
    entries = booked(year.book)
    vouchers = to_vouchers(entries, accounts)
    check_vouchers(vouchers, entries, accounts)
    ends_us = to_us(MONTHS[5].ends_at)
    first = [one for one in entries if one.effective_us < ends_us]
    again = to_vouchers(first, accounts)
    assert again == vouchers[: len(again)]


def test_orders_that_were_refunded_late_keep_half(year: Closed) -> None:
    late = [one for one in year.book.entries if one.event_id.startswith("late ")]
    orders = {one.subject_id for one in late}
    assert len(orders) > WAVE * 6
    for order_id in sorted(orders)[::20]:
        assert isinstance(year.book.order(order_id), Order)
