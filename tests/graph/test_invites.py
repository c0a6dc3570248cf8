"""Life of an invite: a total table, in which no code is used twice."""

from __future__ import annotations

from typing import get_args

import pytest

from fenxiao.errors import CODES
from fenxiao.graph.invites import (
    HAPPENINGS,
    INVITE_STATES,
    LIFE,
    counted,
    is_over,
    refuse_step,
    step_of,
)
from fenxiao.model.invite_records import Invite, InviteState, Quota

STATES: tuple[InviteState | None, ...] = (None, *INVITE_STATES)
OPEN = Invite("c1", "u1", "team", "issued", 0, 10, None, None, None)


def invite_in(state: InviteState | None) -> Invite | None:
    return None if state is None else OPEN._replace(state=state, bearer_id="u2")


def test_every_cell_is_filled() -> None:
    assert {(state, one) for state in STATES for one in HAPPENINGS} == set(LIFE)
    assert get_args(InviteState) == INVITE_STATES


@pytest.mark.parametrize("cell", LIFE, ids=str)
def test_a_cell_either_moves_the_code_or_is_refused_with_all_its_facts(
    cell: tuple[InviteState | None, str],
) -> None:
    step = LIFE[cell]  # type: ignore[index]  # the cells of the table itself
    assert (step.state is None) == (step.refusal is not None)
    refusal = refuse_step("c1", invite_in(cell[0]), step)
    assert step.refusal == (refusal.code if refusal else None)
    if refusal is not None:
        assert '"c1"' in refusal.message
        assert refusal.hint
        assert "error" != CODES[refusal.code].kind


@pytest.mark.parametrize("state", INVITE_STATES)
def test_no_code_is_issued_again(state: InviteState) -> None:
    assert LIFE[state, "issue"].refusal is not None


def test_only_an_open_code_is_redeemed_and_only_in_time() -> None:
    taken = {cell for cell, step in LIFE.items() if step.state == "redeemed"}
    assert {("issued", "redeem")} == taken


def test_uses_and_seats_never_fall_below_nothing() -> None:
    """Walk every path: what a code adds to its issuer's counts is 0 or 1, never else."""
    walks: list[tuple[InviteState | None, int, int]] = [(None, 0, 0)]
    seen = set(walks)
    while walks:
        state, used, freed = walks.pop()
        assert 0 <= freed <= used <= 1
        for happening in HAPPENINGS:
            step = LIFE[state, happening]
            if step.state is not None:
                found = (step.state, used + step.used, freed + step.freed)
                if found not in seen:
                    seen.add(found)
                    walks.append(found)
    assert set(STATES) == {state for state, _, _ in seen}


def test_days_are_over_at_their_end() -> None:
    assert [False, True] == [is_over(OPEN, at_us) for at_us in (9, 10)]
    assert not is_over(OPEN._replace(until_us=None), 10**18)
    assert not is_over(None, 0)


def test_a_step_is_counted_in_the_quota() -> None:
    quota = counted(Quota("u1", "CNY", 5, 0, 0), step_of(None, "issue"))
    assert Quota("u1", "CNY", 5, 1, 0) == quota
    assert Quota("u1", "CNY", 5, 0, 0) == counted(quota, step_of(OPEN, "expire"))
