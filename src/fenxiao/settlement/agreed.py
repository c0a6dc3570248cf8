"""Terms that count (生效条款): those of the payment, or of the newest correction.

What was agreed at the payment is never written again; a correction keeps terms of its own,
and the order names it.

Source: docs/operations.md.
"""

from __future__ import annotations

from fenxiao.model.contract import Facts, Need, correction_key, terms_key
from fenxiao.model.records import Correction, Order, Terms
from fenxiao.settlement.facts import missing, row

__all__ = ["terms_that_count"]


def terms_that_count(order: Order | None, facts: Facts) -> Need | Terms | None:
    """Return the terms by which an order is settled now, or what must be loaded for them."""
    if order is None:
        return None
    name = order.corrected_by
    key = correction_key(order.order_id, name) if name else terms_key(order.order_id)
    need = missing(facts, (key,))
    if need is not None:
        return need
    if not name:
        return row(facts, key, Terms)[0]
    correction, _ = row(facts, key, Correction)
    return None if correction is None else correction.terms
