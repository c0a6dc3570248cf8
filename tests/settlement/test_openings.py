"""Take-over: what an old system leaves becomes rows here, each once, and lives on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.graph.counters import INVITE_SALES
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.contract import quota_key
from fenxiao.model.events import Event
from fenxiao.model.invite_records import Quota
from fenxiao.model.who import Who
from fenxiao.settlement.openings import OPENING
from fenxiao.settlement.policy import Policy
from tests.support.build import (
    POLICY,
    at,
    at_us,
    available,
    back,
    binding,
    book_of,
    codes,
    confirmed,
    feed,
    line_of,
    paid,
    refunded,
    release,
    result,
    touch,
    withdraw,
)
from tests.support.careers import LADDER
from tests.support.invites import quota
from tests.support.operations import (
    open_binding,
    open_counter,
    open_line,
    open_order,
    open_part,
    open_payout,
    open_quota,
    open_share,
    open_wallet,
    parts,
    settle_debt,
    unfreeze,
)

QUOTA = replace(POLICY, quota=quota(initial=1))
ONE_OF_THREE = open_line(
    open_share("u1", 100, 3), quantity=3, paid_minor=1_000, returned_quantity=1
)


class TestWallets:
    def test_every_component_is_taken_over(self) -> None:
        book = book_of(
            open_wallet("u1", 70, frozen_minor=20, debt_minor=30),
            open_payout("u1", 40),
            open_order("o1", open_line(open_share("u1", 100))),
            open_order("o2", open_line(open_share("u1", 11)), state="paid"),
        )
        assert (11, 100, 70, 40, 20, 30) == parts(book, "u1")
        assert 0 == sum(row.amount_minor for row in book.trial_balance())

    def test_a_wallet_below_zero_is_one_here_too(self) -> None:
        book = book_of(open_wallet("u1", -70))
        assert (0, 0, -70, 0, 0, 0) == parts(book, "u1")
        feed(book, settle_debt("u1"))
        assert (0, 0, 0, 0, 0, 70) == parts(book, "u1")

    def test_what_is_taken_over_lives_on(self) -> None:
        book = book_of(open_wallet("u1", 70, frozen_minor=20), unfreeze("u1"), withdraw("u1"))
        assert (0, 0, 0, 90, 0, 0) == parts(book, "u1")

    @pytest.mark.parametrize(
        "before",
        [
            pytest.param((open_wallet("u1", 1, event_id="e0"),), id="taken over before"),
            pytest.param((open_wallet("u1", event_id="e0"),), id="taken over empty"),
            pytest.param(line_of("u1", "u2"), id="known, without money"),
            pytest.param((*line_of("u1", "u2"), paid("o1", "u2")), id="with trade of its own"),
            pytest.param((open_payout("u1", 1),), id="after its payout"),
        ],
    )
    def test_a_wallet_with_trade_of_its_own_is_refused(self, before: tuple[Event, ...]) -> None:
        book = book_of(*before)
        wallet = parts(book, "u1")
        code = None if before == line_of("u1", "u2") else "opening.in_use"
        assert [code] == codes([book.apply(open_wallet("u1", 5))])
        assert parts(book, "u1") == ((0, 0, 5, 0, 0, 0) if code is None else wallet)


class TestOrders:
    def test_an_order_that_is_held_becomes_available_when_due(self) -> None:
        book = book_of(open_order("o1", due_day=7))
        feed(book, release(day=6.9))
        assert (0, 100, 0, 0, 0, 0) == parts(book, "u1")
        feed(book, release(day=7))
        assert (0, 0, 100, 0, 0, 0) == parts(book, "u1")

    def test_an_order_that_is_paid_is_confirmed_and_held_as_any_other(self) -> None:
        book = book_of(open_order("o1", state="paid"), confirmed("o1", day=2), release(day=9))
        assert (0, 0, 100, 0, 0, 0) == parts(book, "u1")

    def test_an_order_that_was_released_posts_nothing_and_can_be_refunded(self) -> None:
        book = book_of(open_wallet("u1", 100), open_order("o1", state="released"))
        assert (0, 0, 100, 0, 0, 0) == parts(book, "u1")
        feed(book, refunded("o1"))
        assert (0, 0, 0, 0, 0, 0) == parts(book, "u1")

    def test_what_went_back_before_counts(self) -> None:
        book = book_of(open_order("o1", ONE_OF_THREE))
        assert 22 == parts(book, "u1")[1]
        feed(book, refunded("o1", back(quantity=1)))
        assert 11 == parts(book, "u1")[1]
        refused = book.apply(refunded("o1", back(quantity=2), event_id="r2"))
        assert ["order.refund_exceeds_quantity"] == codes([refused])

    def test_exact_entitlements_leave_what_an_uninterrupted_order_leaves(self) -> None:
        book = book_of(open_order("o1", open_line(open_share("u1", 200, 3), quantity=2)))
        assert 66 == parts(book, "u1")[1]
        feed(book, refunded("o1", back(quantity=1)))
        assert 33 == parts(book, "u1")[1]

    def test_terms_name_no_plan_and_are_explained(self) -> None:
        book = book_of(open_order("o1", open_line(open_share("u1", 200, 3))))
        terms = book.terms("o1")
        assert terms is not None
        assert OPENING == terms.plan_id
        said = "u1 earns 200/3 minor units, as the system before this one said, floored to 0.66"
        assert (f"opening: {said}.",) == book.explain("o1", "1")
        assert "旧系统" in book.explain("o1", "1", language="zh")[0]

    def test_shares_are_stored_as_reduced_fractions(self) -> None:
        terms = book_of(open_order("o1", open_line(open_share("u1", 200, 6)))).terms("o1")
        assert terms is not None
        assert (100, 3) == terms.lines[0].slots[0][4:6]

    def test_two_shares_of_one_payee_are_floored_each(self) -> None:
        shares = (open_share("u1", 3, 2), open_share("u1", 3, 2), open_share("u2", 4))
        book = book_of(open_order("o1", open_line(*shares)))
        order = book.order("o1")
        assert order is not None
        assert {"u1": 2, "u2": 4} == dict(order.kept)

    def test_sales_are_counted_where_the_policy_counts(self) -> None:
        book = book_of(open_order("o1", upline=("u1",)), release(day=8), of=QUOTA)
        assert 1_000 == book.counter("u1", INVITE_SALES, "CNY")
        feed(book, refunded("o1", day=9))
        assert 0 == book.counter("u1", INVITE_SALES, "CNY")

    def test_an_order_that_is_known_is_refused(self) -> None:
        book = book_of(*line_of("u1", "u2"), paid("o1", "u2"))
        assert ["opening.in_use"] == codes([book.apply(open_order("o1"))])


class TestBindings:
    def test_a_binding_counts_from_its_own_instant(self) -> None:
        book = book_of(open_binding("u2", "u1", day=-30), paid("o1", "u2"))
        assert "u1" == book.parent("u2", "customer", at(-30))
        assert None is book.parent("u2", "customer", at(-31))
        assert 1_000 == parts(book, "u1")[0]

    def test_it_lasts_as_long_as_the_policy_says(self) -> None:
        policy = binding(BindingPolicy(valid_days=10))
        book = book_of(open_binding("u2", "u1", day=-5), of=policy)
        assert ("u1", None) == (
            book.parent("u2", "customer", at(4.9)),
            book.parent("u2", "customer", at(5)),
        )

    def test_the_policy_asks_nothing_of_it(self) -> None:
        policy = binding(BindingPolicy(binds_at="registration", channels=("room",)))
        assert "u1" == book_of(open_binding("u2", "u1"), of=policy).parent("u2", "customer", at(1))

    def test_conditions_and_depths_are_those_of_new_bindings_alone(self) -> None:
        active = Who(statuses=("active",))
        rule = BindingPolicy(sharer=active, visitor=active, max_structural_depth=1)
        book = book_of(open_binding("b", "a"), open_binding("c", "b"), of=binding(rule))
        assert ("b", "a") == book.upline("c", "customer", at(1))
        assert ["graph.sharer_unfit"] == codes([book.apply(touch("b", "d"))])

    def test_a_whole_tree_is_taken_over_in_any_order(self) -> None:
        book = book_of(open_binding("c", "b"), open_binding("b", "a"), open_binding("d", "c"))
        assert ("c", "b", "a") == book.upline("d", "customer", at(1))

    @pytest.mark.parametrize(
        ("before", "event", "code"),
        [
            pytest.param((touch("u1", "u2"),), open_binding("u2", "u3"), "opening.in_use", id="x"),
            pytest.param((), open_binding("u2", "u2"), "graph.self_bind", id="oneself"),
            pytest.param(line_of("a", "b"), open_binding("a", "b"), "graph.circle", id="circle"),
        ],
    )
    def test_what_is_refused(self, before: tuple[Event, ...], event: Event, code: str) -> None:
        assert [code] == codes([book_of(*before).apply(event)])

    def test_fans_are_counted(self) -> None:
        book = book_of(open_binding("u2", "u1"), of=replace(POLICY, grades=LADDER))
        assert 1 == book.counter("u1", "fans")


class TestPayouts:
    def test_an_instruction_goes_on_where_it_stood(self) -> None:
        book = book_of(open_payout("u1", 40))
        failed = replace(result("x", "failed", 40), instruction_id="old u1")
        feed(book, failed)
        assert (0, 0, 40, 0, 0, 0) == parts(book, "u1")

    def test_one_that_is_known_is_refused(self) -> None:
        book = book_of(open_payout("u1", 40))
        assert ["opening.in_use"] == codes([book.apply(open_payout("u1", 40, event_id="e2"))])


class TestQuotas:
    def test_a_quota_is_taken_over(self) -> None:
        book = book_of(open_quota("u1", 500, 1), of=QUOTA)
        assert Quota("u1", "CNY", 500, 1, 0) == book.rows[quota_key("u1")][0]

    @pytest.mark.parametrize(
        ("of", "before", "code"),
        [
            pytest.param(POLICY, (), "quota.no_policy", id="no policy"),
            pytest.param(
                QUOTA, (open_quota("u1", 1, event_id="e0"),), "opening.in_use", id="known"
            ),
            pytest.param(QUOTA, available("u1", 10), "opening.in_use", id="sales of its own"),
        ],
    )
    def test_what_is_refused(self, of: Policy, before: tuple[Event, ...], code: str) -> None:
        assert [code] == codes([book_of(*before, of=of).apply(open_quota("u1", 500))])


class TestCounters:
    def test_a_counter_stands_where_it_stood(self) -> None:
        book = book_of(open_counter("u1", "own_sales", 900, day=-1))
        assert 900 == book.counter("u1", "own_sales", "CNY")
        assert [at_us(-1)] == [
            one.at_us  # type: ignore[union-attr]  # the key says that it is a tally
            for key, (one, _) in book.rows.items()
            if key[0] == "tally"
        ]

    def test_a_counter_that_counts_already_is_refused(self) -> None:
        book = book_of(open_counter("u1", "own_sales", 900))
        again = open_counter("u1", "own_sales", 5, event_id="e2")
        other = open_counter("u1", "team_sales", 5)
        assert ["opening.in_use", None] == codes([book.apply(again), book.apply(other)])


FOUR = open_line(open_share("u1", 100), quantity=4)


class TestReceivedInParts:
    """One piece is free, one held, two on their way; a share of 100 for the four of them."""

    PARTLY = open_order("o1", FOUR, state="paid", received=(open_part(None, 1), open_part(7, 1)))

    def test_each_part_stands_where_it_stood(self) -> None:
        book = book_of(open_wallet("u1", 25), self.PARTLY)
        assert (50, 25, 25, 0, 0, 0) == parts(book, "u1")
        assert 0 == sum(row.amount_minor for row in book.trial_balance())

    def test_it_lives_on_piece_by_piece(self) -> None:
        book = book_of(open_wallet("u1", 25), self.PARTLY, release(day=6.9, event_id="early"))
        assert (50, 25, 25) == parts(book, "u1")[:3]
        feed(book, release(day=7, event_id="due"))
        assert (50, 0, 50) == parts(book, "u1")[:3]
        feed(book, refunded("o1", back(quantity=1), day=8), confirmed("o1", day=9))
        assert (0, 25, 50) == parts(book, "u1")[:3]
        feed(book, refunded("o1", back(quantity=3), day=10, event_id="all"))
        assert (0, 0, 0) == parts(book, "u1")[:3]

    def test_what_came_back_is_taken_from_what_came_last(self) -> None:
        back_already = replace(FOUR, returned_quantity=3)
        event = replace(self.PARTLY, lines=(back_already,), state="confirmed")
        book = book_of(open_wallet("u1", 25), event)
        order = book.order("o1")
        assert order is not None
        assert ((0, 0, 25), "released", None) == (parts(book, "u1")[:3], order.state, order.due_us)

    def test_all_may_have_been_received_on_two_days(self) -> None:
        event = open_order("o1", FOUR, received=(open_part(7, 1), open_part(9, 3)))
        book = book_of(event, release(day=8, event_id="first"))
        assert (0, 75, 25) == parts(book, "u1")[:3]
        assert "order.already_confirmed" == codes([book.apply(confirmed("o1", day=9))])[0]
        feed(book, release(day=9, event_id="second"))
        assert (0, 0, 100) == parts(book, "u1")[:3]

    def test_sales_are_counted_as_each_part_is_released(self) -> None:
        event = replace(self.PARTLY, upline=("u5",))
        book = book_of(event, of=QUOTA)
        assert 0 == book.counter("u5", INVITE_SALES, "CNY")
        feed(book, release(day=7, event_id="due"))
        assert 250 == book.counter("u5", INVITE_SALES, "CNY")
