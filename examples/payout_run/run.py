"""The host of the day: it feeds the events, sends, hears, and holds statements beside books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from time import process_time
from typing import TypedDict

from examples.payout_run import world
from examples.payout_run.people import PAYERS, Promoter, balances, promoters
from examples.payout_run.sending import RAIL_TITLES, Sent, plan, render
from examples.progress import Progress
from fenxiao import (
    BatchDecided,
    BatchProposed,
    Book,
    Decision,
    Event,
    Levels,
    PayoutPolicy,
    PayoutSubmitted,
    Plan,
    Policy,
    Tier,
    WithdrawalFee,
    WithdrawalRequested,
    WithdrawalRule,
)
from fenxiao.model.payout_records import PayoutBatch
from fenxiao.model.reconciliations import BreakExplained, RailCharged
from fenxiao.payout.rails import (
    alipay_transfer,
    bank_return,
    camt054,
    pain002,
    paypal_payouts,
    wechat_bills,
)
from fenxiao.payout.rails.answers import to_result
from fenxiao.payout.rails.bank_profiles import CHINA_BATCH
from fenxiao.payout.rails.form import RailAnswer
from fenxiao.payout.reconcile.breaks import Explained
from fenxiao.payout.reconcile.bridge import Bridge, bridge_books
from fenxiao.payout.reconcile.invariants import (
    Finding,
    check_bank,
    check_keys,
    check_paid,
    check_transit,
    check_unknown,
    check_wallets,
)
from fenxiao.payout.reconcile.lines import ChargeLimit, Instructed, ReconcileTerms, StatementLine
from fenxiao.payout.reconcile.pages import Occasion, events_of, verdicts_of
from fenxiao.payout.reconcile.statements import Carried, Reconciliation, carry, reconcile

__all__ = ["ASKED_AT", "Approval", "Run", "Stage", "run"]

ASKED_AT = datetime(2026, 6, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
APPROVED_AT = ASKED_AT + timedelta(hours=5)
SENT_AT = ASKED_AT + timedelta(hours=6)
HEARD_AT = ASKED_AT + DAY
ASKED_AGAIN_AT = ASKED_AT + 3 * DAY
FIRST_READ, LAST_READ = world.FIRST_DAY + DAY, world.FIRST_DAY + 3 * DAY
TERMS = ReconcileTerms(
    charges=(ChargeLimit(currency="CNY", most_minor=world.CHARGE_MINOR),), utc_offset_minutes=480
)
RENT = StatementLine(
    line_id="bank_files/2026-06-02/rent",
    payer_id="tea-house",
    direction="out",
    amount_minor=888_800,
    currency="CNY",
    booked_on=world.FIRST_DAY,
    text="六月房租",
)
RENT_EXPLAINED = Explained(
    "no_key", RENT.line_id, "", "the shop's rent of June, voucher 612", "ann", "bob"
)


@dataclass(slots=True)
class Stage:
    """A part of the day: how much was done in which time of the processor."""

    name: str
    what: str
    count: int = 0
    seconds: float = 0.0


class Approval(TypedDict):
    """A batch that finance approved: what it is over, and who stands behind it."""

    payer_id: str
    currency: str
    count: int
    total_minor: int
    digest: str
    maker_id: str
    checkers: list[str]


@dataclass(slots=True)
class Run:
    """What came of the day."""

    book: Book
    people: tuple[Promoter, ...]
    stages: list[Stage] = field(default_factory=list)
    automatic: int = 0
    approvals: list[Approval] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)
    lines: list[StatementLine] = field(default_factory=list)
    first: Reconciliation | None = None
    last: Reconciliation | None = None
    bridges: tuple[Bridge, ...] = ()
    findings: tuple[Finding, ...] = ()

    def feed(self, event: Event) -> Decision:
        """Apply an event, and whatever goes on from it."""
        decision = self.book.apply(event)
        self.statuses[decision.status] += 1
        if decision.refusal is not None:
            self.refusals[decision.refusal.code] += 1
        while decision.continuation is not None:
            decision = self.book.apply(decision.continuation)
            self.statuses[decision.status] += 1
        return decision

    @contextmanager
    def stage(self, name: str, what: str) -> Iterator[Stage]:
        """Measure a part of the day."""
        made = Stage(name, what)
        self.stages.append(made)
        started = process_time()
        yield made
        made.seconds = process_time() - started


def run(count: int, progress: Progress) -> Run:
    """Pay so many promoters, from their withdrawals to reconciled books."""
    day = Run(Book(_policy()), promoters(count))
    shown = _Shown(progress, 6 * count)
    with day.stage("balances taken over (before the day)", "wallets") as stage:
        stage.count = _fed(day, balances(day.people), shown)
    with day.stage("withdrawals", "requests") as stage:
        stage.count = _fed(day, _withdrawals(day.people), shown)
    with day.stage("approval", "instructions") as stage:
        stage.count = _approve(day)
    _send(day, shown)
    _hear(day, world.answer(day.sent), HEARD_AT, "answers", shown)
    with day.stage("first statement", "lines") as stage:
        lines = [*_statements(day, world.FIRST_DAY), RENT]
        day.first = _reconcile(day, lines, FIRST_READ, Carried(), shown)
        stage.count = len(lines)
    asked = {one.key for one in day.book.payouts() if one.state == "unknown"}
    again = world.answer_again(day.sent, asked)
    _hear(day, again, ASKED_AGAIN_AT, "asked again, returns told", shown)
    with day.stage("later statements", "lines") as stage:
        kept = carry(day.first, keep_from=world.FIRST_DAY)
        kept = kept._replace(explained=(RENT_EXPLAINED,))
        lines = [
            *_statements(day, world.FIRST_DAY + DAY),
            *_statements(day, world.FIRST_DAY + 2 * DAY),
        ]
        day.last = _reconcile(day, lines, LAST_READ, kept, shown)
        _explain(day)
        _fed(day, _charges(day.lines), shown)
        stage.count = len(lines)
    with day.stage("daily checks", "checks") as stage:
        _check(day)
        stage.count = 6
    shown.done()
    return day


class _Shown:
    """Counts what was done, for the progress line."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._number = progress, total, 0

    def step(self) -> None:
        self._number += 1
        if self._number % 500 == 0:
            self._progress(min(self._number, self._total - 1), self._total)

    def done(self) -> None:
        self._progress(self._total, self._total)


