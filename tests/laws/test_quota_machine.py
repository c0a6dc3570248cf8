"""The quota of invites is never exceeded, whatever happens, against a naive model.

After every step:

1. Each member has free what the model counts anew from his sales and his codes.
2. Nobody holds more codes than he may hold at once, and none was issued beyond the sales
   of that moment.
3. Each code stands where the model has it, with its bearer.
4. Who redeemed a code stands under its issuer, and nobody else was bound.
5. A refusal is the one that the model expects; a retry writes nothing at all.
6. An event that was taken is replayed, and writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fenxiao.graph.quota import Earning, Mode
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from tests.support.build import at_us, feed
from tests.support.invites import (
    cancelled,
    expire,
    fold,
    freed,
    issued,
    promote,
    redeemed,
    sell,
    told,
    with_quota,
)
from tests.support.stories import tries

pytestmark = pytest.mark.slow

MEMBERS = ["u1", "u2", "u3"]
CODES = [f"c{number}" for number in range(12)]
GRADES = (("gold", 1_500_000), ("guest", 333_333))
PER_SALES, VALID_DAYS = 100, 4

members, codes = st.sampled_from(MEMBERS), st.sampled_from(CODES)
numbers = st.integers(0, 10_000)


@dataclass
class Code:
    """A code as the model remembers it: everything that ever happened to it."""

    issuer: str
    until: int | None
    state: str = "issued"
    bearer: str | None = None


class Shop(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.mode, self.earned, self.initial = "consumed", "spent", 0
        self.maximum: int | None = None
        self.book = Book(with_quota())
        self.sales: dict[str, list[int]] = {member: [] for member in MEMBERS}
        self.grades = dict.fromkeys(MEMBERS, "")
        self.codes: dict[str, Code] = {}
        self.parents: dict[str, str] = {}
        self.fed: list[tuple[Event, str | None]] = []
        self.day = 1

    @initialize(
        mode=st.sampled_from(get_args(Mode)),
        earned=st.sampled_from(get_args(Earning)),
        initial=st.integers(0, 2),
        maximum=st.none() | st.integers(2, 4),
        is_dated=st.booleans(),
    )
    def a_policy(
        self, mode: str, earned: str, initial: int, maximum: int | None, *, is_dated: bool
    ) -> None:
        self.mode, self.earned, self.initial, self.maximum = mode, earned, initial, maximum
        self.days = VALID_DAYS if is_dated else None
        of = with_quota(
            mode=mode,
            earned=earned,
            initial=initial,
            maximum=maximum,
            valid_days=self.days,
            grade_multipliers_ppm=GRADES,
        )
        self.book = Book(of)

    # ------------------------------------------------------------ the naive model

    def held(self, member: str) -> int:
        """Count the codes that take a place of a member."""
        lasting = {"issued", "redeemed"} | ({"freed"} if self.mode == "consumed" else set())
        return sum(one.issuer == member and one.state in lasting for one in self.codes.values())

    def right(self, member: str) -> int:
        """Count what a member's sales have earned, one by one, less what is gone for good."""
        ppm = dict(GRADES).get(self.grades[member], 1_000_000)
        left = Fraction(max(0, sum(self.sales[member])) * ppm, 1_000_000)
        count = self.initial
        while left >= PER_SALES:
            left, count = left - PER_SALES, count + 1
        return count

    def free(self, member: str) -> int:
        lost = sum(one.issuer == member and one.state == "freed" for one in self.codes.values()) * (
            self.mode == "seats" and self.earned == "spent"
        )
        by_sales = self.right(member) - self.held(member) - lost
        room = by_sales if self.maximum is None else self.maximum - self.held(member)
        return max(0, min(by_sales, room))

    # ------------------------------------------------------------ feeding

    def feed(self, event: Event, expected: str | None) -> None:
        before = dict(self.book.rows)
        assert [expected] == told(self.book, event)
        if expected and expected.startswith(("quota.", "invite.unknown", "invite.not_redeemed")):
            assert before == dict(self.book.rows)
        else:
            self.fed.append((event, expected))

    def name(self) -> str:
        return f"e{len(self.fed)} {self.day} {len(self.book.rows)}"

    def pick(self, number: int, state: str) -> str:
        """Return a code in a state, most of the time, and any code else."""
        fitting = sorted(name for name, one in self.codes.items() if one.state == state)
        return fitting[number % len(fitting)] if fitting and number % 5 else CODES[number % 12]

    @rule(days=st.integers(0, 3))
    def time_passes(self, days: int) -> None:
        self.day += days

    @rule(member=members, amount=st.integers(-150, 400))
    def sales_are_settled(self, member: str, amount: int) -> None:
        self.sales[member].append(amount)
        sell(self.book, member, amount, day=self.day)

    @rule(member=members, grade=st.sampled_from(["", "gold", "guest"]))
    def a_grade_changes(self, member: str, grade: str) -> None:
        self.grades[member] = grade
        promote(self.book, member, grade)

    @rule(member=members, code=codes)
    def issue(self, member: str, code: str) -> None:
        known = self.codes.get(code)
        if known is not None:
            expected: str | None = (
                "invite.already_issued" if known.state == "issued" else "invite.reused"
            )
        elif self.free(member):
            expected = None
        elif self.maximum is not None and self.held(member) >= self.maximum:
            expected = "quota.full"
        else:
            expected = "quota.none_free"
        self.feed(issued(member, code, day=self.day, event_id=self.name()), expected)
        if expected is None:
            until = None if self.days is None else at_us(self.day + self.days)
            self.codes[code] = Code(member, until)
            assert self.held(member) <= self.right(member)
            assert self.maximum is None or self.held(member) <= self.maximum

    def ended(self, code: str) -> str | None:
        """Say why a code can neither be redeemed nor cancelled, whoever brings it."""
        known = self.codes.get(code)
        if known is None:
            return "invite.unknown"
        return {
            "redeemed": "invite.already_redeemed",
            "freed": "invite.already_redeemed",
            "cancelled": "invite.cancelled",
            "expired": "invite.expired",
        }.get(known.state)

    def circle(self, upper: str | None, lower: str) -> bool:
        while upper is not None and upper != lower:
            upper = self.parents.get(upper)
        return upper == lower

    @rule(number=numbers, member=members | st.sampled_from(["n1", "n2", "n3", "n4", "n5"]))
    def redeem(self, number: int, member: str) -> None:
        self.bring(self.pick(number, "issued"), member)

    @rule(number=numbers)
    def a_newcomer_comes(self, number: int) -> None:
        self.bring(self.pick(number, "issued"), f"n{len(self.parents)}")

    def bring(self, code: str, member: str) -> None:
        known, expected = self.codes.get(code), self.ended(code)
        if known is not None and expected is None:
            if known.until is not None and at_us(self.day) >= known.until:
                expected = "invite.expired"
            elif known.issuer == member:
                expected = "graph.self_bind"
            elif member in self.parents:
                expected = "graph.already_bound"
            elif self.circle(known.issuer, member):
                expected = "graph.circle"
            else:
                self.parents[member] = known.issuer
                known.state, known.bearer = "redeemed", member
        self.feed(redeemed(code, member, day=self.day, event_id=self.name()), expected)

    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        code = self.pick(number, "issued")
        expected = self.ended(code)
        if expected is None:
            self.codes[code].state = "cancelled"
        self.feed(cancelled(code, day=self.day, event_id=self.name()), expected)

    @rule(number=numbers)
    def leave(self, number: int) -> None:
        self.left(self.pick(number, "redeemed"))

    def left(self, code: str) -> None:
        known = self.codes.get(code)
        expected = "invite.unknown"
        if known is not None:
            expected = {
                "issued": "invite.not_redeemed",
                "cancelled": "invite.cancelled",
                "expired": "invite.expired",
                "freed": "invite.already_freed",
            }.get(known.state, "")
            if known.state == "redeemed":
                known.state = "freed"
        self.feed(freed(code, day=self.day, event_id=self.name()), expected or None)

    @rule(limit=st.sampled_from([1, 2, 500]))
    def sweep(self, limit: int) -> None:
        self.feed(expire(day=self.day, limit=limit, event_id=self.name()), None)
        assert {"applied"} >= {one.status for one in self.book.resume()}
        for one in self.codes.values():
            is_over = one.until is not None and one.until <= at_us(self.day)
            if one.state == "issued" and is_over:
                one.state = "expired"

    @rule(member=members, limit=st.sampled_from([1, 2, 500]))
    def fold(self, member: str, limit: int) -> None:
        self.feed(fold(member, day=self.day, limit=limit, event_id=self.name()), None)
        assert {"applied"} >= {one.status for one in self.book.resume()}

    @rule(number=numbers)
    def an_event_comes_again(self, number: int) -> None:
        if not self.fed:
            return
        event, code = self.fed[number % len(self.fed)]
        before = dict(self.book.rows)
        decision = self.book.apply(load_event_of(event))
        assert code == (decision.refusal.code if decision.refusal else None)
        assert ("refused" if code else "replayed") == decision.status
        assert before == dict(self.book.rows)

    # ------------------------------------------------------------ what holds

    @invariant()
    def what_is_free_is_what_the_model_counts(self) -> None:
        for member in MEMBERS:
            seen = self.book.quota(member)
            assert seen is not None
            assert (self.free(member), sum(self.sales[member])) == (seen.free, seen.sales_minor)

    @invariant()
    def codes_stand_where_the_model_has_them(self) -> None:
        for name in CODES:
            known, found = self.codes.get(name), self.book.invite(name)
            expected = known and (known.issuer, known.state, known.bearer)
            assert expected == (found and (found.issuer_id, found.state, found.bearer_id))

    @invariant()
    def who_brought_a_code_stands_under_its_issuer(self) -> None:
        bound = {n.member_id: n.parent_id for n in self.book.nodes() if n.parent_id is not None}
        assert self.parents == bound


