"""Drafts (草稿): the slots of a line while its terms are being settled.

Source: docs/rules/terms.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fenxiao.model.lines import Line
from fenxiao.money import PPM
from fenxiao.rules.bases import base_of
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Rule
from fenxiao.rules.people import People, Person
from fenxiao.rules.tables import LineRule, LineTable, PlanTables, RowTable, RuleTable

__all__ = ["Asking", "Draft", "Fraction", "total"]

Fraction = tuple[int, int]


@dataclass(slots=True)
class Draft:
    """A slot that is being settled; ``numerator / denominator`` is its exact amount so far.

    ``is_paid`` says whether somebody is paid; a slot that is kept by the platform still has
    an amount, which uses up ceiling. ``counts`` is False where it does not even do that.
    ``full_ppm`` is the rate before it was lowered in proportion.
    """

    rule: int
    depth: int
    place: int
    person: Person | None
    reason: str
    is_paid: bool
    rate_ppm: int = 0
    unit_minor: int = 0
    order_minor: int = 0
    base_minor: int | None = None
    numerator: int = 0
    denominator: int = 1
    found: str = ""
    role: str = ""
    weight: int = 1
    weights: int = 1
    factor_ppm: int = PPM
    counts: bool = True
    gross: Fraction = (0, 1)
    steps: tuple[str, ...] = ()
    full_ppm: int = 0

    def become(self, numerator: int, denominator: int, step: str) -> None:
        """Change the amount, and note why, if that changes it."""
        if numerator * self.denominator != self.numerator * denominator:
            self.steps = (*self.steps, step)
        self.numerator, self.denominator = numerator, denominator


@dataclass(slots=True)
class Asking:
    """A line at one amount of it and of its order: what the stages read and write.

    Args:
        plan: The compiled plan.
        table: What it says of the line's class.
        line: The line.
        people: Who may be paid.
        line_minor: The amount of the line at which conditions are asked.
        order_minor: The amount of the order at which they are.
        whole_minor: What was paid for the order.
        taken_minor: What was paid for all lines that a rule takes, by rule.
        currency: Of all amounts.
        custom_rules: The host's rules, by name.
        drafts: The slots so far, by rule.
        active: Which campaigns apply.
        is_proof: For proofs: everybody may earn.
    """

    plan: PlanTables
    table: LineTable
    line: Line
    people: People
    line_minor: int
    order_minor: int
    whole_minor: int
    taken_minor: Sequence[int]
    currency: str
    custom_rules: Mapping[str, Rule]
    drafts: list[list[Draft]] = field(default_factory=list)
    active: tuple[bool, ...] = ()
    is_proof: bool = False

    @property
    def pieces(self) -> Fraction:
        """How many pieces the fixed amounts of the line are for: of a capture, its part."""
        line = self.line
        if line.whole_minor is None:
            return line.quantity, 1
        return line.quantity * line.paid_minor, line.whole_minor or 1

    @property
    def room(self) -> Fraction:
        """The most that the line may pay, exactly."""
        return self.plan.ceiling_of(self.active) * self.line.paid_minor, PPM

    def is_buyer(self, condition: Condition) -> bool:
        """Say whether the buyer is one of those whom a condition takes."""
        return condition.buyer.first_unmet(self.people.buyer.member) is None

    def standing(self, rule: LineRule, person: Person, *, own: bool = False) -> str:
        """Say why somebody may not earn by a rule; empty where he may.

        Another account of the buyer earns only where the rule pays the buyer himself.
        """
        table = rule.table
        is_asked = not (table.is_open or self.is_proof)
        if is_asked and table.earner.first_unmet(person.member) is not None:
            return "unfit"
        if own or table.pays_self or not self.plan.merges_persons:
            return ""
        is_his = person.person_id != "" and person.person_id == self.people.buyer.person_id
        return "same_person" if is_his else ""

    def amount_of(self, what: str, rule: RuleTable | None = None) -> int:
        """Return the amount of the line or of the order at which conditions are asked.

        A rule whose conditions are not asked again has them answered at what was paid.
        """
        if rule is not None and rule.refund == "no_retest" and not self.is_proof:
            return self.line.paid_minor if what == "line" else self.whole_minor
        return self.line_minor if what == "line" else self.order_minor

    def base(self, rule: LineRule) -> Fraction:
        """Return what a rate is taken of: an amount of the line, or an exact commission."""
        if rule.table.base == "commission":
            return total(one for one in self.drafts[rule.table.of] if one.is_paid)
        return base_of(self.line, rule.table), 1

    def row(self, rule: LineRule, person: Person | None) -> RowTable:
        """Return the row that stands for a payee; the last one, the rule's own, always does."""
        first = rule.rows[0]
        if not first.asks:
            return first
        amount_minor = self.amount_of(rule.table.amount_of, rule.table)
        return next(row for row in rule.rows if not row.asks or _takes(row, person, amount_minor))

    def factor(self, rule: LineRule, person: Person | None) -> Fraction:
        """Return by what active campaigns multiply the amounts of a payee, as a fraction."""
        over, under = 1, 1
        for one in rule.table.factors:
            if self.active[one.campaign] and _in_cohort(
                person, one.grades, one.tenure_from, one.tenure_until
            ):
                over, under = over * one.factor_ppm, under * PPM
        return over, under


def _takes(row: RowTable, person: Person | None, amount_minor: int) -> bool:
    if amount_minor < row.from_minor:
        return False
    if row.until_minor is not None and amount_minor >= row.until_minor:
        return False
    return _in_cohort(person, row.grades, row.tenure_from, row.tenure_until)


def _in_cohort(
    person: Person | None, grades: frozenset[str], since: int | None, until: int | None
) -> bool:
    if grades and (person is None or person.member.grade not in grades):
        return False
    if since is None and until is None:
        return True
    days = None if person is None else person.tenure_days
    return days is not None and days >= (since or 0) and (until is None or days < until)


def total(drafts: Iterable[Draft]) -> Fraction:
    """Return the exact sum of some drafts; fast where they have one denominator."""
    numerator, denominator = 0, 1
    for draft in drafts:
        if draft.denominator == denominator:
            numerator += draft.numerator
        else:
            numerator = numerator * draft.denominator + draft.numerator * denominator
            denominator *= draft.denominator
    return numerator, denominator
