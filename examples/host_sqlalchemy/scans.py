"""The scans as SQL: each bounded, each served by an index, each built once.

Walks up and down are recursive; a walk up takes one row a step, each found by its key or
by the end of an index, so it costs as many lookups as it returns rows, whatever the size
of the tables. PostgreSQL and SQLite take the same statements.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    tuple_,
)

from examples.host_sqlalchemy.schema import (
    IS_ASKED,
    IS_FREE,
    IS_HELD,
    IS_ISSUED,
    IS_OPEN,
    IS_WAITING,
    TABLE,
)
from fenxiao import SCANS, Scan

__all__ = ["SCAN", "names_of"]

ARGS = {scan.name: scan.args for scan in SCANS}
FIRST = (-(2**63), "")  # before every page
PARTS = {
    "volumes": ("member_id", "child_id"),
    "qualified": ("member_id",),
    "awards": ("rule_id", "member_id"),
    "tax_years": ("person_id",),
}
"""The scans by the first parts of a key, and in which order their rows come."""
ONE = literal_column("1", Integer)


def names_of(scan: Scan) -> dict[str, str | int]:
    """Return the parameters of a scan's statement."""
    names = dict(zip(ARGS[scan.name], scan.args, strict=True)) | {"page": scan.limit}
    if scan.name in ("orders_due", "sales", "payouts_requested", "batch_payouts"):
        names["after_us"], names["after_id"] = scan.after or FIRST
    if scan.name in PARTS:
        after = scan.after or ("",) * len(PARTS[scan.name])
        names |= {f"after_{name}": one for name, one in zip(PARTS[scan.name], after, strict=True)}
    return names


def upline() -> Select[Any]:
    """Walk from a member to those above him, as of an instant, along the history.

    Of each member the newest row that is not later than the instant, if it binds him and
    has not ended.
    """
    binding, other = TABLE["binding"], TABLE["binding"].alias("other")
    fields = (binding.c.parent_id, binding.c.record, binding.c.revision)

    def in_force(member_id: ColumnElement[str]) -> tuple[ColumnElement[bool], ...]:
        newest_us = select(func.max(other.c.since_us)).where(
            other.c.relation == bindparam("relation"),
            other.c.member_id == member_id,
            other.c.since_us <= bindparam("at_us"),
        )
        return (
            binding.c.relation == bindparam("relation"),
            binding.c.member_id == member_id,
            binding.c.since_us == newest_us.scalar_subquery(),
            binding.c.parent_id.is_not(None),
            or_(binding.c.until_us.is_(None), binding.c.until_us > bindparam("at_us")),
        )

    own = select(ONE.label("place"), *fields).where(*in_force(bindparam("member_id")))
    line = own.cte("line", recursive=True)
    above = select(line.c.place + ONE, *fields).where(
        line.c.place < bindparam("page"), *in_force(line.c.parent_id)
    )
    line = line.union_all(above)
    return select(line.c.record, line.c.revision).order_by(line.c.place)


def chain() -> Select[Any]:
    """Walk from a member's node to those above it as they are now.

    The walk ends after a node without parent, and after one whose binding has ended.
    """
    node = TABLE["node"]
    fields = (node.c.parent_id, node.c.until_us, node.c.record, node.c.revision)
    is_of = node.c.relation == bindparam("relation")
    own = select(ONE.label("place"), *fields).where(
        is_of, node.c.member_id == bindparam("member_id")
    )
    line = own.cte("line", recursive=True)
    above = select(line.c.place + ONE, *fields).where(
        is_of,
        node.c.member_id == line.c.parent_id,
        or_(line.c.until_us.is_(None), line.c.until_us > bindparam("at_us")),
        line.c.place < bindparam("page"),
    )
    line = line.union_all(above)
    return select(line.c.record, line.c.revision).order_by(line.c.place)


def fans() -> Select[Any]:
    """Read the nodes that stand directly under a member now, by their member's id."""
    node = TABLE["node"]
    found = select(node.c.record, node.c.revision).where(
        node.c.relation == bindparam("relation"), node.c.parent_id == bindparam("member_id")
    )
    return found.order_by(node.c.member_id).limit(bindparam("page"))


def below() -> Select[Any]:
    """Walk a number of bindings down from a member, and read who stands there now."""
    node = TABLE["node"]
    is_of = node.c.relation == bindparam("relation")
    level = (
        select(ONE.label("place"), node.c.member_id)
        .where(is_of, node.c.parent_id == bindparam("member_id"))
        .cte("level", recursive=True)
    )
    lower = select(level.c.place + ONE, node.c.member_id).where(
        is_of, node.c.parent_id == level.c.member_id, level.c.place < bindparam("distance")
    )
    level = level.union_all(lower)
    found = select(node.c.record, node.c.revision).where(
        level.c.place == bindparam("distance"), is_of, node.c.member_id == level.c.member_id
    )
    return found.limit(bindparam("page"))


