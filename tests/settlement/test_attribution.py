"""Credits of orders: the systems of the page, what is read, and what is frozen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import RuleError
from fenxiao.graph.credits import Click, CreditRule
from fenxiao.graph.policy import BindingPolicy, Occasion
from fenxiao.model.border import dump_record, load_record
from fenxiao.model.contract import Need, assortments_scan, member_key, terms_key
from fenxiao.model.events import Rebind
from fenxiao.model.who import Who
from fenxiao.settlement.attribution import first_credits
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from tests.support.build import POLICY, at, at_us, book_of, feed, line, line_of, paid, touch
from tests.support.storefronts import (
    FAN,
    LINK,
    ROOM,
    TRAFFIC,
    answers,
    attributed,
    claim,
    claimed,
    fronted,
    judged,
    listing,
    visit,
)

BOTH = attributed(LINK, FAN)


# ---------------------------------------------------------------- systems


def test_a_distributor_for_ever_and_the_friend_whose_link_was_used() -> None:
    """System 2: the distributor whose fan the buyer is, and the one who shared the link."""
    book = book_of(visit("distributor", "buyer", channel="scan"), of=BOTH)
    clicked = book.apply(visit("friend", "buyer", day=1))
    assert ("applied", ["graph.already_bound"]) == (
        clicked.status,
        [one.code for one in clicked.findings],
    )
    feed(book, paid("o1", "buyer", day=2), paid("o2", "buyer", day=100))
    assert [
        ("link", "friend", "credited"),
        ("relation", "distributor", "credited"),
    ] == answers(book, "o1")
    assert [("relation", "distributor", "credited")] == answers(book, "o2")


def test_the_last_click_within_fifteen_days() -> None:
    """System 6: whoever shared the link that was clicked last, within 15 days."""
    book = book_of(
        visit("a", "buyer", day=0), of=attributed(replace(LINK, excludes=("relation",)), FAN)
    )
    book.apply(visit("b", "buyer", day=3))
    feed(book, paid("o1", "buyer", day=4), paid("o2", "buyer", day=17), paid("o3", "buyer", day=18))
    assert [
        ("link", "a", "earlier_click"),
        ("link", "b", "credited"),
        ("relation", "a", "excluded"),
    ] == answers(book, "o1")
    assert [("link", "b", "credited"), ("relation", "a", "excluded")] == answers(book, "o2")
    assert [("relation", "a", "credited")] == answers(book, "o3")


def test_a_live_room_owes_anchors_traffic_and_relation() -> None:
    """System 4: two anchors by weight, whoever brought the visitor, and the buyer's upline."""
    book = book_of(visit("upline", "buyer"), of=attributed(ROOM, TRAFFIC, FAN))
    book.apply(visit("bringer", "buyer", day=1, channel="room"))
    anchors = (claim("room", "anchor", weight=7), claim("room", "guest", weight=3))
    feed(book, claimed("o1", "buyer", *anchors, day=1.5))
    assert [
        ("room", "anchor", "credited"),
        ("room", "guest", "credited"),
        ("traffic", "bringer", "credited"),
        ("relation", "upline", "credited"),
    ] == answers(book, "o1")
    assert book.explain_credits("o1")[0].endswith('is credited with line "1", 7/10 of it.')
    assert "7/10" in book.explain_credits("o1", language="zh")[0]


def test_the_store_and_the_region_of_a_buyer() -> None:
    store = CreditRule(kind="store", relation="unit")
    units = (BindingPolicy(channels=("click",)), BindingPolicy(relation="unit", channels=("desk",)))
    policy = replace(attributed(store, FAN), bindings=units)
    book = book_of(visit("s1", "buyer", channel="desk"), visit("u1", "buyer"), of=policy)
    feed(book, paid("o1", "buyer"))
    assert [("store", "s1", "credited"), ("relation", "u1", "credited")] == answers(book, "o1")


def test_who_is_bound_by_the_order_itself_is_credited_with_it() -> None:
    policy = replace(attributed(FAN), bindings=(BindingPolicy(binds_at="purchase"),))
    book = book_of(visit("u1", "buyer"), paid("o1", "buyer"), of=policy)
    assert [("relation", "u1", "credited")] == answers(book, "o1")


