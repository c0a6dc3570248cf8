"""Returns of bank files (回盘): each line becomes an answer, and the file is counted.

A return is read by the profile of the file that it answers. Spaces around a field, a mark
of byte order, empty lines, quotes, thousands parted by commas and digits of full width
are taken as what they mean; nothing else is guessed. A file whose counts or sums are not
those of its lines is cut off or changed: then nothing that it says is certain.

Source: docs/rails/bank_files.md.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, NoReturn

from fenxiao.errors import PayoutError
from fenxiao.model.events import PayoutOutcome
from fenxiao.money import AMOUNT_LIMIT_MINOR, currency
from fenxiao.payout.rails.answers import Said, amount_in, answer, id_in, text_in
from fenxiao.payout.rails.bank_form import Column, Holds, Profile, written_amount
from fenxiao.payout.rails.form import Problem, RailAnswer, outcomes
from fenxiao.payout.rails.returns import Reading, distrust

__all__ = ["parse"]

_PLAIN = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_DIGITS = re.compile(r"[0-9]{1,30}")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_CERTAIN: tuple[PayoutOutcome, ...] = ("paid", "returned")
_COUNTS: dict[Holds, PayoutOutcome | None] = {
    "count": None,
    "paid_count": "paid",
    "failed_count": "failed",
}
_SUMS: dict[Holds, PayoutOutcome | None] = {
    "total": None,
    "paid_total": "paid",
    "failed_total": "failed",
}


class _Line(NamedTuple):
    """A line with something in it, and where it ends in the file."""

    number: int
    fields: tuple[str, ...]


class _Table(NamedTuple):
    """A return in its parts; a line before or after the rows may be lacking."""

    head: _Line | None
    rows: tuple[_Line, ...]
    tail: _Line | None
    places: Mapping[Holds, int]
    width: int


def _refuse(problem: str) -> NoReturn:
    raise PayoutError("rail.unreadable", problem=problem)


def parse(told: str | bytes, profile: Profile) -> Reading:
    r"""Return what the bank said of each line.

    Args:
        told: The return, as it came.
        profile: The profile of the file that was handed in.

    Returns:
        One answer for each line, in order; none is dropped. A line that cannot be read, an
        undocumented word and every line of a file whose sums do not agree are "unknown".
        Compare it with what was sent by ``returns.compare``.

    Raises:
        PayoutError: ``rail.unreadable`` for other bytes than those of the profile's
            encoding, and for a file without the titles of its return.

    Examples:
        >>> from fenxiao.payout.rails.bank_profiles import GENERIC
        >>> told = "key,amount,currency,status,reference,reason\nK1,12.34,CNY,paid,B7,\n"
        >>> parse(told, GENERIC).answers[0][:5]
        ('paid', 'K1', 'B7', 1234, 'CNY')
    """
    table = _table(_lines(_text(told, profile), profile), profile)
    answers: list[RailAnswer] = []
    problems: list[Problem] = []
    for line in table.rows:
        one, found = _answer(line, table, profile)
        answers.append(one)
        problems += found
    wrong = tuple(_wrong_sums(answers, table, profile))
    return Reading(distrust(answers) if wrong else tuple(answers), (*problems, *wrong))


def _text(told: str | bytes, profile: Profile) -> str:
    if isinstance(told, str):
        return told.removeprefix("\ufeff")
    # The mark says UTF-8, whatever the profile says: banks' tools add it by themselves.
    is_marked = told.startswith(b"\xef\xbb\xbf")
    encoding = "utf-8" if is_marked else profile.encoding.removesuffix("-sig")
    try:
        return told.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        _refuse(f"it is no {encoding}")


def _lines(text: str, profile: Profile) -> list[_Line]:
    """Return the lines that hold anything, each field without the spaces around it."""
    pieces = _LINE.findall(text)
    if not profile.is_quoted:
        return [
            *_filled(enumerate((one.strip("\r\n").split(profile.separator) for one in pieces), 1))
        ]
    rows = csv.reader(pieces, delimiter=profile.separator)
    try:
        return [*_filled((rows.line_num, one) for one in rows)]
    except csv.Error as error:
        _refuse(f"line {rows.line_num}, {error}")


def _filled(rows: Iterable[tuple[int, list[str]]]) -> Iterator[_Line]:
    for number, row in rows:
        fields = tuple(one.strip() for one in row)
        if any(fields):
            yield _Line(number, fields)


def _table(lines: list[_Line], profile: Profile) -> _Table:
    form = profile.answer
    head = lines.pop(0) if lines and _is_mark(lines[0], form.head) else None
    tail = lines.pop() if lines and _is_mark(lines[-1], form.tail) else None
    places: dict[Holds, int] = {
        one.holds: at for at, one in enumerate(form.columns) if one.holds != "fixed"
    }
    width = len(form.columns)
    if form.has_titles:
        if not lines:
            _refuse("it has no titles")
        titles = lines.pop(0).fields
        places = {one.holds: _place(one.title, titles) for one in form.columns}
        width = len(titles)
    return _Table(head, tuple(lines), tail, places, width)


def _place(title: str, titles: Sequence[str]) -> int:
    if titles.count(title) != 1:
        _refuse(f"the title {title} must stand once")
    return titles.index(title)


def _is_mark(line: _Line, columns: Sequence[Column]) -> bool:
    """Say whether a line is the one before or after the rows: by length and fixed fields."""
    fields = line.fields
    is_long = bool(columns) and len(fields) == len(columns)
    return is_long and all(
        one.holds != "fixed" or one.text == field
        for one, field in zip(columns, fields, strict=True)
    )


def _answer(line: _Line, table: _Table, profile: Profile) -> tuple[RailAnswer, list[Problem]]:
    fields = _named(line, table)
    words = outcomes(profile.answer.words)
    key = _key(fields)
    known = _currency(fields, profile)
    has_reference = "reference" in table.places
    said = Said(
        code=text_in(fields, "status"),
        key=key,
        # A bank that numbers nothing knows the payment by our key alone.
        reference=id_in(fields, "reference") if has_reference else key,
        amount_minor=_amount_minor(text_in(fields, "amount"), known, profile),
        currency=known,
        text=text_in(fields, "reason"),
    )
    told = answer(said, words, _CERTAIN)
    fault = _fault(line, table, profile)
    if fault:
        found = Problem("rail.return_line", (("line", line.number), ("problem", fault)))
        return told._replace(outcome="unknown"), [found]
    if said.code not in words:
        about = (("key", key or "no key"), ("got", repr(said.code)))
        return told, [Problem("rail.return_word", about)]
    return told, []


def _named(line: _Line, table: _Table) -> dict[str, object]:
    return {holds: line.fields[at] for holds, at in table.places.items() if at < len(line.fields)}


def _fault(line: _Line, table: _Table, profile: Profile) -> str:
    """Return why a line's fields may stand in the wrong places, or "" if they do not."""
    fields = line.fields
    while len(fields) > table.width and not fields[-1]:
        fields = fields[:-1]  # a separator at the end of a line parts nothing
    if len(fields) != table.width:
        return f"it has {len(fields)} fields, not {table.width}"
    if profile.answer.has_titles:
        return ""
    columns = profile.answer.columns
    fixed = [(one.text, field) for one, field in zip(columns, fields, strict=True) if one.text]
    wrong = [text for text, field in fixed if text != field]
    return f"it does not begin with {wrong[0]}" if wrong else ""


