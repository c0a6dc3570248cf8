"""The shop's year: every figure that was computed elsewhere, met to the penny.

The check figures were computed by two programs outside this project that share no code
with it; examples/data/README.md says how.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Transaction

from examples.shop_year.books import read_account_map
from examples.shop_year.figures import Figures, figures
from examples.shop_year.files import write_files
from examples.shop_year.page import page
from examples.shop_year.source import CURRENCY, DATA, SHOP, Year, read_year
from examples.shop_year.year import Run, make_policy, replay, settle
from fenxiao import (
    PROFILES,
    Book,
    OrderPaid,
    PartyAccount,
    ReportPeriod,
    Touch,
    earnings,
    format_amount,
    parse_amount,
    party_statement,
)
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.exports.names import account_name
from fenxiao.ledger.exports.profiles import Profile
from fenxiao.model.records import Order, Posting, Terms
from fenxiao.rules.terms import kept
from tests.ledger.exports.programs import hledger_balances, needs_hledger
from tests.tidy.house import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def year() -> Year:
    return read_year()


@pytest.fixture(scope="module")
def run(year: Year) -> Run:
    return settle(year, progress=lambda _number, _total: None)


@pytest.fixture(scope="module")
def found(year: Year, run: Run) -> Figures:
    return figures(year, run)


@pytest.fixture(scope="module")
def out(run: Run, found: Figures, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files as the demo writes them."""
    folder = tmp_path_factory.mktemp("out")
    write_files(folder, run, found, {"milliseconds": 1})
    return folder


@pytest.fixture(scope="module")
def beancounts(out: Path) -> Counter[str]:
    """The balance of every account, as Beancount itself reads the journal."""
    directives, errors, _ = loader.load_file(str(out / "journal.beancount"))
    assert errors == []
    balances: Counter[str] = Counter()
    for directive in directives:
        if isinstance(directive, Transaction):
            for posting in directive.postings:
                assert posting.units is not None
                amount = format(posting.units.number, "f")
                balances[posting.account] += parse_amount(amount, posting.units.currency)
    return balances


def test_the_base_is_every_product_line_that_was_paid(found: Figures) -> None:
    assert (396_337, 876_106_665) == (found["base_lines"], found["base_minor"])


def test_each_depth_earns_what_two_other_programs_say(found: Figures) -> None:
    depths = [
        (row["posted_minor"], row["lines"], row["lines_above_zero"]) for row in found["depths"]
    ]
    assert [
        (84_130_458, 388_271, 388_270),
        (33_205_422, 306_661, 306_564),
        (5_344_121, 138_578, 137_504),
    ] == depths


def test_the_earners_are_those_of_two_other_programs(found: Figures) -> None:
    best = [(row["member_id"], row["posted_minor"]) for row in found["best_earners"][:3]]
    assert found["earners"] == 146
    assert [("13748", 30_504_850), ("12645", 13_618_053), ("13842", 9_447_299)] == best


def test_unmatched_cancellations_are_worth_what_the_data_say(found: Figures) -> None:
    unmatched = found["findings"]["cancelled lines without (enough of) a sale"]
    assert {"count": 1_335 + 54, "value_minor": -13_737_363} == unmatched


def test_every_event_was_applied(run: Run) -> None:
    assert {"applied": len(run.fed)} == dict(run.statuses)


def test_each_line_keeps_what_a_line_sold_for_its_remainder_alone_would_earn(run: Run) -> None:
    checked = 0
    for record, _ in run.book.rows.values():
        if not isinstance(record, Terms):
            continue
        order = run.book.order(record.order_id)
        assert order is not None
        returned = {one.line_id: one.returned_quantity for one in order.progress}
        for line in record.lines:
            gone = returned.get(line.line_id, 0)
            left = line.paid_minor - line.paid_minor * gone // line.quantity
            for slot in line.slots:
                alone = left * slot.rate_ppm // 1_000_000 if slot.payee_id else 0
                assert alone == kept(slot, left, line.paid_minor)
                checked += bool(gone)
    assert checked > 20_000


def test_wallets_and_payments_are_what_the_orders_keep(run: Run, found: Figures) -> None:
    owed: Counter[str] = Counter()
    for record, _ in run.book.rows.values():
        if isinstance(record, Order):
            owed.update({one.payee_id: one.amount_minor for one in record.kept})
    there: Counter[str] = Counter()
    for wallet in run.book.wallets():
        there[wallet.member_id] += sum(wallet[3:])
    for payout in run.book.payouts():
        there[payout.member_id] += payout.amount_minor * (payout.state == "paid")
    assert owed == +there
    assert found["kept_minor"] == sum(there.values())
    assert found["trial_balance_sum_minor"] == 0


