"""Sales of a period: which purchases make which volume."""

from __future__ import annotations

from hypothesis import given

from fenxiao.rules.people import blank
from fenxiao.rules.period.sales import LEVELS_OF, VOLUMES, PeriodSales, Seller
from tests.rules.period.forests import Forest, forests


def test_each_volume_counts_its_distances() -> None:
    seller = Seller(blank("u1"), (1, 20, 300, 4_000))
    assert [seller.volume(of) for of in VOLUMES] == [1, 20, 4_320, 4_321]
    assert seller.member_id == "u1"


def test_nothing_was_sold_where_nothing_is_said() -> None:
    assert PeriodSales() == ((), 0, 0, {})


@given(forest=forests())
def test_a_sale_counts_for_no_more_members_than_a_volume_has_levels(forest: Forest) -> None:
    sales = forest.sales()
    for of in VOLUMES:
        assert sum(one.volume(of) for one in sales.sellers) <= LEVELS_OF[of] * sales.volume_minor
