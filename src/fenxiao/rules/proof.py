"""Load-time proof (方案自检): what a plan may pay at most, found by settling its worst lines.

Every class of lines that a plan can tell apart is settled once for every kind of person
that it can tell apart, at every amount at which it changes, by the same stages that settle
orders. A chain of one kind of person is the worst for every rule by itself, so the sum of
the rules' greatest is never too low; where one chain reaches it, it is exact.

Source: docs/rules/plan.md, "The proof".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from fenxiao.model.credit_records import Credit
from fenxiao.model.lines import Line
from fenxiao.money import PPM
from fenxiao.rules.cuts import fill
from fenxiao.rules.drafts import Draft, total
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.settling import Supposed, gross_drafts
from fenxiao.rules.tables import WORDS, LineTable, PlanTables, Words

__all__ = ["Witness", "greatest", "greatest_of"]

SEARCH_LIMIT = 5_000
"""How many cases are settled at most; beyond, rules are added up each by itself."""


class Witness(NamedTuple):
    """The greatest share of any line, in ppm, rounded up, and where it is reached.

    Args:
        share_ppm: What all rules together pay there at most, before any trim.
        words: The words of the line, by ``WORDS``; None is any word the plan does not name.
        grade: The grade of everybody there.
        is_exact: Whether that line pays it; else it is only known not to pay more.
        ceiling_ppm: The ceiling there.
        paying: The rules that pay anything anywhere, by their place in the plan.
        taken: The rules that look at any line at all.
        above: The line that passes its own ceiling by most; None where none does.
    """

    share_ppm: int
    words: Words
    grade: str
    is_exact: bool
    ceiling_ppm: int = 0
    paying: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()
    above: Witness | None = None

    @property
    def line(self) -> str:
        """The line in words, as for a message."""
        pairs = zip(_SINGULAR, self.words, strict=True)
        named = ", ".join(f"{name} {word}" for name, word in pairs if word is not None)
        grade = f", everybody of grade {self.grade}" if self.grade else ""
        return (named or "any words") + grade


_SINGULAR = ("sku", "product", "category", "brand", "merchant", "kind", "channel")
_NOWHERE: Words = (None,) * len(WORDS)


def greatest(plan: PlanTables) -> Witness:
    """Return the greatest share that any line may pay by all rules, before any trim."""
    best = Witness(0, _NOWHERE, "", is_exact=True, ceiling_ppm=plan.ceiling_ppm)
    paying: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()
    above: Witness | None = None
    cases = 0
    for words in product(*((None, *sorted(named)) for named in plan.named)):
        table = plan.of_words(words)
        taken |= {rule.place for rule in table.rules if rule.is_taken}
        found, count = greatest_of(plan, table)
        cases += count
        paying |= found.paying
        above = _higher(above, found.above)
        if found.share_ppm > best.share_ppm:
            best = found
        if cases > SEARCH_LIMIT:
            return _summed(plan)
    return best._replace(paying=paying, taken=taken, above=above)


def _higher(one: Witness | None, other: Witness | None) -> Witness | None:
    """Return which of two lines passes its ceiling by more."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda each: each.share_ppm - each.ceiling_ppm)


def greatest_of(plan: PlanTables, table: LineTable) -> tuple[Witness, int]:
    """Return the greatest share of a class of lines, and how many cases were settled."""
    best = Witness(0, table.words, "", is_exact=True, ceiling_ppm=plan.ceiling_ppm)
    paying: set[int] = set()
    above: Witness | None = None
    persons = _persons(plan)
    line = _line(table.words)
    count = 0
    for amounts, is_first, assumed in _cases(plan, table):
        asked = [
            gross_drafts(plan, table, Supposed(line, crowd, *amounts, assumed))
            for crowd in (_crowd(plan, person, is_first) for person in persons)
        ]
        count += len(asked)
        settled = [one.drafts for one in asked]
        whole = sum(_most(plan, place, settled) for place in range(len(plan.rules)))
        ceiling_ppm = plan.ceiling_of(asked[0].active)
        sums = [sum(_share(found) for found in drafts) for drafts in settled]
        reached = max(range(len(sums)), key=sums.__getitem__)
        grade = persons[reached].member.grade
        case = Witness(whole, table.words, grade, sums[reached] >= whole, ceiling_ppm)
        if whole > best.share_ppm:
            best = case
        if whole > ceiling_ppm:
            above = _higher(above, case)
        for one in asked:
            if plan.trim == "nearest_first":
                fill((each for found in one.drafts for each in found), one.room, "ceiling")
            paying |= {n for n, found in enumerate(one.drafts) if any(d.numerator for d in found)}
    return best._replace(paying=frozenset(paying), above=above), count