def _key(fields: Mapping[str, object]) -> str | None:
    if "key" in fields:
        return id_in(fields, "key")
    words = text_in(fields, "note_key").split()
    return id_in({"key": words[-1]}, "key") if words else None


def _currency(fields: Mapping[str, object], profile: Profile) -> str | None:
    if "currency" in fields:
        known = text_in(fields, "currency")
        return known if _is_currency(known) else None
    return profile.currencies[0] if len(profile.currencies) == 1 else None


def _is_currency(code: str) -> bool:
    try:
        currency(code)
    except ValueError:
        return False
    return True


def _amount_minor(text: str, known: str | None, profile: Profile) -> int | None:
    plain = text.translate(_PLAIN)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if profile.amounts == "major":
        return amount_in({"amount": plain}, "amount", known)
    amount_minor = int(plain) if _DIGITS.fullmatch(plain) else 0
    return amount_minor if 1 <= amount_minor <= AMOUNT_LIMIT_MINOR else None


def _wrong_sums(
    answers: Sequence[RailAnswer], table: _Table, profile: Profile
) -> Iterator[Problem]:
    form = profile.answer
    for name, columns, line in (
        ("first line", form.head, table.head),
        ("last line", form.tail, table.tail),
    ):
        if columns and line is None:
            facts = (("what", name), ("said", "nothing"), ("counted", f"{len(answers)} lines"))
            yield Problem("rail.return_sum", facts)
            continue
        for one, said in zip(columns, line.fields if line else (), strict=False):
            counted = _counted(one.holds, answers, profile)
            if counted is not None and _digits(said) != _digits(counted):
                facts = (("what", one.title), ("said", repr(said)), ("counted", counted))
                yield Problem("rail.return_sum", facts)


def _digits(text: str) -> str:
    """Return a count or sum as plain digits: no commas, no leading or trailing noughts."""
    plain = text.translate(_PLAIN)
    plain = plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _counted(holds: Holds, answers: Sequence[RailAnswer], profile: Profile) -> str | None:
    """Return what the lines have of what a field names; None if it names no such thing."""
    if holds in _COUNTS:
        return str(len(_of(_COUNTS[holds], answers)))
    if holds not in _SUMS:
        return None
    amounts = [one.amount_minor for one in _of(_SUMS[holds], answers)]
    known = [one for one in amounts if one is not None]
    codes = {one.currency for one in answers}
    code = next(iter(codes), None) or (profile.currencies[0] if profile.currencies else None)
    if len(known) < len(amounts) or len(codes) > 1 or code is None:
        return "an amount that cannot be read"
    return written_amount(sum(known), code, profile)


def _of(outcome: PayoutOutcome | None, answers: Sequence[RailAnswer]) -> list[RailAnswer]:
    return [one for one in answers if outcome is None or one.outcome == outcome]
