"""Bank CSV: rows that a bank can read back, sums that agree, formulas that stay text."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PayoutError
from fenxiao.model.records import Payout
from fenxiao.money import TOTAL_LIMIT_MINOR, parse_amount
from fenxiao.payout.lifecycle import STATES
from fenxiao.payout.rails.bank_csv import COLUMNS, render
from tests.model.strategies import currencies, ids

FORMULAS = "=+-@\t\r"
payouts = st.builds(
    Payout,
    instruction_id=ids,
    key=st.from_regex("[0-9A-Z]{1,30}", fullmatch=True),
    payer_id=ids,
    member_id=ids,
    currency=currencies,
    amount_minor=st.integers(1, TOTAL_LIMIT_MINOR),
    payee_token=ids | st.tuples(st.sampled_from(FORMULAS), ids).map("".join),
    state=st.just("approved"),
    requested_us=st.just(0),
    updated_us=st.just(0),
    reference=st.none(),
)
batches = st.lists(payouts, max_size=5, unique_by=lambda payout: payout.instruction_id)
ONE = Payout("I1", "K1", "m1", "u1", "CNY", 1_234, "t1", "approved", 0, 0, None)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def unguarded(field: str) -> str:
    """Return what a field was written from: without the apostrophe that leads it."""
    return field.removeprefix("'")


def test_the_text_of_a_file() -> None:
    assert "".join(render([ONE])) == (
        "key,payee_token,amount,currency,member_id\r\nK1,t1,12.34,CNY,u1\r\n"
    )


def test_no_instruction_makes_a_header_only() -> None:
    assert list(render([])) == [",".join(COLUMNS) + "\r\n"]


@given(batch=batches)
def test_a_reader_of_csv_finds_the_instructions(batch: list[Payout]) -> None:
    rows = list(render(batch))
    assert all(row.endswith("\r\n") for row in rows)
    found = read("".join(rows))
    assert [tuple(row) for row in found] == [COLUMNS] * len(batch)
    for row, payout in zip(found, batch, strict=True):
        assert payout.key == row["key"]
        assert payout.payee_token == unguarded(row["payee_token"])
        assert payout.member_id == unguarded(row["member_id"])


@given(batch=batches)
def test_the_amounts_sum_to_those_of_the_instructions(batch: list[Payout]) -> None:
    sums: dict[str, int] = {}
    for row in read("".join(render(batch))):
        amount_minor = parse_amount(row["amount"], row["currency"])
        sums[row["currency"]] = sums.get(row["currency"], 0) + amount_minor
    ours: dict[str, int] = {}
    for payout in batch:
        ours[payout.currency] = ours.get(payout.currency, 0) + payout.amount_minor
    assert ours == sums


@given(batch=batches)
def test_no_field_is_a_formula(batch: list[Payout]) -> None:
    for row in read("".join(render(batch))):
        assert not any(field.startswith(tuple(FORMULAS)) for field in row.values())


@pytest.mark.parametrize(
    ("token", "field"),
    [
        ("t1", "t1"),
        ("=1+1", "'=1+1"),
        ("+8613", "'+8613"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("'=1", "''=1"),
        ("a,b", '"a,b"'),
        ('a"b', '"a""b"'),
        ("=a,b", '"\'=a,b"'),
    ],
)
def test_fields_are_quoted_and_guarded(token: str, field: str) -> None:
    (_, row) = render([ONE._replace(payee_token=token)])
    assert f"K1,{field},12.34,CNY,u1\r\n" == row


@pytest.mark.parametrize("state", [state for state in STATES if state != "approved"])
def test_only_approved_instructions_are_sent(state: str) -> None:
    with pytest.raises(PayoutError) as caught:
        list(render([ONE, ONE._replace(instruction_id="I2", state=state)]))  # type: ignore[arg-type]  # any text here
    assert (caught.value.code, caught.value.state) == ("payout.not_approved", state)
    assert caught.value.instruction_id == "I2"


def test_different_accounts_are_written_differently() -> None:
    rows = [list(render([ONE._replace(payee_token=token)])) for token in ("=1", "'=1")]
    assert rows[0] != rows[1]


def test_an_instruction_stands_once_in_a_file() -> None:
    with pytest.raises(PayoutError) as caught:
        list(render([ONE, ONE]))
    assert (caught.value.code, caught.value.instruction_id) == ("payout.repeated", "I1")
