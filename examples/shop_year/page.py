"""The page that `make demo` prints."""

from __future__ import annotations

from collections.abc import Iterator

from examples.shop_year.figures import Figures
from fenxiao import Ppm, format_amount, format_percent

__all__ = ["Speed", "page"]

WIDTH = 80
Speed = dict[str, int]
"""What was measured: lines a second of the book and of a bare loop, events, memory."""

ACCOUNTS = {
    "bank": "bank: paid out",
    "commission_expense": "commission expense",
    "deferred_cost": "deferred cost",
    "member_deferred": "members, deferred",
    "member_held": "members, held",
    "member_available": "members, available",
    "member_in_transit": "members, in transit",
}


def page(found: Figures, speed: Speed) -> Iterator[str]:
    """Yield the lines of the page."""
    yield "═" * WIDTH
    yield f"  A year of a real shop, settled      {found['first_day']} to {found['last_day']}"
    yield "═" * WIDTH
    yield from _trade(found)
    yield from _money(found)
    yield from _books(found)
    yield from _earners(found)
    yield from _findings(found)
    yield from _explained(found)
    yield from _speed(found, speed)


def _heading(title: str) -> Iterator[str]:
    yield ""
    yield f"── {title} " + "─" * (WIDTH - len(title) - 4)


def _row(label: str, value: str, note: str = "") -> str:
    return f"  {label:<34}{value:>18}   {note}".rstrip()


def _trade(found: Figures) -> Iterator[str]:
    yield _row("Orders settled", f"{found['orders']:,}", f"{found['lines']:,} lines")
    yield _row("Customers bound to a sharer", f"{found['bound_members']:,}")
    base = _money_text(found, found["base_minor"])
    yield _row("Base: products, as paid", base, f"{found['base_lines']:,} lines")
    yield from _heading("Commission by depth, each line floored on its own")
    head = f"  {'depth':<7}{'rate':>5}{'lines above 0':>15}"
    yield f"{head}{'promised':>17}{'taken back':>16}{'kept':>18}"
    for row in found["depths"]:
        yield (
            f"  {row['depth']:<7}{format_percent(Ppm(row['rate_ppm'])):>5}"
            f"{row['lines_above_zero']:>15,}"
            f"{_money_text(found, row['posted_minor']):>17}"
            f"{_money_text(found, row['clawed_back_minor']):>16}"
            f"{_money_text(found, row['kept_minor']):>18}"
        )
    yield (
        f"  {'all':<27}{_money_text(found, found['posted_minor']):>17}"
        f"{_money_text(found, found['clawed_back_minor']):>16}"
        f"{_money_text(found, found['kept_minor']):>18}"
    )


def _money(found: Figures) -> Iterator[str]:
    yield from _heading("Where the kept commission is")
    count = sum(found["instructions"].values())
    yield _row("Paid out", _money_text(found, found["paid_out_minor"]), f"{count:,} instructions")
    yield _row("In transit", _money_text(found, found["in_transit_minor"]))
    yield _row("Held, younger than 14 days", _money_text(found, found["held_minor"]))
    yield _row("Available", _money_text(found, found["available_minor"]))
    debtors = f"{found['debtors']} members owe it"
    yield _row("Debts, by refunds after payout", _money_text(found, -found["debts_minor"]), debtors)
    total_minor = (
        found["paid_out_minor"]
        + found["in_transit_minor"]
        + found["held_minor"]
        + found["available_minor"]
        - found["debts_minor"]
    )
    same = "= kept, to the penny" if total_minor == found["kept_minor"] else "≠ kept: WRONG"
    yield _row("Together", _money_text(found, total_minor), same)


def _books(found: Figures) -> Iterator[str]:
    yield from _heading("Trial balance (debit +, credit −)")
    for account, title in ACCOUNTS.items():
        yield _row(title, _money_text(found, found["trial_balance"].get(account, 0)))
    yield _row("Sum", _money_text(found, found["trial_balance_sum_minor"]))
    yield from _heading(f"{found['vouchers']:,} vouchers, by day and template")
    same = "= the journal's"  # by account and month, or they would not have been made
    yield _row("Debits", _money_text(found, found["vouchers_debit_minor"]), same)
    yield _row("Credits", _money_text(found, found["vouchers_credit_minor"]), same)


def _earners(found: Figures) -> Iterator[str]:
    yield from _heading(f"The ten best of {found['earners']} earners")
    yield f"  {'member':<12}{'promised':>16}{'kept':>16}{'paid out':>16}{'held':>14}"
    for row in found["best_earners"]:
        yield (
            f"  {row['member_id']:<12}{_money_text(found, row['posted_minor']):>16}"
            f"{_money_text(found, row['kept_minor']):>16}"
            f"{_money_text(found, row['paid_out_minor']):>16}"
            f"{_money_text(found, row['held_minor']):>14}"
        )


def _findings(found: Figures) -> Iterator[str]:
    yield from _heading("Findings: what the data hold that cannot be settled")
    for title, finding in found["findings"].items():
        value = _money_text(found, finding["value_minor"])
        yield f"  {title:<48}{finding['count']:>8,}{value:>20}"


def _explained(found: Figures) -> Iterator[str]:
    for one in found["explained"]:
        yield from _heading(f"{one['title']}: order {one['order_id']}, line {one['line_id']}")
        for sentence in one["sentences"]:
            yield from _wrapped(sentence)


def _speed(found: Figures, speed: Speed) -> Iterator[str]:
    yield from _heading("Speed, in this run")
    per_second = speed["book_lines_per_second"]
    yield _row("Paid lines through the book", f"{per_second:,}/s", "terms, entries, guards")
    bare = speed["bare_loop_lines_per_second"]
    yield _row("A bare dictionary loop", f"{bare:,}/s", "sums only: nothing else")
    events = sum(found["events"].values())
    yield _row("All events", f"{events:,}", f"{speed['milliseconds'] / 1000:.1f} s")
    yield _row("Peak memory", f"{speed['peak_mebibytes']:,} MiB")
    if "replayed" in speed:
        yield _row("The same events again", f"{speed['replayed']:,} replayed", "nothing changed")


def _wrapped(sentence: str) -> Iterator[str]:
    line = "  •"
    for word in sentence.split():
        if len(line) + 1 + len(word) > WIDTH:
            yield line
            line = "   "
        line = f"{line} {word}"
    yield line


def _money_text(found: Figures, amount_minor: int) -> str:
    return format_amount(amount_minor, found["currency"], grouping=True)
