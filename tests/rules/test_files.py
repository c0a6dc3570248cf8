"""Plan files: one plan from TOML, JSON and Python, and faults with their place."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError, PolicyError
from fenxiao.model.encoding import Json, canonical, digest, plain
from fenxiao.model.places import Steps, place_text
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.files import dump_campaign, dump_plan, load_campaign, load_plan, parse
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.rules.role import Role
from tests.rules.plan_changes import RULES, campaigns_changed, plans, plans_changed, with_rule

TEXT = """
plan_id = "2024"
effective_from = 2024-01-01T00:00:00+08:00
ceiling_ppm = "20%"
trim = "nearest_first"
currency = "CNY"

[[rules]]
kind = "levels"
rule_id = "sale"
rates_ppm = ["10%", 50_000]
rows = [{ skus = ["s1"], units_minor = [150] }]

[[rules]]
kind = "role"
rule_id = "anchor"
role = "room"
rates_ppm = ["2%"]
"""


def toml(value: Json) -> str:
    """Write JSON values as one TOML value."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {toml(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def as_toml(value: object) -> str:
    """Write a plan as a TOML document."""
    fields = plain(value)
    assert isinstance(fields, dict)
    return "\n".join(f"{name} = {toml(part)}" for name, part in fields.items())


def refused(written: Any) -> FenxiaoError:
    with pytest.raises(FenxiaoError) as caught:
        load_plan(written)
    return caught.value


# ---------------------------------------------------------------- one plan, three ways


def test_one_plan_has_one_digest_in_toml_json_and_python() -> None:
    from_toml = load_plan(TEXT)
    as_json = json.dumps(
        tomllib.loads(TEXT) | {"effective_from": "2024-01-01T00:00:00+08:00"}, ensure_ascii=False
    )
    row = Row(skus=("s1",), units_minor=(150,))
    sale = Levels(rule_id="sale", rates_ppm=(100_000, 50_000), rows=(row,))
    in_python = Plan(
        plan_id="2024",
        effective_from=datetime.fromisoformat("2024-01-01T00:00:00+08:00"),
        ceiling_ppm=200_000,
        trim="nearest_first",
        currency="CNY",
        rules=(sale, Role(rule_id="anchor", role="room", rates_ppm=(20_000,))),
    )
    assert from_toml == load_plan(as_json) == load_plan(tomllib.loads(TEXT)) == in_python
    assert from_toml.digest == load_plan(as_json.encode()).digest == in_python.digest


def test_text_may_be_bytes_and_begin_with_blanks() -> None:
    assert load_plan(TEXT) == load_plan(TEXT.encode()) == load_plan("\n \t" + TEXT)
    as_json = dump_plan(load_plan(TEXT))
    assert load_plan(as_json) == load_plan(b" \n" + as_json.encode())


def test_a_file_may_name_its_schema_for_an_editor() -> None:
    fields = json.loads(dump_plan(load_plan(TEXT)))
    named = {"$schema": "./schemas/plan.schema.json"} | fields
    assert load_plan(named) == load_plan(fields)
    assert "$schema" in named
    assert ("plan.unknown_field", "$schema") == (
        (error := refused(fields | {"$schema": 5})).code,
        error.field,
    )


# ---------------------------------------------------------------- round trip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)
def test_a_plan_of_every_kind_comes_back(rule: Any) -> None:
    plan = with_rule(rule)
    text = dump_plan(plan)
    assert json.loads(text)["rules"][-1]["kind"] == rule.kind
    assert plan == load_plan(text) == load_plan(as_toml(plan))


@given(plan=plans() | st.sampled_from(plans_changed))
def test_a_plan_comes_back_from_json_and_toml_with_its_digest(plan: Plan) -> None:
    text = dump_plan(plan)
    again, from_toml = load_plan(text), load_plan(as_toml(plan))
    assert plan == again == from_toml
    assert plan.digest == again.digest == from_toml.digest == digest(json.loads(text))
    assert text == dump_plan(again)
    assert text.encode() == canonical(json.loads(text))


