"""The day on which promoters are paid: nothing lost, nothing twice, books as the statements."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from examples.payout_run.figures import Figures, figures
from examples.payout_run.people import PAYERS, promoters
from examples.payout_run.report import Section, sections, to_html, to_markdown
from examples.payout_run.run import RENT, Run, run
from examples.payout_run.sending import RAIL_TITLES
from examples.payout_run.world import fate_of
from tests.tidy.house import ROOT

COUNT = 1_500
ENDS = {
    "paid": "paid",
    "lost and paid": "paid",
    "failed": "failed",
    "lost and failed": "failed",
    "returned": "returned",
    "silent": "unknown",
}


@pytest.fixture(scope="module", name="day")
def a_day() -> Run:
    return run(COUNT, lambda _number, _total: None)


@pytest.fixture(scope="module", name="found")
def its_figures(day: Run) -> Figures:
    return figures(day)


@pytest.fixture(scope="module", name="parts")
def its_report(found: Figures) -> tuple[Section, ...]:
    return tuple(sections(found))


def test_everybody_is_sent_once_over_his_own_rail(day: Run) -> None:
    sent = [(payout.member_id, one.rail) for one in day.sent for payout in one.payouts]
    assert sorted(sent) == [(one.member_id, one.rail) for one in day.people]
    assert {rail for _, rail in sent} == set(RAIL_TITLES)
    assert {one.payer_id for one in day.people} == {one.payer_id for one in PAYERS}


def test_finance_approves_the_rest_once_a_payer(day: Run, found: Figures) -> None:
    rule = day.book.policy.payout.rule("CNY")
    assert rule is not None
    assert rule.automatic_below_minor is not None
    small = sum(one.available_minor < rule.automatic_below_minor for one in day.people)
    assert day.automatic == small > 0
    assert sum(one["count"] for one in found["approvals"]) == COUNT - small
    assert [one["payer_id"] for one in found["approvals"]] == [one.payer_id for one in PAYERS]
    for one in found["approvals"]:
        assert one["maker_id"] not in one["checkers"]
        assert len(one["checkers"]) == rule.tier(one["total_minor"]).checkers


def test_what_a_wallet_loses_is_what_arrives_and_the_fee(day: Run, found: Figures) -> None:
    gross = {one.member_id: one.available_minor for one in day.people}
    fees: Counter[str] = Counter()
    for one in day.book.payouts():
        assert one.gross_minor == gross[one.member_id]
        fees[one.currency] += one.fee_minor if one.state == "paid" else 0
    assert found["fees_minor"] == dict(sorted(fees.items()))


def test_each_instruction_ends_as_the_world_had_it(day: Run) -> None:
    for request in day.sent:
        for one in request.payouts:
            payout = day.book.payout(one.instruction_id)
            assert payout is not None
            assert payout.state == ENDS[fate_of(one.key, request.rail)]


def test_the_world_has_every_fate() -> None:
    day = {fate_of(f"K{number}", "bank_files") for number in range(5_000)}
    assert day == set(ENDS)
    many = Counter(fate_of(f"K{number}", "bank_files") for number in range(50_000))
    assert 1_350 < many["failed"] < 1_650
    lost = sum(many[fate] for fate in ("lost and paid", "lost and failed", "silent"))
    assert 400 < lost < 600


def test_money_left_once_for_those_who_are_paid(day: Run) -> None:
    paid_minor: Counter[str] = Counter()
    for entry in day.book.entries:
        if entry.template in ("payout_paid", "payout_returned"):
            paid_minor[entry.subject_id] += sum(
                leg.amount_minor for leg in entry.postings if leg.account == "bank"
            )
    for one in day.book.payouts():
        assert paid_minor[one.instruction_id] == (-one.amount_minor if one.state == "paid" else 0)


def test_messages_that_come_twice_change_nothing(day: Run, found: Figures) -> None:
    assert found["answers"]["replayed"] > 0
    assert found["refusals"] == {}
    assert set(found["messages"]) == set(RAIL_TITLES)
    assert day.last is not None


def test_every_line_has_a_verdict_and_only_the_silent_are_left(day: Run, found: Figures) -> None:
    assert day.last is not None
    assert len(day.last.lines) == len(day.lines) == found["lines"]
    silent = {
        one.instruction_id
        for request in day.sent
        if request.rail == "bank_files"
        for one in request.payouts
        if fate_of(one.key, "bank_files") == "silent"
    }
    left = {one.instruction_id for one in day.last.open_breaks}
    assert silent == left
    assert {one.kind for one in day.last.open_breaks} <= {"on_statement_not_paid"}
    assert [one.line_id for one in day.last.explained] == [RENT.line_id]


def test_books_and_statements_agree_to_the_unit(day: Run, found: Figures) -> None:
    assert set(found["trial_sums_minor"]) == {0}
    assert set(found["findings"]) <= {"daily.unknown_old"}
    for one in day.bridges:
        items_minor = sum(item.amount_minor for item in one.items)
        assert one.books_minor + items_minor == one.statement_minor
        assert one.unnamed.subject_count == 0
        assert {item.reason for item in one.items} <= {"no_key", "on_statement_not_paid"}
    statements = sum(one.signed_minor for one in day.lines)
    assert statements == sum(one.statement_minor for one in day.bridges)


def test_the_same_people_come_in_each_run() -> None:
    assert promoters(50) == promoters(60)[:50]


def test_the_report_says_it_for_people(parts: tuple[Section, ...], found: Figures) -> None:
    text, page = to_markdown(parts), to_html(parts)
    assert text.startswith("# 1,500 promoters paid\n")
    assert "WRONG" not in text
    assert page.count("<table>") == page.count("</table>") == sum(bool(one.rows) for one in parts)
    assert all(len(row) == len(one.head) for one in parts for row in one.rows)
    for one in found["rails"]:
        assert one["title"] in text
        assert one["title"] in page


def test_books_that_do_not_agree_are_called_wrong(found: Figures) -> None:
    wrong: Figures = {**found, "findings": {"daily.bank_differs": 1}}
    assert "WRONG" in to_markdown(tuple(sections(wrong)))


def test_the_scene_runs_as_a_stranger_runs_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "examples.payout_run", "--promoters", "200"]
    finished = subprocess.run(
        [*command, "--out", str(tmp_path)], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert "# 200 promoters paid" in finished.stdout
    assert "Paying 200 promoters … 100%" in finished.stderr
    names = {path.name for path in tmp_path.iterdir()}
    assert {"report.html", "report.md", "figures.json", "first_bank_files.csv"} <= names
    assert json.loads((tmp_path / "figures.json").read_text("utf-8"))["promoters"] == 200
    assert "佣金" in (tmp_path / "first_bank_files.csv").read_text("gb18030")
