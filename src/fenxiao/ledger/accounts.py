"""Accounts and posting templates (科目与分录模板): one table, drawn into docs/postings.md.

A template is a list of moves, each from a credited to a debited account with the same
amounts on both sides, so every entry balances by construction, per payer and currency.

A commission is deferred when the order is paid: nobody has earned it yet, so its cost
is an asset and no expense. Confirmation turns it into an expense that is owed and held.

Source: docs/postings.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["ACCOUNTS", "TEMPLATES", "Account", "Move", "Template"]


class Account(NamedTuple):
    """A row of the chart: whose it is, and which component of a wallet it holds.

    ``component`` is the wallet's field for members' accounts, empty for the payer's own.
    """

    name: str
    nature: Literal["asset", "liability", "expense"]
    component: str
    title: str
    title_zh: str


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


_ACCOUNTS = (
    Account("deferred_cost", "asset", "", "Commission not yet earned", "待确认佣金成本"),
    Account("bank", "asset", "", "Money paid out", "付款账户"),
    Account("commission_expense", "expense", "", "Commission", "佣金支出"),
    Account("member_deferred", "liability", "deferred_minor", "Owed once confirmed", "待确认佣金"),
    Account("member_held", "liability", "held_minor", "Owed, held", "冻结佣金"),
    Account("member_available", "liability", "available_minor", "Owed, available", "可提现佣金"),
    Account("member_in_transit", "liability", "in_transit_minor", "On its way out", "打款中"),
)
ACCOUNTS = {row.name: row for row in _ACCOUNTS}
"""The chart of accounts, by name."""

_UNCONFIRMED = Move(debit="deferred_cost", credit="member_deferred")
_EARNED = Move(debit="commission_expense", credit="deferred_cost")
_HELD = Move(debit="member_deferred", credit="member_held")
_FREED = Move(debit="member_held", credit="member_available")
_SENT = Move(debit="member_available", credit="member_in_transit")
_ARRIVED = Move(debit="member_in_transit", credit="bank")


def _back(move: Move) -> Move:
    return Move(debit=move.credit, credit=move.debit)


_TEMPLATES = (
    Template("accrual", (_UNCONFIRMED,), "Order paid: commission promised", "计提佣金"),
    Template("confirmation", (_EARNED, _HELD), "Receipt confirmed: earned, held", "确认佣金"),
    Template("release", (_FREED,), "Holding over: available", "解冻佣金"),
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
    Template(
        "award_held",
        (Move("commission_expense", "member_held"),),
        "Period closed: award, held",
        "周期奖金（冻结）",
    ),
    Template(
        "award_available",
        (Move("commission_expense", "member_available"),),
        "Period closed: award, available",
        "周期奖金（可用）",
    ),
    Template("award_released", (_FREED,), "Next period closed: award available", "周期奖金解冻"),
    Template(
        "award_back_held",
        (Move("member_held", "commission_expense"),),
        "Award corrected while held",
        "周期奖金更正（冻结中）",
    ),
    Template(
        "award_back",
        (Move("member_available", "commission_expense"),),
        "Award corrected; below 0 is a debt",
        "周期奖金更正（已可用）",
    ),
)
TEMPLATES = {row.name: row for row in _TEMPLATES}
"""What each event posts, by the template's name; a clawback's ends with the order's state."""
