"""The journal as hledger text: a reader, and hledger itself, find the same balances."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from fenxiao.ledger.exports.hledger import to_hledger
from fenxiao.ledger.exports.names import account_name
from fenxiao.ledger.posting import Occasion, post
from fenxiao.model.records import Entry
from fenxiao.money import parse_amount
from tests.ledger.exports.programs import hledger, hledger_balances, needs_hledger
from tests.ledger.strategies import journals

POSTED = re.compile(r" {4}(\S+)  (-?[0-9.]+) ([A-Z]{3})")
HEAD = re.compile(r"(\d{4}-\d\d-\d\d) \* \(([^()]*)\) ([^|;]*) \| ([^|;]*)")
ENTRY = post("accrual", Occasion("e1", "m1", "CNY", "o1", 86_400_000_000, 0), {"u1": 30})

Balances = dict[tuple[str, str], int]


def ours(journal: list[Entry]) -> Balances:
    sums: Balances = {}
    for entry in journal:
        for leg in entry.postings:
            place = (account_name(entry.payer_id, leg), entry.currency)
            sums[place] = sums.get(place, 0) + leg.amount_minor
    return sums


def read_back(text: str) -> Balances:
    sums: Balances = {}
    for line in text.splitlines():
        if found := POSTED.fullmatch(line):
            place = (found[1], found[3])
            sums[place] = sums.get(place, 0) + parse_amount(found[2], found[3])
    return sums


@given(journal=journals)
def test_a_reader_finds_our_balances(journal: list[Entry]) -> None:
    assert ours(journal) == read_back("".join(to_hledger(journal, title="book")))


@given(journal=journals)
def test_every_entry_has_a_head_with_its_id(journal: list[Entry]) -> None:
    lines = "".join(to_hledger(journal, title="book")).splitlines()
    heads = [found for line in lines if (found := HEAD.fullmatch(line))]
    assert [entry.entry_id for entry in journal] == [head[2] for head in heads]
    events = [line.removeprefix("    ; event: ") for line in lines if "; event: " in line]
    assert [entry.event_id for entry in journal] == events


def test_the_text_of_an_entry() -> None:
    assert "".join(to_hledger([ENTRY], title="m1")) == (
        "; m1\n"
        "decimal-mark .\n"
        "commodity 1000.00 CNY\n"
        "account Assets:Pm1:Deferred-cost  ; type: A\n"
        "account Liabilities:Pm1:Member-deferred:Mu1  ; type: L\n"
        "\n"
        f"1970-01-02 * ({ENTRY.entry_id}) o1 | Order paid: commission promised\n"
        "    ; event: e1\n"
        "    Assets:Pm1:Deferred-cost  0.30 CNY\n"
        "    Liabilities:Pm1:Member-deferred:Mu1  -0.30 CNY\n"
    )


@pytest.mark.parametrize(
    ("code", "example"), [("JPY", "1000."), ("CNY", "1000.00"), ("KWD", "1000.000")]
)
def test_a_commodity_shows_its_decimals(code: str, example: str) -> None:
    lines = list(to_hledger([ENTRY._replace(currency=code)], title="m1"))
    assert f"commodity {example} {code}\n" == lines[2]


@pytest.mark.parametrize(
    ("text", "written"), [("a;b|c", "a%3Bb%7Cc"), ("(1)", "%281%29"), ("a,b%2C", "a%2Cb%252C")]
)
def test_signs_of_hledger_in_an_id_are_no_signs(text: str, written: str) -> None:
    entry = ENTRY._replace(subject_id=text, event_id=text)
    lines = "".join(to_hledger([entry], title="a\nb")).splitlines()
    assert lines[0] == "; a%0Ab"
    assert f"({entry.entry_id}) {written} | " in lines[6]
    assert f"    ; event: {written}" == lines[7]


@needs_hledger
@settings(max_examples=10, deadline=None)
@given(journal=journals)
def test_hledger_finds_our_balances(journal: list[Entry]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "book.journal")
        path.write_text("".join(to_hledger(journal, title="book")), encoding="utf-8")
        found = hledger_balances(path)
        codes = hledger("codes", "-f", path).split()
    assert {place: amount for place, amount in ours(journal).items() if amount} == {
        place: amount for place, amount in found.items() if amount
    }
    assert sorted(entry.entry_id for entry in journal) == sorted(codes)
