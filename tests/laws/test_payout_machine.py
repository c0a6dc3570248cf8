"""Withdrawals, approvals and a rail that says anything, in random steps, against a model.

After every step:

1. The accounts of each payer and currency sum to 0.
2. What is available is what was given, less what withdrawals have taken and not given back.
3. In transit is exactly the gross of the open instructions.
4. The bank is exactly the net of what is paid, the fees those of what is paid or kept.
5. Each attempt is paid at most once, and an instruction is not paid after it came back.
6. A key stands for one body for ever, and each attempt has its own.
7. What needs approval was approved by enough persons, none of them the maker, exactly as it is.
8. A batch that waits is what is in it.
9. Each event is refused exactly where the model says so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from fenxiao.model.border import load_event
from fenxiao.model.contract import Decision
from fenxiao.model.events import PAYOUT_OUTCOMES, Event, PayoutOutcome
from fenxiao.model.payout_records import PayoutBatch
from fenxiao.model.payouts import BatchDecision
from fenxiao.model.records import Payout
from fenxiao.payout.approval import batch_digest
from fenxiao.payout.policy import Tier, WithdrawalFee
from fenxiao.settlement.book import Book
from tests.support.build import instruction_id, withdraw
from tests.support.invariants import check_trial_balance
from tests.support.model import OPEN, next_state
from tests.support.operations import adjust
from tests.support.payouts import cancel, decide_on, propose, reject, retry, ruled, said, submit
from tests.support.stories import tries

pytestmark = pytest.mark.slow

AUTOMATIC_BELOW, FEE, MINIMUM, DAY_MOST = 100, 3, 10, 4
POLICY = ruled(
    minimum_minor=MINIMUM,
    automatic_below_minor=AUTOMATIC_BELOW,
    day_most_count=DAY_MOST,
    fee=WithdrawalFee(fixed_minor=FEE, is_kept_on_return=True),
    tiers=(Tier(up_to_minor=300), Tier(checkers=2)),
)
PEOPLE = ("maker", "c1", "c2", "c3")
MEMBERS = ("u0", "u1", "u2")
numbers = st.integers(0, 10_000)
outcomes = st.sampled_from(PAYOUT_OUTCOMES)


@dataclass
class Asked:
    """An instruction as the model sees it."""

    member: str
    gross: int
    day: int
    state: str
    fee: int = FEE
    attempt: int = 1
    ended: list[str] = field(default_factory=list)
    was_paid: bool = False
    fees_kept: int = 0
    batch: str | None = None
    rail: str | None = None
    reference: str | None = None

    @property
    def net(self) -> int:
        return self.gross - FEE

    @property
    def out(self) -> int:
        """What it takes of the wallet now."""
        return self.net + self.fee


class Payouts(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.book = Book(POLICY)
        self.given: Counter[str] = Counter()
        self.asked: dict[str, Asked] = {}
        self.batches: list[str] = []
        self.approvers: dict[str, list[str]] = {}
        self.seen: list[PayoutBatch] = []
        self.bodies: dict[str, tuple[str, int, str]] = {}
        self.fed: list[Event] = []
        self.day = 0

    def next_id(self) -> str:
        return f"e{len(self.fed)}"

    def feed(self, event: Event, code: str | None = None) -> Decision:
        note(repr(event))
        decision = self.book.apply(event)
        self.fed.append(event)
        assert code == (decision.refusal.code if decision.refusal else None), decision.refusal
        return decision

    def available(self, member: str) -> int:
        taken = 0
        for one in self.asked.values():
            if one.member == member:
                is_out = one.state in OPEN | {"requested", "paid"}
                taken += one.fees_kept + (one.out if is_out else 0)
        return self.given[member] - taken

    def pick(self, number: int) -> tuple[str, Asked]:
        names = sorted(self.asked)
        name = names[number % len(names)]
        return name, self.asked[name]

    def batch(self, name: str) -> PayoutBatch:
        record, _ = self.book.rows["batch", name]
        assert isinstance(record, PayoutBatch)
        return record

    @rule(days=st.integers(0, 1))
    def time_passes(self, days: int) -> None:
        self.day += days

    @rule(member=st.sampled_from(MEMBERS), amount=st.integers(50, 900))
    def money_comes(self, member: str, amount: int) -> None:
        self.feed(adjust(member, amount, day=self.day, event_id=self.next_id()))
        self.given[member] += amount

    @rule(member=st.sampled_from(MEMBERS), amount=st.integers(1, 400))
    def ask(self, member: str, amount: int) -> None:
        today = [
            one
            for one in self.asked.values()
            if (one.member, one.day) == (member, self.day)
            and one.state in OPEN | {"requested", "paid"}
        ]
        broken = ["payout.below_minimum"] * (amount < MINIMUM)
        broken += ["payout.exceeds_available"] * (amount > self.available(member))
        broken += ["payout.day_count"] * (len(today) >= DAY_MOST)
        broken += ["payout.nothing_left"] * (amount <= FEE)
        name = self.next_id()
        code = broken[0] if len(broken) == 1 else "payout.broken_rules" if broken else None
        decision = self.feed(withdraw(member, amount, day=self.day, event_id=name), code)
        if len(broken) > 1:
            assert broken == [one.code for one in decision.findings]
        if not broken:
            state = "approved" if amount < AUTOMATIC_BELOW else "requested"
            self.asked[instruction_id(name)] = Asked(member, amount, self.day, state)

    @rule(number=numbers, by=st.sampled_from(["member", "person"]))
    def turn_down(self, number: int, by: str) -> None:
        if not self.asked:
            return
        name, one = self.pick(number)
        batch = self.batch(one.batch) if one.batch is not None else None
        code = None
        if one.state != "requested":
            code = "payout.wrong_state"
        elif by == "member" and batch is not None:
            code = "payout.in_batch"
        elif batch is not None and batch.state != "proposed":
            code = "payout.batch_state"
        if by == "member":
            self.feed(cancel(name, day=self.day, event_id=self.next_id()), code)
        else:
            self.feed(reject(name, day=self.day, event_id=self.next_id()), code)
            if code is None and one.batch is not None:
                self.approvers[one.batch] = []
        if code is None:
            one.state = "cancelled" if by == "member" else "rejected"

    @rule(limit=st.sampled_from([1, 2, 500]))
    def propose(self, limit: int) -> None:
        name = f"b{len(self.batches)}"
        free = [
            one for one in self.asked.values() if one.state == "requested" and one.batch is None
        ]
        code = None if free else "payout.nothing_requested"
        event = propose(name, day=self.day, limit=limit, event_id=self.next_id())
        self.feed(event, code)
        if code is None:
            self.batches.append(name)
            self.approvers[name] = []
            self.note_batches()

    def note_batches(self) -> None:
        """Take over which instruction is in which batch; the model does not page."""
        for payout in self.book.payouts():
            self.asked[payout.instruction_id].batch = payout.batch_id

    @rule(number=numbers)
    def go_on(self, number: int) -> None:
        waiting = self.book.store.waiting
        if not waiting:
            return
        event = load_event(waiting[number % len(waiting)].event_json)
        before = {one.instruction_id: one for one in self.book.payouts()}
        self.feed(event)
        self.note_batches()
        for payout in self.book.payouts():
            was = before[payout.instruction_id]
            if payout.state != was.state:
                self.batch_moved(was, payout)
        for name in self.batches:
            self.seen.append(self.batch(name))

    def batch_moved(self, was: Payout, now: Payout) -> None:
        assert was.batch_id is not None
        batch = self.batch(was.batch_id)
        expected = {"approving": "approved", "rejecting": "rejected"}
        left = {**expected, "approved": "approved", "rejected": "rejected"}
        assert ("requested", left[batch.state]) == (was.state, now.state)
        self.asked[now.instruction_id].state = now.state
        if now.state == "approved":
            people = self.approvers[was.batch_id]
            needed = 1 if batch.total_minor <= 300 else 2
            assert len(set(people)) == len(people) >= needed
            assert batch.maker_id not in people

    @rule(
        number=numbers,
        person=st.sampled_from(PEOPLE),
        decision=st.sampled_from(["approve", "approve", "approve", "reject", "dissolve"]),
        is_stale=st.booleans(),
    )
    def decide(self, number: int, person: str, decision: BatchDecision, is_stale: bool) -> None:
        if not self.batches:
            return
        name = self.batches[-1 - number % len(self.batches) // 2]
        now = self.batch(name)
        old = [one for one in self.seen if one.batch_id == name and one.instruction_count]
        looked_at = old[number % len(old)] if is_stale and old else now
        if not looked_at.instruction_count:
            return
        code = None
        if now.state != "proposed":
            code = "payout.batch_state"
        elif looked_at[6:9] != now[6:9]:
            code = "payout.batch_differs"
        elif decision == "approve" and person in ["maker", *self.approvers[name]]:
            code = "payout.same_person"
        event = decide_on(looked_at, decision, checker_id=person, day=self.day)
        self.feed(replace(event, id=self.next_id(), limit=2), code)
        if code is None and decision == "approve":
            self.approvers[name].append(person)
        self.seen.append(self.batch(name))

    @rule(number=numbers, rail=st.sampled_from(["bank", "bank", "paypal"]))
    def submit(self, number: int, rail: str) -> None:
        if not self.asked:
            return
        name, one = self.pick(number)
        code = None
        if one.state not in OPEN:
            code = "payout.wrong_state"
        elif one.rail not in {None, rail}:
            code = "payout.other_rail"
        self.feed(submit(name, rail, day=self.day, event_id=self.next_id()), code)
        if code is None:
            one.rail = rail
            one.state = "submitted" if one.state == "approved" else one.state

    @rule(
        number=numbers,
        outcome=outcomes,
        attempt=st.sampled_from([0, 0, 0, 0, -1, 1]),
        wrong=st.sampled_from([0, 0, 0, 0, 1, -1]),
        reference=st.sampled_from([None, "r1", "r1", "r2"]),
    )
    def rail_says(
        self, number: int, outcome: PayoutOutcome, attempt: int, wrong: int, reference: str | None
    ) -> None:
        if not self.asked:
            return
        name, one = self.pick(number)
        about = max(1, one.attempt + attempt)
        state = one.state if about >= one.attempt else one.ended[about - 1]
        after = next_state(state, outcome)
        code = None
        if about > one.attempt:
            code = "payout.unknown_attempt"
        elif wrong:
            code = "payout.amount_differs"
        elif (
            state == outcome == "paid"
            and None not in {reference, one.reference}
            and (reference != one.reference)
        ):
            code = "payout.paid_twice"
        elif after == "conflict":
            code = "payout.conflict"
        event = said(
            name,
            outcome,
            one.net + wrong,
            day=self.day,
            attempt=about,
            reference=reference,
            event_id=self.next_id(),
        )
        self.feed(event, code)
        if code is not None or about < one.attempt or after == state:
            return
        one.reference = reference or one.reference
        if after == "returned" and state == "paid":
            one.fees_kept += one.fee
        one.was_paid = after == "paid" or (after == "returned" and state == "paid")
        one.state = after

    @rule(number=numbers)
    def retry(self, number: int) -> None:
        if not self.asked:
            return
        name, one = self.pick(number)
        is_back_after_paid = one.state == "returned" and one.was_paid
        wanted = one.net + (0 if is_back_after_paid else one.fee)
        code = None
        if one.state not in {"failed", "expired", "returned"}:
            code = "payout.wrong_state"
        elif wanted > self.available(one.member):
            code = "payout.exceeds_available"
        self.feed(retry(name, one.member, day=self.day, event_id=self.next_id()), code)
        if code is None:
            one.ended.append(one.state)
            one.fee = 0 if is_back_after_paid else one.fee
            one.attempt += 1
            one.state, one.rail, one.reference, one.was_paid = "approved", None, None, False

    @rule(number=numbers)
    def an_event_comes_again(self, number: int) -> None:
        if not self.fed:
            return
        event = self.fed[number % len(self.fed)]
        if ("event", event.id) in self.book.rows:
            before = dict(self.book.rows)
            assert self.book.apply(event).status in {"replayed", "refused"}
            assert before == dict(self.book.rows)

    @invariant()
    def books(self) -> None:
        check_trial_balance(self.book)
        rows = {row.account: row.amount_minor for row in self.book.trial_balance()}
        paid = [one for one in self.asked.values() if one.state == "paid"]
        assert -sum(one.net for one in paid) == rows.get("bank", 0)
        fees = sum(one.fee for one in paid) + sum(one.fees_kept for one in self.asked.values())
        assert -fees == rows.get("payout_fee", 0)
        for member in MEMBERS:
            wallet = self.book.wallet("m1", member, "CNY")
            mine = [one for one in self.asked.values() if one.member == member]
            on_its_way = sum(one.out for one in mine if one.state in OPEN | {"requested"})
            assert (self.available(member), on_its_way) == (
                wallet.available_minor,
                wallet.in_transit_minor,
            )

    @invariant()
    def instructions(self) -> None:
        for payout in self.book.payouts():
            one = self.asked[payout.instruction_id]
            assert (one.state, one.attempt, one.rail, one.net, one.out) == (
                payout.state,
                payout.attempt,
                payout.rail,
                payout.amount_minor,
                payout.gross_minor,
            )
            body = (payout.member_id, payout.amount_minor, payout.payee_token)
            assert body == self.bodies.setdefault(payout.key, body)
        attempts = sum(one.attempt for one in self.asked.values())
        assert attempts == len(self.bodies)

    @invariant()
    def paid_once(self) -> None:
        posted = Counter((one.subject_id, one.template) for one in self.book.entries)
        for name, one in self.asked.items():
            paid, back = posted[name, "payout_paid"], posted[name, "payout_returned"]
            assert paid - back == (one.state == "paid")
            assert paid <= one.attempt

    @invariant()
    def batches_are_what_is_in_them(self) -> None:
        for name in self.batches:
            batch = self.batch(name)
            if batch.state == "proposed":
                inside = [one for one in self.book.payouts() if one.batch_id == name]
                waiting = [one for one in inside if one.state == "requested"]
                assert batch.instruction_count == len(waiting)
                assert batch.total_minor == sum(one.amount_minor for one in waiting)
                if len(waiting) == len(inside):
                    inside.sort(key=lambda one: (one.payable_us, one.instruction_id))
                    assert batch.digest == batch_digest(batch, inside)


TestPayouts = Payouts.TestCase
TestPayouts.settings = tries(100, steps=50)
