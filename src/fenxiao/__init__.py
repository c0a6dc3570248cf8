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
    from fenxiao.graph.policy import BindingPolicy
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
        Captured,
        Claim,
        Coupon,
        Event,
        Exchanged,
        FoldWallet,
        ForgetVisits,
        GradePrice,
        Line,
        LinePieces,
        OrderConfirmed,
        OrderPaid,
        PayoutResult,
        Rebind,
        Refunded,
        RefundLine,
        Registered,
        Release,
        SettleFans,
        Tender,
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
    from fenxiao.model.who import Who
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
    from fenxiao.rules.amounts import Row
    from fenxiao.rules.campaigns import Campaign, Multiply
    from fenxiao.rules.conditions import Condition
    from fenxiao.rules.custom import Asked, Award, Custom, Rule, Stander
    from fenxiao.rules.difference import diff
    from fenxiao.rules.differential import Differential
    from fenxiao.rules.explain import explain, explain_html, explain_tree, why_not
    from fenxiao.rules.fee import Fee
    from fenxiao.rules.files import dump_campaign, dump_plan, load_campaign, load_plan
    from fenxiao.rules.levels import Levels
    from fenxiao.rules.peer_bonus import PeerBonus
    from fenxiao.rules.plan import Plan
    from fenxiao.rules.price_gap import PriceGap
    from fenxiao.rules.rebate import Rebate
    from fenxiao.rules.role import Role
    from fenxiao.rules.schema import campaign_schema, plan_schema
    from fenxiao.settlement.book import Book
    from fenxiao.settlement.decide import decide
    from fenxiao.settlement.policy import Holding, Policy, load_policy
    from fenxiao.settlement.policy_files import dump_policy, policy_schema
    from fenxiao.settlement.quote import Offer, Quoted, quote
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
    "fenxiao.graph.policy": ("BindingPolicy",),
    "fenxiao.model.who": ("Who",),
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
        "Captured",
        "Claim",
        "Coupon",
        "Event",
        "Exchanged",
        "FoldWallet",
        "ForgetVisits",
        "GradePrice",
        "Line",
        "LinePieces",
        "OrderConfirmed",
        "OrderPaid",
        "PayoutResult",
        "Rebind",
        "RefundLine",
        "Refunded",
        "Registered",
        "Release",
        "SettleFans",
        "Tender",
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
    "fenxiao.rules.explain": ("explain", "explain_html", "explain_tree", "why_not"),
    "fenxiao.rules.amounts": ("Row",),
    "fenxiao.rules.campaigns": ("Campaign", "Multiply"),
    "fenxiao.rules.conditions": ("Condition",),
    "fenxiao.rules.custom": ("Asked", "Award", "Custom", "Rule", "Stander"),
    "fenxiao.rules.difference": ("diff",),
    "fenxiao.rules.differential": ("Differential",),
    "fenxiao.rules.fee": ("Fee",),
    "fenxiao.rules.files": ("dump_campaign", "dump_plan", "load_campaign", "load_plan"),
    "fenxiao.rules.levels": ("Levels",),
    "fenxiao.rules.peer_bonus": ("PeerBonus",),
    "fenxiao.rules.price_gap": ("PriceGap",),
    "fenxiao.rules.rebate": ("Rebate",),
    "fenxiao.rules.role": ("Role",),
    "fenxiao.rules.schema": ("campaign_schema", "plan_schema"),
    "fenxiao.rules.plan": ("Plan",),
    "fenxiao.settlement.book": ("Book",),
    "fenxiao.settlement.decide": ("decide",),
    "fenxiao.settlement.policy": ("Holding", "Policy", "load_policy"),
    "fenxiao.settlement.quote": ("Offer", "Quoted", "quote"),
    "fenxiao.settlement.policy_files": ("dump_policy", "policy_schema"),
    "fenxiao.settlement.tables": ("SCANS", "TABLES"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "SCANS",
    "TABLES",
    "Append",
    "Applied",
    "Asked",
    "AssortmentChanged",
    "AtLeast",
    "AttributionPolicy",
    "Award",
    "BindingPolicy",
    "Book",
    "Campaign",
    "Captured",
    "CaseError",
    "Claim",
    "Condition",
    "Content",
    "Coupon",
    "CreditRule",
    "Currency",
    "Custom",
    "Decision",
    "Differential",
    "EnrolmentDecided",
    "EnrolmentPolicy",
    "Event",
    "EventError",
    "Exchanged",
    "ExpireInvites",
    "Fee",
    "FenxiaoError",
    "FoldQuota",
    "FoldTallies",
    "FoldWallet",
    "ForgetVisits",
    "Grade",
    "GradePolicy",
    "GradePrice",
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
    "LinePieces",
    "LinkCode",
    "LinkKey",
    "LinkKeys",
    "MemberClosed",
    "MemberLeft",
    "MemberReturned",
    "Minimum",
    "MoneyError",
    "Multiply",
    "Need",
    "Offer",
    "OrderConfirmed",
    "OrderPaid",
    "PayoutError",
    "PayoutPolicy",
    "PayoutResult",
    "PeerBonus",
    "Plan",
    "Policy",
    "PolicyError",
    "Ppm",
    "PriceGap",
    "Put",
    "QuotaPolicy",
    "QuotaView",
    "Quoted",
    "Rebate",
    "Rebind",
    "RefundLine",
    "Refunded",
    "Refusal",
    "Registered",
    "Release",
    "ReviewGrade",
    "Role",
    "Row",
    "Rule",
    "RuleError",
    "Scan",
    "SeatFreed",
    "SettleFans",
    "Share",
    "SharedPage",
    "Stander",
    "StatusChanged",
    "StorefrontPolicy",
    "Tender",
    "Touch",
    "Verified",
    "Who",
    "WithdrawalRequested",
    "allocate",
    "campaign_schema",
    "canonical",
    "carrying_code",
    "credit_shares",
    "currency",
    "decide",
    "derive_id",
    "diff",
    "digest",
    "dump_campaign",
    "dump_event",
    "dump_plan",
    "dump_policy",
    "dump_record",
    "explain",
    "explain_html",
    "explain_tree",
    "format_amount",
    "format_percent",
    "from_us",
    "is_listed",
    "load_campaign",
    "load_event",
    "load_plan",
    "load_policy",
    "load_record",
    "lookup_code",
    "parse_amount",
    "parse_code",
    "parse_percent",
    "plan_schema",
    "policy_schema",
    "quote",
    "read_page",
    "refuse_share",
    "share",
    "share_page",
    "statement",
    "to_beancount",
    "to_networkx",
    "to_us",
    "trial_balance",
    "why_not",
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
