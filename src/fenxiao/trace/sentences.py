"""Sentences (结算句子): one slot in words, from its reason code and its figures.

Source: docs/rules/explanations.md.
"""

from __future__ import annotations

from fenxiao.model.term_records import BUDGET, CAP, Cell, Detail, LineTerms, Slot
from fenxiao.money import format_amount
from fenxiao.trace.figures import Standing, amount_text, closed, exact_text, spaced, steps_text
from fenxiao.trace.reasons import (
    DETAILED,
    PHRASES,
    REASONS,
    ROLE_NAMES,
    WORD_NAMES,
    Language,
    Reason,
    say,
)

__all__ = ["Standing", "explain_slot", "slot_facts"]


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
    amount = amount_text(slot, line, standing, language)
    table, code = _reason(slot, standing)
    text = say(
        table,
        code,
        language,
        payee=closed(_payee(slot, language), language),
        amount=amount,
        earned=spaced(amount, language),
        exact=_exact(slot, standing, language),
        floored=_floored(slot, standing, language),
        keeper=_keeper(standing, language),
        would=closed(_would(slot, amount, standing, language), language),
        role=_role(slot.detail, language),
    )
    text += _clauses(slot, standing, language) + _kept(slot, line, standing, language)
    return say(PHRASES, "sentence", language, head=_head(slot, language), text=text)


def _reason(slot: Slot, standing: Standing) -> tuple[dict[str, Reason], str]:
    """Return the words for a slot: its own, or those for slots that store their figures."""
    is_small = slot.reason == "below_unit"
    if is_small and standing.rule is not None and standing.rule.scope == "order":
        return REASONS, "paid"  # the whole order is rounded, not this part of it
    if slot.detail is not None and slot.reason in DETAILED:
        return DETAILED, slot.reason
    return REASONS, slot.reason


def _head(slot: Slot, language: Language) -> str:
    detail = slot.detail
    text = slot.rule_id
    if detail is not None and detail.role:
        text += say(PHRASES, "as_role", language, role=_role(detail, language))
    elif detail is not None and slot.depth == 0 and detail.holder_id is not None:
        text += say(PHRASES, "own", language)
    return text + (say(PHRASES, "depth", language, depth=slot.depth) if slot.depth else "")


def _role(detail: Detail | None, language: Language) -> str:
    return say(ROLE_NAMES, detail.role, language) if detail is not None and detail.role else ""


def _payee(slot: Slot, language: Language) -> str:
    """Return who stands in a slot, with the grade that he had."""
    detail = slot.detail
    if detail is None:
        return slot.payee_id or ""
    who = detail.holder_id or ""
    return say(PHRASES, "grade", language, who=who, grade=detail.grade) if detail.grade else who


def _exact(slot: Slot, standing: Standing, language: Language) -> str:
    """Write the exact amount; where steps changed it, what it was before and by what."""
    text = exact_text(slot.numerator, slot.denominator, standing.currency, language)
    detail = slot.detail
    if detail is None or not detail.steps:
        return text
    gross = exact_text(*detail.gross, standing.currency, language)
    steps = steps_text(slot, detail, language)
    return say(PHRASES, "changed", language, gross=gross, steps=steps, exact=text)


