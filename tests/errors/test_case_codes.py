"""The codes of case files: one family, each in the table; the rest is asked of every row."""

from __future__ import annotations

from fenxiao.errors import CODES
from fenxiao.errors.case_codes import CASES


def test_every_row_is_of_the_family_and_in_the_table() -> None:
    assert {row[0] for row in CASES} == {code for code in CODES if code.startswith("case.")}
    assert all(row == CODES[row[0]] for row in CASES)


def test_what_is_no_case_is_an_error() -> None:
    assert {"error"} == {kind for _, kind, _, _ in CASES}
