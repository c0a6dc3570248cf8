"""What laws are about (定律的对象): a sale and what happens to it, or a whole story of events.

A law looks at nothing else, so an example of it is data: it can be drawn, shrunk, printed
and pinned. The engine that a law watches is part of it, so that a wrong one can be tried.

Source: docs/laws.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from fenxiao.model.contract import Append, Decision, Put, order_key, terms_key
from fenxiao.model.events import Event, OrderPaid, Refunded, RefundLine
from fenxiao.model.instants import to_us
from fenxiao.model.records import Kept, LineProgress, Order, Terms
from fenxiao.rules.custom import Rule
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People
from fenxiao.rules.plan import InForce, Plan
from fenxiao.rules.resolve import resolve
from fenxiao.rules.terms import Leaving, kept_by_payee
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "ENGINE",
    "Engine",
    "Law",
    "LawBroken",
    "Sale",
    "Story",
    "Turn",
    "after_refunds",
    "paid_by",
    "shown",
]

Paid = dict[str, int]
"""What each payee has, in minor units."""

_START = datetime(2024, 1, 1, tzinfo=UTC)
_ANY_POLICY = Policy(
    plans=(
        Plan(
            plan_id="none",
            effective_from=_START,
            ceiling_ppm=10_000,
            rules=(Levels(rule_id="none", rates_ppm=(10_000,)),),
        ),
    )
)
"""A refund asks no policy; a book has one."""


class Engine(NamedTuple):
    """What laws watch.

    Args:
        resolve: From an order and the people to its terms.
        keep: From terms and what has gone back to what each payee keeps.
        book: From a policy to a book that takes events.
    """

    resolve: Callable[..., Terms] = resolve
    keep: Callable[[Leaving], tuple[Kept, ...]] = kept_by_payee
    book: Callable[[Policy], Book] = Book


ENGINE = Engine()
"""The engine of the library."""


class Turn(NamedTuple):
    """What happens to a sale, each law taking what it is about.

    Args:
        line: The place of the line that is raised, or cut in two.
        more_minor: By how much it is raised, in minor units.
        cut: Pieces and amount of the first part, where it is cut.
        refunds: What goes back, one refund after another, one kind for each line.
    """

    line: int = 0
    more_minor: int = 1
    cut: tuple[int, int] = (0, 0)
    refunds: tuple[tuple[RefundLine, ...], ...] = ()


_NO_TURN = Turn()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sale:
    """An order, the plan in force, everybody whom it may pay, and what happens to it.

    Args:
        order: What was paid.
        in_force: The plan, with the campaigns over it.
        people: Who may be paid.
        custom_rules: The host's rules that the plan calls.
        turn: What happens to it.
        engine: What settles it.
    """

    order: OrderPaid
    in_force: InForce
    people: People
    custom_rules: tuple[Rule, ...] = ()
    turn: Turn = _NO_TURN
    engine: Engine = ENGINE

    @override
    def __repr__(self) -> str:
        """Say it as its constructor would be written."""
        return shown(self)

    def terms(self, order: OrderPaid | None = None, people: People | None = None) -> Terms:
        """Return the terms of the order, or of another one, with the same or other people."""
        return self.engine.resolve(
            order or self.order,
            self.in_force,
            people or self.people,
            to_us(self.order.at),
            {rule.name: rule for rule in self.custom_rules},
        )

    def paid(self, order: OrderPaid | None = None) -> Paid:
        """Return what each payee is paid for the order, or for another one."""
        return paid_by(self, self.terms(order))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Story:
    """A policy, events that it takes, and a policy that comes after all payments.

    Args:
        policy: What is in force.
        events: What happens; every event is taken.
        later: What is in force once the last order is paid.
        engine: What takes the events.
    """

    policy: Policy
    events: tuple[Event, ...]
    later: Policy
    engine: Engine = ENGINE

    @override
    def __repr__(self) -> str:
        """Say it as its constructor would be written."""
        return shown(self)


class LawBroken(AssertionError):  # noqa: N818  # it says what became of the law
    """A law does not hold; the message is the example as data.

    Args:
        law: The law's name.
        problem: What was found.
        example: The sale or the story.
    """

    def __init__(self, law: str, problem: str, example: Sale | Story) -> None:
        self.law, self.problem, self.example = law, problem, example
        super().__init__(law, problem, example)

    @override
    def __str__(self) -> str:
        """Say which law, what was found, and the whole example."""
        return f'The law "{self.law}" is broken: {self.problem}\n{shown(self.example)}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A law of the field, as an object that can be tried.

    Args:
        name: Its name.
        title_en: Its title.
        title_zh: The same in Chinese.
        statement_en: What it says, exactly.
        statement_zh: The same in Chinese.
        about: What it is tried on: a sale or a story.
        find: Returns what breaks it in an example; empty where it holds.
        fails_for: The classes of rules that break it by nature; it holds for all others, and
            for a plan of several classes if it holds for each of them.
        is_asked: Whether it is the host's own rules that must keep it, since nothing else can.
    """

    name: str
    title_en: str
    title_zh: str
    statement_en: str
    statement_zh: str
    about: Literal["sale", "story"]
    find: Callable[[Any], str]
    fails_for: tuple[str, ...] = ()
    is_asked: bool = False

    def holds_for(self, classes: frozenset[str]) -> bool:
        """Say whether it holds for plans of these classes, of ``classes_of``."""
        return classes.isdisjoint(self.fails_for)

    def check(self, example: Sale | Story) -> None:
        """Try it on an example.

        Raises:
            LawBroken: With the example in its message.
        """
        problem = self.find(example)
        if problem:
            raise LawBroken(self.name, problem, example)


