"""Accounts (科目): the chart, one table, drawn into docs/postings.md.

Source: docs/postings.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["ACCOUNTS", "Account", "Nature", "Party", "own_sign"]

Nature = Literal["asset", "liability", "equity", "income", "expense"]
"""What an account is; assets and expenses grow by debits, the others by credits."""

Party = Literal["", "member", "merchant", "supplier", "tender"]
"""By whom an account is kept apart; empty where the payer keeps it as one."""


class Account(NamedTuple):
    """A row of the chart: what it is, by whom it is kept, and which part of a wallet it holds.

    ``component`` is the wallet's field for members' accounts, empty for all others.
    """

    name: str
    nature: Nature
    party: Party
    component: str
    title: str
    title_zh: str


def _wallet(name: str, component: str, title: str, title_zh: str) -> Account:
    nature: Nature = "asset" if component == "debt_minor" else "liability"
    return Account(name, nature, "member", component, title, title_zh)


_ACCOUNTS = (
    Account("deferred_cost", "asset", "", "", "Commission not yet earned", "待确认佣金成本"),
    Account("bank", "asset", "", "", "Money paid out", "付款账户"),
    Account("commission_expense", "expense", "", "", "Commission", "佣金支出"),
    _wallet("member_deferred", "deferred_minor", "Owed once confirmed", "待确认佣金"),
    _wallet("member_held", "held_minor", "Owed, held", "冻结佣金"),
    _wallet("member_available", "available_minor", "Owed, available", "可提现佣金"),
    _wallet("member_in_transit", "in_transit_minor", "On its way out", "打款中"),
    _wallet("member_frozen", "frozen_minor", "Owed, stopped by a person", "人工冻结"),
    _wallet("member_debt", "debt_minor", "Owed by members", "应收会员欠款"),
    _wallet("member_reserved", "reserved_minor", "Owed, reserved by holds", "已预占余额"),
    Account("opening_balance", "equity", "", "", "Taken over from another system", "期初余额"),
    Account("forfeited", "income", "", "", "Forfeited commission", "没收佣金"),
    Account("dormant", "income", "", "", "Dormant balances", "长期未领取"),
    Account("debt_recovered", "income", "", "", "Debts paid after write-off", "坏账收回"),
    Account("bad_debt", "expense", "", "", "Debts written off", "坏账损失"),
    Account("adjustment", "expense", "", "", "Adjustments by hand", "人工调整"),
    Account("fx_position", "asset", "", "", "Foreign exchange position", "外汇头寸"),
    Account("clearing", "asset", "tender", "", "With gateways, on its way in", "在途收款"),
    Account("contract_liability", "liability", "", "", "Paid, not yet received", "合同负债"),
    Account(
        "merchant_pending", "liability", "merchant", "", "Merchants, unconfirmed", "待确认货款"
    ),
    Account("merchant_payable", "liability", "merchant", "", "Owed to merchants", "应付商家"),
    Account("supplier_payable", "liability", "supplier", "", "Owed to suppliers", "应付供应商"),
    Account("tax_payable", "liability", "", "", "Tax: of sales, and withheld", "应交税费"),
    Account("revenue", "income", "", "", "Sales", "主营业务收入"),
    Account("freight_income", "income", "", "", "Freight", "运费收入"),
    Account("platform_fee", "income", "", "", "Fees from merchants", "平台服务费收入"),
    Account("cost_of_goods", "expense", "", "", "Cost of goods", "主营业务成本"),
    Account(
        "coupon_expense", "expense", "", "", "Coupons that the platform bears", "平台优惠券支出"
    ),
    Account("collection_fee", "expense", "", "", "Fees of gateways", "收款手续费"),
    Account("wages_payable", "liability", "", "", "Handed to payroll", "应付职工薪酬"),
    Account("payout_fee", "income", "", "", "Fees of withdrawals", "提现手续费收入"),
    Account("payout_charge", "expense", "", "", "Charges of rails", "打款渠道手续费"),
)
ACCOUNTS = {row.name: row for row in _ACCOUNTS}
"""The chart of accounts, by name."""

_CREDIT = frozenset(("liability", "income", "equity"))


def own_sign(account: str) -> Literal[-1, 1]:
    """Return the sign by which a balance of an account counts up: of a debit, or of a credit.

    Examples:
        >>> own_sign("bank"), own_sign("member_available")
        (1, -1)
    """
    return -1 if ACCOUNTS[account].nature in _CREDIT else 1
