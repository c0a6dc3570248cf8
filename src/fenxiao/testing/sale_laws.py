"""Laws of one sale (单笔销售的定律): ceiling, sign, depth, refunds, splitting and the like.

Each takes a sale and returns what breaks the law in it, as figures, or nothing.

Source: docs/laws.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import gcd
from typing import TypeVar

from fenxiao.model.encoding import canonical
from fenxiao.model.events import Coupon, Line, OrderPaid, RefundLine, Tender
from fenxiao.model.records import LineProgress, Slot, Terms
from fenxiao.money import AMOUNT_LIMIT_MINOR, PPM
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.rules.people import People, Person
from fenxiao.rules.terms import remaining
from fenxiao.testing.law_objects import Paid, Sale, after_refunds, paid_by

__all__ = [
    "ceiling",
    "depth",
    "determinism",
    "integrality",
    "locality",
    "monotone_refund",
    "monotone_sold",
    "non_negativity",
    "order_splitting",
    "parted",
    "raised",
    "refund_inverse",
    "refund_path",
    "relabelling",
    "rest_alone",
]

Part = TypeVar("Part", Tender, Coupon)


def ceiling(sale: Sale) -> str:
    """Return what is paid above the plan's ceiling, of the order or of what is left of it."""
    terms = sale.terms()
    most_ppm = sale.in_force.tables.ceiling_ppm
    for line in terms.lines:
        exact = sum((_exact(slot) for slot in line.slots if slot.payee_id), Fraction())
        if exact > Fraction(most_ppm * line.paid_minor, PPM):
            return f"line {line.line_id} pays {exact} of {line.paid_minor}"
    for progress in _progress(sale, terms):
        left = sum(remaining(line, progress[line.line_id]) for line in terms.lines)
        kept = sum(paid_by(sale, terms, progress).values())
        if kept * PPM > most_ppm * left:
            return f"{kept} is kept where {left} is left"
    return ""


def non_negativity(sale: Sale) -> str:
    """Return a slot, or what somebody keeps, that is below nothing."""
    terms = sale.terms()
    for slot in _slots(terms):
        if slot.numerator < 0 or slot.denominator < 1:
            return f"{slot.payee_id}: {slot.numerator}/{slot.denominator}"
    for progress in _progress(sale, terms):
        for payee, minor in paid_by(sale, terms, progress).items():
            if minor < 0:
                return f"{payee} keeps {minor}"
    return ""


def depth(sale: Sale) -> str:
    """Return a slot that pays somebody who is further than three above the buyer, or a stranger."""
    people = sale.people
    known = {one.member.member_id for one in _everybody(people)}
    for slot in _slots(sale.terms()):
        if slot.payee_id is None:
            continue
        stander = slot.payee_id
        if slot.detail is not None and slot.detail.holder_id is not None:
            stander = slot.detail.holder_id
        away = people.depth_of(stander)
        if stander not in known or slot.payee_id not in known:
            return f"{stander} stands nowhere"
        if slot.depth > DEPTH_LIMIT or (away is not None and away != slot.depth):
            return f"{stander} is paid at depth {slot.depth}, and stands at {away}"
    return ""


def determinism(sale: Sale) -> str:
    """Return two terms of the same sale that differ, also where people are listed otherwise."""
    people = sale.people
    listed = replace(
        people,
        holders=dict(reversed([*people.holders.items()])),
        inviters=dict(reversed([*people.inviters.items()])),
    )
    first, second = canonical(sale.terms()), canonical(sale.terms(people=listed))
    return "" if first == second else f"{first!r} and {second!r}"


def relabelling(sale: Sale) -> str:
    """Return what changes when every member gets another name, in another order of names."""
    people = sale.people
    names = sorted({one.member.member_id for one in _everybody(people)} | people.far)
    names = sorted({*names, *(one.holder_id for one in people.credits)})
    renamed = dict(
        zip(names, (f"n{len(names) - place}" for place in range(len(names))), strict=True)
    )
    buyer = renamed[people.buyer.member.member_id]
    order = replace(sale.order, buyer_id=buyer)
    terms = sale.terms(order, _renamed(people, renamed))
    before = {renamed[name]: minor for name, minor in sale.paid().items()}
    return _differ(before, paid_by(sale, terms))


def monotone_sold(sale: Sale) -> str:
    """Return who is paid less when more is paid for one line."""
    turn = sale.turn
    line = sale.order.lines[turn.line]
    more = raised(sale.order, turn.line, line.paid_minor + turn.more_minor)
    return _less(sale.paid(more), sale.paid())


def raised(order: OrderPaid, place: int, paid_minor: int) -> OrderPaid:
    """Return an order of which one line was paid otherwise."""
    lines = list(order.lines)
    lines[place] = replace(lines[place], paid_minor=paid_minor)
    return replace(order, lines=tuple(lines))


