"""The journal as Beancount text (账簿导出), so that another program checks our books.

Amounts are written from ints, so the text says exactly what the entries say.

Source: Beancount language syntax, https://beancount.github.io/docs/beancount_language_syntax.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fenxiao.ledger.exports.names import account_name, day_text, opened
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.records import Entry
from fenxiao.money import format_amount

__all__ = ["to_beancount"]


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
    for name, first_us in opened(entries).items():
        yield f"{day_text(first_us)} open {name}\n"
    for entry in entries:
        day = day_text(entry.effective_us)
        yield f"{day} * {_text(entry.subject_id)} {_text(TEMPLATES[entry.template].title)}\n"
        yield f"  entry: {_text(entry.entry_id)}\n"
        yield f"  event: {_text(entry.event_id)}\n"
        for posting in entry.postings:
            name = account_name(entry.payer_id, posting)
            amount = format_amount(posting.amount_minor, entry.currency)
            yield f"  {name}  {amount} {entry.currency}\n"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
