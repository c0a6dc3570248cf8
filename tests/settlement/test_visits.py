"""Visits: a click always counts, writes only its visitor, and is forgotten in time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.border import dump_event
from fenxiao.model.contract import Append
from fenxiao.model.encoding import event_digest
from fenxiao.model.records import Refusal
from fenxiao.settlement.book import Book
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.visits import visit_append, with_visit
from tests.support.build import POLICY, book_of, feed, paid, touch
from tests.support.storefronts import FAN, LINK, answers, attributed, forget, judged, visit

CLICKS = attributed(LINK)
TOUCH = visit("a", "u1")


def visits(book: Book) -> list[tuple[str, ...]]:
    return sorted(key for key in book.rows if key[0] == "visit")


@pytest.mark.parametrize(
    ("before", "event", "finding"),
    [
        pytest.param([], visit("a", "u1"), None, id="a new visitor"),
        pytest.param(
            [visit("a", "u1")], visit("b", "u1", day=1), "graph.already_bound", id="bound"
        ),
        pytest.param([], visit("u1", "u1"), "graph.self_bind", id="by his own share"),
        pytest.param([visit("u1", "u2")], visit("u2", "u1"), "graph.circle", id="a circle"),
    ],
)
def test_a_click_is_remembered_whatever_is_bound(
    before: list[object], event: object, finding: str | None
) -> None:
    book = book_of(*before, of=CLICKS)  # type: ignore[arg-type]  # touches, as above
    decision = book.apply(event)  # type: ignore[arg-type]  # as above
    assert "applied" == decision.status
    assert ([] if finding is None else [finding]) == [one.code for one in decision.findings]
    assert len(before) + 1 == len(visits(book))
    assert "replayed" == book.apply(event).status  # type: ignore[arg-type]  # as above
    assert len(before) + 1 == len(visits(book))


def test_another_channel_is_as_it_was() -> None:
    book = book_of(visit("a", "u1", channel="scan"), of=CLICKS)
    refused = book.apply(visit("b", "u1", channel="scan", day=1))
    assert ("refused", []) == (refused.status, visits(book))


def test_a_channel_that_only_attribution_looks_at_binds_nobody() -> None:
    only = replace(CLICKS, bindings=(BindingPolicy(channels=("scan",)),))
    book = book_of(TOUCH, of=only)
    assert ((), 1) == (book.nodes(), len(visits(book)))
    assert "graph.no_policy" == book.apply(visit("a", "u1", day=1, channel="x")).refusal.code  # type: ignore[union-attr]  # it is refused


def test_two_relations_that_both_refuse_are_two_findings() -> None:
    rules = (BindingPolicy(), BindingPolicy(relation="team"))
    book = book_of(TOUCH, of=replace(CLICKS, bindings=rules))
    decision = book.apply(visit("b", "u1", day=1))
    assert ["graph.already_bound"] * 2 == [one.code for one in decision.findings]
    assert 2 == len(visits(book))


def test_what_shall_be_told_again_leaves_no_visit() -> None:
    row = visit_append(TOUCH, CLICKS)
    assert isinstance(row, Append)
    again = Refusal("order.unknown", (("order_id", "o1"),))
    assert again == with_visit(again, row)
    assert Changes(appends=(row,)) == with_visit(Changes(), row)


@pytest.mark.parametrize(
    "fan_count",
    [pytest.param(300, id="300"), pytest.param(100_000, id="100000", marks=pytest.mark.slow)],
)
def test_touches_of_one_star_write_only_their_visitors(fan_count: int) -> None:
    book = book_of(visit("star", "first"), of=CLICKS)
    for number in range(fan_count):
        decision = book.apply(visit("star", f"u{number}"))
        written = {*(put.key for put in decision.puts), *(one.key for one in decision.appends)}
        assert not any("star" in key for key in written), written
    assert fan_count + 1 == len(visits(book))


def test_at_once_a_hundred_fans_of_one_star_are_remembered() -> None:
    book = book_of(visit("star", "first"), of=CLICKS)
    decisions = [judged(visit("star", f"u{number}"), book)[2] for number in range(100)]
    assert all(map(book.store.commit, decisions))
    assert 101 == len(visits(book))


def test_new_fields_change_no_digest_of_old_touches() -> None:
    old = touch("u1", "u2")
    assert (
        '{"at":"2024-01-01T00:00:00.000000Z","id":"touch u1 u2","sharer_id":"u1",'
        '"type":"touch","visitor_id":"u2"}'
    ) == dump_event(old)
    assert event_digest(old) != event_digest(replace(old, content_id="s1"))


# ---------------------------------------------------------------- forgetting


def test_only_what_no_order_can_count_is_forgotten() -> None:
    """A click of day 0 counts until day 15, that instant excluded."""
    book = book_of(*(visit("a", f"u{day}", day=day) for day in (0, 1, 2)), of=CLICKS)
    for day, left in ((15, 3), (16, 2), (40, 0)):
        feed(book, forget(day=day))
        assert left == len(visits(book))


def test_days_to_spare_are_kept_for_orders_told_late() -> None:
    book = book_of(TOUCH, of=CLICKS)
    feed(book, forget(day=25, spare_days=10))
    assert 1 == len(visits(book))
    feed(book, forget(day=25.1, spare_days=10))
    assert [] == visits(book)


@pytest.mark.parametrize("day", [0.5, 14.9, 15, 15.1, 20])
def test_forgetting_changes_no_credit(day: float) -> None:
    swept, kept = (book_of(TOUCH, visit("b", "u1", day=0.4), of=CLICKS) for _ in range(2))
    feed(swept, forget(day=day))
    for book in (swept, kept):
        feed(book, paid("o1", "u1", day=day))
    assert kept.credits("o1") == swept.credits("o1")
    assert (["b"] if day < 15.4 else []) == [
        holder for _, holder, reason in answers(swept, "o1") if reason == "credited"
    ]


def test_the_longest_window_of_any_date_is_kept() -> None:
    (policy,) = CLICKS.attributions
    shorter = replace(policy, rules=(FAN,), effective_from=visit("a", "b", day=3).at)
    book = book_of(TOUCH, of=replace(POLICY, attributions=(policy, shorter)))
    feed(book, forget(day=14))
    assert 1 == len(visits(book))


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_forget_what_one_page_forgets(limit: int) -> None:
    book = book_of(*(visit("a", f"u{number}") for number in range(6)), of=CLICKS)
    pages = [book.apply(forget(day=20, limit=limit)), *book.resume()]
    assert {"applied"} == {one.status for one in pages}
    assert ([], (), 6 // limit + 1) == (visits(book), book.store.waiting, len(pages))


def test_two_sweeps_at_once_conflict() -> None:
    book = book_of(TOUCH, of=CLICKS)
    decisions = [judged(forget(day=day), book)[2] for day in (20, 21)]
    assert [True, False] == [book.store.commit(one) for one in decisions]
    feed(book, forget(day=21))


def test_a_sweep_and_an_order_do_not_meet() -> None:
    book = book_of(TOUCH, visit("b", "u1", day=10), of=CLICKS)
    decisions = [judged(one, book)[2] for one in (forget(day=20), paid("o1", "u1", day=20))]
    assert all(map(book.store.commit, decisions))
    assert [("link", "b", "credited")] == answers(book, "o1")
