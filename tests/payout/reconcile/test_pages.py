"""What a run found, as events: nothing dropped, page by page, and explained when asked again."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.reconciliation_records import Reconciliation as Stored
from fenxiao.model.reconciliation_records import StoredBreak
from fenxiao.payout.reconcile.breaks import Explained
from fenxiao.payout.reconcile.lines import Instructed, StatementLine
from fenxiao.payout.reconcile.pages import Occasion, events_of, explained_in, verdicts_of
from tests.payout.reconcile.samples import instructed, line
from tests.payout.reconcile.test_statements import instructions, run, statement_lines

RUN = Occasion("run 1", datetime(2026, 6, 2, tzinfo=UTC), "bank 2026-06-01")


def test_each_instruction_and_each_line_without_one_has_a_verdict() -> None:
    known = [instructed("a"), instructed("b", batch="B1"), instructed("c", payer_id="other")]
    lines = [
        line("1", key="K-a"),
        line("2", key="K-a"),
        line("3", amount_minor=99, key="B1"),
        line("4", payer_id="third"),
    ]
    found = verdicts_of(run(known, lines, today=12), known)
    shown = {
        payer: [(one.subject, one.subject_id, one.state, one.line_ids) for one in mine]
        for payer, mine in found.items()
    }
    assert shown == {
        "other": [("instruction", "c", "unreconciled", ())],
        "shop": [
            ("instruction", "a", "broken", ("1", "2")),
            ("instruction", "b", "unreconciled", ()),
            ("line", "3", "broken", ("3",)),
        ],
        "third": [("line", "4", "broken", ("4",))],
    }
    assert [one.kind for one in found["shop"][0].breaks] == ["twice_on_statement"]


@given(known=instructions(), lines=statement_lines, limit=st.integers(1, 4))
def test_pages_drop_nothing(
    known: list[Instructed], lines: list[StatementLine], limit: int
) -> None:
    found = run(known, lines)
    verdicts = verdicts_of(found, known)
    pages = list(events_of(verdicts, RUN, limit=limit))
    assert len({page.id for page in pages}) == len(pages)
    assert all(1 <= len(page.verdicts) <= limit for page in pages)
    told = [(page.payer_id, one) for page in pages for one in page.verdicts]
    assert told == [(payer, one) for payer, mine in verdicts.items() for one in mine]
    subjects = [one.subject_id for _, one in told if one.subject == "instruction"]
    assert sorted(subjects) == [one.payout.instruction_id for one in known]
    named = {name for _, one in told for name in one.line_ids}
    assert named >= {one.line_id for one in lines}
    breaks = [each for _, one in told for each in one.breaks]
    assert len(breaks) == len(found.breaks)


def test_what_is_kept_as_explained_is_carried_into_the_next_run() -> None:
    row = Stored(
        "shop",
        "line",
        "1",
        "broken",
        ("1",),
        (
            StoredBreak("unknown_key", "1", "CNY", 0, 100, 11, "why"),
            StoredBreak("too_late", "1", "CNY", 0, 100, 11),
        ),
        "s1",
        "run 1",
        0,
    )
    mine = row._replace(subject="instruction", subject_id="a")
    assert explained_in([row, mine]) == (
        Explained("unknown_key", "1", "", "why", "", ""),
        Explained("unknown_key", "1", "a", "why", "", ""),
    )
