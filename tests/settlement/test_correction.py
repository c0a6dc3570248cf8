"""Correction: a wrong plan is taken back, order by order, by entries of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fenxiao.model.contract import audit_key, correction_key
from fenxiao.model.events import Captured, Event, LinePieces, OrderConfirmed
from fenxiao.model.records import Correction
from fenxiao.model.who import Who
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Asked, Award, Custom
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.plans import PlanCorrection
from fenxiao.settlement.policy import Policy
from tests.support.build import (
    START,
    at,
    back,
    book_of,
    codes,
    confirmed,
    feed,
    line,
    line_of,
    paid,
    policy,
    rebind,
    refunded,
    release,
    touch,
    withdraw,
)
from tests.support.operations import correct, open_order, parts, settle_debt
from tests.support.orders import captured

WRONG = (150_000,)  # 15 % was published ...
RIGHT = (15_000,)  # ... in place of 1.5 %, for three hours
PAYMENT = paid("o1", "u2", line(10_000, quantity=4), day=1)


DEPOSIT = replace(PAYMENT, lines=(replace(line(4_000, quantity=4), whole_minor=10_000),))
A, B = (captured(name, line(2_000, quantity=4), day=2) for name in "ab")
LAST = captured("last", day=3, is_last=True)
REFUSED = captured("too much", line(9_000, quantity=4), day=2)


class Failing:
    """A rule of the host's own that cannot answer."""

    name = "mine"

    def awards(self, asked: Asked) -> tuple[Award, ...]:
        raise RuntimeError(asked.line.line_id)


def plan(*rates_ppm: int, **fields: object) -> Plan:
    rule = Levels(rule_id="sale", rates_ppm=rates_ppm, **fields)  # type: ignore[arg-type]  # fields of the rule
    return Plan(plan_id="right", effective_from=START, ceiling_ppm=sum(rates_ppm), rules=(rule,))


def slipped(right: Plan, *, hours: int = 3, wrong: tuple[int, ...] = WRONG) -> Policy:
    correction = PlanCorrection(
        correction_id="slip", starts_at=at(1), ends_at=at(1) + timedelta(hours=hours), plan=right
    )
    return replace(policy(*wrong), corrections=(correction,))


POLICY = slipped(plan(*RIGHT))
STATES: dict[str, tuple[Event, ...]] = {
    "paid": (),
    "confirmed": (confirmed("o1"),),
    "released": (confirmed("o1"), release()),
}
BOUND = touch("u1", "u2")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("right", "kept"),
    [(RIGHT, 150), ((300_000,), 3_000)],
    ids=["less", "more"],
)
def test_a_correction_posts_the_difference_where_the_money_stands(
    state: str, right: tuple[int, ...], kept: int
) -> None:
    book = book_of(BOUND, PAYMENT, *STATES[state], correct(PAYMENT), of=slipped(plan(*right)))
    place = list(STATES).index(state)
    expected = tuple(kept if number == place else 0 for number in range(6))
    assert expected == parts(book, "u1")
    way = "down" if kept < 1_500 else "up"
    assert f"correction_{way}_{state}" == book.entries[-1].template
    assert 0 == sum(row.amount_minor for row in book.trial_balance())


def test_what_was_agreed_first_stays_stored() -> None:
    book = book_of(BOUND, PAYMENT, of=POLICY)
    first = book.terms("o1")
    feed(book, correct(PAYMENT))
    stored = book.rows[correction_key("o1", "correct o1")][0]
    order = book.order("o1")
    assert isinstance(stored, Correction)
    assert order is not None
    assert (first, stored.terms, "correct o1") == (
        book.terms("o1"),
        book.terms_that_count("o1"),
        order.corrected_by,
    )
    assert book.entries[0].entry_id == stored.entry_id
    assert audit_key("correct o1") in book.rows


