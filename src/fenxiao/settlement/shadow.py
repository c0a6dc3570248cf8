"""Shadow mode (影子对账): the same stream beside an old system, figure by figure.

A host feeds its events to a book of its own, pays nobody out of it, and compares: what
each payee keeps of each order, and each component of each wallet. The report says what
matches, what is more or less here, and what only one side has. A figure of 0 is none.

Source: docs/operations.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from fenxiao.model.envelope import is_one_of
from fenxiao.model.records import Order, Wallet
from fenxiao.money import format_amount
from fenxiao.trace import Language, check_language

__all__ = [
    "VERDICTS",
    "Compared",
    "Figure",
    "ShadowReport",
    "Verdict",
    "VerdictTotal",
    "compare_figures",
    "our_figures",
]

Verdict = Literal["matched", "ours_more", "ours_less", "only_ours", "only_theirs"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""How the two sides of a figure stand to each other."""

KEPT = "kept_minor"
"""The component of a figure of an order."""

Place = tuple[str, str, str, str, str]


class Figure(NamedTuple):
    """What one side says of a payee and an order, or of a component of a wallet.

    Args:
        payer_id: Whose books.
        currency: ISO 4217 code.
        order_id: The order; empty for a figure of a wallet.
        member_id: Who earns.
        component: "kept_minor" of an order, or the wallet's field.
        amount_minor: In minor units.
    """

    payer_id: str
    currency: str
    order_id: str
    member_id: str
    component: str
    amount_minor: int


class Compared(NamedTuple):
    """One figure of both sides; the side that does not have it has 0."""

    verdict: Verdict
    payer_id: str
    currency: str
    order_id: str
    member_id: str
    component: str
    ours_minor: int
    theirs_minor: int


class VerdictTotal(NamedTuple):
    """How many figures of a payer, currency and component got a verdict, and their sums."""

    payer_id: str
    currency: str
    component: str
    verdict: Verdict
    figure_count: int
    ours_minor: int
    theirs_minor: int


class ShadowReport(NamedTuple):
    """Every figure of both sides, by payer, currency, order, member and component."""

    rows: tuple[Compared, ...]

    @property
    def differences(self) -> tuple[Compared, ...]:
        """The figures that do not match."""
        return tuple(one for one in self.rows if one.verdict != "matched")

    def of(self, verdict: Verdict) -> tuple[Compared, ...]:
        """Return the figures of a verdict.

        Raises:
            EventError: ``event.bad_field``.
        """
        is_one_of(verdict, VERDICTS, "verdict")
        return tuple(one for one in self.rows if one.verdict == verdict)

    def totals(self) -> tuple[VerdictTotal, ...]:
        """Return counts and sums by payer, currency, component and verdict."""
        sums: dict[tuple[str, str, str, int], list[int]] = {}
        for one in self.rows:
            rank = VERDICTS.index(one.verdict)
            found = sums.setdefault((one.payer_id, one.currency, one.component, rank), [0, 0, 0])
            for place, more in enumerate((1, one.ours_minor, one.theirs_minor)):
                found[place] += more
        return tuple(
            VerdictTotal(*name[:3], VERDICTS[name[3]], *sums[name]) for name in sorted(sums)
        )

    def text(self, *, language: Language = "en") -> str:
        """Return the totals, then every difference, a line each.

        Raises:
            EventError: ``event.bad_field`` for another language.
        """
        check_language(language)
        words = _WORDS_ZH if language == "zh" else _WORDS
        lines = [_total_line(one, words) for one in self.totals()]
        lines += [_difference_line(one, words) for one in self.differences]
        return "\n".join(lines)


def our_figures(orders: Iterable[Order], wallets: Iterable[Wallet]) -> tuple[Figure, ...]:
    """Return our side: what payees keep of orders, and the components of wallets.

    Args:
        orders: The orders to compare.
        wallets: The wallets to compare, everything posted included.

    Examples:
        >>> our_figures((), [Wallet("shop", "u1", "CNY", 0, 0, 7, 0)])[0].amount_minor
        7
    """
    found = [
        Figure(order.payer_id, order.currency, order.order_id, one.payee_id, KEPT, one.amount_minor)
        for order in orders
        for one in order.kept
    ]
    for wallet in wallets:
        place = (wallet.payer_id, wallet.currency, "", wallet.member_id)
        components = zip(Wallet._fields[3:], wallet[3:], strict=True)
        found += [Figure(*place, name, int(amount)) for name, amount in components if amount]
    return tuple(found)


def compare_figures(ours: Iterable[Figure], theirs: Iterable[Figure]) -> ShadowReport:
    """Compare two sides, figure by figure; several figures of one name are added up.

    Examples:
        >>> figure = Figure("shop", "CNY", "o1", "u1", "kept_minor", 100)
        >>> report = compare_figures([figure], [figure._replace(amount_minor=101)])
        >>> print(report.text())
        shop CNY kept_minor, less here: 1, 1.00 here, 1.01 there
        less here: order o1, u1, kept_minor: 1.00 here, 1.01 there
    """
    sides = _summed(ours), _summed(theirs)
    rows: list[Compared] = []
    for place in sorted({*sides[0], *sides[1]}):
        here, there = (side.get(place, 0) for side in sides)
        if here or there:
            rows.append(Compared(_verdict(here, there), *place, here, there))
    return ShadowReport(tuple(rows))


def _summed(figures: Iterable[Figure]) -> dict[Place, int]:
    sums: dict[Place, int] = {}
    for one in figures:
        sums[one[:5]] = sums.get(one[:5], 0) + one.amount_minor
    return sums


def _verdict(here: int, there: int) -> Verdict:
    if here == there:
        return "matched"
    if not there:
        return "only_ours"
    if not here:
        return "only_theirs"
    return "ours_more" if here > there else "ours_less"


_WORDS = {
    "matched": "matched",
    "ours_more": "more here",
    "ours_less": "less here",
    "only_ours": "only here",
    "only_theirs": "only there",
    "total": "{payer} {currency} {component}, {verdict}: {count}, {here} here, {there} there",
    "order": "{verdict}: order {order}, {member}, {component}: {here} here, {there} there",
    "wallet": "{verdict}: wallet of {member}, {component}: {here} here, {there} there",
}
_WORDS_ZH = {
    "matched": "一致",
    "ours_more": "我方多",
    "ours_less": "我方少",
    "only_ours": "仅我方有",
    "only_theirs": "仅对方有",
    "total": "{payer} {currency} {component}，{verdict}：{count} 项，我方 {here}，对方 {there}",
    "order": "{verdict}：订单 {order}，{member}，{component}：我方 {here}，对方 {there}",
    "wallet": "{verdict}：{member} 的钱包，{component}：我方 {here}，对方 {there}",
}


def _total_line(one: VerdictTotal, words: dict[str, str]) -> str:
    return words["total"].format(
        payer=one.payer_id,
        currency=one.currency,
        component=one.component,
        verdict=words[one.verdict],
        count=one.figure_count,
        here=format_amount(one.ours_minor, one.currency),
        there=format_amount(one.theirs_minor, one.currency),
    )


def _difference_line(one: Compared, words: dict[str, str]) -> str:
    return words["order" if one.order_id else "wallet"].format(
        verdict=words[one.verdict],
        order=one.order_id,
        member=one.member_id,
        component=one.component,
        here=format_amount(one.ours_minor, one.currency),
        there=format_amount(one.theirs_minor, one.currency),
    )
