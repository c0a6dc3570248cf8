"""Questions: wallets, histories, orders, payouts and balances, read from the tables.

Each question is one transaction. A wallet is read as the library reads it: its
checkpoint before its changes. Whoever asks for the journal reads it whole or by a text
that its rows must contain; a shop with millions of entries keeps a table of its own by
member, filled from the appends of each decision.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import Connection, Engine, select

from examples.host_sqlalchemy.host import load
from examples.host_sqlalchemy.schema import TABLE
from examples.host_sqlalchemy.views import (
    BalanceView,
    EntryView,
    HistoryLine,
    KeptView,
    LineView,
    OrderView,
    PayoutView,
    TrialBalanceView,
    TrialSum,
    TrialView,
    WalletView,
)
from fenxiao import (
    currency,
    explain,
    format_amount,
    from_us,
    load_record,
    statement,
    trial_balance,
)
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.balances import fold
from fenxiao.model.contract import correction_key, order_key, terms_key, wallet_key
from fenxiao.model.records import Correction, Delta, Entry, Order, Payout, Record, Terms, Wallet

__all__ = ["order", "payouts", "trial", "wallet"]

R = TypeVar("R", bound=Record)


def wallet(engine: Engine, payer_id: str, member_id: str, code: str) -> WalletView:
    """Return what a payer owes a member, with its history; nothing known is all zeros."""
    currency(code)
    with engine.connect() as connection:
        key = wallet_key(payer_id, member_id, code)
        empty = Wallet(payer_id, member_id, code, 0, 0, 0, 0)
        checkpoint = next(iter(one(connection, Wallet, key)), empty)
        delta = TABLE["delta"]
        mine = (
            delta.c.payer_id == payer_id,
            delta.c.member_id == member_id,
            delta.c.currency == code,
        )
        tail = records(connection.scalars(select(delta.c.record).where(*mine)), Delta)
        now = fold(checkpoint, tail)
        journal = entries(connection, payer_id, member_id)
    history = statement(journal, payer_id, member_id, code)
    return WalletView(
        payer_id=payer_id,
        member_id=member_id,
        currency=code,
        now=BalanceView.of(now),
        history=[
            HistoryLine(entry=EntryView.of(line.entry), after=BalanceView.of(line.wallet))
            for line in history
        ],
    )


def order(engine: Engine, order_id: str) -> OrderView | None:
    """Return where an order stands and why it pays what it pays, or None if not known."""
    with engine.connect() as connection:
        found = one(connection, Order, order_key(order_id))
        agreed = one(connection, Terms, terms_key(order_id))
        name = found[0].corrected_by if found else ""
        corrected = one(connection, Correction, correction_key(order_id, name)) if name else []
    if not found or not agreed:
        return None
    stands, terms = found[0], corrected[0].terms if corrected else agreed[0]
    returned = {gone.line_id: gone.returned_quantity for gone in stands.progress}
    return OrderView(
        order_id=order_id,
        merchant_id=stands.merchant_id,
        payer_id=stands.payer_id,
        buyer_id=stands.buyer_id,
        currency=stands.currency,
        state=stands.state,
        paid_at=instant(stands.paid_us),
        confirmed_at=instant(stands.confirmed_us),
        due_at=instant(stands.due_us),
        plan_id=terms.plan_id,
        upline=list(terms.upline),
        kept=[
            KeptView(
                payee_id=kept.payee_id,
                amount_minor=kept.amount_minor,
                amount=format_amount(kept.amount_minor, stands.currency),
            )
            for kept in stands.kept
        ],
        lines=[
            LineView(
                line_id=line.line_id,
                quantity=line.quantity,
                returned_quantity=returned.get(line.line_id, 0),
                paid_minor=line.paid_minor,
                paid=format_amount(line.paid_minor, stands.currency),
                explanation={
                    "en": list(explain(terms, stands, line.line_id, language="en")),
                    "zh": list(explain(terms, stands, line.line_id, language="zh")),
                },
            )
            for line in terms.lines
        ],
    )


def payouts(engine: Engine, payer_id: str | None, member_id: str | None) -> list[PayoutView]:
    """Return the instructions of a payer and a member, or of all; oldest first."""
    with engine.connect() as connection:
        stored = connection.scalars(select(TABLE["payout"].c.record))
        found = [
            record
            for record in records(stored, Payout)
            if payer_id in (None, record.payer_id) and member_id in (None, record.member_id)
        ]
    found.sort(key=lambda record: (record.requested_us, record.instruction_id))
    return [PayoutView.of(record) for record in found]


def trial(engine: Engine, payer_id: str | None) -> TrialBalanceView:
    """Return the trial balance of a payer, or of all; the sums are 0."""
    with engine.connect() as connection:
        journal = entries(connection, *([] if payer_id is None else [payer_id]))
    rows = [row for row in trial_balance(journal) if payer_id in (None, row.payer_id)]
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        place = (row.payer_id, row.currency)
        sums[place] = sums.get(place, 0) + row.amount_minor
    return TrialBalanceView(
        rows=[
            TrialView(
                payer_id=row.payer_id,
                currency=row.currency,
                account=row.account,
                title=ACCOUNTS[row.account].title,
                title_zh=ACCOUNTS[row.account].title_zh,
                amount_minor=row.amount_minor,
                amount=format_amount(row.amount_minor, row.currency),
            )
            for row in rows
        ],
        sums=[
            TrialSum(
                payer_id=payer,
                currency=code,
                amount_minor=amount_minor,
                amount=format_amount(amount_minor, code),
            )
            for (payer, code), amount_minor in sums.items()
        ],
    )


def entries(connection: Connection, *texts: str) -> list[Entry]:
    """Return the entries that contain some texts, in the order in which they were learned.

    The database looks for the texts anywhere in a row, which is too much rather than too
    little; the caller picks by field.
    """
    entry = TABLE["entry"]
    found = select(entry.c.record)
    for text in texts:
        written = json.dumps(text, ensure_ascii=False)
        found = found.where(entry.c.record.contains(written, autoescape=True))
    journal = list(records(connection.scalars(found), Entry))
    journal.sort(key=lambda one: (one.recorded_us, one.effective_us, one.entry_id))
    return journal


def one(connection: Connection, kind: type[R], key: tuple[str, ...]) -> list[R]:
    """Return the record under a key in a list, or an empty one."""
    found = load(connection, [key], [])[key]
    return [found[0]] if found is not None and isinstance(found[0], kind) else []


def records(texts: Iterable[str], kind: type[R]) -> Iterable[R]:
    """Yield the records of a kind that stored texts hold."""
    return (record for record in map(load_record, texts) if isinstance(record, kind))


def instant(us: int | None) -> str | None:
    """Return an instant as text, or None where there is none."""
    return None if us is None else from_us(us).isoformat()
