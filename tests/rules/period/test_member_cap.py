"""Cap of a member: min of the cap and the sum, filled in the order of the plan."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.rules.period.sales import Given

amounts = st.integers(0, 50)
rows = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["u", "v"]), amounts).map(
        lambda one: Given(*one, ())
    )
)


@given(given_rows=rows, most=st.integers(0, 80))
def test_each_gets_the_least_of_cap_and_sum(given_rows: list[Given], most: int) -> None:
    cap = MemberCap(rule_id="cap", of_rules=("a", "b"), at_most_minor=most)
    found = list(cap.cut(given_rows))
    for member in ("u", "v"):
        before, after = (
            sum(one.amount_minor for one in part if one.rule_id != "c" and one.member_id == member)
            for part in (given_rows, found)
        )
        assert after == min(most, before)
    for one, other in zip(given_rows, found, strict=True):
        gone = sum(cut.amount_minor for cut in other.cuts)
        assert all(cut.amount_minor > 0 for cut in other.cuts)
        assert one.amount_minor == other.amount_minor + gone
        assert one.rule_id != "c" or one == other


def test_what_is_cut_is_told() -> None:
    cap = MemberCap(rule_id="cap", of_rules=("a",), at_most_minor=30)
    (found,) = cap.cut([Given("a", "u", 50, ())])
    assert [tuple(one) for one in found.cuts] == [("cap:cap", 20)]
    assert cap.share_ppm == 0


def test_the_rules_that_it_caps_are_a_tuple_whatever_list_they_were() -> None:
    listed: Any = ["a", "b"]
    assert MemberCap(rule_id="cap", of_rules=listed, at_most_minor=1).of_rules == ("a", "b")


@pytest.mark.parametrize(
    "fields",
    [{"of_rules": ()}, {"of_rules": ("a", "a")}, {"at_most_minor": -1}, {"rule_id": ""}],
)
def test_what_is_no_cap_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        MemberCap(**{"rule_id": "c", "of_rules": ("a",), "at_most_minor": 1} | fields)  # type: ignore[arg-type]  # wrong on purpose
