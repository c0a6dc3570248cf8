"""Answers: total for whatever a rail sends, and never more certain than it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.errors import PayoutError
from fenxiao.model.events import PAYOUT_OUTCOMES
from fenxiao.money import AMOUNT_LIMIT_MINOR, format_amount
from fenxiao.payout.instructions import refuse_result
from fenxiao.payout.rails.answers import (
    Said,
    amount_in,
    answer,
    confirm,
    id_in,
    list_in,
    minor_in,
    object_in,
    read_object,
    text_in,
    to_result,
)
from fenxiao.payout.rails.form import RailAnswer
from fenxiao.payout.rails.wechat_authorisations import Agreement
from tests.payout.rails.samples import DOLLARS, ONE, PARSERS, RAILS, changed

AT = datetime(2026, 6, 2, tzinfo=UTC)
PAID = RailAnswer("paid", "K1", "9", 1_234, "CNY", "SUCCESS", "")
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["SUCCESS", "K1", "12.34", "10000", "CNY", "USD", "transfer", "K1\u200b"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
every_parser = pytest.mark.parametrize("name", PARSERS)
every_rail = pytest.mark.parametrize("name", RAILS)


def places(node: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [at] if at else []
    if isinstance(node, dict):
        found += [place for name in node for place in places(node[name], (*at, name))]
    if isinstance(node, list):
        found += [place for n, one in enumerate(node) for place in places(one, (*at, n))]
    return found


def told(name: str, text: str | bytes) -> list[RailAnswer | Agreement]:
    """Parse, and hand back every answer; the one error is none at all."""
    try:
        found = PARSERS[name](text)
    except PayoutError as error:
        if error.code != "rail.unreadable":
            raise
        return []
    if isinstance(found, tuple) and not isinstance(found, RailAnswer | Agreement):
        return list(found)
    assert isinstance(found, RailAnswer | Agreement)
    return [found]


def check_modest(found: RailAnswer | Agreement) -> None:
    """Check that an answer is in our words, and sure only with all its facts."""
    if isinstance(found, Agreement):
        assert found.standing != "given" or (found.authorisation_no and found.reference)
        return
    assert found.outcome in PAYOUT_OUTCOMES
    assert found.key is not None or found.outcome == "unknown"
    if found.outcome == "paid":
        assert None not in found[:5]
    event = to_result(found, ONE, event_id="r1", at=AT)  # any answer can be fed
    if event.outcome == "paid" and refuse_result(ONE._replace(state="submitted"), event) is None:
        assert ("K1", 1_234, "CNY") == (found.key, found.amount_minor, found.currency)


@every_parser
@given(data=st.data())
@settings(max_examples=40)
def test_any_json_is_read(name: str, data: st.DataObject) -> None:
    for found in told(name, json.dumps(data.draw(values))):
        check_modest(found)


@every_parser
@given(text=st.text(max_size=40) | st.binary(max_size=40))
@settings(max_examples=25)
def test_any_bytes_are_read(name: str, text: str | bytes) -> None:
    for found in told(name, text):
        check_modest(found)


@every_rail
@given(data=st.data())
@settings(max_examples=60)
def test_one_wrong_value_makes_nothing_surer(name: str, data: st.DataObject) -> None:
    rail = RAILS[name]
    place = data.draw(st.sampled_from(places(rail.paid)))
    for found in told(name, changed(rail, place, data.draw(values))):
        check_modest(found)


@every_rail
def test_a_cut_off_answer_is_refused_or_not_paid(name: str) -> None:
    text = json.dumps(RAILS[name].paid)
    for end in range(len(text)):
        assert not told(name, text[:end])


@every_rail
def test_a_whole_answer_is_paid(name: str) -> None:
    found = RAILS[name].parse(json.dumps(RAILS[name].paid))
    assert ("paid", "K1", 1_234) == (found.outcome, found.key, found.amount_minor)
    assert (found.currency, found.code) in {("CNY", "SUCCESS"), ("USD", "SUCCESS")}


@every_rail
def test_every_documented_word_means_what_the_table_says(name: str) -> None:
    rail = RAILS[name]
    for state in rail.states:
        found = rail.parse(changed(rail, rail.word, state.word))
        assert (state.outcome, state.word) == (found.outcome, found.code)


@every_rail
@pytest.mark.parametrize("word", ["success", "SUCCESS ", "PAID", ""])
def test_another_word_is_unknown_and_kept(name: str, word: str) -> None:
    rail = RAILS[name]
    found = rail.parse(changed(rail, rail.word, word))
    assert ("unknown", word) == (found.outcome, found.code)


@every_rail
def test_without_one_of_its_facts_nothing_is_paid(name: str) -> None:
    rail = RAILS[name]
    facts = {"K1", "佣金 K1", 1_234, "12.34", "USD"}
    seen = set()
    for place in places(rail.paid):
        node: Any = rail.paid
        for step in place:
            node = node[step]
        if isinstance(node, str | int) and node in facts:
            seen.add(node)
            assert rail.parse(changed(rail, place, None)).outcome == "unknown"
    assert len(seen) >= 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "it is a list"),
        ("", "JSONDecodeError"),
        ('{"a": 1, "a": 2}', "a name stands twice in one object"),
        ('{"a": {"b": 1, "b": 1}}', "a name stands twice in one object"),
        (b"\xff{}", "UnicodeDecodeError"),
        ('{"a": 1}'.encode("utf-16"), "UnicodeDecodeError"),
        ('{"a":' * 100_000, "RecursionError"),
        ("{" + '"a": ' + "9" * 5_000 + "}", "ValueError"),
    ],
)
def test_what_is_no_object_is_refused(text: str | bytes, problem: str) -> None:
    with pytest.raises(PayoutError) as caught:
        read_object(text)
    assert ("rail.unreadable", problem) == (caught.value.code, caught.value.problem)


def test_half_characters_are_kept_as_something_that_can_be_stored() -> None:
    found = PARSERS["wechat_bill"]('{"state": "\\ud800A", "out_bill_no": "K\\ud800"}')
    assert isinstance(found, RailAnswer)
    assert ("unknown", None, "?A") == (found.outcome, found.key, found.code)


def test_a_long_text_is_kept_to_a_thousand_characters() -> None:
    assert text_in({"a": "佣" * 1_000}, "a") == "佣" * 1_000 == text_in({"a": "佣" * 1_001}, "a")


def test_an_amount_above_the_largest_is_none() -> None:
    assert minor_in({"amount": AMOUNT_LIMIT_MINOR + 1}, "amount") is None
    assert minor_in({"amount": AMOUNT_LIMIT_MINOR}, "amount") == AMOUNT_LIMIT_MINOR
    for amount_minor, found in (
        (AMOUNT_LIMIT_MINOR, AMOUNT_LIMIT_MINOR),
        (AMOUNT_LIMIT_MINOR + 1, None),
    ):
        text = format_amount(amount_minor, "CNY")
        assert found == amount_in({"amount": text}, "amount", "CNY")


def test_fields_of_a_wrong_type_are_as_good_as_missing() -> None:
    fields: dict[str, object] = {
        "a": 1,
        "b": "x",
        "c": [1, {"d": 2}],
        "e": {"f": 3},
        "g": "a\u200b",
    }
    assert ("", "x", "") == (text_in(fields, "a"), text_in(fields, "b"), text_in(fields, "z"))
    assert ({}, {"f": 3}) == (object_in(fields, "b"), object_in(fields, "e"))
    assert ([], [{}, {"d": 2}]) == (list_in(fields, "e"), list_in(fields, "c"))
    assert (None, "x", None) == (id_in(fields, "a"), id_in(fields, "b"), id_in(fields, "g"))


@pytest.mark.parametrize("amount", [0, -1, True, 12.0, "12", None, 10**40])
def test_an_amount_in_minor_units_is_a_whole_number_above_0(amount: object) -> None:
    assert minor_in({"amount": amount}, "amount") is None
    assert minor_in({"amount": 1}, "amount") == 1


@pytest.mark.parametrize("amount", ["0", "0.00", "-1", "1.234", "1e2", " 1", 1, 1.5, None, "９"])
def test_an_amount_in_major_units_is_plain_digits_above_0(amount: object) -> None:
    assert amount_in({"amount": amount}, "amount", "CNY") is None
    assert amount_in({"amount": "1.20"}, "amount", None) is None
    assert amount_in({"amount": "1.2"}, "amount", "CNY") == 120


@pytest.mark.parametrize("lacking", ["reference", "amount_minor", "currency"])
def test_paid_needs_every_fact_and_failed_only_the_key(lacking: str) -> None:
    said = Said("S", "K1", "9", 1, "CNY")
    assert answer(said, {"S": "paid"}).outcome == "paid"
    poor = said._replace(**{lacking: None})  # type: ignore[arg-type]  # each may be None
    assert answer(poor, {"S": "paid"}).outcome == "unknown"
    assert answer(poor, {"S": "failed"}).outcome == "failed"
    assert answer(said._replace(key=None), {"S": "failed"}).outcome == "unknown"


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "paid"),
        ({"key": "K2"}, "unknown"),
        ({"key": None}, "unknown"),
        ({"amount_minor": 1_235}, "unknown"),
        ({"currency": "USD"}, "unknown"),
        ({"outcome": "failed", "key": "K2"}, "unknown"),
        ({"outcome": "failed", "amount_minor": None}, "failed"),
        ({"outcome": "failed", "amount_minor": 1}, "unknown"),
        ({"outcome": "failed", "key": "B1"}, "failed"),
        ({"outcome": "paid", "key": "B1"}, "unknown"),
    ],
)
def test_an_answer_is_weighed_against_its_instruction(change: Any, outcome: str) -> None:
    found = confirm(PAID._replace(**change), ONE, batch_key="B1")
    assert (outcome, "K1") == (found.outcome, found.key)


def test_without_a_batch_its_word_counts_for_nobody() -> None:
    assert confirm(PAID._replace(outcome="failed", key="B1"), ONE).outcome == "unknown"


def test_another_amount_reaches_the_settlement_which_refuses_it() -> None:
    event = to_result(PAID._replace(amount_minor=1_235), ONE, event_id="r1", at=AT)
    assert ("paid", 1_235) == (event.outcome, event.amount_minor)
    refusal = refuse_result(ONE._replace(state="submitted"), event)
    assert refusal is not None
    assert refusal.code == "payout.amount_differs"


def test_an_answer_about_another_instruction_says_nothing_of_this_one() -> None:
    event = to_result(PAID._replace(key="K2", amount_minor=5), ONE, event_id="r1", at=AT)
    assert ("unknown", 1_234, None) == (event.outcome, event.amount_minor, event.reference)


def test_a_denied_batch_fails_each_of_its_instructions() -> None:
    denied = RailAnswer("failed", "B1", "5UX", None, None, "DENIED", "")
    event = to_result(denied, DOLLARS, event_id="r1", at=AT, batch_key="B1")
    assert ("failed", 1_234, "USD", None) == (
        event.outcome,
        event.amount_minor,
        event.currency,
        event.reference,
    )
