"""Notifications: booked is paid, sent back is returned, a batch says nothing of one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.errors import PayoutError
from fenxiao.payout.rails.camt054 import BATCH_STATES, STATES, VERSIONS, parse
from fenxiao.payout.rails.form import State, outcomes
from fenxiao.payout.rails.returns import Reading, compare
from tests.payout.rails.iso_samples import (
    EUROS,
    OTHER,
    booked,
    element,
    entry,
    notification,
)
from tests.payout.rails.samples import codes
from tests.payout.rails.xsd import faults

SECOND = booked("K2", amount="1000.00", reference="B8")
GOOD = notification(entry(booked()), entry(SECOND, amount="1000.00"))
RETURNED = entry(booked(reason="AC04"), towards="CRDT")


def shown(reading: Reading) -> list[tuple[str, str | None, int | None]]:
    return [(one.outcome, one.key, one.amount_minor) for one in reading.answers]


def batch(count: int = 2, total: str = "1012.34") -> str:
    number = element("NbOfTxs", str(count))
    return element("PmtInfId", "P1") + number + element("TtlAmt", total, ' Ccy="EUR"')


@pytest.mark.parametrize("version", ["02", "08"])
def test_the_samples_are_valid_by_the_schemas(version: str) -> None:
    line, back = booked(version=version), booked(reason="AC04", version=version)
    told = notification(
        entry(line, version=version),
        entry(line, line, amount="24.68", batch=batch(2, "24.68"), version=version),
        entry(back, towards="CRDT", version=version),
        entry(line, towards="CRDT", reversal="true", version=version),
        entry(version=version),
        summary=element("TtlNtries", element("NbOfNtries", "5") + element("Sum", "74.04")),
        version=version,
    )
    assert [] == faults(told.encode(), f"camt.054.001.{version}")
    assert () == parse(told).problems


@pytest.mark.parametrize("version", VERSIONS)
def test_a_notification_says_what_was_booked(version: str) -> None:
    reading = parse(GOOD.replace("camt.054.001.08", f"camt.054.001.{version}"))
    assert [("paid", "K1", 1_234), ("paid", "K2", 100_000)] == shown(reading)
    assert ["B7", "B8"] == [one.reference for one in reading.answers]
    assert () == reading.problems == compare(reading, [EUROS, OTHER]).problems


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.word)
def test_every_word_means_what_the_table_says(state: State) -> None:
    word, towards, *kind = state.word.split()
    line = booked(reason="AC04" if kind == ["RETURN"] else "")
    line = line.replace("<CdtDbtInd>DBIT", f"<CdtDbtInd>{towards}")
    reversal = "true" if kind == ["REVERSAL"] else ""
    told = notification(entry(line, word=word, towards=towards, reversal=reversal))
    (found,) = parse(told).answers
    assert (state.outcome, state.word) == (found.outcome, found.code)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(entry(booked(), word="XXXX"), id="a word that nobody knows"),
        pytest.param(entry(booked(), word=""), id="no word"),
        pytest.param(entry(booked().replace("DBIT", "CRDT"), towards="CRDT"), id="money came in"),
        pytest.param(entry(booked(), reversal="true"), id="a credit is taken back"),
        pytest.param(
            entry(booked(reason="AC04").replace("CRDT", "DBIT")), id="a return that leaves"
        ),
        pytest.param(entry(booked("")), id="no key"),
        pytest.param(entry(booked(amount="12.345"), amount="12.345"), id="too many decimals"),
        pytest.param(entry(booked(currency="XXX"), currency="XXX"), id="no currency"),
        pytest.param(
            entry(booked(reference="")).replace("<AcctSvcrRef>E7</AcctSvcrRef>", ""),
            id="no reference",
        ),
        pytest.param(
            entry(booked().replace("<EndToEndId>", "<EndToEndId>K1</EndToEndId><EndToEndId>")),
            id="two keys",
        ),
    ],
)
def test_what_is_not_all_there_is_unknown(told: str) -> None:
    (found,) = parse(notification(told)).answers
    assert found.outcome == "unknown"


def test_money_that_came_back_names_its_reason() -> None:
    (found,) = parse(notification(RETURNED)).answers
    assert ("returned", "K1", "B7", 1_234, "EUR") == found[:5]
    assert found.text == "AC04"


def test_paid_and_sent_back_may_stand_in_one_notification() -> None:
    reading = compare(parse(notification(entry(booked()), RETURNED)), [EUROS])
    assert ["paid", "returned"] == [one.outcome for one in reading.answers]
    assert () == reading.problems


def test_less_than_was_paid_is_for_a_person_to_look_at() -> None:
    told = entry(booked(amount="10.00", reason="AC04"), towards="CRDT", amount="10.00")
    reading = compare(parse(notification(told)), [EUROS])
    assert ["unknown"] == [one.outcome for one in reading.answers]
    assert ["rail.return_differs"] == codes(reading.problems)


def test_the_amount_is_the_one_that_was_instructed() -> None:
    instructed = element("InstdAmt", element("Amt", "12.34", ' Ccy="EUR"'))
    line = booked(amount="98.70", currency="CNY").replace("<AmtDtls>", f"<AmtDtls>{instructed}")
    (found,) = parse(notification(entry(line, amount="98.70", currency="CNY"))).answers
    assert ("paid", 1_234, "EUR") == (found.outcome, found.amount_minor, found.currency)


def test_a_single_transaction_has_the_amount_and_reference_of_its_entry() -> None:
    line = booked(amount="", reference="", version="02")
    (found,) = parse(notification(entry(line, version="02"), version="02")).answers
    assert ("paid", "K1", "E7", 1_234) == found[:4]
    two = entry(line, line, version="02")
    reading = parse(notification(two, version="02"))
    assert [("unknown", "K1", None)] * 2 == shown(reading)


def test_an_entry_for_a_whole_batch_pays_nobody() -> None:
    (found,) = parse(notification(entry(amount="1012.34", batch=batch()))).answers
    assert ("submitted", "P1", 101_234) == (found.outcome, found.key, found.amount_minor)
    assert [("unknown", None, 1_234)] == shown(parse(notification(entry())))
    assert "paid" not in outcomes(BATCH_STATES).values()


@pytest.mark.parametrize("state", BATCH_STATES, ids=lambda one: one.word)
def test_every_word_of_a_batch_means_what_the_table_says(state: State) -> None:
    word, towards = state.word.split()
    (found,) = parse(notification(entry(word=word, towards=towards, batch=batch()))).answers
    assert (state.outcome, state.word) == (found.outcome, found.code)


@pytest.mark.parametrize(
    ("count", "total", "amount", "what"),
    [
        pytest.param(2, "1012.34", "1012.34", "", id="all agree"),
        pytest.param(3, "1012.34", "1012.34", "NbOfTxs", id="another count"),
        pytest.param(2, "1012.35", "1012.34", "TtlAmt", id="another sum"),
        pytest.param(2, "1012.34", "1012.33", "Amt of an entry", id="another amount"),
    ],
)
def test_where_a_batch_is_wrong_its_transactions_are_not_certain(
    count: int, total: str, amount: str, what: str
) -> None:
    told = entry(booked(), SECOND, batch=batch(count, total), amount=amount)
    reading = parse(notification(told, entry(booked("K3"))))
    assert ([what] if what else []) == [dict(one.facts)["what"] for one in reading.problems]
    outcome = "unknown" if what else "paid"
    assert [outcome, outcome, "paid"] == [one.outcome for one in reading.answers]


def test_charges_may_be_booked_with_an_entry() -> None:
    charges = element("Chrgs", element("TtlChrgsAndTaxAmt", "0.50", ' Ccy="EUR"'))
    told = entry(booked(), amount="12.84").replace("<NtryDtls>", f"{charges}<NtryDtls>")
    assert () == parse(notification(told)).problems


def test_an_entry_in_another_currency_is_not_summed() -> None:
    assert () == parse(notification(entry(booked(), amount="98.70", currency="CNY"))).problems


@pytest.mark.parametrize(
    ("name", "count", "total", "is_wrong"),
    [
        ("TtlNtries", "2", "24.68", False),
        ("TtlNtries", "3", "24.68", True),
        ("TtlNtries", "2", "24.69", True),
        ("TtlDbtNtries", "1", "12.34", False),
        ("TtlDbtNtries", "2", "12.34", True),
        ("TtlCdtNtries", "1", "12.35", True),
    ],
)
def test_where_a_notification_is_wrong_nothing_in_it_is_certain(
    name: str, count: str, total: str, is_wrong: bool
) -> None:
    summary = element(name, element("NbOfNtries", count) + element("Sum", total))
    reading = parse(notification(entry(booked()), RETURNED, summary=summary))
    expected = ["unknown", "unknown"] if is_wrong else ["paid", "returned"]
    assert expected == [one.outcome for one in reading.answers]
    assert (["rail.return_sum"] if is_wrong else []) == codes(reading.problems)


def modest(told: str | bytes) -> None:
    try:
        reading = parse(told)
    except PayoutError as error:
        if error.code != "rail.unreadable":
            raise
        return
    assert all(problem.message for problem in reading.problems)
    for one in compare(reading, [EUROS, OTHER], is_whole=False).answers:
        if one.outcome in {"paid", "returned"}:
            ours = {"K1": EUROS, "K2": OTHER}[str(one.key)]
            assert (ours.amount_minor, ours.currency) == (one.amount_minor, one.currency)
            assert one.reference


@given(data=st.data())
@settings(max_examples=200)
def test_one_change_makes_nothing_surer(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([GOOD, notification(RETURNED)]))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 12)))
    put = data.draw(st.text(max_size=4) | st.sampled_from(["<", "</", "&x;", "K2", "BOOK", "9"]))
    modest(whole[:start] + put + whole[end:])


@given(text=st.text(max_size=40) | st.binary(max_size=40))
@settings(max_examples=60)
def test_any_bytes_are_read(text: str | bytes) -> None:
    modest(text)


@given(
    parts=st.lists(
        st.sampled_from([entry(booked()), entry(), "<Ntry/>", "x", "<Ntry><NtryDtls/></Ntry>"]),
        max_size=4,
    )
)
def test_no_entry_is_dropped(parts: list[str]) -> None:
    count = sum("Ntry" in one for one in parts)
    assert len(parse(notification(*parts)).answers) == count


def test_a_document_type_is_refused() -> None:
    with pytest.raises(PayoutError) as caught:
        parse("<!DOCTYPE Document>" + GOOD)
    assert caught.value.code == "rail.unreadable"
