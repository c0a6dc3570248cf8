"""Tax on the way of a payout: reserved, settled, given back, declared, corrected, taken over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from fenxiao.ledger.earnings import ReportPeriod, earnings
from fenxiao.model.contract import (
    Decision,
    Need,
    Put,
    member_key,
    payee_key,
    tax_year_key,
    wallet_key,
    withholding_key,
)
from fenxiao.model.events import Event
from fenxiao.model.payee_records import Payee
from fenxiao.model.records import Member, Payout, Refusal
from fenxiao.model.tax_records import NO_TAX, TaxCorrection, TaxMonth, TaxSums, TaxYear, Withholding
from fenxiao.payout.tax.policy import TaxPolicy, TaxRule
from fenxiao.payout.tax.schemes import TaxScheme
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.store import Loaded, Store
from fenxiao.settlement.tax import (
    TURNS,
    Taxed,
    Taxing,
    Taxpayer,
    move_tax,
    person_of,
    read_tax,
    read_taxpayer,
    tax_again,
    tax_payout,
)
from tests.purity.taxes import GREEDY
from tests.support.build import (
    CURRENCY,
    PAYER,
    POLICY,
    START,
    available,
    instruction_id,
    result,
    withdraw,
)
from tests.support.careers import verified
from tests.support.payees import paying
from tests.support.payouts import retry
from tests.support.taxes import (
    FEBRUARY,
    TAX,
    TAXED,
    WHERE,
    declared,
    open_tax,
    remitted,
    tax_month,
)
from tests.support.trades import balances

JANUARY = FEBRUARY - timedelta(days=20)
DECEMBER, NEXT_YEAR = (
    datetime.fromisoformat("2024-12-20T00Z"),
    datetime.fromisoformat("2025-01-05T00Z"),
)


class Shop:
    """A store in which withdrawals are taxed and their payouts moved, as the conductor does it."""

    def __init__(self) -> None:
        self.store = Store()
        self.payouts: dict[str, Payout] = {}

    def add(self, member: Member) -> None:
        decided = Put(member_key(member.member_id), member, 0)
        assert self.store.commit(self._decision((decided,), ()))

    def pay(self, name: str, gross_minor: int, at: datetime, member_id: str = "u1") -> TaxSums:
        event = replace(withdraw(member_id), id=name, at=at)
        own = (event.payer_id, event.member_id, event.currency)
        payout = Payout(f"i {name}", name, *own, gross_minor, "t1", "approved", 0, 0, None)
        facts: Loaded = {}
        guards = (Put(wallet_key(*own), None, 0),)
        while isinstance(taxed := tax_payout(event, payout, facts, TAXED, guards), Need):
            facts |= self.store.load(taxed.keys, taxed.scans)
        assert isinstance(taxed, Taxed)
        assert self.store.commit(self._decision(taxed.puts, taxed.appends))
        self.payouts[name] = taxed.payout
        sums = taxed.appends[0].record
        assert isinstance(sums, Withholding)
        return sums.sums

    def move(self, template: str, at: datetime, *names: str) -> None:
        event = replace(withdraw("u1"), at=at)
        moved = [self.payouts[name] for name in names]
        facts: Loaded = {}
        while isinstance(puts := move_tax(moved, template, event, facts, TAX), Need):
            facts |= self.store.load(puts.keys, puts.scans)
        assert self.store.commit(self._decision(puts, ()))

    def declare(self, month: str, at: datetime) -> None:
        book = Book(TAXED)
        book.store = self.store
        assert book.apply(declared(month, at=at)).refusal is None

    def months(self, year: str = "2024", person_id: str = "u1") -> tuple[TaxMonth, ...]:
        found, _ = self.store.rows[tax_year_key(PAYER, CURRENCY, year, person_id)]
        assert isinstance(found, TaxYear)
        return found.months

    def _decision(self, puts: Any, appends: Any) -> Decision:
        return Decision("applied", tuple(puts), tuple(appends))


def member(member_id: str, *, token: str = "", is_verified: bool = False) -> Member:
    found = Member(member_id, None, None, "none", 0, "", is_verified)
    return found._replace(identity_token=token)


def test_a_payment_is_reserved_then_settled() -> None:
    shop = Shop()
    sums = shop.pay("a", 400_000, JANUARY)
    assert TaxSums(1, 400_000, 64_000) == sums
    assert (TaxMonth("2024-01", "cn_labour", NO_TAX, sums),) == shop.months()
    shop.move("payout_paid", JANUARY, "a")
    assert (TaxMonth("2024-01", "cn_labour", sums),) == shop.months()


@pytest.mark.parametrize("template", ["payout_failed", "withdrawal_back"])
def test_what_never_arrived_is_given_back(template: str) -> None:
    shop = Shop()
    shop.pay("a", 400_000, JANUARY)
    shop.move(template, JANUARY, "a")
    assert (TaxMonth("2024-01", "cn_labour"),) == shop.months()
    assert 64_000 == shop.pay("b", 400_000, JANUARY).income_tax_minor


def test_what_came_back_of_an_open_month_leaves_it() -> None:
    shop = Shop()
    shop.pay("a", 400_000, JANUARY)
    for template in ("payout_paid", "payout_returned"):
        shop.move(template, JANUARY, "a")
    assert (TaxMonth("2024-01", "cn_labour"),) == shop.months()


def test_accounts_of_one_person_share_his_year() -> None:
    shop = Shop()
    for name in ("u1", "u2"):
        shop.add(member(name, token="p1"))
    shop.pay("a", 80_000, JANUARY, "u1")
    assert 16_000 == shop.pay("b", 80_000, JANUARY, "u2").income_tax_minor
    assert 0 == shop.pay("c", 80_000, JANUARY, "u3").income_tax_minor
    assert ("p1", "u3") == (person_of(member("u1", token="p1")), person_of(member("u3")))


def test_several_at_once_are_moved_together() -> None:
    shop = Shop()
    one, other = shop.pay("a", 400_000, JANUARY), shop.pay("b", 100_000, JANUARY)
    shop.move("payout_paid", JANUARY, "a", "b")
    assert (TaxMonth("2024-01", "cn_labour", one.plus(other)),) == shop.months()


def test_what_comes_after_a_declaration_stands_in_the_open_month() -> None:
    shop = Shop()
    paid, late = shop.pay("a", 400_000, JANUARY), shop.pay("b", 100_000, JANUARY)
    shop.move("payout_paid", JANUARY, "a")
    shop.declare("2024-01", FEBRUARY)
    shop.move("payout_paid", FEBRUARY, "b")
    shop.move("payout_returned", FEBRUARY, "a")
    january, february = shop.months()
    assert (paid, NO_TAX, ()) == january[2:5]
    fix = late.plus(paid.negated())
    assert (NO_TAX, NO_TAX, (TaxCorrection("2024-01", fix),)) == february[2:5]


def test_a_late_withdrawal_falls_into_the_open_month() -> None:
    shop = Shop()
    shop.pay("a", 400_000, JANUARY)
    shop.declare("2024-01", FEBRUARY)
    shop.pay("b", 400_000, JANUARY)
    assert ["2024-01", "2024-02"] == [one.month for one in shop.months()]


def test_a_correction_of_december_stands_in_the_next_year() -> None:
    shop = Shop()
    sums = shop.pay("a", 720_000, DECEMBER)
    shop.move("payout_paid", DECEMBER, "a")
    shop.declare("2024-12", NEXT_YEAR)
    shop.move("payout_returned", DECEMBER, "a")
    (december,) = shop.months()
    (january,) = shop.months("2025")
    assert sums == december.paid
    assert ("2025-01", (TaxCorrection("2024-12", sums.negated()),)) == (january[0], january[4])


def test_a_declared_year_sends_a_late_withdrawal_into_the_next() -> None:
    shop = Shop()
    shop.pay("a", 720_000, DECEMBER)
    shop.declare("2024-12", NEXT_YEAR)
    assert 2_280 == shop.pay("b", 720_000, DECEMBER).income_tax_minor
    assert ["2025-01"] == [one.month for one in shop.months("2025")]


def test_without_a_policy_or_a_posting_nothing_moves() -> None:
    shop = Shop()
    shop.pay("a", 1, JANUARY)
    payouts = list(shop.payouts.values())
    event = withdraw("u1")
    assert () == move_tax(payouts, "payout_paid", event, {}, None)
    assert () == move_tax(payouts, None, event, {}, TAX)
    unknown = payouts[0]._replace(key="of before")
    facts: Loaded = {withholding_key("of before"): None}
    assert () == move_tax([unknown], "payout_paid", event, facts, TAX)


def test_who_is_unknown_and_in_no_rule_is_told() -> None:
    event = replace(withdraw("u1"), currency="USD")
    refusal = read_tax(event, Taxpayer("u1"), {}, TAX)
    assert isinstance(refusal, Refusal)
    assert ("tax.no_rule", "individual", "USD") == (
        refusal.code,
        *(dict(refusal.facts)[name] for name in ("kind", "currency")),
    )


def test_a_declaration_takes_persons_page_by_page() -> None:
    book = Book(TAXED)
    for number in range(5):
        months = (tax_month(is_declared=False), tax_month("2024-02", is_declared=False))
        assert book.apply(open_tax(f"p{number}", *months)).refusal is None
    waiting: Event | None = declared(limit=2)
    pages = 0
    while waiting is not None:
        waiting, pages = book.apply(waiting).continuation, pages + 1
    assert 3 == pages
    for number in range(5):
        year, revision = book.rows[tax_year_key(PAYER, CURRENCY, "2024", f"p{number}")]
        assert isinstance(year, TaxYear)
        assert [True, False] == [one.declared_us is not None for one in year.months]
        assert 2 == revision


def test_declared_again_it_takes_only_who_was_not_yet() -> None:
    book = Book(TAXED)
    book.apply(open_tax("p1", tax_month(is_declared=False)))
    book.apply(declared())
    book.apply(open_tax("p2", tax_month(is_declared=False)))
    written = [
        put.key[-1] for put in book.apply(declared(id="again")).puts if put.key[0] == "tax_year"
    ]
    assert ["p2"] == written


def test_a_month_is_declared_when_it_is_over() -> None:
    book = Book(TAXED)
    early = FEBRUARY - timedelta(microseconds=1)
    refusal = book.apply(declared(at=early)).refusal
    assert refusal is not None
    assert "tax.not_over" == refusal.code
    assert "applied" == book.apply(declared(id="on time")).status


def test_what_another_system_withheld_counts_on() -> None:
    months = (
        tax_month("2024-10", scheme_id="cn_platform", gross_minor=720_000, income_tax_minor=2_280),
        tax_month("2024-11", scheme_id="cn_platform", gross_minor=600_000, income_tax_minor=0),
    )
    book = Book(TAXED)
    opened = open_tax("u1", *months[::-1], unremitted_minor=2_280)
    assert book.apply(opened).refusal is None
    assert -2_280 == balances(book.entries)["tax_payable", ""]
    shop = Shop()
    shop.store = book.store
    assert 3_600 == shop.pay("a", 800_000, DECEMBER).income_tax_minor
    assert ["2024-10", "2024-11", "2024-12"] == [one.month for one in shop.months()]


def test_a_year_is_taken_over_once() -> None:
    book = Book(TAXED)
    codes = []
    for event in (
        open_tax("p1"),
        open_tax("p1", id="again"),
        open_tax("p2", tax_month(scheme_id="x")),
    ):
        refusal = book.apply(event).refusal
        codes.append(None if refusal is None else refusal.code)
    assert [None, "opening.in_use", "tax.unknown_scheme"] == codes


def test_without_a_tax_policy_nothing_is_declared_or_taken_over() -> None:
    for event in (declared(), open_tax("p1")):
        refusal = Book(POLICY).apply(event).refusal
        assert refusal is not None
        assert "tax.no_policy" == refusal.code


def test_tax_that_is_paid_over_leaves_the_bank() -> None:
    book = Book(TAXED)
    book.apply(remitted(reference="n1"))
    assert {("bank", ""): -64_000, ("tax_payable", ""): 64_000} == balances(book.entries)
    assert "n1" == book.entries[0].subject_id


def test_every_turn_has_its_template() -> None:
    assert {"settle", "give_back", "take_back"} == set(TURNS.values())
    assert WHERE["currency"] == CURRENCY


def sold(member_id: str = "u1", amount_minor: int = 700_000) -> Book:
    """Return a book in which somebody has an amount available."""
    book = Book(TAXED)
    for event in available(member_id, amount_minor):
        assert book.apply(event).refusal is None
    return book


def test_from_the_withdrawal_to_what_was_paid_and_came_back() -> None:
    book = sold()
    book.apply(withdraw("u1", 400_000))
    (payout,) = book.payouts()
    assert (336_000, 64_000, 400_000) == (
        payout.amount_minor,
        payout.tax_minor,
        payout.gross_minor,
    )
    assert 400_000 == book.wallet(PAYER, "u1", CURRENCY).in_transit_minor
    book.apply(result("withdraw u1", "paid", 336_000))
    left = balances(book.entries)
    assert (-336_000, -64_000) == (left["bank", ""], left["tax_payable", ""])
    january = ReportPeriod("2024-01", START, FEBRUARY)
    (earned,) = earnings(book.entries, [january])
    assert (64_000, 336_000) == (earned.tax_minor, earned.paid_minor)
    book.apply(result("withdraw u1", "returned", 336_000, day=12))
    assert 700_000 == book.wallet(PAYER, "u1", CURRENCY).available_minor
    assert {("bank", ""), ("tax_payable", "")}.isdisjoint(balances(book.entries))


def test_a_payment_that_failed_gives_all_of_it_back() -> None:
    book = sold()
    book.apply(withdraw("u1", 400_000))
    book.apply(result("withdraw u1", "failed", 336_000))
    assert 700_000 == book.wallet(PAYER, "u1", CURRENCY).available_minor
    again = book.apply(withdraw("u1", 400_000, event_id="again"))
    taxes = [one.record.sums for one in again.appends if isinstance(one.record, Withholding)]
    assert [TaxSums(1, 400_000, 64_000)] == taxes


def test_of_two_withdrawals_of_one_person_at_once_the_second_is_decided_again() -> None:
    book = sold()
    for event in available("u2", 700_000):
        book.apply(event)
    for name in ("u1", "u2"):
        book.apply(verified(name))
    asked = [withdraw(name, 80_000) for name in ("u1", "u2")]
    first, second = (decided(event, book) for event in asked)
    assert book.store.commit(first)
    assert not book.store.commit(second)
    again = book.apply(asked[1])
    taxes = [one.record.sums for one in again.appends if isinstance(one.record, Withholding)]
    assert [TaxSums(1, 80_000, 16_000)] == taxes


def decided(event: Event, book: Book) -> Decision:
    facts: Loaded = {}
    while isinstance(step := decide(event, facts, TAXED), Need):
        facts |= book.store.load(step.keys, step.scans)
    return step


def test_a_refusal_for_ever_guards_the_year_that_it_rests_on() -> None:
    greedy = TaxPolicy(rules=(TaxRule(scheme=GREEDY, currency=CURRENCY),))
    book = Book(replace(TAXED, tax=greedy))
    for event in (*available("u1", 1_000), withdraw("u1", 200, event_id="w0")):
        book.apply(event)
    refused = book.apply(withdraw("u1", 50, event_id="w1"))
    assert refused.refusal is not None
    assert "tax.nothing_left" == refused.refusal.code
    assert {"event", "tax_year", "wallet"} == {put.key[0] for put in refused.puts}


def test_what_is_known_of_a_person_decides_a_backup() -> None:
    backup = TaxScheme(scheme_id="b", method="backup", rate_ppm=240_000)
    rules = (TaxRule(scheme=backup, currency=CURRENCY),)
    book = Book(replace(TAXED, tax=TaxPolicy(rules=rules)))
    for name in ("u1", "u2"):
        for event in available(name, 1_000):
            book.apply(event)
    book.apply(verified("u2"))
    for name in ("u1", "u2"):
        book.apply(withdraw(name))
    assert [240, 0] == [
        one.tax_minor for one in sorted(book.payouts(), key=lambda one: one.member_id)
    ]


def test_what_is_told_of_a_payee_chooses_the_scheme() -> None:
    event = withdraw("u1")
    facts: Loaded = {tax_year_key(PAYER, CURRENCY, "2024", "p1"): None}
    taxing = read_tax(event, Taxpayer("p1", "company"), facts, TAX)
    assert isinstance(taxing, Taxing)
    assert ("p1", "none", False) == (
        taxing.year.person_id,
        taxing.scheme.scheme_id,
        taxing.is_known,
    )


def test_who_is_paid_is_who_was_registered_where_payees_are_in_force() -> None:
    own = payee_key(PAYER, "u1")
    payee = Payee(PAYER, "u1", "company", "firm", 0)
    facts: Loaded = {member_key("u1"): (member("u1", token="p1"), 1), own: (payee, 1)}
    ours, later = paying(), paying(effective_from=withdraw("u1").at + timedelta(days=1))
    assert Taxpayer("firm", "company") == read_taxpayer(withdraw("u1"), facts, ours)
    assert Taxpayer("p1") == read_taxpayer(withdraw("u1"), facts, later)
    assert Need((own,), ()) == read_taxpayer(withdraw("u1"), {member_key("u1"): None}, ours)


def test_who_is_paid_is_who_was_verified() -> None:
    facts: Loaded = {member_key("u1"): (member("u1", token="p1", is_verified=True), 1)}
    assert Taxpayer("p1", is_known=True) == read_taxpayer(withdraw("u1"), facts, None)
    assert Taxpayer("u1") == read_taxpayer(withdraw("u1"), {member_key("u1"): None}, None)


def test_a_further_attempt_keeps_what_was_approved_and_reserves_it_again() -> None:
    book = sold()
    book.apply(withdraw("u1", 400_000))
    name = instruction_id("withdraw u1")
    book.apply(result("withdraw u1", "failed", 336_000))
    assert book.apply(retry(name, day=40)).refusal is None
    (payout,) = book.payouts()
    assert (336_000, 64_000, 2) == (payout.amount_minor, payout.tax_minor, payout.attempt)
    year, _ = book.rows[tax_year_key(PAYER, CURRENCY, "2024", "u1")]
    assert isinstance(year, TaxYear)
    sums = TaxSums(1, 400_000, 64_000)
    assert [("2024-01", NO_TAX), ("2024-02", sums)] == [
        (one.month, one.reserved) for one in year.months
    ]
    paid = replace(result("withdraw u1", "paid", 336_000, day=41), attempt=2)
    assert book.apply(paid).refusal is None
    assert -64_000 == balances(book.entries)["tax_payable", ""]


def test_what_was_never_withheld_is_tried_again_without_tax() -> None:
    event = retry(instruction_id("withdraw u1"))
    (payout,) = (replace_tax(one) for one in asked_once().payouts())
    assert ((), ()) == tax_again(event, payout, "K2", {}, None)
    assert ((), ()) == tax_again(event, payout, "K2", {withholding_key("of before"): None}, TAX)


def asked_once() -> Book:
    book = sold()
    book.apply(withdraw("u1", 400_000))
    return book


def replace_tax(payout: Payout) -> Payout:
    return payout._replace(key="of before")
