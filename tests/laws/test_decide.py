"""What every decision keeps, over whole histories."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.contract import Decision, Key, Put
from fenxiao.model.events import Event
from fenxiao.model.records import Wallet
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.tables import TABLES
from tests.support.build import POLICY
from tests.support.host import Rows, ask, load
from tests.support.stories import stories, tries

ROUNDS = {"Touch": 2, "PayoutResult": 2}  # what comes back gives back what was used


def is_guard(put: Put, rows: Rows) -> bool:
    """Say whether a write leaves a wallet as it was; one that was not there is empty."""
    stored = rows.get(put.key)
    if stored is None:
        return isinstance(put.record, Wallet) and not any(put.record[3:])
    return put.key[0] == "wallet" and stored[0] == put.record


def play(story: list[Event]) -> Book:
    book = Book(POLICY)
    for event in story:
        book.apply(event)
    return book


@given(story=stories())
def test_a_need_never_asks_twice_nor_for_what_it_has(story: list[Event]) -> None:
    book = Book(POLICY)
    for event in story:
        asked: Counter[object] = Counter()
        for need in ask(event, book.rows, POLICY)[0]:
            assert need.keys or need.scans
            asked.update((*need.keys, *need.scans))
        assert {1} == set(asked.values())
        book.apply(event)


@given(story=stories())
def test_one_round_is_enough_but_for_fans_and_money_that_comes_back(
    story: list[Event],
) -> None:
    book = Book(POLICY)
    for event in story:
        needs = ask(event, book.rows, POLICY)[0]
        assert 1 <= len(needs) <= ROUNDS.get(type(event).__name__, 1)
        book.apply(event)


@given(story=stories())
def test_deciding_changes_no_fact_and_the_same_facts_give_the_same_decision(
    story: list[Event],
) -> None:
    book = Book(POLICY)
    for event in story:
        _, facts, decision = ask(event, book.rows, POLICY)
        before = deepcopy(facts)
        assert decision == decide(event, facts, POLICY)
        assert before == facts
        book.apply(event)


@given(story=stories(), more=st.data())
def test_extra_facts_never_change_the_answer(story: list[Event], more: st.DataObject) -> None:
    book = play(story)
    for event in more.draw(st.lists(st.sampled_from(story), max_size=3) if story else st.just([])):
        fresh = more.draw(stories(is_clean=True).filter(bool), label="fresh")[0]
        for one in (event, fresh):
            needs, facts, decision = ask(one, book.rows, POLICY)
            others = ask(more.draw(st.sampled_from(story)), book.rows, POLICY)[1]
            known: list[Key] = sorted(book.rows) or [("order", "o1")]
            keys = more.draw(st.lists(st.sampled_from(known), max_size=9))
            odd = {("order", "no such"): None, ("wallet", "x"): None}
            extra = load(book.rows, keys, ()) | others | odd
            assert decision == decide(one, extra | facts, POLICY)
            early = decide(one, {k: v for k, v in extra.items() if k not in facts}, POLICY)
            assert needs[0] == early


@given(story=stories())
def test_writes_are_in_key_order_and_name_no_key_twice(story: list[Event]) -> None:
    book = Book(POLICY)
    for event in story:
        decision = book.apply(event)
        puts = [put.key for put in decision.puts]
        keys = [*puts, *(one.key for one in decision.appends)]
        assert sorted(puts) == puts
        assert len(set(keys)) == len(keys)


@given(story=stories())
def test_new_rows_never_meet_a_row_that_ever_was(story: list[Event]) -> None:
    book = Book(POLICY)
    seen: set[Key] = set()
    for event in story:
        new = {one.key for one in book.apply(event).appends}
        assert set() == new & seen
        seen |= new


@given(story=stories())
def test_what_is_not_applied_has_a_reason_and_changes_no_row_but_its_own(
    story: list[Event],
) -> None:
    book = Book(POLICY)
    for event in story:
        before = dict(book.rows)
        decision = book.apply(event)
        if decision.status == "applied":
            assert decision.refusal is None
            continue
        assert ((), None) == (decision.appends, decision.continuation)
        for put in decision.puts:
            assert put.key == ("event", event.id) or is_guard(put, before)
        if decision.refusal is not None:
            assert decision.refusal.message
            assert decision.refusal.hint


@given(story=stories())
@tries(40)
def test_every_row_lies_under_its_own_key_and_reads_back(story: list[Event]) -> None:
    fields = {table.name: table.key for table in TABLES}
    for key, (record, revision) in play(story).rows.items():
        assert key == (key[0], *(getattr(record, name) for name in fields[key[0]]))
        assert record == load_record(dump_record(record))
        assert revision >= 1


@given(story=stories())
def test_the_store_answers_as_the_words_of_the_tables_say(story: list[Event]) -> None:
    book = Book(POLICY)
    for event in story:
        for need in ask(event, book.rows, POLICY)[0]:
            naive = load(book.rows, need.keys, need.scans)
            assert naive == book.store.load(need.keys, need.scans)
        book.apply(event)


@given(story=stories())
def test_committing_a_decision_twice_is_committing_it_once(story: list[Event]) -> None:
    book = Book(POLICY)
    for event in story:
        decision = book.apply(event)
        before = dict(book.rows)
        is_empty = Decision(decision.status, refusal=decision.refusal) == decision
        assert is_empty == book.store.commit(decision)
        assert before == dict(book.rows)
