"""The catalogue: every event has its row, and each row is of the published form."""

from __future__ import annotations

import pytest

from fenxiao.errors import CODES
from fenxiao.model.events import EVENTS
from fenxiao.settlement.catalogue import CATALOGUE, EventSpec
from fenxiao.settlement.catalogue.spec import always
from fenxiao.settlement.tables import SCANS, TABLES
from tests.support.build import POLICY

rows = pytest.mark.parametrize(
    "spec", list(CATALOGUE.values()), ids=[kind.__name__ for kind in CATALOGUE]
)


def test_every_event_has_one_row() -> None:
    assert list(EVENTS.values()) == list(CATALOGUE)


@rows
def test_it_reads_what_the_tables_know(spec: EventSpec) -> None:
    known = {table.name for table in TABLES} | {scan.name for scan in SCANS}
    assert set() == set(spec.reads) - known


@rows
def test_it_writes_what_the_tables_know(spec: EventSpec) -> None:
    assert set() == set(spec.writes) - {table.name for table in TABLES}


@rows
def test_it_refuses_by_codes_of_refusals(spec: EventSpec) -> None:
    assert {"final", "retry"} >= {CODES[code].kind for code in spec.refusals}


@rows
def test_no_column_names_anything_twice(spec: EventSpec) -> None:
    for column in (spec.reads, spec.refusals):
        assert len(set(column)) == len(column)


@rows
def test_every_event_is_decided_once(spec: EventSpec) -> None:
    assert "event" == spec.reads[0]
    assert "guarded" == spec.writes["event"]
    assert "event.id_reused" == spec.refusals[0]


@rows
def test_it_says_what_it_is_in_both_languages(spec: EventSpec) -> None:
    assert all((spec.title, spec.title_zh, spec.guard))


def test_every_refusal_belongs_to_an_event() -> None:
    findings = {"credit.visits_left_out", "reconcile.unknown_instruction"}  # the rest is taken
    refusals = {code.code for code in CODES.values() if code.kind in {"final", "retry"}} - findings
    refusals -= {
        one for one in refusals if one.startswith(("link.", "rail.", "daily."))
    }  # of no event
    assert refusals == {code for spec in CATALOGUE.values() for code in spec.refusals}


def test_a_first_reading_without_policy_is_the_same_for_all() -> None:
    first = always(lambda event: ((("order", event),), ()))
    assert ((("order", "o1"),), ()) == first("o1", POLICY)
