"""Batching (分批): approved instructions become requests that a rail takes.

Every instruction is either in one request or named with the reasons why not; none is lost.
Requests are of one payer, currency and rail, filled in one order up to the rail's limits, so
that the same instructions in any order give the same requests, and a later one changes none
that is full.

Source: docs/payout.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from fenxiao.errors import PolicyError
from fenxiao.model.records import Payout
from fenxiao.payout.rails import alipay_transfer, paypal_payouts, wechat_batches, wechat_bills
from fenxiao.payout.rails.alipay_form import CURRENCY as ALIPAY_CURRENCY
from fenxiao.payout.rails.checks import check_amount_range, check_currency
from fenxiao.payout.rails.form import Figures, Limit, Problem
from fenxiao.payout.rails.wechat_form import CURRENCY as WECHAT_CURRENCY

__all__ = [
    "RAILS",
    "NotPlaced",
    "PlannedRequest",
    "Rail",
    "RailLimits",
    "RequestPlan",
    "plan_requests",
    "rail_limits",
]

_BOUNDLESS = 2**63


class Rail(NamedTuple):
    """What batching must know of a rail.

    Args:
        limits: Its dated figures.
        currencies: What it pays.
        is_single: Whether a request pays one instruction only.
    """

    limits: tuple[Limit, ...]
    currencies: tuple[str, ...]
    is_single: bool


RAILS: Mapping[str, Rail] = MappingProxyType(
    {
        "alipay_transfer": Rail(alipay_transfer.LIMITS, (ALIPAY_CURRENCY,), is_single=True),
        "paypal_payouts": Rail(
            paypal_payouts.LIMITS, tuple(paypal_payouts.DECIMALS), is_single=False
        ),
        "wechat_batches": Rail(wechat_batches.LIMITS, (WECHAT_CURRENCY,), is_single=False),
        "wechat_bills": Rail(wechat_bills.LIMITS, (WECHAT_CURRENCY,), is_single=True),
    }
)
"""The rails that have figures of their own, by their names."""


class RailLimits(NamedTuple):
    """What one request of a rail may hold.

    Args:
        items: The most instructions.
        amount_minor: The most money, in minor units; none for any.
        single_low_minor: The least of one instruction, in minor units.
        single_high_minor: The most of one instruction, in minor units; none for any.
        currencies: What it pays; empty for every currency.
        check: What else an instruction must keep; each problem of it is a reason.
    """

    items: int
    amount_minor: int | None = None
    single_low_minor: int = 1
    single_high_minor: int | None = None
    currencies: tuple[str, ...] = ()
    check: Callable[[Payout], Iterable[Problem]] | None = None


def rail_limits(
    name: str, held: Figures, check: Callable[[Payout], Iterable[Problem]] | None = None
) -> RailLimits:
    """Return what a request of a known rail may hold on a day.

    Args:
        name: A name of ``RAILS``.
        held: Its figures of the day, a contract's included.
        check: What else must be kept: for one, the rail's own ``validate``.

    Examples:
        >>> from datetime import date
        >>> from fenxiao.payout.rails.form import figures
        >>> rail_limits("wechat_batches", figures(wechat_batches.LIMITS, date(2026, 6, 1))).items
        1000
    """
    rail = RAILS[name]
    return RailLimits(
        items=1 if rail.is_single else held["items"],
        amount_minor=held.get("amount_minor"),
        single_low_minor=held.get("single_low_minor", 1),
        single_high_minor=held.get("single_high_minor"),
        currencies=rail.currencies,
        check=check,
    )


class PlannedRequest(NamedTuple):
    """Instructions that go in one request, in their order."""

    payer_id: str
    currency: str
    rail: str
    payouts: tuple[Payout, ...]

    @property
    def total_minor(self) -> int:
        """What leaves to payees by it, in minor units."""
        return sum(one.amount_minor for one in self.payouts)


class NotPlaced(NamedTuple):
    """An instruction that is in no request, and every reason."""

    instruction_id: str
    problems: tuple[Problem, ...]


class RequestPlan(NamedTuple):
    """Every instruction that was handed in: in a request, or not placed."""

    requests: tuple[PlannedRequest, ...]
    not_placed: tuple[NotPlaced, ...]


def plan_requests(
    payouts: Iterable[Payout],
    rails: Mapping[str, RailLimits],
    rail_of: Callable[[Payout], str | None],
    at_us: int,
) -> RequestPlan:
    """Return the requests by which instructions are sent, and what cannot be sent.

    Args:
        payouts: Instructions, in any order.
        rails: What a request of each rail may hold.
        rail_of: By which rail an instruction goes; none if by no rail.
        at_us: When they would be sent.

    Returns:
        Requests by payer, currency and rail, each filled by ``payable_us`` and id; what is not
        placed in the order of its id.

    Raises:
        PolicyError: ``policy.withdrawal`` for a rail whose requests can hold nothing.

    Examples:
        >>> one = Payout("I1", "K1", "shop", "u1", "CNY", 90, "t1", "approved", 0, 0, None)
        >>> two = one._replace(instruction_id="I2", key="K2", amount_minor=20)
        >>> rails = {"bank": RailLimits(items=10, amount_minor=100)}
        >>> plan = plan_requests([two, one], rails, lambda _: "bank", 0)
        >>> [[payout.key for payout in request.payouts] for request in plan.requests]
        [['K1'], ['K2']]
    """
    for name, limits in rails.items():
        if limits.items < 1:
            problem = f'a request of the rail "{name}" must hold at least one instruction'
            raise PolicyError("policy.withdrawal", problem=problem)
    listed = sorted(payouts, key=lambda one: (one.payable_us, one.instruction_id))
    seen: dict[str, int] = {}
    for payout in listed:
        seen[payout.key] = seen.get(payout.key, 0) + 1
    groups: dict[tuple[str, str, str], list[Payout]] = {}
    not_placed: list[NotPlaced] = []
    for payout in listed:
        rail = rail_of(payout)
        problems = tuple(_problems(payout, rail, rails, at_us))
        if seen[payout.key] > 1:
            problems = (*problems, Problem("rail.repeated", (("key", payout.key),)))
        if rail is None or problems:
            not_placed.append(NotPlaced(payout.instruction_id, problems))
        else:
            groups.setdefault((payout.payer_id, payout.currency, rail), []).append(payout)
    requests = tuple(
        PlannedRequest(*group, part)
        for group in sorted(groups)
        for part in _filled(groups[group], rails[group[2]])
    )
    return RequestPlan(requests, tuple(sorted(not_placed, key=lambda one: one.instruction_id)))


def _problems(
    payout: Payout, rail: str | None, rails: Mapping[str, RailLimits], at_us: int
) -> Iterator[Problem]:
    """Yield every reason why an instruction cannot be sent."""
    about = ("key", payout.key)
    if payout.state != "approved":
        yield Problem("rail.not_approved", (about, ("state", payout.state)))
    if payout.payable_us > at_us:
        yield Problem("rail.not_payable", (about, ("payable_us", payout.payable_us)))
    limits = None if rail is None else rails.get(rail)
    if limits is None:
        known = ", ".join(sorted(rails)) or "nothing"
        yield Problem("rail.no_rail", (about, ("rail", rail or ""), ("known", known)))
        return
    if limits.currencies:
        yield from check_currency(payout, limits.currencies)
    highs = (limits.single_high_minor, limits.amount_minor)
    high_minor = min((one for one in highs if one is not None), default=_BOUNDLESS)
    yield from check_amount_range(payout, limits.single_low_minor, high_minor)
    if limits.check is not None:
        yield from limits.check(payout)


def _filled(payouts: list[Payout], limits: RailLimits) -> Iterator[tuple[Payout, ...]]:
    """Yield parts of a group, each as full as the order allows."""
    part: list[Payout] = []
    total_minor = 0
    for payout in payouts:
        total_minor += payout.amount_minor
        is_over = limits.amount_minor is not None and total_minor > limits.amount_minor
        if part and (len(part) == limits.items or is_over):
            yield tuple(part)
            part, total_minor = [], payout.amount_minor
        part.append(payout)
    if part:
        yield tuple(part)
