"""Bank CSV (银行批量打款文件): instructions as a table that a bank or a person can read.

Columns: key, payee_token, amount (major units), currency, member_id. A field that a
spreadsheet would run as a formula is led by an apostrophe, so opening the file is safe.

Source: RFC 4180 for the format; docs/payout.md for the columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fenxiao.errors import PayoutError
from fenxiao.model.csv_text import csv_lines, guard
from fenxiao.model.records import Payout
from fenxiao.money import format_amount

__all__ = ["COLUMNS", "render"]

COLUMNS = ("key", "payee_token", "amount", "currency", "member_id")


def render(payouts: Iterable[Payout]) -> Iterator[str]:
    """Return the rows of the file, header first, each with CR LF.

    Args:
        payouts: Approved instructions, in the order in which they shall stand.

    Returns:
        Rows, one by one; the amounts sum to that of the instructions.

    Raises:
        PayoutError: ``payout.not_approved`` for an instruction that is past being sent;
            ``payout.repeated`` for one that stands twice.

    Examples:
        >>> one = Payout("I1", "K1", "shop", "u1", "CNY", 1234, "t9", "approved", 0, 0, None)
        >>> [row.strip() for row in render([one])]
        ['key,payee_token,amount,currency,member_id', 'K1,t9,12.34,CNY,u1']
    """
    return csv_lines(_rows(payouts))


def _rows(payouts: Iterable[Payout]) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    seen: set[str] = set()
    for payout in payouts:
        if payout.instruction_id in seen:
            raise PayoutError("payout.repeated", instruction_id=payout.instruction_id)
        seen.add(payout.instruction_id)
        if payout.state != "approved":
            raise PayoutError(
                "payout.not_approved", instruction_id=payout.instruction_id, state=payout.state
            )
        amount = format_amount(payout.amount_minor, payout.currency)
        fields = (payout.key, payout.payee_token, amount, payout.currency, payout.member_id)
        yield tuple(guard(one) for one in fields)
