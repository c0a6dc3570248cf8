"""Drawn sales and stories: what happens to a sale is possible, and the laws have what they need."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.rules.plan import InForce
from fenxiao.testing.law_objects import Sale, Turn, after_refunds
from fenxiao.testing.rule_classes import classes_of
from fenxiao.testing.subjects import plans_in_force, sales, stories, turns
from tests.rules.shop import levels, line, paid, plan

TEN = plan(levels(100_000, 50_000)).alone
slow = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@given(sale=sales(TEN))
@slow
def test_a_sale_can_turn_as_it_says(sale: Sale) -> None:
    turned = sale.order.lines[sale.turn.line]
    assert turned.paid_minor + sale.turn.more_minor <= AMOUNT_LIMIT_MINOR
    assert 0 <= sale.turn.cut[0] < turned.quantity
    assert sale.turn.cut[1] <= turned.paid_minor
    assert 1 + len(sale.turn.refunds) == len(after_refunds(sale, sale.terms(), sale.turn.refunds))
    assert sale.order.buyer_id == sale.people.buyer.member.member_id


def test_every_turn_is_drawn() -> None:
    seen = set[str]()

    @settings(slow, max_examples=60, derandomize=True, database=None)
    @given(sale=sales(TEN))
    def look(sale: Sale) -> None:
        seen.update(f"{len(sale.paid())} paid" for _ in sale.paid())
        seen.update("cut" for _ in range(sale.turn.cut[0]))
        seen.add(f"{len(sale.turn.refunds)} refunds")
        seen.add(f"{len(sale.order.lines)} lines")

    look()
    assert set() == {"2 paid", "cut", "2 refunds", "3 lines"} - seen


@given(turn=turns(paid(line(3))))
def test_a_single_piece_is_not_cut(turn: Turn) -> None:
    assert (0, 0) == turn.cut


@given(plan=plans_in_force({"half"}))
@slow
def test_a_plan_is_of_the_classes_that_were_asked(plan: InForce) -> None:
    assert classes_of(plan) <= {"half", "percent"}


@given(data=st.data())
@slow
def test_every_event_of_a_story_is_taken(data: st.DataObject) -> None:
    story = data.draw(stories(TEN))
    book = story.engine.book(story.policy)
    assert all("applied" == book.apply(event).status for event in story.events)