@pytest.mark.parametrize("campaign", campaigns_changed)
def test_a_campaign_comes_back_from_json_and_toml(campaign: Campaign) -> None:
    assert campaign == load_campaign(dump_campaign(campaign)) == load_campaign(as_toml(campaign))


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        pytest.param('trim = "nearest_first"', "x = 1", "plan.unknown_field", "", id="unknown"),
        pytest.param("skus", "skuz", "plan.unknown_field", "rules[0].rows[0]", id="in a row"),
        pytest.param('plan_id = "2024"', "", "plan.missing_field", "", id="missing"),
        pytest.param('rule_id = "anchor"', "", "plan.missing_field", "rules[1]", id="in a rule"),
        pytest.param('kind = "role"', "", "plan.missing_field", "rules[1]", id="no kind"),
        pytest.param('"role"', '"dancer"', "plan.bad_field", "rules[1]", id="no such kind"),
        pytest.param('"room"', '"dancer"', "plan.bad_field", "rules[1]", id="no such role"),
        pytest.param('"20%"', "0.2", "plan.bad_field", "", id="float ceiling"),
        pytest.param('"20%"', '"20"', "plan.bad_field", "", id="percent without its sign"),
        pytest.param('"10%"', "0.1", "plan.bad_field", "rules[0]", id="float rate"),
        pytest.param("[150]", "[1.5]", "plan.bad_field", "rules[0].rows[0].units_minor[0]", id="1"),
        pytest.param("[150]", "[-1]", "plan.bad_field", "rules[0].rows[0]", id="below 0"),
        pytest.param("[150]", '["1"]', "plan.bad_field", "rules[0].rows[0].units_minor[0]", id="t"),
        pytest.param("[150]", "150", "plan.bad_field", "rules[0].rows[0]", id="no list"),
        pytest.param("[150]", "[1, 2, 3, 4]", "plan.depth", "rules[0].rows[0]", id="depth"),
        pytest.param("T00:00:00+08:00", "", "plan.bad_field", "", id="only a date"),
        pytest.param("+08:00", "", "plan.bad_field", "", id="no offset"),
        pytest.param(
            "2024-01-01T00:00:00+08:00", '"20240101"', "plan.bad_field", "", id="another form"
        ),
        pytest.param('"2024"', "2024-01-01", "plan.bad_field", "", id="a date for a text"),
        pytest.param('"2024"', "2024-01-01T00:00:00Z", "plan.bad_field", "", id="instant for text"),
        pytest.param('"anchor"', '"sale"', "plan.repeated_rule", "rules[1]", id="a name twice"),
        pytest.param(
            'rule_id = "anchor"',
            'rule_id = "anchor"\nfunded_by = "none"',
            "plan.unknown_rule",
            "rules[1]",
            id="no such rule",
        ),
        pytest.param('currency = "CNY"', "", "plan.currency", "", id="a fault of the whole"),
        pytest.param('trim = "nearest_first"', "", "plan.unbounded", "rules[0]", id="unbounded"),
        pytest.param(
            '{ skus = ["s1"], units_minor = [150] }',
            '{ rates_ppm = [1] }, { grades = ["g"], rates_ppm = [2] }',
            "plan.unreachable_row",
            "rules[0].rows[1]",
            id="a hidden row",
        ),
    ],
)
def test_a_fault_has_a_code_of_plans_and_its_place(
    old: str, new: str, code: str, place: str
) -> None:
    assert old in TEXT
    error = refused(TEXT.replace(old, new))
    assert (code, place) == (error.code, error.place)
    assert str(error).startswith(f"At {place}: " if place else error.args[0][:20])


@pytest.mark.parametrize(
    ("wrong", "known"),
    [
        ("rates", '"rates_ppm"'),
        ("rate_ppm", '"rates_ppm"'),
        ("unit_minor", '"units_minor"'),
        ("refunds", '"refund"'),
        ("xyz", '"rates_ppm" or "units_minor" or "orders_minor"'),
    ],
)
def test_an_unknown_field_is_told_the_closest_known_one(wrong: str, known: str) -> None:
    error = refused(TEXT.replace('role = "room"', f'role = "room"\n{wrong} = 1'))
    assert (wrong, known) == (error.field, error.closest)
    assert f"not one here, {known} is. Did you mean that?" in str(error)


