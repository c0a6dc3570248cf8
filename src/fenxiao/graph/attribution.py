"""Attribution (订单归因): every claim on an order answered, as a set of credits.

The answer depends on the claims, not on their order, and every claim gets exactly one
credit that says what became of it. Kinds are settled line by line from the highest rule
down; what is credited shuts out what its rule excludes further down, and nothing above it.

Source: docs/credits.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.storefront import is_listed
from fenxiao.model.credit_records import Assortment, ClaimSource, Credit, CreditKind, LostLine
from fenxiao.model.records import Member

__all__ = ["Article", "Claimed", "CreditShare", "Purchased", "attribute", "credit_shares"]

_ORDER = (
    *("credited", "unfit", "excluded", "earlier_click", "later_click", "repeated", "unlisted"),
    *("other_content", "self", "outside_window", "after_order", "no_rule"),
)
"""Reasons from the one that says most of a claim: the best of its lines is its answer."""


class Claimed(NamedTuple):
    """A claim of one kind, wherever it comes from; kind, id and source together are unique."""

    kind: CreditKind
    holder_id: str
    at_us: int
    source: ClaimSource
    claim_id: str
    subject_id: str | None = None
    content_id: str | None = None
    weight: int = 1


class Article(NamedTuple):
    """What attribution asks of a line: its id, its article, its category."""

    line_id: str
    sku: str
    category: str


class Purchased(NamedTuple):
    """What is known of an order and of the holders of claims on it.

    ``members`` and ``assortments`` are asked only where a rule has a condition, or needs a
    listing; a holder without an assortment lists everything.
    """

    at_us: int
    buyer_id: str
    lines: Sequence[Article]
    members: Mapping[str, Member] = {}
    assortments: Mapping[str, Assortment | None] = {}


class CreditShare(NamedTuple):
    """A holder's part of one kind on one line: ``weight`` of ``weights`` together."""

    holder_id: str
    weight: int
    weights: int


def _age(claim: Claimed) -> tuple[int, str, str, str]:
    """Order claims by when they were earned, and at one instant by holder, id and source."""
    return claim.at_us, claim.holder_id, claim.claim_id, claim.source


class _Verdict(NamedTuple):
    reason: str
    by: str = ""


_Verdicts = dict[Claimed, _Verdict]


def attribute(
    claims: Iterable[Claimed], policy: AttributionPolicy, bought: Purchased
) -> tuple[Credit, ...]:
    """Answer every claim on an order.

    Args:
        claims: The claims, in any order.
        policy: The rules in force.
        bought: The order, and what is known of the holders.

    Returns:
        One credit a claim: kinds in the order of the rules, those without a rule last; of a
        kind the earliest first, and at one instant by holder and claim id.

    Examples:
        >>> link = CreditRule(kind="link", channels=("click",), window_days=15)
        >>> policy = AttributionPolicy(rules=(link,))
        >>> claims = [
        ...     Claimed("link", "u7", 20, "visit", "e1"),
        ...     Claimed("link", "u9", 30, "visit", "e2"),
        ... ]
        >>> bought = Purchased(40, "u1", (Article("1", "s1", "c1"),))
        >>> [(one.holder_id, one.reason, one.by) for one in attribute(claims, policy, bought)]
        [('u7', 'earlier_click', 'u9'), ('u9', 'credited', '')]
    """
    places = {rule.kind: place for place, rule in enumerate(policy.rules)}
    last = len(places)
    ordered = sorted(
        claims,
        key=lambda one: ((places.get(one.kind, last), one.kind, *_age(one))),
    )
    by_article: dict[tuple[str, str], _Verdicts] = {}
    for line in bought.lines:
        if (line.sku, line.category) not in by_article:
            by_article[line.sku, line.category] = _on_line(ordered, policy, bought, line)
    found = [(line.line_id, by_article[line.sku, line.category]) for line in bought.lines]
    shared = {rule.kind for rule in policy.rules if rule.click == "all"}
    return tuple(
        _credit(one, [(line_id, of[one]) for line_id, of in found], is_shared=one.kind in shared)
        for one in ordered
    )


def credit_shares(
    answers: Iterable[Credit], line_id: str
) -> dict[CreditKind, tuple[CreditShare, ...]]:
    """Return who is credited with a line, by kind, and with what part of it.

    The part of a holder who does not meet the rule's condition is nobody's: it counts among
    the ``weights``, so that nobody gains from it.
    """
    found: dict[CreditKind, list[CreditShare]] = {}
    on_line = [one for one in answers if line_id in one.line_ids]
    for one in on_line:
        if one.reason == "credited":
            weights = sum(other.weight for other in on_line if other.kind == one.kind)
            found.setdefault(one.kind, []).append(CreditShare(one.holder_id, one.weight, weights))
    return {kind: tuple(held) for kind, held in found.items()}


