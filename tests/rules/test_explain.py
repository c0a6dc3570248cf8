"""Explaining: one sentence a slot, in plan order, with what refunds left."""

from __future__ import annotations

import dataclasses
import re
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from fenxiao.errors import EventError, FenxiaoError, RuleError
from fenxiao.model.credit_records import Credit, LostLine
from fenxiao.model.records import (
    Captures,
    LineProgress,
    LineWhole,
    Order,
    Part,
    Pieces,
    Terms,
)
from fenxiao.rules.amounts import Row
from fenxiao.rules.conditions import Condition
from fenxiao.rules.explain import explain, explain_html, explain_tree, why_not
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People, Person
from fenxiao.rules.plan import Plan, overlay
from fenxiao.rules.resolve import resolve
from fenxiao.rules.terms import kept, remaining
from fenxiao.trace import Language
from tests.rules.shop import levels, line, paid, plan, settled
from tests.rules.strategies import few_amounts, plans, refunds
from tests.support.plan_reader_basis import Somebody
from tests.support.plan_scenes import examples
from tests.trace.scenes import (
    BUYER,
    LINK,
    MIXED,
    SALE,
    SCENES,
    agree,
    credit,
    credited,
    item,
    person,
    standing,
)

LINES = (line(1_000), line(79, line_id="2", quantity=3, line_kind="delivery"))
PLAN = plan(
    levels(55_000, 0, 20_000), levels(10_000, rule_id="gift", when=Condition(categories=("gift",)))
)
TERMS = settled(paid(*LINES), PLAN, ["u2"])


def order(*progress: LineProgress) -> Order:
    return Order("o1", "m1", "m1", "u1", "CNY", "paid", 0, None, None, (), progress)


def test_every_slot_has_its_sentence() -> None:
    expected = (
        "sale, depth 1: u2 earns 5.5% of 0.79 = 0.04345, floored to 0.04.",
        "sale, depth 2: the rule pays 0% there.",
        "sale, depth 3: nobody stands there above the buyer; the platform keeps 2% of 0.79.",
        "gift: the rule does not look at lines of this kind and category.",
    )
    assert expected == explain(TERMS, order(), "2")


def test_what_went_back_of_the_line_is_said() -> None:
    gone = (LineProgress("1", 0, 600), LineProgress("2", 2, 0))
    assert explain(TERMS, order(*gone), "1")[0].endswith(
        "; after refunds 4.00 of the line is left, so 0.22 stays and 0.33 went back."
    )
    assert explain(TERMS, order(*gone), "2")[0].endswith(
        "; after refunds 0.27 of the line is left, so 0.01 stays and 0.03 went back."
    )


def test_refunds_of_other_lines_are_not() -> None:
    gone = order(LineProgress("2", 3, 0))
    assert explain(TERMS, order(), "1") == explain(TERMS, gone, "1")


def test_chinese_says_the_same_figures() -> None:
    gone = order(LineProgress("1", 0, 600))
    for english, chinese in zip(
        explain(TERMS, gone, "1"), explain(TERMS, gone, "1", language="zh"), strict=True
    ):
        figures = [sorted(re.findall(r"[\d.]+\d|\d", text)) for text in (english, chinese)]
        assert figures[0] == figures[1]


def test_a_line_that_the_order_has_not_is_refused() -> None:
    with pytest.raises(RuleError) as caught:
        explain(TERMS, order(), "3")
    assert caught.value.code == "terms.unknown_line"
    assert (caught.value.order_id, caught.value.line_id) == ("o1", "3")


