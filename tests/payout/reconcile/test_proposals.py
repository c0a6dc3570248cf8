"""Proposals: only where all agrees, and never more than proposed."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.payout.reconcile.lines import ReconcileTerms
from fenxiao.payout.reconcile.proposals import Proposal, propose
from tests.payout.reconcile.samples import instructed, line

TERMS = ReconcileTerms(window_days=2)
A, B = instructed("a").payout, instructed("b").payout


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, ("a",), id="all agrees"),
        pytest.param({"amount_minor": 101}, (), id="another amount"),
        pytest.param({"currency": "USD"}, (), id="another currency"),
        pytest.param({"payee_token": "t2"}, (), id="another payee"),
        pytest.param({"payer_id": "other"}, (), id="another payer"),
        pytest.param({"on": 8}, ("a",), id="two days before it was asked for"),
        pytest.param({"on": 7}, (), id="three days before"),
        pytest.param({"on": 13}, ("a",), id="two days after the rail's word"),
        pytest.param({"on": 14}, (), id="three days after"),
    ],
)
def test_who_is_proposed(changes: dict[str, Any], expected: tuple[str, ...]) -> None:
    told = (
        line("l", payee_token="t1", **{"on": 11, **changes})
        if "payee_token" not in changes
        else line("l", **changes)
    )
    found = propose([told], [A], TERMS)
    assert tuple(name for one in found for name in one.instruction_ids) == expected


def test_two_instructions_that_fit_are_a_tie() -> None:
    (found,) = propose([line("l", payee_token="t1")], [B, A], TERMS)
    assert found == Proposal("l", ("a", "b"))
    assert found.is_tie


def test_two_lines_that_fit_name_each_other() -> None:
    lines = [line("l2", payee_token="t1"), line("l1", payee_token="t1")]
    found = propose(lines, [A], TERMS)
    assert found == (Proposal("l1", ("a",), ("l2",)), Proposal("l2", ("a",), ("l1",)))
    assert all(one.is_tie for one in found)


def test_one_that_fits_alone_is_no_tie() -> None:
    (found,) = propose([line("l", payee_token="t1")], [A], TERMS)
    assert not found.is_tie
