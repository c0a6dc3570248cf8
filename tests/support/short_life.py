"""One short life under any policy: people, two orders, money out, what goes back, the closes.

Every event is the same whatever the policy says, but those that a policy has no place for.
What must hold is looked at after each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from fenxiao.model.contract import Decision
from fenxiao.model.events import (
    EVENTS,
    Event,
    PayoutResult,
    PeriodClosed,
    Refunded,
    RefundLine,
    Registered,
    Tender,
    Touch,
)
from fenxiao.model.instants import from_us
from fenxiao.model.operations import Adjusted
from fenxiao.model.records import Order, Payout, PeriodAward
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support import operations as by_hand
from tests.support.books import JANUARY, closed, seal
from tests.support.build import (
    CURRENCY,
    PAYER,
    START,
    at,
    confirmed,
    fold_wallet,
    release,
    withdraw,
)
from tests.support.careers import applied, decided, left, marked, review, verified
from tests.support.careers import closed as career_closed
from tests.support.invariants import (
    check_members_accounts,
    check_paid_once,
    check_trial_balance,
)
from tests.support.invites import issued
from tests.support.option_policies import CEILING_PPM
from tests.support.orders import captured, exchanged, placed, received
from tests.support.trades import line, sold

__all__ = ["MAY_BE_REFUSED", "Life"]

MAY_BE_REFUSED: dict[str, set[str]] = {
    "touch": {"graph.already_bound", "graph.protected"},
    "enrolment_decided": {"enrolment.not_possible"},
    "review_grade": {"grade.no_ladder"},
    "invite_issued": {"quota.no_policy"},
    "withdrawal_requested": {"payout.below_minimum"},
    "frozen": {"wallet.too_little"},
    "unfrozen": {"wallet.too_little"},
    "adjusted": {"wallet.too_little"},
    "seal": {"books.not_kept"},
    "books_closed": {"books.not_kept"},
}
"""By which codes an event of the life may be refused, where a policy has no place for it."""


class Life:
    """A book under a policy, and everything that has been told to it.

    Args:
        policy: What is in force.
    """

    def __init__(self, policy: Policy) -> None:
        self.book = Book(policy)
        self.told: list[Event] = []
        self.adjusted: list[Adjusted] = []
        self.refused: Counter[tuple[str, str]] = Counter()

    def live(self) -> None:
        """Tell the whole life, and look after each event."""
        for event in _events(self.book.policy):
            self.tell(event)
            self.check()
        self.check_end()

    def tell(self, event: Event) -> None:
        """Tell an event, and all that goes on from it; a refusal must be one that may be."""
        waiting: Event | None = event
        while waiting is not None:
            decision = self.book.apply(waiting)
            if decision.refusal is None:
                assert "applied" == decision.status, (waiting, decision)
                self.adjusted += [waiting] if isinstance(waiting, Adjusted) else []
            else:
                name = next(one for one, kind in EVENTS.items() if kind is type(waiting))
                code = decision.refusal.code
                assert code in MAY_BE_REFUSED.get(name, set()), (waiting, decision.refusal.message)
                self.refused[name, code] += 1
            self.told.append(waiting)
            waiting = decision.continuation
            self.pay(decision)
        for more in self.book.resume():
            assert "applied" == more.status, more

    def pay(self, decision: Decision) -> None:
        """Say of every instruction that was given that it was paid."""
        for put in decision.puts:
            if isinstance(put.record, Payout) and put.record.state == "approved":
                one = put.record
                self.tell(
                    PayoutResult(
                        id=f"paid {one.instruction_id}",
                        at=from_us(one.updated_us),
                        instruction_id=one.instruction_id,
                        outcome="paid",
                        amount_minor=one.amount_minor,
                        currency=one.currency,
                    )
                )

    def orders(self) -> Iterator[Order]:
        yield from (one for one, _ in self.book.rows.values() if isinstance(one, Order))

    def check(self) -> None:
        """Look whether the books balance, wallets add up, and no order pays above the ceiling."""
        check_trial_balance(self.book)
        check_paid_once(self.book)
        check_members_accounts(self.book)
        check_owed(self.book, self.adjusted)
        for wallet in self.book.wallets():
            rest = wallet._replace(available_minor=0)[3:]
            assert all(int(amount) >= 0 for amount in rest), wallet
        for order in self.orders():
            terms = self.book.terms_that_count(order.order_id)
            paid_minor = sum(one.paid_minor for one in terms.lines) if terms else 0
            kept_minor = sum(one.amount_minor for one in order.kept)
            assert kept_minor * 10**6 <= paid_minor * CEILING_PPM, order

    def check_end(self) -> None:
        """Look whether nothing is kept of orders that went back whole, and a replay is idle."""
        for order in self.orders():
            assert () == order.kept, order
        rows = dict(self.book.rows)
        again = Counter(self.book.apply(event).status for event in self.told)
        assert not again["applied"], again
        assert rows == dict(self.book.rows)


Stands = tuple[int, int, int]
"""What of a member's money is deferred, held, and anything else."""


