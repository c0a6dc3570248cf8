"""The codes of reconciliation: one family; each is found or raised, with all its facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from string import Formatter

import pytest

from fenxiao.errors import CODES, PayoutError
from fenxiao.errors.reconcile_codes import RECONCILING
from fenxiao.model.events import Event
from fenxiao.model.instants import from_us
from fenxiao.model.records import Refusal
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
from fenxiao.settlement.book import Book
from tests.payout.reconcile.samples import day, instructed, line
from tests.payout.reconcile.test_bridge import books_of, posted
from tests.payout.reconcile.test_statements import TERMS
from tests.support.build import POLICY
from tests.support.reconciliations import explained, matched, reconciled, stranger

PAID = instructed("a")
NOTHING = reconcile([], [], TERMS, day(20))
MATCHED = reconcile([PAID], [line("1", key="K-a")], TERMS, day(20))
TWICE = [*books_of(PAID), *posted(PAID, "payout_paid", on=12)]
UNKNOWN = instructed("b", "unknown").payout
FOUND: dict[str, Callable[[], Sequence[Finding]]] = {
    "daily.transit_differs": lambda: check_transit([], [UNKNOWN]),
    "daily.wallets_differ": lambda: check_wallets(books_of(PAID), []),
    "daily.paid_unmatched": lambda: check_paid(NOTHING, [PAID.payout], TERMS, day(20)),
    "daily.unknown_old": lambda: check_unknown(
        [UNKNOWN], from_us(UNKNOWN.updated_us) + timedelta(hours=2), 1
    ),
    "daily.bank_differs": lambda: check_bank(bridge_books(TWICE, MATCHED, [PAID.payout])),
}
REFUSED: dict[str, Callable[[], Sequence[Refusal]]] = {
    "reconcile.unknown_instruction": lambda: told(reconciled(matched("nobody"))),
    "reconcile.no_break": lambda: told(explained()),
    "reconcile.explained": lambda: told(
        reconciled(stranger()), explained(), explained(event_id="twice")
    ),
}
RAISED: dict[str, Callable[[], object]] = {
    "reconcile.repeated": lambda: reconcile([PAID, PAID], [], TERMS, day(20)),
}


def told(*events: Event) -> Sequence[Refusal]:
    """Return what the last event was refused with, or what was found in it."""
    book = Book(POLICY)
    decision = [book.apply(event) for event in events][-1]
    return decision.findings if decision.refusal is None else (decision.refusal,)


def names(code: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(CODES[code].message) if name}


def test_every_row_is_of_the_family_and_in_the_table() -> None:
    known = {code for code in CODES if code.startswith(("daily.", "reconcile."))}
    assert {row[0] for row in RECONCILING} == known
    assert all(row == CODES[row[0]] for row in RECONCILING)


def test_every_code_is_provoked() -> None:
    assert {code for code, kind, *_ in RECONCILING if kind != "error"} == {*FOUND, *REFUSED}
    assert {code for code, kind, *_ in RECONCILING if kind == "error"} == set(RAISED)


@pytest.mark.parametrize("code", [*FOUND, *REFUSED])
def test_a_finding_names_what_its_message_says(code: str) -> None:
    provoked = FOUND[code]() if code in FOUND else REFUSED[code]()
    found = next(one for one in provoked if one.code == code)
    assert names(code) == set(dict(found.facts))
    assert found.message.endswith(".")
    assert CODES[code].hint == found.hint


@pytest.mark.parametrize("code", RAISED)
def test_a_bad_call_raises(code: str) -> None:
    with pytest.raises(PayoutError) as caught:
        RAISED[code]()
    assert (code, names(code)) == (caught.value.code, set(caught.value.facts))
