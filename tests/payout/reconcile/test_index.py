"""Whose line it is: the key first, then the reference, and nobody's by its amount."""

from __future__ import annotations

import pytest

from fenxiao.payout.reconcile.breaks import Break
from fenxiao.payout.reconcile.index import Owner, build_index, find_owner
from fenxiao.payout.reconcile.lines import StatementLine
from tests.payout.reconcile.samples import instructed, line

KNOWN = [
    instructed("a", earlier=("K-a-1",)),
    instructed("b", batch="B1"),
    instructed("c", reference="R-shared"),
    instructed("d", reference="R-shared"),
    instructed("e", reference=None),
]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(line("l", key="K-a"), Owner("key", "K-a", "a"), id="by key"),
        pytest.param(line("l", key="K-a-1"), Owner("key", "K-a-1", "a"), id="by an older key"),
        pytest.param(line("l", reference="R-a"), Owner("reference", "K-a", "a"), id="by reference"),
        pytest.param(
            line("l", key="K-x", reference="R-a"),
            Owner("reference", "K-a", "a"),
            id="by reference where the key is none of ours",
        ),
        pytest.param(
            line("l", key="K-a", reference="R-x"),
            Owner("key", "K-a", "a"),
            id="by key where the reference is none that we know",
        ),
        pytest.param(line("l", key="B1"), Owner("batch", "B1"), id="by the key of its batch"),
    ],
)
def test_a_line_finds_its_owner(told: StatementLine, expected: Owner) -> None:
    assert find_owner(told, build_index(KNOWN)) == expected


@pytest.mark.parametrize(
    ("told", "kind", "name"),
    [
        pytest.param(line("l", key="K-x"), "unknown_key", "", id="a key that nobody has"),
        pytest.param(line("l", reference="R-x"), "unknown_key", "", id="a strange reference"),
        pytest.param(line("l"), "no_key", "", id="nothing at all"),
        pytest.param(line("l", reference="R-shared"), "unknown_key", "", id="a reference of two"),
        pytest.param(
            line("l", key="K-a", reference="R-b"), "reference_differs", "a", id="two owners"
        ),
        pytest.param(
            line("l", key="K-a", payer_id="other"), "payer_differs", "a", id="another payer"
        ),
        pytest.param(
            line("l", key="B1", payer_id="other"), "payer_differs", "b", id="a batch of another"
        ),
        pytest.param(line("l", "charge"), "charge_unexpected", "", id="a charge for nothing"),
    ],
)
def test_a_line_that_is_nobodys_says_why(told: StatementLine, kind: str, name: str) -> None:
    found = find_owner(told, build_index(KNOWN))
    assert isinstance(found, Break)
    assert (found.kind, found.line_id, found.instruction_id) == (kind, "l", name)
    assert found.got_minor == 100
