"""Plans (分佣方案): what is paid for which lines, as data that is proved before it pays.

A plan lists rules, a ceiling on what any line may pay by all of them together, and
what to do where they would pay more. When it is made it is compiled to tables and proved:
the greatest share of any line is known, with a witness, before the first order.

Source: docs/rules/plan.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import product

from fenxiao.errors import PolicyError
from fenxiao.model.encoding import digest
from fenxiao.model.records import Refusal, RuleTerms
from fenxiao.model.term_records import BUDGET, CAP
from fenxiao.money import format_factor
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.compiling import compile_tables
from fenxiao.rules.drivers import is_linear
from fenxiao.rules.period.proving import check_share
from fenxiao.rules.plain import is_plain, plain_slots
from fenxiao.rules.proof import (
    Witness,
    greatest,
    greatest_of,
    is_searchable,
    searched,
    summed,
)
from fenxiao.rules.reach import check_reach
from fenxiao.rules.tables import MERCHANT, PlanTables, RuleTable, SlotRate
from fenxiao.rules.written import (
    AnyRule,
    Written,
    check_currency,
    check_names,
    check_rules,
    is_unbounded,
)

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["InForce", "Plan", "compiled", "overlay"]

TINY_PPM = 1_000
"""A rate below this, 0.1%, is told: it is rarer than a percent sign that was forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Written):
    """A commission plan in force from an instant.

    Args:
        plan_id: Its name in terms, traces and reports.
        effective_from: From when it is in force.
        ceiling_ppm: The most that any line may pay, of what was paid for it, in ppm.
        rules: The rules, in the order in which ties are settled.
        merchant_id: Whose orders it is for; None is for every merchant without his own.
        trim: What to do where the rules together exceed the ceiling.
        currency: Of the amounts that its rules name; then it settles no other.
        terms_at: Which instant of an order chooses plan, bindings and grades.
        earner: Who may earn, where a rule does not say otherwise.
        unfit: What becomes of the slot of an upline who may not.
        merges_persons: Whether accounts of one person are paid as one.
        order_cap_minor: The most that an order may pay, in minor units.
        least_margin_ppm: What the goods leave at least of what is paid for them, before
            commission; no line may pay more commission than that.
        spared_refunds: Money of these kinds goes back without taking commission back.
        absorbed_refunds: What goes back by these kinds is borne by the platform.
        period_rules: What is paid when a period closes, in the order in which the ceiling
            is filled.

    Raises:
        PolicyError: A code of ``plan``: what is wrong, and in which rule.

    Examples:
        >>> from datetime import UTC, datetime
        >>> from fenxiao.rules.levels import Levels
        >>> plan = Plan(
        ...     plan_id="2024",
        ...     effective_from=datetime(2024, 1, 1, tzinfo=UTC),
        ...     ceiling_ppm="20%",
        ...     rules=(Levels(rule_id="sale", rates_ppm=("10%", "5%", "2%")),),
        ... )
        >>> plan.greatest_share().share_ppm
        170000
    """

    _in_force: InForce = field(init=False, repr=False, compare=False, hash=False)

    @override
    def __post_init__(self) -> None:
        """Check every field, compile the tables, and prove them."""
        Written.__post_init__(self)
        object.__setattr__(self, "_in_force", _prove(self, ()))

    @property
    def digest(self) -> str:
        """The digest of what the plan says: the same words give the same digest."""
        return self._in_force.digest

    @property
    def alone(self) -> InForce:
        """The plan as it is in force without any campaign."""
        return self._in_force

    def rates(self, line_kind: str, category: str) -> tuple[SlotRate, ...]:
        """Return the slots of a line of a plain plan, in plan order, before anybody is named.

        Args:
            line_kind: The line's kind.
            category: The line's category.

        Returns:
            One row a slot; the rates after trimming sum to at most the ceiling.
        """
        words = (None, None, category, None, None, line_kind, None)
        return plain_slots(self.alone.tables, self.alone.tables.of_words(words))

    @property
    def findings(self) -> tuple[Refusal, ...]:
        """What its author should know, though it loads: rules that pay nothing, tiny rates."""
        return self._in_force.findings

    def greatest_share(self) -> Witness:
        """Return the greatest share that any line pays before any trim, and the kind of line."""
        return self._in_force.witness


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A plan with the campaigns that lie over it for a time: compiled, proved, ready to settle.

    Args:
        plan: The plan.
        campaigns: The campaigns, in their order.
        tables: Both, compiled.
        witness: The greatest share of any line, before any trim.
        findings: What its author should know, though it loads.
        digest: The digest of all of it.
        rule_terms: What terms must know of rules that are not of the plainest kind.
        is_plain: Whether slots depend on depth alone.
        is_linear: Whether each slot is in proportion to one thing of its line.
        is_by_line: Whether every slot is rounded on its own line.
        asks_lines: Whether a base asks what a line need not say.
        asks_standing: Whether anything asks a payee's grade, status or identity.
        asks_members: Whether anything asks what only a member's own row says.
        asks_first_order: Whether anything asks if the buyer has bought before.
        is_closed: Whether its orders count in a period that closes.
    """

    plan: Written
    campaigns: tuple[Campaign, ...]
    tables: PlanTables
    witness: Witness
    findings: tuple[Refusal, ...]
    digest: str
    rule_terms: tuple[RuleTerms, ...]
    is_plain: bool
    is_linear: bool
    is_by_line: bool
    asks_lines: bool
    asks_standing: bool
    asks_members: bool
    asks_first_order: bool
    is_closed: bool

    @property
    def asks_people(self) -> bool:
        """Whether anything asks more of a payee than where he stands."""
        return self.asks_standing or self.asks_members

    @property
    def campaign_ids(self) -> tuple[str, ...]:
        """The campaigns, by their names."""
        return tuple(one.campaign_id for one in self.campaigns)


def overlay(plan: Plan, campaigns: Sequence[Campaign]) -> InForce:
    """Compile and prove a plan with the campaigns that lie over it together.

    Args:
        plan: The plan.
        campaigns: All campaigns in force at one time over it, in any order.

    Raises:
        PolicyError: As for a plan; ``plan.campaign`` when they contradict each other.
    """
    if not campaigns:
        return plan.alone
    ordered = tuple(sorted(campaigns, key=lambda one: (one.order, one.campaign_id)))
    rules: list[AnyRule] = [*plan.rules, *(rule for one in ordered for rule in one.rules)]
    check_names(plan.plan_id, rules)
    check_rules(plan.plan_id, rules, plan.trim)
    for one in ordered:
        check_currency(plan, one.rules, (one.when,), f'Campaign "{one.campaign_id}"')
    own = {rule.rule_id for rule in plan.rules}
    fixed = {rule.rule_id for rule in plan.rules if rule.kind in ("fee", "custom")}
    seen: set[str] = set()
    for one in ordered:
        dead = next((each.rule_id for each in one.multiplies if each.rule_id in fixed), None)
        if dead is not None:
            problem = f'it multiplies "{dead}", which has no amounts to multiply'
            raise PolicyError("plan.campaign", campaign_id=one.campaign_id, problem=problem)
        named = [("replaces", name) for name in one.replaces]
        named += [("multiplies", each.rule_id) for each in one.multiplies]
        for where, name in named:
            if name not in own:
                raise PolicyError(
                    "plan.campaign_rule",
                    plan_id=plan.plan_id,
                    campaign_id=one.campaign_id,
                    field=where,
                    other_id=name,
                )
        early = next((name for name in one.excludes if name in seen), None)
        if early is not None:
            problem = f'it excludes "{early}", which comes before it'
            raise PolicyError("plan.campaign", campaign_id=one.campaign_id, problem=problem)
        seen.add(one.campaign_id)
    return _prove(plan, ordered)


def _prove(plan: Written, campaigns: tuple[Campaign, ...]) -> InForce:
    rules = [*plan.rules, *(rule for one in campaigns for rule in one.rules)]
    tables = compile_tables(plan, campaigns)
    check_reach(plan, tables)
    witness = greatest(tables)
    findings = (*_check_paying(plan, tables, witness), *_tiny_rates(plan, campaigns))
    above = witness.above
    if plan.trim == "refuse" and above is not None:
        raise PolicyError(
            "plan.ceiling",
            plan_id=plan.plan_id,
            share_ppm=above.share_ppm,
            share=format_factor(above.share_ppm),
            ceiling_ppm=above.ceiling_ppm,
            ceiling=format_factor(above.ceiling_ppm),
            line=above.line,
            during=_during(campaigns),
        )
    if plan.trim == "proportional":
        _check_proportional(plan, tables)
    paid_ppm = witness.borne_ppm
    if any(is_unbounded(rule) for rule in rules):
        paid_ppm = max([plan.ceiling_ppm, *(one.ceiling_ppm or 0 for one in campaigns)])
    if plan.least_margin_ppm is not None and paid_ppm > plan.least_margin_ppm:
        raise PolicyError(
            "plan.negative_margin",
            plan_id=plan.plan_id,
            share_ppm=paid_ppm,
            margin_ppm=plan.least_margin_ppm,
            line=witness.line,
        )
    is_rounded = any(one.rounding != "floor" for one in tables.rules)  # up to the ceiling
    line_ppm = plan.ceiling_ppm if is_rounded else min(paid_ppm, plan.ceiling_ppm)
    is_trimmed = plan.trim == "nearest_first"
    check_share(plan.plan_id, plan.period_rules, line_ppm, plan.ceiling_ppm, is_trimmed=is_trimmed)
    return _in_force(plan, campaigns, tables, witness, findings)


def _check_paying(plan: Written, tables: PlanTables, witness: Witness) -> tuple[Refusal, ...]:
    """Refuse a rule that looks at no line; name each that pays nothing wherever it looks."""
    findings: list[Refusal] = []
    for place, rule in enumerate(tables.rules):
        if place not in witness.taken:
            raise PolicyError("plan.unreachable", plan_id=plan.plan_id, rule_id=rule.rule_id)
        is_own = rule.stage not in ("fee", "custom", "price_gap") and rule.funded_by < 0
        if is_own and place not in witness.paying:
            about = (("plan_id", plan.plan_id), ("rule_id", rule.rule_id))
            findings.append(Refusal("plan.never_pays", about))
    return tuple(findings)


def _during(campaigns: Sequence[Campaign]) -> str:
    """Name the campaigns without which a plan might keep what it must."""
    names = " and ".join(f'"{one.campaign_id}"' for one in campaigns)
    return f" while {names} {'is' if len(campaigns) == 1 else 'are'} in force" if names else ""


def _tiny_rates(plan: Written, campaigns: Sequence[Campaign]) -> Iterator[Refusal]:
    """Name each field with a rate so small that a percent sign was probably forgotten."""
    for part, holder in _rate_holders(plan, campaigns):
        for one in fields(holder):
            value = getattr(holder, one.name) if one.name.endswith("_ppm") else None
            rates = value if isinstance(value, tuple) else (value or 0,)
            tiny = [format_factor(rate) for rate in rates if 0 < rate < TINY_PPM]
            if tiny:
                told = (("part", part), ("field", one.name), ("rates", ", ".join(tiny)))
                yield Refusal("plan.tiny_rate", (("plan_id", plan.plan_id), *told))


def _rate_holders(
    plan: Written, campaigns: Sequence[Campaign]
) -> Iterator[tuple[str, Written | AnyRule | Row | Campaign | Multiply]]:
    """Yield everything that may hold a rate, and what it is called."""
    yield f'plan "{plan.plan_id}"', plan
    for one in campaigns:
        yield f'campaign "{one.campaign_id}"', one
        for factor in one.multiplies:
            yield f'campaign "{one.campaign_id}", rule "{factor.rule_id}"', factor
    for rule in (*plan.rules, *(rule for one in campaigns for rule in one.rules)):
        yield f'rule "{rule.rule_id}"', rule
        for place, row in enumerate(getattr(rule, "rows", ())):
            yield f'rule "{rule.rule_id}", rows[{place}]', row


def compiled(plan: Written, campaigns: Sequence[Campaign] = ()) -> InForce:
    """Compile a plan without proving it, to see what it would pay where it must not load."""
    ordered = tuple(sorted(campaigns, key=lambda one: (one.order, one.campaign_id)))
    tables = compile_tables(plan, ordered)
    if plan.trim == "proportional":
        _find_scales(tables)
    return _in_force(plan, ordered, tables, greatest(tables), ())


def _check_proportional(plan: Written, tables: PlanTables) -> None:
    for rule in tables.rules:
        if rule.stage in ("price_gap", "custom"):
            problem = "it has no rates that could be lowered in proportion"
            raise PolicyError(
                "plan.unbounded", plan_id=plan.plan_id, rule_id=rule.rule_id, problem=problem
            )
    _find_scales(tables)


def _find_scales(tables: PlanTables) -> None:
    """Note by what the rates of each class of lines are lowered, where they are too high.

    Where there are too many classes, all are lowered as the sum of all rules asks.
    """
    if not is_searchable(tables):
        all_ppm = summed(tables)
        if all_ppm.above is not None:
            tables.scales[None] = (all_ppm.above.ceiling_ppm, all_ppm.above.share_ppm)
        return
    search = searched(tables)
    for words in product(*((None, *sorted(named)) for named in tables.named)):
        found = greatest_of(tables, tables.of_words(words), search)
        if found.above is not None:
            tables.scales[words] = (found.above.ceiling_ppm, found.above.share_ppm)


def _in_force(
    plan: Written,
    campaigns: tuple[Campaign, ...],
    tables: PlanTables,
    witness: Witness,
    findings: tuple[Refusal, ...],
) -> InForce:
    cohorts = [one for rule in tables.rules for one in rule.cohorts]
    conditions = tables.conditions
    whos = [rule.earner for rule in tables.rules] + [one.buyer for one in conditions]
    is_graded = any(rule.stage in ("peer_bonus", "price_gap", "custom") for rule in tables.rules)
    asks_tenure = any(
        one.tenure_from is not None or one.tenure_until is not None for one in cohorts
    )
    waits = _waits(plan, campaigns)
    return InForce(
        plan=plan,
        campaigns=campaigns,
        tables=tables,
        witness=witness,
        findings=findings,
        digest=digest([plan, *campaigns]) if campaigns else digest(plan),
        rule_terms=tuple(
            one._replace(waits_for=waits.get(one.rule_id, ""))
            for one in _rule_terms(tables)
            if one.rule_id in waits or one[1:6] != _PLAINEST
        ),
        is_plain=is_plain(tables),
        is_linear=is_linear(tables),
        is_by_line=all(rule.scope == "line" for rule in tables.rules),
        asks_lines=any(rule.base in ("list", "profit") for rule in tables.rules),
        asks_standing=is_graded
        or any(one.grades for one in cohorts)
        or any(who.asks_standing for who in whos),
        asks_members=asks_tenure or plan.merges_persons or any(who.asks_member for who in whos),
        asks_first_order=any(one.is_first_order is not None for one in conditions),
        is_closed=bool(waits or plan.period_rules),
    )


_PLAINEST = ("paid", "platform", "line", "frozen_share", "floor")


def _rule_terms(tables: PlanTables) -> Iterator[RuleTerms]:
    for one in tables.rules:
        funder = _funder(tables, one.funded_by)
        yield RuleTerms(one.rule_id, one.base, funder, *_settings(one))


def _waits(plan: Written, campaigns: Sequence[Campaign]) -> dict[str, str]:
    """Return the line rules that are paid when the period closes, and for what they wait."""
    waits = dict.fromkeys(sorted(plan.capped), CAP)
    for one in campaigns:
        if one.budget_minor is not None:
            waits |= {rule.rule_id: f"{BUDGET}{one.campaign_id}" for rule in one.rules}
    return waits


def _settings(rule: RuleTable) -> tuple[str, str, str]:
    return rule.scope, rule.refund, rule.rounding


def _funder(tables: PlanTables, funded_by: int) -> str:
    if funded_by < 0:
        return "merchant" if funded_by == MERCHANT else "platform"
    return tables.rules[funded_by].rule_id
