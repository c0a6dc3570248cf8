"""Terms that count: those of the payment, until a correction gave others."""

from __future__ import annotations

from fenxiao.model.contract import Facts, Need, correction_key, order_key, terms_key
from fenxiao.model.records import Correction, Order, Terms
from fenxiao.settlement.agreed import terms_that_count

ORDER = Order("o1", "m1", "m1", "u2", "CNY", "paid", 0, None, None, (), ())
FIRST = Terms("o1", "wrong", "0" * 64, 2, 0, ("u1",), ())
SECOND = FIRST._replace(plan_id="right")
KEY = correction_key("o1", "e9")


def test_terms_of_the_payment_count_at_first() -> None:
    facts: Facts = {terms_key("o1"): (FIRST, 1)}
    assert FIRST == terms_that_count(ORDER, facts)


def test_a_correction_is_asked_for_once_and_counts() -> None:
    corrected = ORDER._replace(corrected_by="e9")
    facts: Facts = {order_key("o1"): (corrected, 2), terms_key("o1"): (FIRST, 1)}
    assert Need((KEY,), ()) == terms_that_count(corrected, facts)
    correction = Correction("o1", "e9", "slip", "entry", SECOND)
    assert SECOND == terms_that_count(corrected, {**facts, KEY: (correction, 1)})
    assert None is terms_that_count(corrected, {**facts, KEY: None})


def test_an_order_that_is_not_known_has_none() -> None:
    assert None is terms_that_count(None, {})
