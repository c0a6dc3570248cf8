"""Relations: a touch binds once and for ever, and never closes a circle."""

from __future__ import annotations

import pytest

from fenxiao.model.contract import Need, node_key
from fenxiao.model.records import Node
from fenxiao.settlement import relations
from fenxiao.settlement.book import Book
from tests.support.build import POLICY, at_us, book_of, codes, feed, line_of, touch
from tests.support.host import ask, judge, load


def written(book: Book, sharer: str, visitor: str) -> list[tuple[str, int]]:
    """Return which nodes a touch would write, with the revisions that it expects."""
    decision = judge(touch(sharer, visitor), book.store, POLICY)
    assert "applied" == decision.status, decision.refusal
    return [(put.key[2], put.expected_revision) for put in decision.puts if put.key[0] == "node"]


def test_a_first_touch_makes_both_nodes() -> None:
    book = book_of(touch("u1", "u2", day=3))
    sharer = Node("customer", "u1", None, at_us(3), "touch u1 u2", has_fans=True)
    visitor = Node("customer", "u2", "u1", at_us(3), "touch u1 u2", has_fans=False)
    assert (sharer, visitor) == book.nodes()


@pytest.mark.parametrize(
    ("before", "sharer", "visitor", "expected"),
    [
        pytest.param((), "u1", "u2", [("u1", 0), ("u2", 0)], id="two strangers"),
        pytest.param(("u1", "u2"), "u2", "u3", [("u2", 1), ("u3", 0)], id="a first fan"),
        pytest.param(("u1", "u2"), "u1", "u3", [("u3", 0)], id="a further fan locks no sharer"),
        pytest.param(
            ("u1", "u2"), "u0", "u1", [("u0", 0), ("u1", 1)], id="a visitor with fans, a stranger"
        ),
    ],
)
def test_what_a_bind_writes(
    before: tuple[str, ...], sharer: str, visitor: str, expected: list[tuple[str, int]]
) -> None:
    assert expected == written(book_of(*line_of(*before)), sharer, visitor)


def test_a_visitor_with_fans_also_writes_the_root_above_the_sharer() -> None:
    book = book_of(*line_of("u1", "u2", "u3"), touch("u2", "u9"), *line_of("v1", "v2"))
    assert [("u1", 1), ("v1", 1)] == written(book, "u2", "v1")
    assert [("u1", 1), ("u3", 1), ("v1", 1)] == written(book, "u3", "v1")


def test_a_visitor_with_fans_writes_a_sharer_who_is_a_root() -> None:
    book = book_of(*line_of("u1", "u2"), *line_of("v1", "v2"))
    assert [("u1", 1), ("v1", 1)] == written(book, "u1", "v1")


def test_a_root_is_written_as_it_is() -> None:
    book = book_of(*line_of("u1", "u2", "u3"), *line_of("v1", "v2"))
    before = book.rows[node_key("customer", "u1")]
    feed(book, touch("u2", "v1", day=4))
    assert (before[0], before[1] + 1) == book.rows[node_key("customer", "u1")]


def test_a_member_with_fans_keeps_them_when_bound() -> None:
    book = book_of(touch("u2", "u3"), touch("u1", "u2", day=4))
    middle = Node("customer", "u2", "u1", at_us(4), "touch u1 u2", has_fans=True)
    assert middle == book.rows[node_key("customer", "u2")][0]


def test_the_first_touch_binds_for_ever() -> None:
    book = book_of(touch("u1", "u2"))
    decision = book.apply(touch("u3", "u2", day=1))
    assert ["graph.already_bound"] == codes([decision])
    assert decision.refusal is not None
    expected = {"visitor_id": "u2", "parent_id": "u1", "sharer_id": "u3"}
    assert expected == dict(decision.refusal.facts)


def test_the_same_share_again_is_no_second_binding() -> None:
    book = book_of(touch("u1", "u2"))
    assert ["graph.already_bound"] == codes([book.apply(touch("u1", "u2", event_id="t2"))])


@pytest.mark.parametrize("before", [(), ("u1", "u2"), ("u0", "u1")])
def test_nobody_is_bound_under_himself(before: tuple[str, ...]) -> None:
    book = book_of(*line_of(*before))
    assert ["graph.self_bind"] == codes([book.apply(touch("u1", "u1"))])


@pytest.mark.parametrize("length", [2, 3, 4, 7])
def test_a_circle_of_any_length_is_refused_with_its_path(length: int) -> None:
    members = [f"u{number}" for number in range(length)]
    book = book_of(*line_of(*members))
    decision = book.apply(touch(members[-1], members[0]))
    assert ["graph.circle"] == codes([decision])
    assert decision.refusal is not None
    path = " → ".join([members[0], *reversed(members)])
    assert path == dict(decision.refusal.facts)["path"]


def test_only_a_visitor_with_fans_asks_for_the_chain() -> None:
    book = book_of(*line_of("u1", "u2", "u3"))
    assert 1 == len(ask(touch("u3", "u9"), book.rows, POLICY)[0])
    needs = ask(touch("u9", "u1"), book.rows, POLICY)[0]
    assert ["upline"] == [scan.name for scan in needs[1].scans]


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_long_chain_is_read_in_pages(
    monkeypatch: pytest.MonkeyPatch, page: int, length: int
) -> None:
    monkeypatch.setattr(relations, "CHAIN_PAGE", page)
    members = [f"u{number}" for number in range(length)]
    book = book_of(*line_of(*members), touch("v1", "v2"))
    needs, _, decision = ask(touch(members[-1], "v1"), book.rows, POLICY)
    assert {(), (page,)} == {tuple(scan.limit for scan in need.scans) for need in needs}
    assert ("u0", "v1") == tuple(
        put.key[2] for put in decision.puts if put.key[0] == "node" and put.key[2] in {"u0", "v1"}
    )
    if length > 1:
        assert ["graph.circle"] == codes([book.apply(touch(members[-1], "u0"))])


def test_a_need_for_the_chain_is_no_decision() -> None:
    book = book_of(*line_of("u1", "u2"))
    facts = load(book.rows, (node_key("customer", "u1"), node_key("customer", "u2")), ())
    assert isinstance(relations.decide_touch(touch("u2", "u1"), facts, POLICY), Need)
