"""Seconds of processor for the same transactions: our books beside hledger, beancount, ledger.

Two lists of transactions. A *confirmation* is what one order of a shop with three paid
uplines posts: eight postings. A *withdrawal* is two postings, refused if the balance does
not cover it. *fenxiao* is the ``Journal``: each entry is made from its template, posted once
by its id, within limits of every wallet it touches; then once more with a seal, a chain over
all of it. *Decided as events* is what a host asks for: the book takes each transaction as an
event, with its order or instruction and its wallets; then once more with sealed books.
The programs read the same transactions as text and balance them; they know no ids and
no limits. A bare loop over a dictionary keeps one sum an account and nothing else.

What each of them makes of the transactions is compared before anything is printed.
Programs that are not on the machine are left out, with a line that says so. ``--short``
measures a fiftieth, once, and writes no file.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

from fenxiao import (
    AccountLimit,
    Append,
    Book,
    BooksPolicy,
    Decision,
    Entry,
    Event,
    Journal,
    Levels,
    Occasion,
    OrderConfirmed,
    Period,
    Plan,
    Policy,
    Seal,
    WithdrawalRequested,
    format_amount,
    from_us,
)
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.posting import post as made
from fenxiao.model.contract import order_key, wallet_key
from fenxiao.model.records import Kept, Order, Wallet

RESULTS = Path(__file__).with_name("ledger.json")
COUNT, SHORT_COUNT = 100_000, 2_000
ROUNDS = 1
GOAL = 2
SHOP, CURRENCY = "shop", "CNY"
MEMBER_COUNT = 10_000
START = datetime(2024, 1, 1, tzinfo=UTC)
YEAR = Period(period_id="2024", starts_at=START, ends_at=START + timedelta(days=366))
BEANCOUNT = (
    "import sys\nfrom beancount import loader\n"
    "entries, errors, _ = loader.load_file(sys.argv[1])\n"
    "sums = {}\n"
    "for entry in entries:\n"
    "    for posting in getattr(entry, 'postings', ()):\n"
    "        sums[posting.account] = sums.get(posting.account, 0) + posting.units.number\n"
    "assert not errors, errors[:3]\n"
    "print(*(f'{number} CNY  {account}' for account, number in sums.items()), sep='\\n')\n"
)
LIMITS = [
    AccountLimit(account=name, least_minor=0) for name, row in ACCOUNTS.items() if row.component
]
Sums = dict[str, int]
Fact = tuple[str, Occasion, dict[str, int]]
"""What an entry is made from: a template, what it is about, and amounts by member."""


class Work(NamedTuple):
    """Transactions: what was before them, by which template, and the events that post them."""

    before: tuple[Append, ...]
    opening: str
    events: tuple[Event, ...]


def policy(*, is_kept: bool) -> Policy:
    """Return a policy of three levels, with books or without."""
    rule = Levels(rule_id="sale", rates_ppm=(100_000, 50_000, 20_000))
    plan = Plan(plan_id="2024", effective_from=START, ceiling_ppm=170_000, rules=(rule,))
    return Policy(plans=(plan,), books=BooksPolicy(periods=(YEAR,)) if is_kept else None)


def moment(number: int, count: int) -> datetime:
    """Return when a transaction is: they are spread over a year."""
    return START + number * timedelta(days=360) / count


def confirmations(count: int) -> Work:
    """Return orders that were paid, with three payees each, and their confirmations."""
    before: list[Append] = []
    events: list[Event] = []
    for number in range(count):
        kept = tuple(
            Kept(f"u{(number * 7 + place * 3_331) % MEMBER_COUNT}", (number % 997 + 1) * share)
            for place, share in enumerate((10, 5, 2))
        )
        name = f"o{number}"
        order = Order(name, SHOP, SHOP, "buyer", CURRENCY, "paid", 0, None, None, kept, ())
        before.append(Append(order_key(name), order))
        at = moment(number, count)
        events.append(OrderConfirmed(id=f"confirmed {number}", at=at, order_id=name))
    return Work(tuple(before), "accrual", tuple(events))


def withdrawals(count: int) -> Work:
    """Return wallets that hold enough, and withdrawals from them."""
    names = [f"u{number}" for number in range(MEMBER_COUNT)]
    before = tuple(
        Append(wallet_key(SHOP, name, CURRENCY), Wallet(SHOP, name, CURRENCY, 0, 0, 10**9, 0))
        for name in names
    )
    events = tuple(
        WithdrawalRequested(
            id=f"withdrawal {number}",
            at=moment(number, count),
            payer_id=SHOP,
            member_id=names[number % MEMBER_COUNT],
            currency=CURRENCY,
            payee_token="token",  # noqa: S106  # made up
            amount_minor=number % 997 + 1,
        )
        for number in range(count)
    )
    return Work(before, "opening_available", events)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of processor that something takes, of this process."""
    gc.collect()
    gc.freeze()  # what was there before is not what is measured
    started = process_time()
    work()
    spent = process_time() - started
    gc.unfreeze()
    return spent


