"""The catalogue's row about periods: what it says is what the scenario sees."""

from __future__ import annotations

from fenxiao.errors.period_codes import PERIODS as CODES
from fenxiao.model.events import OrderPaid, PeriodClosed, Refunded
from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.catalogue.books import with_queue
from fenxiao.settlement.catalogue.periods import PERIODS


def test_the_close_has_its_row_and_all_its_refusals() -> None:
    (spec,) = PERIODS
    assert (spec.event, CATALOGUE[PeriodClosed]) == (PeriodClosed, with_queue(spec))
    assert set(spec.refusals) == {"event.id_reused", *(code for code, *_ in CODES)}


def test_an_order_leaves_the_row_by_which_a_close_finds_it() -> None:
    assert CATALOGUE[OrderPaid].writes["sale"] == "appended"
    assert CATALOGUE[Refunded].writes["sale"] == "guarded"
