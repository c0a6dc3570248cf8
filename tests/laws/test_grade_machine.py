"""Careers in random steps, against a naive model that keeps every fact in plain lists.

After every step:

1. Every member's grade and status are those of the model.
2. Every counter is what the model finds by going through its lists again.
3. Every earlier answer about a member at the end of a day stays what it was.
4. An event that was taken is replayed, and writes nothing.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import Grade
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.events import Event
from fenxiao.model.who import Who
from fenxiao.settlement.book import Book
from tests.support.build import CURRENCY, at, back, confirmed, line, paid, refunded, release
from tests.support.careers import (
    applied,
    closed,
    counters,
    direct,
    fans,
    folded,
    graded,
    ladder,
    left,
    members_of,
    money,
    policy,
    rebound,
    returned,
    review,
    status,
    touched,
)
from tests.support.stories import tries

pytestmark = pytest.mark.slow

NAMES = ["", "keeper", "seller", "star", "chief"]
GRACE = 3
OF = policy(
    ladder(
        Grade(name="keeper", any_of=(fans(2), money("own_sales", 100))),
        Grade(
            name="seller",
            all_of=(money("own_sales", 100),),
            keeps=(money("own_sales", 60, window_days=5),),
        ),
        Grade(
            name="star",
            who=Who(statuses=("active",)),
            all_of=(direct("keeper", 1), money("team_sales", 150)),
            keeps=(direct("keeper", 1),),
        ),
        Grade(name="chief", is_by_hand=True),
    ),
    EnrolmentPolicy(is_automatic=True, grace_days=GRACE),
    bindings=(BindingPolicy(on_leave="freeze"),),
)
PEOPLE = ["u0", "u1", "u2", "u3"]
people = st.sampled_from(PEOPLE)


class Model:
    """Every fact in a list, every answer worked out from all of them."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.grade: dict[str, str] = {}
        self.fixed: set[str] = set()
        self.lost: set[tuple[str, str]] = set()
        self.status: dict[str, str] = {}
        self.left: dict[str, tuple[int, str]] = {}
        self.sales: list[tuple[int, str, tuple[str, ...], int]] = []

    def line_above(self, member: str | None) -> list[str]:
        found: list[str] = []
        while member is not None:
            found.append(member)
            member = self.parent.get(member)
        return found

    def sum(self, counter: str, member: str, days: range) -> int:
        low, high = {"own_sales": (1, 1), "team_sales": (1, 3)}[counter]
        return sum(
            amount
            for day, buyer, upline, amount in self.sales
            if day in days
            for depth, one in enumerate((buyer, *upline))
            if low <= depth <= high and one == member
        )

    def fans(self, member: str) -> list[str]:
        return [one for one, parent in self.parent.items() if parent == member]

    def keepers(self, member: str) -> int:
        return sum(bool(self.grade.get(one)) for one in self.fans(member))

    def may_rise(self, member: str, day: int) -> str | None:
        place = NAMES.index(self.grade.get(member, "")) + 1
        ever = range(-999, day + 1)
        own, team = (self.sum(one, member, ever) for one in ("own_sales", "team_sales"))
        may = {
            "keeper": len(self.fans(member)) >= 2 or own >= 100,
            "seller": own >= 100,
            "star": self.status.get(member) == "active"
            and self.keepers(member) >= 1
            and team >= 150,
            "chief": False,
        }
        if place == len(NAMES) or not may[NAMES[place]]:
            return None
        if (member, NAMES[place]) in self.lost and not self.may_stay(member, NAMES[place], day):
            return None
        return NAMES[place]

    def may_stay(self, member: str, grade: str, day: int) -> bool:
        if grade == "seller":
            return self.sum("own_sales", member, range(day - 4, day + 1)) >= 60
        return grade != "star" or self.keepers(member) >= 1

    def review(self, member: str, day: int, *, is_close: bool) -> None:
        queue = [member]
        while queue:
            one = queue.pop(0)
            closes, is_close = is_close, False
            if one in self.fixed or self.status.get(one) in {"left", "deleted"}:
                continue
            now = self.grade.get(one, "")
            if closes and not self.may_stay(one, now, day):
                self.lost.add((one, now))
                self.grade[one] = NAMES[NAMES.index(now) - 1]
                continue
            risen = None if self.status.get(one) == "suspended" else self.may_rise(one, day)
            if risen is not None:
                self.grade[one] = risen
                self.lost.discard((one, risen))
                is_new = risen == "keeper" and one in self.parent  # else nothing asks of him
                queue = [one, *queue, *([self.parent[one]] if is_new else [])]


