"""Account maps: whole, without doubt about which row holds, and refused by name otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import EventError, FenxiaoError, MoneyError, PolicyError
from fenxiao.ledger.account_map import AUXILIARIES, AccountCode, AccountMap, Auxiliary
from fenxiao.ledger.accounts import ACCOUNTS, Account
from tests.ledger.maps import CODES, account_map, rows

ROWS = rows()


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_account_of_the_chart_must_have_a_row(account: str) -> None:
    left = tuple(row for row in ROWS if row.account != account)
    with pytest.raises(PolicyError) as caught:
        account_map(accounts=left)
    assert caught.value.code == "policy.unmapped_account"
    assert f'"{account}"' == caught.value.facts["accounts"]


def test_all_missing_accounts_are_named_at_once() -> None:
    with pytest.raises(PolicyError) as caught:
        account_map(accounts=())
    assert caught.value.facts["accounts"] == ", ".join(f'"{name}"' for name in ACCOUNTS)


def test_a_row_for_one_party_is_no_row_for_the_others() -> None:
    mine = [replace(row, party_id="u1") if row.account == "member_held" else row for row in ROWS]
    with pytest.raises(PolicyError) as caught:
        account_map(accounts=mine)
    assert caught.value.facts["accounts"] == '"member_held"'


def test_a_partys_row_goes_before_that_for_all() -> None:
    mine = AccountCode(account="member_held", code="2241.99", title="大户", party_id="u1")
    accounts = account_map(accounts=(*ROWS, mine))
    assert accounts.row("member_held", "u1") is mine
    held = CODES["member_held"]
    assert [accounts.row("member_held", one).code for one in ("u2", "U1")] == [held, held]
    assert accounts.row("bank", "").code == CODES["bank"]


@pytest.mark.parametrize("party_id", [None, "u1"])
def test_a_row_stands_once(party_id: str | None) -> None:
    held = next(row for row in ROWS if row.account == "member_held")
    mine = replace(held, party_id=party_id)
    with pytest.raises(PolicyError) as caught:
        account_map(accounts=(*ROWS, mine, mine))
    assert caught.value.code == "policy.repeated_account"
    assert caught.value.facts == {"account": "member_held", "party": party_id or ""}


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"currency": "RMB"}, MoneyError),
        ({"currency_code": " "}, EventError),
        ({"currency_title": ""}, EventError),
        ({"preparer": "a\tb"}, EventError),
        ({"word": ""}, EventError),
        ({"grouping": "month"}, EventError),
        ({"most_legs": 1}, EventError),
        ({"most_legs": 10_001}, EventError),
        ({"utc_offset_minutes": 1_441}, EventError),
        ({"utc_offset_minutes": -1_441}, EventError),
        ({"utc_offset_minutes": "+08:00"}, EventError),
        ({"accounts": ({"account": "bank"},)}, EventError),
    ],
)
def test_a_field_of_another_form_is_refused(fields: dict[str, Any], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        account_map(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"most_legs": 2},
        {"most_legs": 10_000},
        {"utc_offset_minutes": 1_440},
        {"utc_offset_minutes": -1_440},
        {"currency_code": "RMB", "currency_title": "人民币", "preparer": "系统", "word": "转"},
    ],
)
def test_the_ends_of_a_range_belong_to_it(fields: dict[str, Any]) -> None:
    accounts = account_map(**fields)
    assert fields == {name: getattr(accounts, name) for name in fields}


def test_books_run_by_the_clock_of_china_unless_told() -> None:
    assert AccountMap(currency="CNY", accounts=ROWS).utc_offset_minutes == 8 * 60


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"account": "cash"}, "policy.unknown_account"),
        ({"code": ""}, "event.bad_id"),
        ({"title": ""}, "event.bad_id"),
        ({"party_id": ""}, "event.bad_id"),
        ({"auxiliaries": (Auxiliary(kind="person", code="1"),) * 2}, "policy.account_map"),
        ({"auxiliaries": (Auxiliary(kind="person"),)}, "policy.account_map"),
        ({"party_id": "u1"}, "policy.account_map"),
        ({"auxiliaries": ("person",)}, "event.bad_field"),
    ],
)
def test_a_wrong_row_is_refused(fields: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {"account": "bank", "code": "1002", "title": "银行存款"}
    with pytest.raises(FenxiaoError) as caught:
        AccountCode(**given | fields)
    assert code == caught.value.code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "colour"}, "event.bad_field"),
        ({"kind": "person", "code": ""}, "event.bad_id"),
        ({"kind": "person", "code": "1", "title": ""}, "event.bad_id"),
        ({"kind": "person", "title": "张三"}, "policy.account_map"),
    ],
)
def test_a_wrong_auxiliary_is_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        Auxiliary(**fields)
    assert code == caught.value.code


@pytest.mark.parametrize("kind", AUXILIARIES)
def test_every_kind_may_have_a_code_of_its_own_or_the_partys(kind: Any) -> None:
    assert Auxiliary(kind=kind).is_partys
    assert not Auxiliary(kind=kind, code="D01", title="运营部").is_partys


@pytest.mark.parametrize(("account", "row"), ACCOUNTS.items())
def test_a_partys_code_is_asked_for_only_where_accounts_are_kept_by_party(
    account: str, row: Account
) -> None:
    def ask() -> AccountCode:
        auxiliaries = (Auxiliary(kind="person"),)
        return AccountCode(account=account, code="1", title="1", auxiliaries=auxiliaries)

    if row.party:
        assert ask().auxiliaries[0].is_partys
    else:
        with pytest.raises(PolicyError, match="kept by no party"):
            ask()
