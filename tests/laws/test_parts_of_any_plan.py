"""Orders in parts under plans of every kind: what holds whatever happens in whatever order.

Bands, conditions on line and order, fixed amounts, caps, every scope and rounding; captures,
receipts, exchanges, refunds and releases as they come. An event that asks for more than there
is must change nothing.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.model.events import (
    Captured,
    Event,
    Exchanged,
    LinePieces,
    OrderConfirmed,
    Refunded,
    RefundLine,
    Release,
)
from fenxiao.model.records import Order, Terms
from fenxiao.rules.amounts import Row
from fenxiao.rules.conditions import Condition
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.rules.terms import Leaving, kept_by_payee
from fenxiao.settlement.book import Book
from fenxiao.settlement.holdings import recut, standing_of, waiting
from fenxiao.settlement.policy import Holding, Policy
from tests.support.build import CURRENCY, PAYER, START, at, line, line_of, paid
from tests.support.invariants import check_signs, check_trial_balance
from tests.support.orders import open_line

UPLINE = ("u2", "u1")
LINES = ("1", "2")
BANDS = (
    Row(until_minor=300, rates_ppm=(70_000, 20_000)),
    Row(from_minor=300, rates_ppm=(90_000, 40_000)),
)
SALE = Levels(rule_id="sale", rates_ppm=(90_000, 33_333))
RULES = {
    "plain": SALE,
    "bands of the line": Levels(rule_id="sale", rows=BANDS),
    "bands of the order": Levels(rule_id="sale", rows=BANDS, amount_of="order"),
    "from an amount of the order on": replace(
        SALE, when=Condition(at_least_minor=500, amount_of="order")
    ),
    "from an amount of the line on": replace(SALE, when=Condition(at_least_minor=200)),
    "so much an order": Levels(rule_id="sale", orders_minor=(37, 11)),
    "so much a piece": Levels(rule_id="sale", units_minor=(7, 3)),
    "capped": replace(SALE, order_cap_minor=25),
    "by the piece": replace(SALE, scope="unit"),
    "once an order": replace(SALE, scope="order"),
    "rounded up": replace(SALE, rounding="half_up"),
    "rounded up once an order": replace(SALE, rounding="half_up", scope="order"),
    "recomputed": Levels(rule_id="sale", rows=BANDS, refund="recompute"),
    "not asked again": Levels(rule_id="sale", rows=BANDS, refund="no_retest"),
}


def policy(rule: Levels) -> Policy:
    plan = Plan(
        plan_id="p1",
        effective_from=START,
        ceiling_ppm=200_000,
        trim="refuse" if rule.refund == "recompute" else "nearest_first",
        currency=CURRENCY,
        rules=(rule,),
    )
    return Policy(plans=(plan,), holding=Holding(holding_days=2))


names = st.sampled_from(LINES)
quantities = st.integers(1, 3)
minors = st.integers(1, 400)
pieces = st.builds(LinePieces, line_id=names, quantity=quantities)
some = st.lists(pieces, min_size=1, max_size=2, unique_by=lambda one: one.line_id).map(tuple)
backs = st.builds(RefundLine, line_id=names, quantity=quantities)
amounts = st.builds(RefundLine, line_id=names, amount_minor=minors)
kinds = st.sampled_from(("goods", "freight", "price_protection"))
about = {"id": st.just("?"), "at": st.just(START), "order_id": st.just("o1")}
sold_more = st.lists(
    st.builds(lambda name, minor: (name, minor), names, minors),
    max_size=2,
    unique_by=lambda p: p[0],
)
steps: st.SearchStrategy[Event] = st.one_of(
    st.builds(OrderConfirmed, **about, lines=some | st.just(())),
    st.builds(Exchanged, **about, lines=some),
    st.builds(Refunded, **about, lines=backs.map(lambda one: (one,))),
    st.builds(Refunded, **about, lines=amounts.map(lambda one: (one,)), kind=kinds),
    st.builds(Refunded, **about, amount_minor=minors, kind=kinds),
    st.builds(Refunded, **about, lines=backs.map(lambda one: (one,)), kind=st.just("cancel")),
    st.just(Release(id="?", at=START)),
    st.builds(
        lambda lines, is_last: Captured(
            id="?",
            at=START,
            order_id="o1",
            capture_id="?",
            lines=tuple(line(minor, line_id=name, quantity=3) for name, minor in lines),
            is_last=is_last or not lines,
        ),
        sold_more,
        st.booleans(),
    ),
)


@settings(max_examples=300)
@given(
    name=st.sampled_from(list(RULES)),
    sold=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 600)), min_size=2, max_size=2),
    story=st.lists(steps, max_size=12),
)
def test_an_order_in_parts_adds_up_under_every_plan(
    name: str, sold: list[tuple[int, int]], story: list[Event]
) -> None:
    book = Book(policy(RULES[name]))
    lines = [
        open_line(minor, minor + more, line_id=line_id, quantity=3)
        for line_id, (minor, more) in zip(LINES, sold, strict=True)
    ]
    for event in (*line_of("u1", "u2", "u3"), paid("o1", "u3", *lines, day=0)):
        assert book.apply(event).status == "applied"
    for day, step in enumerate(story, start=1):
        before = look(book)
        named = replace(step, id=f"step {day}", at=at(day))
        if isinstance(named, Captured):
            named = replace(named, capture_id=f"step {day}")
        decision = book.apply(named)
        order, terms = look(book)
        if decision.refusal is not None:
            assert before == (order, terms)
            continue
        check_order(book, order, terms)
        was, now = dict(before[0].kept), dict(order.kept)
        if isinstance(step, (OrderConfirmed, Exchanged, Release)):
            assert was == now
        if isinstance(step, Refunded):
            assert all(minor <= was[payee] for payee, minor in now.items())
        if isinstance(step, Captured):
            assert before[1].lines == terms.lines[: len(before[1].lines)]


def look(book: Book) -> tuple[Order, Terms]:
    order, terms = book.order("o1"), book.terms("o1")
    assert order is not None
    assert terms is not None
    return order, terms


def check_order(book: Book, order: Order, terms: Terms) -> None:
    progress = {one.line_id: one for one in order.progress}
    # What is kept follows from the terms and from what went back, and from nothing else.
    assert kept_by_payee(Leaving(terms, progress)) == order.kept
    assert order.parts == recut(order.parts, terms, progress, counts=False)
    standing = standing_of(order)
    for payee in UPLINE:
        wallet = book.wallet(PAYER, payee, CURRENCY)
        stands = tuple(one.get(payee, 0) for one in standing)
        assert (wallet.deferred_minor, wallet.held_minor, wallet.available_minor) == stands
        assert min(stands) >= 0
        assert dict(order.kept).get(payee, 0) == sum(stands)
    waits = waiting(terms, order)
    assert min(waits.values()) >= 0
    if any(waits.values()):
        assert order.state == "paid"
    if order.state == "paid":
        assert order.parts or order.due_us is None
    check_trial_balance(book)
    check_signs(book)
