"""The scans as SQL: each bounded, each served by an index, each built once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Select, bindparam, literal_column, select, text, tuple_

from examples.host_sqlalchemy.schema import IS_CONFIRMED, TABLE
from fenxiao import SCANS, Scan

__all__ = ["SCAN", "names_of"]

ARGS = {scan.name: scan.args for scan in SCANS}
FIRST = (-(2**63), "")  # before every page


def names_of(scan: Scan) -> dict[str, str | int]:
    """Return the parameters of a scan's statement."""
    names = dict(zip(ARGS[scan.name], scan.args, strict=True)) | {"page": scan.limit}
    if scan.name == "orders_due":
        names["after_us"], names["after_id"] = scan.after or FIRST
    return names


def upline() -> Select[Any]:
    """Walk from a member to those above him, as of an instant."""
    node = TABLE["node"]
    fields = (node.c.parent_id, node.c.bound_us, node.c.record, node.c.revision)
    is_of = node.c.relation == bindparam("relation")
    own = select(literal_column("1", Integer).label("place"), *fields)
    chain = own.where(is_of, node.c.member_id == bindparam("member_id")).cte(
        "chain", recursive=True
    )
    above = select(chain.c.place + literal_column("1"), *fields).where(
        is_of,
        node.c.member_id == chain.c.parent_id,
        chain.c.bound_us <= bindparam("at_us"),
        chain.c.place < bindparam("page"),
    )
    chain = chain.union_all(above)
    return select(chain.c.record, chain.c.revision).order_by(chain.c.place)


def wallet_tail() -> Select[Any]:
    """Read the changes of a wallet that no fold has taken yet, by their id."""
    delta = TABLE["delta"]
    found = select(delta.c.record, delta.c.revision).where(
        *(delta.c[name] == bindparam(name) for name in ARGS["wallet_tail"])
    )
    return found.order_by(delta.c.delta_id).limit(bindparam("page"))


def orders_due() -> Select[Any]:
    """Read confirmed orders whose holding ends by an instant, by that end and id.

    The state is written out, not a parameter: so the index of confirmed orders serves it.
    """
    order = TABLE["order"]
    place = tuple_(order.c.due_us, order.c.order_id)
    found = select(order.c.record, order.c.revision).where(
        text(IS_CONFIRMED),
        order.c.due_us <= bindparam("until_us"),
        place > tuple_(bindparam("after_us"), bindparam("after_id")),
    )
    return found.order_by(order.c.due_us, order.c.order_id).limit(bindparam("page"))


SCAN: dict[str, Select[Any]] = {
    "upline": upline(),
    "wallet_tail": wallet_tail(),
    "orders_due": orders_due(),
}
