"""The seal: vectors from the text of the format, and every tampering is found where it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.ledger.periods import Booking
from fenxiao.ledger.posting import Occasion, post
from fenxiao.ledger.seal import (
    FLAWS,
    Flaw,
    FlawKind,
    Head,
    as_booked,
    empty_books,
    genesis,
    seal,
    verify,
)
from fenxiao.model.book_records import Books, Sealed
from fenxiao.model.records import Entry, Posting

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "books.json").read_text(encoding="utf-8")
)
OTHER = "0" * 64


class Chain(NamedTuple):
    """A journal and its chain."""

    entries: tuple[Entry, ...]
    sealed: tuple[Sealed, ...]
    books: Books

    @property
    def head(self) -> Head:
        return Head(self.books.last_seq, self.books.head)


def entry(number: int, *, payer_id: str = "m1", amount_minor: int = 100) -> Entry:
    about = Occasion(f"e{number}", payer_id, "CNY", f"o{number}", number, number + 5)
    return post("accrual", about, {"u1": amount_minor + number, "u2": 7})


def chain(count: int, payer_id: str = "m1") -> Chain:
    books = empty_books(payer_id)
    entries = tuple(entry(number, payer_id=payer_id) for number in range(count))
    places: list[Sealed] = []
    for number, one in enumerate(entries):
        books, place = seal(books, one, Booking(f"p{number // 3}", one.effective_us))
        places.append(place)
    return Chain(entries, tuple(places), books)


def canonical_json(value: object) -> bytes:
    """JSON as the format words it, without a line of the library."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def made_entry(fields: dict[str, Any]) -> Entry:
    postings = tuple(Posting(*one) for one in fields["postings"])
    return Entry(**{**fields, "postings": postings})


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["payer_id"])
class TestVectors:
    def test_they_are_what_the_text_of_the_format_says(self, vector: dict[str, Any]) -> None:
        first = canonical_json(["fenxiao books", 1, vector["payer_id"]])
        head = hashlib.sha256(first).hexdigest()
        assert head == vector["genesis"]
        for seq, place in enumerate(vector["places"], start=1):
            content = {name: place[name] for name in ("booked_us", "entry", "period_id")}
            text = bytes.fromhex(head) + canonical_json({**content, "seq": seq})
            assert head == place["previous"]
            head = hashlib.sha256(text).hexdigest()
            assert head == place["hash"]

    def test_the_library_makes_them(self, vector: dict[str, Any]) -> None:
        books = empty_books(vector["payer_id"])
        assert genesis(vector["payer_id"]) == books.head == vector["genesis"]
        entries, places = [], []
        for one in vector["places"]:
            entries.append(made_entry(one["entry"]))
            booking = Booking(one["period_id"], one["booked_us"])
            books, place = seal(books, entries[-1], booking)
            places.append(place)
            assert (one["previous"], one["hash"]) == (place.previous, place.hash)
        verdict = verify(entries, places, vector["payer_id"], [Head(books.last_seq, books.head)])
        assert verdict.is_good


@given(
    texts=st.lists(st.text(), min_size=7, max_size=7),
    numbers=st.lists(st.integers(), min_size=3, max_size=3),
    legs=st.lists(st.builds(Posting, st.text(), st.text(), st.integers()), max_size=4),
)
def test_any_place_is_hashed_over_its_canonical_bytes(
    texts: list[str], numbers: list[int], legs: list[Posting]
) -> None:
    entry_id, event_id, template, payer_id, currency, subject_id, period_id = texts
    about = (entry_id, event_id, template, payer_id, currency, subject_id)
    one = Entry(*about, numbers[0], numbers[1], tuple(legs))
    books, place = seal(empty_books(payer_id), one, Booking(period_id, numbers[2]))
    content = {"booked_us": numbers[2], "entry": one._asdict(), "period_id": period_id, "seq": 1}
    text = bytes.fromhex(genesis(payer_id)) + canonical_json(content)
    assert hashlib.sha256(text).hexdigest() == place.hash == books.head


def test_chains_of_two_payers_begin_apart() -> None:
    assert genesis("m1") != genesis("m2")


