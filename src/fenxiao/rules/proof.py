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
from math import prod
from typing import NamedTuple

from fenxiao.model.credit_records import Credit
from fenxiao.money import PPM
from fenxiao.rules.cuts import fill
from fenxiao.rules.drafts import Asking, Draft, total
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.settling import Supposed, gross_drafts, stand_in
from fenxiao.rules.tables import WORDS, LineTable, PlanTables, Words, unnamed

__all__ = ["Witness", "greatest", "greatest_of", "is_searchable", "searched", "summed"]

SEARCH_LIMIT = 4_000
"""How many lines are settled at most, well under a second; beyond, rules are added up."""


class Witness(NamedTuple):
    """The greatest share of any line, in ppm, rounded up, and where it is reached.

    Args:
        share_ppm: What all rules together pay there at most, before any trim.
        words: The words of the line, by ``WORDS``; None is any word the plan does not name.
        grade: The grade of the nearest upline there.
        is_exact: Whether that line pays it, with everybody of that grade; else it is only known
            that none pays more.
        ceiling_ppm: The ceiling there.
        paying: The rules that pay anything anywhere, by their place in the plan.
        taken: The rules that look at any line at all.
        above: The line that passes its own ceiling by most; None where none does.
        borne_ppm: The most that any line pays after a trim to its own ceiling.
    """

    share_ppm: int
    words: Words
    grade: str
    is_exact: bool
    ceiling_ppm: int = 0
    paying: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()
    above: Witness | None = None
    borne_ppm: int = 0

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
    borne_ppm = 0
    if not is_searchable(plan):
        return summed(plan)
    search = searched(plan)
    for words in product(*((None, *sorted(named)) for named in plan.named)):
        table = plan.of_words(words)
        taken |= {rule.place for rule in table.rules if rule.is_taken}
        found = greatest_of(plan, table, search)
        paying |= found.paying
        above = _higher(above, found.above)
        borne_ppm = max(borne_ppm, found.borne_ppm)
        if (found.share_ppm, found.is_exact) > (best.share_ppm, best.is_exact):
            best = found
    return best._replace(paying=paying, taken=taken, above=above, borne_ppm=borne_ppm)


def _higher(one: Witness | None, other: Witness | None) -> Witness | None:
    """Return which of two lines passes its ceiling by more, in proportion."""
    if one is None or other is None:
        return one or other
    ours = (one.share_ppm * other.ceiling_ppm, one.share_ppm)
    return one if ours >= (other.share_ppm * one.ceiling_ppm, other.share_ppm) else other


class Searched(NamedTuple):
    """What the search of a plan goes through, found once: who may buy, who may stand where.

    Args:
        persons: One person of every kind that the plan can tell apart.
        buyers: One buyer of every kind.
        seats: Everybody who may be paid.
        is_mixed: Whether chains must be mixed.
        is_whole: Whether every mixed chain is settled; else the rules are added up.
    """

    persons: list[Person]
    buyers: list[Person]
    seats: tuple[str, ...]
    is_mixed: bool
    is_whole: bool


def searched(plan: PlanTables) -> Searched:
    """Return what the search of a plan goes through."""
    persons, seats = _persons(plan), _seats(plan)
    chains: int = len(persons) ** len(seats)
    is_whole = _lines(plan) * chains <= SEARCH_LIMIT
    return Searched(persons, _buyers(plan), seats, _is_mixed(plan), is_whole)


def greatest_of(plan: PlanTables, table: LineTable, search: Searched) -> Witness:
    """Return the greatest share of a class of lines."""
    best = Witness(0, table.words, "", is_exact=True, ceiling_ppm=plan.ceiling_ppm)
    paying: set[int] = set()
    above: Witness | None = None
    borne_ppm = 0
    for case in _cases(plan, table, search.buyers):
        supposed = _supposed(plan, table, case, search)
        asked = [gross_drafts(plan, table, one) for one in supposed]
        found = _worst(plan, table, asked, search)
        if (found.share_ppm, found.is_exact) > (best.share_ppm, best.is_exact):
            best = found
        borne_ppm = max(borne_ppm, min(found.share_ppm, found.ceiling_ppm))
        if found.share_ppm > found.ceiling_ppm:
            above = _higher(above, found)
        for one in asked:
            if plan.trim == "nearest_first":
                fill((each for drafts in one.drafts for each in drafts), one.room, "ceiling")
            paying |= {n for n, drafts in enumerate(one.drafts) if any(d.numerator for d in drafts)}
    return best._replace(paying=frozenset(paying), above=above, borne_ppm=borne_ppm)