@pytest.mark.parametrize("binds_at", ["touch", "purchase"])
def test_who_stood_above_when_it_was_placed_is_credited(binds_at: Occasion) -> None:
    of = attributed(FAN)
    plans = tuple(replace(one, terms_at="placed") for one in of.plans)
    policy = replace(of, plans=plans, bindings=(BindingPolicy(binds_at=binds_at),))
    book = book_of(visit("u1", "buyer", day=1), of=policy)
    for number, placed in enumerate((0, 0, 2)):
        order = paid(f"o{number}", "buyer", day=3)
        book.apply(replace(order, placed_at=at(placed)))
    stood = [("relation", "u1", "credited")]
    bound_late = binds_at == "purchase"
    assert [[], [], [] if bound_late else stood] == [answers(book, f"o{n}") for n in range(3)]


# ---------------------------------------------------------------- what is asked of holders


def test_who_may_be_credited_is_asked_in_a_second_round() -> None:
    unverified = CreditRule(
        kind="link", channels=("click",), window_days=15, holder=Who(is_verified=True)
    )
    book = book_of(visit("a", "buyer"), of=attributed(unverified))
    needs, _, decision = judged(paid("o1", "buyer"), book)
    assert [member_key("a")] == list(needs[1].keys)
    assert book.store.commit(decision)
    assert [("link", "a", "unfit")] == answers(book, "o1")


def test_a_claim_told_with_the_order_needs_no_second_round() -> None:
    rule = CreditRule(kind="code", holder=Who(is_registered=False), needs_listing=True)
    book = book_of(listing("a", "only", "s9"), of=attributed(rule))
    event = claimed("o1", "buyer", claim("code", "a"))
    needs, _, decision = judged(event, book)
    assert 1 == len(needs)
    assert member_key("a") in needs[0].keys
    assert assortments_scan("a", at_us(1)) in needs[0].scans
    assert book.store.commit(decision)
    assert [("code", "a", "unlisted")] == answers(book, "o1")


def test_what_was_listed_when_the_order_was_paid_counts() -> None:
    listed = replace(LINK, needs_listing=True)
    book = book_of(visit("a", "buyer"), of=attributed(listed))
    feed(book, listing("a", "only", "s9", day=2), listing("a", "only", "s1", day=4))
    for day in (1, 2, 3, 4):
        feed(book, paid(f"o{day}", "buyer", day=day))
    assert ["credited", "unlisted", "unlisted", "credited"] == [
        answers(book, f"o{day}")[0][2] for day in (1, 2, 3, 4)
    ]


# ---------------------------------------------------------------- what is read and frozen


def test_visits_are_read_with_the_first_facts_only_where_they_count() -> None:
    event = paid("o1", "buyer")
    assert ((), ()) == first_credits(event, POLICY, at_us(1))
    assert ["upline"] == [one.name for one in first_credits(event, attributed(FAN), at_us(1))[1]]
    needs, _, _ = judged(event, book_of(visit("a", "buyer"), of=BOTH))
    assert [{"upline", "visits"}] == [{one.name for one in need.scans} for need in needs]
    assert len(needs[0].scans) == len(set(needs[0].scans))


def test_more_visits_than_are_looked_at_are_a_finding() -> None:
    book = book_of(of=attributed(replace(LINK, click="first"), visit_limit=2))
    for number in range(3):
        book.apply(visit(f"s{number}", "buyer", day=number / 10))
        decision = book.apply(paid(f"o{number}", "buyer"))
        expected = ["credit.visits_left_out"] if number == 2 else []
        assert expected == [one.code for one in decision.findings]
    assert [("link", "s1", "credited"), ("link", "s2", "later_click")] == answers(book, "o2")
    again = book.apply(paid("o2", "buyer"))
    assert ["credit.visits_left_out"] == [one.code for one in again.findings]


def test_credits_are_frozen_with_the_order() -> None:
    book = book_of(visit("a", "buyer"), paid("o1", "buyer"), of=BOTH)
    before = book.credits("o1")
    book.apply(visit("b", "buyer", day=0.5))  # told late
    book.policy = attributed(FAN)
    assert "replayed" == book.apply(paid("o1", "buyer")).status
    assert before == book.credits("o1")
    terms = book.terms("o1")
    assert terms is not None
    assert terms == load_record(dump_record(terms))


def test_without_a_policy_nothing_is_remembered_and_nobody_credited() -> None:
    book = book_of(visit("a", "buyer"), claimed("o1", "buyer", claim("link", "b")))
    assert () == book.credits("o1")
    assert "visit" not in {key[0] for key in book.rows}
    assert "refused" == book.apply(visit("b", "buyer", day=1)).status


