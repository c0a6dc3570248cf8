"""Operations by hand (人工操作): stop, free, forfeit, write off, adjust, convert; and undo.

Each reads the whole wallet and writes its row, as a withdrawal does, and leaves a row that
says who asked for it and who approved it. An entry is named after the event that made it,
so that what takes it back finds it, and takes it back once.

Source: docs/operations.md.
"""

from __future__ import annotations

from typing import NamedTuple

from fenxiao.ledger.posting import post
from fenxiao.ledger.reversal import amount_of
from fenxiao.model.contract import Append, Facts, Key, Need, Put, Scan, audit_key, entry_key
from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import to_us
from fenxiao.model.operations import (
    Adjusted,
    Converted,
    DormantTaken,
    Forfeited,
    Frozen,
    HandEvent,
    OperationReversed,
    PartEvent,
    Reversible,
    Unfrozen,
    WrittenOff,
)
from fenxiao.model.records import Audit, Entry, Refusal, Wallet
from fenxiao.settlement.balances import checkpoint, own_wallet_key, read_balance
from fenxiao.settlement.changes import Changes, entry_append, ledger_appends, occasion
from fenxiao.settlement.debts import refuse_more
from fenxiao.settlement.facts import row
from fenxiao.settlement.policy import Policy

__all__ = [
    "decide_adjusted",
    "decide_converted",
    "decide_part",
    "decide_reversed",
    "first_reversed",
]


class _Part(NamedTuple):
    """What an event moves: by which template, out of which component of the wallet."""

    template: str
    component: str


_PARTS: dict[type[PartEvent], _Part] = {
    Frozen: _Part("freeze", "available_minor"),
    Unfrozen: _Part("unfreeze", "frozen_minor"),
    Forfeited: _Part("forfeit", "frozen_minor"),
    WrittenOff: _Part("write_off", "debt_minor"),
    DormantTaken: _Part("dormant", "available_minor"),
}
_TEMPLATES: dict[Reversible, str] = {
    "forfeited": "forfeit",
    "written_off": "write_off",
    "dormant_taken": "dormant",
    "wages_handed": "wages",
}


def decide_part(event: PartEvent, facts: Facts) -> Changes | Refusal:
    """Move all of a component, or part of it, never more than is there."""
    balance = read_balance(event, facts)
    if isinstance(balance, Refusal):
        return balance
    template, component = _PARTS[type(event)]
    there_minor = _there(balance.wallet, component, is_for_good=isinstance(event, Forfeited))
    wanted_minor = there_minor if event.amount_minor is None else event.amount_minor
    if wanted_minor > there_minor or wanted_minor <= 0:
        refusal = refuse_more(balance.wallet, component, there_minor, max(1, wanted_minor))
        return Changes((balance.guard,), refusal=refusal)
    return Changes((balance.guard,), (*_posted(event, template, wanted_minor), _audit(event)))


def _there(wallet: Wallet, component: str, *, is_for_good: bool) -> int:
    """Return what may be moved; what a refund has taken back already is not forfeited too."""
    amount_minor: int = getattr(wallet, component)
    return amount_minor + min(0, wallet.available_minor) if is_for_good else amount_minor