def _worst(
    plan: PlanTables, table: LineTable, asked: Sequence[Asking], search: Searched
) -> Witness:
    """Return the most that a line pays in one case, whoever stands where."""
    sums = [sum(_share(found) for found in one.drafts) for one in asked]
    are_alike = [_are_alike(one.people, has_buyers=len(search.buyers) > 1) for one in asked]
    reached = max(range(len(sums)), key=lambda number: (sums[number], are_alike[number]))
    whole = sums[reached]
    if not search.is_mixed:
        settled = [one.drafts for one in asked]
        whole = sum(_most(plan, place, settled) for place in range(len(plan.rules)))
    elif not search.is_whole:
        whole = summed(plan).share_ppm
    grade = asked[reached].people.upline[0].member.grade
    ceiling_ppm = plan.ceiling_of(asked[0].active)
    is_open = len({rule.earner for rule in plan.rules}) == 1
    is_reached = sums[reached] >= whole and is_open and are_alike[reached]
    return Witness(whole, table.words, grade, is_reached, ceiling_ppm)


def _are_alike(people: People, *, has_buyers: bool) -> bool:
    """Say whether everybody whom the plan can tell apart is of one grade."""
    buyers = (people.buyer,) if has_buyers else ()
    stand = (*buyers, *people.upline, *people.holders.values())
    return len({person.member.grade for person in stand}) == 1


def _is_mixed(plan: PlanTables) -> bool:
    """Say whether what a rule pays hangs on whom another pays, so that chains must be mixed."""
    return any(
        rule.funded_by < 0 and (rule.stage == "peer_bonus" or rule.base == "commission")
        for rule in plan.rules
    )


def is_searchable(plan: PlanTables) -> bool:
    """Say whether every class of lines is settled; else the rules are added up."""
    return _lines(plan) * len(_persons(plan)) <= SEARCH_LIMIT


def _lines(plan: PlanTables) -> int:
    """Return how many kinds of lines, amounts and buyers there are at most."""
    lines, orders = plan.marks
    amounts = len(lines) * len(orders)
    classes = prod(len(named) + 1 for named in plan.named)
    return classes * amounts * len(_buyers(plan))


def _seats(plan: PlanTables) -> tuple[str, ...]:
    """Name everybody who may be paid: three uplines, and holders with two inviters each."""
    roles = dict.fromkeys(rule.role for rule in plan.rules if rule.role)
    inviting = {
        rule.role
        for rule in plan.rules
        if rule.role and any(any(row.amounts[2:]) for row in rule.rows)
    }
    held = (f"holder of {role}" for role in roles)
    above = (f"{nth} of holder of {role}" for role in roles for nth in "12" if role in inviting)
    return ("upline 1", "upline 2", "upline 3", *held, *above)


Case = tuple[tuple[int, int], bool, Person]


def _cases(plan: PlanTables, table: LineTable, buyers: Sequence[Person]) -> Iterator[Case]:
    """Yield every amount, first order or not, and every kind of buyer."""
    amounts = [
        (line_minor, order_minor)
        for line_minor in (0, *table.line_cuts)
        for order_minor, until in zip(
            (0, *table.order_cuts), (*table.order_cuts, None), strict=True
        )
        if until is None or line_minor < until  # a line is no more than its order
    ]
    asks_first = any(one.is_first_order is not None for one in plan.conditions)
    firsts = (False, True) if asks_first else (False,)
    yield from product(amounts, firsts, buyers)


def _buyers(plan: PlanTables) -> list[Person]:
    """Return one buyer of every kind that conditions and rows can tell apart."""
    asked = [one.buyer for one in plan.conditions]
    statuses = {"none", *(word for who in asked for word in who.statuses)}
    grades = {word for who in asked for word in who.grades}
    pays_buyers = any(rule.pays_self or rule.stage == "rebate" for rule in plan.rules)
    persons = _persons(plan) if pays_buyers else [Person(blank("any"))]
    grades |= {person.member.grade for person in persons}
    days = dict.fromkeys(person.tenure_days for person in persons)
    flags = [
        (False, True) if any(getattr(who, name) is not None for who in asked) else (False,)
        for name in ("is_registered", "is_verified", "has_bought")
    ]
    return [
        Person(
            blank("buyer")._replace(
                status=status,
                grade=grade,
                registered_us=0 if is_registered else None,
                is_verified=is_verified,
                first_order_us=0 if has_bought else None,
            ),
            day,
        )
        for status in sorted(statuses)
        for grade in sorted(grades)
        for is_registered, is_verified, has_bought in product(*flags)
        for day in days
    ]


