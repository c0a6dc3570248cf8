"""Voucher files (凭证文件): vouchers as lines of CSV, in the columns of a profile.

Source: docs/vouchers.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from fenxiao.errors import LedgerError
from fenxiao.ledger.account_map import AccountMap, AuxiliaryKind
from fenxiao.ledger.exports.profiles import Content, Profile
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.ledger.vouchers import Item, Leg, Voucher
from fenxiao.model.csv_text import csv_lines, guard
from fenxiao.money import format_amount

__all__ = ["render_vouchers"]


def render_vouchers(
    vouchers: Iterable[Voucher], profile: Profile, accounts: AccountMap
) -> Iterator[str]:
    """Return the lines of a file of vouchers, each with CR LF, to be written in its encoding.

    Args:
        vouchers: Of one payer, as many months as the program takes at once.
        profile: The columns.
        accounts: The map that the vouchers were made by.

    Returns:
        The opening and the headings, if the program wants them; then a line for each leg.

    Raises:
        LedgerError: ``voucher.several_payers``; ``voucher.no_column`` for an auxiliary that
            the columns have no place for.
    """
    return csv_lines(_rows(vouchers, profile, accounts))


def _rows(
    vouchers: Iterable[Voucher], profile: Profile, accounts: AccountMap
) -> Iterator[tuple[str, ...]]:
    if profile.opening:
        yield tuple(profile.opening.split(","))
    if profile.has_headings:
        yield tuple(column.heading for column in profile.columns)
    payer_id: str | None = None
    for voucher in vouchers:
        if payer_id not in (None, voucher.payer_id):
            raise LedgerError(
                "voucher.several_payers", payer_id=payer_id, other_id=voucher.payer_id
            )
        payer_id = voucher.payer_id
        head = _head(voucher, profile, accounts)
        for number, leg in enumerate(voucher.legs):
            cells = head | _of_leg(leg, number, profile, accounts.currency)
            yield tuple(guard(cells.get(one.content, one.fixed)) for one in profile.columns)


def _head(voucher: Voucher, profile: Profile, accounts: AccountMap) -> dict[Content, str]:
    """Return what every line of a voucher says."""
    day, code = voucher.day, accounts.currency_code or accounts.currency
    return {
        "date": day.isoformat(),
        "year": str(day.year),
        "month": str(day.month),
        "word": accounts.word,
        "number": str(voucher.number),
        "summary": _summary(voucher)[: profile.summary_limit],
        "currency_code": code,
        "currency_title": accounts.currency_title or code,
        "preparer": accounts.preparer or "",
    }


def _of_leg(leg: Leg, number: int, profile: Profile, currency_code: str) -> dict[Content, str]:
    def amount(amount_minor: int) -> str:
        return format_amount(amount_minor, currency_code)

    return {
        "code": leg.code,
        "title": leg.title,
        "debit": amount(max(leg.amount_minor, 0)),
        "credit": amount(max(-leg.amount_minor, 0)),
        "amount": amount(abs(leg.amount_minor)),
        "line": str(number),
        **_auxiliaries(leg.items, profile),
    }


def _auxiliaries(items: tuple[Item, ...], profile: Profile) -> dict[Content, str]:
    """Return what is told of auxiliaries, each kind in its column or all in one."""
    contents = {column.content for column in profile.columns}
    cells: dict[Content, str] = dict.fromkeys(get_args(AuxiliaryKind), "")
    joined = []
    for kind, code, title in items:
        cells[kind] = code
        if "auxiliaries" in contents and kind in profile.kind_words:
            joined.append("---".join((profile.kind_words[kind], code, title)))
        elif kind not in contents:
            raise LedgerError("voucher.no_column", profile=profile.name, kind=kind)
    return cells | {"auxiliaries": profile.joint.join(joined)}


def _summary(voucher: Voucher) -> str:
    """Say what a voucher is about, in Chinese, since that is what its readers read."""
    title = TEMPLATES[voucher.template].title_zh
    return f"{title} {voucher.subject_id or voucher.day.isoformat()}"
