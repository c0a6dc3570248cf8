"""Bindings: what a bid does to a binding, what refuses it, what is guarded."""

from __future__ import annotations

import pytest
from hypothesis import given

from fenxiao.graph.bindings import (
    Bid,
    Place,
    bound,
    cut,
    ends,
    is_bound,
    late,
    leads_back,
    line_above,
    parents,
    potential_roots,
    refuse_circle,
    refuse_deep,
    refuse_moved,
    standing,
    unbound,
    with_fan,
)
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.records import Binding, Node, Refusal
from tests.graph.forest import Touched, above, told, touches
from tests.graph.forest import parents as parents_in

FIRST, LAST = BindingPolicy(), BindingPolicy(takes="last")
RENEWED = BindingPolicy(valid_days=30, is_renewed=True)


def node(
    member_id: str = "v",
    parent_id: str | None = "a",
    bound_us: int = 10,
    *,
    until_us: int | None = None,
    protected_us: int | None = None,
    changes: int = 1,
) -> Node:
    return Node(
        "customer",
        member_id,
        parent_id,
        bound_us,
        "e0",
        has_fans=False,
        until_us=until_us,
        protected_us=protected_us,
        changes=changes,
    )


def bid(at_us: int = 50, sharer_id: str = "b", member_id: str = "v") -> Bid:
    return Bid("customer", member_id, sharer_id, at_us, "e1", "touch")


LOOSE = node(parent_id=None, changes=2)
ENDED = node(until_us=40)


@pytest.mark.parametrize(
    ("stored", "asked", "policy", "expected"),
    [
        pytest.param(None, bid(), FIRST, "binds", id="nobody is known of"),
        pytest.param(node(parent_id=None, changes=0), bid(), FIRST, "binds", id="a root"),
        pytest.param(None, bid(sharer_id="v"), FIRST, "graph.self_bind", id="himself"),
        pytest.param(node(), bid(), FIRST, "graph.already_bound", id="first: another"),
        pytest.param(node(), bid(sharer_id="a"), FIRST, "graph.already_bound", id="first: same"),
        pytest.param(node(), bid(5), FIRST, "graph.already_bound", id="first: told late"),
        pytest.param(node(), bid(), LAST, "takes over", id="last: another"),
        pytest.param(node(), bid(sharer_id="a"), LAST, "graph.already_bound", id="last: same"),
        pytest.param(node(), bid(10), LAST, "graph.late", id="last: at the same instant"),
        pytest.param(node(), bid(11), LAST, "takes over", id="last: right after"),
        pytest.param(node(protected_us=50), bid(49), LAST, "graph.protected", id="protected"),
        pytest.param(node(protected_us=50), bid(50), LAST, "takes over", id="protected no more"),
        pytest.param(node(until_us=50), bid(49), FIRST, "graph.already_bound", id="lasting"),
        pytest.param(node(until_us=50), bid(50), FIRST, "binds", id="ended"),
        pytest.param(ENDED, bid(sharer_id="a"), FIRST, "binds", id="ended: same"),
        pytest.param(LOOSE, bid(10), FIRST, "graph.late", id="before he was cut loose"),
        pytest.param(LOOSE, bid(11), FIRST, "binds", id="after he was cut loose"),
        pytest.param(node(until_us=60), bid(sharer_id="a"), RENEWED, "renews", id="renewed"),
        pytest.param(
            node(until_us=60), bid(10, "a"), RENEWED, "graph.already_bound", id="renewed late"
        ),
    ],
)
def test_what_a_bid_does(
    stored: Node | None, asked: Bid, policy: BindingPolicy, expected: str
) -> None:
    verdict = standing(asked, stored, policy)
    assert expected == (verdict.code if isinstance(verdict, Refusal) else verdict)


def test_a_binding_is_in_force_until_it_ends() -> None:
    assert [False, True, True] == [ends(node(until_us=40), at_us) for at_us in (39, 40, 41)]
    assert [True, False] == [is_bound(node(until_us=40), at_us) for at_us in (39, 40)]
    assert not ends(node(), 10**18)
    assert not is_bound(None, 0)
    assert not is_bound(node(parent_id=None), 0)


CHAIN = [node("b", "c"), node("c", "d"), node("d", None, changes=0)]


def test_a_circle_is_named_by_its_path() -> None:
    refusal = refuse_circle(bid(member_id="c"), CHAIN)
    assert refusal is not None
    expected = {"visitor_id": "c", "sharer_id": "b", "path": "c → b → c", "relation": "customer"}
    assert ("graph.circle", expected) == (refusal.code, dict(refusal.facts))
    assert refuse_circle(bid(), CHAIN) is None


def test_a_binding_that_has_ended_closes_no_circle() -> None:
    gone = [node("b", "c", until_us=50), *CHAIN[1:]]
    assert refuse_circle(bid(50, member_id="c"), gone) is None
    assert refuse_circle(bid(49, member_id="c"), gone) is not None


