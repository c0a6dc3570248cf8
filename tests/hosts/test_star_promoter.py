"""Orders under one star do not wait for each other, whatever else happens to him."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine

from benchmarks.host_clients import fill
from benchmarks.host_tables import PAGE, drawn
from benchmarks.star_promoter import Crew, Kind, measure, summary

pytestmark = pytest.mark.hosts

CLIENTS = 8
PAIRS = 5
SECONDS = 1.0

BUSY = Kind("fenxiao", is_busy=True)


def test_a_star_costs_no_order_a_second_try(postgres_schema: str) -> None:
    engine = create_engine(postgres_schema)
    fill(engine)
    engine.dispose()
    crew = Crew(postgres_schema, CLIENTS)
    try:
        told = summary(measure(crew, PAIRS, SECONDS, {BUSY: 1}), BUSY)
    finally:
        crew.close()
    assert 0 == told["retries"].get("OrderPaid", 0)
    for name in ("OrderPaid", "Touch", "WithdrawalRequested", "PayoutResult", "Release"):
        assert told["events"][name] > 0, name  # how fast is the benchmark's question


def test_the_page_shows_what_was_measured() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert drawn(page) == page