def check_owed(book: Book, adjusted: Iterable[Adjusted]) -> None:
    """What wallets have is what orders keep, periods award and hands add, less what was paid."""
    owed: dict[str, Stands] = {}

    def add(member_id: str, *amounts: int) -> None:
        before = owed.get(member_id, (0, 0, 0))
        owed[member_id] = tuple(map(sum, zip(before, amounts, strict=True)))  # type: ignore[assignment]  # three of them

    for record, _ in book.rows.values():
        if isinstance(record, Order):
            for payee_id, stands in _standing(record):
                add(payee_id, *stands)
        elif isinstance(record, PeriodAward):
            free_minor = record.amount_minor - record.held_minor
            add(record.member_id, 0, record.held_minor, free_minor)
        elif isinstance(record, Payout) and record.state == "paid":
            add(record.member_id, 0, 0, -record.amount_minor)
    for event in adjusted:
        add(event.member_id, 0, 0, event.amount_minor)
    found = {
        one.member_id: (
            int(one.deferred_minor),
            int(one.held_minor),
            int(one.available_minor + one.in_transit_minor + one.frozen_minor - one.debt_minor),
        )
        for one in book.wallets()
    }
    nothing = (0, 0, 0)
    for member_id in {*owed, *found}:
        assert owed.get(member_id, nothing) == found.get(member_id, nothing), member_id


def _standing(order: Order) -> Iterator[tuple[str, Stands]]:
    """Yield what of an order is deferred, held and free, by payee, as its row says."""
    kept = dict(order.kept)
    for part in order.parts:
        for payee_id, minor in part.kept:
            kept[payee_id] -= minor
            yield payee_id, (0, 0, minor) if part.due_us is None else (0, minor, 0)
    place = 0 if order.parts else {"confirmed": 1, "released": 2}.get(order.state, 0)
    for payee_id, minor in kept.items():
        yield payee_id, (minor * (place == 0), minor * (place == 1), minor * (place == 2))


GOODS: dict[str, Any] = {
    "quantity": 4,
    "paid_minor": 4_003,
    "freight_minor": 100,
    "tax_minor": 20,
    "fee_minor": 13,
    "cost_minor": 1_500,
    "list_minor": 5_000,
    "tenders": (
        Tender(tender="wechat", amount_minor=3_003),
        Tender(tender="points", amount_minor=1_000),
    ),
}
REST: dict[str, Any] = GOODS | {"paid_minor": 1_999, "tenders": (), "fee_minor": 7}


def _events(policy: Policy) -> Iterator[Event]:
    """Yield the life; an order that its plan settles as of its placement is placed early."""
    yield from _people()
    yield from _orders()
    yield from _money_out()
    yield from _late(policy)


def _touch(sharer_id: str, visitor_id: str, day: float, channel: str = "click") -> Touch:
    name = f"touch {sharer_id} {visitor_id} {day}"
    return Touch(id=name, at=at(day), sharer_id=sharer_id, visitor_id=visitor_id, channel=channel)


