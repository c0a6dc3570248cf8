"""Profiles: each states its columns, its words and the source of every figure."""

from __future__ import annotations

from datetime import date

import pytest

from fenxiao.payout.rails.bank_form import Column, Profile
from fenxiao.payout.rails.bank_profiles import PROFILES
from fenxiao.payout.rails.form import outcomes

every_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)


@every_profile
def test_a_profile_is_found_by_its_name(profile: Profile) -> None:
    assert PROFILES[profile.name] is profile


@every_profile
def test_titles_and_words_stand_once(profile: Profile) -> None:
    for columns in (profile.columns, profile.answer.columns):
        assert len(columns) == len({one.title for one in columns})
    words = profile.answer.words
    assert len(words) == len(outcomes(words))
    assert {"paid", "failed", "submitted"} <= set(outcomes(words).values())
    assert all(one.meaning and one.meaning_zh for one in words)


@every_profile
def test_a_return_can_be_matched(profile: Profile) -> None:
    held = {one.holds for one in profile.answer.columns}
    assert {"status", "amount", "reference"} <= held
    assert held & {"key", "note_key"}
    assert "currency" in held or len(profile.currencies) == 1


@every_profile
def test_every_figure_is_used_and_says_where_it_is_from(profile: Profile) -> None:
    stems = {one.limit for one in (*profile.head, *profile.columns, *profile.tail)}
    known = {f"{stem}_{unit}" for stem in stems for unit in ("characters", "bytes")}
    for one in profile.limits:
        assert one.name in known | {
            "items",
            "single_low_minor",
            "single_high_minor",
            "total_high_minor",
        }
        assert one.name.endswith(one.unit.replace("minor units", "minor"))
        assert len(one.source) > 8
        assert date(2024, 1, 1) <= one.valid_from
    assert "" in stems


@every_profile
def test_only_fixed_fields_have_a_text(profile: Profile) -> None:
    form = profile.answer
    lines = (profile.head, profile.columns, profile.tail, form.head, form.columns, form.tail)
    columns: list[Column] = [one for line in lines for one in line]
    assert all((one.holds == "fixed") == bool(one.text) for one in columns)
