"""Forms: how rates and rules are written in a file, and what a file may not hold."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from fenxiao.errors import FenxiaoError
from fenxiao.model.border import read
from fenxiao.money import PPM
from fenxiao.rules.forms import _PERCENT, NotInFiles, Rate
from fenxiao.rules.plan import Plan
from fenxiao.rules.written import RULES
from fenxiao.settlement.policy import load_policy

FIELDS: dict[str, dict[str, Any]] = {
    "levels": {"rates_ppm": ["5.5%", 20_000], "self_rate_ppm": "1%"},
    "role": {"rates_ppm": ["10%"], "role": "room"},
    "differential": {"rates_ppm": ["10%"], "rows": [{"grades": ["a"], "rates_ppm": ["12%"]}]},
    "peer_bonus": {"rates_ppm": ["10%"], "of": "differential"},
    "price_gap": {"rows": [{"grades": ["a"], "units_minor": [500]}]},
    "fee": {"of_rules": ["levels"], "rate_ppm": "2%"},
    "rebate": {"rates_ppm": [5]},
    "custom": {"custom": "host", "at_most_ppm": "3%"},
}


def rule(called: str, **changes: Any) -> dict[str, Any]:
    return {"kind": called, "rule_id": called} | FIELDS[called] | changes


def plan(*rules: dict[str, Any], **changes: Any) -> dict[str, Any]:
    known = {
        "plan_id": "p1",
        "effective_from": "2024-06-18T00:00:00Z",
        "ceiling_ppm": "100%",
        "trim": "nearest_first",
        "currency": "CNY",
        "rules": list(rules),
    }
    return known | changes


def load(*rules: dict[str, Any], **changes: Any) -> Plan:
    return read(Plan, plan(*rules, **changes))


def test_every_calledis_read_as_what_it_says_it_is() -> None:
    loaded = load(*(rule(kind) for kind in FIELDS))
    assert list(RULES) == [type(one) for one in loaded.rules]
    assert list(FIELDS) == [one.kind for one in loaded.rules]


def test_a_file_is_read_as_its_fields_are() -> None:
    fields = {"plans": [plan(rule("levels"), rule("fee"))]}
    assert load_policy(fields).plans == load_policy(json.dumps(fields)).plans


def test_percent_texts_and_ppm_are_one_rate() -> None:
    percent, ppm = (load(rule("levels", rates_ppm=rates)) for rates in (["5.5%"], [55_000]))
    assert percent == ppm
    assert 200_000 == load(rule("levels"), ceiling_ppm=200_000).ceiling_ppm


def test_a_campaign_may_double_in_percent() -> None:
    double = {
        "campaign_id": "c",
        "starts_at": "2024-06-18T00:00:00Z",
        "ends_at": "2024-06-19T00:00:00Z",
        "multiplies": [{"rule_id": "levels", "factor_ppm": "200%"}],
    }
    (loaded,) = load_policy({"plans": [plan(rule("levels"))], "campaigns": [double]}).campaigns
    assert [2_000_000] == [one.factor_ppm for one in loaded.multiplies]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"rates_ppm": [0.055]}, id="a float rate"),
        pytest.param({"rates_ppm": [5.0]}, id="a whole float"),
        pytest.param({"rates_ppm": ["5.5"]}, id="a text without a percent sign"),
        pytest.param({"rates_ppm": [True]}, id="true"),
        pytest.param({"rates_ppm": [None]}, id="nothing"),
        pytest.param({"rates_ppm": "5%"}, id="one rate alone"),
        pytest.param({"self_rate_ppm": 0.01}, id="a float for himself"),
        pytest.param({"units_minor": [1.5]}, id="a float amount"),
        pytest.param({"units_minor": ["150"]}, id="a text amount"),
        pytest.param({"rows": [{"rates_ppm": [0.1]}]}, id="a float in a row"),
        pytest.param({"rows": [{"rate_ppm": 1}]}, id="an unknown field of a row"),
        pytest.param({"rate_ppm": 1}, id="an unknown field"),
        pytest.param({"kind": "tiers"}, id="an unknown kind"),
        pytest.param({"kind": "role"}, id="the fields of another kind"),
        pytest.param({"when": {"category": ["tea"]}}, id="an unknown condition"),
    ],
)
def test_wrong_rules_of_files_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(FenxiaoError):
        load(rule("levels", **changes))
    assert "levels" == load(rule("levels")).rules[0].rule_id


@pytest.mark.parametrize("ceiling", [0.2, "0.2", 1.0, "120%", None])
def test_wrong_ceilings_are_refused(ceiling: Any) -> None:
    with pytest.raises(FenxiaoError):
        load(rule("levels"), ceiling_ppm=ceiling)


def test_a_file_cannot_bring_objects_of_the_hosts_own() -> None:
    fields: dict[str, Any] = {"plans": [plan(rule("levels"))]}
    assert load_policy(fields | {"custom_rules": []}).custom_rules == ()
    with pytest.raises(FenxiaoError):
        load_policy(fields | {"custom_rules": [{"name": "host"}]})


def test_a_schema_names_both_ways_to_write_a_rate() -> None:
    number, text = TypeAdapter(Rate).json_schema()["anyOf"]
    assert ("integer", 0) == (number["type"], number["minimum"])
    assert ("string", _PERCENT) == (text["type"], text["pattern"])


@given(text=st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,5})?%?", fullmatch=True))
def test_the_pattern_takes_no_less_than_what_is_read(text: str) -> None:
    try:
        load(rule("levels", rates_ppm=[text]))
    except FenxiaoError:
        return
    assert re.search(_PERCENT, text)


def test_the_schema_names_the_most_that_a_rate_may_be() -> None:
    whole, _ = TypeAdapter(Rate).json_schema()["anyOf"]
    assert (0, PPM) == (whole["minimum"], whole["maximum"])


def test_what_only_python_can_give_is_what_the_reader_was_given() -> None:
    adapter = TypeAdapter(Annotated[tuple[object, ...], NotInFiles()])
    given = (object(),)
    assert given == adapter.validate_python([], context=given)
    assert adapter.validate_python([]) == ()
