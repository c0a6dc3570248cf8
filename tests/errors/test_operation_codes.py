"""The codes of operations by hand, take-overs and corrections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from fenxiao.errors import CODES, PolicyError
from fenxiao.errors.operation_codes import OPERATIONS
from fenxiao.settlement.plans import PlanCorrection
from tests.support.build import POLICY, START

RETRIED = {"operation.unknown", "correction.unknown"}
GOOD = PlanCorrection(
    correction_id="slip",
    starts_at=START,
    ends_at=START + timedelta(hours=3),
    plan=POLICY.plans[0],
)


def test_each_is_in_the_table_once() -> None:
    codes = [code for code, *_ in OPERATIONS]
    assert sorted(set(codes)) == sorted(codes)
    assert set(codes) <= set(CODES)


def test_only_what_may_be_true_later_is_fed_again() -> None:
    assert RETRIED == {code for code, kind, *_ in OPERATIONS if kind == "retry"}


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