def test_the_policy_of_the_orders_date_counts() -> None:
    (first,) = attributed(LINK).attributions
    (second,) = attributed(FAN).attributions
    later = replace(second, effective_from=paid("o", "u", day=5).at)
    book = Book(replace(POLICY, attributions=(later, first)))
    feed(book, visit("a", "buyer"), paid("o1", "buyer", day=4), paid("o2", "buyer", day=5))
    assert [("link", "a", "credited")] == answers(book, "o1")
    assert [("relation", "a", "credited")] == answers(book, "o2")


def test_a_need_never_repeats_and_extra_facts_change_nothing() -> None:
    rule = replace(LINK, holder=Who(is_verified=False), needs_listing=True)
    book = book_of(*line_of("top", "a"), visit("a", "buyer"), of=attributed(rule, FAN))
    event = claimed("o1", "buyer", claim("link", "b"))
    needs, facts, decision = judged(event, book)
    asked = [one for need in needs for one in (*need.keys, *need.scans)]
    assert len(asked) == len(set(asked))
    assert 2 == len(needs)
    more = facts | book.store.load((member_key("x"), terms_key("o9")), ())
    assert decision == decide(event, more, book.policy)
    for left_out in asked:
        fewer = {one: fact for one, fact in facts.items() if one != left_out}
        assert isinstance(decide(event, fewer, book.policy), Need)


def test_an_order_that_is_not_known_has_no_credits() -> None:
    with pytest.raises(RuleError) as caught:
        book_of().credits("o1")
    assert ("terms.unknown_order", "o1") == (caught.value.code, caught.value.order_id)


def test_orders_of_one_star_write_nothing_in_common() -> None:
    book = book_of(visit("star", "u1"), visit("star", "u2"), of=BOTH)
    decisions = [judged(paid(f"o{one}", f"u{one}"), book)[2] for one in (1, 2)]
    touched = [{put.key for put in one.puts} for one in decisions]
    assert touched[0].isdisjoint(touched[1])
    assert all(map(book.store.commit, decisions))


# ---------------------------------------------------------------- a model

HOUR = 1 / 24
CLICKS: tuple[Click, ...] = ("first", "last")
steps = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 60)), max_size=10
)


@given(clicks=steps, hour=st.integers(0, 60), click=st.sampled_from(CLICKS))
def test_an_order_credits_what_a_list_of_clicks_says(
    clicks: list[tuple[str, str, int]], hour: int, click: Click
) -> None:
    window = 24
    rule = replace(LINK, window_days=None, window_hours=window, click=click)
    book = Book(attributed(rule))
    for number, (sharer, visitor, at_hour) in enumerate(clicks):
        event = visit(sharer, visitor, day=at_hour * HOUR, event_id=f"e{number}")
        assert "applied" == book.apply(event).status
    feed(book, paid("o1", "x", line(100), day=hour * HOUR))
    counted = [
        (at_hour, sharer)
        for sharer, visitor, at_hour in clicks
        if visitor == "x" and hour - window < at_hour <= hour
    ]
    pick = min if click == "first" else max
    best = pick((at_hour for at_hour, _ in counted), default=None)
    expected = min((sharer for at_hour, sharer in counted if at_hour == best), default=None)
    credited = [one.holder_id for one in book.credits("o1") if one.reason == "credited"]
    assert ([] if expected is None else [expected]) == credited
    assert len(counted) == len(book.credits("o1"))


def test_who_has_bought_is_noted_where_a_rule_asks() -> None:
    rule = replace(LINK, holder=Who(has_bought=True))
    assert not attributed(LINK).keeps_first_orders
    assert not fronted().keeps_first_orders
    assert fronted(keeper=Who(has_bought=False)).keeps_first_orders
    book = book_of(visit("a", "x"), visit("a", "y"), of=attributed(rule))
    feed(book, paid("o1", "x", day=1), paid("o2", "a", day=2), paid("o3", "y", day=3))
    assert [["unfit"], [], ["credited"]] == [
        [reason for _, _, reason in answers(book, f"o{one}")] for one in (1, 2, 3)
    ]


def test_nobody_above_has_no_claim() -> None:
    cut_loose = Rebind(
        id="cut",
        at=at(1),
        relation="customer",
        member_id="buyer",
        parent_id=None,
        reason="asked for it",
        maker_id="m",
        checker_id="c",
    )
    book = book_of(paid("o0", "buyer", day=0), touch("a", "buyer"), cut_loose, of=attributed(FAN))
    feed(book, paid("o1", "buyer", day=1))
    assert ([], []) == (answers(book, "o0"), answers(book, "o1"))