def _cases(
    plan: PlanTables, table: LineTable
) -> Iterator[tuple[tuple[int, int], bool, tuple[bool, ...]]]:
    """Yield every amount, first order or not, and which campaigns' buyers it may be."""
    amounts = [
        (line_minor, order_minor)
        for line_minor in (0, *table.line_cuts)
        for order_minor, until in zip(
            (0, *table.order_cuts), (*table.order_cuts, None), strict=True
        )
        if until is None or line_minor < until  # a line is no more than its order
    ]
    conditions = [one for rule in plan.rules for one in rule.conditions]
    conditions += [one.condition for one in plan.campaigns]
    firsts = (False, True) if any(c.is_first_order is not None for c in conditions) else (False,)
    choices = [(False, True) if one.condition.buyer.asks else (True,) for one in plan.campaigns]
    yield from product(amounts, firsts, product(*choices))


def _most(plan: PlanTables, place: int, settled: Sequence[list[list[Draft]]]) -> int:
    """Return what a rule pays at most, whoever stands where, in ppm, rounded up."""
    found = [drafts[place] for drafts in settled]
    if plan.rules[place].stage in ("levels", "role"):
        width = max(len(one) for one in found)
        return sum(
            max(_share(one[number : number + 1]) for one in found) for number in range(width)
        )
    return max(_share(one) for one in found)


def _share(drafts: Sequence[Draft]) -> int:
    over, under = total(one for one in drafts if one.counts)
    return -(-over // under)


def _line(words: Words) -> Line:
    """Return a line on which every base that is bounded comes to a million units."""
    sku, product_id, category, brand, _, kind, _ = words
    return Line(
        line_id="1",
        sku=sku or "any",
        product_id=product_id,
        category=category or "any",
        brand=brand,
        line_kind=kind or "any",
        quantity=1,
        paid_minor=PPM,
        list_minor=PPM,
        cost_minor=0,
    )


def _persons(plan: PlanTables) -> list[Person]:
    """Return one person of every grade and tenure that the plan can tell apart."""
    grades: set[str] = {""}
    days: set[int | None] = {None}
    for rule in plan.rules:
        for one in rule.cohorts:
            grades |= one.grades
            if one.tenure_from is not None or one.tenure_until is not None:
                days |= {one.tenure_from or 0, one.tenure_until, (one.tenure_until or 1) - 1}
    known = sorted(days, key=lambda one: -1 if one is None else one)
    return [
        Person(blank("any")._replace(grade=grade), day) for grade in sorted(grades) for day in known
    ]


def _crowd(plan: PlanTables, person: Person, is_first: bool) -> People:  # noqa: FBT001  # one of the cases
    """Return a full chain of one kind of person, and a holder with inviters for every role."""
    roles = dict.fromkeys(rule.role for rule in plan.rules if rule.role)
    relations = dict.fromkeys(rule.relation for rule in plan.rules if rule.role)
    held = tuple(
        Credit(
            role,  # type: ignore[arg-type]  # a rule's role is the kind of a credit
            f"holder of {role}",
            *("credited", "", "order", "", 0, None, None, 1),
            ("1",),
            (),
        )
        for role in roles
    )
    return People(
        buyer=_named(person, "buyer"),
        upline=tuple(_named(person, f"upline {depth}") for depth in (1, 2, 3)),
        credits=held,
        holders={one.holder_id: _named(person, one.holder_id) for one in held},
        inviters={
            (relation, one.holder_id): (
                _named(person, f"inviter of {one.holder_id}"),
                _named(person, f"second inviter of {one.holder_id}"),
            )
            for relation in relations
            for one in held
        },
        is_first_order=is_first,
    )


def _named(person: Person, member_id: str) -> Person:
    return person._replace(member=person.member._replace(member_id=member_id))


def _summed(plan: PlanTables) -> Witness:
    """Add up what each rule pays at most, whatever the line: never too low, perhaps too high."""
    whole = 0
    for rule in plan.rules:
        most = 0
        for place in range(4):
            columns = [row.amounts[place] for row in rule.rows if place < len(row.amounts)]
            most += max((one[0] for one in columns if one), default=0)
        for one in rule.factors:
            most = -(-most * max(one.factor_ppm, PPM) // PPM)
        whole += max(most, rule.at_most_ppm)
    every = frozenset(range(len(plan.rules)))
    named = [one.ceiling_ppm for one in plan.campaigns if one.ceiling_ppm is not None]
    lowest_ppm = min([plan.ceiling_ppm, *named])
    found = Witness(whole, _NOWHERE, "", is_exact=False, ceiling_ppm=lowest_ppm)
    above = found if whole > lowest_ppm else None
    return found._replace(paying=every, taken=every, above=above)
