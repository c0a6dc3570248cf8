"""Terms (条款): exact entitlements, and what a refund leaves of them.

When a commission is posted its exact amount is frozen as a reduced fraction of a minor
unit, before rounding. A refund needs nothing else: with ``y`` of ``x`` remaining the
payee keeps floor(entitlement * y / x). Any split of a refund leaves what one refund
leaves, nobody's pay rises, and everything refunded leaves 0.

Source: docs/rules/terms.md.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from math import gcd
from typing import NamedTuple

from fenxiao.model.period_records import PeriodClaim
from fenxiao.model.records import (
    Cell,
    Detail,
    Kept,
    LineProgress,
    LineTerms,
    Slot,
    Terms,
)
from fenxiao.model.term_records import BUDGET, CAP
from fenxiao.money import PPM, TOTAL_LIMIT_MINOR, allocate

__all__ = [
    "Leaving",
    "claims",
    "counting_cells",
    "entitlement",
    "is_local",
    "kept",
    "kept_by_payee",
    "posted",
    "remaining",
    "whole_lines",
]


def entitlement(amount_minor: int, rate_ppm: int) -> tuple[int, int]:
    """Return the exact share of an amount as a reduced fraction of a minor unit.

    Args:
        amount_minor: The base, in minor units, at least 0.
        rate_ppm: The rate, in ppm.

    Returns:
        Numerator and denominator, without a common divisor; (0, 1) for nothing.

    Examples:
        >>> entitlement(79, 55_000)  # 5.5% of 0.79
        (869, 200)
    """
    exact = amount_minor * rate_ppm
    common = gcd(exact, PPM)
    return exact // common, PPM // common


def posted(slot: Slot) -> int:
    """Return what a slot is paid while nothing has gone back: floored once, in minor units."""
    return slot.numerator // slot.denominator


def remaining(line: LineTerms, progress: LineProgress) -> int:
    """Return what is left of the amount paid for a line.

    Pieces take floor(paid * returned / quantity) together, however many refunds
    brought them back; money without pieces takes itself; never below 0.

    Args:
        line: What was paid for how many.
        progress: What has gone back so far.

    Returns:
        The amount left, in minor units, 0 to what was paid.

    Examples:
        >>> line = LineTerms("1", 3, 1000, ())
        >>> [remaining(line, LineProgress("1", pieces, 0)) for pieces in range(4)]
        [1000, 667, 334, 0]
    """
    gone_minor = line.paid_minor * progress.returned_quantity // line.quantity
    return max(0, line.paid_minor - gone_minor - progress.refunded_minor)


def kept(
    slot: Slot,
    left_minor: int,
    paid_minor: int,
    order_left_minor: int | None = None,
    refund: str = "frozen_share",
) -> int:
    """Return what a slot keeps when ``left_minor`` of ``paid_minor`` remain.

    Args:
        slot: The frozen entitlement.
        left_minor: What is left of the line, in minor units, 0 to ``paid_minor``.
        paid_minor: What was paid for the line, in minor units.
        order_left_minor: What is left of the order; needed where an amount of the order is
            a condition.
        refund: The rule's way with refunds, one of ``REFUNDS``.

    Returns:
        The amount kept, in minor units; 0 where nothing was paid for the line.

    Examples:
        >>> slot = Slot("sale", 1, "u1", 100_000, 79, 10, "paid")  # 10% of 0.79
        >>> [kept(slot, left, 79) for left in (79, 47, 32, 0)]
        [7, 4, 3, 0]
    """
    if not paid_minor or slot.payee_id is None:
        return 0
    over, under = _exact(slot, left_minor, order_left_minor, refund)
    return over * left_minor // (under * paid_minor)


def _exact(
    slot: Slot, left_minor: int, order_left_minor: int | None, refund: str
) -> tuple[int, int]:
    """Return the entitlement that holds for what is left: the least on the way there."""
    whole = slot.numerator, slot.denominator
    if slot.detail is None or not slot.detail.cells or refund == "no_retest":
        return whole
    order_left = left_minor if order_left_minor is None else order_left_minor
    passed = [
        cell
        for cell in slot.detail.cells
        if (cell.line_until is None or left_minor < cell.line_until)
        and (cell.order_until is None or order_left < cell.order_until)
    ]
    if refund == "recompute":
        ends = [(_end(cell.line_until), _end(cell.order_until)) for cell in passed]
        passed = [cell for end, cell in zip(ends, passed, strict=True) if end == min(ends)]
    for cell in passed:
        if cell.numerator * whole[1] < whole[0] * cell.denominator:
            whole = cell.numerator, cell.denominator
    return whole


def _end(until: int | None) -> int:
    return TOTAL_LIMIT_MINOR if until is None else until


def counting_cells(slot: Slot, refund: str = "frozen_share") -> tuple[Cell, ...]:
    """Return the cells of a slot that a refund can come to, each with what counts then.

    A cell that changes nothing is left out: one that does not lower what counted before it,
    since a refund takes the least on the way there.

    Args:
        slot: The frozen entitlement.
        refund: The rule's way with refunds, one of ``REFUNDS``.

    Returns:
        The cells that count, in the order in which they are stored.

    Examples:
        >>> from fenxiao.model.records import Detail
        >>> lower, higher = Cell(500, None, 30, 1), Cell(800, None, 60, 1)
        >>> detail = Detail("u1", "", "", 1_000, "", 0, 0, 1, 1, 1_000_000, (50, 1), (), ())
        >>> detail = detail._replace(cells=(lower, higher))
        >>> slot = Slot("sale", 1, "u1", 50_000, 50, 1, "paid", detail)
        >>> counting_cells(slot) == (lower,)
        True
    """
    if slot.detail is None:
        return ()
    detail = slot.detail
    counting = ((cell, _counted(slot, detail, cell, refund)) for cell in detail.cells)
    return tuple(
        cell._replace(numerator=now[0], denominator=now[1])
        for cell, (before, now) in counting
        if before != now
    )


def _counted(
    slot: Slot, detail: Detail, cell: Cell, refund: str
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return what counts where a cell begins: as if there were no such cell, and with it."""
    left_minor, order_left = _end(cell.line_until) - 1, _end(cell.order_until) - 1
    rest = tuple(one for one in detail.cells if one is not cell)
    without = slot._replace(detail=detail._replace(cells=rest))
    return (
        _exact(without, left_minor, order_left, refund),
        _exact(slot, left_minor, order_left, refund),
    )


