"""Trade of an order (订单交易): what its events post besides commissions, and who funds those.

Where a policy posts no trade nothing here reads or writes anything. Where it does, the
order's frozen facts are read beside the order, and every row that is written is the order's
own or a new one: nobody who shares a merchant or a supplier waits for anybody.

Source: docs/trade.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fenxiao.ledger.policy import freeze_trade
from fenxiao.ledger.posting import Flow, deltas, post_moves
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.ledger.trade import Standing, anchored, position, steps
from fenxiao.model.contract import Append, Facts, Key, movement_key, terms_key, trade_key
from fenxiao.model.events import Event, OrderPaid, Refunded, RefundLine
from fenxiao.model.records import Entry, Movement, Order, Refusal, Terms, Trade
from fenxiao.model.remittances import OWED
from fenxiao.rules.terms import Leaving, kept_by_payee
from fenxiao.settlement.changes import delta_appends, entry_append, occasion, posted
from fenxiao.settlement.facts import row
from fenxiao.settlement.holdings import Standing as Commissions
from fenxiao.settlement.holdings import (
    flows,
    less,
    pieces_left,
    recut,
    standing_of,
    summed,
    waiting,
)
from fenxiao.settlement.policy import Policy

__all__ = [
    "Stage",
    "absorbing",
    "books_appends",
    "captured_trade",
    "frozen",
    "named_tenders",
    "stage_appends",
    "standings",
    "trade_keys",
    "trade_row",
]


_Refunds = tuple[RefundLine, ...]


class Stage(NamedTuple):
    """An order at one moment: where it stands, what was agreed, how its trade is posted.

    ``order`` is None before it was paid, ``trade`` where only commissions are posted.
    """

    order: Order | None
    terms: Terms
    trade: Trade | None


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


def standings(stage: Stage) -> dict[str, Standing]:
    """Return how the lines of an order stand, those that are posted as trade.

    Money that went back without taking commission back has gone back all the same. What an
    agent absorbed of it he paid himself: the merchant's part stays.
    """
    order, terms, trade = stage
    if order is None or trade is None:
        return {}
    paid_back = {
        one.line_id: one._replace(refunded_minor=one.refunded_minor + one.spared_minor)
        for one in order.progress
    }
    absorbed = {line.line_id: line.absorbed_minor for line in trade.lines if not line.capture_id}
    progress = {
        name: one._replace(refunded_minor=one.refunded_minor - absorbed.get(name, 0))
        for name, one in paid_back.items()
    }
    left = pieces_left(terms, progress)
    waits = waiting(terms, order)
    received = {name: pieces - waits[name] for name, pieces in left.items()}
    whole, part = Leaving(terms, progress), Leaving(terms, progress, received)
    cash = Leaving(terms, paid_back)
    amounts = {
        (line.line_id, line.capture_id): (whole.left(line), part.left(line), cash.left(line))
        for line in terms.lines
    }
    found: dict[str, Standing] = {}
    for line in trade.lines:
        name = line.line_id
        left_minor, received_minor, cash_minor = amounts[name, line.capture_id]
        found[line.place] = Standing(
            left_minor, left[name], received_minor, received[name], left_minor - cash_minor
        )
    return found


def stage_appends(event: Event, was: Stage, now: Stage) -> tuple[Append, ...]:
    """Return the entries by which an order comes from one stage to another.

    Commissions first, what the merchant funds by templates of its own, then the trade.

    Args:
        event: The cause.
        was: The order before; of a new one only the terms are there.
        now: The order after.
    """
    order, _, trade = now
    if order is None:
        return ()
    before, after = _standing(was), _standing(now)
    if trade is None:
        return posted(event, order, flows(before, after))
    theirs = [_merchants(stage) for stage in (was, now)]
    ours = [_without(one, other) for one, other in zip((before, after), theirs, strict=True)]
    own = dict(flows(*ours))
    funded = dict(flows(*theirs))
    for name in ("release", "release_back"):  # of a member's own parts, whoever funds them
        both = summed((own.pop(name, {}).items(), funded.pop(name, {}).items()))
        own |= {name: both} if both else {}
    appends = list(posted(event, order, own.items()))
    for name, amounts in funded.items():
        appends += _merchant_entry(event, trade, name, amounts)
    about = occasion(event, trade.payer_id, trade.currency, trade.order_id)
    had = position(was.trade or trade, standings(was))
    has = position(trade, standings(now))
    made = steps(trade, had, has)
    appends += books_appends(post_moves(step.template, about, step.flows) for step in made)
    return tuple(appends)


def _standing(stage: Stage) -> Commissions:
    return Commissions({}, {}, {}) if stage.order is None else standing_of(stage.order)


def _without(whole: Commissions, part: Commissions) -> Commissions:
    return Commissions(*(less(one, other) for one, other in zip(whole, part, strict=True)))


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


def _merchants(stage: Stage) -> Commissions:
    """Return what of an order's commissions an agent takes out of the merchant's money.

    A rule that another rule's share pays for is funded by whoever funds that one.
    """
    order, terms, trade = stage
    if order is None or trade is None or trade.mode != "agent":
        return Commissions({}, {}, {})
    funders = {rule.rule_id: rule.funded_by for rule in terms.rules}
    theirs = {name for name in funders if _funder(name, funders) == "merchant"}
    if not theirs:
        return Commissions({}, {}, {})
    lines = tuple(
        line._replace(slots=tuple(slot for slot in line.slots if slot.rule_id in theirs))
        for line in terms.lines
    )
    part = terms._replace(lines=lines)
    progress = {one.line_id: one for one in order.progress}
    kept = kept_by_payee(Leaving(part, progress))
    parts = recut(order.parts, part, progress, counts=False)
    return standing_of(order._replace(kept=kept, parts=parts))


def _funder(rule_id: str, funders: Mapping[str, str]) -> str:
    """Return who pays for a rule in the end; rules that say nothing are the platform's."""
    funder = funders.get(rule_id, "platform")
    while funder in funders:
        funder = funders[funder]
    return "merchant" if funder == "merchant" else "platform"