def fresh_book(work: Work, *, is_kept: bool) -> Book:
    """Return a book with what was before the transactions."""
    book = Book(policy(is_kept=is_kept))
    assert book.store.commit(Decision("applied", appends=work.before))
    return book


def post(book: Book, work: Work) -> None:
    """Let the book decide every event."""
    for event in work.events:
        assert book.apply(event).status == "applied"


def seal(book: Book) -> None:
    """Seal all that waits, a page after the other."""
    event: Event | None = Seal(id="seal", at=YEAR.ends_at, payer_id=SHOP, limit=1_000)
    while event is not None:
        event = book.apply(event).continuation


def dictionary(entries: Sequence[Entry], names: Sequence[Sequence[str]]) -> Sums:
    """Add up every posting by its account."""
    sums: Sums = {}
    for entry, accounts in zip(entries, names, strict=True):
        for posting, account in zip(entry.postings, accounts, strict=True):
            sums[account] = sums.get(account, 0) + posting[2]
    return sums


def account_of(posting: Sequence[str | int]) -> str:
    """Return the name of a posting's account, the same in every program."""
    account, party_id = str(posting[0]).replace("_", "-").capitalize(), str(posting[1])
    root = "Liabilities" if party_id else "Expenses"
    return f"{root}:{account}:M{party_id}" if party_id else f"{root}:{account}"


def texts(entries: Sequence[Entry], folder: Path) -> dict[str, Path]:
    """Write the transactions in the syntax of each program, and nothing that it need not read."""
    accounts = sorted({account_of(one) for entry in entries for one in entry.postings})
    paths = {"plain": folder / "transactions.journal", "beancount": folder / "all.beancount"}
    with paths["plain"].open("w") as plain, paths["beancount"].open("w") as bean:
        bean.writelines(f"2024-01-01 open {account}\n" for account in accounts)
        for entry in entries:
            day = from_us(entry.effective_us).date()
            plain.write(f"{day} {entry.subject_id}\n")
            bean.write(f'{day} * "{entry.subject_id}"\n')
            for posting in entry.postings:
                amount = format_amount(posting[2], CURRENCY)
                plain.write(f"    {account_of(posting)}  {amount} {CURRENCY}\n")
                bean.write(f"  {account_of(posting)}  {amount} {CURRENCY}\n")
            plain.write("\n")
    return paths


def programs(paths: dict[str, Path]) -> dict[str, list[str]]:
    """Return the command line of each program that is here; say of the others that they are not."""
    plain, bean = str(paths["plain"]), str(paths["beancount"])
    found = {"beancount": [sys.executable, "-c", BEANCOUNT, bean]}
    options = ["balance", "--flat", "--no-total", "--empty"]
    for name in ("hledger", "ledger"):
        path = shutil.which(name)
        if path is None:
            print(f"{name} is not installed and is left out: apt-get install {name}")
        else:
            found[name] = [path, "-f", plain, *options]
    return found


def run(command: Sequence[str]) -> tuple[float, Sums]:
    """Run a program; return its seconds of processor, and the balance of every account."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sums: Sums = {}
    for line in told.splitlines():
        *amount, account = line.split()
        sums[account] = int(amount[0].replace(",", "").replace(".", ""))
    return spent, sums


def measure(work: Work, rounds: int) -> dict[str, float]:
    """Return the least seconds of processor of each way, after comparing what they make."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, spent in one_round(work):
            found.setdefault(name, []).append(spent)
    return {name: min(spent) for name, spent in found.items()}


def one_round(work: Work) -> Iterator[tuple[str, float]]:
    """Yield the seconds of each way, one after the other."""
    bare = fresh_book(work, is_kept=False)
    decided = timed(lambda: post(bare, work))
    entries = bare.entries
    yield from alone(work, entries)
    yield "decided as events", decided
    yield from sealed_ways(work, entries)
    yield from rivals(entries)


