"""The main job once through: a fixed history of some three hundred events, as one digest.

Nothing here is drawn by chance, so the digest is the same on every machine, Python and
hash seed; nothing but the library and the standard library is imported. Every type of
event comes, every refusal, every step of a payout, pages of every kind, and every
event a second time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import NamedTuple

from fenxiao.model.contract import Decision
from fenxiao.model.encoding import canonical, derive_id, event_digest
from fenxiao.model.events import (
    PAYOUT_OUTCOMES,
    Event,
    FoldWallet,
    Line,
    OrderConfirmed,
    OrderPaid,
    PayoutOutcome,
    PayoutResult,
    Refunded,
    RefundLine,
    Release,
    Touch,
    WithdrawalRequested,
)
from fenxiao.payout.policy import Minimum, PayoutPolicy
from fenxiao.rules.conditions import Condition
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Holding, Policy
from tests.purity import periods
from tests.purity.books import books_from
from tests.purity.books import story as book_story
from tests.purity.careers import CAREERS
from tests.purity.invites import INVITES, started
from tests.purity.operations import OPERATIONS
from tests.purity.orders import ORDERS
from tests.purity.payees import PAYEES
from tests.purity.payouts import PAYOUTS
from tests.purity.people import PEOPLE
from tests.purity.storefronts import ATTRIBUTION, story
from tests.purity.trade import LEDGERS
from tests.purity.trade import story as trade
from tests.support import reconciliations

START = datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=8)))
MEMBER_COUNT = 24
ORDER_COUNT = 48
RESULTS: tuple[tuple[PayoutOutcome, ...], ...] = (
    ("submitted", "submitted", "unknown", "paid", "paid"),
    ("unknown", "failed", "paid", "returned"),
    ("paid", "submitted", "failed", "returned", "failed", "paid"),
    ("returned", "failed", "paid"),
    ("failed", "unknown", "failed"),
)

GOODS = Condition(line_kinds=("product",))
POLICY = Policy(
    plans=(
        Plan(
            plan_id="春季",
            effective_from=START,
            ceiling_ppm=150_000,
            rules=(
                Levels(rule_id="sale", rates_ppm=(100_000, 33_333, 20_001), when=GOODS),
                Levels(rule_id="extra", rates_ppm=(10_000,)),
            ),
            trim="nearest_first",
        ),
        Plan(
            plan_id="own",
            effective_from=START + timedelta(days=10),
            ceiling_ppm=1_000_000,
            rules=(Levels(rule_id="half", rates_ppm=(0, 500_000)),),
            merchant_id="m2",
        ),
    ),
    holding=Holding(holding_days=7),
    payout=PayoutPolicy(minimums=(Minimum(currency="CNY", amount_minor=50),)),
    books=books_from(START),
)


class Step(NamedTuple):
    """An event of a history, what was decided, and by which policy."""

    event: Event
    decision: Decision
    policy: Policy


def scenario() -> str:
    """Run the histories; return the SHA-256 of all that was decided."""
    told = hashlib.sha256()
    for event, decision, _ in run():
        parts = (event, decision.status, decision.refusal, decision.continuation)
        told.update(canonical((event_digest(event), event.id, *parts[1:], decision.findings)))
        told.update(canonical([(put.key, put.record, put[2]) for put in decision.puts]))
        told.update(canonical([(one.key, one.record) for one in decision.appends]))
    return told.hexdigest()


def run() -> Iterator[Step]:
    """Yield every event of every history with what was decided; each has a book of its own."""
    yield from told_in(POLICY, _history)
    for bindings, events in PEOPLE:
        yield from told_in(replace(POLICY, bindings=bindings), partial(_told, events))
    for parts, events in (*CAREERS, *ORDERS):
        yield from told_in(replace(POLICY, **parts), partial(_told, events))
    credited = replace(POLICY, attributions=(ATTRIBUTION,))
    yield from told_in(credited, partial(_told, tuple(story(START))))
    kept = replace(POLICY, books=books_from(START, "m1"))
    yield from told_in(kept, partial(_told, tuple(book_story(START))))
    closed = replace(POLICY, **periods.parts(START))
    yield from told_in(closed, partial(_told, tuple(periods.story(START))))
    for changes, events in OPERATIONS:
        yield from told_in(replace(POLICY, **changes), partial(_told, events))
    for policy in LEDGERS:
        yield from told_in(policy, partial(_told, tuple(trade())))
    yield from told_in(POLICY, partial(_told, tuple(reconciliations.story())))
    for changes, invites in (*INVITES, *PAYOUTS, *PAYEES):
        yield from told_in(replace(POLICY, **changes), invites)


def told_in(policy: Policy, history: Callable[[Book], Iterable[Event]]) -> Iterator[Step]:
    """Yield the events of one history: in order, some of them again, some ids with others."""
    book = started(policy)
    told: list[Event] = []
    for event in history(book):
        waiting: Event | None = event
        while waiting is not None:
            decision = book.apply(waiting)
            told.append(waiting)
            yield Step(waiting, decision, policy)
            waiting = decision.continuation
    for event in told[::5]:
        yield Step(event, book.apply(event), policy)
    for kind in dict.fromkeys(type(event) for event in told):
        known = [event for event in told if type(event) is kind and _is_known(book, event)]
        if not known:  # each was refused for a retry, which leaves nothing
            continue
        first = known[0]
        other = replace(first, at=first.at + timedelta(microseconds=1))
        yield Step(other, book.apply(other), policy)


def _told(events: tuple[Event, ...], _: Book) -> Iterable[Event]:
    return events


def _is_known(book: Book, event: Event) -> bool:
    return ("event", event.id) in book.rows


def _at(day: int) -> datetime:
    return START + timedelta(days=day, microseconds=day * 7)


def _member(number: int) -> str:
    return f"会员{number % MEMBER_COUNT}"


def _history(book: Book) -> Iterator[Event]:
    yield from _unknown()
    yield from _touches()
    yield from _orders()
    yield from _refunds("before", day=6)
    yield from _wallets(10, limit=3)
    yield Release(id="release 1", at=_at(16), limit=7)
    yield from _refunds("after", day=12)
    yield Release(id="release 2", at=_at(40), limit=500, recorded_at=_at(41))
    yield from _wallets(41, limit=1_000)
    yield from _withdrawals(book)
    yield from _refunds("late", day=60)
    yield from _wallets(61, limit=2)


def _unknown() -> Iterator[Event]:
    yield OrderConfirmed(id="too soon 1", at=_at(0), order_id="o1")
    yield Refunded(id="too soon 2", at=_at(0), order_id="o1", lines=_back("1", 1))
    yield _result("nothing", "paid", 1, "too soon 3")
    yield _paid(0, day=-5, event_id="too soon 4")
    yield Release(id="release 0", at=_at(0))


def _touches() -> Iterator[Event]:
    for number in range(1, MEMBER_COUNT):
        sharer, visitor = _member(number // 2), _member(number)
        channel = ("click", "scan", "room")[number % 3]
        name = f"touch {number}"
        day = number % 4
        yield Touch(id=name, at=_at(day), sharer_id=sharer, visitor_id=visitor, channel=channel)
    odd = ((5, 5), (3, 9), (17, 0), (23, 1), (90, 0), (30, 31), (31, 30), (9, 31), (32, 30))
    for number, (one, other) in enumerate(odd):
        name = f"odd touch {number}"
        yield Touch(id=name, at=_at(5), sharer_id=f"会员{one}", visitor_id=f"会员{other}")


def _paid(number: int, *, day: int, event_id: str = "") -> OrderPaid:
    kinds = ("product", "delivery", "product")
    lines = tuple(
        Line(
            line_id=str(place),
            sku=f"s{number}",
            category="c1",
            line_kind=kinds[place],
            quantity=1 + (number + place) % 4,
            paid_minor=(number * 7_919 + place * 104_729) % 50_000,
        )
        for place in range(1 + number % 3)
    )
    return OrderPaid(
        id=event_id or f"paid {number}",
        at=_at(day),
        order_id=f"o{number}",
        merchant_id="m1" if number % 4 else "m2",
        payer_id="m1" if number % 6 else "m2",
        buyer_id=_member(number * 5),
        currency="USD" if number % 11 == 0 else "CNY",
        lines=lines,
    )


def _orders() -> Iterator[Event]:
    for number in range(ORDER_COUNT):
        day = 1 + number % 12
        yield _paid(number, day=day)
        if number % 8:
            yield OrderConfirmed(id=f"confirm {number}", at=_at(day + 2), order_id=f"o{number}")
    yield _paid(7, day=9, event_id="paid again")
    yield OrderConfirmed(id="confirmed again", at=_at(9), order_id="o7")


def _back(line_id: str, quantity: int, amount_minor: int = 0) -> tuple[RefundLine, ...]:
    return (RefundLine(line_id=line_id, quantity=quantity, amount_minor=amount_minor),)


def _refunds(name: str, *, day: int) -> Iterator[Event]:
    for number in range(1, ORDER_COUNT, 3):
        by_money = number % 2 == 0
        lines = _back("0", 0, number * 11) if by_money else _back("0", 1)
        order = f"o{number}"
        yield Refunded(id=f"{name} {number}", at=_at(day), order_id=order, lines=lines)
    yield Refunded(id=f"{name} a", at=_at(day), order_id="o2", lines=_back("9", 1))
    yield Refunded(id=f"{name} b", at=_at(day), order_id="o2", lines=_back("0", 9))
    yield Refunded(id=f"{name} c", at=_at(day), order_id="o2", lines=_back("0", 0, 99_999_999))


def _wallets(day: int, *, limit: int) -> Iterator[Event]:
    for number in range(0, 6, 2):
        yield FoldWallet(
            id=f"fold {day} {number}",
            at=_at(day),
            payer_id="m1",
            member_id=_member(number),
            currency="CNY",
            limit=limit,
        )


def _withdrawal(number: int, amount_minor: int | None, turn: str = "a") -> WithdrawalRequested:
    return WithdrawalRequested(
        id=f"withdraw {number} {turn}",
        at=_at(42),
        payer_id="m1",
        member_id=_member(number),
        currency="CNY",
        payee_token=f"token {number}",
        amount_minor=amount_minor,
    )


def _result(
    withdrawal_id: str, outcome: PayoutOutcome, amount_minor: int, event_id: str
) -> PayoutResult:
    return PayoutResult(
        id=event_id,
        at=_at(43),
        instruction_id=derive_id(withdrawal_id, "instruction"),
        outcome=outcome,
        amount_minor=amount_minor,
        currency="CNY",
        reference=None if outcome == "submitted" else f"{outcome} by bank",
    )


def _withdrawals(book: Book) -> Iterator[Event]:
    for number in range(10):
        yield _withdrawal(number, None if number % 2 else 60)
    yield _withdrawal(0, 49, "b")
    yield _withdrawal(0, 10**12, "c")
    for number, payout in enumerate(book.payouts()):
        request = next(
            name
            for turn in range(10)
            if derive_id(name := f"withdraw {turn} a", "instruction") == payout.instruction_id
        )
        amount = payout.amount_minor
        for turn, outcome in enumerate(RESULTS[number % len(RESULTS)]):
            yield _result(request, outcome, amount, f"result {number} {turn}")
        yield _result(request, PAYOUT_OUTCOMES[number % 5], amount + 1, f"wrong {number}")
        again = _result(request, "paid", amount, f"again {number}")
        yield replace(again, reference="paid by another bank")


if __name__ == "__main__":
    print(scenario())  # noqa: T201 - so that runs on two machines can be compared