def paid_by(sale: Sale, terms: Terms, progress: Mapping[str, LineProgress] | None = None) -> Paid:
    """Return what each payee keeps of some terms, with what has gone back, if anything."""
    return {
        one.payee_id: one.amount_minor for one in sale.engine.keep(Leaving(terms, progress or {}))
    }


def after_refunds(
    sale: Sale, terms: Terms, refunds: Sequence[tuple[RefundLine, ...]]
) -> tuple[Paid, ...]:
    """Return what each payee has at first, and after each refund, as a book says it.

    Raises:
        ValueError: The book refuses a refund.
    """
    book, order = sale.engine.book(_ANY_POLICY), sale.order
    record = Order(
        order_id=order.order_id,
        merchant_id=order.merchant_id,
        payer_id=order.payer_id,
        buyer_id=order.buyer_id,
        currency=order.currency,
        state="paid",
        paid_us=to_us(order.at),
        confirmed_us=None,
        due_us=None,
        kept=sale.engine.keep(Leaving(terms, {})),
        progress=(),
    )
    puts = (Put(order_key(order.order_id), record, 0),)
    book.store.commit(Decision("applied", puts, (Append(terms_key(order.order_id), terms),)))
    found: list[Paid] = [dict(record.kept)]
    for number, lines in enumerate(refunds):
        event = Refunded(id=f"back {number}", at=order.at, order_id=order.order_id, lines=lines)
        decision = book.apply(event)
        if decision.refusal is not None:
            raise ValueError(decision.refusal.message)
        now = book.order(order.order_id)
        found.append(dict(now.kept) if now is not None else {})
    return tuple(found)


def shown(value: object) -> str:
    """Return a value as its constructor would be written, without what goes without saying.

    Examples:
        >>> shown(RefundLine(line_id="1", quantity=2))
        "RefundLine(line_id='1', quantity=2)"
    """
    if isinstance(value, InForce):
        campaigns = f", campaigns={shown(value.campaigns)}" if value.campaigns else ""
        return f"{shown(value.plan)}{campaigns}"
    if is_dataclass(value) and not isinstance(value, type):
        asked = [one for one in fields(value) if one.init and one.name not in ("engine", "kind")]
        pairs = [(one.name, getattr(value, one.name), one.default) for one in asked]
        return _called(value, pairs)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        defaults = getattr(value, "_field_defaults", {})
        names = [(one, getattr(value, one), defaults.get(one, MISSING)) for one in value._fields]
        return _called(value, names)
    if isinstance(value, tuple):
        inner = ", ".join(shown(one) for one in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(k)}: {shown(v)}" for k, v in value.items()) + "}"
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def _called(value: object, pairs: Sequence[tuple[str, object, object]]) -> str:
    said = (f"{name}={shown(one)}" for name, one, default in pairs if one not in (default, (), {}))
    return f"{type(value).__name__}({', '.join(said)})"
