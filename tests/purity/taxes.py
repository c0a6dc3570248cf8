"""Tax in a few short histories: every kind of event, every refusal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fenxiao.model.events import Event
from tests.support.build import START
from tests.support.taxes import TAX, declared, open_tax, remitted, tax_month

History = tuple[dict[str, Any], tuple[Event, ...]]


def _taken_over() -> Iterator[Event]:
    for number in range(3):
        months = (tax_month("2024-01", is_declared=number == 1),)
        yield open_tax(f"p{number}", *months, unremitted_minor=number * 100)
    yield open_tax("p0", id="again")
    yield open_tax("p9", tax_month(scheme_id="none of ours"))
    yield declared("2024-01", limit=2)
    yield declared("2024-02", at=START, id="too early")
    yield remitted()


TAXES: tuple[History, ...] = (
    ({"tax": TAX}, tuple(_taken_over())),
    ({}, (open_tax("p1"), declared())),
)
"""What each history changes of the policy, and its events."""
