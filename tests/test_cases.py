"""Case files: what was told, and what must follow from it, as data.

``good`` holds cases in which everything is taken, ``bad`` those in which something is
refused, or does not load; ``notices`` holds the campaigns of docs/rules/notices.md, good
ones all. docs/cases.md says what a case may expect.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fenxiao.errors.plan_codes import PLANS
from fenxiao.ledger.balances import statement
from fenxiao.model.border import dump_event, load_event
from fenxiao.settlement.book import Book
from fenxiao.testing.case_form import EXPECT
from fenxiao.testing.case_runner import find_cases
from fenxiao.testing.cases import Case, Outcome, check_case, compare, load_case, report, run_case

CASES = Path(__file__).parent / "cases"
GOOD = tuple(find_cases([CASES / "good", CASES / "notices"]))
BAD = tuple(find_cases([CASES / "bad"]))
Plain = Any  # JSON values


@cache
def read(path: Path) -> Case:
    return load_case(path.name, path.read_bytes())


@cache
def run(path: Path) -> Outcome:
    return run_case(read(path))


def settle(case: Case) -> Book:
    outcome = run_case(case)
    assert outcome.error is None
    assert outcome.book is not None
    return outcome.book


every_case = pytest.mark.parametrize("path", [*GOOD, *BAD], ids=lambda path: path.stem)


@every_case
def test_what_follows_is_what_the_case_expects(path: Path) -> None:
    differences = check_case(read(path))
    assert not differences, report(differences)


@every_case
def test_a_case_stands_where_it_belongs_and_names_its_source(path: Path) -> None:
    case = read(path)
    assert len(case.source.split()) > 3
    assert (path in BAD) is bool({"error", "refusals"} & set(case.expect))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_events_come_back_from_their_text(path: Path) -> None:
    for event in read(path).events:
        loaded = load_event(json.dumps(event))
        assert loaded == load_event(dump_event(loaded))


NO_FILE_TELLS = {
    "plan.never_pays",  # a finding of a plan that loads
    "plan.tiny_rate",  # another one
    "plan.not_toml",  # the file would be no case
    "plan.not_written",  # of dumping what only Python has
    "plan.unknown_trim",  # a file's words are refused before, as plan.bad_field
}


def test_every_refusal_of_plans_has_a_case() -> None:
    errors = [read(path).expect.get("error") for path in BAD]
    told = {one["code"] if isinstance(one, dict) else one for one in errors if one}
    told |= {code for path in BAD for code in refusals(path).values()}
    codes = {code for code, *_ in PLANS if not code.startswith("rule.")}
    assert codes - told == NO_FILE_TELLS


RETRIED = {"order.unknown", "order.no_plan", "payout.unknown", "correction.unknown"}
BOOKED = [path for path in (*GOOD, *BAD) if "error" not in read(path).expect]


def refusals(path: Path) -> Plain:
    return read(path).expect.get("refusals", {})


# What is refused for now may be taken when it is told again.
SETTLED = [path for path in BOOKED if not RETRIED & set(refusals(path).values())]


@pytest.mark.parametrize("path", BOOKED, ids=lambda path: path.stem)
def test_the_books_of_a_case_hold(path: Path) -> None:
    book = settle(read(path))
    assert sum(row.amount_minor for row in book.trial_balance()) == 0
    for wallet in book.wallets():
        assert wallet == statement(book.entries, *wallet[:3])[-1].wallet


@pytest.mark.parametrize("path", SETTLED, ids=lambda path: path.stem)
def test_telling_everything_twice_is_telling_it_once(path: Path) -> None:
    case = read(path)
    once, twice = settle(case), settle(case._replace(events=(*case.events, *case.events)))
    assert dict(once.rows) == dict(twice.rows)
    assert once.entries == twice.entries


# ---------------------------------------------------------------- wrong expectations are seen

NOT_COMPARED = {"visitor_id", "at"}  # they say what is asked


def changes(value: Plain) -> list[Plain]:
    """Return a value with each of its leaves changed, and each of its lists cut short."""
    if isinstance(value, dict):
        names = [name for name in value if name not in NOT_COMPARED]
        return [value | {name: one} for name in names for one in changes(value[name])]
    if isinstance(value, list):
        parts = enumerate(value)
        changed = [[*value[:n], one, *value[n + 1 :]] for n, part in parts for one in changes(part)]
        is_exact = not (value and isinstance(value[0], dict) and "visitor_id" in value[0])
        return [*changed, value[:-1]] if value and is_exact else changed
    return [value + 1 if isinstance(value, int) else f"not {value}"]


def wrong(name: str) -> list[tuple[Path, Plain]]:
    """Return wrong expectations of a kind, each with the case whose right one was changed."""
    found = []
    for path in (*GOOD, *BAD):
        right: Plain = read(path).expect.get(name)
        if right:
            found += [(path, one) for one in changes(right)]
            if isinstance(right, dict) and "code" not in right:
                found.append((path, right | {"nobody": next(iter(right.values()))}))
    return found


@pytest.mark.parametrize("name", [row.name for row in EXPECT.rows])
def test_a_wrong_expectation_is_seen(name: str) -> None:
    tried = wrong(name)
    assert tried
    for path, expected in tried:
        case = read(path)
        differences = compare(case._replace(expect=case.expect | {name: expected}), run(path))
        assert name in {one.place[0] for one in differences}, (path.stem, expected)


@pytest.mark.parametrize("name", ["refusals", "replayed"])
def test_what_is_refused_or_repeated_must_be_expected(name: str) -> None:
    for path in BOOKED:
        case = read(path)
        if name in case.expect:
            silent = {key: value for key, value in case.expect.items() if key != name}
            differences = check_case(case._replace(expect=silent))
            assert name in {one.place[0] for one in differences}


@pytest.mark.parametrize("name", ["parents", "payouts", "grades", "statuses", "warnings"])
def test_what_is_expected_of_all_must_name_all(name: str) -> None:
    named = [path for path in BOOKED if read(path).expect.get(name)]
    assert named
    for path in named:
        case = read(path)
        differences = check_case(case._replace(expect=case.expect | {name: {}}))
        assert name in {one.place[0] for one in differences}


def test_an_error_that_nobody_expects_is_seen() -> None:
    case = read(CASES / "bad" / "shares_above_the_ceiling.case.json")
    (one,) = check_case(case._replace(expect={"wallets": []}))
    assert (one.place, one.expected) == (("error",), "nothing")
    assert one.got.startswith(
        "plan.ceiling at policy: At plans[0]: No line may pay more than the ceiling"
    )
