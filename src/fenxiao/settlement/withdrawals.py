"""Withdrawals (提现): what a member asks for, out of his wallet.

A withdrawal reads a balance to decide, so it writes the wallet's row: of several at one
moment one wins.

Source: docs/payout.md.
"""

from __future__ import annotations

from fenxiao.ledger.posting import post
from fenxiao.model.contract import Facts, Key, Need, Put, Scan, payout_key
from fenxiao.model.events import WithdrawalRequested
from fenxiao.model.instants import to_us
from fenxiao.model.records import Refusal
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.payout.instructions import instruct
from fenxiao.payout.policy import refuse_withdrawal
from fenxiao.settlement.balances import first_balance, read_balance
from fenxiao.settlement.changes import Changes, ledger_appends, occasion
from fenxiao.settlement.debts import netted_minor, without_debt
from fenxiao.settlement.payee_checks import ask_payee, asked_keys, wanted_by
from fenxiao.settlement.policy import Policy

__all__ = ["decide_withdrawal", "first_withdrawal"]


def first_withdrawal(
    event: WithdrawalRequested, policy: Policy
) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a withdrawal reads: its payee, the checkpoint, then the whole tail."""
    keys, scans = first_balance(event)
    payee = asked_keys(event.payer_id, event.member_id, to_us(event.at), policy.payees)
    return (*payee, *keys), scans


def decide_withdrawal(
    event: WithdrawalRequested, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Move what a member asked for out of his wallet and instruct its payment.

    A noted debt is paid first, in the same decision, so that no money leaves past it. The
    wallet's row is written though it stays the same, also by a refusal.
    """
    balance = read_balance(event, facts)
    if isinstance(balance, Refusal):
        return balance
    wallet = without_debt(balance.wallet)
    # All that is available, but never more than one result could name.
    most_minor = min(wallet.available_minor, AMOUNT_LIMIT_MINOR)
    wanted = most_minor if event.amount_minor is None else event.amount_minor
    payout = instruct(event, wanted)
    asked = ask_payee(wanted_by(event, wanted), payout.instruction_id, facts, policy.payees)
    if isinstance(asked, Need):
        return asked
    refusal = refuse_withdrawal(wallet, wanted, policy.payout.minimum_minor(event.currency))
    problems = (*((refusal,) if refusal is not None else ()), *asked.problems)
    if problems:
        guards = (balance.guard, *asked.guard)
        return Changes(guards, refusal=problems[0], findings=problems[1:])
    payout = payout._replace(rail=asked.allowed.rail)
    about = occasion(event, event.payer_id, event.currency, payout.instruction_id)
    amounts = {"debt_netted": netted_minor(balance.wallet), "withdrawal": wanted}
    entries = [post(name, about, {event.member_id: one}) for name, one in amounts.items() if one]
    put = Put(payout_key(payout.instruction_id), payout, 0)
    appends = tuple(row for entry in entries for row in ledger_appends(entry))
    return Changes((balance.guard, put, *asked.allowed.puts), appends)