def monotone_refund(sale: Sale) -> str:
    """Return who has more after a refund than before it."""
    terms = sale.terms()
    return _rises([paid_by(sale, terms, one) for one in _progress(sale, terms)]) or _rises(
        after_refunds(sale, terms, sale.turn.refunds)
    )


def _rises(kept: Sequence[Paid]) -> str:
    """Say who has more at any time than just before."""
    problems = (_less(before, after) for before, after in pairwise(kept))
    return next((one for one in problems if one), "")


def refund_inverse(sale: Sale) -> str:
    """Return what is left when everything goes back, after other refunds."""
    gone = dict.fromkeys((one.line_id for one in sale.order.lines), 0)
    for one in (one for refund in sale.turn.refunds for one in refund):
        gone[one.line_id] += one.quantity
    rest = [(one.line_id, one.quantity - gone[one.line_id]) for one in sale.order.lines]
    last = tuple(RefundLine(line_id=name, quantity=pieces) for name, pieces in rest if pieces)
    refunds = (*sale.turn.refunds, last) if last else sale.turn.refunds
    return _differ({}, after_refunds(sale, sale.terms(), refunds)[-1])


def refund_path(sale: Sale) -> str:
    """Return what differs between refunds one by one and all of them at once."""
    whole: dict[str, tuple[int, int]] = {}
    for one in (one for refund in sale.turn.refunds for one in refund):
        pieces, minor = whole.get(one.line_id, (0, 0))
        whole[one.line_id] = pieces + one.quantity, minor + one.amount_minor
    at_once = tuple(
        RefundLine(line_id=name, quantity=pieces, amount_minor=minor)
        for name, (pieces, minor) in whole.items()
    )
    terms = sale.terms()
    split = after_refunds(sale, terms, sale.turn.refunds)[-1]
    return _differ(after_refunds(sale, terms, (at_once,) if at_once else ())[-1], split)


def rest_alone(sale: Sale) -> str:
    """Return what differs between what is kept and what the rest alone would have paid."""
    terms = sale.terms()
    progress = _progress(sale, terms)[-1]
    lines = tuple(
        _part(line, line.quantity, remaining(agreed, progress[line.line_id]))
        for line, agreed in zip(sale.order.lines, terms.lines, strict=True)
    )
    order = replace(sale.order, lines=lines)
    return _differ(sale.paid(order), after_refunds(sale, terms, sale.turn.refunds)[-1])


def locality(sale: Sale) -> str:
    """Return what differs between an order and its lines each by itself."""
    alone: Paid = {}
    for line in reversed(sale.order.lines):  # so that a rule with a memory is caught
        for payee, minor in sale.paid(replace(sale.order, lines=(line,))).items():
            alone[payee] = alone.get(payee, 0) + minor
    return _differ(alone, sale.paid())


def order_splitting(sale: Sale) -> str:
    """Return who gains when an order becomes two, by lines or by the pieces of a line."""
    whole = sale.paid()
    for parts in _cuts(sale):
        both: Paid = {}
        for lines in parts:
            for payee, minor in sale.paid(replace(sale.order, lines=lines)).items():
                both[payee] = both.get(payee, 0) + minor
        problem = _less(whole, both)
        if problem:
            return f"{problem}, as {' and '.join(_amounts(lines) for lines in parts)}"
    return ""


def integrality(sale: Sale) -> str:
    """Return an amount that is no whole number, or no reduced fraction, or out of bounds."""
    terms = sale.terms()
    for slot in _slots(terms):
        over, under = slot.numerator, slot.denominator
        if type(over) is not int or type(under) is not int or gcd(over, under) != 1:
            return f"{slot.payee_id}: {over!r}/{under!r}"
    for progress in _progress(sale, terms):
        for payee, minor in paid_by(sale, terms, progress).items():
            if type(minor) is not int or minor > AMOUNT_LIMIT_MINOR:
                return f"{payee} keeps {minor!r}"
    return ""


def _exact(slot: Slot) -> Fraction:
    return Fraction(slot.numerator, slot.denominator)


def _slots(terms: Terms) -> Iterator[Slot]:
    for line in terms.lines:
        yield from line.slots


def _everybody(people: People) -> Iterator[Person]:
    yield from (people.buyer, *people.upline, *people.holders.values())
    for found in people.inviters.values():
        yield from found


def _progress(sale: Sale, terms: Terms) -> list[dict[str, LineProgress]]:
    """Return what has gone back at first, and after each refund of the turn."""
    found = [{line.line_id: LineProgress(line.line_id, 0, 0) for line in terms.lines}]
    for refund in sale.turn.refunds:
        now = dict(found[-1])
        for one in refund:
            gone = now[one.line_id]
            now[one.line_id] = gone._replace(
                returned_quantity=gone.returned_quantity + one.quantity,
                refunded_minor=gone.refunded_minor + one.amount_minor,
            )
        found.append(now)
    return found


