"""The book: a whole host in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.ledger.balances import TrialRow
from fenxiao.model.contract import Decision
from fenxiao.model.encoding import derive_id
from fenxiao.model.people import Registered
from fenxiao.model.records import Wallet
from fenxiao.model.who import Who
from fenxiao.rules.explain import explain_html, explain_tree, why_not
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.quote import Offer
from fenxiao.settlement.store import Store
from tests.support.build import (
    POLICY,
    at,
    available,
    book_of,
    components,
    confirmed,
    feed,
    fold_wallet,
    instruction_id,
    line,
    paid,
    release,
    touch,
    withdraw,
)


def test_an_empty_book_knows_nothing() -> None:
    book = Book(POLICY)
    assert ((), (), (), (), {}) == (
        book.entries,
        book.wallets(),
        book.payouts(),
        book.nodes(),
        dict(book.rows),
    )
    assert (None, None, None) == (book.order("o1"), book.terms("o1"), book.payout("i1"))
    assert Wallet("m1", "u1", "CNY", 0, 0, 0, 0) == book.wallet("m1", "u1", "CNY")
    assert () == book.trial_balance()


def test_the_trial_balance_sums_to_nothing() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2"))
    expected = (
        TrialRow("m1", "CNY", "deferred_cost", 1000),
        TrialRow("m1", "CNY", "member_deferred", -1000),
    )
    assert expected == book.trial_balance()


def test_payers_and_currencies_are_kept_apart() -> None:
    book = book_of(
        touch("u1", "u2"),
        paid("o1", "u2", line(100)),
        paid("o2", "u2", line(200), payer_id="m2"),
        paid("o3", "u2", line(300), currency="USD"),
    )
    names = [one[:4] for one in book.wallets()]
    expected = [("m1", "u1", "CNY", 10), ("m1", "u1", "USD", 30), ("m2", "u1", "CNY", 20)]
    assert expected == names


def test_a_folded_wallet_is_still_listed() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2"), fold_wallet("u1"))
    assert (Wallet("m1", "u1", "CNY", 1000, 0, 0, 0),) == book.wallets()


def test_instructions_come_by_instant() -> None:
    book = book_of(*available("u1", 500))
    feed(book, withdraw("u1", 10, event_id="b", day=12), withdraw("u1", 10, event_id="a", day=11))
    expected = [instruction_id("a"), instruction_id("b")]
    assert expected == [one.instruction_id for one in book.payouts()]


def test_it_goes_on_with_what_waits_until_nothing_does() -> None:
    book = book_of(touch("u1", "u2"))
    for number in range(5):
        feed(book, paid(f"o{number}", "u2"), confirmed(f"o{number}"))
    feed(book, release(limit=2), fold_wallet("u1", limit=4))
    assert 2 == len(book.store.waiting)
    assert {"applied"} == {decision.status for decision in book.resume()}
    assert (0, 0, 5000, 0) == components(book, "u1")
    assert [] == list(book.resume())


def test_a_failed_guard_starts_again_with_empty_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [False, False, True]
    seen: list[Decision] = []

    def commit(_: Store, decision: Decision) -> bool:
        seen.append(decision)
        return answers.pop(0)

    monkeypatch.setattr(Store, "commit", commit)
    decision = Book(POLICY).apply(touch("u1", "u2"))
    assert [decision] * 3 == seen


def test_entries_come_in_the_order_of_their_commit() -> None:
    book = book_of(touch("u1", "u2"), paid("o2", "u2", day=5), paid("o1", "u2", day=1))
    assert ["o2", "o1"] == [entry.subject_id for entry in book.entries]


def test_going_on_ends_even_if_the_id_of_a_page_was_used_before() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2"), confirmed("o1"))
    feed(book, release(day=0, event_id=derive_id("release", "page")))
    feed(book, release(limit=1, event_id="release"))
    assert 1 == len(list(islice(book.resume(), 5)))


def test_it_explains_every_slot_of_a_line() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2", line(1_000)))
    assert 3 == len(book.explain("o1", "1")) == len(book.explain("o1", "1", language="zh"))
    assert "u1" in book.explain("o1", "1")[0]


NAIVE = datetime(2024, 6, 18)  # noqa: DTZ001  # naive on purpose
WRONG: Any = "kin"
QUESTIONS: dict[str, tuple[str, Callable[[Book], object]]] = {
    "a word that is no counter": ("event.bad_field", lambda book: book.counter("u1", "likes")),
    "an order that was never paid": ("terms.unknown_order", lambda book: book.explain("o9", "1")),
    "a line that it has not": ("terms.unknown_line", lambda book: book.explain("o1", "9")),
    "another language": (
        "event.bad_field",
        lambda book: book.explain("o1", "1", language=WRONG),
    ),
    "credits in another language": (
        "event.bad_field",
        lambda book: book.explain_credits("o1", language=WRONG),
    ),
    "who stands above in no relation": (
        "event.bad_field",
        lambda book: book.parent("u1", WRONG, at(0)),
    ),
    "who stands below in no relation": (
        "event.bad_field",
        lambda book: book.team("u1", WRONG, at(0)),
    ),
    "a store at no instant": ("event.naive_instant", lambda book: book.storefront("u1", NAIVE)),
    "a page at no instant": ("event.naive_instant", lambda book: book.page("u1", NAIVE)),
    "a grade at no instant": ("event.naive_instant", lambda book: book.grade("u1", NAIVE)),
    "an upline at no instant": (
        "event.naive_instant",
        lambda book: book.upline("u1", "team", NAIVE),
    ),
    "fans at no instant": (
        "event.naive_instant",
        lambda book: book.children("u1", "team", NAIVE),
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_that_makes_no_sense_is_refused(name: str) -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2"))
    code, ask = QUESTIONS[name]
    with pytest.raises(FenxiaoError) as caught:
        ask(book)
    assert code == caught.value.code


def test_a_book_explains_a_whole_order() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2"))
    terms, order = book.terms("o1"), book.order("o1")
    assert terms is not None
    assert order is not None
    assert book.explain_tree("o1", language="zh") == explain_tree(terms, order, language="zh")
    assert book.explain_html("o1", language="zh") == explain_html(terms, order, language="zh")
    assert book.why_not("o1", "u9", language="zh") == why_not(terms, order, "u9", "zh")


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(lambda book: book.explain_tree("o9"), id="tree"),
        pytest.param(lambda book: book.explain_html("o9"), id="page"),
        pytest.param(lambda book: book.why_not("o9", "u1"), id="why not"),
    ],
)
def test_an_order_that_nobody_paid_is_not_explained(question: Callable[[Book], object]) -> None:
    with pytest.raises(FenxiaoError) as caught:
        question(Book(POLICY))
    assert caught.value.code == "terms.unknown_order"


def test_a_book_quotes_for_a_member_as_he_is_now() -> None:
    sale = Levels(rule_id="sale", rates_ppm=(100_000,), earner=Who(is_registered=True))
    plan = Plan(plan_id="p1", effective_from=at(0), ceiling_ppm=100_000, rules=(sale,))
    book = Book(Policy(plans=(plan,)))
    offer = Offer(line(1_000), "m1", "CNY", at(0))
    assert ["unfit"] == [one.reason for one in book.quote(offer, "u1")]
    book.apply(Registered(id="e1", at=at(0), member_id="u1"))
    assert ["paid"] == [one.reason for one in book.quote(offer, "u1")]
    (chinese,) = book.quote(offer, "u1", language="zh")
    assert chinese.text == "sale，第 1 层：u1 得 10.00 的 10%＝1.00。"