def test_bindings_that_never_meet_close_no_circle() -> None:
    early, future = node("b", "c", until_us=60), node("c", "v", bound_us=60)
    assert ["b", "c"] == line_above(bid(), [early, future])
    assert refuse_circle(bid(), [early, future]) is None
    meeting = [early._replace(until_us=61), future]
    assert ["b", "c", "v"] == line_above(bid(), meeting)
    assert refuse_circle(bid(), meeting) is not None
    assert refuse_circle(bid()._replace(until_us=60), meeting) is None


def test_a_loop_of_today_is_guarded_whole() -> None:
    loop = [node("b", "c", until_us=60), node("c", "b", bound_us=60)]
    assert leads_back(loop)
    places = tuple(Place(one, 1) for one in loop)
    assert places == potential_roots(places)


def test_a_chain_that_was_moved_later_cannot_be_judged_from_now() -> None:
    moved = [node("b", "c", bound_us=60, changes=2), *CHAIN[1:]]
    assert (late(moved[0]), None) == (refuse_moved(bid(59), moved), refuse_moved(bid(60), moved))
    assert refuse_moved(bid(59), [node("b", "c", bound_us=60), *CHAIN[1:]]) is None


@pytest.mark.parametrize(
    ("limit", "below", "is_refused"), [(3, 0, False), (2, 0, True), (4, 1, False), (3, 1, True)]
)
def test_a_chain_may_be_as_long_as_the_limit(limit: int, below: int, is_refused: bool) -> None:
    assert ["b", "c", "d"] == line_above(bid(), CHAIN)
    refusal = refuse_deep(bid(), CHAIN, limit, below)
    assert is_refused == (refusal is not None)
    if refusal is not None:
        assert "v → b → c → d" == dict(refusal.facts)["path"]


def test_the_middle_of_a_long_path_is_counted() -> None:
    line = [node(f"u{number}", f"u{number + 1}", 0) for number in range(3_000)]
    refusal = refuse_circle(bid(sharer_id="u0", member_id="u3000"), line)
    assert refusal is not None
    assert dict(refusal.facts)["path"] == (
        "u3000 → u0 → u1 → u2 → u3 → u4 → … 2990 more … → u2995 → u2996 → u2997 → u2998"
        " → u2999 → u3000"
    )


def test_a_path_that_fits_is_told_in_full() -> None:
    line = [node(f"u{number}", f"u{number + 1}", 0) for number in range(10)]
    refusal = refuse_circle(bid(sharer_id="u0", member_id="u10"), line)
    assert refusal is not None
    assert "more" not in str(dict(refusal.facts)["path"])
    assert refusal.message.count(" → ") == 11


def test_whoever_is_a_root_or_will_be_one_is_guarded() -> None:
    ending = node("c", "d", until_us=99)
    chain = [Place(one, 1) for one in (node("b", "c"), ending, node("d", "e"), node("e", None))]
    assert ("c", "e") == tuple(place.node.member_id for place in potential_roots(chain))
    assert () == potential_roots([])


def test_a_bound_member_keeps_what_does_not_change() -> None:
    before = node()._replace(has_fans=True, candidate_id="x", candidate_us=3)
    after, row = bound(bid(), before, 90, 70)
    expected = node(parent_id="b", bound_us=50, until_us=90, protected_us=70, changes=2)
    assert expected._replace(has_fans=True, event_id="e1") == after
    assert Binding("customer", "v", "e1", "b", 50, 90, "touch") == row
    fresh, _ = bound(bid(), None, None, None)
    assert ("v", "b", 1) == (fresh.member_id, fresh.parent_id, fresh.changes)


def test_who_is_cut_loose_has_no_parent_and_one_row_more() -> None:
    after, row = cut(node(until_us=90, protected_us=70), 60, "e2", "rebind")
    assert node(parent_id=None, bound_us=60, changes=2)._replace(event_id="e2") == after
    assert Binding("customer", "v", "e2", None, 60, None, "rebind") == row


def test_a_sharer_is_written_before_his_first_fan_only() -> None:
    assert (Place(unbound(bid(), "b")._replace(has_fans=True), 0),) == with_fan(bid(), None)
    first = Place(node("b"), 4)
    assert (Place(first.node._replace(has_fans=True), 4),) == with_fan(bid(), first)
    assert () == with_fan(bid(), Place(node("b")._replace(has_fans=True), 4))


@given(pairs=touches)
def test_the_first_touch_binds_and_no_circle_closes(pairs: list[Touched]) -> None:
    naive: dict[str, str] = {}
    for sharer, visitor in pairs:
        if visitor not in naive and sharer != visitor and visitor not in above(naive, sharer):
            naive[visitor] = sharer
    book = told(pairs)
    assert naive == parents_in(book)
    assert {one.member_id: one.has_fans for one in book.nodes()} == {
        member: member in naive.values() for member in {*naive, *naive.values()}
    }


def test_parents_are_the_nearest() -> None:
    path = [Binding("customer", f"u{n}", "e", f"u{n + 1}", 0, None, "touch") for n in range(5)]
    assert (("u1", "u2", "u3"), ("u1",)) == (parents(path), parents(path, limit=1))
