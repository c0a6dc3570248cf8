"""Payroll: what the journal handed to it, by person, and the file that says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError, LedgerError
from fenxiao.ledger.payroll import PAYROLL_COLUMNS, PayrollRow, payroll, render_payroll
from fenxiao.ledger.posting import Occasion, post
from fenxiao.model.instants import DAY_US, from_us
from fenxiao.model.records import Entry

SINCE, UNTIL = from_us(10 * DAY_US), from_us(20 * DAY_US)


def handed(
    member: str, amount: int, *, us: int = 10 * DAY_US, template: str = "wages", name: str = "e1"
) -> Entry:
    return post(template, Occasion(name, "m1", "CNY", name, us, us), {member: amount})


def rows(*entries: Entry, **persons: str) -> tuple[PayrollRow, ...]:
    return payroll(entries, SINCE, UNTIL, persons=persons)


@pytest.mark.parametrize(
    ("us", "is_in"),
    [
        (10 * DAY_US - 1, False),
        (10 * DAY_US, True),
        (20 * DAY_US - 1, True),
        (20 * DAY_US, False),
    ],
)
def test_which_entries_count(us: int, is_in: bool) -> None:  # a column of the table
    expected = (PayrollRow("m1", "u1", "CNY", 5, ("e1",)),) if is_in else ()
    assert expected == rows(handed("u1", 5, us=us))


def test_members_of_one_person_are_one_row() -> None:
    found = rows(
        handed("u1", 5, us=11 * DAY_US, name="e2"),
        handed("u2", 7),
        handed("u3", 1, name="e3"),
        u1="p",
        u2="p",
    )
    expected = (
        PayrollRow("m1", "p", "CNY", 12, ("e1", "e2")),
        PayrollRow("m1", "u3", "CNY", 1, ("e3",)),
    )
    assert expected == found


def test_what_is_taken_back_is_taken_off() -> None:
    back = handed("u1", 5, us=11 * DAY_US, template="wages_back", name="e2")
    assert (PayrollRow("m1", "u1", "CNY", 0, ("e1", "e2")),) == rows(handed("u1", 5), back)


def test_other_entries_are_none_of_payroll() -> None:
    assert () == rows(handed("u1", 5, template="withdrawal"))


@given(amounts=st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 10**9)), max_size=9))
def test_together_they_are_what_payroll_is_owed(amounts: list[tuple[str, int]]) -> None:
    entries = [
        handed(member, amount, name=f"e{number}") for number, (member, amount) in enumerate(amounts)
    ]
    owed = (leg for one in entries for leg in one.postings if leg.account == "wages_payable")
    assert -sum(leg.amount_minor for leg in owed) == sum(one.amount_minor for one in rows(*entries))


def test_an_entry_that_does_not_balance_is_refused() -> None:
    entry = handed("u1", 5)
    with pytest.raises(LedgerError):
        rows(entry._replace(postings=entry.postings[:1]))


def test_a_time_that_ends_as_it_starts_is_none() -> None:
    with pytest.raises(EventError) as caught:
        payroll((), SINCE, SINCE)
    assert ("event.bad_field", "until") == (caught.value.code, caught.value.facts["field"])
    with pytest.raises(EventError):
        payroll((), datetime(2024, 1, 1), datetime(2024, 1, 2, tzinfo=UTC))  # noqa: DTZ001  # naive on purpose


def test_the_file_is_safe_in_a_spreadsheet() -> None:
    made = list(render_payroll([PayrollRow("m1", "=p", "JPY", 12, ("e1",))]))
    assert [",".join(PAYROLL_COLUMNS) + "\r\n", "m1,'=p,JPY,12,1\r\n"] == made
