"""Evidence packs (扣缴凭据): what lies behind the tax of one person in one month.

A pack has every payment of the month with what was taken off it, the orders by which the
person earned in that month, the month's sums, what was corrected later, and a digest over all
of it. The lines are added up against the sums: what does not add up says so.

Source: docs/tax.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from fenxiao.ledger.earnings import FIGURES
from fenxiao.model.csv_text import csv_lines, guard
from fenxiao.model.encoding import digest
from fenxiao.model.instants import from_us, instant_text
from fenxiao.model.records import Entry, Payout
from fenxiao.model.tax_records import NO_TAX, TaxCorrection, TaxSums, TaxYear, Withholding
from fenxiao.money import format_amount

__all__ = ["Earned", "Evidence", "EvidenceLine", "earned_by", "evidence", "evidence_csv"]


class Earned(NamedTuple):
    """What a person earned by one order in the month, less what went back of it."""

    subject_id: str
    amount_minor: int


class EvidenceLine(NamedTuple):
    """A payment: what it was before tax, what was taken off, and where it stands.

    ``state`` is that of the instruction, or "retried" where a later attempt took its place.
    """

    seq: int
    key: str
    instruction_id: str
    member_id: str
    scheme_id: str
    at_us: int
    state: str
    reference: str
    fee_minor: int
    sums: TaxSums

    @property
    def net_minor(self) -> int:
        """What leaves to the payee, in minor units."""
        return self.sums.gross_minor - self.sums.tax_minor - self.fee_minor


class Evidence(NamedTuple):
    """What lies behind the tax of one person in one month.

    Args:
        payer_id: Who withheld it.
        person_id: The token of the person.
        currency: Of all amounts.
        month: The month.
        declared_us: When it was declared, in UTC microseconds; None while it is open.
        lines: Its payments, in the order in which they were reserved.
        earned: By which orders he earned in the month, by order.
        paid: What had arrived when it was declared, or has so far.
        corrections: What came later, by the month in which it stands.
        is_whole: Whether the lines that arrived are what was paid and corrected.
        digest: SHA-256 over all of it.
    """

    payer_id: str
    person_id: str
    currency: str
    month: str
    declared_us: int | None
    lines: tuple[EvidenceLine, ...]
    earned: tuple[Earned, ...]
    paid: TaxSums
    corrections: tuple[TaxCorrection, ...]
    is_whole: bool
    digest: str


def evidence(
    month: str,
    years: Iterable[TaxYear],
    withholdings: Iterable[Withholding],
    payouts: Iterable[Payout],
    *,
    earned: Mapping[tuple[str, str, str], tuple[Earned, ...]] = MappingProxyType({}),
) -> tuple[Evidence, ...]:
    """Return the pack of each person of whom a month is known, by payer, person and currency.

    Args:
        month: The month, such as "2025-10".
        years: The years of the persons, the next one too, where corrections of December stand.
        withholdings: What was withheld, of any month.
        payouts: The instructions.
        earned: What each earned in the month: by payer, person and currency.

    Returns:
        A pack for each payer, person and currency; taken over months have no lines, and are
        whole only without what was taken over.
    """
    known = tuple(years)
    lines = _lines(month, withholdings, {one.instruction_id: one for one in payouts})
    found = []
    for year in sorted(known, key=lambda one: (one.payer_id, one.person_id, one.currency)):
        mine = [one for one in year.months if one.month == month]
        if mine:
            whose = (year.payer_id, year.person_id, year.currency)
            same = [one for one in known if (one.payer_id, one.person_id, one.currency) == whose]
            fixes = tuple(_corrections(month, same))
            paid = _sum(one.paid for one in mine)
            told = tuple(lines.get(whose, ()))
            arrived = _sum(one.sums for one in told if one.state == "paid")
            content = (
                *whose,
                month,
                next((one.declared_us for one in mine if one.declared_us is not None), None),
                told,
                earned.get(whose, ()),
                paid,
                fixes,
                arrived == _sum((paid, *(fix.sums for fix in fixes))),
            )
            found.append(Evidence(*content, digest(content)))
    return tuple(found)


def earned_by(
    entries: Iterable[Entry],
    span_us: tuple[int, int],
    *,
    persons: Mapping[str, str] = MappingProxyType({}),
) -> dict[tuple[str, str, str], tuple[Earned, ...]]:
    """Return what each person earned in a time, order by order, from the journal.

    Args:
        entries: The journal, in any order.
        span_us: From when, and before when, in UTC microseconds.
        persons: The person behind a member; one who is missing is a person of his own.

    Returns:
        By payer, person and currency: the orders, less what went back; none that come to 0.
    """
    sums: dict[tuple[str, str, str], dict[str, int]] = {}
    for entry in entries:
        figure = FIGURES.get(entry.template)
        is_asked = figure is not None and figure.name in ("gross", "refunds")
        if figure is None or not is_asked or not span_us[0] <= entry.effective_us < span_us[1]:
            continue
        sign = -1 if figure.name == "refunds" else 1
        for account, member_id, amount_minor in entry.postings:
            if account == figure.account:
                whose = (entry.payer_id, persons.get(member_id, member_id), entry.currency)
                mine = sums.setdefault(whose, {})
                amount = sign * figure.sign * amount_minor
                mine[entry.subject_id] = mine.get(entry.subject_id, 0) + amount
    return {
        whose: tuple(Earned(name, mine[name]) for name in sorted(mine) if mine[name])
        for whose, mine in sums.items()
    }


def evidence_csv(pack: Evidence) -> Iterator[str]:
    """Yield the lines of a pack's payments as CSV text, with a header and the sum at the end."""
    kinds = ("gross", "income_tax", "vat", "surcharge", "fee", "net")
    header = ("seq", "key", "instruction_id", "member_id", "scheme_id", "at", "state", "reference")
    yield from csv_lines([(*header, *kinds)])
    for one in pack.lines:
        names = (one.key, one.instruction_id, one.member_id, one.scheme_id)
        where = (instant_text(from_us(one.at_us)), one.state, one.reference)
        amounts = _amounts(one.sums, one.fee_minor, one.net_minor, pack.currency)
        yield from csv_lines([(str(one.seq), *map(guard, (*names, *where)), *amounts)])
    paid = [one for one in pack.lines if one.state == "paid"]
    total = _sum(one.sums for one in paid)
    fee_minor = sum(one.fee_minor for one in paid)
    net_minor = sum(one.net_minor for one in paid)
    amounts = _amounts(total, fee_minor, net_minor, pack.currency)
    yield from csv_lines([("", "", "", "", "", "", "paid", "", *amounts)])


