"""Streams for the crash tests: real events, and all that a back office does between them.

No event of a stream is refused for the moment only (``retry``): such a refusal leaves
nothing, so an event fed again later may well be taken, and rightly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any

from examples.shop_year.source import CURRENCY, SHOP, read_year
from examples.shop_year.year import make_policy
from fenxiao import (
    AssortmentChanged,
    AttributionPolicy,
    Band,
    BindingPolicy,
    Book,
    Captured,
    ConvexDifferential,
    CreditRule,
    Event,
    Exchanged,
    ExpireInvites,
    FoldQuota,
    FoldWallet,
    ForgetVisits,
    InviteCancelled,
    InviteIssued,
    InviteRedeemed,
    LinePieces,
    OrderCancelled,
    OrderConfirmed,
    OrderPaid,
    OrderPlaced,
    PayoutResult,
    PeriodClosed,
    Policy,
    Pool,
    QuotaPolicy,
    Rebind,
    Refunded,
    Registered,
    Release,
    SeatFreed,
    SettleFans,
    StorefrontPolicy,
    Touch,
    Who,
    WithdrawalRequested,
)
from fenxiao.model.events import PayoutOutcome
from tests.hosts.crash_books import BOOKS, books
from tests.hosts.crash_careers import ENROLMENT, LADDER, careers
from tests.hosts.crash_operations import CORRECTION, operations
from tests.hosts.crash_payees import PAYEES, payees, registrations
from tests.hosts.crash_payouts import PAYOUT, payouts
from tests.hosts.crash_statements import statements
from tests.hosts.crash_tax import TAX, taxes
from tests.hosts.crash_trade import LEDGER, remittances

__all__ = ["Stream", "crash_policy", "crash_stream"]

STORIES: tuple[tuple[PayoutOutcome, ...], ...] = (
    ("submitted", "paid"),
    ("unknown", "failed"),
    ("paid", "returned"),
    ("paid", "paid"),  # told twice by the rail
)


def crash_policy() -> Policy:
    """Return the policy of the shop's year, with all that a policy can have."""
    link = CreditRule(kind="link", channels=("link", "click"), window_days=15)
    fan = CreditRule(kind="relation", relation="customer", needs_listing=True)
    policy = make_policy()
    growth = ConvexDifferential(rule_id="growth", bands=(Band(from_minor=0, rate_ppm=20_000),))
    unknown = Who(is_verified=False)
    shared = Pool(rule_id="shared", rate_ppm=10_000, by="volume", earner=unknown)
    plan = replace(policy.plans[0], period_rules=(growth, shared))
    return replace(
        policy,
        plans=(plan,),
        bindings=(BindingPolicy(on_leave="lift"),),
        grades=LADDER,
        enrolment=ENROLMENT,
        attributions=(AttributionPolicy(rules=(link, fan)),),
        storefronts=(StorefrontPolicy(headquarters_id=SHOP),),
        ledger=LEDGER,
        quota=QuotaPolicy(currency=CURRENCY, per_sales_minor=100_000, initial=2),
        books=BOOKS,
        corrections=(CORRECTION,),
        payees=PAYEES,
        payout=PAYOUT,
        tax=TAX,
    )


@dataclass(slots=True)
class Stream:
    """Events, and the undisturbed book that was fed them."""

    book: Book = field(default_factory=lambda: Book(crash_policy()))
    told: list[Event] = field(default_factory=list)
    paged: list[Event] = field(default_factory=list)
    """The same, and each page of a paged event as an event of its own behind it."""

    def tell(self, events: Iterable[Event]) -> None:
        """Feed events, each with its pages."""
        for event in events:
            self.told.append(event)
            waiting: Event | None = event
            while waiting is not None:
                self.paged.append(waiting)
                decision = self.book.apply(waiting)
                assert decision.refusal is None or decision.refusal.kind == "final", decision
                waiting = decision.continuation


