"""Payouts: what the rail says of an instruction, and what is done to it before."""

from __future__ import annotations

import pytest

from fenxiao.model.contract import Decision, Put, payout_key
from fenxiao.model.events import PAYOUT_OUTCOMES, PayoutOutcome
from fenxiao.model.records import Payout, PayoutState
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.payout.lifecycle import LIFECYCLE, STATES
from fenxiao.settlement.book import Book
from tests.support.build import (
    POLICY,
    at_us,
    available,
    book_of,
    codes,
    components,
    confirmed,
    feed,
    instruction_id,
    line,
    paid,
    policy,
    release,
    result,
    touch,
    withdraw,
)


def bring_to(book: Book, state: PayoutState) -> None:
    """Write the one instruction of a book as it would stand in a state."""
    key = payout_key(instruction_id("withdraw u1"))
    record, revision = book.rows[key]
    assert isinstance(record, Payout)
    assert book.store.commit(
        Decision("applied", (Put(key, record._replace(state=state), revision),))
    )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("outcome", PAYOUT_OUTCOMES)
def test_every_cell_of_the_life_cycle(state: PayoutState, outcome: PayoutOutcome) -> None:
    book = book_of(*available("u1", 500), withdraw("u1"))
    bring_to(book, state)
    name = instruction_id("withdraw u1")
    before = (book.payout(name), components(book, "u1"), len(book.entries))
    step = LIFECYCLE[state, outcome]
    decision = book.apply(result("withdraw u1", outcome, 500, day=20, reference="r1"))
    after = (book.payout(name), components(book, "u1"), len(book.entries))
    if step.effect == "conflict":
        assert (["payout.conflict"], before) == (codes([decision]), after)
    elif step.effect == "late":
        assert ("applied", before) == (decision.status, after)
        assert ["event"] == [put.key[0] for put in decision.puts]
    else:
        payout = after[0]
        assert payout is not None
        expected = (step.state, at_us(20), "r1")
        assert expected == (payout.state, payout.updated_us, payout.reference)
        assert (1 if step.template else 0) == after[2] - before[2]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        pytest.param(["paid"], (0, 0, 0, 0), id="paid is gone"),
        pytest.param(["failed"], (0, 0, 500, 0), id="failed is available again"),
        pytest.param(["returned"], (0, 0, 500, 0), id="returned, though never told paid"),
        pytest.param(["paid", "returned"], (0, 0, 500, 0), id="paid, then returned"),
        pytest.param(["submitted", "unknown"], (0, 0, 0, 500), id="not known is still on its way"),
    ],
)
def test_where_the_money_is(
    outcomes: list[PayoutOutcome], expected: tuple[int, int, int, int]
) -> None:
    book = book_of(*available("u1", 500), withdraw("u1"))
    feed(book, *(result("withdraw u1", outcome, 500) for outcome in outcomes))
    assert expected == components(book, "u1")


def test_a_reference_is_kept_when_a_later_result_has_none() -> None:
    book = book_of(*available("u1", 500), withdraw("u1"))
    feed(book, result("withdraw u1", "submitted", 500, reference="r1"))
    feed(book, result("withdraw u1", "paid", 500))
    payout = book.payout(instruction_id("withdraw u1"))
    assert payout is not None
    assert "r1" == payout.reference


def test_a_result_must_name_a_known_instruction() -> None:
    book = Book(POLICY)
    assert ["payout.unknown"] == codes([book.apply(result("withdraw u1", "paid", 500))])
    assert {} == dict(book.rows)


@pytest.mark.parametrize(("amount", "currency"), [(499, "CNY"), (500, "USD")])
def test_a_result_must_name_the_amount(amount: int, currency: str) -> None:
    book = book_of(*available("u1", 500), withdraw("u1"))
    wrong = result("withdraw u1", "paid", amount, currency=currency)
    assert ["payout.amount_differs"] == codes([book.apply(wrong)])
    assert (0, 0, 0, 500) == components(book, "u1")


def test_every_instruction_can_be_answered() -> None:
    book = book_of(touch("u1", "u2"), of=policy(1_000_000))
    for name in ("o1", "o2"):
        feed(book, paid(name, "u2", line(AMOUNT_LIMIT_MINOR)), confirmed(name))
    feed(book, release(), withdraw("u1"))
    amount_minor = book.payouts()[0].amount_minor
    feed(book, result("withdraw u1", "paid", amount_minor))