class Leaving(NamedTuple):
    """An order's terms, what has gone back of each line, and what of it is looked at.

    Args:
        terms: The terms.
        progress: What has gone back, by line; a line that is not named is whole.
        only: How many pieces of each line are looked at, those that go back last; None for
            all of the order.
    """

    terms: Terms
    progress: Mapping[str, LineProgress]
    only: Mapping[str, int] | None = None

    def left(self, line: LineTerms) -> int:
        """Return what is left of a line, or of one capture of it, in minor units."""
        if self.terms.captures is None:
            return self._left(line)
        captures = [one for one in self.terms.lines if one.line_id == line.line_id]
        weights = [one.paid_minor for one in captures]
        left_minor = self._left(line._replace(paid_minor=sum(weights)))
        if not left_minor:
            return 0
        # The same fraction of each capture: cut so that none grows when less is left.
        return allocate(left_minor, weights, rule="cumulative")[captures.index(line)]

    def _left(self, line: LineTerms) -> int:
        gone = self.progress.get(line.line_id)
        whole_minor = line.paid_minor if gone is None else remaining(line, gone)
        if self.only is None:
            return whole_minor
        # Money that goes back is taken from the pieces that are not looked at first.
        returned = 0 if gone is None else gone.returned_quantity
        pieces = min(self.only.get(line.line_id, 0), line.quantity - returned)
        rest = LineProgress(line.line_id, line.quantity - pieces, 0)
        return min(whole_minor, remaining(line, rest))

    def order_left(self) -> int:
        """Return what is left of the whole order, what is still to be captured included."""
        if self.only is not None:
            return self._replace(only=None).order_left()
        captures = self.terms.captures
        if captures is None or captures.is_over:
            return sum(map(self.left, self.terms.lines))
        pieces = {line.line_id: line.quantity for line in self.terms.lines}
        to_come = (LineTerms(name, pieces[name], minor, ()) for name, minor in captures.lines)
        return sum(map(self._left, to_come))


