"""The codes of tax."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from string import Formatter

import pytest

from fenxiao.errors import CODES
from fenxiao.errors.tax_codes import TAXES
from fenxiao.model.events import Event
from fenxiao.model.records import Refusal
from fenxiao.settlement.book import Book
from tests.purity.scenario import POLICY, told_in
from tests.purity.taxes import TAXES as HISTORIES

RETRIED = {"tax.no_rule", "tax.no_policy", "tax.unknown_scheme"}


def _told(events: Iterable[Event], _: Book) -> Iterable[Event]:
    return events


def refusals() -> dict[str, Refusal]:
    """Return a refusal of each code of which the histories of tax have one."""
    found: dict[str, Refusal] = {}
    for changes, events in HISTORIES:
        for _, decision, _ in told_in(replace(POLICY, **changes), partial(_told, events)):
            if decision.refusal is not None:
                found[decision.refusal.code] = decision.refusal
    return found


def test_each_is_in_the_table_once() -> None:
    codes = [code for code, *_ in TAXES]
    assert sorted(set(codes)) == sorted(codes)
    assert set(codes) <= set(CODES)


def test_only_what_may_be_true_later_is_fed_again() -> None:
    assert RETRIED == {code for code, kind, *_ in TAXES if kind == "retry"}


@pytest.mark.parametrize("code", [code for code, kind, *_ in TAXES if kind != "error"])
def test_a_refusal_has_the_facts_that_its_message_names(code: str) -> None:
    refusal = refusals()[code]
    row = CODES[code]
    names = {name for _, name, _, _ in Formatter().parse(row.message + row.hint) if name}
    assert names == set(dict(refusal.facts))
    assert refusal.message.endswith(".")
