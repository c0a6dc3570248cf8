"""Events of remittances (收付款): what gateways pay in, what merchants and suppliers are paid.

Source: docs/events.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Literal, get_args

from fenxiao.errors import EventError
from fenxiao.model.checks import STRICT, check_id, check_quantity, check_tuple
from fenxiao.model.envelope import PAGE_LIMIT, Event, check_flag, check_two_persons, is_one_of
from fenxiao.money import check_amount, currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "OWED",
    "ClearingSettled",
    "Deduction",
    "FoldBalance",
    "MerchantPaid",
    "OwedAccount",
    "Remittance",
    "SupplierPaid",
]

OwedAccount = Literal["merchant_payable", "supplier_payable"]
OWED: tuple[OwedAccount, ...] = get_args(OwedAccount)
"""The accounts out of which payments are decided: their changes are kept beside the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remittance(Event):
    """What all remittances have: whose books, in which currency, under which number."""

    payer_id: str
    currency: str
    reference: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check the books, and the number."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        currency(self.currency)
        if self.reference is not None:
            check_id(self.reference, "reference")

    @property
    def subject_id(self) -> str:
        """What its entries are about: the number of the transfer, or else the event."""
        return self.reference or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearingSettled(Remittance):
    """A gateway paid out what it had collected (通道到账).

    It says what arrived, and never has to fit what the books expect: what stays behind is
    found by ``uncleared``.

    Args:
        tender: Whose clearing account.
        arrived_minor: What arrived in the bank, in minor units.
        fee_minor: What the gateway kept beyond the fees that the lines told of.
    """

    tender: str
    arrived_minor: int
    fee_minor: int = 0

    @override
    def __post_init__(self) -> None:
        """Check every field, and that something was settled."""
        Remittance.__post_init__(self)
        check_id(self.tender, "tender")
        check_amount(self.arrived_minor, "arrived_minor")
        check_amount(self.fee_minor, "fee_minor")
        if not self.arrived_minor + self.fee_minor:
            problem = "something must have arrived, or been kept"
            raise EventError("event.bad_field", field="arrived_minor", got="0", problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantPaid(Remittance):
    """A merchant was paid what he is owed (结付商家).

    Args:
        merchant_id: The merchant.
        amount_minor: How much, in minor units; None is all that he is owed.
        is_advance: Whether it may be more than he is owed.
    """

    merchant_id: str
    amount_minor: int | None = None
    is_advance: bool = False

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Remittance.__post_init__(self)
        check_id(self.merchant_id, "merchant_id")
        _check_payment(self.amount_minor, low=1, is_advance=self.is_advance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """A part of what a supplier is owed that he is not paid, and why (扣款).

    Args:
        amount_minor: How much, in minor units.
        reason: Why, in the host's words.
        merchant_id: Whom it goes to, where the cost was taken from a merchant; none lowers
            the payer's own cost.
    """

    __pydantic_config__ = STRICT

    amount_minor: int
    reason: str
    merchant_id: str | None = None

    def __post_init__(self) -> None:
        """Check every field."""
        check_amount(self.amount_minor, "amount_minor", low=1)
        check_id(self.reason, "reason")
        if self.merchant_id is not None:
            check_id(self.merchant_id, "merchant_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierPaid(Remittance):
    """A supplier was paid what he is owed, less what is deducted (结付供应商).

    Args:
        supplier_id: The supplier.
        amount_minor: How much, in minor units; None is all that he is owed after the
            deductions; 0 only deducts.
        deductions: What he is not paid, and why.
        is_advance: Whether all together may be more than he is owed.
        maker_id: Who asked for the deductions.
        checker_id: Who approved them; another person.
    """

    supplier_id: str
    amount_minor: int | None = None
    deductions: tuple[Deduction, ...] = ()
    is_advance: bool = False
    maker_id: str | None = None
    checker_id: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field, and that two persons stand behind a deduction."""
        Remittance.__post_init__(self)
        check_id(self.supplier_id, "supplier_id")
        deductions = check_tuple(self.deductions, Deduction, "deductions")
        object.__setattr__(self, "deductions", deductions)
        low = 0 if deductions else 1
        _check_payment(self.amount_minor, low=low, is_advance=self.is_advance)
        check_amount(self.deducted_minor, "sum of deductions")
        if deductions or self.maker_id is not None or self.checker_id is not None:
            check_two_persons(self.maker_id or "", self.checker_id or "")

    @property
    def deducted_minor(self) -> int:
        """What is deducted in all, in minor units."""
        return sum(one.amount_minor for one in self.deductions)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldBalance(Event):
    """Add the newest changes of what somebody is owed to its checkpoint, a page at a time.

    Args:
        payer_id: Whose books.
        account: "merchant_payable" or "supplier_payable".
        party_id: Who is owed.
        currency: Of the balance.
        limit: Changes on one page; more go on in the continuation.
    """

    payer_id: str
    account: OwedAccount
    party_id: str
    currency: str
    limit: int = 1_000

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        is_one_of(self.account, OWED, "account")
        check_id(self.party_id, "party_id")
        currency(self.currency)
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)


def _check_payment(amount_minor: int | None, *, low: int, is_advance: bool) -> None:
    """Refuse an amount below the least, and an advance of all that is owed."""
    check_flag(is_advance, "is_advance")
    if amount_minor is not None:
        check_amount(amount_minor, "amount_minor", low=low)
    elif is_advance:
        problem = "an advance must say how much"
        raise EventError("event.bad_field", field="amount_minor", got="None", problem=problem)