@given(made=plans(), paid_minor=few_amounts, data=st.data())
def test_the_figures_are_those_that_are_kept(
    made: Plan, paid_minor: int, data: st.DataObject
) -> None:
    terms = settled(paid(line(paid_minor, quantity=5)), made, ["u2", "u3"])
    (one,) = terms.lines
    gone = data.draw(refunds(one))[-1]
    sentences = explain(terms, order(gone), "1")
    assert len(one.slots) == len(sentences)
    left_minor = remaining(one, gone)
    for slot, sentence in zip(one.slots, sentences, strict=True):
        where = f", depth {slot.depth}" if slot.depth else ""
        assert sentence.startswith(f"{slot.rule_id}{where}: ")
        stays = re.search(r"so ([\d.]+) stays and", sentence)
        if stays:
            assert int(stays[1].replace(".", "")) == kept(slot, left_minor, paid_minor)
        else:
            assert left_minor == paid_minor or slot.numerator < slot.denominator


# ---------------------------------------------------------------- the tree


def test_the_tree_leads_from_the_order_to_its_slots() -> None:
    tree = explain_tree(TERMS, order(LineProgress("2", 1, 0))).split("\n")
    assert [len(one) - len(one.lstrip()) for one in tree] == [
        *(0, 2),
        *(2, 4, 6, 6, 6, 4, 6),
        *(2, 4, 6, 8, 6, 6, 4, 6),
        2,
    ]
    expected_head = f'Order "o1": plan "p1" ({PLAN.digest[:12]}…, semantics 2), as of 2024-06-18'
    assert tree[0].startswith(expected_head)
    assert tree[0].endswith("(UTC), amounts in CNY")
    assert tree[1] == "  above the buyer u1: u2"
    assert tree[2] == '  line "1": quantity 1, paid 10.00'
    assert tree[9] == '  line "2": quantity 3, paid 0.79, of which 0.53 is left'
    assert tree[10] == (
        '    rule "sale": of paid, borne by the platform, floored once a line,'
        " a refund leaves the part of the exact amount that it leaves of the line"
    )
    assert tree[12] == "        exactly 869/200 minor units before rounding"
    assert tree[-1] == "  u2 keeps 0.57 of the order"


@pytest.mark.parametrize("name", [*SCENES, *MIXED])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_tree_has_every_sentence_once(name: str, language: Language) -> None:
    terms = {**SCENES, **MIXED}[name]()
    gone = standing(LineProgress("1", 1, 0))
    lines = [one.strip() for one in explain_tree(terms, gone, language=language).split("\n")]
    for one in terms.lines:
        for sentence in explain(terms, gone, one.line_id, language=language):
            assert sentence in lines


def banded(first: int, middle: int, last: int, refund: str) -> str:
    """Return the tree of 120.00 where three bands pay at these rates, the lowest first."""
    bands = (
        Row(until_minor=5_000, rates_ppm=(first,)),
        Row(from_minor=5_000, until_minor=10_000, rates_ppm=(middle,)),
        Row(from_minor=10_000, rates_ppm=(last,)),
    )
    rule = Levels(rule_id="sale", rates_ppm=(0,), rows=bands, refund=refund)  # type: ignore[arg-type]  # one of the modes
    return explain_tree(agree(rule, lines=(item(12_000),)), standing())


@pytest.mark.parametrize(
    ("rates_ppm", "refund", "expected"),
    [
        pytest.param((10_000, 20_000, 30_000), "frozen_share", ["1.20", "2.40"], id="rising"),
        pytest.param((30_000, 20_000, 10_000), "frozen_share", [], id="falling"),
        pytest.param((30_000, 10_000, 20_000), "frozen_share", ["1.20"], id="not raised"),
        pytest.param((10_000, 20_000, 30_000), "no_retest", [], id="not asked"),
    ],
)
def test_what_counts_once_less_is_left_is_told_only_where_it_can_count(
    rates_ppm: tuple[int, int, int], refund: str, expected: list[str]
) -> None:
    told = re.findall(r"the whole line counts for ([\d.]+)", banded(*rates_ppm, refund))
    assert expected == told


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "above the buyer buyer: u1, u2, u3"), ("zh", "买家 buyer 上方：u1、u2、u3")],
)
def test_who_stands_above_the_buyer_is_listed(language: Language, expected: str) -> None:
    lines = explain_tree(SCENES["paid"](), standing(), language=language).split("\n")
    assert lines[1] == f"  {expected}"


