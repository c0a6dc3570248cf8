"""The scans as SQL: each bounded, each served by an index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, literal, select, tuple_

from examples.host_sqlalchemy.schema import TABLE
from fenxiao import Scan

__all__ = ["SCAN"]


def upline(scan: Scan) -> Select[Any]:
    """Walk from a member to those above him, as of an instant."""
    relation, member_id, at_us = scan.args
    node = TABLE["node"]
    fields = (node.c.parent_id, node.c.bound_us, node.c.record, node.c.revision)
    own = select(literal(1).label("place"), *fields).where(
        node.c.relation == relation, node.c.member_id == member_id
    )
    chain = own.cte("chain", recursive=True)
    above = select(chain.c.place + 1, *fields).where(
        node.c.relation == relation,
        node.c.member_id == chain.c.parent_id,
        chain.c.bound_us <= at_us,
        chain.c.place < scan.limit,
    )
    chain = chain.union_all(above)
    return select(chain.c.record, chain.c.revision).order_by(chain.c.place)


def wallet_tail(scan: Scan) -> Select[Any]:
    """Read the changes of a wallet that no fold has taken yet, by their id."""
    delta = TABLE["delta"]
    wallet = tuple_(delta.c.payer_id, delta.c.member_id, delta.c.currency)
    found = select(delta.c.record, delta.c.revision).where(wallet == tuple_(*scan.args))
    return found.order_by(delta.c.delta_id).limit(scan.limit)


def orders_due(scan: Scan) -> Select[Any]:
    """Read confirmed orders whose holding ends by an instant, by that end and id."""
    order = TABLE["order"]
    place = tuple_(order.c.due_us, order.c.order_id)
    found = select(order.c.record, order.c.revision).where(
        order.c.state == "confirmed", order.c.due_us <= scan.args[0]
    )
    if scan.after is not None:
        found = found.where(place > tuple_(*scan.after))
    return found.order_by(order.c.due_us, order.c.order_id).limit(scan.limit)


SCAN: dict[str, Callable[[Scan], Select[Any]]] = {
    "upline": upline,
    "wallet_tail": wallet_tail,
    "orders_due": orders_due,
}
