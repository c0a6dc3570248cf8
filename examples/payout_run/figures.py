"""The figures of the day: one plain object that is printed, drawn and written as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypedDict

from examples.payout_run.people import PAYERS
from examples.payout_run.run import Approval, Run
from examples.payout_run.sending import RAIL_TITLES
from fenxiao.payout.reconcile.breaks import BREAKS
from fenxiao.payout.reconcile.statements import Reconciliation

__all__ = ["Figures", "figures"]


class StageRow(TypedDict):
    """A part of the day, and the time of the processor that it took."""

    name: str
    what: str
    count: int
    milliseconds: int


class RailRow(TypedDict):
    """What was sent over a rail in one currency, and what became of it."""

    rail: str
    title: str
    currency: str
    requests: int
    bytes: int
    instructions: int
    total_minor: int
    states: dict[str, int]


class BridgeRow(TypedDict):
    """One payer's way from the books to the statements, in minor units."""

    payer_id: str
    currency: str
    books_minor: int
    items: list[tuple[str, int, int]]
    statement_minor: int


class OpenRow(TypedDict):
    """A break that stays for a person, with what to do."""

    kind: str
    instruction_id: str
    line_id: str
    got_minor: int
    currency: str
    todo: str


class Figures(TypedDict):
    """Everything that the report shows; amounts in minor units."""

    promoters: int
    payers: int
    automatic: int
    approvals: list[Approval]
    stages: list[StageRow]
    rails: list[RailRow]
    messages: dict[str, int]
    answers: dict[str, int]
    refusals: dict[str, int]
    lines: int
    first_lines: dict[str, int]
    last_lines: dict[str, int]
    instructions: dict[str, int]
    bridges: list[BridgeRow]
    findings: dict[str, int]
    open_breaks: list[OpenRow]
    explained: list[str]
    fees_minor: dict[str, int]
    charges_minor: dict[str, int]
    trial_sums_minor: list[int]


def figures(day: Run) -> Figures:
    """Return the figures of a day, each counted from what the book and the runs hold."""
    assert day.first is not None
    assert day.last is not None
    balances: dict[tuple[str, str], dict[str, int]] = {}
    for row in day.book.trial_balance():
        balances.setdefault((row.payer_id, row.currency), {})[row.account] = row.amount_minor
    states = {one.instruction_id: one.state for one in day.book.payouts()}
    axes = Counter(f"{states[one.instruction_id]}: {one.state}" for one in day.last.instructions)
    return Figures(
        promoters=len(day.people),
        payers=len(PAYERS),
        automatic=day.automatic,
        approvals=day.approvals,
        stages=[
            StageRow(
                name=one.name,
                what=one.what,
                count=one.count,
                milliseconds=round(one.seconds * 1_000),
            )
            for one in day.stages
        ],
        rails=_rails(day, states),
        messages=dict(day.messages),
        answers=dict(day.statuses),
        refusals=dict(day.refusals),
        lines=len(day.last.lines),
        first_lines=_lines(day.first),
        last_lines=_lines(day.last),
        instructions=dict(sorted(axes.items())),
        bridges=[
            BridgeRow(
                payer_id=one.payer_id,
                currency=one.currency,
                books_minor=one.books_minor,
                items=[(item.reason, item.subject_count, item.amount_minor) for item in one.items],
                statement_minor=one.statement_minor,
            )
            for one in day.bridges
        ],
        findings=dict(Counter(one.code for one in day.findings)),
        open_breaks=[
            OpenRow(
                kind=one.kind,
                instruction_id=one.instruction_id,
                line_id=one.line_id,
                got_minor=one.got_minor,
                currency=one.currency,
                todo=BREAKS[one.kind].todo,
            )
            for one in day.last.open_breaks
        ],
        explained=[
            f"{one.kind} on {one.line_id}: {one.reason} ({one.maker_id}, {one.checker_id})"
            for one in day.last.explained
        ],
        fees_minor=_account(balances, "payout_fee", -1),
        charges_minor=_account(balances, "payout_charge", 1),
        trial_sums_minor=[sum(mine.values()) for mine in balances.values()],
    )


def _rails(day: Run, states: Mapping[str, str]) -> list[RailRow]:
    rows: list[RailRow] = []
    for rail, title in RAIL_TITLES.items():
        mine = [one for one in day.sent if one.rail == rail]
        if not mine:
            continue
        payouts = [payout for one in mine for payout in one.payouts]
        counted = Counter(states[one.instruction_id] for one in payouts)
        rows.append(
            RailRow(
                rail=rail,
                title=title,
                currency=payouts[0].currency,
                requests=len(mine),
                bytes=sum(len(one.body) for one in mine),
                instructions=len(payouts),
                total_minor=sum(one.amount_minor for one in payouts),
                states=dict(counted),
            )
        )
    return rows


def _lines(found: Reconciliation) -> dict[str, int]:
    counted = Counter(f"{one.state} {one.kind}".strip() for one in found.lines)
    return dict(sorted(counted.items()))


def _account(
    balances: dict[tuple[str, str], dict[str, int]], account: str, sign: int
) -> dict[str, int]:
    sums: dict[str, int] = {}
    for (_, code), mine in sorted(balances.items()):
        if mine.get(account):
            sums[code] = sums.get(code, 0) + sign * mine[account]
    return sums
