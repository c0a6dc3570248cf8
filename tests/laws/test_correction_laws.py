"""A corrected order ends as if the right plan had been in force from the beginning.

Whenever in its life the correction comes: between receipts in parts, releases, refunds of
pieces and of money, exchanges. Only the journal tells that there was one.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.model.events import Event, Exchanged, LinePieces, OrderConfirmed
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.plans import PlanCorrection
from fenxiao.settlement.policy import Holding, Policy
from tests.laws.test_money_machine import check_members_accounts
from tests.support.build import START, at, back, book_of, line, line_of, paid, refunded, release
from tests.support.invariants import check_trial_balance
from tests.support.operations import correct

PIECES = 4
PAYMENT = paid("o1", "u3", line(1_003, quantity=PIECES), line(77, quantity=PIECES, line_id="2"))
names = st.sampled_from(["1", "2"])
pieces = st.integers(1, PIECES)


def plan(*rates_ppm: int) -> Plan:
    rule = Levels(rule_id="sale", rates_ppm=rates_ppm)
    return Plan(plan_id="p1", effective_from=START, ceiling_ppm=400_000, rules=(rule,))


def policy(wrong: Plan, *right: Plan) -> Policy:
    corrections = tuple(
        PlanCorrection(correction_id="slip", starts_at=START, ends_at=at(99), plan=one)
        for one in right
    )
    return Policy(plans=(wrong,), holding=Holding(holding_days=3), corrections=corrections)


def received(name: str, quantity: int) -> Event:
    lines = (LinePieces(line_id=name, quantity=quantity),)
    return OrderConfirmed(id="received", at=at(2), order_id="o1", lines=lines)


def exchanged(name: str, quantity: int) -> Event:
    lines = (LinePieces(line_id=name, quantity=quantity),)
    return Exchanged(id="exchanged", at=at(2), order_id="o1", lines=lines)


steps = st.one_of(
    st.builds(received, names, pieces),
    st.builds(received, names, pieces),
    st.just(OrderConfirmed(id="all", at=at(2), order_id="o1")),
    st.builds(lambda name, count: refunded("o1", back(name, quantity=count)), names, pieces),
    st.builds(
        lambda name, minor: refunded("o1", back(name, amount_minor=minor)),
        names,
        st.integers(1, 300),
    ),
    st.builds(exchanged, names, pieces),
    st.just(release()),
)
rates = st.lists(st.integers(0, 130_000), min_size=1, max_size=3).map(lambda one: plan(*one))


def named(events: list[Event]) -> list[Event]:
    """Return events of days that follow each other, each with an id of its own."""
    return [
        replace(event, id=f"e{number}", at=at(2 + number)) for number, event in enumerate(events)
    ]


def stands(book: Book) -> object:
    order = book.order("o1")
    assert order is not None
    wallets = [one for one in book.wallets() if any(one[3:])]
    return order._replace(corrected_by=""), wallets


@given(wrong=rates, right=rates, life=st.lists(steps, max_size=9), when=st.integers(0, 9))
@settings(deadline=None)
def test_it_ends_as_if_the_right_plan_had_been_in_force(
    wrong: Plan, right: Plan, life: list[Event], when: int
) -> None:
    events = named(life)
    before = (*line_of("u0", "u1", "u2", "u3"), PAYMENT)
    slipped = book_of(*before, of=policy(wrong, right))
    straight = book_of(*before, of=policy(right))
    told = [*events[:when], correct(PAYMENT, day=50), *events[when:]]
    for event in told:
        decision = slipped.apply(event)
        if event not in events:
            code = decision.refusal and decision.refusal.code
            assert code in (None, "correction.changes_nothing")
            continue
        assert straight.apply(event).refusal == decision.refusal
        check_trial_balance(slipped)
        check_members_accounts(slipped)
    assert stands(straight) == stands(slipped)
