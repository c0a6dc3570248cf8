"""Tax on the way of a payout (代扣税流程): withheld, settled, given back, declared, taken over.

A withdrawal reads the person's year and writes it: of two at once, by any of his accounts,
the second is decided again on what the first reserved. What a rail says moves what was
reserved; a declaration writes every person of its page, and so waits for nobody.

Source: docs/tax.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal, NamedTuple

from fenxiao.ledger.posting import Flow, post_moves
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    continuation_key,
    member_key,
    tax_year_key,
    tax_years_scan,
    withholding_key,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.envelope import WalletEvent
from fenxiao.model.events import Event
from fenxiao.model.instants import to_us
from fenxiao.model.records import Member, Payout, Refusal
from fenxiao.model.tax_records import TaxMonth, TaxSums, TaxYear, Withholding
from fenxiao.model.taxes import OpeningTax, OpeningTaxMonth, TaxMonthDeclared, TaxRemitted
from fenxiao.payout.payees import PayeePolicy
from fenxiao.payout.tax.policy import TaxPolicy
from fenxiao.payout.tax.reckoning import Payment, withheld
from fenxiao.payout.tax.schemes import TaxScheme
from fenxiao.payout.tax.state import (
    correct,
    declare,
    empty_year,
    give_back,
    is_declared,
    open_month,
    reserve,
    settle,
    take_back,
    year_of,
)
from fenxiao.rules.people import blank
from fenxiao.settlement.changes import Changes, entry_append, occasion, waited
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.payee_checks import asked_keys
from fenxiao.settlement.payees import read_payee
from fenxiao.settlement.policy import Policy

__all__ = [
    "TURNS",
    "Taxed",
    "Taxing",
    "Taxpayer",
    "Turn",
    "decide_declared",
    "decide_opening_tax",
    "decide_remitted",
    "first_declared",
    "first_opening_tax",
    "move_tax",
    "person_of",
    "read_tax",
    "read_taxpayer",
    "tax_again",
    "tax_payout",
]


class Taxpayer(NamedTuple):
    """Who is paid, to the tax office: the person, what kind of payee he is, and if he is known."""

    person_id: str
    kind: str = "individual"
    is_known: bool = False


Turn = Literal["settle", "give_back", "take_back"]
"""What becomes of a payment: it arrived, it never did, it came back after it had."""

TURNS: dict[str, Turn] = {
    "payout_paid": "settle",
    "payout_failed": "give_back",
    "withdrawal_back": "give_back",
    "payout_returned": "take_back",
}
"""What becomes of a payment, by the template that its step posts."""

Years = dict[Key, tuple[TaxYear, int]]
"""Years as they will be written, with the revisions that are expected."""

_TURNED: dict[Turn, Callable[[TaxYear, Withholding], TaxYear]] = {
    "settle": settle,
    "give_back": give_back,
    "take_back": take_back,
}


class Taxing(NamedTuple):
    """By what a payout is taxed: the person's year with its revision, the month, the scheme."""

    year: TaxYear
    revision: int
    month: str
    scheme: TaxScheme
    is_known: bool

    @property
    def guard(self) -> Put:
        """The write of the year as it stands, for a refusal that rests on it."""
        return Put(_key(self.year), self.year, self.revision)


class Taxed(NamedTuple):
    """An instruction with what is withheld of it, and what to write for it."""

    payout: Payout
    puts: tuple[Put, ...] = ()
    appends: tuple[Append, ...] = ()


def person_of(member: Member) -> str:
    """Return the person behind an account: his verified token, or else the account itself."""
    return member.identity_token or member.member_id


def read_taxpayer(event: WalletEvent, facts: Facts, policy: PayeePolicy | None) -> Need | Taxpayer:
    """Return who is paid: as he was registered, or else the individual of his account.

    Args:
        event: The withdrawal.
        facts: All that was loaded so far.
        policy: Of payees; where one is in force, kind and person are those of the payee.
    """
    key = member_key(event.member_id)
    need = missing(facts, (key, *asked_keys(event, policy)))
    if need is not None:
        return need
    member = row(facts, key, Member)[0] or blank(event.member_id)
    if asked_keys(event, policy):
        payee, _ = read_payee(facts, event.payer_id, event.member_id)
        if payee is not None:
            return Taxpayer(payee.person_id, payee.kind, member.is_verified)
    return Taxpayer(person_of(member), is_known=member.is_verified)


def read_tax(
    event: WalletEvent, payee: Taxpayer, facts: Facts, policy: TaxPolicy
) -> Need | Refusal | Taxing:
    """Return by what a withdrawal is taxed, or what to load to know it.

    Args:
        event: The withdrawal.
        payee: Who is paid.
        facts: All that was loaded so far.
        policy: What is in force.
    """
    at_us = to_us(event.at)
    scheme = policy.scheme(event.payer_id, payee.kind, event.currency, at_us)
    if scheme is None:
        about = (("payer_id", event.payer_id), ("kind", payee.kind), ("currency", event.currency))
        return Refusal("tax.no_rule", (*about, ("at_us", at_us)))
    month = policy.month(at_us)
    own = tax_year_key(event.payer_id, event.currency, year_of(month), payee.person_id)
    found = _open(facts, own, month)
    return found if isinstance(found, Need) else Taxing(*found, scheme, payee.is_known)


