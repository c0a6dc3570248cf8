"""Fields that rules share (规则共有字段): name, condition, base, funding, rounding, refunds.

Source: docs/rules/plan.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fenxiao.errors import PolicyError
from fenxiao.model.lines import FUNDERS, Funder
from fenxiao.model.who import Who
from fenxiao.rules import checks
from fenxiao.rules.amounts import Pay, Row, check_pay
from fenxiao.rules.conditions import ALWAYS, AMOUNTS_OF, AmountOf, Condition

__all__ = [
    "BASES",
    "REFUNDS",
    "ROUNDINGS",
    "SCOPES",
    "UNFITS",
    "Base",
    "RefundMode",
    "RoundingMode",
    "RuleFields",
    "Scope",
    "Unfit",
]

Base = Literal["paid", "goods", "list", "profit", "before_coupon", "less_fee", "commission"]
BASES: tuple[Base, ...] = (
    *("paid", "goods", "list", "profit", "before_coupon", "less_fee", "commission"),
)
"""What a rate is taken of; docs/rules/bases.md defines each."""

RoundingMode = Literal["floor", "half_up", "half_even"]
ROUNDINGS: tuple[RoundingMode, ...] = ("floor", "half_up", "half_even")

Scope = Literal["unit", "line", "order"]
SCOPES: tuple[Scope, ...] = ("unit", "line", "order")
"""What is rounded once: a piece, a line, or all lines of an order together."""

RefundMode = Literal["frozen_share", "posted_share", "recompute", "no_retest"]
REFUNDS: tuple[RefundMode, ...] = ("frozen_share", "posted_share", "recompute", "no_retest")

Unfit = Literal["keep", "stop", "compress"]
UNFITS: tuple[Unfit, ...] = ("keep", "stop", "compress")
"""An upline that may not earn: the platform keeps his slot; nobody from him on earns; the
next one moves into his place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFields(Pay):
    """What every rule may say beside its own fields.

    Args:
        rule_id: Its name in the plan, in traces and reports.
        when: Which lines it pays on.
        rows: Its table; what no row matches is paid by the rule's own amounts.
        base: What its rates are taken of.
        of: With the base "commission": the rule, written earlier, whose commission it is.
        tenders_left_out: Tenders that do not count in the base: points, gift cards.
        coupon_funders: With the base "before_coupon": whose part of a coupon counts.
        funded_by: Who bears it: "platform", "merchant", or the id of an earlier rule out of
            whose commission it is paid.
        earner: Who may earn; none is the plan's.
        unfit: What becomes of the slot of an upline who may not; none is the plan's.
        amount_of: What the amounts of rows measure: "line" or "order".
        rounding: How its amounts are rounded, once.
        scope: What is rounded once.
        refund: What a refund leaves.
        order_cap_minor: The most that one payee gets by it from one order.

    Raises:
        PolicyError: ``plan.bad_field``, ``plan.depth``, ``plan.of``, ``plan.refund``.
    """

    rule_id: str
    when: Condition = ALWAYS
    rows: tuple[Row, ...] = ()
    base: Base = "paid"
    of: str | None = None
    tenders_left_out: tuple[str, ...] = ()
    coupon_funders: tuple[Funder, ...] = FUNDERS
    funded_by: str = "platform"
    earner: Who | None = None
    unfit: Unfit | None = None
    amount_of: AmountOf = "line"
    rounding: RoundingMode = "floor"
    scope: Scope = "line"
    refund: RefundMode = "frozen_share"
    order_cap_minor: int | None = None

    def __post_init__(self) -> None:
        """Check every field, and that together they make sense."""
        checks.word(self.rule_id, "rule_id")
        if self.rule_id in ("platform", "merchant"):
            checks.refuse("rule_id", self.rule_id, "that word names a funder")
        check_pay(self, self.rule_id)
        checks.kind_of(self.when, Condition, "when")
        object.__setattr__(self, "rows", checks.tuple_of(self.rows, (Row,), "rows"))
        for name in ("tenders_left_out", "coupon_funders"):
            object.__setattr__(self, name, checks.words(getattr(self, name), name))
        for funder in self.coupon_funders:
            checks.one_of(funder, FUNDERS, "coupon_funders")
        checks.word(self.funded_by, "funded_by")
        for name, known in (
            ("base", BASES),
            ("amount_of", AMOUNTS_OF),
            ("rounding", ROUNDINGS),
            ("scope", SCOPES),
            ("refund", REFUNDS),
        ):
            checks.one_of(getattr(self, name), known, name)
        if self.earner is not None:
            checks.kind_of(self.earner, Who, "earner")
        if self.unfit is not None:
            checks.one_of(self.unfit, UNFITS, "unfit")
        if self.of is not None:
            checks.word(self.of, "of")
        if self.order_cap_minor is not None:
            checks.amount(self.order_cap_minor, "order_cap_minor")
        self._check_sense()

    def _check_sense(self) -> None:
        if not self._check_of():
            raise PolicyError("plan.of", rule_id=self.rule_id)
        is_rounded_up = self.rounding != "floor"
        if is_rounded_up and self.refund not in ("frozen_share", "posted_share"):
            problem = f"{self.rounding} keeps its posted share"
            raise PolicyError("plan.refund", rule_id=self.rule_id, problem=problem)
        if is_rounded_up:
            object.__setattr__(self, "refund", "posted_share")

    def check_paying(self) -> None:
        """Refuse a rule without any amount: what shall pay nothing says 0.

        Raises:
            PolicyError: ``plan.depth``.
        """
        if not any(pay.places or pay.pays_self for pay in self.pays):
            raise PolicyError("plan.depth", rule_id=self.rule_id, depth=0)

    def refuse_places(self, problem: str, *, most: int = 1) -> None:
        """Refuse amounts for more places than the rule has, naming those that were given.

        Raises:
            PolicyError: ``plan.bad_field``.
        """
        for pay in self.pays:
            for name in ("rates_ppm", "units_minor", "orders_minor"):
                given = getattr(pay, name)
                if len(given) > most:
                    checks.refuse(name, list(given), problem)

    def refuse_self(self, problem: str) -> None:
        """Refuse an amount for the buyer's own purchase, naming the one that was given.

        Raises:
            PolicyError: ``plan.bad_field``.
        """
        for pay in self.pays:
            for name in ("self_rate_ppm", "self_unit_minor"):
                given = getattr(pay, name)
                if given is not None:
                    checks.refuse(name, given, problem)

    def _check_of(self) -> bool:
        """Say whether another rule is named exactly where one is needed."""
        return (self.base == "commission") == (self.of is not None)

    @property
    def pays(self) -> tuple[Pay, ...]:
        """Every set of amounts that it may pay by: its rows, then its own."""
        return (*self.rows, self)
