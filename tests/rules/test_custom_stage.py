"""Asking custom rules: who stands, what is answered, and every answer that is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple

import pytest

from fenxiao.errors import RuleError
from fenxiao.model.who import Who
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Asked, Award, Custom, Stander
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People
from tests.rules.desk import Slots, credit, item, made, people, person, settled, slots, worth

OWN = Custom(rule_id="own", custom="host", at_most_ppm=100_000)
ACTIVE = Who(statuses=("active",))
LINE = item(1_000)


class Host(NamedTuple):
    """A host's rule that answers what it is told to."""

    answer: Callable[[Asked], Iterable[Any]]
    name: str = "host"

    def awards(self, asked: Asked) -> Iterable[Award]:
        return self.answer(asked)


def paying(*awards: Any) -> dict[str, Host]:
    return {"host": Host(lambda _: awards)}


def asked_of(who: People, line: Any = LINE, **fields: Any) -> Asked:
    """Return what a rule is asked about."""
    seen: list[Asked] = []

    def answer(asked: Asked) -> tuple[Award, ...]:
        seen.append(asked)
        return ()

    known: dict[str, Any] = {"rule_id": "own", "custom": "host", "at_most_ppm": 1}
    plan_fields = {"merges_persons": fields.pop("merges_persons", False)}
    settled(
        made(Custom(**known | fields), **plan_fields),
        who,
        line,
        custom_rules={"host": Host(answer)},
    )
    return seen[0]


def test_what_it_answers_is_paid_exactly() -> None:
    rules = paying(Award("u1", 1, 10, 3), Award("b", 0, 1))
    found = slots(made(OWN), people("a"), LINE, custom_rules=rules)
    assert ["1 u1 10/3 paid", "0 b 1 paid"] == found


def test_it_sees_the_line_the_base_and_all_who_may_be_paid() -> None:
    held = (credit("room", "h", 3), credit("room", "u1"), credit("link", "x", reason="unfit"))
    who = people("a", "", buyer="g", credits=held, holders={"h": person("h", "star")})
    asked = asked_of(who, item(1_000, freight_minor=200), base="goods")
    assert (item(1_000, freight_minor=200), "CNY", 800) == asked[:3]
    assert (
        Stander("b", 0, "g"),
        Stander("u1", 1, "a"),
        Stander("u2", 2),
        Stander("h", 1, "star", "room", 3),
        Stander("u1", 1, "", "room"),
    ) == asked.standers


@pytest.mark.parametrize(
    ("who", "fields", "expected"),
    [
        pytest.param(people("", unfit=[1]), {"earner": ACTIVE}, ["b"], id="who may not earn"),
        pytest.param(
            people(credits=(credit("room", "h", line_ids=("2",)),)), {}, ["b"], id="another line's"
        ),
        pytest.param(
            people(credits=(credit("room", "h"),), far=frozenset({"h"})), {}, ["b"], id="too far"
        ),
        pytest.param(
            People(person("b", of="p"), (person("u1", of="p"), person("u2"))),
            {"merges_persons": True},
            ["b", "u2"],
            id="the buyer's other account",
        ),
    ],
)
def test_who_may_not_be_paid_is_not_shown(
    who: People, fields: dict[str, Any], expected: Slots
) -> None:
    assert expected == [one.member_id for one in asked_of(who, **fields).standers]


def test_what_it_pays_uses_up_ceiling_by_depth() -> None:
    sale = Levels(rule_id="sale", rates_ppm=(0, 100_000))
    plan = made(sale, OWN, ceiling_ppm=120_000)
    found = slots(plan, people("", ""), LINE, custom_rules=paying(Award("u1", 1, 60)), only="sale")
    assert "2 u2 60 paid" == found[1]


def test_a_rule_that_does_not_look_is_not_asked() -> None:
    rule = Custom(rule_id="own", custom="host", at_most_ppm=1, when=Condition(categories=("tea",)))
    rules = paying(Award("stranger", 1, 10**9))
    assert ["0 - 0 condition"] == slots(made(rule), people(), LINE, custom_rules=rules)


def test_all_that_it_may_pay_is_not_too_much() -> None:
    rules = paying(Award("u1", 1, 60), Award("b", 0, 80, 2))
    (one,) = settled(made(OWN), people(""), LINE, custom_rules=rules)
    assert 100 == sum(map(worth, one.drafts))


def failing(_: Asked) -> tuple[Award, ...]:
    raise ValueError("no such weight")


