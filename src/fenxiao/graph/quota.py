"""Invite quotas (邀请码配额): how many invites own settled sales have earned, and are free.

An invite is a token that is earned, used, and sometimes given back. All that matters is
counted in three numbers: own settled sales, invites used (issued, less those cancelled
or expired), and seats freed. What is free follows from them by one function.

Source: docs/invites.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from fenxiao.errors import PolicyError
from fenxiao.graph.counters import INVITE_SALES
from fenxiao.graph.grades import GONE
from fenxiao.model.checks import STRICT, check_id, check_kind, check_quantity
from fenxiao.model.envelope import is_one_of
from fenxiao.model.invite_records import Quota
from fenxiao.model.invites import VALID_DAYS_LIMIT
from fenxiao.model.people import RELATIONS, Relation
from fenxiao.model.records import Member, Refusal
from fenxiao.model.who import ANYBODY, Who
from fenxiao.money import check_amount, currency

__all__ = [
    "INVITE_SALES",
    "QuotaPolicy",
    "QuotaView",
    "check_currency",
    "earned",
    "free",
    "more_minor",
    "refuse_gone",
    "refuse_issue",
    "view",
]

Mode = Literal["consumed", "seats"]
Earning = Literal["spent", "counted"]

_PPM = 1_000_000
_MULTIPLIER_LIMIT_PPM = 100 * _PPM


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaPolicy:
    """How members earn the invites that they hand out (邀请码规则).

    Args:
        currency: Of the sales that count; chosen once.
        per_sales_minor: Own settled sales that earn one invite, in minor units.
        initial: Invites that everybody has without any sale.
        maximum: The most invites that a member may hold at once; none is without limit. In mode
            "seats" freed ones are not held any more, in mode "consumed" they are for ever.
        mode: "consumed": a redeemed invite is used up. "seats": it is occupied until the
            recruit leaves.
        earned: "counted": a seat that is freed needs no new sales. "spent": the sales that
            earned an invite are gone once it is redeemed, also when its seat is freed.
        grade_multipliers_ppm: Pairs of a grade and what its sales count for, in ppm: 1500000 is
            half as much again; a grade that is not named has 1000000.
        valid_days: How long an invite may be redeemed, in days of 24 hours; none is for ever.
        relation: The relation in which a redeemed invite binds.
        issuer: Who may issue.

    Raises:
        PolicyError: ``policy.quota`` when fields contradict each other.

    Examples:
        >>> seats = QuotaPolicy(
        ...     currency="CNY", per_sales_minor=100_000, mode="seats", earned="counted"
        ... )
        >>> free(seats, 250_000, "", used=2, freed=0), free(seats, 250_000, "", used=2, freed=1)
        (0, 1)
    """

    __pydantic_config__ = STRICT

    currency: str
    per_sales_minor: int
    initial: int = 0
    maximum: int | None = None
    mode: Mode = "consumed"
    earned: Earning = "spent"
    grade_multipliers_ppm: tuple[tuple[str, int], ...] = ()
    valid_days: int | None = None
    relation: Relation = "team"
    issuer: Who = ANYBODY

    def __post_init__(self) -> None:
        """Check every field, and that together they make sense."""
        currency(self.currency)
        check_amount(self.per_sales_minor, "per_sales_minor", low=1)
        check_quantity(self.initial, "initial", low=0)
        if self.maximum is not None:
            check_quantity(self.maximum, "maximum")
        is_one_of(self.mode, get_args(Mode), "mode")
        is_one_of(self.earned, get_args(Earning), "earned")
        is_one_of(self.relation, RELATIONS, "relation")
        check_kind(self.issuer, Who, "issuer")
        if self.valid_days is not None:
            check_quantity(self.valid_days, "valid_days", high=VALID_DAYS_LIMIT)
        if self.maximum is not None and self.initial > self.maximum:
            raise PolicyError("policy.quota", problem="initial must not be more than maximum")
        self._check_grades()

    def _check_grades(self) -> None:
        pairs: object = self.grade_multipliers_ppm
        if not isinstance(pairs, (tuple, list)):
            raise PolicyError("policy.quota", problem="grade_multipliers_ppm must be pairs")
        known: dict[str, int] = {}
        for pair in pairs:
            if not isinstance(pair, (tuple, list)) or len(pair) != 2:  # noqa: PLR2004  # a pair has two
                raise PolicyError("policy.quota", problem="grade_multipliers_ppm must be pairs")
            grade, ppm = pair
            check_quantity(ppm, "grade_multipliers_ppm", low=0, high=_MULTIPLIER_LIMIT_PPM)
            if check_id(grade, "grade_multipliers_ppm") in known:
                raise PolicyError("policy.quota", problem=f'grade "{grade}" stands twice')
            known[grade] = ppm
        object.__setattr__(self, "grade_multipliers_ppm", tuple(known.items()))

    @property
    def counters(self) -> frozenset[str]:
        """The names of all counters that it asks for."""
        return frozenset((INVITE_SALES,))

    @property
    def asks_member(self) -> bool:
        """Whether anything of an issuer but his sales decides."""
        return bool(self.grade_multipliers_ppm) or self.issuer != ANYBODY

    def multiplier_ppm(self, grade: str) -> int:
        """Return what the sales of a grade count for, in ppm."""
        return next((ppm for one, ppm in self.grade_multipliers_ppm if one == grade), _PPM)


class QuotaView(NamedTuple):
    """A member's quota as it stands: what he has a right to, what he uses, what is free.

    Args:
        sales_minor: Own settled sales net of refunds, in minor units.
        earned: Invites that they have earned, at his grade.
        initial: Invites that he has without any sale.
        used: Invites issued, less those cancelled or expired.
        freed: Those among them whose recruit left.
        free: Invites that he may issue now.
        more_minor: Sales that are missing for one more, in minor units; 0 if one is free;
            none where no sale would help.
    """

    sales_minor: int
    earned: int
    initial: int
    used: int
    freed: int
    free: int
    more_minor: int | None


def earned(policy: QuotaPolicy, sales_minor: int, grade: str) -> int:
    """Return how many invites some sales have earned at a grade, rounded down once.

    Examples:
        >>> policy = QuotaPolicy(
        ...     currency="CNY",
        ...     per_sales_minor=100_000,
        ...     grade_multipliers_ppm=(("gold", 1_500_000),),
        ... )
        >>> [earned(policy, 200_000, grade) for grade in ("", "gold")]
        [2, 3]
        >>> earned(policy, -100_000, "")
        0
    """
    ppm = policy.multiplier_ppm(grade)
    return max(0, sales_minor) * ppm // (policy.per_sales_minor * _PPM)


def free(policy: QuotaPolicy, sales_minor: int, grade: str, *, used: int, freed: int) -> int:
    """Return how many invites a member may issue.

    The lesser of what sales leave and what places are left, and never below 0: a refund
    takes back no invite that is used, it only blocks new ones until it is made good.

    Args:
        policy: The rules.
        sales_minor: Own settled sales net of refunds, in minor units.
        grade: His grade now.
        used: Invites issued, less those cancelled or expired.
        freed: Those among them whose recruit left.

    Examples:
        >>> policy = QuotaPolicy(currency="CNY", per_sales_minor=100_000, initial=1, maximum=3)
        >>> [free(policy, sales, "", used=1, freed=0) for sales in (0, 100_000, 900_000)]
        [0, 1, 2]
    """
    right = policy.initial + earned(policy, sales_minor, grade)
    by_sales = right - _paid(policy, used, freed)
    if policy.maximum is None:
        return max(0, by_sales)
    return max(0, min(by_sales, policy.maximum - _held(policy, used, freed)))


def more_minor(
    policy: QuotaPolicy, sales_minor: int, grade: str, *, used: int, freed: int
) -> int | None:
    """Return the sales that are missing for one free invite, in minor units.

    Returns:
        The least amount after which one is free; 0 if one is; None where no sale helps:
        every place is held, or the grade earns nothing.

    Examples:
        >>> policy = QuotaPolicy(currency="CNY", per_sales_minor=100_000)
        >>> more_minor(policy, 130_000, "", used=1, freed=0)
        70000
    """
    if free(policy, sales_minor, grade, used=used, freed=freed):
        return 0
    ppm = policy.multiplier_ppm(grade)
    wanted = _paid(policy, used, freed) + 1 - policy.initial
    if not ppm or _is_full(policy, used, freed):
        return None
    return -(-wanted * policy.per_sales_minor * _PPM // ppm) - sales_minor


def check_currency(policy: QuotaPolicy, quota: Quota) -> None:
    """Refuse to read a quota by a policy under which other sales count.

    Raises:
        PolicyError: ``policy.quota_currency`` when the sales were counted in another currency.
    """
    if quota.currency != policy.currency:
        raise PolicyError(
            "policy.quota_currency", currency=quota.currency, got_currency=policy.currency
        )


def view(policy: QuotaPolicy, quota: Quota, grade: str) -> QuotaView:
    """Return a quota as it stands by a policy.

    Raises:
        PolicyError: ``policy.quota_currency`` when the sales were counted in another currency.
    """
    check_currency(policy, quota)
    sales_minor, used, freed = quota.sales_minor, quota.used_count, quota.freed_count
    return QuotaView(
        sales_minor,
        earned(policy, sales_minor, grade),
        policy.initial,
        used,
        freed,
        free(policy, sales_minor, grade, used=used, freed=freed),
        more_minor(policy, sales_minor, grade, used=used, freed=freed),
    )


def refuse_gone(issuer: Member) -> Refusal | None:
    """Say why a member's codes stand for nothing now, or None if he is here."""
    if issuer.status not in GONE:
        return None
    about = (("member_id", issuer.member_id), ("status", issuer.status))
    return Refusal("invite.issuer_gone", about)


