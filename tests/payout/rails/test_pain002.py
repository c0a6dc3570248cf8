"""Status reports: settled alone is paid, counts are held against what was sent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.errors import PayoutError
from fenxiao.payout.rails.answers import confirm
from fenxiao.payout.rails.form import State, outcomes
from fenxiao.payout.rails.pain001 import message_key, payment_key, render
from fenxiao.payout.rails.pain002 import GROUP_STATES, STATES, VERSIONS, parse
from fenxiao.payout.rails.returns import Reading, compare
from tests.payout.rails.iso_samples import (
    EUROS,
    MESSAGE,
    OTHER,
    PAYMENT,
    SEPA,
    element,
    report,
    status,
)
from tests.payout.rails.samples import codes
from tests.payout.rails.xsd import faults

SENT = render(MESSAGE, SEPA)
RJCT = status("RJCT", key="K2", amount="1000.00", reference="", reason="AC04")
GOOD = report(status(), RJCT, group=element("GrpSts", "PART"))


def shown(reading: Reading) -> list[tuple[str, str | None, int | None]]:
    return [(one.outcome, one.key, one.amount_minor) for one in reading.answers]


def counts(word: str, count: int, total: str = "") -> str:
    parts = element("DtldNbOfTxs", str(count)) + element("DtldSts", word)
    return element("NbOfTxsPerSts", parts + (element("DtldCtrlSum", total) if total else ""))


@pytest.mark.parametrize("version", ["03", "12"])
def test_the_samples_are_valid_by_the_schemas(version: str) -> None:
    group = element("OrgnlNbOfTxs", "2") + element("OrgnlCtrlSum", "1012.34")
    told = report(
        status(),
        RJCT,
        version=version,
        group=group + element("GrpSts", "PART") + counts("ACSC", 1, "12.34"),
        batch=element("OrgnlNbOfTxs", "2") + element("PmtInfSts", "PART"),
    )
    assert [] == faults(told.encode(), f"pain.002.001.{version}")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_report_says_what_became_of_each_transaction(version: str) -> None:
    reading = parse(GOOD.replace("pain.002.001.03", f"pain.002.001.{version}"))
    assert [("submitted", "M1", None), ("paid", "K1", 1_234), ("failed", "K2", 100_000)] == shown(
        reading
    )
    assert ["PART", "ACSC", "RJCT"] == [one.code for one in reading.answers]
    assert ("AC04", "B7") == (reading.answers[2].text, reading.answers[1].reference)
    assert () == reading.problems
    assert () == compare(reading, [EUROS, OTHER], ["M1"]).problems


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.word)
def test_every_word_of_a_transaction_means_what_the_table_says(state: State) -> None:
    found = parse(report(status(state.word))).answers[1]
    assert (state.outcome, state.word) == (found.outcome, found.code)


@pytest.mark.parametrize("state", GROUP_STATES, ids=lambda one: one.word)
def test_every_word_of_a_whole_means_what_the_table_says(state: State) -> None:
    group, batch = element("GrpSts", state.word), element("PmtInfSts", state.word)
    answers = parse(report(group=group, batch=batch)).answers
    assert [(state.outcome, "M1"), (state.outcome, "P1")] == [
        (one.outcome, one.key) for one in answers
    ]
    assert all(one.outcome != "paid" for one in answers)


def test_only_settled_is_paid() -> None:
    words = outcomes(STATES)
    assert {one for one, outcome in words.items() if outcome == "paid"} == {"ACCC", "ACSC"}
    assert "paid" not in outcomes(GROUP_STATES).values()
    assert len(words) == len(STATES)


@pytest.mark.parametrize("word", ["acsc", "ACSC1", "OK", "SUCCESS", ""])
def test_another_word_is_unknown_and_kept(word: str) -> None:
    found = parse(report(status(word))).answers[1]
    assert ("unknown", word) == (found.outcome, found.code)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(status(key=""), id="no key"),
        pytest.param(status(reference=""), id="no reference of the bank"),
        pytest.param(status(amount=""), id="no amount"),
        pytest.param(status(amount="0"), id="no money"),
        pytest.param(status(amount="12.345"), id="too many decimals"),
        pytest.param(status(currency="XXX"), id="no currency"),
        pytest.param(status().replace("<TxSts>", "<TxSts>RJCT</TxSts><TxSts>"), id="two words"),
        pytest.param(status().replace("<OrgnlTxRef>", "<OrgnlTxRef/><OrgnlTxRef>"), id="two parts"),
        pytest.param(status().replace("<TxSts>", '<TxSts xmlns="urn:x">'), id="not of the message"),
    ],
)
def test_without_one_of_its_facts_nothing_is_paid(line: str) -> None:
    assert parse(report(line)).answers[1].outcome == "unknown"


def test_a_rejected_whole_fails_each_of_its_instructions() -> None:
    told = report(group=element("GrpSts", "RJCT"), key=message_key(MESSAGE))
    (found,) = parse(told, SENT).answers
    assert confirm(found, EUROS, batch_key=SENT.key).outcome == "failed"
    assert confirm(found, EUROS, batch_key=payment_key(MESSAGE, PAYMENT)).outcome == "unknown"


def test_a_report_without_a_word_is_unknown() -> None:
    assert [("unknown", "M1", None)] == shown(parse(report()))


def test_reasons_are_kept_with_what_is_said_beside_them() -> None:
    reason = element(
        "StsRsnInf",
        element("Rsn", element("Prtry", "X1"))
        + element("AddtlInf", "ask ")
        + element("AddtlInf", "us"),
    )
    line = status("RJCT").replace("<AcctSvcrRef>", f"{reason}<AcctSvcrRef>")
    assert parse(report(line)).answers[1].text == "X1 ask us"


@pytest.mark.parametrize(
    ("group", "batch", "what"),
    [
        pytest.param(element("OrgnlNbOfTxs", "2"), "", "", id="the count of the message"),
        pytest.param(element("OrgnlNbOfTxs", "3"), "", "OrgnlNbOfTxs", id="another count"),
        pytest.param(element("OrgnlNbOfTxs", "x"), "", "OrgnlNbOfTxs", id="no count"),
        pytest.param(element("OrgnlCtrlSum", "1012.340"), "", "", id="the sum of the message"),
        pytest.param(element("OrgnlCtrlSum", "1012.35"), "", "OrgnlCtrlSum", id="another sum"),
        pytest.param("", element("OrgnlNbOfTxs", "1"), "OrgnlNbOfTxs", id="too few in a batch"),
        pytest.param("", element("OrgnlNbOfTxs", "9"), "", id="more than are listed"),
        pytest.param(counts("RJCT", 1, "1000"), counts("ACSC", 1, "12.34"), "", id="of each word"),
        pytest.param(counts("ACTC", 7), "", "", id="a word of which none is listed"),
        pytest.param(counts("RJCT", 2), "", "DtldNbOfTxs of RJCT", id="more rejected"),
        pytest.param("", counts("ACSC", 2), "DtldNbOfTxs of ACSC", id="more settled"),
        pytest.param("", counts("ACSC", 1, "9"), "DtldCtrlSum of ACSC", id="another sum settled"),
    ],
)
def test_where_a_count_is_wrong_nothing_is_certain(group: str, batch: str, what: str) -> None:
    told = report(status(), RJCT, group=group, batch=batch, key=SENT.key)
    reading = parse(told, SENT)
    assert ([what] if what else []) == [dict(one.facts)["what"] for one in reading.problems]
    certain = {one.outcome for one in reading.answers} - {"unknown"}
    assert bool(what) is not bool(certain)


def test_a_report_of_another_message_is_named() -> None:
    reading = parse(GOOD, SENT)
    assert ["rail.return_stranger"] == codes(reading.problems)
    assert {one.outcome for one in reading.answers} == {"unknown"}
    assert "no key" in parse(report(key=""), SENT).problems[0].message


def test_strangers_duplicates_and_differences_are_named() -> None:
    told = report(status(), status(), status(key="K9"), status("RJCT", key="K2", amount="1"))
    reading = compare(parse(told), [EUROS, OTHER], ["M1"])
    assert ["rail.return_stranger", "rail.return_differs", "rail.return_repeated"] == codes(
        reading.problems
    )
    assert ["unknown", "paid", "paid", "unknown", "unknown"] == [
        one.outcome for one in reading.answers
    ]


def modest(told: str | bytes) -> None:
    try:
        reading = parse(told, SENT)
    except PayoutError as error:
        if error.code != "rail.unreadable":
            raise
        return
    assert reading.answers
    assert all(problem.message for problem in reading.problems)
    for one in compare(reading, [EUROS, OTHER], [SENT.key]).answers:
        if one.outcome == "paid":
            ours = {"K1": EUROS, "K2": OTHER}[str(one.key)]
            assert (ours.amount_minor, ours.currency) == (one.amount_minor, one.currency)
            assert one.reference


@given(data=st.data())
@settings(max_examples=200)
def test_one_change_makes_nothing_surer(data: st.DataObject) -> None:
    whole = report(status(), RJCT, group=element("GrpSts", "PART"), key=SENT.key)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 12)))
    put = data.draw(st.text(max_size=4) | st.sampled_from(["<", "</", "&x;", "K2", "ACSC", "9"]))
    modest(whole[:start] + put + whole[end:])


@given(text=st.text(max_size=40) | st.binary(max_size=40))
@settings(max_examples=60)
def test_any_bytes_are_read(text: str | bytes) -> None:
    modest(text)


@given(parts=st.lists(st.sampled_from([status(), RJCT, "<TxInfAndSts/>", "x", "<A/>"]), max_size=4))
def test_no_transaction_is_dropped(parts: list[str]) -> None:
    told = report(*parts)
    count = sum("TxInfAndSts" in one for one in parts)
    assert len(parse(told).answers) == 1 + count


def test_a_document_type_is_refused() -> None:
    with pytest.raises(PayoutError) as caught:
        parse("<!DOCTYPE Document>" + GOOD)
    assert caught.value.code == "rail.unreadable"
