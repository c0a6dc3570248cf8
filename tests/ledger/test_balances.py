"""Balances: folds that do not depend on order, and books that sum to zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError, LedgerError
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.balances import (
    TrialRow,
    as_known,
    balances_at,
    fold,
    statement,
    trial_balance,
)
from fenxiao.ledger.posting import Occasion, deltas, post
from fenxiao.model.instants import DAY_US, from_us
from fenxiao.model.records import Delta, Entry, Posting, Wallet
from tests.ledger.strategies import CURRENCIES, MEMBERS, PAYERS, journals
from tests.ledger.strategies import deltas as changes

WALLET = Wallet("m1", "u1", "CNY", 1, 2, 3, 4)
WRONG = Entry("n1", "e1", "accrual", "m1", "CNY", "o1", 0, 0, (Posting("cash", "u1", 5),))


@given(made=st.lists(changes), data=st.data())
def test_the_order_of_changes_does_not_matter(made: list[Delta], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(made))
    assert fold(WALLET, made) == fold(WALLET, shuffled)


@given(made=st.lists(changes), data=st.data())
def test_a_fold_may_stop_and_go_on(made: list[Delta], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(made)))
    assert fold(WALLET, made) == fold(fold(WALLET, made[:cut]), made[cut:])


@given(made=st.lists(changes))
def test_a_fold_adds_each_component(made: list[Delta]) -> None:
    parts = ["deferred_minor", "held_minor", "available_minor", "in_transit_minor"]
    parts += ["frozen_minor", "debt_minor", "reserved_minor"]
    sums = [sum(getattr(change, part) for change in made) for part in parts]
    expected = [before + more for before, more in zip(WALLET[3:], sums, strict=True)]
    assert expected == list(fold(WALLET, made)[3:])


@given(journal=journals)
def test_the_books_of_each_payer_and_currency_sum_to_zero(journal: list[Entry]) -> None:
    sums: dict[tuple[str, str], int] = {}
    for row in trial_balance(journal):
        place = (row.payer_id, row.currency)
        sums[place] = sums.get(place, 0) + row.amount_minor
    assert dict.fromkeys(((e.payer_id, e.currency) for e in journal), 0) == sums


@given(journal=journals, data=st.data())
def test_a_trial_balance_needs_no_order(journal: list[Entry], data: st.DataObject) -> None:
    rows = trial_balance(journal)
    assert list(rows) == sorted(rows)
    assert rows == trial_balance(data.draw(st.permutations(journal)))


@given(journal=journals)
def test_what_is_owed_to_members_is_in_their_wallets(journal: list[Entry]) -> None:
    owed: dict[tuple[str, str, str], int] = {}
    for change in (one for entry in journal for one in deltas(entry)):
        for component, amount in zip(Wallet._fields[3:], change[4:], strict=True):
            place = (change.payer_id, change.currency, component)
            owed[place] = owed.get(place, 0) + amount
    for row in trial_balance(journal):
        component = ACCOUNTS[row.account].component
        if component:
            sign = 1 if ACCOUNTS[row.account].nature == "asset" else -1
            assert sign * row.amount_minor == owed[row.payer_id, row.currency, component]


@given(
    journal=journals,
    payer_id=st.sampled_from(PAYERS),
    member_id=st.sampled_from(MEMBERS),
    currency=st.sampled_from(CURRENCIES),
)
def test_a_statement_ends_with_the_wallet(
    journal: list[Entry], payer_id: str, member_id: str, currency: str
) -> None:
    mine = [change for entry in journal for change in deltas(entry)]
    place = (payer_id, member_id, currency)
    empty = Wallet(*place, 0, 0, 0, 0)
    expected = fold(empty, [change for change in mine if change[1:4] == place])
    lines = statement(journal, *place)
    assert expected == (lines[-1].wallet if lines else empty)
    naming = [
        entry
        for entry in journal
        if (entry.payer_id, entry.currency) == (payer_id, currency)
        and member_id in {leg.party_id for leg in entry.postings}
    ]
    assert naming == [one.entry for one in lines]


def test_an_example() -> None:
    occasion = Occasion("e1", "m1", "CNY", "o1", 0, 0)
    journal = [
        post("accrual", occasion, {"u1": 30, "u2": 20}),
        post("confirmation", occasion, {"u1": 30, "u2": 20}),
        post("clawback_confirmed", occasion, {"u1": 10}),
    ]
    assert trial_balance(journal) == (
        TrialRow("m1", "CNY", "commission_expense", 40),
        TrialRow("m1", "CNY", "deferred_cost", 0),
        TrialRow("m1", "CNY", "member_deferred", 0),
        TrialRow("m1", "CNY", "member_held", -40),
    )
    assert [(30, 0), (0, 30), (0, 20)] == [
        (one.wallet.deferred_minor, one.wallet.held_minor)
        for one in statement(journal, "m1", "u1", "CNY")
    ]


@pytest.mark.parametrize(
    ("posting", "code"),
    [(Posting("bank", "", 5), "unbalanced"), (Posting("cash", "", 0), "unknown_account")],
)
def test_wrong_entries_have_no_trial_balance(posting: Posting, code: str) -> None:
    with pytest.raises(LedgerError) as caught:
        trial_balance([WRONG._replace(postings=(posting,))])
    assert f"ledger.{code}" == caught.value.code


def test_wrong_entries_have_no_statement() -> None:
    with pytest.raises(LedgerError):
        statement([WRONG], "m1", "u1", "CNY")


days = st.integers(-1, 20_001)


@given(entries=journals, effective=days, known=days)
def test_balances_at_an_instant_are_the_folds_of_what_was_known(
    entries: list[Entry], effective: int, known: int
) -> None:
    at, known_at = from_us(effective * DAY_US), from_us(known * DAY_US)
    expected: dict[tuple[str, str, str], Wallet] = {}
    for entry in entries:
        if entry.effective_us <= effective * DAY_US and entry.recorded_us <= known * DAY_US:
            for change in deltas(entry):
                name = (entry.payer_id, change.member_id, entry.currency)
                before = expected.get(name, Wallet(*name, 0, 0, 0, 0))
                expected[name] = fold(before, [change])
    found = balances_at(entries, at, known_at)
    assert [expected[name] for name in sorted(expected)] == list(found)


@given(entries=journals, effective=days, known=days, more=st.integers(0, 9_000))
def test_more_is_known_later_and_nothing_is_forgotten(
    entries: list[Entry], effective: int, known: int, more: int
) -> None:
    at = from_us(effective * DAY_US)
    then, now = from_us(known * DAY_US), from_us((known + more) * DAY_US)
    before = list(as_known(entries, as_of=at, known_at=then))
    after = list(as_known(entries, as_of=at, known_at=now))
    assert before == list(as_known(after, known_at=then))
    assert {row[:3] for row in trial_balance(entries, as_of=at, known_at=then)} <= {
        row[:3] for row in trial_balance(entries, as_of=at, known_at=now)
    }


@given(entries=journals, effective=days)
def test_what_was_recorded_later_changes_nothing_as_known_then(
    entries: list[Entry], effective: int
) -> None:
    at = from_us(effective * DAY_US)
    told = [one._replace(recorded_us=max(one.recorded_us, one.effective_us)) for one in entries]
    seen = [one for one in told if one.recorded_us <= effective * DAY_US]
    assert trial_balance(seen, as_of=at) == trial_balance(told, as_of=at, known_at=at)


@given(entries=journals)
def test_without_bounds_everything_counts(entries: list[Entry]) -> None:
    assert entries == list(as_known(entries))


def test_both_instants_count_themselves() -> None:
    entry = post("accrual", Occasion("e1", "m1", "CNY", "o1", 5, 9), {"u1": 1})
    assert 1 == len(balances_at([entry], from_us(5), from_us(9)))
    assert () == balances_at([entry], from_us(4), from_us(9))
    assert () == balances_at([entry], from_us(5), from_us(8))


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(EventError) as caught:
        list(as_known((), as_of=from_us(0).replace(tzinfo=None)))
    assert "event.naive_instant" == caught.value.code
