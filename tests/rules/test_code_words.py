"""Words of codes: every code of a file has its Chinese word, and no word is of no code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from fenxiao.graph.credits import CreditRule
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.code_words import CODE_WORDS, LEFT_OUT, code_word, left_out
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from tests.rules.test_words import CLASSES

CHINESE = re.compile("[\u4e00-\u9fff]")
FUNDERS = {"platform", "merchant"}


def literals(hint: object) -> Iterator[str]:
    """Yield the words that a field may hold, if only some are."""
    if get_origin(hint) is Literal:
        yield from get_args(hint)
        return
    for one in get_args(hint):
        yield from literals(one)


def coded() -> Iterator[tuple[type, str, set[str]]]:
    """Yield every field whose words are codes: its class, its name, its codes."""
    for kind in CLASSES:
        for name, hint in get_type_hints(kind).items():
            codes = set(literals(hint))
            is_rule_kind = name == "kind" and kind is not CreditRule
            if name in kind.__annotations__ and codes and not is_rule_kind:
                yield kind, name, codes


CODED = list(coded())


@pytest.mark.parametrize(("kind", "name", "codes"), CODED)
def test_every_code_has_a_word_of_its_own(kind: type, name: str, codes: set[str]) -> None:
    words = [code_word(kind, name, code) for code in sorted(codes)]
    assert all(word is not None and CHINESE.search(word) for word in words)
    assert len(set(words)) == len(codes)


def test_no_word_is_of_no_code() -> None:
    known: dict[str, set[str]] = {"funded_by": FUNDERS}
    for kind, name, codes in CODED:
        own = f"{kind.__name__}.{name}"
        known.setdefault(own if own in CODE_WORDS else name, set()).update(codes)
    assert {name: set(words) for name, words in CODE_WORDS.items()} == known


def test_what_is_left_out_is_of_fields_that_there_are() -> None:
    names = {name for kind in (*CLASSES, Plan) for name in get_type_hints(kind)}
    assert {one.rpartition(".")[2] for one in LEFT_OUT} <= names
    assert all(CHINESE.search(chinese) for _, chinese in LEFT_OUT.values())


def test_a_field_of_no_class_is_said_as_of_all() -> None:
    assert code_word(None, "trim", "refuse") == "拒绝加载"
    assert left_out(None, "earner") == ("the plan's", "同方案")


def test_a_class_may_say_it_in_its_own_way() -> None:
    assert left_out(Plan, "earner") == ("anybody", "任何人")
    assert left_out(Levels, "earner") == ("the plan's", "同方案")
    assert left_out(Levels, "rows") == ("none", "无")
    assert code_word(CreditRule, "excludes", "room") == "直播间"
    assert code_word(Campaign, "excludes", "room") is None
