"""Drawn logs: whole shops, all of whose events are taken."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenxiao.model.events import Event, Refunded
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.rules.role import Role
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from fenxiao.testing.strategies.logs import event_logs, policies, policy_around
from fenxiao.testing.strategies.plans import PLAN_START

slow = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
SALE = Levels(rule_id="sale", rates_ppm=(100_000, 50_000))
ROOM = Role(rule_id="room", role="room", rates_ppm=(50_000, 10_000))
PLAN = Plan(plan_id="p", effective_from=PLAN_START, ceiling_ppm=210_000, rules=(SALE, ROOM))
POLICY = policy_around(PLAN)


@given(events=event_logs(POLICY))
@slow
def test_every_event_is_taken(events: tuple[Event, ...]) -> None:
    book = Book(POLICY)
    assert ["applied"] * len(events) == [book.apply(event).status for event in events]
    assert len(events) == len({event.id for event in events})


@given(data=st.data())
@slow
def test_every_event_is_taken_under_any_policy(data: st.DataObject) -> None:
    policy = data.draw(policies())
    book = Book(policy)
    for event in data.draw(event_logs(policy, is_plain=False)):
        assert "applied" == book.apply(event).status


def test_logs_pay_uplines_holders_and_take_back() -> None:
    seen = set[str]()

    @settings(slow, max_examples=40, derandomize=True, database=None)
    @given(events=event_logs(POLICY))
    def look(events: tuple[Event, ...]) -> None:
        book = Book(POLICY)
        for event in events:
            before = book.trial_balance()
            book.apply(event)
            if isinstance(event, Refunded) and book.trial_balance() != before:
                seen.add("clawback")
        terms = [book.terms(f"o{number}") for number in (1, 2)]
        slots = [slot for one in terms if one for line in one.lines for slot in line.slots]
        seen.update(f"{one.rule_id} {one.depth}" for one in slots if one.payee_id)

    look()
    assert set() == {"clawback", "sale 1", "sale 2", "room 1"} - seen


def test_a_policy_has_whatever_its_plan_asks() -> None:
    assert isinstance(POLICY, Policy)
    assert {"room", "link"} == {rule.kind for one in POLICY.attributions for rule in one.rules}
