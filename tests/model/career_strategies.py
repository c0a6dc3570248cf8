"""Strategies for the events of careers, each field over the whole of its published range."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from fenxiao.model.careers import (
    Applied,
    EnrolmentDecided,
    FoldTallies,
    GradeSet,
    MemberClosed,
    MemberLeft,
    MemberReturned,
    ReviewGrade,
    RiskMarked,
    StatusChanged,
    Verified,
)
from fenxiao.model.checks import ID_LIMIT
from fenxiao.model.envelope import PAGE_LIMIT
from fenxiao.model.events import Event
from fenxiao.money import CURRENCIES

seen = st.characters(exclude_categories=("C", "Z"), exclude_characters="\ufffc\ufffd")
ids = st.text(seen, min_size=1, max_size=ID_LIMIT)
zones = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones)  # noqa: DTZ001  # the zones are the third argument
_member = {"id": ids, "at": instants, "recorded_at": st.none() | instants, "member_id": ids}
_two = {
    "reason": ids,
    "maker_id": st.sampled_from(["maker", "clerk"]),
    "checker_id": st.sampled_from(["checker", "chief"]),
}

CAREERS: dict[type[Event], st.SearchStrategy[Event]] = {
    Applied: st.builds(Applied, **_member),
    EnrolmentDecided: st.builds(
        EnrolmentDecided,
        **{**_member, "member_id": st.sampled_from(["u1", "会员"])},
        is_approved=st.booleans(),
        reason=ids,
        checker_id=st.sampled_from(["checker", "chief"]),
    ),
    Verified: st.builds(Verified, **_member, identity_token=ids, is_verified=st.booleans()),
    StatusChanged: st.builds(
        StatusChanged, **_member, **_two, to=st.sampled_from(["suspended", "active"])
    ),
    RiskMarked: st.builds(
        RiskMarked, **_member, **_two, level=st.sampled_from(["clear", "watched", "blocked"])
    )
    | st.builds(RiskMarked, **_member, level=st.just("watched"), reason=ids),
    MemberLeft: st.builds(MemberLeft, **_member),
    MemberReturned: st.builds(MemberReturned, **_member),
    MemberClosed: st.builds(MemberClosed, **_member, limit=st.integers(1, PAGE_LIMIT)),
    ReviewGrade: st.builds(
        ReviewGrade, **_member, period=st.none() | ids, then=st.lists(ids, max_size=3).map(tuple)
    ),
    GradeSet: st.builds(GradeSet, **_member, **_two, grade=st.none() | ids, is_fixed=st.booleans()),
    FoldTallies: st.builds(
        FoldTallies,
        **_member,
        counter=ids,
        currency=st.none() | st.sampled_from(sorted(CURRENCIES)),
        keep_days=st.integers(0, 36_500),
        limit=st.integers(2, PAGE_LIMIT),
        from_us=st.none() | st.integers(-(2**63), 2**63 - 1),
    ),
}
