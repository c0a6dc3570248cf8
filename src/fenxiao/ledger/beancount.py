"""The journal as Beancount text (账簿导出), so that another program checks our books.

Members and payers become account names by an escape that no two ids share; amounts are
written from ints, so the text says exactly what the entries say.

Source: Beancount language syntax, https://beancount.github.io/docs/beancount_language_syntax.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.posting import check_entry
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.instants import FOREVER_US, from_us
from fenxiao.model.records import Entry, Posting
from fenxiao.money import format_amount

__all__ = ["account_name", "to_beancount"]

_ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}


def account_name(payer_id: str, posting: Posting) -> str:
    """Return the Beancount account of a posting.

    Ids keep their letters and digits; every other character becomes ``-`` and its code
    point in hexadecimal and another ``-``, so different ids stay different.

    Examples:
        >>> account_name("shop", Posting("member_held", "u 7", -5))
        'Liabilities:Pshop:Member-held:Mu-20-7'
    """
    row = ACCOUNTS[posting.account]
    parts = [_ROOTS[row.nature], "P" + _escape(payer_id), row.name.replace("_", "-").capitalize()]
    if row.party:
        parts.append("M" + _escape(posting.party_id))
    return ":".join(parts)


def to_beancount(entries: Sequence[Entry], *, title: str) -> Iterator[str]:
    """Yield the lines of a Beancount file: one ``open`` an account, one transaction an entry.

    Args:
        entries: The journal, in any order; an account opens on the first day that posts to it.
        title: The file's title.

    Yields:
        Lines, each with its line feed.

    Raises:
        LedgerError: An entry does not balance, or names an unknown account.
    """
    yield f'option "title" {_text(title)}\n'
    opened: dict[str, int] = {}
    for entry in entries:
        check_entry(entry)
        for posting in entry.postings:
            name = account_name(entry.payer_id, posting)
            opened[name] = min(opened.get(name, FOREVER_US), entry.effective_us)
    for name in sorted(opened):
        yield f"{_day(opened[name])} open {name}\n"
    for entry in entries:
        day = _day(entry.effective_us)
        yield f"{day} * {_text(entry.subject_id)} {_text(TEMPLATES[entry.template].title)}\n"
        yield f"  entry: {_text(entry.entry_id)}\n"
        yield f"  event: {_text(entry.event_id)}\n"
        for posting in entry.postings:
            name = account_name(entry.payer_id, posting)
            amount = format_amount(posting.amount_minor, entry.currency)
            yield f"  {name}  {amount} {entry.currency}\n"


def _day(us: int) -> str:
    return from_us(us).date().isoformat()


def _escape(text: str) -> str:
    return "".join(one if one.isascii() and one.isalnum() else f"-{ord(one):X}-" for one in text)


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
