"""A shop's whole life in random steps, against a naive model.

After every step:

1. The trial balance of each payer and currency is 0.
2. Every wallet is what the model works out anew from sales, refunds and payouts.
3. Deferred + held + available + in transit = what orders keep - what was paid out.
4. Deferred, held and in transit are never below 0.
5. In transit is exactly the sum of the open instructions.
6. The money of an instruction leaves at most once.
7. A refusal changes no record but its own event's, and is the refusal that the model expects;
   a withdrawal's may leave an empty checkpoint where there was none.
8. Relations are a forest, the same as the model's.
9. An event that was taken is replayed, and writes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fenxiao.model.border import load_event
from fenxiao.model.contract import Decision, Key, event_key
from fenxiao.model.events import Event, PayoutOutcome
from fenxiao.model.records import Wallet
from fenxiao.settlement.book import Book
from tests.support.build import (
    HOLDING_DAYS,
    POLICY,
    at,
    back,
    confirmed,
    fold_wallet,
    instruction_id,
    line,
    paid,
    refunded,
    release,
    touch,
    withdraw,
)
from tests.support.build import result as result_of
from tests.support.invariants import check
from tests.support.model import Model, WalletName
from tests.support.orders import captured, open_line, received
from tests.support.stories import MEMBERS, amounts, limits, members, outcomes, tries

pytestmark = pytest.mark.slow

RATES = (Fraction(10, 100), Fraction(5, 100), Fraction(2, 100))
numbers = st.integers(0, 10_000)


def wallet_of(key: Key) -> WalletName:
    """Return whose wallet a key is of; an assertion fails where it is of anything else."""
    partition, payer_id, member_id, currency = key
    assert "wallet" == partition
    return payer_id, member_id, currency


class Shop(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.book = Book(POLICY)
        self.model = Model(RATES, HOLDING_DAYS)
        self.fed: list[Event] = []
        self.taken: dict[str, tuple[Event, Decision]] = {}
        self.withdrawals: list[tuple[str, int]] = []
        self.day = 0

    def next_id(self) -> str:
        return f"e{len(self.fed)}"

    def feed(self, event: Event) -> Decision:
        if currently_in_test_context():
            note(repr(event))
        expected = self.model.take(event)
        before = dict(self.book.rows)
        decision = self.book.apply(event)
        self.fed.append(event)
        assert expected == (decision.refusal.code if decision.refusal else None)
        if decision.refusal is None:
            assert "applied" == decision.status
        else:
            own = self.book.rows.get(event_key(event.id))
            assert (decision.refusal.kind == "retry") == (own is None)
            for key, (record, _) in self.book.rows.items():
                if key != event_key(event.id):
                    stored = before.pop(key, None)
                    assert record == (stored[0] if stored else Wallet(*wallet_of(key), 0, 0, 0, 0))
            assert {} == before
        if decision.refusal is None or decision.refusal.kind == "final":
            self.taken[event.id] = (event, decision)
        return decision

    def pick_order(self, number: int) -> str:
        """Return an order that is known, most of the time."""
        known = sorted(self.model.sales)
        return known[number % len(known)] if known and number % 7 else f"o{number % 9}"

    @initialize(is_old=st.booleans(), sold=st.lists(amounts, max_size=6))
    def an_old_shop(self, is_old: bool, sold: list[int]) -> None:
        """Start, half of the time, with a chain of members and orders of every age."""
        if not is_old:
            return
        for upper, lower in pairwise(MEMBERS[:4]):
            self.feed(touch(upper, lower, event_id=self.next_id()))
        for number, amount in enumerate(sold):
            order, buyer = f"o{number}", MEMBERS[3 - number % 2]
            goods = line(amount * 10, quantity=3)
            self.feed(paid(order, buyer, goods, event_id=self.next_id()))
            if number < len(sold) - 1:
                self.feed(confirmed(order, day=2 + number // 3, event_id=self.next_id()))
        self.day = 2 + HOLDING_DAYS
        self.feed(release(day=self.day, event_id=self.next_id()))

    @rule(days=st.integers(0, 4))
    def time_passes(self, days: int) -> None:
        self.day += days

    @rule(sharer=members, visitor=members, late=st.integers(0, 2))
    def touch(self, sharer: str, visitor: str, late: int) -> None:
        self.feed(touch(sharer, visitor, day=self.day - late, event_id=self.next_id()))

    @rule(number=numbers, buyer=members, first=amounts, second=amounts, pieces=st.integers(1, 3))
    def order_is_paid(self, number: int, buyer: str, first: int, second: int, pieces: int) -> None:
        order = f"o{len(self.model.sales)}" if number % 8 else self.pick_order(number)
        lines = [line(first, quantity=pieces)]
        if second:
            lines.append(line(second, quantity=2, line_id="2"))
        payer = "m2" if number % 5 == 0 else "m1"
        name = self.next_id()
        self.feed(paid(order, buyer, *lines, day=self.day, payer_id=payer, event_id=name))

    @rule(number=numbers, buyer=members, amount=amounts, pieces=st.integers(1, 3))
    def deposit_is_paid(self, number: int, buyer: str, amount: int, pieces: int) -> None:
        order = f"o{len(self.model.sales)}" if number % 8 else self.pick_order(number)
        sold = open_line(amount, amount * (1 + number % 4), quantity=pieces)
        rest = open_line(number % 90, number % 90 + 55, quantity=2, line_id="2")
        name = self.next_id()
        self.feed(paid(order, buyer, sold, rest, day=self.day, event_id=name))

    @rule(number=numbers, name=st.sampled_from(["1", "1", "2", "9"]), percent=st.integers(0, 101))
    def more_is_captured(self, number: int, name: str, percent: int) -> None:
        order = self.pick_order(number)
        sale = self.model.sales.get(order)
        there = None if sale is None else sale.lines.get(name)
        quantity = 1 if there is None else there.quantity
        left_minor = 0 if there is None else there.whole_minor - there.paid_minor
        more = line(max(0, left_minor * percent // 100), quantity=quantity, line_id=name)
        is_last = number % 11 == 0
        lines = () if is_last and number % 2 else (more,)
        told = captured(f"c{number % 40}", *lines, day=self.day, is_last=is_last)
        self.feed(replace(told, id=self.next_id(), order_id=order))

    @rule(number=numbers, name=st.sampled_from(["1", "1", "2", "9"]), pieces=st.integers(1, 2))
    def pieces_are_received(self, number: int, name: str, pieces: int) -> None:
        told = received({name: pieces}, day=self.day, event_id=self.next_id())
        self.feed(replace(told, order_id=self.pick_order(number)))

    @rule(number=numbers)
    def order_is_confirmed(self, number: int) -> None:
        self.feed(confirmed(self.pick_order(number), day=self.day, event_id=self.next_id()))

    @rule(number=numbers, name=st.sampled_from(["1", "1", "2", "9"]), pieces=st.integers(1, 3))
    def pieces_go_back(self, number: int, name: str, pieces: int) -> None:
        gone = back(name, quantity=pieces)
        event_id = self.next_id()
        self.feed(refunded(self.pick_order(number), gone, day=self.day, event_id=event_id))

    @rule(number=numbers, name=st.sampled_from(["1", "1", "2"]), amount=st.integers(1, 1_200))
    def money_goes_back(self, number: int, name: str, amount: int) -> None:
        gone = back(name, amount_minor=amount)
        event_id = self.next_id()
        self.feed(refunded(self.pick_order(number), gone, day=self.day, event_id=event_id))

    @rule(number=numbers)
    def all_goes_back(self, number: int) -> None:
        order = self.pick_order(number)
        sale = self.model.sales.get(order)
        gone = [
            back(name, quantity=one.quantity - one.returned)
            for name, one in (sale.lines.items() if sale else ())
            if one.quantity > one.returned
        ]
        if gone:
            self.feed(refunded(order, *gone, day=self.day, event_id=self.next_id()))

    @rule(limit=limits, wait=st.sampled_from([0, 0, HOLDING_DAYS]))
    def release(self, limit: int, wait: int) -> None:
        self.day += wait
        self.feed(release(day=self.day, limit=limit, event_id=self.next_id()))

    @rule(member=members, limit=limits)
    def fold(self, member: str, limit: int) -> None:
        before = self.book.wallets()
        self.feed(fold_wallet(member, day=self.day, limit=limit, event_id=self.next_id()))
        assert before == self.book.wallets()

    @rule(number=numbers)
    def go_on(self, number: int) -> None:
        waiting = self.book.store.waiting
        if not waiting:
            return
        event = load_event(waiting[number % len(waiting)].event_json)
        self.feed(event)
        assert event.id not in {one.event_id for one in self.book.store.waiting}

    @rule(number=numbers, amount=st.none() | st.integers(1, 300))
    def withdraw(self, number: int, amount: int | None) -> None:
        rich = sorted(name[1] for name, one in self.model.wallets().items() if one[2] > 0)
        member = rich[number % len(rich)] if rich and number % 6 else f"u{number % 7}"
        name = self.next_id()
        decision = self.feed(withdraw(member, amount, day=self.day, event_id=name))
        if decision.status == "applied":
            payout = self.book.payout(instruction_id(name))
            assert payout is not None
            self.withdrawals.append((name, payout.amount_minor))

    @rule(number=numbers, outcome=outcomes, wrong=st.sampled_from([0, 0, 0, 0, 1]))
    def rail_says(self, number: int, outcome: PayoutOutcome, wrong: int) -> None:
        if not self.withdrawals:
            return
        name, amount = self.withdrawals[number % len(self.withdrawals)]
        event_id = self.next_id()
        self.feed(result_of(name, outcome, amount + wrong, day=self.day, event_id=event_id))

    @rule(outcome=outcomes)
    def rail_speaks_of_nothing_known(self, outcome: PayoutOutcome) -> None:
        self.feed(result_of("nothing", outcome, 1, day=self.day, event_id=self.next_id()))

    @rule(number=numbers)
    def an_event_comes_again(self, number: int) -> None:
        if not self.fed:
            return
        event = self.fed[number % len(self.fed)]
        if event.id not in self.taken:
            self.feed(event)
            return
        before = dict(self.book.rows)
        decision = self.book.apply(event)
        refusal = self.taken[event.id][1].refusal
        assert (refusal, before) == (decision.refusal, dict(self.book.rows))
        assert ("refused" if refusal else "replayed") == decision.status
        assert ((), (), None) == (decision.puts, decision.appends, decision.continuation)

    @rule(number=numbers)
    def an_id_comes_with_other_content(self, number: int) -> None:
        if not self.taken:
            return
        event = list(self.taken.values())[number % len(self.taken)][0]
        before = dict(self.book.rows)
        sign = -1 if getattr(event, "expires_at", None) else 1  # it ends after it begins
        decision = self.book.apply(replace(event, at=at(sign * (10_000 + number))))
        assert decision.refusal is not None
        assert ("event.id_reused", before) == (decision.refusal.code, dict(self.book.rows))

    @invariant()
    def holds(self) -> None:
        check(self.book, self.model)


TestShop = Shop.TestCase
TestShop.settings = tries(100, steps=50)
