"""Statement lines (对账单明细) and what they are held beside: instructions with their keys.

A line is one movement on an account of the payer, as the bank or the rail tells it. It is
a plain value; whoever reads a file makes it, and ``check_line`` refuses what is none.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, get_args

from fenxiao.errors import EventError, PayoutError
from fenxiao.model.checks import STRICT, check_id, check_quantity, check_tuple
from fenxiao.model.envelope import is_one_of
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Payout
from fenxiao.money import check_amount, currency

__all__ = [
    "DIRECTIONS",
    "ChargeLimit",
    "Direction",
    "Instructed",
    "ReconcileTerms",
    "StatementLine",
    "check_instructed",
    "check_line",
    "day_of",
    "local_day",
]

Direction = Literal["out", "back", "charge"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
"""Money that left, money that came back, what the bank or the rail took for it."""

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MINUTE_US = 60_000_000


class StatementLine(NamedTuple):
    """One line of a statement of a bank or a rail.

    Args:
        line_id: Unique among all lines of the payer, for ever: file and number, or the
            bank's own number.
        payer_id: Whose account it is.
        direction: "out", "back" or "charge".
        amount_minor: In minor units, above 0 in each direction.
        currency: Of the line.
        booked_on: The day that the statement gives it.
        key: Our key, or that of the request or file in which many were sent; "" for none.
        reference: The rail's own id of the payment; "" for none.
        payee_token: The host's token of the other side; "" for none.
        item_count: How many payments a line of a whole file is for; 0 where it is not told.
        text: What else it says.
    """

    line_id: str
    payer_id: str
    direction: Direction
    amount_minor: int
    currency: str
    booked_on: date
    key: str = ""
    reference: str = ""
    payee_token: str = ""
    item_count: int = 0
    text: str = ""

    @property
    def signed_minor(self) -> int:
        """The amount as it moves the account: below 0 where money left."""
        return self.amount_minor if self.direction == "back" else -self.amount_minor


class Instructed(NamedTuple):
    """An instruction, and by what statements may know it beside its own keys.

    Args:
        payout: The instruction as it stands; it names the keys of all its attempts.
        batch_key: The key of the request or file in which it was sent with others; "" for
            none.
        earlier_batches: The same of the attempts before, in their order.
    """

    payout: Payout
    batch_key: str = ""
    earlier_batches: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its attempts, the oldest first."""
        return (*(one.key for one in self.payout.earlier), self.payout.key)

    def batch_of(self, attempt: int) -> str:
        """Return the key of the request in which an attempt before was sent; "" for none."""
        return next(iter(self.earlier_batches[attempt - 1 : attempt]), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeLimit:
    """The most that a rail takes for one payment (单笔手续费上限), in minor units."""

    __pydantic_config__ = STRICT

    currency: str
    most_minor: int

    def __post_init__(self) -> None:
        """Check both fields."""
        currency(self.currency)
        check_amount(self.most_minor, "most_minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileTerms:
    """How long to wait, and what was agreed with the rail (对账约定).

    Args:
        wait_days: Days after an instruction was paid, or returned, in which its line may
            still come.
        late_days: A line is late that many days after the rail's last word, and more.
        window_days: How far from the instruction a line may lie to be proposed for it.
        utc_offset_minutes: By which clock the statement's days begin; 480 is Beijing's.
        charges: What a payment may cost, by currency; without a row, nothing.

    Examples:
        >>> terms = ReconcileTerms(charges=(ChargeLimit(currency="CNY", most_minor=50),))
        >>> terms.charge_minor("CNY"), terms.charge_minor("USD")
        (50, 0)
    """

    __pydantic_config__ = STRICT

    wait_days: int = 3
    late_days: int = 30
    window_days: int = 7
    utc_offset_minutes: int = 0
    charges: tuple[ChargeLimit, ...] = ()

    def __post_init__(self) -> None:
        """Check every field."""
        for name in ("wait_days", "late_days", "window_days"):
            check_quantity(getattr(self, name), name, low=0, high=3_660)
        check_quantity(self.utc_offset_minutes, "utc_offset_minutes", low=-1_439, high=1_439)
        object.__setattr__(self, "charges", check_tuple(self.charges, ChargeLimit, "charges"))

    def charge_minor(self, currency_code: str) -> int:
        """Return the most that one payment may cost, in minor units."""
        found = (one.most_minor for one in self.charges if one.currency == currency_code)
        return next(found, 0)


def day_of(booked_on: date) -> int:
    """Return the number of a day, counted from 1970-01-01.

    Examples:
        >>> day_of(date(1970, 1, 2))
        1
    """
    return booked_on.toordinal() - _EPOCH_ORDINAL


def local_day(at_us: int, terms: ReconcileTerms) -> int:
    """Return the day of an instant by the statement's clock, counted from 1970-01-01.

    Examples:
        >>> local_day(17 * 3_600_000_000, ReconcileTerms(utc_offset_minutes=480))
        1
    """
    return (at_us + terms.utc_offset_minutes * _MINUTE_US) // DAY_US


def check_line(line: StatementLine) -> StatementLine:
    """Return the line, or refuse what is no line of a statement.

    Raises:
        EventError: ``event.bad_id``, ``event.bad_field``, ``event.bad_quantity``.
        MoneyError: The amount, or the currency, is not one.
    """
    check_id(line.line_id, "line_id")
    check_id(line.payer_id, "payer_id")
    is_one_of(line.direction, DIRECTIONS, "direction")
    check_amount(line.amount_minor, "amount_minor", low=1)
    currency(line.currency)
    if type(line.booked_on) is not date:
        got, problem = repr(line.booked_on)[:160], "it must be a day"
        raise EventError("event.bad_field", field="booked_on", got=got, problem=problem)
    for name in ("key", "reference", "payee_token"):
        if getattr(line, name):
            check_id(getattr(line, name), name)
    check_quantity(line.item_count, "item_count", low=0)
    return line


def check_instructed(instructed: Iterable[Instructed]) -> tuple[Instructed, ...]:
    """Return the instructions by id, or refuse one that stands twice, or a key of two.

    Raises:
        PayoutError: ``reconcile.repeated``.
    """
    found = sorted(instructed, key=lambda one: one.payout.instruction_id)
    ids: set[str] = set()
    keys: set[str] = set()
    for one in found:
        _note_once(ids, "instruction", one.payout.instruction_id)
        for key in one.keys:
            _note_once(keys, "key", key)
    for one in found:
        batches: set[str] = set()  # an instruction is in each of them once
        for key in filter(None, (*one.earlier_batches, one.batch_key)):
            if key in keys:
                raise PayoutError("reconcile.repeated", what="key", name=key)
            _note_once(batches, "key", key)
    return tuple(found)


def _note_once(seen: set[str], what: str, name: str) -> None:
    if name in seen:
        raise PayoutError("reconcile.repeated", what=what, name=name)
    seen.add(name)
