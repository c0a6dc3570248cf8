"""Grades (等级): a ladder whose rungs are conditions on counters, as data.

A member rises one grade at a time, when he meets what the next one asks. He falls only
at the close of a period, one grade, when he does not meet what his own one asks to keep
it. So a refund in between never takes a grade away, and nothing is decided twice.

Source: docs/grades.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fenxiao.errors import PolicyError
from fenxiao.graph.counters import (
    ACTIVE_RECRUITS,
    DIRECT,
    INVITE_SALES,
    SALES,
    day_start,
    is_counter,
)
from fenxiao.model.checks import STRICT, check_id, check_kind, check_quantity, check_tuple
from fenxiao.model.envelope import check_flag, is_one_of
from fenxiao.model.instants import DAY_US, FOREVER_US
from fenxiao.model.people import RELATIONS, Relation
from fenxiao.model.records import Member
from fenxiao.model.who import ANYBODY, Who
from fenxiao.money import check_amount, currency

__all__ = ["GONE", "PERIODS_KEPT", "AtLeast", "Grade", "GradePolicy", "asked", "reviewed"]

PERIODS_KEPT = 60
"""How many names of closed periods a member remembers: five years of months."""

_DAYS_LIMIT = 3_650
GONE = ("left", "deleted")
"""The statuses of a member who has left, perhaps for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """A condition on one counter: so many heads, or so much money (条件).

    Args:
        counter: "fans", "recruits", "unit", "active_recruits", "direct:" with a grade's name;
            or of settled sales "own_sales", "team_sales", "purchases".
        count: How many heads at least.
        amount_minor: How much at least, in minor units.
        currency: ISO 4217 code of the amount.
        window_days: Only changes of so many days count: the UTC day of the review and those
            before it; none counts all.

    Examples:
        >>> condition = AtLeast(counter="fans", count=10)
        >>> condition.least, condition.is_met(10), condition.is_met(9)
        (10, True, False)
    """

    __pydantic_config__ = STRICT

    counter: str
    count: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    window_days: int | None = None

    def __post_init__(self) -> None:
        """Check every field, and that heads are counted and money is named."""
        check_id(self.counter, "counter")
        if self.count is not None:
            check_quantity(self.count, "count", low=0)
        if self.amount_minor is not None:
            check_amount(self.amount_minor, "amount_minor")
        if self.currency is not None:
            currency(self.currency)
        if self.window_days is not None:
            check_quantity(self.window_days, "window_days", high=_DAYS_LIMIT)
        self._check_sense()

    def _check_sense(self) -> None:
        is_money = self.counter in SALES
        problem = ""
        if not is_counter(self.counter):
            problem = f'there is no counter "{self.counter}"'
        elif self.counter == INVITE_SALES:
            problem = f'"{self.counter}" is taken by issuing invites; ask for "own_sales"'
        elif is_money and (self.count is not None or None in {self.amount_minor, self.currency}):
            problem = f'"{self.counter}" is money: give amount_minor and currency, no count'
        elif not is_money and (self.count is None or {self.amount_minor, self.currency} != {None}):
            problem = f'"{self.counter}" counts heads: give a count, no amount'
        if problem:
            raise PolicyError("policy.grades", problem=problem)

    @property
    def least(self) -> int:
        """How many heads, or minor units."""
        return self.count if self.count is not None else self.amount_minor or 0

    def is_met(self, found: int) -> bool:
        """Say whether a counter meets the condition; equality does."""
        return found >= self.least

    def period_us(self, at_us: int) -> tuple[int, int]:
        """Return from when on, and before when, changes count for a look at an instant."""
        if self.window_days is None:
            return -FOREVER_US, at_us + 1
        return day_start(at_us) - (self.window_days - 1) * DAY_US, at_us + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One rung of the ladder, and what it takes to come to it and to stay (等级).

    Args:
        name: Its name for plans and policies; stable.
        title: What members read, such as "掌柜"; none is the name.
        who: What the member must be.
        all_of: Every one of these must be met to rise to it.
        any_of: One of these must be met; none asks nothing.
        keeps: Every one of these must be met at the close of a period to stay; none is for ever.
        is_by_hand: Whether only a person gives it.
    """

    __pydantic_config__ = STRICT

    name: str
    title: str = ""
    who: Who = ANYBODY
    all_of: tuple[AtLeast, ...] = ()
    any_of: tuple[AtLeast, ...] = ()
    keeps: tuple[AtLeast, ...] = ()
    is_by_hand: bool = False

    def __post_init__(self) -> None:
        """Check every field, and that the grade asks for something."""
        check_id(self.name, "name")
        if self.title:
            check_id(self.title, "title")
        for name in ("all_of", "any_of", "keeps"):
            object.__setattr__(self, name, check_tuple(getattr(self, name), AtLeast, name))
        check_flag(self.is_by_hand, "is_by_hand")
        check_kind(self.who, Who, "who")
        problem = ""
        if self.who.grades:
            problem = (
                f'"{self.name}" must not ask for grades, since its place says which come first'
            )
        elif self.is_by_hand and self.asks:
            problem = f'"{self.name}" is given by hand, so it must ask for nothing'
        elif not (self.is_by_hand or self.asks or self.who != ANYBODY):
            problem = f'"{self.name}" asks for nothing, so everybody would have it'
        if problem:
            raise PolicyError("policy.grades", problem=problem)

    @property
    def asks(self) -> tuple[AtLeast, ...]:
        """Every condition on a counter that it takes to rise to it."""
        return (*self.all_of, *self.any_of)

    def opens(self, member: Member, found: Mapping[AtLeast, int]) -> bool:
        """Say whether a member may rise to it.

        Who fell from it once must also meet what it takes to stay, or he would rise and
        fall with every period.
        """
        if self.is_by_hand or self.who.first_unmet(member) is not None:
            return False
        if not _all(self.all_of, found) or (self.name in member.lost and not self.stays(found)):
            return False
        return not self.any_of or any(one.is_met(found[one]) for one in self.any_of)

    def stays(self, found: Mapping[AtLeast, int]) -> bool:
        """Say whether a member who has it may stay at the close of a period."""
        return _all(self.keeps, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradePolicy:
    """The ladder (等级体系): its grades, and what makes a recruit an active one.

    Args:
        grades: The grades, lowest first; a member begins with none.
        relation: In which relation "direct:" counters count a member's direct members.
        active: What makes a member an active recruit of the one above him in the team, for
            ever; every one must be met. None counts no active recruits.

    Raises:
        PolicyError: ``policy.grades`` when the ladder contradicts itself.

    Examples:
        >>> keeper = Grade(name="shopkeeper", all_of=(AtLeast(counter="fans", count=10),))
        >>> star = Grade(name="star", all_of=(AtLeast(counter="direct:shopkeeper", count=10),))
        >>> ladder = GradePolicy(grades=(keeper, star))
        >>> sorted(ladder.counters)
        ['direct:shopkeeper', 'fans']
        >>> ladder.after("").name, ladder.after("shopkeeper").name, ladder.after("star")
        ('shopkeeper', 'star', None)
    """

    __pydantic_config__ = STRICT

    grades: tuple[Grade, ...]
    relation: Relation = "customer"
    active: tuple[AtLeast, ...] = ()

    def __post_init__(self) -> None:
        """Check every field, and that conditions name what there is."""
        object.__setattr__(self, "grades", check_tuple(self.grades, Grade, "grades"))
        object.__setattr__(self, "active", check_tuple(self.active, AtLeast, "active"))
        is_one_of(self.relation, RELATIONS, "relation")
        names = self.names
        problem = ""
        if not names:
            problem = "it has no grades"
        elif len(set(names)) < len(names):
            problem = "two grades have one name"
        elif ACTIVE_RECRUITS in self.counters and not self.active:
            problem = "active recruits are asked for, but not what makes one active"
        elif any(one.counter == ACTIVE_RECRUITS for one in self.active):
            problem = "what makes a recruit active must not be his own active recruits"
        for counter in self.counters:
            if counter.startswith(DIRECT) and counter.removeprefix(DIRECT) not in names:
                problem = f'"{counter}" names no grade of the ladder'
        if problem:
            raise PolicyError("policy.grades", problem=problem)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the grades, lowest first."""
        return tuple(grade.name for grade in self.grades)

    @property
    def counters(self) -> frozenset[str]:
        """The names of all counters that some condition asks for."""
        ladder = (one for grade in self.grades for one in (*grade.asks, *grade.keeps))
        return frozenset(one.counter for one in (*ladder, *self.active))

    @property
    def asks_first_orders(self) -> bool:
        """Whether some grade asks if a member has bought."""
        return any(grade.who.has_bought is not None for grade in self.grades)

    def now(self, name: str) -> Grade | None:
        """Return the grade of a name, or None if the ladder has none."""
        return next((grade for grade in self.grades if grade.name == name), None)

    def after(self, name: str) -> Grade | None:
        """Return the grade above one; None above the highest, and for a name it does not know."""
        names = ("", *self.names)
        place = names.index(name) if name in names else len(self.grades)
        return self.grades[place] if place < len(self.grades) else None

    def below(self, name: str) -> str:
        """Return the name of the grade below one; empty below the lowest."""
        return ("", *self.names)[self.names.index(name)]


