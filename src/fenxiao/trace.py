"""Traces (结算说明): why each amount was paid, or not, in English or Chinese.

The terms store a reason code and the figures; prose is made from them when somebody
asks, so that a better sentence, or another language, reaches old orders too.

Source: docs/rules/terms.md, "Explanations".
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from fenxiao.model.envelope import is_one_of
from fenxiao.model.records import LineTerms, Slot
from fenxiao.money import PPM, Ppm, currency, format_amount, format_percent

__all__ = ["REASONS", "Language", "Reason", "Standing", "check_language", "explain_slot"]

Language = Literal["en", "zh"]


def check_language(language: object) -> None:
    """Refuse a language in which nothing is said.

    Raises:
        EventError: ``event.bad_field``.
    """
    is_one_of(language, get_args(Language), "language")


class Standing(NamedTuple):
    """How a slot stands after refunds.

    Args:
        currency: Of the amounts.
        left_minor: What is left of the line, in minor units.
        kept_minor: What the slot keeps, in minor units.
    """

    currency: str
    left_minor: int
    kept_minor: int


class Reason(NamedTuple):
    """What a reason code says of a slot, in each language."""

    code: str
    en: str
    zh: str


_ROWS = (
    Reason(
        "paid",
        "{payee} earns {rate} of {paid} = {exact}{floored}",
        "{payee} 得 {paid} 的 {rate}＝{exact}{floored}",
    ),
    Reason(
        "trimmed",
        "{payee} earns {rate} of {paid}, to which the plan's ceiling cuts it, = {exact}{floored}",
        "{payee} 得 {paid} 的 {rate}（受方案上限所限）＝{exact}{floored}",
    ),
    Reason(
        "trimmed_out",
        "nobody is paid, since the slots before it use up the plan's ceiling",
        "不付，排在前面的份额已用尽方案上限",
    ),
    Reason(
        "below_unit",
        "{payee} earns nothing: {rate} of {paid} = {exact} is less than one unit",
        "{payee} 不得：{paid} 的 {rate}＝{exact}，不足一个最小单位",
    ),
    Reason(
        "nothing_paid",
        "{payee} earns nothing: nothing was paid for the line",
        "{payee} 不得：该行实付为零",
    ),
    Reason(
        "no_upline",
        "nobody stands there above the buyer; the platform keeps {rate} of {paid}",
        "买家上方该层无人，{paid} 的 {rate} 归平台",
    ),
    Reason(
        "condition",
        "the rule does not look at lines of this kind and category",
        "该行的类型或类目不在规则范围内",
    ),
    Reason("rate_zero", "the rule pays 0% there", "规则在该层的比例为 0%"),
)
REASONS = {row.code: row for row in _ROWS}
"""What each reason code says."""

_FLOORED = {"en": ", floored to {posted}", "zh": "，向下取整为 {posted}"}
_KEPT = {
    "en": "; after refunds {left} of the line is left, so {kept} stays and {back} went back",
    "zh": "；退款后该行余 {left}，保留 {kept}，冲回 {back}",
}


def explain_slot(
    slot: Slot,
    line: LineTerms,
    standing: Standing,
    language: Language = "en",
) -> str:
    """Say in one sentence why a slot was paid what it was, or nothing.

    Args:
        slot: The slot, with its reason code.
        line: The line that it stands on.
        standing: What is left of the line, and what the slot keeps.
        language: "en" or "zh".

    Returns:
        The sentence, led by rule and depth.

    Examples:
        >>> slot = Slot("sale", 1, "u1", 55_000, 869, 200, "paid")
        >>> line = LineTerms("1", 1, 79, (slot,))
        >>> whole = Standing("CNY", left_minor=79, kept_minor=4)
        >>> explain_slot(slot, line, whole)
        'sale, depth 1: u1 earns 5.5% of 0.79 = 0.04345, floored to 0.04.'
        >>> explain_slot(slot, line, whole, "zh")
        'sale，第 1 层：u1 得 0.79 的 5.5%＝0.04345，向下取整为 0.04。'
    """
    reason = REASONS[slot.reason]
    posted_minor = slot.numerator // slot.denominator
    floored = _FLOORED[language] if slot.denominator > 1 else ""

    def money(amount_minor: int) -> str:
        return format_amount(amount_minor, standing.currency)

    sentence = (reason.zh if language == "zh" else reason.en).format(
        payee=slot.payee_id,
        rate=format_percent(Ppm(slot.rate_ppm)),
        paid=money(line.paid_minor),
        exact=_exact(slot, standing.currency) if floored else money(posted_minor),
        floored=floored.format(posted=money(posted_minor)),
    )
    if posted_minor and standing.left_minor < line.paid_minor:
        sentence += _KEPT[language].format(
            left=money(standing.left_minor),
            kept=money(standing.kept_minor),
            back=money(posted_minor - standing.kept_minor),
        )
    if language == "zh":
        depth = f"，第 {slot.depth} 层" if slot.depth else ""
        return f"{slot.rule_id}{depth}：{sentence}。"
    depth = f", depth {slot.depth}" if slot.depth else ""
    return f"{slot.rule_id}{depth}: {sentence}."


def _exact(slot: Slot, currency_code: str) -> str:
    """Write an entitlement in major units with every digit it has, or as a fraction."""
    scaled, rest = divmod(slot.numerator * PPM, slot.denominator)
    if rest:
        return f"{slot.numerator}/{slot.denominator} minor units"
    digits = currency(currency_code).exponent + 6
    text = str(scaled).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}".rstrip("0").rstrip(".")
