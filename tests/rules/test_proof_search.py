"""The search of the proof: what it goes through, how far, and the sum where it is too far."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules import proof
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.conditions import AmountOf, Condition
from fenxiao.rules.custom import Custom
from fenxiao.rules.differential import Differential
from fenxiao.rules.levels import Levels
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.proof import is_searchable, searched, summed
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.role import Role
from fenxiao.rules.tables import PlanTables
from fenxiao.rules.written import AnyRule, Trim
from tests.rules.desk import campaign, made, over, row

PERCENT = PPM // 100


def tables_with(*rules: AnyRule, **fields: Any) -> PlanTables:
    return made(*rules, **fields).alone.tables


TEA_ABOVE = Levels(
    rule_id="tea",
    rows=(row("a", percent=[1]),),
    rates_ppm=(1,),
    when=Condition(categories=("tea",), at_least_minor=5, buyer=Who(is_verified=True)),
)
LARGE = Levels(rule_id="large", rates_ppm=(1,), when=Condition(at_least_minor=9, amount_of="order"))


@pytest.mark.parametrize(
    ("rules", "lines", "persons"),
    [
        pytest.param((Levels(rule_id="sale", rates_ppm=(1,)),), 1, 1, id="all are alike"),
        pytest.param((LARGE,), 2, 1, id="two amounts of the order"),
        pytest.param((TEA_ABOVE,), 2 * 2 * 2, 2, id="words, amounts and buyers; a grade"),
        pytest.param((TEA_ABOVE, LARGE), 2 * 2 * 2 * 2, 2, id="amounts of both"),
    ],
)
def test_the_search_is_as_long_as_its_limit_and_no_longer(
    monkeypatch: pytest.MonkeyPatch, rules: tuple[AnyRule, ...], lines: int, persons: int
) -> None:
    tables = tables_with(*rules)
    for limit in (lines * persons, lines * persons - 1):
        monkeypatch.setattr(proof, "SEARCH_LIMIT", limit)
        assert is_searchable(tables) is (limit == lines * persons)
    for limit in (lines * persons**3, lines * persons**3 - 1):
        monkeypatch.setattr(proof, "SEARCH_LIMIT", limit)
        assert searched(tables).is_whole is (limit == lines * persons**3)


def test_everybody_who_may_be_paid_has_a_seat() -> None:
    room = Role(rule_id="room", role="room", rates_ppm=(1, 1))
    code = Role(rule_id="code", role="code", rates_ppm=(1,))
    holders = ("holder of room", "holder of code")
    above = ("1 of holder of room", "2 of holder of room")
    uplines = ("upline 1", "upline 2", "upline 3")
    assert (*uplines, *holders, *above) == searched(tables_with(room, code)).seats


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param((), [("", None)], id="nobody is told apart"),
        pytest.param(
            (row("a"), row("b")), [("", None), ("a", None), ("b", None)], id="by their grades"
        ),
        pytest.param(
            (Row(tenure_from_days=30, tenure_until_days=60),),
            [("", None), ("", 30), ("", 59), ("", 60)],
            id="by the first and the last day, and the next",
        ),
        pytest.param(
            (Row(tenure_until_days=30),), [("", None), ("", 0), ("", 29), ("", 30)], id="from 0 on"
        ),
        pytest.param((Row(tenure_from_days=5),), [("", None), ("", 0), ("", 5)], id="for ever"),
    ],
)
def test_one_person_of_every_kind_stands_there(
    rows: tuple[Row, ...], expected: list[tuple[str, int | None]]
) -> None:
    tables = tables_with(Levels(rule_id="sale", rows=rows, rates_ppm=(1,)))
    persons = searched(tables).persons
    assert expected == [(one.member.grade, one.tenure_days) for one in persons]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, ["none  nnn"], id="anybody"),
        pytest.param(
            {"when": Condition(buyer=Who(statuses=("active",), grades=("a",)))},
            ["active  nnn", "active a nnn", "none  nnn", "none a nnn"],
            id="by status and grade",
        ),
        pytest.param(
            {"when": Condition(buyer=Who(is_registered=True))},
            ["none  nnn", "none  ynn"],
            id="registered or not",
        ),
        pytest.param(
            {"when": Condition(buyer=Who(is_verified=False, has_bought=True))},
            ["none  nnn", "none  nny", "none  nyn", "none  nyy"],
            id="verified or not, bought or not",
        ),
        pytest.param({"rows": (row("a", percent=[1]),)}, ["none  nnn"], id="no grade of uplines"),
        pytest.param(
            {"rows": (row("a", percent=[1]),), "self_rate_ppm": 1},
            ["none  nnn", "none a nnn"],
            id="their grades where he is paid himself",
        ),
    ],
)
def test_one_buyer_of_every_kind_buys(fields: dict[str, Any], expected: list[str]) -> None:
    tables = tables_with(Levels(**{"rule_id": "sale", "rates_ppm": (1,)} | fields))
    assert expected == [
        f"{one.member.status} {one.member.grade} "
        + "".join(
            "ny"[flag]
            for flag in (
                one.member.registered_us is not None,
                one.member.is_verified,
                one.member.first_order_us is not None,
            )
        )
        for one in searched(tables).buyers
    ]


# ---------------------------------------------------------------- the sum of all rules


SALE = Levels(rule_id="sale", rates_ppm=(100_000, 50_000))


@pytest.mark.parametrize(
    ("rules", "percent"),
    [
        pytest.param((SALE,), 15, id="all places"),
        pytest.param(
            (Levels(rule_id="s", rows=(row("a", percent=[1, 9]),), rates_ppm=(50_000,)),),
            14,
            id="the greatest of each place",
        ),
        pytest.param((SALE, Levels(rule_id="t", rates_ppm=(10_000,))), 16, id="all rules"),
        pytest.param(
            (Levels(rule_id="s", rates_ppm=(100_000,), self_rate_ppm=20_000),), 12, id="self too"
        ),
        pytest.param(
            (SALE, Rebate(rule_id="r", base="commission", of="sale", rates_ppm=(200_000,))),
            18,
            id="a part of a commission",
        ),
        pytest.param(
            (SALE, Rebate(rule_id="r", rates_ppm=(200_000,), funded_by="sale")),
            15,
            id="not what is paid out of one",
        ),
        pytest.param(
            (
                Differential(rule_id="gap", rates_ppm=(100_000,)),
                PeerBonus(rule_id="peer", of="gap", rates_ppm=(20_000, 10_000), base="paid"),
            ),
            16,
            id="three peers at the best rate",
        ),
        pytest.param(
            (SALE, Custom(rule_id="own", custom="x", at_most_ppm=30_000)), 18, id="a custom rule"
        ),
    ],
)
def test_the_sum_of_all_rules_by_hand(rules: tuple[AnyRule, ...], percent: int) -> None:
    found = summed(tables_with(*rules))
    assert (percent * PERCENT, PPM, None) == (found.share_ppm, found.ceiling_ppm, found.above)
    assert not found.is_exact
    everything = frozenset(range(len(rules)))
    assert (everything, everything) == (found.paying, found.taken)


def test_in_the_sum_campaigns_multiply_and_the_lowest_ceiling_counts() -> None:
    sale = Levels(rule_id="sale", rates_ppm=(100_001,))
    more = Multiply(rule_id="sale", factor_ppm=1_500_000)
    less = Multiply(rule_id="sale", factor_ppm=500_000)
    plan = made(sale, ceiling_ppm=400_000)
    found = summed(over(plan, campaign("1", multiplies=(more, less))).tables)
    assert (150_002, 400_000, None) == (found.share_ppm, found.ceiling_ppm, found.above)
    low = campaign("1", multiplies=(more,), ceiling_ppm=120_000)
    high = campaign("2", multiplies=(more,), ceiling_ppm=140_000)
    found = summed(over(plan, low, high).tables)
    assert (225_003, 120_000, 225_003) == (found.share_ppm, found.ceiling_ppm, found.borne_ppm)
    assert found.above is not None
    assert (225_003, 120_000) == (found.above.share_ppm, found.above.ceiling_ppm)
    capped = summed(over(made(sale, ceiling_ppm=130_000), low, high).tables)
    assert 140_000 == capped.borne_ppm
    exact = campaign("1", multiplies=(more,), ceiling_ppm=150_002)
    found = summed(over(plan, exact).tables)
    assert (150_002, None) == (found.share_ppm, found.above)


# ---------------------------------------------------------------- which line is named


SAME = Levels(
    rule_id="same",
    rows=(Row(categories=("tea",), rates_ppm=(150_000,)),),
    rates_ppm=(150_000,),
)


def test_of_lines_that_pay_the_same_the_first_is_named() -> None:
    assert "any words" == made(SAME).greatest_share().line
    with pytest.raises(PolicyError) as caught:
        made(SAME, ceiling_ppm=100_000, trim="refuse")
    assert "any words" == caught.value.facts["line"]


def test_of_amounts_of_which_as_much_is_paid_the_first_one_names_the_ceiling() -> None:
    once = Multiply(rule_id="sale", factor_ppm=PPM)
    large = Condition(at_least_minor=1_000)
    more = campaign(multiplies=(once,), when=large, ceiling_ppm=500_000)
    witness = over(made(SALE, ceiling_ppm=300_000), more).witness
    assert (150_000, 300_000) == (witness.share_ppm, witness.ceiling_ppm)


def test_a_plan_that_pays_nothing_is_exact_about_it() -> None:
    nothing = Levels(rule_id="nothing", rates_ppm=(0,))
    verified = Levels(rule_id="other", rates_ppm=(0,), earner=Who(is_verified=True))
    found = made(nothing, verified).greatest_share()
    assert (0, 0, True) == (found.share_ppm, found.borne_ppm, found.is_exact)
    assert frozenset() == found.paying


@pytest.mark.parametrize(("ceiling_ppm", "borne_ppm"), [(400_000, 200_000), (120_000, 120_000)])
def test_the_most_that_is_borne_is_cut_to_the_ceiling(ceiling_ppm: int, borne_ppm: int) -> None:
    rows = (Row(categories=("tea",), rates_ppm=(50_000,)),)
    found = made(
        Levels(rule_id="sale", rows=rows, rates_ppm=(200_000,)), ceiling_ppm=ceiling_ppm
    ).greatest_share()
    assert (200_000, borne_ppm) == (found.share_ppm, found.borne_ppm)


def test_a_rule_that_looks_at_no_line_is_not_taken() -> None:
    never = Levels(rule_id="never", rates_ppm=(1,), when=Condition(skus=("s2",)))
    with pytest.raises(PolicyError) as caught:
        over(made(SALE), campaign(rules=(never,), when=Condition(skus=("s1",))))
    assert ("plan.unreachable", "never") == (caught.value.code, caught.value.facts["rule_id"])


@pytest.mark.parametrize(
    ("trim", "paying"),
    [
        pytest.param("nearest_first", {0}, id="what a trim leaves nothing of pays nothing"),
        pytest.param("proportional", {0, 1}, id="in proportion all are left something"),
    ],
)
def test_what_pays_after_the_trim(trim: Trim, paying: set[int]) -> None:
    near = Levels(rule_id="near", rates_ppm=(100_000, 0))
    far = Levels(rule_id="far", rates_ppm=(0, 50_000))
    found = made(near, far, ceiling_ppm=100_000, trim=trim).greatest_share()
    assert paying == found.paying


@pytest.mark.parametrize(
    ("fields", "is_exact"),
    [
        pytest.param({"rows": (row("a", percent=[5]),)}, True, id="whoever the buyer is"),
        pytest.param(
            {"rows": (row("a", percent=[5]),), "self_rate_ppm": 30_000},
            False,
            id="a buyer of another grade",
        ),
    ],
)
def test_a_share_is_exact_where_everybody_is_of_one_grade(
    fields: dict[str, Any], is_exact: bool
) -> None:
    rule = Levels(**{"rule_id": "sale", "rates_ppm": (0,)} | fields)
    assert is_exact is made(rule).greatest_share().is_exact


PLACES = Levels(
    rule_id="sale",
    rows=(row("a", percent=[10]), row("b", percent=[0, 10]), row("c", percent=[0, 0, 10])),
)
HALF: dict[str, Any] = {
    "rule_id": "half",
    "base": "commission",
    "of": "sale",
    "rates_ppm": (500_000,),
}


def test_in_a_mixed_chain_everybody_may_be_of_another_grade() -> None:
    found = made(PLACES, Rebate(**HALF)).greatest_share()
    assert (45 * PERCENT, "a") == (found.share_ppm, found.grade)


@pytest.mark.parametrize(
    ("rules", "is_mixed"),
    [
        pytest.param((PLACES,), False, id="places"),
        pytest.param((PLACES, Rebate(**HALF)), True, id="a commission"),
        pytest.param((PLACES, Rebate(**HALF, funded_by="sale")), False, id="paid out of it"),
    ],
)
def test_chains_are_mixed_where_a_rule_hangs_on_another(
    rules: tuple[AnyRule, ...], is_mixed: bool
) -> None:
    assert is_mixed is searched(tables_with(*rules)).is_mixed


@pytest.mark.parametrize("amount_of", ["line", "order"])
def test_what_is_paid_of_nothing_is_looked_at_too(amount_of: AmountOf) -> None:
    rows = (Row(until_minor=1, rates_ppm=(500_000,)),)
    rule = Levels(rule_id="sale", rows=rows, rates_ppm=(0,), amount_of=amount_of)
    assert 50 * PERCENT == made(rule).greatest_share().share_ppm


def test_a_first_order_is_looked_at_where_one_rule_asks_for_it() -> None:
    first = Levels(rule_id="first", rates_ppm=(50_000,), when=Condition(is_first_order=True))
    tea = Levels(rule_id="tea", rates_ppm=(70_000,), when=Condition(categories=("tea",)))
    assert 5 * PERCENT == made(first).greatest_share().share_ppm
    assert 12 * PERCENT == made(first, tea).greatest_share().share_ppm
