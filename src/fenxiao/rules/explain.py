"""Explaining (佣金解释): every slot of an order's lines in words, paid or not.

A sentence a slot, a tree of the whole order as text or as a page, and the answer to a
member who asks why he got nothing. Nothing but the stored terms is read.

Source: docs/rules/explanations.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from fenxiao.errors import RuleError
from fenxiao.model.instants import from_us
from fenxiao.model.records import LineTerms, Order, Part, RuleTerms, Slot, Terms
from fenxiao.money import format_amount
from fenxiao.rules.terms import Leaving, counting_cells, kept, kept_by_payee
from fenxiao.trace import (
    Branch,
    Language,
    Standing,
    check_language,
    draw_html,
    draw_text,
    explain_slot,
    slot_facts,
)
from fenxiao.trace.instants import told_instant
from fenxiao.trace.orders import ABSENCES, HEADS
from fenxiao.trace.reasons import BASE_NAMES, PHRASES, REASONS, ROLE_NAMES, say

__all__ = ["explain", "explain_html", "explain_tree", "why_not"]

_DIGEST_SHOWN = 12


def explain(
    terms: Terms, order: Order, line_id: str, *, language: Language = "en"
) -> tuple[str, ...]:
    """Say for every slot of a line why it was paid what it was, or nothing.

    Args:
        terms: What was agreed when the order was paid.
        order: Where the order stands, for what went back since.
        line_id: The line.
        language: "en" or "zh".

    Returns:
        One sentence a slot, in plan order; those of a further capture name it.

    Raises:
        RuleError: ``terms.unknown_line`` when the order has no such line.
        EventError: ``event.bad_field`` for another language.

    Examples:
        >>> slot = Slot("sale", 1, "u1", 100_000, 99, 1, "paid")
        >>> line = LineTerms("1", 1, 990, (slot,))
        >>> terms = Terms("o1", "2024", "0" * 64, 2, 0, ("u1",), (line,))
        >>> order = Order("o1", "m1", "m1", "u2", "CNY", "paid", 0, None, None, (), ())
        >>> explain(terms, order, "1")
        ('sale, depth 1: u1 earns 10% of 9.90 = 0.99.',)
    """
    told = _told(terms, order, language)
    lines = [one for one in terms.lines if one.line_id == line_id]
    if not lines:
        raise RuleError("terms.unknown_line", order_id=terms.order_id, line_id=line_id)
    return tuple(
        told.of_capture(line, told.sentence(line, slot)) for line in lines for slot in line.slots
    )


def explain_tree(terms: Terms, order: Order, *, language: Language = "en") -> str:
    """Say of a whole order what was agreed and what is left: order, lines, rules, slots.

    Args:
        terms: What was agreed when the order was paid.
        order: Where the order stands, for what went back since.
        language: "en" or "zh".

    Returns:
        Lines of text, each two spaces further in than what it belongs to.

    Raises:
        EventError: ``event.bad_field`` for another language.

    Examples:
        >>> slot = Slot("sale", 1, "u1", 100_000, 99, 1, "paid")
        >>> line = LineTerms("1", 1, 990, (slot,))
        >>> terms = Terms("o1", "2024", "0" * 64, 2, 0, ("u1",), (line,))
        >>> order = Order("o1", "m1", "m1", "u2", "CNY", "paid", 0, None, None, (), ())
        >>> print(explain_tree(terms, order).splitlines()[-1].strip())
        u1 keeps 0.99 of the order
    """
    return draw_text(_tree(_told(terms, order, language)))


def explain_html(terms: Terms, order: Order, *, language: Language = "en") -> str:
    """Return what ``explain_tree`` says as one HTML page, without scripts and network.

    Args:
        terms: What was agreed when the order was paid.
        order: Where the order stands, for what went back since.
        language: "en" or "zh".

    Returns:
        A page of its own; every name in it is escaped.

    Raises:
        EventError: ``event.bad_field`` for another language.

    Examples:
        >>> slot = Slot("sale", 1, "u1", 100_000, 99, 1, "paid")
        >>> line = LineTerms("1", 1, 990, (slot,))
        >>> terms = Terms("o1", "2024", "0" * 64, 2, 0, ("u1",), (line,))
        >>> order = Order("o1", "m1", "m1", "u2", "CNY", "paid", 0, None, None, (), ())
        >>> "<summary>" in explain_html(terms, order)
        True
    """
    return draw_html(_tree(_told(terms, order, language)), language)


def why_not(
    terms: Terms, order: Order, member_id: str, language: Language = "en"
) -> tuple[str, ...]:
    """Say for each line and rule why a member is not paid, or what he is paid and why.

    Args:
        terms: What was agreed when the order was paid.
        order: Where the order stands, for what went back since.
        member_id: Who asks.
        language: "en" or "zh".

    Returns:
        For each line and rule, in plan order, one sentence for each slot in which he stands,
        or one that says why he stands in none.

    Raises:
        EventError: ``event.bad_field`` for another language.

    Examples:
        >>> slot = Slot("sale", 1, "u1", 100_000, 99, 1, "paid")
        >>> line = LineTerms("1", 1, 990, (slot,))
        >>> terms = Terms("o1", "2024", "0" * 64, 2, 0, ("u1",), (line,))
        >>> order = Order("o1", "m1", "m1", "u2", "CNY", "paid", 0, None, None, (), ())
        >>> why_not(terms, order, "u3")
        ('line "1": sale: u3 does not stand within three above the buyer.',)
    """
    told = _told(terms, order, language)
    found: list[str] = []
    for line in terms.lines:
        for rule_id, slots in _by_rule(line):
            mine = [one for one in slots if member_id in (one.payee_id, _holder(terms, one))]
            texts = [told.sentence(line, one) for one in mine]
            if not mine:
                texts = [told.absence(line, rule_id, slots, member_id)]
            found += [
                told.head("on_line", line_id=line.line_id, text=told.of_capture(line, text))
                for text in texts
            ]
    return tuple(found)


def _by_rule(line: LineTerms) -> Iterator[tuple[str, tuple[Slot, ...]]]:
    for rule_id, slots in groupby(line.slots, key=lambda one: one.rule_id):
        yield rule_id, tuple(slots)


def _holder(terms: Terms, slot: Slot) -> str | None:
    """Return who stands in a slot, paid or not; a plain slot says only how far above."""
    if slot.detail is not None:
        return slot.detail.holder_id
    is_above = 0 < slot.depth <= len(terms.upline)
    return terms.upline[slot.depth - 1] if is_above else None


def _told(terms: Terms, order: Order, language: Language) -> _Told:
    check_language(language)
    leaving = Leaving(terms, {one.line_id: one for one in order.progress})
    rules = {rule.rule_id: rule for rule in terms.rules}
    return _Told(terms, order, language, leaving, rules, leaving.order_left())


@dataclass(frozen=True, slots=True)
class _Told:
    """An order that is explained: its terms, what is left of it, and in which language."""

    terms: Terms
    order: Order
    language: Language
    leaving: Leaving
    rules: dict[str, RuleTerms]
    order_left_minor: int

    def head(self, code: str, **facts: object) -> str:
        """Return what is said of an order, a line or a rule."""
        return say(HEADS, code, self.language, **facts)

    def money(self, amount_minor: int) -> str:
        """Write an amount of the order's currency."""
        return format_amount(amount_minor, self.order.currency)

    def of_capture(self, line: LineTerms, text: str) -> str:
        """Put before a sentence of which capture it is, unless it is of the first."""
        if not line.capture_id:
            return text
        return self.head("of_capture", capture_id=line.capture_id, text=text)

    def rule(self, rule_id: str) -> RuleTerms:
        """Return what a refund and a statement must know of a rule."""
        plain = RuleTerms(rule_id, "paid", "platform", "line", "frozen_share", "floor")
        return self.rules.get(rule_id, plain)

    def standing(self, line: LineTerms, slot: Slot) -> Standing:
        """Return how a slot stands after refunds."""
        left_minor, rule = self.leaving.left(line), self.rule(slot.rule_id)
        kept_minor = kept(slot, left_minor, line.paid_minor, self.order_left_minor, rule.refund)
        found = self.order.currency, left_minor, kept_minor
        return Standing(*found, self.rules.get(slot.rule_id), self.terms.campaigns)

    def sentence(self, line: LineTerms, slot: Slot) -> str:
        """Explain a slot."""
        return explain_slot(slot, line, self.standing(line, slot), self.language)

    def absence(
        self, line: LineTerms, rule_id: str, slots: tuple[Slot, ...], member_id: str
    ) -> str:
        """Say why somebody stands in no slot of a rule."""
        first = slots[0]
        if first.reason == "fee":
            text = say(ABSENCES, "fee", self.language)
        elif first.detail is None and not first.depth:
            text = say(REASONS, first.reason, self.language)
        elif first.detail is not None and first.detail.role:
            text = self.lost_credit(line, first.detail.role, member_id)
        elif member_id == self.order.buyer_id:
            text = say(ABSENCES, "buyer", self.language, member_id=member_id)
        elif member_id in self.terms.upline:
            depth = self.terms.upline.index(member_id) + 1
            text = say(ABSENCES, "no_place", self.language, member_id=member_id, depth=depth)
        else:
            text = say(ABSENCES, "not_above", self.language, member_id=member_id)
        return say(PHRASES, "sentence", self.language, head=rule_id, text=text)

    def lost_credit(self, line: LineTerms, role: str, member_id: str) -> str:
        """Say why somebody is not credited with a line in a role."""
        facts = {"member_id": member_id, "role": say(ROLE_NAMES, role, self.language)}
        for credit in self.terms.credits:
            if credit.kind == role and credit.holder_id == member_id:
                lost = (one.reason for one in credit.lost if one.line_id == line.line_id)
                other = "other_content" if credit.reason == "credited" else credit.reason
                reason = next(lost, other)
                return say(ABSENCES, "lost_credit", self.language, reason=reason, **facts)
        return say(ABSENCES, "not_credited", self.language, **facts)


