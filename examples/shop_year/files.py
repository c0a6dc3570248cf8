"""The files that `make demo` writes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from examples.shop_year.books import write_books
from examples.shop_year.figures import Figures
from examples.shop_year.page import Speed
from examples.shop_year.source import CURRENCY, SHOP
from examples.shop_year.year import Run
from fenxiao import dump_record, format_amount, statement, to_beancount
from fenxiao.model.instants import from_us
from fenxiao.payout.rails.bank_csv import render

__all__ = ["write_files"]


def write_files(out: Path, run: Run, found: Figures, speed: Speed) -> list[Path]:
    """Write every file of the run, and return their paths."""
    out.mkdir(parents=True, exist_ok=True)
    summary = out / "summary.json"
    summary.write_text(json.dumps({**found, "speed": speed}, indent=2) + "\n", encoding="utf-8")
    journal = out / "journal.beancount"
    with journal.open("w", encoding="utf-8") as file:
        file.writelines(to_beancount(run.book.entries, title="A year of a real shop"))
    member_id = found["best_earners"][0]["member_id"]
    account = out / f"statement_{member_id}.csv"
    _write_statement(account, run, member_id)
    books = write_books(out, run.book.entries)
    return [summary, journal, *_write_instructions(out, run), account, *books]


def _write_instructions(out: Path, run: Run) -> list[Path]:
    """Write all instructions as the bank would have got them, and as they stand now."""
    payouts = run.book.payouts()
    table, rows = out / "instructions.csv", out / "instructions.json"
    with table.open("w", encoding="utf-8", newline="") as file:
        file.writelines(render(one._replace(state="approved") for one in payouts))
    lines = ",\n".join(dump_record(one) for one in payouts)
    rows.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return [table, rows]


def _write_statement(path: Path, run: Run, member_id: str) -> None:
    components = ("deferred", "held", "available", "in_transit", "frozen", "debt")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("at", "what", "about", *components))
        for entry, wallet in statement(run.book.entries, SHOP, member_id, CURRENCY):
            balances = [format_amount(amount, CURRENCY) for amount in wallet[3:]]
            at = from_us(entry.effective_us).isoformat()
            writer.writerow((at, entry.template, entry.subject_id, *balances))
