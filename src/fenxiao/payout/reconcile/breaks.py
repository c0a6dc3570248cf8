"""Breaks (差异): what does not agree, each by its name, with what to do about it.

One table, drawn into docs/reconciliation.md. A break is told, never settled by itself: an
answer of the rail, a correction, or two persons who explain it are what ends it.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from fenxiao.model.reconciliation_records import BreakKind

__all__ = ["BREAKS", "Break", "BreakKind", "BreakSpec", "Explained", "describe"]


class BreakSpec(NamedTuple):
    """A row of the table: what does not agree, and what to do, in both languages."""

    kind: BreakKind
    title: str
    title_zh: str
    todo: str
    todo_zh: str


class Break(NamedTuple):
    """One thing that does not agree.

    Args:
        kind: A name of ``BREAKS``.
        line_id: The line, or "" where one is missing.
        instruction_id: The instruction, or "" where none is known.
        currency: Of both amounts.
        expected_minor: What should have been there, in minor units; 0 where nothing.
        got_minor: What was there, in minor units; 0 where nothing.
        since_day: The day from which it is counted, as days since 1970-01-01.

    Examples:
        >>> found = Break("amount_differs", "l1", "i1", "CNY", 100, 99, 0)
        >>> BREAKS[found.kind].title
        'The statement names another amount'
    """

    kind: BreakKind
    line_id: str
    instruction_id: str
    currency: str
    expected_minor: int
    got_minor: int
    since_day: int

    @property
    def name(self) -> tuple[str, str, str]:
        """What an explanation names it by."""
        return (self.kind, self.line_id, self.instruction_id)


class Explained(NamedTuple):
    """A break that two persons have explained; it stays told, and is no longer open."""

    kind: BreakKind
    line_id: str
    instruction_id: str
    reason: str
    maker_id: str
    checker_id: str

    @property
    def name(self) -> tuple[str, str, str]:
        """The break that it explains."""
        return (self.kind, self.line_id, self.instruction_id)


_SPECS = (
    BreakSpec(
        "unknown_key",
        "A line names a key or reference that no instruction has",
        "明细上的单号没有对应的指令",
        "Look for it in the payer's other systems; if nobody knows it, ask the bank at once.",
        "在付款主体的其他系统里查找；无人认领，立即询问银行。",
    ),
    BreakSpec(
        "no_key",
        "A line names no key at all",
        "明细上没有单号",
        "Look at the proposals; two persons accept one, or say what the line is.",
        "查看建议；由两人确认其中一条，或说明该明细是什么。",
    ),
    BreakSpec(
        "line_changed",
        "One line id stands for two different lines",
        "同一明细号内容不同",
        "Fetch the statement again; give lines ids that stay.",
        "重新下载对账单；明细号必须固定不变。",
    ),
    BreakSpec(
        "payer_differs",
        "The money left another payer's account",
        "出款账户属于其他主体",
        "Settle it between the two legal entities; their books balance apart.",
        "由两个法人主体之间结清；两套账各自平衡。",
    ),
    BreakSpec(
        "reference_differs",
        "A line names the key of one instruction and the reference of another",
        "单号与渠道单号属于不同指令",
        "Ask the rail which of the two it paid.",
        "向渠道查询究竟支付的是哪一笔。",
    ),
    BreakSpec(
        "currency_differs",
        "The statement names another currency",
        "币种不一致",
        "Ask the rail; no amount of another currency settles the instruction.",
        "询问渠道；其他币种的金额不能结清该指令。",
    ),
    BreakSpec(
        "amount_differs",
        "The statement names another amount",
        "金额不一致",
        "Ask the rail; look for a part that is booked later, or a charge taken from the amount.",
        "询问渠道；看是否分笔后补，或手续费从本金里扣。",
    ),
    BreakSpec(
        "group_differs",
        "A line of a whole file has another count or sum than the file",
        "整批明细的笔数或金额与文件不符",
        "Take the bank's return file and find the items that it left out or added.",
        "对照回盘文件，找出漏掉或多出的笔。",
    ),
    BreakSpec(
        "twice_on_statement",
        "A second line for what one payment moves once",
        "同一笔支付出现两次",
        "If money left twice, have it recalled at once; ask the rail how one key was paid twice.",
        "若重复出款，立即追回；查明同一单号为何支付两次。",
    ),
    BreakSpec(
        "on_statement_not_paid",
        "Money left, and the instruction is not paid yet",
        "已出款，指令尚未成功",
        "Query the rail by the key and feed its answer; the statement is evidence for an unknown.",
        "按单号查询渠道并送入结果；对账单可作为结果未知的凭据。",
    ),
    BreakSpec(
        "out_after_failure",
        "Money left for an attempt that failed",
        "已失败的支付却出款",
        "Recall the payment, or hold the amount in the wallet; it is available a second time.",
        "追回款项，或冻结钱包中的相应金额；这笔钱已退回可提现。",
    ),
    BreakSpec(
        "paid_not_on_statement",
        "Paid, and the statement has no line after the days of waiting",
        "已成功，逾期未见对账单明细",
        "Ask the rail for proof of the payment; look whether a statement is missing.",
        "向渠道索取支付凭证；检查是否缺对账单。",
    ),
    BreakSpec(
        "back_without_out",
        "Money came back that never left by the statement",
        "有退回，无出款",
        "Look for the statement of the day on which it left.",
        "查找出款当日的对账单。",
    ),
    BreakSpec(
        "returned_not_told",
        "Money came back, and nobody told that it was returned",
        "款项已退回，渠道未通知",
        'Query the rail and feed its "returned"; the member gets the money again by that.',
        "查询渠道并送入退回结果，会员余额由此恢复。",
    ),
    BreakSpec(
        "return_not_on_statement",
        "Told as returned or failed, and the money has not come back after the days of waiting",
        "渠道称已退回，逾期未见入账",
        "Ask the rail where the money is; the member has it available already.",
        "向渠道追查款项；会员余额已恢复。",
    ),
    BreakSpec(
        "charge_unexpected",
        "A charge that was not agreed, or is higher",
        "未约定或超额的手续费",
        "Check the contract; book it as an expense, or have it refunded.",
        "核对合同；入账为费用，或要求退还。",
    ),
    BreakSpec(
        "too_early",
        "The line is booked before the instruction was asked for",
        "明细早于指令",
        "Check the days of the statement and whether a key was used before.",
        "核对对账单日期，检查单号是否曾被使用。",
    ),
    BreakSpec(
        "too_late",
        "The line is booked long after the rail's last word",
        "明细过晚",
        "Ask the rail why; a payment that was given up may have been made after all.",
        "询问渠道原因；可能是已放弃的支付后来成功。",
    ),
)
BREAKS: dict[str, BreakSpec] = {one.kind: one for one in _SPECS}
"""Every kind of break, by name."""


def describe(found: Break, *, language: Literal["en", "zh"] = "en") -> str:
    """Say what does not agree, and what to do.

    Examples:
        >>> describe(Break("no_key", "l1", "", "CNY", 0, 99, 0))[:30]
        'A line names no key at all. Lo'
    """
    spec = BREAKS[found.kind]
    if language == "zh":
        return f"{spec.title_zh}。{spec.todo_zh}"
    return f"{spec.title}. {spec.todo}"