def test_that_nobody_stands_above_the_buyer_is_said() -> None:
    tree = explain_tree(SCENES["no_upline"](), standing())
    assert "\n  above the buyer buyer: nobody\n" in tree


def test_only_what_is_rounded_once_an_order_is_added_up_for_it() -> None:
    goods = Levels(rule_id="goods", rates_ppm=(100_000,), base="goods")
    late = Levels(rule_id="late", rates_ppm=(10_000,), scope="order")
    tree = explain_tree(agree(goods, late, lines=(item(50), item(70, "2"))), standing())
    assert re.findall(r"by rule .*", tree) == [
        'by rule "late", rounded once an order: u1 gets 0.01'
    ]


def test_campaigns_that_were_in_force_are_named() -> None:
    assert "  campaigns in force: 618\n" in explain_tree(MIXED["factor"](), standing())
    assert "campaigns" not in explain_tree(MIXED["fixed"](), standing())


def test_what_is_rounded_once_an_order_is_told_of_the_order() -> None:
    terms = MIXED["order_scope"]()
    whole = explain_tree(terms, standing())
    assert '\n  by rule "sale", rounded once an order: u1 gets 0.01\n' in whole
    less = explain_tree(terms, standing(LineProgress("1", 1, 0)))
    assert '\n  by rule "sale", rounded once an order: u1 got 0.01, of which 0.00 stays\n' in less
    assert less.endswith("\n  nobody keeps anything of the order")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("half_up", "rounded half up once a line, a refund leaves the part of the rounded amount"),
        ("unit", "floored piece by piece, a refund"),
        ("merchant", "of paid, borne by the merchant,"),
        ("used_up", 'borne by whoever earns by "sale",'),
        ("coupon", 'rule "sale": of paid and coupons, borne'),
        ("steps", 'rule "service": what the platform keeps back of commissions'),
    ],
)
def test_a_rule_says_its_settings(name: str, expected: str) -> None:
    assert expected in explain_tree(MIXED[name](), standing())


def test_the_page_says_what_the_tree_says() -> None:
    terms = MIXED["steps"]()
    page = unescape(explain_html(terms, standing(), language="zh"))
    assert '<html lang="zh-Hans">' in page
    for text in explain_tree(terms, standing(), language="zh").split("\n"):
        assert f">{text.strip()}</" in page


def test_names_on_the_page_are_text() -> None:
    terms = agree(SALE, people=People(BUYER, (person("<b>u1</b>"),)))
    assert "<b>" in explain_tree(terms, standing())
    assert "<b>" not in explain_html(terms, standing())


# ---------------------------------------------------------------- why not


def test_a_member_is_told_of_all_slots_in_which_he_stands() -> None:
    gone = order(LineProgress("1", 0, 600))
    expected = (
        'line "1": ' + explain(TERMS, gone, "1")[0],
        'line "1": gift: the rule does not look at lines of this kind and category.',
        'line "2": ' + explain(TERMS, gone, "2")[0],
        'line "2": gift: the rule does not look at lines of this kind and category.',
    )
    assert expected == why_not(TERMS, gone, "u2")


