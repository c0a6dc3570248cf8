"""Keys and scans of periods: pages go on after the last row."""

from __future__ import annotations

from fenxiao.model.period_keys import awards_scan, qualified_scan, sales_scan, volumes_scan

PART = ("m1", "CNY", "m0", "p1")


def test_pages_go_on_after_the_last_row() -> None:
    assert sales_scan("m1", "CNY", (3, 7), 5, (4, "o1")).after == (4, "o1")
    assert volumes_scan(PART, 5, ("u1", "")).after == ("u1", "")
    assert qualified_scan(PART, 5, ("u1",)).after == ("u1",)
    assert awards_scan(PART, 5, ("r", "u1")).after == ("r", "u1")
