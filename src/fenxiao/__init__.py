"""fenxiao (分销): the settlement core of social commerce, without I/O.

Facts come in as events, decisions go out as values, the host stores them. Start with
``Book``; read docs/contract.md to write a host of your own.

Source: docs/why.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fenxiao.errors import (
        CaseError,
        EventError,
        FenxiaoError,
        GraphError,
        LedgerError,
        MoneyError,
        PayoutError,
        PolicyError,
        RuleError,
    )
    from fenxiao.graph.attribution import credit_shares
    from fenxiao.graph.credits import AttributionPolicy, CreditRule
    from fenxiao.graph.enrolment import EnrolmentPolicy
    from fenxiao.graph.export import to_networkx
    from fenxiao.graph.grades import AtLeast, Grade, GradePolicy
    from fenxiao.graph.link_keys import LinkKey, LinkKeys
    from fenxiao.graph.links import LinkCode, carrying_code, lookup_code, parse_code, refuse_share
    from fenxiao.graph.policy import BindingPolicy, Who
    from fenxiao.graph.quota import QuotaPolicy, QuotaView
    from fenxiao.graph.shared_pages import SharedPage, read_page, share_page
    from fenxiao.graph.shares import Content, Share
    from fenxiao.graph.storefront import StorefrontPolicy, is_listed
    from fenxiao.ledger.balances import statement, trial_balance
    from fenxiao.ledger.beancount import to_beancount
    from fenxiao.model.border import dump_event, dump_record, load_event, load_record
    from fenxiao.model.careers import (
        Applied,
        EnrolmentDecided,
        FoldTallies,
        GradeSet,
        MemberClosed,
        MemberLeft,
        MemberReturned,
        ReviewGrade,
        StatusChanged,
        Verified,
    )
    from fenxiao.model.contract import Append, Decision, Key, Need, Put, Scan
    from fenxiao.model.encoding import canonical, derive_id, digest
    from fenxiao.model.events import (
        AssortmentChanged,
        Claim,
        Event,
        FoldWallet,
        ForgetVisits,
        Line,
        OrderConfirmed,
        OrderPaid,
        PayoutResult,
        Rebind,
        Refunded,
        RefundLine,
        Registered,
        Release,
        SettleFans,
        Touch,
        WithdrawalRequested,
    )
    from fenxiao.model.instants import from_us, to_us
    from fenxiao.model.invites import (
        ExpireInvites,
        FoldQuota,
        InviteCancelled,
        InviteIssued,
        InviteRedeemed,
        SeatFreed,
    )
    from fenxiao.model.records import Refusal
    from fenxiao.money import (
        Currency,
        Ppm,
        allocate,
        currency,
        format_amount,
        format_percent,
        parse_amount,
        parse_percent,
        share,
    )
    from fenxiao.payout.policy import Minimum, PayoutPolicy
    from fenxiao.rules.explain import explain
    from fenxiao.rules.levels import Condition, Levels
    from fenxiao.rules.plan import Plan
    from fenxiao.settlement.book import Book
    from fenxiao.settlement.decide import decide
    from fenxiao.settlement.policy import Holding, Policy, load_policy
    from fenxiao.settlement.tables import SCANS, TABLES

__version__ = "0.1.0"

_HOMES = {
    "fenxiao.errors": (
        "CaseError",
        "EventError",
        "FenxiaoError",
        "GraphError",
        "LedgerError",
        "MoneyError",
        "PayoutError",
        "PolicyError",
        "RuleError",
    ),
    "fenxiao.graph.enrolment": ("EnrolmentPolicy",),
    "fenxiao.graph.attribution": ("credit_shares",),
    "fenxiao.graph.credits": ("AttributionPolicy", "CreditRule"),
    "fenxiao.graph.export": ("to_networkx",),
    "fenxiao.graph.grades": ("AtLeast", "Grade", "GradePolicy"),
    "fenxiao.graph.link_keys": ("LinkKey", "LinkKeys"),
    "fenxiao.graph.links": (
        "LinkCode",
        "carrying_code",
        "lookup_code",
        "parse_code",
        "refuse_share",
    ),
    "fenxiao.graph.policy": ("BindingPolicy", "Who"),
    "fenxiao.graph.shared_pages": ("SharedPage", "read_page", "share_page"),
    "fenxiao.graph.shares": ("Content", "Share"),
    "fenxiao.graph.storefront": ("StorefrontPolicy", "is_listed"),
    "fenxiao.graph.quota": ("QuotaPolicy", "QuotaView"),
    "fenxiao.ledger.balances": ("statement", "trial_balance"),
    "fenxiao.ledger.beancount": ("to_beancount",),
    "fenxiao.model.border": ("dump_event", "dump_record", "load_event", "load_record"),
    "fenxiao.model.careers": (
        "Applied",
        "EnrolmentDecided",
        "FoldTallies",
        "GradeSet",
        "MemberClosed",
        "MemberLeft",
        "MemberReturned",
        "ReviewGrade",
        "StatusChanged",
        "Verified",
    ),
    "fenxiao.model.contract": ("Append", "Decision", "Key", "Need", "Put", "Scan"),
    "fenxiao.model.encoding": ("canonical", "derive_id", "digest"),
    "fenxiao.model.events": (
        "AssortmentChanged",
        "Claim",
        "Event",
        "FoldWallet",
        "ForgetVisits",
        "Line",
        "OrderConfirmed",
        "OrderPaid",
        "PayoutResult",
        "Rebind",
        "RefundLine",
        "Refunded",
        "Registered",
        "Release",
        "SettleFans",
        "Touch",
        "WithdrawalRequested",
    ),
    "fenxiao.model.instants": ("from_us", "to_us"),
    "fenxiao.model.invites": (
        "ExpireInvites",
        "FoldQuota",
        "InviteCancelled",
        "InviteIssued",
        "InviteRedeemed",
        "SeatFreed",
    ),
    "fenxiao.model.records": ("Refusal",),
    "fenxiao.money": (
        "Currency",
        "Ppm",
        "allocate",
        "currency",
        "format_amount",
        "format_percent",
        "parse_amount",
        "parse_percent",
        "share",
    ),
    "fenxiao.payout.policy": ("Minimum", "PayoutPolicy"),
    "fenxiao.rules.explain": ("explain",),
    "fenxiao.rules.levels": ("Condition", "Levels"),
    "fenxiao.rules.plan": ("Plan",),
    "fenxiao.settlement.book": ("Book",),
    "fenxiao.settlement.decide": ("decide",),
    "fenxiao.settlement.policy": ("Holding", "Policy", "load_policy"),
    "fenxiao.settlement.tables": ("SCANS", "TABLES"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "SCANS",
    "TABLES",
    "Append",
    "Applied",
    "AssortmentChanged",
    "AtLeast",
    "AttributionPolicy",
    "BindingPolicy",
    "Book",
    "CaseError",
    "Claim",
    "Condition",
    "Content",
    "CreditRule",
    "Currency",
    "Decision",
    "EnrolmentDecided",
    "EnrolmentPolicy",
    "Event",
    "EventError",
    "ExpireInvites",
    "FenxiaoError",
    "FoldQuota",
    "FoldTallies",
    "FoldWallet",
    "ForgetVisits",
    "Grade",
    "GradePolicy",
    "GradeSet",
    "GraphError",
    "Holding",
    "InviteCancelled",
    "InviteIssued",
    "InviteRedeemed",
    "Key",
    "LedgerError",
    "Levels",
    "Line",
    "LinkCode",
    "LinkKey",
    "LinkKeys",
    "MemberClosed",
    "MemberLeft",
    "MemberReturned",
    "Minimum",
    "MoneyError",
    "Need",
    "OrderConfirmed",
    "OrderPaid",
    "PayoutError",
    "PayoutPolicy",
    "PayoutResult",
    "Plan",
    "Policy",
    "PolicyError",
    "Ppm",
    "Put",
    "QuotaPolicy",
    "QuotaView",
    "Rebind",
    "RefundLine",
    "Refunded",
    "Refusal",
    "Registered",
    "Release",
    "ReviewGrade",
    "RuleError",
    "Scan",
    "SeatFreed",
    "SettleFans",
    "Share",
    "SharedPage",
    "StatusChanged",
    "StorefrontPolicy",
    "Touch",
    "Verified",
    "Who",
    "WithdrawalRequested",
    "allocate",
    "canonical",
    "carrying_code",
    "credit_shares",
    "currency",
    "decide",
    "derive_id",
    "digest",
    "dump_event",
    "dump_record",
    "explain",
    "format_amount",
    "format_percent",
    "from_us",
    "is_listed",
    "load_event",
    "load_policy",
    "load_record",
    "lookup_code",
    "parse_amount",
    "parse_code",
    "parse_percent",
    "read_page",
    "refuse_share",
    "share",
    "share_page",
    "statement",
    "to_beancount",
    "to_networkx",
    "to_us",
    "trial_balance",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that importing fenxiao is quick."""
    home = _HOME.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
