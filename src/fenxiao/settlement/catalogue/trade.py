"""The catalogue's rows about orders and wallets (交易事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.events import (
    Captured,
    Exchanged,
    FoldWallet,
    OrderConfirmed,
    OrderPaid,
    Refunded,
    Release,
)
from fenxiao.settlement.captures import decide_captured, first_captured
from fenxiao.settlement.catalogue.spec import EventSpec, always, from_facts
from fenxiao.settlement.orders import decide_paid, first_paid
from fenxiao.settlement.receipts import (
    decide_confirmed,
    decide_exchanged,
    first_confirmed,
    first_exchanged,
)
from fenxiao.settlement.refunds import decide_refunded, first_refunded
from fenxiao.settlement.wallets import decide_fold, decide_release, first_fold, first_release

__all__ = ["TRADE"]

TRADE = (
    EventSpec(
        OrderPaid,
        "A buyer paid an order",
        "订单支付",
        (
            *("event", "order", "upline", "member", "node", "chain", "below"),
            *("visits", "assortments", "standing"),
        ),
        {
            "event": "guarded",
            "order": "guarded",
            "member": "guarded",
            "node": "guarded",
            "binding": "appended",
            "terms": "appended",
            "entry": "appended",
            "delta": "appended",
            "tally": "appended",
            "sale": "appended",
            "trade": "appended",
        },
        (
            *("event.id_reused", "order.already_paid", "order.no_plan"),
            *("order.plan_currency", "order.base_unknown", "rule.failed", "rule.depth"),
            *("rule.stranger", "rule.negative", "rule.not_integer", "rule.ceiling"),
            "rule.not_local",
        ),
        "its own order, which must not exist; its buyer, with his first order, where the policy"
        " asks whether he has bought; where it binds him, what a touch guards",
        first_paid,
        decide_paid,
    ),
    EventSpec(
        Captured,
        "A further part of an order was paid",
        "分次收款",
        (*("event", "order", "terms", "trade", "member", "standing", "upline", "sale"),),
        {
            "event": "guarded",
            "order": "guarded",
            "terms": "guarded",
            "sale": "guarded",
            "entry": "appended",
            "delta": "appended",
            "trade": "guarded",
            "movement": "appended",
            "tally": "appended",
        },
        (
            *("event.id_reused", "order.unknown", "order.all_captured", "order.capture_repeated"),
            *("order.unknown_line", "order.capture_exceeds", "order.plan_gone"),
            *("order.base_unknown", "rule.failed", "rule.depth", "rule.stranger"),
            *("rule.negative", "rule.not_integer", "rule.ceiling", "rule.not_local"),
        ),
        "its own order and its terms, so that no two captures or refunds are decided at once",
        first_captured,
        decide_captured,
    ),
    EventSpec(
        OrderConfirmed,
        "The buyer confirmed receipt",
        "确认收货",
        ("event", "order", "terms", "correction", "trade"),
        {
            "event": "guarded",
            "order": "guarded",
            "entry": "appended",
            "delta": "appended",
            "movement": "appended",
        },
        (
            "event.id_reused",
            "order.unknown",
            "order.already_confirmed",
            "order.unknown_line",
            "order.confirm_exceeds_quantity",
        ),
        "its own order",
        first_confirmed,
        decide_confirmed,
    ),
    EventSpec(
        Exchanged,
        "Pieces that were received are exchanged for the same",
        "换货",
        ("event", "order", "terms", "correction", "trade"),
        {
            "event": "guarded",
            "order": "guarded",
            "entry": "appended",
            "delta": "appended",
            "movement": "appended",
        },
        (
            "event.id_reused",
            "order.unknown",
            "order.unknown_line",
            "order.exchange_exceeds_quantity",
        ),
        "its own order",
        first_exchanged,
        decide_exchanged,
    ),
    EventSpec(
        Refunded,
        "Part or all of an order went back",
        "退款",
        ("event", "order", "terms", "sale", "correction", "trade"),
        {
            "event": "guarded",
            "order": "guarded",
            "sale": "guarded",
            "entry": "appended",
            "delta": "appended",
            "tally": "appended",
            "trade": "guarded",
            "movement": "appended",
        },
        (
            "event.id_reused",
            "order.unknown",
            "order.unknown_line",
            "order.refund_exceeds_quantity",
            "order.refund_exceeds_amount",
            "order.refund_exceeds_order",
            "order.cancel_received",
            "order.tenders_differ",
            "order.tender_exceeds",
        ),
        "its own order, its sale where a period counts it, so that no close passes it over, and"
        " its trade where it names tenders; the balance is never read, so a clawback is never"
        " lost or cut",
        first_refunded,
        decide_refunded,
    ),
    EventSpec(
        Release,
        "Held commissions become available, a page of orders at a time",
        "解冻",
        ("event", "continuation", "orders_due", "member"),
        {
            "event": "guarded",
            "order": "guarded",
            "entry": "appended",
            "delta": "appended",
            "tally": "appended",
            "continuation": "queued",
        },
        ("event.id_reused",),
        "every order that it moves, so that a refund of it at the same moment is decided again",
        always(first_release),
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
        always(first_fold),
        from_facts(decide_fold),
    ),
)
"""From the payment of an order until a commission is available."""
