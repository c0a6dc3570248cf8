"""Instants in words: the clock of each language, and nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.trace import Language
from fenxiao.trace.instants import told_instant


@pytest.mark.parametrize(
    ("at", "en", "zh"),
    [
        pytest.param(
            datetime(2024, 12, 31, 16, tzinfo=UTC),
            "2024-12-31 16:00 (UTC)",
            "2025-01-01 00:00 (UTC+08:00)",
            id="midnight in China",
        ),
        pytest.param(
            datetime(2024, 6, 18, 0, 0, 5, tzinfo=UTC),
            "2024-06-18 00:00:05 (UTC)",
            "2024-06-18 08:00:05 (UTC+08:00)",
            id="seconds",
        ),
        pytest.param(
            datetime(2024, 6, 18, 0, 0, 0, 1, tzinfo=UTC),
            "2024-06-18 00:00:00.000001 (UTC)",
            "2024-06-18 08:00:00.000001 (UTC+08:00)",
            id="a microsecond",
        ),
        pytest.param(
            datetime(9999, 12, 31, 23, tzinfo=UTC),
            "9999-12-31 23:00 (UTC)",
            "9999-12-31 23:00 (UTC)",
            id="too late for China's calendar",
        ),
        pytest.param(
            datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=-3))),
            "2024-01-01 03:00 (UTC)",
            "2024-01-01 11:00 (UTC+08:00)",
            id="another offset",
        ),
    ],
)
def test_an_instant_is_written_by_the_clock_of_the_language(at: datetime, en: str, zh: str) -> None:
    assert (en, zh) == (told_instant(at), told_instant(at, "zh"))


@given(
    one=st.datetimes(timezones=st.just(UTC)),
    other=st.datetimes(timezones=st.just(UTC)),
    language=st.sampled_from(["en", "zh"]),
)
def test_two_instants_read_alike_exactly_if_they_are_equal(
    one: datetime, other: datetime, language: Language
) -> None:
    same = told_instant(one, language) == told_instant(other, language)
    assert same == (one == other)