def _people() -> Iterator[Event]:
    for sharer_id, visitor_id in (("u0", "u1"), ("u1", "u2"), ("u2", "u3"), ("u3", "u4")):
        yield _touch(sharer_id, visitor_id, 0)
        yield Registered(id=f"register {visitor_id}", at=at(0.1), member_id=visitor_id)
    yield from (_touch(one, "u4", day, "room") for day, one in ((0.2, "r1"), (0.3, "r2")))
    for number, member_id in enumerate(("u0", "u1", "u3", "r1", "r2")):
        yield applied(member_id, day=0.4)
        yield decided(member_id, day=0.5)
        if number % 2:
            yield verified(member_id, day=0.6)
    yield marked("u3", "blocked", day=0.7)
    yield marked("u1", "watched", day=0.7, by_machine=True)
    yield issued("u3", "code", day=0.8)


def _orders() -> Iterator[Event]:
    """An order that is placed, captured and received in parts, and one of all at once."""
    yield placed("u4", day=1)
    yield replace(
        sold("o1", line(**GOODS, whole_minor=9_000), day=1.5, buyer_id="u4", merchant_id=PAYER),
        captured_at=at(1.2),
    )
    yield captured("rest", line(**REST), day=2)
    bare: dict[str, Any] = {
        "freight_minor": 0,
        "tax_minor": 0,
        "fee_minor": 0,
        "tenders": (),
        "coupons": (),
    }
    two = line("2", paid_minor=555, list_minor=600, cost_minor=300, supplier_id=None, **bare)
    yield sold("o2", line(**GOODS), two, day=2, buyer_id="u4", merchant_id=PAYER)
    yield _touch("u5", "u4", 2.5)
    yield received({"1": 1}, day=3)
    yield Refunded(
        id="a piece", at=at(4), order_id="o1", lines=(RefundLine(line_id="1", quantity=1),)
    )
    yield Refunded(id="less", at=at(4), order_id="o2", amount_minor=333, kind="price_protection")
    yield Refunded(id="sorry", at=at(4), order_id="o2", amount_minor=100, kind="goodwill")
    yield confirmed("o2", day=5)
    yield left("u3", day=5.5)
    yield _touch("u3", "u7", 6)
    yield release(day=7, event_id="first")
    yield career_closed("u3", day=7.5)


def _money_out() -> Iterator[Event]:
    for number, member_id in enumerate(("u1", "u2", "u3", "r1")):
        yield by_hand.unfreeze(member_id, day=8)
        yield withdraw(member_id, day=9 + number, event_id=f"withdraw {member_id}")
    yield fold_wallet("u2", day=12)
    yield by_hand.freeze("u2", 1, day=13)
    yield by_hand.adjust("u1", -40, day=13)
    yield by_hand.adjust("u2", 7, day=13)
    yield received({"1": 1}, day=14, event_id="another")
    yield exchanged({"1": 1}, day=14.5)
    yield confirmed("o1", day=15)
    yield release(day=18, event_id="second")


def _late(policy: Policy) -> Iterator[Event]:
    """Closes, then all that is left goes back, and debts are noted."""
    periods = [("first", START, at(20)), ("second", at(20), at(40))]
    if policy.closes_periods:
        yield _closed(*periods[0], day=21)
    yield from (seal(day=32), closed(JANUARY, day=33), review("u2", day=34))
    yield _back("all of it", "o1", 35, {"1": 3})
    yield _back("all of that", "o2", 35, {"1": 4, "2": 2})
    if policy.closes_periods:
        yield _closed(*periods[1], day=41)
    for member_id in ("u0", "u1", "u2", "u3", "r1", "r2"):
        yield by_hand.settle_debt(member_id, day=42)
    yield from (fold_wallet("u1", day=43), release(day=44, event_id="third"), seal(day=45))


def _back(event_id: str, order_id: str, day: float, pieces: dict[str, int]) -> Refunded:
    lines = tuple(RefundLine(line_id=name, quantity=many) for name, many in pieces.items())
    return Refunded(id=event_id, at=at(day), order_id=order_id, lines=lines)


def _closed(period: str, since: datetime, until: datetime, *, day: float) -> PeriodClosed:
    return PeriodClosed(
        id=f"close {period}",
        at=at(day),
        payer_id=PAYER,
        currency=CURRENCY,
        period=period,
        since=since,
        until=until,
    )
