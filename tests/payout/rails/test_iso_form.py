"""The form of ISO 20022: XML that expands nothing, exact decimals, characters, IBANs."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PayoutError
from fenxiao.money import AMOUNT_LIMIT_MINOR, format_amount
from fenxiao.money.currencies import CURRENCIES
from fenxiao.payout.rails.iso_form import (
    NAMESPACE,
    Amount,
    Node,
    amount_at,
    children,
    count_at,
    decimals,
    is_iban,
    is_latin,
    is_xml_text,
    node_at,
    read_message,
    scaled,
    shown_sum,
    text_at,
    token_at,
)

read = partial(read_message, message="x.001", versions=("01", "02"), name="Top")


def whole(inner: str, start: str = "", version: str = "01") -> str:
    return f'{start}<Document xmlns="{NAMESPACE}x.001.{version}"><Top>{inner}</Top></Document>'


def said(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>'


def top(inner: str) -> Node:
    return read(whole(inner))


def refused(told: str | bytes) -> str:
    with pytest.raises(PayoutError) as caught:
        read(told)
    assert caught.value.code == "rail.unreadable"
    return str(caught.value.problem)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "start",
    [
        pytest.param("<!DOCTYPE Document>", id="a bare document type"),
        pytest.param('<!DOCTYPE D [<!ENTITY a "x">]>', id="an entity"),
        pytest.param('<!DOCTYPE D [<!ENTITY a SYSTEM "file:///etc/passwd">]>', id="a file"),
        pytest.param('<!DOCTYPE D SYSTEM "http://x.example/x.dtd">', id="a type elsewhere"),
        pytest.param('<!DOCTYPE D [<!ENTITY % p SYSTEM "x"> %p;]>', id="a parameter entity"),
        pytest.param(f'<!DOCTYPE D [<!ENTITY l0 "ha">{LAUGHS}]>', id="a billion laughs"),
        pytest.param("<!DOCTYPE D [<!ATTLIST Top a CDATA 'x'>]>", id="a default attribute"),
    ],
)
def test_a_document_type_is_refused_before_anything_expands(start: str) -> None:
    assert refused(whole("&l9;", start)) == "it has a document type, which is not read"
    assert refused(whole("&a;", start).encode()) == "it has a document type, which is not read"


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ("", "it is no XML, ExpatError"),
        ("<a>", "it is no XML, ExpatError"),
        ("{}", "it is no XML, ExpatError"),
        (whole("&a;"), "it is no XML, ExpatError"),
        (whole("") + "<b/>", "it is no XML, ExpatError"),
        (whole("\ud800"), "it is no XML, UnicodeEncodeError"),
        (b"\xff\xfe\x00", "it is no XML, ExpatError"),
        (
            whole("", said("gb18030")).encode(),
            "it is no XML, ValueError",
        ),
        (
            whole("", said("nonsense")).encode(),
            "it is no XML, LookupError",
        ),
        (whole("", version="03"), "it is no x.001 of version 01, 02"),
        (whole("").replace("Document", "Other"), "it is no x.001 of version 01, 02"),
        ("<Document><Top/></Document>", "it is no x.001 of version 01, 02"),
        (whole("").replace("<Top></Top>", ""), "Top must stand in it once"),
        (whole("</Top><Top>"), "Top must stand in it once"),
        (whole("").replace("<Top>", '<Top xmlns="urn:other">'), "Top must stand in it once"),
    ],
)
def test_what_is_no_such_message_is_refused(told: str | bytes, problem: str) -> None:
    assert problem == refused(told)


def test_encodings_of_xml_are_read() -> None:
    for encoding in ("utf-8", "utf-16", "iso-8859-1"):
        told = whole("<A>é</A>", said(encoding))
        assert text_at(read(told.encode(encoding)), "A") == "é"
    assert text_at(read(whole("<A>佣</A>", said("ascii"))), "A") == "佣"


def test_however_deep_it_is_read_or_refused() -> None:
    deep = top("<A>" * 10_000 + "x" + "</A>" * 10_000)
    assert node_at(deep, *["A"] * 10_000).pieces == ["x"]


def test_a_prefix_is_as_good_as_a_default() -> None:
    told = f'<d:Document xmlns:d="{NAMESPACE}x.001.02"><d:Top><d:A> x </d:A></d:Top></d:Document>'
    assert text_at(read(told), "A") == "x"


def test_what_stands_twice_counts_as_missing() -> None:
    found = top("<A>x</A><A>x</A><B><C>1</C></B>")
    assert ("", None, None) == (text_at(found, "A"), token_at(found, "A"), count_at(found, "A"))
    assert len(children(found, "A")) == 2
    assert [] == children(found, "A", "A") == children(found, "Z", "A")
    assert count_at(found, "B", "C") == 1
    assert ("", None) == (text_at(found, "B", "Z", "C"), token_at(found, "B"))


def test_elements_of_other_namespaces_are_not_taken_for_ours() -> None:
    found = top('<A xmlns="urn:other">x</A><A>y</A>')
    assert text_at(found, "A") == "y"


def test_comments_and_sections_are_no_matter() -> None:
    assert text_at(top("<A>a<!-- b --><![CDATA[c]]>&amp;&#100;</A>"), "A") == "ac&d"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12.34", (1_234, 2)),
        ("12.3400", (1_234, 2)),
        ("+012.", (12, 0)),
        ("0", (0, 0)),
        ("100", (100, 0)),
        ("-1", None),
        ("1e2", None),
        ("1,5", None),
        (".5", None),
        ("", None),
        ("１", None),
        ("1" * 19, None),
    ],
)
def test_decimals_are_exact_or_none(text: str, found: tuple[int, int] | None) -> None:
    assert found == decimals(text)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ('<A Ccy="EUR">12.3</A>', Amount(1_230, "EUR")),
        ('<A Ccy="JPY">12.00</A>', Amount(12, "JPY")),
        ('<A Ccy="JPY">12.50</A>', Amount(None, "JPY")),
        ('<A Ccy="KWD">1.234</A>', Amount(1_234, "KWD")),
        ('<A Ccy="EUR">0</A>', Amount(None, "EUR")),
        ('<A Ccy="EUR">x</A>', Amount(None, "EUR")),
        ('<A Ccy="eur">1</A>', Amount()),
        ("<A>1</A>", Amount()),
        ('<A Ccy="EUR">1</A><A Ccy="EUR">1</A>', Amount()),
        (f'<A Ccy="EUR">{AMOUNT_LIMIT_MINOR}</A>', Amount(None, "EUR")),
    ],
)
def test_an_amount_is_in_the_minor_units_of_its_currency(told: str, found: Amount) -> None:
    assert found == amount_at(top(told), "A")


@given(code=st.sampled_from(sorted(CURRENCIES)), minor=st.integers(1, AMOUNT_LIMIT_MINOR))
def test_what_is_written_is_read_back(code: str, minor: int) -> None:
    text = format_amount(minor, code)
    assert Amount(minor, code) == amount_at(top(f'<A Ccy="{code}">{text}</A>'), "A")


@given(amounts=st.lists(st.tuples(st.sampled_from(["EUR", "JPY", "KWD"]), st.integers(1, 10**6))))
def test_a_control_sum_is_the_sum_of_the_numbers(amounts: list[tuple[str, int]]) -> None:
    numbers = [decimals(format_amount(minor, code)) for code, minor in amounts]
    total = decimals(shown_sum(amounts))
    assert total is not None
    assert sum(scaled(one) for one in numbers if one) == scaled(total)


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("", True),
        ("aZ9/-?:().,'+ x", True),
        ("a/b", True),
        ("/a", False),
        ("a/", False),
        ("a//b", False),
        ("a&b", False),
        ("é", False),
        ("佣", False),
        ("a\n", False),
        ("９", False),
    ],
)
def test_sepa_takes_latin_characters_only(text: str, is_fine: bool) -> None:
    assert is_fine is is_latin(text)


@pytest.mark.parametrize("text", ["\n", "\x7f", "\x85", "\ud800", "\ufffe", "\U0001ffff", "\x00"])
def test_what_xml_cannot_hold_is_seen(text: str) -> None:
    assert not is_xml_text(f"a{text}")
    assert is_xml_text("佣金 𠮷 é <&>")


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("DE89370400440532013000", True),
        ("GB29NWBK60161331926819", True),
        ("NO9386011117947", True),
        ("DE89370400440532013001", False),
        ("de89370400440532013000", False),
        ("DE89 3704 0044 0532 0130 00", False),
        ("", False),
        ("XX00", False),
    ],
)
def test_an_iban_has_check_digits(text: str, is_fine: bool) -> None:
    assert is_fine is is_iban(text)


@given(place=st.integers(4, 21), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_no_iban(place: int, digit: str) -> None:
    good = "DE89370400440532013000"
    changed = good[:place] + digit + good[place + 1 :]
    assert (changed == good) is is_iban(changed)
