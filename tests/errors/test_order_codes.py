"""The codes of orders before their payment."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter

import pytest

from fenxiao.errors import CODES
from fenxiao.errors.order_codes import ORDERS
from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from tests.support.build import POLICY, paid
from tests.support.orders import given_up, placed

REFUSED: dict[str, list[Event]] = {
    "order.already_placed": [placed(), placed(event_id="again")],
    "order.placed_otherwise": [placed(), replace(paid("o1", "u4"), currency="USD")],
    "order.not_placed": [given_up()],
    "order.cancelled": [placed(), given_up(), paid("o1", "u4")],
}


def test_each_is_in_the_table_once() -> None:
    codes = [code for code, *_ in ORDERS]
    assert sorted(set(codes)) == sorted(codes)
    assert set(codes) <= set(CODES)


def test_every_refusal_is_provoked() -> None:
    assert set(REFUSED) == {code for code, kind, *_ in ORDERS if kind != "error"}


def test_only_what_may_be_placed_later_is_fed_again() -> None:
    assert ["order.not_placed"] == [code for code, kind, *_ in ORDERS if kind == "retry"]


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_has_the_facts_that_its_message_names(code: str) -> None:
    book = Book(POLICY)
    refusal = [book.apply(event) for event in REFUSED[code]][-1].refusal
    assert refusal is not None
    row = CODES[code]
    names = {name for _, name, _, _ in Formatter().parse(row.message + row.hint) if name}
    assert (code, names) == (refusal.code, set(dict(refusal.facts)))
    assert refusal.message.endswith(".")
