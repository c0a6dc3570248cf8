"""Posting templates (分录模板): what each event posts, one table, drawn into docs/postings.md.

A template is a list of moves, each from a credited to a debited account with the same
amounts on both sides, so every entry balances by construction, per payer and currency.

A commission is deferred when the order is paid: nobody has earned it yet, so its cost
is an asset and no expense. Confirmation turns it into an expense that is owed and held.

Source: docs/postings.md.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["TEMPLATES", "Move", "Template"]


class Move(NamedTuple):
    """The same amounts debited to one account and credited to another."""

    debit: str
    credit: str


class Template(NamedTuple):
    """What an event posts."""

    name: str
    moves: tuple[Move, ...]
    title: str
    title_zh: str


_UNCONFIRMED = Move(debit="deferred_cost", credit="member_deferred")
_EARNED = Move(debit="commission_expense", credit="deferred_cost")
_HELD = Move(debit="member_deferred", credit="member_held")
_FREED = Move(debit="member_held", credit="member_available")
_SENT = Move(debit="member_available", credit="member_in_transit")
_ARRIVED = Move(debit="member_in_transit", credit="bank")
_STOPPED = Move(debit="member_available", credit="member_frozen")
_FORFEITED = Move(debit="member_frozen", credit="forfeited")
_GIVEN = Move(debit="adjustment", credit="member_available")
_OWED = Move(debit="member_debt", credit="member_available")
_DORMANT = Move(debit="member_available", credit="dormant")


def _back(move: Move) -> Move:
    return Move(debit=move.credit, credit=move.debit)


_TEMPLATES = (
    Template("accrual", (_UNCONFIRMED,), "Order paid: commission promised", "计提佣金"),
    Template("confirmation", (_EARNED, _HELD), "Receipt confirmed: earned, held", "确认佣金"),
    Template(
        "confirmation_back",
        (_back(_EARNED), _back(_HELD)),
        "Receipt undone: promised again",
        "撤销确认",
    ),
    Template("release", (_FREED,), "Holding over: available", "解冻佣金"),
    Template("release_back", (_back(_FREED),), "Held again", "撤销解冻"),
    Template(
        "clawback_paid", (_back(_UNCONFIRMED),), "Refund before receipt", "退款冲正（未确认）"
    ),
    Template(
        "clawback_confirmed",
        (Move("member_held", "commission_expense"),),
        "Refund while held",
        "退款冲正（冻结中）",
    ),
    Template(
        "clawback_released",
        (Move("member_available", "commission_expense"),),
        "Refund after release; below 0 is a debt",
        "退款冲正（已解冻）",
    ),
    Template("withdrawal", (_SENT,), "Withdrawal: on its way", "提现申请"),
    Template("payout_paid", (_ARRIVED,), "The rail has paid", "打款成功"),
    Template(
        "payout_failed", (_back(_SENT),), "The rail has not paid: available again", "打款失败"
    ),
    Template(
        "payout_returned",
        (Move("bank", "member_available"),),
        "Paid, then returned: available again",
        "打款退回",
    ),
    Template("freeze", (_STOPPED,), "A person stops what is available", "人工冻结"),
    Template("unfreeze", (_back(_STOPPED),), "A person frees it again", "解除冻结"),
    Template("forfeit", (_FORFEITED,), "What was stopped is forfeited", "没收"),
    Template("forfeit_back", (_back(_FORFEITED),), "Forfeited by mistake", "撤销没收"),
    Template("adjustment_up", (_GIVEN,), "A person adds to a wallet", "人工调增"),
    Template("adjustment_down", (_back(_GIVEN),), "A person takes from a wallet", "人工调减"),
    Template("debt_noted", (_OWED,), "A wallet below 0 becomes a debt", "转应收欠款"),
    Template("debt_netted", (_back(_OWED),), "Earnings pay a debt", "抵扣欠款"),
    Template("debt_paid", (Move("bank", "member_debt"),), "A member pays his debt", "收回欠款"),
    Template("write_off", (Move("bad_debt", "member_debt"),), "A debt is given up", "核销坏账"),
    Template(
        "write_off_back",
        (Move("member_debt", "debt_recovered"),),
        "A debt that was given up counts again",
        "坏账恢复",
    ),
    Template("dormant", (_DORMANT,), "Nobody came for it: income", "长期未领取转收入"),
    Template("dormant_back", (_back(_DORMANT),), "Somebody came for it", "恢复长期未领取"),
    Template("opening_deferred", (_UNCONFIRMED,), "Taken over: not yet earned", "期初待确认"),
    Template(
        "opening_held", (Move("opening_balance", "member_held"),), "Taken over: held", "期初冻结"
    ),
    Template(
        "opening_available",
        (Move("opening_balance", "member_available"),),
        "Taken over: available",
        "期初可提现",
    ),
    Template(
        "opening_frozen",
        (Move("opening_balance", "member_frozen"),),
        "Taken over: stopped",
        "期初人工冻结",
    ),
    Template(
        "opening_in_transit",
        (Move("opening_balance", "member_in_transit"),),
        "Taken over: on its way out",
        "期初打款中",
    ),
    Template(
        "opening_debt",
        (Move("member_debt", "opening_balance"),),
        "Taken over: owed by members",
        "期初欠款",
    ),
    Template("fx_sold", (Move("fx_position", "bank"),), "Sold for another currency", "售汇"),
    Template(
        "fx_bought", (Move("bank", "fx_position"),), "Money bought with another currency", "购汇"
    ),
)
TEMPLATES = {row.name: row for row in _TEMPLATES}
"""What each event posts, by the template's name; a clawback's ends with the order's state."""
