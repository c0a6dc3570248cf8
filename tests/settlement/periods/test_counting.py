"""Counting: what an order gives, for whom, and only what changed since."""

from __future__ import annotations

from fenxiao.model.period_records import PeriodSpan, Volume
from fenxiao.model.records import Sale, SalesTotal
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.settlement.periods.counting import added, counted, span_of, spread
from tests.settlement.periods.shop import back, buy, close, opened, policy, told

PART = ("m1", "CNY", "m0", "p1")
CAP = MemberCap(rule_id="cap", of_rules=("sale",), at_most_minor=1_000)


def test_what_is_left_of_an_order_counts() -> None:
    book = told(opened(policy(CAP)), buy("o1", "u4", 1_000, 500), back("o1", 300, month=0))
    order, terms = book.order("o1"), book.terms("o1")
    assert order is not None
    assert terms is not None
    found = counted(order, terms)
    assert (found.volume_minor, found.kept_minor) == (1_200, 120)
    assert [tuple(one) for one in found.claims] == [
        ("sale", "1", "u3", 70, ""),
        ("sale", "2", "u3", 50, ""),
    ]


def test_a_sale_counts_for_its_buyer_and_three_above_him() -> None:
    found = list(spread(PART, ["a", "b", "c", "d"], 5))
    assert [(one.member_id, one.child_id) for one in found] == [
        ("a", ""),
        ("b", "a"),
        ("c", "b"),
        ("d", "c"),
    ]
    assert [one[6:] for one in found] == [(5, 0, 0, 0), (0, 5, 0, 0), (0, 0, 5, 0), (0, 0, 0, 5)]


def test_volumes_add_up_by_distance() -> None:
    one, other = Volume(*PART, "u", "", 1, 2, 3, 4), Volume(*PART, "u", "", 10, 20, 30, 40)
    assert added(one, other) == Volume(*PART, "u", "", 11, 22, 33, 44)


def test_an_instant_lies_in_its_period() -> None:
    spans = [PeriodSpan("a", 0, 10), PeriodSpan("b", 10, 20)]
    assert [span_of(spans, us).period for us in (0, 9, 10, 19)] == ["a", "a", "b", "b"]


def test_only_the_difference_is_counted_the_second_time() -> None:
    book = told(opened(policy(CAP)), buy("o1", "u2", 1_000), close(0))
    total, revision = book.rows["sales_total", *PART]
    assert isinstance(total, SalesTotal)
    assert (total.volume_minor, total.kept_minor) == (1_000, 100)
    told(book, back("o1", 400, month=1))
    sale, _ = book.rows["sale", "o1"]
    assert isinstance(sale, Sale)
    assert (sale.counted_in, sale.volume_minor) == ("", 1_000)
    told(book, close(1))
    total, later = book.rows["sales_total", *PART]
    assert isinstance(total, SalesTotal)
    assert (total.volume_minor, total.kept_minor) == (600, 60)
    assert later > revision
    volume, _ = book.rows["volume", *PART, "u1", "u2"]
    assert volume == Volume(*PART, "u1", "u2", 0, 600, 0, 0)
