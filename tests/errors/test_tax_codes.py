"""The codes of tax."""

from __future__ import annotations

from fenxiao.errors import CODES
from fenxiao.errors.tax_codes import TAXES

RETRIED = {"tax.no_rule", "tax.no_policy", "tax.unknown_scheme"}


def test_each_is_in_the_table_once() -> None:
    codes = [code for code, *_ in TAXES]
    assert sorted(set(codes)) == sorted(codes)
    assert set(codes) <= set(CODES)


def test_only_what_may_be_true_later_is_fed_again() -> None:
    assert RETRIED == {code for code, kind, *_ in TAXES if kind == "retry"}
