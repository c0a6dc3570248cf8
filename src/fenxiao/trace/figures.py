"""Figures of a slot (计算式): what an amount was calculated from, as far as the terms say it.

Source: docs/rules/explanations.md, "What a sentence says".
"""

from __future__ import annotations

from math import gcd
from typing import NamedTuple

from fenxiao.model.term_records import Detail, LineTerms, RuleTerms, Slot
from fenxiao.money import PPM, Ppm, currency, format_amount, format_factor, format_percent
from fenxiao.trace.reasons import BASE_NAMES, PHRASES, STEPS, Language, say

__all__ = ["Standing", "amount_text", "closed", "exact_text", "rate_of", "spaced", "steps_text"]


class Standing(NamedTuple):
    """How a slot stands after refunds, and what of its order its sentence names.

    Args:
        currency: Of the amounts.
        left_minor: What is left of the line, in minor units.
        kept_minor: What the slot keeps, in minor units.
        rule: What the terms say of its rule; None for one of the plainest kind.
        campaigns: The campaigns that were in force.
    """

    currency: str
    left_minor: int
    kept_minor: int
    rule: RuleTerms | None = None
    campaigns: tuple[str, ...] = ()


def exact_text(
    numerator: int, denominator: int, currency_code: str, language: Language = "en"
) -> str:
    """Write an exact amount in major units with every digit it has, or as a fraction.

    Examples:
        >>> exact_text(869, 200, "CNY"), exact_text(1_000, 1, "CNY"), exact_text(4, 3, "CNY")
        ('0.04345', '10.00', '4/3 minor units')
    """
    if denominator == 1:
        return format_amount(numerator, currency_code)
    scaled, rest = divmod(numerator * PPM, denominator)
    if rest:
        return say(PHRASES, "fraction", language, exact=f"{numerator}/{denominator}")
    digits = currency(currency_code).exponent + 6
    text = str(scaled).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}".rstrip("0").rstrip(".")


def spaced(text: str, language: Language) -> str:
    """Return a text as it stands after Chinese words: a space goes before Latin letters only."""
    return f" {text}" if language == "zh" and text[:1].isascii() else text


def closed(text: str, language: Language) -> str:
    """Return a text as it stands before Chinese words: a space goes after Latin letters only."""
    return f"{text} " if language == "zh" and text[-1:].isascii() else text


def steps_text(slot: Slot, detail: Detail, language: Language) -> str:
    """Name what changed an amount since it was calculated, in order; empty for nothing."""
    names: list[str] = []
    for step in dict.fromkeys(detail.steps):
        code, _, rule_id = step.partition(":")
        code = "own_share" if code == "share" and rule_id == slot.rule_id else code
        names.append(say(STEPS, code, language, rule_id=rule_id))
    return PHRASES["then"][1 + (language == "zh")].join(names)


def amount_text(slot: Slot, line: LineTerms, standing: Standing, language: Language) -> str:
    """Say of what an amount was calculated: rate and base, fixed parts, weight, factor.

    Where the stored figures do not give the stored amount, it was a gap between two.
    """
    detail = slot.detail
    if slot.reason == "fee":
        return _fee_text(slot, line, language)
    if detail is None:
        return _rate_text(
            slot.rate_ppm, format_amount(line.paid_minor, standing.currency), language
        )
    rate_ppm = rate_of(slot)
    if not (rate_ppm or detail.unit_minor or detail.order_minor):
        return say(PHRASES, "unsaid", language)
    if not _gives(detail, line, rate_ppm):
        return say(PHRASES, "gap", language)
    parts = list(_parts(rate_ppm, detail, line, standing, language))
    factors = _factors(detail, standing, language)
    text = " + ".join(parts) if language == "en" else "＋".join(parts)
    if factors and len(parts) > 1:
        text = f"({text})" if language == "en" else f"（{text}）"
    return text + factors


def rate_of(slot: Slot) -> int:
    """Return the rate that the rule named, before a ceiling lowered it; in ppm.

    The ceiling leaves in a slot the rate that it comes to; what was named is in the amount
    before it, or cannot be told: then it is 0.
    """
    detail = slot.detail
    if detail is None or "ceiling" not in detail.steps or not detail.base_minor:
        return slot.rate_ppm
    if detail.unit_minor or detail.order_minor or not detail.factor_ppm or not detail.weight:
        return slot.rate_ppm
    over, under = detail.gross
    over *= PPM * PPM * detail.weights
    under *= detail.base_minor * detail.factor_ppm * detail.weight
    rate_ppm, rest = divmod(over, under)
    return 0 if rest else rate_ppm


