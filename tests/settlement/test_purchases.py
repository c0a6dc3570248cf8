"""First purchases: whom they bind, whom they pay, and what they write."""

from __future__ import annotations

from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.who import Who
from tests.support.build import at, at_us, binding, book_of, codes, components, paid, touch
from tests.support.host import ask

BOUGHT = BindingPolicy(binds_at="purchase")
POLICY = binding(BOUGHT)


def test_the_first_order_binds_and_pays_the_sharer() -> None:
    book = book_of(touch("a", "b"), paid("o0", "b"), touch("b", "c", day=2), of=POLICY)
    assert book.parent("c", "customer", at(2)) is None
    decision = book.apply(paid("o1", "c", day=3))
    assert ["b", None] == [book.parent("c", "customer", at(day)) for day in (3, 2.9)]
    terms = book.terms("o1")
    assert terms is not None
    assert (("b", "a"), ()) == (terms.upline, decision.findings)
    assert ((1_000, 0, 0, 0), (1_500, 0, 0, 0)) == (components(book, "b"), components(book, "a"))


def test_only_the_first_order_counts() -> None:
    book = book_of(paid("o0", "c"), of=POLICY)
    assert ["graph.too_late_to_bind"] == codes([book.apply(touch("b", "c", day=2))])
    book.apply(paid("o1", "c", day=3))
    assert book.parent("c", "customer", at(9)) is None
    member = book.member("c")
    assert member is not None
    assert at_us(1) == member.first_order_us


def test_an_order_is_taken_though_its_binding_is_not() -> None:
    rule = BindingPolicy(binds_at="purchase", sharer=Who(has_bought=True))
    book = book_of(paid("o0", "b"), touch("b", "c"), of=binding(rule))
    late = BindingPolicy(binds_at="purchase", sharer=Who(is_verified=True))
    book.policy = binding(late)
    decision = book.apply(paid("o1", "c", day=2))
    assert ("applied", ["graph.sharer_unfit"]) == (
        decision.status,
        [one.code for one in decision.findings],
    )
    assert book.parent("c", "customer", at(9)) is None


def test_an_order_writes_its_buyer_once() -> None:
    book = book_of(touch("b", "c"), of=POLICY)
    first = ask(paid("o1", "c"), book.rows, POLICY)[2]
    assert {"event", "order", "member", "node"} == {put.key[0] for put in first.puts}
    book.apply(paid("o1", "c"))
    second = ask(paid("o2", "c"), book.rows, POLICY)[2]
    assert {"event", "order"} == {put.key[0] for put in second.puts}


def test_two_relations_may_bind_at_one_purchase() -> None:
    policy = binding(BOUGHT, BindingPolicy(relation="team", binds_at="purchase"))
    book = book_of(touch("b", "c"), paid("o1", "c"), of=policy)
    assert [("b",), ("b",)] == [book.upline("c", one, at(1)) for one in ("customer", "team")]