def _policy() -> Policy:
    sales = Plan(
        plan_id="2026",
        effective_from=datetime(2026, 1, 1, tzinfo=UTC),
        ceiling_ppm=100_000,
        rules=(Levels(rule_id="sale", rates_ppm=(100_000,)),),
    )
    rules = tuple(
        WithdrawalRule(
            currency=one,
            minimum_minor=1_000,
            day_most_count=1,
            automatic_below_minor=3_000,
            fee=WithdrawalFee(rate_ppm=6_000, least_minor=10, most_minor=2_500),
            tiers=(Tier(up_to_minor=50_000_000), Tier(checkers=2, roles=("finance", "director"))),
        )
        for one in ("CNY", "EUR", "USD")
    )
    return Policy(plans=(sales,), payout=PayoutPolicy(rules=rules))


def _fed(day: Run, events: Iterable[Event], shown: _Shown) -> int:
    number = 0
    for event in events:
        day.feed(event)
        number += 1
        shown.step()
    return number


def _withdrawals(people: Iterable[Promoter]) -> Iterator[WithdrawalRequested]:
    for one in people:
        yield WithdrawalRequested(
            id=f"withdrawal of {one.member_id}",
            at=ASKED_AT,
            payer_id=one.payer_id,
            member_id=one.member_id,
            currency=one.currency,
            payee_token=f"account-{one.member_id}",
        )


def _approve(day: Run) -> int:
    """Have finance approve what the policy has not, a batch a payer, exactly as it is."""
    day.automatic = sum(one.state == "approved" for one in day.book.payouts())
    for payer in PAYERS:
        batch_id = f"2026-06-01 {payer.payer_id}"
        day.feed(
            BatchProposed(
                id=f"propose {batch_id}",
                at=APPROVED_AT,
                batch_id=batch_id,
                payer_id=payer.payer_id,
                currency=payer.currency,
                maker_id="ann",
            )
        )
        batch = day.book.batch(batch_id)
        if batch is not None:  # else none of this payer's waited for approval
            _decide(day, batch)
    return sum(one["count"] for one in day.approvals)


def _decide(day: Run, batch: PayoutBatch) -> None:
    """Approve a batch, by as many persons as its total asks for."""
    checkers: list[str] = []
    for checker_id, role in (("bob", "finance"), ("eve", "director")):
        decision = day.feed(
            BatchDecided(
                id=f"{checker_id} approves {batch.batch_id}",
                at=APPROVED_AT,
                batch_id=batch.batch_id,
                decision="approve",
                checker_id=checker_id,
                role=role,
                instruction_count=batch.instruction_count,
                total_minor=batch.total_minor,
                digest=batch.digest,
            )
        )
        checkers.append(checker_id)
        assert decision.refusal is None
        decided = day.book.batch(batch.batch_id)
        if decided is not None and decided.state == "approved":
            break
    day.approvals.append(
        Approval(
            payer_id=batch.payer_id,
            currency=batch.currency,
            count=batch.instruction_count,
            total_minor=batch.total_minor,
            digest=batch.digest,
            maker_id=batch.maker_id,
            checkers=checkers,
        )
    )


