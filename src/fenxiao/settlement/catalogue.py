"""The event catalogue (事件目录): event → facts read, records written, refusals, guard.

One table drives the dispatch and is drawn into docs/events.md; a test compares it with
what the events of a whole scenario really read, write and refuse.

Source: docs/events.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from fenxiao.model.contract import Facts, Key, Need, Scan
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
from fenxiao.model.records import Refusal
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.orders import (
    decide_confirmed,
    decide_paid,
    decide_refunded,
    first_confirmed,
    first_paid,
    first_refunded,
)
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.relations import decide_touch, first_touch
from fenxiao.settlement.wallets import (
    decide_fold,
    decide_release,
    decide_result,
    decide_withdrawal,
    first_fold,
    first_release,
    first_result,
    first_withdrawal,
)

__all__ = ["CATALOGUE", "EventSpec", "Write"]

Write = Literal["guarded", "appended", "removed", "queued"]
"""How a partition is written; "queued" is appended for the page that comes next, and
removed by the page that it was appended for."""


class EventSpec(NamedTuple):
    """A row of the catalogue.

    Args:
        event: The event's class.
        title: What it is.
        title_zh: The same in Chinese.
        reads: Partitions and scans whose facts it asks for.
        writes: How it writes each partition.
        refusals: The codes with which it can be refused.
        guard: What the guarded writes are there for.
        first: The keys and scans that it surely needs.
        decide: What follows from the facts.
    """

    event: type[Event]
    title: str
    title_zh: str
    reads: tuple[str, ...]
    writes: dict[str, Write]
    refusals: tuple[str, ...]
    guard: str
    first: Callable[[Any], tuple[tuple[Key, ...], tuple[Scan, ...]]]
    decide: Callable[[Any, Facts, Policy], Need | Changes | Refusal]


_ROWS = (
    EventSpec(
        Touch,
        "A visitor came through a share",
        "锁粉",
        ("event", "node", "upline"),
        {"event": "guarded", "node": "guarded"},
        ("event.id_reused", "graph.self_bind", "graph.already_bound", "graph.circle"),
        "the visitor; the sharer, if he has no fan yet; the root above him, if the visitor has"
        " fans: two binds that would close a circle write one node in common",
        first_touch,
        decide_touch,
    ),
    EventSpec(
        OrderPaid,
        "A buyer paid an order",
        "订单支付",
        ("event", "order", "upline"),
        {
            "event": "guarded",
            "order": "guarded",
            "terms": "appended",
            "entry": "appended",
            "delta": "appended",
        },
        ("event.id_reused", "order.already_paid", "order.no_plan"),
        "its own order, which must not exist",
        first_paid,
        decide_paid,
    ),
    EventSpec(
        OrderConfirmed,
        "The buyer confirmed receipt",
        "确认收货",
        ("event", "order"),
        {"event": "guarded", "order": "guarded", "entry": "appended", "delta": "appended"},
        ("event.id_reused", "order.unknown", "order.already_confirmed"),
        "its own order",
        first_confirmed,
        decide_confirmed,
    ),
    EventSpec(
        Refunded,
        "Part or all of an order went back",
        "退款",
        ("event", "order", "terms"),
        {"event": "guarded", "order": "guarded", "entry": "appended", "delta": "appended"},
        (
            "event.id_reused",
            "order.unknown",
            "order.unknown_line",
            "order.refund_exceeds_quantity",
            "order.refund_exceeds_amount",
        ),
        "its own order; the balance is never read, so a clawback is never lost or cut",
        first_refunded,
        decide_refunded,
    ),
    EventSpec(
        Release,
        "Held commissions become available, a page of orders at a time",
        "解冻",
        ("event", "continuation", "orders_due"),
        {
            "event": "guarded",
            "order": "guarded",
            "entry": "appended",
            "delta": "appended",
            "continuation": "queued",
        },
        ("event.id_reused",),
        "every order that it moves, so that a refund of it at the same moment is decided again",
        first_release,
        decide_release,
    ),
    EventSpec(
        FoldWallet,
        "A wallet's changes join its checkpoint",
        "钱包汇总",
        ("event", "continuation", "wallet", "wallet_tail"),
        {
            "event": "guarded",
            "wallet": "guarded",
            "delta": "removed",
            "continuation": "queued",
        },
        ("event.id_reused",),
        "the wallet, and every change that it takes, by removing exactly that row",
        first_fold,
        decide_fold,
    ),
    EventSpec(
        WithdrawalRequested,
        "A member asks for money",
        "提现申请",
        ("event", "wallet", "wallet_tail"),
        {
            "event": "guarded",
            "wallet": "guarded",
            "payout": "guarded",
            "entry": "appended",
            "delta": "appended",
        },
        (
            "event.id_reused",
            "payout.fold_first",
            "payout.below_minimum",
            "payout.exceeds_available",
        ),
        "the wallet, though it stays the same, also by a refusal: of several withdrawals at once,"
        " one wins, and none rests on a balance that a fold was moving",
        first_withdrawal,
        decide_withdrawal,
    ),
    EventSpec(
        PayoutResult,
        "The rail said something about an instruction",
        "打款结果",
        ("event", "payout"),
        {"event": "guarded", "payout": "guarded", "entry": "appended", "delta": "appended"},
        (
            "event.id_reused",
            "payout.unknown",
            "payout.amount_differs",
            "payout.paid_twice",
            "payout.conflict",
        ),
        "its own instruction",
        first_result,
        decide_result,
    ),
)

CATALOGUE: dict[type[Event], EventSpec] = {row.event: row for row in _ROWS}
"""The catalogue, by the event's class."""
