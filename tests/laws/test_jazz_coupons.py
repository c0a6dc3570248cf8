"""Real coupons in the registry: every doubtful one is decided by a rule with a name.

New York jazz musicians recruited each other in 2001 with numbered coupons, handed out
before any registry was there. All are issued in the order of the file, all redemptions
are fed in order; what the registry refuses is then put right in the way its hint says.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from fenxiao.settlement.book import Book
from tests.support.build import feed
from tests.support.invites import PER_SALES, issued, node_of, redeemed, sell, told, with_quota

TREES = Path(__file__).parents[1] / "data" / "trees"
NOBODYS = "90"
BORE_IT = ("j187", "j191", "j200")
"""Three roots came with the code "90"; the data say how many, not which of the late roots."""

EARNED = ["j50"]

pytestmark = pytest.mark.slow

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with gzip.open(TREES / f"nyjazz_coupons_{name}.csv.gz", "rt", encoding="utf-8") as text:
        return list(csv.DictReader(text))


class Registry:
    """A book that has taken every coupon and every redemption, and what it said of each."""

    def __init__(self) -> None:
        self.book = Book(with_quota(initial=7))
        self.issues: Counter[str] = Counter()
        self.twice: Counter[str] = Counter()
        self.redemptions: Counter[str] = Counter()
        self.second: list[Row] = []
        for number, one in enumerate(rows("issued")):
            self._issue(number, one)
        for one in rows("binds"):
            said = self.said(one["coupon"], one["invitee"], one["event_id"])
            self.redemptions[said] += 1
            if said == "invite.already_redeemed":
                self.second.append(one)

    def _issue(self, number: int, one: Row) -> None:
        event = issued(one["node"], one["coupon"], day=0, event_id=f"issue {number}")
        refusal = self.book.apply(event).refusal
        self.issues[refusal.code if refusal else "applied"] += 1
        if refusal is not None:
            facts = dict(refusal.facts)
            whose = "his own" if facts["issuer_id"] == one["node"] else "another's"
            self.twice[whose] += 1

    def said(self, code: str, bearer: str, name: str) -> str:
        refusal = self.book.apply(redeemed(code, bearer, event_id=f"redeem {name}")).refusal
        return refusal.code if refusal else "applied"


@pytest.fixture(scope="module", name="registry")
def the_registry() -> Registry:
    return Registry()


def test_the_first_issuer_has_the_code(registry: Registry) -> None:
    assert {"applied": 1_449, "invite.already_issued": 18} == registry.issues
    assert {"another's": 15, "his own": 3} == registry.twice
    codes = Counter(one["coupon"] for one in rows("issued"))
    assert 17 == sum(count > 1 for count in codes.values())


def test_a_code_brings_in_one(registry: Registry) -> None:
    assert {"applied": 244, "invite.already_redeemed": 7} == registry.redemptions


def test_a_code_that_nobody_was_issued_binds_nobody(registry: Registry) -> None:
    before = dict(registry.book.rows)
    said = {registry.said(NOBODYS, bearer, bearer) for bearer in BORE_IT}
    assert ({"invite.unknown"}, before) == (said, dict(registry.book.rows))


def test_no_member_has_more_than_his_seven(registry: Registry) -> None:
    members = {one["node"] for one in rows("issued")}
    views = [seen for member in members if (seen := registry.book.quota(member)) is not None]
    assert len(members) == len(views) == 264
    assert 1_449 == sum(one.used for one in views)
    assert {7} == {one.used + one.free for one in views}


def test_with_a_code_of_his_own_each_second_bearer_stands_where_he_stood() -> None:
    registry = Registry()
    earned = []
    for one in registry.second:
        code = f"{one['coupon']} again"
        event = issued(one["inviter"], code, day=1)
        if ["quota.none_free"] == told(registry.book, event):
            earned.append(one["inviter"])
            sell(registry.book, one["inviter"], PER_SALES)  # an eighth has to be earned
            feed(registry.book, event)
        assert "applied" == registry.said(code, one["invitee"], code)
    assert EARNED == earned
    forest = rows("forest")
    found = {one["node"]: node_of(registry.book, one["node"]) or "" for one in forest}
    assert {one["node"]: one["parent"] for one in forest} == found
    assert (264, 13) == (len(found), sum(not parent for parent in found.values()))


def test_without_it_the_forest_lacks_exactly_the_seven(registry: Registry) -> None:
    forest = {one["node"]: one["parent"] for one in rows("forest")}
    lost = {one for one in forest if forest[one] != (node_of(registry.book, one) or "")}
    assert {one["invitee"] for one in registry.second} == lost
