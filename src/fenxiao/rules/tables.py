"""Compiled plans (编译表): a plan and its campaigns as plain tables of words and whole numbers.

Names are places in tuples, words are sets, amounts are triples (rate, piece, order) by
place. Evaluators interpret these tables and know nothing of how a plan was written; lines
of one class (the words of it that the plan names) share one ``LineTable``.

Source: docs/rules/plan.md, "The compiled form".
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fenxiao.model.credit_records import CreditKind
from fenxiao.model.lines import Line
from fenxiao.model.records import Slot
from fenxiao.model.who import Who
from fenxiao.rules.amounts import SELECTORS
from fenxiao.rules.conditions import Condition
from fenxiao.rules.fields import RoundingMode
from fenxiao.rules.role import Remainder

__all__ = [
    "CLASSES_KEPT",
    "MERCHANT",
    "PLATFORM",
    "WORDS",
    "CampaignTable",
    "Factor",
    "LineRule",
    "LineTable",
    "PlanTables",
    "RowTable",
    "RuleTable",
    "SlotRate",
    "Words",
    "unnamed",
    "words_of",
]

PLATFORM, MERCHANT = -1, -2
"""Who bears a rule, where it is no other rule's payees."""

WORDS = (*SELECTORS, "line_kinds", "channels")
"""The words by which lines are told apart, in the order of ``Words``."""

_NO_WORDS = (None,) * 7

Words = tuple[str | None, ...]
"""A line's sku, product, category, brand, merchant, kind and channel."""

Amounts = tuple[int, int, int]


class Factor(NamedTuple):
    """A campaign's factor on the amounts of a rule, for payees of a cohort."""

    campaign: int
    factor_ppm: int
    grades: frozenset[str]
    tenure_from: int | None
    tenure_until: int | None


class RowTable(NamedTuple):
    """A row: for whom and which amounts it stands, and what it pays by place, 0 the buyer's.

    ``asks`` says whether it asks anything of the payee or of the amount.
    """

    found: str
    dimension: int
    words: frozenset[str]
    grades: frozenset[str]
    channels: frozenset[str]
    tenure_from: int | None
    tenure_until: int | None
    from_minor: int
    until_minor: int | None
    amounts: tuple[Amounts | None, ...]
    asks: bool

    @property
    def asks_amount(self) -> bool:
        """Whether it stands for some amounts only."""
        return bool(self.from_minor) or self.until_minor is not None


class RuleTable(NamedTuple):
    """A rule: its stage, its rows in the order in which they are tried, and its settings.

    ``is_open`` says that everybody may earn by it.
    """

    stage: str
    rule_id: str
    rows: tuple[RowTable, ...]
    conditions: tuple[Condition, ...]
    campaign: int
    replaced_by: tuple[int, ...]
    factors: tuple[Factor, ...]
    base: str
    of: int
    left_out: frozenset[str]
    funders: frozenset[str]
    funded_by: int
    earner: Who
    unfit: str
    amount_of: str
    rounding: RoundingMode
    scope: str
    refund: str
    order_cap_minor: int | None
    depth: int
    pays_self: bool
    role: CreditKind | None
    relation: str
    remainder: Remainder
    of_rules: tuple[int, ...]
    fee_ppm: int
    custom: str
    at_most_ppm: int
    is_open: bool

    @property
    def cohorts(self) -> tuple[RowTable | Factor, ...]:
        """Everything of it that asks who the payee is: rows, and factors of campaigns."""
        return (*self.rows, *self.factors)


class CampaignTable(NamedTuple):
    """A campaign: which lines it takes, and which later ones it shuts out of them."""

    campaign_id: str
    condition: Condition
    excludes: frozenset[int]
    ceiling_ppm: int | None


class LineRule(NamedTuple):
    """A rule on a class of lines: whether its words take them, and the rows that match.

    ``has_own`` says that a row names an amount for the buyer's own purchase, ``is_asked`` that
    the rule may be off on such a line.
    """

    place: int
    table: RuleTable
    is_taken: bool
    replaced_by: tuple[int, ...]
    rows: tuple[RowTable, ...]
    places: int
    has_own: bool
    is_asked: bool

    @property
    def reckons_with_base(self) -> bool:
        """Whether any rate is taken of the base: dealers' prices may all be so much a piece."""
        amounts = (one for row in self.rows for one in row.amounts if one is not None)
        return self.table.stage != "price_gap" or any(rate_ppm for rate_ppm, *_ in amounts)


