"""Awarding (周期结算): all period rules of a plan on the sales of a period, under one ceiling.

Rules are taken in the order of the plan: first what line rules that waited for the close
pay after budgets, then each period rule; a cap cuts what stands before it. Where the plan
trims, what line rules leave of the ceiling is filled in that order, and the rule that no
longer fits whole is shared in proportion to its awards.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Annotated, NamedTuple

from fenxiao.model.period_records import PeriodCut
from fenxiao.model.who import ANYBODY, Who
from fenxiao.money import PPM, allocate
from fenxiao.rules.forms import ByKind
from fenxiao.rules.period.convex_differential import ConvexDifferential
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.period.pool import Pool
from fenxiao.rules.period.sales import Given, PeriodSales
from fenxiao.rules.period.team_bonus import TeamBonus
from fenxiao.rules.period.tiers import Tiers
from fenxiao.rules.period.top_n import TopN

__all__ = ["PERIOD_RULES", "AnyPeriodRule", "Closing", "awards"]

AnyPeriodRule = Annotated[
    Tiers | Pool | TeamBonus | Milestone | TopN | ConvexDifferential | MemberCap, ByKind()
]
PERIOD_RULES = (Tiers, Pool, TeamBonus, Milestone, TopN, ConvexDifferential, MemberCap)
"""The period rules that a plan may hold, in the order of the documentation."""


class Closing(NamedTuple):
    """All by which a plan's part of a period is decided.

    Args:
        plan_id: The plan.
        digest: The digest of all that counts; a correction by another one is refused.
        rules: Its period rules, in the order of the plan.
        waiting: Its line rules, and those of campaigns, that wait for the close.
        budgets: What the rules of each campaign may pay, by its name, in minor units.
        earner: Who may earn where a rule does not say it.
        ceiling_ppm: The ceiling over line and period rules together.
        is_trimmed: Whether awards above it are trimmed; else it is proved that none are.
    """

    plan_id: str
    digest: str
    rules: tuple[AnyPeriodRule, ...]
    waiting: tuple[str, ...] = ()
    budgets: tuple[tuple[str, int], ...] = ()
    earner: Who = ANYBODY
    ceiling_ppm: int = PPM
    is_trimmed: bool = False

    @property
    def asks(self) -> bool:
        """Whether anything asks who a seller is."""
        own = [rule for rule in self.rules if not isinstance(rule, MemberCap)]
        graded = any(isinstance(rule, Pool) and rule.by == "grades" for rule in own)
        return graded or any((rule.earner or self.earner).asks for rule in own)

    def is_held(self, rule_id: str) -> bool:
        """Say whether awards of a rule are held until the next close; those of lines are."""
        found = (rule for rule in self.rules if rule.rule_id == rule_id)
        return all(rule.is_held for rule in found if not isinstance(rule, MemberCap))


def awards(closing: Closing, sales: PeriodSales) -> tuple[Given, ...]:
    """Return what every member gets by every rule for a period.

    Args:
        closing: The rules.
        sales: What was sold, and by whom, net of refunds.

    Returns:
        One row a rule and member who gets something, or from whom something was cut, in the
        order of the plan; the order within a rule is that of the rule.

    Examples:
        >>> cap = MemberCap(rule_id="cap", of_rules=("gift",), at_most_minor=50)
        >>> closing = Closing("p1", "", (cap,), waiting=("gift",))
        >>> sales = PeriodSales(claims={("gift", "u1"): (80, 70)})
        >>> (given,) = awards(closing, sales)
        >>> given.amount_minor, [tuple(cut) for cut in given.cuts]
        (50, [('budget', 10), ('cap:cap', 20)])
    """
    given = list(_granted(closing, sales))
    for rule in closing.rules:
        if isinstance(rule, MemberCap):
            given = list(rule.cut(given))
        else:
            given += rule.award(sales, closing.earner)
    return tuple(_trimmed(given, closing, sales) if closing.is_trimmed else given)


def _granted(closing: Closing, sales: PeriodSales) -> Iterator[Given]:
    """Yield what line rules pay that waited, by rule in plan order and by member."""
    places = {rule_id: place for place, rule_id in enumerate(closing.waiting)}
    for rule_id, member_id in sorted(sales.claims, key=lambda key: (places[key[0]], key[1])):
        asked, granted = sales.claims[rule_id, member_id]
        cuts = (PeriodCut("budget", asked - granted),) if asked > granted else ()
        facts = (("kind", "line"), ("asked_minor", asked))
        yield Given(rule_id, member_id, granted, facts, cuts)


def _trimmed(given: Iterable[Given], closing: Closing, sales: PeriodSales) -> Iterator[Given]:
    """Yield awards cut to what line rules leave of the ceiling, first rules first."""
    most = sales.volume_minor * closing.ceiling_ppm // PPM
    room = max(0, most - sales.kept_minor)
    for rule_id, group in groupby(given, key=lambda one: one.rule_id):
        rows = list(group)
        total = sum(one.amount_minor for one in rows)
        if rule_id in closing.waiting:  # part of what line rules keep
            yield from rows
        elif total <= room:
            yield from rows
            room -= total
        else:
            weights = [one.amount_minor for one in rows]
            amounts = allocate(room, weights, rule="largest_remainder")
            yield from map(_cut, rows, amounts)
            room = 0


def _cut(one: Given, amount_minor: int) -> Given:
    gone = PeriodCut("ceiling", one.amount_minor - amount_minor)
    if not gone.amount_minor:
        return one
    return one._replace(amount_minor=amount_minor, cuts=(*one.cuts, gone))