class Careers(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.book = Book(OF)
        self.model = Model()
        self.day = 1
        self.number = 0
        self.orders: list[str] = []
        self.answers: dict[tuple[str, int], tuple[str, str]] = {}
        self.taken: list[Event] = []

    def feed(self, event: Event) -> bool:
        decision = self.book.apply(event)
        for one in self.book.resume():
            assert one.status == "applied", one
        if decision.refusal is None:
            self.taken.append(event)
        return decision.refusal is None

    def next(self) -> int:
        self.number += 1
        return self.number

    @rule(days=st.integers(1, 4))
    def time_passes(self, days: int) -> None:
        for member in PEOPLE:
            self.answers[member, self.day] = self.answer(member, self.day)
        self.day += days

    def answer(self, member: str, day: int) -> tuple[str, str]:
        standing = self.book.standing(member, at(day + 0.99))
        return ("none", "") if standing is None else (standing.status, standing.grade)

    def now(self) -> float:
        """Return an instant of today that is later than all before it."""
        return self.day + self.next() * 1e-6

    @rule(sharer=people, visitor=people)
    def touch(self, sharer: str, visitor: str) -> None:
        model = self.model
        is_away = {"left", "deleted"}
        may = (
            visitor not in model.parent
            and visitor not in model.line_above(sharer)
            and model.status.get(sharer) not in is_away
        )
        assert may is self.feed(touched(sharer, visitor, day=self.now()))
        if may:
            model.parent[visitor] = sharer

    @rule(member=people, parent=people)
    def rebind(self, member: str, parent: str) -> None:
        may = self.model.parent.get(member) != parent and member not in self.model.line_above(
            parent
        )
        assert may is self.feed(rebound(member, parent, day=self.now()))
        if may:
            self.model.parent[member] = parent

    @rule(buyer=people, amount=st.sampled_from([0, 40, 60, 100]))
    def sell(self, buyer: str, amount: int) -> None:
        order, when = f"o{self.next()}", self.now()
        assert self.feed(paid(order, buyer, line(amount), day=when))
        assert self.feed(confirmed(order, day=when))
        assert self.feed(release(day=when, event_id=f"release {order}"))
        upline = tuple(self.model.line_above(buyer)[1:4])
        self.model.sales.append((self.day, buyer, upline, amount))
        if amount:
            self.orders.append(order)

    @rule(which=st.integers(0, 99), amount=st.sampled_from([1, 30, 40]))
    def refund(self, which: int, amount: int) -> None:
        if not self.orders:
            return
        order = self.orders[which % len(self.orders)]
        event = refunded(
            order, back(amount_minor=amount), day=self.now(), event_id=f"back {self.next()}"
        )
        if self.feed(event):
            terms = self.book.terms(order)
            assert terms is not None
            stored = self.book.order(order)
            assert stored is not None
            buyer, upline = stored.buyer_id, terms.upline
            self.model.sales.append((self.day, buyer, upline, -amount))

    @rule(member=people, is_close=st.booleans())
    def look(self, member: str, *, is_close: bool) -> None:
        period = f"p{self.next()}" if is_close else None
        assert self.feed(review(member, day=self.now(), period=period))
        self.model.review(member, self.day, is_close=is_close)

    @rule(member=people, grade=st.sampled_from(NAMES), is_fixed=st.booleans())
    def by_hand(self, member: str, grade: str, *, is_fixed: bool) -> None:
        model = self.model
        was = (model.grade.get(member, ""), member in model.fixed)
        may = was != (grade, is_fixed) and model.status.get(member) != "deleted"
        assert may is self.feed(graded(member, grade, day=self.now(), is_fixed=is_fixed))
        if may:
            model.grade[member] = grade
            (model.fixed.add if is_fixed else model.fixed.discard)(member)
            reached = NAMES[: NAMES.index(grade) + 1]
            model.lost -= {(member, one) for one in reached}
            if bool(grade) != bool(was[0]) and member in model.parent:
                model.review(model.parent[member], self.day, is_close=False)

    @rule(member=people, what=st.sampled_from(["apply", "suspend", "reinstate", "leave"]))
    def live(self, member: str, what: str) -> None:
        model = self.model
        now = model.status.get(member, "none")
        start, end, event = {
            "apply": ({"none"}, "active", applied(member, day=self.now())),
            "suspend": ({"active"}, "suspended", status(member, day=self.now())),
            "reinstate": ({"suspended"}, "active", status(member, "active", day=self.now())),
            "leave": ({"active", "suspended"}, "left", left(member, day=self.now())),
        }[what]
        assert (now in start) is self.feed(event)
        if now in start:
            model.status[member] = end
            if what == "leave":
                model.left[member] = (self.day, now)

    @rule(member=people)
    def come_back_or_be_closed(self, member: str) -> None:
        model = self.model
        is_away = model.status.get(member) == "left"
        day, was = model.left.get(member, (0, ""))
        if is_away and self.day == day + GRACE:
            return  # to the microsecond; there is an example of it elsewhere
        is_late = self.day > day + GRACE
        assert (is_away and not is_late) is self.feed(returned(member, day=self.now()))
        if is_away and not is_late:
            model.status[member] = was
            return
        assert (is_away and is_late) is self.feed(closed(member, day=self.now()))
        if is_away:
            model.status[member] = "deleted"
            model.grade[member] = ""

    @rule(member=people, counter=st.sampled_from(["fans", "own_sales", "direct:keeper"]))
    def fold(self, member: str, counter: str) -> None:
        currency = CURRENCY if counter == "own_sales" else ""
        assert self.feed(folded(member, counter, currency, day=self.now(), limit=2))

    @rule(which=st.integers(0, 99))
    def tell_again(self, which: int) -> None:
        if self.taken:
            again = self.book.apply(self.taken[which % len(self.taken)])
            assert (again.status, again.puts, again.appends) == ("replayed", (), ())

    @invariant()
    def members_are_what_the_model_says(self) -> None:
        found = {name: (one.grade, one.status) for name, one in members_of(self.book).items()}
        for member in PEOPLE:
            model = (self.model.grade.get(member, ""), self.model.status.get(member, "none"))
            assert model == found.get(member, ("", "none")), member

    @invariant()
    def counters_are_what_the_lists_say(self) -> None:
        model = self.model
        expected: Counter[tuple[str, str, str]] = Counter()
        for member in PEOPLE:
            expected[member, "fans", ""] = len(model.fans(member))
            expected[member, "direct:keeper", ""] = model.keepers(member)
            for one in ("own_sales", "team_sales"):
                expected[member, one, CURRENCY] = model.sum(one, member, range(-9, 9_999))
        assert {name: n for name, n in expected.items() if n} == dict(counters(self.book))

    @invariant()
    def answers_about_the_past_stay(self) -> None:
        for (member, day), answer in self.answers.items():
            assert answer == self.answer(member, day)


TestCareers = Careers.TestCase
TestCareers.settings = tries(50, steps=40)
