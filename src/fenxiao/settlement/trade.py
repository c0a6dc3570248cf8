"""Trade of an order (订单交易): what its events post besides commissions, and who funds those.

Where a policy posts no trade nothing here reads or writes anything. Where it does, the
order's frozen facts are read beside the order, and every row that is written is the order's
own or a new one: nobody who shares a merchant or a supplier waits for anybody.

Source: docs/trade.md.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from fenxiao.ledger.policy import freeze_trade
from fenxiao.ledger.posting import Flow, deltas, post_moves
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.ledger.trade import Standing, anchored, position, steps
from fenxiao.model.contract import Append, Facts, Key, movement_key, terms_key, trade_key
from fenxiao.model.events import Event, OrderPaid, RefundLine
from fenxiao.model.records import (
    Entry,
    Kept,
    LineProgress,
    LineTerms,
    LineTrade,
    Movement,
    Order,
    Refusal,
    Trade,
)
from fenxiao.model.remittances import OWED
from fenxiao.rules.terms import Leaving, kept_by_payee, remaining
from fenxiao.settlement.changes import delta_appends, entry_append, occasion
from fenxiao.settlement.facts import row
from fenxiao.settlement.policy import Policy

__all__ = [
    "NOBODY",
    "Theirs",
    "books_appends",
    "frozen",
    "merchant_commission",
    "merchants_part",
    "named_tenders",
    "standings",
    "trade_appends",
    "trade_keys",
    "trade_row",
]

Standings = Mapping[str, Standing]


class Theirs(NamedTuple):
    """What of some commissions a merchant funds, by payee, and the trade that says so."""

    trade: Trade | None
    kept: tuple[Kept, ...]


NOBODY = Theirs(None, ())
"""Where no merchant funds anything."""


def frozen(event: OrderPaid, policy: Policy) -> Trade | None:
    """Return how a new order's trade is posted, or None where it is not."""
    books = None if policy.ledger is None else policy.ledger.books(event.payer_id)
    return None if books is None else freeze_trade(event, books)


def trade_keys(order_id: str, policy: Policy) -> tuple[Key, ...]:
    """Return what an event of a known order reads of its trade; nothing without a ledger."""
    return () if policy.ledger is None else (trade_key(order_id), terms_key(order_id))


def trade_row(order_id: str, facts: Facts, policy: Policy) -> tuple[Trade | None, int]:
    """Return how an order's trade is posted and its revision; None where it is not."""
    return (None, 0) if policy.ledger is None else row(facts, trade_key(order_id), Trade)


def standings(
    trade: Trade | None,
    progress: Mapping[str, LineProgress],
    *,
    is_received: bool,
    only: Container[str] | None = None,
) -> dict[str, Standing]:
    """Return how the lines of an order stand.

    Args:
        trade: The order's frozen facts; None has no lines.
        progress: What has gone back of each line.
        is_received: Whether what is left was received.
        only: These lines alone; all of them where None.
    """
    lines = () if trade is None else trade.lines
    return {
        line.line_id: _standing(line, progress.get(line.line_id), is_received=is_received)
        for line in lines
        if only is None or line.line_id in only
    }


def _standing(line: LineTrade, gone: LineProgress | None, *, is_received: bool) -> Standing:
    left_minor, left_quantity = line.paid_minor, line.quantity
    if gone is not None:
        terms = LineTerms(line.line_id, line.quantity, line.paid_minor, ())
        left_minor = remaining(terms, gone)
        left_quantity -= gone.returned_quantity
    received = (left_minor, left_quantity) if is_received else (0, 0)
    return Standing(left_minor, left_quantity, *received)


def trade_appends(
    event: Event, trade: Trade | None, before: Standings, after: Standings, was: Trade | None = None
) -> tuple[Append, ...]:
    """Return the entries of an order's trade that comes to stand another way.

    Args:
        event: The cause.
        trade: The order's frozen facts; None posts nothing.
        before: How the lines stood.
        after: How they stand, the same lines.
        was: The facts before, where a refund named its tenders.
    """
    if trade is None:
        return ()
    about = occasion(event, trade.payer_id, trade.currency, trade.order_id)
    made = steps(trade, position(was or trade, before), position(trade, after))
    return books_appends(post_moves(step.template, about, step.flows) for step in made)


