"""The catalogue's rows about take-overs: each is refused where trade has begun."""

from __future__ import annotations

from fenxiao.model.events import OrderCorrected
from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.catalogue.openings import OPENINGS
from tests.support.operations import ONE_OF_EACH


def test_each_is_of_the_catalogue_and_of_the_builders() -> None:
    kinds = {spec.event for spec in OPENINGS}
    assert kinds <= set(CATALOGUE)
    assert kinds <= {type(event) for event in ONE_OF_EACH}


def test_every_take_over_is_refused_where_trade_has_begun() -> None:
    refused = {spec.event for spec in OPENINGS if "opening.in_use" in spec.refusals}
    assert {OrderCorrected} == {spec.event for spec in OPENINGS} - refused
