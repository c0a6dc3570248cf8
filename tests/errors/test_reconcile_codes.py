"""The codes of reconciliation: one family; each is found or raised, with all its facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from string import Formatter

import pytest

from fenxiao.errors import CODES, PayoutError
from fenxiao.errors.reconcile_codes import RECONCILING
from fenxiao.model.instants import from_us
from fenxiao.payout.reconcile.bridge import bridge_books
from fenxiao.payout.reconcile.invariants import (
    Finding,
    check_bank,
    check_paid,
    check_transit,
    check_unknown,
    check_wallets,
)
from fenxiao.payout.reconcile.statements import reconcile
from tests.payout.reconcile.samples import day, instructed, line
from tests.payout.reconcile.test_bridge import books_of, posted
from tests.payout.reconcile.test_statements import TERMS

PAID = instructed("a")
NOTHING = reconcile([], [], TERMS, day(20))
MATCHED = reconcile([PAID], [line("1", key="K-a")], TERMS, day(20))
TWICE = [*books_of(PAID), *posted(PAID, "payout_paid", on=12)]
UNKNOWN = instructed("b", "unknown").payout
FOUND: dict[str, Callable[[], Sequence[Finding]]] = {
    "reconcile.transit_differs": lambda: check_transit([], [UNKNOWN]),
    "reconcile.wallets_differ": lambda: check_wallets(books_of(PAID), []),
    "reconcile.paid_unmatched": lambda: check_paid(NOTHING, [PAID.payout], TERMS, day(20)),
    "reconcile.unknown_old": lambda: check_unknown(
        [UNKNOWN], from_us(UNKNOWN.updated_us) + timedelta(hours=2), 1
    ),
    "reconcile.bank_differs": lambda: check_bank(bridge_books(TWICE, MATCHED, [PAID.payout])),
}
RAISED: dict[str, Callable[[], object]] = {
    "reconcile.repeated": lambda: reconcile([PAID, PAID], [], TERMS, day(20)),
}


def names(code: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(CODES[code].message) if name}


def test_every_row_is_of_the_family_and_in_the_table() -> None:
    known = {code for code in CODES if code.startswith("reconcile.")}
    assert {row[0] for row in RECONCILING} == known
    assert all(row == CODES[row[0]] for row in RECONCILING)


def test_every_code_is_provoked() -> None:
    assert {code for code, kind, *_ in RECONCILING if kind == "final"} == set(FOUND)
    assert {code for code, kind, *_ in RECONCILING if kind == "error"} == set(RAISED)


@pytest.mark.parametrize("code", FOUND)
def test_a_finding_names_what_its_message_says(code: str) -> None:
    found = next(one for one in FOUND[code]() if one.code == code)
    assert names(code) == set(dict(found.facts))
    assert found.message.endswith(".")
    assert CODES[code].hint == found.hint


@pytest.mark.parametrize("code", RAISED)
def test_a_bad_call_raises(code: str) -> None:
    with pytest.raises(PayoutError) as caught:
        RAISED[code]()
    assert (code, names(code)) == (caught.value.code, set(caught.value.facts))
