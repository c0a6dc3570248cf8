"""Payees (收款人): what each event does to one.

Every event of a payee writes his row, guarded, and so does a withdrawal of his: of a change
of account and a withdrawal at one moment, the second is decided again on what the first left.

Source: docs/payees.md.
"""

from __future__ import annotations

from typing import Literal

from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Put,
    Scan,
    audit_key,
    invoice_key,
    payee_key,
    payee_standing_key,
)
from fenxiao.model.events import Event
from fenxiao.model.instants import to_us
from fenxiao.model.payee_records import (
    Invoice,
    Payee,
    PayeeAccount,
    PayeeCause,
    PayeeStanding,
)
from fenxiao.model.payees import (
    AccountDecision,
    InvoiceReceived,
    PayeeAccountApproved,
    PayeeAccountChanged,
    PayeeAccountRefused,
    PayeeEvent,
    PayeeKindChanged,
    PayeeRegistered,
)
from fenxiao.model.records import Audit, Refusal
from fenxiao.payout.accounts import (
    ACCOUNT_LIFE,
    account_of_change,
    add_cover,
    tell_account,
    turn_account,
)
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.facts import row
from fenxiao.settlement.policy import Policy

__all__ = [
    "decide_account",
    "decide_account_step",
    "decide_invoice",
    "decide_kind",
    "decide_registration",
    "first_account_step",
    "first_invoice",
    "first_payee",
    "payee_put",
    "read_payee",
]

_STEPS: dict[type[AccountDecision], Literal["approved", "refused"]] = {
    PayeeAccountApproved: "approved",
    PayeeAccountRefused: "refused",
}
Read = tuple[tuple[Key, ...], tuple[Scan, ...]]


def first_payee(event: PayeeEvent) -> Read:
    """Return what most events of a payee read: himself alone."""
    return (payee_key(event.payer_id, event.member_id),), ()


def first_account_step(event: AccountDecision) -> Read:
    """Return what a second person's word reads: the payee, and the row that told the account."""
    told = payee_standing_key(event.payer_id, event.member_id, event.change_id)
    return (payee_key(event.payer_id, event.member_id), told), ()


def first_invoice(event: InvoiceReceived) -> Read:
    """Return what an invoice reads: the payee, and itself, if it came before."""
    own = invoice_key(event.payer_id, event.invoice_token)
    return (payee_key(event.payer_id, event.member_id), own), ()