def refuse_issue(policy: QuotaPolicy, quota: Quota, member: Member) -> Refusal | None:
    """Say why a member may issue no invite, or None if he may and has one."""
    gone = refuse_gone(member)
    if gone is not None:
        return gone
    unmet = policy.issuer.first_unmet(member)
    if unmet is not None:
        about_him = (("member_id", member.member_id), ("condition", unmet))
        return Refusal("quota.issuer_unfit", about_him)
    grade = member.grade
    seen = view(policy, quota, grade)
    if seen.free:
        return None
    about: tuple[tuple[str, str | int], ...] = (("member_id", quota.member_id),)
    if policy.maximum is not None and _is_full(policy, seen.used, seen.freed):
        held = ("held", _held(policy, seen.used, seen.freed))
        return Refusal("quota.full", (*about, ("maximum", policy.maximum), held))
    counts = (("earned", seen.earned), ("initial", seen.initial), ("used", seen.used))
    if seen.more_minor is None:
        return Refusal("quota.grade_earns_none", (*about, ("grade", grade), *counts))
    numbers = (("freed", seen.freed), ("free", seen.free), ("more_minor", seen.more_minor))
    return Refusal("quota.none_free", (*about, *counts, *numbers, ("currency", quota.currency)))


def _held(policy: QuotaPolicy, used: int, freed: int) -> int:
    """Return how many places are held: a seat comes back, a consumed invite does not."""
    return used - freed if policy.mode == "seats" else used


def _paid(policy: QuotaPolicy, used: int, freed: int) -> int:
    """Return how many invites of the right are gone."""
    return used if policy.earned == "spent" else _held(policy, used, freed)


def _is_full(policy: QuotaPolicy, used: int, freed: int) -> bool:
    return policy.maximum is not None and _held(policy, used, freed) >= policy.maximum
