"""Everything that can happen to money, in random steps, against an independent model.

After every step of trade, payouts, operations by hand, debts, take-overs and corrections:

1. The accounts of each payer and currency sum to 0.
2. The members' accounts are the sums of their wallets, component by component.
3. Every wallet is what the model works out anew.
4. No component but what is available is below 0.
5. In transit is exactly the sum of the open instructions.
6. The money of an instruction leaves at most once; what is reserved is what open holds have
   left, and what clearing owes is what holds have paid.
7. A refusal changes no record but its own event's, and is the one that the model expects.

A failure prints the last operations and the balances.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from fenxiao.model.border import load_event
from fenxiao.model.contract import Decision
from fenxiao.model.envelope import WalletEvent
from fenxiao.model.events import Event, OrderPaid
from fenxiao.model.hold_records import Hold
from fenxiao.model.holds import ExpireHolds
from fenxiao.model.operations import Reversible
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.plans import PlanCorrection
from tests.laws.test_machine import RATES, Shop, numbers
from tests.support import holds
from tests.support import operations as by_hand
from tests.support.build import (
    CURRENCY,
    HOLDING_DAYS,
    PAYER,
    POLICY,
    START,
    at,
    back,
    confirmed,
    fold_wallet,
    instruction_id,
    line,
    paid,
    refunded,
    release,
    result,
    touch,
    withdraw,
)
from tests.support.invariants import (
    check_members_accounts,
    check_paid_once,
    check_trial_balance,
)
from tests.support.model import OPEN
from tests.support.money_model import MoneyModel
from tests.support.orders import captured, open_line, received
from tests.support.stories import members, tries

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

RIGHT = (Fraction(15, 1000), Fraction(20, 100))
SLIP = PlanCorrection(
    correction_id="slip",
    starts_at=START,
    ends_at=at(100_000),
    plan=Plan(
        plan_id="right",
        effective_from=START,
        ceiling_ppm=215_000,
        rules=(Levels(rule_id="sale", rates_ppm=(15_000, 200_000)),),
    ),
)
MONEY = replace(POLICY, corrections=(SLIP,))
BY_HAND: tuple[Reversible, ...] = ("forfeited", "written_off", "dormant_taken")
"""What persons take back here; wages need payees, which tests/settlement tries."""
SHOWN = 12


def check_money(book: Book, model: MoneyModel) -> None:
    check_trial_balance(book)
    check_members_accounts(book)
    found = {one[:3]: tuple(one[3:]) for one in book.wallets() if any(one[3:])}
    assert model.wallets() == found
    for wallet in book.wallets():
        rest = wallet._replace(available_minor=0)[3:]
        assert all(int(amount) >= 0 for amount in rest), wallet
    on_its_way: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for payout in book.payouts():
        if payout.state in OPEN:
            on_its_way[payout.payer_id, payout.member_id, payout.currency] += payout.amount_minor
    assert dict(on_its_way) == {name: one[3] for name, one in found.items() if one[3]}
    check_holds(book)


def check_holds(book: Book) -> None:
    """6a. What is reserved is exactly what is left of open holds, none posted beyond itself."""
    reserved: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    spent: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for hold in [one for one, _ in book.rows.values() if isinstance(one, Hold)]:
        assert 0 <= hold.returned_minor <= hold.posted_minor <= hold.amount_minor, hold
        assert 0 <= hold.left_minor, hold
        reserved[hold.payer_id, hold.member_id, hold.currency] += hold.left_minor
        spent[hold.payer_id, hold.currency, hold.tender] += hold.spent_minor
    found = {one[:3]: one.reserved_minor for one in book.wallets() if one.reserved_minor}
    assert found == {name: one for name, one in reserved.items() if one}
    cleared: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for entry in book.entries:
        for account, party_id, minor in entry.postings:
            if account == "clearing":
                cleared[entry.payer_id, entry.currency, party_id] -= minor
    assert {name: one for name, one in cleared.items() if one} == {
        name: one for name, one in spent.items() if one
    }


class Money(Shop):
    """A shop in which persons, debts, an old system and a wrong plan have their part."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book(MONEY)
        self.model: MoneyModel = MoneyModel(RATES, HOLDING_DAYS, right=RIGHT)
        self.by_hand: list[tuple[str, str, Reversible]] = []

    @override
    def feed(self, event: Event) -> Decision:
        try:
            return super().feed(event)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.told()}") from error

    def told(self) -> str:
        """Return the last operations and every balance, for whoever reads a failure."""
        lines = ["last operations:", *(f"  {one!r}" for one in self.fed[-SHOWN:])]
        lines += ["balances:", *(f"  {one!r}" for one in self.book.wallets())]
        lines += ["expected:", *(f"  {one!r}" for one in sorted(self.model.wallets().items()))]
        return "\n".join(lines)

    def pick_member(self, number: int, place: int) -> str:
        """Return a member who has something in a component, most of the time."""
        wallets = self.model.wallets().items()
        rich = sorted(name[1] for name, one in wallets if one[place] > 0 and name[0] == PAYER)
        return rich[number % len(rich)] if rich and number % 6 else f"u{number % 7}"

    @rule(number=numbers, amount=st.none() | st.integers(1, 300))
    def freeze(self, number: int, amount: int | None) -> None:
        member = self.pick_member(number, 2)
        self.feed(by_hand.freeze(member, amount, day=self.day, event_id=self.next_id()))

    @rule(number=numbers, amount=st.none() | st.integers(1, 300))
    def unfreeze(self, number: int, amount: int | None) -> None:
        member = self.pick_member(number, 4)
        self.feed(by_hand.unfreeze(member, amount, day=self.day, event_id=self.next_id()))

    @rule(number=numbers, amount=st.none() | st.integers(1, 300), kind=st.sampled_from(BY_HAND))
    def take_for_good(self, number: int, amount: int | None, kind: Reversible) -> None:
        makers = {
            "forfeited": (by_hand.forfeit, 4),
            "written_off": (by_hand.write_off, 5),
            "dormant_taken": (by_hand.take_dormant, 2),
        }
        make, place = makers[kind]
        member, name = self.pick_member(number, place), self.next_id()
        self.feed(make(member, amount, day=self.day, event_id=name))
        self.by_hand.append((name, member, kind))

    @rule(
        number=numbers,
        wrong=st.sampled_from([0, 0, 0, 1]),
        part=st.none() | st.integers(1, 90),
    )
    def take_back(self, number: int, wrong: int, part: int | None) -> None:
        if self.by_hand:
            name, member, kind = self.by_hand[number % len(self.by_hand)]
            kind = BY_HAND[(BY_HAND.index(kind) + wrong) % len(BY_HAND)]
            how = {"day": self.day, "event_id": self.next_id()}
            self.feed(by_hand.reverse(member, kind, name, part, **how))  # type: ignore[arg-type]  # each has its own type

    @rule(number=numbers, amount=st.integers(-300, 300).filter(bool))
    def adjust(self, number: int, amount: int) -> None:
        member = self.pick_member(number, 2)
        self.feed(by_hand.adjust(member, amount, day=self.day, event_id=self.next_id()))

    @rule(member=members)
    def settle_debt(self, member: str) -> None:
        self.feed(by_hand.settle_debt(member, day=self.day, event_id=self.next_id()))

    @rule(number=numbers, amount=st.integers(1, 200))
    def pay_debt(self, number: int, amount: int) -> None:
        member = self.pick_member(number, 5)
        self.feed(by_hand.pay_debt(member, amount, day=self.day, event_id=self.next_id()))

    @rule(sold=st.integers(1, 500))
    def convert(self, sold: int) -> None:
        self.feed(by_hand.convert(sold, sold * 7, day=self.day, event_id=self.next_id()))

    @rule(
        member=members,
        available=st.integers(-300, 300),
        frozen=st.integers(0, 50),
        debt=st.integers(0, 50),
    )
    def take_over_a_wallet(self, member: str, available: int, frozen: int, debt: int) -> None:
        amounts = {"frozen_minor": frozen, "debt_minor": debt, "day": self.day}
        name = self.next_id()
        self.feed(by_hand.open_wallet(member, available, **amounts, event_id=name))

    @rule(
        number=numbers,
        member=members,
        share=st.tuples(st.integers(1, 900), st.integers(1, 7)),
        gone=st.integers(0, 3),
        state=st.sampled_from(["paid", "confirmed", "released"]),
    )
    def take_over_an_order(
        self, number: int, member: str, share: tuple[int, int], gone: int, state: str
    ) -> None:
        order = f"o{len(self.model.sales)}" if number % 4 else self.pick_order(number)
        sold = by_hand.open_line(
            by_hand.open_share(member, *share), quantity=3, returned_quantity=gone
        )
        how = {"day": self.day, "due_day": self.day + number % 5, "event_id": self.next_id()}
        self.feed(by_hand.open_order(order, sold, state=state, **how))  # type: ignore[arg-type]  # the words are those of the events

    @rule(
        number=numbers,
        member=members,
        share=st.tuples(st.integers(1, 900), st.integers(1, 7)),
        parts=st.lists(st.tuples(st.integers(0, 8), st.integers(1, 2)), min_size=1, max_size=3),
        gone=st.integers(0, 4),
    )
    def take_over_a_received_order(
        self,
        number: int,
        member: str,
        share: tuple[int, int],
        parts: list[tuple[int, int]],
        gone: int,
    ) -> None:
        """Take over an order of six pieces that was received in parts, some of them released."""
        order = f"o{len(self.model.sales)}" if number % 4 else self.pick_order(number)
        sold = by_hand.open_line(
            by_hand.open_share(member, *share), quantity=6, returned_quantity=gone
        )
        days = [None if wait == 8 else self.day + wait for wait, _ in parts]
        received = tuple(
            by_hand.open_part(day, many) for day, (_, many) in zip(days, parts, strict=True)
        )
        waits = sum(many for _, many in parts) + gone < sold.quantity
        state = "paid" if waits else "confirmed" if days.count(None) < len(days) else "released"
        how = {"day": self.day, "received": received, "event_id": self.next_id()}
        self.feed(by_hand.open_order(order, sold, state=state, **how))  # type: ignore[arg-type]  # the words are those of the events

    @rule(number=numbers, member=members, amount=st.integers(1, 300))
    def take_over_a_payout(self, number: int, member: str, amount: int) -> None:
        name, again = f"old {number % 9}", self.next_id()
        how = {"day": self.day, "event_id": again, "instruction_id": name}
        self.feed(by_hand.open_payout(member, amount, **how))  # type: ignore[arg-type]  # each has its own type

    @rule(number=numbers, wrong=st.sampled_from([0, 0, 0, 1]))
    def correct(self, number: int, wrong: int) -> None:
        told = sorted(self.model.payments_told.items())
        payment: OrderPaid = told[number % len(told)][1] if told else paid("never", "u1")
        payment = replace(payment, merchant_id="m9") if wrong else payment
        captures = self.model.captures_told.get(payment.order_id, [])[: 9 - number % 10]
        name = self.next_id()
        self.feed(by_hand.correct(payment, "slip", *captures, day=self.day, event_id=name))

    def pick_hold(self, number: int) -> str:
        """Return a hold that is known, most of the time."""
        known = sorted(self.model.reserved)
        return known[number % len(known)] if known and number % 7 else f"h{number % 9}"

    @rule(number=numbers, amount=st.integers(1, 300), days=st.none() | st.integers(1, 4))
    def place_a_hold(self, number: int, amount: int, days: int | None) -> None:
        member = self.pick_member(number, 2)
        hold = f"h{len(self.model.reserved)}" if number % 5 else self.pick_hold(number)
        expires_day = None if days is None else self.day + days
        how = {"day": self.day, "expires_day": expires_day, "event_id": self.next_id()}
        self.feed(holds.place(member, amount, hold, **how))  # type: ignore[arg-type]  # each has its own type

    @rule(number=numbers, amount=st.none() | st.integers(1, 200), is_last=st.booleans())
    def post_a_hold(self, number: int, amount: int | None, is_last: bool) -> None:
        hold, name = self.pick_hold(number), self.next_id()
        self.feed(
            holds.post_hold(hold, amount, is_last=is_last, day=self.day, event_id=name),
        )

    @rule(number=numbers)
    def void_a_hold(self, number: int) -> None:
        hold = self.pick_hold(number)
        self.feed(holds.void_hold(hold, day=self.day, event_id=self.next_id()))

    @rule(number=numbers, amount=st.none() | st.integers(1, 200))
    def give_back_what_a_hold_paid(self, number: int, amount: int | None) -> None:
        hold = self.pick_hold(number)
        self.feed(holds.give_back(hold, amount, day=self.day, event_id=self.next_id()))

    @rule(limit=st.sampled_from([1, 2, 500]))
    def expire_holds(self, limit: int) -> None:
        self.feed(holds.expire(day=self.day, limit=limit, event_id=self.next_id()))
        while pages := [one for one in self.waiting() if isinstance(one, ExpireHolds)]:
            self.feed(pages[0])

    def waiting(self) -> list[Event]:
        """Return what goes on with a page; a release's stays, as somebody else's."""
        return [load_event(one.event_json) for one in self.book.store.waiting]

    @override
    @invariant()
    def holds(self) -> None:
        try:
            check_money(self.book, self.model)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.told()}") from error


