"""What a plan author writes: names, amounts and bounds that do not fit together."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.model.refund_kinds import REFUND_KINDS
from fenxiao.rules.amounts import Row
from fenxiao.rules.conditions import Condition
from fenxiao.rules.differential import Differential
from fenxiao.rules.fee import Fee
from fenxiao.rules.fields import RuleFields
from fenxiao.rules.files import dump_plan, load_plan
from fenxiao.rules.levels import Levels
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.period.bands import Band
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.period.pool import Pool, Weight
from fenxiao.rules.period.tiers import Tiers
from fenxiao.rules.period.top_n import TopN
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.written import RULES, AnyRule
from tests.rules.desk import made

SALE = Levels(rule_id="sale", rates_ppm=(1,))
GAP = Differential(rule_id="gap", rates_ppm=(1,))
BANDS = (Band(from_minor=0, rate_ppm=1), Band(from_minor=5, rate_ppm=2))
ONE = (Weight(name="a", weight=1),)
FEE = Fee(rule_id="fee", of_rules=("sale",), rate_ppm=1)


def levels(**fields: Any) -> Levels:
    known: dict[str, Any] = {"rule_id": "a", "rates_ppm": (1,)}
    return Levels(**known | fields)


def back(of: str, **fields: Any) -> Rebate:
    return Rebate(rule_id="back", base="commission", of=of, rates_ppm=(1,), **fields)


SHARE = back("sale", funded_by="sale")


def of_share(**fields: Any) -> Levels:
    return levels(rule_id="late", base="commission", of="back", **fields)


def peer(of: str) -> PeerBonus:
    return PeerBonus(rule_id="peer", of=of, rates_ppm=(1,))


def refused(*rules: AnyRule, **fields: Any) -> str | None:
    try:
        made(*rules, **fields)
    except PolicyError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        pytest.param((SALE, SALE), "plan.repeated_rule", id="a rule twice"),
        pytest.param((SALE, back("sale")), None, id="of an earlier rule"),
        pytest.param((back("sale"), SALE), "plan.unknown_rule", id="of a later rule"),
        pytest.param((back("back"),), "plan.unknown_rule", id="of itself"),
        pytest.param((SALE, FEE, back("fee")), "plan.unknown_rule", id="of a fee"),
        pytest.param((SALE, back("sale", funded_by="sale")), None, id="out of an earlier rule"),
        pytest.param((SALE, back("sale", funded_by="x")), "plan.unknown_rule", id="out of none"),
        pytest.param(
            (SALE, FEE, back("sale", funded_by="fee")), "plan.unknown_rule", id="out of a fee"
        ),
        pytest.param((SALE, SHARE, of_share()), "plan.unknown_rule", id="of a share, too late"),
        pytest.param((SALE, SHARE, of_share(funded_by="sale")), None, id="a share of a share"),
        pytest.param((GAP, peer("gap")), None, id="peers of a differential"),
        pytest.param((SALE, peer("sale")), "plan.unknown_rule", id="peers of something else"),
        pytest.param((FEE, SALE), "plan.unknown_rule", id="a fee of a later rule"),
        pytest.param(
            (SALE, FEE, Fee(rule_id="f", of_rules=("fee",), rate_ppm=1)),
            "plan.unknown_rule",
            id="a fee of a fee",
        ),
    ],
)
def test_rules_name_only_earlier_ones(rules: tuple[AnyRule, ...], code: str | None) -> None:
    assert code == refused(*rules)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        pytest.param(levels(), None, id="percents need no currency"),
        pytest.param(levels(units_minor=(0,)), None, id="an amount of 0 is none"),
        pytest.param(levels(units_minor=(1,)), "plan.currency", id="an amount a piece"),
        pytest.param(levels(orders_minor=(1,)), "plan.currency", id="an amount an order"),
        pytest.param(levels(self_unit_minor=1), "plan.currency", id="an own amount"),
        pytest.param(levels(rows=(Row(units_minor=(1,)),)), "plan.currency", id="in a row"),
        pytest.param(levels(rows=(Row(from_minor=1),)), "plan.currency", id="a band"),
        pytest.param(levels(rows=(Row(until_minor=1),)), "plan.currency", id="a band's end"),
        pytest.param(levels(order_cap_minor=0), "plan.currency", id="a cap"),
        pytest.param(levels(when=Condition(at_least_minor=1)), "plan.currency", id="a threshold"),
    ],
)
def test_amounts_need_a_currency(rule: AnyRule, code: str | None) -> None:
    assert code == refused(rule, currency=None)
    assert refused(rule, currency="CNY") is None


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        pytest.param(Tiers(rule_id="t", bands=BANDS[:1]), None, id="one percent for all"),
        pytest.param(Tiers(rule_id="t", bands=BANDS), "plan.currency", id="bands of amounts"),
        pytest.param(Pool(rule_id="p", rate_ppm=1, weights=ONE), None, id="a share of a pool"),
        pytest.param(
            Pool(rule_id="p", amount_minor=1, weights=ONE), "plan.currency", id="a pool's amount"
        ),
        pytest.param(
            Pool(rule_id="p", rate_ppm=1, by="volume", at_least_minor=1),
            "plan.currency",
            id="a pool's threshold",
        ),
        pytest.param(
            Milestone(rule_id="m", from_minor=1, amount_minor=1), "plan.currency", id="a milestone"
        ),
        pytest.param(TopN(rule_id="n", prizes_minor=(1,)), "plan.currency", id="prizes"),
        pytest.param(
            MemberCap(rule_id="c", of_rules=("sale",), at_most_minor=0), "plan.currency", id="a cap"
        ),
    ],
)
def test_amounts_of_period_rules_need_a_currency(rule: Any, code: str | None) -> None:
    assert code == refused(SALE, period_rules=(rule,), currency=None)
    assert refused(SALE, period_rules=(rule,), currency="CNY") is None


def test_one_rule_of_several_that_names_an_amount_needs_a_currency() -> None:
    assert "plan.currency" == refused(SALE, levels(units_minor=(1,)), currency=None)


def cap(*names: str) -> MemberCap:
    return MemberCap(rule_id="cap", of_rules=names, at_most_minor=5)


def test_what_a_cap_of_members_counts_waits_for_the_close() -> None:
    tiers = Tiers(rule_id="tiers", bands=BANDS)
    plan = made(SALE, levels(), period_rules=(tiers, cap("sale", "tiers")))
    assert {"sale"} == plan.capped
    assert set() == made(SALE, period_rules=(tiers,)).capped
    assert "plan.period_rule" == refused(SALE, period_rules=(cap("x"),))
    assert "plan.period_rule" == refused(SALE, FEE, period_rules=(cap("fee"),))


def test_a_plan_keeps_its_fields_in_their_one_form() -> None:
    east = datetime(2024, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    lists: Any = {"least_margin_ppm": "10%", "period_rules": [Tiers(rule_id="t", bands=BANDS)]}
    plan = made(SALE, effective_from=east, **lists)
    assert plan.effective_from.isoformat() == "2024-01-01T00:00:00+00:00"
    assert (100_000, 1) == (plan.least_margin_ppm, len(plan.period_rules))
    assert isinstance(plan.period_rules, tuple)


@pytest.mark.parametrize(
    ("rule", "is_bounded"),
    [
        pytest.param(levels(), True, id="percents of what was paid"),
        pytest.param(levels(base="goods"), True, id="of goods"),
        pytest.param(levels(base="profit"), True, id="of profit"),
        pytest.param(levels(base="less_fee"), True, id="less the fee"),
        pytest.param(levels(base="list"), False, id="of the list price"),
        pytest.param(levels(base="before_coupon"), False, id="before coupons"),
        pytest.param(levels(units_minor=(1,)), False, id="an amount a piece"),
        pytest.param(levels(rows=(Row(orders_minor=(1,)),)), False, id="an amount an order"),
        pytest.param(levels(self_unit_minor=1), False, id="an own amount"),
        pytest.param(PriceGap(rule_id="a", rates_ppm=(1,)), False, id="gaps between prices"),
        pytest.param(
            PriceGap(rule_id="a", rates_ppm=(1,), base="paid"), False, id="of what is paid"
        ),
    ],
)
def test_what_nothing_bounds_needs_a_trim_that_fills(rule: AnyRule, is_bounded: bool) -> None:
    code = None if is_bounded else "plan.unbounded"
    assert code == refused(rule, trim="refuse")
    assert code == refused(SALE, FEE, rule, trim="refuse")
    assert code == refused(rule, trim="proportional")
    assert refused(rule, trim="nearest_first") is None


def test_what_is_paid_out_of_a_commission_is_bounded_by_it() -> None:
    fixed = Rebate(rule_id="back", units_minor=(1,), funded_by="sale")
    assert refused(SALE, fixed, trim="refuse") is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"plan_id": ""}, "plan.bad_field", id="no name"),
        pytest.param({"effective_from": "2024"}, "plan.bad_field", id="no instant"),
        pytest.param({"ceiling_ppm": 1_000_001}, "plan.bad_field", id="more than all"),
        pytest.param({"merchant_id": 5}, "plan.bad_field", id="a number for a merchant"),
        pytest.param({"terms_at": "later"}, "plan.bad_field", id="an unknown instant"),
        pytest.param({"earner": None}, "plan.bad_field", id="no condition on earners"),
        pytest.param({"unfit": "drop"}, "plan.bad_field", id="an unknown way"),
        pytest.param({"merges_persons": 1}, "plan.bad_field", id="1 for true"),
        pytest.param({"currency": "XXY"}, "plan.bad_field", id="no such currency"),
        pytest.param({"order_cap_minor": -1}, "plan.bad_field", id="a cap below 0"),
        pytest.param(
            {"order_cap_minor": 1, "currency": None}, "plan.currency", id="a cap of no currency"
        ),
        pytest.param({"least_margin_ppm": 1.0}, "plan.bad_field", id="a float"),
        pytest.param({"spared_refunds": ("gift",)}, "plan.bad_field", id="no kind of refund"),
        pytest.param({"spared_refunds": ("cancel",)}, "plan.bad_field", id="pieces are not spared"),
        pytest.param({"absorbed_refunds": "goods"}, "plan.bad_field", id="one kind alone"),
        pytest.param({"absorbed_refunds": (1,)}, "plan.bad_field", id="a number for a kind"),
        pytest.param({"rules": ("sale",)}, "plan.bad_field", id="a name for a rule"),
        pytest.param({"rules": ()}, "plan.no_rules", id="no rules"),
        pytest.param({"trim": None}, "plan.unknown_trim", id="no trim"),
    ],
)
def test_wrong_plans_are_refused(fields: dict[str, Any], code: str) -> None:
    rules = fields.pop("rules", (SALE,))
    assert code == refused(*rules, **fields)


def test_which_refunds_are_spared_and_which_the_platform_bears() -> None:
    kinds: Any = ["goods", "freight"]
    plan = made(SALE, spared_refunds=kinds, absorbed_refunds=("cancel",))
    assert ("goods", "freight") == plan.spared_refunds
    assert ("cancel",) == plan.absorbed_refunds


@pytest.mark.parametrize("terms_at", ["paid", "placed", "first_capture"])
def test_every_published_instant_is_taken(terms_at: Any) -> None:
    assert terms_at == made(SALE, terms_at=terms_at).terms_at


@pytest.mark.parametrize(
    ("margin_ppm", "ceiling_ppm", "code"),
    [
        pytest.param(100_000, 1_000_000, None, id="all of the margin"),
        pytest.param(99_999, 1_000_000, "plan.negative_margin", id="a millionth more"),
        pytest.param(50_000, 50_000, None, id="a ceiling within it"),
    ],
)
def test_no_line_pays_above_the_margin(margin_ppm: int, ceiling_ppm: int, code: str | None) -> None:
    rule = levels(rates_ppm=(100_000,))
    assert code == refused(rule, least_margin_ppm=margin_ppm, ceiling_ppm=ceiling_ppm)


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(levels(rates_ppm=(), units_minor=(500,)), id="a fixed amount"),
        pytest.param(levels(rates_ppm=(10_000,), base="list"), id="a list price above the paid"),
        pytest.param(PriceGap(rule_id="d", rates_ppm=(950_000,)), id="a list price below it"),
    ],
)
def test_what_nothing_bounds_may_pay_the_whole_ceiling_whatever_the_margin(rule: AnyRule) -> None:
    assert "plan.negative_margin" == refused(rule, least_margin_ppm=100_000, ceiling_ppm=900_000)


def test_every_kind_of_rule_but_a_fee_shares_its_fields() -> None:
    kinds = {one.__name__ for one in RULES if not issubclass(one, RuleFields)}
    assert {"Fee"} == kinds


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        pytest.param({"spared_refunds": ("gift",)}, "gift", id="an unknown kind spares"),
        pytest.param({"absorbed_refunds": ("gift",)}, "gift", id="an unknown kind is borne"),
        pytest.param({"spared_refunds": ("cancel",)}, "pieces", id="pieces spare nothing"),
        pytest.param({"spared_refunds": "freight"}, "spared_refunds", id="no list"),
    ],
)
def test_kinds_of_refunds_are_those_of_the_table(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(PolicyError, match=problem):
        made(SALE, **fields)


def test_a_plan_may_bear_any_kind_and_spare_any_money() -> None:
    kinds = tuple(REFUND_KINDS)
    money = tuple(kind for kind in kinds if REFUND_KINDS[kind].takes != "pieces")
    plan = made(SALE, spared_refunds=money, absorbed_refunds=kinds)
    assert (money, kinds) == (plan.spared_refunds, plan.absorbed_refunds)
    assert plan == load_plan(dump_plan(plan))
