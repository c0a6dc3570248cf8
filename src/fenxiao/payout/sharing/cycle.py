"""The cycle of an order's profit sharing (分账): accrue, wait, share, unfreeze, return.

It is bound to the order, no wallet rail: the money is what the buyer paid, held by the
payment service. Shares are noted while goods may still come back, sent once after-sales
have ended, the rest is unfrozen, and what a merchant received may be called back. What a
person received cannot be, so that for persons the wait is all the protection there is.

Source: docs/rails/sharing.md, whose table is drawn from ``CYCLE``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from fenxiao.money import Ppm, check_amount, share
from fenxiao.payout.rails.checks import check_batch
from fenxiao.payout.rails.form import Figures, Problem

__all__ = [
    "CYCLE",
    "STAGES",
    "STEPS",
    "Receiver",
    "Share",
    "SharedOrder",
    "Stage",
    "Step",
    "accrue",
    "check_return",
    "check_shares",
    "cut",
    "end_after_sales",
    "most_shared_minor",
    "note_return",
    "note_shared",
    "note_unfrozen",
]

Stage = Literal["accruing", "due", "sharing", "unfrozen"]
Step = Literal["accrue", "end_after_sales", "share", "unfreeze", "return"]
STAGES: tuple[Stage, ...] = ("accruing", "due", "sharing", "unfrozen")
STEPS: tuple[Step, ...] = ("accrue", "end_after_sales", "share", "unfreeze", "return")

CYCLE: Mapping[tuple[Stage, Step], Stage] = MappingProxyType(
    {
        ("accruing", "accrue"): "accruing",
        ("accruing", "end_after_sales"): "due",
        ("accruing", "unfreeze"): "unfrozen",  # all went back: nothing is ever shared
        ("due", "end_after_sales"): "due",
        ("due", "share"): "sharing",
        ("due", "unfreeze"): "unfrozen",
        ("sharing", "share"): "sharing",
        ("sharing", "unfreeze"): "unfrozen",
        ("sharing", "return"): "sharing",
        ("unfrozen", "unfreeze"): "unfrozen",
        ("unfrozen", "return"): "unfrozen",
    }
)
"""What follows from a step in a stage; a pair that is not here is refused."""


class Receiver(NamedTuple):
    """Who receives a share.

    Args:
        kind: Whether it is a merchant of the service or a person.
        token: The token of the account.
        name_token: The token of the real name, which the service compares if it is given.
    """

    kind: Literal["merchant", "person"]
    token: str
    name_token: str | None = None


class Share(NamedTuple):
    """One receiver's share of one order, and what of it came back.

    Args:
        key: Its key, 1 to 32 digits and letters, never used twice.
        receiver: Who receives it.
        amount_minor: How much, in minor units.
        request_key: The request in which it was sent; "" before.
        shared_on: The day on which it was sent.
        returned_minor: How much was called back.
        return_count: How often.
    """

    key: str
    receiver: Receiver
    amount_minor: int
    request_key: str = ""
    shared_on: date | None = None
    returned_minor: int = 0
    return_count: int = 0


class SharedOrder(NamedTuple):
    """An order whose money is shared.

    Args:
        order_id: Your id of the order.
        reference: The service's id of the payment.
        paid_minor: What the buyer paid, in minor units of CNY.
        stage: Where the cycle stands.
        shares: The shares, as they were noted.
        request_keys: The requests that were sent, shares and unfreezing alike.
    """

    order_id: str
    reference: str
    paid_minor: int
    stage: Stage = "accruing"
    shares: tuple[Share, ...] = ()
    request_keys: tuple[str, ...] = ()


def most_shared_minor(order: SharedOrder, limits: Figures) -> int:
    """Return how much of an order may be shared at most, in minor units, rounded down.

    Examples:
        >>> most_shared_minor(SharedOrder("o1", "420", 999), {"ratio_ppm": 300_000})
        299
    """
    return share(order.paid_minor, Ppm(limits["ratio_ppm"]))


def _wrong_stage(order: SharedOrder, step: Step) -> Iterator[Problem]:
    if (order.stage, step) not in CYCLE:
        facts = (("step", step), ("key", order.order_id), ("stage", order.stage))
        yield Problem("rail.wrong_stage", facts)


def _above_share(order: SharedOrder, amount_minor: int, limits: Figures) -> Iterator[Problem]:
    most_minor = most_shared_minor(order, limits)
    if amount_minor > most_minor:
        ratio = (("limit_minor", most_minor), ("ratio_ppm", limits["ratio_ppm"]))
        over = (("key", order.order_id), ("amount_minor", amount_minor))
        yield Problem("rail.above_share", (*ratio, *over))


def accrue(
    order: SharedOrder, one: Share, limits: Figures
) -> tuple[SharedOrder, tuple[Problem, ...]]:
    """Note a share of an order whose after-sales are still open.

    Args:
        order: The order.
        one: The share; its amount is at least 1.
        limits: The figures of the service and day.

    Returns:
        The order with the share, and no findings; or the order as it was, and why not.

    Examples:
        >>> one = Share("S1", Receiver("person", "t9"), 31)
        >>> order, problems = accrue(SharedOrder("o1", "420", 100), one, {"ratio_ppm": 300_000})
        >>> len(order.shares), [problem.code for problem in problems]
        (0, ['rail.above_share'])
    """
    check_amount(one.amount_minor, "amount_minor", low=1)
    keys = [other.key for other in order.shares]
    total_minor = sum(other.amount_minor for other in order.shares) + one.amount_minor
    found = (
        *_wrong_stage(order, "accrue"),
        *check_batch([*keys, one.key], len(keys) + 1),
        *_above_share(order, total_minor, limits),
    )
    return (order, found) if found else (order._replace(shares=(*order.shares, one)), ())


def end_after_sales(order: SharedOrder, kept: Mapping[str, int]) -> SharedOrder:
    """Return an order whose goods can come back no more.

    Args:
        order: The order.
        kept: What refunds left of each share, by its key; a share that is not named is kept
            whole, one that is left nothing is taken out.

    Returns:
        The order; as it was where the cycle has gone on already.

    Examples:
        >>> one = Share("S1", Receiver("person", "t9"), 30)
        >>> end_after_sales(SharedOrder("o1", "420", 100, shares=(one,)), {"S1": 12}).shares[0][2]
        12
    """
    if order.stage != "accruing":
        return order
    left = (
        one._replace(amount_minor=min(kept.get(one.key, one.amount_minor), one.amount_minor))
        for one in order.shares
    )
    return order._replace(stage="due", shares=tuple(one for one in left if one.amount_minor > 0))


def cut(order: SharedOrder, limits: Figures) -> tuple[tuple[Share, ...], ...]:
    """Cut the shares that were not sent into requests of as many as the service takes.

    Examples:
        >>> shares = tuple(Share(f"S{n}", Receiver("person", f"t{n}"), 1) for n in range(5))
        >>> parts = cut(SharedOrder("o1", "420", 100, "due", shares), {"receivers": 2})
        >>> [[one.key for one in part] for part in parts]
        [['S0', 'S1'], ['S2', 'S3'], ['S4']]
    """
    unsent = [one for one in order.shares if not one.request_key]
    most = limits["receivers"]
    return tuple(tuple(unsent[at : at + most]) for at in range(0, len(unsent), most))


def check_shares(
    order: SharedOrder, shares: Sequence[Share], limits: Figures
) -> tuple[Problem, ...]:
    """Return every rule that sending some shares in one request would break.

    Args:
        order: The order.
        shares: Shares of it that were not sent yet.
        limits: The figures of the service and day.
    """
    sent_minor = sum(one.amount_minor for one in order.shares if one.request_key)
    total_minor = sent_minor + sum(one.amount_minor for one in shares)
    return (
        *_wrong_stage(order, "share"),
        *check_batch([one.key for one in shares], limits["receivers"]),
        *_again(order, shares),
        *_too_many_requests(order, limits),
        *_above_share(order, total_minor, limits),
    )


def _again(order: SharedOrder, shares: Sequence[Share]) -> Iterator[Problem]:
    sent = {one.key for one in order.shares if one.request_key}
    for one in shares:
        if one.key in sent:
            yield Problem("rail.repeated", (("key", one.key),))


def _too_many_requests(order: SharedOrder, limits: Figures) -> Iterator[Problem]:
    count = len(order.request_keys) + 1
    if count > limits["requests"]:
        facts = (("limit", limits["requests"]), ("what", "requests"), ("count", count))
        yield Problem("rail.too_many", facts)


def note_shared(
    order: SharedOrder, request_key: str, keys: Sequence[str], day: date
) -> SharedOrder:
    """Return an order after a request with some of its shares was sent."""
    shares = tuple(
        one._replace(request_key=request_key, shared_on=day) if one.key in keys else one
        for one in order.shares
    )
    requests = (*order.request_keys, request_key)
    return order._replace(stage="sharing", shares=shares, request_keys=requests)


def note_unfrozen(order: SharedOrder, request_key: str) -> SharedOrder:
    """Return an order whose remainder went to the merchant; it takes no more shares."""
    if order.stage == "unfrozen":
        return order
    return order._replace(stage="unfrozen", request_keys=(*order.request_keys, request_key))


def check_return(
    order: SharedOrder, key: str, amount_minor: int, day: date, limits: Figures
) -> tuple[Problem, ...]:
    """Return every rule that calling back a part of a share would break.

    Args:
        order: The order.
        key: The key of the share.
        amount_minor: How much to call back, in minor units.
        day: The day on which it is asked for.
        limits: The figures of the service and day.
    """
    check_amount(amount_minor, "amount_minor", low=1)
    found = [one for one in order.shares if one.key == key and one.request_key]
    if not found:
        return (Problem("rail.missing", (("field", "A share that was sent"), ("key", key))),)
    return (*_wrong_stage(order, "return"), *_bad_return(found[0], amount_minor, day, limits))


def _bad_return(one: Share, amount_minor: int, day: date, limits: Figures) -> Iterator[Problem]:
    key, kind = ("key", one.key), one.receiver.kind
    if kind != "merchant":
        yield Problem("rail.not_returnable", (key, ("kind", kind)))
    left_minor = one.amount_minor - one.returned_minor
    if amount_minor > left_minor:
        facts = (key, ("limit_minor", left_minor), ("amount_minor", amount_minor))
        yield Problem("rail.return_high", facts)
    count = one.return_count + 1
    most = limits.get("returns", count)  # not every service publishes how often, or how late
    if count > most:
        often = (("limit", most), ("what", "requests"), ("count", count))
        yield Problem("rail.too_many", often)
    days = (day - one.shared_on).days if one.shared_on else 0
    latest = limits.get("return_days", days)
    if days > latest:
        yield Problem("rail.return_late", (("limit", latest), key, ("days", days)))


def note_return(order: SharedOrder, key: str, amount_minor: int) -> SharedOrder:
    """Return an order after the service has called a part of a share back."""
    shares = tuple(
        one._replace(
            returned_minor=one.returned_minor + amount_minor, return_count=one.return_count + 1
        )
        if one.key == key
        else one
        for one in order.shares
    )
    return order._replace(shares=shares)
