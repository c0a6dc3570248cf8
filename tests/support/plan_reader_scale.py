"""By how much a proportional trim lowers the rates of a line's kind (按比例下调).

Part of the plain reading of plans in ``plan_reader``. The greatest share that such lines can
be asked for is found by trying everybody: the buyer and three uplines of every grade and
tenure that the plan tells apart, first order or not, every amount that conditions tell apart.
Holders and their inviters are tried likewise, each kind of credit by itself, as if nobody
were both holder and upline. Everybody may earn; what is asked of the buyer is met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import product

from fenxiao.model.events import OrderPaid
from fenxiao.model.lines import Line
from fenxiao.model.who import ANYBODY
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.fields import RuleFields
from fenxiao.rules.role import Role
from fenxiao.rules.written import AnyRule, Written
from tests.support.plan_reader_basis import (
    MILLION,
    Case,
    Scene,
    Somebody,
    all_rules,
    ceiling_ppm,
    place_amount,
    thresholds,
    why_off,
)
from tests.support.plan_reader_kinds import read_gross

BUYER = "buyer"


def find_scale(
    plan: Written, campaigns: tuple[Campaign, ...], order: OrderPaid, line: Line
) -> Fraction | None:
    """Return the part that is left of every rate; None where nothing is lowered."""
    if plan.trim != "proportional":
        return None
    return _scale(plan, campaigns, order, line)


@lru_cache(maxsize=64)
def _scale(
    plan: Written, campaigns: tuple[Campaign, ...], order: OrderPaid, line: Line
) -> Fraction | None:
    ceiling = ceiling_ppm(plan, campaigns)
    known = _people(plan, campaigns)
    greatest = max(
        _greatest_held(case, known) + _greatest_of_chain(case, known)
        for case in _cases(plan, campaigns, order, line)
    )
    return Fraction(ceiling) / greatest if greatest > ceiling else None


def _cases(
    plan: Written, campaigns: tuple[Campaign, ...], order: OrderPaid, line: Line
) -> Iterator[Case]:
    """Yield a line of a million minor units, whose amounts are shares in ppm, without people."""
    open_plan = replace(plan, earner=ANYBODY, merges_persons=False)
    open_campaigns = tuple(replace(one, when=replace(one.when, buyer=ANYBODY)) for one in campaigns)
    sold = replace(
        line,
        quantity=1,
        paid_minor=MILLION,
        list_minor=None,
        cost_minor=0,
        freight_minor=0,
        tax_minor=0,
        fee_minor=0,
        tenders=(),
        coupons=(),
        grade_prices=(),
    )
    sale = replace(order, lines=(sold,))
    marks = thresholds(plan, campaigns)
    amounts = {(a, max(a, b)) for a, b in product(marks["line"] | {0}, marks["order"] | {0})}
    for is_first, (line_amount, order_amount) in product((True, False), sorted(amounts)):
        scene = Scene(Somebody(BUYER), (), is_first_order=is_first)
        yield Case(open_plan, open_campaigns, sale, scene, sold, line_amount, order_amount)


def _people(plan: Written, campaigns: Iterable[Campaign]) -> list[Somebody]:
    """Return somebody of every grade and tenure that amounts tell apart."""
    grades: set[str] = {""}
    tenures: set[int | None] = {None}
    rules = [rule for rule, _ in all_rules(plan, campaigns) if isinstance(rule, RuleFields)]
    rows: list[Row | Multiply] = [row for rule in rules for row in rule.rows]
    rows += [one for campaign in campaigns for one in campaign.multiplies]
    for one in rows:
        grades |= set(one.grades)
        if one.tenure_from_days is not None or one.tenure_until_days is not None:
            tenures |= {0, one.tenure_from_days, one.tenure_until_days}
    return [Somebody("", grade, days) for grade in sorted(grades) for days in tenures]


def _rules_on(case: Case) -> list[AnyRule]:
    """Return the rules of platform and merchant that are on, open to everybody."""
    found: list[AnyRule] = []
    for rule, campaign in all_rules(case.plan, case.campaigns):
        if isinstance(rule, RuleFields) and rule.funded_by in ("platform", "merchant"):
            opened = replace(rule, earner=ANYBODY, when=replace(rule.when, buyer=ANYBODY))
            if not why_off(opened, campaign, case):
                found.append(opened)
    return found


def _greatest_of_chain(case: Case, known: Sequence[Somebody]) -> Fraction:
    """Return the most that a buyer and three uplines are owed together."""
    rules = [rule for rule in _rules_on(case) if not isinstance(rule, Role)]
    shares = []
    for people in product(known, repeat=4):
        named = [one._replace(member_id=f"{BUYER}{n}") for n, one in enumerate(people)]
        scene = case.scene._replace(buyer=named[0], upline=tuple(named[1:]))
        tried = replace(case, scene=scene, done={})
        for rule in rules:
            tried.done[rule.rule_id] = read_gross(rule, tried)
        places = (place for slots in tried.done.values() for place in slots)
        shares.append(sum((place.exact for place in places), Fraction(0)))
    return max(shares)


def _greatest_held(case: Case, known: Sequence[Somebody]) -> Fraction:
    """Return the most that a holder of each kind of credit and his inviters are owed."""
    total = Fraction(0)
    rules = [rule for rule in _rules_on(case) if isinstance(rule, Role)]
    for role in {rule.role for rule in rules}:
        asked = [rule for rule in rules if rule.role == role]
        total += max(
            sum(
                (
                    place_amount(rule, n, one, case)
                    for rule in asked
                    for n, one in enumerate(trio, 1)
                ),
                Fraction(0),
            )
            for trio in product(known, repeat=3)
        )
    return total
