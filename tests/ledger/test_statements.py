"""Statements: opening and changes are closing, and all parties together are the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError, LedgerError
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.balances import trial_balance
from fenxiao.ledger.posting import Occasion, post
from fenxiao.ledger.statements import (
    PartyAccount,
    Turnover,
    party_rows,
    party_statement,
    turnover_rows,
    turnovers,
)
from fenxiao.model.instants import DAY_US, from_us, to_us
from fenxiao.model.records import Entry, Posting
from tests.ledger.strategies import CURRENCIES, PARTIES, PAYERS, journals

ALL = tuple(ACCOUNTS)
JUNE, JULY = datetime(2024, 6, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)
instants = st.integers(0, 20_000).map(lambda days: from_us(days * DAY_US))
subsets = st.lists(st.sampled_from(ALL), unique=True).map(tuple)
WRONG = Entry("n1", "e1", "accrual", "m1", "CNY", "o1", 0, 0, (Posting("bank", "", 5),))


def entry(template: str, amounts: dict[str, int], at: datetime, event_id: str) -> Entry:
    return post(template, Occasion(event_id, "m1", "CNY", "o1", to_us(at), 0), amounts)


JOURNAL = [
    entry("accrual", {"u1": 30, "u2": 20}, JUNE - timedelta(days=1), "e1"),
    entry("confirmation", {"u1": 30, "u2": 20}, JUNE, "e2"),
    entry("clawback_confirmed", {"u1": 10}, JUNE + timedelta(days=3), "e3"),
    entry("release", {"u1": 20}, JULY, "e4"),
]
HELD = PartyAccount("m1", "u1", "CNY", ("member_held", "member_available"))


# ---------------------------------------------------------------- laws


@given(journal=journals, since=instants, days=st.integers(0, 20_000), accounts=subsets)
def test_a_statement_adds_up_and_goes_on_where_the_last_one_ended(
    journal: list[Entry], since: datetime, days: int, accounts: tuple[str, ...]
) -> None:
    until = since + timedelta(days=days)
    account = PartyAccount("m1", "u1", "CNY", accounts)
    before = party_statement(journal, account, until=since)
    found = party_statement(journal, account, since=since, until=until)
    after = party_statement(journal, account, since=until)
    whole = party_statement(journal, account)
    assert before.opening_minor == whole.opening_minor == 0
    assert before.closing_minor == found.opening_minor
    assert found.closing_minor == after.opening_minor
    assert after.closing_minor == whole.closing_minor
    parts = (*before.lines, *found.lines, *after.lines)
    assert sorted(one.entry.entry_id for one in parts) == sorted(
        one.entry.entry_id for one in whole.lines
    )
    for one in (before, found, after, whole):
        changes = sum(line.change_minor for line in one.lines)
        assert one.closing_minor == one.opening_minor + changes
        owed = [one.opening_minor, *(line.owed_minor for line in one.lines)]
        assert [b - a for a, b in pairwise(owed)] == [line.change_minor for line in one.lines]
        assert owed[-1] == one.closing_minor


@given(journal=journals, until=st.none() | instants)
def test_the_statements_of_all_parties_are_the_ledger(
    journal: list[Entry], until: datetime | None
) -> None:
    inside = [one for one in journal if until is None or one.effective_us < to_us(until)]
    ledger = {row[:3]: row.amount_minor for row in trial_balance(inside)}
    for payer_id in PAYERS:
        for code in CURRENCIES:
            for name in ALL:
                sums = sum(
                    party_statement(
                        journal, PartyAccount(payer_id, party, code, (name,)), until=until
                    ).closing_minor
                    for party in sum(PARTIES.values(), ())
                )
                assert -sums == ledger.get((payer_id, code, name), 0)


@given(journal=journals, since=instants, days=st.integers(0, 20_000), by_party=st.booleans())
def test_turnovers_close_with_the_trial_balance_of_then(
    journal: list[Entry], since: datetime, days: int, *, by_party: bool
) -> None:
    until = since + timedelta(days=days)
    rows = turnovers(journal, since=since, until=until, by_party=by_party)
    for instant, balance in ((since, "opening_minor"), (until, "closing_minor")):
        sums: dict[tuple[str, str, str], int] = {}
        for row in rows:
            sums[row[:3]] = sums.get(row[:3], 0) + getattr(row, balance)
        known = [one for one in journal if one.effective_us < to_us(instant)]
        expected = {row[:3]: row.amount_minor for row in trial_balance(known)}
        assert expected == {place: sums[place] for place in expected}
        assert not any(sums[place] for place in sums.keys() - expected.keys())
    inside = [one for one in journal if to_us(since) <= one.effective_us < to_us(until)]
    legs = [leg.amount_minor for one in inside for leg in one.postings]
    assert sum(amount for amount in legs if amount > 0) == sum(row.debit_minor for row in rows)
    assert -sum(amount for amount in legs if amount < 0) == sum(row.credit_minor for row in rows)
    for row in rows:
        assert row.closing_minor == row.opening_minor + row.debit_minor - row.credit_minor


@given(journal=journals, data=st.data())
def test_turnovers_need_no_order(journal: list[Entry], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(journal))
    assert turnovers(journal, by_party=True) == turnovers(shuffled, by_party=True)


@given(journal=journals)
def test_turnovers_by_party_and_statements_say_the_same(journal: list[Entry]) -> None:
    for row in turnovers(journal, by_party=True):
        account = PartyAccount(row.payer_id, row.party_id, row.currency, (row.account,))
        assert -row.closing_minor == party_statement(journal, account).closing_minor


# ---------------------------------------------------------------- examples


def test_a_month_of_a_member() -> None:
    found = party_statement(JOURNAL, HELD, since=JUNE, until=JULY)
    assert (found.opening_minor, found.closing_minor) == (0, 20)
    assert [(one.entry.template, one.change_minor, one.owed_minor) for one in found.lines] == [
        ("confirmation", 30, 30),
        ("clawback_confirmed", -10, 20),
    ]


def test_a_move_between_its_own_accounts_is_a_line_of_nothing() -> None:
    found = party_statement(JOURNAL, HELD, since=JULY)
    assert [(one.change_minor, one.owed_minor) for one in found.lines] == [(0, 20)]
    assert found.opening_minor == found.closing_minor == 20


@pytest.mark.parametrize(
    "account",
    [
        HELD._replace(payer_id="m2"),
        HELD._replace(party_id="u9"),
        HELD._replace(currency="USD"),
        HELD._replace(accounts=()),
    ],
)
def test_a_statement_is_of_one_account(account: PartyAccount) -> None:
    assert party_statement(JOURNAL, account).lines == ()


def test_turnovers_of_a_month_stand_in_the_order_of_the_chart() -> None:
    rows = turnovers(JOURNAL, since=JUNE, until=JULY)
    assert [row.account for row in rows] == [
        "deferred_cost",
        "commission_expense",
        "member_deferred",
        "member_held",
    ]
    assert rows[0] == Turnover("m1", "CNY", "deferred_cost", "", 50, 0, 50, 0)
    assert rows[3] == Turnover("m1", "CNY", "member_held", "", 0, 10, 50, -40)
    by_party = turnovers(JOURNAL, since=JUNE, until=JULY, by_party=True)
    assert [
        (row.party_id, row.closing_minor) for row in by_party if row.account[-4:] == "held"
    ] == [
        ("u1", -20),
        ("u2", -20),
    ]


def test_a_period_needs_a_zone() -> None:
    naive = JUNE.replace(tzinfo=None)
    with pytest.raises(EventError):
        party_statement([], HELD, since=naive)
    with pytest.raises(EventError):
        turnovers([], until=naive)


def test_wrong_entries_have_no_statement() -> None:
    with pytest.raises(LedgerError):
        party_statement([WRONG], HELD)
    with pytest.raises(LedgerError):
        turnovers([WRONG])


def test_rows_of_a_statement() -> None:
    found = party_statement(JOURNAL, HELD, since=JUNE, until=JULY)
    assert list(party_rows(found)) == [
        ("", "Opening", "", "", "0.00"),
        ("2024-06-01T00:00:00+00:00", "Receipt confirmed: earned, held", "o1", "0.30", "0.30"),
        ("2024-06-04T00:00:00+00:00", "Refund while held", "o1", "-0.10", "0.20"),
        ("", "Closing", "", "", "0.20"),
    ]
    chinese = [row[1] for row in party_rows(found, language="zh")]
    assert chinese == ["期初", "确认佣金", "退款冲正（冻结中）", "期末"]


def test_rows_of_turnovers() -> None:
    rows = turnovers(JOURNAL, since=JUNE, until=JULY)
    listed = list(turnover_rows(rows))
    assert listed[3] == ("m1", "CNY", "Owed, held", "", "0.00", "0.10", "0.50", "-0.40")
    assert next(turnover_rows(rows, language="zh"))[2] == ACCOUNTS["deferred_cost"].title_zh


def test_nothing_is_said_in_a_language_that_there_is_not() -> None:
    other: object = "fr"
    with pytest.raises(EventError):
        list(party_rows(party_statement([], HELD), language=other))  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(EventError):
        list(turnover_rows([], language=other))  # type: ignore[arg-type]  # wrong on purpose