def decide_adjusted(event: Adjusted, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Change what is available by hand; below 0 only where the policy allows it."""
    balance = read_balance(event, facts)
    if isinstance(balance, Refusal):
        return balance
    available_minor = balance.wallet.available_minor
    wanted_minor = -event.amount_minor
    if wanted_minor > max(0, available_minor) and not policy.operations.may_adjust_below_zero:
        refusal = refuse_more(balance.wallet, "available_minor", available_minor, wanted_minor)
        return Changes((balance.guard,), refusal=refusal)
    template = "adjustment_up" if event.amount_minor > 0 else "adjustment_down"
    appends = _posted(event, template, abs(event.amount_minor))
    return Changes((balance.guard,), (*appends, _audit(event)))


def first_reversed(event: OperationReversed) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what an undoing reads: the wallet's row, the entry, and that of a first undoing."""
    return (own_wallet_key(event), entry_key(_done_id(event)), _undone_key(event, 0)), ()


def decide_reversed(event: OperationReversed, facts: Facts) -> Need | Changes | Refusal:
    """Post what an operation posted the other way round, whole or in parts, never more than once.

    The undoings of an operation are numbered by their ids, so what is left of it is read from
    their entries. The wallet's row is written: of two at one moment the second is decided again.
    """
    done, _ = row(facts, entry_key(_done_id(event)), Entry)
    about = (("operation", event.operation), ("operation_id", event.operation_id))
    if done is None or not _is_own(event, done):
        return Refusal("operation.unknown", (*about, ("member_id", event.member_id)))
    undone: list[Entry] = []
    while (key := _undone_key(event, len(undone))) in facts:
        entry, _ = row(facts, key, Entry)
        if entry is None:
            break
        undone.append(entry)
    else:
        return Need((key,), ())
    stored, revision = checkpoint(event, facts)
    guard = Put(own_wallet_key(event), stored, revision)
    left_minor = amount_of(done) - sum(map(amount_of, undone))
    if not left_minor:
        refusal = Refusal("operation.already_reversed", (*about, ("event_id", undone[-1].event_id)))
        return Changes((guard,), refusal=refusal)
    wanted_minor = left_minor if event.amount_minor is None else event.amount_minor
    if wanted_minor > left_minor:
        amounts = (("left_minor", left_minor), ("wanted_minor", wanted_minor))
        return Changes((guard,), refusal=Refusal("operation.less_left", (*about, *amounts)))
    template = f"{_TEMPLATES[event.operation]}_back"
    occurred = occasion(event, event.payer_id, event.currency, event.operation_id)
    made = post(template, occurred, {event.member_id: wanted_minor})
    appends = ledger_appends(made._replace(entry_id=key[1]))
    return Changes((guard,), (*appends, _audit(event)))


def _done_id(event: OperationReversed) -> str:
    """Return the id of the entry that was posted."""
    return derive_id(event.operation_id, _TEMPLATES[event.operation], event.operation_id)


def _undone_key(event: OperationReversed, number: int) -> Key:
    """Return the key of the entry that takes back what was posted, or the next part of it."""
    name, template = event.operation_id, f"{_TEMPLATES[event.operation]}_back"
    return entry_key(derive_id(name, template, name, *((number,) if number else ())))


def _is_own(event: OperationReversed, entry: Entry) -> bool:
    """Say whether an entry is one of the wallet that the event names."""
    parties = {leg.party_id for leg in entry.postings}
    own = (entry.payer_id, entry.currency) == (event.payer_id, event.currency)
    return own and event.member_id in parties


def decide_converted(event: Converted) -> Changes:
    """Post both sides of a conversion, each in its own currency, against the position."""
    entries = [
        post(template, occasion(event, event.payer_id, code, event.id), {event.payer_id: minor})
        for template, code, minor in (
            ("fx_sold", event.sold_currency, event.sold_minor),
            ("fx_bought", event.bought_currency, event.bought_minor),
        )
    ]
    persons = (event.reason, event.maker_id, event.checker_id)
    rate = (event.rate, event.rate_source)
    audit = Audit(event.id, to_us(event.at), event.payer_id, *persons, *rate)
    return Changes((), (*map(entry_append, entries), Append(audit_key(event.id), audit)))


def _posted(event: HandEvent, template: str, amount_minor: int) -> tuple[Append, ...]:
    about = occasion(event, event.payer_id, event.currency, event.id)
    return ledger_appends(post(template, about, {event.member_id: amount_minor}))


def _audit(event: HandEvent) -> Append:
    """Say who asked for an operation and who approved it, beside its entry."""
    persons = (event.reason, event.maker_id, event.checker_id)
    return Append(audit_key(event.id), Audit(event.id, to_us(event.at), event.member_id, *persons))