@pytest.mark.parametrize(
    ("name", "member_id", "expected"),
    [
        pytest.param(
            "paid",
            "u3",
            ("sale: u3 stands 3 above the buyer, where the rule has no place.",),
            id="too far",
        ),
        pytest.param(
            "paid",
            "u9",
            ("sale: u9 does not stand within three above the buyer.",),
            id="not above",
        ),
        pytest.param(
            "paid",
            "buyer",
            ("sale: buyer is the buyer, and the rule has no place for him.",),
            id="the buyer",
        ),
        pytest.param(
            "rate_zero",
            "u1",
            ("sale, depth 1: the rule pays 0% there.",),
            id="a plain slot that nobody is paid",
        ),
        pytest.param(
            "no_holder",
            "u1",
            ("link: u1 is not credited with the line by link: nothing was claimed for him.",),
            id="no claim",
        ),
        pytest.param(
            "fee",
            "u9",
            (
                "sale: u9 does not stand within three above the buyer.",
                "service: it is kept back from commissions and pays nobody.",
            ),
            id="a fee",
        ),
        pytest.param(
            "compressed",
            "u2",
            ("sale, depth 2: u2 earns 10% of 100.00 = 10.00.",),
            id="he moved into another's place",
        ),
        pytest.param(
            "unfit",
            "u1",
            (
                (
                    "sale, depth 1: u1 does not meet what the rule asks of an earner;"
                    " the platform keeps 10% of 100.00 = 10.00."
                ),
            ),
            id="unfit",
        ),
    ],
)
def test_why_not(name: str, member_id: str, expected: tuple[str, ...]) -> None:
    found = why_not(SCENES[name](), standing(), member_id)
    assert tuple(f'line "1": {one}' for one in expected) == found


@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        pytest.param(credit("u9", reason="outside_window", lines=()), "outside_window", id="all"),
        pytest.param(
            credit("u9", lines=("2",))._replace(lost=(LostLine("1", "unlisted", ""),)),
            "unlisted",
            id="this line",
        ),
        pytest.param(credit("u9", lines=("2",)), "other_content", id="it is about another line"),
        pytest.param(
            credit("u9", lines=("3",))._replace(lost=(LostLine("2", "unlisted", ""),)),
            "other_content",
            id="what another line lost is not this one's",
        ),
    ],
)
def test_a_claim_that_was_not_credited_says_why(lost: Credit, expected: str) -> None:
    others = (
        credit("u9", "room", reason="unlisted", lines=()),
        credit("u8", reason="unlisted", lines=()),
    )
    terms = agree(LINK, people=credited(*others, lost))
    assert why_not(terms, standing(), "u9") == (
        f'line "1": link: u9 is not credited with the line by link (reason {expected}).',
    )


def test_the_farthest_above_is_told_of_his_own_place() -> None:
    nothing = Levels(rule_id="sale", rates_ppm=(100_000, 0))
    terms = agree(nothing, people=People(BUYER, (person("u1"), person("u2"))))
    assert why_not(terms, standing(), "u2") == ('line "1": sale, depth 2: the rule pays 0% there.',)


def test_an_account_of_the_same_person_is_told_where_its_money_goes() -> None:
    terms = MIXED["merged"]()
    (own,) = why_not(terms, standing(), "u2")
    assert own.endswith("it goes to u1, an account of the same person.")
    assert len(why_not(terms, standing(), "u1")) == 2


def test_chinese_says_why_not() -> None:
    assert why_not(SCENES["paid"](), standing(), "u9", "zh") == (
        "行“1”：sale：u9 不在买家上方三层之内。",
    )


def test_another_language_is_refused_by_everything_that_speaks() -> None:
    wrong: Any = "fr"
    for said in (
        lambda: explain(TERMS, order(), "1", language=wrong),
        lambda: explain_tree(TERMS, order(), language=wrong),
        lambda: explain_html(TERMS, order(), language=wrong),
        lambda: why_not(TERMS._replace(lines=()), order(), "u2", wrong),
    ):
        with pytest.raises(EventError) as caught:
            said()
        assert (caught.value.code, caught.value.field) == ("event.bad_field", "language")


# ---------------------------------------------------------------- any plan


