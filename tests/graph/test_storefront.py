"""Storefronts: whose store is seen, what it lists, what a shared page carries."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.graph.storefront import (
    AWAY,
    Page,
    Storefront,
    StorefrontPolicy,
    is_listed,
    owner,
    page,
)
from fenxiao.model.credit_records import LISTS, Assortment
from fenxiao.model.records import Member, MemberStatus
from fenxiao.model.who import Who

WRONG: Any = "wrong on purpose"
KEEPERS = Who(statuses=("active", "suspended", "left", "deleted"))


def member(name: str, status: MemberStatus = "active") -> Member:
    return Member(name, 0, None, status, 0, "", is_verified=False)


FAN = member("fan", "none")
GOLD = Who(statuses=("active",), grades=("gold",))


@pytest.mark.parametrize(
    ("path", "fields", "expected"),
    [
        pytest.param([member("B"), member("A")], {}, ("B", "upline"), id="never A's, but B's"),
        pytest.param([], {}, (None, "nobody_above"), id="nobody above"),
        pytest.param(
            [], {"headquarters_id": "hq"}, ("hq", "nobody_above"), id="headquarters by its id"
        ),
        pytest.param([FAN, member("A")], {}, ("A", "upline"), id="a fan keeps no store"),
        pytest.param(
            [member("B", "suspended"), member("A")], {}, ("A", "above_away"), id="next above"
        ),
        pytest.param(
            [member("B", "left"), member("A")],
            {"when_away": "headquarters"},
            (None, "keeper_away"),
            id="headquarters where a keeper left",
        ),
        pytest.param(
            [member("B", "suspended"), member("A")],
            {"when_away": "headquarters", "keeper": GOLD},
            (None, "nobody_above"),
            id="who is away and would keep no store is passed over",
        ),
        pytest.param(
            [member("B", "suspended")._replace(grade="gold"), member("A")],
            {"when_away": "headquarters", "keeper": GOLD},
            (None, "keeper_away"),
            id="who is away and would keep one is not",
        ),
        pytest.param([FAN, FAN, member("A")], {"reach": 2}, (None, "nobody_above"), id="reach"),
    ],
)
def test_whose_store(
    path: list[Member], fields: dict[str, Any], expected: tuple[str | None, str]
) -> None:
    policy = StorefrontPolicy(**({"keeper": KEEPERS} | fields))
    assert Storefront(*expected) == owner(member("C"), path, policy)  # type: ignore[arg-type]  # reasons are texts here


def test_a_keeper_sees_his_own_store_only_where_the_policy_says_so() -> None:
    for sees_own, expected in ((False, ("B", "upline")), (True, ("C", "own"))):
        policy = StorefrontPolicy(keeper=KEEPERS, sees_own=sees_own)
        assert expected == owner(member("C"), [member("B")], policy)[:2]
    assert ("B", "upline") == owner(
        member("C", "suspended"), [member("B")], StorefrontPolicy(keeper=KEEPERS, sees_own=True)
    )[:2]


@given(
    statuses=st.lists(st.sampled_from(["none", "active", "suspended", "left"]), max_size=6),
    when_away=st.sampled_from(["next_above", "headquarters"]),
    reach=st.integers(1, 6),
)
def test_it_is_the_nearest_keeper_who_is_there(
    statuses: list[MemberStatus], when_away: Any, reach: int
) -> None:
    path = [member(f"u{place}", status) for place, status in enumerate(statuses)]
    policy = StorefrontPolicy(keeper=KEEPERS, when_away=when_away, reach=reach)
    met = [one for one in path[:reach] if one.status != "none"]
    if when_away == "headquarters" and met and met[0].status in AWAY:
        met = []
    there = [one.member_id for one in met if one.status not in AWAY]
    assert (there[0] if there else None) == owner(FAN, path, policy).owner_id


def test_a_page_carries_the_sharers_store_or_the_one_he_sees() -> None:
    policy = StorefrontPolicy(keeper=KEEPERS)
    seen = Storefront("B", "upline")
    assert Page("C", "s1", "C") == page(member("C"), seen, policy, "s1")
    assert Page("B", None, "fan") == page(FAN, seen, policy)


@given(
    lists=st.sampled_from(LISTS),
    skus=st.sets(st.sampled_from(["s1", "s2"])),
    categories=st.sets(st.sampled_from(["c1", "c2"])),
)
def test_what_is_listed(lists: Any, skus: set[str], categories: set[str]) -> None:
    assortment = Assortment("B", "e", 0, lists, tuple(skus), tuple(categories), None)
    for sku in ("s1", "s2", "s3"):
        for category in ("c1", "c2", "c3"):
            is_named = sku in skus or category in categories
            expected = {"all": True, "only": is_named, "all_but": not is_named}[lists]
            assert expected is is_listed(assortment, sku, category)
            assert is_listed(None, sku, category)


@pytest.mark.parametrize(
    "fields",
    [
        {"relation": WRONG},
        {"sees_own": WRONG},
        {"when_away": WRONG},
        {"headquarters_id": ""},
        {"reach": 0},
        {"effective_from": WRONG},
    ],
    ids=str,
)
def test_a_wrong_policy_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(FenxiaoError):
        StorefrontPolicy(**fields)
