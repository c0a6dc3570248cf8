"""The codes of operations by hand, take-overs and corrections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from string import Formatter

import pytest

from fenxiao.errors import CODES, PolicyError
from fenxiao.errors.operation_codes import OPERATIONS
from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from fenxiao.settlement.plans import PlanCorrection
from fenxiao.settlement.policy import Policy
from tests.support.build import POLICY, START, available, line, paid, touch
from tests.support.operations import correct, freeze, open_wallet, reverse, take_dormant
from tests.support.orders import captured

RETRIED = {"operation.unknown", "correction.unknown"}
GOOD = PlanCorrection(
    correction_id="slip",
    starts_at=START,
    ends_at=START + timedelta(days=3),
    plan=POLICY.plans[0],
)


def test_each_is_in_the_table_once() -> None:
    codes = [code for code, *_ in OPERATIONS]
    assert sorted(set(codes)) == sorted(codes)
    assert set(codes) <= set(CODES)


def test_only_what_may_be_true_later_is_fed_again() -> None:
    assert RETRIED == {code for code, kind, *_ in OPERATIONS if kind == "retry"}


PAID = paid("o1", "u2", line(10_000))
DEPOSIT = replace(PAID, lines=(replace(line(3_000), whole_minor=10_000),))
REST = captured("rest", line(7_000))
SLIP = replace(POLICY, corrections=(GOOD,))
REFUSED: dict[str, tuple[Policy, list[Event]]] = {
    "wallet.too_little": (POLICY, [freeze("u1")]),
    "operation.unknown": (POLICY, [reverse("u1", "forfeited", "e0")]),
    "operation.already_reversed": (
        POLICY,
        [
            *available("u1", 5),
            take_dormant("u1"),
            reverse("u1", "dormant_taken", "dormant u1"),
            reverse("u1", "dormant_taken", "dormant u1", event_id="again"),
        ],
    ),
    "opening.in_use": (POLICY, [open_wallet("u1"), open_wallet("u1", event_id="again")]),
    "correction.unknown": (POLICY, [touch("u1", "u2"), PAID, correct(PAID)]),
    "correction.other_payment": (SLIP, [PAID, correct(replace(PAID, buyer_id="u9"))]),
    "correction.other_captures": (SLIP, [DEPOSIT, REST, correct(DEPOSIT)]),
    "correction.changes_nothing": (SLIP, [PAID, correct(PAID)]),
}


def test_every_refusal_is_provoked() -> None:
    assert set(REFUSED) == {code for code, kind, *_ in OPERATIONS if kind != "error"}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_has_the_facts_that_its_message_names(code: str) -> None:
    policy, events = REFUSED[code]
    book = Book(policy)
    refusal = [book.apply(event) for event in events][-1].refusal
    assert refusal is not None
    row = CODES[code]
    names = {name for _, name, _, _ in Formatter().parse(row.message + row.hint) if name}
    assert (code, names) == (refusal.code, set(dict(refusal.facts)))
    assert refusal.message.endswith(".")


@pytest.mark.parametrize(
    ("refused", "problem"),
    [
        (lambda: replace(GOOD, ends_at=START), "it must end after it starts"),
        (
            lambda: replace(GOOD, starts_at=START - timedelta(days=1)),
            "its plan must be in force from its start or before",
        ),
        (lambda: replace(POLICY, corrections=(GOOD, GOOD)), "another one has its name"),
    ],
)
def test_a_correction_that_makes_no_sense(refused: Callable[[], object], problem: str) -> None:
    with pytest.raises(PolicyError) as caught:
        refused()
    assert ("policy.correction", "slip", problem) == (
        caught.value.code,
        caught.value.correction_id,
        caught.value.problem,
    )
