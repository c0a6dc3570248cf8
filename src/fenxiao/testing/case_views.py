"""Views (取值): what came of a case, in the form in which it is expected.

One view an expectation. What a case names it gets exactly; what it does not name, a view
leaves out where the form of the expectation allows that.

Source: docs/cases.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.model.contract import Decision
from fenxiao.model.encoding import Json
from fenxiao.model.events import Event
from fenxiao.model.payee_records import Payee
from fenxiao.model.records import Entry, EventRecord, Hold, LineTerms, Member, PeriodAward
from fenxiao.rules.period.telling import tell_award
from fenxiao.rules.terms import posted
from fenxiao.settlement.book import Book
from fenxiao.testing.case_shapes import parse_instant

__all__ = ["VIEWS", "Told", "View"]

_TAKEN_BACK = "clawback"


class Told(NamedTuple):
    """A book, and each event that it was told with what was decided.

    Args:
        book: The book after everything.
        steps: Every event and its decision, in the order in which they were told.
    """

    book: Book
    steps: tuple[tuple[Event, Decision], ...]


Expected = Any  # JSON values whose shape the form has checked
View = Callable[[Told, Expected], tuple[Json, Json]]
"""From what was told, and what is expected, to two values that should be equal."""


def _wallets(told: Told, expected: Expected) -> tuple[Json, Json]:
    got = (wallet._asdict() for wallet in told.book.wallets())
    return _by_wallet(expected), _by_wallet(got)


def _by_wallet(wallets: Iterable[Mapping[str, Any]]) -> Json:
    made: dict[str, Json] = {}
    for wallet in wallets:
        components = {name: value for name, value in wallet.items() if name.endswith("_minor")}
        payer_id, currency = wallet["payer_id"], wallet["currency"]
        made[f"{wallet['member_id']} ({currency} of {payer_id})"] = components
    return made


def _kept(told: Told, expected: Expected) -> tuple[Json, Json]:
    orders = {order_id: told.book.order(order_id) for order_id in expected}
    return expected, {
        order_id: dict(order.kept) for order_id, order in orders.items() if order is not None
    }


def _reversals(told: Told, expected: Expected) -> tuple[Json, Json]:
    got: dict[str, dict[str, int]] = {
        event.id: {} for event, _ in told.steps if event.id in expected
    }
    for entry in told.book.entries:
        if entry.event_id in got and entry.template.startswith(_TAKEN_BACK):
            taken = got[entry.event_id]
            for leg in entry.postings:
                if ACCOUNTS[leg.account].component:
                    taken[leg.party_id] = taken.get(leg.party_id, 0) + leg.amount_minor
    return expected, _json(got)


def _accounts(told: Told, expected: Expected) -> tuple[Json, Json]:
    rows: dict[str, dict[str, list[Entry]]] = {}
    for entry in told.book.entries:
        rows.setdefault(entry.payer_id, {}).setdefault(entry.currency, []).append(entry)
    named = {
        payer_id if len(books) == 1 else f"{payer_id} ({currency})": entries
        for payer_id, books in rows.items()
        for currency, entries in books.items()
    }
    return expected, {name: _balances(named[name]) for name in named if name in expected}


def _balances(entries: Iterable[Entry]) -> Json:
    sums: dict[tuple[str, str], int] = {}
    for entry in entries:
        for account, party_id, amount_minor in entry.postings:
            sums[account, party_id] = sums.get((account, party_id), 0) + amount_minor
    found: dict[str, Json] = {}
    for (account, party_id), amount_minor in sorted(sums.items()):
        if not amount_minor:
            continue
        if not party_id:
            found[account] = amount_minor
            continue
        by_party = found.setdefault(account, {})
        assert isinstance(by_party, dict)  # an account is kept by party or it is not
        by_party[party_id] = amount_minor
    return found


def _refusals(told: Told, expected: Expected) -> tuple[Json, Json]:
    refused = ((event.id, made.refusal) for event, made in told.steps)
    return expected, {event_id: refusal.code for event_id, refusal in refused if refusal}


def _replayed(told: Told, expected: Expected) -> tuple[Json, Json]:
    steps = enumerate(told.steps)
    return expected, [place for place, (_, made) in steps if made.status == "replayed"]


def _warnings(told: Told, expected: Expected) -> tuple[Json, Json]:
    records = (record for record, _ in told.book.rows.values())
    return expected, {
        one.event_id: [finding.code for finding in one.findings]
        for one in records
        if isinstance(one, EventRecord) and one.findings
    }


def _parents(told: Told, expected: Expected) -> tuple[Json, Json]:
    bound: dict[str, dict[str, Json]] = {}
    for node in told.book.nodes():
        if node.parent_id is not None:
            bound.setdefault(node.member_id, {})[node.relation] = node.parent_id
    return expected, {
        member_id: next(iter(by_relation.values()))
        if len(by_relation) == 1 and not isinstance(expected.get(member_id), dict)
        else {**by_relation}
        for member_id, by_relation in bound.items()
    }


def _payouts(told: Told, expected: Expected) -> tuple[Json, Json]:
    return expected, {one.instruction_id: one.state for one in told.book.payouts()}


def _holds(told: Told, expected: Expected) -> tuple[Json, Json]:
    records = (record for record, _ in told.book.rows.values())
    return expected, {one.hold_id: one.state for one in records if isinstance(one, Hold)}


def _lines(
    told: Told, expected: Expected, seen: Callable[[str, LineTerms], list[Json]]
) -> tuple[Json, Json]:
    """Return what is seen of every line that is named, by order and line, capture by capture."""
    got: dict[str, Json] = {}
    for order_id, named in expected.items():
        terms = told.book.terms(order_id)
        if terms is not None:
            found: dict[str, list[Json]] = {}
            for line in terms.lines:
                if line.line_id in named:
                    found.setdefault(line.line_id, []).extend(seen(order_id, line))
            got[order_id] = {**found}
    return expected, got


def _commissions(told: Told, expected: Expected) -> tuple[Json, Json]:
    def seen(_: str, line: LineTerms) -> list[Json]:
        return [
            {"rule": one.rule_id, "depth": one.depth, "payee": one.payee_id, "minor": posted(one)}
            for one in line.slots
            if one.payee_id is not None and posted(one) > 0
        ]

    return _lines(told, expected, seen)


def _reasons(told: Told, expected: Expected) -> tuple[Json, Json]:
    def seen(_: str, line: LineTerms) -> list[Json]:
        return [[one.rule_id, one.depth, one.reason] for one in line.slots]

    return _lines(told, expected, seen)


def _explain(told: Told, expected: Expected) -> tuple[Json, Json]:
    def seen(order_id: str, line: LineTerms) -> list[Json]:
        # A capture of a line is explained with the line.
        return [] if line.capture_id else list(told.book.explain(order_id, line.line_id))

    return _lines(told, expected, seen)


def _credits(told: Told, expected: Expected) -> tuple[Json, Json]:
    known = [order_id for order_id in expected if told.book.terms(order_id) is not None]
    return expected, {
        order_id: [[one.kind, one.holder_id, one.reason] for one in told.book.credits(order_id)]
        for order_id in known
    }


def _storefronts(told: Told, expected: Expected) -> tuple[Json, Json]:
    got: list[Json] = []
    for asked in expected:
        at = parse_instant(asked["at"])
        assert at is not None  # the shape was checked
        owner_id, reason, *_ = told.book.storefront(asked["visitor_id"], at)
        got.append(asked | {"owner_id": owner_id, "reason": reason})
    return expected, got


def _quotas(told: Told, expected: Expected) -> tuple[Json, Json]:
    got: dict[str, Json] = {}
    for member_id, named in expected.items():
        quota = told.book.quota(member_id)
        if quota is not None:
            got[member_id] = {name: getattr(quota, name) for name in named}
    return expected, got


def _payees(told: Told, expected: Expected) -> tuple[Json, Json]:
    got: dict[str, Json] = {}
    for payer_id, members in expected.items():
        found: dict[str, Json] = {}
        for member_id, named in members.items():
            payee = told.book.payee(payer_id, member_id)
            if payee is not None:
                shown = _payee(payee)
                found[member_id] = {name: shown[name] for name in named}
        got[payer_id] = found
    return expected, got


def _payee(payee: Payee) -> dict[str, Json]:
    own = (one for one in payee.covers if one.person_id == payee.person_id)
    return {
        "kind": payee.kind,
        "person_id": payee.person_id,
        "accounts": {one.token: one.state for one in payee.accounts},
        "invoices": {one.currency: [one.invoiced_minor, one.used_minor] for one in own},
    }


def _members(told: Told) -> list[Member]:
    return [one for one, _ in told.book.rows.values() if isinstance(one, Member)]


def _grades(told: Told, expected: Expected) -> tuple[Json, Json]:
    return expected, {one.member_id: one.grade for one in _members(told) if one.grade}


def _statuses(told: Told, expected: Expected) -> tuple[Json, Json]:
    return expected, {one.member_id: one.status for one in _members(told)}


def _awards_of(told: Told, period: str) -> list[PeriodAward]:
    rows = (record for record, _ in told.book.rows.values())
    return sorted(one for one in rows if isinstance(one, PeriodAward) and one.period == period)


def _awards(told: Told, expected: Expected) -> tuple[Json, Json]:
    got: dict[str, dict[str, dict[str, int]]] = {}
    for period in expected:
        rules = got.setdefault(period, {})
        for one in _awards_of(told, period):
            if one.amount_minor:
                rules.setdefault(one.rule_id, {})[one.member_id] = one.amount_minor
    return expected, {period: _json(rules) for period, rules in got.items()}


def _explain_periods(told: Told, expected: Expected) -> tuple[Json, Json]:
    return expected, {
        period: [tell_award(one) for one in _awards_of(told, period)] for period in expected
    }


def _json(value: dict[str, dict[str, int]]) -> Json:
    return {name: dict(sorted(part.items())) for name, part in value.items()}


VIEWS: dict[str, View] = {
    "wallets": _wallets,
    "commissions": _commissions,
    "reasons": _reasons,
    "explain": _explain,
    "kept": _kept,
    "reversals": _reversals,
    "awards": _awards,
    "explain_periods": _explain_periods,
    "credits": _credits,
    "parents": _parents,
    "grades": _grades,
    "statuses": _statuses,
    "quotas": _quotas,
    "storefronts": _storefronts,
    "payouts": _payouts,
    "holds": _holds,
    "payees": _payees,
    "accounts": _accounts,
    "refusals": _refusals,
    "replayed": _replayed,
    "warnings": _warnings,
}
"""What each expectation looks at; an error is expected of the run itself."""
