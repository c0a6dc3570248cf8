"""Bank files (银行批量打款文件): instructions as the bytes that a bank's template asks for.

Accounts, names and banks are tokens until the host fills them in; what it fills in is
held to the same lengths and characters. A file has a key made from those of its rows, a
count and a sum, so that its return can be held against it.

Source: docs/rails/bank_files.md.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from fenxiao.model.encoding import derive_id
from fenxiao.model.records import Payout
from fenxiao.payout.rails.bank_form import (
    TOKENS,
    Column,
    Profile,
    check_field,
    written_amount,
    written_lines,
)
from fenxiao.payout.rails.checks import check_amount_range, check_batch, check_currency
from fenxiao.payout.rails.files import SentFile, check_values, sent_file, sums_minor
from fenxiao.payout.rails.form import Figures, Fill, Problem, check_sendable, refuse_broken

__all__ = [
    "Batch",
    "Row",
    "batch_key",
    "cut",
    "fill_in",
    "render",
    "validate",
    "validate_values",
]


class Row(NamedTuple):
    """An instruction with what a bank's template may ask for beside it.

    Args:
        payout: The instruction; its ``payee_token`` stands for the account.
        name_token: The token of the payee's name.
        bank_token: The token of the bank where the account is.
        note: What the payee's statement says.
    """

    payout: Payout
    name_token: str = ""
    bank_token: str = ""
    note: str = ""


class Batch(NamedTuple):
    """Rows that go into one file.

    Args:
        rows: The rows, in the order in which they shall stand.
        payer_token: The token of the account that is paid from.
        day: The day on which it shall be paid.
    """

    rows: tuple[Row, ...]
    payer_token: str = ""
    day: date | None = None


def batch_key(keys: Sequence[str], profile: Profile) -> str:
    """Return the key of a file: the same instructions, in whatever order, have the same."""
    return derive_id("bank file", profile.name, *sorted(keys))


def cut(rows: Sequence[Row], limits: Figures) -> tuple[tuple[Row, ...], ...]:
    """Cut rows into as many files as the limits of one ask for, in order.

    Args:
        rows: The rows.
        limits: The figures of the day; ``items`` and ``total_high_minor`` count.

    Returns:
        The rows of each file; one that is above the sum by itself stands alone.

    Examples:
        >>> one = Payout("I1", "K1", "shop", "u1", "CNY", 1234, "t9", "approved", 0, 0, None)
        >>> [len(part) for part in cut([Row(one)] * 5, {"items": 2})]
        [2, 2, 1]
    """
    parts: list[list[Row]] = []
    total_minor = 0
    for one in rows:
        amount_minor = one.payout.amount_minor
        high_minor = limits.get("total_high_minor", total_minor + amount_minor)
        is_full = parts and len(parts[-1]) >= limits.get("items", len(rows))
        if not parts or is_full or total_minor + amount_minor > high_minor:
            parts.append([])
            total_minor = 0
        parts[-1].append(one)
        total_minor += amount_minor
    return tuple(tuple(part) for part in parts)


def validate(batch: Batch, profile: Profile, limits: Figures) -> tuple[Problem, ...]:
    """Return every rule of the template that a file would break.

    Args:
        batch: The rows.
        profile: The template.
        limits: The figures of the day, from ``figures(profile.limits, day, contract)``.
    """
    return tuple(_problems(batch, profile, limits))


def _problems(batch: Batch, profile: Profile, limits: Figures) -> Iterator[Problem]:
    payouts = [one.payout for one in batch.rows]
    keys = [one.key for one in payouts]
    yield from check_batch(keys, limits.get("items", len(keys)))
    sums = sums_minor(payouts)
    # A sum over two currencies is none, and a row that names no currency is in the file's.
    if len(sums) > 1 and (profile.has("total") or not profile.has("currency")):
        yield Problem("rail.mixed_currencies", (("currencies", ", ".join(sums)),))
    total_minor = sum(sums.values())
    high_minor = limits.get("total_high_minor", total_minor)
    if total_minor > high_minor:
        facts = (("limit_minor", high_minor), ("amount_minor", total_minor))
        yield Problem("rail.total_high", facts)
    for place, row in enumerate(batch.rows, start=1):
        yield from check_currency(row.payout, profile.currencies or (row.payout.currency,))
        over = row.payout.amount_minor
        low_minor = limits.get("single_low_minor", over)
        high_minor = limits.get("single_high_minor", over)
        yield from check_amount_range(row.payout, low_minor, high_minor)
        texts = _row(row, place, profile)
        yield from _check_line(row.payout.key, profile.columns, texts, profile, limits)
    marks = _marks(batch, profile)
    for line in (profile.head, profile.tail):
        yield from _check_line(batch_key(keys, profile), line, marks, profile, limits)


def _check_line(
    key: str,
    columns: Sequence[Column],
    texts: Mapping[str, str],
    profile: Profile,
    limits: Figures,
) -> Iterator[Problem]:
    for one in columns:
        # A token says nothing of the length of what it stands for.
        bounds = {} if one.holds in TOKENS else limits
        yield from check_field(key, one, _cell(one, texts), profile, bounds)


def _cell(column: Column, texts: Mapping[str, str]) -> str:
    return column.text if column.holds == "fixed" else texts.get(column.holds, "")


def _row(row: Row, place: int, profile: Profile) -> dict[str, str]:
    payout = row.payout
    return {
        "number": str(place),
        "key": payout.key,
        "account": payout.payee_token,
        "name": row.name_token,
        "bank": row.bank_token,
        "amount": written_amount(payout.amount_minor, payout.currency, profile),
        "currency": payout.currency,
        "member": payout.member_id,
        "note": row.note,
        "note_key": f"{row.note} {payout.key}".strip(),
    }


def _marks(batch: Batch, profile: Profile) -> dict[str, str]:
    """Return what may stand before and after the rows."""
    payouts = [one.payout for one in batch.rows]
    sums = sums_minor(payouts)
    code = next(iter(sums), "")
    is_one = len(sums) == 1
    return {
        "count": str(len(payouts)),
        "total": written_amount(sums[code], code, profile) if is_one else "",
        "batch": batch_key([one.key for one in payouts], profile),
        "payer": batch.payer_token,
        "day": "" if batch.day is None else f"{batch.day:%Y%m%d}",
        "currency": code if is_one else "",
    }


def render(batch: Batch, profile: Profile, limits: Figures) -> SentFile:
    """Return the file as bytes.

    Args:
        batch: Rows of approved instructions.
        profile: The template.
        limits: The figures of the day.

    Returns:
        The file; accounts, names and banks are tokens. A fill's pointer is the line and the
        field, both counted from 0: ``/1/2`` is the third field of the second line.

    Raises:
        PayoutError: ``payout.not_approved``, ``payout.repeated``; ``rail.broken_rules``.

    Examples:
        >>> from fenxiao.payout.rails.bank_profiles import GENERIC
        >>> one = Payout("I1", "K1", "shop", "u1", "CNY", 1234, "t9", "approved", 0, 0, None)
        >>> sent = render(Batch((Row(one),)), GENERIC, {})
        >>> sent.body.decode("utf-8-sig").splitlines()
        ['key,payee_token,amount,currency,member_id', 'K1,t9,12.34,CNY,u1']
        >>> [fill[:2] for fill in sent.fills], sent.totals_minor
        ([('/1/1', 't9')], (('CNY', 1234),))
    """
    payouts = [one.payout for one in batch.rows]
    check_sendable(payouts)
    refuse_broken(validate(batch, profile, limits))
    marks = _marks(batch, profile)
    rows: list[list[str]] = []
    fills: list[Fill] = []
    texts = [_row(row, place, profile) for place, row in enumerate(batch.rows, start=1)]
    for at, (columns, found) in enumerate(_lines(profile, marks, texts)):
        rows.append([_cell(one, found) for one in columns])
        fills += _fills(at, columns, found, limits)
    if profile.has_titles:
        at = 1 if profile.head else 0
        rows[at] = [one.title for one in profile.columns]
    body = written_lines(rows, profile).encode(profile.encoding)
    key = batch_key([one.key for one in payouts], profile)
    return sent_file(body, fills, key, payouts)


def _lines(
    profile: Profile, marks: Mapping[str, str], texts: Sequence[Mapping[str, str]]
) -> Iterator[tuple[tuple[Column, ...], Mapping[str, str]]]:
    """Yield the columns and texts of each line of the file; titles have no texts."""
    if profile.head:
        yield profile.head, marks
    if profile.has_titles:
        yield profile.columns, {}
    yield from ((profile.columns, one) for one in texts)
    if profile.tail:
        yield profile.tail, marks


def _fills(
    at: int, columns: Sequence[Column], texts: Mapping[str, str], limits: Figures
) -> Iterator[Fill]:
    for place, one in enumerate(columns):
        if one.holds in TOKENS and texts:
            most = limits.get(f"{one.limit}_characters", 0)
            yield Fill(f"/{at}/{place}", texts[one.holds], most=most)


def validate_values(
    sent: SentFile, values: Mapping[str, str], profile: Profile, limits: Figures
) -> tuple[Problem, ...]:
    """Return every rule that what is filled in would break; a finding names the token only.

    Args:
        sent: The file.
        values: What each token stands for.
        profile: The template.
        limits: The figures of the day.
    """
    lacking = check_values(sent, values)
    if lacking:
        return lacking
    columns = [one for one, _ in _lines(profile, {}, [{}] * sent.item_count)]
    found: list[Problem] = []
    for fill in sent.fills:
        at, place = _place(fill)
        found += check_field(fill.token, columns[at][place], values[fill.token], profile, limits)
    return tuple(found)


def _place(fill: Fill) -> tuple[int, int]:
    _, at, place = fill.pointer.split("/")
    return int(at), int(place)


def fill_in(sent: SentFile, values: Mapping[str, str], profile: Profile, limits: Figures) -> bytes:
    """Return the file with what its tokens stand for; nothing of it is kept.

    Args:
        sent: The file, as it was stored and approved.
        values: What each token stands for.
        profile: The template.
        limits: The figures of the day.

    Returns:
        The bytes to hand in.

    Raises:
        PayoutError: ``rail.broken_rules`` for what ``validate_values`` would find.

    Examples:
        >>> from fenxiao.payout.rails.bank_profiles import GENERIC
        >>> one = Payout("I1", "K1", "shop", "u1", "CNY", 1234, "t9", "approved", 0, 0, None)
        >>> sent = render(Batch((Row(one),)), GENERIC, {})
        >>> fill_in(sent, {"t9": "622848"}, GENERIC, {}).decode("utf-8-sig").splitlines()[1]
        'K1,622848,12.34,CNY,u1'
    """
    refuse_broken(validate_values(sent, values, profile, limits))
    rows = _read_back(sent.body, profile)
    for fill in sent.fills:
        at, place = _place(fill)
        rows[at][place] = values[fill.token]
    return written_lines(rows, profile).encode(profile.encoding)


def _read_back(body: bytes, profile: Profile) -> list[list[str]]:
    """Return the fields of a file that was rendered here, without leading apostrophes."""
    lines = body.decode(profile.encoding).split(profile.line_end)[:-1]
    if not profile.is_quoted:
        return [line.split(profile.separator) for line in lines]
    rows = csv.reader(lines, delimiter=profile.separator)
    if profile.formulas == "refuse":
        return list(rows)
    return [[one.removeprefix("'") for one in row] for row in rows]