def _tree(told: _Told) -> Branch:
    terms = told.terms
    text = told.head(
        "order",
        order_id=terms.order_id,
        plan_id=terms.plan_id,
        digest=terms.plan_digest[:_DIGEST_SHOWN],
        semantics=terms.semantics,
        at=told_instant(from_us(terms.terms_us), told.language),
        currency=told.order.currency,
    )
    comma = PHRASES["and"].zh if told.language == "zh" else PHRASES["and"].en
    code = "upline" if terms.upline else "nobody"
    facts = [told.head(code, buyer_id=told.order.buyer_id, upline=comma.join(terms.upline))]
    if terms.campaigns:
        facts.append(told.head("campaigns", campaigns=comma.join(terms.campaigns)))
    if terms.captures is not None and not terms.captures.is_over:
        facts.append(told.head("more"))
    facts += (_received(told, part, comma) for part in told.order.parts)
    parts = [Branch(fact) for fact in facts]
    parts += [_line(told, line) for line in terms.lines]
    return Branch(text, (*parts, *_together(told), *_totals(told)), "order")


def _received(told: _Told, part: Part, comma: str) -> str:
    """Say what was received at one time, and until when it is held."""
    pieces = comma.join(
        told.head("pieces", line_id=line_id, quantity=quantity) for line_id, quantity in part.pieces
    )
    if part.due_us is None:
        return told.head("part_free", pieces=pieces)
    at = told_instant(from_us(part.due_us), told.language)
    return told.head("part_held", pieces=pieces, at=at)


