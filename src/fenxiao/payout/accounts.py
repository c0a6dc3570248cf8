"""Accounts of payees (收款账户): one table says what becomes of an account by each step.

An account waits for a second person, or is paid up to a limit without one, or is active;
when it ends it is gone from the payee, and its history keeps it. The functions take a
payee and return him after a step: nothing is ever changed in place.

Source: docs/states.md, which is drawn from this table.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from fenxiao.model.payee_records import AccountState, Payee, PayeeAccount, PayeeAsked, PayeeCover

__all__ = [
    "ACCOUNT_LIFE",
    "ACCOUNT_STATES",
    "ACCOUNT_STEPS",
    "AccountStep",
    "AccountTurn",
    "account_of_change",
    "add_cover",
    "ask_alone",
    "asked_alone_minor",
    "cover_of",
    "tell_account",
    "turn_account",
    "use_cover",
]

AccountStep = Literal["approved", "refused", "replaced"]
ACCOUNT_STATES: tuple[AccountState, ...] = get_args(AccountState)
ACCOUNT_STEPS: tuple[AccountStep, ...] = get_args(AccountStep)
"""A second person's word, and another account of the same currency and rail in force."""


class AccountTurn(NamedTuple):
    """What becomes of an account by a step: its state afterwards, or why it is refused."""

    state: AccountState
    refusal: str = ""


_ENDS = AccountTurn("ended")
_OVER = AccountTurn("ended", "payee.account_ended")

ACCOUNT_LIFE: dict[tuple[AccountState, AccountStep], AccountTurn] = {
    ("waiting", "approved"): AccountTurn("active"),
    ("waiting", "refused"): _ENDS,
    ("waiting", "replaced"): _ENDS,
    ("limited", "approved"): AccountTurn("active"),
    ("limited", "refused"): _ENDS,
    ("limited", "replaced"): _ENDS,
    ("active", "approved"): AccountTurn("active", "payee.already_approved"),
    ("active", "refused"): _ENDS,
    ("active", "replaced"): _ENDS,
    ("ended", "approved"): _OVER,
    ("ended", "refused"): _OVER,
    ("ended", "replaced"): _OVER,
}
"""The whole table: every state with every step."""


def account_of_change(payee: Payee, change_id: str) -> PayeeAccount | None:
    """Return the account that an event told, or None if it has ended, or there was none."""
    return next((one for one in payee.accounts if one.change_id == change_id), None)


def tell_account(payee: Payee, new: PayeeAccount) -> Payee:
    """Return a payee to whom a new account was told.

    One that waits replaces what waits in its place, its currency and rail, and leaves the
    account that is paid alone; any other replaces all that is there.

    Examples:
        >>> old = PayeeAccount("c1", "CNY", "bank", "t1", "active", 0, 0, "clerk")
        >>> payee = Payee("shop", "u1", "individual", "p1", 0, (old,), (), 1)
        >>> waiting = old._replace(change_id="c2", token="t2", state="waiting")
        >>> [one.token for one in tell_account(payee, waiting).accounts]
        ['t1', 't2']
        >>> [one.token for one in tell_account(payee, waiting._replace(state="active")).accounts]
        ['t2']
    """
    ends = ("waiting",) if new.state == "waiting" else ACCOUNT_STATES
    left = _without_place(payee, new, ends)
    return payee._replace(accounts=(*left, new), told_count=payee.told_count + 1)


def turn_account(payee: Payee, account: PayeeAccount, step: AccountStep, at_us: int) -> Payee:
    """Return a payee after a step of one of his accounts that the table does not refuse.

    One that is approved is paid from then on at the earliest, and takes its place.
    """
    state = ACCOUNT_LIFE[account.state, step].state
    if state == "ended":
        left = tuple(one for one in payee.accounts if one != account)
        return payee._replace(accounts=left)
    payable_us = max(account.payable_us, at_us)
    moved = account._replace(state=state, payable_us=payable_us)
    return payee._replace(accounts=(*_without_place(payee, account, ACCOUNT_STATES), moved))


def _without_place(
    payee: Payee, account: PayeeAccount, states: tuple[AccountState, ...]
) -> tuple[PayeeAccount, ...]:
    """Return the accounts of a payee but those of a place that are replaced."""
    place = (account.currency, account.rail)
    return tuple(
        one
        for one in payee.accounts
        if (one.currency, one.rail) != place or one.state not in states
    )


def asked_alone_minor(payee: Payee, currency: str) -> int:
    """Return what was asked for in a currency to accounts that nobody else had approved."""
    return next((one.amount_minor for one in payee.asked if one.currency == currency), 0)


def ask_alone(payee: Payee, currency: str, amount_minor: int) -> Payee:
    """Return a payee of whom more was asked for to accounts that nobody else had approved.

    It never falls: who changes his account does not begin anew.

    Examples:
        >>> payee = Payee("shop", "u1", "individual", "p1", 0)
        >>> asked_alone_minor(ask_alone(ask_alone(payee, "CNY", 3), "CNY", 4), "CNY")
        7
    """
    others = tuple(one for one in payee.asked if one.currency != currency)
    now = PayeeAsked(currency, asked_alone_minor(payee, currency) + amount_minor)
    return payee._replace(asked=tuple(sorted((*others, now))))


def cover_of(payee: Payee, currency: str) -> PayeeCover:
    """Return what the invoices of a payee's person come to in a currency, and their use."""
    place = (payee.person_id, currency)
    found = (one for one in payee.covers if (one.person_id, one.currency) == place)
    return next(found, PayeeCover(*place, 0, 0))


def add_cover(payee: Payee, currency: str, amount_minor: int) -> Payee:
    """Return a payee of whose person one more invoice came in."""
    cover = cover_of(payee, currency)
    invoiced_minor = cover.invoiced_minor + amount_minor
    return _with_cover(payee, cover, cover._replace(invoiced_minor=invoiced_minor))


def use_cover(payee: Payee, person_id: str, currency: str, amount_minor: int) -> Payee:
    """Return a payee of whose invoices more is used, or less by an amount below 0.

    Examples:
        >>> payee = Payee("shop", "u1", "company", "p1", 0, (), (PayeeCover("p1", "CNY", 9, 0),))
        >>> use_cover(use_cover(payee, "p1", "CNY", 7), "p1", "CNY", -2).covers[0].used_minor
        5
    """
    place = (person_id, currency)
    cover = next(one for one in payee.covers if (one.person_id, one.currency) == place)
    used_minor = cover.used_minor + amount_minor
    return _with_cover(payee, cover, cover._replace(used_minor=used_minor))


def _with_cover(payee: Payee, old: PayeeCover, new: PayeeCover) -> Payee:
    others = tuple(one for one in payee.covers if one != old)
    return payee._replace(covers=tuple(sorted((*others, new))))
