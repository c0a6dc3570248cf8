"""Booking: what leads from what was booked to what shall be, and no more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.records import SalesTotal
from fenxiao.rules.period.awarding import Closing
from fenxiao.rules.period.sales import Given
from fenxiao.rules.period.tiers import Tiers
from fenxiao.settlement.periods.booking import Booking, legs, wanted
from fenxiao.settlement.periods.walking import unbooked
from tests.settlement.periods.shop import bands

PART = ("m1", "CNY", "m0", "p1")
NONE = unbooked(PART, "month", "u1")
amounts = st.integers(0, 50).flatmap(lambda most: st.tuples(st.just(most), st.integers(0, most)))
HELD = {"award_held": 1, "award_back_held": -1, "award_released": -1}
FREE = {"award_available": 1, "award_back": -1, "award_released": 1}


@given(old=amounts, new=amounts)
def test_legs_lead_from_one_to_the_other(old: tuple[int, int], new: tuple[int, int]) -> None:
    before, after = (NONE._replace(amount_minor=all_, held_minor=held) for all_, held in (old, new))
    found = [(template, minor) for template, minor in legs(before, after) if minor]
    assert all(minor > 0 and template in TEMPLATES for template, minor in found)
    held = old[1] + sum(HELD.get(template, 0) * minor for template, minor in found)
    free = old[0] - old[1] + sum(FREE.get(template, 0) * minor for template, minor in found)
    assert (held, free) == (new[1], new[0] - new[1])
    templates = {template for template, _ in found}
    assert not {"award_held", "award_back_held"} <= templates
    assert not {"award_available", "award_back"} <= templates


def test_what_is_gone_stays_as_a_row_of_nothing() -> None:
    rule = Tiers(rule_id="month", bands=bands((0, 1)))
    closing = Closing("p1", "", (rule,))
    booking = Booking(PART, closing, SalesTotal(*PART, "", 0, 0), 1, is_current=True)
    stored = [NONE._replace(member_id="u2", amount_minor=5, held_minor=5)]
    new, gone = wanted(booking, [Given("month", "u1", 7, (("kind", "tiers"),))], stored)
    assert (new.member_id, new.amount_minor, new.held_minor) == ("u1", 7, 7)
    assert (gone.member_id, gone.amount_minor, gone.held_minor) == ("u2", 0, 0)
    (later, _) = wanted(booking._replace(is_current=False), [Given("month", "u1", 7, ())], stored)
    assert later.held_minor == 0
