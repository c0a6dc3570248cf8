"""Vouchers: balanced, numbered for good, and to the unit what the journal says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import LedgerError
from fenxiao.ledger.account_map import AccountCode, AccountMap, Auxiliary
from fenxiao.ledger.posting import Occasion, post
from fenxiao.ledger.vouchers import (
    ControlTotal,
    Item,
    Leg,
    PartyCode,
    Voucher,
    check_vouchers,
    control_totals,
    to_vouchers,
)
from fenxiao.model.instants import DAY_US, from_us, to_us
from fenxiao.model.records import Entry, Posting
from tests.ledger.maps import BY_PERSON, CODES, PERSON, account_map, journals, maps, rows

JUNE = datetime(2024, 6, 1, tzinfo=UTC)


def entry(
    template: str,
    amounts: dict[str, int],
    *,
    at: datetime = JUNE,
    payer_id: str = "m1",
    event_id: str = "e1",
) -> Entry:
    occasion = Occasion(event_id, payer_id, "CNY", "o1", to_us(at), 0)
    return post(template, occasion, amounts)


def sides(vouchers: Sequence[Voucher]) -> Counter[tuple[str, str, bool]]:
    """Return debits and credits by payer and account, as the vouchers tell them."""
    found: Counter[tuple[str, str, bool]] = Counter()
    for one in vouchers:
        for leg in one.legs:
            found[one.payer_id, leg.account, leg.amount_minor < 0] += abs(leg.amount_minor)
    return found


# ---------------------------------------------------------------- laws


@given(journal=journals, accounts=maps)
def test_no_unit_of_the_journal_is_lost_or_made(journal: list[Entry], accounts: AccountMap) -> None:
    expected: Counter[tuple[str, str, bool]] = Counter()
    for one in journal:
        for leg in one.postings:
            account, _, amount_minor = leg
            expected[one.payer_id, account, amount_minor < 0] += abs(amount_minor)
    made = to_vouchers(journal, accounts)
    assert expected == sides(made)
    totals: Counter[tuple[str, str, bool]] = Counter()
    for row in control_totals(made):
        totals[row.payer_id, row.account, False] += row.debit_minor
        totals[row.payer_id, row.account, True] += row.credit_minor
    assert +totals == expected


@given(journal=journals, accounts=maps)
def test_every_voucher_balances_and_has_room(journal: list[Entry], accounts: AccountMap) -> None:
    for one in to_vouchers(journal, accounts):
        assert sum(leg.amount_minor for leg in one.legs) == 0
        assert 2 <= len(one.legs) <= accounts.most_legs
        is_credit = [leg.amount_minor < 0 for leg in one.legs]
        assert sorted(is_credit) == is_credit
        keys = [(leg.account, leg.code, leg.items, leg.amount_minor < 0) for leg in one.legs]
        assert len(set(keys)) == len(keys)


@given(journal=journals, accounts=maps, data=st.data())
def test_the_order_of_the_entries_does_not_matter(
    journal: list[Entry], accounts: AccountMap, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(journal))
    assert to_vouchers(journal, accounts) == to_vouchers(shuffled, accounts)


@given(journal=journals, accounts=maps)
def test_numbers_run_from_one_in_each_payers_month(
    journal: list[Entry], accounts: AccountMap
) -> None:
    made = to_vouchers(journal, accounts)
    for _, month in groupby(made, key=lambda one: (one.payer_id, one.month)):
        listed = list(month)
        assert list(range(1, len(listed) + 1)) == [one.number for one in listed]
        days = [one.day for one in listed]
        assert sorted(days) == days
    places = [(one.payer_id, one.month, one.number) for one in made]
    assert sorted(set(places)) == places


@given(journal=journals, accounts=maps, cut=st.integers(0, 70))
def test_later_days_change_no_voucher_before_them(
    journal: list[Entry], accounts: AccountMap, cut: int
) -> None:
    last = from_us(cut * DAY_US).date()
    ahead = timedelta(minutes=accounts.utc_offset_minutes)
    until = [one for one in journal if (from_us(one.effective_us) + ahead).date() <= last]
    whole = to_vouchers(journal, accounts)
    assert tuple(one for one in whole if one.day <= last) == to_vouchers(until, accounts)


@given(journal=journals, accounts=maps)
def test_every_entry_is_in_one_voucher_of_its_day_and_template(
    journal: list[Entry], accounts: AccountMap
) -> None:
    ahead = timedelta(minutes=accounts.utc_offset_minutes)
    known = {one.entry_id: one for one in journal}
    made = to_vouchers(journal, accounts)
    assert sorted(known) == sorted(one for voucher in made for one in voucher.entry_ids)
    for voucher in made:
        for entry_id in voucher.entry_ids:
            one = known[entry_id]
            day = (from_us(one.effective_us) + ahead).date()
            assert (one.payer_id, one.template, day) == (
                voucher.payer_id,
                voucher.template,
                voucher.day,
            )


@given(journal=journals)
def test_a_day_with_room_has_one_voucher_for_each_template(journal: list[Entry]) -> None:
    made = to_vouchers(journal, account_map(most_legs=10_000))
    places = [(one.payer_id, one.day, one.template) for one in made]
    assert len(set(places)) == len(places)


# ---------------------------------------------------------------- examples


def test_a_days_accruals_are_one_voucher_and_members_are_summed_away() -> None:
    journal = [
        entry("accrual", {"u1": 30, "u2": 20}),
        entry("accrual", {"u1": 5}, event_id="e2", at=JUNE + timedelta(hours=9)),
        entry("release", {"u1": 7}, event_id="e3"),
    ]
    accrued, released = to_vouchers(journal, account_map())
    assert (accrued.day, accrued.month, accrued.number) == (date(2024, 6, 1), "2024-06", 1)
    assert released.number == 2
    assert accrued.legs == (
        Leg("deferred_cost", CODES["deferred_cost"], "科目 deferred_cost", (), 55),
        Leg("member_deferred", CODES["member_deferred"], "科目 member_deferred", (), -55),
    )
    assert set(accrued.entry_ids) == {journal[0].entry_id, journal[1].entry_id}
    assert accrued.subject_id == ""


def test_an_auxiliary_of_the_party_keeps_parties_apart() -> None:
    journal = [
        entry("accrual", {"u1": 30, "u2": 20}),
        entry("accrual", {"u1": 5}, event_id="e2"),
    ]
    parties = {"u2": PartyCode("P002", "李四")}
    (made,) = to_vouchers(journal, account_map(accounts=BY_PERSON), parties=parties)
    assert [(leg.items, leg.amount_minor) for leg in made.legs] == [
        ((), 55),
        ((Item("person", "P002", "李四"),), -20),
        ((Item("person", "u1", "u1"),), -35),
    ]


def test_a_fixed_auxiliary_is_the_same_in_every_leg() -> None:
    department = Auxiliary(kind="department", code="D01", title="运营部")
    named = rows(deferred_cost=(department,), member_deferred=(department, PERSON))
    (made,) = to_vouchers([entry("accrual", {"u1": 5})], account_map(accounts=named))
    item = Item("department", "D01", "运营部")
    assert [leg.items for leg in made.legs] == [(item,), (item, Item("person", "u1", "u1"))]


def test_an_auxiliary_without_title_is_called_by_its_code() -> None:
    named = rows(bank=(Auxiliary(kind="project", code="X1"),))
    made = to_vouchers([entry("payout_paid", {"u1": 5})], account_map(accounts=named))
    assert made[0].legs[1].items == (Item("project", "X1", "X1"),)


def test_a_party_of_its_own_code_has_its_own_leg() -> None:
    own = AccountCode(account="member_held", code="2241.99", title="大户", party_id="u1")
    accounts = account_map(accounts=(*rows(), own))
    (made,) = to_vouchers([entry("release", {"u1": 5, "u2": 6})], accounts)
    assert [(leg.code, leg.amount_minor) for leg in made.legs] == [
        (CODES["member_held"], 6),
        ("2241.99", 5),
        (CODES["member_available"], -11),
    ]


def test_a_voucher_for_each_entry_tells_what_it_is_about() -> None:
    journal = [
        entry("release", {"u1": 5}, event_id="e2"),
        entry("accrual", {"u1": 5}, event_id="e1"),
        entry("accrual", {"u1": 6}, event_id="e3", at=JUNE - timedelta(hours=1)),
    ]
    made = to_vouchers(journal, account_map(grouping="entry"))
    assert [(one.month, one.number, one.template) for one in made] == [
        ("2024-05", 1, "accrual"),
        ("2024-06", 1, "accrual"),
        ("2024-06", 2, "release"),
    ]
    assert {"o1"} == {one.subject_id for one in made}


def test_a_day_of_too_many_lines_is_several_vouchers() -> None:
    journal = [entry("accrual", {f"u{n}": n}, event_id=f"e{n}") for n in range(1, 6)]
    accounts = account_map(accounts=BY_PERSON, most_legs=3)
    made = to_vouchers(journal, accounts)
    assert [3, 3, 2] == [len(one.legs) for one in made]
    assert [1, 2, 3] == [one.number for one in made]
    assert 15 == sum(one.legs[0].amount_minor for one in made)


def test_an_entry_that_fits_into_known_lines_needs_no_new_voucher() -> None:
    journal = [entry("accrual", {"u1": n}, event_id=f"e{n}") for n in range(1, 6)]
    assert len(to_vouchers(journal, account_map(accounts=BY_PERSON, most_legs=2))) == 1


def test_a_day_is_one_of_the_books_clock() -> None:
    late = entry("accrual", {"u1": 5}, at=JUNE - timedelta(hours=8))
    days = {
        minutes: to_vouchers([late], account_map(utc_offset_minutes=minutes))[0].day
        for minutes in (0, 479, 480)
    }
    assert {0: date(2024, 5, 31), 479: date(2024, 5, 31), 480: date(2024, 6, 1)} == days


def test_the_host_may_say_which_day_an_entry_belongs_to() -> None:
    closed = date(2024, 7, 1)
    (made,) = to_vouchers([entry("accrual", {"u1": 5})], account_map(), day_of=lambda _: closed)
    assert (made.day, made.month) == (closed, "2024-07")


def test_a_leg_of_nothing_is_no_line() -> None:
    one = entry("accrual", {"u1": 5})
    nothing = Posting("member_held", "u1", 0)
    padded = one._replace(postings=(*one.postings, nothing))
    assert to_vouchers([one], account_map())[0].legs == to_vouchers([padded], account_map())[0].legs
    empty = one._replace(postings=(nothing,))
    assert to_vouchers([empty], account_map()) == ()


def test_no_entries_make_no_vouchers() -> None:
    assert to_vouchers([], account_map()) == ()


def test_control_totals_by_code() -> None:
    journal = [
        entry("accrual", {"u1": 30}),
        entry("clawback_paid", {"u1": 10}, event_id="e2"),
        entry("accrual", {"u1": 1}, event_id="e3", at=JUNE + timedelta(days=30)),
    ]
    found = control_totals(to_vouchers(journal, account_map()))
    cost, owed = "deferred_cost", "member_deferred"
    assert found == (
        ControlTotal("m1", "2024-06", cost, CODES[cost], 30, 10),
        ControlTotal("m1", "2024-06", owed, CODES[owed], 10, 30),
        ControlTotal("m1", "2024-07", cost, CODES[cost], 1, 0),
        ControlTotal("m1", "2024-07", owed, CODES[owed], 0, 1),
    )


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("accounts", "journal", "code"),
    [
        (account_map(currency="USD"), [entry("accrual", {"u1": 5})], "voucher.other_currency"),
        (account_map(), [entry("accrual", {"u1": 5})] * 2, "voucher.repeated_entry"),
        (
            account_map(accounts=BY_PERSON, most_legs=2),
            [entry("accrual", {"u1": 5, "u2": 5})],
            "voucher.too_many_legs",
        ),
        (
            account_map(),
            [entry("accrual", {"u1": 5})._replace(postings=(Posting("bank", "", 5),))],
            "ledger.unbalanced",
        ),
    ],
)
def test_what_cannot_be_told_is_refused_by_name(
    accounts: AccountMap, journal: list[Entry], code: str
) -> None:
    with pytest.raises(LedgerError) as caught:
        to_vouchers(journal, accounts)
    assert code == caught.value.code


def test_what_fits_exactly_is_not_refused() -> None:
    accounts = account_map(accounts=BY_PERSON, most_legs=3)
    assert len(to_vouchers([entry("accrual", {"u1": 5, "u2": 5})], accounts)) == 1


JOURNAL = [entry("accrual", {"u1": 30}), entry("confirmation", {"u1": 30}, event_id="e2")]
MADE = to_vouchers(JOURNAL, account_map())


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(MADE[:1], id="one is missing"),
        pytest.param((*MADE, MADE[0]), id="one stands twice"),
        pytest.param(
            (MADE[0]._replace(legs=(MADE[0].legs[0]._replace(amount_minor=29),)), MADE[1]),
            id="an amount was changed",
        ),
        pytest.param(
            (MADE[0]._replace(legs=(MADE[0].legs[0]._replace(account="bank"),)), MADE[1]),
            id="an account was changed",
        ),
        pytest.param(
            (MADE[0]._replace(day=date(2024, 7, 1)), MADE[1]), id="it went into another month"
        ),
        pytest.param((MADE[0]._replace(payer_id="m2"), MADE[1]), id="it went to another payer"),
    ],
)
def test_vouchers_that_are_not_the_journal_are_found(changed: tuple[Voucher, ...]) -> None:
    check_vouchers(MADE, JOURNAL, account_map())
    with pytest.raises(LedgerError) as caught:
        check_vouchers(changed, JOURNAL, account_map())
    assert caught.value.code == "voucher.control_total"


def test_debits_and_credits_are_compared_apart() -> None:
    """A debit and a credit more leave every balance as it is, and are found all the same."""
    more = tuple(leg._replace(amount_minor=-leg.amount_minor) for leg in MADE[0].legs)
    changed = (MADE[0]._replace(legs=(*MADE[0].legs, *MADE[0].legs, *more)), MADE[1])
    with pytest.raises(LedgerError) as caught:
        check_vouchers(changed, JOURNAL, account_map())
    assert caught.value.facts["got"] == "60 and 60"
    assert caught.value.facts["expected"] == "30 and 30"


def test_the_check_knows_the_hosts_days() -> None:
    july = date(2024, 7, 1)
    made = to_vouchers(JOURNAL, account_map(), day_of=lambda _: july)
    check_vouchers(made, JOURNAL, account_map(), day_of=lambda _: july)
    with pytest.raises(LedgerError):
        check_vouchers(made, JOURNAL, account_map())


def test_a_map_changed_later_makes_other_vouchers_of_the_same_sums() -> None:
    other = replace(account_map(), accounts=BY_PERSON)
    assert sides(to_vouchers(JOURNAL, other)) == sides(MADE)
