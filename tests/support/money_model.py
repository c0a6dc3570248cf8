"""The naive model, with operations by hand, debts, take-overs and corrections.

It keeps, beside what was sold, sent back and paid out, one list of what was done by hand
to each wallet, and adds everything up anew each time.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar

from fenxiao.model.envelope import WalletEvent
from fenxiao.model.events import (
    Captured,
    Event,
    OrderCorrected,
    OrderPaid,
    WithdrawalRequested,
)
from fenxiao.model.holds import ExpireHolds, HoldPlaced, HoldPosted, HoldReturned, HoldVoided
from fenxiao.model.instants import to_us
from fenxiao.model.openings import OpeningOrder, OpeningPayout, OpeningWallet
from fenxiao.model.operations import (
    Adjusted,
    Converted,
    DebtPaid,
    DebtSettled,
    DormantTaken,
    Forfeited,
    Frozen,
    OperationReversed,
    PartEvent,
    Unfrozen,
    WrittenOff,
)
from tests.support.build import START_US, instruction_id
from tests.support.holds import Reserved
from tests.support.model import Components, Model, Payment, WalletName
from tests.support.piece_model import WAITING, Capture, Sale, SoldLine

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

AVAILABLE, FROZEN, DEBT, RESERVED = 2, 4, 5, 6
RELEASED_US = -(2**62)
"""The due instant of what was released before it came here."""

NOTHING = (0, 0, 0, 0, 0, 0, 0)
GUARDED = {
    *("wallet.too_little", "operation.already_reversed", "operation.less_left"),
    *("payout.below_minimum", "payout.exceeds_available"),
}
"""Refusals that rest on a balance: they write the wallet's row too."""

Parts = dict[int, int]


@dataclass
class Done:
    """An operation that may be taken back: of which wallet and component, how much is left."""

    kind: str
    wallet: WalletName
    place: int
    left_minor: int


def name_of(event: WalletEvent) -> WalletName:
    return event.payer_id, event.member_id, event.currency


