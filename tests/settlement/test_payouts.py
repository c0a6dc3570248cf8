"""Payouts: what the rail says of an instruction, and what is done to it before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.model.contract import Decision, Put, payout_key
from fenxiao.model.events import PAYOUT_OUTCOMES, PayoutOutcome
from fenxiao.model.instants import from_us
from fenxiao.model.ledger_records import Attempt
from fenxiao.model.records import Payout, PayoutState
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.payout.keys import attempt_of, first_key, next_key
from fenxiao.payout.lifecycle import LIFECYCLE, STATES
from fenxiao.payout.policy import WithdrawalFee
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
from tests.support.operations import open_payout
from tests.support.payouts import retry, ruled, said, submit


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


def test_a_payout_leaves_as_net_fee_and_tax() -> None:
    book = Book(POLICY)
    feed(book, replace(open_payout("u1", 80), fee_minor=5, tax_minor=15))
    assert (0, 0, 0, 100) == components(book, "u1")
    feed(book, said("old u1", "paid", 80, charge_minor=2))
    assert (0, 0, 0, 0) == components(book, "u1")
    found = {row.account: row.amount_minor for row in book.trial_balance() if row.amount_minor}
    expected = {"bank": -82, "payout_fee": -5, "tax_payable": -15, "payout_charge": 2}
    assert expected | {"opening_balance": 100} == found


@pytest.mark.parametrize(("is_kept", "back"), [(False, 100), (True, 95)])
def test_what_comes_back_brings_the_tax_and_the_fee_unless_that_is_kept(
    is_kept: bool, back: int
) -> None:
    book = Book(ruled(fee=WithdrawalFee(fixed_minor=5, is_kept_on_return=is_kept)))
    feed(book, *available("u1", 100), withdraw("u1"))
    name = instruction_id("withdraw u1")
    feed(book, said(name, "paid", 95), said(name, "returned", 95))
    assert (0, 0, back, 0) == components(book, "u1")
    feed(book, retry(name), said(name, "paid", 95, attempt=2))
    assert (0, 0, 0, 0) == components(book, "u1")
    income = [row.amount_minor for row in book.trial_balance() if row.account == "payout_fee"]
    assert [-5] == income


def test_what_never_arrived_comes_back_whole_also_if_fees_are_kept() -> None:
    book = Book(ruled(fee=WithdrawalFee(fixed_minor=5, is_kept_on_return=True)))
    feed(book, *available("u1", 100), withdraw("u1"))
    name = instruction_id("withdraw u1")
    feed(book, said(name, "returned", 95))
    assert (0, 0, 100, 0) == components(book, "u1")
    feed(book, retry(name))
    assert (0, 0, 0, 100) == components(book, "u1")


@pytest.mark.parametrize("outcome", ["failed", "expired", "cancelled"])
def test_what_failed_gives_back_its_use_of_the_limits(outcome: PayoutOutcome) -> None:
    book = Book(ruled(day_most_count=1))
    feed(book, *available("u1", 100), withdraw("u1", 50))
    again = withdraw("u1", 50, day=10.2, event_id="w2")
    assert ["payout.day_count"] == codes([book.apply(again)])
    feed(book, said(instruction_id("withdraw u1"), outcome, 50))
    feed(book, withdraw("u1", 50, day=10.3, event_id="w3"))


def test_a_further_attempt_has_another_key_and_takes_the_money_again() -> None:
    book = book_of(*available("u1", 100), withdraw("u1"))
    name = instruction_id("withdraw u1")
    feed(book, submit(name), said(name, "failed", 100, reference="r1"), retry(name))
    payout = book.payout(name)
    assert payout is not None
    failed = Attempt(first_key("withdraw u1"), "bank", "failed")
    assert (2, "approved", (failed,), None, None) == (
        payout.attempt,
        payout.state,
        payout.earlier,
        payout.rail,
        payout.reference,
    )
    assert next_key(name, 2) == payout.key
    assert [1, 2, None] == [attempt_of(payout, one) for one in (failed.key, payout.key, "K9")]
    assert (0, 0, 0, 100) == components(book, "u1")


@pytest.mark.parametrize(("outcome", "code"), [("paid", "payout.conflict"), ("failed", None)])
def test_what_is_said_of_an_attempt_that_ended_moves_nothing(
    outcome: PayoutOutcome, code: str | None
) -> None:
    book = book_of(*available("u1", 100), withdraw("u1"))
    name = instruction_id("withdraw u1")
    feed(book, said(name, "failed", 100), retry(name))
    before = book.payout(name)
    assert [code] == codes([book.apply(said(name, outcome, 100, event_id="late"))])
    assert before == book.payout(name)


def test_an_attempt_goes_by_one_rail_and_not_before_its_day() -> None:
    book = Book(ruled(settle_after_business_days=1))
    feed(book, *available("u1", 100), withdraw("u1"))
    name = instruction_id("withdraw u1")
    payout = book.payout(name)
    assert payout is not None
    moment = replace(submit(name), at=from_us(payout.payable_us - 1))
    assert ["payout.not_payable"] == codes([book.apply(moment)])
    feed(book, replace(moment, at=from_us(payout.payable_us)))
    feed(book, submit(name, day=20, event_id="once more"))
    sent = book.payout(name)
    assert sent is not None
    assert ("submitted", "bank", payout.payable_us) == (sent.state, sent.rail, sent.submitted_us)
    assert ["payout.other_rail"] == codes([book.apply(submit(name, "paypal", day=20))])


def test_a_rail_that_was_told_late_is_noted() -> None:
    book = book_of(*available("u1", 100), withdraw("u1"))
    name = instruction_id("withdraw u1")
    feed(book, said(name, "accepted", 100), submit(name))
    payout = book.payout(name)
    assert payout is not None
    assert ("accepted", "bank") == (payout.state, payout.rail)
