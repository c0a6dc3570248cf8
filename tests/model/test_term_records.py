"""Records of terms: what older ones leave out, and that they are stored and read alike."""

from __future__ import annotations

import pytest

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.credit_records import Credit
from fenxiao.model.term_records import (
    Captures,
    Cell,
    Detail,
    LineTerms,
    LineWhole,
    RuleTerms,
    Slot,
    Terms,
)

CREDIT = Credit("room", "h", "credited", "", "order", "e1", 5, None, "c1", 2, ("1",), ())
DETAIL = Detail(
    holder_id="h",
    role="room",
    grade="gold",
    base_minor=None,
    found="sku s1",
    unit_minor=3,
    order_minor=4,
    weight=2,
    weights=5,
    factor_ppm=2_000_000,
    gross=(7, 3),
    steps=("ceiling", "fee:service"),
    cells=(Cell(500, None, 1, 2), Cell(None, 800, 0, 1)),
)
PLAIN = Slot("sale", 1, "u1", 100_000, 79, 10, "paid")
FULL = Terms(
    "o1",
    "p1",
    "digest",
    2,
    99,
    ("u1", "u2"),
    (
        LineTerms("1", 3, 790, (PLAIN, PLAIN._replace(payee_id=None, detail=DETAIL))),
        LineTerms("1", 3, 210, (PLAIN,), "rest"),
    ),
    (CREDIT,),
    (RuleTerms("sale", "goods", "merchant", "order", "posted_share", "half_up"),),
    ("618",),
    ("freight", "price_protection"),
    ("goodwill",),
    Captures((LineWhole("1", 1_000),), (1_000, 0), "live", is_first_order=True, is_over=False),
)


@pytest.mark.parametrize(
    "terms",
    [
        pytest.param(FULL, id="with all that terms may say"),
        pytest.param(Terms("o1", "p1", "", 2, 0, (), ()), id="with nothing"),
        pytest.param(FULL._replace(rules=(), campaigns=(), credits=()), id="of plain rules"),
    ],
)
def test_terms_are_read_as_they_were_stored(terms: Terms) -> None:
    read = load_record(dump_record(terms))
    assert terms == read
    assert type(read) is Terms


def test_what_is_left_out_is_of_the_plainest_kind() -> None:
    assert PLAIN.detail is None
    assert ((), (), (), (), (), None) == Terms("o1", "p1", "", 2, 0, (), ())[7:]
    assert LineTerms("1", 3, 790, ()).capture_id == ""


def test_parts_come_back_as_what_they_were() -> None:
    read = load_record(dump_record(FULL))
    assert isinstance(read, Terms)
    detail = read.lines[0].slots[1].detail
    assert isinstance(detail, Detail)
    assert [Cell, Cell] == [type(one) for one in detail.cells]
    assert (RuleTerms, Credit) == (type(read.rules[0]), type(read.credits[0]))
    assert (7, 3) == detail.gross
    assert read.captures is not None
    assert (Captures, LineWhole) == (type(read.captures), type(read.captures.lines[0]))