def test_nothing_is_paid_below_the_threshold_and_nothing_twice(run: Run) -> None:
    payouts = run.book.payouts()
    assert min(one.amount_minor for one in payouts) >= 1_000
    assert len({one.key for one in payouts}) == len(payouts)


def test_a_shuffle_of_independent_orders_changes_no_amount(year: Year, run: Run) -> None:
    book = Book(make_policy())
    for event in year.events:
        if isinstance(event, Touch):
            book.apply(event)
    orders = [event for event in year.events if isinstance(event, OrderPaid)]
    random.Random(20_111_209).shuffle(orders)
    for event in orders:
        book.apply(event)
    for event in orders:
        assert run.book.terms(event.order_id) == book.terms(event.order_id)
    deferred = {wallet.member_id: wallet.deferred_minor for wallet in book.wallets()}
    assert 84_130_458 + 33_205_422 + 5_344_121 == sum(deferred.values())
    assert sum(amount > 0 for amount in deferred.values()) == 146


def test_beancount_accepts_the_journal_and_finds_our_balances(
    run: Run, beancounts: Counter[str]
) -> None:
    ours: Counter[str] = Counter()
    for entry in run.book.entries:
        for leg in entry.postings:
            ours[account_name(entry.payer_id, leg)] += leg.amount_minor
    assert ours == beancounts
    for wallet in run.book.wallets():
        name = account_name(SHOP, Posting("member_available", wallet.member_id, 0))
        assert wallet.available_minor == -beancounts[name]


def test_vouchers_are_the_ledger_and_what_beancount_finds(
    run: Run, out: Path, beancounts: Counter[str]
) -> None:
    """Read back from the bytes of the files, by code; each program adds up on its own."""
    codes = {row.account: row.code for row in read_account_map().accounts}
    ledger: dict[str, list[int]] = {code: [0, 0] for code in codes.values()}
    for entry in run.book.entries:
        for account, _, amount_minor in entry.postings:
            ledger[codes[account]][amount_minor < 0] += abs(amount_minor)
    for profile in PROFILES.values():
        posted = {code: both for code, both in ledger.items() if any(both)}
        assert posted == voucher_sums(out / "books", profile)
    balances = {code: debit - credit for code, (debit, credit) in ledger.items()}
    assert balances == by_code(beancounts, codes)


@needs_hledger
def test_hledger_finds_the_same_balances_in_the_months(out: Path, beancounts: Counter[str]) -> None:
    found: Counter[str] = Counter()
    for path in sorted((out / "books").glob("*.journal")):
        for (name, code), amount_minor in hledger_balances(path).items():
            assert code == CURRENCY
            found[name] += amount_minor
    assert beancounts == found


def voucher_sums(books: Path, profile: Profile) -> dict[str, list[int]]:
    """Return the debits and credits of every code, as all files of a profile say them."""
    contents = [column.content for column in profile.columns]
    code, sides = contents.index("code"), (contents.index("debit"), contents.index("credit"))
    sums: dict[str, list[int]] = {}
    for path in books.glob(f"vouchers_*_{profile.name}.csv"):
        text = path.read_bytes().decode(profile.encoding)
        rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
        for row in rows:
            both = sums.setdefault(row[code], [0, 0])
            for side, place in enumerate(sides):
                both[side] += parse_amount(row[place], CURRENCY)
    return sums


def by_code(balances: Mapping[str, int], codes: Mapping[str, str]) -> dict[str, int]:
    """Return plain-text balances by the host's codes; parties are summed away."""
    named = {account_name(SHOP, Posting(name, "", 0)): code for name, code in codes.items()}
    sums = dict.fromkeys(codes.values(), 0)
    for name, amount_minor in balances.items():
        sums[named[":".join(name.split(":")[:3])]] += amount_minor
    return sums


