"""Case files: what was told, and what must follow from it, as data.

``good`` holds cases in which everything is taken, ``bad`` those in which something is
refused, or does not load. A case expects, exactly: ``wallets`` of payer "m1" (components
that are not named are 0, the currency is CNY unless named), and, where they are given,
what each order's payees have ``kept``, ``refusals`` by event id, places of events that
are ``replayed``, ``parents``, ``payouts`` by instruction, sentences that ``explain``, what
became of each claim on an order in its ``credits``, and whose ``storefronts`` visitors see,
and ``grades`` and ``statuses`` by member.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.ledger.balances import statement
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.contract import Decision
from fenxiao.model.records import Member, Wallet
from fenxiao.rules.explain import explain
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import load_policy

CASES = Path(__file__).parent / "cases"
GOOD, BAD = (sorted((CASES / folder).glob("*.json")) for folder in ("good", "bad"))
Case = dict[str, Any]
COMPONENTS = Wallet._fields[3:]
FIELDS = {"source", "policy", "events", "expect"}
EXPECTED = {
    *("credits", "error", "explain", "kept", "parents", "payouts", "refusals", "replayed"),
    *("storefronts", "wallets"),
    *("grades", "statuses"),
}

every_case = pytest.mark.parametrize("path", [*GOOD, *BAD], ids=lambda path: path.stem)


def read(path: Path) -> Case:
    case: Case = json.loads(path.read_text(encoding="utf-8"))
    return case


def run(case: Case) -> tuple[Book, list[Decision]]:
    book = Book(load_policy(case["policy"]))
    decisions = [book.apply(load_event(json.dumps(event))) for event in case["events"]]
    list(book.resume())
    return book, decisions


def wallets(case: Case) -> set[Wallet]:
    return {
        Wallet(
            "m1",
            wallet.pop("member_id"),
            wallet.pop("currency", "CNY"),
            *(wallet.pop(component, 0) for component in COMPONENTS),
        )
        for wallet in case["expect"]["wallets"]
    }


def check(case: Case) -> None:
    expect = case["expect"]
    if "error" in expect:
        with pytest.raises(FenxiaoError) as caught:
            run(case)
        assert expect["error"] == caught.value.code
        return
    book, decisions = run(case)
    assert wallets(case) == set(book.wallets())
    refusals = {
        event["id"]: made.refusal.code
        for event, made in zip(case["events"], decisions, strict=True)
        if made.refusal is not None
    }
    assert expect.get("refusals", {}) == refusals
    replayed = [place for place, made in enumerate(decisions) if made.status == "replayed"]
    assert expect.get("replayed", []) == replayed
    for order_id, kept in expect.get("kept", {}).items():
        order = book.order(order_id)
        assert order is not None
        assert kept == dict(order.kept)
    if "parents" in expect:
        bound = {n.member_id: n.parent_id for n in book.nodes() if n.parent_id is not None}
        assert expect["parents"] == bound
    if "payouts" in expect:
        assert expect["payouts"] == {one.instruction_id: one.state for one in book.payouts()}
    check_members(book, expect)
    check_sentences(book, expect.get("explain", {}))
    for order_id, answers in expect.get("credits", {}).items():
        assert answers == [[one.kind, one.holder_id, one.reason] for one in book.credits(order_id)]
    for asked in expect.get("storefronts", ()):
        seen = book.storefront(asked["visitor_id"], datetime.fromisoformat(asked["at"]))
        assert (asked["owner_id"], asked["reason"]) == seen[:2]


def check_members(book: Book, expect: dict[str, Any]) -> None:
    members = [one for one, _ in book.rows.values() if isinstance(one, Member)]
    if "grades" in expect:
        assert expect["grades"] == {one.member_id: one.grade for one in members if one.grade}
    if "statuses" in expect:
        assert expect["statuses"] == {one.member_id: one.status for one in members}


def check_sentences(book: Book, expected: dict[str, dict[str, list[str]]]) -> None:
    for order_id, lines in expected.items():
        terms, order = book.terms(order_id), book.order(order_id)
        assert terms is not None
        assert order is not None
        for line_id, sentences in lines.items():
            assert sentences == list(explain(terms, order, line_id))


@every_case
def test_what_follows_is_what_the_case_expects(path: Path) -> None:
    check(read(path))


@every_case
def test_a_case_has_its_form_and_names_its_source(path: Path) -> None:
    case = read(path)
    assert set(case) == FIELDS
    assert set(case["expect"]) <= EXPECTED
    assert len(case["source"].split()) > 3
    assert "error" in case["expect"] or "wallets" in case["expect"]
    assert (path in BAD) is bool({"error", "refusals"} & set(case["expect"]))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_events_come_back_from_their_text(path: Path) -> None:
    for event in read(path)["events"]:
        loaded = load_event(json.dumps(event))
        assert loaded == load_event(dump_event(loaded))


RETRIED = {"order.unknown", "order.no_plan", "payout.unknown"}
BOOKED = [path for path in (*GOOD, *BAD) if "error" not in read(path)["expect"]]
SETTLED = [  # what is refused for now may be taken when it is told again
    path for path in BOOKED if not RETRIED & set(read(path)["expect"].get("refusals", {}).values())
]


@pytest.mark.parametrize("path", BOOKED, ids=lambda path: path.stem)
def test_the_books_of_a_case_hold(path: Path) -> None:
    book, _ = run(read(path))
    assert sum(row.amount_minor for row in book.trial_balance()) == 0
    for wallet in book.wallets():
        assert wallet == statement(book.entries, *wallet[:3])[-1].wallet


@pytest.mark.parametrize("path", SETTLED, ids=lambda path: path.stem)
def test_telling_everything_twice_is_telling_it_once(path: Path) -> None:
    case = read(path)
    once, _ = run(case)
    twice, _ = run(case | {"events": [*case["events"], *case["events"]]})
    assert dict(once.rows) == dict(twice.rows)
    assert once.entries == twice.entries


def test_a_wrong_expectation_is_seen() -> None:
    case = read(CASES / "good" / "rate_with_a_fraction_of_a_percent.json")
    case["expect"]["wallets"][0]["deferred_minor"] += 1
    with pytest.raises(AssertionError):
        check(case)
