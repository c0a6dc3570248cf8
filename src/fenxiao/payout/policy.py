"""Withdrawal policy (提现规则): what a withdrawal must keep, what it costs, who approves it.

All of it is data, by currency. Every rule that a withdrawal breaks is told at once, so that
a member need not ask three times to learn of three.

Source: docs/payout.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fenxiao.errors import PolicyError
from fenxiao.model.checks import STRICT, check_id, check_kind, check_quantity, check_tuple
from fenxiao.model.envelope import check_flag
from fenxiao.model.records import Refusal, Wallet
from fenxiao.money import check_amount, currency
from fenxiao.payout.calendar import DAYS_LIMIT, BusinessDays
from fenxiao.payout.limits import HOUR_US, Used

__all__ = [
    "Minimum",
    "PayoutPolicy",
    "Tier",
    "WithdrawalFee",
    "WithdrawalRule",
    "one_refusal",
    "withdrawal_problems",
]

_HOURS_LIMIT = 31 * 24
_CHECKERS_LIMIT = 10
_PPM = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """The least that is paid out at once in a currency, in minor units (提现额度)."""

    __pydantic_config__ = STRICT

    currency: str
    amount_minor: int

    def __post_init__(self) -> None:
        """Check both fields."""
        currency(self.currency)
        check_amount(self.amount_minor, "amount_minor", low=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalFee:
    """What a withdrawal costs the member (提现手续费); it is kept of what he asked for.

    Args:
        rate_ppm: The share of what is not free, floored, in ppm.
        least_minor: The least that the share comes to, where anything is not free.
        most_minor: The most that it comes to; none for no most.
        fixed_minor: What is passed on besides, however much is free: the rail's own price.
        free_count: So many withdrawals of a calendar month have no share.
        free_minor: Of the others, so much of a calendar month has none.
        is_kept_on_return: Whether it stays with the payer when paid money comes back.

    Examples:
        >>> fee = WithdrawalFee(rate_ppm=6_000, least_minor=100, most_minor=2_500)
        >>> [fee.fee_minor(gross, is_free=False, free_minor=0) for gross in (100, 100_000, 10**6)]
        [100, 600, 2500]
    """

    __pydantic_config__ = STRICT

    rate_ppm: int = 0
    least_minor: int = 0
    most_minor: int | None = None
    fixed_minor: int = 0
    free_count: int = 0
    free_minor: int = 0
    is_kept_on_return: bool = False

    def __post_init__(self) -> None:
        """Check every field, and that the most is not below the least."""
        check_quantity(self.rate_ppm, "rate_ppm", low=0, high=_PPM)
        check_amount(self.least_minor, "least_minor")
        check_amount(self.fixed_minor, "fixed_minor")
        check_quantity(self.free_count, "free_count", low=0)
        check_amount(self.free_minor, "free_minor")
        check_flag(self.is_kept_on_return, "is_kept_on_return")
        if self.most_minor is not None:
            check_amount(self.most_minor, "most_minor")
            if self.most_minor < self.least_minor:
                problem = "the most of a fee must not be below its least"
                raise PolicyError("policy.withdrawal", problem=problem)

    def fee_minor(self, gross_minor: int, *, is_free: bool, free_minor: int) -> int:
        """Return the fee of a withdrawal, in minor units.

        Args:
            gross_minor: What is asked for, in minor units.
            is_free: Whether it is one of those that have no share.
            free_minor: How much of it is free otherwise, in minor units.
        """
        left_minor = gross_minor - free_minor
        if is_free or left_minor <= 0:
            return self.fixed_minor
        share_minor = max(left_minor * self.rate_ppm // _PPM, self.least_minor)
        if self.most_minor is not None:
            share_minor = min(share_minor, self.most_minor)
        return share_minor + self.fixed_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """Who approves a batch of up to a total (审批层级).

    Args:
        up_to_minor: The total up to which it holds, itself included; none for any.
        checkers: How many persons must approve; none of them proposed it.
        roles: Of each of these roles one of them must be.
    """

    __pydantic_config__ = STRICT

    up_to_minor: int | None = None
    checkers: int = 1
    roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check every field, and that there are persons enough for the roles."""
        if self.up_to_minor is not None:
            check_amount(self.up_to_minor, "up_to_minor", low=1)
        check_quantity(self.checkers, "checkers", high=_CHECKERS_LIMIT)
        roles = tuple(check_id(one, "roles") for one in check_tuple(self.roles, str, "roles"))
        object.__setattr__(self, "roles", roles)
        if len(set(roles)) < len(roles) or len(roles) > self.checkers:
            problem = "each role must stand once, and have a person of its own"
            raise PolicyError("policy.withdrawal", problem=problem)


