"""From the books to the statements: what lies between has a name, to the unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.ledger.posting import Occasion, post
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Entry
from fenxiao.payout.reconcile.bridge import Bridge, BridgeItem, bridge_books, movements_by_day
from fenxiao.payout.reconcile.lines import Instructed, ReconcileTerms, StatementLine
from fenxiao.payout.reconcile.statements import reconcile
from tests.payout.reconcile.samples import day, instructed, line
from tests.payout.reconcile.test_statements import TERMS, instructions, statement_lines


def posted(one: Instructed, *templates: str, on: int = 11) -> list[Entry]:
    payout = one.payout
    made: list[Entry] = []
    for template in templates:
        name = payout.instruction_id
        about = Occasion(f"{name} {template} {on}", "shop", "CNY", name, on * DAY_US, 0)
        made.append(post(template, about, {payout.member_id: payout.amount_minor}))
    return made


def books_of(one: Instructed) -> list[Entry]:
    """Return what the settlement posts on the way to the state that an instruction has."""
    steps = {
        "paid": ("withdrawal", "payout_paid"),
        "returned": ("withdrawal", "payout_paid", "payout_returned"),
        "failed": ("withdrawal", "payout_failed"),
    }
    return posted(one, *steps.get(one.payout.state, ("withdrawal",)))


def bridged(known: list[Instructed], lines: list[StatementLine], *, today: int = 20) -> Bridge:
    entries = [entry for one in known for entry in books_of(one)]
    found = reconcile(known, lines, TERMS, day(today))
    (bridge,) = bridge_books(entries, found, [one.payout for one in known])
    return bridge


@pytest.mark.parametrize(
    ("known", "lines", "items", "statement_minor"),
    [
        pytest.param([instructed("a")], [line("1", key="K-a")], [], -100, id="all agrees"),
        pytest.param(
            [instructed("a", "returned")],
            [line("1", key="K-a"), line("2", "back", key="K-a")],
            [],
            0,
            id="there and back",
        ),
        pytest.param(
            [instructed("a"), instructed("b")],
            [line("1", key="K-a"), line("2", amount_minor=70)],
            [BridgeItem("no_key", 1, -70), BridgeItem("paid_not_on_statement", 1, 100)],
            -170,
            id="one without a line, and a line without one",
        ),
        pytest.param(
            [instructed("a", "unknown")],
            [line("1", key="K-a")],
            [BridgeItem("on_statement_not_paid", 1, -100)],
            -100,
            id="left, and not paid yet",
        ),
        pytest.param(
            [instructed("a"), instructed("b", "failed", 30, batch="B1"), instructed("c")],
            [line("1", key="K-a"), line("2", amount_minor=30, key="B1"), line("3", key="K-c")],
            [BridgeItem("return_not_on_statement", 1, -30)],
            -230,
            id="what failed in a file and has not come back",
        ),
        pytest.param(
            [instructed("a")],
            [line("1", key="K-a"), line("2", "charge", 5, key="K-a")],
            [BridgeItem("charge", 1, -5)],
            -105,
            id="a charge that nobody posted",
        ),
        pytest.param(
            [instructed("a")],
            [line("1", key="K-a"), line("2", "charge", 6, key="K-a"), line("3", "charge", 9)],
            [BridgeItem("charge", 2, -15)],
            -115,
            id="charges that were not agreed",
        ),
    ],
)
def test_what_lies_between(
    known: list[Instructed],
    lines: list[StatementLine],
    items: list[BridgeItem],
    statement_minor: int,
) -> None:
    bridge = bridged(known, lines)
    assert list(bridge.items) == items
    assert bridge.statement_minor == statement_minor
    assert bridge.unnamed.subject_count == 0


def test_what_waits_for_its_line_is_an_item_too() -> None:
    assert bridged([instructed("a")], [], today=12).items == (BridgeItem("awaited", 1, 100),)


def test_a_posting_that_no_statement_and_no_break_explains_has_no_name() -> None:
    known = instructed("a")
    found = reconcile([known], [line("1", key="K-a")], TERMS, day(20))
    twice = [*books_of(known), *posted(known, "payout_paid", on=12)]
    (bridge,) = bridge_books(twice, found, [known.payout])
    assert bridge.unnamed == BridgeItem("unnamed", 1, 100)


def test_a_charge_that_was_posted_is_no_item() -> None:
    known = instructed("a")
    found = reconcile(
        [known], [line("1", key="K-a"), line("2", "charge", 5, key="K-a")], TERMS, day(20)
    )
    about = Occasion("charged", "shop", "CNY", "a", 11 * DAY_US, 0)
    entries = [*books_of(known), post("payout_charge", about, {"u1": 5})]
    (bridge,) = bridge_books(entries, found, [known.payout])
    assert (bridge.books_minor, bridge.items, bridge.statement_minor) == (-105, (), -105)
    # Posted, and the statement does not say so.
    found = reconcile([known], [line("1", key="K-a")], TERMS, day(20))
    (bridge,) = bridge_books(entries, found, [known.payout])
    assert bridge.items == (BridgeItem("charge", 1, 5),)


def test_each_payer_and_currency_has_a_bridge_of_its_own() -> None:
    other = line("1", key="K-a", payer_id="other")
    known = instructed("a")
    found = reconcile([known], [other, line("2", currency="USD")], TERMS, day(20))
    bridges = bridge_books(books_of(known), found, [known.payout])
    assert [(one.payer_id, one.currency, one.statement_minor) for one in bridges] == [
        ("other", "CNY", -100),
        ("shop", "CNY", 0),
        ("shop", "USD", -100),
    ]
    assert [[item.reason for item in one.items] for one in bridges] == [
        ["payer_differs"],
        ["paid_not_on_statement"],
        ["no_key"],
    ]


@given(known=instructions(), lines=statement_lines, today=st.integers(10, 20))
def test_books_and_items_are_the_statements(
    known: list[Instructed], lines: list[StatementLine], today: int
) -> None:
    entries = [entry for one in known for entry in books_of(one)]
    found = reconcile(known, lines, TERMS, day(today))
    bridges = bridge_books(entries, found, [one.payout for one in known])
    totals: dict[tuple[str, str], int] = {}
    for one in {*lines}:
        totals[one.payer_id, one.currency] = (
            totals.get((one.payer_id, one.currency), 0) + one.signed_minor
        )
    assert totals == {
        (one.payer_id, one.currency): one.statement_minor
        for one in bridges
        if (one.payer_id, one.currency) in totals
    }
    for bridge in bridges:
        items_minor = sum(item.amount_minor for item in bridge.items)
        assert bridge.books_minor + items_minor == bridge.statement_minor
        assert bridge.unnamed.subject_count == 0


def test_both_sides_of_a_day() -> None:
    known = instructed("a")
    found = reconcile([known], [line("1", key="K-a", on=12)], TERMS, day(20))
    days = movements_by_day(books_of(known), found, [known.payout], ReconcileTerms())
    assert [tuple(one)[2:] for one in days] == [(11, -100, 0), (12, 0, -100)]