def test_a_good_chain_is_good_in_any_order_and_beside_others() -> None:
    one, other = chain(7), chain(3, "m2")
    verdict = verify(
        (*reversed(one.entries), *other.entries),
        (*other.sealed, *reversed(one.sealed)),
        "m1",
        [one.head],
        [],
    )
    assert ("m1", one.head, None, True) == (*verdict, verdict.is_good)


def test_no_chain_at_all_is_good() -> None:
    assert (Head(0, genesis("m1")), None) == verify((), (), "m1", (), ())[1:]


@st.composite
def places(draw: st.DrawFn) -> tuple[Chain, int]:
    """Draw a chain and the number of one of its places."""
    count = draw(st.integers(1, 9))
    return chain(count), draw(st.integers(1, count))


def swap(items: tuple[Any, ...], place: int, new: Any) -> tuple[Any, ...]:
    return (*items[:place], new, *items[place + 1 :])


def without(items: tuple[Any, ...], place: int) -> tuple[Any, ...]:
    return (*items[:place], *items[place + 1 :])


def first_bad(found: Chain, *trusted: Head, waiting: tuple[str, ...] | None = None) -> Flaw | None:
    verdict = verify(found.entries, found.sealed, "m1", trusted, waiting)
    good = verdict.head.seq
    assert verdict.flaw is None or verdict.flaw.seq == good + 1
    assert verdict.flaw is None or verdict.flaw.what in FLAWS
    return verdict.flaw


ENTRY_CHANGES: dict[str, Callable[[Entry], Entry]] = {
    "an amount": lambda one: one._replace(
        postings=(one.postings[0]._replace(amount_minor=999), *one.postings[1:])
    ),
    "whose it is": lambda one: one._replace(
        postings=(*one.postings[:-1], Posting(one.postings[-1][0], "u3", one.postings[-1][2]))
    ),
    "an account": lambda one: one._replace(
        postings=(one.postings[0]._replace(account="bank"), *one.postings[1:])
    ),
    "a posting more": lambda one: one._replace(postings=(*one.postings, Posting("bank", "", 0))),
    "the order of postings": lambda one: one._replace(postings=one.postings[::-1]),
    "when it happened": lambda one: one._replace(effective_us=one.effective_us + 1),
    "when it was learned": lambda one: one._replace(recorded_us=one.recorded_us - 1),
    "the event": lambda one: one._replace(event_id="x"),
    "the template": lambda one: one._replace(template="release"),
    "the currency": lambda one: one._replace(currency="USD"),
    "the subject": lambda one: one._replace(subject_id="o99"),
    "an amount that is no int": lambda one: one._replace(
        postings=(one.postings[0]._replace(amount_minor=True), *one.postings[1:])
    ),
    "a text that is none": lambda one: one._replace(
        template=None  # type: ignore[arg-type]  # the fault
    ),
    "a text without a canonical form": lambda one: one._replace(subject_id="\ud800"),
}
PLACE_CHANGES: dict[str, Callable[[Sealed], Sealed]] = {
    "the period": lambda one: one._replace(period_id="p99"),
    "the accounting date": lambda one: one._replace(booked_us=one.booked_us + 1),
}


@pytest.mark.parametrize("change", ENTRY_CHANGES.values(), ids=ENTRY_CHANGES)
@given(drawn=places())
def test_any_change_of_an_entry_is_found_at_its_place(
    change: Callable[[Entry], Entry], drawn: tuple[Chain, int]
) -> None:
    found, seq = drawn
    changed = change(found.entries[seq - 1])
    bad = found._replace(entries=swap(found.entries, seq - 1, changed))
    assert Flaw(seq, "changed", changed.entry_id) == first_bad(bad)


@pytest.mark.parametrize("change", PLACE_CHANGES.values(), ids=PLACE_CHANGES)
@given(drawn=places())
def test_any_change_of_a_date_is_found_at_its_place(
    change: Callable[[Sealed], Sealed], drawn: tuple[Chain, int]
) -> None:
    found, seq = drawn
    changed = change(found.sealed[seq - 1])
    bad = found._replace(sealed=swap(found.sealed, seq - 1, changed))
    assert Flaw(seq, "changed", changed.entry_id) == first_bad(bad)


