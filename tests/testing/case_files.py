"""Made-up cases, small enough to be changed in one place."""

from __future__ import annotations

import json
from typing import Any

from fenxiao.testing.case_text import Case, load_case

__all__ = ["EVENTS", "POLICY", "case_bytes", "made_case"]

RULE = {"rule_id": "sale", "kind": "levels", "rates_ppm": [100_000]}
POLICY: dict[str, Any] = {
    "plans": [
        {
            "plan_id": "p1",
            "effective_from": "2024-01-01T00:00:00+08:00",
            "ceiling_ppm": 100_000,
            "rules": [RULE],
        }
    ]
}
LINE = {
    "line_id": "1",
    "sku": "s1",
    "category": "c1",
    "line_kind": "product",
    "quantity": 1,
    "paid_minor": 1_000,
}
EVENTS: list[dict[str, Any]] = [
    {"type": "touch", "at": "2024-06-01T00:00:00Z", "sharer_id": "u2", "visitor_id": "u1"},
    {
        "type": "order_paid",
        "order_id": "o1",
        "merchant_id": "m1",
        "payer_id": "m1",
        "buyer_id": "u1",
        "currency": "CNY",
        "lines": [LINE],
    },
]


def case_bytes(**changed: Any) -> bytes:
    """Return a sound case as JSON, with some fields changed; None takes a field out."""
    fields = {
        "source": "made up for a test",
        "policy": POLICY,
        "events": EVENTS,
        "expect": {"wallets": [{"member_id": "u2", "deferred_minor": 100}]},
        **changed,
    }
    whole = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(whole).encode()


def made_case(**changed: Any) -> Case:
    """Return the same case as it is read."""
    return load_case("made.case.json", case_bytes(**changed))
