"""Withdrawals (提现): what a member asks for out of his wallet, and what is tried again.

Both read a balance to decide, so they write the wallet's row: of several at one moment one
wins. What depends on the withdrawals before is one row, written with the wallet.

Source: docs/payout.md.
"""

from __future__ import annotations

from typing import NamedTuple

from fenxiao.ledger.posting import post
from fenxiao.model.contract import Append, Facts, Key, Need, Put, Scan, payout_key, withdrawals_key
from fenxiao.model.envelope import WalletEvent
from fenxiao.model.instants import to_us
from fenxiao.model.payout_records import WithdrawalUse, WithdrawalUses
from fenxiao.model.payouts import ATTEMPT_LIMIT, PayoutRetried, WithdrawalRequested
from fenxiao.model.records import Payout, Refusal
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.payout.instructions import Terms, again, instruct, refuse_deed
from fenxiao.payout.limits import Used, take, take_again, used
from fenxiao.payout.policy import PayoutPolicy, one_refusal, withdrawal_problems
from fenxiao.settlement.balances import Balance, first_balance, own_wallet_key, read_balance
from fenxiao.settlement.changes import Changes, ledger_appends, occasion
from fenxiao.settlement.debts import netted_minor, without_debt
from fenxiao.settlement.facts import row
from fenxiao.settlement.payee_checks import ask_payee, asked_keys, wanted_by
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.tax import Taxed, tax_again, tax_payout

__all__ = ["decide_retried", "decide_withdrawal", "first_retried", "first_withdrawal", "read_uses"]

Asked = tuple[tuple[Key, ...], tuple[Scan, ...]]


def first_withdrawal(event: WithdrawalRequested, policy: Policy) -> Asked:
    """Return what a withdrawal reads: payee, checkpoint, the whole tail, and what was used."""
    keys, scans = first_balance(event)
    keys = (*asked_keys(event, policy.payees), *keys)
    rule = policy.payout.rule(event.currency)
    if rule is None or not rule.counts_uses:
        return keys, scans
    return (*keys, _uses_key(event)), scans


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
    uses = _uses(event, facts, policy.payout)
    counted = Used() if uses is None else uses.used
    at_us = to_us(event.at)
    problems = [*withdrawal_problems(wallet, wanted, policy.payout, counted, at_us)]
    terms = _terms(event, wanted, policy.payout, counted)
    if wanted > 0 and terms.taken_minor >= wanted:
        problems.append(_all_taken(event, wanted, terms))
    payout = instruct(event, wanted, terms)
    wish = wanted_by(event, payout, wanted)
    asked = ask_payee(wish, facts, policy.payees)
    if isinstance(asked, Need):
        return asked
    problems += asked.problems
    if problems:
        refusal, findings = one_refusal(problems)
        guards = (balance.guard, *asked.guard)
        return Changes(guards, refusal=refusal, findings=findings)
    guards = (balance.guard, *asked.guard)
    taxed = tax_payout(event, payout._replace(rail=asked.rail), facts, policy, guards)
    if not isinstance(taxed, Taxed):
        return taxed
    payout = taxed.payout
    puts = [balance.guard, *asked.puts, Put(payout_key(payout.instruction_id), payout, 0)]
    puts += taxed.puts
    if uses is not None:
        use = WithdrawalUse(
            instruction_id=payout.instruction_id,
            at_us=at_us,
            amount_minor=wanted,
            is_free=terms.is_free,
            free_minor=terms.free_minor,
            is_back=False,
        )
        taken = take(uses.stored, use, policy.payout.calendar)
        puts.append(Put(_uses_key(event), taken, uses.revision))
    return Changes(tuple(puts), (*_out(event, payout, balance), *taxed.appends))


def first_retried(event: PayoutRetried, policy: Policy) -> Asked:
    """Return what a further attempt reads: the instruction, payee, wallet, and what was used."""
    keys, scans = first_balance(event)
    return (
        *asked_keys(event, policy.payees),
        *keys,
        payout_key(event.instruction_id),
        _uses_key(event),
    ), scans


