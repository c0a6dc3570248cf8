"""Roll-forwards: opening and columns are the closing, periods meet, parts are the whole."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError, LedgerError
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.balances import as_known, balances_at, trial_balance
from fenxiao.ledger.posting import Occasion, post
from fenxiao.ledger.roll_forwards import (
    COLUMN_OF,
    COLUMNS,
    Column,
    Grouping,
    RollForward,
    period_balances,
    roll_forward,
)
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.instants import DAY_US, from_us
from fenxiao.model.records import Entry
from fenxiao.settlement.book import Book
from tests.ledger.strategies import journals
from tests.support.books import BOOKED, kept_book
from tests.support.build import (
    START,
    at,
    available,
    confirmed,
    line_of,
    paid,
    refunded,
    result,
    withdraw,
)

days = st.integers(0, 20_001)
groupings: st.SearchStrategy[Grouping] = st.sampled_from(["payer", "member", "merchant"])
MERCHANTS = {"o1": "shop 1", "单 3": "shop 2"}
FOR_EVER = from_us(40_000 * DAY_US)


def three(one: int, two: int, three_: int) -> list[Any]:
    """Return three different instants in order."""
    first, second, third = sorted((one, two, three_))
    return [from_us(day * DAY_US) for day in (first, second + 1, third + 2)]


def rolled(entries: list[Entry], since: Any, until: Any, by: Grouping) -> dict[Any, RollForward]:
    rows = roll_forward(entries, since, until, by=by, merchants=MERCHANTS)
    return {row[:3]: row for row in rows}


@given(entries=journals, a=days, b=days, c=days, by=groupings)
def test_each_row_adds_up(entries: list[Entry], a: int, b: int, c: int, by: Grouping) -> None:
    since, until, _ = three(a, b, c)
    for row in rolled(entries, since, until, by).values():
        assert row.closing_minor == row.opening_minor + sum(one[1] for one in row.columns)
        assert list(COLUMNS) == [one.name for one in row.columns]


@given(entries=journals, a=days, b=days, c=days, by=groupings)
def test_adjacent_periods_meet_and_add_up(
    entries: list[Entry], a: int, b: int, c: int, by: Grouping
) -> None:
    start, middle, end = three(a, b, c)
    first = rolled(entries, start, middle, by)
    second = rolled(entries, middle, end, by)
    both = rolled(entries, start, end, by)
    assert set(first) <= set(second) == set(both)
    for name, row in both.items():
        columns = tuple(Column(one, 0) for one in COLUMNS)
        nothing = row._replace(opening_minor=0, columns=columns, closing_minor=0)
        earlier, later = first.get(name, nothing), second[name]
        assert earlier.closing_minor == later.opening_minor
        assert (earlier.opening_minor, later.closing_minor) == (row[3], row[5])
        sums = Counter(dict(earlier.columns))
        sums.update(dict(later.columns))
        assert dict(row.columns) == dict(sums)


@given(entries=journals, a=days, b=days, c=days, by=st.sampled_from(["member", "merchant"]))
def test_the_parts_of_a_payer_are_the_payer(
    entries: list[Entry], a: int, b: int, c: int, by: Grouping
) -> None:
    since, until, _ = three(a, b, c)
    sums: dict[tuple[str, str], Counter[str]] = {}
    for row in rolled(entries, since, until, by).values():
        mine = sums.setdefault((row.payer_id, row.currency), Counter())
        mine.update({"opening": row.opening_minor, "closing": row.closing_minor})
        mine.update(dict(row.columns))
    payers = rolled(entries, since, until, "payer")
    assert {
        (row.payer_id, row.currency): {
            "opening": row.opening_minor,
            "closing": row.closing_minor,
            **dict(row.columns),
        }
        for row in payers.values()
    } == {name: dict(one) for name, one in sums.items()}


@given(entries=journals, a=days, b=days, c=days)
def test_a_members_closing_is_his_wallet(entries: list[Entry], a: int, b: int, c: int) -> None:
    since, until, _ = three(a, b, c)
    wallets = balances_at(entries, until - timedelta(microseconds=1), FOR_EVER)
    assert {
        (one[0], one[2], one[1]): sum(one[3:8]) + one.reserved_minor - one.debt_minor
        for one in wallets
    } == {name: row.closing_minor for name, row in rolled(entries, since, until, "member").items()}


@given(entries=journals, a=days, b=days, c=days)
def test_the_trial_balance_of_a_period_adds_up_and_meets_the_trial_balance(
    entries: list[Entry], a: int, b: int, c: int
) -> None:
    since, until, _ = three(a, b, c)
    rows = period_balances(entries, since, until)
    instant = timedelta(microseconds=1)
    opening = {one[:3]: one[3] for one in trial_balance(entries, as_of=since - instant)}
    closing = {one[:3]: one[3] for one in trial_balance(entries, as_of=until - instant)}
    assert closing == {one[:3]: one.closing_minor for one in rows}
    assert opening | dict.fromkeys(set(closing) - set(opening), 0) == {
        one[:3]: one.opening_minor for one in rows
    }
    sums: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        assert min(row.debit_minor, row.credit_minor) >= 0
        assert row.closing_minor == row.opening_minor + row.debit_minor - row.credit_minor
        for name in ("opening_minor", "closing_minor"):
            sums[row.payer_id, row.currency, name] += getattr(row, name)
        sums[row.payer_id, row.currency, "moved"] += row.debit_minor - row.credit_minor
    assert not any(sums.values())


@given(entries=journals, a=days, b=days, c=days, by=groupings)
def test_a_later_knowledge_only_adds(
    entries: list[Entry], a: int, b: int, c: int, by: Grouping
) -> None:
    early, late, _ = three(a, b, c)
    known = list(as_known(entries, known_at=early))
    more = list(as_known(entries, known_at=late))
    assert known == [one for one in more if one in known]
    assert all(
        name in rolled(more, START, FOR_EVER, by) for name in rolled(known, START, FOR_EVER, by)
    )


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_that_changes_what_is_owed_has_its_column(template: str) -> None:
    members = {name for name, row in ACCOUNTS.items() if row.component}
    moves = TEMPLATES[template].moves
    owed = sum((one.credit in members) - (one.debit in members) for one in moves)
    assert (owed != 0) == (template in COLUMN_OF)


def test_what_has_no_column_is_other() -> None:
    made = post("accrual", Occasion("e", "m1", "CNY", "o1", 0, 0), {"u1": 5})
    (row,) = roll_forward([made._replace(template="some correction")], from_us(0), FOR_EVER)
    assert (("other", 5), 5) == (row.columns[-1], row.closing_minor)


def test_a_shop_through_a_quarter() -> None:
    book = kept_book(
        *available("u1", 500),
        withdraw("u1", 200),
        result("withdraw u1", "paid", 200),
        refunded("order u1", day=40),
        *line_of("u2", "u3"),
        paid("o2", "u3", day=45),
        confirmed("o2", day=50),
        result("withdraw u1", "returned", 200, day=60),
    )
    rows = [
        [
            (
                row.opening_minor,
                {name: minor for name, minor in row.columns if minor},
                row.closing_minor,
            )
            for row in book.roll_forward(at(start), at(end))
        ]
        for start, end in ((0, 31), (31, 60), (60, 91))
    ]
    assert [
        [(0, {"accrued": 500, "paid": -200}, 300)],
        [(300, {"accrued": 1_000, "clawed_back": -500}, 800)],
        [(800, {"returned": 200}, 1_000)],
    ] == rows
    by_merchant = book.roll_forward(at(0), at(91), by="merchant")
    assert {"m1": 1_000, "": 0} == {row.name: row.closing_minor for row in by_merchant}


def test_an_entry_that_does_not_balance_is_refused() -> None:
    made = post("accrual", Occasion("e", "m1", "CNY", "o1", 0, 0), {"u1": 5})
    wrong = made._replace(postings=made.postings[:1])
    for report in (roll_forward, period_balances):
        with pytest.raises(LedgerError) as caught:
            report([wrong], from_us(0), FOR_EVER)
        assert "ledger.unbalanced" == caught.value.code


def test_an_empty_journal_has_no_rows() -> None:
    assert ((), ()) == (
        Book(BOOKED).roll_forward(at(0), at(1)),
        period_balances((), at(0), at(1)),
    )


@pytest.mark.parametrize("by", ["customer", "", None])
def test_an_unknown_grouping_is_refused(by: Any) -> None:
    with pytest.raises(EventError) as caught:
        roll_forward((), at(0), at(1), by=by)
    assert ("event.bad_field", "by") == (caught.value.code, caught.value.field)


@pytest.mark.parametrize("end", [0, -1])
def test_a_period_ends_after_it_starts(end: int) -> None:
    for made in (roll_forward, period_balances):
        with pytest.raises(EventError) as caught:
            made((), at(0), at(end))
        assert ("event.bad_field", "until") == (caught.value.code, caught.value.field)


def test_whatever_is_owed_has_an_account_of_a_wallet() -> None:
    assert any(row.component for row in ACCOUNTS.values())
