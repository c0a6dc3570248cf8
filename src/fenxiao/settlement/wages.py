"""Wages (转入工资): what an employee earned leaves his wallet for payroll, never for a rail.

Payroll pays it with his wages and withholds what wages ask for; on our books it is owed to
payroll from then on. A noted debt is paid first, as before a withdrawal.

Source: docs/payees.md.
"""

from __future__ import annotations

from fenxiao.ledger.posting import post
from fenxiao.model.contract import Append, Facts, Key, Scan, audit_key, payee_key
from fenxiao.model.instants import to_us
from fenxiao.model.payees import WagesHanded
from fenxiao.model.records import Audit, Refusal
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.settlement.balances import first_balance, read_balance
from fenxiao.settlement.changes import Changes, ledger_appends, occasion
from fenxiao.settlement.debts import netted_minor, refuse_more, without_debt
from fenxiao.settlement.payees import payee_put, read_payee
from fenxiao.settlement.policy import Policy

__all__ = ["decide_wages", "first_wages"]


def first_wages(event: WagesHanded) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what handing to payroll reads: the payee, then the whole wallet."""
    keys, scans = first_balance(event)
    return (payee_key(event.payer_id, event.member_id), *keys), scans


def decide_wages(event: WagesHanded, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Hand all that is available, or part of it, to payroll, if the payee is an employee."""
    about = (("member_id", event.member_id), ("payer_id", event.payer_id))
    if policy.payees is None:
        return Refusal("payee.no_policy", about[:1])
    payee, revision = read_payee(facts, event.payer_id, event.member_id)
    if payee is None:
        return Refusal("payee.unknown", about)
    if payee.kind != "employee":
        refusal = Refusal("payee.not_employee", (*about, ("kind", payee.kind)))
        return Changes((payee_put(payee, revision),), refusal=refusal)
    balance = read_balance(event, facts)
    if isinstance(balance, Refusal):
        return balance
    guards = (payee_put(payee, revision), balance.guard)
    wallet = without_debt(balance.wallet)
    there_minor = min(wallet.available_minor, AMOUNT_LIMIT_MINOR)
    wanted_minor = there_minor if event.amount_minor is None else event.amount_minor
    if wanted_minor > there_minor or wanted_minor <= 0:
        refusal = refuse_more(wallet, "available_minor", there_minor, max(1, wanted_minor))
        return Changes(guards, refusal=refusal)
    amounts = {"debt_netted": netted_minor(balance.wallet), "wages": wanted_minor}
    occurred = occasion(event, event.payer_id, event.currency, event.id)
    entries = [post(name, occurred, {event.member_id: one}) for name, one in amounts.items() if one]
    appends = tuple(one for entry in entries for one in ledger_appends(entry))
    return Changes(guards, (*appends, _audit(event)))


def _audit(event: WagesHanded) -> Append:
    persons = (event.reason, event.maker_id, event.checker_id)
    return Append(audit_key(event.id), Audit(event.id, to_us(event.at), event.member_id, *persons))
