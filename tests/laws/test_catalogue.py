"""The catalogue tells the truth: what events read, write and refuse, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.model.contract import Decision, Need, Scan
from fenxiao.model.events import (
    Captured,
    Event,
    OrderCorrected,
    OrderPaid,
    PayoutRejected,
    PayoutRetried,
    PeriodClosed,
)
from fenxiao.model.payees import WagesHanded
from fenxiao.model.records import Refusal
from fenxiao.model.who import Who
from fenxiao.rules.levels import Levels
from fenxiao.settlement import balances, counts, remittances
from fenxiao.settlement.book import Book
from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.decide import decide
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.store import Loaded
from fenxiao.settlement.withdrawals import decide_withdrawal, first_withdrawal
from tests.errors.test_period_codes import REFUSED_CLOSES
from tests.errors.test_plan_codes import CAPTURED_REFUSED, REFUSED
from tests.purity import scenario
from tests.purity.invites import started
from tests.rules.shop import line, paid, plan
from tests.support import holds
from tests.support.build import book_of, withdraw
from tests.support.careers import LADDER, applied, fans, review
from tests.support.operations import ONE_OF_EACH, open_payout
from tests.support.payees import PAYING, registering, wages
from tests.support.payouts import APPROVED, propose, reject, retry, said
from tests.support.remittances import merchant_paid, supplier_paid
from tests.support.trades import AGENT

Seen = dict[type[Event], set[tuple[str, str]]]


def asked_of_earners() -> tuple[Scan, ...]:
    """Return what an order asks of people where the plan asks who may earn."""
    rule = Levels(rule_id="sale", rates_ppm=(1,), earner=Who(statuses=("active",)))
    policy, event = Policy(plans=(plan(rule),)), paid(line(100))
    first = decide(event, {}, policy)
    assert isinstance(first, Need)
    second = decide(event, Book(policy).store.load(first.keys, first.scans), policy)
    assert isinstance(second, Need)
    return second.scans


def tails_too_long(found: Seen) -> None:
    """Note every operation that is refused where a wallet's tail is too long."""
    employed = book_of(registering("u1", "employee"), of=PAYING)
    refused_wages = employed.apply(wages("u1")).refusal
    assert refused_wages is not None
    found[WagesHanded].add(("refuses", refused_wages.code))
    for event in (*ONE_OF_EACH, *holds.ONE_OF_EACH):
        refused = Book(scenario.POLICY).apply(event).refusal
        if refused is not None and refused.code == "payout.fold_first":
            found[type(event)].add(("refuses", refused.code))


@pytest.fixture(scope="module", name="seen")
def all_that_was_seen() -> Seen:
    """What the events of the scenario asked for, wrote and refused, by their type."""
    found: Seen = defaultdict(set)
    books: dict[int, Book] = {}
    for event, expected, policy in scenario.run():
        book = books.setdefault(id(policy), started(policy))
        facts: Loaded = {}
        while isinstance(step := decide(event, facts, book.policy), Need):
            found[type(event)] |= {("reads", key[0]) for key in step.keys}
            found[type(event)] |= {("reads", scan.name) for scan in step.scans}
            facts |= book.store.load(step.keys, step.scans)
        assert expected == step
        assert book.store.commit(step)
        found[type(event)] |= set(_writes(step))
        if step.refusal is not None:
            found[type(event)].add(("refuses", step.refusal.code))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(balances, "TAIL_LIMIT", 0)  # every tail is too long
        patched.setattr(counts, "TALLY_LIMIT", 0)  # and every counter
        request = withdraw("u1")
        facts = next(iter(books.values())).store.load(*first_withdrawal(request, scenario.POLICY))
        refusal = decide_withdrawal(request, facts, scenario.POLICY)
        assert isinstance(refusal, Refusal)
        found[type(request)].add(("refuses", refusal.code))
        tails_too_long(found)
        book = Book(scenario.POLICY)
        for event in (open_payout("u1", 5), said("old u1", "failed", 5)):
            book.apply(event)
        refused = book.apply(retry("old u1")).refusal
        assert refused is not None
        found[PayoutRetried].add(("refuses", refused.code))
        book = Book(APPROVED)
        for number in range(2):
            old = f"old {number}"
            book.apply(open_payout("u1", 5, instruction_id=old, state="requested"))
        book.apply(propose(limit=1))  # of which the second page has not come yet
        refused = book.apply(reject("old 0")).refusal
        assert refused is not None
        found[PayoutRejected].add(("refuses", refused.code))
        patched.setattr(remittances, "TAIL_LIMIT", 0)  # and all that anybody is owed
        for event in (merchant_paid(), supplier_paid()):
            refused = Book(AGENT).apply(event).refusal
            assert refused is not None
            found[type(event)].add(("refuses", refused.code))
        found[OrderPaid] |= {("refuses", code) for code, refuse in REFUSED.items() if refuse()}
        found[PeriodClosed] |= {
            ("refuses", code) for code, refuse in REFUSED_CLOSES.items() if refuse()
        }
        again = {code for code, refuse in CAPTURED_REFUSED.items() if refuse()}
        found[Captured] |= {("refuses", code) for code in again}
        found[OrderPaid] |= {("reads", scan.name) for scan in asked_of_earners()}
        found[OrderCorrected] |= {("refuses", code) for code in REFUSED if code[:5] == "rule."}
        asks = EnrolmentPolicy(all_of=(fans(1),))
        of = replace(scenario.POLICY, grades=LADDER, enrolment=asks)
        for event in (review("u1"), applied("u1")):
            refused = Book(of).apply(event).refusal
            assert refused is not None
            found[type(event)].add(("refuses", refused.code))
    return found


def _writes(decision: Decision) -> Iterator[tuple[str, str]]:
    for put in decision.puts:
        yield "removed" if put.record is None else "guarded", put.key[0]
    for one in decision.appends:
        yield "appended", one.key[0]


def only(seen: set[tuple[str, str]], *kinds: str) -> set[tuple[str, str]]:
    return {pair for pair in seen if pair[0] in kinds}


rows = pytest.mark.parametrize("kind", list(CATALOGUE), ids=lambda kind: kind.__name__)


def test_every_event_of_the_catalogue_comes(seen: Seen) -> None:
    assert set(CATALOGUE) == set(seen)


@rows
def test_it_reads_what_the_catalogue_says(seen: Seen, kind: type[Event]) -> None:
    expected = {("reads", name) for name in CATALOGUE[kind].reads}
    assert expected == only(seen[kind], "reads")


@rows
def test_it_writes_what_the_catalogue_says(seen: Seen, kind: type[Event]) -> None:
    expected = {
        (way, partition)
        for partition, how in CATALOGUE[kind].writes.items()
        for way in (("appended", "removed") if how == "queued" else (how,))
    }
    assert expected == only(seen[kind], "guarded", "appended", "removed")


@rows
def test_it_refuses_as_the_catalogue_says(seen: Seen, kind: type[Event]) -> None:
    expected = {("refuses", code) for code in CATALOGUE[kind].refusals}
    assert expected == only(seen[kind], "refuses")


def test_only_events_that_remove_a_waiting_page_leave_one() -> None:
    paged = {kind for kind, spec in CATALOGUE.items() if "continuation" in spec.writes}
    assert paged == {
        step.event.__class__ for step in scenario.run() if step.decision.continuation is not None
    }
