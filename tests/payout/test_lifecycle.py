"""The life of an instruction: a total table, and money that leaves at most once."""

from __future__ import annotations

from itertools import product
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.events import PAYOUT_OUTCOMES, PayoutOutcome
from fenxiao.model.records import PayoutState
from fenxiao.payout.lifecycle import ACTS, DEEDS, LIFECYCLE, OPEN_STATES, STATES, Deed, Step

# A row a state, a column an outcome: submitted, accepted, awaiting_payee, processing, unknown,
# paid, failed, expired, cancelled, returned.
# "." is late (nothing changes), "!" a conflict, else the new state; those that end post.
ENDS = "paid+payout_paid failed+payout_failed expired+payout_failed cancelled+payout_failed"
ENDS += " returned+payout_failed"
TABLE: dict[PayoutState, str] = {
    "requested": "! ! ! ! ! ! ! ! ! !",
    "approved": f"submitted accepted awaiting_payee processing unknown {ENDS}",
    "rejected": "! ! ! ! ! ! . . . !",
    "submitted": f". accepted awaiting_payee processing unknown {ENDS}",
    "accepted": f". . awaiting_payee processing unknown {ENDS}",
    "awaiting_payee": f". . . processing unknown {ENDS}",
    "processing": f". . awaiting_payee . unknown {ENDS}",
    "unknown": f". accepted awaiting_payee processing . {ENDS}",
    "paid": ". . . . . . ! ! ! returned+payout_returned",
    "failed": ". . . . . ! . . . !",
    "expired": ". . . . . ! . . . !",
    "cancelled": ". . . . . ! . . . !",
    "returned": ". . . . . . ! ! ! .",
}
CELLS = [
    pytest.param(state, outcome, cell, id=f"{state}, then {outcome}")
    for state, row in TABLE.items()
    for outcome, cell in zip(PAYOUT_OUTCOMES, row.split(), strict=True)
]
outcomes = st.lists(st.sampled_from(PAYOUT_OUTCOMES), max_size=12)
BACK = ("failed", "expired", "cancelled", "returned")
IN_TRANSIT, BANK, AVAILABLE = "member_in_transit", "bank", "member_available"


@pytest.mark.parametrize(("state", "outcome", "cell"), CELLS)
def test_every_cell(state: PayoutState, outcome: PayoutOutcome, cell: str) -> None:
    step = LIFECYCLE[state, outcome]
    if cell in {".", "!"}:
        assert (("late" if cell == "." else "conflict"), state, None) == step
    else:
        after, _, template = cell.partition("+")
        assert ("move", after, template or None) == step


def test_the_table_is_total() -> None:
    assert set(product(STATES, PAYOUT_OUTCOMES)) == set(LIFECYCLE)
    assert set(TABLE) == set(STATES)


def follow(told: list[PayoutOutcome]) -> tuple[PayoutState, list[Step]]:
    state: PayoutState = "approved"
    steps = []
    for outcome in told:
        steps.append(LIFECYCLE[state, outcome])
        state = steps[-1].state
    return state, steps


def balances(steps: list[Step]) -> dict[str, int]:
    """Return what one unit leaves on each account, from the withdrawal on."""
    left = {IN_TRANSIT: 0, BANK: 0, AVAILABLE: 0}
    for template in ["withdrawal", *(step.template for step in steps)]:
        for debit, credit in TEMPLATES[template].moves if template else ():
            left[debit] += 1
            left[credit] -= 1
    return left


@given(told=outcomes)
def test_the_books_say_what_the_state_says(told: list[PayoutOutcome]) -> None:
    state, steps = follow(told)
    where = {
        "paid": {IN_TRANSIT: 0, BANK: -1, AVAILABLE: 1},
        **{one: {IN_TRANSIT: 0, BANK: 0, AVAILABLE: 0} for one in BACK},
    }
    on_its_way = {IN_TRANSIT: -1, BANK: 0, AVAILABLE: 1}
    assert where.get(state, on_its_way) == balances(steps)


@given(told=outcomes)
def test_money_leaves_at_most_once(told: list[PayoutOutcome]) -> None:
    posted = [step.template for step in follow(told)[1] if step.template]
    assert posted in ([], ["payout_paid"], ["payout_failed"], ["payout_paid", "payout_returned"])


@given(told=outcomes)
def test_whatever_is_told_again_changes_nothing(told: list[PayoutOutcome]) -> None:
    state, _ = follow(told)
    for outcome in PAYOUT_OUTCOMES:
        first = LIFECYCLE[state, outcome]
        assert LIFECYCLE[first.state, outcome].effect in {"late", "conflict"}


@given(told=outcomes, outcome=st.sampled_from(PAYOUT_OUTCOMES))
def test_only_a_move_changes_or_posts_anything(
    told: list[PayoutOutcome], outcome: PayoutOutcome
) -> None:
    state, _ = follow(told)
    step = LIFECYCLE[state, outcome]
    if step.effect == "move":
        assert step.state != state
    else:
        assert (state, None) == (step.state, step.template)


def test_a_time_out_ends_by_what_the_rail_says_only() -> None:
    leaving = {
        outcome for outcome in PAYOUT_OUTCOMES if LIFECYCLE["unknown", outcome].state != "unknown"
    }
    assert leaving == set(PAYOUT_OUTCOMES) - {"submitted", "unknown"}
    assert {None} == {DEEDS["unknown", act].state for act in ACTS if act != "submit"}


def test_a_failure_that_turns_out_paid_is_for_a_person() -> None:
    assert LIFECYCLE["failed", "paid"].effect == "conflict"
    assert LIFECYCLE["paid", "failed"].effect == "conflict"


# A row a state, a column an act: approve, reject, cancel, submit, retry; "!" is refused.
ACTED: dict[PayoutState, str] = {
    "requested": "approved rejected+withdrawal_back cancelled+withdrawal_back ! !",
    "approved": "! ! ! submitted !",
    "submitted": "! ! ! submitted !",
    "accepted": "! ! ! accepted !",
    "awaiting_payee": "! ! ! awaiting_payee !",
    "processing": "! ! ! processing !",
    "unknown": "! ! ! unknown !",
    "failed": "! ! ! ! approved+withdrawal",
    "expired": "! ! ! ! approved+withdrawal",
    "returned": "! ! ! ! approved+withdrawal",
    **dict.fromkeys(("rejected", "paid", "cancelled"), "! ! ! ! !"),
}


def deed(cell: str) -> Deed:
    state, _, template = cell.partition("+")
    return Deed(None) if cell == "!" else Deed(cast("PayoutState", state), template or None)


def test_the_table_of_acts_is_total_and_these() -> None:
    expected = {
        (state, act): deed(cell)
        for state, row in ACTED.items()
        for act, cell in zip(ACTS, row.split(), strict=True)
    }
    assert expected == DEEDS
    assert set(product(STATES, ACTS)) == set(DEEDS)


def test_nothing_moves_an_attempt_that_another_may_follow() -> None:
    may_be_retried = [state for state in STATES if DEEDS[state, "retry"].state is not None]
    steps = [LIFECYCLE[cell] for cell in product(may_be_retried, PAYOUT_OUTCOMES)]
    assert ["failed", "expired", "returned"] == may_be_retried
    assert {"late", "conflict"} == {step.effect for step in steps}


def test_money_is_on_its_way_in_the_states_that_can_still_end() -> None:
    ends = {state for state in STATES if LIFECYCLE[state, "paid"].effect == "move"}
    assert {"requested", *ends} == set(OPEN_STATES)
