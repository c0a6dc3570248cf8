"""The laws of the field (定律): each an object, with the rules for which it holds and fails.

A law that a class of rules breaks by nature is not tried on it; that it is broken is pinned
by a witness in ``witnesses``, so that the table is true in both directions. A plan, or a
rule of the host's own, is tried in four lines of pytest by ``parametrize_with_laws``.

Source: docs/laws.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.custom import Custom, Rule
from fenxiao.rules.plan import InForce, Plan, overlay
from fenxiao.testing import sale_laws, story_laws
from fenxiao.testing.law_objects import ENGINE, Engine, Law, LawBroken
from fenxiao.testing.rule_classes import classes_of
from fenxiao.testing.subjects import sales, stories

__all__ = ["LAWS", "law_named", "laws_for", "parametrize_with_laws", "plan_of", "try_law"]

Test = TypeVar("Test", bound=Callable[..., None])
_START = datetime(2024, 1, 1, tzinfo=UTC)
_SHRINKING = (Phase.shrink, Phase.explain)
_NOT_SPLIT = (
    *("unit_scope", "half", "fixed_piece", "fixed_order", "line_amounts", "order_amounts"),
    *("bases", "price_gap", "cut", "capped"),
)

LAWS: tuple[Law, ...] = (
    Law(
        name="conservation",
        title_en="Conservation",
        title_zh="守恒",
        statement_en="Every entry sums to 0, and what all wallets of a member hold is what his"
        " orders leave him, after every event.",
        statement_zh="每笔分录合计为 0；每个事件之后，会员各钱包之和等于各订单留给他的金额。",
        about="story",
        find=story_laws.conservation,
    ),
    Law(
        name="ceiling",
        title_en="Ceiling",
        title_zh="上限",
        statement_en="No line pays more than the plan's ceiling of what was paid for it, exactly"
        " and before any floor; nor does what is left after refunds.",
        statement_zh="任何一行的应付（取整前的精确值）不超过该行实付乘方案上限；退款后的剩余部分也一样。",
        about="sale",
        find=sale_laws.ceiling,
    ),
    Law(
        name="non_negativity",
        title_en="Nothing below 0",
        title_zh="不为负",
        statement_en="No slot is below 0, and nobody keeps less than 0.",
        statement_zh="任何份额不为负，任何人保留的金额不为负。",
        about="sale",
        find=sale_laws.non_negativity,
    ),
    Law(
        name="depth",
        title_en="Depth",
        title_zh="层级",
        statement_en="Nobody further than three above the buyer is paid, nobody is paid at another"
        " depth than his own, and nobody who stands nowhere.",
        statement_zh="买家上方超过三层的人不得佣；每人只按其实际层级得佣；无关的人不得佣。",
        about="sale",
        find=sale_laws.depth,
    ),
    Law(
        name="determinism",
        title_en="Determinism",
        title_zh="确定性",
        statement_en="The same sale gives the same terms, byte for byte, however people are"
        " listed.",
        statement_zh="同一笔销售得到逐字节相同的条款，与人员的罗列次序无关。",
        about="sale",
        find=sale_laws.determinism,
    ),
    Law(
        name="relabelling",
        title_en="Relabelling",
        title_zh="换名",
        statement_en="When every member gets another name, everybody is paid the same.",
        statement_zh="所有会员换成别的编号后，每人所得不变。",
        about="sale",
        find=sale_laws.relabelling,
        is_asked=True,
    ),
    Law(
        name="monotone_sold",
        title_en="Monotone in the amount sold",
        title_zh="对销售额单调",
        statement_en="When more is paid for a line, nobody is paid less.",
        statement_zh="一行的实付增加时，没有人得到更少。",
        about="sale",
        find=sale_laws.monotone_sold,
        fails_for=(
            *("half", "fixed_piece", "fixed_order", "line_amounts", "order_amounts"),
            *("bases", "price_gap", "cut", "capped"),
        ),
        is_asked=True,
    ),
    Law(
        name="monotone_refund",
        title_en="Monotone under refund",
        title_zh="对退款单调",
        statement_en="A refund raises nobody's pay.",
        statement_zh="退款不会使任何人的所得增加。",
        about="sale",
        find=sale_laws.monotone_refund,
    ),
    Law(
        name="refund_inverse",
        title_en="Refund inverse",
        title_zh="全退归零",
        statement_en="When everything has gone back, after whatever refunds before, nobody keeps"
        " anything.",
        statement_zh="不论此前如何退款，全部退回后无人保留分文。",
        about="sale",
        find=sale_laws.refund_inverse,
    ),
    Law(
        name="refund_path",
        title_en="Refund path",
        title_zh="退款路径无关",
        statement_en="Any split of a refund of one kind a line, pieces or money, leaves what that"
        " refund leaves at once.",
        statement_zh="同一种退款（每行按件或按金额）无论怎样拆分，结果与一次退完相同。",
        about="sale",
        find=sale_laws.refund_path,
    ),
    Law(
        name="rest_alone",
        title_en="The rest alone",
        title_zh="剩余等价",
        statement_en="After refunds everybody keeps exactly what the rest alone would have paid.",
        statement_zh="退款后每人保留的，恰为只卖出剩余部分时的所得。",
        about="sale",
        find=sale_laws.rest_alone,
        fails_for=(*_NOT_SPLIT, "posted"),
        is_asked=True,
    ),
    Law(
        name="idempotence",
        title_en="Idempotence",
        title_zh="幂等",
        statement_en="Every event told twice, at once or later, changes nothing.",
        statement_zh="任何事件重复告知（立即或日后）都不改变什么。",
        about="story",
        find=story_laws.idempotence,
    ),
    Law(
        name="locality",
        title_en="Locality",
        title_zh="逐行独立",
        statement_en="An order pays what its lines pay, each by itself.",
        statement_zh="订单所付等于各行单独成单所付之和。",
        about="sale",
        find=sale_laws.locality,
        fails_for=("order_scope", "fixed_order", "order_amounts", "capped"),
        is_asked=True,
    ),
    Law(
        name="order_splitting",
        title_en="Order splitting",
        title_zh="拆单不增",
        statement_en="When an order becomes two, by its lines or by the pieces of a line, nobody is"
        " paid more.",
        statement_zh="一单拆成两单（按行，或把一行按件拆开），没有人得到更多。",
        about="sale",
        find=sale_laws.order_splitting,
        fails_for=_NOT_SPLIT,
        is_asked=True,
    ),
    Law(
        name="integrality",
        title_en="Whole numbers",
        title_zh="整数",
        statement_en="Every entitlement is a reduced fraction of whole numbers, everything kept a"
        " whole number of minor units within bounds.",
        statement_zh="每项应得是整数的最简分数；每笔保留金额是界内的整数最小单位。",
        about="sale",
        find=sale_laws.integrality,
    ),
    Law(
        name="frozen_terms",
        title_en="Frozen terms",
        title_zh="条款冻结",
        statement_en="Another policy after the payment changes nothing of what was paid for: not"
        " the terms, no refund, no release.",
        statement_zh="付款后更换政策，已付订单的一切不变：条款、退款、解冻皆然。",
        about="story",
        find=story_laws.frozen_terms,
    ),
)
"""The laws, in the order of the documentation."""


def law_named(name: str) -> Law:
    """Return a law by its name.

    Raises:
        KeyError: There is none of that name.
    """
    return {one.name: one for one in LAWS}[name]


def laws_for(plan: InForce) -> tuple[Law, ...]:
    """Return the laws that hold for a plan, with the campaigns over it.

    Examples:
        >>> rule = Custom(rule_id="own", custom="own", at_most_ppm="5%")
        >>> plan = Plan(plan_id="p", effective_from=_START, ceiling_ppm="5%", rules=(rule,))
        >>> len(laws_for(plan.alone)) == len(LAWS)
        True
    """
    classes = classes_of(plan)
    return tuple(one for one in LAWS if one.holds_for(classes))


def plan_of(rule: Rule, at_most_ppm: int | str = "100%") -> Plan:
    """Return a plan that pays by nothing but a rule of the host's own.

    Args:
        rule: The rule.
        at_most_ppm: The most that it may pay, of what was paid for a line.
    """
    own = Custom(rule_id=rule.name, custom=rule.name, at_most_ppm=at_most_ppm)  # type: ignore[arg-type]  # a rate may be a text
    return Plan(
        plan_id=rule.name,
        effective_from=_START,
        ceiling_ppm=own.at_most_ppm,
        rules=(own,),
    )


def try_law(  # noqa: PLR0913  # how to try it
    law: Law,
    plan: InForce,
    custom_rules: Sequence[Rule] = (),
    *,
    engine: Engine = ENGINE,
    examples: int | None = None,
    is_shrunk: bool = True,
) -> None:
    """Try a law on many drawn sales, or stories, of a plan.

    Args:
        law: The law.
        plan: The plan, with the campaigns over it.
        custom_rules: The host's rules that it calls.
        engine: What settles.
        examples: How many to draw; none is as many as the Hypothesis profile in force says.
        is_shrunk: Whether to look for the smallest example of those that break it.

    Raises:
        LawBroken: With the smallest example that was found in its message.
    """
    drawn = sales if law.about == "sale" else stories

    @settings(
        max_examples=examples or settings().max_examples,
        deadline=None,
        phases=[one for one in Phase if is_shrunk or one not in _SHRINKING],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(drawn(plan, tuple(custom_rules), engine))
    def on_any(example: object) -> None:
        law.check(example)  # type: ignore[arg-type]  # what the law is about was drawn

    on_any()


def parametrize_with_laws(  # noqa: PLR0913  # how to try them
    plan: Plan | InForce | Rule,
    *,
    campaigns: Sequence[Campaign] = (),
    custom_rules: Sequence[Rule] = (),
    at_most_ppm: int | str = "100%",
    breaks: Mapping[str, str] | Iterable[str] = (),
    examples: int | None = None,
) -> Callable[[Test], Test]:
    """Return a decorator that gives a test each law in turn, as its argument ``law``, to be called.

    A law that the plan's own classes break by nature is left out. One that your rule
    breaks on purpose is named in ``breaks``; it must then really be broken.

    Args:
        plan: A plan, or a rule of your own, which is then tried alone.
        campaigns: What lies over the plan.
        custom_rules: Rules of your own that the plan calls.
        at_most_ppm: For a rule alone: the most that it may pay of a line.
        breaks: Names of laws that it breaks on purpose, perhaps each with a reason.
        examples: How many examples of each law; none is what the profile in force says.

    Examples:
        >>> from fenxiao import Levels
        >>> rule = Levels(rule_id="sale", rates_ppm=("10%", "5%"))
        >>> plan = Plan(plan_id="p", effective_from=_START, ceiling_ppm="15%", rules=(rule,))
        >>> @parametrize_with_laws(plan, examples=5)
        ... def test_my_plan(law):
        ...     law()
    """
    own: tuple[Rule, ...] = ()
    if isinstance(plan, Plan):
        in_force = overlay(plan, campaigns)
    elif isinstance(plan, InForce):
        in_force = plan
    else:
        in_force, own = plan_of(plan, at_most_ppm).alone, (plan,)
    rules = (*custom_rules, *own)
    broken = frozenset(breaks)
    for name in broken:
        law_named(name)
    params = [
        pytest.param(
            partial(
                _expect_broken if law.name in broken else try_law,
                law,
                in_force,
                rules,
                examples=examples,
            ),
            id=law.name,
        )
        for law in laws_for(in_force)
    ]
    marked: Callable[[Test], Test] = pytest.mark.parametrize("law", params)
    return marked


def _expect_broken(
    law: Law, plan: InForce, custom_rules: Sequence[Rule], *, examples: int | None
) -> None:
    """Fail where a law that is broken on purpose is not."""
    with pytest.raises(LawBroken):
        try_law(law, plan, custom_rules, examples=examples, is_shrunk=False)