def _renamed(people: People, names: dict[str, str]) -> People:
    def person(one: Person) -> Person:
        return one._replace(member=one.member._replace(member_id=names[one.member.member_id]))

    return replace(
        people,
        buyer=person(people.buyer),
        upline=tuple(person(one) for one in people.upline),
        credits=tuple(one._replace(holder_id=names[one.holder_id]) for one in people.credits),
        holders={names[name]: person(one) for name, one in people.holders.items()},
        inviters={
            (relation, names[name]): tuple(person(one) for one in found)
            for (relation, name), found in people.inviters.items()
        },
        far=frozenset(names[name] for name in people.far),
    )


def _differ(expected: Paid, actual: Paid) -> str:
    """Say who has another amount than expected."""
    for name in sorted({*expected, *actual}):
        wanted, got = expected.get(name, 0), actual.get(name, 0)
        if wanted != got:
            return f"{name} has {got} instead of {wanted}"
    return ""


def _less(more: Paid, less: Paid) -> str:
    """Say who has less where he must have at least as much."""
    for name, minor in sorted(less.items()):
        if more.get(name, 0) < minor:
            return f"{name} has {minor} instead of at most {more.get(name, 0)}"
    return ""


def _cuts(sale: Sale) -> Iterator[tuple[tuple[Line, ...], ...]]:
    """Yield the order as two: its lines apart, and one of its lines in two."""
    lines, turn = sale.order.lines, sale.turn
    if len(lines) > 1:
        yield lines[:1], lines[1:]
    pieces, minor = turn.cut
    line = lines[turn.line]
    if 0 < pieces < line.quantity and 0 <= minor <= line.paid_minor:
        one, other = parted(line, pieces, minor)
        rest = (*lines[: turn.line], other, *lines[turn.line + 1 :])
        yield (one,), rest


def parted(line: Line, pieces: int, minor: int) -> tuple[Line, Line]:
    """Return a line in two: so many pieces, for which so much was paid, and the rest.

    What was paid consists of the same parts in both, as near as whole units allow; what the
    goods cost, and their list price, go by pieces.
    """
    first = _part(line, pieces, minor)
    return first, _without(line, first)


def _part(line: Line, pieces: int, minor: int) -> Line:
    """Return so many pieces of a line, for which so much was paid."""
    by_money = (line.freight_minor, line.tax_minor)
    freight_minor, tax_minor = _shares(by_money, minor, line.paid_minor)
    (fee_minor,) = _shares((line.fee_minor,), minor, line.paid_minor)
    tenders = _shares([one.amount_minor for one in line.tenders], minor, line.paid_minor)
    coupons = _shares([one.amount_minor for one in line.coupons], pieces, line.quantity)
    return replace(
        line,
        quantity=pieces,
        paid_minor=minor,
        list_minor=_by_pieces(line.list_minor, pieces, line.quantity),
        cost_minor=_by_pieces(line.cost_minor, pieces, line.quantity),
        freight_minor=freight_minor,
        tax_minor=tax_minor,
        fee_minor=fee_minor,
        tenders=_with(line.tenders, tenders),
        coupons=_with(line.coupons, coupons),
    )


def _without(line: Line, first: Line) -> Line:
    """Return what is left of a line beside a part of it."""
    names = ("quantity", "paid_minor", "freight_minor", "tax_minor", "fee_minor")
    left = {name: getattr(line, name) - getattr(first, name) for name in names}
    for name in ("list_minor", "cost_minor"):
        whole, part = getattr(line, name), getattr(first, name)
        left[name] = None if whole is None else whole - part
    for name in ("tenders", "coupons"):
        pairs = zip(getattr(line, name), getattr(first, name), strict=True)
        left[name] = tuple(
            replace(one, amount_minor=one.amount_minor - part.amount_minor) for one, part in pairs
        )
    return replace(line, **left)


def _with(parts: tuple[Part, ...], amounts: Sequence[int]) -> tuple[Part, ...]:
    pairs = zip(parts, amounts, strict=True)
    return tuple(replace(one, amount_minor=minor) for one, minor in pairs)


def _by_pieces(minor: int | None, pieces: int, quantity: int) -> int | None:
    return None if minor is None else minor * pieces // quantity


def _shares(amounts: Sequence[int], part: int, whole: int) -> tuple[int, ...]:
    """Return the share of each amount, so that neither all shares nor all rests are too much."""
    found, before = [], 0
    for place in range(len(amounts)):
        upto = sum(amounts[: place + 1]) * part // whole if whole else 0
        found.append(upto - before)
        before = upto
    return tuple(found)


def _amounts(lines: Sequence[Line]) -> str:
    return " + ".join(f"{one.quantity} for {one.paid_minor}" for one in lines)