def test_an_explanation_is_of_the_terms_that_count() -> None:
    book = book_of(BOUND, PAYMENT, correct(PAYMENT), of=POLICY)
    assert ("sale, depth 1: u1 earns 1.5% of 100.00 = 1.50.",) == book.explain("o1", "1")


@pytest.mark.parametrize("state", STATES)
def test_refunds_before_and_after_count_by_the_right_terms(state: str) -> None:
    before = refunded("o1", back(quantity=1), day=1.5, event_id="r1")
    book = book_of(BOUND, PAYMENT, before, *STATES[state], correct(PAYMENT), of=POLICY)
    assert 112 == sum(parts(book, "u1"))  # 1.5 % of 75.00
    feed(book, refunded("o1", back(quantity=2), day=21, event_id="r2"))
    assert 37 == sum(parts(book, "u1"))
    feed(book, refunded("o1", back(quantity=1), day=22, event_id="r3"))
    assert 0 == sum(parts(book, "u1"))


def received(pieces: int, *, day: float, event_id: str) -> OrderConfirmed:
    lines = (LinePieces(line_id="1", quantity=pieces),)
    return OrderConfirmed(id=event_id, at=at(day), order_id="o1", lines=lines)


@pytest.mark.parametrize(
    ("right", "expected"),
    [(RIGHT, (75, 37, 38)), ((300_000,), (1_500, 750, 750))],
    ids=["less", "more"],
)
def test_each_part_of_an_order_is_corrected_where_it_stands(
    right: tuple[int, ...], expected: tuple[int, int, int]
) -> None:
    """One piece is free, one held, two on their way."""
    book = book_of(
        *(BOUND, PAYMENT, received(1, day=2, event_id="c1"), release(day=9.5)),
        *(received(1, day=10, event_id="c2"), correct(PAYMENT)),
        of=slipped(plan(*right)),
    )
    deferred, held, available, *_ = parts(book, "u1")
    assert sum(expected) == deferred + held + available
    assert {*expected} == {deferred, held, available}
    feed(book, refunded("o1", back(quantity=3), day=21, event_id="r1"))
    one = sum(expected) // 4
    assert (0, 0, one) == parts(book, "u1")[:3]
    feed(book, refunded("o1", back(quantity=1), day=22, event_id="r2"))
    assert (0, 0, 0) == parts(book, "u1")[:3]


def test_pieces_are_received_by_the_terms_that_count() -> None:
    events = (BOUND, PAYMENT, correct(PAYMENT), received(2, day=22, event_id="c1"))
    book = book_of(*events, of=POLICY)
    assert (75, 75) == parts(book, "u1")[:2]


def test_money_that_was_paid_out_becomes_a_debt() -> None:
    events = (BOUND, PAYMENT, confirmed("o1"), release(), withdraw("u1"))
    book = book_of(*events, correct(PAYMENT), settle_debt("u1", day=21), of=POLICY)
    assert (0, 0, 0, 1_500, 0, 1_350) == parts(book, "u1")


def test_an_order_is_corrected_again_by_another_correction() -> None:
    second = replace(POLICY.corrections[0], correction_id="second", plan=plan(20_000))
    of = replace(POLICY, corrections=(*POLICY.corrections, second))
    book = book_of(BOUND, PAYMENT, correct(PAYMENT), of=of)
    feed(book, correct(PAYMENT, "second", event_id="again"), refunded("o1", back(quantity=2)))
    assert 100 == parts(book, "u1")[0]


def test_a_capture_after_the_correction_is_settled_by_the_right_plan() -> None:
    book = book_of(BOUND, DEPOSIT, A, correct(DEPOSIT, "slip", A), of=POLICY)
    first = book.terms("o1")
    feed(book, replace(B, at=at(21)), replace(LAST, at=at(22)))
    assert 120 == parts(book, "u1")[0]  # 1.5 % of 80.00
    assert first == book.terms("o1")
    feed(book, refunded("o1", back(quantity=2), day=23))
    assert 60 == parts(book, "u1")[0]


