"""The life of an order, piece by piece, against a model that looks at every piece alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.model.events import Event, Exchanged, LinePieces, OrderConfirmed, Refunded, RefundLine
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Holding, Policy
from tests.support.build import CURRENCY, PAYER, START, at, line, line_of, paid, release
from tests.support.invariants import check_signs, check_trial_balance

DAYS = 3
RATES = (Fraction(7, 100), Fraction(1, 30))
UPLINE = ("u2", "u1")
Scope = Literal["line", "order"]
Standing = tuple[int, int, int]


def policy(scope: Scope) -> Policy:
    ppm = tuple(floor(rate * 10**6) for rate in RATES)
    rule = Levels(rule_id="sale", rates_ppm=ppm, scope=scope)
    plan = Plan(plan_id="p1", effective_from=START, ceiling_ppm=200_000, rules=(rule,))
    return Policy(plans=(plan,), holding=Holding(holding_days=DAYS))


@dataclass
class Pieces:
    """One line, its pieces one by one: 'waiting', 'back', or the day on which they came."""

    paid_minor: int
    where: list[str | int]
    refunded_minor: int = 0
    spared_minor: int = 0
    free: set[int] = field(default_factory=set)

    def count(self, where: str) -> int:
        return self.where.count(where)

    def of(self, pieces: int) -> int:
        """What so many pieces cost, where the others went back."""
        size = len(self.where)
        return self.paid_minor - floor(Fraction(self.paid_minor * (size - pieces), size))

    def left(self, pieces: int | None = None) -> int:
        whole = max(0, self.of(len(self.where) - self.count("back")) - self.refunded_minor)
        return whole if pieces is None else min(whole, self.of(pieces))

    def take(self, pieces: int, now: str, *, order: list[str | int]) -> None:
        """Move pieces, those first that come first in an order of where they are."""
        for _ in range(pieces):
            place = min(
                (place for place, where in enumerate(self.where) if where in order),
                key=lambda place: order.index(self.where[place]),
            )
            self.where[place] = now


@dataclass
class Model:
    """An order of several lines; days of receipt up to ``free`` are released."""

    lines: dict[str, Pieces]
    scope: Scope
    free_day: int = -1
    alone: tuple[int, dict[str, int], str] | None = None

    def days(self) -> list[str | int]:
        """The days of receipt that pieces still have, the latest first."""
        found = {where for one in self.lines.values() for where in one.where}
        return sorted((one for one in found if isinstance(one, int)), reverse=True)

    def amount(self, rate: Fraction, until: int | None) -> int:
        """What is kept where only pieces received by a day are looked at."""
        parts = []
        for one in self.lines.values():
            by_then = sum(
                isinstance(where, int) and until is not None and where <= until
                for where in one.where
            )
            left = one.left(None if until is None else by_then)
            parts.append(Fraction(floor(rate * 10**6), 10**6) * left)
        return floor(sum(parts)) if self.scope == "order" else sum(map(floor, parts))

    def standing(self, rate: Fraction) -> Standing:
        whole = self.amount(rate, None)
        days = self.days()
        received = self.amount(rate, max(map(int, days), default=-1))
        free = self.amount(rate, self.free_day)
        return whole - received, received - free, free

    def confirm(self, day: int, pieces: dict[str, int]) -> None:
        for name, quantity in pieces.items():
            line = self.lines[name]
            for _ in range(quantity):
                line.where[line.where.index("waiting")] = day

    def back(self, pieces: dict[str, int]) -> None:
        self.alone = None
        order: list[str | int] = ["waiting", *self.days()]
        for name, quantity in pieces.items():
            self.lines[name].take(quantity, "back", order=order)

    def exchange(self, pieces: dict[str, int]) -> None:
        held = [day for day in self.days() if int(day) > self.free_day]
        for name, quantity in pieces.items():
            line = self.lines[name]
            there = sum(where in held for where in line.where)
            line.take(min(quantity, there), "waiting", order=held)

    def lower(self, amounts: dict[str, int]) -> None:
        for name, minor in amounts.items():
            self.lines[name].refunded_minor += minor


@st.composite
def stories(draw: st.DrawFn) -> tuple[Scope, list[tuple[int, int]], list[tuple[str, list[int]]]]:
    scope: Scope = draw(st.sampled_from(("line", "order")))
    made = draw(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 4)), min_size=1, max_size=3))
    what = (
        "receive",
        "receive_all",
        "back",
        "cancel",
        "amount",
        "whole",
        "exchange",
        "release",
        "spare",
    )
    steps = st.tuples(st.sampled_from(what), st.lists(st.integers(0, 500), min_size=3, max_size=3))
    return scope, made, draw(st.lists(steps, max_size=10))


def told(kind: str, numbers: list[int], model: Model, name: str, day: int) -> Event | None:
    """Return a step as an event that must be taken, and do it to the model."""
    size = {one: len(line.where) for one, line in model.lines.items()}
    waiting = {one: line.count("waiting") for one, line in model.lines.items()}
    left = {one: size[one] - model.lines[one].count("back") for one in size}
    received = {one: left[one] - waiting[one] for one in size}
    most = {"receive": waiting, "cancel": waiting, "back": left, "exchange": received}
    some = {}
    if kind in most:
        limits = most[kind]
        some = {one: number % (limits[one] + 1) for one, number in zip(size, numbers, strict=False)}
        some = {one: number for one, number in some.items() if number}
        if not some:
            return None
    pieces = tuple(LinePieces(line_id=one, quantity=some[one]) for one in some)
    gone = tuple(RefundLine(line_id=one, quantity=some[one]) for one in some)
    event: Event | None = None
    if kind == "receive":
        model.confirm(day, some)
        event = OrderConfirmed(id=name, at=at(day), order_id="o1", lines=pieces)
    elif kind == "receive_all" and any(waiting.values()):
        model.confirm(day, waiting)
        event = OrderConfirmed(id=name, at=at(day), order_id="o1")
    elif kind in ("back", "cancel"):
        model.back(some)
        reason: Literal["goods", "cancel"] = "goods" if kind == "back" else "cancel"
        event = Refunded(id=name, at=at(day), order_id="o1", lines=gone, kind=reason)
    elif kind == "exchange":
        model.exchange(some)
        event = Exchanged(id=name, at=at(day), order_id="o1", lines=pieces)
    elif kind == "release":
        model.free_day = max(model.free_day, day - DAYS)
        event = release(day=day, event_id=name)
    elif kind in ("amount", "whole", "spare"):
        event = _money(kind, numbers, model, name, day)
    return event


def _money(kind: str, numbers: list[int], model: Model, name: str, day: int) -> Event | None:
    left = {one: max(0, line.left() - line.spared_minor) for one, line in model.lines.items()}
    if kind == "amount":
        amounts = {one: n % (left[one] + 1) for one, n in zip(left, numbers, strict=False)}
        amounts = {one: minor for one, minor in amounts.items() if minor}
        model.alone = None if amounts else model.alone
        model.lower(amounts)
        lines = tuple(RefundLine(line_id=one, amount_minor=minor) for one, minor in amounts.items())
        return Refunded(id=name, at=at(day), order_id="o1", lines=lines) if lines else None
    minor = numbers[0] % (sum(left.values()) + 1)
    if not minor:
        return None
    before, over, of = model.alone or (0, left, kind)
    if of != kind:
        before, over = 0, left
    was, now = _spread(before, over), _spread(before + minor, over)
    model.alone = before + minor, over, kind
    if kind == "spare":
        for one, part in now.items():
            model.lines[one].spared_minor += part - was[one]
        return Refunded(id=name, at=at(day), order_id="o1", amount_minor=minor, kind="freight")
    model.lower({one: now[one] - was[one] for one in now})
    return Refunded(id=name, at=at(day), order_id="o1", amount_minor=minor)


def _spread(minor: int, over: dict[str, int]) -> dict[str, int]:
    """Cut parts from the last line to the first; the first takes the rest."""
    parts, whole = dict.fromkeys(over, 0), sum(over.values())
    for one in reversed(over):
        if over[one]:
            parts[one] = floor(Fraction(minor * over[one], whole))
            minor, whole = minor - parts[one], whole - over[one]
    return parts


def wallets(book: Book) -> dict[str, Standing]:
    found = {one: book.wallet(PAYER, one, CURRENCY) for one in UPLINE}
    return {
        one: (wallet.deferred_minor, wallet.held_minor, wallet.available_minor)
        for one, wallet in found.items()
    }


@settings(max_examples=300)
@given(story=stories())
def test_every_piece_stands_where_a_model_of_pieces_says(
    story: tuple[Scope, list[tuple[int, int]], list[tuple[str, list[int]]]],
) -> None:
    scope, made, steps = story
    lines = {
        str(place): Pieces(minor, ["waiting"] * size) for place, (minor, size) in enumerate(made)
    }
    model = Model(lines, scope)
    book = Book(policy(scope))
    sold = [
        line(one.paid_minor, line_id=name, quantity=len(one.where)) for name, one in lines.items()
    ]
    for event in (*line_of("u1", "u2", "u3"), paid("o1", "u3", *sold, day=0)):
        assert book.apply(event).status == "applied"
    for place, (kind, numbers) in enumerate(steps, start=1):
        step = told(kind, numbers, model, f"step {place}", place)
        if step is None:
            continue
        decision = book.apply(step)
        assert decision.status == "applied", (step, decision.refusal)
        expected = {one: model.standing(rate) for one, rate in zip(UPLINE, RATES, strict=True)}
        assert expected == wallets(book), step
        check_trial_balance(book)
        check_signs(book)
        assert book.apply(replace(step)).status == "replayed"