def _line(told: _Told, line: LineTerms) -> Branch:
    left_minor = told.leaving.left(line)
    code = "capture" if line.capture_id else "line"
    text = told.head(
        f"{code}_left" if left_minor < line.paid_minor else code,
        line_id=line.line_id,
        capture_id=line.capture_id,
        quantity=line.quantity,
        paid=told.money(line.paid_minor),
        left=told.money(left_minor),
    )
    rules = tuple(_rule(told, line, rule_id, slots) for rule_id, slots in _by_rule(line))
    return Branch(text, rules, "line")


def _rule(told: _Told, line: LineTerms, rule_id: str, slots: tuple[Slot, ...]) -> Branch:
    return Branch(
        _rule_text(told, rule_id, slots), tuple(_slot(told, line, s) for s in slots), "rule"
    )


def _rule_text(told: _Told, rule_id: str, slots: tuple[Slot, ...]) -> str:
    if slots[0].reason == "fee":
        return told.head("fee_rule", rule_id=rule_id)
    rule = told.rule(rule_id)
    is_rule = rule.funded_by not in ("platform", "merchant")
    keeper = "keeper_rule" if is_rule else f"keeper_{rule.funded_by}"
    scope = told.head("unit" if rule.scope == "unit" else f"of_{rule.scope}")
    return told.head(
        "rule",
        rule_id=rule_id,
        base=say(BASE_NAMES, rule.base, told.language),
        keeper=say(PHRASES, keeper, told.language, rule_id=rule.funded_by),
        rounding=told.head(rule.rounding, scope=scope),
        refund=told.head(rule.refund),
    )


def _slot(told: _Told, line: LineTerms, slot: Slot) -> Branch:
    counting = slot
    if slot.detail is not None and slot.detail.cells:
        cells = counting_cells(slot, told.rule(slot.rule_id).refund)
        counting = slot._replace(detail=slot.detail._replace(cells=cells))
    facts = slot_facts(counting, told.standing(line, slot), told.language)
    return Branch(told.sentence(line, slot), tuple(Branch(fact) for fact in facts), "slot")


def _together(told: _Told) -> Iterator[Branch]:
    """Yield what is rounded once for the whole order, a rule and payee at a time."""
    for rule in told.terms.rules:
        if rule.scope != "order":
            continue
        lines = tuple(
            line._replace(slots=tuple(one for one in line.slots if one.rule_id == rule.rule_id))
            for line in told.terms.lines
        )
        alone = told.terms._replace(lines=lines)
        now = dict(kept_by_payee(Leaving(alone, told.leaving.progress)))
        for payee_id, posted_minor in kept_by_payee(Leaving(alone, {})):
            kept_minor = now.get(payee_id, 0)
            code = "together" if kept_minor == posted_minor else "together_left"
            amounts = {"posted": told.money(posted_minor), "kept": told.money(kept_minor)}
            text = told.head(code, rule_id=rule.rule_id, payee=payee_id, **amounts)
            yield Branch(text, kind="total")


def _totals(told: _Told) -> Iterator[Branch]:
    """Yield what each payee keeps of the order, by payee."""
    totals = kept_by_payee(told.leaving)
    for payee_id, kept_minor in totals:
        text = told.head("total", payee=payee_id, kept=told.money(kept_minor))
        yield Branch(text, kind="total")
    if not totals:
        yield Branch(told.head("no_total"), kind="total")