def _merchant_entry(
    event: Event, trade: Trade, template: str, amounts: Mapping[str, int]
) -> tuple[Append, ...]:
    """Return the entry of commissions that the merchant funds, by the platform's template."""
    name = f"{template}_merchant"
    moved = [
        Flow(*_side(debit, trade, payee), *_side(credit, trade, payee), amounts[payee])
        for debit, credit in TEMPLATES[name].moves
        for payee in sorted(amounts)
    ]
    about = occasion(event, trade.payer_id, trade.currency, trade.order_id)
    return books_appends((post_moves(name, about, moved),))


def _side(account: str, trade: Trade, payee: str) -> tuple[str, str]:
    """Return an account with whom it is kept by: the merchant's, or the payee's."""
    return account, trade.merchant_id if account.startswith("merchant_") else payee


def absorbing(trade: Trade | None, terms: Terms, event: Refunded, back: _Refunds) -> Trade | None:
    """Return an order's trade after a refund that an agent bears himself, if it is of such a kind.

    Args:
        trade: The facts before.
        terms: Which kinds of refunds the platform bears.
        event: The refund.
        back: What goes back of each line.
    """
    if trade is None or trade.mode != "agent" or event.kind not in terms.absorbed:
        return trade
    amounts = {one.line_id: one.amount_minor for one in back}
    return trade._replace(
        lines=tuple(
            line._replace(absorbed_minor=line.absorbed_minor + amounts.get(line.place, 0))
            for line in trade.lines
        )
    )


def named_tenders(was: Stage, now: Stage, refunds: _Refunds) -> Trade | Refusal | None:
    """Return an order's trade after a refund that may name the tenders of its lines.

    Args:
        was: The order before the refund.
        now: The order after it, but for the tenders.
        refunds: What goes back of each line.

    Returns:
        The facts after it, the same where no tender is named; or why it cannot be. Of a line
        that was captured in parts money goes back the way it came.
    """
    order, trade = was.order, now.trade
    if trade is None or order is None or not any(one.tenders for one in refunds):
        return trade
    before, after = standings(was), standings(now)
    lines = {line.place: line for line in trade.lines}
    several = {line.line_id for line in trade.lines if line.capture_id}
    for refund in refunds:
        if not refund.tenders:
            continue
        name = refund.line_id
        about = (("order_id", order.order_id), ("line_id", name))
        left_minor = before[name].cash_minor
        back_minor = left_minor - after[name].cash_minor
        named_minor = sum(one.amount_minor for one in refund.tenders)
        if named_minor != back_minor and name not in several:
            amounts = (("amount_minor", back_minor), ("named_minor", named_minor))
            return Refusal("order.tenders_differ", (*about, *amounts))
        back = {one.tender: one.amount_minor for one in refund.tenders}
        line = None if name in several else anchored(lines[name], left_minor, back)
        if line is None:
            return Refusal("order.tender_exceeds", about)
        lines[name] = line
    return trade._replace(lines=tuple(lines[line.place] for line in trade.lines))


def captured_trade(sold: OrderPaid, capture_id: str, trade: Trade, policy: Policy) -> Trade:
    """Return an order's trade with a further capture, whose lines are frozen like the first."""
    books = None if policy.ledger is None else policy.ledger.books(trade.payer_id)
    if books is None:
        return trade
    lines = (one._replace(capture_id=capture_id) for one in freeze_trade(sold, books).lines)
    return trade._replace(lines=(*trade.lines, *lines))