def asked(ladder: GradePolicy, member: Member, *, is_close: bool) -> tuple[AtLeast, ...]:
    """Return every condition whose counter a review of a member must know, each once."""
    found: list[AtLeast] = []
    if member.active_us is None:
        found += ladder.active
    if member.status not in GONE and not member.is_grade_fixed:
        now, after = ladder.now(member.grade), ladder.after(member.grade)
        if is_close and now is not None:
            found += now.keeps
        if after is not None:
            found += after.asks
            found += after.keeps if after.name in member.lost else ()
    return tuple(dict.fromkeys(found))


def reviewed(
    ladder: GradePolicy, member: Member, found: Mapping[AtLeast, int], at_us: int, period: str = ""
) -> Member:
    """Return what a member is after a review: perhaps active, perhaps one grade up or down.

    Args:
        ladder: The ladder.
        member: What he is.
        found: What was counted for each condition that ``asked`` names.
        at_us: The instant of the change.
        period: The period that closes; empty for a review in between.
    """
    after = member
    if period:
        after = member._replace(periods=(*member.periods, period)[-PERIODS_KEPT:])
    if ladder.active and member.active_us is None and _all(ladder.active, found):
        after = after._replace(active_us=at_us)
    if member.status in GONE or member.is_grade_fixed:
        return after
    now, above = ladder.now(member.grade), ladder.after(member.grade)
    if period and now is not None and not now.stays(found):
        lost = tuple(sorted({*member.lost, now.name}))
        return after._replace(grade=ladder.below(now.name), lost=lost)
    if member.status != "suspended" and above is not None and above.opens(member, found):
        lost = tuple(name for name in member.lost if name != above.name)
        return after._replace(grade=above.name, lost=lost)
    return after


def _all(conditions: tuple[AtLeast, ...], found: Mapping[AtLeast, int]) -> bool:
    return all(one.is_met(found[one]) for one in conditions)
