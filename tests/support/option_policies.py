"""The options of all parts of a policy, and the policy that a row of them makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.policy import BindingPolicy
from fenxiao.graph.quota import QuotaPolicy
from fenxiao.ledger.policy import LedgerPolicy, PayerBooks
from fenxiao.model.who import Who
from fenxiao.payout.policy import Minimum, PayoutPolicy
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.plan import Plan
from fenxiao.rules.role import Role
from fenxiao.settlement.policy import Holding, Operations, Policy
from tests.support.books import KEPT
from tests.support.build import CURRENCY, PAYER, START
from tests.support.careers import LADDER
from tests.support.pairs import Pair

__all__ = ["CEILING_PPM", "FORBIDDEN", "OPTIONS", "policy_of"]

CEILING_PPM = 230_000
NO, YES = "no", "yes"
SWITCH = (NO, YES)

OPTIONS: dict[str, tuple[str, ...]] = {
    # how members are bound
    "binds_at": ("touch", "registration", "purchase"),
    "takes": ("first", "last"),
    "lasts": ("for ever", "some days", "renewed"),
    "protected": SWITCH,
    "remembered": SWITCH,
    "on_leave": ("keep", "freeze", "lift"),
    # what is counted, and who may take part
    "grades": SWITCH,
    "quota": (NO, "consumed", "seats"),
    "approval": ("automatic", "by hand"),
    "click": (NO, "first", "last", "all"),
    # what the plan says
    "base": ("paid", "goods", "profit", "list", "before_coupon", "less_fee"),
    "rounding": ("floor", "half_up", "half_even"),
    "scope": ("unit", "line", "order"),
    "refund": ("frozen_share", "posted_share", "recompute", "no_retest"),
    "unfit": ("keep", "stop", "compress"),
    "earner": ("anybody", "active"),
    "trim": ("nearest_first", "proportional", "refuse"),
    "funded_by": ("platform", "merchant"),
    "merges_persons": SWITCH,
    "order_cap": SWITCH,
    "terms_at": ("paid", "placed", "first_capture"),
    "spares": (NO, "freight and goodwill"),
    "period_rule": SWITCH,
    # holding, payout, operations
    "holding": ("no days", "three days"),
    "recheck": ("none", "active", "verified"),
    "stops_risk": ("none", "watched", "blocked"),
    "minimum": SWITCH,
    "below_zero": SWITCH,
    # what is on the books
    "mode": (NO, "commissions", "principal", "agent"),
    "collection_fee": ("platform", "merchant"),
    "freight": ("platform", "merchant"),
    "books": SWITCH,
}
"""The names of each option's values."""


def _pair(one: str, value: str, other: str, their: str) -> Pair:
    return frozenset(((one, value), (other, their)))


FORBIDDEN: frozenset[Pair] = frozenset(
    (
        _pair("takes", "first", "protected", YES),
        _pair("binds_at", "touch", "remembered", YES),
        *(
            _pair("refund", refund, "rounding", rounding)
            for refund in ("recompute", "no_retest")
            for rounding in ("half_up", "half_even")
        ),
        *(_pair("refund", "recompute", "trim", one) for one in ("nearest_first", "proportional")),
        *(
            _pair(name, value, "trim", one)
            for name, value in (("base", "list"), ("base", "before_coupon"), ("period_rule", YES))
            for one in ("proportional", "refuse")
        ),
        # what recomputes has no trim, and these need one
        _pair("refund", "recompute", "base", "list"),
        _pair("refund", "recompute", "base", "before_coupon"),
        _pair("refund", "recompute", "period_rule", YES),
    )
)
"""Pairs that no policy may have."""


def policy_of(row: Mapping[str, str]) -> Policy:
    """Return the policy that a row of options makes."""
    return Policy(
        plans=(_plan(row),),
        holding=Holding(
            holding_days=0 if row["holding"] == "no days" else 3,
            recheck=row["recheck"],  # type: ignore[arg-type]  # the options have the policy's words
            stops_risk=row["stops_risk"],  # type: ignore[arg-type]  # the same
        ),
        payout=PayoutPolicy(
            minimums=(Minimum(currency=CURRENCY, amount_minor=50),) if row["minimum"] == YES else ()
        ),
        bindings=(_binding(row), BindingPolicy(relation="team")),
        grades=LADDER if row["grades"] == YES else None,
        enrolment=EnrolmentPolicy(is_automatic=row["approval"] == "automatic", grace_days=1),
        attributions=() if row["click"] == NO else (_attribution(row),),
        quota=None if row["quota"] == NO else _quota(row),
        books=KEPT if row["books"] == YES else None,
        operations=Operations(may_adjust_below_zero=row["below_zero"] == YES),
        ledger=None if row["mode"] == NO else _ledger(row),
    )


def _binding(row: Mapping[str, str]) -> BindingPolicy:
    fields: dict[str, Any] = {name: row[name] for name in ("binds_at", "takes", "on_leave")}
    return BindingPolicy(
        channels=("click",),
        valid_days=None if row["lasts"] == "for ever" else 20,
        is_renewed=row["lasts"] == "renewed",
        protected_days=2 if row["protected"] == YES else None,
        remembered_days=9 if row["remembered"] == YES else None,
        **fields,
    )


def _plan(row: Mapping[str, str]) -> Plan:
    shared: dict[str, Any] = {
        name: row[name] for name in ("base", "rounding", "scope", "refund", "unfit", "funded_by")
    }
    shared["earner"] = None if row["earner"] == "anybody" else Who(statuses=("active",))
    shared["order_cap_minor"] = 900 if row["order_cap"] == YES else None
    rules = [Levels(rule_id="sale", rates_ppm=(100_000, 33_333, 20_001), **shared)]
    room = Role(rule_id="room", role="room", rates_ppm=(70_007,), **shared)
    fields: dict[str, Any] = {name: row[name] for name in ("trim", "terms_at")}
    goal = Milestone(rule_id="goal", from_minor=1_000, amount_minor=77)
    return Plan(
        plan_id="p1",
        effective_from=START,
        ceiling_ppm=CEILING_PPM,
        currency=CURRENCY,
        rules=tuple(rules) if row["click"] == NO else (*rules, room),
        merges_persons=row["merges_persons"] == YES,
        spared_refunds=() if row["spares"] == NO else ("freight", "goodwill"),
        period_rules=(goal,) if row["period_rule"] == YES else (),
        **fields,
    )


def _attribution(row: Mapping[str, str]) -> AttributionPolicy:
    click: Any = row["click"]
    rule = CreditRule(kind="room", channels=("room",), window_days=30, click=click)
    return AttributionPolicy(rules=(rule,))


def _quota(row: Mapping[str, str]) -> QuotaPolicy:
    mode: Any = row["quota"]
    return QuotaPolicy(currency=CURRENCY, per_sales_minor=1_000, initial=2, mode=mode)


def _ledger(row: Mapping[str, str]) -> LedgerPolicy:
    fields: dict[str, Any] = {name: row[name] for name in ("mode", "collection_fee", "freight")}
    books = PayerBooks(payer_id=PAYER, fee_ppm=50_000, free_tenders=("points",), **fields)
    return LedgerPolicy(payers=(books,))
