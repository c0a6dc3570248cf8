"""Account names in plain-text books (科目名称): an account, whose books, and of which party.

Beancount and hledger take the same names. Ids keep their letters and digits; every other
character becomes ``-``, its code point in hexadecimal and another ``-``, so that no two
ids share a name.

Source: docs/postings.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.posting import check_entry
from fenxiao.model.instants import FOREVER_US, from_us
from fenxiao.model.records import Entry, Posting

__all__ = ["account_name", "day_text", "opened"]

_ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}


def account_name(payer_id: str, posting: Posting) -> str:
    """Return the name of a posting's account.

    Examples:
        >>> account_name("shop", Posting("member_held", "u 7", -5))
        'Liabilities:Pshop:Member-held:Mu-20-7'
    """
    account, party_id, _ = posting
    row = ACCOUNTS[account]
    parts = [_ROOTS[row.nature], "P" + _escape(payer_id), row.name.replace("_", "-").capitalize()]
    if party_id:
        parts.append("M" + _escape(party_id))
    return ":".join(parts)


def day_text(us: int) -> str:
    """Return the day of an instant in UTC, as in 2024-06-18."""
    return from_us(us).date().isoformat()


def opened(entries: Iterable[Entry]) -> dict[str, int]:
    """Return every account that is posted to, by name, with the first instant of it.

    Raises:
        LedgerError: An entry does not balance, or names an unknown account.
    """
    first_us: dict[str, int] = {}
    for entry in entries:
        check_entry(entry)
        for posting in entry.postings:
            name = account_name(entry.payer_id, posting)
            first_us[name] = min(first_us.get(name, FOREVER_US), entry.effective_us)
    return {name: first_us[name] for name in sorted(first_us)}


def _escape(text: str) -> str:
    return "".join(one if one.isascii() and one.isalnum() else f"-{ord(one):X}-" for one in text)
