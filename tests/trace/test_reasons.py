"""Reasons: every reason of the engine has its words, and every word its reason."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from fenxiao.errors import EventError
from fenxiao.model.credit_records import CREDIT_KINDS
from fenxiao.rules.amounts import SELECTORS
from fenxiao.rules.fields import BASES
from fenxiao.settlement.openings import OPENING
from fenxiao.trace.orders import ABSENCES, HEADS
from fenxiao.trace.reasons import (
    BASE_NAMES,
    DETAILED,
    PHRASES,
    REASONS,
    ROLE_NAMES,
    STEPS,
    WORD_NAMES,
    Reason,
    check_language,
    say,
)
from tests.trace.scenes import MIXED, SCENES

RULES = Path(__file__).parents[2] / "src" / "fenxiao" / "rules"
ENGINE = ("stages", "drafts", "resolve", "plain", "settling", "custom_stage", "cuts", "roundings")
TABLES = (REASONS, DETAILED, STEPS, BASE_NAMES, ROLE_NAMES, WORD_NAMES, PHRASES, HEADS, ABSENCES)
REASON_PLACES = {"Draft": 4, "_passed": 3, "_slot_rate": 3}
"""In which place a call of the engine takes a reason."""
ANSWERING = {"off_reason", "_unmet", "standing", "_barred", "_reason"}
REASON_NAMES = {"reason", "why", "absent"}
NOT_REASONS = {"ceiling"}


def reasons_of_the_engine() -> set[str]:
    """Return every word that the engine returns, assigns or passes as a reason."""
    found: set[str] = set()
    for name in ENGINE:
        tree = ast.parse((RULES / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            for place in _reason_places(node):
                found |= set(_words(place))
    return found - NOT_REASONS


def _reason_places(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.FunctionDef) and node.name in ANSWERING:
        return [one for one in ast.walk(node) if isinstance(one, ast.Return)]
    if isinstance(node, ast.Assign) and REASON_NAMES & set(_names(node)):
        return [node.value]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        place = REASON_PLACES.get(node.func.id, len(node.args))
        return [*node.args[place : place + 1]]
    return []


def _names(node: ast.Assign) -> list[str]:
    parts = [part for target in node.targets for part in ast.walk(target)]
    names = [part.id for part in parts if isinstance(part, ast.Name)]
    return names + [part.attr for part in parts if isinstance(part, ast.Attribute)]


def _words(node: ast.AST) -> list[str]:
    constants = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return [one for one in constants if isinstance(one, str) and one]


@pytest.mark.parametrize("reason", SCENES)
def test_the_engine_gives_each_reason(reason: str) -> None:
    given = {slot.reason for line in SCENES[reason]().lines for slot in line.slots}
    assert reason in given


def test_there_is_a_scene_for_each_reason_and_a_reason_for_each_scene() -> None:
    assert set(REASONS) == set(SCENES)


def test_there_are_words_for_just_the_reasons_of_the_engine() -> None:
    assert reasons_of_the_engine() == set(REASONS) - {OPENING}  # a take-over has no engine


def test_scenes_show_every_step() -> None:
    lines = (line for make in {**SCENES, **MIXED}.values() for line in make().lines)
    taken = {
        step.partition(":")[0]
        for line in lines
        for slot in line.slots
        if slot.detail is not None
        for step in slot.detail.steps
    }
    assert set(STEPS) - {"own_share"} == taken


def test_every_word_of_a_line_that_rows_ask_for_has_its_name() -> None:
    from_rows = (name.replace("ies", "ys").removesuffix("s") for name in SELECTORS)
    assert list(from_rows) == list(WORD_NAMES)


def test_every_base_and_every_role_has_its_name() -> None:
    assert set(BASES) == set(BASE_NAMES)
    assert set(CREDIT_KINDS) == set(ROLE_NAMES)


@pytest.mark.parametrize("row", [row for table in TABLES for row in table.values()])
def test_both_languages_name_the_same_facts(row: Reason) -> None:
    english, chinese = (set(re.findall(r"{(\w+)}", text)) for text in (row.en, row.zh))
    assert english == chinese


@pytest.mark.parametrize("table", TABLES)
def test_rows_stand_under_their_code(table: dict[str, Reason]) -> None:
    assert list(table) == [row.code for row in table.values()]


def test_other_words_are_for_known_reasons() -> None:
    assert set(DETAILED) <= set(REASONS)


def test_names_with_braces_stay_as_they_are() -> None:
    assert say(STEPS, "fee", "en", rule_id="{code}") == 'the fee "{code}"'
    assert say(STEPS, "fee", "zh", rule_id="{code}") == "服务费“{code}”"


def test_other_languages_are_refused() -> None:
    check_language("zh")
    with pytest.raises(EventError) as caught:
        check_language("fr")
    assert caught.value.code == "event.bad_field"
