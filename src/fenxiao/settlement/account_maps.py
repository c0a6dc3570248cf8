"""Account map files (科目对照文件): from TOML or JSON, back to canonical JSON, and their schema.

Source: docs/vouchers.md.
"""

from __future__ import annotations

from fenxiao.ledger.account_map import AccountMap
from fenxiao.model.border import read
from fenxiao.model.encoding import canonical
from fenxiao.model.places import Steps
from fenxiao.rules.files import Document, parse
from fenxiao.rules.schema import Object, schema_of
from fenxiao.settlement.account_words import account_word

__all__ = ["account_map_schema", "dump_account_map", "load_account_map"]


def load_account_map(written: Document) -> AccountMap:
    """Return the account map that a TOML or JSON document describes.

    Args:
        written: The text, or fields that were parsed already. Text that begins with a brace
            is JSON, all other is TOML.

    Raises:
        FenxiaoError: The first thing that is wrong, by its own code, with its place;
            ``policy.unmapped_account`` when an account of the chart has no row.

    Examples:
        >>> from fenxiao.ledger.accounts import ACCOUNTS
        >>> rows = [{"account": one, "code": one, "title": one} for one in ACCOUNTS]
        >>> load_account_map({"currency": "CNY", "accounts": rows}).word
        '记'
    """
    return read(AccountMap, parse(written, _never))


def dump_account_map(accounts: AccountMap) -> str:
    """Return the canonical JSON text of a map; ``load_account_map`` reads it back to an equal one.

    Examples:
        >>> from fenxiao.ledger.accounts import ACCOUNTS
        >>> rows = [{"account": one, "code": one, "title": one} for one in ACCOUNTS]
        >>> accounts = load_account_map({"currency": "CNY", "accounts": rows})
        >>> load_account_map(dump_account_map(accounts)) == accounts
        True
    """
    return canonical(accounts).decode()


def account_map_schema() -> Object:
    """Return the JSON Schema of an account map, for editors that help while one writes.

    Examples:
        >>> account_map_schema()["required"]
        ['currency', 'accounts']
    """
    return schema_of(AccountMap, account_word)


def _never(_: Steps) -> bool:
    """Nothing of a map is part of a plan, so that its faults have the codes of other files."""
    return False
