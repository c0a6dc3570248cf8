"""Payees under every kind of policy: registered, changed, approved, invoiced, paid, handed over.

Every refusal that an event of a payee, or a withdrawal because of one, can meet comes once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from fenxiao.model.events import Event
from fenxiao.payout.payees import AloneLimit, PayeePolicy, PayeeRule
from fenxiao.settlement.book import Book
from tests.support.build import at, available, instruction_id, result, withdraw
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
from tests.support.payouts import (
    APPROVED,
    batch_of,
    cancel,
    decide_on,
    propose,
    reject,
    retry,
    said,
)

_LIMITED = replace(
    RULES,
    rules=(PayeeRule(kind="individual"),),
    second_person="above",
    alone=(AloneLimit(currency="CNY", amount_minor=300),),
    effective_from=at(10),
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
    effective_from=at(10),
)
Ask = Callable[[str, float], Event]


def _withdraws(name: str, day: float) -> Event:
    return withdraw("u1", 100, day=day, event_id=name)


def _retries(name: str, day: float) -> Event:
    return retry(instruction_id("early"), day=day, event_id=name)


def _asking(ask: Ask) -> Iterator[Event]:
    """Yield a payee who lacks one thing after the other, and asks each time."""
    yield from (*available("u1", 500), withdraw("u1", 100, day=9, event_id="early"))
    yield from (result("early", "failed", 100, day=9.5), ask("nobody", 10))
    yield registering("u1", "employee", day=10)
    yield account("u1", day=10, checker_id="chief", event_id="a1")
    yield ask("an employee", 10.1)
    yield kind_change("u1", "individual", day=10.2)
    yield account("u1", day=10.3, checker_id="chief", event_id="a2")
    yield ask("no such kind", 12)
    yield kind_change("u1", "company", day=12)
    yield account("u1", day=12, event_id="a3")
    yield from (invoice("u1", 60, day=12), ask("several", 14))
    yield approving("u1", change="a3", day=14)
    yield from (ask("no invoice", 14.1), invoice("u1", 90, "inv2", day=14.2))
    yield refusing("u1", change="a3", day=14.3)
    yield from (ask("no account", 14.4), account("u1", day=14.5, event_id="a4"))
    yield from (ask("waits", 16), refusing("u1", change="a4", day=16, event_id="no 4"))
    yield account("u1", rail="paypal", day=16.1, checker_id="chief", event_id="a5")
    yield from (ask("that rail", 18), refusing("u1", change="a5", day=18, event_id="no 5"))
    yield account("u1", day=18.1, checker_id="chief", event_id="a6")
    yield from (ask("too soon", 18.2), ask("at last", 20))
    for name in ("early", "at last"):
        attempt = 2 if name == "early" else 1
        made = instruction_id(name)
        yield said(made, "failed", 100, day=21, attempt=attempt)


def _alone(ask: Ask) -> Iterator[Event]:
    """Yield a payee whom one person told of, and nobody verified."""
    yield from (*available("u1", 800), withdraw("u1", 100, day=9, event_id="early"))
    yield from (result("early", "failed", 100, day=9.5), registering("u1", day=10))
    yield from (account("u1", day=10, event_id="a1"), ask("unverified", 10.1))
    yield from (verified("u1", day=11), withdraw("u1", 250, day=12, event_id="w1"))
    yield from (ask("too much alone", 12.1), approving("u1", change="a1", day=13))
    yield ask("approved", 14)


def _requested(book: Book) -> Iterator[Event]:
    """Yield a company's withdrawals that come back before anybody has approved them."""
    yield from (*available("u1", 500), registering("u1", "company", day=10))
    yield account("u1", day=10, checker_id="chief")
    yield invoice("u1", 100, day=10)
    for name in ("cancelled", "rejected", "in a batch"):
        yield _withdraws(name, 11)
        if name == "cancelled":
            yield cancel(instruction_id(name), day=11.5)
        if name == "rejected":
            yield reject(instruction_id(name), day=11.5)
    yield propose(day=12)
    yield decide_on(batch_of(book), "reject", day=12)
    yield _withdraws("by the same invoice", 13)


def _told(events: Iterable[Event], _: Book) -> Iterable[Event]:
    return events


PAYEES: tuple[tuple[dict[str, Any], Callable[[Book], Iterable[Event]]], ...] = (
    ({}, partial(_told, (registering("u1"), *_ACCOUNTS[:6]))),
    ({"payees": RULES}, partial(_told, _ACCOUNTS)),
    ({"payees": _LIMITED}, partial(_told, (registering("u1"), account("u1")))),
    (
        {"payees": PayeePolicy(second_person="never")},
        partial(_told, (registering("u1"), account("u1"))),
    ),
    ({"payees": RULES}, partial(_told, _WAGES)),
    *(
        ({"payees": policy}, partial(_told, tuple(story(ask))))
        for policy, story in ((_FIRM, _asking), (_LIMITED, _alone))
        for ask in (_withdraws, _retries)
    ),
    ({"payees": _FIRM, "payout": APPROVED.payout}, _requested),
)
"""What each history changes of the policy, and its events."""
