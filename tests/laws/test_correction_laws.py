"""A corrected order ends as if the right plan had been in force from the beginning.

Whenever in its life the correction comes: between receipts in parts, releases, refunds of
pieces and of money, exchanges. Only the journal tells that there was one.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.model.events import (
    Captured,
    Event,
    Exchanged,
    LinePieces,
    OrderConfirmed,
    OrderPaid,
)
from fenxiao.rules.fields import Scope
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.plans import PlanCorrection
from fenxiao.settlement.policy import Holding, Policy
from tests.laws.test_money_machine import check_members_accounts
from tests.support.build import START, at, back, book_of, line, line_of, paid, refunded, release
from tests.support.invariants import check_trial_balance
from tests.support.operations import correct
from tests.support.orders import captured

PIECES = 4
SOLD = (line(1_003, quantity=PIECES), line(77, quantity=PIECES, line_id="2"))
PAYMENT = paid("o1", "u3", *SOLD)
WHOLES = (2_000, 400)
DEPOSIT = replace(
    PAYMENT,
    lines=tuple(replace(one, whole_minor=minor) for one, minor in zip(SOLD, WHOLES, strict=True)),
)
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


def more(capture_id: str, name: str, minor: int, *, is_last: bool) -> Event:
    lines = (line(minor, quantity=PIECES, line_id=name),) if minor else ()
    return captured(capture_id, *lines, is_last=is_last or not lines)


captures = st.builds(
    more,
    st.sampled_from(["c1", "c2", "c3"]),
    names,
    st.integers(0, 400),
    is_last=st.sampled_from([False, False, True]),
)
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


def scoped(of: Plan, scope: Scope) -> Levels:
    """Return the rule of a plan, rounded once a line or once an order."""
    rule = of.rules[0]
    assert isinstance(rule, Levels)
    return replace(rule, scope=scope)


def named(events: list[Event]) -> list[Event]:
    """Return events of days that follow each other, each with an id of its own."""
    return [
        replace(event, id=f"e{number}", at=at(2 + number)) for number, event in enumerate(events)
    ]


def ends_as_if(
    payment: OrderPaid, plans: tuple[Plan, Plan], events: list[Event], when: int
) -> list[str | None]:
    """Tell a life with a correction in it, and one in which the right plan was in force.

    Returns:
        Why each capture was refused, or None, and why the correction was.
    """
    wrong, right = plans
    before = (*line_of("u0", "u1", "u2", "u3"), payment)
    slipped = book_of(*before, of=policy(wrong, right))
    straight = book_of(*before, of=policy(right))
    taken: list[Captured] = []
    codes: list[str | None] = []
    for number, event in enumerate((*events[:when], None, *events[when:])):
        told = correct(payment, "slip", *taken, day=50) if event is None else event
        decision = slipped.apply(told)
        code = decision.refusal and decision.refusal.code
        if event is None:
            assert code in (None, "correction.changes_nothing"), number
        else:
            assert straight.apply(event).refusal == decision.refusal
        if isinstance(event, Captured) and code is None:
            taken.append(event)
        if event is None or isinstance(event, Captured):
            codes.append(code)
        check_trial_balance(slipped)
        check_members_accounts(slipped)
    assert stands(straight) == stands(slipped)
    return codes


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
    ends_as_if(PAYMENT, (wrong, right), named(life), when)


@given(
    wrong=rates,
    right=rates,
    life=st.lists(captures | steps, max_size=9),
    when=st.integers(0, 9),
    base=st.sampled_from(["line", "order"]),
)
@settings(deadline=None)
def test_so_does_an_order_that_is_captured_in_parts(
    wrong: Plan, right: Plan, life: list[Event], when: int, base: Scope
) -> None:
    ends_as_if(DEPOSIT, (wrong, replace(right, rules=(scoped(right, base),))), named(life), when)


def test_captures_before_and_after_the_correction_are_settled_by_the_right_plan() -> None:
    life = [
        more("c1", "1", 300, is_last=False),
        received("1", 2),
        more("c2", "2", 100, is_last=True),
    ]
    codes = ends_as_if(DEPOSIT, (plan(150_000), plan(15_000, 7_000)), named(life), 2)
    assert [None, None, None] == codes


def test_one_unit_of_a_capture_more_would_be_seen() -> None:
    of = policy(plan(150_000), plan(15_000))
    before = (*line_of("u0", "u1", "u2", "u3"), DEPOSIT)
    found = []
    for minor in (300, 400):
        rest = captured("c1", line(minor, quantity=PIECES))
        found.append(stands(book_of(*before, rest, correct(DEPOSIT, "slip", rest), of=of)))
    assert found[0] != found[1]
