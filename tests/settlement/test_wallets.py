"""Wallets: release, fold, withdrawal, and what the rail says of a payout."""

from __future__ import annotations

import pytest

from fenxiao.errors import EventError
from fenxiao.model.contract import Facts, continuation_key, due_scan, order_key
from fenxiao.model.events import PAYOUT_OUTCOMES, PayoutOutcome
from fenxiao.model.records import Wallet
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.payout.lifecycle import LIFECYCLE, STATES
from fenxiao.settlement import balances, wallets
from fenxiao.settlement.book import Book
from tests.support.build import (
    CURRENCY,
    PAYER,
    POLICY,
    at_us,
    available,
    book_of,
    codes,
    components,
    confirmed,
    feed,
    fold_wallet,
    instruction_id,
    line,
    paid,
    policy,
    refunded,
    release,
    result,
    touch,
    wallet,
    withdraw,
)
from tests.support.host import ask

WAYS: dict[str, list[PayoutOutcome]] = {
    "approved": [],
    "submitted": ["submitted"],
    "unknown": ["unknown"],
    "paid": ["paid"],
    "failed": ["failed"],
    "returned": ["returned"],
}


def held(order_count: int) -> Book:
    """Return a book with confirmed orders of one fan of u1, each of 100 for u1."""
    book = book_of(touch("u1", "u2"))
    for number in range(order_count):
        name = f"o{number}"
        feed(book, paid(name, "u2", line(1000)), confirmed(name, day=2 + number))
    return book


def test_release_is_for_what_is_due_and_no_sooner() -> None:
    book = held(3)
    feed(book, release(day=10))
    states = [order.state for name in ("o0", "o1", "o2") if (order := book.order(name))]
    assert ["released", "released", "confirmed"] == states
    assert (0, 100, 200, 0) == components(book, "u1")


def test_release_of_nothing_is_nothing() -> None:
    decision = feed(Book(POLICY), release())[0]
    assert (["event"], (), None) == (
        [put.key[0] for put in decision.puts],
        decision.appends,
        decision.continuation,
    )


def test_release_takes_one_row_a_wallet_however_many_orders() -> None:
    decision = feed(held(3), release(day=30))[0]
    names = [one.key[0] for one in decision.appends]
    assert {"entry": 3, "delta": 1} == {name: names.count(name) for name in names}


def test_release_of_an_order_that_keeps_nothing_posts_nothing() -> None:
    book = book_of(paid("o1", "u9"), confirmed("o1"))
    decision = feed(book, release())[0]
    assert ((order_key("o1"), ()), "released") == (
        (decision.puts[1].key, decision.appends),
        (order := book.order("o1")) and order.state,
    )


def test_a_full_page_goes_on_after_its_last_order() -> None:
    book = held(3)
    decision = feed(book, release(day=30, limit=2))[0]
    assert decision.continuation is not None
    assert (at_us(3 + 7), "o1") == decision.continuation.after  # type: ignore[attr-defined]  # a Release goes on as one
    assert [decision.continuation.id] == [one.event_id for one in book.store.waiting]
    assert [2, 1] == [
        sum(put.key[0] == "order" for put in page.puts) for page in (decision, *book.resume())
    ]
    assert () == book.store.waiting
    assert (0, 0, 300, 0) == components(book, "u1")


def test_a_page_that_is_not_full_is_the_last() -> None:
    assert feed(held(3), release(day=30, limit=4))[0].continuation is None


def test_a_continuation_removes_the_row_in_which_it_waited() -> None:
    book = held(2)
    goes_on = feed(book, release(day=30, limit=1))[0].continuation
    assert goes_on is not None
    assert continuation_key(goes_on.id) in book.rows
    decision = feed(book, goes_on)[0]
    assert [(None, 1)] == [put[1:] for put in decision.puts if put.key[0] == "continuation"]
    assert continuation_key(goes_on.id) not in book.rows


def test_an_order_that_is_not_due_is_the_hosts_error() -> None:
    book = held(1)
    event = release(day=30)
    facts: Facts = ask(event, book.rows, POLICY)[1]
    order, _ = book.rows[order_key("o0")]
    wrong = {**facts, due_scan(at_us(30), limit=500): ((order._replace(due_us=None), 1),)}  # type: ignore[call-arg]  # an Order
    with pytest.raises(EventError, match="held Order"):
        wallets.decide_release(event, wrong, POLICY)


def test_a_fold_changes_no_wallet_and_leaves_no_tail() -> None:
    book = held(3)
    before = components(book, "u1")
    decision = feed(book, fold_wallet("u1"))[0]
    removed = [put for put in decision.puts if put.key[0] == "delta"]
    assert [(None, 1)] * 6 == [put[1:] for put in removed]
    assert (before, ()) == (components(book, "u1"), book.store.tail(wallet("u1")))
    assert (Wallet(PAYER, "u1", CURRENCY, *before), 1) == book.rows[wallet("u1")]


def test_a_fold_goes_on_while_its_page_is_full() -> None:
    book = held(2)
    assert feed(book, fold_wallet("u1", limit=3))[0].continuation is not None
    assert 1 == len(book.store.tail(wallet("u1")))
    last = list(book.resume())
    assert [None] == [decision.continuation for decision in last]
    assert 2 == book.rows[wallet("u1")][1]


