"""Tax in a few short histories: every kind of event, every refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fenxiao.model.events import Event, PayoutOutcome
from fenxiao.payout.tax.china import NONE, PLATFORM
from fenxiao.payout.tax.policy import TaxPolicy, TaxRule
from fenxiao.payout.tax.schemes import Vat
from tests.support.build import START, available, result, withdraw
from tests.support.taxes import TAX, declared, open_tax, remitted, tax_month

History = tuple[dict[str, Any], tuple[Event, ...]]

GREEDY = replace(PLATFORM, vat=Vat(free_up_to_minor=100, rate_ppm=1_000_000))
"""A tax of half of all that a month has paid, once that is above 200."""
FREE = TaxPolicy(rules=(TaxRule(scheme=NONE, currency="CNY"),))
"""A tax of nothing, of which everything is noted."""
RULES = tuple(TaxRule(scheme=GREEDY, currency="CNY", kinds=(kind,)) for kind in ("individual",))


def _taken_over() -> Iterator[Event]:
    for number in range(3):
        months = (tax_month("2024-01", is_declared=number == 1),)
        yield open_tax(f"p{number}", *months, unremitted_minor=number * 100)
    yield open_tax("p0", id="again")
    yield open_tax("p9", tax_month(scheme_id="none of ours"))
    yield declared("2024-01", limit=2)
    yield declared("2024-02", at=START, id="too early")
    yield remitted()


def said(withdrawal_id: str, outcome: PayoutOutcome, net_minor: int, day: float) -> Event:
    """Return what the rail says of a withdrawal."""
    return result(withdrawal_id, outcome, net_minor, day=day)


def _withheld() -> Iterator[Event]:
    """Three withdrawals: one paid and returned, one failed, one paid after its month."""
    yield from available("u1", 700_000)
    for number, minor in enumerate((100_000, 200_000, 100_000)):
        yield withdraw("u1", minor, day=10 + number, event_id=f"w{number}")
    yield said("w0", "paid", 96_000, 11)
    yield said("w1", "failed", 160_000, 14)
    yield declared()
    yield said("w2", "paid", 80_000, 40)
    yield said("w0", "returned", 96_000, 41)
    yield withdraw("u1", 100_000, day=42, event_id="w3")


def _nothing_left() -> Iterator[Event]:
    yield from available("u1", 1_000)
    yield withdraw("u1", 200, day=10, event_id="w0")
    yield withdraw("u1", 50, day=10, event_id="w1")
    yield withdraw("u1", 500, day=10, event_id="w2")


TAXES: tuple[History, ...] = (
    ({"tax": TAX}, tuple(_taken_over())),
    ({}, (open_tax("p1"), declared())),
    ({"tax": TAX}, tuple(_withheld())),
    ({"tax": TaxPolicy(rules=RULES)}, tuple(_nothing_left())),
    ({"tax": TaxPolicy(rules=())}, (*available("u1", 100), withdraw("u1"))),
)
"""What each history changes of the policy, and its events."""
