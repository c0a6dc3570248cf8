"""The contract with the host (宿主契约): what is asked for, what is handed back.

A step asks for facts (``Need``) or hands back a ``Decision``: guarded writes, appended
rows, the event that goes on, or a refusal. Nothing here reads or writes anything.

Source: docs/contract.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from fenxiao.model.book_records import Sealed, Unsealed
from fenxiao.model.credit_records import Assortment, Visit
from fenxiao.model.events import Event
from fenxiao.model.records import (
    Binding,
    Delta,
    Movement,
    Record,
    Refusal,
    Standing,
    Tally,
)

__all__ = [
    "Append",
    "Decision",
    "Fact",
    "Facts",
    "Key",
    "Need",
    "Put",
    "Row",
    "Scan",
    "Status",
    "assortment_key",
    "assortments_scan",
    "audit_key",
    "balance_key",
    "batch_key",
    "batch_scan",
    "below_scan",
    "binding_key",
    "books_key",
    "chain_scan",
    "continuation_key",
    "correction_key",
    "delta_key",
    "due_scan",
    "entry_key",
    "event_key",
    "fans_scan",
    "hold_key",
    "holds_due_scan",
    "invite_key",
    "invites_due_scan",
    "invoice_key",
    "invoice_use_key",
    "member_key",
    "movement_key",
    "movements_scan",
    "node_key",
    "order_key",
    "payee_key",
    "payee_standing_key",
    "payee_standing_scan",
    "payout_key",
    "quota_key",
    "reconciliation_key",
    "requested_scan",
    "sealed_key",
    "shelf_key",
    "standing_key",
    "standing_scan",
    "tail_scan",
    "tallies_scan",
    "tally_key",
    "tax_year_key",
    "tax_years_scan",
    "terms_key",
    "to_seal_scan",
    "trade_key",
    "unsealed_key",
    "upline_scan",
    "visit_key",
    "visits_before_scan",
    "visits_scan",
    "wallet_key",
    "withdrawals_key",
    "withholding_key",
]

Key = tuple[str, ...]
"""The name of the partition, then the parts of the key: ``("order", "o1")``."""

Row = tuple[Record, int]
"""A stored record and its revision, which counts its writes from 1."""

Fact = Row | None
"""What is stored under a key: a row, or None."""

Status = Literal["applied", "refused", "replayed"]


class Scan(NamedTuple):
    """A bounded question for several rows.

    Args:
        name: One of ``SCANS``; docs/contract.md defines each.
        args: What the question is about.
        after: Where the page before ended; None for the first page.
        limit: The most rows that may come back; fewer means that there are no more.
    """

    name: str
    args: tuple[str | int, ...]
    after: tuple[str | int, ...] | None
    limit: int


Facts = Mapping[Key | Scan, Fact | tuple[Row, ...]]
"""All that was loaded so far: a fact under each key, rows under each scan."""


class Need(NamedTuple):
    """Facts that must be loaded before the event can be decided: keys first, then scans."""

    keys: tuple[Key, ...]
    scans: tuple[Scan, ...]


class Put(NamedTuple):
    """A guarded write: it must fail unless the row still has the expected revision.

    ``expected_revision`` 0 means that there must be no row; ``record`` None removes the row.
    """

    key: Key
    record: Record | None
    expected_revision: int


class Append(NamedTuple):
    """A new row under a key that nobody else writes; it locks nothing that others use."""

    key: Key
    record: Record


class Decision(NamedTuple):
    """What to commit, all of it in one transaction or none of it.

    Args:
        status: "applied"; "refused", with a refusal; or "replayed": done before.
        puts: Guarded writes, in key order.
        appends: New rows; a continuation waits in one of them.
        continuation: The event that goes on with a paged one, to be fed next.
        refusal: Why the event was not taken.
        findings: Why some parts of it were not taken, although the rest was.
    """

    status: Status
    puts: tuple[Put, ...] = ()
    appends: tuple[Append, ...] = ()
    continuation: Event | None = None
    refusal: Refusal | None = None
    findings: tuple[Refusal, ...] = ()


def event_key(event_id: str) -> Key:
    """Return the key of what was decided about an event."""
    return ("event", event_id)


def continuation_key(event_id: str) -> Key:
    """Return the key of an event that waits to go on with a paged one."""
    return ("continuation", event_id)


def node_key(relation: str, member_id: str) -> Key:
    """Return the key of a member's place in one relation."""
    return ("node", relation, member_id)


def binding_key(binding: Binding) -> Key:
    """Return the key of one row of a member's history in a relation."""
    return ("binding", binding.relation, binding.member_id, binding.event_id)


def member_key(member_id: str) -> Key:
    """Return the key of who a member is to the platform."""
    return ("member", member_id)


