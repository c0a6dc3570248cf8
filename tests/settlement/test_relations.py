"""Relations: a touch binds once and for ever, and never closes a circle."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from fenxiao.graph.bindings import Place
from fenxiao.graph.policy import BindingPolicy, Occasion
from fenxiao.model.contract import Need, node_key
from fenxiao.model.events import Event
from fenxiao.model.records import Node
from fenxiao.model.who import Who
from fenxiao.settlement import relations
from fenxiao.settlement.book import Book
from tests.support.build import (
    POLICY,
    at,
    at_us,
    binding,
    book_of,
    codes,
    feed,
    line_of,
    paid,
    registered,
    touch,
)
from tests.support.host import ask, judge, load


def written(book: Book, sharer: str, visitor: str) -> list[tuple[str, int]]:
    """Return which nodes a touch would write, with the revisions that it expects."""
    decision = judge(touch(sharer, visitor), book.store, POLICY)
    assert "applied" == decision.status, decision.refusal
    return [(put.key[2], put.expected_revision) for put in decision.puts if put.key[0] == "node"]


def test_a_first_touch_makes_both_nodes() -> None:
    book = book_of(touch("u1", "u2", day=3))
    sharer = Node("customer", "u1", None, at_us(3), "touch u1 u2", has_fans=True)
    visitor = Node("customer", "u2", "u1", at_us(3), "touch u1 u2", has_fans=False, changes=1)
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
    middle = Node("customer", "u2", "u1", at_us(4), "touch u1 u2", has_fans=True, changes=1)
    assert middle == book.rows[node_key("customer", "u2")][0]


def test_the_first_touch_binds_for_ever() -> None:
    book = book_of(touch("u1", "u2"))
    decision = book.apply(touch("u3", "u2", day=1))
    assert ["graph.already_bound"] == codes([decision])
    assert decision.refusal is not None
    expected = {"visitor_id": "u2", "parent_id": "u1", "sharer_id": "u3", "relation": "customer"}
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
    assert ["chain"] == [scan.name for scan in needs[1].scans]


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_long_chain_is_asked_for_again_whole(
    monkeypatch: pytest.MonkeyPatch, page: int, length: int
) -> None:
    monkeypatch.setattr(relations, "CHAIN_PAGE", page)
    members = [f"u{number}" for number in range(length)]
    book = book_of(*line_of(*members), touch("v1", "v2"))
    needs, facts, decision = ask(touch(members[-1], "v1"), book.rows, POLICY)
    scans = [scan for need in needs for scan in need.scans]
    limits = [page, 10 * page]
    assert limits[: len(scans)] == [scan.limit for scan in scans]
    assert {members[-1]} == {scan.args[1] for scan in scans}
    last = facts[scans[-1]]
    assert last is not None
    assert len(last) == (length if length > 1 else 0)  # nobody was ever told of the first one
    assert ("u0", "v1") == tuple(
        put.key[2] for put in decision.puts if put.key[0] == "node" and put.key[2] in {"u0", "v1"}
    )
    if length > 1:
        assert ["graph.circle"] == codes([book.apply(touch(members[-1], "u0"))])


def test_a_need_for_the_chain_is_no_decision() -> None:
    book = book_of(*line_of("u1", "u2"))
    facts = load(book.rows, (node_key("customer", "u1"), node_key("customer", "u2")), ())
    assert isinstance(relations.decide_touch(touch("u2", "u1"), facts, POLICY), Need)


def outcomes(rule: BindingPolicy, *events: Event) -> list[str | None]:
    """Return the code of each refusal, or of the first finding; None where all was taken."""
    book = Book(binding(rule))
    made = [book.apply(event) for event in events]
    refusals = [one.refusal or (one.findings[0] if one.findings else None) for one in made]
    return [refusal.code if refusal else None for refusal in refusals]


def test_the_last_touch_takes_over_and_history_stays() -> None:
    book = book_of(
        touch("a", "v", day=1), touch("b", "v", day=3), of=binding(BindingPolicy(takes="last"))
    )
    found = [book.parent("v", "customer", at(day)) for day in (0, 1, 2, 3, 4)]
    assert [None, "a", "a", "b", "b"] == found
    assert (("v",), ()) == tuple(book.children("a", "customer", at(day)) for day in (2, 3))


def test_a_binding_runs_out_and_may_be_renewed() -> None:
    lasting = BindingPolicy(valid_days=10)
    again = (touch("a", "v", day=0), touch("a", "v", day=9, event_id="t2"))
    assert [None, "graph.already_bound"] == outcomes(lasting, *again)
    renewed = replace(lasting, is_renewed=True)
    book = book_of(*again, of=binding(renewed))
    assert ["a", None] == [book.parent("v", "customer", at(day)) for day in (18.9, 19)]
    late = outcomes(lasting, touch("a", "v"), touch("b", "v", day=10))
    assert [None, None] == late


def test_protection_ends_before_the_binding_does() -> None:
    rule = BindingPolicy(takes="last", valid_days=10, protected_days=3)
    first = touch("a", "v")
    assert [None, "graph.protected"] == outcomes(rule, first, touch("b", "v", day=2.9))
    assert [None, None] == outcomes(rule, first, touch("b", "v", day=3))


def test_a_channel_chooses_the_relations_that_are_written() -> None:
    rules = (
        BindingPolicy(channels=("click", "poster")),
        BindingPolicy(relation="team", channels=("poster",)),
    )
    book = book_of(touch("a", "v", channel="poster"), touch("a", "w"), of=binding(*rules))
    assert ["v", "w"] == [one.member_id for one in book.nodes() if one.relation == "customer"][1:]
    assert ["a", "v"] == [one.member_id for one in book.nodes() if one.relation == "team"]


def test_one_relation_may_refuse_what_the_other_takes() -> None:
    book = book_of(
        touch("b", "v"),
        of=binding(
            BindingPolicy(),
            BindingPolicy(relation="team", channels=("poster",)),
        ),
    )
    decision = book.apply(touch("a", "v", channel="poster", day=2))
    assert ("applied", None) == (decision.status, decision.refusal)
    assert ["graph.already_bound"] == [one.code for one in decision.findings]
    assert decision.findings == book.apply(touch("a", "v", channel="poster", day=2)).findings
    both = book.apply(touch("c", "v", channel="poster", day=3))
    assert ("refused", 1) == (both.status, len(both.findings))


@pytest.mark.parametrize(
    ("takes", "expected"), [("first", "a"), ("last", "b")], ids=["the first", "the last"]
)
def test_a_remembered_touch_binds_at_registration(
    takes: Literal["first", "last"], expected: str
) -> None:
    rule = BindingPolicy(binds_at="registration", takes=takes)
    book = Book(binding(rule))
    for event in (touch("a", "v"), touch("b", "v", day=1), registered("v", day=2)):
        book.apply(event)
    assert [None, expected] == [book.parent("v", "customer", at(day)) for day in (1.9, 2)]


def test_an_invitation_goes_before_what_is_remembered() -> None:
    rule = BindingPolicy(binds_at="registration")
    book = book_of(touch("a", "v"), registered("v", "c", day=2), of=binding(rule))
    assert "c" == book.parent("v", "customer", at(2))


def test_an_invitation_binds_where_touches_bind() -> None:
    book = book_of(registered("v", "c"))
    assert "c" == book.parent("v", "customer", at(1))
    member = book.member("v")
    assert member is not None
    assert (at_us(1), None) == (member.registered_us, member.first_order_us)


def test_a_registration_is_taken_though_its_binding_is_not() -> None:
    book = book_of(touch("a", "v"))
    decision = book.apply(registered("v", "c"))
    assert ("applied", ["graph.already_bound"]) == (
        decision.status,
        [one.code for one in decision.findings],
    )
    assert book.member("v") is not None
    assert ["member.already_registered"] == codes([book.apply(registered("v", event_id="r2"))])


def test_what_is_remembered_is_forgotten_after_its_days() -> None:
    rule = BindingPolicy(binds_at="registration", remembered_days=2)
    book = book_of(touch("a", "v"), registered("v", day=2), of=binding(rule))
    assert book.parent("v", "customer", at(9)) is None
    told = (touch("a", "v"), touch("b", "v", day=1), touch("c", "v", day=2))
    assert [None, "graph.remembered", None] == outcomes(rule, *told)


def test_a_touch_told_late_is_not_the_last() -> None:
    rule = BindingPolicy(binds_at="registration", takes="last")
    told = (touch("a", "v", day=3), touch("b", "v", day=1), registered("v", day=4))
    assert [None, "graph.remembered", None] == outcomes(rule, *told)


def test_who_is_a_member_already_is_bound_by_no_registration() -> None:
    rule = BindingPolicy(binds_at="registration")
    assert [None, "graph.too_late_to_bind"] == outcomes(rule, registered("v"), touch("a", "v"))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (BindingPolicy(sharer=Who(is_registered=True)), ["graph.sharer_unfit", None]),
        (BindingPolicy(visitor=Who(is_registered=False)), [None, "graph.visitor_unfit"]),
    ],
    ids=["who may share", "who may be bound"],
)
def test_both_sides_may_have_conditions(rule: BindingPolicy, expected: list[str | None]) -> None:
    told = (touch("a", "v"), registered("a"), registered("w"), touch("a", "w", day=2))
    found = outcomes(rule, *told)
    assert expected == [found[0], found[3]]


def test_an_order_of_a_bound_buyer_reads_and_writes_no_member() -> None:
    book = book_of(*line_of("u1", "u2"))
    needs, _, decision = ask(paid("o1", "u2"), book.rows, POLICY)
    assert 1 == len(needs)
    assert {"event", "order"} == {put.key[0] for put in decision.puts}


def test_depth_is_counted_above_and_below() -> None:
    rule = BindingPolicy(max_structural_depth=3)
    chain = line_of("a", "b", "c", "d")
    assert [None] * 3 == outcomes(rule, *chain)
    assert "graph.too_deep" == outcomes(rule, *chain, touch("d", "e"))[-1]
    below = (*line_of("x", "y", "z"), *line_of("a", "b"))
    assert outcomes(rule, *below, touch("a", "x"))[-1] is None
    assert "graph.too_deep" == outcomes(rule, *below, touch("b", "x"))[-1]


def test_a_policy_holds_from_its_date() -> None:
    book = Book(
        binding(
            BindingPolicy(),
            BindingPolicy(takes="last", effective_from=at(10)),
        )
    )
    told = (touch("a", "v"), touch("b", "v", day=9), touch("c", "v", day=10))
    assert [None, "graph.already_bound", None] == codes([book.apply(one) for one in told])


def test_a_finding_names_its_relation() -> None:
    rules = (BindingPolicy(), BindingPolicy(relation="team"))
    book = book_of(touch("a", "v"), of=binding(rules[0]))
    book.policy = binding(*rules)
    decision = book.apply(touch("b", "v", day=1))
    assert ["customer"] == [dict(one.facts)["relation"] for one in decision.findings]


def test_an_invitation_by_a_channel_that_nobody_looks_at_is_a_finding() -> None:
    book = Book(binding(BindingPolicy(channels=("click",))))
    decision = book.apply(registered("v", "a"))
    assert ("applied", ["graph.no_policy"]) == (
        decision.status,
        [one.code for one in decision.findings],
    )


def test_what_is_remembered_binds_although_the_invitation_is_not_heard() -> None:
    rule = BindingPolicy(binds_at="registration", channels=("click",))
    book = book_of(touch("a", "v"), of=binding(rule))
    decision = book.apply(registered("v", "b", day=2))
    assert ["graph.no_policy"] == [one.code for one in decision.findings]
    assert "a" == book.parent("v", "customer", at(2))


def test_an_invitation_is_remembered_for_the_first_purchase() -> None:
    book = book_of(registered("v", "a"), of=binding(BindingPolicy(binds_at="purchase")))
    assert book.parent("v", "customer", at(1)) is None
    feed(book, paid("o1", "v", day=2))
    assert "a" == book.parent("v", "customer", at(2))


def test_a_place_read_twice_is_guarded_by_the_older_revision() -> None:
    early = Place(Node("customer", "u1", None, 0, "e1", has_fans=False), 1)
    later = Place(early.node._replace(has_fans=True), 3)
    for places in ((early, later), (later, early)):
        (put,) = relations.guarded(places).values()
        assert (places[-1].node, 1) == (put.record, put.expected_revision)


@pytest.mark.parametrize("binds_at", ["registration", "purchase"])
def test_who_came_after_the_occasion_is_not_bound_by_it(binds_at: Occasion) -> None:
    book = book_of(touch("a", "v", day=5), of=binding(BindingPolicy(binds_at=binds_at)))
    feed(book, registered("v") if binds_at == "registration" else paid("o1", "v"))
    assert book.parent("v", "customer", at(9)) is None


@pytest.mark.parametrize("binds_at", ["registration", "purchase"])
def test_a_touch_at_the_moment_of_the_occasion_is_never_lost(binds_at: Occasion) -> None:
    policy = binding(BindingPolicy(binds_at=binds_at))
    book = Book(policy)
    told = touch("a", "v")
    occasion = registered("v") if binds_at == "registration" else paid("o1", "v")
    late = [judge(one, book.store, policy) for one in (told, occasion)]
    assert [True, False] == [book.store.commit(one) for one in late]
    feed(book, occasion)
    assert "a" == book.parent("v", "customer", at(9))


def test_who_was_bound_at_an_occasion_is_renewed_and_taken_over_by_touches() -> None:
    rule = BindingPolicy(
        binds_at="registration", takes="last", valid_days=10, protected_days=3, is_renewed=True
    )
    told = (touch("a", "v"), registered("v"), touch("a", "v", day=9, event_id="again"))
    book = book_of(*told, of=binding(rule))
    assert "a" == book.parent("v", "customer", at(18.9))
    others = (touch("b", "v", day=11), touch("b", "v", day=12, event_id="later"))
    assert ["graph.protected", None] == codes([book.apply(one) for one in others])


def test_a_renewal_never_shortens_and_asks_no_condition() -> None:
    new = Who(has_bought=False)
    long = BindingPolicy(valid_days=30, is_renewed=True, visitor=new)
    book = book_of(touch("a", "v"), paid("o1", "v"), of=binding(long))
    book.policy = binding(replace(long, valid_days=3))
    feed(book, touch("a", "v", day=2, event_id="again"))
    assert "a" == book.parent("v", "customer", at(29.9))


def test_the_same_first_sharer_is_remembered_anew() -> None:
    rule = BindingPolicy(binds_at="registration", remembered_days=15)
    told = (touch("a", "v"), touch("a", "v", day=14, event_id="again"), registered("v", day=16))
    assert "a" == book_of(*told, of=binding(rule)).parent("v", "customer", at(16))


def test_only_newcomers_may_be_bound_by_an_invitation() -> None:
    rule = BindingPolicy(binds_at="registration", visitor=Who(is_registered=False))
    book = book_of(registered("v", "a"), of=binding(rule))
    assert "a" == book.parent("v", "customer", at(1))
