"""Budgets: spent in canonical order, to the last unit, and never beyond."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.period_records import PeriodClaim
from fenxiao.rules.period.budgets import spend

claims = st.lists(
    st.builds(
        PeriodClaim,
        st.just("gift"),
        st.just("1"),
        st.just("u1"),
        st.integers(0, 100),
        st.sampled_from(["618", "1111", ""]),
    )
)


@given(asked=claims, budget=st.integers(0, 300), cut=st.integers(0, 10))
def test_first_claims_are_met_whole_until_the_budget_is_spent(
    asked: list[PeriodClaim], budget: int, cut: int
) -> None:
    left = {"618": budget}
    granted = [one for _, one in spend(asked[:cut], left)]
    granted += [one for _, one in spend(asked[cut:], left)]  # a page later
    for campaign, most in (("618", budget), ("1111", 0)):
        mine = [
            (one.amount_minor, got)
            for one, got in zip(asked, granted, strict=True)
            if one.budget == campaign
        ]
        assert sum(got for _, got in mine) == min(most, sum(wanted for wanted, _ in mine))
        short = next((n for n, (wanted, got) in enumerate(mine) if got < wanted), len(mine))
        assert not any(got for _, got in mine[short + 1 :])
    assert all(
        got == one.amount_minor for one, got in zip(asked, granted, strict=True) if not one.budget
    )
