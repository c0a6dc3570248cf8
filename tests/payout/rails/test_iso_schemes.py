"""Schemes: figures with sources, texts in the characters that each takes."""

from __future__ import annotations

from datetime import date

import pytest

from fenxiao.payout.rails.iso_schemes import LIMITS, SCHEMES, check_text
from tests.payout.rails.samples import codes


def found(text: str, scheme: str, most: int = 9) -> list[str]:
    return codes(list(check_text("K1", "Ustrd", text, SCHEMES[scheme], most)))


@pytest.mark.parametrize(
    ("text", "sepa", "plain"),
    [
        pytest.param("June", [], [], id="plain letters"),
        pytest.param("六月 & <>", ["rail.bad_form"], [], id="other letters"),
        pytest.param("a\tb", ["rail.bad_form"], ["rail.bad_form"], id="a control"),
        pytest.param("", ["rail.missing"], ["rail.missing"], id="nothing"),
        pytest.param("June 2026.", ["rail.too_long"], ["rail.too_long"], id="too long"),
    ],
)
def test_a_text_keeps_to_its_scheme(text: str, sepa: list[str], plain: list[str]) -> None:
    assert (sepa, plain) == (found(text, "sepa"), found(text, "plain"))


def test_every_scheme_has_its_figures() -> None:
    assert set(LIMITS) == set(SCHEMES) == {"sepa", "plain"}
    for rows in LIMITS.values():
        assert len(rows) == len({one.name for one in rows})
        assert all(len(one.source) > 8 and one.valid_from >= date(2024, 1, 1) for one in rows)
