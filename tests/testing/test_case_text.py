"""Reading cases: both forms say the same, what is left out is filled in, the rest refused."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import CaseError
from fenxiao.testing.case_text import load_case
from tests.testing.case_files import EVENTS, case_bytes, made_case

TOML = """
source = "made up"
policy = {plans = []}
events = [{type = "release", at = 2024-06-18T20:00:00+08:00}]
expect = {wallets = []}
"""
JSON = """{
  "source": "made up",
  "policy": {"plans": []},
  "events": [{"type": "release", "at": "2024-06-18T20:00:00+08:00"}],
  "expect": {"wallets": []}
}"""
TOUCH, PAID = EVENTS
NOTHING: dict[str, Any] = {"wallets": []}


def toml(text: str) -> Any:
    return load_case("a.case.toml", text.encode())


def test_both_forms_say_the_same() -> None:
    assert toml(TOML) == load_case("a.case.json", JSON.encode())


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf" + TOML.encode(), TOML.replace("\n", "\r\n").encode()]
)
def test_a_file_may_come_from_any_editor(content: bytes) -> None:
    assert toml(TOML) == load_case("a.case.toml", content)


def test_instants_of_toml_become_text_wherever_they_stand() -> None:
    asked = '[{visitor_id = "u1", at = 2024-06-18T20:00:00+08:00, owner_id = "", reason = "x"}]'
    case = toml(TOML.replace("wallets = []", f"wallets = [], storefronts = {asked}"))
    assert case.events[0]["at"] == "2024-06-18T20:00:00+08:00"
    assert case.expect["storefronts"][0]["at"] == "2024-06-18T20:00:00+08:00"


# ---------------------------------------------------------------- what is filled in


def test_events_without_an_id_are_named_by_their_place() -> None:
    case = made_case(events=[TOUCH, TOUCH | {"id": "mine"}, TOUCH], expect=NOTHING)
    assert ["e1", "mine", "e3"] == [event["id"] for event in case.events]


def test_events_without_an_instant_follow_the_one_before_by_a_minute() -> None:
    later = TOUCH | {"at": "2024-07-01T23:59:30+08:00"}
    bare = {name: value for name, value in TOUCH.items() if name != "at"}
    case = made_case(events=[TOUCH, bare, bare, later, bare], expect=NOTHING)
    assert [
        "2024-06-01T00:00:00Z",
        "2024-06-01T00:01:00.000000Z",
        "2024-06-01T00:02:00.000000Z",
        "2024-07-01T23:59:30+08:00",
        "2024-07-01T16:00:30.000000Z",
    ] == [event["at"] for event in case.events]


def test_the_default_instant_is_that_of_the_first_event_only() -> None:
    bare = {name: value for name, value in TOUCH.items() if name != "at"}
    defaults = {"at": "2024-06-18T00:00:00Z"}
    case = made_case(events=[bare, bare], defaults=defaults, expect=NOTHING)
    ats = [event["at"] for event in case.events]
    assert ["2024-06-18T00:00:00Z", "2024-06-18T00:01:00.000000Z"] == ats


def test_defaults_are_filled_into_events_that_have_the_field_and_do_not_give_it() -> None:
    bare = {name: value for name, value in PAID.items() if name != "payer_id"}
    defaults = {"payer_id": "p1", "merchant_id": "m9"}
    first, second, third = made_case(events=[TOUCH, PAID, bare], defaults=defaults).events
    assert "payer_id" not in first
    assert (second["payer_id"], second["merchant_id"]) == ("m1", "m1")
    assert (third["payer_id"], third["merchant_id"]) == ("p1", "m1")


def test_defaults_of_lines_are_filled_into_lines_of_orders_only() -> None:
    short = {"line_id": "1", "paid_minor": 5}
    back = {"type": "refunded", "order_id": "o1", "lines": [{"line_id": "1", "quantity": 1}]}
    defaults = {"line": {"sku": "s9", "quantity": 3, "paid_minor": 1}}
    case = made_case(events=[TOUCH, PAID | {"lines": [short, 7]}, back], defaults=defaults)
    filled: Any = case.events[1]["lines"]
    assert filled == [{"sku": "s9", "quantity": 3, "line_id": "1", "paid_minor": 5}, 7]
    assert case.events[2]["lines"] == back["lines"]
    rest = {"type": "captured", "order_id": "o1", "capture_id": "c1", "lines": [short]}
    captured = made_case(events=[TOUCH, PAID, rest], defaults=defaults).events[2]
    assert captured["lines"] == filled[:1]


def test_a_wallet_is_that_of_the_only_payer_and_currency() -> None:
    wallets: Any = made_case().expect["wallets"]
    (wallet,) = wallets
    assert wallet == {
        "member_id": "u2",
        "payer_id": "m1",
        "currency": "CNY",
        "deferred_minor": 100,
        "held_minor": 0,
        "available_minor": 0,
        "in_transit_minor": 0,
        "frozen_minor": 0,
        "debt_minor": 0,
        "reserved_minor": 0,
    }


def test_a_wallet_is_that_of_the_default_payer_where_there_are_several() -> None:
    expect = {"wallets": [{"member_id": "u2"}, {"member_id": "u2", "payer_id": "m1"}]}
    case = made_case(expect=expect, defaults={"payer_id": "m2"})
    wallets: Any = case.expect["wallets"]
    assert ["m2", "m1"] == [one["payer_id"] for one in wallets]


def test_a_title_may_be_left_out() -> None:
    assert made_case().title == ""
    assert made_case(title="What it shows").title == "What it shows"


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.json", b"{}", 'the name is "a.json"'),
        ("a.case.toml", b"source = ", "Invalid value"),
        ("a.case.toml", b'a = 1\na = "twice"', "Cannot overwrite a value"),
        ("a.case.json", b"{", "Expecting property name"),
        ("a.case.json", b"[]", "got list"),
        ("a.case.json", b'{"source": "a", "source": "b"}', 'key "source" stands twice'),
        ("a.case.json", b"\xff\xfe", "codec can't decode"),
        ("a.case.json", b'{"a":' * 100_000, "recursion"),
    ],
)
def test_what_is_no_document_is_refused(name: str, content: bytes, problem: str) -> None:
    with pytest.raises(CaseError, match="must be one TOML or JSON document") as caught:
        load_case(name, content)
    assert problem in str(caught.value)


TWO_PAYERS = [TOUCH, PAID, PAID | {"payer_id": "m2", "order_id": "o2"}]


@pytest.mark.parametrize(
    ("changed", "code", "place"),
    [
        pytest.param({"source": None}, "case.missing_field", "the case", id="no source"),
        pytest.param({"source": " "}, "case.bad_field", "source", id="empty source"),
        pytest.param({"expected": {}}, "case.unknown_field", "the case", id="unknown field"),
        pytest.param({"policy": []}, "case.bad_field", "policy", id="policy"),
        pytest.param({"events": {}}, "case.bad_field", "events", id="events"),
        pytest.param({"events": [1]}, "case.bad_field", "events[0]", id="event"),
        pytest.param(
            {"events": [{"type": "release"}]}, "case.missing_field", "events[0]", id="no instant"
        ),
        pytest.param({"defaults": {"payer": "x"}}, "case.unknown_field", "defaults", id="default"),
        pytest.param({"defaults": {"id": "x"}}, "case.unknown_field", "defaults", id="one id"),
        pytest.param({"defaults": {"line": 1}}, "case.bad_field", "defaults.line", id="line"),
        pytest.param(
            {"defaults": {"line": {"line_id": "1"}}},
            "case.unknown_field",
            "defaults.line",
            id="one line's id",
        ),
        pytest.param({"defaults": {"at": "soon"}}, "case.bad_field", "defaults.at", id="instant"),
        pytest.param({"expect": {}}, "case.missing_field", "expect", id="no wallets"),
        pytest.param(
            {"expect": {"error": "plan.depth", "wallets": []}},
            "case.bad_field",
            "expect",
            id="error and more",
        ),
        pytest.param(
            {"expect": {"wallets": [], "wallet": []}}, "case.unknown_field", "expect", id="unknown"
        ),
        pytest.param(
            {"expect": {"wallets": [{"member_id": "u2"}] * 2}},
            "case.bad_field",
            "expect.wallets[1]",
            id="a wallet twice",
        ),
        pytest.param({"events": TWO_PAYERS}, "case.missing_field", "expect.wallets[0]", id="whose"),
        pytest.param(
            {"events": [TOUCH | {"at": 1.5}]}, "case.not_whole", "events[0].at", id="float"
        ),
        pytest.param(
            {"expect": {"wallets": [{"member_id": "u2", "held_minor": 1.0}]}},
            "case.not_whole",
            "expect.wallets[0].held_minor",
            id="whole float",
        ),
    ],
)
def test_what_is_not_of_the_form_is_refused_at_its_place(
    changed: dict[str, Any], code: str, place: str
) -> None:
    with pytest.raises(CaseError) as caught:
        load_case("made.case.json", case_bytes(**changed))
    assert (code, place) == (caught.value.code, caught.value.place)


@pytest.mark.parametrize("wrong", ["2024-06-18T20:00:00", "2024-06-18", "20:00:00"])
def test_dates_of_toml_without_an_offset_are_refused(wrong: str) -> None:
    with pytest.raises(CaseError, match="date, time and offset") as caught:
        toml(TOML.replace("2024-06-18T20:00:00+08:00", wrong))
    assert caught.value.place == "events[0].at"


@pytest.mark.parametrize("wrong", ["1.5", "inf", "nan"])
def test_floats_of_toml_are_refused_with_a_hint(wrong: str) -> None:
    with pytest.raises(CaseError, match=r"12\.34 CNY is 1234"):
        toml(TOML.replace('"made up"', wrong))


def test_what_the_library_shall_refuse_is_handed_on() -> None:
    wrong = TOML.replace("+08:00", "").replace("plans = []", "plans = [0.5]")
    case = toml(wrong.replace("wallets = []", 'error = "event.bad_field"'))
    assert case.policy == {"plans": [0.5]}
    assert case.events[0]["at"] == "2024-06-18T20:00:00"


def test_only_policy_and_events_may_be_wrong_on_purpose() -> None:
    expect = {"error": {"code": "money.not_integer", "amount_minor": 0.5}}
    with pytest.raises(CaseError) as caught:
        made_case(expect=expect)
    assert ("case.not_whole", "expect.error.amount_minor") == (
        caught.value.code,
        caught.value.place,
    )


def test_an_instant_before_the_first_year_is_left_to_the_library() -> None:
    case = toml(TOML.replace("2024-06-18T20:00:00+08:00", "0001-01-01T00:00:00+08:00"))
    assert case.events[0]["at"] == "0001-01-01T00:00:00+08:00"


def test_an_instant_that_names_none_is_followed_by_none() -> None:
    bare = {name: value for name, value in TOUCH.items() if name != "at"}
    for wrong in ("soon", 7, "9999-12-31T23:59:30Z"):
        with pytest.raises(CaseError) as caught:
            made_case(events=[TOUCH | {"at": wrong}, bare])
        assert (caught.value.code, caught.value.place) == ("case.missing_field", "events[1]")