@dataclass
class MoneyModel(Model):
    """What must be true after any events, those of operations too.

    Args:
        right: The rates by which a correction settles again.
    """

    right: tuple[Fraction, ...] = ()
    hand: defaultdict[WalletName, list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0] * len(NOTHING))
    )
    done: dict[str, Done] = field(default_factory=dict)
    reserved: dict[str, Reserved] = field(default_factory=dict)
    payments_told: dict[str, OrderPaid] = field(default_factory=dict)
    captures_told: dict[str, list[Captured]] = field(default_factory=dict)
    is_right: set[str] = field(default_factory=set)
    touched: set[WalletName] = field(default_factory=set)

    MOVES: ClassVar[dict[type[PartEvent], tuple[int, Parts, str]]] = {
        Frozen: (AVAILABLE, {AVAILABLE: -1, FROZEN: 1}, ""),
        Unfrozen: (FROZEN, {FROZEN: -1, AVAILABLE: 1}, ""),
        Forfeited: (FROZEN, {FROZEN: -1}, "forfeited"),
        DormantTaken: (AVAILABLE, {AVAILABLE: -1}, "dormant_taken"),
        WrittenOff: (DEBT, {DEBT: -1}, "written_off"),
    }
    STEPS: ClassVar[dict[type[Event], str]] = {
        Adjusted: "_adjusted",
        OperationReversed: "_reversed",
        DebtSettled: "_settled",
        DebtPaid: "_owed",
        Converted: "_converted",
        OpeningWallet: "_opened",
        OpeningOrder: "_order_opened",
        OpeningPayout: "_payout_opened",
        OrderCorrected: "_corrected",
        HoldPlaced: "_hold_placed",
        HoldPosted: "_hold_posted",
        HoldVoided: "_hold_voided",
        HoldReturned: "_hold_returned",
        ExpireHolds: "_holds_expired",
    }

    @override
    def take(self, event: Event) -> str | None:
        """Take an event for the first time; return the code of its refusal, or None."""
        step = self.STEPS.get(type(event))
        if isinstance(event, PartEvent):
            code = self._part(event)
        else:
            code = super().take(event) if step is None else getattr(self, step)(event)
        self._note(event, code)
        return code

    def _converted(self, _: Converted) -> None:
        """Change no wallet: it is the payer's own money."""

    def _note(self, event: Event, code: str | None) -> None:
        """Remember every wallet that has anything posted to it, or was read to decide."""
        writes = code is None or code in GUARDED
        if isinstance(event, WalletEvent) and writes:
            self.touched.add(name_of(event))
        self.touched |= set(self.wallets())

    @override
    def wallets(self) -> dict[WalletName, Components]:
        """Return every wallet with anything in it, seven components each."""
        found: dict[WalletName, Components] = {}
        sold = super().wallets()
        for name in {*sold, *self.hand}:
            both = zip((*sold.get(name, (0, 0, 0, 0)), 0, 0, 0), self.hand[name], strict=True)
            if any(parts := tuple(one + other for one, other in both)):
                found[name] = parts
        return found

    def parts(self, name: WalletName) -> Components:
        return self.wallets().get(name, NOTHING)

    def _do(self, name: WalletName, parts: Parts) -> None:
        for place, amount_minor in parts.items():
            self.hand[name][place] += amount_minor

    def _part(self, event: PartEvent) -> str | None:
        name = name_of(event)
        place, signs, kind = self.MOVES[type(event)]
        there = self.parts(name)[place]
        if kind == "forfeited":
            there += min(0, self.parts(name)[AVAILABLE])
        amount_minor = there if event.amount_minor is None else event.amount_minor
        if not 0 < amount_minor <= there:
            return "wallet.too_little"
        self._do(name, {one: sign * amount_minor for one, sign in signs.items()})
        if kind:
            self.done[event.id] = Done(kind, name, place, amount_minor)
        return None

    def _adjusted(self, event: Adjusted) -> str | None:
        name = name_of(event)
        if event.amount_minor < 0 and self.parts(name)[AVAILABLE] + event.amount_minor < 0:
            return "wallet.too_little"
        self._do(name, {AVAILABLE: event.amount_minor})
        return None

    def _reversed(self, event: OperationReversed) -> str | None:
        done = self.done.get(event.operation_id)
        if done is None or (done.kind, done.wallet) != (event.operation, name_of(event)):
            return "operation.unknown"
        if not done.left_minor:
            return "operation.already_reversed"
        amount_minor = done.left_minor if event.amount_minor is None else event.amount_minor
        if amount_minor > done.left_minor:
            return "operation.less_left"
        done.left_minor -= amount_minor
        self._do(done.wallet, {done.place: amount_minor})
        return None

    def _settled(self, event: DebtSettled) -> None:
        self._pay_debt(name_of(event))
        below = min(0, self.parts(name_of(event))[AVAILABLE])
        self._do(name_of(event), {AVAILABLE: -below, DEBT: -below})

    def _pay_debt(self, name: WalletName) -> None:
        parts = self.parts(name)
        netted = max(0, min(parts[AVAILABLE], parts[DEBT]))
        self._do(name, {AVAILABLE: -netted, DEBT: -netted})

    def _owed(self, event: DebtPaid) -> str | None:
        if event.amount_minor > self.parts(name_of(event))[DEBT]:
            return "wallet.too_little"
        self._do(name_of(event), {DEBT: -event.amount_minor})
        return None

    @override
    def _withdrawal(self, event: WithdrawalRequested) -> str | None:
        name = name_of(event)
        before = list(self.hand[name])
        self._pay_debt(name)
        available_minor = self.parts(name)[AVAILABLE]
        wanted_minor = available_minor if event.amount_minor is None else event.amount_minor
        code = None
        if wanted_minor < self.minimum_minor:
            code = "payout.below_minimum"
        elif wanted_minor > available_minor:
            code = "payout.exceeds_available"
        if code is not None:
            self.hand[name] = before
            return code
        self.payments[instruction_id(event.id)] = Payment(name, wanted_minor)
        return None

    def _hold_placed(self, event: HoldPlaced) -> str | None:
        if event.hold_id in self.reserved:
            return "hold.already_placed"
        name, amount_minor = name_of(event), event.amount_minor
        before = list(self.hand[name])
        self._pay_debt(name)
        if amount_minor > self.parts(name)[AVAILABLE]:
            self.hand[name] = before
            return "wallet.too_little"
        self._do(name, {AVAILABLE: -amount_minor, RESERVED: amount_minor})
        expires_us = None if event.expires_at is None else to_us(event.expires_at)
        self.reserved[event.hold_id] = Reserved(name, amount_minor, expires_us)
        return None

    def _hold_posted(self, event: HoldPosted) -> str | None:
        hold = self.reserved.get(event.hold_id)
        if hold is None:
            return "hold.unknown"
        if hold.state != "open":
            return "hold.ended"
        amount_minor = hold.left_minor if event.amount_minor is None else event.amount_minor
        if amount_minor > hold.left_minor:
            return "hold.exceeded"
        hold.left_minor -= amount_minor
        hold.spent_minor += amount_minor
        self._do(hold.wallet, {RESERVED: -amount_minor})
        if event.is_last or not hold.left_minor:
            self._end(hold, "posted")
        return None

    def _hold_voided(self, event: HoldVoided) -> str | None:
        hold = self.reserved.get(event.hold_id)
        if hold is None:
            return "hold.unknown"
        if hold.state != "open":
            return "hold.ended"
        self._end(hold, "voided")
        return None

    def _hold_returned(self, event: HoldReturned) -> str | None:
        hold = self.reserved.get(event.hold_id)
        if hold is None:
            return "hold.unknown"
        amount_minor = hold.spent_minor if event.amount_minor is None else event.amount_minor
        if not 0 < amount_minor <= hold.spent_minor:
            return "hold.less_posted"
        hold.spent_minor -= amount_minor
        self._do(hold.wallet, {AVAILABLE: amount_minor})
        return None

    def _holds_expired(self, event: ExpireHolds) -> None:
        for hold in self.reserved.values():
            is_over = hold.expires_us is not None and hold.expires_us <= to_us(event.at)
            if hold.state == "open" and is_over:
                self._end(hold, "expired")

    def _end(self, hold: Reserved, state: str) -> None:
        """End a hold; what is left of it is available again."""
        self._do(hold.wallet, {AVAILABLE: hold.left_minor, RESERVED: -hold.left_minor})
        hold.left_minor, hold.state = 0, state

    def _opened(self, event: OpeningWallet) -> str | None:
        name = name_of(event)
        if name in self.touched:
            return "opening.in_use"
        parts = {FROZEN: event.frozen_minor, DEBT: event.debt_minor}
        self._do(name, {AVAILABLE: event.available_minor, **parts})
        return None

    def _order_opened(self, event: OpeningOrder) -> str | None:
        if event.order_id in self.sales:
            return "opening.in_use"
        lines: dict[str, SoldLine] = {}
        for one in event.lines:
            exact = [(who.payee_id, Fraction(who.numerator, who.denominator)) for who in one.shares]
            where: list[str | int] = [WAITING] * one.quantity
            lines[one.line_id] = SoldLine([Capture(one.paid_minor, exact)], where)
        sale = Sale(event.payer_id, event.currency, lines, to_us(event.paid_at))
        for part in event.parts:
            due_us = RELEASED_US if part.due_at is None else to_us(part.due_at)
            sale.receive({one.line_id: one.quantity for one in part.lines}, due_us)
        if event.state != "paid" and not event.parts:
            sale.receive(None, RELEASED_US if event.due_at is None else to_us(event.due_at))
        for line in lines.values():
            line.free(2**63 if event.state == "released" else RELEASED_US)
        for one in event.lines:
            lines[one.line_id].take_back(one.returned_quantity)
            lines[one.line_id].refunded_minor = one.refunded_minor
        sale.after_refund()
        sale.state = "released" if event.state == "released" else sale.state
        self.sales[event.order_id] = sale
        for payee, (_, _, free_minor) in sale.standing().items():
            # its money stands in the wallet already, or is gone
            self._do((sale.payer_id, payee, sale.currency), {AVAILABLE: -free_minor})
        return None

    def _payout_opened(self, event: OpeningPayout) -> str | None:
        if event.instruction_id in self.payments:
            return "opening.in_use"
        name = name_of(event)
        self.payments[event.instruction_id] = Payment(name, event.amount_minor, event.state)
        self._do(name, {AVAILABLE: event.amount_minor})
        return None

    @override
    def _paid(self, event: OrderPaid) -> str | None:
        code = super()._paid(event)
        if code is None:
            self.payments_told[event.order_id] = event
            self.captures_told[event.order_id] = []
        return code

    @override
    def _captured(self, event: Captured) -> str | None:
        code = super()._captured(event)
        if code is None:
            self.captures_told[event.order_id].append(event)
        return code

    @override
    def rates_of(self, order_id: str) -> tuple[Fraction, ...]:
        return self.right if order_id in self.is_right else self.rates

    def _corrected(self, event: OrderCorrected) -> str | None:
        order_id = event.payment.order_id
        if order_id not in self.sales:
            return "order.unknown"
        if self.sales[order_id].paid_us < START_US:  # the correction begins with the calendar
            return "correction.unknown"
        known = self.captures_told.get(order_id, [])
        if self.payments_told.get(order_id) != event.payment or not all(
            one in known for one in event.captures
        ):
            return "correction.other_payment"
        if [one for one in event.captures if one.lines] != [one for one in known if one.lines]:
            return "correction.other_captures"
        if order_id in self.is_right:
            return "correction.changes_nothing"
        self.is_right.add(order_id)
        for line in self.sales[order_id].lines.values():
            for one in line.captures:
                one.exact = self._exact(order_id, one.paid_minor)
        return None
