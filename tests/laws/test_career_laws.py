"""What every decision about careers keeps, over whole histories."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.contract import Decision, Key, Need, Scan, standing_scan
from fenxiao.model.events import Event
from fenxiao.model.records import Standing, Tally
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.store import Loaded
from fenxiao.settlement.tables import TABLES
from tests.support.build import at_us
from tests.support.career_stories import OF, book_of_all, stories
from tests.support.careers import graded, history, touched
from tests.support.stories import tries


def ask(event: Event, book: Book) -> tuple[list[Need], Loaded, Decision]:
    """Run the loop of a host without its commit."""
    facts: Loaded = {}
    needs = []
    while isinstance(step := decide(event, facts, OF), Need):
        needs.append(step)
        facts |= book.store.load(step.keys, step.scans)
    return needs, facts, step


@given(story=stories)
def test_a_need_never_asks_twice_nor_for_what_it_has(story: list[Event]) -> None:
    book = Book(OF)
    for event in story:
        asked: Counter[object] = Counter()
        for need in ask(event, book)[0]:
            assert need.keys or need.scans
            asked.update((*need.keys, *need.scans))
        assert set(asked.values()) == {1}
        book.apply(event)
        list(book.resume())


@tries(50)
@given(story=stories, more=st.data())
def test_extra_facts_never_change_the_answer(story: list[Event], more: st.DataObject) -> None:
    book = book_of_all(story[:-3], OF)
    known: list[Key] = sorted(book.rows) or [("member", "u1")]
    for event in story[-3:]:
        needs, facts, decision = ask(event, book)
        keys = more.draw(st.lists(st.sampled_from(known), max_size=9))
        extra = book.store.load(keys, ()) | ask(more.draw(st.sampled_from(story)), book)[1]
        before = deepcopy(facts)
        assert decision == decide(event, extra | facts, OF)
        assert before == facts
        assert needs[0] == decide(event, {k: v for k, v in extra.items() if k not in facts}, OF)


@given(story=stories)
def test_rows_are_new_in_key_order_and_read_back(story: list[Event]) -> None:
    book = Book(OF)
    fields = {table.name: table.key for table in TABLES}
    seen: set[Key] = set()
    for event in story:
        decision = book.apply(event)
        puts = [put.key for put in decision.puts]
        new = [one.key for one in decision.appends]
        assert sorted(puts) == puts
        assert len({*puts, *new}) == len(puts) + len(new)
        assert not seen & set(new)
        seen |= set(new)
        for key, record in decision.appends:
            assert key == (key[0], *(getattr(record, name) for name in fields[key[0]]))
            assert record == load_record(dump_record(record))


@given(story=stories)
def test_a_history_only_grows_and_has_one_row_an_instant(story: list[Event]) -> None:
    book = Book(OF)
    before: dict[str, list[Standing]] = {}
    for event in story:
        book.apply(event)
        list(book.resume())
        for member_id in ("u0", "u1", "u2", "u3", "u4"):
            now = history(book, member_id)
            was = before.get(member_id, [])
            assert now[: len(was)] == was
            since = [one.since_us for one in now]
            assert sorted(set(since)) == since
            before[member_id] = now
            member = book.member(member_id)
            if now and member is not None:
                last = now[-1]
                assert last.since_us == member.standing_us
                told = (last.status, last.grade, last.is_verified)
                assert told == (member.status, member.grade, member.is_verified)


@given(story=stories, day=st.integers(-1, 40))
def test_the_store_answers_scans_as_the_words_of_the_tables_say(
    story: list[Event], day: int
) -> None:
    book = book_of_all(story, OF)
    for member_id in ("u0", "u1", "u2"):
        past = [one for one in history(book, member_id) if one.since_us <= at_us(day)]
        scan = standing_scan(member_id, at_us(day))
        assert [(one, 1) for one in past[-1:]] == list(book.store.load((), (scan,))[scan] or ())
        name = (member_id, "fans", "")
        found = [
            row
            for key, row in book.rows.items()
            if key[:4] == ("tally", *name)
            and isinstance(row[0], Tally)
            and at_us(2) <= row[0].at_us < at_us(day)
        ]
        scan = Scan("tallies", (*name, at_us(2), at_us(day)), None, 3)
        found.sort(key=lambda row: _place(row[0]))
        assert tuple(found[:3]) == book.store.load((), (scan,))[scan]


def _place(record: object) -> tuple[int, str]:
    assert isinstance(record, Tally)
    return record.at_us, record.tally_id


@given(story=stories)
def test_what_is_told_twice_is_replayed(story: list[Event]) -> None:
    book = book_of_all(story, OF)
    rows = dict(book.rows)
    for event in story:
        again = book.apply(event)
        is_remembered = ("event", event.id) in rows
        assert again.status in (
            {"replayed", "refused"} if is_remembered else {"refused", "applied"}
        )
        if is_remembered:
            assert not again.puts
            assert not again.appends


def test_a_star_is_not_written_by_those_who_count_for_him() -> None:
    """A hundred touches and looks at fans of one star: nobody writes the star's member row."""
    book = Book(OF)
    book.apply(touched("star", "first"))
    decisions = [ask(touched("star", f"x{n}"), book)[2] for n in range(100)]
    assert all(map(book.store.commit, decisions))
    grades = [ask(graded(f"x{n}", "keeper", day=3), book)[2] for n in range(100)]
    assert all(map(book.store.commit, grades))
    assert book.counter("star", "fans") == 101
    assert book.counter("star", "direct:keeper") == 100
    assert ("member", "star") not in book.rows
