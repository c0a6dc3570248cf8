"""Payees (收款人): which kinds are paid, to which accounts, how soon, by which invoices.

All of it is data. A withdrawal asks one question of it, and gets every rule that it
breaks, in one order, so that a member need not find them out one by one.

Source: docs/payees.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, get_args

from fenxiao.errors import PolicyError
from fenxiao.model.checks import STRICT, check_id, check_once, check_quantity, check_tuple
from fenxiao.model.envelope import check_flag, is_one_of
from fenxiao.model.instants import check_instant, to_us
from fenxiao.model.payee_records import AccountState, Payee, PayeeAccount, PayeeKind
from fenxiao.model.payees import PAYEE_KINDS
from fenxiao.model.records import Refusal
from fenxiao.money import check_amount, currency
from fenxiao.payout.accounts import ask_alone, asked_alone_minor, cover_of, use_cover

__all__ = [
    "HOUR_US",
    "SECOND_PERSONS",
    "AloneLimit",
    "PayeePolicy",
    "PayeeRule",
    "SecondPerson",
    "Wanted",
    "account_wanted",
    "payee_after",
    "payee_problems",
]

SecondPerson = Literal["always", "above", "never"]
SECOND_PERSONS: tuple[SecondPerson, ...] = get_args(SecondPerson)
"""When a second person must approve an account: before it is paid, above a limit, never."""

HOUR_US = 3_600_000_000
"""One hour: a cool-down of N hours is N of these, whatever the wall clocks do."""

_HOURS_LIMIT = 8_760


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeRule:
    """That a kind of payee is paid, and on what condition (可付款类型).

    Args:
        kind: One of ``PAYEE_KINDS``, but not "employee": what he earned goes to payroll.
        payer_id: By which payer; none is every payer that no other rule of the kind names.
        rails: Over which rails, by the host's names; empty is any.
        needs_identity: Whether the member's identity must be verified.
        needs_invoice: Whether no more is paid than his invoices cover.

    Raises:
        PolicyError: ``policy.payees`` for an employee.
    """

    __pydantic_config__ = STRICT

    kind: PayeeKind
    payer_id: str | None = None
    rails: tuple[str, ...] = ()
    needs_identity: bool = True
    needs_invoice: bool = False

    def __post_init__(self) -> None:
        """Check every field."""
        is_one_of(self.kind, PAYEE_KINDS, "kind")
        if self.kind == "employee":
            problem = "an employee is paid wages, so no rule may pay him commission"
            raise PolicyError("policy.payees", problem=problem)
        if self.payer_id is not None:
            check_id(self.payer_id, "payer_id")
        object.__setattr__(self, "rails", check_tuple(self.rails, str, "rails"))
        for rail in self.rails:
            check_id(rail, "rails")
        check_once(self.rails, "rails")
        check_flag(self.needs_identity, "needs_identity")
        check_flag(self.needs_invoice, "needs_invoice")


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneLimit:
    """What a payee is paid in all to accounts that no second person approved, in a currency."""

    __pydantic_config__ = STRICT

    currency: str
    amount_minor: int

    def __post_init__(self) -> None:
        """Check both fields."""
        currency(self.currency)
        check_amount(self.amount_minor, "amount_minor", low=1)


_RULES = (
    PayeeRule(kind="individual"),
    PayeeRule(kind="sole_trader"),
    PayeeRule(kind="company", needs_invoice=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeePolicy:
    """Who is paid, and how an account becomes one that is paid (收款人规则).

    Args:
        rules: Which kinds are paid; a kind without a rule is not.
        cool_down_hours: How long a changed account waits before it is paid, 0 to 8760.
        first_cool_down_hours: The same of a payee's first account.
        second_person: When another person must approve an account: "always" before it is
            paid, "above" what ``alone`` says, "never".
        alone: What "above" pays without a second person, one a currency; one that is not
            named pays nothing without.
        effective_from: From when withdrawals must keep it; none is always. Payees can be
            registered before.

    Raises:
        PolicyError: ``policy.payees`` when two rules are for one kind and payer, or ``alone``
            goes with another word than "above"; ``policy.repeated_currency``.

    Examples:
        >>> policy = PayeePolicy(cool_down_hours=48)
        >>> policy.rule_of("company", "shop").needs_invoice
        True
        >>> policy.rule_of("employee", "shop") is None
        True
    """

    __pydantic_config__ = STRICT

    rules: tuple[PayeeRule, ...] = _RULES
    cool_down_hours: int = 24
    first_cool_down_hours: int = 0
    second_person: SecondPerson = "always"
    alone: tuple[AloneLimit, ...] = ()
    effective_from: datetime | None = None

    def __post_init__(self) -> None:
        """Check every field, and that the rules do not meet."""
        object.__setattr__(self, "rules", check_tuple(self.rules, PayeeRule, "rules"))
        check_quantity(self.cool_down_hours, "cool_down_hours", low=0, high=_HOURS_LIMIT)
        first_hours = self.first_cool_down_hours
        check_quantity(first_hours, "first_cool_down_hours", low=0, high=_HOURS_LIMIT)
        is_one_of(self.second_person, SECOND_PERSONS, "second_person")
        object.__setattr__(self, "alone", check_tuple(self.alone, AloneLimit, "alone"))
        if self.effective_from is not None:
            start = check_instant(self.effective_from, "effective_from")
            object.__setattr__(self, "effective_from", start)
        self._check_rules()
        self._check_alone()

    def _check_rules(self) -> None:
        """Refuse two rules of one kind and payer: only one of them could count."""
        seen: set[tuple[str, str | None]] = set()
        for rule in self.rules:
            place = (rule.kind, rule.payer_id)
            if place in seen:
                whom = "every payer" if rule.payer_id is None else f'payer "{rule.payer_id}"'
                problem = f'"{rule.kind}" has two rules for {whom}'
                raise PolicyError("policy.payees", problem=problem)
            seen.add(place)

    def _check_alone(self) -> None:
        """Refuse limits that nothing asks for, and a currency that stands twice."""
        if self.alone and self.second_person != "above":
            problem = f'limits for one person go with "above", not with "{self.second_person}"'
            raise PolicyError("policy.payees", problem=problem)
        seen: set[str] = set()
        for one in self.alone:
            if one.currency in seen:
                raise PolicyError("policy.repeated_currency", currency=one.currency)
            seen.add(one.currency)

    def rule_of(self, kind: PayeeKind, payer_id: str) -> PayeeRule | None:
        """Return by which rule a payer pays a kind, or None; his own goes before the others."""
        mine = {rule.payer_id: rule for rule in self.rules if rule.kind == kind}
        return mine.get(payer_id) or mine.get(None)

    def is_in_force(self, at_us: int) -> bool:
        """Say whether a withdrawal at an instant must keep it."""
        return self.effective_from is None or to_us(self.effective_from) <= at_us

    def payable_us(self, payee: Payee, since_us: int) -> int:
        """Return when an account is paid at the earliest that is told at an instant."""
        hours = self.cool_down_hours if payee.told_count else self.first_cool_down_hours
        return since_us + hours * HOUR_US

    def state_of_new(self, *, is_approved: bool) -> AccountState:
        """Return the state of an account that is told, approved at once or not."""
        if is_approved or self.second_person == "never":
            return "active"
        return "waiting" if self.second_person == "always" else "limited"

    def limit_alone_minor(self, currency_code: str) -> int:
        """Return what an account that one person told is paid in all, in minor units."""
        found = (one.amount_minor for one in self.alone if one.currency == currency_code)
        return next(found, 0)


class Wanted(NamedTuple):
    """What a withdrawal wants: how much, all that leaves the wallet, to which account, when."""

    payer_id: str
    member_id: str
    currency: str
    token: str
    amount_minor: int
    at_us: int


def payee_problems(
    wanted: Wanted, payee: Payee | None, policy: PayeePolicy, *, is_verified: bool
) -> tuple[Refusal, ...]:
    """Return every rule of payees that a withdrawal breaks, in one order; none if it keeps all.

    Args:
        wanted: What is asked for.
        payee: Who asks, or None if he was never registered.
        policy: What is in force.
        is_verified: Whether the member's identity is verified.

    Examples:
        >>> payee = Payee("shop", "u1", "company", "firm", 0)
        >>> wanted = Wanted("shop", "u1", "CNY", "t1", 100, 0)
        >>> found = payee_problems(wanted, payee, PayeePolicy(), is_verified=True)
        >>> [one.code for one in found]
        ['payee.account_unknown', 'payee.invoice_short']
    """
    if payee is None:
        about = (("member_id", wanted.member_id), ("payer_id", wanted.payer_id))
        return (Refusal("payee.not_registered", about),)
    rule = policy.rule_of(payee.kind, payee.payer_id)
    account = account_wanted(wanted, payee)
    return (
        *_kind_problems(payee, rule, is_verified=is_verified),
        *_account_problems(wanted, payee, account, policy),
        *_rule_problems(wanted, payee, account, rule),
    )


def account_wanted(wanted: Wanted, payee: Payee) -> PayeeAccount | None:
    """Return the account that a withdrawal names; of several, the one that is paid soonest."""
    named = (wanted.token, wanted.currency)
    found = [one for one in payee.accounts if (one.token, one.currency) == named]
    return min(found, key=lambda one: (one.state == "waiting", one.payable_us), default=None)


def _kind_problems(payee: Payee, rule: PayeeRule | None, *, is_verified: bool) -> Iterator[Refusal]:
    who = (("member_id", payee.member_id), ("kind", payee.kind))
    if payee.kind == "employee":
        about = (("member_id", payee.member_id), ("payer_id", payee.payer_id))
        yield Refusal("payee.employee", about)
    elif rule is None:
        yield Refusal("payee.kind_not_paid", (*who, ("payer_id", payee.payer_id)))
    elif rule.needs_identity and not is_verified:
        yield Refusal("payee.unverified", who)


def _account_problems(
    wanted: Wanted, payee: Payee, account: PayeeAccount | None, policy: PayeePolicy
) -> Iterator[Refusal]:
    about = (("member_id", payee.member_id), ("token", wanted.token))
    if account is None:
        yield Refusal("payee.account_unknown", (*about, ("currency", wanted.currency)))
        return
    if account.state == "waiting":
        yield Refusal("payee.account_waiting", (*about, ("change_id", account.change_id)))
    if wanted.at_us < account.payable_us:
        yield Refusal("payee.account_cooling", (*about, ("payable_us", account.payable_us)))
    limit_minor = policy.limit_alone_minor(wanted.currency)
    asked_minor = asked_alone_minor(payee, wanted.currency)
    if account.state == "limited" and asked_minor + wanted.amount_minor > limit_minor:
        amounts = (("limit_minor", limit_minor), ("asked_minor", asked_minor))
        more = (("currency", wanted.currency), ("wanted_minor", wanted.amount_minor))
        yield Refusal("payee.account_limited", (*about, *amounts, *more))


def _rule_problems(
    wanted: Wanted, payee: Payee, account: PayeeAccount | None, rule: PayeeRule | None
) -> Iterator[Refusal]:
    if rule is None:
        return
    who = (("member_id", payee.member_id), ("kind", payee.kind))
    if account is not None and rule.rails and account.rail not in rule.rails:
        rails = ", ".join(f'"{one}"' for one in rule.rails)
        where = (("payer_id", payee.payer_id), ("rails", rails), ("rail", account.rail))
        yield Refusal("payee.rail_not_paid", (*who, ("token", account.token), *where))
    cover = cover_of(payee, wanted.currency)
    left_minor = cover.invoiced_minor - cover.used_minor
    if rule.needs_invoice and wanted.amount_minor > left_minor:
        amounts = (("left_minor", left_minor), ("wanted_minor", wanted.amount_minor))
        yield Refusal("payee.invoice_short", (*who, *amounts, ("currency", wanted.currency)))


def payee_after(wanted: Wanted, payee: Payee, policy: PayeePolicy) -> Payee:
    """Return a payee after a withdrawal that breaks no rule: its account and invoices are used."""
    account = account_wanted(wanted, payee)
    if account is not None and account.state == "limited":
        payee = ask_alone(payee, wanted.currency, wanted.amount_minor)
    rule = policy.rule_of(payee.kind, payee.payer_id)
    if rule is None or not rule.needs_invoice:
        return payee
    return use_cover(payee, payee.person_id, wanted.currency, wanted.amount_minor)
