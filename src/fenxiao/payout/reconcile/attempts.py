"""One attempt beside its lines (单次支付对账): what fits, what does not, what is awaited.

Of the lines of an attempt one that has its amount is its own, and any other is a second
one; where none has it, all together may be it, in parts. Then the state says what follows:
money that left for an instruction that is not paid is named, and so is money that should
have left or come back and did not.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from fenxiao.model.reconciliation_records import BreakKind
from fenxiao.model.records import Payout
from fenxiao.payout.reconcile.breaks import Break
from fenxiao.payout.reconcile.lines import ReconcileTerms, StatementLine, day_of, local_day

__all__ = ["Attempt", "Judged", "Place", "Tie", "judge_attempt", "judge_charges", "place_of"]

Place = Literal["open", "paid", "returned", "undone"]
"""Where an attempt stands, as far as money is concerned."""

_PLACES: dict[str, Place] = {
    "paid": "paid",
    "returned": "returned",
    **dict.fromkeys(("failed", "expired", "cancelled", "rejected"), "undone"),
}


class Tie(NamedTuple):
    """A line, or its part, that fits an instruction."""

    line_id: str
    instruction_id: str
    direction: Literal["out", "back", "charge"]
    amount_minor: int


class Attempt(NamedTuple):
    """An instruction under one of its keys, with what the statements say of it.

    Args:
        payout: The instruction.
        place: Where this attempt of it stands.
        lines: Its own lines, of all directions, by day and id.
        group_out: The line of the whole file in which its money left, if there was one.
        group_back: The line of the file in which it came back.
    """

    payout: Payout
    place: Place
    lines: Sequence[StatementLine]
    group_out: StatementLine | None = None
    group_back: StatementLine | None = None


class Judged(NamedTuple):
    """What came of an attempt: what fits, what does not, whether a line is still awaited."""

    ties: tuple[Tie, ...]
    breaks: tuple[Break, ...]
    is_awaited: bool


class _Side(NamedTuple):
    """The lines of one direction: those that fit, and the breaks of the others."""

    fitting: tuple[StatementLine, ...]
    breaks: tuple[Break, ...]

    @property
    def is_there(self) -> bool:
        return bool(self.fitting or self.breaks)


_NOTHING = _Side((), ())


def place_of(payout: Payout, attempt: int | None = None) -> Place:
    """Return where the newest attempt of an instruction stands, or how one before it ended.

    Examples:
        >>> from fenxiao.model.ledger_records import Attempt as Tried
        >>> payout = Payout("i", "k2", "m", "u", "CNY", 1, "t", "paid", 0, 0, None, attempt=2)
        >>> again = payout._replace(earlier=(Tried("k1", None, "failed"),))
        >>> place_of(again), place_of(again, 1)
        ('paid', 'undone')
    """
    state = payout.state if attempt is None else payout.earlier[attempt - 1].state
    return _PLACES.get(state, "open")


def judge_attempt(attempt: Attempt, terms: ReconcileTerms, today: int) -> Judged:
    """Hold an attempt beside its lines.

    Args:
        attempt: What was instructed, and what the statements say.
        terms: How long to wait.
        today: The day up to which statements are there, counted from 1970-01-01.

    Returns:
        Every line of the attempt is in exactly one tie or one break by its own name.
    """
    out = _side(attempt, "out", attempt.group_out)
    back = _side(attempt, "back", attempt.group_back)
    missing = tuple(_missing(attempt, out, back, terms))
    overdue = tuple(one for one in missing if one.since_day + terms.wait_days < today)
    if out is back is _NOTHING:
        return Judged((), overdue, len(overdue) < len(missing))
    marks = {**_marks(attempt, out, back), **_untimely(attempt, out, terms)}
    found: list[Break] = [*out.breaks, *back.breaks, *overdue]
    own = {one.line_id for one in attempt.lines}
    ties: list[Tie] = []
    for line in (*out.fitting, *back.fitting):
        kind = marks.get(line.line_id)
        if kind is not None:
            found.append(_break(attempt, kind, line))
        if kind is None or line.line_id not in own:
            ties.append(_tie(attempt, line, is_own=line.line_id in own))
    return Judged(tuple(ties), tuple(found), len(overdue) < len(missing))


def judge_charges(
    charges: Sequence[StatementLine], payout: Payout, most_minor: int
) -> tuple[tuple[Tie, ...], tuple[Break, ...]]:
    """Take charges in their order as far as they were agreed; name the others.

    Args:
        charges: The charges of an attempt, or of a file.
        payout: The instruction, or one of the file.
        most_minor: What all of them may cost together, in minor units.
    """
    ties: list[Tie] = []
    breaks: list[Break] = []
    left_minor = most_minor
    for line in charges:
        if line.currency == payout.currency and line.amount_minor <= left_minor:
            left_minor -= line.amount_minor
            tie = Tie(line.line_id, payout.instruction_id, "charge", line.amount_minor)
            ties.append(tie)
            continue
        kind: BreakKind
        kind = "currency_differs" if line.currency != payout.currency else "charge_unexpected"
        about = (line.line_id, payout.instruction_id, line.currency, left_minor)
        breaks.append(Break(kind, *about, line.amount_minor, day_of(line.booked_on)))
    return tuple(ties), tuple(breaks)


def _side(attempt: Attempt, direction: str, group: StatementLine | None) -> _Side:
    """Return which lines of a direction fit the amount: one, or all of them in parts."""
    payout = attempt.payout
    lines = [one for one in attempt.lines if one.direction == direction]
    if not lines and group is None:  # as most attempts have it on one side
        return _NOTHING
    breaks = [
        _break(attempt, "currency_differs", one) for one in lines if one.currency != payout.currency
    ]
    lines = [one for one in lines if one.currency == payout.currency]
    if group is not None:
        return _Side((group,), (*breaks, *_second(attempt, lines)))
    whole = next((one for one in lines if one.amount_minor == payout.amount_minor), None)
    if whole is not None:
        others = [one for one in lines if one is not whole]
        return _Side((whole,), (*breaks, *_second(attempt, others)))
    if sum(one.amount_minor for one in lines) == payout.amount_minor:
        return _Side(tuple(lines), tuple(breaks))
    return _Side((), (*breaks, *(_break(attempt, "amount_differs", one) for one in lines)))


def _second(attempt: Attempt, lines: Sequence[StatementLine]) -> Iterator[Break]:
    for line in lines:
        yield _break(attempt, "twice_on_statement", line)._replace(expected_minor=0)


def _marks(attempt: Attempt, out: _Side, back: _Side) -> dict[str, BreakKind]:
    """Return which lines that fit the amount do not fit the state."""
    outs = [one.line_id for one in out.fitting]
    backs = [one.line_id for one in back.fitting]
    if not out.is_there:
        return dict.fromkeys(backs, "back_without_out")
    if attempt.place == "open":
        told: dict[str, BreakKind] = dict.fromkeys(outs, "on_statement_not_paid")
        return told | dict.fromkeys(backs, "returned_not_told")
    if attempt.place == "paid":
        return dict.fromkeys(backs, "returned_not_told")
    is_stray = attempt.place == "undone" and not back.is_there and attempt.group_out is None
    return dict.fromkeys(outs, "out_after_failure") if is_stray else {}


def _untimely(attempt: Attempt, out: _Side, terms: ReconcileTerms) -> dict[str, BreakKind]:
    """Return which lines of money that rightly left are booked too early or too late."""
    if attempt.place not in ("paid", "returned"):
        return {}
    first = local_day(attempt.payout.requested_us, terms)
    last = local_day(attempt.payout.updated_us, terms) + terms.late_days
    found: dict[str, BreakKind] = {}
    for line in out.fitting:
        day = day_of(line.booked_on)
        if day < first:
            found[line.line_id] = "too_early"
        elif day > last:
            found[line.line_id] = "too_late"
    return found


def _missing(attempt: Attempt, out: _Side, back: _Side, terms: ReconcileTerms) -> Iterator[Break]:
    """Yield what should be on a statement and is not, whether or not it is overdue."""
    payout = attempt.payout
    about = ("", payout.instruction_id, payout.currency, payout.amount_minor, 0)
    told_day = local_day(payout.updated_us, terms)
    if attempt.place == "paid" and not out.is_there:
        yield Break("paid_not_on_statement", *about, told_day)
    has_left = attempt.place == "returned" and bool(out.fitting)
    has_left |= attempt.place == "undone" and attempt.group_out is not None
    if has_left and not back.is_there:
        since_day = max(told_day, *(day_of(one.booked_on) for one in out.fitting))
        yield Break("return_not_on_statement", *about, since_day)


def _tie(attempt: Attempt, line: StatementLine, *, is_own: bool) -> Tie:
    amount_minor = line.amount_minor if is_own else attempt.payout.amount_minor
    return Tie(line.line_id, attempt.payout.instruction_id, line.direction, amount_minor)


def _break(attempt: Attempt, kind: BreakKind, line: StatementLine) -> Break:
    payout = attempt.payout
    is_group = line in (attempt.group_out, attempt.group_back)
    got_minor = payout.amount_minor if is_group else line.amount_minor
    about = (line.line_id, payout.instruction_id, line.currency, payout.amount_minor, got_minor)
    return Break(kind, *about, day_of(line.booked_on))
