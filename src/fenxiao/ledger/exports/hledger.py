"""The journal as hledger text (账簿导出), for another program that checks and adds up our books.

Every commodity is declared with its decimals and every account with its type, so that
``hledger check --strict`` takes the file. Amounts are written from ints. What hledger would
read as its own signs in a text is written as % and two hexadecimal digits.

Source: hledger manual, "Journal", https://hledger.org/hledger.html#journal
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fenxiao.ledger.exports.names import account_name, day_text, opened
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.records import Entry
from fenxiao.money import currency, format_amount

__all__ = ["to_hledger"]

_TYPES = {"Assets": "A", "Liabilities": "L", "Equity": "E", "Income": "R", "Expenses": "X"}
_OWN_SIGNS = re.compile(r"[\x00-\x1f%(),;|\x7f]")


def to_hledger(entries: Sequence[Entry], *, title: str) -> Iterator[str]:
    """Yield the lines of an hledger journal: declarations, then one transaction an entry.

    An entry's id is the transaction's code, its subject the payee, its event a tag.

    Args:
        entries: The journal, in any order.
        title: Stands in the first line, as a comment.

    Yields:
        Lines, each with its line feed.

    Raises:
        LedgerError: An entry does not balance, or names an unknown account.
    """
    yield f"; {_text(title)}\n"
    yield "decimal-mark .\n"
    for code in sorted({entry.currency for entry in entries}):
        yield f"commodity {_example(code)} {code}\n"
    for name in opened(entries):
        yield f"account {name}  ; type: {_TYPES[name.partition(':')[0]]}\n"
    for entry in entries:
        yield from _transaction(entry)


def _transaction(entry: Entry) -> Iterator[str]:
    title = TEMPLATES[entry.template].title.replace(";", ",")  # a semicolon begins a comment
    head = f"{day_text(entry.effective_us)} * ({_text(entry.entry_id)})"
    yield "\n"
    yield f"{head} {_text(entry.subject_id)} | {title}\n"
    yield f"    ; event: {_text(entry.event_id)}\n"
    for posting in entry.postings:
        name = account_name(entry.payer_id, posting)
        amount = format_amount(posting.amount_minor, entry.currency)
        yield f"    {name}  {amount} {entry.currency}\n"


def _example(code: str) -> str:
    """Write a thousand of a currency; without decimals the mark alone says that there are none."""
    exponent = currency(code).exponent
    return format_amount(1_000 * 10**exponent, code) + ("" if exponent else ".")


def _text(text: str) -> str:
    return _OWN_SIGNS.sub(lambda sign: f"%{ord(sign[0]):02X}", text)
