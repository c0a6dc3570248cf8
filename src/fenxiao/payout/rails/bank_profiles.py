"""Profiles of bank files (银行文件模板): three shapes to begin with, all of them data.

Every bank, and often every branch, has its own template; a profile of yours is one of these
with other titles and figures (``dataclasses.replace``), or a new one. Figures of your own
contract go before those here.

Source: docs/rails/bank_files.md, which names the page of each figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from fenxiao.payout.rails.bank_form import Column, Profile, ReturnForm
from fenxiao.payout.rails.form import Limit, State

__all__ = ["CHINA_BATCH", "FRAMED", "GENERIC", "PROFILES"]

_ENGLISH: tuple[State, ...] = (
    State("paid", "paid", "paid", "已付"),
    State("failed", "failed", "failed", "失败"),
    State("pending", "submitted", "being worked on", "处理中"),
    State("returned", "returned", "sent back by the payee's bank", "退票"),
)

GENERIC = Profile(
    name="generic",
    columns=(
        Column("key", "key"),
        Column("payee_token", "account"),
        Column("amount", "amount"),
        Column("currency", "currency"),
        Column("member_id", "member"),
    ),
    answer=ReturnForm(
        (
            Column("key", "key"),
            Column("amount", "amount"),
            Column("currency", "currency"),
            Column("status", "status"),
            Column("reference", "reference"),
            Column("reason", "reason"),
        ),
        _ENGLISH,
    ),
)
"""The plain table of ``bank_csv``, in UTF-8 with the mark by which spreadsheets know it."""

_SINCE = date(2026, 6, 1)
_PAYING = "https://www.kancloud.cn/salarysuit/nbkxapi/2077504"
_BYTES = "https://blog.csdn.net/athjyh/article/details/111387105"

CHINA_BATCH = Profile(
    name="china_batch",
    columns=(
        Column("序号", "number"),
        Column("收款人姓名", "name", "name"),
        Column("账号", "account", "account"),
        Column("开户行", "bank", "bank"),
        Column("金额", "amount"),
        Column("附言", "note_key", "note"),
    ),
    answer=ReturnForm(
        (
            Column("序号", "number"),
            Column("收款人姓名", "name"),
            Column("账号", "account"),
            Column("开户行", "bank"),
            Column("金额", "amount"),
            Column("附言", "note_key"),
            Column("处理结果", "status"),
            Column("失败原因", "reason"),
            Column("交易流水号", "reference"),
        ),
        (
            State("成功", "paid", "paid", "成功"),
            State("交易成功", "paid", "paid", "交易成功"),
            State("处理成功", "paid", "paid", "处理成功"),
            State("失败", "failed", "failed", "失败"),
            State("交易失败", "failed", "failed", "交易失败"),
            State("处理失败", "failed", "failed", "处理失败"),
            State("已受理", "submitted", "accepted", "已受理"),
            State("处理中", "submitted", "being worked on", "处理中"),
            State("待处理", "submitted", "not worked on yet", "待处理"),
            State("已退汇", "returned", "sent back by the payee's bank", "收款行退回"),
            State("可疑", "unknown", "not certain: ask the bank", "结果不确定，需向银行查询"),
        ),
    ),
    encoding="gb18030",
    formulas="refuse",
    forbidden="\"'|&#<>",
    currencies=("CNY",),
    limits=(
        Limit("items", 500, "items", _SINCE, _PAYING),
        Limit("single_low_minor", 10, "minor units", _SINCE, _PAYING),
        Limit("single_high_minor", 9_999_999_900, "minor units", _SINCE, _PAYING),
        Limit("name_characters", 15, "characters", _SINCE, _PAYING),
        Limit("bank_characters", 50, "characters", _SINCE, _PAYING),
        Limit("account_characters", 30, "characters", _SINCE, _PAYING),
        Limit("note_characters", 100, "characters", _SINCE, _PAYING),
        # Templates count bytes, two for a character of GBK; GB18030 has some of four.
        Limit("name_bytes", 30, "bytes", _SINCE, _BYTES),
        Limit("bank_bytes", 100, "bytes", _SINCE, _BYTES),
        Limit("account_bytes", 32, "bytes", _SINCE, _BYTES),
        Limit("note_bytes", 200, "bytes", _SINCE, _BYTES),
    ),
)
"""The shape of Chinese banks' templates for paying many (代发、批量转账), in GB18030."""

_OURS = "the profile itself: a shape, no bank's template"

FRAMED = Profile(
    name="framed",
    columns=(
        Column("记录标志", "fixed", text="D"),
        Column("序号", "number"),
        Column("账号", "account", "account"),
        Column("户名", "name", "name"),
        Column("金额", "amount"),
        Column("业务号", "key"),
        Column("摘要", "note", "note"),
    ),
    answer=ReturnForm(
        (
            Column("记录标志", "fixed", text="D"),
            Column("序号", "number"),
            Column("业务号", "key"),
            Column("金额", "amount"),
            Column("状态", "status"),
            Column("原因", "reason"),
            Column("流水号", "reference"),
        ),
        (
            State("S", "paid", "paid", "成功"),
            State("F", "failed", "failed", "失败"),
            State("P", "submitted", "being worked on", "处理中"),
            State("R", "returned", "sent back by the payee's bank", "退汇"),
            State("U", "unknown", "not certain: ask the bank", "不确定，需查询"),
        ),
        has_titles=False,
        head=(
            Column("记录标志", "fixed", text="H"),
            Column("批次号", "batch"),
            Column("总笔数", "count"),
            Column("总金额", "total"),
        ),
        tail=(
            Column("记录标志", "fixed", text="T"),
            Column("成功笔数", "paid_count"),
            Column("成功金额", "paid_total"),
            Column("失败笔数", "failed_count"),
            Column("失败金额", "failed_total"),
        ),
    ),
    encoding="gb18030",
    separator="|",
    line_end="\n",
    has_titles=False,
    is_quoted=False,
    amounts="minor",
    formulas="refuse",
    currencies=("CNY",),
    head=(
        Column("记录标志", "fixed", text="H"),
        Column("批次号", "batch"),
        Column("付款账号", "payer", "account"),
        Column("付款日期", "day"),
        Column("币种", "currency"),
        Column("总笔数", "count"),
        Column("总金额", "total"),
    ),
    tail=(
        Column("记录标志", "fixed", text="T"),
        Column("总笔数", "count"),
        Column("总金额", "total"),
    ),
    limits=(
        Limit("items", 5_000, "items", _SINCE, _OURS),
        Limit("total_high_minor", 500_000_000, "minor units", _SINCE, _OURS),
        Limit("account_characters", 32, "characters", _SINCE, _OURS),
        Limit("name_bytes", 60, "bytes", _SINCE, _OURS),
        Limit("note_bytes", 40, "bytes", _SINCE, _OURS),
    ),
)
"""A fixed line before and after the rows, with count and sum; 分, bars, no quotes."""

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {one.name: one for one in (GENERIC, CHINA_BATCH, FRAMED)}
)
"""The profiles by name."""
