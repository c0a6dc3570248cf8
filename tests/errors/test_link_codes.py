"""The codes of share links: one family, each in the table; the rest is asked of every row."""

from __future__ import annotations

from fenxiao.errors import CODES
from fenxiao.errors.link_codes import LINKS


def test_every_row_is_of_the_family_and_in_the_table() -> None:
    assert {row[0] for row in LINKS} == {code for code in CODES if code.startswith("link.")}
    assert all(row == CODES[row[0]] for row in LINKS)


def test_bad_calls_are_told_from_findings() -> None:
    errors = [code for code, kind, _, _ in LINKS if kind == "error"]
    assert [code for code, *_ in LINKS[: len(errors)]] == errors  # they come first
    assert {"link.forged", "link.mistyped"}.isdisjoint(errors)