def test_a_mistyped_field_is_told_before_the_one_that_is_missed() -> None:
    error = refused(TEXT.replace('rule_id = "anchor"', 'rule_ids = "anchor"'))
    assert ("plan.unknown_field", '"rule_id"') == (error.code, error.closest)


@pytest.mark.parametrize("field", ["ceiling_ppm", "order_cap_minor", "least_margin_ppm"])
@pytest.mark.parametrize("value", [0.2, 1.0, 1e3])
def test_a_float_is_refused_with_what_to_write(field: str, value: object) -> None:
    fields = json.loads(dump_plan(load_plan(TEXT))) | {field: value}
    error = refused(fields)
    assert ("plan.bad_field", field) == (error.code, error.field)
    assert "never a float" in str(error) or "whole minor units" in str(error)


@pytest.mark.parametrize(
    "text",
    ["[]", "a = ", "a = 1\na = 2", b"\xff", "a = " + "[" * 5_000, "<plan/>", 5],
    ids=["a list", "no value", "twice", "no UTF-8", "too deep", "another language", "no text"],
)
def test_what_is_no_toml_is_refused(text: Any) -> None:
    error = refused(text)
    assert (PolicyError, "plan.not_toml") == (type(error), error.code)


@pytest.mark.parametrize("text", ["{", '{"plan_id": "a", "plan_id": "b"}', '{"a": 1} x'])
def test_what_begins_with_a_brace_must_be_json(text: str) -> None:
    assert refused(text).code == "event.not_json"


@pytest.mark.parametrize("depth", [500, 900, 3_000, 50_000])
def test_nesting_without_end_is_refused_by_code(depth: int) -> None:
    text = '{"a":' + "[" * depth + "]" * depth + "}"
    assert refused(text).code in ("event.not_json", "plan.unknown_field", "plan.missing_field")


@given(text=st.text() | st.binary() | st.text().map(lambda text: "{" + text))
def test_no_text_ends_in_a_foreign_error(text: str | bytes) -> None:
    with pytest.raises(FenxiaoError):
        load_plan(text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('["10%", 50_000]', '"10%"', 'it must be a list, as in ["10%"]', id="a rate"),
        pytest.param('["s1"]', '"s1"', 'it must be a list, as in ["s1"]', id="a word"),
        pytest.param("[150]", "true", "it must be a list.", id="no word"),
        pytest.param('"2024"', "2024", "it must be a text in quotation marks", id="a text"),
        pytest.param("[150]", '["150"]', "whole minor units", id="an amount"),
        pytest.param('"room"', '"bar"', "it must be one of relation, link, code,", id="one of"),
        pytest.param('trim = "nearest_first"', "merges_persons = 1", "true or false", id="a flag"),
        pytest.param('trim = "nearest_first"', 'earner = "x"', "it must be a table", id="a table"),
        pytest.param('["10%", 50_000]', '["10％"]', 'not the wide "％"', id="wide percent"),
        pytest.param('"2024"', "“2024”", "quotation marks are the straight", id="curly"),
        pytest.param('"20%"', "20%", 'a rate is a text, as in "10%"', id="bare percent"),
        pytest.param('"20%"', "20％", 'a rate is a text, as in "10%"', id="bare wide percent"),
        pytest.param("[150]", "[1, 2, 3, 4]", 'Rule "sale" must pay 1 to 3 depths', id="depths"),
    ],
)
def test_a_slip_is_told_in_an_authors_words(old: str, new: str, said: str) -> None:
    assert old in TEXT
    assert said in str(refused(TEXT.replace(old, new)))


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        pytest.param("a = 1\nb = “x”\nc = 5%", "quotation marks", id="in the line at fault"),
        pytest.param("a = 1\nb = x”\n", "quotation marks", id="one of the two marks"),
        pytest.param(b"a = 1\nb = 5%", "a rate is a text", id="in bytes"),
        pytest.param("a = 1\nb = 2\nc = 3\nd = '“x”", "quotation marks", id="in the last line"),
        pytest.param("a = '“'\nb = '5%'\nc = =\nd = '“'", "", id="in other lines"),
        pytest.param("a = '“'\nb = ", "", id="not in the last line"),
    ],
)
def test_a_slip_is_sought_where_the_fault_is(text: Any, slip: str) -> None:
    told = str(refused(text))
    slips = ("quotation marks are the straight", "a rate is a text")
    assert [one for one in slips if one in told] == [
        one for one in slips if slip and one.startswith(slip)
    ]


