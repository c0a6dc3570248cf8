"""Payees under every kind of policy: registered, changed, approved, invoiced, paid, handed over.

Every refusal that an event of a payee, or a withdrawal because of one, can meet comes once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fenxiao.model.events import Event
from fenxiao.payout.payees import AloneLimit, PayeePolicy, PayeeRule
from tests.support.build import available
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

PAYEES: tuple[tuple[dict[str, Any], tuple[Event, ...]], ...] = (
    ({}, (registering("u1"), *_ACCOUNTS[:6])),
    ({"payees": RULES}, _ACCOUNTS),
    ({"payees": _LIMITED}, (registering("u1"), account("u1"))),
    ({"payees": PayeePolicy(second_person="never")}, (registering("u1"), account("u1"))),
    ({"payees": RULES}, _WAGES),
)
"""What each history changes of the policy, and its events."""
