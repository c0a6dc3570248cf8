"""The form of bank files: amounts, bytes, and every reason why a field is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.payout.rails.bank_form import (
    TOKENS,
    Column,
    Profile,
    check_field,
    encoded,
    written_amount,
    written_lines,
)
from fenxiao.payout.rails.bank_profiles import CHINA_BATCH, FRAMED, GENERIC, PROFILES
from tests.payout.rails.samples import codes

NAME = Column("户名", "name", "name")


def found(text: str, profile: Profile = GENERIC, **limits: int) -> list[str]:
    return codes(list(check_field("K1", NAME, text, profile, limits)))


@pytest.mark.parametrize(
    ("text", "profile", "expected"),
    [
        pytest.param("张三", CHINA_BATCH, [], id="a name"),
        pytest.param("", GENERIC, ["rail.missing"], id="nothing"),
        pytest.param("a\nb", GENERIC, ["rail.bad_form"], id="a line end"),
        pytest.param("a\x85b", GENERIC, ["rail.bad_form"], id="a control of the upper half"),
        pytest.param("a\ufeff", GENERIC, ["rail.bad_form"], id="a mark of byte order"),
        pytest.param("\ud800", GENERIC, ["rail.bad_form"], id="half a character"),
        pytest.param("\ud800", CHINA_BATCH, ["rail.bad_form"], id="half a character in GB18030"),
        pytest.param("a,b", GENERIC, [], id="the separator, in quotes"),
        pytest.param("a|b", FRAMED, ["rail.bad_form"], id="the separator, without quotes"),
        pytest.param("a&b", CHINA_BATCH, ["rail.bad_form"], id="a forbidden character"),
        pytest.param("=1", GENERIC, [], id="a formula, led by an apostrophe"),
        pytest.param("=1", CHINA_BATCH, ["rail.bad_form"], id="a formula, refused"),
        pytest.param("＠1", FRAMED, ["rail.bad_form"], id="a formula of full width"),
        pytest.param("1=1", FRAMED, [], id="no formula"),
        pytest.param("𠮷", CHINA_BATCH, [], id="a rare character"),
    ],
)
def test_a_field_holds_what_its_template_takes(
    text: str, profile: Profile, expected: list[str]
) -> None:
    assert expected == found(text, profile)


def test_characters_and_bytes_are_counted_apart() -> None:
    assert [] == found("𠮷", CHINA_BATCH, name_characters=1, name_bytes=4)
    assert ["rail.too_many_bytes"] == found("𠮷", CHINA_BATCH, name_characters=1, name_bytes=3)
    assert ["rail.too_long"] == found("ab", CHINA_BATCH, name_characters=1, name_bytes=2)
    assert ["rail.too_long", "rail.too_many_bytes"] == found(
        "三三", name_characters=1, name_bytes=5
    )


def test_a_character_has_other_bytes_in_another_encoding() -> None:
    assert (b"\xe4\xb8\x89", b"\xc8\xfd") == (encoded("三", GENERIC), encoded("三", FRAMED))
    assert encoded("\ud800", FRAMED) is None


def test_amounts_are_written_in_the_unit_of_the_profile() -> None:
    assert ("12.30", "1230") == (
        written_amount(1_230, "CNY", GENERIC),
        written_amount(1_230, "CNY", FRAMED),
    )
    assert written_amount(1_230, "JPY", GENERIC) == "1230"


def test_fields_are_quoted_or_parted_plainly() -> None:
    assert written_lines([["a,b", "=1"]], GENERIC) == '"a,b",\'=1\r\n'
    assert written_lines([["a,b", "=1"]], FRAMED) == "a,b|=1\n"
    assert written_lines([["a,b"]], replace(GENERIC, separator=";")) == "a,b\r\n"


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_column_has_a_place_where_it_is_looked_for(profile: Profile) -> None:
    assert profile.has("account")
    assert profile.has("key", "note_key")
    assert not profile.has("status")
    assert {"account", "name", "bank", "payer"} == set(TOKENS)
