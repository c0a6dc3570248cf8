"""The codes of withdrawals and payouts: each new one provoked, each naming all that it says."""

from __future__ import annotations

from string import Formatter

import pytest

from fenxiao.errors import CODES
from fenxiao.errors.payout_codes import PAYOUTS
from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import POLICY
from tests.support.operations import open_payout
from tests.support.payouts import cancel, said

RETRIED = {"payout.unknown", "payout.fold_first", "payout.unknown_attempt"}
REFUSED: dict[str, tuple[Policy, list[Event]]] = {
    "payout.unknown_attempt": (
        POLICY,
        [open_payout("u1", 5), said("old u1", "paid", 5, attempt=2)],
    ),
    "payout.wrong_state": (POLICY, [open_payout("u1", 5), cancel("old u1")]),
}
"""By code: a policy, and events of which the last is refused; tests/test_errors.py has others."""


def test_each_is_in_the_table_once() -> None:
    codes = [code for code, *_ in PAYOUTS]
    assert sorted(set(codes)) == sorted(codes)
    assert set(codes) <= set(CODES)


def test_only_what_may_be_true_later_is_fed_again() -> None:
    assert RETRIED == {code for code, kind, *_ in PAYOUTS if kind == "retry"}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_has_the_facts_that_its_message_names(code: str) -> None:
    policy, events = REFUSED[code]
    book = Book(policy)
    refusal = [book.apply(event) for event in events][-1].refusal
    assert refusal is not None
    row = CODES[code]
    names = {name for _, name, _, _ in Formatter().parse(row.message + row.hint) if name}
    assert (code, names) == (refusal.code, set(dict(refusal.facts)))
    assert refusal.message.endswith(".")