def wallet_tail() -> Select[Any]:
    """Read the changes of a wallet that no fold has taken yet, by their id."""
    delta = TABLE["delta"]
    found = select(delta.c.record, delta.c.revision).where(
        *(delta.c[name] == bindparam(name) for name in ARGS["wallet_tail"])
    )
    return found.order_by(delta.c.delta_id).limit(bindparam("page"))


def movements() -> Select[Any]:
    """Read the changes of what a party is owed that no fold has taken yet, by their id."""
    movement = TABLE["movement"]
    found = select(movement.c.record, movement.c.revision).where(
        *(movement.c[name] == bindparam(name) for name in ARGS["movements"])
    )
    return found.order_by(movement.c.movement_id).limit(bindparam("page"))


def orders_due() -> Select[Any]:
    """Read orders of which a holding ends by an instant, by that end and id.

    The state is written out, not a parameter: so the index of held orders serves it.
    """
    order = TABLE["order"]
    place = tuple_(order.c.due_us, order.c.order_id)
    found = select(order.c.record, order.c.revision).where(
        text(IS_HELD),
        order.c.due_us <= bindparam("until_us"),
        place > tuple_(bindparam("after_us"), bindparam("after_id")),
    )
    return found.order_by(order.c.due_us, order.c.order_id).limit(bindparam("page"))


def tallies() -> Select[Any]:
    """Read the changes of a member's counter in a period, by their instant and id."""
    tally = TABLE["tally"]
    found = select(tally.c.record, tally.c.revision).where(
        *(tally.c[name] == bindparam(name) for name in ARGS["tallies"][:3]),
        tally.c.at_us >= bindparam("since_us"),
        tally.c.at_us < bindparam("until_us"),
    )
    return found.order_by(tally.c.at_us, tally.c.tally_id).limit(bindparam("page"))


def invites_due() -> Select[Any]:
    """Read open invites whose days are over by an instant, by that end and code."""
    invite = TABLE["invite"]
    found = select(invite.c.record, invite.c.revision).where(
        text(IS_ISSUED), invite.c.until_us <= bindparam("until_us")
    )
    return found.order_by(invite.c.until_us, invite.c.code).limit(bindparam("page"))


def visits() -> Select[Any]:
    """Read a visitor's touches in a period, the newest first."""
    visit = TABLE["visit"]
    found = select(visit.c.record, visit.c.revision).where(
        visit.c.visitor_id == bindparam("visitor_id"),
        visit.c.at_us >= bindparam("since_us"),
        visit.c.at_us < bindparam("until_us"),
    )
    return found.order_by(visit.c.at_us.desc(), visit.c.event_id).limit(bindparam("page"))


def visits_before() -> Select[Any]:
    """Read everybody's touches before an instant, the oldest first."""
    visit = TABLE["visit"]
    found = select(visit.c.record, visit.c.revision).where(visit.c.at_us < bindparam("until_us"))
    place = (visit.c.at_us, visit.c.visitor_id, visit.c.event_id)
    return found.order_by(*place).limit(bindparam("page"))


def assortments() -> Select[Any]:
    """Read what a promoter listed at an instant, and before, the newest first."""
    assortment = TABLE["assortment"]
    found = select(assortment.c.record, assortment.c.revision).where(
        assortment.c.member_id == bindparam("member_id"),
        assortment.c.since_us <= bindparam("at_us"),
    )
    return found.order_by(assortment.c.since_us.desc()).limit(bindparam("page"))


def standing() -> Select[Any]:
    """Read what a member was to the platform at an instant: his history has one row an instant."""
    row = TABLE["standing"]
    found = select(row.c.record, row.c.revision).where(
        row.c.member_id == bindparam("member_id"), row.c.since_us <= bindparam("at_us")
    )
    return found.order_by(row.c.since_us.desc()).limit(bindparam("page"))


def payee_standing() -> Select[Any]:
    """Read what a payee was at an instant: his history has one row an instant."""
    row = TABLE["payee_standing"]
    found = select(row.c.record, row.c.revision).where(
        row.c.payer_id == bindparam("payer_id"),
        row.c.member_id == bindparam("member_id"),
        row.c.since_us <= bindparam("at_us"),
    )
    return found.order_by(row.c.since_us.desc()).limit(bindparam("page"))


