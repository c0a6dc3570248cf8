"""Moves: a person's word, with and without the subtree, and the fans of a leaver."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import EventError
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.contract import audit_key, node_key
from fenxiao.model.records import Audit, Binding, Node
from fenxiao.settlement.book import Book
from tests.support.build import (
    at,
    at_us,
    binding,
    book_of,
    codes,
    feed,
    line_of,
    paid,
    rebind,
    settle_fans,
    touch,
)

CHAIN = line_of("a", "b", "c", "d")
LIFT, FREEZE = BindingPolicy(on_leave="lift"), BindingPolicy(on_leave="freeze", takes="last")


def uplines(book: Book, day: float, *members: str) -> dict[str, tuple[str, ...]]:
    return {one: book.upline(one, "customer", at(day)) for one in members}


def finish(book: Book) -> None:
    assert all(decision.status == "applied" for decision in book.resume())


def test_a_member_moves_with_all_below_him() -> None:
    book = book_of(*CHAIN, rebind("c", "x"))
    assert {"c": ("x",), "d": ("c", "x"), "b": ("a",)} == uplines(book, 5, "c", "d", "b")
    assert {"c": ("b", "a"), "d": ("c", "b", "a")} == uplines(book, 4.9, "c", "d")


def test_a_move_is_kept_with_both_persons_and_the_reason() -> None:
    book = book_of(*CHAIN, rebind("c", "x"))
    audit = Audit("rebind c x", at_us(5), "c", "asked for", "maker", "checker")
    assert audit == book.rows[audit_key("rebind c x")][0]


def test_orders_that_were_paid_keep_their_terms() -> None:
    book = book_of(*CHAIN, paid("o1", "d", day=4), rebind("c", "x"), paid("o2", "d", day=6))
    terms = [book.terms(order) for order in ("o1", "o2")]
    assert [("c", "b", "a"), ("c", "x")] == [one.upline for one in terms if one]


def test_a_member_moves_alone_and_his_fans_go_up() -> None:
    book = book_of(*CHAIN, touch("c", "e"), rebind("c", "d", with_subtree=False))
    expected = {"d": ("b", "a"), "e": ("b", "a"), "c": ("d", "b", "a")}
    assert expected == uplines(book, 5, "d", "e", "c")


def test_fans_of_a_root_become_roots() -> None:
    book = book_of(*CHAIN, rebind("a", "d", with_subtree=False))
    assert {"b": (), "a": ("d", "c", "b")} == uplines(book, 5, "b", "a")


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 9])
def test_pages_of_fans_go_up_before_the_member_moves(limit: int) -> None:
    fans = [touch("b", f"f{number}") for number in range(4)]
    book = book_of(touch("a", "b"), *fans)
    feed(book, rebind("b", "f0", with_subtree=False, limit=limit))
    moved = book.parent("b", "customer", at(9))
    assert ("f0" if limit > 4 else "a") == moved
    finish(book)
    assert {"f0": ("a",), "f3": ("a",), "b": ("f0", "a")} == uplines(book, 5, "f0", "f3", "b")
    assert () == book.store.waiting


def test_who_is_cut_loose_is_a_root_again() -> None:
    book = book_of(*CHAIN, rebind("c", None))
    assert {"c": (), "d": ("c",)} == uplines(book, 5, "c", "d")
    feed(book, touch("d", "z", day=6), touch("y", "c", day=7))
    assert {"z": ("d", "c", "y")} == uplines(book, 7, "z")


@pytest.mark.parametrize(
    ("member", "parent", "day", "expected"),
    [
        pytest.param("c", "c", 5, "graph.self_bind", id="under himself"),
        pytest.param("b", "d", 5, "graph.circle", id="under his own fan's fan"),
        pytest.param("c", "b", 5, "graph.already_bound", id="where he stands"),
        pytest.param("a", None, 5, "graph.not_bound", id="a root loose"),
        pytest.param("z", None, 5, "graph.not_bound", id="a stranger loose"),
        pytest.param("c", "x", 0, "graph.late", id="at the instant of his binding"),
    ],
)
def test_a_move_is_refused_by_name(
    member: str, parent: str | None, day: float, expected: str
) -> None:
    assert [expected] == codes([book_of(*CHAIN).apply(rebind(member, parent, day=day))])


def test_a_fan_who_came_later_cannot_be_left_behind_in_the_past() -> None:
    book = book_of(*CHAIN, touch("c", "e", day=8))
    assert ["graph.late"] == codes([book.apply(rebind("c", "x", with_subtree=False))])


def test_nobody_moves_in_the_past_under_who_was_his_fan_since() -> None:
    book = book_of(touch("c", "f", day=4), rebind("f", "a", day=5))
    told_late = rebind("c", "f", day=2, with_subtree=False)
    assert ["graph.late"] == codes([book.apply(told_late)])


def test_a_new_parent_may_be_a_fan_who_stays_behind() -> None:
    book = book_of(*CHAIN, rebind("c", "d", with_subtree=False))
    node = book.rows[node_key("customer", "d")][0]
    assert isinstance(node, Node)
    assert ("b", True, 2) == (node.parent_id, node.has_fans, node.changes)


def test_a_move_starts_the_days_of_the_policy() -> None:
    book = book_of(*CHAIN, rebind("c", "x"), of=binding(BindingPolicy(valid_days=10)))
    assert {"c": ("x",)} == uplines(book, 14.9, "c")
    assert {"c": ()} == uplines(book, 15, "c")


def test_a_move_keeps_to_the_depth() -> None:
    policy = binding(BindingPolicy(max_structural_depth=3))
    book = book_of(*CHAIN, *line_of("x", "y"), of=policy)
    assert ["graph.too_deep"] == codes([book.apply(rebind("b", "y"))])
    feed(book, rebind("b", "y", with_subtree=False, event_id="alone"))


@pytest.mark.parametrize("limit", [1, 2, 500])
def test_fans_of_a_leaver_go_up(limit: int) -> None:
    book = book_of(*CHAIN, touch("c", "e"), of=binding(LIFT))
    feed(book, settle_fans("c", limit=limit))
    finish(book)
    assert {"d": ("b", "a"), "e": ("b", "a"), "c": ("b", "a")} == uplines(book, 5, "d", "e", "c")
    assert {"d": ("c", "b", "a")} == uplines(book, 4.9, "d")


def test_a_fan_goes_up_for_as_long_as_both_bindings_last() -> None:
    lasting = BindingPolicy(on_leave="lift", valid_days=10)
    book = book_of(
        touch("a", "b"), touch("b", "c", day=2), settle_fans("b", day=3), of=binding(lasting)
    )
    assert [("a",), ("a",), ()] == [book.upline("c", "customer", at(day)) for day in (3, 9.9, 10)]


def test_a_fan_who_came_after_the_leave_goes_up_right_after() -> None:
    book = book_of(*CHAIN, touch("c", "e", day=8), settle_fans("c"), of=binding(LIFT))
    assert {"e": ("c", "b", "a")} == uplines(book, 8, "e")
    assert {"e": ("b", "a")} == uplines(book, 8.1, "e")


def test_a_leave_told_too_late_lifts_nobody_and_says_so() -> None:
    book = book_of(*CHAIN, rebind("c", "x", day=9), of=binding(LIFT))
    decision = book.apply(settle_fans("c"))
    found = [one.code for one in decision.findings]
    assert ("applied", ["graph.late"]) == (decision.status, found)
    assert {"d": ("c", "x")} == uplines(book, 9, "d")


def test_a_relation_that_comes_too_late_holds_up_no_other() -> None:
    rules = (LIFT, BindingPolicy(relation="team", on_leave="freeze"))
    book = book_of(*CHAIN, rebind("c", "x", day=9), of=binding(*rules))
    feed(book, settle_fans("c", "customer", "team"))
    finish(book)
    node = book.rows[node_key("team", "c")][0]
    assert isinstance(node, Node)
    assert node.is_frozen


def test_nobody_comes_to_a_leaver_who_never_had_fans() -> None:
    book = book_of(settle_fans("m"), of=binding(FREEZE))
    assert ["graph.frozen"] == codes([book.apply(touch("m", "v", day=6))])


@pytest.mark.parametrize("limit", [1, 2, 500])
def test_nobody_goes_up_for_a_move_that_cannot_be_made(limit: int) -> None:
    policy = binding(BindingPolicy(max_structural_depth=3))
    fans = tuple(touch("m", f"f{number}") for number in range(3))
    book = book_of(*line_of("q1", "q2", "q3", "q4"), touch("p", "m"), *fans, of=policy)
    moved = book.apply(rebind("m", "q4", with_subtree=False, limit=limit))
    assert ["graph.too_deep"] == codes([moved])
    assert ("f0", "f1", "f2") == book.children("m", "customer", at(9))


def test_every_page_of_a_move_says_who_asked_for_it() -> None:
    fans = [touch("b", f"f{number}") for number in range(3)]
    book = book_of(touch("a", "b"), *fans)
    feed(book, rebind("b", "x", with_subtree=False, limit=2))
    finish(book)
    told = [one for one, _ in book.rows.values() if isinstance(one, Binding)]
    moved = {one.event_id for one in told if one.cause in {"lift", "rebind"}}
    audits = {one.event_id for one, _ in book.rows.values() if isinstance(one, Audit)}
    assert moved == audits
    assert 2 == len(moved)


def test_who_goes_up_with_others_still_waits_for_what_he_came_for() -> None:
    rule = BindingPolicy(binds_at="purchase", on_leave="lift")
    book = book_of(touch("new", "v"), rebind("v", "m", day=1), of=binding(rule))
    feed(book, touch("new", "w"), rebind("m", "a", day=2))
    node = book.rows[node_key("customer", "w")][0]
    assert isinstance(node, Node)
    assert "new" == node.candidate_id


def test_a_binding_that_ran_out_is_not_lifted() -> None:
    lasting = BindingPolicy(on_leave="lift", valid_days=3)
    book = book_of(*CHAIN, settle_fans("c"), of=binding(lasting))
    assert {"d": ()} == uplines(book, 9, "d")
    node = book.rows[node_key("customer", "d")][0]
    assert isinstance(node, Node)
    assert (None, 2) == (node.parent_id, node.changes)


def test_fans_of_a_leaver_may_be_frozen() -> None:
    book = book_of(*CHAIN, settle_fans("c"), of=binding(FREEZE))
    told = (touch("x", "d", day=6), touch("c", "y", day=6), touch("x", "c", day=6))
    assert ["graph.frozen", "graph.frozen", None] == codes([book.apply(one) for one in told])
    feed(book, rebind("d", "x", day=7))
    assert {"d": ("x",)} == uplines(book, 7, "d")


def test_fans_of_a_leaver_may_stay() -> None:
    book = book_of(*CHAIN, settle_fans("c"))
    assert {"d": ("c", "b", "a")} == uplines(book, 9, "d")


def test_relations_are_settled_one_after_the_other() -> None:
    rules = (
        BindingPolicy(on_leave="lift"),
        BindingPolicy(relation="team", on_leave="freeze"),
    )
    book = book_of(*CHAIN, settle_fans("c", "customer", "unit", "team"), of=binding(*rules))
    finish(book)
    assert {"d": ("b", "a")} == uplines(book, 9, "d")
    team = [node for node in book.nodes() if node.relation == "team"]
    assert [True] == [node.is_frozen for node in team if node.member_id == "c"]


@pytest.mark.parametrize(
    "changes",
    [
        {"checker_id": "maker"},
        {"with_subtree": 1},
        {"relation": "friend"},
        {"limit": 0},
        {"reason": ""},
    ],
)
def test_a_move_is_checked_as_it_is_made(changes: dict[str, Any]) -> None:
    with pytest.raises(EventError):
        replace(rebind("c", "x"), **changes)
