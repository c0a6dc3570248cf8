"""Draw the tables of payout rails (打款渠道): figures with sources, words, the sharing cycle.

Source: CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from fenxiao.payout.rails import (
    alipay_transfer,
    camt054,
    pain002,
    paypal_payouts,
    wechat_batches,
    wechat_bills,
)
from fenxiao.payout.rails.bank_form import Column
from fenxiao.payout.rails.bank_profiles import CHINA_BATCH, FRAMED, PROFILES
from fenxiao.payout.rails.form import Limit, State
from fenxiao.payout.rails.iso_schemes import LIMITS as ISO_LIMITS
from fenxiao.payout.rails.schema import BODIES, body_schema
from fenxiao.payout.sharing import alipay as alipay_sharing
from fenxiao.payout.sharing import wechat as wechat_sharing
from fenxiao.payout.sharing.cycle import CYCLE, STAGES, STEPS

__all__ = ["RAIL_DRAWINGS", "RAIL_SCHEMAS"]

LIMITS: dict[str, Sequence[Limit]] = {
    "wechat_bill": wechat_bills.LIMITS,
    "wechat_batch": wechat_batches.LIMITS,
    "alipay_transfer": alipay_transfer.LIMITS,
    "paypal_payout": paypal_payouts.LIMITS,
    "wechat_sharing": wechat_sharing.LIMITS,
    "alipay_sharing_sync": alipay_sharing.LIMITS["sync"],
    "alipay_sharing_async": alipay_sharing.LIMITS["async"],
    "bank_china_batch": CHINA_BATCH.limits,
    "bank_framed": FRAMED.limits,
    "iso_sepa": ISO_LIMITS["sepa"],
    "iso_plain": ISO_LIMITS["plain"],
}
STATES: dict[str, Sequence[State]] = {
    "wechat_bill": wechat_bills.STATES,
    "wechat_batch": wechat_batches.STATES,
    "wechat_batch_whole": wechat_batches.BATCH_STATES,
    "alipay_transfer": alipay_transfer.STATES,
    "paypal_payout": paypal_payouts.STATES,
    "paypal_batch": paypal_payouts.BATCH_STATES,
    "wechat_sharing": wechat_sharing.STATES,
    "wechat_return": wechat_sharing.RETURN_STATES,
    "alipay_sharing": alipay_sharing.STATES,
    "pain002": pain002.STATES,
    "pain002_whole": pain002.GROUP_STATES,
    "camt054": camt054.STATES,
    "camt054_whole": camt054.BATCH_STATES,
    **{f"bank_{one.name}": one.answer.words for one in PROFILES.values()},
}
UNITS_ZH = {
    "minor units": "分",
    "characters": "字符",
    "bytes": "字节",
    "digits": "位",
    "items": "笔",
    "requests": "次",
    "ppm": "ppm",
    "days": "天",
    "hours": "小时",
}


def _table(lines: Sequence[Sequence[str]]) -> str:
    head, *rows = lines
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


def _source(text: str) -> str:
    return f"<{text}>" if text.startswith("https://") else text


def _limits(name: str, language: str) -> str:
    zh = language == "zh"
    lines = [("名称", "数值", "起", "出处") if zh else ("name", "figure", "from", "source")]
    for one in LIMITS[name]:
        # A currency's minor unit is named by the rail, so that only yuan are called 分.
        is_yuan = one.unit != "minor units" or name not in {"paypal_payout", "iso_sepa"}
        unit = UNITS_ZH[one.unit] if zh and is_yuan else one.unit
        figure = f"{one.figure:,} {unit}"
        lines.append((f"`{one.name}`", figure, str(one.valid_from), _source(one.source)))
    return _table(lines)


def _states(name: str, language: str) -> str:
    zh = language == "zh"
    lines = [("渠道的词", "生命周期", "含义") if zh else ("word", "life cycle", "meaning")]
    for one in STATES[name]:
        meaning = one.meaning_zh if zh else one.meaning
        lines.append((f"`{one.word}`", f"`{one.outcome}`", meaning))
    return _table(lines)


def _cycle() -> str:
    cells: dict[tuple[str, str], str] = {(one, step): to for (one, step), to in CYCLE.items()}
    lines = [("", *(f"`{step}`" for step in STEPS))]
    for stage in STAGES:
        after = (cells.get((stage, step)) for step in STEPS)
        told = ("" if to is None else "=" if to == stage else f"→ **{to}**" for to in after)
        lines.append((f"**{stage}**", *told))
    return _table(lines)


def _titles(columns: Sequence[Column]) -> str:
    return ", ".join(f"`{one.text or one.title}`" for one in columns) or "-"


def _profiles(language: str) -> str:
    titles = [f"`{name}`" for name in PROFILES]
    words: tuple[str, ...] = (
        "",
        "编码",
        "分隔符",
        "金额",
        "首行",
        "列",
        "尾行",
        "回盘首行",
        "回盘列",
        "回盘尾行",
    )
    if language == "en":
        words = ("", "encoding", "separator", "amounts", "first line", "columns", "last line")
        words += ("return's first line", "return's columns", "return's last line")
    shown = [
        (
            one.encoding,
            f"`{one.separator}`".replace("|", "\\|"),
            one.amounts,
            *map(_titles, (one.head, one.columns, one.tail)),
            *map(_titles, (one.answer.head, one.answer.columns, one.answer.tail)),
        )
        for one in PROFILES.values()
    ]
    rows = [(word, *told) for word, *told in zip(words[1:], *shown, strict=True)]
    return _table([(words[0], *titles), *rows])


RAIL_DRAWINGS: dict[str, Callable[[], str]] = {
    "sharing_cycle": _cycle,
    "bank_profiles": partial(_profiles, "en"),
    "bank_profiles_zh": partial(_profiles, "zh"),
    **{f"rail_limits_{name}": partial(_limits, name, "en") for name in LIMITS},
    **{f"rail_limits_{name}_zh": partial(_limits, name, "zh") for name in LIMITS},
    **{f"rail_states_{name}": partial(_states, name, "en") for name in STATES},
    **{f"rail_states_{name}_zh": partial(_states, name, "zh") for name in STATES},
}

RAIL_SCHEMAS: dict[str, Callable[[], object]] = {
    f"rails.{name}.schema.json": partial(body_schema, name) for name in BODIES
}
"""What makes each schema of a body."""