def facts_of(entries: Sequence[Entry]) -> list[Fact]:
    """Return what the entries were made from."""
    return [
        (
            one.template,
            Occasion(one.event_id, SHOP, CURRENCY, one.subject_id, *one[6:8]),
            {party_id: abs(minor) for _, party_id, minor in one.postings if party_id},
        )
        for one in entries
    ]


def alone(work: Work, entries: Sequence[Entry]) -> Iterator[tuple[str, float]]:
    """Yield what the journal that stands alone takes, with limits of every wallet, and its seal."""
    facts = facts_of(entries)
    journal = Journal(LIMITS)
    for number, (_, about, amounts) in enumerate(facts):
        opening = {
            name: 10**9 if work.opening != "accrual" else minor for name, minor in amounts.items()
        }
        journal.post(made(work.opening, about._replace(event_id=f"before {number}"), opening))
    journal.seal(SHOP)
    before = dict(journal.balances)

    def post_all() -> None:
        for template, about, amounts in facts:
            assert journal.post(made(template, about, amounts))

    posted = timed(post_all)
    assert journal.entries[len(facts) :] == tuple(entries)
    yield "fenxiao", posted
    yield "fenxiao, sealed", posted + timed(lambda: journal.seal(SHOP))
    assert journal.verify(SHOP).is_good
    assert journal.books(SHOP).last_seq == 2 * len(facts)
    names = [[account_of(one) for one in entry.postings] for entry in entries]
    after: Sums = {}
    for place, minor in journal.balances.items():
        if minor != before.get(place, 0):
            after[account_of((place[2], place[3]))] = minor - before.get(place, 0)
    assert after == {name: sum_ for name, sum_ in dictionary(entries, names).items() if sum_}


def sealed_ways(work: Work, entries: Sequence[Entry]) -> Iterator[tuple[str, float]]:
    """Yield what events take with the seal, and what a check of the whole chain takes."""
    kept = fresh_book(work, is_kept=True)
    posted = timed(lambda: post(kept, work))
    yield "decided as events, sealed", posted + timed(lambda: seal(kept))
    assert kept.entries == entries
    yield "only verifying", timed(lambda: kept.verify(SHOP))
    assert kept.verify(SHOP).is_good
    assert kept.books(SHOP).last_seq == len(work.events)


def rivals(entries: Sequence[Entry]) -> Iterator[tuple[str, float]]:
    """Yield what the others take for the same transactions; each must come to our balances."""
    names = [[account_of(one) for one in entry.postings] for entry in entries]
    expected = dictionary(entries, names)
    assert sum(expected.values()) == 0
    yield "a bare dictionary", timed(lambda: dictionary(entries, names))
    with TemporaryDirectory() as folder:  # beancount keeps a cache beside what it has read
        for name, command in programs(texts(entries, Path(folder))).items():
            spent, sums = run(command)
            assert sums == expected, (name, len(sums), len(expected))
            yield name, spent


def main() -> None:
    """Measure both lists of transactions, print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a fiftieth, one round, no file")
    is_short = parser.parse_args().short
    count = SHORT_COUNT if is_short else COUNT
    figures: dict[str, object] = {"python": platform.python_version(), "transactions": count}
    for title, work in (
        ("confirmations, 8 postings", confirmations(count)),
        ("withdrawals, 2 postings and a limit", withdrawals(count)),
    ):
        seconds = measure(work, rounds=1 if is_short else ROUNDS)
        figures[title] = told(title, seconds, count)
    if not is_short:
        RESULTS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def told(title: str, seconds: dict[str, float], count: int) -> dict[str, dict[str, float]]:
    """Print what each way takes, and return it with its ratio to ours."""
    print(f"{count:,} {title}: seconds of processor")
    ours, sealed = seconds["fenxiao"], seconds["fenxiao, sealed"]
    rows: dict[str, dict[str, float]] = {}
    for name, spent in seconds.items():
        rows[name] = {
            "cpu_seconds": round(spent, 2),
            "of_ours": round(spent / ours, 2),
            "of_ours_sealed": round(spent / sealed, 2),
        }
        print(
            f"  {name:<26}{spent:>9.2f} s {spent / ours:>8.2f} of ours,"
            f" {spent / sealed:.2f} of ours sealed"
        )
    for name in ("hledger", "beancount"):
        if name in seconds and seconds[name] < GOAL * ours:
            print(f"  The goal of {GOAL} times faster than {name} is missed.")
        if name in seconds and seconds[name] < GOAL * sealed:
            print(f"  The goal of {GOAL} times faster than {name}, with the seal, is missed.")
    return rows


if __name__ == "__main__":
    main()