class Forgetful:
    """A rule that answers otherwise the second time."""

    name = "host"

    def __init__(self) -> None:
        self.count = 0

    def awards(self, asked: Asked) -> tuple[Award, ...]:
        del asked
        self.count += 1
        return (Award("u1", 1, self.count),)


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        pytest.param({}, "rule.unknown", id="not passed in"),
        pytest.param({"host": Host(failing)}, "rule.failed", id="it raises"),
        pytest.param({"host": Host(lambda _: 5)}, "rule.failed", id="no list"),  # type: ignore[arg-type,return-value]  # wrong on purpose
        pytest.param({"host": Forgetful()}, "rule.not_local", id="another answer"),
        pytest.param(paying(("u1", 1, 5)), "rule.not_integer", id="no award"),
        pytest.param(paying(Award("u1", 1, 1.5)), "rule.not_integer", id="a float"),  # type: ignore[arg-type]  # wrong on purpose
        pytest.param(paying(Award("u1", True, 1)), "rule.not_integer", id="true for a depth"),
        pytest.param(paying(Award(["u1"], 1, 1)), "rule.not_integer", id="no name"),  # type: ignore[arg-type]  # wrong on purpose
        pytest.param(paying(Award("u1", 4, 1)), "rule.depth", id="a fourth depth"),
        pytest.param(paying(Award("u1", -1, 1)), "rule.depth", id="below the buyer"),
        pytest.param(paying(Award("u1", 1, -1)), "rule.negative", id="a negative amount"),
        pytest.param(paying(Award("u1", 1, 1, 0)), "rule.negative", id="of nothing"),
        pytest.param(paying(Award("x", 1, 1)), "rule.stranger", id="a stranger"),
        pytest.param(paying(Award("u1", 2, 1)), "rule.stranger", id="somebody elsewhere"),
        pytest.param(
            paying(Award("u1", 1, 1_001, 10)), "rule.ceiling", id="a tenth of a unit more"
        ),
        pytest.param(
            paying(Award("u1", 1, 60), Award("b", 0, 41)), "rule.ceiling", id="together too much"
        ),
    ],
)
def test_what_no_rule_may_answer(rules: Any, code: str) -> None:
    with pytest.raises(RuleError) as caught:
        settled(made(OWN), people(""), LINE, custom_rules=rules)
    assert code == caught.value.code
    assert "own" == caught.value.facts["rule_id"]


def test_what_a_rule_raised_is_told() -> None:
    with pytest.raises(RuleError) as caught:
        settled(made(OWN), people(""), LINE, custom_rules={"host": Host(failing)})
    assert "ValueError: no such weight" == caught.value.facts["problem"]
    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.parametrize(
    ("award", "code"),
    [
        pytest.param(Award("u1", 1, 10**40, 10**38), None, id="the longest numbers: 100"),
        pytest.param(Award("u1", 1, 10**40 + 1, 10**40), "rule.not_integer", id="longer above"),
        pytest.param(Award("u1", 1, 10**40, 10**40 + 1), "rule.not_integer", id="longer below"),
        pytest.param(Award("u1", 1, -(10**40) - 1), "rule.not_integer", id="longer, and negative"),
        pytest.param(Award("u1", 1, -(10**40)), "rule.negative", id="the longest negative one"),
        pytest.param(Award("u1", 3, 1), None, id="the third depth"),
        pytest.param(Award("u1", 1, 0), None, id="nothing"),
    ],
)
def test_how_long_the_numbers_of_an_answer_may_be(award: Award, code: str | None) -> None:
    chain = People(person("b"), (person("u1"), person("u2"), person("u1")))
    if code is None:
        assert settled(made(OWN), chain, LINE, custom_rules=paying(award))
        return
    with pytest.raises(RuleError) as caught:
        settled(made(OWN), chain, LINE, custom_rules=paying(award))
    assert code == caught.value.code


@pytest.mark.parametrize(
    ("answer", "got"),
    [
        pytest.param(Award("u1", 10**41, 1), "'a longer number'", id="not the number itself"),
        pytest.param(Award("u1", 7, 1), "7", id="a depth"),
        pytest.param(Award("u1", 1, -1, 3), "'-1/3'", id="a fraction"),
        pytest.param(Award("u1", 1, 1.5), "1.5", id="no whole number"),  # type: ignore[arg-type]  # wrong on purpose
        pytest.param("x" * 200, "'" + "x" * 159, id="the first 160 letters"),
    ],
)
def test_what_was_answered_is_told(answer: Any, got: str) -> None:
    with pytest.raises(RuleError) as caught:
        settled(made(OWN), people(""), LINE, custom_rules=paying(answer))
    assert got == caught.value.facts["got"]


def test_a_long_problem_is_cut() -> None:
    def fail(_: Asked) -> tuple[Award, ...]:
        raise ValueError("x" * 200)

    with pytest.raises(RuleError) as caught:
        settled(made(OWN), people(""), LINE, custom_rules={"host": Host(fail)})
    assert "ValueError: " + "x" * 148 == caught.value.facts["problem"]


def test_it_is_asked_twice_about_a_line() -> None:
    seen: list[Any] = []

    def answer(asked: Asked) -> tuple[Award, ...]:
        seen.append(asked.line)
        return ()

    settled(made(OWN), people(""), LINE, custom_rules={"host": Host(answer)})
    assert [LINE, LINE] == seen


def test_the_base_of_a_commission_is_shown_in_whole_units() -> None:
    own = Custom(rule_id="own", custom="host", at_most_ppm=100_000, base="commission", of="sale")
    sale = Levels(rule_id="sale", rates_ppm=(1_500,))
    seen: list[int] = []

    def answer(asked: Asked) -> tuple[Award, ...]:
        seen.append(asked.base_minor)
        return (Award("u1", 1, asked.base_minor),)

    (one,) = settled(made(sale, own), people(""), LINE, custom_rules={"host": Host(answer)})
    assert [1, 1, 1] == [*seen, one.drafts[1].base_minor]
    assert [Fraction(3, 2), 1] == [worth(each) for each in one.drafts]
