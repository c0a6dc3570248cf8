"""Operations by hand: stop, free, forfeit, write off, adjust, convert; and undo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.model.contract import audit_key
from fenxiao.model.events import Event
from fenxiao.model.operations import Reversible
from fenxiao.model.records import Audit
from fenxiao.settlement import balances
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Holding, Operations
from tests.support.build import (
    CURRENCY,
    PAYER,
    POLICY,
    at_us,
    available,
    book_of,
    codes,
    confirmed,
    feed,
    paid,
    refunded,
    release,
    touch,
    withdraw,
)
from tests.support.careers import applied, decided, marked, status, verified
from tests.support.operations import (
    adjust,
    convert,
    forfeit,
    freeze,
    parts,
    reverse,
    settle_debt,
    take_dormant,
    unfreeze,
    write_off,
)

RICH = available("u1", 500)
ENROLLING = replace(POLICY, enrolment=EnrolmentPolicy())
ENROLLED = (applied("u1"), decided("u1"))
SUSPENDED = (*ENROLLED, status("u1", "suspended", day=3))
OWING = (*RICH, withdraw("u1", 500), refunded("order u1"), settle_debt("u1"))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([freeze("u1")], (0, 0, 0, 0, 500, 0), id="all is stopped"),
        pytest.param([freeze("u1", 200)], (0, 0, 300, 0, 200, 0), id="part is stopped"),
        pytest.param([freeze("u1"), unfreeze("u1", 50)], (0, 0, 50, 0, 450, 0), id="part is freed"),
        pytest.param([freeze("u1"), forfeit("u1")], (0, 0, 0, 0, 0, 0), id="all is forfeited"),
        pytest.param([take_dormant("u1", 1)], (0, 0, 499, 0, 0, 0), id="part is dormant"),
        pytest.param([adjust("u1", 7)], (0, 0, 507, 0, 0, 0), id="more"),
        pytest.param([adjust("u1", -500)], (0, 0, 0, 0, 0, 0), id="all is taken away"),
    ],
)
def test_what_each_moves(events: list[Event], expected: tuple[int, ...]) -> None:
    assert expected == parts(book_of(*RICH, *events), "u1")


@pytest.mark.parametrize(
    ("before", "event", "there"),
    [
        pytest.param(RICH, freeze("u1", 501), 500, id="more is stopped than is available"),
        pytest.param((), freeze("u1"), 0, id="nothing is stopped"),
        pytest.param(RICH, unfreeze("u1"), 0, id="nothing was stopped"),
        pytest.param(RICH, forfeit("u1", 1), 0, id="what is available is not forfeited"),
        pytest.param(RICH, write_off("u1"), 0, id="no debt"),
        pytest.param(OWING, write_off("u1", 501), 500, id="more than the debt"),
        pytest.param(RICH, take_dormant("u1", 600), 500, id="more than is available, dormant"),
        pytest.param(RICH, adjust("u1", -501), 500, id="below 0"),
    ],
)
def test_no_more_is_moved_than_is_there(
    before: tuple[Event, ...], event: Event, there: int
) -> None:
    book = book_of(*before)
    wallets = book.wallets()
    decision = book.apply(event)
    assert ["wallet.too_little"] == codes([decision])
    assert decision.refusal is not None
    assert there == dict(decision.refusal.facts)["there_minor"]
    assert wallets == book.wallets()
    assert audit_key(event.id) not in book.rows


def test_an_adjustment_leads_below_zero_where_the_policy_says_so() -> None:
    policy = replace(POLICY, operations=Operations(may_adjust_below_zero=True))
    book = book_of(*RICH, adjust("u1", -600), of=policy)
    assert (0, 0, -100, 0, 0, 0) == parts(book, "u1")


def test_an_adjustment_up_of_a_wallet_below_zero_is_taken() -> None:
    book = book_of(*RICH, withdraw("u1"), refunded("order u1"), adjust("u1", 20))
    assert -480 == parts(book, "u1")[2]


def test_each_leaves_who_asked_and_who_approved() -> None:
    book = book_of(*RICH, freeze("u1"))
    expected = Audit("freeze u1", at_us(10), "u1", "asked for", "maker", "checker")
    assert expected == book.rows[audit_key("freeze u1")][0]


def test_what_a_refund_took_back_is_not_forfeited_too() -> None:
    book = book_of(*RICH, freeze("u1"), refunded("order u1"))
    assert (0, 0, -500, 0, 500, 0) == parts(book, "u1")
    assert ["wallet.too_little"] == codes([book.apply(forfeit("u1"))])
    feed(book, unfreeze("u1"))
    assert (0, 0, 0, 0, 0, 0) == parts(book, "u1")


def test_a_part_of_a_stopped_wallet_is_forfeited_up_to_what_a_refund_left() -> None:
    more = available("u1", 300, prefix="more ")
    book = book_of(*RICH, *more, freeze("u1"), refunded("order u1"), forfeit("u1"))
    assert (0, 0, -500, 0, 500, 0) == parts(book, "u1")


@pytest.mark.parametrize(
    ("before", "operation", "name", "expected"),
    [
        pytest.param(
            (*RICH, freeze("u1"), forfeit("u1", 400)),
            "forfeited",
            "forfeit u1",
            (0, 0, 0, 0, 500, 0),
            id="a forfeit",
        ),
        pytest.param(
            (*RICH, take_dormant("u1")),
            "dormant_taken",
            "dormant u1",
            (0, 0, 500, 0, 0, 0),
            id="a dormant balance",
        ),
        pytest.param(
            (*OWING, write_off("u1", 300)),
            "written_off",
            "write off u1",
            (0, 0, 0, 500, 0, 500),
            id="a write-off",
        ),
    ],
)
def test_what_is_taken_back_is_as_before(
    before: tuple[Event, ...], operation: Reversible, name: str, expected: tuple[int, ...]
) -> None:
    book = book_of(*before, reverse("u1", operation, name))
    assert expected == parts(book, "u1")
    again = book.apply(reverse("u1", operation, name, event_id="again"))
    assert ["operation.already_reversed"] == codes([again])
    assert expected == parts(book, "u1")


def test_only_what_was_done_in_this_wallet_is_taken_back() -> None:
    book = book_of(*RICH, freeze("u1"), forfeit("u1"))
    wrong = [
        reverse("u2", "forfeited", "forfeit u1", event_id="another member"),
        reverse("u1", "dormant_taken", "forfeit u1", event_id="another kind"),
        reverse("u1", "forfeited", "freeze u1", event_id="another event"),
        replace(reverse("u1", "forfeited", "forfeit u1", event_id="another payer"), payer_id="m2"),
    ]
    assert ["operation.unknown"] * 4 == codes(map(book.apply, wrong))


def test_a_conversion_posts_both_sides_and_keeps_the_rate() -> None:
    book = book_of(convert())
    rows = {(row.currency, row.account): row.amount_minor for row in book.trial_balance()}
    assert {
        ("CNY", "bank"): -71_234,
        ("CNY", "fx_position"): 71_234,
        ("USD", "bank"): 10_000,
        ("USD", "fx_position"): -10_000,
    } == rows
    audit = book.rows[audit_key("convert")][0]
    assert isinstance(audit, Audit)
    assert ("7.1234", "bank of the day") == (audit.rate, audit.rate_source)


def test_a_tail_that_is_too_long_is_folded_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(balances, "TAIL_LIMIT", 3)
    book = book_of(*RICH)
    events = [freeze("u1"), adjust("u1", 1), settle_debt("u1")]
    assert ["payout.fold_first"] * 3 == codes(map(book.apply, events))


class TestRecheck:
    """What the end of the holding makes of the money of a payee who no longer qualifies."""

    def settled(self, recheck: str, *members: Event) -> Book:
        holding = Holding(holding_days=7, recheck=recheck)  # type: ignore[arg-type]  # the parametrize has only its words
        events = (touch("u1", "u2"), *members, paid("o1", "u2"), confirmed("o1"), release())
        return book_of(*events, of=replace(ENROLLING, holding=holding))

    @pytest.mark.parametrize(
        ("recheck", "members", "is_free"),
        [
            pytest.param("none", (), True, id="nobody is looked at"),
            pytest.param("active", (), False, id="no promoter at all"),
            pytest.param("active", ENROLLED, True, id="an active one"),
            pytest.param("active", SUSPENDED, False, id="a suspended one"),
            pytest.param("verified", ENROLLED, False, id="nobody saw his papers"),
            pytest.param("verified", (*ENROLLED, verified("u1")), True, id="one with papers"),
        ],
    )
    def test_whose_money_is_free(
        self, recheck: str, members: tuple[Event, ...], is_free: bool
    ) -> None:
        book = self.settled(recheck, *members)
        expected = (0, 0, 1_000, 0, 0, 0) if is_free else (0, 0, 0, 0, 1_000, 0)
        assert expected == parts(book, "u1")

    @pytest.mark.parametrize(
        ("stops_risk", "members", "is_free"),
        [
            pytest.param("none", (marked("u1"),), True, id="no mark is looked at"),
            pytest.param("blocked", (), True, id="nobody marked him"),
            pytest.param("blocked", (marked("u1", "watched"),), True, id="a lesser mark"),
            pytest.param("blocked", (marked("u1"),), False, id="a blocked one"),
            pytest.param("watched", (marked("u1", by_machine=True),), False, id="a greater mark"),
            pytest.param("watched", (marked("u1", "watched"),), False, id="a watched one"),
            pytest.param(
                "watched", (marked("u1"), marked("u1", "clear", day=5)), True, id="a cleared one"
            ),
            pytest.param("watched", (marked("u1", day=20),), True, id="one who is marked later"),
        ],
    )
    def test_what_a_risk_mark_stops(
        self, stops_risk: str, members: tuple[Event, ...], is_free: bool
    ) -> None:
        told = (touch("u1", "u2"), paid("o1", "u2"), confirmed("o1"))
        late = [one for one in members if one.at > release().at]
        early = [one for one in members if one.at <= release().at]
        holding = Holding(holding_days=7, stops_risk=stops_risk)  # type: ignore[arg-type]  # the parametrize has only its words
        book = book_of(*told, *early, release(), *late, of=replace(ENROLLING, holding=holding))
        expected = (0, 0, 1_000, 0, 0, 0) if is_free else (0, 0, 0, 0, 1_000, 0)
        assert expected == parts(book, "u1")

    def test_a_mark_and_a_status_each_stop_by_themselves(self) -> None:
        holding = Holding(holding_days=7, recheck="active", stops_risk="blocked")
        for members in ((marked("u1"), *ENROLLED), SUSPENDED):
            events = (touch("u1", "u2"), *members, paid("o1", "u2"), confirmed("o1"), release())
            book = book_of(*events, of=replace(ENROLLING, holding=holding))
            assert (0, 0, 0, 0, 1_000, 0) == parts(book, "u1")

    def test_of_two_payees_one_may_be_stopped(self) -> None:
        holding = Holding(holding_days=7, recheck="active")
        book = book_of(
            *(touch("u1", "u2"), touch("u2", "u3"), *ENROLLED),
            *(paid("o1", "u3"), confirmed("o1"), release()),
            of=replace(ENROLLING, holding=holding),
        )
        assert ((0, 0, 500, 0, 0, 0), (0, 0, 0, 0, 1_000, 0)) == (
            parts(book, "u1"),
            parts(book, "u2"),
        )

    def test_a_refund_of_stopped_money_is_met_by_freeing_it(self) -> None:
        book = self.settled("active")
        feed(book, refunded("o1"), unfreeze("u1", day=12))
        assert (0, 0, 0, 0, 0, 0) == parts(book, "u1")

    def test_members_are_read_only_where_the_policy_asks(self) -> None:
        assert book_of(of=POLICY).wallet(PAYER, "u1", CURRENCY).frozen_minor == 0
        assert Holding().recheck == "none"