@given(drawn=places())
def test_a_removed_entry_is_found_at_its_place(drawn: tuple[Chain, int]) -> None:
    found, seq = drawn
    gone = found.entries[seq - 1].entry_id
    bad = found._replace(entries=without(found.entries, seq - 1))
    assert Flaw(seq, "missing_entry", gone) == first_bad(bad)


@given(drawn=places())
def test_an_entry_of_another_payer_is_gone_from_these_books(drawn: tuple[Chain, int]) -> None:
    found, seq = drawn
    moved = found.entries[seq - 1]._replace(payer_id="m2")
    bad = found._replace(entries=swap(found.entries, seq - 1, moved))
    assert Flaw(seq, "missing_entry", moved.entry_id) == first_bad(bad)


@given(drawn=places())
def test_an_entry_that_stands_twice_is_found_at_its_place(drawn: tuple[Chain, int]) -> None:
    found, seq = drawn
    again = found.entries[seq - 1]
    bad = found._replace(entries=(*found.entries, again))
    assert Flaw(seq, "repeated_entry", again.entry_id) == first_bad(bad)


@given(drawn=places())
def test_a_removed_place_is_found_at_its_number(drawn: tuple[Chain, int]) -> None:
    found, seq = drawn
    bad = found._replace(sealed=without(found.sealed, seq - 1))
    what = "truncated" if seq == len(found.sealed) else "missing_place"
    flaw = first_bad(bad, found.head)
    assert flaw is not None
    assert (seq, what) == flaw[:2]


@given(drawn=places(), count=st.integers(1, 9))
def test_a_chain_that_was_cut_off_is_found_at_the_first_missing_place(
    drawn: tuple[Chain, int], count: int
) -> None:
    found, seq = drawn
    bad = found._replace(sealed=found.sealed[: seq - 1], entries=found.entries[: seq - 1])
    assert Flaw(seq, "truncated") == first_bad(bad, found.head)
    assert first_bad(bad) is None  # negative control: nothing within the chain tells of its end
    assert count


@given(drawn=places(), other=st.integers(1, 9))
def test_two_places_that_change_numbers_are_found_at_the_first(
    drawn: tuple[Chain, int], other: int
) -> None:
    found, seq = drawn
    other = 1 + (other - 1) % len(found.sealed)
    if seq == other:
        return
    one, two = found.sealed[seq - 1], found.sealed[other - 1]
    bad = swap(found.sealed, seq - 1, one._replace(seq=other))
    bad = swap(bad, other - 1, two._replace(seq=seq))
    flaw = first_bad(found._replace(sealed=bad))
    assert flaw is not None
    assert (min(seq, other), "swapped") == flaw[:2]


@given(drawn=places(), other=st.integers(1, 9))
def test_two_entries_that_change_places_are_found_at_the_first(
    drawn: tuple[Chain, int], other: int
) -> None:
    found, seq = drawn
    other = 1 + (other - 1) % len(found.sealed)
    if seq == other:
        return
    one, two = found.sealed[seq - 1], found.sealed[other - 1]
    bad = swap(found.sealed, seq - 1, one._replace(entry_id=two.entry_id))
    bad = swap(bad, other - 1, two._replace(entry_id=one.entry_id))
    flaw = first_bad(found._replace(sealed=bad))
    assert flaw is not None
    assert (min(seq, other), "swapped") == flaw[:2]


@given(drawn=places())
def test_an_inserted_place_is_found_at_its_number(drawn: tuple[Chain, int]) -> None:
    found, seq = drawn
    new = entry(77)
    at = found.sealed[seq - 1]
    _, place = seal(Books("m1", seq - 1, at.previous), new, Booking("p0", 77))
    for sealed in ((place, *found.sealed), (*found.sealed, place)):
        bad = Chain((*found.entries, new), sealed, found.books)
        assert Flaw(seq, "repeated_place") == first_bad(bad, found.head)


