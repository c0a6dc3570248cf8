"""Operations, take-overs and corrections in a few short histories: every kind, every refusal.

Each has a policy of its own and is told to a book of its own; see scenario.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.events import Claim, Event, Exchanged, LinePieces, OrderConfirmed
from fenxiao.model.who import Who
from fenxiao.rules.conditions import Condition
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.plan import Plan
from fenxiao.rules.role import Role
from fenxiao.settlement.plans import PlanCorrection
from fenxiao.settlement.policy import Holding, Operations
from tests.support.build import (
    START,
    at,
    available,
    back,
    confirmed,
    line,
    line_of,
    paid,
    rebind,
    refunded,
    release,
    result,
    settle_fans,
    touch,
    withdraw,
)
from tests.support.careers import LADDER, applied, decided
from tests.support.invites import quota
from tests.support.operations import (
    adjust,
    convert,
    correct,
    forfeit,
    freeze,
    open_binding,
    open_counter,
    open_line,
    open_order,
    open_payout,
    open_quota,
    open_share,
    open_wallet,
    pay_debt,
    reverse,
    settle_debt,
    take_dormant,
    unfreeze,
    write_off,
)
from tests.support.orders import captured

History = tuple[dict[str, Any], tuple[Event, ...]]
AGAIN: dict[str, Any] = {"event_id": "again"}


def _by_hand() -> Iterator[Event]:
    """Yield what persons do to a wallet that has money, then owes, then earns again."""
    yield from available("u1", 5_000)
    yield from (freeze("u1", 3_000), unfreeze("u1", 1_000), forfeit("u1", 500))
    yield from (forfeit("u1", 9_999, event_id="f2"), freeze("u1", 10**9, event_id="f3"))
    yield from (unfreeze("u2"), write_off("u2"), take_dormant("u2"), adjust("u2", -1))
    yield from (reverse("u1", "forfeited", "forfeit u1"), reverse("u1", "forfeited", "none"))
    yield reverse("u1", "forfeited", "forfeit u1", **AGAIN)
    yield from (take_dormant("u1", 100), reverse("u1", "dormant_taken", "dormant u1"))
    yield from (adjust("u1", 50), adjust("u1", -25), unfreeze("u1", event_id="all"))
    yield from (withdraw("u1"), refunded("order u1"), settle_debt("u1"))
    yield from (settle_debt("u1", event_id="idle"), write_off("u1", 10), pay_debt("u1", 20))
    yield from (pay_debt("u1", 10**9, event_id="too much"), convert())
    yield reverse("u1", "written_off", "write off u1")
    yield from available("u1", 3_000, prefix="more ")
    yield from (settle_debt("u1", event_id="net"), withdraw("u1", event_id="w2"))


def _stopped() -> Iterator[Event]:
    """Yield a release of which one payee is an active promoter and another is not."""
    yield from (applied("u1"), decided("u1"), *line_of("u1", "u2", "u3"))
    yield from (paid("o1", "u3"), confirmed("o1"), release(), adjust("u1", -(10**6)))


def _openings() -> Iterator[Event]:
    """Yield a take-over of everything, twice."""
    yield from (touch("x", "v"), touch("y", "x"), rebind("x", "z", day=5))
    yield from (settle_fans("gone", day=6), open_binding("w", "gone", event_id="frozen"))
    yield from (touch("w", "t"), open_binding("w", "x", day=1, event_id="late"))
    yield from (open_binding("u2", "u1"), open_binding("u2", "u3", event_id="bound"))
    yield from (open_binding("u1", "u2", event_id="circle"), open_binding("u9", "u9"))
    yield open_wallet("u1", 700, frozen_minor=30, debt_minor=10)
    yield from (open_wallet("u1", 1, **AGAIN), open_wallet("u2", -40))
    shares = open_line(open_share("u1", 100, 3), quantity=3, returned_quantity=1)
    yield from (open_order("o1", shares), open_order("o1", event_id="o1 again"))
    yield from (open_order("o2", state="paid"), open_order("o3", state="released"))
    yield from (open_payout("u1", 40), open_payout("u1", 40, event_id="p again"))
    yield from (open_quota("u5", 500, 1), open_quota("u5", 500, event_id="q again"))
    yield open_counter("u1", "own_sales", 900)
    yield open_counter("u1", "own_sales", 900, event_id="c again")
    yield from (confirmed("o2"), release(), refunded("o1", back(quantity=1)), refunded("o3"))
    yield replace(result("x", "paid", 40), instruction_id="old u1")


def _corrected(correction_id: str, *rules: Any, **fields: Any) -> PlanCorrection:
    given: dict[str, Any] = {"ceiling_ppm": 500_000} | fields
    plan = Plan(plan_id=correction_id, effective_from=START, rules=rules, **given)
    return PlanCorrection(correction_id=correction_id, starts_at=at(1), ends_at=at(2), plan=plan)


CORRECTIONS = (
    _corrected("slip", Levels(rule_id="sale", rates_ppm=(10_000, 80_000))),
    _corrected(
        "people",
        Levels(rule_id="sale", rates_ppm=(300_000,), earner=Who(statuses=("active",))),
        Levels(rule_id="first", rates_ppm=(1_000,), when=Condition(is_first_order=True)),
        Role(rule_id="room", role="room", rates_ppm=(10_000, 5_000), inviter_relation="customer"),
    ),
    _corrected("dollars", Levels(rule_id="sale", rates_ppm=(10_000,)), currency="USD"),
    _corrected(
        "listed",
        Levels(rule_id="sale", rates_ppm=(10_000,), base="list"),
        trim="nearest_first",
    ),
)
CREDITED = AttributionPolicy(rules=(CreditRule(kind="room", click="all"),))


def _corrections() -> Iterator[Event]:
    """Yield orders of every state that are settled again, some twice, and refunds of them."""
    yield from (*line_of("u0", "u1", "u2"), touch("h0", "host"))
    payment = paid("o0", "u2")
    host = Claim(kind="room", holder_id="host", at=at(1))
    for number, state in enumerate(("paid", "confirmed", "released")):
        name = f"o{number}"
        goods = line(10_000, quantity=4)
        payment = replace(
            paid(name, "u2", goods, day=1 + number / 24), claims=(host,) if number else ()
        )
        yield payment
        if state != "paid":
            yield confirmed(name, day=2)
        if state == "released":
            yield release()
        yield refunded(name, back(quantity=1), event_id=f"refund {number}")
        yield correct(payment)
        yield refunded(name, back(quantity=1), event_id=f"later {number}")
        yield correct(payment, "people", event_id=f"people {number}")
        yield correct(payment, "people", event_id=f"twice {number}")
    yield from (correct(paid("o9", "u2")), correct(payment, "none", event_id="none"))
    yield correct(replace(payment, buyer_id="u9"), event_id="other")
    yield correct(payment, "dollars", event_id="dollars")
    yield correct(payment, "listed", event_id="listed")
    piece = (LinePieces(line_id="1", quantity=1),)
    inparts = paid("o7", "u2", line(10_000, quantity=4), day=1.1)
    yield from (inparts, correct(inparts))
    yield OrderConfirmed(id="a piece", at=at(3), order_id="o7", lines=piece)
    yield Exchanged(id="another piece", at=at(4), order_id="o7", lines=piece)
    deposit = paid("o8", "u2", replace(line(3_000), whole_minor=10_000))
    rest = replace(captured("rest", line(7_000), day=1.2), order_id="o8")
    yield from (deposit, correct(deposit), rest)
    yield correct(deposit, "people", event_id="without the rest")
    yield correct(deposit, "people", rest, event_id="with the rest")


COUNTED = Plan(
    plan_id="counted",
    effective_from=START,
    ceiling_ppm=200_000,
    rules=(Levels(rule_id="sale", rates_ppm=(100_000,)),),
    currency="CNY",
    period_rules=(Milestone(rule_id="goal", from_minor=6_000, amount_minor=3),),
    trim="nearest_first",
)
"""A plan with a rule of periods, whose next close counts a corrected order anew."""


def _counted_again() -> tuple[Event, ...]:
    payment = paid("o1", "u2", day=1.1)
    return (*line_of("u1", "u2"), payment, correct(payment), refunded("o1"))


OPERATIONS: tuple[History, ...] = (
    ({"operations": Operations()}, tuple(_by_hand())),
    (
        {
            "holding": Holding(holding_days=7, recheck="active"),
            "enrolment": EnrolmentPolicy(),
            "operations": Operations(may_adjust_below_zero=True),
        },
        tuple(_stopped()),
    ),
    (
        {
            "quota": quota(initial=1),
            "grades": LADDER,
            "bindings": (BindingPolicy(takes="last", on_leave="freeze"),),
        },
        tuple(_openings()),
    ),
    ({}, (open_quota("u1", 500),)),
    ({"attributions": (CREDITED,), "corrections": CORRECTIONS}, tuple(_corrections())),
    ({"plans": (COUNTED,), "corrections": CORRECTIONS[:1]}, _counted_again()),
)
"""What each history changes of the policy, and its events."""
