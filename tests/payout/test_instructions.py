"""Instructions: keys that follow from the request, and what a result does to them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.events import PAYOUT_OUTCOMES, PayoutOutcome, PayoutResult, WithdrawalRequested
from fenxiao.model.instants import to_us
from fenxiao.model.records import Payout, PayoutState
from fenxiao.payout.instructions import Terms, follow, instruct, refuse_result
from fenxiao.payout.lifecycle import LIFECYCLE, STATES
from tests.model.strategies import amounts, ids

AT = datetime(2024, 6, 18, tzinfo=UTC)
REQUEST = WithdrawalRequested(
    id="w1", at=AT, payer_id="m1", member_id="u1", currency="CNY", payee_token="t1"
)
FREE = Terms(payable_us=to_us(AT))
PAYOUT = instruct(REQUEST, 1_234, FREE)
states = st.sampled_from(STATES)
outcomes = st.sampled_from(PAYOUT_OUTCOMES)


def result(outcome: PayoutOutcome, *, reference: str | None = None) -> PayoutResult:
    return PayoutResult(
        id="r1",
        at=AT + timedelta(seconds=1),
        instruction_id=PAYOUT.instruction_id,
        outcome=outcome,
        amount_minor=1_234,
        currency="CNY",
        reference=reference,
    )


def test_an_instruction_says_whom_to_pay_what() -> None:
    assert PAYOUT[2:] == (
        "m1",
        "u1",
        "CNY",
        1_234,
        "t1",
        "approved",
        to_us(AT),
        to_us(AT),
        None,
        *(0, 0, 1, None, None, to_us(AT), None, (), False),
    )


@given(event_id=ids, amount_minor=amounts, token=ids)
def test_the_key_follows_from_the_request_alone(
    event_id: str, amount_minor: int, token: str
) -> None:
    one = instruct(replace(REQUEST, id=event_id), 1_234, FREE)
    other = instruct(replace(REQUEST, id=event_id, payee_token=token), amount_minor, FREE)
    assert one[:2] == other[:2]
    assert re.fullmatch("[0-9A-Z]{1,30}", one.key)
    assert one.key != one.instruction_id


@given(one=ids, other=ids)
def test_different_requests_have_different_keys(one: str, other: str) -> None:
    made = [instruct(replace(REQUEST, id=event_id), 1, FREE) for event_id in (one, other)]
    assert (one == other) is (made[0].key == made[1].key)
    assert (one == other) is (made[0].instruction_id == made[1].instruction_id)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("outcome", PAYOUT_OUTCOMES)
def test_only_conflicts_are_refused(state: PayoutState, outcome: PayoutOutcome) -> None:
    refusal = refuse_result(PAYOUT._replace(state=state), result(outcome))
    if LIFECYCLE[state, outcome].effect == "conflict":
        assert refusal is not None
        assert refusal.code == "payout.conflict"
        assert dict(refusal.facts) == {
            "instruction_id": PAYOUT.instruction_id,
            "state": state,
            "outcome": outcome,
        }
    else:
        assert refusal is None


@pytest.mark.parametrize("outcome", PAYOUT_OUTCOMES)
@pytest.mark.parametrize(("amount_minor", "currency"), [(1_233, "CNY"), (1_234, "USD")])
def test_a_result_over_another_amount_is_refused(
    outcome: PayoutOutcome, amount_minor: int, currency: str
) -> None:
    told = replace(result(outcome), amount_minor=amount_minor, currency=currency)
    refusal = refuse_result(PAYOUT, told)
    assert refusal is not None
    assert refusal.code == "payout.amount_differs"
    assert f"got {amount_minor} of {currency}." in refusal.message


@given(state=states, outcome=outcomes)
def test_a_result_moves_state_and_instant_and_nothing_else(
    state: PayoutState, outcome: PayoutOutcome
) -> None:
    before = PAYOUT._replace(state=state)
    step, after = follow(before, result(outcome))
    assert LIFECYCLE[state, outcome] == step
    moved: Payout = before
    if step.effect == "move":
        moved = before._replace(state=step.state, updated_us=to_us(AT) + 1_000_000)
    assert moved == after


def test_the_rails_reference_is_kept_until_it_gives_another() -> None:
    _, sent = follow(PAYOUT, result("submitted", reference="r1"))
    _, paid = follow(sent, result("paid"))
    _, back = follow(paid, result("returned", reference="r2"))
    assert ["r1", "r1", "r2"] == [one.reference for one in (sent, paid, back)]