_ANYBODY = Tier()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRule:
    """What withdrawals in one currency must keep (提现规则), all of it in minor units.

    Args:
        currency: ISO 4217 code.
        minimum_minor: The least that is paid out at once.
        maximum_minor: The most that is paid out at once; none for no most.
        day_most_minor: The most of one local day; none for no most.
        day_most_count: How many of one local day; none for any number.
        cool_down_hours: How long after the last one the next may come.
        automatic_below_minor: Below this nobody need approve; none for never.
        settle_after_business_days: T+N; 0 is at once.
        fee: What it costs; none costs nothing.
        tiers: Who approves a batch, by its total; one person where nothing is said.
    """

    __pydantic_config__ = STRICT

    currency: str
    minimum_minor: int = 1
    maximum_minor: int | None = None
    day_most_minor: int | None = None
    day_most_count: int | None = None
    cool_down_hours: int = 0
    automatic_below_minor: int | None = None
    settle_after_business_days: int = 0
    fee: WithdrawalFee | None = None
    tiers: tuple[Tier, ...] = ()

    def __post_init__(self) -> None:
        """Check every field and put the tiers in order."""
        currency(self.currency)
        check_amount(self.minimum_minor, "minimum_minor", low=1)
        for name in ("maximum_minor", "day_most_minor", "automatic_below_minor"):
            if getattr(self, name) is not None:
                check_amount(getattr(self, name), name, low=1)
        if self.day_most_count is not None:
            check_quantity(self.day_most_count, "day_most_count")
        check_quantity(self.cool_down_hours, "cool_down_hours", low=0, high=_HOURS_LIMIT)
        days = self.settle_after_business_days
        check_quantity(days, "settle_after_business_days", low=0, high=DAYS_LIMIT)
        if self.fee is not None:
            check_kind(self.fee, WithdrawalFee, "fee")
        if self.maximum_minor is not None and self.maximum_minor < self.minimum_minor:
            problem = "the most of a withdrawal must not be below its least"
            raise PolicyError("policy.withdrawal", problem=problem)
        tiers = check_tuple(self.tiers, Tier, "tiers")
        object.__setattr__(self, "tiers", tiers)
        tops = [tier.up_to_minor for tier in tiers]
        limits = [top for top in tops[:-1] if top is not None]
        if tiers and (len(limits) < len(tops) - 1 or tops[-1] is not None):
            problem = "the last tier, and no other, must be without up_to_minor"
            raise PolicyError("policy.withdrawal", problem=problem)
        if sorted(set(limits)) != limits:
            problem = "each tier must go further up than the one before"
            raise PolicyError("policy.withdrawal", problem=problem)

    @property
    def counts_uses(self) -> bool:
        """Whether anything depends on the withdrawals before."""
        is_free = self.fee is not None and bool(self.fee.free_count or self.fee.free_minor)
        limits = (self.day_most_minor, self.day_most_count)
        return is_free or limits != (None, None) or self.cool_down_hours > 0

    def is_automatic(self, gross_minor: int) -> bool:
        """Say whether nobody need approve a withdrawal."""
        return self.automatic_below_minor is not None and gross_minor < self.automatic_below_minor

    def tier(self, total_minor: int) -> Tier:
        """Return who approves a batch of a total."""
        for tier in self.tiers:
            if tier.up_to_minor is None or total_minor <= tier.up_to_minor:
                return tier
        return _ANYBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutPolicy:
    """What a withdrawal must keep.

    Args:
        minimums: The threshold of each currency of which nothing else is said; without one,
            1 minor unit. Nobody approves these.
        rules: All that is said of a currency.
        calendar: Which days are business days, and when a day begins.

    Raises:
        PolicyError: ``policy.repeated_currency`` when a currency stands twice.

    Examples:
        >>> policy = PayoutPolicy(minimums=(Minimum(currency="CNY", amount_minor=1000),))
        >>> policy.minimum_minor("CNY"), policy.minimum_minor("USD")
        (1000, 1)
    """

    __pydantic_config__ = STRICT

    minimums: tuple[Minimum, ...] = ()
    rules: tuple[WithdrawalRule, ...] = ()
    calendar: BusinessDays = BusinessDays()

    def __post_init__(self) -> None:
        """Check that each currency stands once."""
        object.__setattr__(self, "minimums", check_tuple(self.minimums, Minimum, "minimums"))
        object.__setattr__(self, "rules", check_tuple(self.rules, WithdrawalRule, "rules"))
        check_kind(self.calendar, BusinessDays, "calendar")
        seen: set[str] = set()
        named = (*(one.currency for one in self.minimums), *(one.currency for one in self.rules))
        for name in named:
            if name in seen:
                raise PolicyError("policy.repeated_currency", currency=name)
            seen.add(name)

    def minimum_minor(self, currency_code: str) -> int:
        """Return the threshold of a currency, in minor units."""
        found = (one.amount_minor for one in self.minimums if one.currency == currency_code)
        rule = self.rule(currency_code)
        return next(found, 1 if rule is None else rule.minimum_minor)

    def rule(self, currency_code: str) -> WithdrawalRule | None:
        """Return all that is said of a currency; None where it has a threshold at most."""
        return next((one for one in self.rules if one.currency == currency_code), None)