def standing_key(standing: Standing) -> Key:
    """Return the key of one row of what a member was to the platform."""
    return ("standing", standing.member_id, standing.event_id)


def tally_key(tally: Tally) -> Key:
    """Return the key of one change of a member's counter."""
    return ("tally", tally.member_id, tally.counter, tally.currency, tally.tally_id)


def audit_key(event_id: str) -> Key:
    """Return the key of who asked for a correction, and who approved it."""
    return ("audit", event_id)


def invite_key(code: str) -> Key:
    """Return the key of an invite code."""
    return ("invite", code)


def quota_key(member_id: str) -> Key:
    """Return the key of the checkpoint of a member's invite quota."""
    return ("quota", member_id)


def order_key(order_id: str) -> Key:
    """Return the key of an order."""
    return ("order", order_id)


def terms_key(order_id: str) -> Key:
    """Return the key of an order's terms."""
    return ("terms", order_id)


def correction_key(order_id: str, event_id: str) -> Key:
    """Return the key of the terms that a correction gave an order."""
    return ("correction", order_id, event_id)


def entry_key(entry_id: str) -> Key:
    """Return the key of an entry of the journal."""
    return ("entry", entry_id)


def wallet_key(payer_id: str, member_id: str, currency: str) -> Key:
    """Return the key of a wallet's checkpoint."""
    return ("wallet", payer_id, member_id, currency)


def delta_key(delta: Delta) -> Key:
    """Return the key of one change of a wallet."""
    return ("delta", delta.payer_id, delta.member_id, delta.currency, delta.delta_id)


def payout_key(instruction_id: str) -> Key:
    """Return the key of a payout instruction."""
    return ("payout", instruction_id)


def withdrawals_key(payer_id: str, member_id: str, currency: str) -> Key:
    """Return the key of what a member's withdrawals have used of the limits."""
    return ("withdrawals", payer_id, member_id, currency)


def batch_key(batch_id: str) -> Key:
    """Return the key of a batch of instructions."""
    return ("batch", batch_id)


def reconciliation_key(payer_id: str, subject: str, subject_id: str) -> Key:
    """Return the key of what the statements say of an instruction, or of a line."""
    return ("reconciliation", payer_id, subject, subject_id)


def visit_key(visit: Visit) -> Key:
    """Return the key of a remembered touch of a visitor."""
    return ("visit", visit.visitor_id, visit.event_id)


def assortment_key(assortment: Assortment) -> Key:
    """Return the key of what a promoter listed from an instant on."""
    return ("assortment", assortment.member_id, assortment.event_id)


def shelf_key(member_id: str) -> Key:
    """Return the key of which assortment of a promoter is his newest."""
    return ("shelf", member_id)


def unsealed_key(unsealed: Unsealed) -> Key:
    """Return the key of an entry that waits to be sealed."""
    return ("unsealed", unsealed.payer_id, unsealed.entry_id)


def sealed_key(sealed: Sealed) -> Key:
    """Return the key of the place of an entry in its chain: no entry has two."""
    return ("sealed", sealed.payer_id, sealed.entry_id)


def books_key(payer_id: str) -> Key:
    """Return the key of where a payer's books stand."""
    return ("books", payer_id)


def trade_key(order_id: str) -> Key:
    """Return the key of how an order's trade is posted."""
    return ("trade", order_id)


def movement_key(movement: Movement) -> Key:
    """Return the key of one change of what a merchant or a supplier is owed."""
    return ("movement", *movement[:5])


def balance_key(payer_id: str, account: str, party_id: str, currency: str) -> Key:
    """Return the key of the checkpoint of what a merchant or a supplier is owed."""
    return ("balance", payer_id, account, party_id, currency)


def hold_key(hold_id: str) -> Key:
    """Return the key of a hold."""
    return ("hold", hold_id)


def tax_year_key(payer_id: str, currency: str, year: str, person_id: str) -> Key:
    """Return the key of what one payer withheld from one person in a year."""
    return ("tax_year", payer_id, currency, year, person_id)


def withholding_key(key: str) -> Key:
    """Return the key of what was withheld from one attempt of an instruction."""
    return ("withholding", key)


def payee_key(payer_id: str, member_id: str) -> Key:
    """Return the key of who a member is to a payer who pays him."""
    return ("payee", payer_id, member_id)


def payee_standing_key(payer_id: str, member_id: str, event_id: str) -> Key:
    """Return the key of one row of what a payee was."""
    return ("payee_standing", payer_id, member_id, event_id)


def invoice_key(payer_id: str, invoice_token: str) -> Key:
    """Return the key of an invoice that a payer received."""
    return ("invoice", payer_id, invoice_token)


def invoice_use_key(instruction_id: str) -> Key:
    """Return the key of how much of somebody's invoices an instruction takes up."""
    return ("invoice_use", instruction_id)


