"""What each rule of the guards is there for: a race, hosts that break it, what comes out.

(i) who reads a balance writes the wallet; (ii) wallet before tail; (iii) a clawback reads no
balance; (iv) a release writes its orders; (v) a fold removes exact rows; (vi) what a bind
writes; (vii) events of an order write that order.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from fenxiao.model.events import Event
from fenxiao.model.records import EventRecord
from fenxiao.settlement.book import Book
from tests.hosts.race_driver import (
    Habit,
)
from tests.hosts.race_habits import (
    Blind,
    Checking,
    Cutting,
    Forgetful,
    Sweeping,
    TailFirst,
)
from tests.laws.test_guards import CONFLICTS, COOL, RICH, SOLD, TREES, Race
from tests.support.build import (
    book_of,
    components,
    fold_wallet,
    paid,
    refunded,
    touch,
    withdraw,
)

__all__ = ["CONTROLS", "Control"]


class Control(NamedTuple):
    """A rule: a race, two hosts that break it, and what then comes out in some schedule."""

    race: Race
    habits: tuple[Habit, ...]
    is_bad: Callable[[Book], bool]


def said(book: Book, event: Event) -> str:
    """Return the code with which an event was refused, or that it was applied."""
    record = book.rows["event", event.id][0]
    assert isinstance(record, EventRecord)
    return record.refusal.code if record.refusal else "applied"


def is_circular(book: Book) -> bool:
    """Say whether somebody stands above himself."""
    parents = {node.member_id: node.parent_id for node in book.nodes()}
    for start in parents:
        at: str | None = start
        for _ in parents:
            at = parents.get(at) if at is not None else None
        if at is not None:
            return True
    return False


def total(book: Book, member_id: str) -> int:
    return sum(components(book, member_id))


def kept(book: Book, order_id: str) -> int:
    order = book.order(order_id)
    assert order is not None
    return sum(one.amount_minor for one in order.kept)


def lower_order() -> Event:
    """Return an order of u1's fan whose change sorts before all that u1's wallet has."""
    rows = book_of(*RICH).rows
    lowest = min(key for key in rows if key[0] == "delta")
    for number in count():
        event = paid(f"n{number}", "fan u1")
        made = book_of(*RICH, event).rows
        if min(key for key in made if key[0] == "delta" and key not in rows) < lowest:
            return event
    raise AssertionError


def node(member_id: str) -> tuple[str, ...]:
    return ("node", "customer", member_id)


TWO_WITHDRAWALS = CONFLICTS["two withdrawals of one wallet"]
REFUND_AND_RELEASE = CONFLICTS["a refund and the release of its order"]
STRANGERS = CONFLICTS["two strangers bind each other"]
ROOTS = Race((*TREES, touch("a2", "a3"), touch("b2", "b3")), touch("a2", "b1"), touch("b2", "a1"))
FOLDS = Race(RICH, fold_wallet("u1", limit=1), fold_wallet("u1", limit=2, event_id="f2"))
TOO_MUCH = Race(RICH, withdraw("u1", 1_000), fold_wallet("u1"))
KEEPING = Habit()
CONTROLS = {
    "(i) withdrawals that forget the wallet pay twice": Control(
        TWO_WITHDRAWALS,
        (Forgetful("wallet"),) * 2,
        lambda book: (0, 0, -500, 1_000) == components(book, "u1"),
    ),
    "(i) a withdrawal that forgets the wallet is refused for ever during a fold": Control(
        CONFLICTS["a withdrawal and a fold"],
        (Forgetful("wallet"), KEEPING),
        lambda book: "applied" != said(book, withdraw("u1")),
    ),
    "(i) folds that write the wallet blindly lose money": Control(
        FOLDS, (Blind("wallet"),) * 2, lambda book: (0, 0, 500, 0) != components(book, "u1")
    ),
    "(ii) a tail that is read before its wallet counts twice": Control(
        TOO_MUCH, (TailFirst(), KEEPING), lambda book: 1_000 == components(book, "u1")[3]
    ),
    "(iii) a clawback that is cut to the balance is lost": Control(
        COOL["a refund and a withdrawal of what it takes back"],
        (Cutting("u1"), KEEPING),
        lambda book: 0 != total(book, "u1"),
    ),
    "(iv) a release that forgets its orders pays for what went back": Control(
        REFUND_AND_RELEASE,
        (KEEPING, Forgetful("order")),
        lambda book: components(book, "u1")[2] > 0 > components(book, "u1")[1],
    ),
    "(v) a fold that removes up to the highest id loses a lower one": Control(
        Race(RICH, lower_order(), fold_wallet("u1")),
        (KEEPING, Sweeping()),
        lambda book: 1_500 != total(book, "u1"),
    ),
    "(vi) binds that forget the sharer close a circle": Control(
        STRANGERS, (Forgetful(node("a")), Forgetful(node("b"))), is_circular
    ),
    "(vi) binds that forget the root close a circle": Control(
        ROOTS, (Forgetful(node("a1")), Forgetful(node("b1"))), is_circular
    ),
    "(vi) binds that write the visitor blindly bind him twice": Control(
        CONFLICTS["a visitor with fans is bound to two"],
        (Blind("node"),) * 2,
        lambda book: {"applied"} == {said(book, touch("a1", "b1")), said(book, touch("z", "b1"))},
    ),
    "(vii) a refund that forgets its order takes back what is not there": Control(
        REFUND_AND_RELEASE,
        (Forgetful("order"), KEEPING),
        lambda book: components(book, "u1")[2] > 0 > components(book, "u1")[1],
    ),
    "(vii) confirmations that write their order blindly hold twice": Control(
        CONFLICTS["two confirmations of one order"],
        (Blind("order"),) * 2,
        lambda book: components(book, "u1")[0] < 0,
    ),
    "(vii) refunds that write their order blindly take back twice": Control(
        Race(SOLD, refunded("o1"), refunded("o1", event_id="r2")),
        (Blind("order"),) * 2,
        lambda book: kept(book, "o1") != total(book, "u1"),
    ),
    "results that write their instruction blindly both count": Control(
        CONFLICTS["two results of one instruction"],
        (Blind("payout"),) * 2,
        lambda book: components(book, "u1")[3] < 0,
    ),
    "guards that are looked at before the write do not guard": Control(
        TWO_WITHDRAWALS, (Checking(),) * 2, lambda book: 1_000 == components(book, "u1")[3]
    ),
}
