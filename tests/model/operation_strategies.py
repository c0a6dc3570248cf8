"""Strategies for operations by hand and take-overs, each field over its published range."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from fenxiao.model.checks import ID_LIMIT, QUANTITY_LIMIT
from fenxiao.model.envelope import Event
from fenxiao.model.openings import (
    OpeningBinding,
    OpeningCounter,
    OpeningLine,
    OpeningOrder,
    OpeningPayout,
    OpeningQuota,
    OpeningShare,
    OpeningWallet,
)
from fenxiao.model.operations import (
    REVERSIBLE,
    Adjusted,
    Converted,
    DebtPaid,
    DebtSettled,
    DormantTaken,
    Forfeited,
    Frozen,
    OperationReversed,
    PartEvent,
    Unfrozen,
    WrittenOff,
)
from fenxiao.model.people import RELATIONS
from fenxiao.money import AMOUNT_LIMIT_MINOR, CURRENCIES, TOTAL_LIMIT_MINOR
from fenxiao.payout.lifecycle import OPEN_STATES

ids = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=ID_LIMIT)
zones = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones)  # noqa: DTZ001  # the zones are the third argument
currencies = st.sampled_from(sorted(CURRENCIES))
amounts = st.integers(1, AMOUNT_LIMIT_MINOR)
signed = st.integers(-AMOUNT_LIMIT_MINOR, AMOUNT_LIMIT_MINOR)
_envelope = {"id": ids, "at": instants, "recorded_at": st.none() | instants}
_wallet = {**_envelope, "payer_id": ids, "member_id": ids, "currency": currencies}
TWO = {
    "reason": ids,
    "maker_id": st.sampled_from(["maker", "clerk"]),
    "checker_id": st.sampled_from(["checker", "chief"]),
}
"""Reason and persons of what is done by hand."""

_PARTS: tuple[type[PartEvent], ...] = (Frozen, Unfrozen, Forfeited, WrittenOff, DormantTaken)
_pairs = st.sampled_from([("CNY", "USD"), ("USD", "JPY"), ("EUR", "CNY")])

shares = st.builds(
    OpeningShare,
    payee_id=ids,
    numerator=st.integers(1, TOTAL_LIMIT_MINOR),
    denominator=st.integers(1, TOTAL_LIMIT_MINOR),
)
lines = st.integers(1, QUANTITY_LIMIT).flatmap(
    lambda quantity: st.builds(
        OpeningLine,
        line_id=ids,
        quantity=st.just(quantity),
        paid_minor=st.integers(5, AMOUNT_LIMIT_MINOR // 3),
        shares=st.lists(shares, max_size=2).map(tuple),
        returned_quantity=st.integers(0, quantity),
        refunded_minor=st.integers(0, 5),
    )
)
_order = {
    **_envelope,
    "order_id": ids,
    "merchant_id": ids,
    "payer_id": ids,
    "buyer_id": ids,
    "currency": currencies,
    "paid_at": instants,
    "lines": st.lists(lines, min_size=1, max_size=3, unique_by=lambda one: one.line_id).map(tuple),
    "upline": st.lists(ids, max_size=3).map(tuple),
}
_held = {"confirmed_at": instants, "due_at": instants}

OPERATIONS: dict[type[Event], st.SearchStrategy[Event]] = {
    **{
        kind: st.builds(kind, **_wallet, **TWO, amount_minor=st.none() | amounts) for kind in _PARTS
    },
    Adjusted: st.builds(Adjusted, **_wallet, **TWO, amount_minor=signed.filter(bool)),
    OperationReversed: st.builds(
        OperationReversed,
        **_wallet,
        **TWO,
        operation=st.sampled_from(REVERSIBLE),
        operation_id=ids,
    ),
    DebtSettled: st.builds(DebtSettled, **_wallet),
    DebtPaid: st.builds(DebtPaid, **_wallet, amount_minor=amounts, reference=st.none() | ids),
    Converted: st.builds(
        lambda pair, **fields: Converted(sold_currency=pair[0], bought_currency=pair[1], **fields),
        _pairs,
        **_envelope,
        **TWO,
        payer_id=ids,
        sold_minor=amounts,
        bought_minor=amounts,
        rate=st.from_regex(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?", fullmatch=True).filter(
            str.isascii
        ),
        rate_source=ids,
    ),
    OpeningBinding: st.builds(
        OpeningBinding,
        **_envelope,
        relation=st.sampled_from(RELATIONS),
        member_id=ids,
        parent_id=ids,
    ),
    OpeningWallet: st.builds(
        OpeningWallet,
        **_wallet,
        available_minor=signed,
        frozen_minor=st.integers(0, AMOUNT_LIMIT_MINOR),
        debt_minor=st.integers(0, AMOUNT_LIMIT_MINOR),
    ),
    OpeningOrder: st.builds(OpeningOrder, **_order, state=st.just("paid"))
    | st.builds(OpeningOrder, **_order, **_held, state=st.sampled_from(["confirmed", "released"])),
    OpeningPayout: st.builds(
        OpeningPayout,
        **_wallet,
        instruction_id=ids,
        key=ids,
        amount_minor=amounts,
        payee_token=ids,
        state=st.sampled_from(OPEN_STATES),
        fee_minor=st.integers(0, 10**6),
        tax_minor=st.integers(0, 10**6),
        requested_at=instants,
        reference=st.none() | ids,
    ),
    OpeningQuota: st.builds(
        OpeningQuota,
        **_envelope,
        member_id=ids,
        sales_minor=st.integers(0, TOTAL_LIMIT_MINOR),
        used_count=st.integers(5, QUANTITY_LIMIT),
        freed_count=st.integers(0, 5),
    ),
    OpeningCounter: st.builds(
        OpeningCounter,
        **_envelope,
        member_id=ids,
        counter=ids,
        amount=st.integers(1, TOTAL_LIMIT_MINOR),
        currency=st.none() | currencies,
    ),
}
