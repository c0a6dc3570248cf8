"""The codes of credits and storefronts: each is provoked and names all that it says."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter

import pytest

from fenxiao.errors import CODES, FenxiaoError
from fenxiao.graph.credits import CreditRule
from fenxiao.graph.storefront import StorefrontPolicy
from fenxiao.model.records import Refusal
from tests.support.build import book_of, paid
from tests.support.storefronts import LINK, attributed, fronted, listing, visit


def names(code: str) -> set[str]:
    row = CODES[code]
    parsed = (*Formatter().parse(row.message), *Formatter().parse(row.hint))
    return {name for _, name, _, _ in parsed if name is not None}


def two_versions() -> None:
    rules = fronted().storefronts
    type(fronted())(plans=fronted().plans, storefronts=(*rules, StorefrontPolicy()))


@pytest.mark.parametrize(
    ("code", "provoke"),
    [
        ("policy.attribution", lambda: CreditRule(kind="relation")),
        ("policy.repeated_version", two_versions),
        ("terms.unknown_order", lambda: book_of().explain_credits("o1")),
    ],
)
def test_a_bad_call_raises(code: str, provoke: Callable[[], object]) -> None:
    with pytest.raises(FenxiaoError) as caught:
        provoke()
    assert (code, names(code)) == (caught.value.code, set(caught.value.facts))


def late() -> Refusal | None:
    return book_of(listing("a", day=2)).apply(listing("a", day=1)).refusal


def left_out() -> Refusal | None:
    book = book_of(visit("a", "u1"), of=attributed(LINK, visit_limit=1))
    book.apply(visit("b", "u1", day=0.5))
    return book.apply(paid("o1", "u1")).findings[0]


@pytest.mark.parametrize(
    ("code", "provoke"), [("storefront.late", late), ("credit.visits_left_out", left_out)]
)
def test_a_bad_fact_is_a_value(code: str, provoke: Callable[[], Refusal | None]) -> None:
    refusal = provoke()
    assert refusal is not None
    assert (code, names(code)) == (refusal.code, set(dict(refusal.facts)))
    assert refusal.message.endswith(".")
    assert refusal.hint.endswith(".")
