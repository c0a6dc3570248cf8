"""Laws of a story: each is caught out by a book that is wrong in its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from fenxiao.settlement.book import Book
from fenxiao.testing import story_laws
from fenxiao.testing.law_objects import ENGINE, Story
from fenxiao.testing.subjects import stories
from tests.rules.shop import levels, line, plan
from tests.support.build import POLICY, back, confirmed, line_of, paid, refunded, release
from tests.support.build import policy as policy_of
from tests.testing import wrong

EVENTS = (
    *line_of("u1", "u2", "u3", "u4"),
    paid("o1", "u4", line(790, quantity=2)),
    confirmed("o1"),
    release(),
    refunded("o1", back(quantity=1)),
)
STORY = Story(policy=POLICY, events=EVENTS, later=policy_of(10_000))
Law = Callable[[Story], str]


def told_by(book: type[Book]) -> Story:
    return replace(STORY, engine=ENGINE._replace(book=book))


@pytest.mark.parametrize(
    ("law", "book", "problem"),
    [
        pytest.param(
            story_laws.conservation, wrong.Unbalanced, "after pay o1:", id="an entry without a leg"
        ),
        pytest.param(
            story_laws.conservation, wrong.Leaking, "after pay o1: wallets hold", id="a lost unit"
        ),
        pytest.param(
            story_laws.idempotence, wrong.Forgetful, "entries instead of", id="no event known again"
        ),
        pytest.param(
            story_laws.frozen_terms, wrong.Rerating, "instead of", id="a refund by another plan"
        ),
    ],
)
def test_a_wrong_book_breaks_it(law: Law, book: type[Book], problem: str) -> None:
    assert "" == law(STORY)
    assert problem in law(told_by(book))


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories(plan(levels(100_000, 50_000), ceiling_ppm=150_000).alone))
def test_drawn_stories_break_none(story: Story) -> None:
    for law in (story_laws.conservation, story_laws.idempotence, story_laws.frozen_terms):
        assert "" == law(story)
