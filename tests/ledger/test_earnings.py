"""Reporting sums: over all time they are the books, and each template is told or has a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError, LedgerError
from fenxiao.ledger.balances import trial_balance
from fenxiao.ledger.earnings import FIGURES, Earning, ReportPeriod, earnings
from fenxiao.ledger.posting import Occasion, deltas, post
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.instants import DAY_US, from_us, to_us
from fenxiao.model.records import Entry, Posting
from tests.ledger.strategies import MEMBERS, entries, journals

EVER = ReportPeriod("ever", from_us(0), from_us(30_000 * DAY_US))
JUNE, JULY = datetime(2024, 6, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)
MONTH = ReportPeriod("2024-06", JUNE, JULY)
NOT_REPORTED = {
    "accrual": "a promise that nobody has earned yet",
    "clawback_paid": "a promise taken back before it was earned",
    "release": "from held to available: his either way",
    "withdrawal": "on its way; paid when it has arrived",
    "payout_failed": "back from its way; it never was paid",
    "withdrawal_back": "back from its way; it never was paid",
    "payout_charge": "of the payer and the rail: no member in it",
    "release_back": "held again: his either way",
    "freeze": "stopped: his either way",
    "unfreeze": "free again: his either way",
    "forfeit": "earned before and lost: the payer's income, no less earned",
    "forfeit_back": "lost by mistake: earned once",
    "dormant": "earned before and not fetched: the payer's income",
    "dormant_back": "fetched after all: earned once",
    "debt_noted": "what he owes in another account",
    "debt_netted": "what he owes, paid by what he earned",
    "write_off": "the payer's loss; what was paid stays paid",
    "write_off_back": "a debt counts again; nothing moves to him or from him",
    "opening_deferred": "a promise taken over",
    "opening_held": "earned before, and told by whoever kept the books then",
    "opening_available": "the same",
    "opening_frozen": "the same",
    "opening_in_transit": "the same; it is paid here when it has arrived",
    "opening_debt": "owed before",
    "wages": "paid by payroll, and reported by it",
    "wages_back": "payroll does not pay it: his either way",
    "fx_sold": "nobody's earning",
    "hold_placed": "reserved: his either way",
    "hold_voided": "reserved no more: his either way",
    "hold_expired": "the same",
    "tax_remitted": "withheld before, and told when it was",
    "opening_tax": "withheld before, by whoever kept the books then",
    "fx_bought": "nobody's earning",
    "release_stopped": "free or stopped: his either way",
    "award_released": "earned at the close before",
    "opening_overdrawn": "owed before",
    "correction_up_paid": "promised, not earned",
    "correction_down_paid": "promised, not earned",
    "capture_principal": "of the payer, merchants and suppliers: no member in it",
    "capture_principal_back": "of the payer, merchants and suppliers: no member in it",
    "capture_agent": "of the payer, merchants and suppliers: no member in it",
    "capture_agent_back": "of the payer, merchants and suppliers: no member in it",
    "receipt_principal": "of the payer, merchants and suppliers: no member in it",
    "receipt_principal_back": "of the payer, merchants and suppliers: no member in it",
    "receipt_agent": "of the payer, merchants and suppliers: no member in it",
    "receipt_agent_back": "of the payer, merchants and suppliers: no member in it",
    "accrual_merchant": "promised, not earned",
    "clawback_paid_merchant": "was promised, not earned",
    "clearing_settled": "of the payer, merchants and suppliers: no member in it",
    "merchant_paid": "of the payer, merchants and suppliers: no member in it",
    "supplier_paid": "of the payer, merchants and suppliers: no member in it",
    "supplier_deduction": "of the payer, merchants and suppliers: no member in it",
}


def entry(template: str, amounts: dict[str, int], at: datetime, event_id: str) -> Entry:
    return post(template, Occasion(event_id, "m1", "CNY", "o1", to_us(at), 0), amounts)


def test_every_template_is_reported_or_says_why_not() -> None:
    assert set(TEMPLATES) == {*FIGURES, *NOT_REPORTED}
    assert not FIGURES.keys() & NOT_REPORTED.keys()


@given(journal=st.lists(entries, max_size=8))
def test_over_all_time_net_is_the_expense_and_paid_is_what_left_or_was_spent(
    journal: list[Entry],
) -> None:
    """Adjustments are an expense of their own; what merchants fund is no expense at all."""
    journal = [one for one in journal if not one.template.endswith("_merchant")]
    net: dict[tuple[str, str], int] = {}
    paid: dict[tuple[str, str], int] = {}
    for row in earnings(journal, [EVER]):
        place = (row.payer_id, row.currency)
        net[place] = net.get(place, 0) + row.net_minor
        paid[place] = paid.get(place, 0) + row.paid_minor
        assert row.net_minor == row.gross_minor - row.refunds_minor
        assert row.gross_minor >= 0
        assert row.refunds_minor >= 0
    with_people = [one for one in journal if deltas(one)]
    for balance in trial_balance(with_people):
        place = (balance.payer_id, balance.currency)
        if balance.account in ("commission_expense", "adjustment"):
            net[place] -= balance.amount_minor
        if balance.account in ("bank", "clearing"):
            paid[place] += balance.amount_minor
    assert not any(net.values())
    assert not any(paid.values())


@given(journal=journals, cut=st.integers(0, 30_000))
def test_periods_side_by_side_add_up(journal: list[Entry], cut: int) -> None:
    at = from_us(cut * DAY_US)
    first, second = ReportPeriod("1", EVER.since, at), ReportPeriod("2", at, EVER.until)
    sums: dict[tuple[str, str, str], list[int]] = {}
    for row in earnings(journal, [first, second]):
        place = (row.payer_id, row.person_id, row.currency)
        row_sums = sums.setdefault(place, [0] * 6)
        sums[place] = [a + b for a, b in zip(row_sums, row[4:], strict=True)]
    whole = {(row[0], row[1], row[3]): list(row[4:]) for row in earnings(journal, [EVER])}
    assert whole == sums


@given(journal=journals)
def test_accounts_of_one_person_are_summed(journal: list[Entry]) -> None:
    one_person = dict.fromkeys(MEMBERS, "p1")
    together = {
        (row[0], row[3]): list(row[4:]) for row in earnings(journal, [EVER], persons=one_person)
    }
    sums: dict[tuple[str, str], list[int]] = {}
    for row in earnings(journal, [EVER]):
        before = sums.get((row[0], row[3]), [0] * 6)
        sums[row[0], row[3]] = [a + b for a, b in zip(before, row[4:], strict=True)]
    assert together == sums


@given(journal=journals, data=st.data())
def test_the_order_of_the_entries_does_not_matter(
    journal: list[Entry], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(journal))
    assert earnings(journal, [EVER]) == earnings(shuffled, [EVER])


def test_a_persons_month() -> None:
    journal = [
        entry("accrual", {"u1": 100, "u2": 7}, JUNE, "e1"),
        entry("confirmation", {"u1": 100, "u2": 7}, JUNE, "e2"),
        entry("clawback_confirmed", {"u1": 10}, JUNE + timedelta(days=1), "e3"),
        entry("clawback_released", {"u1": 5}, JUNE + timedelta(days=2), "e4"),
        entry("withdrawal", {"u1": 60}, JUNE + timedelta(days=3), "e5"),
        entry("payout_paid", {"u1": 60}, JUNE + timedelta(days=4), "e6"),
        entry("payout_returned", {"u1": 20}, JULY - timedelta(microseconds=1), "e7"),
        entry("confirmation", {"u1": 1}, JULY, "e8"),
        entry("confirmation", {"u1": 1}, JUNE - timedelta(microseconds=1), "e9"),
    ]
    assert earnings(journal, [MONTH], persons={"u1": "p1"}) == (
        Earning("m1", "p1", "2024-06", "CNY", 100, 15, 85, 0, 0, 40),
        Earning("m1", "u2", "2024-06", "CNY", 7, 0, 7, 0, 0, 0),
    )


def test_periods_stand_in_the_order_given() -> None:
    journal = [entry("confirmation", {"u1": 1}, JUNE, "e1")]
    year = ReportPeriod("2024", datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))
    assert ["2024", "2024-06"] == [row.period for row in earnings(journal, [year, MONTH])]
    assert ["2024-06", "2024"] == [row.period for row in earnings(journal, [MONTH, year])]


def test_a_period_needs_a_zone() -> None:
    with pytest.raises(EventError):
        earnings([], [MONTH._replace(since=JUNE.replace(tzinfo=None))])
    with pytest.raises(EventError):
        earnings([], [MONTH._replace(until=JUNE.replace(tzinfo=None))])


def test_a_wrong_entry_is_not_reported() -> None:
    wrong = entry("accrual", {"u1": 1}, JUNE, "e1")._replace(postings=(Posting("bank", "", 5),))
    with pytest.raises(LedgerError):
        earnings([wrong], [MONTH])
