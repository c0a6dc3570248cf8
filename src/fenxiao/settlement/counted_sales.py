"""Counted sales (计入周期的订单): the row by which the close of a period finds an order.

Whatever changes what is left of an order marks its row, so that the next close counts it
anew; a policy without period rules has no such rows, and nothing is read or written.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from fenxiao.model.contract import Append, Facts, Key, Put
from fenxiao.model.events import OrderPaid
from fenxiao.model.period_keys import sale_key
from fenxiao.model.records import Sale, Terms
from fenxiao.settlement.facts import row
from fenxiao.settlement.policy import Policy

__all__ = ["recount", "sale_append", "sale_keys"]


def sale_append(event: OrderPaid, terms: Terms) -> Append:
    """Return the row by which the close of a period finds an order."""
    place = (event.order_id, event.payer_id, event.currency, terms.plan_id, terms.terms_us)
    return Append(sale_key(event.order_id), Sale(*place, "", 0, 0, ()))


def sale_keys(order_id: str, policy: Policy) -> tuple[Key, ...]:
    """Return the key of an order's row, if any period counts orders."""
    return (sale_key(order_id),) if policy.closes_periods else ()


def recount(order_id: str, facts: Facts, policy: Policy) -> tuple[Put, ...]:
    """Return the write by which the next close counts an order anew, if any period does."""
    if not policy.closes_periods:
        return ()
    sale, revision = row(facts, sale_key(order_id), Sale)
    if sale is None:
        return ()
    return (Put(sale_key(order_id), sale._replace(counted_in=""), revision),)
