"""What a plan author writes (方案内容): the fields of a plan, before it is compiled and proved.

Source: docs/rules/plan.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from fenxiao.errors import FenxiaoError, PolicyError
from fenxiao.model.checks import STRICT
from fenxiao.model.refund_kinds import REFUND_KINDS, RefundKind
from fenxiao.model.who import ANYBODY, Who
from fenxiao.money import currency
from fenxiao.rules import checks
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Custom
from fenxiao.rules.differential import Differential
from fenxiao.rules.fee import Fee
from fenxiao.rules.fields import UNFITS, RuleFields, Unfit
from fenxiao.rules.forms import ByKind, Rate
from fenxiao.rules.levels import Levels
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.period.awarding import PERIOD_RULES, AnyPeriodRule
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.period.pool import Pool
from fenxiao.rules.period.proving import check_capped
from fenxiao.rules.period.top_n import TopN
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.role import Role

__all__ = [
    "RULES",
    "AnyRule",
    "TermsAt",
    "Trim",
    "Written",
    "check_currency",
    "check_names",
    "check_rules",
    "is_unbounded",
]

AnyRule = Annotated[
    Levels | Role | Differential | PeerBonus | PriceGap | Fee | Rebate | Custom, ByKind()
]
RULES = (Levels, Role, Differential, PeerBonus, PriceGap, Fee, Rebate, Custom)
"""The rules that a plan may hold, in the order of the documentation."""

Trim = Literal["refuse", "nearest_first", "proportional"]
TRIMS: tuple[Trim, ...] = ("refuse", "nearest_first", "proportional")
"""What to do where a line would pay above the ceiling: load no such plan; fill it from the
payee nearest to the buyer outward; or lower all rates of such lines in proportion."""

TermsAt = Literal["paid", "placed", "first_capture"]
TERMS_AT: tuple[TermsAt, ...] = ("paid", "placed", "first_capture")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The fields of a plan, each checked by itself; ``Plan`` says what they mean together."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    plan_id: str
    effective_from: datetime
    ceiling_ppm: Rate
    rules: tuple[AnyRule, ...]
    merchant_id: str | None = None
    trim: Trim = "refuse"
    currency: str | None = None
    terms_at: TermsAt = "paid"
    earner: Who = ANYBODY
    unfit: Unfit = "keep"
    merges_persons: bool = False
    order_cap_minor: int | None = None
    least_margin_ppm: Rate | None = None
    spared_refunds: tuple[RefundKind, ...] = ("freight", "goodwill")
    absorbed_refunds: tuple[RefundKind, ...] = ("goodwill",)
    period_rules: tuple[AnyPeriodRule, ...] = ()

    def __post_init__(self) -> None:
        """Check every field."""
        checks.word(self.plan_id, "plan_id")
        instant = checks.instant(self.effective_from, "effective_from")
        object.__setattr__(self, "effective_from", instant)
        object.__setattr__(self, "ceiling_ppm", checks.rate(self.ceiling_ppm, "ceiling_ppm"))
        if self.merchant_id is not None:
            checks.word(self.merchant_id, "merchant_id")
        object.__setattr__(self, "rules", checks.tuple_of(self.rules, RULES, "rules"))
        if not self.rules:
            raise PolicyError("plan.no_rules", plan_id=self.plan_id)
        if self.trim not in TRIMS:
            raise PolicyError("plan.unknown_trim", plan_id=self.plan_id, got=repr(self.trim))
        checks.one_of(self.terms_at, TERMS_AT, "terms_at")
        checks.kind_of(self.earner, Who, "earner")
        checks.one_of(self.unfit, UNFITS, "unfit")
        checks.flag(self.merges_persons, "merges_persons")
        self._check_refunds()
        period_rules = checks.tuple_of(self.period_rules, PERIOD_RULES, "period_rules")
        object.__setattr__(self, "period_rules", period_rules)
        self._check_amounts()
        check_names(self.plan_id, self.rules)
        own = [rule.rule_id for rule in self.rules if not isinstance(rule, Fee)]
        check_capped(self.period_rules, own)
        check_rules(self.plan_id, self.rules, self.trim)

    def _check_refunds(self) -> None:
        for field in ("spared_refunds", "absorbed_refunds"):
            kinds = checks.tuple_of(getattr(self, field), (str,), field)
            pieces = [one for one, use in REFUND_KINDS.items() if use.takes == "pieces"]
            for kind in kinds:
                checks.one_of(kind, tuple(REFUND_KINDS), field)
                if field == "spared_refunds" and kind in pieces:
                    checks.refuse(field, kind, "pieces that go back always take commission back")
            object.__setattr__(self, field, kinds)

    def _check_amounts(self) -> None:
        if self.currency is not None:
            try:
                currency(self.currency)
            except FenxiaoError:
                checks.refuse("currency", self.currency, "it must be an ISO 4217 code in use")
        if self.order_cap_minor is not None:
            checks.amount(self.order_cap_minor, "order_cap_minor")
        if self.least_margin_ppm is not None:
            margin = checks.rate(self.least_margin_ppm, "least_margin_ppm")
            object.__setattr__(self, "least_margin_ppm", margin)
        check_currency(self, self.rules)

    @property
    def capped(self) -> frozenset[str]:
        """The line rules that wait for the close of the period, since a cap counts them."""
        own = {rule.rule_id for rule in self.rules}
        caps = (rule for rule in self.period_rules if isinstance(rule, MemberCap))
        return frozenset(name for cap in caps for name in cap.of_rules if name in own)


def check_currency(
    plan: Written,
    rules: Iterable[AnyRule],
    conditions: Iterable[Condition] = (),
    part: str = "",
) -> None:
    """Refuse amounts without a currency, in a plan or in a campaign over it.

    Args:
        plan: The plan, which must name it.
        rules: The rules that may name amounts.
        conditions: The conditions of campaigns, which may too.
        part: Whose rules these are, for the message; empty for the plan's own.

    Raises:
        PolicyError: ``plan.currency``.
    """
    has_amounts = plan.order_cap_minor is not None or _has_amounts(rules)
    has_amounts = has_amounts or any(map(_names_amounts, plan.period_rules))
    if plan.currency is None and (has_amounts or any(one.at_least_minor for one in conditions)):
        named_in = part or f'Plan "{plan.plan_id}"'
        raise PolicyError("plan.currency", plan_id=plan.plan_id, part=named_in)


def _has_amounts(rules: Iterable[AnyRule]) -> bool:
    """Say whether any rule names an amount, which needs a currency."""
    return any(
        isinstance(rule, RuleFields)
        and (
            rule.order_cap_minor is not None
            or rule.when.at_least_minor
            or any(pay.is_fixed for pay in rule.pays)
            or any(row.from_minor or row.until_minor for row in rule.rows)
        )
        for rule in rules
    )


def _names_amounts(rule: AnyPeriodRule) -> bool:
    """Say whether a period rule names an amount, which needs a currency."""
    if isinstance(rule, Pool):
        return bool(rule.amount_minor or rule.at_least_minor)
    if isinstance(rule, Milestone | TopN | MemberCap):
        return True
    return any(band.from_minor for band in rule.bands)


def check_names(plan_id: str, rules: Iterable[AnyRule]) -> None:
    """Refuse a name that stands twice, and one that a rule uses and no earlier rule has.

    Raises:
        PolicyError: ``plan.repeated_rule``, ``plan.unknown_rule``.
    """
    kinds: dict[str, str] = {}
    shared: set[str] = set()
    for rule in rules:
        if rule.rule_id in kinds:
            raise PolicyError("plan.repeated_rule", plan_id=plan_id, rule_id=rule.rule_id)
        for field, name in _named(rule):
            kind = kinds.get(name)
            is_wrong = kind in (None, "fee") or (
                field == "of" and rule.kind == "peer_bonus" and kind != "differential"
            )
            # What is paid out of a share is known only after the ceiling; so must be its share.
            is_late = field == "of" and name in shared and not _is_shared(rule)
            is_wrong = is_wrong or is_late
            if is_wrong:
                raise PolicyError(
                    "plan.unknown_rule", rule_id=rule.rule_id, field=field, other_id=name
                )
        kinds[rule.rule_id] = rule.kind
        if _is_shared(rule):
            shared.add(rule.rule_id)


def _is_shared(rule: AnyRule) -> bool:
    """Say whether a rule is paid out of another's commission."""
    return not isinstance(rule, Fee) and rule.funded_by not in ("platform", "merchant")


