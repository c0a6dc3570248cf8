"""The codes of refusals: values that are never raised, each remembered or fed again."""

from __future__ import annotations

from fenxiao.errors import CODES
from fenxiao.errors.refusals import REFUSALS

RETRIED = {
    *("order.unknown", "order.no_plan"),
    *("enrolment.no_policy", "enrolment.in_grace"),
    *("grade.no_ladder", "grade.unknown", "grade.fold_first"),
}
RETRIED |= {"owed.fold_first"}
RETRIED |= {"invite.unknown", "invite.not_redeemed", "invite.issuer_gone"}
RETRIED |= {"order.plan_gone"}
RETRIED |= {code for code, *_ in REFUSALS if code.startswith("quota.")}  # all of them


def test_every_refusal_is_in_the_table_once() -> None:
    codes = [code for code, *_ in REFUSALS]
    assert sorted(set(codes)) == sorted(codes)
    assert set(codes) <= set(CODES)


def test_only_what_may_be_true_later_is_fed_again() -> None:
    assert RETRIED == {code for code, kind, *_ in REFUSALS if kind == "retry"}
