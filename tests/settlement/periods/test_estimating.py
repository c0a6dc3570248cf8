"""Estimating: what a close would book, before it does, as far as the policy knows the plan."""

from __future__ import annotations

import pytest

from fenxiao.rules.period.tiers import Tiers
from fenxiao.settlement.book import Book
from fenxiao.settlement.periods import estimating
from fenxiao.settlement.periods.counting import Counted
from fenxiao.settlement.periods.estimating import Sold, estimate
from fenxiao.settlement.policy import Policy
from tests.settlement.periods.shop import at, back, bands, buy, close, opened, plan, policy, told

RULE = Tiers(rule_id="month", bands=bands((0, 10)))


def estimated(book: Book) -> dict[str, int]:
    found = book.estimate("m1", "CNY", at(0), at(1))
    return {one.member_id: one.amount_minor for one in found}


def test_an_estimate_follows_every_sale_and_refund(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimating, "READ_LIMIT", 1)
    book = told(opened(policy(RULE)), buy("o1", "u2", 1_000), buy("later", "u2", 9_000, month=1))
    assert estimated(book) == {"u1": 100}
    told(book, buy("o2", "u3", 500), back("o1", 400, month=0))
    assert estimated(book) == {"u1": 110, "u2": 50}
    told(book, close(0))
    assert estimated(book) == {"u1": 110, "u2": 50}


def test_sales_of_a_plan_that_is_gone_are_left_out() -> None:
    book = told(opened(policy(RULE)), buy("o1", "u2", 1_000))
    book.policy = Policy(plans=(plan(RULE, plan_id="p2"),))
    assert estimated(book) == {}


def test_orders_of_one_member_are_added() -> None:
    closing = policy(RULE).closing("p1", 0, 1)
    assert closing is not None
    sold = [Sold(("b", "a"), Counted(100, 0, ())), Sold(("b", "a"), Counted(50, 0, ()))]
    (found,) = estimate(("m1", "CNY", "x", "p1"), closing, sold, {})
    assert (found.member_id, found.amount_minor, found.held_minor) == ("a", 15, 15)
