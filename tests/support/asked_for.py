"""The scans of instructions that nobody approved, answered by looking at every row."""

from __future__ import annotations

from collections.abc import Mapping

from fenxiao.model.contract import Key, Row, Scan
from fenxiao.model.records import Payout

__all__ = ["asked_for"]


def asked_for(rows: Mapping[Key, Row], scan: Scan) -> tuple[Row, ...]:
    """Return the page of a scan: those in no batch, or those of a batch."""
    found: dict[tuple[int | str, ...], Row] = {}
    for record, revision in rows.values():
        if isinstance(record, Payout) and record.state == "requested" and fits(record, scan):
            found[record.payable_us, record.instruction_id] = (record, revision)
    places = sorted(place for place in found if scan.after is None or place > scan.after)
    return tuple(found[place] for place in places[: scan.limit])


def fits(payout: Payout, scan: Scan) -> bool:
    if scan.name == "batch_payouts":
        return (payout.batch_id,) == scan.args
    payer_id, currency, until_us = scan.args
    is_theirs = (payout.payer_id, payout.currency) == (payer_id, currency)
    return is_theirs and payout.batch_id is None and payout.payable_us <= int(until_us)