def whole_lines(terms: Terms) -> dict[str, LineTerms]:
    """Return the lines of an order, each with all that was captured of it and without slots.

    Examples:
        >>> deposit, rest = LineTerms("1", 2, 100, ()), LineTerms("1", 2, 900, (), "rest")
        >>> terms = Terms("o1", "p1", "", 2, 0, (), (deposit, rest))
        >>> whole_lines(terms)["1"].paid_minor
        1000
    """
    found: dict[str, LineTerms] = {}
    for line in terms.lines:
        before = found.get(line.line_id)
        paid_minor = line.paid_minor + (0 if before is None else before.paid_minor)
        found[line.line_id] = LineTerms(line.line_id, line.quantity, paid_minor, ())
    return found


def is_local(terms: Terms) -> bool:
    """Say whether what a line keeps depends on that line alone."""
    return not any(rule.scope == "order" for rule in terms.rules) and not any(
        cell.order_until is not None
        for line in terms.lines
        for slot in line.slots
        if slot.detail is not None
        for cell in slot.detail.cells
    )


def kept_by_payee(leaving: Leaving, only: Container[str] | None = None) -> tuple[Kept, ...]:
    """Return what each payee keeps of an order.

    Args:
        leaving: The terms, and what has gone back.
        only: Look at these lines alone; right only where ``is_local``.

    Returns:
        One sum a payee above 0, in minor units, by payee.
    """
    sums: dict[str, int] = {}
    for _, _, payee_id, amount_minor in _kept_parts(leaving, only, is_waiting=False):
        sums[payee_id] = sums.get(payee_id, 0) + amount_minor
    return tuple(Kept(payee, sums[payee]) for payee in sorted(sums) if sums[payee])


def claims(leaving: Leaving) -> tuple[PeriodClaim, ...]:
    """Return what an order's rules that wait for the close of the period ask for.

    Args:
        leaving: The terms, and what has gone back.

    Returns:
        One row a slot above 0, by line and slot; what is rounded once an order comes last.
    """
    waits = {rule.rule_id: rule.waits_for for rule in leaving.terms.rules if rule.waits_for}
    if not waits:
        return ()
    return tuple(
        PeriodClaim(*part, waits[part[0]].removeprefix(CAP).removeprefix(BUDGET))
        for part in _kept_parts(leaving, None, is_waiting=True)
        if part[3]
    )


def _kept_parts(
    leaving: Leaving, only: Container[str] | None, *, is_waiting: bool
) -> Iterator[tuple[str, str, str, int]]:
    """Yield rule, line, payee and amount of what is kept; "" for the line of a whole order."""
    terms = leaving.terms
    settings = {rule.rule_id: rule for rule in terms.rules}
    order_left = None if only else leaving.order_left()
    whole = leaving if leaving.only is None else leaving._replace(only=None)
    shared: dict[tuple[str, str, str], tuple[int, int]] = {}
    for line in terms.lines:
        if not line.paid_minor or (only is not None and line.line_id not in only):
            continue
        left_minor = leaving.left(line)
        asked_minor = left_minor if leaving.only is None else whole.left(line)
        for slot in line.slots:
            payee_id = slot.payee_id
            if payee_id is None or not slot.numerator:
                continue
            rule = settings.get(slot.rule_id)
            if (rule is not None and bool(rule.waits_for)) is not is_waiting:
                continue
            refund = "frozen_share" if rule is None else rule.refund
            over, under = _exact(slot, asked_minor, order_left, refund)
            over, under = over * left_minor, under * line.paid_minor
            if rule is not None and rule.scope == "order":
                holder_id = slot.detail.holder_id if slot.detail else payee_id
                key = slot.rule_id, holder_id or payee_id, payee_id
                shared[key] = _added(shared.get(key, (0, 1)), (over, under))
            else:
                yield slot.rule_id, line.line_id, payee_id, over // under
    for (rule_id, _, payee_id), (over, under) in shared.items():
        yield rule_id, "", payee_id, over // under


def _added(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    over, under = one[0] * other[1] + other[0] * one[1], one[1] * other[1]
    common = gcd(over, under)
    return over // common, under // common
