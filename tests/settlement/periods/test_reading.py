"""Reading: all rows of a part, page after page, and the sellers that they make."""

from __future__ import annotations

import pytest

from fenxiao.model.contract import Need
from fenxiao.model.records import Qualified, Volume
from fenxiao.rules.people import blank
from fenxiao.rules.period.tiers import Tiers
from fenxiao.settlement.periods import reading
from fenxiao.settlement.store import Loaded
from tests.settlement.periods.shop import bands, buy, close, opened, policy, told

PART = ("m1", "CNY", "m0", "p1")
RULE = Tiers(rule_id="month", bands=bands((0, 10)))


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 100])
def test_pages_bring_every_row_once(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    book = told(opened(policy(RULE)), buy("o1", "u4", 1_000), close(0))
    monkeypatch.setattr(reading, "READ_LIMIT", limit)
    for ask, count in ((reading.volumes_of, 4), (reading.awards_of, 3), (reading.qualified_of, 0)):
        facts: Loaded = {}
        while isinstance(found := ask(facts, PART), Need):
            facts |= book.store.load(found.keys, found.scans)
        assert len(found) == len(dict(found)) == count


def test_who_has_nothing_left_is_no_seller() -> None:
    empty = Volume(*PART, "u1", "u2", 0, 0, 0, 0)
    assert reading.sellers_of([empty], {}) == ()


def test_a_seller_is_who_he_was() -> None:
    gold = blank("u1")._replace(grade="gold")
    rows = [Volume(*PART, "u1", name, 0, 1, 2, 3) for name in ("u2", "u3")]
    (seller,) = reading.sellers_of(rows, {"u1": gold})
    assert (seller.member, seller.by_distance, seller.by_child) == (gold, (0, 2, 4, 6), (6, 6))


def test_a_frozen_row_answers_as_a_member() -> None:
    member = reading.as_member(Qualified(*PART, "u1", "active", "gold", True, True, False))
    assert (member.status, member.grade, member.is_verified) == ("active", "gold", True)
    assert (member.registered_us, member.first_order_us) == (0, None)