def upline_scan(relation: str, member_id: str, at_us: int, *, limit: int) -> Scan:
    """Ask for a member's binding in force at an instant, his parent's, and so on upwards.

    Args:
        relation: The relation, such as "customer".
        member_id: Where to start; his own binding is the first row.
        at_us: As of when.
        limit: The most bindings to walk.
    """
    return Scan("upline", (relation, member_id, at_us), None, limit)


def chain_scan(relation: str, member_id: str, at_us: int, *, limit: int) -> Scan:
    """Ask for a member's node as it is now, his parent's, and so on upwards.

    Args:
        relation: The relation, such as "customer".
        member_id: Where to start; his own node is the first row.
        at_us: Bindings that have ended by then end the walk at their node.
        limit: The most nodes to walk.
    """
    return Scan("chain", (relation, member_id, at_us), None, limit)


def fans_scan(relation: str, member_id: str, *, limit: int) -> Scan:
    """Ask for the nodes whose parent is a member now, by their member id."""
    return Scan("fans", (relation, member_id), None, limit)


def below_scan(relation: str, member_id: str, distance: int, *, limit: int = 1) -> Scan:
    """Ask for nodes that stand a number of bindings below a member now."""
    return Scan("below", (relation, member_id, distance), None, limit)


def tail_scan(wallet: Key, *, limit: int) -> Scan:
    """Ask for the changes of a wallet that no fold has taken yet, by their id."""
    return Scan("wallet_tail", wallet[1:], None, limit)


def tallies_scan(
    member_id: str, counter: str, currency: str, period_us: tuple[int, int], *, limit: int
) -> Scan:
    """Ask for the changes of a member's counter in a period: ``since <= t < until``."""
    return Scan("tallies", (member_id, counter, currency, *period_us), None, limit)


def standing_scan(member_id: str, at_us: int) -> Scan:
    """Ask for what a member was to the platform at an instant: one row, or none."""
    return Scan("standing", (member_id, at_us), None, 1)


def due_scan(until_us: int, *, limit: int, after: tuple[int, str] | None = None) -> Scan:
    """Ask for orders of which a holding ends by an instant, by that end and id."""
    return Scan("orders_due", (until_us,), after, limit)


def visits_scan(visitor_id: str, period_us: tuple[int, int], *, limit: int) -> Scan:
    """Ask for a visitor's touches in a period, ``since <= t < until``, newest first."""
    return Scan("visits", (visitor_id, *period_us), None, limit)


def visits_before_scan(until_us: int, *, limit: int) -> Scan:
    """Ask for everybody's touches before an instant, oldest first."""
    return Scan("visits_before", (until_us,), None, limit)


def assortments_scan(member_id: str, at_us: int, *, limit: int = 1) -> Scan:
    """Ask for what a promoter listed at an instant, and before, newest first."""
    return Scan("assortments", (member_id, at_us), None, limit)


def invites_due_scan(until_us: int, *, limit: int) -> Scan:
    """Ask for open invites whose days are over by an instant, by that end and code."""
    return Scan("invites_due", (until_us,), None, limit)


def to_seal_scan(payer_id: str, until_us: int, *, limit: int) -> Scan:
    """Ask for a payer's entries that wait to be sealed, effective by an instant, oldest first."""
    return Scan("to_seal", (payer_id, until_us), None, limit)


def movements_scan(balance: Key, *, limit: int) -> Scan:
    """Ask for the changes of what somebody is owed that no fold has taken yet, by their id."""
    return Scan("movements", balance[1:], None, limit)


def tax_years_scan(
    payer_id: str, currency: str, year: str, *, limit: int, after: str | None = None
) -> Scan:
    """Ask for the years of a payer's persons, by the person."""
    place = None if after is None else (after,)
    return Scan("tax_years", (payer_id, currency, year), place, limit)


def payee_standing_scan(payer_id: str, member_id: str, at_us: int) -> Scan:
    """Ask for what a payee was at an instant: one row, or none."""
    return Scan("payee_standing", (payer_id, member_id, at_us), None, 1)


def requested_scan(
    payer_id: str,
    currency: str,
    until_us: int,
    *,
    limit: int,
    after: tuple[int, str] | None = None,
) -> Scan:
    """Ask for instructions that nobody approved, payable by an instant, by that and id."""
    return Scan("payouts_requested", (payer_id, currency, until_us), after, limit)


def batch_scan(batch_id: str, *, limit: int, after: tuple[int, str] | None = None) -> Scan:
    """Ask for the instructions of a batch that nobody approved, by when payable and id."""
    return Scan("batch_payouts", (batch_id,), after, limit)


def holds_due_scan(until_us: int, *, limit: int) -> Scan:
    """Ask for open holds that expire by an instant, by that end and id."""
    return Scan("holds_due", (until_us,), None, limit)