def load_event_of(event: Event) -> Event:
    """Return an event as it comes a second time, from its text."""
    return load_event(dump_event(event))


TestShop = Shop.TestCase
TestShop.settings = tries(100, steps=50)


def test_a_quota_that_forgets_refunds_would_be_seen() -> None:
    """The invariant fails where the book has other sales than the model."""
    shop = Shop()
    shop.a_policy("consumed", "spent", 0, None, is_dated=False)
    shop.sales_are_settled("u1", 300)
    sell(shop.book, "u1", -100, day=1)
    with pytest.raises(AssertionError):
        shop.what_is_free_is_what_the_model_counts()


def test_the_model_and_the_book_take_one_story() -> None:
    shop = Shop()
    shop.a_policy("seats", "spent", 0, 3, is_dated=True)
    shop.sales_are_settled("u1", 300)
    for code in CODES[:3]:
        shop.issue("u1", code)
    shop.bring("c0", "n1")
    shop.left("c0")
    shop.issue("u1", "c3")
    shop.time_passes(9)
    shop.sweep(1)
    shop.issue("u1", "c3")
    assert {"c0": "freed", "c1": "expired", "c2": "expired", "c3": "issued"} == {
        name: one.state for name, one in shop.codes.items()
    }
    feed(shop.book, fold("u1", event_id="last"))
    shop.what_is_free_is_what_the_model_counts()
