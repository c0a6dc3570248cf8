"""Tax policy: which scheme holds for whom, and in which month an instant falls."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fenxiao.errors import FenxiaoError, PolicyError
from fenxiao.model.instants import to_us
from fenxiao.payout.tax.china import LABOUR, NONE, PLATFORM
from fenxiao.payout.tax.policy import TaxPolicy, TaxRule
from fenxiao.payout.tax.united_states import BACKUP_2018

OCTOBER = datetime(2025, 9, 30, 16, tzinfo=UTC)  # midnight in China
POLICY = TaxPolicy(
    rules=(
        TaxRule(scheme=LABOUR, currency="CNY", kinds=("individual",)),
        TaxRule(scheme=PLATFORM, currency="CNY", kinds=("individual",), effective_from=OCTOBER),
        TaxRule(scheme=NONE, currency="CNY"),
        TaxRule(scheme=BACKUP_2018, currency="USD", payers=("us",)),
        TaxRule(scheme=NONE, currency="CNY", payers=("free",)),
    )
)
AT_US = to_us(OCTOBER)


@pytest.mark.parametrize(
    ("payer_id", "kind", "currency", "at_us", "expected"),
    [
        ("shop", "individual", "CNY", AT_US - 1, "cn_labour"),
        ("shop", "individual", "CNY", AT_US, "cn_platform"),
        ("shop", "company", "CNY", AT_US, "none"),
        ("free", "individual", "CNY", AT_US, "none"),
        ("us", "individual", "USD", AT_US, "us_backup"),
        ("shop", "individual", "USD", AT_US, None),
        ("shop", "individual", "EUR", AT_US, None),
    ],
)
def test_which_scheme_holds(
    payer_id: str, kind: str, currency: str, at_us: int, expected: str | None
) -> None:
    scheme = POLICY.scheme(payer_id, kind, currency, at_us)
    assert expected == (None if scheme is None else scheme.scheme_id)


@pytest.mark.parametrize(
    ("more_us", "month"), [(-1, "2025-09"), (0, "2025-10"), (31 * 86_400_000_000, "2025-11")]
)
def test_months_begin_where_the_taxes_are_due(more_us: int, month: str) -> None:
    assert month == POLICY.month(AT_US + more_us)


def test_a_month_ends_where_the_next_begins() -> None:
    assert (AT_US, "2026-01") == (
        POLICY.until_us("2025-09"),
        POLICY.month(POLICY.until_us("2025-12")),
    )


def test_two_rules_for_the_same_are_refused() -> None:
    with pytest.raises(PolicyError) as caught:
        TaxPolicy(rules=(*POLICY.rules, TaxRule(scheme=LABOUR, currency="CNY")))
    assert "tax.rules" == caught.value.code


@pytest.mark.parametrize(
    "change",
    [
        {"scheme": 5},
        {"currency": "cny"},
        {"kinds": "individual"},
        {"kinds": ("",)},
        {"payers": ("",)},
        {"effective_from": datetime(2025, 1, 1)},  # noqa: DTZ001  # no zone is what it is about
    ],
)
def test_each_field_of_a_rule_is_checked(change: dict[str, object]) -> None:
    fields: dict[str, object] = {"scheme": NONE, "currency": "CNY", **change}
    with pytest.raises(FenxiaoError):
        TaxRule(**fields)  # type: ignore[arg-type]  # wrong ones are what it is about


def test_the_offset_is_less_than_a_day_and_a_minute() -> None:
    with pytest.raises(FenxiaoError):
        TaxPolicy(rules=(), utc_offset_minutes=1_441)