def decide_retried(event: PayoutRetried, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Take the money out of the wallet again, under a new key, if the payee may be paid still.

    Its tax stays as it was.
    """
    payout, revision = row(facts, payout_key(event.instruction_id), Payout)
    if payout is None:
        return Refusal("payout.unknown", (("instruction_id", event.instruction_id),))
    balance = _refuse_retry(event, payout) or read_balance(event, facts)
    if isinstance(balance, Refusal):
        return balance
    tried = again(payout, event.at)
    wallet = without_debt(balance.wallet)
    asked = ask_payee(wanted_by(event, tried, tried.gross_minor), facts, policy.payees)
    if isinstance(asked, Need):
        return asked
    problems = list(asked.problems)
    if tried.gross_minor > wallet.available_minor:
        about = (("member_id", event.member_id), ("wanted_minor", tried.gross_minor))
        available = (("currency", event.currency), ("available_minor", wallet.available_minor))
        problems.insert(0, Refusal("payout.exceeds_available", (*about, *available)))
    if problems:
        refusal, findings = one_refusal(problems)
        guards = (balance.guard, *asked.guard)
        return Changes(guards, refusal=refusal, findings=findings)
    taxed = tax_again(event, payout, tried.key, facts, policy.tax)
    if isinstance(taxed, Need):
        return taxed
    tried = tried._replace(rail=asked.rail)
    puts = [balance.guard, *asked.puts, Put(payout_key(payout.instruction_id), tried, revision)]
    puts += taxed[0]
    uses, uses_revision = row(facts, _uses_key(event), WithdrawalUses)
    if uses is not None:
        counted = take_again(uses, payout.instruction_id)
        puts.append(Put(_uses_key(event), counted, uses_revision))
    return Changes(tuple(puts), (*_out(event, tried, balance), *taxed[1]))


def _refuse_retry(event: PayoutRetried, payout: Payout) -> Refusal | None:
    refusal = refuse_deed(payout, "retry")
    if refusal is not None:
        return refusal
    about = ("instruction_id", payout.instruction_id)
    if (payout.payer_id, payout.member_id, payout.currency) != own_wallet_key(event)[1:]:
        whose = (("payer_id", payout.payer_id), ("member_id", payout.member_id))
        return Refusal("payout.other_wallet", (about, *whose, ("currency", payout.currency)))
    if payout.attempt == ATTEMPT_LIMIT:
        return Refusal("payout.no_attempts_left", (about, ("limit", ATTEMPT_LIMIT)))
    return None


def _out(event: WalletEvent, payout: Payout, balance: Balance) -> tuple[Append, ...]:
    """Return the rows of what leaves the wallet, and of the debt that it pays first."""
    about = occasion(event, event.payer_id, event.currency, payout.instruction_id)
    amounts = {"debt_netted": netted_minor(balance.wallet), "withdrawal": payout.gross_minor}
    entries = [post(name, about, {event.member_id: one}) for name, one in amounts.items() if one]
    return tuple(made for entry in entries for made in ledger_appends(entry))


class _Uses(NamedTuple):
    """What was used, as it is stored, and what of it counts now."""

    stored: WithdrawalUses
    revision: int
    used: Used


def _uses(event: WithdrawalRequested, facts: Facts, policy: PayoutPolicy) -> _Uses | None:
    """Return what the withdrawals before have used; None where nothing depends on them."""
    rule = policy.rule(event.currency)
    if rule is None or not rule.counts_uses:
        return None
    stored, revision = read_uses(facts, _uses_key(event))
    return _Uses(stored, revision, used(stored, to_us(event.at), policy.calendar))


def read_uses(facts: Facts, key: Key) -> tuple[WithdrawalUses, int]:
    """Return what is stored of a member's withdrawals and its revision; nothing and 0 for none."""
    stored, revision = row(facts, key, WithdrawalUses)
    _, payer_id, member_id, currency = key
    return stored or WithdrawalUses(payer_id, member_id, currency, ()), revision


def _terms(
    event: WithdrawalRequested, wanted_minor: int, policy: PayoutPolicy, counted: Used
) -> Terms:
    """Return what a withdrawal costs, from when it is payable, and whether anybody approves it."""
    rule = policy.rule(event.currency)
    at_us = to_us(event.at)
    if rule is None:
        return Terms(payable_us=at_us)
    payable_us = policy.calendar.payable_us(at_us, rule.settle_after_business_days)
    is_automatic = rule.is_automatic(wanted_minor)
    fee = rule.fee
    if fee is None:
        return Terms(payable_us=payable_us, is_automatic=is_automatic)
    is_free = counted.free_count < fee.free_count
    left_minor = 0 if is_free else max(0, fee.free_minor - counted.free_minor)
    free_minor = min(max(0, wanted_minor), left_minor)
    return Terms(
        payable_us=payable_us,
        is_automatic=is_automatic,
        fee_minor=fee.fee_minor(wanted_minor, is_free=is_free, free_minor=free_minor),
        is_free=is_free,
        free_minor=free_minor,
        is_fee_kept=fee.is_kept_on_return,
    )


def _all_taken(event: WithdrawalRequested, wanted_minor: int, terms: Terms) -> Refusal:
    about = (("member_id", event.member_id), ("wanted_minor", wanted_minor))
    taken = (("currency", event.currency), ("taken_minor", terms.taken_minor))
    return Refusal("payout.nothing_left", (*about, *taken))


def _uses_key(event: WalletEvent) -> Key:
    return withdrawals_key(event.payer_id, event.member_id, event.currency)