@given(drawn=places())
def test_a_place_of_a_number_below_the_first_is_found(drawn: tuple[Chain, int]) -> None:
    found, _ = drawn
    bad = found._replace(sealed=(found.sealed[0]._replace(seq=0), *found.sealed))
    assert Flaw(1, "broken_link", found.entries[0].entry_id) == first_bad(bad)


@given(drawn=places())
def test_a_changed_hash_is_found_at_its_place(drawn: tuple[Chain, int]) -> None:
    found, seq = drawn
    changed = found.sealed[seq - 1]._replace(hash=OTHER)
    bad = found._replace(sealed=swap(found.sealed, seq - 1, changed))
    what: FlawKind = "changed" if seq == len(found.sealed) else "wrong_hash"
    assert Flaw(seq, what, changed.entry_id) == first_bad(bad)


@given(drawn=places())
def test_a_changed_link_is_found_at_its_place(drawn: tuple[Chain, int]) -> None:
    found, seq = drawn
    changed = found.sealed[seq - 1]._replace(previous=OTHER)
    bad = found._replace(sealed=swap(found.sealed, seq - 1, changed))
    assert Flaw(seq, "broken_link", changed.entry_id) == first_bad(bad)


@given(drawn=places())
def test_a_chain_made_anew_is_found_by_the_first_hash_that_is_trusted(
    drawn: tuple[Chain, int],
) -> None:
    found, seq = drawn
    books = empty_books("m1")
    anew: list[Sealed] = []
    entries = swap(found.entries, seq - 1, ENTRY_CHANGES["an amount"](found.entries[seq - 1]))
    for one, old in zip(entries, found.sealed, strict=True):
        books, place = seal(books, one, Booking(old.period_id, old.booked_us))
        anew.append(place)
    bad = Chain(entries, tuple(anew), books)
    assert first_bad(bad) is None  # negative control: only what was noted elsewhere tells
    noted = [Head(one.seq, one.hash) for one in found.sealed]
    assert Flaw(seq, "other_head", entries[seq - 1].entry_id) == first_bad(bad, *noted)
    last = len(anew)
    assert Flaw(last, "other_head", entries[-1].entry_id) == (
        verify(bad.entries, bad.sealed, "m1", [found.head]).flaw
    )


@given(drawn=places())
def test_a_stray_entry_is_found_behind_the_chain(drawn: tuple[Chain, int]) -> None:
    found, _ = drawn
    new = entry(77)
    bad = found._replace(entries=(*found.entries, new))
    last = found.books.last_seq
    assert Flaw(last + 1, "stray_entry", new.entry_id) == first_bad(bad, waiting=())
    assert first_bad(bad, waiting=(new.entry_id,)) is None
    assert first_bad(bad) is None  # negative control: nobody said what waits


def test_the_newest_of_several_trusted_hashes_shows_a_cut() -> None:
    found = chain(5)
    noted = [Head(one.seq, one.hash) for one in found.sealed]
    bad = found._replace(sealed=found.sealed[:3])
    assert Flaw(4, "truncated") == first_bad(bad, noted[0], noted[2], noted[4])


def test_of_several_stray_entries_the_first_by_id_is_named() -> None:
    found = chain(2)
    strays = [entry(number) for number in range(70, 76)]
    bad = found._replace(entries=(*found.entries, *strays))
    first = min(one.entry_id for one in strays)
    assert Flaw(3, "stray_entry", first) == first_bad(bad, waiting=())


def test_every_flaw_has_its_sentence_in_both_languages() -> None:
    assert all(english and chinese for english, chinese in FLAWS.values())


def test_by_accounting_date_only_the_instant_differs() -> None:
    found = chain(4)
    late = tuple(one._replace(booked_us=one.booked_us + 9) for one in found.sealed)
    dated = as_booked((*reversed(found.entries), entry(77)), late)
    assert [one + 9 for one in range(4)] == [one.effective_us for one in dated]
    assert found.entries == tuple(one._replace(effective_us=one.effective_us - 9) for one in dated)


def test_a_place_whose_entry_is_gone_has_no_date() -> None:
    found = chain(2)
    assert 1 == len(as_booked(found.entries[:1], found.sealed))