def decide_registration(event: PayeeRegistered, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Make a member a payee of a payer, once."""
    if policy.payees is None:
        return _no_policy(event.member_id)
    payee, revision = read_payee(facts, event.payer_id, event.member_id)
    if payee is not None:
        about = (("member_id", event.member_id), ("payer_id", event.payer_id))
        refusal = Refusal("payee.already_registered", (*about, ("kind", payee.kind)))
        return Changes((payee_put(payee, revision),), refusal=refusal)
    new = Payee(event.payer_id, event.member_id, event.kind, event.person_id, to_us(event.at))
    told = _told(event, new, revision, "registered")
    if event.maker_id is None or event.checker_id is None:
        return told
    persons = ("registered", event.maker_id, event.checker_id)
    return told._replace(appends=(*told.appends, _audit(event, *persons)))


def decide_kind(event: PayeeKindChanged, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Make a payee another kind or person; his accounts end."""
    payee, revision = read_payee(facts, event.payer_id, event.member_id)
    if policy.payees is None or payee is None:
        return _not_there(event, policy)
    if (payee.kind, payee.person_id) == (event.kind, event.person_id):
        return _unchanged(payee, revision, "kind and person", event.kind)
    since_us = _counts_from(event, payee)
    changed = payee._replace(
        kind=event.kind, person_id=event.person_id, accounts=(), standing_us=since_us
    )
    told = _told(event, changed, revision, "kind")
    audit = _audit(event, event.reason, event.maker_id, event.checker_id)
    return told._replace(appends=(*told.appends, audit))


def decide_account(event: PayeeAccountChanged, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Tell a payee's new account: its cool-down starts, and a second person may have to look."""
    payee, revision = read_payee(facts, event.payer_id, event.member_id)
    if policy.payees is None or payee is None:
        return _not_there(event, policy)
    if any(_is_same(one, event) for one in payee.accounts):
        return _unchanged(payee, revision, "the account", event.account_token)
    if event.checker_id == event.member_id:
        return _same_person(event, event.id, payee, revision, event.checker_id)
    since_us = _counts_from(event, payee)
    account = PayeeAccount(
        change_id=event.id,
        currency=event.currency,
        rail=event.rail,
        token=event.account_token,
        state=policy.payees.state_of_new(is_approved=event.checker_id is not None),
        since_us=since_us,
        payable_us=policy.payees.payable_us(payee, _told_us(event, payee)),
        maker_id=event.maker_id,
    )
    changed = tell_account(payee, account)._replace(standing_us=since_us)
    told = _told(event, changed, revision, "account")
    if event.checker_id is None:
        return told
    audit = _audit(event, "account", event.maker_id, event.checker_id)
    return told._replace(appends=(*told.appends, audit))


def decide_account_step(event: AccountDecision, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Approve or refuse an account, if its state allows it and another person says so."""
    payee, revision = read_payee(facts, event.payer_id, event.member_id)
    if policy.payees is None or payee is None:
        return _not_there(event, policy)
    step = _STEPS[type(event)]
    account = account_of_change(payee, event.change_id)
    turn = ACCOUNT_LIFE[account.state if account is not None else "ended", step]
    about = (("change_id", event.change_id), ("member_id", event.member_id))
    if account is None and not _was_told(event, facts):
        return Refusal("payee.unknown_change", (*about, ("payer_id", event.payer_id)))
    if account is None or turn.refusal:
        guard = payee_put(payee, revision)
        return Changes((guard,), refusal=Refusal(turn.refusal, about))
    if event.checker_id in (account.maker_id, event.member_id):
        return _same_person(event, event.change_id, payee, revision, event.checker_id)
    since_us = _counts_from(event, payee)
    turned = turn_account(payee, account, step, to_us(event.at))
    changed = turned._replace(standing_us=since_us)
    told = _told(event, changed, revision, step)
    audit = _audit(event, event.reason, account.maker_id, event.checker_id)
    return told._replace(appends=(*told.appends, audit))


def decide_invoice(event: InvoiceReceived, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Count an invoice of a payee, once."""
    payee, revision = read_payee(facts, event.payer_id, event.member_id)
    if policy.payees is None or payee is None:
        return _not_there(event, policy)
    key = invoice_key(event.payer_id, event.invoice_token)
    known, number = row(facts, key, Invoice)
    if known is not None:
        about = (("invoice_token", event.invoice_token), ("event_id", known.event_id))
        refusal = Refusal("payee.invoice_repeated", about)
        return Changes((Put(key, known, number),), refusal=refusal)
    invoice = Invoice(
        payer_id=event.payer_id,
        invoice_token=event.invoice_token,
        event_id=event.id,
        member_id=event.member_id,
        person_id=payee.person_id,
        currency=event.currency,
        amount_minor=event.amount_minor,
        received_us=to_us(event.at),
    )
    covered = add_cover(payee, event.currency, event.amount_minor)
    return Changes((payee_put(covered, revision), Put(key, invoice, 0)))


def read_payee(facts: Facts, payer_id: str, member_id: str) -> tuple[Payee | None, int]:
    """Return a payee and his revision; None and 0 where he was never registered."""
    return row(facts, payee_key(payer_id, member_id), Payee)


def payee_put(payee: Payee, revision: int) -> Put:
    """Return the guarded write of a payee."""
    return Put(payee_key(payee.payer_id, payee.member_id), payee, revision)


def _told(event: PayeeEvent, payee: Payee, revision: int, cause: PayeeCause) -> Changes:
    """Return a payee's new row, and the row of his history."""
    new = PayeeStanding(
        payer_id=payee.payer_id,
        member_id=payee.member_id,
        event_id=event.id,
        since_us=payee.standing_us,
        kind=payee.kind,
        person_id=payee.person_id,
        accounts=payee.accounts,
        cause=cause,
    )
    key = payee_standing_key(payee.payer_id, payee.member_id, event.id)
    return Changes((payee_put(payee, revision),), (Append(key, new),))


def _counts_from(event: PayeeEvent, payee: Payee) -> int:
    """Return from when a change counts: never before the newest one, so that no answer changes."""
    return max(to_us(event.at), payee.standing_us + 1)


def _told_us(event: PayeeEvent, payee: Payee) -> int:
    """Return when a change is taken to have been told: not before the newest one."""
    return max(to_us(event.at), payee.standing_us)


def _is_same(account: PayeeAccount, event: PayeeAccountChanged) -> bool:
    place = (account.currency, account.rail, account.token)
    return place == (event.currency, event.rail, event.account_token)


def _was_told(event: AccountDecision, facts: Facts) -> bool:
    key = payee_standing_key(event.payer_id, event.member_id, event.change_id)
    told, _ = row(facts, key, PayeeStanding)
    return told is not None and told.cause == "account"


def _audit(event: Event, reason: str, maker_id: str, checker_id: str) -> Append:
    member_id = event.member_id if isinstance(event, PayeeEvent) else ""
    audit = Audit(event.id, to_us(event.at), member_id, reason, maker_id, checker_id)
    return Append(audit_key(event.id), audit)


def _no_policy(member_id: str) -> Refusal:
    return Refusal("payee.no_policy", (("member_id", member_id),))


def _not_there(event: PayeeEvent, policy: Policy) -> Refusal:
    """Return why there is no payee to change: no policy of payees, or he was not registered."""
    if policy.payees is None:
        return _no_policy(event.member_id)
    about = (("member_id", event.member_id), ("payer_id", event.payer_id))
    return Refusal("payee.unknown", about)


def _unchanged(payee: Payee, revision: int, what: str, value: str) -> Changes:
    about = (("member_id", payee.member_id), ("what", what), ("value", value))
    guard = payee_put(payee, revision)
    return Changes((guard,), refusal=Refusal("payee.unchanged", about))


def _same_person(
    event: PayeeEvent, change_id: str, payee: Payee, revision: int, checker_id: str
) -> Changes:
    about = (("change_id", change_id), ("member_id", event.member_id))
    refusal = Refusal("payee.same_person", (("checker_id", checker_id), *about))
    return Changes((payee_put(payee, revision),), refusal=refusal)
