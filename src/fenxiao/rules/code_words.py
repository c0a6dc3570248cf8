"""Words of codes (取值用语): what a word of a file, or its absence, is called in a sentence.

English sentences quote a code as the file has it; Chinese ones say what it means. What is
left out is said as what holds then.

Source: docs/rules/plan-files.md, "What changed".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from fenxiao.model.refund_kinds import REFUND_KINDS

__all__ = ["CODE_WORDS", "LEFT_OUT", "code_word", "left_out"]

_Said = TypeVar("_Said")

_STATUSES = {
    "none": "非分销员",
    "applied": "申请中",
    "active": "有效分销员",
    "rejected": "未通过",
    "suspended": "已停用",
    "left": "已离开",
    "deleted": "已注销",
}
_RELATIONS = {"customer": "客户关系", "team": "团队关系", "unit": "门店关系"}
_CREDITS = {
    "relation": "绑定关系",
    "link": "链接",
    "code": "邀请码",
    "room": "直播间",
    "traffic": "引流",
    "store": "门店",
    "region": "区域",
    "staff": "员工",
}

_REFUND_KINDS: dict[str, str] = {kind: use.title_zh for kind, use in REFUND_KINDS.items()}
_BANDINGS = {"marginal": "分段", "whole": "整体"}

CODE_WORDS: dict[str, dict[str, str]] = {
    "trim": {"refuse": "拒绝加载", "nearest_first": "由近及远裁减", "proportional": "按比例裁减"},
    "terms_at": {"paid": "支付时", "placed": "下单时", "first_capture": "首次扣款时"},
    "unfit": {"keep": "名额归平台", "stop": "从他起往上不发", "compress": "由再上一级递补"},
    "base": {
        "paid": "实付",
        "goods": "商品款",
        "list": "标价",
        "profit": "毛利",
        "before_coupon": "券前价",
        "less_fee": "扣支付手续费后",
        "commission": "佣金",
    },
    "coupon_funders": {"platform": "平台", "merchant": "商家", "other": "其他"},
    "funded_by": {"platform": "平台", "merchant": "商家"},
    **dict.fromkeys(("spared_refunds", "absorbed_refunds"), _REFUND_KINDS),
    "amount_of": {"line": "该行实付", "order": "整单实付"},
    "rounding": {"floor": "向下取整", "half_up": "四舍五入", "half_even": "四舍六入五成双"},
    "scope": {"unit": "每件", "line": "每行", "order": "整单"},
    "refund": {
        "frozen_share": "按成交条款保留",
        "posted_share": "按已记金额保留",
        "recompute": "按剩余重算",
        "no_retest": "不再检验金额条件",
    },
    "role": _CREDITS,
    "inviter_relation": _RELATIONS,
    "remainder": {
        "funder": "归出资方",
        "largest_remainder": "归余数最大者",
        "first": "归第一人",
        "largest_weight": "归权重最大者",
    },
    "statuses": _STATUSES,
    "relation": _RELATIONS,
    "invited_in": _RELATIONS,
    "binds_at": {"touch": "触达时", "registration": "注册时", "purchase": "首次购买时"},
    "takes": {"first": "首次触达", "last": "最后触达"},
    "on_leave": {"keep": "保留", "freeze": "冻结", "lift": "上移"},
    "volume": {
        "own": "自购",
        "direct": "直属客户",
        "team": "三级内团队",
        "team_and_own": "团队加自购",
    },
    "by": {"holders": "按持有人", "grades": "按等级", "volume": "按业绩"},
    "Tiers.mode": _BANDINGS,
    "TeamBonus.mode": _BANDINGS,
    "mode": {"consumed": "用掉", "seats": "占用"},
    "PayerBooks.mode": {"commissions": "只记佣金", "principal": "自营", "agent": "代销"},
    "collection_fee": {"platform": "平台承担", "merchant": "商家承担"},
    "freight": {"platform": "归平台", "merchant": "归商家"},
    "recheck": {"none": "不复核", "active": "须为有效分销员", "verified": "须已实名"},
    "stops_risk": {"none": "不看", "watched": "受关注或被拦截", "blocked": "被拦截"},
    "earned": {"spent": "价格", "counted": "门槛"},
    "CreditRule.kind": _CREDITS,
    "CreditRule.scope": {"any": "整个订单", "same_content": "依据所指商品的行"},
    "CreditRule.excludes": _CREDITS,
    "click": {"first": "首次", "last": "末次", "all": "全部按权重"},
    "method": {
        "none": "不扣税",
        "occurrence": "按次预扣",
        "cumulative": "累计预扣",
        "backup": "备用预扣",
    },
    "second_person": {"always": "总须复核", "above": "超额复核", "never": "不复核"},
    "when_away": {"next_above": "再上一级", "headquarters": "总部"},
}
"""What each code is in Chinese, by its field; a class goes before it where two differ."""

_NO_LIMIT = ("no limit", "不限")
_ALL = ("all", "全部")
_ANYBODY = ("anybody", "任何人")
_PLANS = ("the plan's", "同方案")
_EITHER = ("either", "都可")
_FOR_EVER = ("for ever", "永久")
_ALWAYS = ("always", "一直")
_NOT_PAID = ("not paid", "不发")

LEFT_OUT: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("skus", "products", "categories", "brands", "merchants", "channels"), _ALL),
    **dict.fromkeys(("line_kinds", "statuses", "grades"), _ALL),
    **dict.fromkeys(("tenure_from_days", "tenure_until_days", "until_minor"), _NO_LIMIT),
    **dict.fromkeys(("order_cap_minor", "max_structural_depth", "maximum"), _NO_LIMIT),
    "budget_minor": _NO_LIMIT,
    **dict.fromkeys(("least_margin_ppm", "window_hours", "window_days"), _NO_LIMIT),
    **dict.fromkeys(("self_rate_ppm", "self_unit_minor"), _NOT_PAID),
    **dict.fromkeys(("is_first_order", "is_registered", "is_verified", "has_bought"), _EITHER),
    **dict.fromkeys(("valid_days", "remembered_days"), _FOR_EVER),
    "effective_from": _ALWAYS,
    "title": ("its name", "同名称"),
    "currency": ("any", "不限"),
    "merchant_id": ("all merchants", "所有商家"),
    "earner": _PLANS,
    "Plan.earner": _ANYBODY,
    "unfit": _PLANS,
    "ceiling_ppm": _PLANS,
    "Policy.grades": ("none", "无"),
}
"""What holds where a field is left out, in English and Chinese; by its field."""


def code_word(kind: type | None, name: str, code: str) -> str | None:
    """Return what a code of a field is called in Chinese, if it is one of the table.

    Examples:
        >>> code_word(None, "trim", "nearest_first")
        '由近及远裁减'
    """
    return _of_field(CODE_WORDS, kind, name, {}).get(code)


def left_out(kind: type | None, name: str) -> tuple[str, str]:
    """Return what holds where a field is left out, in English and Chinese.

    Examples:
        >>> left_out(None, "order_cap_minor")
        ('no limit', '不限')
    """
    return _of_field(LEFT_OUT, kind, name, ("none", "无"))


def _of_field(table: Mapping[str, _Said], kind: type | None, name: str, other: _Said) -> _Said:
    """Return the words of a field: those of the class if it has its own."""
    names = () if kind is None else tuple(f"{one.__name__}.{name}" for one in kind.__mro__)
    return next((table[one] for one in (*names, name) if one in table), other)
