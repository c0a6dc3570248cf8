"""The cases of tests/data/reconciliation: one below, at and above every figure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fenxiao.model.ledger_records import Attempt
from fenxiao.model.reconciliation_records import BREAK_KINDS
from fenxiao.payout.reconcile.lines import Instructed, StatementLine
from tests.payout.reconcile.samples import instructed, line
from tests.payout.reconcile.test_statements import run

DATA = Path(__file__).parents[2] / "data" / "reconciliation" / "cases.json"
CASES: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
ELSEWHERE = {"line_changed"}  # two lines of one id: tests/payout/reconcile/test_statements.py


def asked(told: dict[str, Any]) -> Instructed:
    ended = tuple(told.get("earlier", ()))
    name = told["id"]
    keys = tuple(f"K-{name}-{number}" for number in range(1, len(ended) + 1))
    one = instructed(
        name, told["state"], told["amount_minor"], earlier=keys, batch=told.get("batch", "")
    )
    tried = (Attempt(key, None, state) for key, state in zip(keys, ended, strict=True))
    return one._replace(payout=one.payout._replace(earlier=tuple(tried)))


def booked(told: dict[str, Any]) -> StatementLine:
    fields = {**told}
    known = [fields.pop(name) for name in ("id", "direction", "amount_minor")]
    return line(*known, on=fields.pop("day"), **fields)


def shown(state: str, *kinds: str) -> str:
    return f"{state}: {', '.join(kinds)}" if any(kinds) else state


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_it_comes_to_what_the_case_says(case: dict[str, Any]) -> None:
    known = [asked(one) for one in case["instructions"]]
    found = run(known, [booked(one) for one in case["lines"]], today=case["today"])
    assert case["expected_lines"] == {
        one.line.line_id: shown(one.state, one.kind) for one in found.lines
    }
    assert case["expected_instructions"] == {
        one.instruction_id: shown(one.state, *one.kinds) for one in found.instructions
    }
    assert case.get("expected_proposals", {}) == {
        one.line_id: list(one.instruction_ids) for one in found.proposals
    }


def test_every_kind_has_a_case() -> None:
    told = " ".join(word for case in CASES for word in case["expected_instructions"].values())
    told += " ".join(word for case in CASES for word in case["expected_lines"].values())
    assert {kind for kind in BREAK_KINDS if kind in told} == set(BREAK_KINDS) - ELSEWHERE


def test_no_case_stands_twice() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)
