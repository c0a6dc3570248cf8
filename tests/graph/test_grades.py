"""Grades: what a ladder may say, what a review asks, and what becomes of a member by it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.graph.grades import AtLeast, Grade, GradePolicy, asked, reviewed
from fenxiao.model.instants import DAY_US, FOREVER_US
from fenxiao.model.records import Member, MemberStatus
from fenxiao.model.who import Who
from tests.support.careers import LADDER, direct, fans, ladder, money

MONTHLY = money("own_sales", 1_000, window_days=30)
SOLD = Grade(name="seller", all_of=(money("own_sales", 5_000),), keeps=(MONTHLY,))
TOP = Grade(name="top", any_of=(fans(5), money("team_sales", 9_000)), keeps=(MONTHLY,))
HAND = Grade(name="director", is_by_hand=True)
FULL = ladder(SOLD, TOP, HAND, active=(money("purchases", 1),))
NONE = Member("u7", None, None, "none", 0, "", is_verified=False)
amounts = st.integers(0, 10_000)


def found(default: int = 0, **by_counter: int) -> dict[AtLeast, int]:
    conditions = (*SOLD.asks, *TOP.asks, MONTHLY, *FULL.active)
    return {one: by_counter.get(one.counter, default) for one in conditions}


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        (AtLeast, {"counter": "likes", "count": 1}, "policy.grades"),
        (AtLeast, {"counter": "fans"}, "policy.grades"),
        (AtLeast, {"counter": "fans", "count": 1, "currency": "CNY"}, "policy.grades"),
        (AtLeast, {"counter": "fans", "count": 1, "amount_minor": 1}, "policy.grades"),
        (AtLeast, {"counter": "own_sales", "count": 1}, "policy.grades"),
        (AtLeast, {"counter": "own_sales", "amount_minor": 1}, "policy.grades"),
        (AtLeast, {"counter": "own_sales", "amount_minor": 1, "currency": "?"}, "money"),
        (
            AtLeast,
            {"counter": "invite_sales", "amount_minor": 1, "currency": "CNY"},
            "policy.grades",
        ),
        (AtLeast, {"counter": "fans", "count": -1}, "event.bad_quantity"),
        (AtLeast, {"counter": "fans", "count": 1, "window_days": 0}, "event.bad_quantity"),
        (AtLeast, {"counter": "own_sales", "amount_minor": 1.0, "currency": "CNY"}, "money"),
        (Grade, {"name": "a"}, "policy.grades"),
        (Grade, {"name": "a", "who": Who(grades=("b",))}, "policy.grades"),
        (Grade, {"name": "a", "is_by_hand": True, "all_of": (fans(1),)}, "policy.grades"),
        (Grade, {"name": "a", "all_of": fans(1)}, "event.bad_field"),
        (Grade, {"name": "", "all_of": (fans(1),)}, "event.bad_id"),
        (Grade, {"name": "a", "is_by_hand": 1}, "event.bad_field"),
        (GradePolicy, {"grades": ()}, "policy.grades"),
        (GradePolicy, {"grades": (SOLD, SOLD)}, "policy.grades"),
        (GradePolicy, {"grades": (SOLD,), "relation": "kin"}, "event.bad_field"),
        (
            GradePolicy,
            {"grades": (Grade(name="a", all_of=(direct("b", 1),)),)},
            "policy.grades",
        ),
        (
            GradePolicy,
            {"grades": (Grade(name="a", keeps=(direct("b", 1),), all_of=(fans(1),)),)},
            "policy.grades",
        ),
        (
            GradePolicy,
            {"grades": (Grade(name="a", all_of=(AtLeast(counter="active_recruits", count=1),)),)},
            "policy.grades",
        ),
        (
            GradePolicy,
            {"grades": (SOLD,), "active": (AtLeast(counter="active_recruits", count=1),)},
            "policy.grades",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(kind: Any, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        kind(**fields)
    assert caught.value.code.startswith(code)


def test_a_ladder_names_its_counters() -> None:
    assert FULL.counters == {"own_sales", "fans", "team_sales", "purchases"}
    assert LADDER.counters == {"fans", "direct:keeper", "direct:star"}
    assert not FULL.asks_first_orders
    assert ladder(Grade(name="a", who=Who(has_bought=True))).asks_first_orders


def test_places_in_a_ladder() -> None:
    steps = [FULL.after(name) for name in ("", "seller", "top", "director", "else")]
    assert steps == [SOLD, TOP, HAND, None, None]
    assert [FULL.below(name) for name in FULL.names] == ["", "seller", "top"]
    assert (FULL.now("top"), FULL.now("")) == (TOP, None)


def test_a_window_is_of_whole_days() -> None:
    at_us = 40 * DAY_US + 5
    assert MONTHLY.period_us(at_us) == (11 * DAY_US, at_us + 1)
    assert fans(1).period_us(at_us) == (-FOREVER_US, at_us + 1)


@pytest.mark.parametrize(
    ("member", "is_close", "expected"),
    [
        pytest.param(NONE, False, [*FULL.active, *SOLD.asks], id="the next grade"),
        pytest.param(NONE._replace(active_us=1), False, [*SOLD.asks], id="active for ever"),
        pytest.param(NONE._replace(active_us=1, grade="top"), False, [], id="next by hand"),
        pytest.param(
            NONE._replace(active_us=1, grade="seller"), True, [MONTHLY, *TOP.asks], id="a close"
        ),
        pytest.param(
            NONE._replace(active_us=1, lost=("seller",)),
            False,
            [*SOLD.asks, MONTHLY],
            id="who fell must also meet what it takes to stay",
        ),
        pytest.param(NONE._replace(active_us=1, is_grade_fixed=True), True, [], id="fixed"),
        pytest.param(NONE._replace(active_us=1, status="left"), True, [], id="gone"),
    ],
)
def test_a_review_asks_for_what_it_needs(
    member: Member,
    is_close: bool,
    expected: list[AtLeast],
) -> None:
    assert tuple(expected) == asked(FULL, member, is_close=is_close)


@pytest.mark.parametrize(
    ("member", "counted", "period", "expected"),
    [
        pytest.param(NONE, found(own_sales=4_999), "", "", id="one short"),
        pytest.param(NONE, found(own_sales=5_000), "", "seller", id="equality does"),
        pytest.param(NONE, found(10_000), "", "seller", id="one grade at a time"),
        pytest.param(NONE._replace(grade="seller"), found(fans=5), "", "top", id="any of"),
        pytest.param(NONE._replace(grade="top"), found(10_000), "", "top", id="by hand only"),
        pytest.param(NONE._replace(grade="top"), found(), "", "top", id="no fall in between"),
        pytest.param(NONE._replace(grade="top"), found(), "06", "seller", id="a fall at a close"),
        pytest.param(NONE._replace(grade="seller"), found(), "06", "", id="a fall to nothing"),
        pytest.param(
            NONE._replace(grade="seller"), found(own_sales=1_000, fans=5), "06", "top", id="a rise"
        ),
        pytest.param(
            NONE._replace(grade="director"), found(), "06", "director", id="nothing to keep"
        ),
        pytest.param(NONE._replace(grade="else"), found(9), "06", "else", id="of another ladder"),
        pytest.param(
            NONE._replace(is_grade_fixed=True, grade="top"), found(), "06", "top", id="fixed"
        ),
        pytest.param(NONE._replace(status="left"), found(10_000), "", "", id="left"),
        pytest.param(NONE._replace(status="suspended"), found(10_000), "", "", id="suspended"),
        pytest.param(
            NONE._replace(status="suspended", grade="top"), found(), "06", "seller", id="falls"
        ),
    ],
)
def test_what_a_review_makes_of_a_member(
    member: Member, counted: dict[AtLeast, int], period: str, expected: str
) -> None:
    assert expected == reviewed(FULL, member, counted, 7, period).grade


def test_who_fell_comes_back_only_with_what_it_takes_to_stay() -> None:
    fallen = reviewed(FULL, NONE._replace(grade="seller"), found(), 7, "06")
    assert (fallen.grade, fallen.lost, fallen.periods) == ("", ("seller",), ("06",))
    rich_long_ago = found(own_sales=5_000) | {MONTHLY: 999}
    assert reviewed(FULL, fallen, rich_long_ago, 8) == fallen
    back = reviewed(FULL, fallen, found(own_sales=5_000) | {MONTHLY: 1_000}, 9)
    assert (back.grade, back.lost) == ("seller", ())


def test_active_is_for_ever() -> None:
    active = reviewed(FULL, NONE, found(purchases=1), 7)
    assert active.active_us == 7
    assert reviewed(FULL, active, found(), 8).active_us == 7


@pytest.mark.parametrize("status", ["none", "applied", "rejected", "suspended", "left"])
def test_a_grade_may_ask_who_a_member_is(status: MemberStatus) -> None:
    of = ladder(Grade(name="a", who=Who(statuses=("active",))))
    assert reviewed(of, NONE._replace(status=status), {}, 7).grade == ""
    assert reviewed(of, NONE._replace(status="active"), {}, 7).grade == "a"


@given(one=amounts, other=amounts, grade=st.sampled_from(["", "seller"]))
def test_more_never_means_less(one: int, other: int, grade: str) -> None:
    low, high = sorted((one, other))
    names = ("", *FULL.names)
    less, more = (
        names.index(reviewed(FULL, NONE._replace(grade=grade), found(amount), 7, "06").grade)
        for amount in (low, high)
    )
    assert less <= more
