"""Limits: what counts at an instant, and what is given back once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.instants import DAY_US
from fenxiao.model.payout_records import WithdrawalUse, WithdrawalUses
from fenxiao.payout.calendar import BusinessDays
from fenxiao.payout.limits import Used, give_back, take, take_again, used

DAYS = BusinessDays()
EMPTY = WithdrawalUses("m1", "u1", "CNY", ())
MONTH_US = DAYS.starts_us(DAYS.day_of(200 * DAY_US).replace(day=1))


def use(name: str, at_us: int, **fields: object) -> WithdrawalUse:
    made = WithdrawalUse(name, at_us, 100, is_free=False, free_minor=0, is_back=False)
    return made._replace(**fields)  # type: ignore[arg-type]  # fields of a use


def of(*uses: WithdrawalUse) -> WithdrawalUses:
    return EMPTY._replace(uses=uses)


def test_a_day_and_a_month_are_local_ones() -> None:
    first = use("w1", MONTH_US, is_free=True)
    for at_us, expected in (
        (MONTH_US, Used(1, 100, 1, 0, MONTH_US)),
        (MONTH_US + DAY_US - 1, Used(1, 100, 1, 0, MONTH_US)),
        (MONTH_US + DAY_US, Used(0, 0, 1, 0, MONTH_US)),
        (MONTH_US - 1, Used(0, 0, 0, 0, MONTH_US)),
    ):
        assert expected == used(of(first), at_us, DAYS)


def test_what_was_given_back_counts_nowhere_and_a_retry_counts_again() -> None:
    uses = of(use("w1", MONTH_US, is_free=True), use("w2", MONTH_US + 1, free_minor=40))
    whole = Used(2, 200, 1, 40, MONTH_US + 1)
    assert whole == used(uses, MONTH_US, DAYS)
    left = give_back(give_back(uses, "w2"), "w2")
    assert Used(1, 100, 1, 0, MONTH_US) == used(left, MONTH_US, DAYS)
    assert whole == used(take_again(left, "w2"), MONTH_US, DAYS)
    assert uses == give_back(uses, "another")


def test_what_is_older_than_a_month_is_left_out() -> None:
    late_us = MONTH_US + 40 * DAY_US
    kept = take(
        of(use("old", MONTH_US), use("recent", late_us - 31 * DAY_US)), use("w", late_us), DAYS
    )
    assert ["recent", "w"] == [one.instruction_id for one in kept.uses]


places = st.integers(0, 80 * DAY_US).map(lambda one: MONTH_US + one)


@given(at=st.lists(places, max_size=8), later=st.integers(0, 31 * DAY_US))
def test_leaving_out_changes_nothing_that_counts(at: list[int], later: int) -> None:
    kept = EMPTY
    for number, at_us in enumerate(sorted(at)):
        kept = take(kept, use(f"w{number}", at_us), DAYS)
    whole = of(*(use(f"w{number}", at_us) for number, at_us in enumerate(sorted(at))))
    now_us = max(at, default=MONTH_US) + later
    assert used(whole, now_us, DAYS) == used(kept, now_us, DAYS)
