"""Approval: exactly what is signed, by whom, and when that is enough."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.payout_records import PayoutBatch
from fenxiao.model.records import Payout
from fenxiao.payout.approval import (
    APPLIED,
    batch_digest,
    decide_batch,
    open_batch,
    refuse_decision,
    take_in,
    take_out,
)
from fenxiao.payout.policy import Tier
from tests.support.payouts import decide_on, propose

PAYOUT = Payout("I0", "K0", "m1", "u1", "CNY", 90, "t1", "requested", 0, 0, None)
PAYOUTS = [PAYOUT._replace(instruction_id=f"I{n}", key=f"K{n}") for n in range(3)]
CHANGES: dict[str, Any] = {
    "instruction_id": "I9",
    "key": "K9",
    "attempt": 2,
    "member_id": "u9",
    "amount_minor": 91,
    "fee_minor": 1,
    "tax_minor": 1,
    "payee_token": "t9",
}


def batch_with(*payouts: Payout) -> PayoutBatch:
    batch = open_batch(propose())
    for payout in payouts:
        batch = take_in(batch, payout)
    return batch._replace(state="proposed")


BATCH = batch_with(*PAYOUTS)


def test_it_counts_and_adds_up_what_leaves_to_payees() -> None:
    taxed = PAYOUT._replace(fee_minor=5, tax_minor=7)
    assert (1, 90) == batch_with(taxed)[6:8]
    assert (3, 270) == (BATCH.instruction_count, BATCH.total_minor)


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("place", range(3))
def test_a_change_of_one_instruction_is_another_digest(field: str, place: int) -> None:
    changed = [*PAYOUTS]
    changed[place] = changed[place]._replace(**{field: CHANGES[field]})
    assert batch_with(*changed).digest != BATCH.digest
    assert batch_with(*changed).digest == batch_digest(BATCH, changed)


@given(order=st.permutations(range(3)))
def test_the_order_counts(order: list[int]) -> None:
    is_same = batch_with(*(PAYOUTS[n] for n in order)).digest == BATCH.digest
    assert is_same is (order == [0, 1, 2])


def test_another_batch_of_the_same_has_another_digest() -> None:
    for other in (propose("b2"), propose(maker_id="m9"), propose(currency="USD")):
        batch = open_batch(other)
        for payout in PAYOUTS:
            batch = take_in(batch, payout)
        assert batch.digest != BATCH.digest


def test_what_is_taken_out_leaves_another_digest_and_nobody_has_approved_that() -> None:
    noted = decide_batch(BATCH, decide_on(BATCH), Tier(checkers=2))
    left = take_out(noted, PAYOUTS[1])
    assert (2, 180, (), "proposed") == (
        left.instruction_count,
        left.total_minor,
        left.approvals,
        left.state,
    )
    assert left.digest == batch_digest(BATCH, PAYOUTS, [PAYOUTS[1]])
    assert left.digest not in {BATCH.digest, batch_with(PAYOUTS[0], PAYOUTS[2]).digest}
    empty = take_out(take_out(left, PAYOUTS[0]), PAYOUTS[2])
    assert ("rejected", 0, 0) == (empty.state, empty.instruction_count, empty.total_minor)


@pytest.mark.parametrize(
    "fields", [{"instruction_count": 4}, {"total_minor": 271}, {"digest": "x"}]
)
@pytest.mark.parametrize("decision", ["approve", "reject", "dissolve"])
def test_who_decides_names_exactly_what_is_there(decision: str, fields: dict[str, object]) -> None:
    event = decide_on(BATCH, decision)  # type: ignore[arg-type]  # a decision by its name
    assert refuse_decision(BATCH, event) is None
    refusal = refuse_decision(BATCH, replace(event, **fields))  # type: ignore[arg-type]  # by name
    assert refusal is not None
    assert "payout.batch_differs" == refusal.code


def test_who_proposed_or_approved_approves_nothing_more_but_may_reject() -> None:
    noted = decide_batch(BATCH, decide_on(BATCH, checker_id="c1"), Tier(checkers=3))
    for name in ("maker", "c1"):
        refusal = refuse_decision(noted, decide_on(noted, checker_id=name))
        assert refusal is not None
        assert "payout.same_person" == refusal.code
        assert refuse_decision(noted, decide_on(noted, "reject", checker_id=name)) is None
    assert refuse_decision(noted, decide_on(noted, checker_id="c2")) is None


@pytest.mark.parametrize("state", ["collecting", *APPLIED, "approved", "rejected", "dissolved"])
def test_only_what_waits_is_decided(state: str) -> None:
    batch = BATCH._replace(state=state)  # type: ignore[arg-type]  # a state by its name
    refusal = refuse_decision(batch, decide_on(batch))
    assert refusal is not None
    assert ("payout.batch_state", state) == (refusal.code, dict(refusal.facts)["state"])


@pytest.mark.parametrize(
    ("tier", "roles", "expected"),
    [
        (Tier(), [None], "approving"),
        (Tier(checkers=2), [None], "proposed"),
        (Tier(checkers=2), [None, None], "approving"),
        (Tier(roles=("finance",)), ["sales"], "proposed"),
        (Tier(roles=("finance",)), ["sales", "finance"], "approving"),
        (Tier(checkers=2, roles=("finance", "boss")), ["finance", "finance"], "proposed"),
        (Tier(checkers=2, roles=("finance", "boss")), ["boss", "finance"], "approving"),
        (Tier(checkers=3, roles=("boss",)), ["boss", "finance"], "proposed"),
    ],
)
def test_when_it_is_enough(tier: Tier, roles: list[str | None], expected: str) -> None:
    batch = BATCH
    for number, role in enumerate(roles):
        assert "proposed" == batch.state
        batch = decide_batch(batch, decide_on(batch, checker_id=f"c{number}", role=role), tier)
    assert expected == batch.state
    assert [role or "" for role in roles] == [one.role for one in batch.approvals]
    assert (batch.decided_us is not None) is (expected == "approving")


@pytest.mark.parametrize(
    ("decision", "state"), [("reject", "rejecting"), ("dissolve", "dissolving")]
)
def test_one_person_rejects_or_dissolves(decision: str, state: str) -> None:
    event = decide_on(BATCH, decision)  # type: ignore[arg-type]  # a decision by its name
    ended = decide_batch(BATCH, event, Tier(checkers=9))
    assert (state, "not now", ()) == (ended.state, ended.reason, ended.approvals)
