"""First purchases (首单绑定): what a buyer's first order says of him, and whom it binds.

An order writes its buyer only where the policy asks whether he has bought before, and
then only with his first order.

Source: docs/relations.md.
"""

from __future__ import annotations

from typing import NamedTuple

from fenxiao.graph.bindings import Bid
from fenxiao.model.contract import Append, Facts, Key, Need, Put, member_key, node_key
from fenxiao.model.events import OrderPaid
from fenxiao.model.instants import to_us
from fenxiao.model.records import Refusal
from fenxiao.settlement.counts import Move, told
from fenxiao.settlement.facts import missing
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.relations import Bound, candidate, guarded, member_of, own_node, settle

__all__ = ["Purchase", "decide_purchase", "first_purchase"]


class Purchase(NamedTuple):
    """What an order writes of its buyer, and under whom it bound him as a customer."""

    puts: tuple[Put, ...] = ()
    appends: tuple[Append, ...] = ()
    findings: tuple[Refusal, ...] = ()
    sharer_id: str | None = None
    is_first_order: bool = False


def first_purchase(event: OrderPaid, policy: Policy) -> tuple[Key, ...]:
    """Return the key of the buyer, where the policy asks whether he has bought."""
    return (member_key(event.buyer_id),) if policy.keeps_first_orders else ()


def decide_purchase(event: OrderPaid, facts: Facts, policy: Policy) -> Need | Purchase:
    """Note a buyer's first order, and bind him where the policy binds at the first purchase."""
    if not policy.keeps_first_orders:
        return Purchase()
    member, revision = member_of(facts, event.buyer_id)
    if member.first_order_us is not None:
        return Purchase()
    at_us = to_us(event.at)
    bought = Put(member_key(event.buyer_id), member._replace(first_order_us=at_us), revision)
    done = Purchase(puts=(bought,), is_first_order=True)
    moves: list[Move] = []
    for rule in policy.bindings_at(at_us):
        if rule.binds_at != "purchase":
            continue
        need = missing(facts, (node_key(rule.relation, event.buyer_id),))
        if need is not None:
            return need
        sharer_id = candidate(facts, rule, event.buyer_id, at_us)
        bid = Bid(rule.relation, event.buyer_id, sharer_id or "", at_us, event.id, "purchase")
        own = guarded((own_node(facts, rule, bid),))
        if sharer_id is None:
            done = done._replace(puts=(*done.puts, *own.values()))
            continue
        outcome = settle(bid, facts, rule, visitor=member)
        if isinstance(outcome, Need):
            return outcome
        if isinstance(outcome, Refusal):
            done = done._replace(puts=(*done.puts, *own.values()))
        moves += () if isinstance(outcome, Refusal) else outcome.moves
        done = _with(done, outcome, rule.relation, sharer_id)
    appends = told(moves, facts, policy, known=member)
    return appends if isinstance(appends, Need) else done._replace(appends=appends)


def _with(done: Purchase, outcome: Bound | Refusal, relation: str, sharer_id: str) -> Purchase:
    if isinstance(outcome, Refusal):
        return done._replace(findings=(*done.findings, outcome))
    return done._replace(
        puts=(*done.puts, *outcome.puts.values()),
        sharer_id=sharer_id if relation == "customer" else done.sharer_id,
    )
