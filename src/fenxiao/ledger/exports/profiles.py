"""Profiles of accounting software (凭证导入格式): which columns a voucher file has, as data.

What is public of the vendors' import files is little; docs/vouchers.md says of each column
where it was seen, and what to do where an installation wants others. A profile of one's
own is made the same way.

Source: docs/vouchers.md, "Where the columns come from".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from fenxiao.ledger.account_map import AuxiliaryKind

__all__ = ["KINGDEE", "PROFILES", "YONYOU", "Column", "Content", "Profile"]

Content = Literal[
    "fixed",
    "date",
    "year",
    "month",
    "word",
    "number",
    "summary",
    "code",
    "title",
    "debit",
    "credit",
    "amount",
    "currency_code",
    "currency_title",
    "preparer",
    "line",
    "auxiliaries",
    "person",
    "customer",
    "supplier",
    "department",
    "project",
]
"""What stands in a column; those of auxiliaries hold the host's code, or all of them in one."""


class Column(NamedTuple):
    """A column: its heading, what stands in it, and the text of one that is always the same."""

    heading: str
    content: Content
    fixed: str = ""


class Profile(NamedTuple):
    """How one program takes vouchers.

    ``encoding`` is what the host writes the lines in, by Python's name of it; ``opening``
    stands before everything; ``kind_words`` are what auxiliaries are called where they
    share a column, joined by ``joint``.
    """

    name: str
    encoding: str
    columns: tuple[Column, ...]
    has_headings: bool
    opening: str = ""
    summary_limit: int = 60
    kind_words: Mapping[AuxiliaryKind, str] = MappingProxyType({})
    joint: str = "||"


YONYOU = Profile(
    name="yonyou",
    encoding="gb18030",
    opening="填制凭证,V800",
    has_headings=False,
    columns=(
        Column("制单日期", "date"),
        Column("凭证类别字", "word"),
        Column("业务号", "number"),
        Column("附单据数", "fixed", "0"),
        Column("摘要", "summary"),
        Column("科目编码", "code"),
        Column("金额借方", "debit"),
        Column("金额贷方", "credit"),
        Column("数量", "fixed", "0"),
        Column("外币金额", "fixed", "0"),
        Column("汇率", "fixed", "0"),
        Column("制单人", "preparer"),
        Column("结算方式", "fixed"),
        Column("票号", "fixed"),
        Column("票据日期", "fixed"),
        Column("部门编码", "department"),
        Column("个人编码", "person"),
        Column("客户编码", "customer"),
        Column("供应商编码", "supplier"),
        Column("业务员", "fixed"),
        Column("项目编码", "project"),
    ),
)
"""用友 U8 总账工具「凭证引入」: a text file of commas, without headings."""

KINGDEE = Profile(
    name="kingdee",
    encoding="utf-8-sig",
    has_headings=True,
    kind_words=MappingProxyType(
        {
            "person": "职员",
            "customer": "客户",
            "supplier": "供应商",
            "department": "部门",
            "project": "项目",
        }
    ),
    columns=(
        Column("凭证日期", "date"),
        Column("会计年度", "year"),
        Column("会计期间", "month"),
        Column("凭证字", "word"),
        Column("凭证号", "number"),
        Column("科目代码", "code"),
        Column("科目名称", "title"),
        Column("币别代码", "currency_code"),
        Column("币别名称", "currency_title"),
        Column("原币金额", "amount"),
        Column("借方", "debit"),
        Column("贷方", "credit"),
        Column("制单", "preparer"),
        Column("审核", "fixed", "NONE"),
        Column("核准", "fixed", "NONE"),
        Column("出纳", "fixed", "NONE"),
        Column("经办", "fixed"),
        Column("结算方式", "fixed", "*"),
        Column("结算号", "fixed"),
        Column("凭证摘要", "summary"),
        Column("数量", "fixed", "0"),
        Column("数量单位", "fixed", "*"),
        Column("单价", "fixed", "0"),
        Column("参考信息", "fixed"),
        Column("业务日期", "date"),
        Column("往来业务编号", "fixed"),
        Column("附件数", "fixed", "0"),
        Column("序号", "number"),
        Column("系统模块", "fixed"),
        Column("业务描述", "fixed"),
        Column("汇率类型", "fixed", "公司汇率"),
        Column("汇率", "fixed", "1"),
        Column("分录序号", "line"),
        Column("核算项目", "auxiliaries"),
        Column("过账", "fixed", "0"),
        Column("机制凭证", "fixed"),
        Column("现金流量", "fixed"),
    ),
)
"""金蝶 K/3 WISE, KIS 专业版「引入标准格式凭证」: the first sheet of its Excel file."""

PROFILES: Mapping[str, Profile] = MappingProxyType({one.name: one for one in (KINGDEE, YONYOU)})
"""The profiles that come with the library, by name."""
