"""Tax over any interleaving: the rows, the books and what was declared tell one story.

1. What a month has paid is what arrived in it; what it has reserved is what is on its way.
2. The books owe the tax office exactly what all months have paid and corrected.
3. What was declared never changes again.
4. Nobody's wallet loses or gains by it: in transit is what is on its way, before tax.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.model.events import Event, PayoutOutcome
from fenxiao.model.tax_records import NO_TAX, TaxMonth, TaxSums, TaxYear, Withholding
from fenxiao.payout.tax.china import PLATFORM_WITH_VAT
from fenxiao.payout.tax.policy import TaxPolicy, TaxRule
from fenxiao.payout.tax.state import effective
from fenxiao.settlement.book import Book
from tests.support.build import CURRENCY, PAYER, POLICY, at, available, result, withdraw
from tests.support.careers import verified
from tests.support.taxes import TAX, declared
from tests.support.trades import balances

OPEN = {"approved", "submitted", "unknown"}
SMALL = replace(PLATFORM_WITH_VAT, allowance_minor=50)
POLICIES = (TAX, TaxPolicy(rules=(TaxRule(scheme=SMALL, currency=CURRENCY),), utc_offset_minutes=0))
OUTCOMES: tuple[PayoutOutcome, ...] = ("paid", "returned", "failed", "unknown")

WORDS = {str(one): one for one in OUTCOMES}

asks = st.tuples(st.just("ask"), st.sampled_from(["u1", "u2", "u3"]), st.integers(1, 9_000_000))
says = st.tuples(st.just("say"), st.integers(0, 3), st.sampled_from(OUTCOMES))
ends = st.tuples(st.just("month end"), st.booleans())
firsts = st.tuples(st.just("say"), st.just(-1), st.sampled_from(["paid", "paid", "unknown"]))
comes_back = st.tuples(st.just("say"), st.integers(0, 1), st.just("returned"))
lives = st.tuples(asks, firsts, asks | says | ends, comes_back | ends | says)
steps = st.lists(lives, min_size=1, max_size=4).map(lambda found: list(chain(*found)))


class Story:
    """A book, the day it is, and what was declared so far."""

    def __init__(self, policy: TaxPolicy) -> None:
        self.book = Book(replace(POLICY, tax=policy))
        self.day = 5.0
        self.asked: list[str] = []
        self.declared: dict[tuple[str, str, str], TaxSums] = {}
        for name in ("u1", "u2", "u3"):
            self.tell(*available(name, 50_000_000))
        for name in ("u1", "u2"):  # one person with two accounts
            self.tell(verified(name, day=4))

    def tell(self, *events: Event) -> None:
        for event in events:
            self.book.apply(event)

    def take(self, number: int, step: tuple[object, ...]) -> None:
        match step:
            case ("month end", bool(is_declared)):
                month = f"{at(self.day):%Y-%m}"
                self.day += 31
                if is_declared:
                    self.tell(declared(month, id=f"declare {number}", at=at(self.day)))
            case ("ask", str(member_id), int(amount_minor)):
                name = f"w{number}"
                self.asked.append(name)
                self.tell(withdraw(member_id, amount_minor, day=self.day, event_id=name))
            case ("say", int(place), str(outcome)) if self.asked:
                name = self.asked[place % len(self.asked)]
                found = [one for one in self.book.payouts() if one.key == key_of(name, self.book)]
                for payout in found:
                    said = result(name, "paid", payout.amount_minor, day=self.day)
                    told = replace(said, id=f"say {number}", outcome=WORDS[outcome])
                    self.tell(told)
            case _:
                pass

    def years(self) -> list[TaxYear]:
        return [one for one, _ in self.book.rows.values() if isinstance(one, TaxYear)]

    def months(self) -> dict[tuple[str, str, str], TaxMonth]:
        return {
            (year.person_id, one.month, one.scheme_id): one
            for year in self.years()
            for one in year.months
        }


def key_of(name: str, book: Book) -> str:
    rows = (one for one, _ in book.rows.values() if isinstance(one, Withholding))
    made = result(name, "paid", 1).instruction_id
    return next((one.key for one in rows if one.instruction_id == made), "")


def check(story: Story) -> None:
    rows = [one for one, _ in story.book.rows.values() if isinstance(one, Withholding)]
    payouts = {one.key: one for one in story.book.payouts()}
    states = {one.key: payouts[one.key].state for one in rows}
    months = story.months()
    for (person_id, month, scheme_id), found in months.items():
        mine = [
            one
            for one in rows
            if (one.person_id, one.month, one.scheme_id) == (person_id, month, scheme_id)
        ]
        on_way = total(one.sums for one in mine if states[one.key] in OPEN)
        arrived = total(one.sums for one in mine if states[one.key] == "paid")
        assert on_way == found.reserved
        later = total(
            fix.sums
            for (whose, _, scheme), other in months.items()
            if (whose, scheme) == (person_id, scheme_id)
            for fix in other.corrections
            if fix.month == month
        )
        assert arrived == found.paid.plus(later)
    for place, sums in story.declared.items():
        assert sums == months[place].paid
    for place, found in months.items():
        if found.declared_us is not None:
            story.declared.setdefault(place, found.paid)
    check_books(story)


def check_books(story: Story) -> None:
    told = total(
        sums
        for found in story.months().values()
        for sums in (found.paid, *(fix.sums for fix in found.corrections))
    )
    assert -told.tax_minor == balances(story.book.entries).get(("tax_payable", ""), 0)
    for name in ("u1", "u2", "u3"):
        on_way = sum(
            one.gross_minor
            for one in story.book.payouts()
            if one.member_id == name and one.state in OPEN
        )
        wallet = story.book.wallet(PAYER, name, CURRENCY)
        assert on_way == wallet.in_transit_minor
    for one in story.book.payouts():
        assert 0 <= one.tax_minor < one.gross_minor
    for year in story.years():
        for row in year.months:
            assert effective(year, row.month, row.scheme_id).payment_count >= 0


def total(parts: Iterable[TaxSums]) -> TaxSums:
    found = NO_TAX
    for one in parts:
        found = found.plus(one)
    return found


@settings(max_examples=40, deadline=timedelta(seconds=20))
@given(steps=steps, policy=st.sampled_from(POLICIES))
def test_rows_books_and_declarations_tell_one_story(
    steps: list[tuple[object, ...]], policy: TaxPolicy
) -> None:
    story = Story(policy)
    for number, step in enumerate(steps):
        story.take(number, step)
        check(story)
