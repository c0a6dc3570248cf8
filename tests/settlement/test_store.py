"""The store: all of a decision or nothing of it, and the three scans."""

from __future__ import annotations

import pytest

from fenxiao.model.contract import (
    Append,
    Decision,
    Put,
    continuation_key,
    delta_key,
    due_scan,
    node_key,
    tail_scan,
    upline_scan,
)
from fenxiao.model.records import Continuation, Delta, Node, Order
from fenxiao.settlement.facts import rows
from fenxiao.settlement.store import Store
from tests.support.build import (
    CURRENCY,
    PAYER,
    at_us,
    book_of,
    confirmed,
    feed,
    fold_wallet,
    line_of,
    paid,
    refunded,
    release,
    touch,
    wallet,
)

NODE = Node("customer", "u1", None, 0, "e1", has_fans=True)
KEY = node_key("customer", "u1")
OTHER = node_key("customer", "u2")


def change(name: str) -> Delta:
    return Delta(name, PAYER, "u1", CURRENCY, 1, 0, 0, 0)


def put(expected_revision: int, *, key: tuple[str, ...] = KEY) -> Decision:
    return Decision("applied", (Put(key, NODE, expected_revision),))


def test_a_write_counts_its_revision_from_1() -> None:
    store = Store()
    assert [True, True] == [store.commit(put(0)), store.commit(put(1))]
    assert {KEY: (NODE, 2)} == dict(store.rows)


@pytest.mark.parametrize("expected_revision", [0, 2])
def test_a_write_with_another_revision_fails(expected_revision: int) -> None:
    store = Store()
    store.commit(put(0))
    assert not store.commit(put(expected_revision))
    assert {KEY: (NODE, 1)} == dict(store.rows)


def test_a_write_of_no_row_fails_when_one_was_expected() -> None:
    assert not Store().commit(put(1))


def test_one_failed_guard_fails_all() -> None:
    store = Store()
    both = Decision("applied", (Put(KEY, NODE, 0), Put(OTHER, NODE, 1)))
    assert not store.commit(both)
    assert {} == dict(store.rows)


def test_a_new_row_that_is_there_fails_all() -> None:
    store = Store()
    row = Append(delta_key(change("d1")), change("d1"))
    assert store.commit(Decision("applied", (), (row,)))
    assert not store.commit(Decision("applied", (Put(KEY, NODE, 0),), (row,)))
    assert [row.key] == list(store.rows)


def test_a_removed_row_is_gone() -> None:
    store = Store()
    store.commit(put(0))
    assert store.commit(Decision("applied", (Put(KEY, None, 1),)))
    assert {} == dict(store.rows)
    assert store.commit(put(0))


def test_nothing_to_do_is_done() -> None:
    assert Store().commit(Decision("replayed"))


def test_only_a_commit_writes() -> None:
    with pytest.raises(TypeError):
        Store().rows[KEY] = (NODE, 1)  # type: ignore[index]  # what must not work


def test_it_loads_what_is_there_and_none_for_what_is_not() -> None:
    store = Store()
    store.commit(put(0))
    scan = upline_scan("customer", "u1", limit=3)
    expected = {KEY: (NODE, 1), OTHER: None, scan: ((NODE, 1),)}
    assert expected == store.load((KEY, OTHER), (scan,))


def test_a_waiting_event_is_stored_with_its_page() -> None:
    store, waiting = Store(), Continuation("e1", "{}")
    key = continuation_key("e1")
    store.commit(Decision("applied", (), (Append(key, waiting),)))
    assert ({key: (waiting, 1)}, (waiting,)) == (dict(store.rows), store.waiting)
    store.commit(Decision("applied", (Put(key, None, 1),)))
    assert () == store.waiting


def members(store: Store, start: str, *, limit: int = 9, at_day: int = 99) -> list[str]:
    scan = upline_scan("customer", start, limit=limit, at_us=at_us(at_day))
    return [node.member_id for node, _ in rows(store.load((), (scan,)), scan, Node)]


def test_an_upline_starts_with_the_member_himself() -> None:
    store = book_of(*line_of("u1", "u2", "u3")).store
    assert ["u3", "u2", "u1"] == members(store, "u3")
    assert ["u3", "u2"] == members(store, "u3", limit=2)
    assert [] == members(store, "nobody")


def test_an_upline_ends_after_a_later_binding() -> None:
    store = book_of(touch("u2", "u3", day=1), touch("u1", "u2", day=5)).store
    assert ["u3", "u2"] == members(store, "u3", at_day=4)
    assert ["u3", "u2", "u1"] == members(store, "u3", at_day=5)
    assert ["u3"] == members(store, "u3", at_day=0)


def test_a_tail_comes_by_the_id_of_its_changes() -> None:
    store = Store()
    new = tuple(Append(delta_key(change(name)), change(name)) for name in ("d2", "d3", "d1"))
    store.commit(Decision("applied", (), new))
    first = tail_scan(wallet("u1"), limit=2)
    whole = tail_scan(wallet("u1"), limit=4)
    expected = {
        first: ((change("d1"), 1), (change("d2"), 1)),
        whole: ((change("d1"), 1), (change("d2"), 1), (change("d3"), 1)),
    }
    assert expected == store.load((), (first, whole))


def test_a_wallet_keeps_its_name_when_its_tail_is_folded() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2"))
    feed(book, fold_wallet("u1"))
    assert ((), (wallet("u1"),)) == (book.store.tail(wallet("u1")), book.store.tails())
    assert () == book.store.tail(wallet("nobody"))


def due(
    store: Store, *, until: int, limit: int = 9, after: tuple[int, str] | None = None
) -> list[str]:
    scan = due_scan(at_us(until), limit=limit, after=after)
    return [order.order_id for order, _ in rows(store.load((), (scan,)), scan, Order)]


def test_orders_are_due_by_instant_then_id() -> None:
    book = book_of(*(paid(name, "u2") for name in ("o1", "o2", "o3", "o4")))
    feed(book, confirmed("o3"), confirmed("o2"), confirmed("o1", day=3))
    assert [] == due(book.store, until=8)
    assert ["o2", "o3"] == due(book.store, until=9)
    assert ["o2", "o3", "o1"] == due(book.store, until=10)
    assert ["o2"] == due(book.store, until=10, limit=1)
    assert ["o3", "o1"] == due(book.store, until=10, after=(at_us(9), "o2"))
    assert ["o1"] == due(book.store, until=10, after=(at_us(9), "o9"))


def test_a_refund_leaves_an_order_due_and_a_release_does_not() -> None:
    book = book_of(paid("o1", "u2"), confirmed("o1"), refunded("o1"))
    assert ["o1"] == due(book.store, until=9)
    feed(book, release())
    assert [] == due(book.store, until=9)