def test_a_capture_waits_while_the_policy_has_no_correction() -> None:
    book = book_of(BOUND, DEPOSIT, correct(DEPOSIT), of=POLICY)
    book.policy = replace(POLICY, corrections=())
    assert ["order.plan_gone"] == codes([book.apply(A)])
    book.policy = POLICY
    feed(book, A)
    assert 90 == parts(book, "u1")[0]


def test_a_corrected_order_says_of_each_capture_why() -> None:
    book = book_of(BOUND, DEPOSIT, A, correct(DEPOSIT, "slip", A), of=POLICY)
    assert (
        "sale, depth 1: u1 earns 1.5% of 40.00 = 0.60.",
        'capture "a": sale, depth 1: u1 earns 1.5% of 20.00 = 0.30.',
    ) == book.explain("o1", "1")


def test_people_are_as_they_were_when_the_terms_were_settled() -> None:
    book = book_of(BOUND, PAYMENT, rebind("u2", "u9", day=2), correct(PAYMENT), of=POLICY)
    assert (150, 0) == (parts(book, "u1")[0], parts(book, "u9")[0])


def test_somebody_who_earned_nothing_may_earn_now_and_the_other_way_round() -> None:
    right = slipped(plan(0, 20_000))
    events = (*line_of("u0", "u1", "u2"), PAYMENT)
    book = book_of(*events, correct(PAYMENT), of=right)
    assert (200, 0) == (parts(book, "u0")[0], parts(book, "u1")[0])


def test_a_first_order_is_one_still() -> None:
    right = plan(10_000, when=Condition(is_first_order=True))
    later = paid("o2", "u2", day=1.05)
    book = book_of(BOUND, PAYMENT, later, of=slipped(right))
    feed(book, correct(PAYMENT), correct(later))
    assert 100 == parts(book, "u1")[0]


def test_who_may_earn_is_read_as_of_then() -> None:
    right = plan(*RIGHT, earner=Who(statuses=("active",)))
    book = book_of(BOUND, PAYMENT, correct(PAYMENT), of=slipped(right))
    assert 0 == sum(parts(book, "u1"))


