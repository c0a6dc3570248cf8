"""The form of a bank's file (银行文件的形式): a profile is data, nothing in it is code.

Each bank has a template of its own: which columns under which titles, in which order and
encoding, what stands before and after the rows, how long a field may be, which words its
return uses. A profile says all of that; one pair of functions writes and reads them all.

Source: docs/rails/bank_files.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from fenxiao.model.csv_text import csv_lines, guard
from fenxiao.money import format_amount
from fenxiao.payout.rails.form import Figures, Limit, Problem, State

__all__ = [
    "TOKENS",
    "Column",
    "Holds",
    "Profile",
    "ReturnForm",
    "check_field",
    "encoded",
    "written_amount",
    "written_lines",
]

Holds = Literal[
    "number",
    "key",
    "account",
    "name",
    "bank",
    "amount",
    "currency",
    "member",
    "note",
    "note_key",
    "fixed",
    "count",
    "total",
    "batch",
    "payer",
    "day",
    "status",
    "reason",
    "reference",
    "paid_count",
    "paid_total",
    "failed_count",
    "failed_total",
]
"""What may stand in a column, or in a field of the line before or after the rows."""

TOKENS: tuple[Holds, ...] = ("account", "name", "bank", "payer")
"""Columns that hold tokens until the host fills them."""

_FORMULA = tuple("=+-@\t\r＝＋－＠'")


class Column(NamedTuple):
    """One column, or one field of the line before or after the rows.

    Args:
        title: Its title, letter by letter; names the field where there are no titles.
        holds: What stands there.
        limit: The stem of its limits: ``name`` is bound by the figures ``name_characters``
            and ``name_bytes`` of the profile, as far as there are any.
        text: What stands there if it is fixed.
    """

    title: str
    holds: Holds
    limit: str = ""
    text: str = ""


class ReturnForm(NamedTuple):
    """What a bank's return (回盘) looks like.

    Args:
        columns: Its columns; found by title where there are titles, else by place.
        words: Every word or code of its status, and what it means in the life cycle.
        has_titles: Whether a line of titles stands above the rows.
        head: The line before everything, if there is one.
        tail: The line after everything, if there is one.
    """

    columns: tuple[Column, ...]
    words: tuple[State, ...]
    has_titles: bool = True
    head: tuple[Column, ...] = ()
    tail: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """One bank's template.

    Args:
        name: What the profile is called; part of the key of a file.
        columns: The columns, in order.
        answer: What its return looks like.
        encoding: In which bytes it is written.
        separator: What parts the fields.
        line_end: What ends a line.
        has_titles: Whether a line of titles stands above the rows.
        is_quoted: Whether a field that holds the separator may stand in quotes (RFC 4180).
        amounts: "major" for decimals of the currency, "minor" for whole minor units.
        formulas: Whether a field that a spreadsheet would run is led by an apostrophe, or
            refused because the bank would take the apostrophe for a part of it.
        forbidden: Characters that no field may hold.
        currencies: The currencies that it pays; empty for any.
        head: The line before everything, if there is one.
        tail: The line after everything, if there is one.
        limits: Its figures, each with its source.
    """

    name: str
    columns: tuple[Column, ...]
    answer: ReturnForm
    encoding: Literal["utf-8-sig", "gb18030"] = "utf-8-sig"
    separator: str = ","
    line_end: str = "\r\n"
    has_titles: bool = True
    is_quoted: bool = True
    amounts: Literal["major", "minor"] = "major"
    formulas: Literal["lead", "refuse"] = "lead"
    forbidden: str = ""
    currencies: tuple[str, ...] = ()
    head: tuple[Column, ...] = ()
    tail: tuple[Column, ...] = ()
    limits: tuple[Limit, ...] = ()

    def has(self, *what: Holds) -> bool:
        """Say whether any line of the file holds any of these."""
        lines = (*self.head, *self.columns, *self.tail)
        return any(one.holds in what for one in lines)


def written_amount(amount_minor: int, currency: str, profile: Profile) -> str:
    """Return an amount as the profile writes it."""
    return (
        str(amount_minor) if profile.amounts == "minor" else format_amount(amount_minor, currency)
    )


def written_lines(rows: Sequence[Sequence[str]], profile: Profile) -> str:
    """Return rows as the text of a file; what would be run is led by an apostrophe."""
    led = [[guard(one) if profile.formulas == "lead" else one for one in row] for row in rows]
    if profile.is_quoted:
        return "".join(csv_lines(led, profile.separator, profile.line_end))
    return "".join(profile.separator.join(row) + profile.line_end for row in led)


def encoded(text: str, profile: Profile) -> bytes | None:
    """Return a field in the bytes of the profile, or None where they cannot say it."""
    try:
        return text.encode(profile.encoding.removesuffix("-sig"))
    except UnicodeEncodeError:
        return None


def check_field(
    key: str, column: Column, text: str, profile: Profile, limits: Figures
) -> Iterator[Problem]:
    """Find a field that is empty, too long, or holds what it may not."""
    field, about = ("field", column.title), ("key", key)
    if not text:
        yield Problem("rail.missing", (field, about))
    form = _bad_form(text, profile)
    if form:
        yield Problem("rail.bad_form", (field, ("form", form), about))
    most = limits.get(f"{column.limit}_characters", len(text))
    if len(text) > most:
        yield Problem("rail.too_long", (field, ("limit", most), about, ("length", len(text))))
    count = len(encoded(text, profile) or b"")
    most = limits.get(f"{column.limit}_bytes", count)
    if count > most:
        bound = (("limit", most), ("encoding", profile.encoding))
        yield Problem("rail.too_many_bytes", (field, *bound, about, ("length", count)))


def _bad_form(text: str, profile: Profile) -> str:
    """Return which form a field should have and has not, or "" if it is fine."""
    if any(one < " " or "\x7f" <= one <= "\x9f" or one in "\u2028\u2029\ufeff" for one in text):
        return "text without control characters"
    if encoded(text, profile) is None:
        return f"text that {profile.encoding} can write"
    barred = profile.forbidden + ("" if profile.is_quoted else profile.separator)
    if any(one in barred for one in text):
        return f"text without any of {barred}"
    if profile.formulas == "refuse" and text.startswith(_FORMULA):
        return "text that no spreadsheet runs"
    return ""