def _floored(slot: Slot, standing: Standing, language: Language) -> str:
    if standing.rule is not None and standing.rule.scope == "order":
        return say(PHRASES, "of_order", language)
    if slot.denominator == 1:
        return ""
    posted = format_amount(slot.numerator // slot.denominator, standing.currency)
    return say(PHRASES, "floored", language, posted=posted)


def _keeper(standing: Standing, language: Language) -> str:
    funder = "platform" if standing.rule is None else standing.rule.funded_by
    if funder in ("platform", "merchant"):
        return say(PHRASES, f"keeper_{funder}", language)
    return say(PHRASES, "keeper_rule", language, rule_id=funder)


def _would(slot: Slot, amount: str, standing: Standing, language: Language) -> str:
    """Say what a slot would come to if it were paid, before any ceiling."""
    if slot.detail is None:
        return amount
    gross = exact_text(*slot.detail.gross, standing.currency, language)
    if not slot.detail.gross[0]:
        return gross
    return f"{amount}＝{gross}" if language == "zh" else f"{amount} = {gross}"


def _clauses(slot: Slot, standing: Standing, language: Language) -> str:
    """Say where the amount was found, to whose account it goes, and who bears it."""
    detail = slot.detail
    text = ""
    if detail is not None and detail.found == "line":
        unit = format_amount(detail.unit_minor, standing.currency)
        text += say(PHRASES, "line_price", language, unit=unit)
    elif detail is not None and detail.found:
        text += _row(detail.found, language)
    if slot.payee_id is None or not slot.numerator:
        return text
    if detail is not None and slot.payee_id != detail.holder_id:
        text += say(PHRASES, "account", language, payee=slot.payee_id)
    funder = "platform" if standing.rule is None else standing.rule.funded_by
    if funder == "merchant":
        text += say(PHRASES, "merchant", language)
    elif funder != "platform":
        text += say(PHRASES, "funded", language, rule_id=funder)
    return text + _waiting(standing, language)


def _waiting(standing: Standing, language: Language) -> str:
    """Say for what a slot waits until its period closes; empty where it is paid at once."""
    waits_for = "" if standing.rule is None else standing.rule.waits_for
    if waits_for.startswith(BUDGET):
        return say(PHRASES, "waits_budget", language, campaign=waits_for.removeprefix(BUDGET))
    return say(PHRASES, "waits_cap", language) if waits_for == CAP else ""


def _row(found: str, language: Language) -> str:
    """Name a row of a table: by the word that found it, or by its place, the first being 1."""
    word_kind, _, word = found.partition(" ")
    if word_kind in WORD_NAMES:
        row = say(WORD_NAMES, word_kind, language, word=word)
        return say(PHRASES, "row", language, row=row)
    place = int(found.removeprefix("rows[").removesuffix("]")) + 1
    return say(PHRASES, "row_place", language, place=place)


def _kept(slot: Slot, line: LineTerms, standing: Standing, language: Language) -> str:
    """Say what refunds left of a slot."""
    if slot.payee_id is None or standing.left_minor >= line.paid_minor or not slot.numerator:
        return ""
    left = format_amount(standing.left_minor, standing.currency)
    if standing.rule is not None and standing.rule.scope == "order":
        return say(PHRASES, "left", language, left=left)
    posted_minor = slot.numerator // slot.denominator
    if not posted_minor:
        return ""
    text = say(
        PHRASES,
        "kept",
        language,
        left=left,
        kept=format_amount(standing.kept_minor, standing.currency),
        back=format_amount(posted_minor - standing.kept_minor, standing.currency),
    )
    share_minor = slot.numerator * standing.left_minor // (slot.denominator * line.paid_minor)
    if standing.rule is not None and standing.rule.refund != "frozen_share":
        return text
    return text + say(PHRASES, "retested", language) * (standing.kept_minor < share_minor)


def slot_facts(slot: Slot, standing: Standing, language: Language = "en") -> tuple[str, ...]:
    """Return what a slot stores beyond its sentence: exact amounts, and those at smaller sums.

    Args:
        slot: The slot, with those of its cells that count.
        standing: How it stands, for the currency.
        language: "en" or "zh".

    Returns:
        One short text a fact; nothing for a slot that is not paid.

    Examples:
        >>> slot = Slot("sale", 1, "u1", 55_000, 869, 200, "paid")
        >>> slot_facts(slot, Standing("CNY", left_minor=79, kept_minor=4))
        ('exactly 869/200 minor units before rounding',)
    """
    if slot.payee_id is None or not slot.numerator:
        return ()
    exact = f"{slot.numerator}/{slot.denominator}"
    facts = [say(PHRASES, "entitlement", language, exact=exact)] if slot.denominator > 1 else []
    cells = slot.detail.cells if slot.detail is not None else ()
    return (*facts, *(_cell(one, standing, language) for one in cells))


def _cell(cell: Cell, standing: Standing, language: Language) -> str:
    limits: list[str] = []
    for code, until in (("below_line", cell.line_until), ("below_order", cell.order_until)):
        if until is not None:
            amount = format_amount(until, standing.currency)
            limits.append(say(PHRASES, code, language, amount=amount))
    exact = exact_text(cell.numerator, cell.denominator, standing.currency, language)
    joined = PHRASES["and"][1 + (language == "zh")].join(limits)
    return say(PHRASES, "cell", language, limits=joined, exact=exact)
