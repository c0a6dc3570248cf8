"""The figures of a settled year: one plain object that is printed and written as JSON."""

from __future__ import annotations

from collections import Counter, defaultdict
from time import perf_counter
from typing import TypedDict

from examples.shop_year.books import make_vouchers
from examples.shop_year.source import Year
from examples.shop_year.year import RATES_PPM, Run
from fenxiao import Event, OrderPaid, Touch, control_totals, explain
from fenxiao.model.records import LineProgress, LineTerms, Order, Terms
from fenxiao.rules.terms import kept, posted, remaining

__all__ = ["Depth", "Earner", "Explained", "Figures", "bare_loop_rate", "explained", "figures"]


TITLES = ("One that was paid", "One that was clawed back", "One that was not paid, and why")


class Depth(TypedDict):
    """What one depth above the buyer earned; amounts in minor units."""

    depth: int
    rate_ppm: int
    lines: int
    lines_above_zero: int
    posted_minor: int
    kept_minor: int
    clawed_back_minor: int


class Earner(TypedDict):
    """What one member earned; amounts in minor units."""

    member_id: str
    posted_minor: int
    kept_minor: int
    paid_out_minor: int
    held_minor: int
    available_minor: int


class Explained(TypedDict):
    """One line of an order in words."""

    title: str
    order_id: str
    line_id: str
    sentences: list[str]


class Figures(TypedDict):
    """Everything the page shows; amounts in minor units."""

    currency: str
    first_day: str
    last_day: str
    events: dict[str, int]
    answers: dict[str, int]
    orders: int
    lines: int
    base_lines: int
    base_minor: int
    bound_members: int
    depths: list[Depth]
    posted_minor: int
    clawed_back_minor: int
    kept_minor: int
    held_minor: int
    available_minor: int
    debts_minor: int
    debtors: int
    in_transit_minor: int
    paid_out_minor: int
    earners: int
    best_earners: list[Earner]
    instructions: dict[str, int]
    instructed_minor: int
    trial_balance: dict[str, int]
    trial_balance_sum_minor: int
    vouchers: int
    vouchers_debit_minor: int
    vouchers_credit_minor: int
    findings: dict[str, dict[str, int]]
    explained: list[Explained]


def figures(year: Year, run: Run) -> Figures:
    """Return the figures of a settled year, each counted from what the book stored."""
    depths, posted_by, kept_by = _by_slot(run)
    wallets = {wallet.member_id: wallet for wallet in run.book.wallets()}
    paid_out: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for payout in run.book.payouts():
        states[payout.state] += 1
        if payout.state == "paid":
            paid_out[payout.member_id] += payout.amount_minor
    available = [wallet.available_minor for wallet in wallets.values()]
    paid = [event for event in year.events if isinstance(event, OrderPaid)]
    vouchers = make_vouchers(run.book.entries)
    totals = control_totals(vouchers)
    best = sorted(posted_by, key=lambda member: (-posted_by[member], member))[:10]
    trial = {row.account: row.amount_minor for row in run.book.trial_balance()}
    return Figures(
        currency=paid[0].currency,
        first_day=paid[0].at.date().isoformat(),
        last_day=paid[-1].at.date().isoformat(),
        events=dict(Counter(type(event).__name__ for event in run.fed)),
        answers=dict(run.statuses),
        orders=len(paid),
        lines=sum(len(event.lines) for event in paid),
        base_lines=year.base_lines,
        base_minor=year.base_minor,
        bound_members=sum(isinstance(event, Touch) for event in year.events),
        depths=depths,
        posted_minor=sum(posted_by.values()),
        clawed_back_minor=sum(posted_by.values()) - sum(kept_by.values()),
        kept_minor=sum(kept_by.values()),
        held_minor=sum(wallet.held_minor for wallet in wallets.values()),
        available_minor=sum(amount for amount in available if amount > 0),
        debts_minor=-sum(amount for amount in available if amount < 0),
        debtors=sum(amount < 0 for amount in available),
        in_transit_minor=sum(wallet.in_transit_minor for wallet in wallets.values()),
        paid_out_minor=sum(paid_out.values()),
        earners=sum(amount > 0 for amount in posted_by.values()),
        best_earners=[
            Earner(
                member_id=member,
                posted_minor=posted_by[member],
                kept_minor=kept_by[member],
                paid_out_minor=paid_out[member],
                held_minor=wallets[member].held_minor,
                available_minor=wallets[member].available_minor,
            )
            for member in best
        ],
        instructions=dict(states),
        instructed_minor=sum(payout.amount_minor for payout in run.book.payouts()),
        trial_balance=trial,
        trial_balance_sum_minor=sum(trial.values()),
        vouchers=len(vouchers),
        vouchers_debit_minor=sum(total.debit_minor for total in totals),
        vouchers_credit_minor=sum(total.credit_minor for total in totals),
        findings={
            title: {"count": finding.count, "value_minor": finding.value_minor}
            for title, finding in year.findings.items()
        },
        explained=explained(run),
    )


