"""Invites in a few short histories: every rule of the registry, every refusal.

Each has a quota and binding policies of its own and is told to a book of its own; sales and
a grade are there from the start, where other events would have written them. See scenario.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade, GradePolicy
from fenxiao.graph.policy import BindingPolicy
from fenxiao.graph.quota import INVITE_SALES
from fenxiao.model.contract import Append, Decision, tally_key
from fenxiao.model.events import Event, SettleFans
from fenxiao.model.records import Tally
from fenxiao.model.who import Who
from fenxiao.settlement.book import Book
from fenxiao.settlement.invites import SALES_LIMIT
from fenxiao.settlement.policy import Policy
from tests.support.build import at, at_us
from tests.support.careers import applied, left
from tests.support.invites import (
    BY_HAND,
    HAND,
    cancelled,
    expire,
    fold,
    freed,
    issued,
    promote,
    quota,
    redeemed,
)

History = tuple[dict[str, Any], Callable[[Book], Iterator[Event]]]
BUSY, GUEST = "busy", "guest"
GRADES = (("gold", 2_000_000), ("guest", 0))
RICH = quota(initial=20, grade_multipliers_ppm=GRADES)
TEAM = BindingPolicy(relation="team")


def started(policy: Policy) -> Book:
    """Return a book in which, where invites are earned, some sales and a grade are stored."""
    book = Book(policy)
    if policy.quota is not None:
        sales = [
            *(Tally("u1", INVITE_SALES, "CNY", f"t{day}", at_us(day), 60) for day in range(3)),
            *(Tally(BUSY, INVITE_SALES, "CNY", f"t{n}", n, 1) for n in range(SALES_LIMIT)),
        ]
        rows = tuple(Append(tally_key(one), one) for one in sales)
        assert book.store.commit(Decision("applied", appends=rows))
        promote(book, GUEST, "guest")
    return book


def _brought(*attempts: tuple[str, str, int]) -> Iterator[Event]:
    """Yield codes that are issued, and brought by somebody on a day."""
    for issuer, bearer, day in attempts:
        code = f"{issuer} {bearer} {day}"
        yield issued(issuer, code)
        yield redeemed(code, bearer, day=day)


def _registry(_: Book) -> Iterator[Event]:
    """Yield all that can happen to codes."""
    for number in range(1, 7):
        yield issued("u1", f"c{number}", days=5 if number > 1 else None)
    yield issued("u2", "c1", event_id="another's")
    yield freed("c3", event_id="nobody came")
    for event in (redeemed("c1", "u2"), cancelled("c2"), freed("c1")):
        yield replace(event, id=f"unknown {event.id}", code="c99")
        yield event
        yield replace(event, id=f"again {event.id}")
    yield issued("u1", "c2", event_id="reused")
    yield redeemed("c2", "u4", event_id="taken back")
    yield redeemed("c3", "u3", day=30)
    yield freed("c2", event_id="of one taken back")
    yield expire(limit=1)
    yield cancelled("c1", event_id="of one brought")
    yield cancelled("c3", event_id="over")
    yield freed("c3", event_id="over too")
    yield issued(BUSY, "b1")
    yield fold(BUSY, limit=SALES_LIMIT // 2)
    yield from _brought(("t1", "t1", 2), ("t1", "t2", 2), ("t9", "t2", 3), ("t2", "t1", 3))


def _frozen(_: Book) -> Iterator[Event]:
    yield issued("z1", "z2")
    yield from _brought(("z1", "n1", 2))
    yield SettleFans(id="left", at=at(3), member_id="z1", relations=("team",))
    yield redeemed("z2", "n2", day=4)


def _left(_: Book) -> Iterator[Event]:
    yield applied("y1", day=0)
    yield issued("y1", "y1")
    yield redeemed("y1", "n1", day=0)
    yield left("y1", day=2)
    yield issued("y1", "y2", day=3)
    yield redeemed("y1", "n1", day=3, event_id="late")


def _run_out(_: Book) -> Iterator[Event]:
    """Yield what nobody has free, in each way."""
    for number in range(2):
        yield issued(GUEST, f"g{number}")
        yield issued("poor", f"p{number}")


def _full(_: Book) -> Iterator[Event]:
    yield issued("u1", "f1")
    yield issued("u1", "f2")


def _none(_: Book) -> Iterator[Event]:
    yield issued("u1", "c1")
    yield fold("u1")


def _relation(attempts: tuple[tuple[str, str, int], ...], _: Book) -> Iterator[Event]:
    yield from _brought(*attempts)


def _bound(binding: BindingPolicy, *attempts: tuple[str, str, int]) -> History:
    return {"quota": RICH, "grades": BY_HAND, "bindings": (binding,)}, partial(_relation, attempts)


RECRUITED = GradePolicy(
    grades=(Grade(name="lead", all_of=(AtLeast(counter="recruits", count=9),)), *HAND)
)
INVITES: tuple[History, ...] = (
    ({"quota": RICH, "grades": RECRUITED}, _registry),
    _bound(replace(TEAM, sharer=Who(is_verified=True)), ("t3", "t4", 2)),
    _bound(replace(TEAM, visitor=Who(has_bought=True)), ("t3", "t5", 2)),
    _bound(replace(TEAM, max_structural_depth=1), ("a", "b", 2), ("b", "c", 2), ("d", "a", 3)),
    _bound(
        replace(TEAM, takes="last", protected_days=10), ("a", "b", 3), ("c", "b", 4), ("d", "b", 2)
    ),
    (
        {"quota": RICH, "grades": BY_HAND, "bindings": (replace(TEAM, on_leave="freeze"),)},
        _frozen,
    ),
    ({"quota": quota(initial=1, grade_multipliers_ppm=GRADES), "grades": BY_HAND}, _run_out),
    ({"quota": quota(initial=1), "enrolment": EnrolmentPolicy(is_automatic=True)}, _left),
    ({"quota": quota(initial=1, maximum=1)}, _full),
    ({"quota": quota(initial=1, issuer=Who(is_verified=True))}, _full),
    ({}, _none),
)
"""What differs of the policy, and what happens under it."""
