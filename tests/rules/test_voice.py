"""Values in words: each unit as people read it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import pytest

from fenxiao.graph.credits import CreditRule
from fenxiao.model.who import Who
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.levels import Levels
from fenxiao.rules.voice import Voice, compared
from fenxiao.settlement.policy import Holding
from tests.rules.plan_changes import CAMPAIGN, PLAN


@dataclass(frozen=True)
class _Host:
    """A rule of the host's own: it has fields, but is no part of a policy."""

    name: str = "by_weight"


EN, ZH = Voice("en", "CNY"), Voice("zh", "CNY")


@pytest.mark.parametrize(
    ("name", "value", "en", "zh"),
    [
        ("ceiling_ppm", 200_000, "20%", "20%"),
        ("factor_ppm", 10_000_000, "1000%", "1000%"),
        ("rate_ppm", 1, "0.0001%", "0.0001%"),
        ("rates_ppm", (100_000, 0), "10%, 0%", "10%、0%"),
        ("units_minor", (150,), "1.50 CNY", "1.50 CNY"),
        ("tenure_from_days", 30, "30 days", "30 天"),
        ("depth", 3, "3", "3"),
        ("is_first_order", True, "yes", "是"),
        ("is_first_order", False, "no", "否"),
        ("currency", None, "any", "不限"),
        ("skus", (), "all", "全部"),
        ("without_skus", (), "none", "无"),
        ("trim", "nearest_first", '"nearest_first"', "由近及远裁减"),
        ("funded_by", "sale", '"sale"', "“sale”"),
        ("earner", Who(), "anybody", "任何人"),
        ("when", Condition(), "all", "全部"),
        ("skus", ("a", "b"), '"a", "b"', "“a”、“b”"),
        (
            "starts_at",
            datetime(2024, 6, 18, 12, tzinfo=UTC),
            "2024-06-18 12:00 (UTC)",
            "2024-06-18 20:00 (UTC+08:00)",
        ),
        ("when", Condition(skus=("a",)), '(articles "a")', "（商品规格“a”）"),
        ("earner", Who(has_bought=True), "(has bought yes)", "（是否买过 是）"),
        (
            "multiplies",
            (Multiply(rule_id="a", factor_ppm=0), Multiply(rule_id="b", factor_ppm=5_000_000)),
            'factor "a" (factor 0%); factor "b" (factor 500%)',
            "倍率“a”（倍率 0%）；倍率“b”（倍率 500%）",
        ),
        ("custom_rules", (_Host(),), '"by_weight"', "“by_weight”"),
    ],
)
def test_a_value_is_said_by_its_unit(name: str, value: Any, en: str, zh: str) -> None:
    assert (en, zh) == (EN.value(name, value), ZH.value(name, value))


def test_amounts_without_a_currency_are_minor_units() -> None:
    assert Voice("en").value("units_minor", (5,)) == "5 minor units"
    assert Voice("zh").value("units_minor", (5,)) == "5 个最小货币单位"
    assert Voice("en", "JPY").value("units_minor", (5,)) == "5 JPY"


@pytest.mark.parametrize(
    ("part", "en", "zh"),
    [
        (Levels(rule_id="sale", rates_ppm=(1,)), 'rule "sale"', "规则“sale”"),
        (Row(), "row for all", "佣金表行（全部）"),
        (
            Row(skus=("a",), grades=("gold",), from_minor=100),
            'row for articles "a", grades "gold", amounts of at least 1.00 CNY',
            "佣金表行（商品规格“a”，等级“gold”，金额达到 1.00 CNY）",
        ),
        (Multiply(rule_id="sale", factor_ppm=0), 'factor "sale"', "倍率“sale”"),
        (
            Multiply(rule_id="sale", factor_ppm=0, tenure_until_days=30),
            'factor "sale" for promoters of less than 30 days',
            "倍率“sale”（不满 30 天）",
        ),
        (PLAN, 'plan "2024"', "方案“2024”"),
        (CAMPAIGN, 'campaign "618"', "活动“618”"),
        (Holding(), "holding period", "冻结期"),
    ],
)
def test_a_part_is_known_by_its_name_or_by_what_it_stands_for(part: Any, en: str, zh: str) -> None:
    assert (en, zh) == (EN.part(part), ZH.part(part))


def test_a_part_without_a_name_is_known_by_its_place() -> None:
    assert EN.part(Holding(), "holding[0]") == "holding[0]"
    assert EN.title(Holding, "days") == "days"
    assert EN.kind(str) == "str"


def test_a_rule_is_described_by_its_kind_and_what_it_says() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(100_000,), rows=(Row(skus=("a",), units_minor=(9,)),))
    kind, rates, table = EN.described(rule).split(", ", 2)
    assert (kind, rates) == ("level commission", "rates by place 10%")
    assert table == 'table (amounts a piece by place 0.09 CNY, articles "a")'


def test_the_kind_of_a_claim_is_a_field_as_others_are() -> None:
    claim = CreditRule(kind="room", channels=("live",), window_days=1)
    assert EN.described(claim) == 'kind "room", channels "live", window in days 1 days'
    assert EN.described(Multiply(rule_id="a", factor_ppm=0)) == "factor 0%"


def test_a_value_stands_close_to_a_chinese_bracket() -> None:
    assert ZH.set("时间窗（天）", "1 天") == "时间窗（天）1 天"
    assert ZH.set("冻结天数", "1 天") == "冻结天数 1 天"
    assert ZH.set("商品", "“a”") == "商品“a”"


def test_what_is_no_part_has_no_fields_to_compare() -> None:
    assert list(compared("a")) == []


def test_what_a_row_is_named_by_is_not_said_twice() -> None:
    row = Row(skus=("a",), tenure_until_days=30, rates_ppm=(10_000,))
    told = 'rates by place 1%, articles "a", promoters of less than 30 days'
    assert told == EN.described(row)
    assert EN.described(row, is_named=True) == "rates by place 1%"


def test_the_trim_stands_beside_the_ceiling() -> None:
    names = [one.name for one in compared(PLAN)]
    assert names[names.index("ceiling_ppm") + 1] == "trim"
    assert sorted(names) == sorted(one.name for one in fields(PLAN) if one.name[0] != "_")
