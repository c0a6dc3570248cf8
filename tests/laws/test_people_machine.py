"""Members who are touched, moved and left, in random steps, against a naive model.

After every step:

1. Nobody stands above himself at any instant at which anything changes.
2. At every such instant everybody has the parent that the model says.
3. A circle is refused exactly where the model finds one; a chain that is too long likewise.
4. While facts are told in their order, no answer about the past changes.
5. The row that stands now is the newest of the history.
"""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.contract import Decision
from fenxiao.model.instants import DAY_US, from_us, to_us
from fenxiao.model.records import Node
from fenxiao.settlement.book import Book
from tests.support.build import START_US, at, binding, rebind, settle_fans, touch
from tests.support.people import FOREVER, People, Row
from tests.support.stories import tries

pytestmark = pytest.mark.slow

MEMBERS = "abcdef"
members = st.sampled_from(MEMBERS)
steps = st.integers(-10, 12).map(lambda quarter: quarter / 4)
LATE = {"graph.late"}


class Town(RuleBasedStateMachine):
    @initialize(
        takes=st.sampled_from(["first", "last"]),
        valid_days=st.sampled_from([None, None, 4]),
        is_protected=st.booleans(),
        is_renewed=st.booleans(),
        limit=st.sampled_from([None, None, 2, 3]),
        is_in_order=st.booleans(),
    )
    def open(
        self,
        *,
        takes: Literal["first", "last"],
        valid_days: int | None,
        is_protected: bool,
        is_renewed: bool,
        limit: int | None,
        is_in_order: bool,
    ) -> None:
        self.rule = BindingPolicy(
            takes=takes,
            valid_days=valid_days,
            protected_days=2 if is_protected and takes == "last" else None,
            is_renewed=is_renewed and valid_days is not None,
            max_structural_depth=limit,
            on_leave="lift",
        )
        note(repr(self.rule))
        self.book = Book(binding(self.rule))
        self.people = People()
        self.is_in_order = is_in_order
        self.day = 0.0
        self.count = 0
        self.answers: dict[tuple[str, int], str | None] = {}
        self.protected: dict[str, int] = {}

    def instant(self, step: float) -> float:
        """Return the day of the next event: later than all before, or somewhere about."""
        if self.is_in_order:
            self.day += abs(step) + 0.01
            return self.day
        self.day += 0.3
        return max(0.0, self.day + step)

    def feed(self, kind: str, *names: str | None, day: float, is_whole: bool = True) -> Decision:
        self.count += 1
        name = f"e{self.count}"
        first, second = names
        assert first is not None
        if kind == "touch":
            event = touch(str(second), first, day=day, event_id=name)
            decision = self.book.apply(event)
        elif kind == "rebind":
            moved = rebind(first, second, day=day, with_subtree=is_whole, limit=2, event_id=name)
            decision = self.book.apply(moved)
        else:
            decision = self.book.apply(settle_fans(first, day=day, limit=2, event_id=name))
        note(f"{kind} {names} at {day} whole={is_whole}: {decision.refusal or decision.status}")
        return decision

    def days_from(self, at_us: int) -> int:
        return FOREVER if self.rule.valid_days is None else at_us + self.rule.valid_days * DAY_US

    @rule(sharer=members, visitor=members, step=steps)
    def touch(self, sharer: str, visitor: str, step: float) -> None:
        day = self.instant(step)
        at_us = to_us(at(day))
        decision = self.feed("touch", visitor, sharer, day=day)
        expected, row = self.expect_touch(sharer, visitor, at_us)
        code = decision.refusal.code if decision.refusal else None
        assert code in expected, expected
        if code is None:
            assert row is not None
            self.stand(visitor, row)

    def stand(self, member: str, row: Row) -> None:
        self.people = self.people.with_row(member, row)
        self.protected[member] = row.since + (self.rule.protected_days or 0) * DAY_US

    def expect_touch(  # noqa: PLR0911  # one straight list, from cheap to costly
        self, sharer: str, visitor: str, at_us: int
    ) -> tuple[set[str | None], Row | None]:
        if sharer == visitor:
            return {"graph.self_bind"}, None
        newest = self.people.newest(visitor)
        row = Row(at_us, sharer, self.days_from(at_us))
        if newest is not None:
            is_late = at_us <= newest.since
            has_ended = newest.parent is None or newest.until <= at_us
            if not has_ended:
                is_same = newest.parent == sharer
                if is_same and not (self.rule.is_renewed and not is_late):
                    return {"graph.already_bound"}, None
                if not is_same and self.rule.takes == "first":
                    return {"graph.already_bound"}, None
                if is_late:
                    return {"graph.late"}, None
                if not is_same and at_us < self.protected.get(visitor, 0):
                    return {"graph.protected"}, None
            elif is_late:
                return {"graph.late"}, None
        return self.expect_place(visitor, row)

    def expect_place(self, member: str, row: Row) -> tuple[set[str | None], Row | None]:
        """Say what may follow from where a member would stand."""
        late = LATE if self.was_moved_after(row.since) else set()
        if self.people.with_row(member, row).circle() is not None:
            return {"graph.circle", *late}, None
        limit = self.rule.max_structural_depth
        if limit is not None:
            after = self.people.with_row(member, row)
            instants = [at for at in after.instants() if row.since <= at < row.until]
            above = max(len(after.upline(member, at)) for at in instants)
            if above + self.people.height(member) > limit:
                return {"graph.too_deep", *late}, None
        return {None, *late}, row

    def was_moved_after(self, at_us: int) -> bool:
        """Say whether anybody whom a bid could meet was moved after its instant."""
        return any(
            len(history) > 1 and max(history).since > at_us for history in self.people.told.values()
        )

    @rule(member=members, parent=members | st.none(), step=steps)
    def move(self, member: str, parent: str | None, step: float) -> None:
        day = self.instant(step)
        at_us = to_us(at(day))
        decision = self.feed("rebind", member, parent, day=day)
        code = decision.refusal.code if decision.refusal else None
        newest = self.people.newest(member)
        stands = newest is not None and newest.until > at_us and newest.parent is not None
        if parent == member:
            assert "graph.self_bind" == code
        elif newest is not None and at_us <= newest.since:
            assert "graph.late" == code
        elif parent is None:
            assert (None if stands else "graph.not_bound") == code
            if stands:
                self.people = self.people.with_row(member, Row(at_us, None))
        elif stands and newest is not None and newest.parent == parent:
            assert "graph.already_bound" == code
        else:
            expected, row = self.expect_place(member, Row(at_us, parent, self.days_from(at_us)))
            assert code in expected, expected
            if code is None:
                assert row is not None
                self.stand(member, row)

    @rule(member=members, parent=members | st.none(), step=steps)
    def move_alone(self, member: str, parent: str | None, step: float) -> None:
        day = self.instant(step)
        first = self.feed("rebind", member, parent, day=day, is_whole=False)
        list(self.book.resume())
        self.take_over(first, day)
        if first.refusal is None and self.is_in_order and not self.book.store.waiting:
            fans = self.book.children(member, "customer", at(day))
            assert () == fans

    @rule(member=members, step=steps)
    def leave(self, member: str, step: float) -> None:
        day = self.instant(step)
        first = self.feed("leave", member, None, day=day)
        list(self.book.resume())
        self.take_over(first, day)

    def take_over(self, first: Decision, day: float) -> None:
        """Believe what was lifted, after looking at it: no fan reaches anybody new."""
        before, self.people = self.people, People()
        for member in MEMBERS:
            rows = [
                Row(one.since_us, one.parent_id, one.until_us or FOREVER)
                for one in self.book.store.history("customer", member)
            ]
            if rows:
                self.people.told[member] = rows
            old = before.told.get(member, [])
            assert old == rows[: len(old)]
            added = self.book.store.history("customer", member)[len(old) :]
            for one in added:
                assert first.refusal is None
                if one.cause == "rebind":
                    self.protected[member] = one.since_us + (
                        (self.rule.protected_days or 0) * DAY_US
                    )
                if one.cause == "lift" and one.parent_id is not None:
                    assert one.parent_id in before.upline(member, one.since_us)
                assert one.since_us >= to_us(at(day))

    @invariant()
    def nobody_stands_above_himself(self) -> None:
        assert self.people.circle() is None

    @invariant()
    def everybody_stands_where_he_should(self) -> None:
        for at_us in [START_US, *self.people.instants()]:
            for member in MEMBERS:
                found = self.book.upline(member, "customer", from_us(at_us), limit=9)
                assert self.people.upline(member, at_us) == list(found)

    @invariant()
    def the_past_stays_as_it_was(self) -> None:
        if not self.is_in_order:
            return
        now_us = to_us(at(self.day))
        for (member, at_us), parent in self.answers.items():
            assert parent == self.people.parent(member, at_us)
        for at_us in self.people.instants():
            if at_us <= now_us:
                for member in MEMBERS:
                    self.answers[member, at_us] = self.people.parent(member, at_us)

    @invariant()
    def the_row_that_stands_is_the_newest(self) -> None:
        for node in self.book.nodes():
            assert isinstance(node, Node)
            newest = self.people.newest(node.member_id)
            if newest is None:
                assert (None, 0) == (node.parent_id, node.changes)
            else:
                found = (node.bound_us, node.parent_id, node.until_us or FOREVER)
                assert newest == found
                assert len(self.people.told[node.member_id]) == node.changes


TestTown = Town.TestCase
TestTown.settings = tries(200, steps=30)
