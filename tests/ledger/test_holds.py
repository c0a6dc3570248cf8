"""The life of a hold: a table that is whole, and money that is all told for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.ledger.holds import HOLD_LIFE, HOLD_STATES, HOLD_STEPS, HoldStep, step_hold
from fenxiao.model.hold_records import Hold, HoldState

STEPS = st.lists(st.tuples(st.sampled_from(HOLD_STEPS), st.integers(0, 60)), max_size=8)


def hold(amount_minor: int = 100, state: HoldState = "open", posted_minor: int = 0) -> Hold:
    about = ("h1", "m1", "u1", "CNY", "balance", "o1")
    return Hold(*about, amount_minor, posted_minor, 0, state, 0, 0, None)


def test_every_state_has_every_step() -> None:
    assert {(state, step) for state in HOLD_STATES for step in HOLD_STEPS} == set(HOLD_LIFE)


@pytest.mark.parametrize("state", HOLD_STATES)
@pytest.mark.parametrize("step", HOLD_STEPS)
def test_only_what_is_open_moves(state: HoldState, step: HoldStep) -> None:
    found = step_hold(hold(state=state, posted_minor=40), step, 0, 9)
    assert (found is None) == (state != "open")


@pytest.mark.parametrize(
    ("step", "amount_minor", "expected"),
    [
        pytest.param("post", 30, ("open", 30, 30, 0), id="a part"),
        pytest.param("post", 100, ("posted", 100, 100, 0), id="all of it ends it"),
        pytest.param("post_last", 30, ("posted", 30, 30, 70), id="the last part"),
        pytest.param("post_last", 100, ("posted", 100, 100, 0), id="all, and the last"),
        pytest.param("void", 0, ("voided", 0, 0, 100), id="given up"),
        pytest.param("expire", 0, ("expired", 0, 0, 100), id="its time is over"),
    ],
)
def test_examples(step: HoldStep, amount_minor: int, expected: tuple[object, ...]) -> None:
    move = step_hold(hold(), step, amount_minor, 9)
    assert move is not None
    assert (*expected, 9) == (
        move.hold.state,
        move.hold.posted_minor,
        move.posted_minor,
        move.back_minor,
        move.hold.updated_us,
    )


@given(amount_minor=st.integers(1, 200), steps=STEPS)
def test_what_is_posted_goes_back_and_is_left_is_what_was_reserved(
    amount_minor: int, steps: list[tuple[HoldStep, int]]
) -> None:
    now, posted_minor, back_minor = hold(amount_minor), 0, 0
    for step, wanted_minor in steps:
        is_posting = step in ("post", "post_last")
        amount = min(wanted_minor, now.left_minor) if is_posting else 0
        move = step_hold(now, step, amount, 0)
        if move is None:
            assert now.state != "open"
            continue
        now = move.hold
        posted_minor += move.posted_minor
        back_minor += move.back_minor
        assert (now.state == "open") == (now.left_minor > 0)
        assert amount_minor == posted_minor + back_minor + now.left_minor
    assert now.posted_minor == posted_minor <= amount_minor
