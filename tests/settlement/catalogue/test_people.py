"""The catalogue's rows about people: no event of trade, and no balance."""

from __future__ import annotations

from fenxiao.model import people
from fenxiao.settlement.catalogue.people import BINDING_REFUSALS, PEOPLE


def test_they_are_the_events_of_their_module() -> None:
    assert {people.__name__} == {row.event.__module__ for row in PEOPLE}


def test_no_row_about_people_writes_money() -> None:
    written = {partition for row in PEOPLE for partition in row.writes}
    assert written.isdisjoint({"order", "terms", "entry", "delta", "wallet", "payout"})


def test_a_binding_has_its_refusals_from_cheap_to_costly() -> None:
    assert ("graph.self_bind", "graph.too_deep") == (BINDING_REFUSALS[0], BINDING_REFUSALS[-1])