def _rate_text(rate_ppm: int, base: str, language: Language) -> str:
    return say(
        PHRASES, "rate", language, rate=format_percent(Ppm(rate_ppm)), base=closed(base, language)
    )


def _gives(detail: Detail, line: LineTerms, rate_ppm: int) -> bool:
    """Say whether rate, fixed parts, weight and factor give the amount that is stored."""
    if detail.base_minor is None and rate_ppm:
        return True  # of a commission, whose amount is not stored
    base_minor = detail.base_minor or 0
    known = rate_ppm * base_minor + detail.unit_minor * line.quantity * PPM
    most = known + detail.order_minor * PPM
    over, under = detail.gross
    found = over * PPM * PPM * detail.weights
    scale = under * detail.weight
    slack = 0 if detail.factor_ppm == PPM else 1  # a factor of several campaigns is cut to ppm
    is_least = known * detail.factor_ppm * scale <= found
    return is_least and found <= most * (detail.factor_ppm + slack) * scale


def _parts(
    rate_ppm: int, detail: Detail, line: LineTerms, standing: Standing, language: Language
) -> tuple[str, ...]:
    parts: list[str] = []
    if rate_ppm:
        parts.append(
            _rate_text(rate_ppm, _base_text(rate_ppm, detail, line, standing, language), language)
        )
    if detail.unit_minor:
        unit = format_amount(detail.unit_minor, standing.currency)
        parts.append(say(PHRASES, "unit", language, unit=unit, quantity=line.quantity))
    if detail.order_minor:
        order = format_amount(detail.order_minor, standing.currency)
        parts.append(say(PHRASES, "order", language, order=order))
    return tuple(parts)


def _base_text(
    rate_ppm: int, detail: Detail, line: LineTerms, standing: Standing, language: Language
) -> str:
    base = "paid" if standing.rule is None else standing.rule.base
    name = say(BASE_NAMES, base, language)
    paid = format_amount(line.paid_minor, standing.currency)
    if detail.base_minor is None:
        return _commission_text(rate_ppm, detail, name, standing, language)
    if base == "paid" and detail.base_minor == line.paid_minor:
        return paid
    amount = format_amount(detail.base_minor, standing.currency)
    return say(PHRASES, "based", language, name=name, base=amount, paid=paid)


def _commission_text(
    rate_ppm: int, detail: Detail, name: str, standing: Standing, language: Language
) -> str:
    """Name a commission with its amount, where the stored amount tells what it was."""
    is_hidden = bool(detail.unit_minor or detail.order_minor or "ceiling" in detail.steps)
    if is_hidden or detail.factor_ppm != PPM or not detail.weight:
        return name
    over, under = detail.gross
    over, under = over * PPM * detail.weights, under * rate_ppm * detail.weight
    divisor = gcd(over, under)
    amount = exact_text(over // divisor, under // divisor, standing.currency, language)
    return say(PHRASES, "commission", language, name=name, base=amount)


def _factors(detail: Detail, standing: Standing, language: Language) -> str:
    text = ""
    if detail.weight != detail.weights:
        facts = {"weight": detail.weight, "weights": detail.weights}
        text += say(PHRASES, "weight", language, **facts)
    if detail.factor_ppm != PPM:
        factor = format_factor(detail.factor_ppm)
        only = standing.campaigns[0] if len(standing.campaigns) == 1 else ""
        named = f' "{only}"' if language == "en" else f"“{only}”"
        text += say(PHRASES, "factor", language, factor=factor, campaigns=named if only else "")
    return text


def _fee_text(slot: Slot, line: LineTerms, language: Language) -> str:
    step = f"fee:{slot.rule_id}"
    slots = (one for one in line.slots if one.detail is not None and step in one.detail.steps)
    rules = dict.fromkeys(one.rule_id for one in slots)
    rate = format_percent(Ppm(slot.rate_ppm))
    if not rules:
        return say(PHRASES, "no_fee", language, rate=rate)
    quoted = [f'"{one}"' if language == "en" else f"“{one}”" for one in rules]
    named = PHRASES["and"][1 + (language == "zh")].join(quoted)
    return say(PHRASES, "fee_of", language, rate=rate, rules=named)
