"""The part of the scenario about trade posts every template of it."""

from __future__ import annotations

from fenxiao.ledger.templates import TEMPLATES
from fenxiao.settlement.book import Book
from tests.ledger.strategies import OF_MEMBERS
from tests.purity.trade import LEDGERS, story


def test_every_template_of_trade_is_posted() -> None:
    seen: set[str] = set()
    for policy in LEDGERS:
        book = Book(policy)
        waiting = list(story())
        while waiting:
            decision = book.apply(waiting.pop(0))
            waiting[:0] = [] if decision.continuation is None else [decision.continuation]
        seen |= {entry.template for entry in book.entries}
    of_holds = {"hold_posted", "hold_returned"}  # tests/purity/operations.py
    assert {*TEMPLATES} - {*OF_MEMBERS} - of_holds <= seen
