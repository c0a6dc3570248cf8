"""Case files (案例文件): told, settled, and compared with what must follow.

Pure: from the bytes of a file to differences in words. ``python -m fenxiao.testing.cases
PATH...`` runs the files below some paths; what touches them is ``case_runner``.

Source: docs/cases.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from fenxiao.errors import FenxiaoError
from fenxiao.model.border import load_event
from fenxiao.model.contract import Decision
from fenxiao.model.encoding import Json
from fenxiao.model.events import Event, PeriodClosed
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import load_policy
from fenxiao.testing.case_text import JSON_END, TOML_END, Case, load_case
from fenxiao.testing.case_views import VIEWS, Told

__all__ = [
    "JSON_END",
    "TOML_END",
    "Case",
    "Difference",
    "Outcome",
    "check_case",
    "compare",
    "load_case",
    "report",
    "run_case",
]

_ALWAYS: dict[str, Json] = {"refusals": {}, "replayed": []}
"""What holds of every case that does not say otherwise: nothing is refused or repeated."""


class Outcome(NamedTuple):
    """What came of a case: a book, or the error with which it ended.

    Args:
        book: The book as far as the case got; None when the policy does not load.
        steps: Each event and its decision, as far as the case got.
        error: What was raised; None when everything was taken.
        place: Where it was raised; empty for nowhere.
    """

    book: Book | None
    steps: tuple[tuple[Event, Decision], ...]
    error: FenxiaoError | None = None
    place: str = ""


class Difference(NamedTuple):
    """One place at which something else came out than was expected.

    Args:
        place: The expectation, and where in it.
        expected: What should have come out, as text.
        got: What did.
    """

    place: tuple[str, ...]
    expected: str
    got: str


def run_case(case: Case) -> Outcome:
    """Tell a book of its own everything that a case tells.

    Pages that wait are gone on with after the last event; those of a close at once, since
    the next close would be refused until then.

    Returns:
        The outcome; an error of the library is part of it and is not raised.
    """
    book: Book | None = None
    steps: list[tuple[Event, Decision]] = []
    place = "policy"
    try:
        book = Book(load_policy(case.policy))
        for fields in case.events:
            place = f"event {json.dumps(fields['id'], ensure_ascii=False)}"
            event = load_event(json.dumps(fields))
            steps.append((event, book.apply(event)))
            if isinstance(event, PeriodClosed):
                list(book.resume())
        place = "what waits after the last event"
        list(book.resume())
    except FenxiaoError as error:
        return Outcome(book, tuple(steps), error, place)
    return Outcome(book, tuple(steps))


def compare(case: Case, outcome: Outcome) -> tuple[Difference, ...]:
    """Return every place at which a case came to something else than it expects.

    Returns:
        The differences in the order of the expectations; none when the case holds.
    """
    if "error" in case.expect:
        return tuple(_compare_error(case.expect["error"], outcome))
    if outcome.error is not None or outcome.book is None:
        return (Difference(("error",), _NOTHING, _raised(outcome)),)
    told = Told(outcome.book, outcome.steps)
    wanted = _ALWAYS | case.expect
    return tuple(
        difference
        for name, view in VIEWS.items()
        if name in wanted
        for difference in _differences(*view(told, wanted[name]), (name,))
    )


def check_case(case: Case) -> tuple[Difference, ...]:
    """Run a case and compare.

    Returns:
        The differences; none when the case holds.

    Examples:
        >>> text = b'''
        ... source = "made up"
        ... [policy]
        ... plans = []
        ... [[events]]
        ... type = "release"
        ... at = 2024-06-18T00:00:00Z
        ... [expect]
        ... error = "plan.ceiling"
        ... '''
        >>> check_case(load_case("a.case.toml", text))[0].expected
        '"plan.ceiling"'
    """
    return compare(case, run_case(case))


def report(differences: Iterable[Difference]) -> str:
    """Return differences as text for people, three lines each.

    Examples:
        >>> print(report([Difference(("kept", "o1", "u2"), "100", "90")]))
          kept › o1 › u2
            expected  100
            got       90
    """
    return "\n".join(
        f"  {' › '.join(one.place)}\n    expected  {one.expected}\n    got       {one.got}"
        for one in differences
    )


_NOTHING = "nothing"
_ABSENT = object()


def _differences(expected: Any, got: Any, place: tuple[str, ...]) -> Iterator[Difference]:  # noqa: ANN401  # JSON values of any depth
    """Yield where two values differ: by name, by place, or as a whole."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name in {**expected, **got}:
            deeper = (*place, name)
            yield from _differences(expected.get(name, _ABSENT), got.get(name, _ABSENT), deeper)
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for number, (one, other) in enumerate(zip(expected, got, strict=True)):
            yield from _differences(one, other, (*place, f"[{number}]"))
    elif expected != got:
        yield Difference(place, _shown(expected), _shown(got))


def _shown(value: object) -> str:
    return _NOTHING if value is _ABSENT else json.dumps(value, ensure_ascii=False)


def _compare_error(expected: Any, outcome: Outcome) -> Iterator[Difference]:  # noqa: ANN401  # a text or a table
    wanted = expected if isinstance(expected, dict) else {"code": expected}
    error = outcome.error
    if error is None:
        yield Difference(("error",), _shown(wanted["code"]), _NOTHING)
        return
    if error.code != wanted["code"]:
        yield Difference(("error",), _shown(wanted["code"]), _raised(outcome))
        return
    facts: dict[str, object] = {"code": error.code}
    facts |= {name: _plain(value) for name, value in error.facts.items() if name in wanted}
    yield from _differences(wanted, facts, ("error",))


def _plain(fact: object) -> object:
    """Return a fact as a case can write it: numbers and texts as they are, the rest in words."""
    return fact if type(fact) in {int, str} else str(fact)


def _raised(outcome: Outcome) -> str:
    error = outcome.error
    return _NOTHING if error is None else f"{error.code} at {outcome.place}: {error}"


if __name__ == "__main__":
    from fenxiao.testing.case_runner import main

    sys.exit(main())
