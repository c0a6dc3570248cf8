"""Captures: an order that is paid in parts, against a model of exact fractions.

Every capture is a line of its own; the model knows each by what was paid for it and cuts
what is left of a line over its captures, and nothing else of how the library does it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fenxiao.model.events import Event, Line, OrderPaid
from fenxiao.model.records import Terms
from fenxiao.rules.conditions import Condition
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import START, back, components, confirmed, feed, line_of, paid, refunded
from tests.support.build import line as sold_line
from tests.support.invariants import check_signs, check_trial_balance
from tests.support.orders import captured, gone, open_line

RATES = (Fraction(7, 100), Fraction(1, 30))
PPM = [floor(rate * 10**6) for rate in RATES]
UPLINE = ("u2", "u1")
SALE = Levels(rule_id="sale", rates_ppm=tuple(PPM))


def policy(rule: Levels, *, order_cap_minor: int | None = None) -> Policy:
    plan = Plan(
        plan_id="p1",
        effective_from=START,
        ceiling_ppm=1_000_000,
        trim="nearest_first",
        currency="CNY",
        rules=(rule,),
        order_cap_minor=order_cap_minor,
    )
    return Policy(plans=(plan,))


@dataclass
class Split:
    """An order of lines, each cut into captures: some lines may have nothing in some of them."""

    lines: list[tuple[int, list[int]]]
    places: list[int] = field(default_factory=list)

    def wholes(self) -> list[int]:
        return [sum(parts) for _, parts in self.lines]

    def events(self) -> list[Event]:
        """The payment, and the further captures in any order."""
        sold = (
            open_line(parts[0], sum(parts), line_id=str(name), quantity=quantity)
            for name, (quantity, parts) in enumerate(self.lines)
        )
        more = [captured(f"c{place}", *self._capture(place)) for place in self.places]
        return [*line_of("u1", "u2", "u3"), paid("o1", "u3", *sold), *more]

    def _capture(self, place: int) -> list[Line]:
        return [
            sold_line(parts[place], line_id=str(name), quantity=quantity)
            for name, (quantity, parts) in enumerate(self.lines)
        ]


def at_once(split: Split) -> list[Event]:
    """Return the same order, captured whole."""
    sold = (
        sold_line(sum(parts), line_id=str(name), quantity=quantity)
        for name, (quantity, parts) in enumerate(split.lines)
    )
    return [*line_of("u1", "u2", "u3"), paid("o1", "u3", *sold)]


@st.composite
def splits(draw: st.DrawFn, *, most: int = 400, least: int = 0) -> Split:
    count = draw(st.integers(2, 4))
    amounts = st.lists(st.integers(least, most), min_size=count, max_size=count)
    lines = draw(st.lists(st.tuples(st.integers(1, 4), amounts), min_size=1, max_size=3))
    return Split(lines, draw(st.permutations(range(1, count))))


def book_of(split: Split, rule: Levels = SALE, *, order_cap_minor: int | None = None) -> Book:
    book = Book(policy(rule, order_cap_minor=order_cap_minor))
    feed(book, *split.events())
    return book


def kept(book: Book) -> dict[str, int]:
    order = book.order("o1")
    assert order is not None
    check_trial_balance(book)
    check_signs(book)
    return dict(order.kept)


def exact(terms: Terms | None) -> dict[str, Fraction]:
    """Return what each payee was promised, before rounding."""
    assert terms is not None
    sums: Counter[str] = Counter()
    for line in terms.lines:
        for slot in line.slots:
            if slot.payee_id is not None:
                sums[slot.payee_id] += Fraction(slot.numerator, slot.denominator)  # type: ignore[assignment]  # a counter of fractions
    return {payee: Fraction(part) for payee, part in sums.items() if part}


def cut(minor: int, weights: list[int]) -> list[int]:
    """Cut parts from the last to the first; the first takes the rest."""
    parts, whole = [0] * len(weights), sum(weights)
    for place in reversed(range(len(weights))):
        if whole:
            parts[place] = floor(Fraction(minor * weights[place], whole))
            minor, whole = minor - parts[place], whole - weights[place]
    return parts


def expected(split: Split, left: list[int] | None = None) -> dict[str, int]:
    """Return what each payee keeps where so much is left of each line."""
    sums: Counter[str] = Counter()
    for place, (_, parts) in enumerate(split.lines):
        ordered = [parts[0], *(parts[one] for one in split.places)]
        there = sum(parts) if left is None else left[place]
        for payee, ppm in zip(UPLINE, PPM, strict=True):
            sums[payee] += sum(floor(Fraction(ppm * one, 10**6)) for one in cut(there, ordered))
    return {payee: minor for payee, minor in sums.items() if minor}


@given(split=splits())
def test_each_capture_pays_its_exact_part_floored(split: Split) -> None:
    book = book_of(split)
    assert expected(split) == kept(book)
    whole = Book(policy(SALE))
    feed(whole, *at_once(split))
    captures = sum(len(parts) for _, parts in split.lines)
    for payee in UPLINE:
        short = kept(whole).get(payee, 0) - kept(book).get(payee, 0)
        assert 0 <= short < captures


@given(split=splits())
def test_at_order_scope_captures_are_rounded_together(split: Split) -> None:
    rule = replace(SALE, scope="order")
    whole = Book(policy(rule))
    feed(whole, *at_once(split))
    assert kept(whole) == kept(book_of(split, rule))


def going(split: Split, cuts: list[tuple[str, int, int]]) -> list[Event]:
    """Return refunds that must be taken: pieces, amounts of a line, amounts of the order."""
    made: list[Event] = []
    left = {str(name): quantity for name, (quantity, _) in enumerate(split.lines)}
    for number, (kind, place, many) in enumerate(cuts):
        name = str(place % len(split.lines))
        pieces = min(many, left[name])
        if kind == "pieces" and pieces:
            left[name] -= pieces
            gone_back = back(name, quantity=pieces)
            made.append(refunded("o1", gone_back, event_id=f"r{number}"))
        elif kind == "line":
            gone_back = back(name, amount_minor=many + 1)
            made.append(refunded("o1", gone_back, event_id=f"r{number}"))
        elif kind == "whole":
            made.append(gone("goods", amount_minor=many + 1, event_id=f"r{number}"))
    return made


steps = st.tuples(
    st.sampled_from(("pieces", "line", "whole")), st.integers(0, 2), st.integers(0, 90)
)


@given(split=splits(least=0), cuts=st.lists(steps, max_size=6))
def test_a_refund_leaves_the_same_fraction_of_each_capture(
    split: Split, cuts: list[tuple[str, int, int]]
) -> None:
    book = book_of(split)
    before = kept(book)
    for event in going(split, cuts):
        book.apply(event)  # one that asks for more than is left is refused
        now = kept(book)
        assert all(minor <= before[payee] for payee, minor in now.items())
        before = now
    order = book.order("o1")
    assert order is not None
    progress = {one.line_id: one for one in order.progress}
    left = []
    for name, (quantity, parts) in enumerate(split.lines):
        been = progress.get(str(name))
        whole, pieces, minor = sum(parts), *((been[1], been[2]) if been else (0, 0))
        left.append(max(0, whole - floor(Fraction(whole * pieces, quantity)) - minor))
    assert expected(split, left) == before


@given(split=splits(), parts=st.lists(st.integers(1, 200), min_size=1, max_size=5))
def test_any_split_of_an_amount_of_the_order_leaves_what_one_leaves(
    split: Split, parts: list[int]
) -> None:
    whole_minor = sum(split.wholes())
    parts = [part for place, part in enumerate(parts) if sum(parts[: place + 1]) <= whole_minor]
    assume(parts)
    one, several = book_of(split), book_of(split)
    feed(one, gone("goods", amount_minor=sum(parts)))
    for number, part in enumerate(parts):
        feed(several, gone("goods", amount_minor=part, event_id=f"r{number}"))
    assert one.order("o1") == several.order("o1")
    assert kept(one) == kept(several)


@given(split=splits(), is_received=st.booleans())
def test_everything_back_leaves_nobody_anything(split: Split, is_received: bool) -> None:
    book = book_of(split)
    feed(book, *([confirmed("o1")] if is_received else []))
    lines = [back(str(name), quantity=many) for name, (many, _) in enumerate(split.lines)]
    feed(book, refunded("o1", *lines))
    assert {} == kept(book)
    assert [(0, 0, 0, 0)] * 2 == [components(book, payee) for payee in UPLINE]


@given(split=splits(least=50), each=st.booleans(), scope=st.sampled_from(("line", "order")))
def test_fixed_amounts_are_spread_over_captures(split: Split, each: bool, scope: str) -> None:
    fixed = {"units_minor": (3, 2)} if each else {"orders_minor": (19, 11)}
    rule = Levels(rule_id="sale", scope=scope, **fixed)  # type: ignore[arg-type]  # either field
    book = book_of(split, rule)
    pieces = sum(quantity for quantity, _ in split.lines)
    due = (3 * pieces, 2 * pieces) if each else (19, 11)
    assert dict(zip(UPLINE, map(Fraction, due), strict=True)) == exact(book.terms("o1"))
    if scope == "order":
        assert dict(zip(UPLINE, due, strict=True)) == kept(book)


@given(split=splits(least=50))
def test_every_capture_has_its_part_of_a_fixed_amount(split: Split) -> None:
    book = book_of(split, Levels(rule_id="sale", orders_minor=(19,)))
    terms = book.terms("o1")
    assert terms is not None
    for line in terms.lines:
        slot = line.slots[0]
        part = Fraction(19 * line.paid_minor, sum(split.wholes()))
        assert part == Fraction(slot.numerator, slot.denominator)


@given(split=splits(), cap=st.integers(0, 60), is_plans=st.booleans())
def test_caps_hold_over_all_captures(split: Split, cap: int, is_plans: bool) -> None:
    rule = replace(SALE, order_cap_minor=None if is_plans else cap)
    book = book_of(split, rule, order_cap_minor=cap if is_plans else None)
    promised = exact(book.terms("o1"))
    free = exact(book_of(split).terms("o1"))
    assert all(part <= free[payee] for payee, part in promised.items())
    if is_plans:
        assert sum(promised.values()) == min(cap, sum(free.values()))
    else:
        most = {payee: min(Fraction(cap), part) for payee, part in free.items()}
        assert {payee: part for payee, part in most.items() if part} == promised


@settings(max_examples=60)
@given(split=splits(), at_least=st.integers(1, 2_000), is_closed=st.booleans())
def test_a_condition_on_the_order_looks_at_all_of_it_until_it_is_closed(
    split: Split, at_least: int, is_closed: bool
) -> None:
    when = Condition(at_least_minor=at_least, amount_of="order")
    rule = replace(SALE, when=when)
    split.places = split.places[:-1]  # the last one is never captured
    book = Book(policy(rule))
    feed(book, *split.events())
    there = [sum([parts[0], *(parts[one] for one in split.places)]) for _, parts in split.lines]
    if is_closed:
        feed(book, captured("closed", is_last=True))
    counted = sum(there) if is_closed else sum(split.wholes())
    assert (expected(split, there) if counted >= at_least else {}) == kept(book)


def test_a_payment_is_no_capture_of_another_order() -> None:
    split = Split([(1, [50, 50])], [1])
    assert isinstance(split.events()[2], OrderPaid)
    assert {"u2": 6, "u1": 2} == kept(book_of(split))
