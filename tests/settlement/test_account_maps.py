"""Account map files: read from TOML and JSON, written back, and refused with their place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from fenxiao.errors import FenxiaoError
from fenxiao.ledger.account_map import AccountMap, Auxiliary
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.settlement.account_maps import dump_account_map, load_account_map
from tests.ledger.maps import account_map, maps, rows

ROWS: list[dict[str, Any]] = [{"account": one, "code": one, "title": one} for one in ACCOUNTS]


@given(accounts=maps)
def test_what_is_written_is_read_back(accounts: AccountMap) -> None:
    assert accounts == load_account_map(dump_account_map(accounts))


def test_toml_and_json_say_the_same() -> None:
    head = 'currency = "CNY"\nword = "转"\n'
    body = "".join(
        f'[[accounts]]\naccount = "{one}"\ncode = "1"\ntitle = "a"\n'
        'auxiliaries = [{ kind = "department", code = "D1" }]\n'
        for one in ACCOUNTS
    )
    department = [{"kind": "department", "code": "D1"}]
    listed = [
        {"account": one, "code": "1", "title": "a", "auxiliaries": department} for one in ACCOUNTS
    ]
    assert load_account_map(head + body) == load_account_map(
        {"currency": "CNY", "word": "转", "accounts": listed}
    )


def test_what_is_default_is_not_written() -> None:
    text = dump_account_map(account_map(utc_offset_minutes=480))
    assert "utc_offset" not in text
    assert "auxiliaries" not in text
    named = account_map(accounts=rows(bank=(Auxiliary(kind="person"),)))
    assert '"auxiliaries":[{"kind":"person"}]' in dump_account_map(named)


@pytest.mark.parametrize(
    ("fields", "code", "place"),
    [
        ({"accounts": ROWS[1:]}, "policy.unmapped_account", ""),
        ({"accounts": [*ROWS, ROWS[0]]}, "policy.repeated_account", ""),
        ({"accounts": [ROWS[0] | {"account": "cash"}]}, "policy.unknown_account", "accounts[0]"),
        ({"account": []}, "event.unknown_field", ""),
        ({"grouping": "month"}, "event.bad_field", ""),
        ({"accounts": [{"code": "1", "title": "1"}]}, "event.missing_field", "accounts[0]"),
        ({"most_legs": 1.5}, "event.bad_field", ""),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    fields: dict[str, Any], code: str, place: str
) -> None:
    with pytest.raises(FenxiaoError) as caught:
        load_account_map({"currency": "CNY", "accounts": ROWS} | fields)
    assert code == caught.value.code
    assert caught.value.place.startswith(place)
