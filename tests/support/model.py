"""A naive model of the whole settlement: plain dicts, Fractions, nothing incremental.

It shares no code with the library but the classes of events. Every balance is worked
out anew from what was sold, what went back and what was paid out, so a mistake in a
posting, a fold or a page cannot repeat itself here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Literal

from fenxiao.model.events import (
    Event,
    FoldWallet,
    OrderConfirmed,
    OrderPaid,
    PayoutResult,
    Refunded,
    Release,
    Touch,
    WithdrawalRequested,
)
from fenxiao.model.instants import DAY_US, to_us
from tests.support.build import instruction_id

WalletName = tuple[str, str, str]
Components = tuple[int, ...]
SENT = ["approved", "submitted", "accepted", "processing", "awaiting_payee"]
"""How far on its way an instruction is; the last two in any order."""
OPEN = {*SENT, "unknown"}
BACK = {"failed", "expired", "cancelled"}


def next_state(was: str, says: str) -> str:
    """Return where an instruction stands after the rail spoke, or that it contradicts."""
    if was == "requested" or (was == "rejected" and says not in BACK):
        return "conflict"
    if (was == "paid" and says in BACK) or (was in BACK and says in {"paid", "returned"}):
        return "conflict"
    if was == "returned" and says in BACK:
        return "conflict"
    place = {**{one: rank for rank, one in enumerate(SENT)}, "awaiting_payee": 3, "unknown": 0}
    is_news = {
        **{one: was in OPEN and one != was and place[was] <= place[one] for one in SENT},
        "submitted": was == "approved",
        "unknown": was in OPEN,
        **dict.fromkeys((*BACK, "paid"), was in OPEN),
        "returned": was in OPEN | {"paid"},
    }
    return says if is_news[says] else was


@dataclass
class SoldLine:
    """What was paid for how many pieces, who earns of it, and what went back."""

    paid_minor: int
    quantity: int
    exact: list[tuple[str, Fraction]]
    returned: int = 0
    refunded_minor: int = 0

    @property
    def left_minor(self) -> int:
        pieces = floor(Fraction(self.paid_minor) * self.returned / self.quantity)
        return max(0, self.paid_minor - pieces - self.refunded_minor)

    def kept(self) -> list[tuple[str, int]]:
        if not self.paid_minor:
            return []
        part = Fraction(self.left_minor, self.paid_minor)
        return [(payee, floor(exact * part)) for payee, exact in self.exact]


@dataclass
class Sale:
    """An order: where it stands and its lines."""

    payer_id: str
    currency: str
    lines: dict[str, SoldLine]
    paid_us: int
    state: Literal["paid", "confirmed", "released"] = "paid"
    due_us: int = 0


@dataclass
class Payment:
    """An instruction and all that the rail said of it that counts."""

    wallet: WalletName
    amount_minor: int
    state: str = "approved"


@dataclass
class Model:
    """What must be true after any events.

    Args:
        rates: Of each depth, nearest to the buyer first.
        holding_days: From receipt.
        minimum_minor: The least that is paid out.
    """

    rates: tuple[Fraction, ...]
    holding_days: int
    minimum_minor: int = 1
    parents: dict[str, tuple[str, int]] = field(default_factory=dict)
    sales: dict[str, Sale] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)

    def take(self, event: Event) -> str | None:
        """Take an event for the first time; return the code of its refusal, or None."""
        code: str | None = None
        match event:
            case Touch():
                code = self._touch(event)
            case OrderPaid():
                code = self._paid(event)
            case OrderConfirmed():
                code = self._confirmed(event)
            case Refunded():
                code = self._refunded(event)
            case Release():
                self._release(event)
            case WithdrawalRequested():
                code = self._withdrawal(event)
            case PayoutResult():
                code = self._result(event)
            case _:
                assert isinstance(event, FoldWallet)
        return code

    def wallets(self) -> dict[WalletName, Components]:
        """Return every wallet with anything in it: deferred, held, available, in transit."""
        sums: defaultdict[WalletName, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        place = {"paid": 0, "confirmed": 1, "released": 2}
        for sale in self.sales.values():
            for line in sale.lines.values():
                for payee, amount_minor in line.kept():
                    name = (sale.payer_id, payee, sale.currency)
                    sums[name][place[sale.state]] += amount_minor
        for payment in self.payments.values():
            if payment.state in OPEN | {"paid"}:
                sums[payment.wallet][2] -= payment.amount_minor
            if payment.state in OPEN:
                sums[payment.wallet][3] += payment.amount_minor
        return {name: tuple(one) for name, one in sums.items() if any(one)}

    def above(self, member: str, at_us: int) -> list[str]:
        """Return all above a member as of an instant, nearest first."""
        found: list[str] = []
        while member in self.parents and self.parents[member][1] <= at_us:
            member = self.parents[member][0]
            found.append(member)
        return found

    def _touch(self, event: Touch) -> str | None:
        if event.visitor_id == event.sharer_id:
            return "graph.self_bind"
        if event.visitor_id in self.parents:
            return "graph.already_bound"
        if event.visitor_id in self.above(event.sharer_id, 2**63):
            return "graph.circle"
        self.parents[event.visitor_id] = (event.sharer_id, to_us(event.at))
        return None

    def _paid(self, event: OrderPaid) -> str | None:
        if event.order_id in self.sales:
            return "order.already_paid"
        uplines = self.above(event.buyer_id, to_us(event.at))
        lines = {
            line.line_id: SoldLine(
                line.paid_minor,
                line.quantity,
                [
                    (payee, rate * line.paid_minor)
                    for payee, rate in zip(uplines, self.rates, strict=False)
                ],
            )
            for line in event.lines
        }
        self.sales[event.order_id] = Sale(event.payer_id, event.currency, lines, to_us(event.at))
        return None

    def _confirmed(self, event: OrderConfirmed) -> str | None:
        sale = self.sales.get(event.order_id)
        if sale is None:
            return "order.unknown"
        if sale.state != "paid":
            return "order.already_confirmed"
        sale.state = "confirmed"
        sale.due_us = max(to_us(event.at), sale.paid_us) + self.holding_days * DAY_US
        return None

    def _refunded(self, event: Refunded) -> str | None:
        sale = self.sales.get(event.order_id)
        if sale is None:
            return "order.unknown"
        for back in event.lines:
            line = sale.lines.get(back.line_id)
            if line is None:
                return "order.unknown_line"
            if back.quantity > line.quantity - line.returned:
                return "order.refund_exceeds_quantity"
            if back.amount_minor > line.left_minor:
                return "order.refund_exceeds_amount"
        for back in event.lines:
            line = sale.lines[back.line_id]
            line.returned += back.quantity
            line.refunded_minor += back.amount_minor
        return None

    def _release(self, event: Release) -> None:
        due = sorted(
            (sale.due_us, name) for name, sale in self.sales.items() if sale.state == "confirmed"
        )
        page = [
            one
            for one in due
            if one[0] <= to_us(event.at) and (event.after is None or one > event.after)
        ]
        for _, name in page[: event.limit]:
            self.sales[name].state = "released"

    def _withdrawal(self, event: WithdrawalRequested) -> str | None:
        name = (event.payer_id, event.member_id, event.currency)
        available_minor = self.wallets().get(name, (0, 0, 0, 0))[2]
        wanted_minor = available_minor if event.amount_minor is None else event.amount_minor
        if wanted_minor < self.minimum_minor:
            return "payout.below_minimum"
        if wanted_minor > available_minor:
            return "payout.exceeds_available"
        self.payments[instruction_id(event.id)] = Payment(name, wanted_minor)
        return None

    def _result(self, event: PayoutResult) -> str | None:
        payment = self.payments.get(event.instruction_id)
        if payment is None:
            return "payout.unknown"
        if (event.amount_minor, event.currency) != (payment.amount_minor, payment.wallet[2]):
            return "payout.amount_differs"
        after = next_state(payment.state, event.outcome)
        if after == "conflict":
            return "payout.conflict"
        payment.state = after
        return None
