"""The plain path: reading a plain plan off its table changes nothing that its stages give."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.model.records import Slot
from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules import plain as plain_module
from fenxiao.rules.amounts import Row
from fenxiao.rules.conditions import Condition
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import plain_people
from fenxiao.rules.plain import is_plain, plain_slots
from fenxiao.rules.plan import Plan
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.written import AnyRule
from tests.rules.desk import campaign, item, made, over, settled, worth
from tests.rules.shop import paid
from tests.rules.shop import settled as terms_of

RATES = st.sampled_from([0, 1, 20_000, 333_333, 1_000_000])
AMOUNTS = st.sampled_from([0, 1, 19, 99_999]) | st.integers(0, 10**9)
CATEGORIES = ("tea", "toys", "other")
SKUS = ("s1", "s2")


@st.composite
def plain_levels(draw: st.DrawFn, rule_id: str) -> Levels:
    rates = st.lists(RATES, min_size=1, max_size=3).map(tuple)
    rows = []
    if draw(st.booleans()):
        rows.append(Row(skus=("s1",), rates_ppm=draw(rates)))
    if draw(st.booleans()):
        rows.append(Row(categories=("tea",), rates_ppm=draw(rates)))
    words = draw(st.sampled_from([(), ("tea",), ("toys", "other")]))
    when = Condition(categories=words)
    return Levels(rule_id=rule_id, rows=tuple(rows), rates_ppm=draw(rates), when=when)


@st.composite
def plain_plans(draw: st.DrawFn) -> Plan:
    rules = [draw(plain_levels(name)) for name in draw(st.sampled_from(["a", "ab", "abc"]))]
    return made(*rules, ceiling_ppm=draw(RATES | st.integers(0, PPM)))


def read_off(plan: Plan, sku: str, category: str, paid_minor: int, uplines: int) -> list[Slot]:
    sold = item(paid_minor, sku=sku, category=category)
    upline = tuple(f"u{depth}" for depth in range(1, uplines + 1))
    return list(terms_of(paid(sold), plan, upline).lines[0].slots)


def by_stages(
    plan: Plan, sku: str, category: str, paid_minor: int, uplines: int
) -> list[tuple[str, int, str | None, Fraction, str]]:
    sold = item(paid_minor, sku=sku, category=category)
    who = plain_people("b", tuple(f"u{depth}" for depth in range(1, uplines + 1)))
    (found,) = settled(plan, who, sold)
    return [
        (
            found.table.rules[one.rule].table.rule_id,
            one.depth,
            one.person.member.member_id if one.person is not None and one.is_paid else None,
            worth(one),
            one.reason,
        )
        for one in found.drafts
    ]


@given(
    plan=plain_plans(),
    sku=st.sampled_from(SKUS),
    category=st.sampled_from(CATEGORIES),
    paid_minor=AMOUNTS,
    uplines=st.integers(0, 3),
)
def test_what_is_read_off_is_what_the_stages_give(
    plan: Plan, sku: str, category: str, paid_minor: int, uplines: int
) -> None:
    asked = (plan, sku, category, paid_minor, uplines)
    slots, stages = read_off(*asked), by_stages(*asked)
    assert [(one[0], one[1]) for one in stages] == [(one.rule_id, one.depth) for one in slots]
    for slot, (_, _, who, amount, reason) in zip(slots, stages, strict=True):
        paid_out = Fraction(slot.numerator, slot.denominator)
        assert paid_out == (amount if who else 0)
        assert slot.payee_id == (who if amount else slot.payee_id)
        if who is None and slot.reason != reason:
            assert {"rate_zero", "trimmed_out", "no_upline"} > {slot.reason, reason}


def test_plain_plans_are_known() -> None:
    @settings(max_examples=20)
    @given(plan=plain_plans())
    def check(plan: Plan) -> None:
        assert plan.alone.is_plain

    check()


SALE: dict[str, Any] = {"rule_id": "sale", "rates_ppm": (100_000,)}


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        pytest.param((Levels(**SALE, units_minor=(1,)),), {}, id="a fixed amount"),
        pytest.param((Levels(**SALE, orders_minor=(1,)),), {}, id="a fixed amount an order"),
        pytest.param((Levels(**SALE, self_rate_ppm=0),), {}, id="the buyer's own place"),
        pytest.param(
            (Levels(**SALE), Levels(rule_id="part", rates_ppm=(1,), funded_by="sale")),
            {},
            id="a part of another's commission",
        ),
        pytest.param((Levels(**SALE, base="goods"),), {}, id="another base"),
        pytest.param((Levels(**SALE, tenders_left_out=("points",)),), {}, id="a tender left out"),
        pytest.param((Levels(**SALE, rounding="half_up"),), {}, id="another rounding"),
        pytest.param((Levels(**SALE, scope="order"),), {}, id="another scope"),
        pytest.param(
            (Levels(**SALE, refund="recompute"),), {"trim": "refuse"}, id="another refund"
        ),
        pytest.param((Levels(**SALE, earner=Who(has_bought=True)),), {}, id="who may earn"),
        pytest.param((Levels(**SALE, order_cap_minor=5),), {}, id="a cap"),
        pytest.param((Levels(**SALE, rows=(Row(grades=("a",)),)),), {}, id="a grade"),
        pytest.param((Levels(**SALE, rows=(Row(from_minor=1),)),), {}, id="an amount"),
        pytest.param((Levels(**SALE, rows=(Row(tenure_from_days=0),)),), {}, id="a tenure"),
        pytest.param((Levels(**SALE, when=Condition(at_least_minor=1)),), {}, id="a threshold"),
        pytest.param(
            (Levels(**SALE, when=Condition(is_first_order=False)),), {}, id="a first order"
        ),
        pytest.param(
            (Levels(**SALE, when=Condition(buyer=Who(is_verified=True))),), {}, id="a buyer"
        ),
        pytest.param((Rebate(**SALE),), {}, id="another kind"),
        pytest.param(
            (Levels(**SALE), Fee(rule_id="fee", of_rules=("sale",), rate_ppm=0)), {}, id="a fee"
        ),
        pytest.param((Levels(**SALE),), {"merges_persons": True}, id="persons"),
        pytest.param((Levels(**SALE),), {"order_cap_minor": 10**9}, id="a cap of the order"),
        pytest.param((Levels(**SALE),), {"trim": "proportional"}, id="a trim in proportion"),
        pytest.param((Levels(**SALE),), {"earner": Who(has_bought=True)}, id="the plan's earner"),
    ],
)
def test_what_asks_more_is_not_plain(rules: tuple[AnyRule, ...], fields: dict[str, Any]) -> None:
    assert not is_plain(made(*rules, **fields).alone.tables)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"funded_by": "merchant"}, id="another funder"),
        pytest.param({"when": Condition(merchants=("m1",), channels=("live",))}, id="words"),
        pytest.param({"rows": (Row(channels=("live",), rates_ppm=(1,)),)}, id="a channel's row"),
        pytest.param({"unfit": "stop"}, id="what becomes of nobody"),
    ],
)
def test_what_asks_no_more_is_plain(fields: dict[str, Any]) -> None:
    assert is_plain(made(Levels(**SALE, **fields)).alone.tables)


def test_a_plan_under_a_campaign_is_not_plain() -> None:
    plan = made(Levels(**SALE))
    assert not over(plan, campaign(replaces=("sale",))).is_plain


def test_slots_of_a_class_are_made_once() -> None:
    tables = made(Levels(**SALE, when=Condition(categories=("tea",)))).alone.tables
    classes = [tables.of_line(item(1, category=one), "m1", None) for one in ("x", "y", "tea")]
    assert plain_slots(tables, classes[0]) is plain_slots(tables, classes[1])
    assert ["condition", "paid"] == [plain_slots(tables, one)[0].reason for one in classes[1:]]
    first, _, tea = (plain_slots(tables, one) for one in classes)
    assert first is plain_slots(tables, classes[0])
    assert tea is plain_slots(tables, classes[2])


def test_slots_that_are_cut_or_that_nobody_fills() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(100_000, 50_000, 20_000))
    plan = made(rule, ceiling_ppm=120_000)
    assert [
        (None, 100_000, 0, 1, "no_upline"),
        (None, 20_000, 0, 1, "no_upline"),
        (None, 0, 0, 1, "trimmed_out"),
    ] == [one[2:7] for one in read_off(plan, "s1", "c", 1_000, 0)]
    reasons = [one.reason for one in read_off(plan, "s1", "c", 1_000, 3)]
    assert ["paid", "trimmed", "trimmed_out"] == reasons


def test_a_shorter_row_has_the_places_of_the_longest_at_a_rate_of_zero() -> None:
    rows = (Row(skus=("s1",), rates_ppm=(50_000,)),)
    plan = made(Levels(rule_id="sale", rows=rows, rates_ppm=(10_000, 20_000, 30_000)))
    slots = read_off(plan, "s1", "c", 1_000, 3)
    assert [(50_000, "paid"), (0, "rate_zero"), (0, "rate_zero")] == [
        (one.rate_ppm, one.reason) for one in slots
    ]


@pytest.mark.parametrize("uplines", [0, 1])
def test_a_rate_of_zero_pays_nobody_on_either_path(uplines: int) -> None:
    plan = made(Levels(rule_id="sale", rates_ppm=(0,)))
    slot = read_off(plan, "s1", "c", 100, uplines)[0]
    _, _, who, amount, _ = by_stages(plan, "s1", "c", 100, uplines)[0]
    assert (None, None) == (slot.payee_id, who)
    assert slot.numerator == amount == 0


def test_no_more_classes_are_kept_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_module, "CLASSES_KEPT", 8)
    skus = tuple(f"s{number}" for number in range(50))
    tables = made(Levels(rule_id="sale", rows=(Row(skus=skus, rates_ppm=(1,)),))).alone.tables
    for sku in skus:
        assert plain_slots(tables, tables.of_line(item(1, sku=sku), "m1", None))
        assert 1 <= len(tables.plain) <= 8
