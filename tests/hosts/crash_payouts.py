"""Payouts for the crash tests: apply, approve, submit, result; rejections and attempts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from examples.shop_year.source import CURRENCY, SHOP
from fenxiao import Event, PayoutPolicy, PayoutResult, WithdrawalRequested
from fenxiao.model.events import PayoutOutcome
from fenxiao.model.operations import Adjusted
from fenxiao.model.payout_records import PayoutBatch
from fenxiao.model.payouts import (
    BatchDecided,
    BatchProposed,
    PayoutRejected,
    PayoutRetried,
    PayoutSubmitted,
    WithdrawalCancelled,
)
from fenxiao.payout.policy import Tier, WithdrawalFee, WithdrawalRule
from tests.hosts.crash_payees import registrations

if TYPE_CHECKING:
    from tests.hosts.crash_stream import Stream

__all__ = ["PAYOUT", "payouts"]

PAYOUT = PayoutPolicy(
    rules=(
        WithdrawalRule(
            currency=CURRENCY,
            minimum_minor=100,
            day_most_count=3,
            automatic_below_minor=5_000,
            fee=WithdrawalFee(rate_ppm=1_000, free_count=1),
            tiers=(Tier(checkers=2),),
        ),
    )
)
"""Below 50.00 nobody need approve, from there on two persons."""

MEMBERS = ("pay-a", "pay-b", "pay-c", "pay-d", "pay-e")


def payouts(stream: Stream, part: int) -> Iterator[Event]:
    """Yield five withdrawals; one is taken back, one rejected, three approved, sent, answered."""
    at = stream.told[-1].at + timedelta(hours=1)
    by_hand: dict[str, Any] = {"reason": "bonus", "maker_id": "ann", "checker_id": "bob"}
    new = (one for one in MEMBERS if stream.book.payee(SHOP, one) is None)
    yield from registrations(new, at)
    for member_id in MEMBERS:
        wallet: dict[str, Any] = {"payer_id": SHOP, "member_id": member_id, "currency": CURRENCY}
        name = f"{part}:{member_id}"
        yield Adjusted(id=f"bonus:{name}", at=at, amount_minor=9_000, **wallet, **by_hand)
        token = f"account-of-{member_id}"
        yield WithdrawalRequested(
            id=f"asked:{name}", at=at, payee_token=token, amount_minor=6_000, **wallet
        )
    mine = [one for one in stream.book.payouts() if one.state == "requested"]
    yield WithdrawalCancelled(id=f"taken back:{part}", at=at, instruction_id=mine[0].instruction_id)
    batch_id = f"batch:{part}"
    yield BatchProposed(
        id=f"proposed:{part}",
        at=at,
        batch_id=batch_id,
        payer_id=SHOP,
        currency=CURRENCY,
        maker_id="ann",
        limit=2,
    )
    out = {"at": at, "checker_id": "bob", "reason": "not his account"}
    yield PayoutRejected(id=f"rejected:{part}", instruction_id=mine[1].instruction_id, **out)  # type: ignore[arg-type]  # its own fields
    for checker_id in ("bob", "cid"):
        yield approval(stream, batch_id, checker_id, at)
    approved = [one for one in stream.book.payouts() if one.batch_id == batch_id]
    for number, payout in enumerate(one for one in approved if one.state == "approved"):
        name = payout.instruction_id
        yield PayoutSubmitted(id=f"sent:{name}", at=at, instruction_id=name, rail="bank")
        yield answer(payout.instruction_id, payout.amount_minor, "processing", at, 1)
        if number:
            yield answer(name, payout.amount_minor, "paid", at, 1)
            continue
        yield answer(name, payout.amount_minor, "failed", at, 1)
        yield PayoutRetried(
            id=f"again:{name}",
            at=at,
            payer_id=SHOP,
            member_id=payout.member_id,
            currency=CURRENCY,
            instruction_id=name,
        )
        yield answer(name, payout.amount_minor, "paid", at, 2)


def approval(stream: Stream, batch_id: str, checker_id: str, at: datetime) -> BatchDecided:
    """Return an approval of a batch exactly as it is."""
    batch, _ = stream.book.rows["batch", batch_id]
    assert isinstance(batch, PayoutBatch)
    return BatchDecided(
        id=f"{checker_id} approves {batch_id}",
        at=at,
        batch_id=batch_id,
        decision="approve",
        checker_id=checker_id,
        instruction_count=batch.instruction_count,
        total_minor=batch.total_minor,
        digest=batch.digest,
        limit=2,
    )


def answer(
    name: str, amount_minor: int, outcome: PayoutOutcome, at: datetime, attempt: int
) -> PayoutResult:
    return PayoutResult(
        id=f"{outcome} {attempt}:{name}",
        at=at,
        instruction_id=name,
        outcome=outcome,
        amount_minor=amount_minor,
        currency=CURRENCY,
        attempt=attempt,
    )