def _supposed(
    plan: PlanTables, table: LineTable, case: Case, search: Searched
) -> Iterator[Supposed]:
    """Yield who may stand where in one case: chains of one kind, or all of a mixed plan."""
    amounts, is_first, buyer = case
    persons, _, seats, is_mixed, is_whole = search
    chains: Iterator[tuple[Person, ...]] = ((person,) * len(seats) for person in persons)
    if is_mixed and is_whole:
        chains = product(persons, repeat=len(seats))
    line = stand_in(plan, table.words, PPM)
    for chain in chains:
        standing = dict(zip(seats, chain, strict=True))
        yield Supposed(line, _crowd(plan, buyer, standing, is_first=is_first), *amounts)


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


def _persons(plan: PlanTables) -> list[Person]:
    """Return one person of every grade and tenure that the plan can tell apart."""
    grades: set[str] = {""}
    days: set[int | None] = {None}
    for rule in plan.rules:
        for one in rule.cohorts:
            grades |= one.grades
            if one.tenure_from is not None or one.tenure_until is not None:
                days |= {one.tenure_from or 0, one.tenure_until, (one.tenure_until or 1) - 1}
    if any(rule.stage == "peer_bonus" for rule in plan.rules):
        grades.add(unnamed(grades))  # members of a grade that the plan does not name may be peers
    known = sorted(days, key=lambda one: -1 if one is None else one)
    return [
        Person(blank("any")._replace(grade=grade), day) for grade in sorted(grades) for day in known
    ]


def _crowd(
    plan: PlanTables,
    buyer: Person,
    seats: dict[str, Person],
    *,
    is_first: bool,
) -> People:
    """Return a full chain, and a holder with inviters for every role."""
    roles = dict.fromkeys(rule.role for rule in plan.rules if rule.role)
    relations = dict.fromkeys(rule.relation for rule in plan.rules if rule.role)
    held = tuple(
        Credit(
            role,
            f"holder of {role}",
            *("credited", "", "order", "", 0, None, None, 1),
            ("1",),
            (),
        )
        for role in roles
    )
    named = {name: _named(person, name) for name, person in seats.items()}
    above = {one.holder_id: [f"{nth} of {one.holder_id}" for nth in "12"] for one in held}
    return People(
        buyer=buyer,
        upline=tuple(named[f"upline {depth}"] for depth in (1, 2, 3)),
        credits=held,
        holders={one.holder_id: named[one.holder_id] for one in held},
        inviters={
            (relation, holder_id): tuple(named[name] for name in names if name in named)
            for relation in relations
            for holder_id, names in above.items()
        },
        is_first_order=is_first,
    )


def _named(person: Person, member_id: str) -> Person:
    return person._replace(member=person.member._replace(member_id=member_id))


def summed(plan: PlanTables) -> Witness:
    """Add up what each rule pays at most, whatever the line: never too low, perhaps too high."""
    most: list[tuple[int, int]] = []
    for rule in plan.rules:
        places = [
            max(
                (row.amounts[place] or (0,))[0] if place < len(row.amounts) else 0
                for row in rule.rows
            )
            for place in range(4)
        ]
        factor = PPM
        for one in rule.factors:
            factor = -(-factor * max(one.factor_ppm, PPM) // PPM)
        # A commission is what its rule pays at most; a peer's is that of one earner.
        base_ppm = most[rule.of][0] if rule.base == "commission" else PPM
        together = 3 * max(places) if rule.stage == "peer_bonus" else sum(places)
        all_ppm = -(-together * factor * base_ppm // PPM**2)
        most.append((max(all_ppm, rule.at_most_ppm), rule.funded_by))
    whole = sum(all_ppm for all_ppm, funded_by in most if funded_by < 0)
    every = frozenset(range(len(plan.rules)))
    named = [one.ceiling_ppm for one in plan.campaigns if one.ceiling_ppm is not None]
    lowest_ppm = min([plan.ceiling_ppm, *named])
    found = Witness(whole, _NOWHERE, "", is_exact=False, ceiling_ppm=lowest_ppm)
    above = found if whole > lowest_ppm else None
    borne_ppm = min(whole, max([plan.ceiling_ppm, *named]))
    return found._replace(paying=every, taken=every, above=above, borne_ppm=borne_ppm)
