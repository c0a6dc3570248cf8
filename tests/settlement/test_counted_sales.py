"""Counted sales: rows by which a close finds orders, where anything closes."""

from __future__ import annotations

from fenxiao.model.contract import Put, order_key
from fenxiao.model.period_keys import sale_key
from fenxiao.model.records import Sale, Terms
from fenxiao.rules.period.tiers import Tiers
from fenxiao.settlement.counted_sales import recount, sale_append, sale_keys
from tests.settlement.periods.shop import bands, policy
from tests.support.build import POLICY, line, paid

CLOSING = policy(Tiers(rule_id="t", bands=bands((0, 10)), volume="direct"))
SALE = Sale("o1", "m1", "CNY", "p1", 5, "2024-01", 10, 1, ())


def test_a_policy_without_period_rules_has_no_such_rows() -> None:
    assert not POLICY.closes_periods
    assert () == sale_keys("o1", POLICY)
    assert () == recount("o1", {}, POLICY)


def test_a_new_order_waits_to_be_counted() -> None:
    terms = Terms("o1", "p1", "", 2, 5, (), ())
    made = sale_append(paid("o1", "u2", line(1_000)), terms)
    assert sale_key("o1") == made.key
    assert Sale("o1", "m1", "CNY", "p1", 5, "", 0, 0, ()) == made.record
    assert made.key != order_key("o1")


def test_what_changes_an_order_has_it_counted_anew() -> None:
    assert (sale_key("o1"),) == sale_keys("o1", CLOSING)
    anew = Put(sale_key("o1"), SALE._replace(counted_in=""), 3)
    assert (anew,) == recount("o1", {sale_key("o1"): (SALE, 3)}, CLOSING)
    assert () == recount("o1", {sale_key("o1"): None}, CLOSING)
