"""Storefronts and credits once through: the part of the scenario that is about them.

Its touches come by a channel of their own, so that the rest of a scenario is as it was.
Nothing but the library and the standard library is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.model.events import (
    AssortmentChanged,
    Claim,
    Event,
    ForgetVisits,
    Line,
    OrderPaid,
    Touch,
)

ATTRIBUTION = AttributionPolicy(
    rules=(
        CreditRule(kind="room", click="all", excludes=("link",)),
        CreditRule(
            kind="link",
            channels=("guide",),
            window_days=15,
            scope="same_content",
            needs_listing=True,
        ),
        CreditRule(kind="relation", relation="customer"),
    ),
    visit_limit=3,
)
"""What the scenario's policy needs beside the rest, in ``attributions``."""


def story(start: datetime) -> Iterator[Event]:
    """Yield listings, touches, orders with and without claims, and sweeps of every page."""

    def at(day: float) -> datetime:
        return start + timedelta(days=day)

    for number in range(5):
        yield Touch(
            id=f"guide {number}",
            at=at(number),
            sharer_id=f"向导{number % 3}",
            visitor_id="看客1",
            channel="guide",
            content_id=f"s{number % 2}",
            subject_id=f"链接{number}",
        )
        yield AssortmentChanged(
            id=f"listing {number}",
            at=at(1 + number % 3),
            member_id="向导1",
            lists=("only", "all_but")[number % 2],
            skus=(f"s{number % 2}",),
        )
        claims = tuple(
            Claim(kind="room", holder_id=f"主播{one}", at=at(number), weight=one)
            for one in range(1, number)
        )
        yield OrderPaid(
            id=f"guided {number}",
            at=at(number + 0.5),
            order_id=f"guided {number}",
            merchant_id="m1",
            payer_id="m1",
            buyer_id="看客1",
            currency="CNY",
            lines=tuple(
                Line(
                    line_id=str(place),
                    sku=f"s{place}",
                    category="c1",
                    line_kind="product",
                    quantity=1,
                    paid_minor=1_000 * (place + 1),
                )
                for place in range(2)
            ),
            claims=claims,
        )
    for limit in (2, 10):
        yield ForgetVisits(id=f"forget {limit}", at=at(17 + limit), spare_days=0, limit=limit)
