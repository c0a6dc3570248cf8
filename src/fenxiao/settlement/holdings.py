"""Holdings (佣金所处阶段): which part of an order's commissions is deferred, held, available.

An order that is received at once needs none of this: all of it stands where the order
stands. Of one that is received in parts, each part is what would be left if all that was
received later had gone back; so the parts add up, whatever comes back in whatever order,
and what comes back is taken from what was received last.

Source: docs/orders.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fenxiao.model.records import Kept, LineProgress, Order, Part, Pieces, Terms
from fenxiao.rules.terms import Leaving, kept_by_payee

__all__ = [
    "Amounts",
    "Standing",
    "as_parts",
    "flows",
    "less",
    "next_due",
    "pieces_left",
    "recut",
    "released",
    "settled_minor",
    "standing_of",
    "summed",
    "waiting",
]

Amounts = dict[str, int]
"""Minor units above 0 by payee."""


class Standing(NamedTuple):
    """What of an order is deferred, held and available, by payee."""

    deferred: Amounts
    held: Amounts
    available: Amounts


def standing_of(order: Order) -> Standing:
    """Return where the commissions of an order stand.

    Examples:
        >>> order = Order("o1", "m", "p", "b", "CNY", "paid", 0, None, None, (Kept("u1", 9),), ())
        >>> standing_of(order)
        Standing(deferred={'u1': 9}, held={}, available={})
    """
    kept = dict(order.kept)
    if not order.parts:
        nothing = Standing({}, {}, {})
        stage = {"confirmed": "held", "released": "available"}.get(order.state, "deferred")
        return nothing._replace(**{stage: kept})
    held = summed(part.kept for part in order.parts if part.due_us is not None)
    available = summed(part.kept for part in order.parts if part.due_us is None)
    return Standing(less(kept, summed((held.items(), available.items()))), held, available)


def summed(amounts: Iterable[Iterable[tuple[str, int]]]) -> Amounts:
    """Return the sums of some amounts by payee.

    Examples:
        >>> summed([[("u1", 2)], [("u1", 3), ("u2", 1)]])
        {'u1': 5, 'u2': 1}
    """
    sums: Amounts = {}
    for one in amounts:
        for payee_id, minor in one:
            sums[payee_id] = sums.get(payee_id, 0) + minor
    return sums


def less(more: Mapping[str, int], taken: Mapping[str, int]) -> Amounts:
    """Return what is left of each payee's amount, without those left with nothing.

    Examples:
        >>> less({"u1": 5, "u2": 1}, {"u1": 2, "u2": 1})
        {'u1': 3}
    """
    left = {payee_id: minor - taken.get(payee_id, 0) for payee_id, minor in more.items()}
    return {payee_id: minor for payee_id, minor in left.items() if minor}


def flows(before: Standing, after: Standing) -> Iterator[tuple[str, Amounts]]:
    """Yield what must be posted to get from one standing to another: templates and amounts.

    What is new is promised first, what goes back leaves from where it stands. Rounding may
    move a unit between two stages at the same time, which is posted as what it is.

    Examples:
        >>> nothing: Amounts = {}
        >>> before = Standing(nothing, {"u1": 9}, nothing)
        >>> list(flows(before, Standing(nothing, {"u1": 4}, nothing)))
        [('clawback_confirmed', {'u1': 5})]
    """
    posted: dict[str, Amounts] = {name: {} for name in _FLOWS}
    for payee_id in sorted({*_payees(before), *_payees(after)}):
        stages = zip(before, after, strict=True)
        changes = [now.get(payee_id, 0) - was.get(payee_id, 0) for was, now in stages]
        for name, minor in _flows_of(*changes):
            if minor:
                posted[name][payee_id] = minor
    yield from ((name, amounts) for name, amounts in posted.items() if amounts)


_FLOWS = (
    "accrual",
    "clawback_paid",
    "clawback_confirmed",
    "clawback_released",
    "confirmation",
    "confirmation_back",
    "release",
    "release_back",
)


def _payees(standing: Standing) -> Iterator[str]:
    for amounts in standing:
        yield from amounts


def _flows_of(deferred: int, held: int, available: int) -> Iterator[tuple[str, int]]:
    """Yield what leaves and enters for one payee whose three amounts change so."""
    new = max(0, deferred + held + available)
    surplus = sum(max(0, change) for change in (deferred, held, available)) - new
    out = []
    for change in (available, held, deferred):  # what rises elsewhere, leaves nowhere
        gone = max(0, -change)
        stays = min(gone, surplus)
        surplus -= stays
        out.append(gone - stays)
    from_available, from_held, from_deferred = out
    yield "accrual", new
    yield "clawback_paid", from_deferred
    yield "clawback_confirmed", from_held
    yield "clawback_released", from_available
    received = held + available + from_held + from_available
    yield ("confirmation", received) if received > 0 else ("confirmation_back", -received)
    freed = available + from_available
    yield ("release", freed) if freed > 0 else ("release_back", -freed)


def pieces_left(terms: Terms, progress: Mapping[str, LineProgress]) -> dict[str, int]:
    """Return how many pieces of each line have not come back."""
    return {
        line.line_id: line.quantity
        - (progress[line.line_id].returned_quantity if line.line_id in progress else 0)
        for line in terms.lines
    }


def waiting(terms: Terms, order: Order) -> dict[str, int]:
    """Return how many pieces of each line are there and were not received yet."""
    left = pieces_left(terms, {one.line_id: one for one in order.progress})
    if not order.parts:
        return left if order.state == "paid" else dict.fromkeys(left, 0)
    received = summed(part.pieces for part in order.parts)
    return {name: pieces - received.get(name, 0) for name, pieces in left.items()}


def as_parts(order: Order, terms: Terms) -> tuple[Part, ...]:
    """Return the parts in which an order was received; one for one received at once."""
    if order.parts or order.state == "paid":
        return order.parts
    left = pieces_left(terms, {one.line_id: one for one in order.progress})
    pieces = tuple(Pieces(name, left[name]) for name in sorted(left) if left[name])
    due_us = order.due_us if order.state == "confirmed" else None
    return (Part(due_us, pieces, order.kept, order.left_minor),) if pieces else ()


def recut(
    parts: Iterable[Part], terms: Terms, progress: Mapping[str, LineProgress], *, counts: bool
) -> tuple[Part, ...]:
    """Return parts with what is kept of each now, the longest received first.

    What came back is taken from what was received last; a part of which nothing is left is
    left out.

    Args:
        parts: With the pieces that were received.
        terms: The terms of the order.
        progress: What has gone back of each line.
        counts: Whether sales are counted, so that the amounts left matter.
    """
    left = pieces_left(terms, progress)
    upto: dict[str, int] = {}
    cut: list[Part] = []
    kept_before: Amounts = {}
    left_before = 0
    for part in sorted(parts, key=_by_due):
        pieces: list[Pieces] = []
        for name, quantity in part.pieces:
            fits = min(quantity, left[name] - upto.get(name, 0))
            if fits:
                pieces.append(Pieces(name, fits))
                upto[name] = upto.get(name, 0) + fits
        leaving = Leaving(terms, progress, dict(upto))
        kept = dict(kept_by_payee(leaving))
        left_minor = sum(map(leaving.left, terms.lines)) if counts else 0
        if pieces:
            mine = less(kept, kept_before)
            amounts = tuple(Kept(payee, mine[payee]) for payee in sorted(mine))
            cut.append(Part(part.due_us, tuple(pieces), amounts, left_minor - left_before))
        kept_before, left_before = kept, left_minor
    return _joined(cut)


def _by_due(part: Part) -> tuple[bool, int]:
    return part.due_us is not None, part.due_us or 0


def _both(one: Part, other: Part) -> Part:
    """Return two parts that are due at the same instant as one."""
    pieces = summed((one.pieces, other.pieces))
    kept = summed((one.kept, other.kept))
    return Part(
        one.due_us,
        tuple(Pieces(name, pieces[name]) for name in sorted(pieces)),
        tuple(Kept(payee, kept[payee]) for payee in sorted(kept)),
        one.left_minor + other.left_minor,
    )


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return parts, of which those that are due at the same instant are one."""
    joined: list[Part] = []
    for part in parts:
        is_same = bool(joined) and joined[-1].due_us == part.due_us
        joined.append(_both(joined.pop(), part) if is_same else part)
    return tuple(joined)


def released(order: Order, at_us: int) -> Order:
    """Return an order of which everything that is held long enough by an instant is free."""
    if not order.parts:
        return order._replace(state="released")
    free = (
        part._replace(due_us=None if part.due_us is None or part.due_us <= at_us else part.due_us)
        for part in order.parts
    )
    parts = _joined(free)
    due_us = next_due(parts)
    is_over = due_us is None and order.state == "confirmed"
    return order._replace(parts=parts, due_us=due_us, state="released" if is_over else order.state)


def settled_minor(order: Order) -> int:
    """Return what of an order counts as settled sales, in minor units."""
    if not order.parts:
        return order.left_minor if order.state == "released" else 0
    return sum(part.left_minor for part in order.parts if part.due_us is None)


def next_due(parts: Iterable[Part]) -> int | None:
    """Return the next instant at which a holding ends; None where nothing is held."""
    return min((part.due_us for part in parts if part.due_us is not None), default=None)