@cache
def crash_stream(real: int, *, parts: int, limit: int) -> Stream:
    """Return a stream of real events in parts, each with its refunds and its month end.

    Args:
        real: How many real events before the refunds.
        parts: How many parts.
        limit: Orders on a page of a release.
    """
    events = read_year().events
    trade = list(islice(_of_the_bound(events), real))
    stream = Stream()
    for part in range(parts):
        now = trade[real * part // parts : real * (part + 1) // parts]
        paid = {event.order_id for event in now if isinstance(event, OrderPaid)}
        back = [one for one in events if isinstance(one, Refunded) and one.order_id in paid]
        stream.tell(now)
        stream.tell(back[::2])
        stream.tell(_month_end(stream, part, limit))
        stream.tell(back[1::2])
        stream.tell(_bank_day(stream, part))
        stream.tell(books(part, now[-1].at))  # what is later waits for the next
        stream.tell(_people(stream, part))
        stream.tell(careers(part, stream.told[-1].at))
        stream.tell(_in_parts(stream, part))
        stream.tell([_closed(stream, part)])
        payment = next(event for event in now if isinstance(event, OrderPaid))
        stream.tell(operations(part, stream.told[-1].at, payment))
        stream.tell(remittances(part, stream.told[-1].at))
        stream.tell(payees(part, stream.told[-1].at))
        stream.tell(payouts(stream, part))
        stream.tell(taxes(part, stream.told[-1].at))
        stream.tell(statements(part, stream.told[-1].at, stream.book.payouts()))
    return stream


def _closed(stream: Stream, part: int) -> PeriodClosed:
    """Return the close of all that has been since the one before."""
    until = max(one.at for one in stream.told) + timedelta(seconds=1)  # parts overlap
    before = [one for one in stream.told if isinstance(one, PeriodClosed)]
    since = before[-1].until if before else stream.told[0].at - timedelta(days=1)
    return PeriodClosed(
        id=f"period:{part}",
        at=until,
        payer_id=SHOP,
        currency=CURRENCY,
        period=f"part {part}",
        since=since,
        until=until,
        limit=100,
    )


def _of_the_bound(events: Iterable[Event]) -> Iterator[Event]:
    """Yield the orders that somebody earns on, and what binds their buyers."""
    bound: set[str] = set()
    orders: set[str] = set()
    for event in events:
        match event:
            case Touch():
                bound.add(event.visitor_id)
                yield event
            case OrderPaid() if event.buyer_id in bound:
                orders.add(event.order_id)
                yield event
            case OrderConfirmed() if event.order_id in orders:
                yield event


def _month_end(stream: Stream, part: int, limit: int) -> Iterator[Event]:
    at = stream.told[-1].at + timedelta(days=15)
    buyer_id = next(one.buyer_id for one in stream.told if isinstance(one, OrderPaid))
    yield Release(id=f"release:{part}", at=at, limit=limit)
    own = Touch(id=f"self:{part}", at=at, sharer_id=buyer_id, visitor_id=buyer_id)
    yield replace(own, channel="scan")  # refused; a click would be remembered as a visit
    members = [one.member_id for one in stream.book.wallets()]
    yield from registrations([one for one in members if stream.book.payee(SHOP, one) is None], at)
    for wallet in stream.book.wallets():
        member_id = wallet.member_id
        yield FoldWallet(
            id=f"fold:{part}:{member_id}",
            at=at,
            payer_id=SHOP,
            member_id=member_id,
            currency=CURRENCY,
            limit=3,
        )
        for number, amount_minor in enumerate((None, 1_000_000)):  # the second is refused
            yield WithdrawalRequested(
                id=f"withdraw:{part}:{member_id}:{number}",
                at=at,
                payer_id=SHOP,
                member_id=member_id,
                currency=CURRENCY,
                payee_token=f"account-of-{member_id}",
                amount_minor=amount_minor,
            )


def _in_parts(stream: Stream, part: int) -> Iterator[Event]:
    """Yield an order that is captured, received, exchanged and refunded in parts."""
    at = stream.told[-1].at
    sold = next(one for one in stream.told if isinstance(one, OrderPaid))
    name = f"in parts:{part}"
    whole = replace(sold.lines[0], quantity=3, paid_minor=900, whole_minor=1_200)
    rest = replace(whole, paid_minor=300, whole_minor=None)
    one, two = (LinePieces(line_id=whole.line_id, quantity=many) for many in (1, 2))
    goes_on: dict[str, Any] = {"at": at, "order_id": name}
    yield _placed(sold, f"{name} placed", order_id=name, at=at)
    yield replace(sold, id=f"{name} paid", at=at, order_id=name, lines=(whole,))
    yield _placed(sold, f"{name} unpaid", order_id=f"{name} unpaid", at=at)
    yield OrderCancelled(id=f"{name} given up", at=at, order_id=f"{name} unpaid")
    yield OrderConfirmed(id=f"{name} one", lines=(one,), **goes_on)
    yield Captured(id=f"{name} rest", capture_id="rest", lines=(rest,), **goes_on)
    yield OrderConfirmed(id=f"{name} two", lines=(two,), **goes_on)
    yield Exchanged(id=f"{name} exchanged", lines=(one,), **goes_on)
    yield Refunded(id=f"{name} freight", amount_minor=20, kind="freight", **goes_on)
    yield Refunded(id=f"{name} less", amount_minor=100, **goes_on)
    yield Release(id=f"{name} free", at=at + timedelta(days=20))


def _placed(sold: OrderPaid, event_id: str, *, order_id: str, at: datetime) -> OrderPlaced:
    """Return what was told of an order like one that was sold, before it was paid."""
    names = ("merchant_id", "payer_id", "buyer_id", "currency", "channel", "cart_id")
    fields: dict[str, Any] = {name: getattr(sold, name) for name in names}
    return OrderPlaced(id=event_id, at=at, order_id=order_id, **fields)


def _bank_day(stream: Stream, part: int) -> Iterator[Event]:
    at = stream.told[-1].at + timedelta(days=16)
    fresh = [payout for payout in stream.book.payouts() if payout.state == "approved"]
    for number, payout in enumerate(fresh):
        for step, outcome in enumerate(STORIES[number % len(STORIES)]):
            yield PayoutResult(
                id=f"bank:{part}:{payout.instruction_id}:{step}",
                at=at,
                instruction_id=payout.instruction_id,
                outcome=outcome,
                amount_minor=payout.amount_minor,
                currency=payout.currency,
            )


def _people(stream: Stream, part: int) -> Iterator[Event]:
    """Yield a recruiter who is moved without his fans, two on a page, and then leaves."""
    at = stream.told[-1].at + timedelta(days=1)
    recruiter = f"recruiter:{part}"
    for number, pair in enumerate([("above", recruiter), *((recruiter, n) for n in "abc")]):
        sharer_id, visitor_id = (one if len(one) > 1 else f"{one}:{part}" for one in pair)
        name = f"share:{part}:{number}"
        yield Touch(id=name, at=at, sharer_id=sharer_id, visitor_id=visitor_id)
    yield Registered(id=f"registered:{part}", at=at, member_id=f"a:{part}")
    yield Rebind(
        id=f"rebind:{part}",
        at=at + timedelta(days=1),
        relation="customer",
        member_id=recruiter,
        parent_id=f"other:{part}",
        with_subtree=False,
        reason="moved to another town",
        maker_id="ann",
        checker_id="bob",
        limit=2,
    )
    yield SettleFans(id=f"left:{part}", at=at + timedelta(days=2), member_id=recruiter)
    yield from _invites(part, at + timedelta(days=3))


def _invites(part: int, at: datetime) -> Iterator[Event]:
    """Yield two invites of a member, one redeemed and given back, and what he lists."""
    issuer, day = f"above:{part}", timedelta(days=1)
    taken, dropped = f"taken:{part}", f"dropped:{part}"
    for code in (taken, dropped):
        yield InviteIssued(id=f"issue:{code}", at=at, member_id=issuer, code=code)
    yield InviteRedeemed(id=f"redeem:{part}", at=at + day, code=taken, member_id=f"new:{part}")
    yield InviteCancelled(id=f"cancel:{part}", at=at + day, code=dropped)
    yield SeatFreed(id=f"free:{part}", at=at + 2 * day, code=taken)
    yield ExpireInvites(id=f"expire:{part}", at=at + 2 * day)
    yield FoldQuota(id=f"fold quota:{part}", at=at + 2 * day, member_id=issuer)
    yield AssortmentChanged(id=f"list:{part}", at=at + 2 * day, member_id=issuer)
    yield ForgetVisits(id=f"forget:{part}", at=at + 2 * day, spare_days=1, limit=10)
