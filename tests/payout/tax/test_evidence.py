"""Evidence packs: every payment of a month with what was taken off it, and whether it adds up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fenxiao.model.instants import to_us
from fenxiao.model.records import Payout
from fenxiao.model.tax_records import TaxCorrection, TaxSums, TaxYear, Withholding
from fenxiao.payout.tax.evidence import Earned, Evidence, earned_by, evidence, evidence_csv
from fenxiao.settlement.book import Book
from tests.support.build import (
    CURRENCY,
    PAYER,
    START,
    at,
    available,
    back,
    refunded,
    result,
    withdraw,
)
from tests.support.taxes import TAXED, declared, open_tax

JANUARY_US = (to_us(START), to_us(START + timedelta(days=31)))
WHOSE = (PAYER, "u1", CURRENCY)


def told(*outcomes: tuple[str, str, int]) -> Book:
    """Return a book in which 1,000.00, 2,000.00 and 1,000.00 were asked for in January."""
    book = Book(TAXED)
    asked = [withdraw("u1", 100_000 * (1 + one % 2), event_id=f"w{one}") for one in range(3)]
    said = [result(name, outcome, minor) for name, outcome, minor in outcomes]  # type: ignore[arg-type]  # parametrized as plain texts
    for event in (*available("u1", 700_000), *asked, *said):
        assert book.apply(event).refusal is None
    return book


def packs(book: Book, month: str = "2024-01") -> tuple[Evidence, ...]:
    rows = [one for one, _ in book.rows.values()]
    return evidence(
        month,
        [one for one in rows if isinstance(one, TaxYear)],
        [one for one in rows if isinstance(one, Withholding)],
        [one for one in rows if isinstance(one, Payout)],
        earned=earned_by(book.entries, JANUARY_US),
    )


def test_a_pack_has_every_payment_and_what_was_taken_off() -> None:
    (pack,) = packs(told(("w0", "paid", 96_000), ("w1", "failed", 160_000)))
    assert WHOSE == (pack.payer_id, pack.person_id, pack.currency)
    assert [("paid", 4_000, 96_000), ("failed", 40_000, 160_000), ("approved", 20_000, 80_000)] == [
        (one.state, one.sums.tax_minor, one.net_minor) for one in pack.lines
    ]
    assert (TaxSums(1, 100_000, 4_000), (), True) == (pack.paid, pack.corrections, pack.is_whole)
    assert (Earned("order u1", 700_000),) == pack.earned


def test_what_came_after_a_declaration_adds_up_with_it() -> None:
    book = told(("w0", "paid", 96_000))
    late = [
        declared(),
        result("w2", "paid", 80_000, day=40),
        result("w0", "returned", 96_000, day=41),
    ]
    for event in late:
        assert book.apply(event).refusal is None
    (pack,) = packs(book)
    assert TaxSums(1, 100_000, 4_000) == pack.paid
    assert (TaxCorrection("2024-02", TaxSums(0, 0, 16_000)),) == pack.corrections
    assert (True, to_us(at(31))) == (pack.is_whole, pack.declared_us)


def test_what_does_not_add_up_says_so() -> None:
    book = told(("w0", "paid", 96_000))
    rows = [one for one, _ in book.rows.values()]
    years = [one for one in rows if isinstance(one, TaxYear)]
    (pack,) = evidence("2024-01", years, [], [])
    assert ((), False) == (pack.lines, pack.is_whole)


def test_another_amount_gives_another_digest_and_the_same_gives_the_same() -> None:
    (one,), (same,) = packs(told(("w0", "paid", 96_000))), packs(told(("w0", "paid", 96_000)))
    (other,) = packs(told())
    assert one == same
    assert one.digest != other.digest
    assert 64 == len(one.digest)


def test_a_later_attempt_takes_the_place_of_an_earlier_one() -> None:
    book = told()
    rows = [one for one, _ in book.rows.values()]
    payouts = [replace_key(one) for one in rows if isinstance(one, Payout)]
    years = [one for one in rows if isinstance(one, TaxYear)]
    (pack,) = evidence(
        "2024-01", years, [one for one in rows if isinstance(one, Withholding)], payouts
    )
    assert ["retried"] * 3 == [one.state for one in pack.lines]


def replace_key(payout: Payout) -> Payout:
    return payout._replace(key=f"later {payout.key}", attempt=2)


def test_months_without_a_row_have_no_pack() -> None:
    assert () == packs(told(), "2024-02")


def test_persons_stand_in_order_each_by_himself() -> None:
    book = Book(TAXED)
    for name in ("p2", "p1"):
        book.apply(open_tax(name))
    found = packs(book)
    assert ["p1", "p2"] == [one.person_id for one in found]


@pytest.mark.parametrize("goes_back", [True, False])
def test_what_went_back_is_no_longer_earned(*, goes_back: bool) -> None:
    book = told()
    if goes_back:
        book.apply(refunded("order u1", back(quantity=1), day=12))
    expected = () if goes_back else (Earned("order u1", 700_000),)
    assert {WHOSE: expected} == earned_by(book.entries, JANUARY_US)
    later = (JANUARY_US[1], JANUARY_US[1] + 1)
    assert {} == earned_by(book.entries, later)
    named = earned_by(book.entries, JANUARY_US, persons={"u1": "p1"})
    assert [(PAYER, "p1", CURRENCY)] == list(named)


def test_a_pack_as_csv_ends_with_the_sum_of_what_arrived() -> None:
    (pack,) = packs(told(("w0", "paid", 96_000), ("w1", "failed", 160_000)))
    header, *lines, total = (line.strip().split(",") for line in evidence_csv(pack))
    assert header[-6:] == ["gross", "income_tax", "vat", "surcharge", "fee", "net"]
    assert ["1000.00", "40.00", "0.00", "0.00", "0.00", "960.00"] == lines[0][-6:] == total[-6:]
    assert ["paid", "failed", "approved"] == [one[6] for one in lines]
    spoilt = pack._replace(lines=(pack.lines[0]._replace(reference="=1+1"),))
    assert "'=1+1" in list(evidence_csv(spoilt))[1]
