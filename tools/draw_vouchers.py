"""Draw account maps and voucher files (科目对照与凭证文件): fields, columns, schema.

Source: docs/vouchers.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields

from fenxiao.ledger.account_map import AccountCode, AccountMap, Auxiliary
from fenxiao.ledger.exports.profiles import KINGDEE, YONYOU, Content, Profile
from fenxiao.rules.words import text
from fenxiao.settlement.account_maps import account_map_schema
from fenxiao.settlement.account_words import account_word
from fenxiao.trace import Language

__all__ = ["CONTENTS", "VOUCHER_DRAWINGS", "VOUCHER_SCHEMAS"]

CONTENTS: dict[Content, tuple[str, str]] = {
    "fixed": ("", ""),
    "date": ("the voucher's day, as in 2024-06-18", "凭证日期，形如 2024-06-18"),
    "year": ("its year", "年"),
    "month": ("its month, 1 to 12", "月，1 至 12"),
    "word": ("`word` of the map", "对照表的 `word`"),
    "number": ("the voucher's number", "凭证号"),
    "summary": ("template and day, or order", "模板与日期，或订单"),
    "code": ("`code` of the account's row", "科目行的 `code`"),
    "title": ("`title` of the account's row", "科目行的 `title`"),
    "debit": ("debit, or 0.00", "借方金额，没有则 0.00"),
    "credit": ("credit, or 0.00", "贷方金额，没有则 0.00"),
    "amount": ("the debit or the credit", "借方或贷方金额"),
    "currency_code": ("`currency_code` of the map", "对照表的 `currency_code`"),
    "currency_title": ("`currency_title` of the map", "对照表的 `currency_title`"),
    "preparer": ("`preparer` of the map", "对照表的 `preparer`"),
    "line": ("line of the voucher, from 0", "分录行号，从 0 起"),
    "auxiliaries": (
        "all auxiliaries: kind, code and title, joined by `---`, several by `\\|\\|`",
        "全部辅助核算：类别、编码、名称以 `---` 相连，多个以 `\\|\\|` 相连",
    ),
    "person": ("auxiliary `person`", "辅助核算 `person`"),
    "customer": ("auxiliary `customer`", "辅助核算 `customer`"),
    "supplier": ("auxiliary `supplier`", "辅助核算 `supplier`"),
    "department": ("auxiliary `department`", "辅助核算 `department`"),
    "project": ("auxiliary `project`", "辅助核算 `project`"),
}
"""What stands in a column, in English and Chinese."""


def _columns(profile: Profile, *, is_zh: bool) -> str:
    rows = [("列", "名称", "内容") if is_zh else ("column", "heading", "what stands there")]
    rows.append(("---:", "---", "---"))
    for number, column in enumerate(profile.columns, 1):
        told = CONTENTS[column.content][is_zh]
        if column.content == "fixed":
            fixed = f"always `{column.fixed}`" if column.fixed else "empty"
            fixed_zh = f"恒为 `{column.fixed}`" if column.fixed else "空"
            told = fixed_zh if is_zh else fixed
        rows.append((str(number), column.heading, told))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


_PARTS: dict[type, str] = {
    AccountMap: "",
    AccountCode: "accounts.",
    Auxiliary: "accounts.auxiliaries.",
}


def _fields(language: Language) -> str:
    """Draw every field of an account map: name, what it is left out as, meaning."""
    is_zh = language == "zh"
    rows = [("字段", "默认", "含义") if is_zh else ("field", "left out", "meaning")]
    rows.append(("---", "---", "---"))
    for kind, place in _PARTS.items():
        for field in fields(kind):
            word = account_word(kind, field.name)
            if word is not None:
                name = f"`{place}{field.name}`"
                rows.append((name, _left_out(field.default, is_zh=is_zh), text(word, language)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _left_out(default: object, *, is_zh: bool) -> str:
    if default is MISSING:
        return "必填" if is_zh else "must be given"
    if default in (None, ()):
        return "无" if is_zh else "none"
    return f"`{default}`"


VOUCHER_SCHEMAS: dict[str, Callable[[], object]] = {
    "account-map.schema.json": account_map_schema,
}
"""What makes the file of ``schemas/``."""

VOUCHER_DRAWINGS: dict[str, Callable[[], str]] = {
    "account_map_fields": lambda: _fields("en"),
    "account_map_fields_zh": lambda: _fields("zh"),
    "kingdee_columns": lambda: _columns(KINGDEE, is_zh=False),
    "kingdee_columns_zh": lambda: _columns(KINGDEE, is_zh=True),
    "yonyou_columns": lambda: _columns(YONYOU, is_zh=False),
    "yonyou_columns_zh": lambda: _columns(YONYOU, is_zh=True),
}
"""What draws each name that docs/vouchers.md calls."""
