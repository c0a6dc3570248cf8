"""Policy (结算政策): everything versioned that a decision depends on, in one value.

Source: docs/contract.md, "Policy".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

from fenxiao.errors import PolicyError
from fenxiao.graph.counters import ACTIVE_RECRUITS, DIRECT, Counting
from fenxiao.graph.credits import AttributionPolicy
from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import GradePolicy
from fenxiao.graph.policy import BindingPolicy
from fenxiao.graph.quota import QuotaPolicy
from fenxiao.graph.storefront import StorefrontPolicy
from fenxiao.graph.versions import check_versions, in_force
from fenxiao.ledger.periods import BooksPolicy
from fenxiao.ledger.policy import LedgerPolicy
from fenxiao.model.border import read
from fenxiao.model.checks import STRICT, check_kind, check_quantity, check_tuple
from fenxiao.model.envelope import check_flag, is_one_of
from fenxiao.model.instants import DAY_US, FOREVER_US, to_us
from fenxiao.model.people import Relation
from fenxiao.model.places import Steps
from fenxiao.model.records import Member, Refusal, RiskLevel
from fenxiao.model.who import Who
from fenxiao.payout.payees import PayeePolicy
from fenxiao.payout.policy import PayoutPolicy
from fenxiao.payout.tax.policy import TaxPolicy
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.closing import closing_of
from fenxiao.rules.custom import Rule
from fenxiao.rules.files import Document, parse
from fenxiao.rules.forms import NotInFiles
from fenxiao.rules.period.awarding import Closing
from fenxiao.rules.period.fields import PeriodFields
from fenxiao.rules.period.pool import Pool
from fenxiao.rules.plan import InForce, Plan
from fenxiao.rules.resolve import needs_custom
from fenxiao.settlement.plans import (
    PlanCorrection,
    check_corrections,
    check_rules,
    merchant_timelines,
)
from fenxiao.timeline import Timeline

__all__ = [
    "RECHECKS",
    "RISK_LIMITS",
    "Holding",
    "Operations",
    "Policy",
    "Recheck",
    "RiskLimit",
    "load_policy",
]

Recheck = Literal["none", "active", "verified"]
RECHECKS: tuple[Recheck, ...] = get_args(Recheck)
"""What a payee must be at the end of the holding, by its name."""

RiskLimit = Literal["none", "watched", "blocked"]
RISK_LIMITS: tuple[RiskLimit, ...] = get_args(RiskLimit)
"""From which risk mark on the end of the holding sets nothing free; "none" looks at no mark."""

_STOPPED: dict[RiskLimit, frozenset[RiskLevel]] = {
    "none": frozenset(),
    "watched": frozenset(("watched", "blocked")),
    "blocked": frozenset(("blocked",)),
}
"""The marks that stop money, by the name of the limit."""

_DAYS_LIMIT = 3_650
_PARTS: dict[str, type[object]] = {
    "grades": GradePolicy,
    "enrolment": EnrolmentPolicy,
    "quota": QuotaPolicy,
    "books": BooksPolicy,
    "ledger": LedgerPolicy,
    "tax": TaxPolicy,
    "payees": PayeePolicy,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How long an earned commission is held after receipt (冻结期).

    Args:
        holding_days: Days of 24 hours, 0 to 3650.
        recheck: Whom the end of the holding sets free money for: "none" looks at nobody;
            "active" at who is an active promoter then; "verified" at who is, with a verified
            identity. What others would get is stopped until a person decides.
        stops_risk: From which risk mark on what a payee would get is stopped as well, whatever
            else he is: "none" looks at no mark, "watched" stops who is watched or blocked,
            "blocked" who is blocked.

    Examples:
        >>> Holding(holding_days=14).holding_us // DAY_US
        14
    """

    __pydantic_config__ = STRICT

    holding_days: int = 14
    recheck: Recheck = "none"
    stops_risk: RiskLimit = "none"

    def __post_init__(self) -> None:
        """Check every field."""
        check_quantity(self.holding_days, "holding_days", low=0, high=_DAYS_LIMIT)
        is_one_of(self.recheck, RECHECKS, "recheck")
        is_one_of(self.stops_risk, RISK_LIMITS, "stops_risk")

    @property
    def holding_us(self) -> int:
        """The same in microseconds."""
        return self.holding_days * DAY_US

    @property
    def looks_at_payees(self) -> bool:
        """Whether the end of the holding depends on who a payee is by then."""
        return (self.recheck, self.stops_risk) != ("none", "none")

    def sets_free(self, member: Member) -> bool:
        """Say whether the end of the holding makes a member's money available."""
        if member.risk in _STOPPED[self.stops_risk]:
            return False
        if self.recheck == "none":
            return True
        return member.status == "active" and (member.is_verified or self.recheck == "active")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """What persons may do to wallets (人工操作).

    Args:
        may_adjust_below_zero: Whether an adjustment may take more than is available; the
            rest is then a debt of the member.
    """

    __pydantic_config__ = STRICT

    may_adjust_below_zero: bool = False

    def __post_init__(self) -> None:
        """Check the field."""
        check_flag(self.may_adjust_below_zero, "may_adjust_below_zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is in force: plans by merchant and date, binding, holding, payout.

    Args:
        plans: All plans, past ones too; orders of old dates are settled by them.
        holding: How long commissions are held.
        payout: What a withdrawal must keep.
        bindings: How members are bound, a policy for each relation and date.
        grades: The ladder of grades; none has no grades.
        enrolment: On what condition members become promoters; none takes no applications.
        attributions: Who is credited with orders, a policy for each date; none remembers no
            visit and credits nobody.
        storefronts: Whose store a visitor sees, a policy for each date.
        quota: How members earn the invites that they issue; none issues no invites.
        campaigns: What lies over plans for a time, past ones too.
        custom_rules: The host's own rules, which plans call by their names; Python only.
        books: Whose books are sealed, and their periods; none seals nothing.
        operations: What persons may do to wallets.
        corrections: By which plans orders are settled again that wrong ones settled.
        ledger: What is on the books besides commissions; none posts commissions alone. Once
            an order's trade was posted it stays, for the order's refunds.
        tax: What is withheld from payouts; none withholds nothing. Once something was
            withheld it stays, for what becomes of it.

    Raises:
        PolicyError: ``policy.no_plans``; ``policy.repeated_plan`` when two plans of one
            merchant are in force from the same instant, ``policy.repeated_binding`` when two
            binding policies of one relation are, ``policy.repeated_version`` for the others;
            ``policy.unknown_grade`` when a part names a grade that the ladder does not have.
        EventError: ``event.bad_field`` when a part is of another type.
    """

    __pydantic_config__ = STRICT

    plans: tuple[Plan, ...]
    holding: Holding = Holding()
    payout: PayoutPolicy = PayoutPolicy()
    bindings: tuple[BindingPolicy, ...] = (BindingPolicy(),)
    grades: GradePolicy | None = None
    enrolment: EnrolmentPolicy | None = None
    attributions: tuple[AttributionPolicy, ...] = ()
    storefronts: tuple[StorefrontPolicy, ...] = ()
    quota: QuotaPolicy | None = None
    campaigns: tuple[Campaign, ...] = ()
    custom_rules: Annotated[tuple[Rule, ...], NotInFiles()] = ()
    books: BooksPolicy | None = None
    operations: Operations = Operations()
    corrections: tuple[PlanCorrection, ...] = ()
    ledger: LedgerPolicy | None = None
    tax: TaxPolicy | None = None
    payees: PayeePolicy | None = None
    _keeps_first_orders: bool = field(init=False, repr=False, compare=False, hash=False)
    _closes_periods: bool = field(init=False, repr=False, compare=False, hash=False)
    _counting: Counting = field(init=False, repr=False, compare=False, hash=False)
    _relations: dict[str, Timeline[BindingPolicy]] = field(
        init=False, repr=False, compare=False, hash=False
    )
    _timelines: dict[str | None, Timeline[InForce | None]] = field(
        init=False, repr=False, compare=False, hash=False
    )
    _corrected: dict[str, dict[str | None, Timeline[InForce | None]]] = field(
        init=False, repr=False, compare=False, hash=False
    )

    def __post_init__(self) -> None:
        """Put the plans of each merchant, and the bindings of each relation, in order."""
        object.__setattr__(self, "plans", check_tuple(self.plans, Plan, "plans"))
        check_kind(self.holding, Holding, "holding")
        check_kind(self.payout, PayoutPolicy, "payout")
        check_kind(self.operations, Operations, "operations")
        for name, kind in _PARTS.items():
            if getattr(self, name) is not None:
                check_kind(getattr(self, name), kind, name)
        if not self.plans:
            raise PolicyError("policy.no_plans")
        campaigns = check_tuple(self.campaigns, Campaign, "campaigns")
        object.__setattr__(self, "campaigns", campaigns)
        object.__setattr__(self, "_timelines", merchant_timelines(self.plans, campaigns))
        corrections = check_corrections(self.corrections)
        object.__setattr__(self, "corrections", tuple(corrections.values()))
        corrected = {
            name: merchant_timelines((one.plan,), campaigns) for name, one in corrections.items()
        }
        object.__setattr__(self, "_corrected", corrected)
        object.__setattr__(self, "custom_rules", check_rules(self.custom_rules))
        self._order_bindings()
        attributions = check_versions(self.attributions, AttributionPolicy, "attributions")
        object.__setattr__(self, "attributions", attributions)
        storefronts = check_versions(self.storefronts, StorefrontPolicy, "storefronts")
        object.__setattr__(self, "storefronts", storefronts)
        object.__setattr__(self, "_counting", self._count())
        self._check_grades()
        self._check_plans()
        self._check_closings()
        object.__setattr__(self, "_keeps_first_orders", self._asks_first_orders())

    def _check_grades(self) -> None:
        """Refuse a grade that the ladder does not have: nobody would ever have it."""
        known = () if self.grades is None else self.grades.names
        for part, grade in self._named_grades():
            if grade not in known:
                ladder = ", ".join(f'"{one}"' for one in known) or "no grades"
                raise PolicyError("policy.unknown_grade", part=part, grade=grade, ladder=ladder)
        asked = () if self.enrolment is None else self.enrolment.counters
        if ACTIVE_RECRUITS in asked and (self.grades is None or not self.grades.active):
            problem = "active recruits are asked for, but no ladder says what makes one active"
            raise PolicyError("policy.enrolment", problem=problem)

    def _check_plans(self) -> None:
        """Refuse a role that nobody is ever credited with, and a custom rule that is not there."""
        kinds = {rule.kind for one in self.attributions for rule in one.rules}
        for found in self.all_in_force():
            needs_custom(found, self.named_rules)
            for rule in found.tables.rules:
                if rule.role and rule.role not in kinds:
                    raise PolicyError(
                        "policy.unattributed_role", rule_id=rule.rule_id, role=rule.role
                    )

    def all_in_force(self) -> Iterator[InForce]:
        """Yield every plan, and every plan with campaigns, that is ever in force."""
        corrected = (one for found in self._corrected.values() for one in found.values())
        for timeline in (*self._timelines.values(), *corrected):
            yield from (one for one in timeline.values if one is not None)

    def _check_closings(self) -> None:
        """Refuse two plans of one name where a period closes by the name of its plan."""
        names: dict[str, Plan] = {}
        closed = {found.plan.plan_id for found in self.all_in_force() if found.is_closed}
        for plan in self.plans:
            if plan.plan_id in closed and plan.plan_id in names:
                raise PolicyError("policy.repeated_plan_id", plan_id=plan.plan_id)
            names[plan.plan_id] = plan
        object.__setattr__(self, "_closes_periods", bool(closed))

    def closing(self, plan_id: str, since_us: int, until_us: int) -> Closing | None:
        """Return by what a plan's part of a period is decided, or None without that plan."""
        found = next((plan for plan in self.plans if plan.plan_id == plan_id), None)
        return None if found is None else closing_of(found, self.campaigns, since_us, until_us)

    @property
    def closes_periods(self) -> bool:
        """Whether any plan's orders count in a period that closes."""
        return self._closes_periods

    def _named_grades(self) -> Iterator[tuple[str, str]]:
        """Yield every grade that is named outside of the ladder, and where."""
        for part, who in self._conditions():
            yield from ((part, grade) for grade in who.grades)
        for found in self.all_in_force():
            for rule in found.tables.rules:
                for one in rule.cohorts:
                    part = f'plans "{found.plan.plan_id}", rule "{rule.rule_id}"'
                    yield from ((part, grade) for grade in sorted(one.grades))
            for pool in found.plan.period_rules:
                if isinstance(pool, Pool) and pool.by == "grades":
                    part = f'plans "{found.plan.plan_id}", rule "{pool.rule_id}"'
                    yield from ((part, weight.name) for weight in pool.weights)
        if self.quota is not None:
            pairs = self.quota.grade_multipliers_ppm
            yield from (("quota.grade_multipliers_ppm", grade) for grade, _ in pairs)
        if self.enrolment is not None:
            counters = sorted(self.enrolment.counters)
            direct = (one.removeprefix(DIRECT) for one in counters if one.startswith(DIRECT))
            yield from (("enrolment.all_of", grade) for grade in direct)

    def _conditions(self) -> Iterator[tuple[str, Who]]:
        """Yield every condition on a member outside of the ladder, and where it stands."""
        for rule in self.bindings:
            yield "bindings.sharer", rule.sharer
            yield "bindings.visitor", rule.visitor
        for attribution in self.attributions:
            yield from (("attributions.rules.holder", rule.holder) for rule in attribution.rules)
        yield from (("storefronts.keeper", one.keeper) for one in self.storefronts)
        for found in self.all_in_force():
            for table in found.tables.rules:
                part = f'plans "{found.plan.plan_id}", rule "{table.rule_id}"'
                yield f"{part}, earner", table.earner
                yield from ((f"{part}, when.buyer", one.buyer) for one in table.conditions)
            for one in found.plan.period_rules:
                if isinstance(one, PeriodFields) and one.earner is not None:
                    yield f'plans "{found.plan.plan_id}", rule "{one.rule_id}"', one.earner
            yield from (("campaigns.when", one.condition.buyer) for one in found.tables.campaigns)
        if self.enrolment is not None:
            yield "enrolment.who", self.enrolment.who
        if self.quota is not None:
            yield "quota.issuer", self.quota.issuer

    def _count(self) -> Counting:
        parts = (self.grades, self.enrolment, self.quota)
        counted = frozenset[str]().union(*(one.counters for one in parts if one is not None))
        if self.grades is None:
            return Counting(counted)
        return Counting(counted, self.grades.names, self.grades.relation)

    def _order_bindings(self) -> None:
        bindings = check_tuple(self.bindings, BindingPolicy, "bindings")
        object.__setattr__(self, "bindings", bindings)
        dated: dict[str, dict[int, BindingPolicy]] = {}
        for rule in bindings:
            mine = dated.setdefault(rule.relation, {})
            start_us = -FOREVER_US if rule.effective_from is None else to_us(rule.effective_from)
            if start_us in mine:
                raise PolicyError("policy.repeated_binding", relation=rule.relation)
            mine[start_us] = rule
        relations = {relation: Timeline(mine.items()) for relation, mine in dated.items()}
        object.__setattr__(self, "_relations", relations)

    def bindings_at(self, at_us: int) -> tuple[BindingPolicy, ...]:
        """Return the binding policy of each relation that has one at an instant."""
        found = (timeline.at(at_us) for timeline in self._relations.values())
        return tuple(rule for rule in found if rule is not None)

    def bindings_of(self, channel: str, at_us: int) -> tuple[BindingPolicy, ...]:
        """Return the binding policies that look at touches of a channel at an instant."""
        return tuple(rule for rule in self.bindings_at(at_us) if rule.looks_at(channel))

    def binding_of(self, relation: Relation, at_us: int) -> BindingPolicy:
        """Return the binding policy of a relation; the plainest where none was given."""
        timeline = self._relations.get(relation)
        found = timeline.at(at_us) if timeline is not None else None
        return found or BindingPolicy(relation=relation)

    def attribution_at(self, at_us: int) -> AttributionPolicy | None:
        """Return the rules by which orders of an instant are attributed, or None."""
        return in_force(self.attributions, at_us)

    def storefront_at(self, at_us: int) -> StorefrontPolicy:
        """Return whose store is seen at an instant; the plainest rules where none were given."""
        return in_force(self.storefronts, at_us) or StorefrontPolicy()

    @property
    def counting(self) -> Counting:
        """What is counted, and how."""
        return self._counting

    @property
    def counted(self) -> frozenset[str]:
        """The counters that something asks for; no other is kept."""
        return self._counting.counted

    @property
    def keeps_first_orders(self) -> bool:
        """Whether anything asks of a member if he has bought, so that orders must note it."""
        return self._keeps_first_orders

    def _asks_first_orders(self) -> bool:
        if self.grades is not None and self.grades.asks_first_orders:
            return True
        if any(found.asks_first_order for found in self.all_in_force()):
            return True
        return any(who.has_bought is not None for _, who in self._conditions()) or any(
            rule.binds_at == "purchase" for rule in self.bindings
        )

    @property
    def findings(self) -> tuple[Refusal, ...]:
        """What authors of plans and campaigns should know, though they load; each told once."""
        found = (one for each in self.all_in_force() for one in each.findings)
        return tuple(dict.fromkeys(found))

    @property
    def named_rules(self) -> dict[str, Rule]:
        """The host's own rules, by name."""
        return {rule.name: rule for rule in self.custom_rules}

    def in_force(self, merchant_id: str, at_us: int) -> InForce | None:
        """Return the plan of a merchant's orders at an instant with its campaigns, or None.

        A merchant's own plans go before those for everybody.
        """
        return _in_force(self._timelines, merchant_id, at_us)

    def corrected(self, correction_id: str, merchant_id: str, at_us: int) -> InForce | None:
        """Return the plan by which orders are settled again, with its campaigns, or None."""
        named = (one for one in self.corrections if one.correction_id == correction_id)
        if not any(one.covers(merchant_id, at_us) for one in named):
            return None
        return _in_force(self._corrected[correction_id], merchant_id, at_us)


def _in_force(
    timelines: dict[str | None, Timeline[InForce | None]], merchant_id: str, at_us: int
) -> InForce | None:
    """Return what is in force for a merchant; his own plans go before those for everybody."""
    for owner in (merchant_id, None):
        timeline = timelines.get(owner)
        found = timeline.at(at_us) if timeline is not None else None
        if found is not None:
            return found
    return None


def load_policy(fields: Document, *, custom_rules: Iterable[Rule] = ()) -> Policy:
    """Return the policy that a JSON or TOML document describes, with every part checked.

    Args:
        fields: The fields of ``Policy``, as parsed already, or the text of a document: JSON
            if it begins with a brace, else TOML.
        custom_rules: The host's own rules, which the plans of the document call by name.

    Raises:
        FenxiaoError: The first thing that is wrong, by its own code, with its place.

    Examples:
        >>> rule = {"kind": "levels", "rule_id": "sale", "rates_ppm": ["10%", "5%", "2%"]}
        >>> plan = {
        ...     "plan_id": "2024",
        ...     "effective_from": "2024-01-01T00:00:00+08:00",
        ...     "ceiling_ppm": "20%",
        ...     "rules": [rule],
        ... }
        >>> load_policy({"plans": [plan]}).holding.holding_days
        14
    """
    given, found = tuple(custom_rules), parse(fields, _is_of_plan)
    if given:
        found.setdefault("custom_rules", [])
    return read(Policy, found, _is_of_plan, given=given)


def _is_of_plan(steps: Steps) -> bool:
    """Say whether what stands at a place of a policy is part of a plan or a campaign."""
    if steps[:1] == ("corrections",):
        return steps[2:3] == ("plan",) and steps[3:] != ()  # corrections, a place, plan, a part
    return len(steps) > 1 and steps[0] in ("plans", "campaigns")