def _amounts(sums: TaxSums, fee_minor: int, net_minor: int, currency: str) -> list[str]:
    minors = (sums.gross_minor, sums.income_tax_minor, sums.vat_minor, sums.surcharge_minor)
    return [format_amount(one, currency) for one in (*minors, fee_minor, net_minor)]


def _lines(
    month: str, withholdings: Iterable[Withholding], payouts: Mapping[str, Payout]
) -> dict[tuple[str, str, str], list[EvidenceLine]]:
    found: dict[tuple[str, str, str], list[EvidenceLine]] = {}
    for one in sorted(withholdings, key=lambda row: row.seq):
        if one.month != month:
            continue
        payout = payouts.get(one.instruction_id)
        is_last = payout is not None and payout.key == one.key
        state = "retried" if payout is None or not is_last else payout.state
        line = EvidenceLine(
            seq=one.seq,
            key=one.key,
            instruction_id=one.instruction_id,
            member_id=one.member_id,
            scheme_id=one.scheme_id,
            at_us=one.at_us,
            state=state,
            reference="" if payout is None or not is_last else payout.reference or "",
            fee_minor=0 if payout is None else payout.fee_minor,
            sums=one.sums,
        )
        found.setdefault((one.payer_id, one.person_id, one.currency), []).append(line)
    return found


def _corrections(month: str, years: Iterable[TaxYear]) -> Iterator[TaxCorrection]:
    """Yield what stands of a month in later ones, by the month in which it stands."""
    for year in years:
        for row in year.months:
            for fix in row.corrections:
                if fix.month == month:
                    yield TaxCorrection(row.month, fix.sums)


def _sum(parts: Iterable[TaxSums]) -> TaxSums:
    total = NO_TAX
    for one in parts:
        total = total.plus(one)
    return total