class SlotRate(NamedTuple):
    """One slot of a class of lines before anybody is named, where only depth matters.

    ``absent`` is the slot as it stands where nobody can be paid; it is the same for
    every line, so it is made once.
    """

    rule_id: str
    depth: int
    rate_ppm: int
    reason: str
    absent: Slot


class LineTable(NamedTuple):
    """All that a plan says of one class of lines.

    ``line_cuts`` and ``order_cuts`` are the amounts at which something it says changes.
    """

    words: Words
    rules: tuple[LineRule, ...]
    campaigns: tuple[bool, ...]
    line_cuts: tuple[int, ...]
    order_cuts: tuple[int, ...]


CLASSES_KEPT = 4_096
"""How many classes of lines are remembered at a time."""


@dataclass(frozen=True, slots=True)
class PlanTables:
    """A compiled plan.

    Args:
        rules: All rules, those of campaigns after the plan's.
        campaigns: The campaigns in force, in their order.
        named: The words that the plan names, for each of ``WORDS``.
        ceiling_ppm: The most that a line may pay, where no campaign says otherwise.
        trim: What to do where it would pay more.
        merges_persons: Whether accounts of one person are paid as one.
        order_cap_minor: The most that an order may pay.
        scales: For trim "proportional": by what the rates of a class are lowered; under None, of
            all.
        profiles: For linear plans: what a class pays to a kind of crowd, made when asked for.
        plain: For plain plans: the slots of a class, made when they are first asked for.
    """

    rules: tuple[RuleTable, ...]
    campaigns: tuple[CampaignTable, ...]
    named: tuple[frozenset[str], ...]
    ceiling_ppm: int
    trim: str
    merges_persons: bool
    order_cap_minor: int | None
    scales: dict[Words | None, tuple[int, int]] = field(
        default_factory=dict, repr=False, compare=False
    )
    plain: dict[Words, tuple[SlotRate, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )
    profiles: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)
    _classes: dict[Words, LineTable] = field(default_factory=dict, repr=False, compare=False)
    _rows: dict[int, dict[str, list[int]]] = field(default_factory=dict, repr=False, compare=False)

    def rows_of(self, place: int, words: Words) -> list[RowTable]:
        """Return the rows of a rule that may match some words, in the order they are tried.

        They are found by their words: a table of ten thousand articles is not read through.
        """
        rows = self.rules[place].rows
        index = self._rows.get(place)
        if index is None:
            index = self._rows[place] = {"": []}
            for number, row in enumerate(rows):
                for word in row.words if row.dimension >= 0 else ("",):
                    index.setdefault(word, []).append(number)
        found = set(index[""])
        for named in words:
            if named is not None:
                found.update(index.get(named, ()))
        return [rows[number] for number in sorted(found)]

    def ceiling_of(self, active: Sequence[bool]) -> int:
        """Return the most that a line may pay, in ppm, where these campaigns apply to it.

        Of several campaigns that name a ceiling the highest counts; without one, the plan's.
        """
        named = (
            one.ceiling_ppm
            for one, is_active in zip(self.campaigns, active, strict=True)
            if is_active and one.ceiling_ppm is not None
        )
        return max(named, default=self.ceiling_ppm)

    @property
    def conditions(self) -> list[Condition]:
        """Every condition of a rule or of a campaign."""
        found = [one for rule in self.rules for one in rule.conditions]
        return found + [one.condition for one in self.campaigns]

    @property
    def marks(self) -> tuple[frozenset[int], frozenset[int]]:
        """The amounts of lines, and of orders, at which it says something else; 0 among them."""
        found: dict[str, set[int]] = {"line": {0}, "order": {0}}
        for condition in self.conditions:
            found[condition.amount_of].add(condition.at_least_minor)
        for rule in self.rules:
            for row in rule.rows:
                found[rule.amount_of] |= {row.from_minor, row.until_minor or 0}
        return frozenset(found["line"]), frozenset(found["order"])

    @property
    def is_capped(self) -> bool:
        """Whether anything caps what an order pays."""
        return self.order_cap_minor is not None or any(
            rule.order_cap_minor is not None for rule in self.rules
        )

    @property
    def is_rounded(self) -> bool:
        """Whether a whole order's amounts are rounded, other than floored when they are posted."""
        return any(rule.scope == "order" and rule.refund == "posted_share" for rule in self.rules)

    @property
    def rounds_lines(self) -> bool:
        """Whether a line's amounts are rounded, other than floored when they are posted."""
        return any(
            rule.scope == "unit" or (rule.scope == "line" and rule.refund == "posted_share")
            for rule in self.rules
        )

    def of_words(self, words: Words) -> LineTable:
        """Return what it says of the lines that have these words, and no others that it names.

        Classes are kept once made; there are as many as the plan can tell apart, and no
        more than some thousands are kept at a time.
        """
        found = self._classes.get(words)
        if found is None:
            known = tuple(
                word if word in named else None
                for word, named in zip(words, self.named, strict=True)
            )
            found = self._classes.get(known) or _line_table(self, known)
            if len(self._classes) >= CLASSES_KEPT:
                self._classes.clear()
            self._classes[known] = found
        return found

    def of_line(self, line: Line, merchant_id: str, channel: str | None) -> LineTable:
        """Return what it says of a line."""
        if not any(self.named):
            return self.of_words(_NO_WORDS)
        words = words_of(line, merchant_id, channel)
        return self.of_words(
            tuple(
                [
                    word if word in named else None
                    for word, named in zip(words, self.named, strict=True)
                ]
            )
        )


