"""Holdings: where an order's commissions stand, and what moves them there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.records import (
    Kept,
    LineProgress,
    LineTerms,
    Order,
    OrderState,
    Part,
    Pieces,
    Slot,
    Terms,
)
from fenxiao.settlement.holdings import (
    Amounts,
    Standing,
    as_parts,
    flows,
    less,
    next_due,
    pieces_left,
    recut,
    released,
    settled_minor,
    standing_of,
    summed,
    waiting,
)

SLOT = Slot("sale", 1, "u1", 100_000, 90, 1, "paid")
TERMS = Terms("o1", "p1", "", 2, 0, ("u1",), (LineTerms("1", 3, 900, (SLOT,)),))
NOTHING: Amounts = {}


def order(state: OrderState, *parts: Part, progress: tuple[LineProgress, ...] = ()) -> Order:
    due_us = next_due(parts) if parts else 50 if state == "confirmed" else None
    kept = (Kept("u1", 90),)
    facts = ("o1", "m", "p", "b", "CNY", state, 0, None, due_us, kept, progress)
    return Order(*facts, left_minor=900, counts=("own_sales",), parts=parts)


def part(due_us: int | None, quantity: int, kept_minor: int = 0, left_minor: int = 0) -> Part:
    kept = (Kept("u1", kept_minor),) if kept_minor else ()
    return Part(due_us, (Pieces("1", quantity),), kept, left_minor)


@pytest.mark.parametrize(
    ("state", "place"), [("paid", "deferred"), ("confirmed", "held"), ("released", "available")]
)
def test_an_order_received_at_once_stands_in_one_place(state: OrderState, place: str) -> None:
    standing = standing_of(order(state))
    assert {"u1": 90} == getattr(standing, place)
    assert [90] == [minor for one in standing for minor in one.values()]


def test_an_order_received_in_parts_stands_where_its_parts_do() -> None:
    standing = standing_of(order("paid", part(None, 1, 30), part(7, 1, 25)))
    assert Standing({"u1": 35}, {"u1": 25}, {"u1": 30}) == standing


def test_nobody_is_left_with_nothing() -> None:
    assert {"u1": 5, "u2": 1} == summed([[("u1", 2)], [("u1", 3), ("u2", 1)]])
    assert {"u1": 3} == less({"u1": 5, "u2": 1}, {"u1": 2, "u2": 1})


amounts = st.dictionaries(st.sampled_from(("u1", "u2")), st.integers(1, 9))
standings = st.builds(Standing, amounts, amounts, amounts)


@given(before=standings, after=standings)
def test_what_is_posted_leads_from_one_standing_to_the_other(
    before: Standing, after: Standing
) -> None:
    places = {"member_deferred": 0, "member_held": 1, "member_available": 2}
    stands = [dict(one) for one in before]
    posted = list(flows(before, after))
    for template, moved in posted:
        assert all(minor > 0 for minor in moved.values())
        for move in TEMPLATES[template].moves:
            for account, sign in ((move.credit, 1), (move.debit, -1)):
                if account in places:
                    stand = stands[places[account]]
                    for payee, minor in moved.items():
                        stand[payee] = stand.get(payee, 0) + sign * minor
    assert [{payee: minor for payee, minor in stand.items() if minor} for stand in stands] == list(
        after
    )
    names = [template for template, _ in posted]
    assert len(set(names)) == len(names)


@given(standing=standings)
def test_nothing_is_posted_where_nothing_moves(standing: Standing) -> None:
    assert [] == list(flows(standing, standing))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param((9, 0, 0), (4, 0, 0), {"clawback_paid": 5}, id="less is promised"),
        pytest.param((0, 9, 0), (0, 4, 0), {"clawback_confirmed": 5}, id="less is held"),
        pytest.param((0, 0, 9), (0, 0, 4), {"clawback_released": 5}, id="less is available"),
        pytest.param((9, 0, 0), (4, 5, 0), {"confirmation": 5}, id="a part is received"),
        pytest.param((0, 9, 0), (9, 0, 0), {"confirmation_back": 9}, id="all is exchanged"),
        pytest.param((0, 0, 9), (0, 1, 8), {"release_back": 1}, id="a unit is held again"),
        pytest.param(
            (0, 9, 0), (0, 12, 0), {"accrual": 3, "confirmation": 3}, id="more of what is held"
        ),
        pytest.param(
            (4, 4, 4),
            (3, 2, 1),
            {"clawback_paid": 1, "clawback_confirmed": 2, "clawback_released": 3},
            id="less of everything",
        ),
    ],
)
def test_flows(
    before: tuple[int, int, int], after: tuple[int, int, int], expected: dict[str, int]
) -> None:
    was, now = (
        Standing(*({"u1": minor} if minor else NOTHING for minor in one)) for one in (before, after)
    )
    assert {name: {"u1": minor} for name, minor in expected.items()} == dict(flows(was, now))


def test_what_came_back_is_neither_left_nor_waiting() -> None:
    gone = (LineProgress("1", 1, 0),)
    assert {"1": 2} == pieces_left(TERMS, {"1": gone[0]})
    assert {"1": 2} == waiting(TERMS, order("paid", progress=gone))
    assert {"1": 1} == waiting(TERMS, order("paid", part(7, 1), progress=gone))
    assert {"1": 0} == waiting(TERMS, order("confirmed", progress=gone))


def test_an_order_received_at_once_is_one_part() -> None:
    assert () == as_parts(order("paid"), TERMS)
    assert (part(50, 3, 90, 900),) == as_parts(order("confirmed"), TERMS)
    assert (part(None, 3, 90, 900),) == as_parts(order("released"), TERMS)
    all_back = (LineProgress("1", 3, 0),)
    assert () == as_parts(order("released", progress=all_back), TERMS)


def test_parts_are_what_would_be_left_without_the_later_ones() -> None:
    cut = recut([part(9, 1), part(5, 2)], TERMS, {}, counts=True)
    assert (part(5, 2, 60, 600), part(9, 1, 30, 300)) == cut
    assert [0, 0] == [one.left_minor for one in recut(cut, TERMS, {}, counts=False)]


def test_what_came_back_is_taken_from_the_latest_part() -> None:
    parts = [part(None, 1), part(5, 1), part(9, 1)]
    gone = {"1": LineProgress("1", 1, 0)}
    assert (part(None, 1, 30), part(5, 1, 30)) == recut(parts, TERMS, gone, counts=False)


def test_parts_of_one_instant_are_one() -> None:
    assert (part(5, 2, 60),) == recut([part(5, 1), part(5, 1)], TERMS, {}, counts=False)


def test_a_release_frees_what_is_due_and_joins_it() -> None:
    held = order("confirmed", part(None, 1, 30, 300), part(5, 1, 30, 300), part(9, 1, 30, 300))
    freed = released(held, 5)
    assert (part(None, 2, 60, 600), part(9, 1, 30, 300)) == freed.parts
    assert ("confirmed", 9, 600) == (freed.state, freed.due_us, settled_minor(freed))
    over = released(freed, 9)
    assert ("released", None, 900) == (over.state, over.due_us, settled_minor(over))


def test_an_order_of_which_pieces_wait_is_not_over_with_its_last_holding() -> None:
    freed = released(order("paid", part(5, 1, 30)), 5)
    assert ("paid", None) == (freed.state, freed.due_us)


def test_sales_are_settled_with_the_release() -> None:
    assert [0, 0, 900] == [
        settled_minor(order(state)) for state in ("paid", "confirmed", "released")
    ]
