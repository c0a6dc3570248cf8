"""Wrong rules and wrong engines, each of which some law must catch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from fenxiao.model.contract import Decision, Put, order_key, terms_key
from fenxiao.model.events import Event, OrderPaid, Refunded
from fenxiao.model.records import Entry, Kept, Order, Terms
from fenxiao.rules.custom import Asked, Award
from fenxiao.rules.resolve import resolve
from fenxiao.rules.terms import Leaving, kept_by_payee
from fenxiao.settlement.book import Book

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override


@dataclass(frozen=True)
class Own:
    """A host's rule from a function: what is paid to the nearest upline of a line."""

    amount: Callable[[Asked], int]
    name: str = "own"

    def awards(self, asked: Asked) -> Iterable[Award]:
        return [
            Award(one.member_id, 1, self.amount(asked), 100)
            for one in asked.standers
            if one.depth == 1 and not one.role
        ]


TENTH = Own(lambda asked: asked.line.paid_minor * 10)
BY_NAME = Own(
    lambda asked: asked.line.paid_minor * (10 if asked.standers[0].member_id == "u1" else 0)
)
FALLING = Own(lambda asked: min(asked.line.paid_minor, max(0, 20 - asked.line.paid_minor)) * 100)
ONE_UNIT = Own(lambda asked: min(asked.line.paid_minor, 1) * 100)


@dataclass
class Remembering:
    """A rule that pays nothing on a line after line 1; asked twice about one it is steady."""

    name: str = "own"
    before: str = ""
    now: str = ""

    def awards(self, asked: Asked) -> Iterable[Award]:
        if asked.line.line_id != self.now:
            self.before, self.now = self.now, asked.line.line_id
        paid = 0 if self.before == "1" else asked.line.paid_minor
        return [Award(one.member_id, 1, paid) for one in asked.standers if one.depth == 1][:1]


def resolved(change: Callable[[Any], dict[str, Any]]) -> Callable[..., Terms]:
    """Return an engine's resolving that changes every slot with a payee."""

    def wrong(*asked: Any) -> Terms:
        terms = resolve(*asked)
        lines = tuple(
            line._replace(
                slots=tuple(
                    one._replace(**change(one)) if one.payee_id else one for one in line.slots
                )
            )
            for line in terms.lines
        )
        return terms._replace(lines=lines)

    return wrong


def rounded_up(leaving: Leaving) -> tuple[Kept, ...]:
    """Keep one unit more than the floor."""
    return tuple(one._replace(amount_minor=one.amount_minor + 1) for one in kept_by_payee(leaving))


class SeparateClawbacks(Book):
    """A book that rounds each clawback by itself: 32 and 48 of 79."""

    @override
    def apply(self, event: Event) -> Decision:
        if not isinstance(event, Refunded):
            return super().apply(event)
        order, terms = self.order(event.order_id), self.terms(event.order_id)
        assert order is not None
        assert terms is not None
        kept = dict(order.kept)
        gone = {one.line_id: one for one in event.lines}
        for line in terms.lines:
            back = gone.get(line.line_id)
            if back is None or not line.paid_minor:
                continue
            minor = back.amount_minor or line.paid_minor * back.quantity // line.quantity
            for one in line.slots:
                if one.payee_id:
                    part = -(-one.numerator * minor // (one.denominator * line.paid_minor))
                    kept[one.payee_id] = kept.get(one.payee_id, 0) - part
        self._put(order._replace(kept=tuple(Kept(*one) for one in sorted(kept.items()) if one[1])))
        return Decision("applied")

    def _put(self, order: Order) -> None:
        key = order_key(order.order_id)
        self.store.commit(Decision("applied", (Put(key, order, self.rows[key][1]),)))


class Generous(SeparateClawbacks):
    """A book that gives somebody a unit with every refund."""

    @override
    def apply(self, event: Event) -> Decision:
        decision = Book.apply(self, event)
        order = self.order(event.order_id) if isinstance(event, Refunded) else None
        if order is not None:
            kept = tuple(Kept(who, minor + 1) for who, minor in order.kept)
            self._put(order._replace(kept=kept))
        return decision


class Forgetful(Book):
    """A book that knows no event again."""

    def __init__(self, policy: Any) -> None:
        super().__init__(policy)
        self.count = 0

    @override
    def apply(self, event: Event) -> Decision:
        self.count += 1
        return super().apply(replace(event, id=f"{event.id} {self.count}"))


class Rerating(Book):
    """A book that settles a refund by the policy of its day."""

    def __init__(self, policy: Any) -> None:
        super().__init__(policy)
        self.told: list[Event] = []

    @override
    def apply(self, event: Event) -> Decision:
        if isinstance(event, Refunded):
            again = Book(self.policy)
            for one in self.told:
                again.apply(one)
            terms, key = again.terms(event.order_id), terms_key(event.order_id)
            self.store.commit(Decision("applied", (Put(key, terms, self.rows[key][1]),)))
        elif not isinstance(event, OrderPaid) or self.told:
            self.told.append(event)
        return super().apply(event)


class Unbalanced(Book):
    """A book whose entries lack a leg."""

    @property
    @override
    def entries(self) -> tuple[Entry, ...]:
        return tuple(one._replace(postings=one.postings[:1]) for one in super().entries)


class Leaking(Book):
    """A book that loses a unit of every wallet."""

    @override
    def wallets(self) -> Any:
        found = super().wallets()
        return tuple(one._replace(available_minor=one.available_minor - 1) for one in found)
