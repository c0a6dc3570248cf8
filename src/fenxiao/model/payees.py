"""Events of payees (收款人事件): kinds, accounts with a second person, invoices, wages.

Everything that is personal comes as the host's own token.

Source: docs/payees.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import get_args

from fenxiao.errors import EventError
from fenxiao.model.checks import check_id
from fenxiao.model.envelope import Event, check_two_persons, is_one_of
from fenxiao.model.operations import PartEvent
from fenxiao.model.payee_records import PayeeKind
from fenxiao.model.tokens import check_token
from fenxiao.money import check_amount, currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "PAYEE_KINDS",
    "AccountDecision",
    "InvoiceReceived",
    "PayeeAccountApproved",
    "PayeeAccountChanged",
    "PayeeAccountRefused",
    "PayeeEvent",
    "PayeeKindChanged",
    "PayeeRegistered",
    "WagesHanded",
]

PAYEE_KINDS: tuple[PayeeKind, ...] = get_args(PayeeKind)
"""个人, 个体工商户, 企业, 员工."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeEvent(Event):
    """What all events of a payee have: who pays, and who is paid.

    Args:
        payer_id: Who pays.
        member_id: Who is paid.
    """

    payer_id: str
    member_id: str

    @override
    def __post_init__(self) -> None:
        """Check the envelope and both ids."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        check_id(self.member_id, "member_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeRegistered(PayeeEvent):
    """A member is paid by a payer from now on (登记收款人), as one kind of payee.

    Who is not an individual needs two persons: the kind says whether tax is withheld.

    Args:
        kind: One of ``PAYEE_KINDS``.
        person_id: The host's token of the person or firm behind the account; members with
            the same one are one for tax.
        maker_id: Who asked for it; none where the host registers individuals by itself.
        checker_id: Who approved it; another person.
    """

    kind: PayeeKind
    person_id: str
    maker_id: str | None = None
    checker_id: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        PayeeEvent.__post_init__(self)
        is_one_of(self.kind, PAYEE_KINDS, "kind")
        check_token(self.person_id, "person_id")
        if self.maker_id is not None and self.checker_id is not None:
            check_two_persons(self.maker_id, self.checker_id)
        elif self.maker_id is not None or self.checker_id is not None:
            _refuse_checker(self.checker_id, "maker_id and checker_id must come together")
        elif self.kind != "individual":
            _refuse_checker(None, f'it must be given to register a payee as "{self.kind}"')


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeKindChanged(PayeeEvent):
    """A payee is of another kind, or another person, from now on (变更收款人类型).

    His accounts end: they were those of what he was before.

    Args:
        kind: One of ``PAYEE_KINDS``.
        person_id: The host's token of the person or firm from now on.
        reason: Why, in the host's words.
        maker_id: Who asked for it.
        checker_id: Who approved it; another person.
    """

    kind: PayeeKind
    person_id: str
    reason: str
    maker_id: str
    checker_id: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        PayeeEvent.__post_init__(self)
        is_one_of(self.kind, PAYEE_KINDS, "kind")
        check_token(self.person_id, "person_id")
        check_id(self.reason, "reason")
        check_two_persons(self.maker_id, self.checker_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeAccountChanged(PayeeEvent):
    """A payee is paid to another account from now on (变更收款账户); its cool-down starts.

    Once in force it takes the place of his account of the same currency and rail.

    Args:
        currency: ISO 4217 code of what it takes.
        rail: The host's name of the rail, such as "wechat_bills" or "bank_csv".
        account_token: The host's token of the account; no account number.
        maker_id: Who asked for it, such as the payee himself.
        checker_id: Who approved it at once, another person; none leaves that to a later event,
            where the policy asks for it.
    """

    currency: str
    rail: str
    account_token: str
    maker_id: str
    checker_id: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        PayeeEvent.__post_init__(self)
        currency(self.currency)
        check_id(self.rail, "rail")
        check_token(self.account_token, "account_token")
        if self.checker_id is None:
            check_id(self.maker_id, "maker_id")
        else:
            check_two_persons(self.maker_id, self.checker_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDecision(PayeeEvent):
    """What a second person says about an account of a payee.

    Args:
        change_id: The id of the event that told the account.
        reason: Why, in the host's words.
        checker_id: Who decided; another person than who asked, and not the payee.
    """

    change_id: str
    reason: str
    checker_id: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        PayeeEvent.__post_init__(self)
        check_id(self.change_id, "change_id")
        check_id(self.reason, "reason")
        check_id(self.checker_id, "checker_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeAccountApproved(AccountDecision):
    """A second person approved an account (复核通过); it is paid once its cool-down is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeAccountRefused(AccountDecision):
    """A second person refused an account, or stopped one (驳回、停用账户); it is paid no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceReceived(PayeeEvent):
    """An invoice of a payee came in (收到发票).

    Args:
        currency: ISO 4217 code of its amount.
        invoice_token: The host's token of the invoice; each counts once with a payer.
        amount_minor: What it is for, tax included, in minor units.
    """

    currency: str
    invoice_token: str
    amount_minor: int

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        PayeeEvent.__post_init__(self)
        currency(self.currency)
        check_id(self.invoice_token, "invoice_token")
        check_amount(self.amount_minor, "amount_minor", low=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WagesHanded(PartEvent):
    """What an employee earned went to payroll (转入工资), which pays it with his wages."""


def _refuse_checker(got: str | None, problem: str) -> None:
    raise EventError("event.bad_field", field="checker_id", got=repr(got)[:160], problem=problem)