def tax_payout(
    event: WalletEvent, payout: Payout, facts: Facts, policy: Policy, guards: tuple[Put, ...]
) -> Need | Refusal | Changes | Taxed:
    """Return an instruction less what is withheld of it, reserved in the person's month.

    Args:
        event: The withdrawal.
        payout: The instruction; what leaves the wallet stays as it is.
        facts: All that was loaded so far.
        policy: What is in force, of tax and of payees; without a tax policy nothing is withheld.
        guards: The writes of wallet and payee, which a refusal for ever guards as well.
    """
    if policy.tax is None:
        return Taxed(payout)
    payee = read_taxpayer(event, facts, policy.payees)
    taxing = payee if isinstance(payee, Need) else read_tax(event, payee, facts, policy.tax)
    if not isinstance(taxing, Taxing):
        return taxing
    gross_minor = payout.gross_minor
    payment = Payment(taxing.year, taxing.month, gross_minor, taxing.is_known)
    sums = withheld(payment, taxing.scheme)
    left_minor = gross_minor - payout.fee_minor - sums.tax_minor
    if left_minor <= 0:
        amounts = (("gross_minor", gross_minor), ("tax_minor", sums.tax_minor))
        about = (("member_id", event.member_id), ("currency", event.currency))
        refusal = Refusal("tax.nothing_left", (*about, *amounts))
        return Changes((*guards, taxing.guard), refusal=refusal)
    year = reserve(taxing.year, taxing.month, taxing.scheme.scheme_id, sums)
    one = Withholding(
        key=payout.key,
        instruction_id=payout.instruction_id,
        payer_id=event.payer_id,
        member_id=event.member_id,
        currency=event.currency,
        person_id=year.person_id,
        month=taxing.month,
        scheme_id=taxing.scheme.scheme_id,
        at_us=to_us(event.at),
        seq=year.last_seq,
        sums=sums,
    )
    taxed = payout._replace(amount_minor=left_minor, tax_minor=sums.tax_minor)
    put = Put(_key(year), year, taxing.revision)
    return Taxed(taxed, (put,), (Append(withholding_key(payout.key), one),))


def tax_again(
    event: WalletEvent, payout: Payout, key: str, facts: Facts, policy: TaxPolicy | None
) -> Need | tuple[tuple[Put, ...], tuple[Append, ...]]:
    """Return what to write for a further attempt: what was withheld of it, reserved again.

    The amounts are those that were approved, so the tax is too; it falls into the open month
    of the attempt, and the next payment is reckoned on it.

    Args:
        event: The further attempt.
        payout: The instruction, as it was before.
        key: The key of the further attempt.
        facts: All that was loaded so far.
        policy: What is in force; none withholds nothing.
    """
    old = withholding_key(payout.key)
    need = None if policy is None else missing(facts, (old,))
    if policy is None or need is not None:
        return need or ((), ())
    one, _ = row(facts, old, Withholding)
    if one is None:
        return (), ()
    month = max(one.month, policy.month(to_us(event.at)))
    own = tax_year_key(one.payer_id, one.currency, year_of(month), one.person_id)
    found = _open(facts, own, month)
    if isinstance(found, Need):
        return found
    year, revision, month = found
    year = reserve(year, month, one.scheme_id, one.sums)
    again = one._replace(key=key, month=month, at_us=to_us(event.at), seq=year.last_seq)
    return (Put(_key(year), year, revision),), (Append(withholding_key(key), again),)


def move_tax(
    payouts: Iterable[Payout],
    template: str | None,
    event: Event,
    facts: Facts,
    policy: TaxPolicy | None,
) -> Need | tuple[Put, ...]:
    """Return what to write when payments arrived, failed or came back.

    What happens to a payment of a declared month is noted in the open month of the event,
    under the name of the old one, perhaps in the next year.

    Args:
        payouts: The instructions, as they were before.
        template: What the step posts of them; nothing moves where it posts nothing.
        event: What told of it.
        facts: All that was loaded so far.
        policy: What is in force; none has withheld nothing.
    """
    if policy is None or template not in TURNS:
        return ()
    keys = [withholding_key(one.key) for one in payouts]
    need = missing(facts, keys)
    if need is not None:
        return need
    stored = (row(facts, key, Withholding)[0] for key in keys)
    found = [one for one in stored if one is not None]
    need = missing(facts, dict.fromkeys(map(_own_key, found)))
    if need is not None:
        return need
    years: Years = {}
    for one in found:
        place = max(one.month, policy.month(to_us(event.at)))
        need = _turn(one, TURNS[template], place, facts, years)
        if need is not None:
            return need
    return tuple(Put(key, *years[key]) for key in years)


