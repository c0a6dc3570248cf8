"""Remittances (收付款结算): what gateways pay in, what merchants and suppliers are paid.

A payment reads what is owed, so it writes the balance's row: of two payments at once one
is committed and the other decided again. Orders only append, and never wait for either.

Source: docs/trade.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from fenxiao.ledger.posting import Flow, post_moves
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Put,
    Scan,
    audit_key,
    balance_key,
    continuation_key,
    movement_key,
    movements_scan,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import to_us
from fenxiao.model.records import Audit, Balance, Entry, Movement, Refusal
from fenxiao.model.remittances import (
    ClearingSettled,
    FoldBalance,
    MerchantPaid,
    Remittance,
    SupplierPaid,
)
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.settlement.changes import Changes, occasion, waited
from fenxiao.settlement.facts import row, rows
from fenxiao.settlement.trade import books_appends

__all__ = [
    "TAIL_LIMIT",
    "decide_clearing",
    "decide_fold_balance",
    "decide_merchant_paid",
    "decide_supplier_paid",
    "first_fold_balance",
    "first_merchant_paid",
    "first_supplier_paid",
]

TAIL_LIMIT = 10_000
"""Changes that a payment takes into account, in one scan, so at one moment; beyond it, fold."""


class _Owed(NamedTuple):
    """What a party is owed, and the guard of whoever decides by it."""

    party_id: str
    amount_minor: int
    guard: Put


def decide_clearing(event: ClearingSettled) -> Changes:
    """Post what arrived and what the gateway kept."""
    sides = (("bank", event.arrived_minor), ("collection_fee", event.fee_minor))
    flows = [Flow(debit, "", "clearing", event.tender, minor) for debit, minor in sides if minor]
    return Changes((), books_appends((_entry("clearing_settled", event, flows),)))


def first_merchant_paid(event: MerchantPaid) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a payment to a merchant reads: what he is owed."""
    return _first(_merchant(event))


def decide_merchant_paid(event: MerchantPaid, facts: Facts) -> Changes | Refusal:
    """Pay a merchant what he is owed, or part of it."""
    owed = _owed(_merchant(event), facts)
    if isinstance(owed, Refusal):
        return owed
    paid_minor = _payment(event.amount_minor, owed.amount_minor)
    refusal = _refuse(owed, paid_minor, is_advance=event.is_advance)
    if refusal is not None:
        return Changes((owed.guard,), refusal=refusal)
    flow = Flow("merchant_payable", event.merchant_id, "bank", "", paid_minor)
    return Changes((owed.guard,), books_appends((_entry("merchant_paid", event, [flow]),)))


def first_supplier_paid(event: SupplierPaid) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a payment to a supplier reads: what he is owed."""
    return _first(_supplier(event))


def decide_supplier_paid(event: SupplierPaid, facts: Facts) -> Changes | Refusal:
    """Pay a supplier what he is owed, or part of it, and deduct what he is not paid."""
    owed = _owed(_supplier(event), facts)
    if isinstance(owed, Refusal):
        return owed
    deducted_minor = event.deducted_minor
    paid_minor = _payment(event.amount_minor, owed.amount_minor - deducted_minor)
    refusal = _refuse(owed, paid_minor + deducted_minor, is_advance=event.is_advance)
    if refusal is not None:
        return Changes((owed.guard,), refusal=refusal)
    mine = ("supplier_payable", event.supplier_id)
    entries = []
    if paid_minor:
        entries.append(_entry("supplier_paid", event, [Flow(*mine, "bank", "", paid_minor)]))
    audits: tuple[Append, ...] = ()
    if event.deductions:
        flows = [
            Flow(*mine, "cost_of_goods", "", one.amount_minor)
            if one.merchant_id is None
            else Flow(*mine, "merchant_payable", one.merchant_id, one.amount_minor)
            for one in event.deductions
        ]
        entries.append(_entry("supplier_deduction", event, flows))
        audits = (_audit(event),)
    return Changes((owed.guard,), (*books_appends(entries), *audits))


def first_fold_balance(event: FoldBalance) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a fold reads: the checkpoint, then a page of the tail."""
    key = _folded(event)
    return (continuation_key(event.id), key), (movements_scan(key, limit=event.limit),)


def decide_fold_balance(event: FoldBalance, facts: Facts) -> Changes:
    """Add a page of changes to the checkpoint and remove exactly those rows."""
    key = _folded(event)
    checkpoint, revision = _checkpoint(key, facts)
    page = rows(facts, movements_scan(key, limit=event.limit), Movement)
    total_minor = checkpoint.amount_minor + sum(one.amount_minor for one, _ in page)
    puts = [
        *waited(event, facts),
        Put(key, checkpoint._replace(amount_minor=total_minor), revision),
    ]
    puts += [Put(movement_key(one), None, number) for one, number in page]
    continuation = None
    if len(page) == event.limit:
        continuation = replace(event, id=derive_id(event.id, "page"))
    return Changes(tuple(puts), (), continuation)


def _merchant(event: MerchantPaid) -> Key:
    return balance_key(event.payer_id, "merchant_payable", event.merchant_id, event.currency)


def _supplier(event: SupplierPaid) -> Key:
    return balance_key(event.payer_id, "supplier_payable", event.supplier_id, event.currency)


def _folded(event: FoldBalance) -> Key:
    return balance_key(event.payer_id, event.account, event.party_id, event.currency)


def _first(key: Key) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    return (key,), (movements_scan(key, limit=TAIL_LIMIT),)


def _checkpoint(key: Key, facts: Facts) -> tuple[Balance, int]:
    stored, revision = row(facts, key, Balance)
    return stored or Balance(key[1], key[2], key[3], key[4], 0), revision


def _owed(key: Key, facts: Facts) -> _Owed | Refusal:
    """Return what a party is owed; the checkpoint was read before its tail."""
    party_id = key[3]
    tail = rows(facts, movements_scan(key, limit=TAIL_LIMIT), Movement)
    if len(tail) == TAIL_LIMIT:
        return Refusal("owed.fold_first", (("party_id", party_id), ("limit", TAIL_LIMIT)))
    checkpoint, revision = _checkpoint(key, facts)
    amount_minor = checkpoint.amount_minor + sum(one.amount_minor for one, _ in tail)
    return _Owed(party_id, amount_minor, Put(key, checkpoint, revision))


def _payment(wanted_minor: int | None, owed_minor: int) -> int:
    """Return what is paid: what was asked for, or all, as much as one event can carry."""
    if wanted_minor is not None:
        return wanted_minor
    return max(0, min(owed_minor, AMOUNT_LIMIT_MINOR))


def _refuse(owed: _Owed, wanted_minor: int, *, is_advance: bool) -> Refusal | None:
    if not wanted_minor:
        return Refusal("owed.nothing", (("party_id", owed.party_id),))
    if wanted_minor > owed.amount_minor and not is_advance:
        amounts = (("owed_minor", owed.amount_minor), ("wanted_minor", wanted_minor))
        return Refusal("owed.exceeded", (("party_id", owed.party_id), *amounts))
    return None


def _entry(template: str, event: Remittance, flows: list[Flow]) -> Entry:
    about = occasion(event, event.payer_id, event.currency, event.subject_id)
    return post_moves(template, about, flows)


def _audit(event: SupplierPaid) -> Append:
    reasons = "; ".join(one.reason for one in event.deductions)
    persons = (event.maker_id or "", event.checker_id or "")
    audit = Audit(event.id, to_us(event.at), event.supplier_id, reasons, *persons)
    return Append(audit_key(event.id), audit)