class TestRefusals:
    @pytest.mark.parametrize(
        ("events", "event", "code"),
        [
            pytest.param((), correct(PAYMENT), "order.unknown", id="never paid"),
            pytest.param((PAYMENT,), correct(PAYMENT, "none"), "correction.unknown", id="no name"),
            pytest.param(
                (BOUND, PAYMENT),
                correct(replace(PAYMENT, buyer_id="u9")),
                "correction.other_payment",
                id="another buyer",
            ),
            pytest.param(
                (BOUND, PAYMENT),
                correct(replace(PAYMENT, id="other")),
                "correction.other_payment",
                id="another event",
            ),
            pytest.param(
                (BOUND, open_order("o1", day=1)),
                correct(PAYMENT),
                "correction.unknown",
                id="taken over, of an instant before",
            ),
        ],
    )
    def test_what_is_refused(self, events: tuple[Event, ...], event: Event, code: str) -> None:
        book = book_of(*events, of=POLICY)
        rows = dict(book.rows)
        assert [code] == codes([book.apply(event)])
        changed = {key for key in book.rows if key not in rows}
        assert {key[0] for key in changed} <= {"event"}

    @pytest.mark.parametrize("hours", [0.999, 3, 30])
    def test_only_terms_of_the_slip_are_corrected(self, hours: float) -> None:
        payment = paid("o1", "u2", day=1 + hours / 24)
        code = None if hours < 3 else "correction.unknown"
        book = book_of(BOUND, payment, of=POLICY)
        assert [code] == codes([book.apply(correct(payment))])

    @pytest.mark.parametrize(
        ("captures", "code"),
        [
            pytest.param((A, B), None, id="all, as they were told"),
            pytest.param((A, B, LAST), None, id="with the one that closed the order"),
            pytest.param((B, A), "correction.other_captures", id="in another order"),
            pytest.param((A,), "correction.other_captures", id="one is left out"),
            pytest.param((), "correction.other_captures", id="all are left out"),
            pytest.param((A, A, B), "correction.other_captures", id="one twice"),
            pytest.param(
                (replace(A, lines=(line(1_999, quantity=4),)), B),
                "correction.other_payment",
                id="another amount",
            ),
            pytest.param((replace(A, id="other"), B), "correction.other_payment", id="other event"),
            pytest.param((A, REFUSED, B), "correction.other_payment", id="a refused one"),
        ],
    )
    def test_captures_are_told_again_as_they_were(
        self, captures: tuple[Captured, ...], code: str | None
    ) -> None:
        book = book_of(BOUND, DEPOSIT, A, B, of=POLICY)
        refused = book.apply(REFUSED)
        feed(book, LAST)
        assert ["order.capture_exceeds"] == codes([refused])
        assert [code] == codes([book.apply(correct(DEPOSIT, "slip", *captures))])

    def test_only_orders_of_the_merchant_are_corrected(self) -> None:
        other = slipped(replace(plan(*RIGHT), merchant_id="m2"))
        book = book_of(BOUND, PAYMENT, of=other)
        assert ["correction.unknown"] == codes([book.apply(correct(PAYMENT))])

    def test_the_same_correction_twice_changes_nothing(self) -> None:
        book = book_of(BOUND, PAYMENT, correct(PAYMENT), of=POLICY)
        again = book.apply(correct(PAYMENT, event_id="again"))
        assert ["correction.changes_nothing"] == codes([again])

    def test_a_correction_by_the_plan_that_was_in_force_changes_nothing(self) -> None:
        usual = policy(*WRONG)
        book = book_of(BOUND, PAYMENT, of=replace(slipped(usual.plans[0]), plans=usual.plans))
        assert ["correction.changes_nothing"] == codes([book.apply(correct(PAYMENT))])

    def test_a_payment_that_was_refused_is_not_that_of_the_order(self) -> None:
        again = replace(PAYMENT, id="again", buyer_id="u9")
        book = book_of(BOUND, PAYMENT, of=POLICY)
        refused = [book.apply(again), book.apply(correct(again))]
        assert ["order.already_paid", "correction.other_payment"] == codes(refused)

    def test_a_plan_of_another_currency_does_not_fit(self) -> None:
        book = book_of(BOUND, PAYMENT, of=slipped(replace(plan(*RIGHT), currency="USD")))
        assert ["order.plan_currency"] == codes([book.apply(correct(PAYMENT))])

    def test_a_rule_of_the_hosts_own_that_fails_is_named(self) -> None:
        right = replace(plan(*RIGHT), rules=(Custom(rule_id="own", custom="mine", at_most_ppm=1),))
        slip = replace(POLICY.corrections[0], plan=right)
        of = replace(POLICY, corrections=(slip,), custom_rules=(Failing(),))
        book = book_of(BOUND, PAYMENT, of=of)
        assert ["rule.failed"] == codes([book.apply(correct(PAYMENT))])

    def test_a_base_that_the_payment_does_not_tell_is_refused(self) -> None:
        rule = Levels(rule_id="sale", rates_ppm=RIGHT, base="list")
        listed = replace(plan(*RIGHT), rules=(rule,), trim="nearest_first")
        book = book_of(BOUND, PAYMENT, of=slipped(listed))
        assert ["order.base_unknown"] == codes([book.apply(correct(PAYMENT))])


def test_a_book_without_corrections_knows_only_the_first_terms() -> None:
    book = book_of(BOUND, PAYMENT)
    assert book.terms("o1") == book.terms_that_count("o1")
    assert Book(POLICY).terms_that_count("o1") is None
