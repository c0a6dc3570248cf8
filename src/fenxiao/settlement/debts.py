"""Debts (会员欠款): a wallet below 0 is noted, earned back, paid by the member, or given up.

A clawback never reads a balance: what it takes may lead a wallet below 0. Only an event
that reads the wallet makes a debt of that, an asset of the payer's, and only once.

Source: docs/operations.md.
"""

from __future__ import annotations

from fenxiao.ledger.posting import post
from fenxiao.model.contract import Facts
from fenxiao.model.operations import DebtPaid, DebtSettled
from fenxiao.model.records import Refusal, Wallet
from fenxiao.settlement.balances import read_balance
from fenxiao.settlement.changes import Changes, ledger_appends, occasion

__all__ = ["decide_debt_paid", "decide_debt_settled", "netted_minor", "refuse_more", "without_debt"]


def netted_minor(wallet: Wallet) -> int:
    """Return how much of a noted debt what is available pays, in minor units.

    Examples:
        >>> netted_minor(Wallet("shop", "u1", "CNY", 0, 0, 70, 0, debt_minor=100))
        70
    """
    return max(0, min(wallet.debt_minor, wallet.available_minor))


def without_debt(wallet: Wallet) -> Wallet:
    """Return a wallet after what is available has paid the noted debt, as far as it goes."""
    paid_minor = netted_minor(wallet)
    return wallet._replace(
        available_minor=wallet.available_minor - paid_minor,
        debt_minor=wallet.debt_minor - paid_minor,
    )


def refuse_more(wallet: Wallet, component: str, there_minor: int, wanted_minor: int) -> Refusal:
    """Return the refusal of more than a component of a wallet has."""
    about = (("member_id", wallet.member_id), ("component", component))
    amounts = (("there_minor", there_minor), ("wanted_minor", wanted_minor))
    return Refusal("wallet.too_little", (*about, *amounts, ("currency", wallet.currency)))


def decide_debt_settled(event: DebtSettled, facts: Facts) -> Changes | Refusal:
    """Note what is below 0 as a debt, or pay a noted debt with what is available."""
    balance = read_balance(event, facts)
    if isinstance(balance, Refusal):
        return balance
    wallet = balance.wallet
    template = "debt_noted" if wallet.available_minor < 0 else "debt_netted"
    amount_minor = -wallet.available_minor if wallet.available_minor < 0 else netted_minor(wallet)
    if not amount_minor:
        return Changes((balance.guard,))
    about = occasion(event, event.payer_id, event.currency, event.id)
    entry = post(template, about, {event.member_id: amount_minor})
    return Changes((balance.guard,), ledger_appends(entry))


def decide_debt_paid(event: DebtPaid, facts: Facts) -> Changes | Refusal:
    """Take what a member paid off his noted debt; never more than he owes."""
    balance = read_balance(event, facts)
    if isinstance(balance, Refusal):
        return balance
    owed_minor = balance.wallet.debt_minor
    if event.amount_minor > owed_minor:
        refusal = refuse_more(balance.wallet, "debt_minor", owed_minor, event.amount_minor)
        return Changes((balance.guard,), refusal=refusal)
    about = occasion(event, event.payer_id, event.currency, event.reference or event.id)
    entry = post("debt_paid", about, {event.member_id: event.amount_minor})
    return Changes((balance.guard,), ledger_appends(entry))
