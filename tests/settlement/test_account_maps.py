"""Account map files: read from TOML and JSON, written back, and refused with their place."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

import pytest
from hypothesis import given

from fenxiao.errors import FenxiaoError
from fenxiao.ledger.account_map import AUXILIARIES, AccountCode, AccountMap, Auxiliary
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.settlement.account_maps import account_map_schema, dump_account_map, load_account_map
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
    named = account_map(accounts=rows(member_held=(Auxiliary(kind="person"),)))
    assert '"auxiliaries":[{"kind":"person"}]' in dump_account_map(named)


def test_a_date_of_toml_is_no_text() -> None:
    with pytest.raises(FenxiaoError) as caught:
        load_account_map('currency = "CNY"\nword = 2024-01-01\naccounts = []')
    assert caught.value.code == "event.bad_field"


def test_the_schema_has_every_field_and_takes_no_other() -> None:
    made: Any = account_map_schema()
    for kind, form in (
        (AccountMap, made),
        (AccountCode, made["$defs"]["AccountCode"]),
        (Auxiliary, made["$defs"]["Auxiliary"]),
    ):
        named = {one.name for one in fields(kind) if one.name[0] != "_"}
        assert named == form["properties"].keys() - {"$schema"}
        assert not form["additionalProperties"]
        needed = {one.name for one in fields(kind) if one.init and one.default is MISSING}
        assert needed == set(form["required"])
    kinds = made["$defs"]["Auxiliary"]["properties"]["kind"]["enum"]
    assert list(AUXILIARIES) == kinds


def test_a_file_may_name_its_schema() -> None:
    given = {"$schema": "account-map.schema.json", "currency": "CNY", "accounts": ROWS}
    assert load_account_map(given).currency == "CNY"


@pytest.mark.parametrize(
    ("given", "code", "place"),
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
def test_what_is_wrong_is_told_with_its_place(given: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        load_account_map({"currency": "CNY", "accounts": ROWS} | given)
    assert code == caught.value.code
    assert caught.value.place.startswith(place)
