"""Posting templates (分录模板): what each event posts, one table, drawn into docs/postings.md.

A template is a list of moves, each from a credited to a debited account with the same
amounts on both sides, so every entry balances by construction, per payer and currency.

A commission is deferred when the order is paid: nobody has earned it yet, so its cost
is an asset and no expense. Confirmation turns it into an expense that is owed and held.

Trade has a template for each event and mode, and another with every move turned round: an
order's books are functions of what is left of it, so an event posts what they rose by with
the one and what they fell by with the other.

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
_RESERVED = Move(debit="member_available", credit="member_reserved")
_WAGES = Move(debit="member_available", credit="wages_payable")


def _back(move: Move) -> Move:
    return Move(debit=move.credit, credit=move.debit)


def _both_ways(row: Template, title: str, title_zh: str) -> tuple[Template, Template]:
    """Return a template and the one that takes back what it posted."""
    moves = tuple(_back(move) for move in row.moves)
    return row, Template(f"{row.name}_back", moves, title, title_zh)


_TRADE = (
    *_both_ways(
        Template(
            "capture_principal",
            (
                Move("clearing", "contract_liability"),
                Move("merchant_pending", "contract_liability"),
                Move("collection_fee", "clearing"),
            ),
            "Paid: the payer sells himself",
            "收款（自营）",
        ),
        "Paid back: the payer sells himself",
        "退款（自营）",
    ),
    *_both_ways(
        Template(
            "capture_agent",
            (
                Move("clearing", "merchant_pending"),
                Move("coupon_expense", "merchant_pending"),
                Move("merchant_pending", "merchant_pending"),
                Move("collection_fee", "clearing"),
                Move("merchant_pending", "clearing"),
            ),
            "Paid: for a merchant",
            "收款（代销）",
        ),
        "Paid back: for a merchant",
        "退款（代销）",
    ),
    *_both_ways(
        Template(
            "receipt_principal",
            (
                Move("contract_liability", "revenue"),
                Move("contract_liability", "freight_income"),
                Move("contract_liability", "tax_payable"),
                Move("merchant_payable", "merchant_pending"),
                Move("cost_of_goods", "supplier_payable"),
            ),
            "Received: sold",
            "确认收入（自营）",
        ),
        "Brought back: not sold",
        "冲回收入（自营）",
    ),
    *_both_ways(
        Template(
            "receipt_agent",
            (
                Move("merchant_pending", "merchant_payable"),
                Move("merchant_pending", "freight_income"),
                Move("merchant_payable", "merchant_pending"),
                Move("merchant_payable", "platform_fee"),
                Move("merchant_payable", "supplier_payable"),
            ),
            "Received: owed to the merchant",
            "确认应付（代销）",
        ),
        "Brought back: no longer owed to the merchant",
        "冲回应付（代销）",
    ),
    Template(
        "accrual_merchant",
        (Move("merchant_pending", "member_deferred"),),
        "Order paid: commission promised by the merchant",
        "计提佣金（商家出资）",
    ),
    Template(
        "confirmation_merchant",
        (Move("merchant_payable", "merchant_pending"), _HELD),
        "Receipt confirmed: earned from the merchant, held",
        "确认佣金（商家出资）",
    ),
    Template(
        "confirmation_back_merchant",
        (Move("merchant_pending", "merchant_payable"), _back(_HELD)),
        "Receipt undone: promised by the merchant again",
        "撤销确认（商家出资）",
    ),
    Template(
        "clawback_paid_merchant",
        (Move("member_deferred", "merchant_pending"),),
        "Refund before receipt, to the merchant",
        "退款冲正（未确认，商家出资）",
    ),
    Template(
        "clawback_confirmed_merchant",
        (Move("member_held", "merchant_payable"),),
        "Refund while held, to the merchant",
        "退款冲正（冻结中，商家出资）",
    ),
    Template(
        "clawback_released_merchant",
        (Move("member_available", "merchant_payable"),),
        "Refund after release, to the merchant; below 0 is a debt",
        "退款冲正（已解冻，商家出资）",
    ),
    Template(
        "clearing_settled",
        (Move("bank", "clearing"), Move("collection_fee", "clearing")),
        "The gateway has paid out",
        "通道到账",
    ),
    Template(
        "merchant_paid", (Move("merchant_payable", "bank"),), "A merchant is paid", "结付商家"
    ),
    Template(
        "supplier_paid", (Move("supplier_payable", "bank"),), "A supplier is paid", "结付供应商"
    ),
    Template(
        "supplier_deduction",
        (
            Move("supplier_payable", "cost_of_goods"),
            Move("supplier_payable", "merchant_payable"),
        ),
        "Deducted from what a supplier is owed",
        "供应商扣款",
    ),
)

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
    Template(
        "release_stopped",
        (Move("member_held", "member_frozen"),),
        "Holding over, payee unfit: stopped",
        "解冻转人工冻结",
    ),
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
    Template(
        "withdrawal_back",
        (_back(_SENT),),
        "Not approved, or not wanted any more: available again",
        "提现驳回或撤回",
    ),
    Template(
        "payout_fee",
        (Move("member_in_transit", "payout_fee"),),
        "Paid: the fee kept of it",
        "提现手续费",
    ),
    Template(
        "payout_fee_back",
        (Move("payout_fee", "member_available"),),
        "Returned: the fee given back",
        "退回提现手续费",
    ),
    Template(
        "payout_tax",
        (Move("member_in_transit", "tax_payable"),),
        "Paid: the tax withheld of it",
        "代扣税款",
    ),
    Template(
        "payout_tax_back",
        (Move("tax_payable", "member_available"),),
        "Returned: the tax given back",
        "退回代扣税款",
    ),
    Template(
        "payout_charge",
        (Move("payout_charge", "bank"),),
        "What the rail charges for it",
        "打款渠道手续费",
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
        "opening_overdrawn",
        (Move("member_available", "opening_balance"),),
        "Taken over: below 0",
        "期初负余额",
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
    Template("correction_up_paid", (_UNCONFIRMED,), "Corrected: more", "更正调增（未确认）"),
    Template(
        "correction_up_confirmed",
        (Move("commission_expense", "member_held"),),
        "Corrected while held: more",
        "更正调增（冻结中）",
    ),
    Template(
        "correction_up_released",
        (Move("commission_expense", "member_available"),),
        "Corrected after release: more",
        "更正调增（已解冻）",
    ),
    Template(
        "correction_down_paid", (_back(_UNCONFIRMED),), "Corrected: less", "更正调减（未确认）"
    ),
    Template(
        "correction_down_confirmed",
        (Move("member_held", "commission_expense"),),
        "Corrected while held: less",
        "更正调减（冻结中）",
    ),
    Template(
        "correction_down_released",
        (Move("member_available", "commission_expense"),),
        "Corrected after release: less; below 0 is a debt",
        "更正调减（已解冻）",
    ),
    Template(
        "tax_remitted",
        (Move("tax_payable", "bank"),),
        "Withheld tax is paid to the tax office",
        "缴纳代扣税款",
    ),
    Template(
        "opening_tax",
        (Move("opening_balance", "tax_payable"),),
        "Taken over: withheld, not yet paid over",
        "期初应交代扣税",
    ),
    Template("fx_sold", (Move("fx_position", "bank"),), "Sold for another currency", "售汇"),
    Template(
        "fx_bought", (Move("bank", "fx_position"),), "Money bought with another currency", "购汇"
    ),
    *_TRADE,
    Template("hold_placed", (_RESERVED,), "Reserved for a payment", "预占余额"),
    Template(
        "hold_posted",
        (Move("member_reserved", "clearing"),),
        "Paid with what was reserved",
        "余额支付",
    ),
    Template("hold_voided", (_back(_RESERVED),), "Reserved no more", "撤销预占"),
    Template("hold_expired", (_back(_RESERVED),), "Reserved until now", "预占到期"),
    Template(
        "hold_returned",
        (Move("clearing", "member_available"),),
        "Paid with the balance, then returned",
        "退回余额",
    ),
    Template("wages", (_WAGES,), "Handed to payroll", "转入工资"),
    Template("wages_back", (_back(_WAGES),), "Handed to payroll by mistake", "撤销转入工资"),
)
TEMPLATES = {row.name: row for row in _TEMPLATES}
"""What each event posts, by the template's name; a clawback's ends with the order's state."""
