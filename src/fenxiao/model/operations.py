"""Operations (人工操作事件): what persons and jobs do to a wallet beside trade and payouts.

Whatever a person does has two: who asked for it, and another who approved it.

Source: docs/operations.md.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Literal, get_args

from fenxiao.errors import EventError
from fenxiao.model.checks import check_id
from fenxiao.model.envelope import Event, WalletEvent, check_two_persons, is_one_of
from fenxiao.money import AMOUNT_LIMIT_MINOR, check_amount, currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "REVERSIBLE",
    "Adjusted",
    "Converted",
    "DebtPaid",
    "DebtSettled",
    "DormantTaken",
    "Forfeited",
    "Frozen",
    "HandEvent",
    "OperationReversed",
    "PartEvent",
    "Reversible",
    "Unfrozen",
    "WrittenOff",
]

Reversible = Literal["forfeited", "written_off", "dormant_taken", "wages_handed"]
REVERSIBLE: tuple[Reversible, ...] = get_args(Reversible)
"""The events that a later one can take back, by their published names."""

_RATE = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandEvent(WalletEvent):
    """What a person does to a wallet, with a second one who approves.

    Args:
        reason: Why, in the host's words; it is kept beside the event.
        maker_id: Who asked for it.
        checker_id: Who approved it; another person.
    """

    reason: str
    maker_id: str
    checker_id: str

    @override
    def __post_init__(self) -> None:
        """Check the wallet and the two persons."""
        WalletEvent.__post_init__(self)
        check_id(self.reason, "reason")
        check_two_persons(self.maker_id, self.checker_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartEvent(HandEvent):
    """What a person does to all of a component of a wallet, or to part of it.

    Args:
        amount_minor: How much, in minor units; None is all that is there.
    """

    amount_minor: int | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        HandEvent.__post_init__(self)
        if self.amount_minor is not None:
            check_amount(self.amount_minor, "amount_minor", low=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen(PartEvent):
    """A person stopped what is available (人工冻结): it stays owed and cannot be withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfrozen(PartEvent):
    """A person freed what was stopped (解除冻结): it is available again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forfeited(PartEvent):
    """A person took for good what was stopped (没收); what a refund took back stays out of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DormantTaken(PartEvent):
    """What nobody came for became income (长期未领取), until somebody comes for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOff(PartEvent):
    """A noted debt was given up (核销坏账)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted(HandEvent):
    """A person changed what is available (人工调整), up or down.

    Args:
        amount_minor: By how much, in minor units; below 0 takes away, never 0.
    """

    amount_minor: int

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        HandEvent.__post_init__(self)
        check_amount(self.amount_minor, "amount_minor", low=-AMOUNT_LIMIT_MINOR)
        if not self.amount_minor:
            problem = "an adjustment changes something"
            raise EventError("event.bad_field", field="amount_minor", got="0", problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationReversed(HandEvent):
    """A person took back a forfeit, write-off, dormant balance or wages (撤销人工操作), or a part.

    Args:
        operation: What is taken back, one of ``REVERSIBLE``.
        operation_id: The id of its event.
        amount_minor: How much of it, in minor units; None is all that is left of it.
    """

    operation: Reversible
    operation_id: str
    amount_minor: int | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        HandEvent.__post_init__(self)
        is_one_of(self.operation, REVERSIBLE, "operation")
        check_id(self.operation_id, "operation_id")
        if self.amount_minor is not None:
            check_amount(self.amount_minor, "amount_minor", low=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtSettled(WalletEvent):
    """Note what a member owes, or pay a noted debt out of what he earned since (欠款处理).

    A wallet below 0 becomes a debt, which is an asset of the payer; a noted debt is paid
    by what is available. Where there is neither, nothing is posted: feed it whenever you like.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtPaid(WalletEvent):
    """A member paid a noted debt himself (收回欠款).

    Args:
        amount_minor: How much came in, in minor units.
        reference: The bank's own id of the payment, where it has one.
    """

    amount_minor: int
    reference: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        WalletEvent.__post_init__(self)
        check_amount(self.amount_minor, "amount_minor", low=1)
        if self.reference is not None:
            check_id(self.reference, "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted(Event):
    """A payer changed money into another currency (结售汇), at the host's own rate.

    Args:
        payer_id: Whose books.
        sold_currency: ISO 4217 code of what was given.
        sold_minor: How much of it, in its minor units.
        bought_currency: ISO 4217 code of what was got.
        bought_minor: How much of it, in its minor units.
        rate: The host's rate as text, as in "7.1234"; kept, never reckoned with.
        rate_source: Where the rate is from.
        reason: Why, in the host's words.
        maker_id: Who asked for it.
        checker_id: Who approved it; another person.
    """

    payer_id: str
    sold_currency: str
    sold_minor: int
    bought_currency: str
    bought_minor: int
    rate: str
    rate_source: str
    reason: str
    maker_id: str
    checker_id: str

    @override
    def __post_init__(self) -> None:
        """Check every field, and that the currencies differ."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        currency(self.sold_currency)
        currency(self.bought_currency)
        check_amount(self.sold_minor, "sold_minor", low=1)
        check_amount(self.bought_minor, "bought_minor", low=1)
        check_id(self.rate_source, "rate_source")
        check_id(self.reason, "reason")
        check_two_persons(self.maker_id, self.checker_id)
        if self.sold_currency == self.bought_currency:
            got, problem = repr(self.bought_currency), "it must be another than was sold"
            raise EventError("event.bad_field", field="bought_currency", got=got, problem=problem)
        if not _RATE.fullmatch(check_id(self.rate, "rate")):
            problem = 'it must be a decimal text, as in "7.1234"'
            got = repr(self.rate)[:160]
            raise EventError("event.bad_field", field="rate", got=got, problem=problem)