def _on_line(
    claims: Iterable[Claimed], policy: AttributionPolicy, bought: Purchased, line: Article
) -> _Verdicts:
    """Answer every claim for one line."""
    by_kind: dict[str, list[Claimed]] = {}
    for claim in claims:
        by_kind.setdefault(claim.kind, []).append(claim)
    shut: dict[str, str] = {}
    verdicts: _Verdicts = {}
    for rule in policy.rules:
        found = _of_kind(rule, by_kind.pop(rule.kind, []), bought, line)
        if rule.kind in shut:
            out = _Verdict("excluded", shut[rule.kind])
            found = {one: out if v.reason == "credited" else v for one, v in found.items()}
        if any(verdict.reason == "credited" for verdict in found.values()):
            shut = dict.fromkeys(rule.excludes, rule.kind) | shut
        verdicts |= found
    unruled = (claim for found_claims in by_kind.values() for claim in found_claims)
    return verdicts | dict.fromkeys(unruled, _Verdict("no_rule"))


def _of_kind(
    rule: CreditRule, claims: Iterable[Claimed], bought: Purchased, line: Article
) -> _Verdicts:
    """Answer the claims of one kind for one line, as if there were no other kind."""
    verdicts: _Verdicts = {}
    rivals: list[Claimed] = []
    for claim in claims:
        verdict = _alone(rule, claim, bought, line)
        if verdict is not None:
            verdicts[claim] = verdict
        if verdict is None or (verdict.reason == "unfit" and rule.click == "all"):
            rivals.append(claim)
    if rule.click == "all":
        return verdicts | _all(rivals, verdicts)
    return verdicts | _one(rule, rivals)


def _alone(rule: CreditRule, claim: Claimed, bought: Purchased, line: Article) -> _Verdict | None:
    """Say what stands against a claim whatever else is claimed, or None."""
    window_us = rule.window_us
    unmet = rule.holder.first_unmet(_member(bought, claim.holder_id))
    assortment = bought.assortments.get(claim.holder_id)
    for reason, stands_against, by in (
        ("after_order", claim.at_us > bought.at_us, ""),
        ("outside_window", window_us is not None and bought.at_us >= claim.at_us + window_us, ""),
        ("self", claim.holder_id == bought.buyer_id and not rule.is_self_allowed, ""),
        ("other_content", rule.scope == "same_content" and claim.content_id != line.sku, ""),
        ("unlisted", rule.needs_listing and not is_listed(assortment, line.sku, line.category), ""),
        ("unfit", unmet is not None, unmet or ""),
    ):
        if stands_against:
            return _Verdict(reason, by)
    return None


def _member(bought: Purchased, member_id: str) -> Member:
    blank = Member(member_id, None, None, "none", 0, "", is_verified=False)
    return bought.members.get(member_id, blank)


def _one(rule: CreditRule, rivals: Sequence[Claimed]) -> _Verdicts:
    """Credit the first or the last of several claims; at one instant the smallest id."""
    if not rivals:
        return {}
    sign = 1 if rule.click == "first" else -1
    best = min(rivals, key=lambda one: (sign * one.at_us, *_age(one)[1:]))
    lost = _Verdict("later_click" if rule.click == "first" else "earlier_click", best.holder_id)
    return dict.fromkeys(rivals, lost) | {best: _Verdict("credited")}


def _all(rivals: Iterable[Claimed], verdicts: _Verdicts) -> _Verdicts:
    """Credit every holder once, by his newest claim; who is unfit keeps his place unpaid."""
    newest = sorted(rivals, key=lambda one: (-one.at_us, *_age(one)[1:]))
    found: _Verdicts = {}
    seen: set[str] = set()
    for one in newest:
        is_known = one.holder_id in seen
        seen.add(one.holder_id)
        repeated = _Verdict("repeated", one.holder_id)
        found[one] = repeated if is_known else verdicts.get(one, _Verdict("credited"))
    return found


def _credit(claim: Claimed, found: Sequence[tuple[str, _Verdict]], *, is_shared: bool) -> Credit:
    """Return the one answer to a claim: its best, and the lines on which it is another.

    Where holders share, who is unfit keeps his place among them; else it is another's.
    """
    best = min((verdict for _, verdict in found), key=lambda one: _ORDER.index(one.reason))
    stands = best.reason == "credited" or (best.reason == "unfit" and is_shared)
    return Credit(
        kind=claim.kind,
        holder_id=claim.holder_id,
        reason=best.reason,
        by=best.by,
        source=claim.source,
        claim_id=claim.claim_id,
        at_us=claim.at_us,
        subject_id=claim.subject_id,
        content_id=claim.content_id,
        weight=claim.weight,
        line_ids=tuple(line_id for line_id, one in found if one == best) if stands else (),
        lost=tuple(
            LostLine(line_id, *one)
            for line_id, one in found
            if one not in (best, _Verdict("other_content"))
        ),
    )
