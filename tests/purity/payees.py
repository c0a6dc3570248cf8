"""Payees under every kind of policy: registered, changed, approved, invoiced, paid, handed over.

Every refusal that an event of a payee, or a withdrawal because of one, can meet comes once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fenxiao.model.events import Event
from fenxiao.payout.payees import AloneLimit, PayeePolicy, PayeeRule
from tests.support.build import available, result, withdraw
from tests.support.careers import verified
from tests.support.operations import reverse
from tests.support.payees import (
    PAYEES as RULES,
)
from tests.support.payees import (
    account,
    approving,
    invoice,
    kind_change,
    refusing,
    registering,
    wages,
)

_LIMITED = replace(
    RULES,
    rules=(PayeeRule(kind="individual"),),
    second_person="above",
    alone=(AloneLimit(currency="CNY", amount_minor=300),),
)

_ACCOUNTS: tuple[Event, ...] = (
    account("u1"),
    kind_change("u1"),
    approving("u1"),
    refusing("u1"),
    invoice("u1", 5),
    wages("u1"),
    registering("u1", event_id="registered"),
    registering("u1", event_id="registered again"),
    account("u1", event_id="told"),
    account("u1", event_id="told again"),
    account("u1", "own", checker_id="u1"),
    approving("u1", change="nothing", event_id="of nothing"),
    refusing("u1", change="nothing", event_id="no to nothing"),
    approving("u1", change="told", checker_id="clerk", event_id="by the maker"),
    refusing("u1", change="told", checker_id="u1", event_id="by himself"),
    approving("u1", change="told", event_id="yes"),
    approving("u1", change="told", event_id="yes again"),
    account("u1", "other", day=6),
    refusing("u1", "other", day=7),
    refusing("u1", "other", day=8, event_id="no again"),
    approving("u1", "other", day=8, event_id="yes after all"),
    kind_change("u1", "individual", day=8),
    kind_change("u1", "company", day=9),
    invoice("u1", 700),
    invoice("u1", 700, event_id="the same invoice"),
    wages("u1", event_id="no wages"),
    account("u1", "firm", day=10, checker_id="chief"),
)

_WAGES: tuple[Event, ...] = (
    *available("u1", 500),
    registering("u1", "employee"),
    wages("u1", 501, event_id="too much"),
    wages("u1", 200),
    reverse("u1", "wages_handed", "wages u1"),
    wages("u1", event_id="the rest"),
)

_FIRM = PayeePolicy(
    rules=(PayeeRule(kind="company", rails=("bank",), needs_identity=False, needs_invoice=True),),
    cool_down_hours=24,
)

_PAID: tuple[Event, ...] = (
    *available("u1", 500),
    withdraw("u1", 60, event_id="nobody"),
    registering("u1", "employee"),
    withdraw("u1", 60, event_id="an employee"),
    kind_change("u1", "individual", day=5),
    withdraw("u1", 60, event_id="no such kind"),
    kind_change("u1", "company", day=6),
    withdraw("u1", 60, event_id="no account"),
    account("u1", day=7),
    withdraw("u1", 60, event_id="waits"),
    approving("u1", day=8),
    withdraw("u1", 60, event_id="no invoice"),
    withdraw("u1", 501, event_id="too much of all"),
    account("u1", "paypal", "paypal", day=8, checker_id="chief"),
    invoice("u1", 400),
    replace(withdraw("u1", 60, day=9, event_id="that rail"), payee_token="paypal"),
    withdraw("u1", 300, event_id="w1"),
    result("w1", "submitted", 300),
    withdraw("u1", 200, event_id="too much of invoices"),
    result("w1", "failed", 300, day=12),
    withdraw("u1", 400, day=13, event_id="w2"),
    result("w2", "paid", 400, day=14),
    result("w2", "returned", 400, day=15),
    account("u1", "new", day=16, checker_id="chief"),
    replace(withdraw("u1", 60, day=16, event_id="too soon"), payee_token="new"),
)

_ALONE: tuple[Event, ...] = (
    *available("u1", 500),
    registering("u1"),
    account("u1"),
    withdraw("u1", 60, event_id="unverified"),
    verified("u1", day=9),
    withdraw("u1", 200, event_id="w1"),
    withdraw("u1", 200, event_id="too much alone"),
    approving("u1", day=11),
    withdraw("u1", 200, day=12, event_id="w2"),
)

PAYEES: tuple[tuple[dict[str, Any], tuple[Event, ...]], ...] = (
    ({}, (registering("u1"), *_ACCOUNTS[:6])),
    ({"payees": RULES}, _ACCOUNTS),
    ({"payees": _LIMITED}, (registering("u1"), account("u1"))),
    ({"payees": PayeePolicy(second_person="never")}, (registering("u1"), account("u1"))),
    ({"payees": RULES}, _WAGES),
    ({"payees": _FIRM}, _PAID),
    ({"payees": _LIMITED}, _ALONE),
)
"""What each history changes of the policy, and its events."""
