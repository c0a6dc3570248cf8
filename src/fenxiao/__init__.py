"""fenxiao (分销): the settlement core of social commerce, without I/O.

Facts come in as events, decisions go out as values, the host stores them. Start with
``Book``; read docs/contract.md to write a host of your own.

Source: docs/why.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fenxiao.homes import HOME

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
    from fenxiao.ledger.account_map import AccountCode, AccountMap, Auxiliary
    from fenxiao.ledger.ageing import ageing
    from fenxiao.ledger.balances import as_known, balances_at, statement, trial_balance
    from fenxiao.ledger.earnings import ReportPeriod, earnings
    from fenxiao.ledger.exports.beancount import to_beancount
    from fenxiao.ledger.exports.hledger import to_hledger
    from fenxiao.ledger.exports.profiles import PROFILES
    from fenxiao.ledger.exports.voucher_csv import render_vouchers
    from fenxiao.ledger.journal import Journal
    from fenxiao.ledger.open_items import breaches, open_items, supplier_dues, uncleared
    from fenxiao.ledger.periods import BooksPolicy, Period
    from fenxiao.ledger.policy import (
        AccountLimit,
        LedgerPolicy,
        MerchantFee,
        PayerBooks,
        SupplierTerms,
    )
    from fenxiao.ledger.posting import Occasion
    from fenxiao.ledger.reversal import reverse
    from fenxiao.ledger.roll_forwards import period_balances, roll_forward
    from fenxiao.ledger.seal import Head, as_booked, verify
    from fenxiao.ledger.statements import PartyAccount, party_statement, turnovers
    from fenxiao.ledger.vouchers import check_vouchers, control_totals, to_vouchers
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
        RiskMarked,
        StatusChanged,
        Verified,
    )
    from fenxiao.model.carts import Cart, CartCoupon, CartLine, SubOrder, split_cart
    from fenxiao.model.contract import Append, Decision, Key, Need, Put, Scan
    from fenxiao.model.encoding import canonical, derive_id, digest
    from fenxiao.model.events import (
        ApplyBatch,
        AssortmentChanged,
        BatchDecided,
        BatchProposed,
        BooksClosed,
        BooksLocked,
        BooksReopened,
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
        OrderCancelled,
        OrderConfirmed,
        OrderCorrected,
        OrderPaid,
        OrderPlaced,
        PayoutRejected,
        PayoutResult,
        PayoutRetried,
        PayoutSubmitted,
        Rebind,
        Refunded,
        RefundLine,
        Registered,
        Release,
        Seal,
        SettleFans,
        Tender,
        Touch,
        WithdrawalCancelled,
        WithdrawalRequested,
    )
    from fenxiao.model.holds import ExpireHolds, HoldPlaced, HoldPosted, HoldReturned, HoldVoided
    from fenxiao.model.instants import from_us, to_us
    from fenxiao.model.invites import (
        ExpireInvites,
        FoldQuota,
        InviteCancelled,
        InviteIssued,
        InviteRedeemed,
        SeatFreed,
    )
    from fenxiao.model.openings import (
        OpeningBinding,
        OpeningCounter,
        OpeningLine,
        OpeningOrder,
        OpeningPart,
        OpeningPayout,
        OpeningQuota,
        OpeningShare,
        OpeningWallet,
    )
    from fenxiao.model.operations import (
        Adjusted,
        Converted,
        DebtPaid,
        DebtSettled,
        DormantTaken,
        Forfeited,
        Frozen,
        OperationReversed,
        Unfrozen,
        WrittenOff,
    )
    from fenxiao.model.payees import (
        InvoiceReceived,
        PayeeAccountApproved,
        PayeeAccountChanged,
        PayeeAccountRefused,
        PayeeKindChanged,
        PayeeRegistered,
        WagesHanded,
    )
    from fenxiao.model.period_records import PeriodAward
    from fenxiao.model.periods import PeriodClosed
    from fenxiao.model.reconciliations import BreakExplained, RailCharged, Reconciled
    from fenxiao.model.records import Entry, Posting, Refusal
    from fenxiao.model.remittances import (
        ClearingSettled,
        Deduction,
        FoldBalance,
        MerchantPaid,
        SupplierPaid,
    )
    from fenxiao.model.taxes import OpeningTax, OpeningTaxMonth, TaxMonthDeclared, TaxRemitted
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
    from fenxiao.payout.calendar import BusinessDays
    from fenxiao.payout.payees import AloneLimit, PayeePolicy, PayeeRule
    from fenxiao.payout.policy import Minimum, PayoutPolicy, Tier, WithdrawalFee, WithdrawalRule
    from fenxiao.payout.tax.policy import TaxPolicy, TaxRule
    from fenxiao.payout.tax.schemes import TaxScheme
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
    from fenxiao.rules.period.bands import Band
    from fenxiao.rules.period.convex_differential import ConvexDifferential
    from fenxiao.rules.period.member_cap import MemberCap
    from fenxiao.rules.period.milestone import Milestone
    from fenxiao.rules.period.pool import Pool, Weight
    from fenxiao.rules.period.team_bonus import TeamBonus
    from fenxiao.rules.period.telling import tell_award
    from fenxiao.rules.period.tiers import Tiers
    from fenxiao.rules.period.top_n import TopN
    from fenxiao.rules.plan import Plan
    from fenxiao.rules.price_gap import PriceGap
    from fenxiao.rules.rebate import Rebate
    from fenxiao.rules.role import Role
    from fenxiao.rules.schema import campaign_schema, plan_schema
    from fenxiao.settlement.account_maps import (
        account_map_schema,
        dump_account_map,
        load_account_map,
    )
    from fenxiao.settlement.book import Book
    from fenxiao.settlement.decide import decide
    from fenxiao.settlement.plans import PlanCorrection
    from fenxiao.settlement.policy import Holding, Operations, Policy, load_policy
    from fenxiao.settlement.policy_files import dump_policy, policy_schema
    from fenxiao.settlement.quote import Offer, Quoted, quote
    from fenxiao.settlement.tables import SCANS, TABLES

__version__ = "0.1.0"


__all__ = ["PROFILES", "SCANS", "TABLES", "AccountCode", "AccountLimit", "AccountMap", "Adjusted"]
__all__ += ["AloneLimit", "Append", "Applied", "ApplyBatch", "Asked", "AssortmentChanged"]
__all__ += ["AtLeast", "AttributionPolicy", "Auxiliary", "Award", "Band", "BatchDecided"]
__all__ += ["BatchProposed", "BindingPolicy", "Book", "BooksClosed", "BooksLocked", "BooksPolicy"]
__all__ += ["BooksReopened", "BreakExplained", "BusinessDays", "Campaign", "Captured", "Cart"]
__all__ += ["CartCoupon", "CartLine", "CaseError", "Claim", "ClearingSettled", "Condition"]
__all__ += ["Content", "Converted", "ConvexDifferential", "Coupon", "CreditRule", "Currency"]
__all__ += ["Custom", "DebtPaid", "DebtSettled", "Decision", "Deduction", "Differential"]
__all__ += ["DormantTaken", "EnrolmentDecided", "EnrolmentPolicy", "Entry", "Event", "EventError"]
__all__ += ["Exchanged", "ExpireHolds", "ExpireInvites", "Fee", "FenxiaoError", "FoldBalance"]
__all__ += ["FoldQuota", "FoldTallies", "FoldWallet", "Forfeited", "ForgetVisits", "Frozen"]
__all__ += ["Grade", "GradePolicy", "GradePrice", "GradeSet", "GraphError", "Head", "HoldPlaced"]
__all__ += ["HoldPosted", "HoldReturned", "HoldVoided", "Holding", "InviteCancelled"]
__all__ += ["InviteIssued", "InviteRedeemed", "InvoiceReceived", "Journal", "Key", "LedgerError"]
__all__ += ["LedgerPolicy", "Levels", "Line", "LinePieces", "LinkCode", "LinkKey", "LinkKeys"]
__all__ += ["MemberCap", "MemberClosed", "MemberLeft", "MemberReturned", "MerchantFee"]
__all__ += ["MerchantPaid", "Milestone", "Minimum", "MoneyError", "Multiply", "Need", "Occasion"]
__all__ += ["Offer", "OpeningBinding", "OpeningCounter", "OpeningLine", "OpeningOrder"]
__all__ += ["OpeningPart", "OpeningPayout", "OpeningQuota", "OpeningShare", "OpeningTax"]
__all__ += ["OpeningTaxMonth", "OpeningWallet", "OperationReversed", "Operations", "OrderCancelled"]
__all__ += ["OrderConfirmed", "OrderCorrected", "OrderPaid", "OrderPlaced", "PartyAccount"]
__all__ += ["PayeeAccountApproved", "PayeeAccountChanged", "PayeeAccountRefused"]
__all__ += ["PayeeKindChanged", "PayeePolicy", "PayeeRegistered", "PayeeRule", "PayerBooks"]
__all__ += ["PayoutError", "PayoutPolicy", "PayoutRejected", "PayoutResult", "PayoutRetried"]
__all__ += ["PayoutSubmitted", "PeerBonus", "Period", "PeriodAward", "PeriodClosed", "Plan"]
__all__ += ["PlanCorrection", "Policy", "PolicyError", "Pool", "Posting", "Ppm", "PriceGap", "Put"]
__all__ += ["QuotaPolicy", "QuotaView", "Quoted", "RailCharged", "Rebate", "Rebind", "Reconciled"]
__all__ += ["RefundLine", "Refunded", "Refusal", "Registered", "Release", "ReportPeriod"]
__all__ += ["ReviewGrade", "RiskMarked", "Role", "Row", "Rule", "RuleError", "Scan", "Seal"]
__all__ += ["SeatFreed", "SettleFans", "Share", "SharedPage", "Stander", "StatusChanged"]
__all__ += ["StorefrontPolicy", "SubOrder", "SupplierPaid", "SupplierTerms", "TaxMonthDeclared"]
__all__ += ["TaxPolicy", "TaxRemitted", "TaxRule", "TaxScheme", "TeamBonus", "Tender", "Tier"]
__all__ += ["Tiers", "TopN", "Touch", "Unfrozen", "Verified", "WagesHanded", "Weight", "Who"]
__all__ += ["WithdrawalCancelled", "WithdrawalFee", "WithdrawalRequested", "WithdrawalRule"]
__all__ += ["WrittenOff", "account_map_schema", "ageing", "allocate", "as_booked", "as_known"]
__all__ += ["balances_at", "breaches", "campaign_schema", "canonical", "carrying_code"]
__all__ += ["check_vouchers", "control_totals", "credit_shares", "currency", "decide", "derive_id"]
__all__ += ["diff", "digest", "dump_account_map", "dump_campaign", "dump_event", "dump_plan"]
__all__ += ["dump_policy", "dump_record", "earnings", "explain", "explain_html", "explain_tree"]
__all__ += ["format_amount", "format_percent", "from_us", "is_listed", "load_account_map"]
__all__ += ["load_campaign", "load_event", "load_plan", "load_policy", "load_record", "lookup_code"]
__all__ += ["open_items", "parse_amount", "parse_code", "parse_percent", "party_statement"]
__all__ += ["period_balances", "plan_schema", "policy_schema", "quote", "read_page", "refuse_share"]
__all__ += ["render_vouchers", "reverse", "roll_forward", "share", "share_page", "split_cart"]
__all__ += ["statement", "supplier_dues", "tell_award", "to_beancount", "to_hledger", "to_networkx"]
__all__ += ["to_us", "to_vouchers", "trial_balance", "turnovers", "uncleared", "verify", "why_not"]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that importing fenxiao is quick."""
    home = HOME.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
