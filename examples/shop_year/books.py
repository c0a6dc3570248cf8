"""The year's books for other programs: a journal and voucher files by month, and their totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from examples.shop_year.source import CURRENCY
from fenxiao import (
    PROFILES,
    AccountMap,
    control_totals,
    format_amount,
    load_account_map,
    render_vouchers,
    to_hledger,
    to_vouchers,
    turnovers,
)
from fenxiao.ledger.statements import turnover_rows
from fenxiao.ledger.vouchers import Voucher
from fenxiao.model.csv_text import csv_lines, guard
from fenxiao.model.instants import from_us
from fenxiao.model.records import Entry

__all__ = ["make_vouchers", "read_account_map", "write_books"]

ACCOUNTS = Path(__file__).resolve().parent.parent / "accounts.toml"


def read_account_map() -> AccountMap:
    """Return the example's map, in pounds and by the clock of UTC: the shop is British."""
    accounts = load_account_map(ACCOUNTS.read_text(encoding="utf-8"))
    return replace(
        accounts,
        currency=CURRENCY,
        currency_code=CURRENCY,
        currency_title="英镑",
        utc_offset_minutes=0,
    )


def make_vouchers(entries: Sequence[Entry]) -> tuple[Voucher, ...]:
    """Return the year's vouchers; their control totals are compared with the journal's."""
    return to_vouchers(entries, read_account_map())


def write_books(out: Path, entries: Sequence[Entry]) -> list[Path]:
    """Write the books by month, and return the paths."""
    accounts, vouchers = read_account_map(), make_vouchers(entries)
    books = out / "books"
    books.mkdir(parents=True, exist_ok=True)
    paths = [_write_totals(books, vouchers), _write_turnovers(books, entries)]
    for month, found in _by_month(entries):
        path = books / f"{month}.journal"
        path.write_text("".join(to_hledger(found, title=f"Books of {month}")), encoding="utf-8")
        paths.append(path)
    for month, group in groupby(vouchers, key=lambda one: one.month):
        listed = list(group)
        for profile in PROFILES.values():
            path = books / f"vouchers_{month}_{profile.name}.csv"
            with path.open("w", encoding=profile.encoding, newline="") as file:
                file.writelines(render_vouchers(listed, profile, accounts))
            paths.append(path)
    return paths


def _by_month(entries: Sequence[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    months: dict[str, list[Entry]] = {}
    for entry in entries:
        months.setdefault(from_us(entry.effective_us).strftime("%Y-%m"), []).append(entry)
    yield from sorted(months.items())


def _write_totals(books: Path, vouchers: Sequence[Voucher]) -> Path:
    """Write debits and credits of every code and month, to be held beside the import's own."""
    path = books / "control_totals.csv"
    head = ("payer", "month", "account", "code", "debit", "credit")
    rows = (
        (*map(guard, row[:4]), *(format_amount(amount, CURRENCY) for amount in row[4:]))
        for row in control_totals(vouchers)
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines([head, *rows]))
    return path


def _write_turnovers(books: Path, entries: Sequence[Entry]) -> Path:
    path = books / "turnovers.csv"
    head = ("payer", "currency", "account", "party", "opening", "debit", "credit", "closing")
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines([head, *turnover_rows(turnovers(entries))]))
    return path