def sales_open() -> Select[Any]:
    """Read a payer's sales of a time that wait to be counted, in canonical order."""
    sale = TABLE["sale"]
    found = select(sale.c.record, sale.c.revision).where(text(IS_OPEN), *_of_time())
    return found.order_by(sale.c.terms_us, sale.c.order_id).limit(bindparam("page"))


def sales() -> Select[Any]:
    """Read all sales of a payer of a time, in canonical order."""
    sale = TABLE["sale"]
    place = tuple_(sale.c.terms_us, sale.c.order_id)
    found = select(sale.c.record, sale.c.revision).where(
        *_of_time(), place > tuple_(bindparam("after_us"), bindparam("after_id"))
    )
    return found.order_by(sale.c.terms_us, sale.c.order_id).limit(bindparam("page"))


def _of_time() -> tuple[ColumnElement[bool], ...]:
    sale = TABLE["sale"]
    return (
        sale.c.payer_id == bindparam("payer_id"),
        sale.c.currency == bindparam("currency"),
        sale.c.terms_us >= bindparam("since_us"),
        sale.c.terms_us < bindparam("until_us"),
    )


def part(scan: str, table_name: str) -> Select[Any]:
    """Read the rows of which the first parts of the key are asked, in the order of the key."""
    table = TABLE[table_name]
    columns = [table.c[name] for name in PARTS[scan]]
    after: list[Any] = [bindparam(f"after_{name}") for name in PARTS[scan]]
    found = select(table.c.record, table.c.revision).where(
        *(table.c[name] == bindparam(name) for name in ARGS[scan]),
        tuple_(*columns) > tuple_(*after),  # no id is empty
    )
    return found.order_by(*columns).limit(bindparam("page"))


def to_seal() -> Select[Any]:
    """Read a payer's entries that wait to be sealed, by instant and id."""
    waiting = TABLE["unsealed"]
    found = select(waiting.c.record, waiting.c.revision).where(
        waiting.c.payer_id == bindparam("payer_id"),
        waiting.c.effective_us <= bindparam("until_us"),
    )
    return found.order_by(waiting.c.effective_us, waiting.c.entry_id).limit(bindparam("page"))


def payouts_requested() -> Select[Any]:
    """Read a payer's instructions that nobody approved and no batch has, by when payable and id.

    The state is written out, not a parameter: so the index of just these serves it.
    """
    payout = TABLE["payout"]
    found = select(payout.c.record, payout.c.revision).where(
        text(IS_FREE),
        payout.c.payer_id == bindparam("payer_id"),
        payout.c.currency == bindparam("currency"),
        payout.c.payable_us <= bindparam("until_us"),
        _after_payable(),
    )
    return found.order_by(payout.c.payable_us, payout.c.instruction_id).limit(bindparam("page"))


def batch_payouts() -> Select[Any]:
    """Read the instructions of a batch that nobody approved, by when payable and id."""
    payout = TABLE["payout"]
    found = select(payout.c.record, payout.c.revision).where(
        text(IS_ASKED), payout.c.batch_id == bindparam("batch_id"), _after_payable()
    )
    return found.order_by(payout.c.payable_us, payout.c.instruction_id).limit(bindparam("page"))


def _after_payable() -> ColumnElement[bool]:
    payout = TABLE["payout"]
    place = tuple_(payout.c.payable_us, payout.c.instruction_id)
    return place > tuple_(bindparam("after_us"), bindparam("after_id"))


def holds_due() -> Select[Any]:
    """Read open holds that expire by an instant, by that end and id."""
    hold = TABLE["hold"]
    found = select(hold.c.record, hold.c.revision).where(
        text(IS_WAITING), hold.c.expires_us <= bindparam("until_us")
    )
    return found.order_by(hold.c.expires_us, hold.c.hold_id).limit(bindparam("page"))


SCAN: dict[str, Select[Any]] = {
    "upline": upline(),
    "chain": chain(),
    "fans": fans(),
    "below": below(),
    "wallet_tail": wallet_tail(),
    "tallies": tallies(),
    "invites_due": invites_due(),
    "orders_due": orders_due(),
    "visits": visits(),
    "visits_before": visits_before(),
    "assortments": assortments(),
    "standing": standing(),
    "sales_open": sales_open(),
    "sales": sales(),
    "volumes": part("volumes", "volume"),
    "qualified": part("qualified", "qualified"),
    "awards": part("awards", "award"),
    "movements": movements(),
    "tax_years": part("tax_years", "tax_year"),
    "to_seal": to_seal(),
    "payee_standing": payee_standing(),
    "payouts_requested": payouts_requested(),
    "batch_payouts": batch_payouts(),
    "holds_due": holds_due(),
}
"""The statement of each scan, by the scan's name."""
