"""The codes of periods: one family, each provoked, each naming all that it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from string import Formatter

import pytest

from fenxiao.errors import CODES, PolicyError
from fenxiao.errors.period_codes import PERIODS
from fenxiao.model.records import Refusal
from fenxiao.rules.period.tiers import Tiers
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.settlement.periods.shop import at, back, bands, buy, close, opened, plan, policy, told

RULE = Tiers(rule_id="month", bands=bands((0, 10)))


def closed() -> Book:
    return told(opened(policy(RULE)), buy("o1", "u2", 1_000), close(0))


def restated(found: Policy) -> Refusal | None:
    """Return why a correction is refused that another policy would have to make."""
    book = told(closed(), back("o1", 100, month=1))
    book.policy = found
    book.apply(close(1))
    (decision,) = book.resume()
    return decision.refusal


def unfinished() -> Refusal | None:
    book = told(opened(policy(RULE)), buy("o1", "u2", 1_000), buy("o2", "u2", 1_000))
    book.apply(close(0, limit=1))
    return book.apply(close(1)).refusal


REFUSED_CLOSES: dict[str, Callable[[], Refusal | None]] = {
    "period.already_closed": lambda: closed().apply(close(0, event_id="again")).refusal,
    "period.gap": lambda: closed().apply(close(1, since=at(1, 1))).refusal,
    "period.unfinished": unfinished,
    "period.no_plan": lambda: restated(Policy(plans=(plan(RULE, plan_id="p2"),))),
    "period.rules_changed": lambda: restated(policy(replace(RULE, bands=bands((0, 11))))),
}


def test_every_row_is_of_the_family_and_in_the_table() -> None:
    assert {row[0] for row in PERIODS} == {code for code in CODES if code.startswith("period.")}
    assert all(row == CODES[row[0]] for row in PERIODS)
    assert set(REFUSED_CLOSES) == {row[0] for row in PERIODS}


@pytest.mark.parametrize("code", REFUSED_CLOSES)
def test_a_close_is_refused_and_says_why(code: str) -> None:
    refusal = REFUSED_CLOSES[code]()
    assert refusal is not None
    assert refusal.code == code
    row = CODES[code]
    parsed = (*Formatter().parse(row.message), *Formatter().parse(row.hint))
    assert {name for _, name, _, _ in parsed if name is not None} == set(dict(refusal.facts))


def test_plans_that_close_have_names_of_their_own() -> None:
    with pytest.raises(PolicyError) as caught:
        Policy(plans=(plan(RULE), plan(RULE, effective_from=at(5))))
    assert (caught.value.code, caught.value.plan_id) == ("policy.repeated_plan_id", "p1")
    assert Policy(plans=(plan(), plan(effective_from=at(5)))).plans  # no period names them