@st.composite
def agreed(draw: st.DrawFn) -> tuple[Terms, Order]:
    """Draw the terms of an order of any plan that proves what it must, and what is left."""
    try:
        example = draw(examples())
        plan_fields = (one.name for one in dataclasses.fields(example.plan))
        made = Plan(**{name: getattr(example.plan, name) for name in plan_fields})
        scene = example.scene
        people = People(
            someone(scene.buyer),
            tuple(map(someone, scene.upline)),
            scene.credits,
            {name: someone(one) for name, one in scene.holders.items()},
            {key: tuple(map(someone, each)) for key, each in scene.inviters.items()},
            scene.far,
            is_first_order=scene.is_first_order,
        )
        in_force = overlay(made, example.campaigns)
        terms = resolve(example.order, in_force, people, 0, scene.custom)
    except FenxiaoError:
        reject()
    gone = {one.line_id: one.paid_minor - example.left[one.line_id] for one in terms.lines}
    return terms, standing(*(LineProgress(name, 0, minor) for name, minor in gone.items()))


def someone(drawn: Somebody) -> Person:
    return Person(drawn.record(), drawn.tenure_days, drawn.person_id)


@given(one=agreed(), language=st.sampled_from(["en", "zh"]))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_no_slot_of_any_plan_is_unexplained(one: tuple[Terms, Order], language: Language) -> None:
    terms, gone = one
    tree = explain_tree(terms, gone, language=language)
    for bought in terms.lines:
        sentences = explain(terms, gone, bought.line_id, language=language)
        assert len(bought.slots) == len(sentences)
        assert all(sentence in tree for sentence in sentences)
        assert not [text for text in sentences if re.search(r"None|[{}]|\b  |: ,|- ", text)]


@given(one=agreed(), language=st.sampled_from(["en", "zh"]))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_whoever_asks_is_told_of_every_rule_on_every_line(
    one: tuple[Terms, Order], language: Language
) -> None:
    terms, gone = one
    slots = [(line.line_id, slot) for line in terms.lines for slot in line.slots]
    asking = {slot.detail.holder_id or "nobody" for _, slot in slots if slot.detail is not None}
    for member_id in sorted(asking | {"nobody"}):
        told = why_not(terms, gone, member_id, language)
        assert len(told) >= len({(line_id, slot.rule_id) for line_id, slot in slots})


ORDER = Order("o1", "m1", "m1", "u1", "CNY", "paid", 0, None, None, (), ())
REST = TERMS.lines[0]._replace(capture_id="rest", paid_minor=500)
IN_TWO = TERMS._replace(
    lines=(*TERMS.lines, REST),
    captures=Captures((LineWhole("1", 1_500),), (1_500,), None, is_first_order=True, is_over=False),
)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", 'capture "rest": sale, depth 1: u2'), ("zh", "第“rest”次收款：sale，第 1 层：u2")],
)
def test_a_line_is_explained_capture_by_capture(language: Language, expected: str) -> None:
    first = explain(TERMS, ORDER, "1", language=language)
    told = explain(IN_TWO, ORDER, "1", language=language)
    assert first == told[: len(first)]
    assert len(first) * 2 == len(told)
    assert told[len(first)].startswith(expected)
    why = why_not(IN_TWO, ORDER, "u2", language)
    assert any(told[len(first)] in one for one in why)


def test_the_tree_names_captures_and_what_was_received() -> None:
    parts = (
        Part(None, (Pieces("1", 1),), (), 0),
        Part(1_718_668_800_000_000, (Pieces("1", 2), Pieces("2", 1)), (), 0),
    )
    told = explain_tree(IN_TWO, ORDER._replace(parts=parts)).splitlines()
    lines = [one.strip() for one in told]
    assert 'line "1", capture "rest": paid 5.00' in lines
    assert "more of it may be captured" in lines
    assert 'received: 1 of line "1"; released' in lines
    held = 'received: 2 of line "1", 1 of line "2"; held until 2024-06-18 00:00 (UTC)'
    assert held in lines
    over = IN_TWO._replace(captures=IN_TWO.captures and IN_TWO.captures._replace(is_over=True))
    assert "more of it may be captured" not in explain_tree(over, ORDER)
    less = ORDER._replace(progress=(LineProgress("1", 0, 300),))
    expected = 'line "1", capture "rest": paid 5.00, of which 4.00 is left'
    assert expected in explain_tree(over, less)
