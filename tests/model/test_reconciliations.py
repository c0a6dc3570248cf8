"""Events of reconciliation: checked as they are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fenxiao.errors import EventError, FenxiaoError
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.reconciliations import FoundBreak, Verdict
from tests.support.reconciliations import explained, found, matched, reconciled, stranger


@pytest.mark.parametrize(
    "event", [reconciled(matched("i1"), stranger()), explained()], ids=["a run", "an explanation"]
)
def test_it_is_the_same_after_json(event: Any) -> None:
    assert event == load_event(dump_event(event))


BROKEN: dict[str, Callable[[], object]] = {
    "no verdict": reconciled,
    "one subject twice": lambda: reconciled(matched("i1"), matched("i1", "s1/2")),
    "no payer": lambda: reconciled(matched("i1"), payer_id=""),
    "no statement": lambda: reconciled(matched("i1"), statement_id=" "),
    "no subject": lambda: Verdict(subject="file", subject_id="i1", state="matched"),  # type: ignore[arg-type]  # another word
    "matched without a line": lambda: Verdict(
        subject="instruction", subject_id="i1", state="matched"
    ),
    "broken without a break": lambda: Verdict(
        subject="instruction", subject_id="i1", state="broken", line_ids=("s1/1",)
    ),
    "matched with a break": lambda: Verdict(
        subject="line", subject_id="s1/1", state="matched", line_ids=("s1/1",), breaks=(found(),)
    ),
    "explained by nobody": lambda: Verdict(
        subject="line",
        subject_id="s1/1",
        state="explained",
        line_ids=("s1/1",),
        breaks=(found(),),
    ),
    "a line without an id": lambda: matched("i1", ""),
    "another kind": lambda: found("lost"),  # type: ignore[arg-type]  # another word
    "an amount below 0": lambda: found(got_minor=-1),
    "a day that is none": lambda: FoundBreak(
        kind="no_key",
        line_id="s1/1",
        currency="CNY",
        expected_minor=0,
        got_minor=1,
        since_day=2**40,
    ),
    "one person": lambda: explained(checker_id="maker"),
    "an explanation without words": lambda: explained(reason=""),
    "an explanation of another kind": lambda: explained(kind="lost"),
    "an explanation of another subject": lambda: explained(subject="file"),
    "an explanation of a line that is no id": lambda: explained(line_id="s1/2", subject_id="\n"),
}


@pytest.mark.parametrize("make", BROKEN.values(), ids=BROKEN)
def test_what_makes_no_sense_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(FenxiaoError):
        make()


def test_a_missing_line_has_no_id() -> None:
    assert found("paid_not_on_statement", line_id="").line_id == ""
    assert explained(line_id="", subject="instruction", subject_id="i1").line_id == ""
    with pytest.raises(EventError):
        found(line_id=" ")