def _send(day: Run, shown: _Shown) -> None:
    """Plan and render requests of what is approved, and tell that each is sent."""
    rails = {one.member_id: one.rail for one in day.people}
    with day.stage("requests planned", "instructions") as stage:
        approved = [one for one in day.book.payouts() if one.state == "approved"]
        planned = plan(approved, rails, SENT_AT)
        assert not planned.not_placed
        stage.count = len(approved)
    with day.stage("requests rendered", "requests") as stage:
        day.sent = [render(one, SENT_AT.date()) for one in planned.requests]
        stage.count = len(day.sent)
    with day.stage("sent", "instructions") as stage:
        stage.count = _fed(day, _submissions(day.sent), shown)


def _submissions(sent: Iterable[Sent]) -> Iterator[Event]:
    for request in sent:
        for one in request.payouts:
            yield PayoutSubmitted(
                id=f"sent {one.key}",
                at=SENT_AT,
                instruction_id=one.instruction_id,
                rail=request.rail,
            )


def _hear(
    day: Run, messages: Sequence[world.Message], at: datetime, name: str, shown: _Shown
) -> None:
    """Read what the rails say, in whatever order, and feed it."""
    with day.stage(name, "messages") as stage:
        for message in messages:
            day.messages[message.rail] += 1
            known = {one.key: one for one in message.sent.payouts}
            for number, told in enumerate(_read(message)):
                # An answer that names no key is about what was asked for.
                payout = known.get(told.key or "") or message.sent.payouts[0]
                event_id = f"{message.message_id} {number}"
                day.feed(to_result(told, payout, event_id=event_id, at=at))
                shown.step()
        stage.count = len(messages)


def _read(message: world.Message) -> Sequence[RailAnswer]:
    if message.rail == "wechat_bills":
        return [wechat_bills.parse(message.body)]
    if message.rail == "alipay_transfer":
        return [alipay_transfer.parse(message.body)]
    if message.rail == "paypal_payouts":
        return paypal_payouts.parse_items(message.body)
    if message.rail == "iso20022":
        return _read_iso(message)
    return bank_return.parse(message.body, CHINA_BATCH).answers


def _read_iso(message: world.Message) -> Sequence[RailAnswer]:
    """Read a status report or a notification; the report's word about the whole is none."""
    if b"pain.002" in message.body:
        told = pain002.parse(message.body).answers
        return [one for one in told if one.key != message.sent.key]
    return camt054.parse(message.body).answers


def _statements(day: Run, booked_on: date) -> list[StatementLine]:
    lines: list[StatementLine] = []
    for rail in RAIL_TITLES:
        mine = (one for one in day.sent if one.rail == rail)
        lines += world.statement(mine, booked_on, f"{rail}/{booked_on}")
    return lines


def _instructed(day: Run) -> list[Instructed]:
    batches = {
        one.instruction_id: request.key
        for request in day.sent
        if request.rail == "bank_files"
        for one in request.payouts
    }
    return [Instructed(one, batches.get(one.instruction_id, "")) for one in day.book.payouts()]


def _reconcile(
    day: Run, lines: Sequence[StatementLine], today: date, carried: Carried, shown: _Shown
) -> Reconciliation:
    known = _instructed(day)
    day.lines += lines
    found = reconcile(known, lines, TERMS, today, carried)
    at = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
    occasion = Occasion(f"run of {today}", at, f"statements until {today - DAY}")
    _fed(day, events_of(verdicts_of(found, known), occasion), shown)
    return found


def _explain(day: Run) -> None:
    said = RENT_EXPLAINED
    day.feed(
        BreakExplained(
            id="rent explained",
            at=ASKED_AGAIN_AT + DAY,
            payer_id=RENT.payer_id,
            subject="line",
            subject_id=said.line_id,
            kind=said.kind,
            line_id=said.line_id,
            reason=said.reason,
            maker_id=said.maker_id,
            checker_id=said.checker_id,
        )
    )


def _charges(lines: Iterable[StatementLine]) -> Iterator[RailCharged]:
    """Book what the bank took for whole files."""
    for one in lines:
        if one.direction == "charge":
            yield RailCharged(
                id=f"booked {one.line_id}",
                at=ASKED_AGAIN_AT + DAY,
                payer_id=one.payer_id,
                line_id=one.line_id,
                currency=one.currency,
                amount_minor=one.amount_minor,
            )


def _check(day: Run) -> None:
    """Ask everything that must hold at the end of the day."""
    assert day.last is not None
    payouts, entries = day.book.payouts(), day.book.entries
    day.bridges = bridge_books(entries, day.last, payouts)
    day.findings = (
        *check_transit(entries, payouts),
        *check_wallets(entries, day.book.wallets()),
        *check_keys(_instructed(day)),
        *check_paid(day.last, payouts, TERMS, LAST_READ),
        *check_bank(day.bridges),
        *check_unknown(payouts, ASKED_AGAIN_AT + DAY, 12),
    )
