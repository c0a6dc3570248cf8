"""What statements say is kept beside instructions, once, and never in them."""

from __future__ import annotations

import pytest

from fenxiao.model.contract import audit_key, reconciliation_key
from fenxiao.model.events import Event
from fenxiao.model.reconciliation_records import Reconciliation
from fenxiao.model.records import Audit
from fenxiao.settlement.book import Book
from tests.laws.test_guards import Race
from tests.support.build import PAYER, POLICY, at, available, result, withdraw
from tests.support.host import judge
from tests.support.reconciliations import (
    explained,
    found,
    instruction,
    matched,
    reconciled,
    stranger,
)

WANTED = withdraw("u1")
NAME = instruction(WANTED)
BEFORE = (*available("u1", 5_000), WANTED)


def book(*events: Event) -> Book:
    told = Book(POLICY)
    for event in (*BEFORE, *events):
        assert told.apply(event).status == "applied"
    return told


def kept(told: Book, subject: str, subject_id: str) -> Reconciliation | None:
    row = told.rows.get(reconciliation_key(PAYER, subject, subject_id))
    if row is None:
        return None
    assert isinstance(row[0], Reconciliation)
    return row[0]


def test_a_verdict_is_kept_and_the_instruction_is_as_it_was() -> None:
    told = book()
    before, entries = told.payout(NAME), told.entries
    told.apply(reconciled(matched(NAME, "s1/1"), stranger()))
    assert (told.payout(NAME), told.entries) == (before, entries)
    mine, theirs = kept(told, "instruction", NAME), kept(told, "line", "s1/2")
    assert mine is not None
    assert theirs is not None
    assert (mine.state, mine.line_ids, mine.statement_id) == ("matched", ("s1/1",), "s1")
    assert (theirs.state, [one.kind for one in theirs.breaks]) == ("broken", ["no_key"])


def test_what_says_nothing_new_writes_nothing() -> None:
    told = book(reconciled(matched(NAME), stranger()))
    again = told.apply(reconciled(matched(NAME), stranger(), event_id="again", at=at(11)))
    assert [put.key[0] for put in again.puts] == ["event"]


def test_an_instruction_of_which_nothing_is_known_has_no_row() -> None:
    waiting = matched(NAME)
    object.__setattr__(waiting, "state", "unreconciled")
    object.__setattr__(waiting, "line_ids", ())
    assert kept(book(reconciled(waiting)), "instruction", NAME) is None
    # But one that was broken is no longer.
    told = book(reconciled(matched(NAME)), reconciled(waiting, event_id="later"))
    row = kept(told, "instruction", NAME)
    assert row is not None
    assert row.state == "unreconciled"


@pytest.mark.parametrize(
    "event",
    [
        reconciled(matched("nobody"), stranger()),
        reconciled(matched(NAME), stranger(), payer_id="other"),
    ],
    ids=["not there", "of another payer"],
)
def test_a_verdict_about_no_instruction_of_the_payer_is_named_and_the_rest_taken(
    event: Event,
) -> None:
    told = Book(POLICY)
    for one in BEFORE:
        told.apply(one)
    decision = told.apply(event)
    assert [one.code for one in decision.findings] == ["reconcile.unknown_instruction"]
    assert [put.key[0] for put in decision.puts] == ["event", "reconciliation"]


def test_two_persons_explain_a_break_and_a_later_run_leaves_it_so() -> None:
    told = book(reconciled(stranger()), explained(), reconciled(stranger(), event_id="again"))
    row = kept(told, "line", "s1/2")
    assert row is not None
    assert (row.state, [one.explained_by for one in row.breaks]) == ("explained", ["why"])
    (audit, _) = told.rows[audit_key("why")]
    assert isinstance(audit, Audit)
    assert audit[2:6] == ("s1/2", "rent, paid by hand", "maker", "checker")
    # The break is another one now: it is open.
    told.apply(reconciled(stranger(got_minor=71), event_id="changed"))
    row = kept(told, "line", "s1/2")
    assert row is not None
    assert (row.state, row.breaks[0].explained_by) == ("broken", "")


def test_a_row_is_explained_when_all_of_its_breaks_are() -> None:
    both = stranger()
    object.__setattr__(both, "breaks", (found(), found("too_late")))
    told = book(reconciled(both), explained())
    assert kept(told, "line", "s1/2")[3] == "broken"  # type: ignore[index]  # it is there
    told.apply(explained(kind="too_late", event_id="why too"))
    assert kept(told, "line", "s1/2")[3] == "explained"  # type: ignore[index]  # it is there


def test_a_break_is_explained_once() -> None:
    told = book(reconciled(stranger()), explained())
    refusal = told.apply(explained(event_id="twice")).refusal
    assert refusal is not None
    assert (refusal.code, dict(refusal.facts)["event_id"]) == ("reconcile.explained", "why")


@pytest.mark.parametrize(
    "event",
    [explained("s1/9"), explained(kind="too_late"), explained(payer_id="other")],
    ids=["another line", "another kind", "another payer"],
)
def test_only_what_was_told_can_be_explained(event: Event) -> None:
    refusal = book(reconciled(stranger())).apply(event).refusal
    assert refusal is not None
    assert (refusal.code, refusal.kind) == ("reconcile.no_break", "retry")


CONFLICTS = {
    "two runs": Race((), reconciled(stranger()), reconciled(stranger(), event_id="other")),
    "a run and an explanation": Race(
        (reconciled(stranger()),),
        explained(),
        reconciled(stranger(got_minor=71), event_id="other"),
    ),
    "two explanations": Race((reconciled(stranger()),), explained(), explained(event_id="other")),
}
COOL = {
    "a run and a result": Race((), reconciled(matched(NAME)), result("u1", "paid", 5_000)),
    "two runs of different lines": Race(
        (), reconciled(stranger()), reconciled(stranger("s1/3"), event_id="other")
    ),
}


@pytest.mark.parametrize("race", CONFLICTS.values(), ids=CONFLICTS)
def test_what_must_conflict_does(race: Race) -> None:
    assert committed(race) == [True, False]
    assert committed(race._replace(one=race.other, other=race.one)) == [True, False]


@pytest.mark.parametrize("race", COOL.values(), ids=COOL)
def test_what_need_not_conflict_does_not(race: Race) -> None:
    assert committed(race) == [True, True]


def committed(race: Race) -> list[bool]:
    told = book(*race.before)
    decisions = [judge(event, told.store, POLICY) for event in (race.one, race.other)]
    return [told.store.commit(one) for one in decisions]
