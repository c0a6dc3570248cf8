"""What must hold each day: one finding for each thing that does not, and none else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from fenxiao.errors import CODES
from fenxiao.ledger.balances import fold
from fenxiao.ledger.posting import deltas
from fenxiao.model.instants import from_us
from fenxiao.model.records import Entry, Wallet
from fenxiao.payout.reconcile.bridge import bridge_books
from fenxiao.payout.reconcile.invariants import (
    Finding,
    check_bank,
    check_keys,
    check_paid,
    check_transit,
    check_unknown,
    check_wallets,
)
from fenxiao.payout.reconcile.lines import Instructed
from fenxiao.payout.reconcile.statements import reconcile
from tests.payout.reconcile.samples import day, instructed, line
from tests.payout.reconcile.test_bridge import books_of, posted
from tests.payout.reconcile.test_statements import TERMS

OPEN = [instructed("a", "approved", 60), instructed("b", "unknown", 40)]
KNOWN = [*OPEN, instructed("c"), instructed("d", "failed"), instructed("e", "returned")]
ENTRIES = [entry for one in KNOWN for entry in books_of(one)]


def wallet(entries: Sequence[Entry]) -> Wallet:
    empty = Wallet("shop", "u1", "CNY", 0, 0, 0, 0)
    return fold(empty, (change for entry in entries for change in deltas(entry)))


def codes(found: Sequence[Finding]) -> list[tuple[str, str]]:
    for one in found:
        assert one.message.endswith(".")
        assert one.hint == CODES[one.code].hint
    return [(one.code, one.subject_id) for one in found]


def test_money_on_its_way_is_that_of_the_open_instructions() -> None:
    assert check_transit(ENTRIES, [one.payout for one in KNOWN]) == ()
    assert check_transit(ENTRIES, [one.payout for one in OPEN]) == ()
    (found,) = check_transit(ENTRIES, [KNOWN[0].payout])
    assert codes([found]) == [("daily.transit_differs", "shop")]
    assert "100 minor units, they have 60" in found.message
    # An instruction that nothing was posted for is found too.
    stray = instructed("x", "approved", payer_id="other").payout
    found_all = check_transit(ENTRIES, [*(one.payout for one in KNOWN), stray])
    assert codes(found_all) == [("daily.transit_differs", "other")]


def test_what_is_kept_of_a_payment_is_on_its_way_too() -> None:
    taxed = instructed("a", "approved", 90, fee_minor=2, tax_minor=8).payout
    gross = instructed("a", "approved", 100)
    assert check_transit(books_of(gross), [taxed]) == ()


def test_wallets_are_their_accounts() -> None:
    mine = wallet(ENTRIES)
    assert check_wallets(ENTRIES, [mine]) == ()
    wrong = mine._replace(available_minor=mine.available_minor + 1)
    (found,) = check_wallets(ENTRIES, [wrong])
    assert codes([found]) == [("daily.wallets_differ", "shop")]
    assert ("account", "member_available") in found.facts
    assert len(check_wallets(ENTRIES, [])) == 2  # available and in transit


def test_a_key_stands_for_one_payment() -> None:
    assert check_keys(KNOWN) == ()
    again = instructed("z", earlier=("K-a",))
    assert codes(check_keys([*KNOWN, again])) == [("reconcile.repeated", "K-a")]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(14, [], id="on the last day of waiting"),
        pytest.param(15, [("daily.paid_unmatched", "c")], id="a day later"),
    ],
)
def test_what_is_paid_has_its_line_in_time(today: int, expected: list[tuple[str, str]]) -> None:
    payouts = [one.payout for one in KNOWN]
    found = reconcile(KNOWN, [], TERMS, day(today))
    assert codes(check_paid(found, payouts, TERMS, day(today))) == expected
    found = reconcile(KNOWN, [line("1", key="K-c")], TERMS, day(today))
    assert check_paid(found, payouts, TERMS, day(today)) == ()


def test_one_that_was_never_reconciled_is_named_too() -> None:
    nothing = reconcile([], [], TERMS, day(20))
    found = check_paid(nothing, [KNOWN[2].payout], TERMS, day(20))
    assert codes(found) == [("daily.paid_unmatched", "c")]
    assert ("days", 9) in found[0].facts


def test_nothing_is_unknown_for_long() -> None:
    payouts = [one.payout for one in KNOWN]
    told = from_us(OPEN[1].payout.updated_us)
    assert check_unknown(payouts, told + timedelta(hours=24), 24) == ()
    found = check_unknown(payouts, told + timedelta(hours=25), 24)
    assert codes(found) == [("daily.unknown_old", "b")]
    assert ("hours", 25) in found[0].facts


def test_books_and_statements_differ_only_by_what_has_a_name() -> None:
    one: Instructed = instructed("c")
    found = reconcile([one], [line("1", key="K-c")], TERMS, day(20))
    assert check_bank(bridge_books(books_of(one), found, [one.payout])) == ()
    wrong = [*books_of(one), *posted(one, "payout_returned", on=12)]
    (finding,) = check_bank(bridge_books(wrong, found, [one.payout]))
    assert codes([finding]) == [("daily.bank_differs", "shop")]
    assert "differ for 1 subjects, by -100 minor units" in finding.message


def test_the_instant_of_a_check_has_a_zone() -> None:
    assert check_unknown([], datetime(2026, 6, 1, tzinfo=UTC), 24) == ()
