"""Tables: precedence of rows, where amounts cut, what was found by which word, classes kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.lines import Line
from fenxiao.model.who import Who
from fenxiao.rules import tables as module
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.compiling import compile_tables
from fenxiao.rules.conditions import Condition
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.role import Role
from fenxiao.rules.tables import MERCHANT, PLATFORM, PlanTables, unnamed, words_of
from tests.rules.desk import campaign, item, made

WORDS: dict[str, str] = {
    "skus": "s1",
    "products": "p1",
    "categories": "c1",
    "brands": "b1",
    "merchants": "m1",
}
LINE = item(100, product_id="p1", brand="b1")


def sale(*rows: Row, **fields: Any) -> Levels:
    known: dict[str, Any] = {"rule_id": "sale", "rates_ppm": (7,)}
    return Levels(rows=rows, **known | fields)


def compiled(*rules: Any, campaigns: Any = (), **fields: Any) -> PlanTables:
    return compile_tables(made(*rules, **fields), campaigns)


def named(word: str, rate_ppm: int = 1) -> Row:
    chosen: dict[str, Any] = {word: (WORDS[word],)} if word else {}
    return Row(rates_ppm=(rate_ppm,), **chosen)


def found(tables: PlanTables, line: Line = LINE, channel: str | None = None) -> list[str]:
    return [row.found for row in tables.of_line(line, "m1", channel).rules[0].rows]


@given(words=st.permutations([*WORDS, ""]))
def test_the_narrowest_word_is_tried_first_however_rows_are_written(words: list[str]) -> None:
    tables = compiled(sale(*(named(word) for word in words)))
    last = f"rows[{words.index('')}]"
    expected = ["sku s1", "product p1", "category c1", "brand b1", "merchant m1", last, ""]
    assert expected == found(tables)


def test_of_rows_of_one_word_the_first_written_is_tried_first() -> None:
    rows = (
        Row(skus=("s1",), grades=("a",), rates_ppm=(3,)),
        Row(grades=("a",), rates_ppm=(5,)),
        Row(skus=("s1",), rates_ppm=(4,)),
        Row(rates_ppm=(6,)),
    )
    (rule,) = compiled(sale(*rows)).of_line(LINE, "m1", None).rules
    assert [3, 4, 5, 6, 7] == [row.amounts[1][0] for row in rule.rows if row.amounts[1]]
    assert ["sku s1", "sku s1", "rows[1]", "rows[3]", ""] == [row.found for row in rule.rows]


@pytest.mark.parametrize(
    ("line", "channel", "expected"),
    [
        pytest.param(item(1, sku="other"), None, [""], id="another article"),
        pytest.param(item(1), None, ["sku s1", ""], id="its article"),
        pytest.param(item(1), "live", ["sku s1", "rows[1]", ""], id="its channel too"),
        pytest.param(item(1, sku="other"), "shop", [""], id="another channel"),
    ],
)
def test_rows_that_match_no_word_are_not_there(
    line: Line, channel: str | None, expected: list[str]
) -> None:
    rows = (named("skus"), Row(channels=("live",), rates_ppm=(1,)))
    assert expected == found(compiled(sale(*rows)), line, channel)


def test_one_word_may_be_that_of_an_article_and_of_a_category() -> None:
    rows = (Row(skus=("c1",), rates_ppm=(1,)), Row(categories=("c1", "s1"), rates_ppm=(2,)))
    assert ["category c1", ""] == found(compiled(sale(*rows)))
    assert ["sku c1", ""] == found(compiled(sale(*rows)), item(1, sku="c1", category="c2"))


def test_a_row_is_found_by_the_word_of_the_line() -> None:
    rows = (Row(categories=("tea", "toys"), rates_ppm=(1,)),)
    assert "category toys" == found(compiled(sale(*rows)), item(1, category="toys"))[0]


def test_places_are_those_of_the_longest_row_that_matches() -> None:
    rows = (Row(skus=("s1",), rates_ppm=(1, 1, 1)), Row(skus=("s2",), rates_ppm=(1, 1)))
    tables = compiled(sale(*rows))
    places = [
        tables.of_line(item(1, sku=sku), "m1", None).rules[0].places for sku in ("s1", "s2", "s3")
    ]
    assert [3, 2, 1] == places


@pytest.mark.parametrize(
    ("fields", "lines", "orders"),
    [
        pytest.param({}, (), (), id="nothing asks an amount"),
        pytest.param({"when": Condition(at_least_minor=50)}, (50,), (), id="a condition"),
        pytest.param(
            {"when": Condition(at_least_minor=50, amount_of="order")}, (), (50,), id="of the order"
        ),
        pytest.param({"rows": (Row(from_minor=9, until_minor=20),)}, (9, 20), (), id="a band"),
        pytest.param(
            {"rows": (Row(until_minor=20),), "amount_of": "order"}, (), (20,), id="band of an order"
        ),
        pytest.param(
            {"rows": (Row(skus=("s2",), until_minor=20),)}, (), (), id="a row of other lines"
        ),
        pytest.param(
            {"when": Condition(at_least_minor=50, skus=("s2",))}, (), (), id="other lines at all"
        ),
        pytest.param(
            {"when": Condition(at_least_minor=20), "rows": (Row(from_minor=20),)},
            (20,),
            (),
            id="each cut once",
        ),
    ],
)
def test_amounts_at_which_a_class_changes(
    fields: dict[str, Any], lines: tuple[int, ...], orders: tuple[int, ...]
) -> None:
    made_up: dict[str, Any] = {"rule_id": "sale", "rates_ppm": (7,)}
    table = compiled(Levels(**made_up | fields)).of_line(LINE, "m1", None)
    assert (lines, orders) == (table.line_cuts, table.order_cuts)


def test_a_campaign_cuts_on_the_lines_that_it_takes() -> None:
    when = Condition(at_least_minor=300, amount_of="order", skus=("s1",))
    tables = compiled(sale(), campaigns=[campaign(when=when, replaces=("sale",))])
    cuts = [tables.of_line(item(1, sku=sku), "m1", None).order_cuts for sku in ("s1", "s2")]
    assert [(300,), ()] == cuts


def test_lines_of_one_class_share_one_table() -> None:
    tables = compiled(sale(named("skus")))
    first = tables.of_line(item(1, sku="x", category="tea"), "m1", None)
    assert first is tables.of_line(item(9, sku="y", brand="b"), "m2", "live")
    assert first is not tables.of_line(item(1), "m1", None)
    assert first is tables.of_words(("x", None, None, None, "m3", None, None))


def test_words_that_are_left_out_tell_lines_apart() -> None:
    tables = compiled(sale(when=Condition(without_brands=("b1",))))
    taken = [tables.of_line(one, "m1", None).rules[0].is_taken for one in (LINE, item(1))]
    assert [False, True] == taken


def test_no_more_classes_are_kept_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLASSES_KEPT", 8)
    skus = tuple(f"s{number}" for number in range(50))
    tables = compiled(sale(Row(skus=skus, rates_ppm=(1,))))
    for sku in (*skus, *skus):
        assert f"sku {sku}" == found(tables, item(1, sku=sku))[0]
        assert len(tables._classes) <= 8


def test_a_plan_knows_the_amounts_that_it_tells_apart() -> None:
    bands = (Row(from_minor=9, until_minor=20), Row(from_minor=30))
    rules = (
        sale(*bands, when=Condition(at_least_minor=50)),
        sale(rule_id="own", when=Condition(at_least_minor=70, amount_of="order")),
    )
    large = campaign(when=Condition(at_least_minor=90), replaces=("own",))
    tables = compiled(*rules, campaigns=[large])
    assert [{0, 9, 20, 30, 50, 90}, {0, 70}] == [set(one) for one in tables.marks]
    assert [{0}, {0}] == [set(one) for one in compiled(sale()).marks]


@pytest.mark.parametrize(
    ("fields", "is_capped", "is_rounded", "rounds_lines"),
    [
        pytest.param({}, False, False, False, id="floored when posted"),
        pytest.param({"order_cap_minor": 5}, True, False, False, id="a cap"),
        pytest.param({"scope": "order"}, False, False, False, id="an order, floored when posted"),
        pytest.param({"scope": "order", "rounding": "half_up"}, False, True, False, id="an order"),
        pytest.param({"rounding": "half_up"}, False, False, True, id="a line"),
        pytest.param({"scope": "unit"}, False, False, True, id="a piece"),
    ],
)
def test_one_rule_of_several_is_capped_or_rounded(
    fields: dict[str, Any], is_capped: bool, is_rounded: bool, rounds_lines: bool
) -> None:
    tables = compiled(sale(), sale(rule_id="own", **fields))
    assert is_capped is tables.is_capped
    assert is_rounded is tables.is_rounded
    assert rounds_lines is tables.rounds_lines
    assert compiled(sale(), order_cap_minor=5).is_capped


def test_what_is_only_remembered_is_no_part_of_a_plan() -> None:
    fresh, used = compiled(sale()), compiled(sale())
    for name in ("scales", "plain", "profiles", "_classes", "_rows"):
        getattr(used, name)["some key"] = "what was found under it"
    assert fresh == used
    assert repr(fresh) == repr(used)


def test_platform_and_merchant_are_told_apart() -> None:
    rules = (sale(base="goods"), Levels(rule_id="own", rates_ppm=(1,), funded_by="merchant"))
    named = [(one.rule_id, one.funded_by) for one in made(*rules).alone.rule_terms]
    assert [("sale", "platform"), ("own", "merchant")] == named


def test_a_word_that_is_none_of_some_is_found() -> None:
    named: set[str] = set()
    for _ in range(3):
        word = unnamed(named)
        assert word not in named
        named.add(word)


def test_words_of_a_line() -> None:
    assert ("s1", "p1", "c1", "b1", "m9", "product", "live") == words_of(LINE, "m9", "live")


def test_rules_name_each_other_by_place_and_take_what_the_plan_says() -> None:
    rules = (
        sale(funded_by="merchant"),
        Levels(rule_id="own", rates_ppm=(1,), earner=Who(), unfit="stop", self_unit_minor=0),
        Rebate(rule_id="back", base="commission", of="sale", funded_by="sale", rates_ppm=(1,)),
        Fee(rule_id="fee", of_rules=("own", "sale"), rate_ppm=5),
        Role(rule_id="anchor", role="room", rates_ppm=(1,), has_own_sales=True),
    )
    earner = Who(has_bought=True)
    tables = compiled(*rules, earner=earner, unfit="compress").rules
    assert [MERCHANT, PLATFORM, 0, PLATFORM, PLATFORM] == [one.funded_by for one in tables]
    assert [-1, -1, 0, -1, -1] == [one.of for one in tables]
    assert [earner, Who(), earner, earner, earner] == [one.earner for one in tables]
    assert ["compress", "stop", "compress"] == [one.unfit for one in tables[:3]]
    assert [False, True, False, False, True] == [one.pays_self for one in tables]
    assert ((1, 0), 5) == (tables[3].of_rules, tables[3].fee_ppm)
    assert ("room", "team") == (tables[4].role, tables[4].relation)


def test_campaigns_are_compiled_after_the_plan() -> None:
    gift = Levels(rule_id="gift", rates_ppm=(1,))
    double = Multiply(rule_id="sale", factor_ppm=2_000_000, grades=("a",))
    one = campaign("1", multiplies=(double,), excludes=("2",), ceiling_ppm=500_000)
    two = campaign("2", rules=(gift,), replaces=("sale",), ceiling_ppm=400_000)
    tables = compiled(sale(), campaigns=[one, two], ceiling_ppm=300_000)
    assert [("sale", -1, (1,)), ("gift", 1, ())] == [
        (rule.rule_id, rule.campaign, rule.replaced_by) for rule in tables.rules
    ]
    assert [(0, 2_000_000, frozenset("a"))] == [each[:3] for each in tables.rules[0].factors]
    assert [frozenset({1}), frozenset()] == [each.excludes for each in tables.campaigns]
    assert [500_000, 400_000] == [each.ceiling_ppm for each in tables.campaigns]
    assert 300_000 == tables.ceiling_ppm


@pytest.mark.parametrize(
    ("active", "expected"),
    [
        pytest.param((False, False, False), 300_000, id="none applies"),
        pytest.param((True, False, False), 200_000, id="a lower one counts too"),
        pytest.param((True, True, False), 500_000, id="of several the highest"),
        pytest.param((False, False, True), 300_000, id="without one, the plan's"),
    ],
)
def test_the_ceiling_is_that_of_the_campaigns_that_apply(
    active: tuple[bool, ...], expected: int
) -> None:
    named = ((f"c{place}", one) for place, one in enumerate((200_000, 500_000, None)))
    campaigns = [campaign(name, replaces=("sale",), ceiling_ppm=one) for name, one in named]
    tables = compiled(sale(), campaigns=campaigns, ceiling_ppm=300_000)
    assert expected == tables.ceiling_of(active)


@pytest.mark.parametrize(
    ("fields", "is_asked"),
    [
        pytest.param({"units_minor": (5,)}, False, id="prices a piece"),
        pytest.param({"rates_ppm": (5,)}, True, id="a price in percent"),
        pytest.param({"rows": (Row(rates_ppm=(5,)),)}, True, id="one in a row"),
        pytest.param({"rows": (Row(skus=("s2",), rates_ppm=(5,)),)}, False, id="of other lines"),
    ],
)
def test_prices_a_piece_need_no_base(fields: dict[str, Any], is_asked: bool) -> None:
    tables = compiled(PriceGap(rule_id="dealers", **fields))
    assert is_asked is tables.of_line(LINE, "m1", None).rules[0].reckons_with_base
