"""The codes of case files (案例文件错误码): what keeps a file from being a case.

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["CASES"]

CASES: tuple[tuple[str, Literal["error"], str, str], ...] = (
    # Case files: raised as CaseError.
    (
        "case.unreadable",
        "error",
        "A case must be one TOML or JSON document in UTF-8: {problem}.",
        "Name it NAME.case.toml or NAME.case.json, and mend the place that is named.",
    ),
    (
        "case.unknown_field",
        "error",
        'Only published fields stand in {place}, which are {known}; got "{field}".',
        "Take it out, or check its spelling in docs/cases.md.",
    ),
    (
        "case.missing_field",
        "error",
        'Field "{field}" must stand in {place}.',
        "Add it; docs/cases.md says what each field means.",
    ),
    (
        "case.bad_field",
        "error",
        "What stands in {place} must be of its published form, got {got}: {problem}.",
        "See docs/cases.md for the form of each field.",
    ),
    (
        "case.not_whole",
        "error",
        "Numbers of a case must be whole, got {got} in {place}.",
        "Write money in minor units and rates in ppm: 12.34 CNY is 1234, 5.5% is 55000.",
    ),
)
"""One row a code: its name, that it is raised, its message and its hint."""