def _named(rule: AnyRule) -> Iterable[tuple[str, str]]:
    """Yield every other rule that a rule names, and in which field."""
    if isinstance(rule, Fee):
        yield from (("of_rules", name) for name in rule.of_rules)
        return
    if rule.of is not None:
        yield "of", rule.of
    if rule.funded_by not in ("platform", "merchant"):
        yield "funded_by", rule.funded_by


def check_rules(plan_id: str, rules: Iterable[AnyRule], trim: Trim) -> None:
    """Refuse what no line could bear: amounts that nothing bounds, in a plan without a trim.

    Raises:
        PolicyError: ``plan.unbounded``.
    """
    for rule in rules:
        if isinstance(rule, Fee):
            continue
        problem = _unbounded(rule)
        is_own = rule.funded_by in ("platform", "merchant")
        if problem and is_own and trim != "nearest_first":
            raise PolicyError(
                "plan.unbounded", plan_id=plan_id, rule_id=rule.rule_id, problem=problem
            )


def is_unbounded(rule: AnyRule) -> bool:
    """Say whether only a trim bounds what a rule pays of a line."""
    return isinstance(rule, RuleFields) and bool(_unbounded(rule))


def _unbounded(rule: RuleFields) -> str:
    """Say by what a rule may pay more than any share of what was paid; empty for nothing."""
    if rule.kind == "price_gap":  # type: ignore[attr-defined]  # every rule that is made has a kind
        return "it pays gaps between prices"
    if any(pay.is_fixed for pay in rule.pays):
        return "it pays fixed amounts"
    if rule.base in ("list", "before_coupon"):
        return f'its base "{rule.base}" may be more than what was paid'
    return ""
