"""The journal as Beancount text: another program reads it and finds the same balances."""

from __future__ import annotations

from decimal import Decimal

from beancount import loader
from beancount.core import data
from hypothesis import given, settings

from fenxiao.ledger.balances import trial_balance
from fenxiao.ledger.exports.beancount import to_beancount
from fenxiao.ledger.exports.names import account_name
from fenxiao.ledger.posting import Occasion, post
from fenxiao.model.records import Entry, Posting
from fenxiao.money import currency
from tests.ledger.strategies import journals


def read_back(text: str) -> list[data.Transaction]:
    found, errors, _ = loader.load_string(text)
    assert [] == errors
    return [one for one in found if isinstance(one, data.Transaction)]


@settings(max_examples=25)
@given(journal=journals)
def test_beancount_finds_our_trial_balance(journal: list[Entry]) -> None:
    read = read_back("".join(to_beancount(journal, title='a "book"\\')))
    sums: dict[tuple[str, str], Decimal] = {}
    for transaction in read:
        for leg in transaction.postings:
            assert leg.units is not None
            assert isinstance(leg.units.number, Decimal)
            payer, account = leg.account.split(":")[1:3]
            place = (f"{payer}/{account}", leg.units.currency)
            sums[place] = sums.get(place, Decimal(0)) + leg.units.number
    ours: dict[tuple[str, str], Decimal] = {}
    for row in trial_balance(journal):
        _, payer, account = account_name(row.payer_id, Posting(row.account, "u1", 1)).split(":")[:3]
        exponent = currency(row.currency).exponent
        ours[f"{payer}/{account}", row.currency] = Decimal(row.amount_minor).scaleb(-exponent)
    assert ours == sums


@settings(max_examples=25)
@given(journal=journals)
def test_beancount_finds_every_entry(journal: list[Entry]) -> None:
    read = read_back("".join(to_beancount(journal, title="book")))
    found = [(one.meta["entry"], one.meta["event"], one.payee) for one in read]
    assert sorted(found) == sorted((e.entry_id, e.event_id, e.subject_id) for e in journal)


def test_the_text_of_an_entry() -> None:
    occasion = Occasion("e1", "m1", "CNY", "o1", 86_400_000_000, 0)
    entry = post("accrual", occasion, {"u1": 30})
    assert "".join(to_beancount([entry], title="m1")) == (
        'option "title" "m1"\n'
        "1970-01-02 open Assets:Pm1:Deferred-cost\n"
        "1970-01-02 open Liabilities:Pm1:Member-deferred:Mu1\n"
        '1970-01-02 * "o1" "Order paid: commission promised"\n'
        f'  entry: "{entry.entry_id}"\n'
        '  event: "e1"\n'
        "  Assets:Pm1:Deferred-cost  0.30 CNY\n"
        "  Liabilities:Pm1:Member-deferred:Mu1  -0.30 CNY\n"
    )
