"""Homes: every public name lives where the table says, once."""

from __future__ import annotations

from importlib import import_module

import pytest

import fenxiao
from fenxiao.homes import HOME, HOMES


def test_the_table_names_what_is_public_and_nothing_else() -> None:
    assert sorted(fenxiao.__all__) == sorted(HOME)


def test_no_name_has_two_homes() -> None:
    assert len(HOME) == sum(map(len, HOMES.values()))


@pytest.mark.parametrize("name", HOME)
def test_every_name_lives_there(name: str) -> None:
    assert getattr(import_module(HOME[name]), name) is getattr(fenxiao, name)