def _turn(one: Withholding, turn: Turn, month: str, facts: Facts, years: Years) -> Need | None:
    """Turn one payment in the years as they will be written; return what that still takes."""
    own = _own_key(one)
    year, revision = _year(facts, own, years)
    years[own] = _TURNED[turn](year, one), revision
    if turn == "give_back" or not is_declared(year, one.month):
        return None
    found = _open(facts, own, month, years)
    if isinstance(found, Need):
        return found
    later, its_revision, month = found
    sums = one.sums if turn == "settle" else one.sums.negated()
    years[_key(later)] = correct(later, month, one, sums), its_revision
    return None


def first_declared(event: TaxMonthDeclared) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a declaration reads: a page of the payer's persons of the year."""
    return (continuation_key(event.id),), (_persons(event),)


def decide_declared(event: TaxMonthDeclared, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Declare a month of a page of persons; who has nothing in it is left alone."""
    if policy.tax is None:
        return Refusal("tax.no_policy", (("payer_id", event.payer_id),))
    until_us = policy.tax.until_us(event.month)
    if to_us(event.at) < until_us:
        return Refusal("tax.not_over", (("month", event.month), ("until_us", until_us)))
    page = rows(facts, _persons(event), TaxYear)
    puts = [*waited(event, facts)]
    for year, revision in page:
        declared = declare(year, event.month, to_us(event.at))
        if declared != year:
            puts.append(Put(_key(year), declared, revision))
    continuation = None
    if len(page) == event.limit:
        last_id = page[-1][0].person_id
        continuation = replace(event, id=derive_id(event.id, "page"), after=last_id)
    return Changes(tuple(puts), (), continuation)


def first_opening_tax(event: OpeningTax) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what taking over a year reads: whether there is one."""
    return (tax_year_key(event.payer_id, event.currency, event.year, event.person_id),), ()


def decide_opening_tax(event: OpeningTax, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Write a person's year as another system had it, and what of it is still to be paid over."""
    if policy.tax is None:
        return Refusal("tax.no_policy", (("payer_id", event.payer_id),))
    known = {rule.scheme.scheme_id for rule in policy.tax.rules}
    strange = next((one.scheme_id for one in event.months if one.scheme_id not in known), None)
    if strange is not None:
        return Refusal("tax.unknown_scheme", (("scheme_id", strange),))
    (key,) = first_opening_tax(event)[0]
    stored, _ = row(facts, key, TaxYear)
    if stored is not None:
        name = f"{event.payer_id} {event.person_id} {event.year}"
        return Refusal("opening.in_use", (("kind", "tax year"), ("name", name)))
    months = (_opening_month(one, to_us(event.at)) for one in event.months)
    ordered = tuple(sorted(months, key=lambda one: (one.month, one.scheme_id)))
    year = empty_year(event.payer_id, event.currency, event.year, event.person_id)
    appends: tuple[Append, ...] = ()
    if event.unremitted_minor:
        about = occasion(event, event.payer_id, event.currency, event.person_id)
        flow = Flow("opening_balance", "", "tax_payable", "", event.unremitted_minor)
        appends = (entry_append(post_moves("opening_tax", about, [flow])),)
    return Changes((Put(key, year._replace(months=ordered), 0),), appends)


def decide_remitted(event: TaxRemitted) -> Changes:
    """Post what was paid to the tax office."""
    about = occasion(event, event.payer_id, event.currency, event.subject_id)
    flow = Flow("tax_payable", "", "bank", "", event.amount_minor)
    return Changes((), (entry_append(post_moves("tax_remitted", about, [flow])),))


def _persons(event: TaxMonthDeclared) -> Scan:
    whose = (event.payer_id, event.currency, year_of(event.month))
    return tax_years_scan(*whose, limit=event.limit, after=event.after)


def _opening_month(one: OpeningTaxMonth, at_us: int) -> TaxMonth:
    taxes = (one.income_tax_minor, one.vat_minor, one.surcharge_minor)
    paid = TaxSums(one.payment_count, one.gross_minor, *taxes)
    declared_us = at_us if one.is_declared else None
    return TaxMonth(one.month, one.scheme_id, paid, declared_us=declared_us)


def _open(
    facts: Facts, own: Key, month: str, years: Years | None = None
) -> Need | tuple[TaxYear, int, str]:
    """Return the year of the first month from one on that was not declared, and that month."""
    _, payer_id, currency, _, person_id = own
    while True:
        key = tax_year_key(payer_id, currency, year_of(month), person_id)
        need = missing(facts, (key,))
        if need is not None:
            return need
        year, revision = _year(facts, key, years or {})
        month = open_month(year, month)
        if year_of(month) == year.year:
            return year, revision, month


def _year(facts: Facts, key: Key, years: Years) -> tuple[TaxYear, int]:
    """Return a year as it will be written, or else as it is stored; an empty one for none."""
    if key in years:
        return years[key]
    stored, revision = row(facts, key, TaxYear)
    return stored or empty_year(*key[1:]), revision


def _own_key(one: Withholding) -> Key:
    return tax_year_key(one.payer_id, one.currency, year_of(one.month), one.person_id)


def _key(year: TaxYear) -> Key:
    return tax_year_key(year.payer_id, year.currency, year.year, year.person_id)
