"""Why a claim was credited or not (归因说明), in English or Chinese.

A credit stores its reason code and facts; prose is made from them when somebody reads.

Source: docs/credits.md, "Reasons".
"""

from __future__ import annotations

from collections.abc import Iterable

from fenxiao.graph.attribution import credit_shares
from fenxiao.model.credit_records import Credit, CreditKind
from fenxiao.model.instants import from_us
from fenxiao.trace import Language, Reason, check_language
from fenxiao.trace.instants import told_instant

__all__ = ["CREDIT_REASONS", "KIND_NAMES", "explain_credits"]

_ROWS = (
    Reason("credited", "is credited{part}", "计入{part}"),
    Reason(
        "unfit",
        'is not credited, since he does not meet "{by}"',
        "不计入，未满足条件“{by}”",
    ),
    Reason(
        "excluded",
        'is not credited, since the rule of "{by}" goes before it and shuts it out',
        "不计入，被优先的“{by}”排除",
    ),
    Reason(
        "earlier_click",
        'is not credited, since the last claim counts, and that of "{by}" came later',
        "不计入，以最后一次为准，“{by}”在其后",
    ),
    Reason(
        "later_click",
        'is not credited, since the first claim counts, and that of "{by}" came earlier',
        "不计入，以第一次为准，“{by}”在其前",
    ),
    Reason(
        "repeated",
        'is not counted again, since a later claim of "{by}" counts',
        "不重复计入，以“{by}”较后的一次为准",
    ),
    Reason(
        "unlisted",
        "is not credited, since the holder's store does not list the article",
        "不计入，其店铺未上架该商品",
    ),
    Reason(
        "other_content",
        "is not credited, since no line is of the article that it is about",
        "不计入，订单中没有所涉商品",
    ),
    Reason(
        "self",
        "is not credited, since nobody is credited with his own order",
        "不计入，本人订单不归因于本人",
    ),
    Reason(
        "outside_window",
        "is not credited, since it was too long before the order",
        "不计入，距下单已超出有效期",
    ),
    Reason(
        "after_order",
        "is not credited, since it came after the order",
        "不计入，晚于下单",
    ),
    Reason(
        "no_rule",
        "is not credited, since no rule in force is of its kind",
        "不计入，现行规则不含该类",
    ),
)
CREDIT_REASONS = {row.code: row for row in _ROWS}
"""What each reason code of a credit says."""

KIND_NAMES: dict[CreditKind, str] = {
    "relation": "绑定关系",
    "link": "链接",
    "code": "邀请码",
    "room": "直播间",
    "traffic": "引流",
    "store": "门店",
    "region": "区域",
    "staff": "员工",
}
"""Each kind of credit in Chinese."""

_ZH: dict[str, str] = dict(KIND_NAMES.items())


def explain_credits(answers: Iterable[Credit], language: Language = "en") -> tuple[str, ...]:
    """Say of every claim on an order whether it was credited, and why.

    Args:
        answers: All credits of one order, as its terms hold them.
        language: "en" or "zh".

    Returns:
        One sentence a claim, in the order of the credits.

    Raises:
        EventError: ``event.bad_field`` for another language.

    Examples:
        >>> credit = Credit("link", "u7", "self", "", "visit", "e1", 0, None, None, 1, (), ())
        >>> explain_credits([credit])[0]
        'link of "u7", 1970-01-01 00:00 (UTC): is not credited, since ...his own order.'
        >>> explain_credits([credit], "zh")[0]
        '“u7”的链接，1970-01-01 08:00 (UTC+08:00)：不计入，本人订单不归因于本人。'
    """
    check_language(language)
    found = tuple(answers)
    return tuple(_sentence(one, found, language) for one in found)


def _sentence(credit: Credit, answers: tuple[Credit, ...], language: Language) -> str:
    lines, share = _lines(credit.line_ids, language), _share(credit, answers, language)
    told = _reason(credit.reason, credit.by, language, lines + share)
    at = told_instant(from_us(credit.at_us), language)
    if language == "zh":
        lost = "".join(
            f"；第 {one.line_id} 行{_reason(one.reason, one.by, language)}" for one in credit.lost
        )
        return f"“{credit.holder_id}”的{KIND_NAMES[credit.kind]}，{at}：{told}{lost}。"
    lost = "".join(
        f'; on line "{one.line_id}" it {_reason(one.reason, one.by, language)}'
        for one in credit.lost
    )
    return f'{credit.kind} of "{credit.holder_id}", {at}: {told}{lost}.'


def _reason(code: str, by: str, language: Language, part: str = "") -> str:
    reason = CREDIT_REASONS[code]
    if language == "zh":
        return reason.zh.format(by=_ZH.get(by, by) if code == "excluded" else by, part=part)
    return reason.en.format(by=by, part=part)


def _lines(line_ids: tuple[str, ...], language: Language) -> str:
    if language == "zh":
        return "第 " + "、".join(line_ids) + " 行"
    named = ", ".join(f'"{line_id}"' for line_id in line_ids)
    return f" with line{'s' if len(line_ids) > 1 else ''} {named}"


def _share(credit: Credit, answers: tuple[Credit, ...], language: Language) -> str:
    """Say what part of a kind a holder has where several share it."""
    parts = {
        (one.weight, one.weights)
        for line_id in credit.line_ids
        for one in credit_shares(answers, line_id).get(credit.kind, ())
        if one.holder_id == credit.holder_id and one.weight < one.weights
    }
    texts = [f"{weight}/{weights}" for weight, weights in sorted(parts)]
    if not texts:
        return ""
    return "，占 " + "、".join(texts) if language == "zh" else ", " + " or ".join(texts) + " of it"
