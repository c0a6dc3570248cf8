"""Strategies for events of approval and of attempts, each field over its published range."""

from __future__ import annotations

from hypothesis import strategies as st

from fenxiao.model.envelope import PAGE_LIMIT, Event
from fenxiao.model.payouts import (
    BATCH_DECISIONS,
    ApplyBatch,
    BatchDecided,
    BatchProposed,
    PayoutRejected,
    PayoutRetried,
    PayoutSubmitted,
)
from fenxiao.money import TOTAL_LIMIT_MINOR
from tests.model.operation_strategies import currencies, ids, instants

_envelope = {"id": ids, "at": instants, "recorded_at": st.none() | instants}
_page = {
    "limit": st.integers(1, PAGE_LIMIT),
    "after": st.none() | st.tuples(st.integers(-(2**63), 2**63 - 1), ids),
}

PAYOUTS: dict[type[Event], st.SearchStrategy[Event]] = {
    BatchProposed: st.builds(
        BatchProposed,
        **_envelope,
        **_page,
        batch_id=ids,
        payer_id=ids,
        currency=currencies,
        maker_id=ids,
        payable_by=st.none() | instants,
    ),
    BatchDecided: st.builds(
        BatchDecided,
        **_envelope,
        batch_id=ids,
        decision=st.sampled_from(BATCH_DECISIONS),
        checker_id=ids,
        instruction_count=st.integers(1, 2**31 - 1),
        total_minor=st.integers(1, TOTAL_LIMIT_MINOR),
        digest=ids,
        role=st.none() | ids,
        limit=st.integers(1, PAGE_LIMIT),
        reason=st.none() | ids,
    ),
    ApplyBatch: st.builds(ApplyBatch, **_envelope, **_page, batch_id=ids),
    PayoutRejected: st.builds(
        PayoutRejected, **_envelope, instruction_id=ids, checker_id=ids, reason=ids
    ),
    PayoutSubmitted: st.builds(PayoutSubmitted, **_envelope, instruction_id=ids, rail=ids),
    PayoutRetried: st.builds(
        PayoutRetried,
        **_envelope,
        payer_id=ids,
        member_id=ids,
        currency=currencies,
        instruction_id=ids,
    ),
}
"""By kind of event."""
