"""The catalogue's rows about take-overs and corrections (期初与更正事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.events import OrderCorrected
from fenxiao.model.openings import (
    OpeningBinding,
    OpeningCounter,
    OpeningOrder,
    OpeningPayout,
    OpeningQuota,
    OpeningWallet,
)
from fenxiao.settlement.catalogue.spec import EventSpec, always, from_facts
from fenxiao.settlement.correction import decide_corrected, first_corrected
from fenxiao.settlement.openings import (
    decide_opening_binding,
    decide_opening_counter,
    decide_opening_order,
    decide_opening_payout,
    decide_opening_quota,
    decide_opening_wallet,
    first_opening_binding,
    first_opening_counter,
    first_opening_order,
    first_opening_payout,
    first_opening_quota,
    first_opening_wallet,
)

__all__ = ["OPENINGS"]

_IN_USE = ("event.id_reused", "opening.in_use")

OPENINGS = (
    EventSpec(
        OpeningBinding,
        "A binding of an old system is taken over",
        "期初绑定",
        ("event", "node", "member", "chain"),
        {
            "event": "guarded",
            "node": "guarded",
            "binding": "appended",
            "tally": "appended",
        },
        (*_IN_USE, "graph.self_bind", "graph.late", "graph.frozen", "graph.circle"),
        "what a touch guards",
        always(first_opening_binding),
        decide_opening_binding,
    ),
    EventSpec(
        OpeningWallet,
        "What of a wallet belongs to no order and no instruction is taken over",
        "期初钱包",
        ("event", "wallet", "wallet_tail"),
        {"event": "guarded", "wallet": "guarded", "entry": "appended", "delta": "appended"},
        _IN_USE,
        "the wallet, which must not exist",
        always(first_opening_wallet),
        from_facts(decide_opening_wallet),
    ),
    EventSpec(
        OpeningOrder,
        "An order whose commissions are under way is taken over",
        "期初订单",
        ("event", "order"),
        {
            "event": "guarded",
            "order": "guarded",
            "terms": "appended",
            "entry": "appended",
            "delta": "appended",
        },
        _IN_USE,
        "its own order, which must not exist",
        always(first_opening_order),
        decide_opening_order,
    ),
    EventSpec(
        OpeningPayout,
        "An instruction that is not settled yet is taken over",
        "期初打款",
        ("event", "payout"),
        {"event": "guarded", "payout": "guarded", "entry": "appended", "delta": "appended"},
        _IN_USE,
        "its own instruction, which must not exist",
        always(first_opening_payout),
        from_facts(decide_opening_payout),
    ),
    EventSpec(
        OpeningQuota,
        "What a member had earned and used of invites is taken over",
        "期初邀请码配额",
        ("event", "quota", "tallies"),
        {"event": "guarded", "quota": "guarded"},
        (*_IN_USE, "quota.no_policy"),
        "the quota, which must not exist",
        first_opening_quota,
        decide_opening_quota,
    ),
    EventSpec(
        OpeningCounter,
        "What a counter stood at is taken over",
        "期初计数",
        ("event", "tallies"),
        {"event": "guarded", "tally": "appended"},
        _IN_USE,
        "its own event; the row has a name of which there is one a counter, so that two at"
        " once are not both taken",
        always(first_opening_counter),
        from_facts(decide_opening_counter),
    ),
    EventSpec(
        OrderCorrected,
        "An order that a wrong plan settled is settled again",
        "方案更正",
        ("event", "order", "terms", "correction", "member", "standing", "upline", "sale"),
        {
            "event": "guarded",
            "order": "guarded",
            "sale": "guarded",
            "correction": "appended",
            "audit": "appended",
            "entry": "appended",
            "delta": "appended",
        },
        (
            *("event.id_reused", "order.unknown", "order.plan_currency", "order.base_unknown"),
            *("correction.unknown", "correction.other_payment", "correction.other_captures"),
            "correction.changes_nothing",
            *("rule.failed", "rule.depth", "rule.stranger", "rule.negative", "rule.not_integer"),
            *("rule.ceiling", "rule.not_local"),
        ),
        "its own order, as a refund of it does",
        first_corrected,
        decide_corrected,
    ),
)
"""What old systems leave, and what is settled again."""
