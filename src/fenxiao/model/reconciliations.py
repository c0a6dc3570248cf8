"""Events of reconciliation (对账事件): what a statement said, and what two persons explain.

Source: docs/events.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from fenxiao.errors import EventError
from fenxiao.model.checks import STRICT, check_id, check_quantity, check_tuple
from fenxiao.model.envelope import PAGE_LIMIT, Event, check_two_persons, is_one_of
from fenxiao.model.reconciliation_records import (
    BREAK_KINDS,
    RECONCILED_STATES,
    SUBJECTS,
    BreakKind,
    ReconciledState,
    Subject,
)
from fenxiao.money import check_amount, currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["BreakExplained", "FoundBreak", "Reconciled", "Verdict"]

_DAY_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBreak:
    """Something that does not agree between a statement and an instruction.

    Args:
        kind: One of ``BREAK_KINDS``.
        line_id: The line; "" where one is missing.
        currency: Of both amounts.
        expected_minor: What should have been there, in minor units.
        got_minor: What was there, in minor units.
        since_day: From which day on, counted from 1970-01-01.
    """

    __pydantic_config__ = STRICT

    kind: BreakKind
    line_id: str
    currency: str
    expected_minor: int
    got_minor: int
    since_day: int

    def __post_init__(self) -> None:
        """Check every field."""
        is_one_of(self.kind, BREAK_KINDS, "kind")
        if self.line_id:
            check_id(self.line_id, "line_id")
        currency(self.currency)
        check_amount(self.expected_minor, "expected_minor")
        check_amount(self.got_minor, "got_minor")
        check_quantity(self.since_day, "since_day", low=-_DAY_LIMIT, high=_DAY_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the statements say of an instruction, or of a line that is nobody's.

    Args:
        subject: "instruction" or "line".
        subject_id: Its id.
        state: "unreconciled", "matched" or "broken"; what is explained is so by another event.
        line_ids: The lines that are its own.
        breaks: What does not agree; some where the state is "broken", and only there.
    """

    __pydantic_config__ = STRICT

    subject: Subject
    subject_id: str
    state: ReconciledState
    line_ids: tuple[str, ...] = ()
    breaks: tuple[FoundBreak, ...] = ()

    def __post_init__(self) -> None:
        """Check every field, and that state, lines and breaks go together."""
        is_one_of(self.subject, SUBJECTS, "subject")
        check_id(self.subject_id, "subject_id")
        is_one_of(self.state, RECONCILED_STATES[:3], "state")
        line_ids = check_tuple(self.line_ids, str, "line_ids")
        for one in line_ids:
            check_id(one, "line_ids")
        object.__setattr__(self, "line_ids", line_ids)
        object.__setattr__(self, "breaks", check_tuple(self.breaks, FoundBreak, "breaks"))
        if (self.state == "broken") != bool(self.breaks):
            problem = 'a verdict is "broken" by its breaks, and by nothing else'
            self._refuse(problem)
        if self.state == "matched" and not self.line_ids:
            self._refuse("what is matched has a line")

    def _refuse(self, problem: str) -> None:
        raise EventError("event.bad_field", field="state", got=repr(self.state), problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled(Event):
    """A statement was held beside the instructions (对账结果), a page of it.

    It changes nothing about what is paid.

    Args:
        payer_id: Whose account the statement is of.
        statement_id: The host's name of the statement, or of the run.
        verdicts: One for each instruction, and one for each line that is nobody's.
    """

    payer_id: str
    statement_id: str
    verdicts: tuple[Verdict, ...]

    @override
    def __post_init__(self) -> None:
        """Check every field, and that nothing is told twice."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        check_id(self.statement_id, "statement_id")
        verdicts = check_tuple(self.verdicts, Verdict, "verdicts")
        object.__setattr__(self, "verdicts", verdicts)
        check_quantity(len(verdicts), "number of verdicts", high=PAGE_LIMIT)
        if len({(one.subject, one.subject_id) for one in verdicts}) != len(verdicts):
            got, problem = f"{len(verdicts)} verdicts", "each subject must be named once"
            raise EventError("event.bad_field", field="verdicts", got=got, problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakExplained(Event):
    """Two persons explained a break (差异说明); it stays told, and is no longer open.

    Args:
        payer_id: Whose account the statement is of.
        subject: "instruction" or "line".
        subject_id: Its id.
        kind: Which kind of break.
        line_id: On which line; "" where one is missing.
        reason: Why, in the host's words; it is kept with the event.
        maker_id: Who looked into it.
        checker_id: Who approved it; another person.
    """

    payer_id: str
    subject: Subject
    subject_id: str
    kind: BreakKind
    reason: str
    maker_id: str
    checker_id: str
    line_id: str = ""

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        is_one_of(self.subject, SUBJECTS, "subject")
        check_id(self.subject_id, "subject_id")
        is_one_of(self.kind, BREAK_KINDS, "kind")
        if self.line_id:
            check_id(self.line_id, "line_id")
        check_id(self.reason, "reason")
        check_two_persons(self.maker_id, self.checker_id)