def unnamed(named: Container[str]) -> str:
    """Return a word that is none of some."""
    word = "any"
    while word in named:
        word += "\N{HORIZONTAL ELLIPSIS}"
    return word


def words_of(line: Line, merchant_id: str, channel: str | None) -> Words:
    """Return the words of a line, in the order of ``WORDS``."""
    return (
        line.sku,
        line.product_id,
        line.category,
        line.brand,
        merchant_id,
        line.line_kind,
        channel,
    )


def takes_words(condition: Condition, words: Words) -> bool:
    """Say whether a condition takes lines of these words, whatever else it asks."""
    for name, word in zip(WORDS, words, strict=True):
        taken: tuple[str, ...] = getattr(condition, name)
        if (taken and word not in taken) or word in getattr(condition, f"without_{name}", ()):
            return False
    return True


def _line_table(plan: PlanTables, words: Words) -> LineTable:
    campaigns = tuple(takes_words(one.condition, words) for one in plan.campaigns)
    rules = tuple(_line_rule(place, plan, words, campaigns) for place in range(len(plan.rules)))
    cuts: dict[str, set[int]] = {"line": set(), "order": set()}
    for number, one in enumerate(plan.campaigns):
        if campaigns[number]:
            cuts[one.condition.amount_of].add(one.condition.at_least_minor)
    for rule in rules:
        if rule.is_taken:
            for condition in rule.table.conditions:
                cuts[condition.amount_of].add(condition.at_least_minor)
            for row in rule.rows:
                cuts[rule.table.amount_of] |= {row.from_minor, row.until_minor or 0}
    lines, orders = (tuple(sorted(cuts[of] - {0})) for of in ("line", "order"))
    return LineTable(words, rules, campaigns, lines, orders)


def _line_rule(place: int, plan: PlanTables, words: Words, campaigns: tuple[bool, ...]) -> LineRule:
    rule = plan.rules[place]
    channel = words[WORDS.index("channels")]
    rows = tuple(
        row._replace(found=_found(row, words))
        for row in plan.rows_of(place, words)
        if (row.dimension < 0 or words[row.dimension] in row.words)
        and (not row.channels or channel in row.channels)
    )
    is_taken = all(takes_words(one, words) for one in rule.conditions)
    replaced_by = tuple(number for number in rule.replaced_by if campaigns[number])
    asks = any(
        one.buyer.asks or one.is_first_order is not None or one.at_least_minor
        for one in rule.conditions
    )
    return LineRule(
        place,
        rule,
        is_taken,
        replaced_by,
        rows,
        max(len(row.amounts) - 1 for row in rows),
        any(row.amounts[0] is not None for row in rows),
        not is_taken or bool(replaced_by) or rule.campaign >= 0 or asks,
    )


def _found(row: RowTable, words: Words) -> str:
    """Name a row by the word that it was found by, else by its place in the file."""
    if row.dimension < 0:
        return row.found
    return f"{_SINGULAR[row.dimension]} {words[row.dimension]}"


_SINGULAR = ("sku", "product", "category", "brand", "merchant")