def _by_slot(run: Run) -> tuple[list[Depth], Counter[str], Counter[str]]:
    """Add up every slot of every order: as posted, and as kept after all refunds."""
    posted_by: Counter[str] = Counter()
    kept_by: Counter[str] = Counter()
    depths: dict[int, Counter[str]] = defaultdict(Counter)
    for terms, order in _orders(run):
        progress = {one.line_id: one for one in order.progress}
        for line in terms.lines:
            left_minor = remaining(line, progress.get(line.line_id, LineProgress("", 0, 0)))
            for slot in line.slots:
                if slot.payee_id is None:
                    continue
                posted_minor = posted(slot)
                kept_minor = kept(slot, left_minor, line.paid_minor)
                posted_by[slot.payee_id] += posted_minor
                kept_by[slot.payee_id] += kept_minor
                sums = depths[slot.depth]
                sums["lines"] += line.paid_minor > 0
                sums["lines_above_zero"] += posted_minor > 0
                sums["posted"] += posted_minor
                sums["kept"] += kept_minor
    rows = [
        Depth(
            depth=depth,
            rate_ppm=RATES_PPM[depth - 1],
            lines=sums["lines"],
            lines_above_zero=sums["lines_above_zero"],
            posted_minor=sums["posted"],
            kept_minor=sums["kept"],
            clawed_back_minor=sums["posted"] - sums["kept"],
        )
        for depth, sums in sorted(depths.items())
    ]
    return rows, posted_by, kept_by


def _orders(run: Run) -> list[tuple[Terms, Order]]:
    records = [record for record, _ in run.book.rows.values()]
    orders = {record.order_id: record for record in records if isinstance(record, Order)}
    terms = (record for record in records if isinstance(record, Terms))
    return [(one, orders[one.order_id]) for one in terms]


def explained(run: Run) -> list[Explained]:
    """Return three lines in words: one paid, one clawed back in part, one not paid."""
    found: dict[str, tuple[Terms, Order, LineTerms]] = {}
    for terms, order in _orders(run):
        progress = {one.line_id: one for one in order.progress}
        for line in terms.lines:
            left_minor = remaining(line, progress.get(line.line_id, LineProgress("", 0, 0)))
            reasons = {slot.reason for slot in line.slots}
            whole = left_minor == line.paid_minor
            if whole and reasons == {"paid"}:
                found.setdefault(TITLES[0], (terms, order, line))
            if 0 < left_minor < line.paid_minor and reasons == {"paid"}:
                found.setdefault(TITLES[1], (terms, order, line))
            if whole and {"below_unit", "no_upline"} <= reasons:
                found.setdefault(TITLES[2], (terms, order, line))
    return [
        Explained(
            title=title,
            order_id=terms.order_id,
            line_id=line.line_id,
            sentences=list(explain(terms, order, line.line_id)),
        )
        for title, (terms, order, line) in sorted(
            found.items(), key=lambda one: TITLES.index(one[0])
        )
    ]


def bare_loop_rate(events: list[Event]) -> float:
    """Return the lines a second of a bare dictionary loop over the same lines.

    It keeps one sum a member and nothing else: no terms, entries, ids, guards or refunds.
    """
    parents = {event.visitor_id: event.sharer_id for event in events if isinstance(event, Touch)}
    orders = [event for event in events if isinstance(event, OrderPaid)]
    sums: dict[str, int] = {}
    started = perf_counter()
    for event in orders:
        for line in event.lines:
            if line.line_kind == "product":
                member = parents.get(event.buyer_id)
                for rate_ppm in RATES_PPM:
                    if member is None:
                        break
                    share_minor = line.paid_minor * rate_ppm // 1_000_000
                    sums[member] = sums.get(member, 0) + share_minor
                    member = parents.get(member)
    return sum(len(event.lines) for event in orders) / (perf_counter() - started)
