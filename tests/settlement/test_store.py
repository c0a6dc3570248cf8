"""The store: all of a decision or nothing of it, and the scans."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.contract import (
    Append,
    Decision,
    Put,
    below_scan,
    chain_scan,
    continuation_key,
    delta_key,
    due_scan,
    fans_scan,
    node_key,
    tail_scan,
    tallies_scan,
    tally_key,
    upline_scan,
)
from fenxiao.model.records import Binding, Continuation, Delta, Node, Order, Tally
from fenxiao.settlement.facts import rows
from fenxiao.settlement.store import Store
from tests.support.build import (
    CURRENCY,
    PAYER,
    POLICY,
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
    scan = chain_scan("customer", "u1", 0, limit=3)
    expected = {KEY: (NODE, 1), OTHER: None, scan: ((NODE, 1),)}
    assert expected == store.load((KEY, OTHER), (scan,))


def test_a_waiting_event_is_stored_with_its_page() -> None:
    store, waiting = Store(), Continuation("e1", "{}")
    key = continuation_key("e1")
    store.commit(Decision("applied", (), (Append(key, waiting),)))
    assert ({key: (waiting, 1)}, (waiting,)) == (dict(store.rows), store.waiting)
    store.commit(Decision("applied", (Put(key, None, 1),)))
    assert () == store.waiting


def uplines(store: Store, start: str, *, limit: int = 9, at_day: int = 99) -> list[str | None]:
    scan = upline_scan("customer", start, at_us(at_day), limit=limit)
    return [one.parent_id for one, _ in rows(store.load((), (scan,)), scan, Binding)]


def chain(store: Store, start: str, *, limit: int = 9, at_day: int = 99) -> list[str]:
    scan = chain_scan("customer", start, at_us(at_day), limit=limit)
    return [node.member_id for node, _ in rows(store.load((), (scan,)), scan, Node)]


def test_a_chain_starts_with_the_member_himself() -> None:
    store = book_of(*line_of("u1", "u2", "u3")).store
    assert ["u3", "u2", "u1"] == chain(store, "u3")
    assert ["u3", "u2"] == chain(store, "u3", limit=2)
    assert [] == chain(store, "nobody")


def test_a_chain_ends_at_a_binding_that_has_ended() -> None:
    lasting = BindingPolicy(valid_days=10)
    store = book_of(*line_of("u1", "u2", "u3"), of=replace(POLICY, bindings=(lasting,))).store
    assert ["u3", "u2", "u1"] == chain(store, "u3", at_day=9)
    assert ["u3"] == chain(store, "u3", at_day=10)


def test_an_upline_is_that_of_its_instant() -> None:
    store = book_of(touch("u2", "u3", day=1), touch("u1", "u2", day=5)).store
    assert ["u2"] == uplines(store, "u3", at_day=4)
    assert ["u2", "u1"] == uplines(store, "u3", at_day=5)
    assert ["u2"] == uplines(store, "u3", at_day=5, limit=1)
    assert [] == uplines(store, "u3", at_day=0)


def test_fans_come_by_their_id_and_levels_are_counted() -> None:
    store = book_of(*line_of("u1", "u3", "u5"), *line_of("u1", "u2"), *line_of("u1", "u4")).store
    for scan, expected in (
        (fans_scan("customer", "u1", limit=9), ["u2", "u3", "u4"]),
        (fans_scan("customer", "u1", limit=2), ["u2", "u3"]),
        (fans_scan("team", "u1", limit=9), []),
        (below_scan("customer", "u1", 2, limit=9), ["u5"]),
        (below_scan("customer", "u1", 3, limit=9), []),
    ):
        found = rows(store.load((), (scan,)), scan, Node)
        assert expected == [node.member_id for node, _ in found]


def tally(name: str, day: int, counter: str = "fans") -> Tally:
    return Tally("u1", counter, "", name, at_us(day), 1)


def test_tallies_come_by_instant_within_a_period() -> None:
    store = Store()
    made = [tally("t3", 1), tally("t1", 2), tally("t2", 2), tally("t4", 3), tally("x", 2, "sales")]
    store.commit(Decision("applied", (), tuple(Append(tally_key(one), one) for one in made)))
    scan = tallies_scan("u1", "fans", "", (at_us(1), at_us(3)), limit=9)
    assert [(one, 1) for one in (made[0], made[1], made[2])] == rows(
        store.load((), (scan,)), scan, Tally
    )
    gone = Put(tally_key(made[1]), None, 1)
    assert store.commit(Decision("applied", (gone,)))
    few = scan._replace(limit=1)
    assert {scan: ((made[0], 1), (made[2], 1)), few: ((made[0], 1),)} == store.load((), (scan, few))


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
