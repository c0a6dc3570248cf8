"""Compiling plans (方案编译): from what an author wrote to plain tables.

Source: docs/rules/plan.md, "The compiled form".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fenxiao.rules.amounts import DEPTH_LIMIT, SELECTORS, Pay, Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.custom import Custom
from fenxiao.rules.differential import Differential
from fenxiao.rules.fee import Fee
from fenxiao.rules.fields import RuleFields
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.role import Role
from fenxiao.rules.tables import (
    MERCHANT,
    PLATFORM,
    WORDS,
    Amounts,
    CampaignTable,
    Factor,
    PlanTables,
    RowTable,
    RuleTable,
)
from fenxiao.rules.written import AnyRule, Written

__all__ = ["compile_tables"]


def compile_tables(plan: Written, campaigns: Sequence[Campaign] = ()) -> PlanTables:
    """Compile a plan with the campaigns in force over it.

    Args:
        plan: The plan, its names checked.
        campaigns: Campaigns in force together, in their order, names checked.
    """
    written: list[tuple[int, AnyRule]] = [(-1, rule) for rule in plan.rules]
    for number, campaign in enumerate(campaigns):
        written += [(number, rule) for rule in campaign.rules]
    places = {rule.rule_id: place for place, (_, rule) in enumerate(written)}
    rules = tuple(_rule_table(rule, number, plan, campaigns, places) for number, rule in written)
    ids = {campaign.campaign_id: number for number, campaign in enumerate(campaigns)}
    tables = tuple(
        CampaignTable(
            campaign.campaign_id,
            campaign.when,
            frozenset(ids[name] for name in campaign.excludes if name in ids),
            campaign.ceiling_ppm,
        )
        for campaign in campaigns
    )
    return PlanTables(
        rules=rules,
        campaigns=tables,
        named=_named(rules, tables),
        ceiling_ppm=plan.ceiling_ppm,
        trim=plan.trim,
        merges_persons=plan.merges_persons,
        order_cap_minor=plan.order_cap_minor,
    )


def _rule_table(
    rule: AnyRule,
    campaign: int,
    plan: Written,
    campaigns: Sequence[Campaign],
    places: dict[str, int],
) -> RuleTable:
    shared = rule if isinstance(rule, RuleFields) else RuleFields(rule_id=rule.rule_id)
    conditions = (shared.when, *((campaigns[campaign].when,) if campaign >= 0 else ()))
    unfit = shared.unfit or plan.unfit
    role = rule if isinstance(rule, Role) else None
    has_own_sales = isinstance(rule, (Role, Differential)) and rule.has_own_sales
    return RuleTable(
        stage=rule.kind,
        rule_id=rule.rule_id,
        rows=_row_tables(shared),
        conditions=tuple(one for one in conditions if not one.is_always),
        campaign=campaign,
        replaced_by=tuple(n for n, one in enumerate(campaigns) if rule.rule_id in one.replaces),
        factors=tuple(
            _factor(number, one)
            for number, each in enumerate(campaigns)
            for one in each.multiplies
            if one.rule_id == rule.rule_id
        ),
        base=shared.base,
        of=places.get(shared.of or "", -1),
        left_out=frozenset(shared.tenders_left_out),
        funders=frozenset(shared.coupon_funders),
        funded_by={"platform": PLATFORM, "merchant": MERCHANT}.get(shared.funded_by)
        or places[shared.funded_by],
        earner=plan.earner if shared.earner is None else shared.earner,
        unfit=unfit,
        amount_of=shared.amount_of,
        rounding=shared.rounding,
        scope=shared.scope,
        refund=shared.refund if role is None or role.remainder == "funder" else "posted_share",
        order_cap_minor=shared.order_cap_minor,
        depth=rule.depth if isinstance(rule, (Differential, PriceGap)) else DEPTH_LIMIT,
        pays_self=has_own_sales or any(pay.pays_self for pay in shared.pays),
        role=None if role is None else role.role,
        relation="" if role is None else role.inviter_relation,
        remainder="funder" if role is None else role.remainder,
        of_rules=tuple(places[name] for name in rule.of_rules) if isinstance(rule, Fee) else (),
        fee_ppm=rule.rate_ppm if isinstance(rule, Fee) else 0,
        custom=rule.custom if isinstance(rule, Custom) else "",
        at_most_ppm=rule.at_most_ppm if isinstance(rule, Custom) else 0,
        is_open=not (plan.earner if shared.earner is None else shared.earner).asks,
    )


def _row_tables(rule: RuleFields) -> tuple[RowTable, ...]:
    """Return the rows in the order in which they are tried; the rule's own amounts come last."""
    rows = sorted(enumerate(rule.rows), key=lambda pair: (pair[1].rank, pair[0]))
    return (*(_row_table(row, place) for place, row in rows), _own_amounts(rule))


def _row_table(row: Row, place: int) -> RowTable:
    selector = row.selector
    return RowTable(
        found=f"rows[{place}]",
        dimension=SELECTORS.index(selector) if selector else -1,
        words=frozenset(getattr(row, selector)) if selector else frozenset(),
        grades=frozenset(row.grades),
        channels=frozenset(row.channels),
        tenure_from=row.tenure_from_days,
        tenure_until=row.tenure_until_days,
        from_minor=row.from_minor,
        until_minor=row.until_minor,
        amounts=_amounts(row),
        asks=_asks(row),
    )


def _own_amounts(rule: RuleFields) -> RowTable:
    nothing: frozenset[str] = frozenset()
    everybody = (nothing, nothing, nothing, None, None, 0, None)
    return RowTable("", -1, *everybody, amounts=_amounts(rule), asks=False)


def _asks(row: Row) -> bool:
    tenure = (row.tenure_from_days, row.tenure_until_days)
    has_window = row.from_minor > 0 or row.until_minor is not None
    return bool(row.grades) or has_window or tenure != (None, None)


def _amounts(pay: Pay) -> tuple[Amounts | None, ...]:
    own = pay.at(0) if pay.pays_self else None
    return (own, *(pay.at(place) for place in range(1, pay.places + 1)))


def _factor(campaign: int, one: Multiply) -> Factor:
    tenure = (one.tenure_from_days, one.tenure_until_days)
    return Factor(campaign, one.factor_ppm, frozenset(one.grades), *tenure)


def _named(
    rules: Iterable[RuleTable], campaigns: Iterable[CampaignTable]
) -> tuple[frozenset[str], ...]:
    """Return every word that something asks for, by dimension."""
    found: list[set[str]] = [set() for _ in WORDS]
    conditions = [one.condition for one in campaigns]
    for rule in rules:
        conditions += rule.conditions
        for row in rule.rows:
            found[WORDS.index("channels")] |= row.channels
            if row.dimension >= 0:
                found[row.dimension] |= row.words
    for condition in conditions:
        for dimension, name in enumerate(WORDS):
            found[dimension].update(
                getattr(condition, name), getattr(condition, f"without_{name}", ())
            )
    return tuple(frozenset(words) for words in found)
