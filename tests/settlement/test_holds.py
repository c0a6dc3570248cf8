"""Holds on a wallet: what they post, what they leave, and what they pay for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.ledger.open_items import uncleared
from fenxiao.model.events import Event, Tender
from fenxiao.model.hold_records import Hold
from fenxiao.model.instants import FOREVER_US
from fenxiao.settlement.book import Book
from tests.support.build import (
    CURRENCY,
    PAYER,
    available,
    book_of,
    codes,
    feed,
    fold_wallet,
    withdraw,
)
from tests.support.build import refunded as refund_of
from tests.support.holds import expire, give_back, place, post_hold, purse, void_hold
from tests.support.operations import forfeit, freeze, open_wallet, parts, settle_debt, unfreeze
from tests.support.trades import PRINCIPAL, back, balances, line, received, sold

RICH = available("u1", 500)


def placed(*more: Event) -> Book:
    return book_of(*RICH, place("u1", 300, reference="o9"), *more)


def hold_of(book: Book, hold_id: str = "h1") -> Hold:
    hold = book.hold(hold_id)
    assert hold is not None
    return hold


def last(book: Book, count: int = 1) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """Return template, subject and postings of the last entries."""
    found = book.entries[-count:]
    return [(one.template, one.subject_id, [(*leg,) for leg in one.postings]) for one in found]


def test_what_is_reserved_is_not_available() -> None:
    book = placed()
    assert (200, 300) == purse(book)
    legs = [("member_available", "u1", 300), ("member_reserved", "u1", -300)]
    assert [("hold_placed", "o9", legs)] == last(book)
    assert ["payout.exceeds_available", "wallet.too_little"] == codes(
        book.apply(event) for event in (withdraw("u1", 201), place("u1", 201, "h2"))
    )
    assert book.hold("h2") is None


def test_no_person_stops_or_forfeits_what_is_reserved() -> None:
    book = placed(freeze("u1"), unfreeze("u1", 50), forfeit("u1"))
    assert (0, 0, 50, 0, 0, 0) == parts(book, "u1")
    assert (50, 300) == purse(book)


def test_a_part_that_is_posted_clears_a_tender() -> None:
    book = placed(post_hold(amount_minor=120, reference="o7"))
    legs = [("member_reserved", "u1", 120), ("clearing", "balance", -120)]
    assert [("hold_posted", "o7", legs)] == last(book)
    assert (200, 180) == purse(book)
    assert ("open", 120, 180) == (
        hold_of(book).state,
        hold_of(book).posted_minor,
        hold_of(book).left_minor,
    )


@pytest.mark.parametrize(
    ("events", "state", "left"),
    [
        pytest.param((post_hold(),), "posted", (200, 0), id="all at once"),
        pytest.param(
            (post_hold(amount_minor=100), post_hold(amount_minor=200)),
            "posted",
            (200, 0),
            id="in parts until nothing is left",
        ),
        pytest.param(
            (post_hold(amount_minor=100, is_last=True),), "posted", (400, 0), id="the last part"
        ),
        pytest.param((void_hold(),), "voided", (500, 0), id="given up"),
        pytest.param(
            (post_hold(amount_minor=100), void_hold()), "voided", (400, 0), id="the rest given up"
        ),
        pytest.param((expire(),), "open", (200, 300), id="what never expires stays"),
    ],
)
def test_how_a_hold_ends(events: tuple[Event, ...], state: str, left: tuple[int, int]) -> None:
    book = placed(*events)
    assert (state, left) == (hold_of(book).state, purse(book))


def test_the_last_part_posts_and_gives_back_in_two_entries() -> None:
    book = placed(post_hold(amount_minor=100, is_last=True))
    assert [("hold_posted", "o9"), ("hold_voided", "o9")] == [one[:2] for one in last(book, 2)]


@pytest.mark.parametrize("event", [post_hold(), void_hold(), post_hold(amount_minor=1)])
@pytest.mark.parametrize(
    "end", [post_hold(event_id="end"), void_hold(event_id="end"), expire(day=40, event_id="end")]
)
def test_what_has_ended_moves_no_more(end: Event, event: Event) -> None:
    book = book_of(*RICH, place("u1", 300, expires_day=30), end)
    before = purse(book)
    assert ["hold.ended"] == codes([book.apply(replace(event, id="more"))])
    assert before == purse(book)


def test_a_noted_debt_is_paid_before_anything_is_reserved() -> None:
    owing = (*RICH, withdraw("u1"), refund_of("order u1"), settle_debt("u1"))
    book = book_of(*owing, *available("u1", 800, prefix="more "))
    assert ["wallet.too_little"] == codes([book.apply(place("u1", 301))])
    assert (0, 0, 800, 500, 0, 500) == parts(book, "u1")
    feed(book, place("u1", 300, event_id="less"))
    assert (0, 0, 0, 500, 0, 0) == parts(book, "u1")
    assert ["debt_netted", "hold_placed"] == [one[0] for one in last(book, 2)]


def test_what_was_paid_comes_back_in_parts_and_no_further() -> None:
    book = placed(post_hold(amount_minor=200), give_back(amount_minor=150))
    legs = [("clearing", "balance", 150), ("member_available", "u1", -150)]
    assert [("hold_returned", "o9", legs)] == last(book)
    assert (350, 100) == purse(book)
    assert ["hold.less_posted"] == codes([book.apply(give_back(amount_minor=51, event_id="x"))])
    feed(book, void_hold(), give_back(event_id="rest"))
    assert (500, 0) == purse(book)
    assert ["hold.less_posted"] == codes([book.apply(give_back(event_id="again"))])
    assert (200, 200, "voided") == (
        hold_of(book).posted_minor,
        hold_of(book).returned_minor,
        hold_of(book).state,
    )


def test_holds_expire_page_by_page_from_their_end_on() -> None:
    ends = [20, 21, 21, 22, None]
    holds = [place("u1", 50, f"h{n}", expires_day=day) for n, day in enumerate(ends)]
    book = book_of(*RICH, *holds)
    first = book.apply(expire(day=21, limit=2))
    assert first.continuation is not None
    assert ["entry", "entry", "delta"] == [row.key[0] for row in first.appends[:3]]
    assert all(one.status == "applied" for one in book.resume())
    states = [hold_of(book, f"h{number}").state for number in range(5)]
    assert ["expired", "expired", "expired", "open", "open"] == states
    assert (400, 100) == purse(book)
    assert "replayed" == book.apply(expire(day=21, limit=2)).status


def test_two_holds_for_one_thing_expire_in_one_page() -> None:
    both = [place("u1", 50, name, expires_day=20, reference="o1") for name in ("h1", "h2")]
    book = book_of(*RICH, *both, expire())
    assert (500, 0) == purse(book)
    assert 2 == len({one.entry_id for one in book.entries if one.template == "hold_expired"})


def test_a_fold_takes_what_is_reserved_along() -> None:
    book = placed(fold_wallet("u1"), post_hold(amount_minor=100), fold_wallet("u1", day=13))
    assert (200, 200) == purse(book)
    assert 200 == book.store.rows["wallet", PAYER, "u1", CURRENCY][0].reserved_minor  # type: ignore[union-attr]  # it is a wallet


@given(
    parts_=st.lists(st.integers(1, 120), max_size=5), ends=st.sampled_from(["void", "expire", ""])
)
def test_reserved_posted_and_given_back_are_all_that_was_placed(
    parts_: list[int], ends: str
) -> None:
    book = book_of(*RICH, place("u1", 300, expires_day=15))
    for number, part in enumerate(parts_):
        book.apply(post_hold(amount_minor=part, event_id=f"p{number}"))
    if ends:
        book.apply(void_hold() if ends == "void" else expire())
    available_minor, reserved_minor = purse(book)
    assert 500 == available_minor + reserved_minor + hold_of(book).posted_minor
    assert hold_of(book).posted_minor <= 300


class TestAnOrderThatIsPaidWithTheBalance:
    """The capture debits the tender's clearing account, the posting credits it."""

    GOODS = line(
        fee_minor=0,  # else the balance is one of the free tenders
        tenders=(
            Tender(tender="wechat", amount_minor=9_700),
            Tender(tender="balance", amount_minor=300),
        ),
    )

    def bought(self, *events: Event) -> Book:
        reserved = (open_wallet("u1", 500), place("u1", 300, reference="o1"))
        return book_of(*reserved, sold("o1", self.GOODS), *events, of=PRINCIPAL)

    def test_nothing_is_left_uncleared(self) -> None:
        book = self.bought(post_hold())
        assert ["wechat"] == [one.party_id for one in uncleared(book.entries, FOREVER_US)]

    def test_what_was_not_posted_is_shown_as_uncleared(self) -> None:
        book = self.bought(post_hold(amount_minor=290), void_hold())
        found = {one.party_id: one for one in uncleared(book.entries, FOREVER_US)}
        assert ("o1", 10) == (found["balance"].subject_id, found["balance"].amount_minor)

    def test_what_was_posted_for_nothing_is_shown_too(self) -> None:
        events = (open_wallet("u1", 500), place("u1", 300, reference="o1"), post_hold())
        book = book_of(*events, of=PRINCIPAL)
        (found,) = uncleared(book.entries, FOREVER_US)
        assert ("balance", -300) == (found.party_id, found.amount_minor)

    def test_a_refund_to_the_balance_clears_it_again(self) -> None:
        book = self.bought(post_hold(), received(), back(1, quantity=2), give_back())
        left = balances(book.entries)
        assert ("clearing", "balance") not in left
        assert (500, 0) == purse(book)
