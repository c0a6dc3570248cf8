"""Quotes (佣金报价): what a member would earn by a product, before anybody buys it.

The rules themselves are asked, by an order that nobody placed: once with a stranger whom
the member brought, once with the member as the buyer. What depends on the buyer or on the
rest of the order is said to depend on it, not guessed.

Source: docs/rules/explanations.md, "Before the sale".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from fenxiao.errors import RuleError
from fenxiao.model.credit_records import Credit
from fenxiao.model.events import Line, OrderPaid
from fenxiao.model.instants import DAY_US, to_us
from fenxiao.model.records import LineTerms, Member, Slot, Terms
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.plan import InForce
from fenxiao.rules.resolve import resolve
from fenxiao.rules.terms import posted
from fenxiao.settlement.policy import Policy
from fenxiao.trace import Language, Reason, Standing, check_language, explain_slot
from fenxiao.trace.reasons import say

__all__ = ["NOTES", "Offer", "Quoted", "quote"]

_STRANGER = "?"

NOTES = {
    row.code: row
    for row in (
        Reason("first", "If it is the buyer's first order: {text}", "若为买家首单：{text}"),
        Reason("later", "If it is not the buyer's first order: {text}", "若非买家首单：{text}"),
        Reason(
            "alone",
            " Other lines of the order may change it.",
            "订单的其他行可能改变此数。",
        ),
    )
}
"""What a quote says that it cannot know."""


class Offer(NamedTuple):
    """What might be bought, of whom and when.

    Args:
        line: The line, at the price that would be paid.
        merchant_id: Who sells.
        currency: ISO 4217 code of the amounts.
        at: When.
        channel: Where it would be sold.
    """

    line: Line
    merchant_id: str
    currency: str
    at: datetime
    channel: str | None = None


class Quoted(NamedTuple):
    """What one place of a rule would bring a member.

    Args:
        rule_id: The rule.
        role: As what: "upline", "link" or "buyer"; empty where he has no place in it.
        rate_ppm: At which rate, in ppm.
        amount_minor: How much, in minor units.
        reason: The reason code of explanations.
        is_first_order: Whether it is so for a buyer's first order, or for a later one; None
            where that makes no difference.
        depends_on_order: Whether other lines of the order may change it.
        text: The same in words.
    """

    rule_id: str
    role: str
    rate_ppm: int
    amount_minor: int
    reason: str
    is_first_order: bool | None
    depends_on_order: bool
    text: str


class _Asked(NamedTuple):
    """A product of which a member asks what he would earn by it."""

    order: OrderPaid
    in_force: InForce
    policy: Policy
    person: Person
    language: Language

    def terms(self, people: People) -> Terms:
        """Settle the order that nobody placed."""
        order, in_force, _, _, _ = self
        return resolve(order, in_force, people, to_us(order.at), self.policy.named_rules)


def quote(
    policy: Policy, product: Offer, member: Member, *, language: Language = "en"
) -> tuple[Quoted, ...]:
    """Return what a member would earn if this were bought now, as an order of its own.

    He stands right above a stranger who buys, and is credited by a link where a rule pays
    that; then he buys himself. Nobody else is known, so only his own places are told.

    Args:
        policy: What is in force.
        product: What would be bought, of whom, when.
        member: Who asks, as he is now.
        language: "en" or "zh".

    Returns:
        In plan order, first what a sale to a stranger brings, then what his own purchase
        does. A rule that does not look at the line, or asks for another role, says so.

    Raises:
        RuleError: ``order.no_plan``, ``order.plan_currency``, ``order.base_unknown``, or what
            a custom rule broke.
        EventError: ``event.bad_field``.

    Examples:
        >>> from datetime import UTC
        >>> from fenxiao.rules.levels import Levels
        >>> from fenxiao.rules.people import blank
        >>> from fenxiao.rules.plan import Plan
        >>> at = datetime(2024, 6, 18, tzinfo=UTC)
        >>> sale = Levels(rule_id="sale", rates_ppm=(100_000,))
        >>> plan = Plan(plan_id="2024", effective_from=at, ceiling_ppm=100_000, rules=(sale,))
        >>> tea = Line(
        ...     line_id="1",
        ...     sku="tea",
        ...     category="tea",
        ...     line_kind="product",
        ...     quantity=1,
        ...     paid_minor=990,
        ... )
        >>> (one,) = quote(Policy(plans=(plan,)), Offer(tea, "shop", "CNY", at), blank("u1"))
        >>> one.amount_minor, one.text
        (99, 'sale, depth 1: u1 earns 10% of 9.90 = 0.99.')
    """
    check_language(language)
    order = OrderPaid(
        id="quote",
        at=product.at,
        order_id="quote",
        merchant_id=product.merchant_id,
        payer_id=product.merchant_id,
        buyer_id=_STRANGER,
        currency=product.currency,
        lines=(product.line,),
        channel=product.channel,
    )
    at_us = to_us(order.at)
    in_force = policy.in_force(order.merchant_id, at_us)
    if in_force is None:
        raise RuleError("order.no_plan", merchant_id=order.merchant_id, at=order.at.isoformat())
    plan = in_force.plan
    if plan.currency not in (None, order.currency):
        facts = {"plan_currency": plan.currency, "currency": order.currency}
        raise RuleError("order.plan_currency", plan_id=plan.plan_id, **facts)
    since_us = member.enrolled_us
    tenure_days = None if since_us is None or since_us > at_us else (at_us - since_us) // DAY_US
    person = Person(member, tenure_days, member.identity_token)
    asked = _Asked(order, in_force, policy, person, language)
    return (*_both_ways(asked, is_own=False), *_both_ways(asked, is_own=True))


def _both_ways(asked: _Asked, *, is_own: bool) -> Iterator[Quoted]:
    """Yield what a purchase brings; by a first order and by a later one where they differ."""
    first = _by_rule(asked, is_own=is_own, is_first=True)
    later = first
    if asked.in_force.asks_first_order:
        later = _by_rule(asked, is_own=is_own, is_first=False)
    for rule_id in dict.fromkeys((*first, *later)):
        found, other = first.get(rule_id, ()), later.get(rule_id, ())
        if found == other:
            yield from found
            continue
        yield from (_noted(one, asked.language, is_first=True) for one in found)
        yield from (_noted(one, asked.language, is_first=False) for one in other)


def _noted(quoted: Quoted, language: Language, *, is_first: bool) -> Quoted:
    code = "first" if is_first else "later"
    return quoted._replace(
        is_first_order=is_first, text=say(NOTES, code, language, text=quoted.text)
    )


def _by_rule(asked: _Asked, *, is_own: bool, is_first: bool) -> dict[str, tuple[Quoted, ...]]:
    """Return what each rule brings; nothing where it looks at others than him."""
    terms = asked.terms(_people(asked, is_own=is_own, is_first=is_first))
    (line,) = terms.lines
    found: dict[str, list[Quoted]] = {}
    for slot in line.slots:
        is_his = _is_his(asked, slot, is_own=is_own)
        says_why = not is_own and slot.payee_id is None and _is_nobodys(slot)
        if is_his or says_why:
            found.setdefault(slot.rule_id, []).append(_quoted(asked, terms, line, slot))
    return {rule_id: tuple(quotes) for rule_id, quotes in found.items()}


def _is_his(asked: _Asked, slot: Slot, *, is_own: bool) -> bool:
    """Say whether the member stands in a slot; a plain slot says only how far above."""
    if is_own != (slot.depth == 0):
        return False
    if slot.detail is None:
        return slot.depth == 1
    return slot.detail.holder_id == asked.person.member.member_id


def _is_nobodys(slot: Slot) -> bool:
    """Say whether a slot stands for a rule as a whole: off on the line, or for another role."""
    return slot.reason == "no_holder" or (slot.detail is None and slot.depth == 0)


def _people(asked: _Asked, *, is_own: bool, is_first: bool) -> People:
    """Return who takes part: the member alone, or with a stranger whom he brought."""
    if is_own:
        return People(asked.person, is_first_order=is_first)
    bought_us = None if is_first else 0
    stranger = Person(blank(_STRANGER)._replace(first_order_us=bought_us))
    member_id = asked.person.member.member_id
    (line,) = asked.order.lines
    at_us = to_us(asked.order.at)
    credit = Credit(
        "link",
        member_id,
        _link_reason(asked),
        "",
        "order",
        "quote",
        at_us,
        subject_id=None,
        content_id=None,
        weight=1,
        line_ids=(line.line_id,),
        lost=(),
    )
    holders = {member_id: asked.person}
    return People(stranger, (asked.person,), (credit,), holders, is_first_order=is_first)


def _link_reason(asked: _Asked) -> str:
    """Return how a claim by his link would be answered: credited, or unfit for credits."""
    attribution = asked.policy.attribution_at(to_us(asked.order.at))
    rules = () if attribution is None else attribution.rules
    link = next((one for one in rules if one.kind == "link"), None)
    is_unfit = link is not None and link.holder.first_unmet(asked.person.member) is not None
    return "unfit" if is_unfit else "credited"


def _quoted(asked: _Asked, terms: Terms, line: LineTerms, slot: Slot) -> Quoted:
    rule = next((one for one in terms.rules if one.rule_id == slot.rule_id), None)
    posted_minor = posted(slot) if slot.payee_id is not None else 0
    standing = Standing(asked.order.currency, line.paid_minor, posted_minor, rule, terms.campaigns)
    text = explain_slot(slot, line, standing, asked.language)
    depends = _depends_on_order(asked, slot.rule_id)
    if depends:
        text += say(NOTES, "alone", asked.language)
    is_his = not _is_nobodys(slot)
    role = "buyer" if slot.depth == 0 else "upline"
    if slot.detail is not None and slot.detail.role:
        role = slot.detail.role
    return Quoted(
        rule_id=slot.rule_id,
        role=role if is_his else "",
        rate_ppm=slot.rate_ppm if is_his else 0,
        amount_minor=posted_minor,
        reason=slot.reason,
        is_first_order=None,
        depends_on_order=depends,
        text=text,
    )


def _depends_on_order(asked: _Asked, rule_id: str) -> bool:
    """Say whether other lines of an order may change what a rule pays on this one."""
    order, tables = asked.order, asked.in_force.tables
    (line,) = order.lines
    rule = next(one for one in tables.rules if one.rule_id == rule_id)
    is_fixed = any(one and one[2] for row in rule.rows for one in row.amounts)
    cuts = tables.of_line(line, order.merchant_id, order.channel).order_cuts
    caps = (tables.order_cap_minor, rule.order_cap_minor)
    return bool(cuts) or is_fixed or rule.scope == "order" or caps != (None, None)