TestMoney = Money.TestCase
TestMoney.settings = tries(80, steps=50)
TestMoney = pytest.mark.slow(TestMoney)


# ---------------------------------------------------------------- every state, every action

AMOUNTS = (-100, 0, 100)
STATES = [
    (available, frozen, debt) for available in AMOUNTS for frozen in (0, 40) for debt in (0, 60)
]
ACTIONS: dict[str, Event] = {
    "freeze all": by_hand.freeze("u1", day=1),
    "freeze part": by_hand.freeze("u1", 30, day=1),
    "freeze more": by_hand.freeze("u1", 101, day=1),
    "unfreeze all": by_hand.unfreeze("u1", day=1),
    "unfreeze part": by_hand.unfreeze("u1", 30, day=1),
    "forfeit all": by_hand.forfeit("u1", day=1),
    "forfeit part": by_hand.forfeit("u1", 40, day=1),
    "write off all": by_hand.write_off("u1", day=1),
    "write off more": by_hand.write_off("u1", 61, day=1),
    "take dormant": by_hand.take_dormant("u1", day=1),
    "adjust up": by_hand.adjust("u1", 30, day=1),
    "adjust down": by_hand.adjust("u1", -30, day=1),
    "settle the debt": by_hand.settle_debt("u1", day=1),
    "pay the debt": by_hand.pay_debt("u1", 60, day=1),
    "withdraw all": withdraw("u1", day=1),
    "withdraw part": withdraw("u1", 40, day=1),
    "take over again": by_hand.open_wallet("u1", 5, day=1, event_id="again"),
    "take over a payout": by_hand.open_payout("u1", 20, day=1),
    "take over an order": by_hand.open_order("o1", day=1),
    "reverse nothing": by_hand.reverse("u1", "forfeited", "none", day=1),
    "fold": fold_wallet("u1", day=1),
    "hold all": holds.place("u1", 100, day=1),
    "hold part": holds.place("u1", 30, day=1),
    "hold more": holds.place("u1", 101, day=1),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", STATES, ids=str)
def test_every_action_in_every_state_of_a_wallet(state: tuple[int, int, int], action: str) -> None:
    machine = Money()
    available, frozen, debt = state
    machine.feed(by_hand.open_wallet("u1", available, frozen_minor=frozen, debt_minor=debt))
    machine.feed(ACTIONS[action])
    machine.holds()
    machine.feed(replace(ACTIONS[action], id="and once more"))
    machine.holds()


ORDERED = paid("o1", "u2", line(1_000, quantity=4))
DEPOSIT = paid("o1", "u2", open_line(300, 1_000, quantity=4))
REST = captured("rest", line(500, quantity=4))
PIECE = received({"1": 1})
LIVES: dict[str, tuple[Event, ...]] = {
    "unknown": (),
    "paid": (ORDERED,),
    "refunded in part": (ORDERED, refunded("o1", back(quantity=1), event_id="r0")),
    "confirmed": (ORDERED, confirmed("o1")),
    "released": (ORDERED, confirmed("o1"), release(event_id="rel")),
    "paid out": (ORDERED, confirmed("o1"), release(event_id="rel"), withdraw("u1", event_id="w")),
    "corrected": (ORDERED, by_hand.correct(ORDERED, event_id="c0")),
    "released and corrected": (
        *(ORDERED, confirmed("o1"), release(event_id="rel")),
        by_hand.correct(ORDERED, event_id="c0"),
    ),
    "a deposit": (DEPOSIT,),
    "captured": (DEPOSIT, REST),
    "captured and corrected": (
        *(DEPOSIT, REST),
        by_hand.correct(DEPOSIT, "slip", REST, event_id="c0"),
    ),
    "corrected and captured": (DEPOSIT, by_hand.correct(DEPOSIT, event_id="c0"), REST),
    "received in part": (ORDERED, PIECE),
    "received in part, and released": (ORDERED, PIECE, release(event_id="rel")),
    "received in two parts": (ORDERED, PIECE, confirmed("o1", day=4)),
    "a deposit, received in part": (DEPOSIT, PIECE, release(event_id="rel"), REST),
    "taken over in parts": (
        by_hand.open_order(
            "o1",
            by_hand.open_line(by_hand.open_share("u1", 100), quantity=4),
            state="paid",
            received=(by_hand.open_part(None, 1), by_hand.open_part(3, 1)),
        ),
    ),
    "taken over": (by_hand.open_order("o1", by_hand.open_line(by_hand.open_share("u1", 100))),),
}
STEPS: dict[str, Event] = {
    "pay": replace(ORDERED, id="p2"),
    "confirm": confirmed("o1", event_id="c2"),
    "release": release(day=30),
    "refund a piece": refunded("o1", back(quantity=1), event_id="r2"),
    "refund money": refunded("o1", back(amount_minor=300), event_id="r3"),
    "receive a piece": replace(PIECE, id="p3"),
    "receive too many": received({"1": 4}, event_id="p4"),
    "capture more": captured("more", line(200, quantity=4), day=3),
    "capture too much": captured("much", line(701, quantity=4), day=3),
    "capture no more": captured("last", day=3, is_last=True),
    "correct": by_hand.correct(ORDERED),
    "correct a deposit": by_hand.correct(DEPOSIT, event_id="c3"),
    "correct both": by_hand.correct(DEPOSIT, "slip", REST, event_id="c4"),
    "correct another payment": by_hand.correct(replace(ORDERED, buyer_id="u9")),
    "take over": by_hand.open_order("o1", event_id="o2"),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("life", LIVES)
def test_every_step_in_every_life_of_an_order(life: str, step: str) -> None:
    machine = Money()
    machine.feed(touch("u1", "u2"))
    for event in (*LIVES[life], STEPS[step], replace(STEPS[step], id="and once more")):
        machine.feed(event)
        machine.holds()
    check_paid_once(machine.book)


def test_a_failure_prints_the_last_operations_and_the_balances() -> None:
    machine = Money()
    machine.feed(by_hand.open_wallet("u1", 100))
    machine.model.hand[PAYER, "u1", CURRENCY][2] += 1
    with pytest.raises(AssertionError) as caught:
        machine.holds()
    assert "last operations:\n  OpeningWallet(" in str(caught.value)
    assert "balances:\n  Wallet(payer_id='m1', member_id='u1'" in str(caught.value)


def test_a_payout_that_was_taken_over_is_settled_once() -> None:
    machine = Money()
    machine.feed(by_hand.open_payout("u1", 40))
    for outcome in ("unknown", "paid", "paid", "returned"):
        told = result("x", outcome, 40, event_id=machine.next_id())
        machine.feed(replace(told, instruction_id="old u1"))
        machine.holds()
    assert instruction_id("x") not in machine.model.payments
    assert isinstance(machine.fed[0], WalletEvent)
