"""The laws of payees, over random histories, against a model that keeps lists and no records.

1. A token is never paid before its cool-down, nor without a second person.
2. Nobody approves what he asked for, or his own account.
3. What is on its way or paid to a company never exceeds its invoices.
4. What a payee was at an instant never changes.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.events import Event, PayoutOutcome
from fenxiao.model.instants import to_us
from fenxiao.model.payee_records import PayeeKind, PayeeStanding
from fenxiao.model.payees import InvoiceReceived, PayeeAccountChanged
from fenxiao.payout.payees import HOUR_US, PayeePolicy, PayeeRule
from fenxiao.settlement.book import Book
from tests.support.build import (
    PAYER,
    POLICY,
    START_US,
    at,
    available,
    book_of,
    instruction_id,
    withdraw,
)
from tests.support.payees import (
    account,
    approving,
    invoice,
    kind_change,
    refusing,
    registering,
)
from tests.support.payouts import retry, said

COOL_DOWN_HOURS = 30
RULES = PayeePolicy(
    rules=(
        PayeeRule(kind="individual", needs_identity=False),
        PayeeRule(kind="company", needs_identity=False, needs_invoice=True),
    ),
    cool_down_hours=COOL_DOWN_HOURS,
    first_cool_down_hours=COOL_DOWN_HOURS,
)
STRICT = replace(POLICY, payees=RULES)
TOKENS = ("t1", "t2", "t3")
PERSONS = ("clerk", "chief", "u1")


class Act(NamedTuple):
    """Something that happens, with what it is about; each kind takes what it needs of it."""

    kind: str
    token: str
    person: str
    amount: int
    hours: int
    outcome: PayoutOutcome


def histories(*kinds: str) -> st.SearchStrategy[list[Act]]:
    act = st.builds(
        Act,
        kind=st.sampled_from(kinds),
        token=st.sampled_from(TOKENS),
        person=st.sampled_from(PERSONS),
        amount=st.integers(1, 400),
        hours=st.integers(-20, 40),  # some are told late
        outcome=st.sampled_from(["paid", "failed", "returned", "submitted"]),
    )
    return st.lists(act, max_size=20)


CHANGES = ("account", "approve", "refuse", "kind")
PAYMENTS = ("invoice", "withdraw", "withdraw", "result", "result", "retry")


class Story:
    """A book that is told a history, and all that the laws ask about it."""

    def __init__(self) -> None:
        self.book: Book = book_of(*available("u1", 1_000), registering("u1"), of=STRICT)
        self.told: list[PayeeAccountChanged] = []
        self.approvers: dict[str, tuple[str, int]] = {}
        self.invoiced = 0
        self.asked: list[tuple[str, int, str]] = []
        self.hour = 24 * 10

    def event(self, number: int, act: Act) -> Event:
        self.hour += act.hours
        day, name = self.hour / 24, f"e{number}"
        change = self.told[act.amount % len(self.told)].id if self.told else "none"
        by: dict[str, Any] = {"day": day, "change": change, "event_id": name}
        kinds: tuple[PayeeKind, ...] = ("individual", "company", "employee")
        made: dict[str, Event] = {
            "account": account("u1", act.token, day=day, event_id=name),
            "approve": approving("u1", checker_id=act.person, **by),
            "refuse": refusing("u1", checker_id=act.person, **by),
            "kind": kind_change("u1", kinds[act.amount % 3], day=day, event_id=name),
            "invoice": invoice("u1", act.amount, f"i{act.amount % 9}", day=day, event_id=name),
            "withdraw": replace(
                withdraw("u1", act.amount, day=day, event_id=name), payee_token=act.token
            ),
            "result": self.result(act, day, name),
            "retry": retry(self.sent(act)[0], day=day, event_id=name),
        }
        return made[act.kind]

    def sent(self, act: Act) -> tuple[str, int, str]:
        """Return one of the instructions so far: its id, its amount, its token."""
        return self.asked[act.amount % len(self.asked)] if self.asked else ("none", 1, "none")

    def result(self, act: Act, day: float, name: str) -> Event:
        sent, amount, _ = self.sent(act)
        payout = self.book.payout(sent)
        attempt = payout.attempt if payout is not None else 1
        return said(sent, act.outcome, amount, day=day, attempt=attempt, event_id=name)

    def tell(self, number: int, act: Act) -> bool:
        """Tell one act and look whether what was taken keeps the laws."""
        event = self.event(number, act)
        if self.book.apply(event).status != "applied":
            return False
        if isinstance(event, PayeeAccountChanged):
            self.told.append(event)
        if isinstance(event, InvoiceReceived):
            self.invoiced += event.amount_minor
        if act.kind == "approve":
            self.approvers[getattr(event, "change_id")] = (act.person, to_us(event.at))  # noqa: B009  # one kind of event has it
        if act.kind == "withdraw":
            self.asked.append((instruction_id(event.id), act.amount, act.token))
            self.check_paid(event, act.token)
        if act.kind == "retry":
            self.check_paid(event, self.sent(act)[2])
        return True

    def check_paid(self, event: Event, token: str) -> None:
        """1. Two persons stood behind some change of this token, early enough."""
        now_us = to_us(event.at)
        fit = [
            change
            for change in self.told
            if change.account_token == token
            and change.id in self.approvers
            and self.approvers[change.id][1] <= now_us
            and to_us(change.at) + COOL_DOWN_HOURS * HOUR_US <= now_us
        ]
        assert fit, (event, self.told, self.approvers)

    def check(self) -> None:
        """2. and 3., after every step."""
        assert all(person == "chief" for person, _ in self.approvers.values())
        payee = self.book.payee(PAYER, "u1")
        assert payee is not None
        assert self.invoiced == sum(one.invoiced_minor for one in payee.covers)
        used = [(key, row[0]) for key, row in self.book.rows.items() if key[0] == "invoice_use"]
        on_its_way = 0
        for key, record in used:
            payout = self.book.payout(key[1])
            assert payout is not None
            assert payout.state not in ("failed", "returned")
            on_its_way += getattr(record, "amount_minor")  # noqa: B009  # a use has it
        assert on_its_way == sum(one.used_minor for one in payee.covers) <= self.invoiced


@given(history=histories(*CHANGES, *PAYMENTS))
def test_no_history_breaks_them(history: list[Act]) -> None:
    story = Story()
    for number, act in enumerate(history):
        story.tell(number, act)
        story.check()


@given(history=histories(*CHANGES))
def test_what_a_payee_was_never_changes(history: list[Act]) -> None:
    """Asked at the instant of every event, before and after it is told, late ones too."""
    story = Story()
    hours = set(accumulate((act.hours for act in history), initial=story.hour))
    seen: dict[int, PayeeStanding | None] = {}
    newest_us = 0
    for number, act in enumerate(history):
        payee = story.book.payee(PAYER, "u1")
        assert payee is not None
        newest_us = max(newest_us, payee.standing_us)
        for hour in hours:
            if START_US + hour * HOUR_US <= newest_us:
                found = story.book.payee_standing(PAYER, "u1", at(hour / 24))
                assert found == seen.setdefault(hour, found)
        story.tell(number, act)


def test_the_histories_reach_what_the_laws_are_about() -> None:
    """A story by hand in which every law has something to hold."""
    story = Story()
    script = [
        ("account", "clerk", 1, 0),
        ("approve", "clerk", 2, 0),
        ("approve", "u1", 2, 0),
        ("approve", "chief", 2, 0),
        ("withdraw", "clerk", 5, 29),
        ("withdraw", "clerk", 5, 1),
        ("kind", "clerk", 1, 1),
        ("account", "clerk", 1, 0),
        ("approve", "chief", 1, 0),
        ("invoice", "clerk", 300, 0),
        ("withdraw", "clerk", 301, 40),
        ("withdraw", "clerk", 300, 0),
        ("result", "clerk", 1, 0),
        ("retry", "clerk", 1, 0),
        ("result", "clerk", 1, 0),
        ("withdraw", "clerk", 300, 0),
        ("retry", "clerk", 1, 0),
    ]
    taken = [
        story.tell(number, Act(kind, "t1", person, amount, hours, "failed"))
        for number, (kind, person, amount, hours) in enumerate(script)
    ]
    expected = [1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0]
    assert expected == [int(one) for one in taken]
    story.check()
    assert "failed" == story.book.rows[("payout", instruction_id("e11"))][0].state  # type: ignore[union-attr]  # what is there is a payout