def withdrawal_problems(
    wallet: Wallet, wanted_minor: int, policy: PayoutPolicy, used: Used, at_us: int
) -> Iterator[Refusal]:
    """Yield every rule that a withdrawal breaks.

    Args:
        wallet: How the wallet stands, everything posted so far included.
        wanted_minor: What is asked for, in minor units.
        policy: What a withdrawal must keep.
        used: What the member's withdrawals have used of the limits.
        at_us: When it is asked for.

    Yields:
        A refusal for each rule: threshold, balance, most, most of a day, number of a day,
        cool-down.

    Examples:
        >>> wallet = Wallet("shop", "u1", "CNY", 0, 0, 999, 0)
        >>> policy = PayoutPolicy(minimums=(Minimum(currency="CNY", amount_minor=2_000),))
        >>> [one.code for one in withdrawal_problems(wallet, 1_000, policy, Used(), 0)]
        ['payout.below_minimum', 'payout.exceeds_available']
    """
    who = ("member_id", wallet.member_id)
    about = (who, ("wanted_minor", wanted_minor), ("currency", wallet.currency))
    minimum_minor = policy.minimum_minor(wallet.currency)
    if wanted_minor < minimum_minor:
        yield Refusal("payout.below_minimum", (*about, ("minimum_minor", minimum_minor)))
    if wanted_minor > wallet.available_minor:
        available = ("available_minor", wallet.available_minor)
        yield Refusal("payout.exceeds_available", (*about, available))
    rule = policy.rule(wallet.currency)
    if rule is None:
        return
    if rule.maximum_minor is not None and wanted_minor > rule.maximum_minor:
        yield Refusal("payout.above_maximum", (*about, ("maximum_minor", rule.maximum_minor)))
    most_minor = rule.day_most_minor
    if most_minor is not None and used.day_minor + wanted_minor > most_minor:
        day = (("limit_minor", most_minor), ("used_minor", used.day_minor))
        yield Refusal("payout.day_amount", (*about, *day))
    most_count = rule.day_most_count
    if most_count is not None and used.day_count + 1 > most_count:
        yield Refusal("payout.day_count", (who, ("limit", most_count), ("count", used.day_count)))
    if used.last_us is not None and at_us < used.last_us + rule.cool_down_hours * HOUR_US:
        since = ("last_us", used.last_us)
        yield Refusal("payout.cool_down", (who, ("hours", rule.cool_down_hours), since))


def one_refusal(problems: Sequence[Refusal]) -> tuple[Refusal, tuple[Refusal, ...]]:
    """Return the one refusal that tells of broken rules, and the findings beside it.

    Args:
        problems: At least one, each for good.

    Returns:
        A single one as itself, without findings; several as one that names their codes, with
        each of them and its figures as a finding.
    """
    if len(problems) == 1:
        return problems[0], ()
    codes = ", ".join(one.code for one in problems)
    member_id = dict(problems[0].facts)["member_id"]
    facts = (("member_id", member_id), ("count", len(problems)), ("codes", codes))
    return Refusal("payout.broken_rules", facts), tuple(problems)