def books_appends(entries: Iterable[Entry]) -> tuple[Append, ...]:
    """Return the new rows of some entries, of wallets, and of what somebody is owed."""
    appends: list[Append] = []
    for entry in entries:
        appends.append(entry_append(entry))
        appends += delta_appends(deltas(entry))
        owed: dict[tuple[str, str], int] = {}
        for account, party_id, amount_minor in entry.postings:
            if account in OWED:
                owed[account, party_id] = owed.get((account, party_id), 0) - amount_minor
        for (account, party_id), amount_minor in sorted(owed.items()):
            named = (entry.payer_id, account, party_id, entry.currency, entry.entry_id)
            movement = Movement(*named, amount_minor)
            appends.append(Append(movement_key(movement), movement))
    return tuple(appends)


def merchants_part(
    trade: Trade | None, leaving: Leaving, only: Container[str] | None = None
) -> Theirs:
    """Return what of the kept commissions an agent takes out of the merchant's money.

    A rule that another rule's share pays for is funded by whoever funds that one.

    Args:
        trade: The order's frozen facts; only where the payer is an agent is there any.
        leaving: The order's terms, and what has gone back.
        only: Look at these lines alone; right only where ``is_local``.
    """
    if trade is None or trade.mode != "agent":
        return NOBODY
    terms = leaving.terms
    funders = {rule.rule_id: rule.funded_by for rule in terms.rules}
    theirs = {name for name in funders if _funder(name, funders) == "merchant"}
    if not theirs:
        return NOBODY
    lines = tuple(
        line._replace(slots=tuple(slot for slot in line.slots if slot.rule_id in theirs))
        for line in terms.lines
    )
    part = Leaving(terms._replace(lines=lines), leaving.progress)
    return Theirs(trade, kept_by_payee(part, only))


def _funder(rule_id: str, funders: Mapping[str, str]) -> str:
    """Return who pays for a rule in the end; rules that say nothing are the platform's."""
    funder = funders.get(rule_id, "platform")
    while funder in funders:
        funder = funders[funder]
    return "merchant" if funder == "merchant" else "platform"


def merchant_commission(template: str, event: Event, theirs: Theirs) -> tuple[Append, ...]:
    """Return the entry of commissions that the merchant funds.

    Args:
        template: The template of those that the platform funds.
        event: The cause.
        theirs: Amounts by payee, and the trade.
    """
    trade, amounts = theirs.trade, dict(theirs.kept)
    if trade is None or not amounts:
        return ()
    name = f"{template}_merchant"
    flows = [
        Flow(*_side(debit, trade, payee), *_side(credit, trade, payee), amounts[payee])
        for debit, credit in TEMPLATES[name].moves
        for payee in sorted(amounts)
    ]
    about = occasion(event, trade.payer_id, trade.currency, trade.order_id)
    return books_appends((post_moves(name, about, flows),))


def _side(account: str, trade: Trade, payee: str) -> tuple[str, str]:
    """Return an account with whom it is kept by: the merchant's, or the payee's."""
    return account, trade.merchant_id if account.startswith("merchant_") else payee


def named_tenders(
    trade: Trade, order: Order, refunds: Iterable[RefundLine], before: Standings, after: Standings
) -> Trade | Refusal:
    """Return an order's trade after a refund that may name the tenders of its lines.

    Args:
        trade: The frozen facts before.
        order: Whose they are.
        refunds: What goes back of each line.
        before: How the lines stood.
        after: How they stand.

    Returns:
        The facts after it, the same where no tender is named; or why it cannot be.
    """
    lines = {line.line_id: line for line in trade.lines}
    for refund in refunds:
        if not refund.tenders:
            continue
        name = refund.line_id
        about = (("order_id", order.order_id), ("line_id", name))
        left_minor = before[name].left_minor
        back_minor = left_minor - after[name].left_minor
        named_minor = sum(one.amount_minor for one in refund.tenders)
        if named_minor != back_minor:
            amounts = (("amount_minor", back_minor), ("named_minor", named_minor))
            return Refusal("order.tenders_differ", (*about, *amounts))
        back = {one.tender: one.amount_minor for one in refund.tenders}
        line = anchored(lines[name], left_minor, back)
        if line is None:
            return Refusal("order.tender_exceeds", about)
        lines[name] = line
    return trade._replace(lines=tuple(lines[line.line_id] for line in trade.lines))
