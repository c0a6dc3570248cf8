"""Views: what is seen of a book, expectation by expectation."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.rules.period.tiers import Tiers
from fenxiao.testing.case_views import VIEWS, Told
from fenxiao.testing.cases import run_case
from tests.settlement.periods.shop import bands, buy, close, opened, policy
from tests.settlement.periods.shop import told as told_close
from tests.testing.case_files import EVENTS, POLICY, made_case

TOUCH, PAID = EVENTS
BACK = {"type": "refunded", "order_id": "o1", "lines": [{"line_id": "1", "amount_minor": 300}]}
MORE = [
    BACK,
    BACK,
    BACK | {"id": "too much", "lines": [{"line_id": "1", "amount_minor": 900}]},
    TOUCH | {"id": "e1"},
]
EARNED = {"rule": "sale", "depth": 1, "payee": "u2", "minor": 100}
NOTHING: dict[str, Any] = {"wallets": []}
QUOTA = {"currency": "CNY", "per_sales_minor": 500, "initial": 2}

TIERS = Tiers(rule_id="month", bands=bands((0, 10)), volume="direct")


def told() -> Told:
    case = made_case(
        policy=POLICY | {"quota": QUOTA},
        events=[*EVENTS, *MORE],
        expect=NOTHING,
        defaults={"payer_id": "m1", "currency": "CNY"},
    )
    outcome = run_case(case)
    assert outcome.book is not None
    return Told(outcome.book, outcome.steps)


@pytest.mark.parametrize(
    ("name", "asked", "expected"),
    [
        ("kept", {"o1": {}, "o2": {}}, {"o1": {"u2": 40}}),
        ("commissions", {"o1": {"1": [], "2": []}, "o2": {}}, {"o1": {"1": [EARNED]}}),
        ("reasons", {"o1": {"1": []}}, {"o1": {"1": [["sale", 1, "paid"]]}}),
        ("reversals", {"e1": {}, "e3": {}, "e9": {}}, {"e1": {}, "e3": {"u2": 30}}),
        ("refusals", {}, {"too much": "order.refund_exceeds_amount"}),
        ("replayed", [], [5]),
        ("warnings", {}, {}),
        ("parents", {}, {"u1": "u2"}),
        ("payouts", {}, {}),
        ("holds", {}, {}),
        ("payees", {"m1": {"u1": {"kind": "company"}}, "m9": {}}, {"m1": {}, "m9": {}}),
        (
            "accounts",
            {"m1": {}, "m9": {}},
            {"m1": {"deferred_cost": 40, "member_deferred": {"u2": -40}}},
        ),
        ("credits", {"o1": [], "o2": []}, {"o1": []}),
        ("grades", {}, {}),
        ("statuses", {}, {}),
        ("quotas", {"u1": {"free": 0, "more_minor": None}}, {"u1": {"free": 2, "more_minor": 0}}),
    ],
)
def test_views(name: str, asked: Any, expected: Any) -> None:
    asked_back, got = VIEWS[name](told(), asked)
    assert asked_back == asked
    assert got == expected


def test_what_earns_nothing_is_no_commission_but_has_its_reason() -> None:
    nobody = made_case(events=[PAID | {"at": "2024-06-01T00:00:00Z"}], expect=NOTHING)
    outcome = run_case(nobody)
    assert outcome.book is not None
    seen = Told(outcome.book, outcome.steps)
    asked: Any = {"o1": {"1": []}}
    assert VIEWS["commissions"](seen, asked)[1] == {"o1": {"1": []}}
    assert VIEWS["reasons"](seen, asked)[1] == {"o1": {"1": [["sale", 1, "no_upline"]]}}
    assert VIEWS["quotas"](seen, {"u1": {"free": 1}})[1] == {}


def test_less_than_a_unit_is_no_commission() -> None:
    small = PAID | {"lines": [PAID["lines"][0] | {"paid_minor": 9}]}
    outcome = run_case(made_case(events=[TOUCH, small], expect=NOTHING))
    assert outcome.book is not None
    seen = Told(outcome.book, outcome.steps)
    asked: Any = {"o1": {"1": []}}
    assert VIEWS["commissions"](seen, asked)[1] == {"o1": {"1": []}}
    assert VIEWS["reasons"](seen, asked)[1] == {"o1": {"1": [["sale", 1, "below_unit"]]}}


def test_parents_of_several_relations_are_told_apart() -> None:
    bindings = [{"relation": "customer"}, {"relation": "team", "channels": ["recruit"]}]
    recruited = TOUCH | {"sharer_id": "u3", "channel": "recruit"}
    case = made_case(
        policy=POLICY | {"bindings": bindings},
        events=[TOUCH, recruited, TOUCH | {"visitor_id": "u4"}],
        expect=NOTHING,
    )
    outcome = run_case(case)
    assert outcome.book is not None
    seen = Told(outcome.book, outcome.steps)
    both = {"customer": "u2", "team": "u3"}
    assert VIEWS["parents"](seen, {})[1] == {"u1": both, "u4": "u2"}
    named = {"u4": {"customer": "u2"}}
    assert VIEWS["parents"](seen, named)[1] == {"u1": both, "u4": {"customer": "u2"}}


def test_a_sentence_says_what_was_paid() -> None:
    _, got = VIEWS["explain"](told(), {"o1": {"1": []}})
    sentence = (
        "sale, depth 1: u2 earns 10% of 10.00 = 1.00; after refunds 4.00 of the line is left,"
        " so 0.40 stays and 0.60 went back."
    )
    assert got == {"o1": {"1": [sentence]}}


def test_a_storefront_is_seen_at_its_instant() -> None:
    at = "2024-06-02T00:00:00Z"
    asked = {"visitor_id": "u1", "at": at, "owner_id": "nobody", "reason": "no"}
    got: Any = VIEWS["storefronts"](told(), [asked, asked | {"at": "2024-05-01T00:00:00Z"}])[1]
    assert ("u2", "upline") == (got[0]["owner_id"], got[0]["reason"])
    assert got[1]["reason"] == "nobody_above"


def test_books_of_several_currencies_are_named_by_them() -> None:
    dollars = PAID | {"order_id": "o2", "currency": "USD"}
    outcome = run_case(made_case(events=[TOUCH, PAID, dollars], expect=NOTHING))
    assert outcome.book is not None
    seen = Told(outcome.book, outcome.steps)
    both = {"deferred_cost": 100, "member_deferred": {"u2": -100}}
    asked: Any = {"m1 (USD)": {}, "m1 (CNY)": {}, "m1": {}}
    assert VIEWS["accounts"](seen, asked)[1] == {"m1 (CNY)": both, "m1 (USD)": both}


def test_wallets_are_named_by_member_currency_and_payer() -> None:
    wanted = {"member_id": "u2", "payer_id": "m1", "currency": "CNY", "held_minor": 5}
    expected, got = VIEWS["wallets"](told(), [wanted])
    assert expected == {"u2 (CNY of m1)": {"held_minor": 5}}
    assert isinstance(got, dict)
    assert list(got) == ["u2 (CNY of m1)"]


def test_awards_of_a_period_are_told_by_rule_and_member() -> None:
    book = told_close(opened(policy(TIERS)), buy("o1", "u2", 1_000), close(0))
    seen = Told(book, ())
    asked: Any = {"m0": {"month": {}}, "m1": {}}
    assert VIEWS["awards"](seen, asked) == (asked, {"m0": {"month": {"u1": 100}}, "m1": {}})
    sentence = "month: u1 sold 10.00 (direct fans); 10.00 × 10% = 1.00."
    assert VIEWS["explain_periods"](seen, {"m0": []})[1] == {"m0": [sentence]}