def test_a_withdrawal_moves_what_was_asked_for() -> None:
    book = book_of(*available("u1", 500), withdraw("u1", 200))
    assert (0, 0, 300, 200) == components(book, "u1")
    payout = book.payout(instruction_id("withdraw u1"))
    assert payout is not None
    assert ("u1", 200, "approved", "token") == (
        payout.member_id,
        payout.amount_minor,
        payout.state,
        payout.payee_token,
    )


def test_a_withdrawal_of_no_amount_is_of_all() -> None:
    assert (0, 0, 0, 500) == components(book_of(*available("u1", 500), withdraw("u1")), "u1")


def test_a_withdrawal_writes_the_wallet_as_it_was() -> None:
    book = book_of(*available("u1", 500))
    feed(book, fold_wallet("u1"))
    before = book.rows[wallet("u1")]
    feed(book, withdraw("u1"))
    assert (before[0], before[1] + 1) == book.rows[wallet("u1")]


def test_a_withdrawal_without_checkpoint_makes_an_empty_one() -> None:
    book = book_of(*available("u1", 500), withdraw("u1"))
    assert (Wallet(PAYER, "u1", CURRENCY, 0, 0, 0, 0), 1) == book.rows[wallet("u1")]


@pytest.mark.parametrize(
    ("wanted", "minimum", "code"),
    [
        pytest.param(99, 100, "payout.below_minimum", id="below the threshold"),
        pytest.param(100, 100, None, id="at the threshold"),
        pytest.param(500, 100, None, id="all"),
        pytest.param(501, 100, "payout.exceeds_available", id="more than there is"),
        pytest.param(None, 500, None, id="all of it, at the threshold"),
        pytest.param(None, 501, "payout.below_minimum", id="all of it, below the threshold"),
    ],
)
def test_what_may_be_withdrawn(wanted: int | None, minimum: int, code: str | None) -> None:
    book = book_of(*available("u1", 500), of=policy(100_000, minimum_minor=minimum))
    assert [code] == codes([book.apply(withdraw("u1", wanted))])
    taken = 0 if code else wanted or 500
    assert (500 - taken, taken) == components(book, "u1")[2:]


@pytest.mark.parametrize("wanted", [None, 1])
def test_nothing_is_withdrawn_from_a_debt(wanted: int | None) -> None:
    book = book_of(*available("u1", 500), withdraw("u1"), refunded("order u1"))
    assert (0, 0, -500, 500) == components(book, "u1")
    code = "payout.below_minimum" if wanted is None else "payout.exceeds_available"
    assert [code] == codes([book.apply(withdraw("u1", wanted, event_id="w2"))])


def test_nothing_is_withdrawn_from_an_unknown_wallet() -> None:
    decision = Book(POLICY).apply(withdraw("nobody"))
    assert ["payout.below_minimum"] == codes([decision])


def test_a_tail_that_is_too_long_has_to_be_folded_first(monkeypatch: pytest.MonkeyPatch) -> None:
    book = held(2)
    feed(book, release(day=30))
    assert 5 == len(book.store.tail(wallet("u1")))
    monkeypatch.setattr(balances, "TAIL_LIMIT", 5)
    before = dict(book.rows)
    assert ["payout.fold_first"] == codes([book.apply(withdraw("u1", 200))])
    assert before == dict(book.rows)
    feed(book, fold_wallet("u1"))
    assert "applied" == book.apply(withdraw("u1", 200)).status


def test_a_tail_below_the_limit_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    book = held(2)
    feed(book, release(day=30))
    monkeypatch.setattr(balances, "TAIL_LIMIT", 6)
    needs, _, decision = ask(withdraw("u1", 200), book.rows, POLICY)
    assert (1, "applied") == (len(needs), decision.status)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("outcome", PAYOUT_OUTCOMES)
def test_every_cell_of_the_life_cycle(state: str, outcome: PayoutOutcome) -> None:
    book = book_of(*available("u1", 500), withdraw("u1"))
    feed(book, *(result("withdraw u1", way, 500, event_id=f"way {way}") for way in WAYS[state]))
    name = instruction_id("withdraw u1")
    before = (book.payout(name), components(book, "u1"), len(book.entries))
    step = LIFECYCLE[state, outcome]  # type: ignore[index]  # a state by its name
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


@pytest.mark.parametrize("is_folded", [False, True])
def test_a_refused_withdrawal_guards_the_wallet_that_it_read(is_folded: bool) -> None:
    book = book_of(*available("u1", 500), *([fold_wallet("u1")] if is_folded else []))
    stored = book.rows.get(wallet("u1"))
    decision = book.apply(withdraw("u1", 501))
    expected = (stored[0], stored[1]) if stored else (Wallet(PAYER, "u1", CURRENCY, 0, 0, 0, 0), 0)
    assert [expected] == [put[1:] for put in decision.puts if put.key[0] == "wallet"]
    assert (0, 0, 500, 0) == components(book, "u1")


def test_every_instruction_can_be_answered() -> None:
    book = book_of(touch("u1", "u2"), of=policy(1_000_000))
    for name in ("o1", "o2"):
        feed(book, paid(name, "u2", line(AMOUNT_LIMIT_MINOR)), confirmed(name))
    feed(book, release(), withdraw("u1"))
    amount_minor = book.payouts()[0].amount_minor
    feed(book, result("withdraw u1", "paid", amount_minor))
