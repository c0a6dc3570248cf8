"""Some 150 events of every type that leave the same in whatever order they are taken."""

from __future__ import annotations

from itertools import chain

from fenxiao.model.events import Event
from tests.support.build import (
    available,
    back,
    confirmed,
    fold_wallet,
    line,
    line_of,
    paid,
    refunded,
    release,
    result,
    touch,
    withdraw,
)

__all__ = ["before", "events"]

STARS = ("u0", "u1", "u2")


def before() -> list[Event]:
    """Return what was: a chain of four, money to withdraw, orders to release."""
    made: list[Event] = [*line_of("u0", "u1", "u2", "u3")]
    for star in STARS:
        made += available(star, 50_000)
    for number in range(12):
        goods = line(1_000 * number + 990, quantity=3)
        made += [paid(f"old{number}", f"u{1 + number % 3}", goods), confirmed(f"old{number}")]
    return made


def events() -> list[Event]:
    """Return what happens at once.

    An order's confirmation and refund, and a withdrawal's results, can only be taken after
    it: until then they are refused for a retry. Fans come after the orders were paid, so
    that they change no upline; new orders are confirmed too late to be released here; what
    is asked for is always there: so no outcome depends on who was first.
    """
    fans = [touch(STARS[n % 3], f"v{n}", day=5) for n in range(24)]
    deeper = [touch(f"v{n}", f"x{n}", day=6) for n in range(6)]
    return [*fans, *deeper, *chain(*map(_order, range(17))), *_old(), *_money()]


def _order(number: int) -> list[Event]:
    name, goods = f"o{number}", line(2_345 + 17 * number, quantity=3)
    return [
        paid(name, f"u{1 + number % 3}", goods),
        confirmed(name, day=20),
        refunded(name, back(quantity=1), event_id=f"back {name}"),
        *([refunded(name, back(amount_minor=99), event_id=f"less {name}")] if number % 2 else []),
    ]


def _old() -> list[Event]:
    backs = [refunded(f"old{n}", event_id=f"back old{n}") for n in range(0, 12, 2)]
    limits = (1, 3, 500)
    releases = [release(day=9, limit=limit, event_id=f"release {limit}") for limit in limits]
    return [*backs, *releases]


def _money() -> list[Event]:
    made: list[Event] = []
    for number in range(12):
        asked, star = f"w{number}", STARS[number % 3]
        amount_minor = 100 + number
        made += [
            withdraw(star, amount_minor, event_id=asked),
            result(asked, "submitted", amount_minor),
            result(asked, "failed" if number % 4 == 3 else "paid", amount_minor),
            fold_wallet(star, limit=(2, 5, 1_000)[number % 3], event_id=f"fold {number}"),
        ]
    return made
