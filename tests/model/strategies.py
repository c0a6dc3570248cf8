"""Strategies for every event, each field over the whole of its published range."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

from hypothesis import strategies as st

from fenxiao.model.books import BooksClosed, BooksLocked, BooksReopened, Seal
from fenxiao.model.checks import ID_LIMIT, QUANTITY_LIMIT
from fenxiao.model.credit_records import CREDIT_KINDS
from fenxiao.model.events import (
    PAGE_LIMIT,
    PAYOUT_OUTCOMES,
    AssortmentChanged,
    Captured,
    Claim,
    Event,
    Exchanged,
    FoldWallet,
    ForgetVisits,
    Line,
    LinePieces,
    OrderCancelled,
    OrderConfirmed,
    OrderCorrected,
    OrderPaid,
    OrderPlaced,
    PayoutResult,
    PeriodClosed,
    Rebind,
    Refunded,
    RefundLine,
    Registered,
    Release,
    SettleFans,
    Touch,
    WithdrawalCancelled,
    WithdrawalRequested,
)
from fenxiao.model.invites import (
    VALID_DAYS_LIMIT,
    ExpireInvites,
    FoldQuota,
    InviteCancelled,
    InviteIssued,
    InviteRedeemed,
    SeatFreed,
)
from fenxiao.model.payouts import ATTEMPT_LIMIT
from fenxiao.model.people import RELATIONS
from fenxiao.model.reconciliation_records import BREAK_KINDS, SUBJECTS
from fenxiao.model.reconciliations import (
    BreakExplained,
    FoundBreak,
    RailCharged,
    Reconciled,
    Verdict,
)
from fenxiao.model.refund_kinds import REFUND_KINDS, RefundKind
from fenxiao.model.remittances import (
    OWED,
    ClearingSettled,
    Deduction,
    FoldBalance,
    MerchantPaid,
    SupplierPaid,
)
from fenxiao.model.taxes import OpeningTax, OpeningTaxMonth, TaxMonthDeclared, TaxRemitted
from fenxiao.money import AMOUNT_LIMIT_MINOR, CURRENCIES
from tests.model.career_strategies import CAREERS
from tests.model.operation_strategies import OPERATIONS, TWO
from tests.model.payee_strategies import PAYEES
from tests.model.payout_strategies import PAYOUTS

seen = st.characters(exclude_categories=("C", "Z"), exclude_characters="\ufffc\ufffd")
ids = st.text(seen, min_size=1, max_size=ID_LIMIT)
zones = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# Far enough from the ends of the calendar that every instant has a date in every zone.
instants = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones)  # noqa: DTZ001  # the zones are the third argument
currencies = st.sampled_from(sorted(CURRENCIES))
quantities = st.integers(1, QUANTITY_LIMIT)
amounts = st.integers(1, AMOUNT_LIMIT_MINOR)
_envelope = {"id": ids, "at": instants, "recorded_at": st.none() | instants}
_wallet = {**_envelope, "payer_id": ids, "member_id": ids, "currency": currencies}

lines = st.builds(
    Line,
    line_id=ids,
    sku=ids,
    category=ids,
    line_kind=ids,
    quantity=quantities,
    paid_minor=st.integers(0, AMOUNT_LIMIT_MINOR // 3),
)
wholes = st.none() | st.integers(0, AMOUNT_LIMIT_MINOR // 3)
open_lines = st.builds(
    lambda line, whole: replace(
        line, whole_minor=None if whole is None else max(line.paid_minor, whole)
    ),
    lines,
    wholes,
)
gone_pieces = st.builds(RefundLine, line_id=ids, quantity=quantities)
gone_amounts = st.builds(RefundLine, line_id=ids, amount_minor=amounts)
pieces = st.builds(LinePieces, line_id=ids, quantity=quantities)
_Line = TypeVar("_Line", Line, RefundLine, LinePieces)


def some(of: st.SearchStrategy[_Line], *, least: int = 1) -> st.SearchStrategy[tuple[_Line, ...]]:
    """Return up to three lines, each named once."""
    made = st.lists(of, min_size=least, max_size=3, unique_by=lambda line: line.line_id)
    return made.map(tuple)


def with_captures(event: OrderCorrected, captures: list[Captured]) -> OrderCorrected:
    """Return a correction of an order that was captured in parts."""
    name = event.payment.order_id
    return replace(event, captures=tuple(replace(one, order_id=name) for one in captures))


def refunds(kind: RefundKind, takes: str) -> st.SearchStrategy[Refunded]:
    """Return refunds of a kind: of pieces, of amounts of lines, of amounts of the whole order."""
    shapes = {"pieces": gone_pieces, "amounts": gone_amounts}
    of = shapes.get(takes, gone_pieces | gone_amounts)
    about = {**_envelope, "order_id": ids, "kind": st.just(kind)}
    named = st.builds(Refunded, **about, lines=some(of))
    if takes == "pieces":
        return named
    return named | st.builds(Refunded, **about, amount_minor=amounts)


_about = {"content_id": st.none() | ids, "subject_id": st.none() | ids}
claims = st.builds(
    Claim,
    kind=st.sampled_from([one for one in CREDIT_KINDS if one != "relation"]),
    holder_id=ids,
    at=instants,
    weight=st.integers(1, 1_000_000),
    **_about,
)
named = st.lists(ids, max_size=3).map(tuple)

KINDS: dict[type[Event], st.SearchStrategy[Event]] = {
    Touch: st.builds(Touch, **_envelope, sharer_id=ids, visitor_id=ids, channel=ids, **_about),
    Registered: st.builds(
        Registered, **_envelope, member_id=ids, sharer_id=st.none() | ids, channel=ids
    ),
    Rebind: st.builds(
        lambda persons, **fields: Rebind(maker_id=persons[0], checker_id=persons[1], **fields),
        st.lists(ids, min_size=2, max_size=2, unique=True),
        **_envelope,
        relation=st.sampled_from(RELATIONS),
        member_id=ids,
        parent_id=st.none() | ids,
        reason=ids,
        with_subtree=st.booleans(),
        limit=st.integers(1, PAGE_LIMIT),
    ),
    SettleFans: st.builds(
        SettleFans,
        **_envelope,
        member_id=ids,
        relations=st.lists(st.sampled_from(RELATIONS), min_size=1, unique=True).map(tuple),
        limit=st.integers(1, PAGE_LIMIT),
    ),
    OrderPaid: st.builds(
        OrderPaid,
        **_envelope,
        order_id=ids,
        merchant_id=ids,
        payer_id=ids,
        buyer_id=ids,
        currency=currencies,
        lines=some(open_lines),
        claims=st.lists(claims, max_size=3, unique_by=lambda claim: claim.holder_id).map(tuple),
    ),
    Captured: st.builds(
        Captured,
        **_envelope,
        order_id=ids,
        capture_id=ids,
        lines=some(lines),
        is_last=st.booleans(),
    )
    | st.builds(Captured, **_envelope, order_id=ids, capture_id=ids, is_last=st.just(value=True)),
    OrderPlaced: st.builds(
        OrderPlaced,
        **_envelope,
        order_id=ids,
        merchant_id=ids,
        payer_id=ids,
        buyer_id=ids,
        currency=st.sampled_from(sorted(CURRENCIES)),
        lines=some(pieces, least=0),
        channel=st.none() | ids,
        cart_id=st.none() | ids,
    ),
    OrderCancelled: st.builds(OrderCancelled, **_envelope, order_id=ids),
    OrderConfirmed: st.builds(
        OrderConfirmed, **_envelope, order_id=ids, lines=some(pieces, least=0)
    ),
    Exchanged: st.builds(Exchanged, **_envelope, order_id=ids, lines=some(pieces)),
    Refunded: st.one_of(*(refunds(kind, use.takes) for kind, use in REFUND_KINDS.items())),
    Release: st.builds(
        Release,
        **_envelope,
        limit=st.integers(1, PAGE_LIMIT),
        after=st.none() | st.tuples(st.integers(-(2**63), 2**63 - 1), ids),
    ),
    FoldWallet: st.builds(FoldWallet, **_wallet, limit=st.integers(1, PAGE_LIMIT)),
    WithdrawalRequested: st.builds(
        WithdrawalRequested, **_wallet, payee_token=ids, amount_minor=st.none() | amounts
    ),
    PayoutResult: st.builds(
        PayoutResult,
        **_envelope,
        instruction_id=ids,
        outcome=st.sampled_from(PAYOUT_OUTCOMES),
        amount_minor=amounts,
        currency=currencies,
        reference=st.none() | ids,
        attempt=st.integers(1, ATTEMPT_LIMIT),
        charge_minor=st.integers(0, 10**9),
    ),
    WithdrawalCancelled: st.builds(WithdrawalCancelled, **_envelope, instruction_id=ids),
    **PAYOUTS,
    **CAREERS,
    AssortmentChanged: st.builds(AssortmentChanged, **_envelope, member_id=ids)
    | st.builds(
        AssortmentChanged,
        **_envelope,
        member_id=ids,
        lists=st.sampled_from(["only", "all_but"]),
        skus=named,
        categories=named,
        title_id=st.none() | ids,
    ),
    ForgetVisits: st.builds(
        ForgetVisits,
        **_envelope,
        spare_days=st.integers(0, 3_650),
        limit=st.integers(1, PAGE_LIMIT),
    ),
}
modern = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001  # the zone is beside it


def _closed(days: int, length: int, **given: Any) -> PeriodClosed:
    """Build a close of some days that ended some days before it."""
    until = given["at"] - timedelta(days=days)
    return PeriodClosed(**given, since=until - timedelta(days=length), until=until)


KINDS |= {
    InviteIssued: st.builds(
        InviteIssued,
        **_envelope,
        member_id=ids,
        code=ids,
        valid_days=st.none() | st.integers(1, VALID_DAYS_LIMIT),
    ),
    InviteRedeemed: st.builds(InviteRedeemed, **_envelope, code=ids, member_id=ids),
    InviteCancelled: st.builds(InviteCancelled, **_envelope, code=ids),
    SeatFreed: st.builds(SeatFreed, **_envelope, code=ids),
    ExpireInvites: st.builds(ExpireInvites, **_envelope, limit=st.integers(1, PAGE_LIMIT)),
    PeriodClosed: st.builds(
        _closed,
        st.integers(0, 99),
        st.integers(1, 99),
        **_envelope | {"at": modern},
        payer_id=ids,
        currency=currencies,
        period=ids,
        limit=st.integers(1, PAGE_LIMIT),
    ),
    FoldQuota: st.builds(FoldQuota, **_envelope, member_id=ids, limit=st.integers(1, PAGE_LIMIT)),
}
_people = st.tuples(ids, ids).filter(lambda two: two[0] != two[1])
KINDS |= {Seal: st.builds(Seal, **_envelope, payer_id=ids, limit=st.integers(1, PAGE_LIMIT))}
KINDS |= {
    kind: st.builds(
        lambda kind, two, **fields: kind(maker_id=two[0], checker_id=two[1], **fields),
        st.just(kind),
        _people,
        **_envelope,
        payer_id=ids,
        period_id=ids,
        reason=ids,
    )
    for kind in (BooksClosed, BooksReopened, BooksLocked)
}
KINDS |= (
    OPERATIONS
    | PAYEES
    | {
        OrderCorrected: st.builds(
            with_captures,
            st.builds(
                OrderCorrected, **_envelope, **TWO, payment=KINDS[OrderPaid], correction_id=ids
            ),
            st.lists(KINDS[Captured], max_size=2),
        )
    }
)
_books = {**_envelope, "payer_id": ids, "currency": currencies}
_payments = {**_books, "reference": st.none() | ids}
_some = {"amount_minor": st.none() | amounts} | _payments
_advance = {"amount_minor": amounts, "is_advance": st.booleans()} | _payments
deductions = st.lists(
    st.builds(
        Deduction,
        amount_minor=st.integers(1, AMOUNT_LIMIT_MINOR // 3),
        reason=ids,
        merchant_id=st.none() | ids,
    ),
    min_size=1,
    max_size=3,
)
months = st.sampled_from(["2024-01", "2024-02", "2024-12"])
tax_months = st.builds(
    OpeningTaxMonth,
    month=months,
    scheme_id=ids,
    gross_minor=st.integers(300, AMOUNT_LIMIT_MINOR),
    payment_count=st.integers(1, QUANTITY_LIMIT),
    income_tax_minor=st.integers(0, 100),
    vat_minor=st.integers(0, 100),
    surcharge_minor=st.integers(0, 100),
    is_declared=st.booleans(),
)
KINDS |= {
    TaxMonthDeclared: st.builds(
        TaxMonthDeclared,
        **_books,
        month=months,
        limit=st.integers(1, PAGE_LIMIT),
        after=st.none() | ids,
    ),
    OpeningTax: st.builds(
        OpeningTax,
        **_books,
        person_id=ids,
        months=st.lists(
            tax_months, min_size=1, max_size=3, unique_by=lambda one: (one.month, one.scheme_id)
        ).map(tuple),
        unremitted_minor=st.integers(0, AMOUNT_LIMIT_MINOR),
    ),
    TaxRemitted: st.builds(TaxRemitted, **_payments, month=months, amount_minor=amounts),
    ClearingSettled: st.builds(
        ClearingSettled,
        **_payments,
        tender=ids,
        arrived_minor=amounts,
        fee_minor=st.integers(0, AMOUNT_LIMIT_MINOR),
    ),
    MerchantPaid: st.builds(MerchantPaid, **_some, merchant_id=ids)
    | st.builds(MerchantPaid, **_advance, merchant_id=ids),
    SupplierPaid: st.builds(SupplierPaid, **_some, supplier_id=ids)
    | st.builds(
        lambda persons, **fields: SupplierPaid(
            maker_id=persons[0], checker_id=persons[1], **fields
        ),
        st.lists(ids, min_size=2, max_size=2, unique=True),
        **_advance,
        supplier_id=ids,
        deductions=deductions.map(tuple),
    ),
    FoldBalance: st.builds(
        FoldBalance,
        **_books,
        account=st.sampled_from(OWED),
        party_id=ids,
        limit=st.integers(1, PAGE_LIMIT),
    ),
}
KINDS |= {
    Reconciled: st.builds(
        Reconciled,
        **_envelope,
        payer_id=ids,
        statement_id=ids,
        verdicts=st.lists(
            st.builds(
                Verdict,
                subject=st.sampled_from(SUBJECTS),
                subject_id=ids,
                state=st.just("broken"),
                line_ids=st.lists(ids, max_size=2),
                breaks=st.lists(
                    st.builds(
                        FoundBreak,
                        kind=st.sampled_from(BREAK_KINDS),
                        line_id=st.just("") | ids,
                        currency=currencies,
                        expected_minor=amounts,
                        got_minor=amounts,
                        since_day=st.integers(-400, 40_000),
                    ),
                    min_size=1,
                    max_size=2,
                ),
            ),
            min_size=1,
            max_size=2,
            unique_by=lambda one: (one.subject, one.subject_id),
        ),
    ),
    RailCharged: st.builds(RailCharged, **_books, line_id=ids, amount_minor=amounts.filter(bool)),
    BreakExplained: st.builds(
        lambda persons, **fields: BreakExplained(
            maker_id=persons[0], checker_id=persons[1], **fields
        ),
        st.lists(ids, min_size=2, max_size=2, unique=True),
        **_envelope,
        payer_id=ids,
        subject=st.sampled_from(SUBJECTS),
        subject_id=ids,
        kind=st.sampled_from(BREAK_KINDS),
        line_id=st.none() | ids,
        reason=ids,
    ),
}
events = st.one_of(*KINDS.values())