def test_an_instant_is_known_by_its_field_wherever_it_stands() -> None:
    text = "[[campaigns]]\nstarts_at = 2024-06-01T00:00:00+08:00"
    assert parse(text) == {"campaigns": [{"starts_at": "2024-05-31T16:00:00.000000Z"}]}
    fields: Any = {"starts_at": {"campaign_id": datetime.fromisoformat("2024-06-01T00:00:00Z")}}
    with pytest.raises(PolicyError) as caught:
        parse(fields)
    assert (caught.value.field, caught.value.place) == ("campaign_id", "starts_at")


def test_a_mark_of_byte_order_is_no_part_of_a_file() -> None:
    plan = load_plan(TEXT)
    for text in (TEXT, dump_plan(plan)):
        assert plan == load_plan("\ufeff" + text) == load_plan(("\ufeff" + text).encode())


@pytest.mark.parametrize(
    ("field", "line"), [("ceiling_ppm", 'ceiling_ppm = "20%"'), ("trim", 'trim = "nearest_first"')]
)
def test_a_field_of_the_plan_below_a_rule_is_told_so(field: str, line: str) -> None:
    error = refused(TEXT.replace(line, "") + line)
    assert ("plan.misplaced_field", "rules[1]") == (error.code, error.place)
    assert (field, "rules[1]") == (error.field, error.part)


def test_a_campaign_says_where_its_fault_stands() -> None:
    with pytest.raises(FenxiaoError) as caught:
        load_campaign("""
            campaign_id = "618"
            starts_at = 2024-06-01T00:00:00Z
            ends_at = 2024-06-02T00:00:00Z
            multiplies = [{ rule_id = "sale", factor_ppm = 1.5 }]
        """)
    error = caught.value
    assert ("plan.bad_field", "multiplies[0]") == (error.code, error.place)


def test_parsed_fields_are_left_as_they_are() -> None:
    fields: dict[str, Any] = {"$schema": "x", "rules": [{"rule_id": "a"}]}
    assert parse(fields) == {"rules": [{"rule_id": "a"}]}
    assert fields == {"$schema": "x", "rules": [{"rule_id": "a"}]}


# ---------------------------------------------------------------- anything anywhere

EVERY = with_rule(*(replace(rule, rule_id=f"r{place}") for place, rule in enumerate(RULES)))
WRONG: tuple[object, ...] = (None, True, 1.5, -1, 2**63, "x", [], [None], [[1]], {}, {"a": 1})


def paths(value: Json, path: Steps = ()) -> Iterator[Steps]:
    """Yield the place of everything within a value."""
    parts: Iterable[tuple[int | str, Json]] = (
        value.items() if isinstance(value, dict) else enumerate(cast(list[Json], value))
    )
    for step, part in parts:
        yield (*path, step)
        if isinstance(part, (dict, list)):
            yield from paths(part, (*path, step))


def put(value: Any, path: Steps, wrong: object) -> Any:
    """Return a value with something else at a place."""
    if not path:
        return wrong
    made = value.copy()
    made[path[0]] = put(value[path[0]], path[1:], wrong)
    return made


@pytest.mark.parametrize("path", list(paths(plain(EVERY))), ids=place_text)
def test_whatever_stands_anywhere_loads_or_is_refused_there(path: Steps) -> None:
    there = place_text(path)
    for wrong in WRONG:
        try:
            plan = load_plan(put(plain(EVERY), path, wrong))
        except FenxiaoError as error:
            assert error.code.startswith("plan.")  # noqa: PT017  # it may also load
            is_of_form = error.code in ("plan.bad_field", "plan.missing_field")
            is_near = there.startswith(error.place) or error.place.startswith(there)
            assert is_near or not is_of_form  # as above
        else:
            assert plan == load_plan(dump_plan(plan))