def test_the_totals_and_turnovers_that_are_written_are_the_books(
    run: Run, found: Figures, out: Path
) -> None:
    text = (out / "books" / "control_totals.csv").read_text("utf-8")
    debits = credits_ = 0
    for row in csv.DictReader(io.StringIO(text)):
        debits += parse_amount(row["debit"], CURRENCY)
        credits_ += parse_amount(row["credit"], CURRENCY)
    expected = sum(abs(leg.amount_minor) for entry in run.book.entries for leg in entry.postings)
    assert debits == credits_ == found["vouchers_debit_minor"] == found["vouchers_credit_minor"]
    assert debits + credits_ == expected
    rows = csv.DictReader(io.StringIO((out / "books" / "turnovers.csv").read_text("utf-8")))
    closing = [parse_amount(row["closing"], CURRENCY) for row in rows]
    assert sorted(found["trial_balance"].values()) == sorted(closing)


def test_months_of_a_member_add_up_to_his_wallet_and_to_what_he_was_paid(run: Run) -> None:
    firsts = [datetime(2010 + n // 12, n % 12 + 1, 1, tzinfo=UTC) for n in range(11, 25)]
    months = [ReportPeriod(f"{since:%Y-%m}", since, until) for since, until in pairwise(firsts)]
    paid: Counter[str] = Counter()
    net: Counter[str] = Counter()
    for row in earnings(run.book.entries, months):
        paid[row.person_id] += row.paid_minor
        net[row.person_id] += row.net_minor
    for wallet in run.book.wallets():
        assert sum(wallet[3:]) == net[wallet.member_id] - paid[wallet.member_id]
    owed = tuple(name for name, row in ACCOUNTS.items() if row.component)
    account = PartyAccount(SHOP, "13748", CURRENCY, owed)
    balance_minor = 0
    for month in months:
        month_statement = party_statement(
            run.book.entries, account, since=month.since, until=month.until
        )
        assert balance_minor == month_statement.opening_minor
        balance_minor = month_statement.closing_minor
    assert balance_minor == sum(run.book.wallet(SHOP, "13748", CURRENCY)[3:])


def test_the_files_say_what_the_page_says(run: Run, found: Figures, tmp_path: Path) -> None:
    speed = {
        "book_lines_per_second": 1,
        "bare_loop_lines_per_second": 1,
        "milliseconds": 1,
        "peak_mebibytes": 1,
    }
    paths = {path.name: path for path in write_files(tmp_path, run, found, speed)}
    assert {**found, "speed": speed} == json.loads(paths["summary.json"].read_text("utf-8"))
    rows = paths["instructions.csv"].read_text("utf-8").splitlines()[1:]
    amounts = [parse_amount(row.split(",")[2], CURRENCY) for row in rows]
    assert found["instructed_minor"] == sum(amounts)
    assert len(json.loads(paths["instructions.json"].read_text("utf-8"))) == len(rows)
    statement = paths["statement_13748.csv"].read_text("utf-8").splitlines()
    wallet = run.book.wallet(SHOP, "13748", CURRENCY)
    assert [format_amount(amount, CURRENCY) for amount in wallet[3:]] == statement[-1].split(",")[
        3:
    ]
    text = "\n".join(page(found, speed))
    for amount in (found["kept_minor"], found["paid_out_minor"], *found["trial_balance"].values()):
        assert format_amount(amount, CURRENCY, grouping=True) in text
    assert "WRONG" not in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_the_explanations_show_one_paid_one_taken_back_and_one_not_paid(found: Figures) -> None:
    paid, back, nothing = found["explained"]
    assert all("earns" in sentence and "back" not in sentence for sentence in paid["sentences"])
    assert all("went back" in sentence for sentence in back["sentences"])
    assert any("earns nothing" in sentence for sentence in nothing["sentences"])
    assert any("nobody stands" in sentence for sentence in nothing["sentences"])


def test_every_event_again_is_replayed_and_changes_nothing(run: Run) -> None:
    before = dict(run.book.rows)
    answers = replay(run, progress=lambda _number, _total: None)
    assert {"replayed": len(run.fed)} == dict(answers)
    assert before == dict(run.book.rows)


def test_the_data_are_those_that_are_described() -> None:
    described = re.findall(r"`([0-9a-f]{64})` \| `(\S+)`", (DATA / "README.md").read_text("utf-8"))
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in DATA.glob("*.gz")}
    assert there == {name: digest for digest, name in described}


def test_the_demo_runs_as_a_stranger_runs_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "examples.shop_year", "--out", str(tmp_path / "out")]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    assert "= kept, to the penny" in finished.stdout
    assert "Settling … 50%" in finished.stderr
    speed = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["speed"]
    assert speed["peak_mebibytes"] < 1_536
