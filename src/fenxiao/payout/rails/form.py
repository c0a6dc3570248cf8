"""What all rails share (渠道的共同形式): dated figures, findings, requests, answers.

A rail is data and pure functions: its limits with the page that each was read on, a check
that names all broken rules together, a renderer whose bodies hold tokens where the host
puts personal data, and total parsers. Nothing is signed, encrypted or sent from here.

Source: docs/rails/README.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from fenxiao.errors import PayoutError, render
from fenxiao.model.encoding import Json, canonical
from fenxiao.model.events import PayoutOutcome
from fenxiao.model.records import Payout

__all__ = [
    "NO_CONTRACT",
    "Contract",
    "Field",
    "Figures",
    "Fill",
    "Limit",
    "Problem",
    "RailAnswer",
    "Request",
    "State",
    "check_sendable",
    "figures",
    "outcomes",
    "refuse_broken",
    "request",
]

Unit = Literal[
    "minor units", "characters", "bytes", "digits", "items", "requests", "ppm", "days", "hours"
]
Figures = Mapping[str, int]
"""The figures of a rail on one day, by name."""


class Limit(NamedTuple):
    """One figure of a rail, from a day on.

    Args:
        name: What it bounds, with its unit at the end of the name.
        figure: The figure.
        unit: Its unit.
        valid_from: The first day on which it is taken to hold.
        source: The page that says so, or the clause of a contract.
    """

    name: str
    figure: int
    unit: Unit
    valid_from: date
    source: str


@dataclass(frozen=True, slots=True)
class Contract:
    """What a merchant's own contract says instead of the public figures (签约额度).

    Args:
        limits: Rows of the same names and units, each with its clause as source.
    """

    limits: tuple[Limit, ...] = ()


NO_CONTRACT = Contract()


def figures(limits: Sequence[Limit], day: date, contract: Contract = NO_CONTRACT) -> Figures:
    """Return the figure of each name that holds on a day; the contract's go before.

    Args:
        limits: The rail's public figures.
        day: The day on which the request is rendered.
        contract: The merchant's own figures.

    Returns:
        One figure for each name: of the contract's rows the latest that holds on the day,
        else of the public ones.

    Raises:
        PayoutError: ``rail.unknown_limit`` for a contract's row that the rail does not have;
            ``rail.no_figure`` for a day before the first that is known.

    Examples:
        >>> public = (Limit("single_high_minor", 20_000, "minor units", date(2025, 1, 1), "page"),)
        >>> ours = Limit("single_high_minor", 50_000, "minor units", date(2026, 1, 1), "clause 3")
        >>> [figures(public, date(y, 6, 1), Contract((ours,))) for y in (2025, 2026)]
        [{'single_high_minor': 20000}, {'single_high_minor': 50000}]
    """
    units = {one.name: one.unit for one in limits}
    for one in contract.limits:
        if units.get(one.name) != one.unit:
            known = ", ".join(sorted(units))
            raise PayoutError("rail.unknown_limit", name=one.name, unit=one.unit, known=known)
    return {name: _holding(name, limits, day, contract) for name in units}


def _holding(name: str, limits: Sequence[Limit], day: date, contract: Contract) -> int:
    for rows in (contract.limits, limits):
        holding = [one for one in rows if one.name == name and one.valid_from <= day]
        if holding:
            return max(holding, key=lambda one: one.valid_from).figure
    first = min(one.valid_from for one in limits if one.name == name)
    raise PayoutError("rail.no_figure", name=name, valid_from=str(first), day=str(day))


class Problem(NamedTuple):
    """A rule of a rail that a request would break.

    Args:
        code: A code of the family ``rail``.
        facts: What the message names, ``key`` among them where one instruction is meant.

    Examples:
        >>> print(Problem("rail.no_items", (("count", 0),)).message)
        A request must pay at least one instruction, got 0.
    """

    code: str
    facts: tuple[tuple[str, str | int], ...]

    @property
    def message(self) -> str:
        """What must hold and what was got."""
        return render(self.code, dict(self.facts))[0]

    @property
    def hint(self) -> str:
        """What to do."""
        return render(self.code, dict(self.facts))[1]


class Fill(NamedTuple):
    """A place in a body where the host puts what a token stands for.

    Args:
        pointer: The place, as a JSON pointer; in XML as a path of elements; the body holds the
            token there.
        token: The host's name for a payee's account or real name.
        is_encrypted: Whether the value goes in encrypted with the platform's certificate.
        most: The most characters that the rail takes there, 0 where none is published.
    """

    pointer: str
    token: str
    is_encrypted: bool = False
    most: int = 0


class Request(NamedTuple):
    """What is to be sent, but for personal data and the signature.

    Args:
        method: The HTTP method.
        path: The path, with the query if there is one.
        body: The body as canonical JSON, tokens in the places of ``fills``; empty for a query.
        fills: Where the host puts personal data.
        key: What the rail knows the request by; sent again, it is done once.
        digest: The digest of all of these, for whoever approves.
    """

    method: str
    path: str
    body: str
    fills: tuple[Fill, ...]
    key: str
    digest: str


def request(
    method: str, path: str, key: str, body: Json = None, fills: Sequence[Fill] = ()
) -> Request:
    """Return a request with its body in canonical form and the digest of the whole.

    Examples:
        >>> one = request("POST", "/pay", "K1", {"b": 1, "a": "t1"}, [Fill("/a", "t1")])
        >>> one.body, one.digest[:8]
        ('{"a":"t1","b":1}', 'a6da67da')
    """
    text = "" if body is None else canonical(body).decode()
    whole = canonical([method, path, text, [list(one) for one in fills], key])
    digest = hashlib.sha256(whole).hexdigest()
    return Request(method, path, text, tuple(fills), key, digest)


class Field(NamedTuple):
    """One field of a body: what the schema and the page of a rail are drawn from.

    Args:
        pointer: Its place, ``*`` for each of a list.
        kind: What stands there.
        is_required: Whether it is always there.
        limit: The name of the limit of its length or count, if there is one.
    """

    pointer: str
    kind: Literal["text", "integer", "amount", "flag", "list", "object"]
    is_required: bool = True
    limit: str = ""


class State(NamedTuple):
    """A word that a rail has for the state of a payment.

    Args:
        word: The rail's word, letter by letter.
        outcome: What it means in the life cycle.
        meaning: What the rail says of it.
        meaning_zh: The same in Chinese.
    """

    word: str
    outcome: PayoutOutcome
    meaning: str
    meaning_zh: str


def outcomes(states: Iterable[State]) -> dict[str, PayoutOutcome]:
    """Return what each word of a rail means in the life cycle."""
    return {one.word: one.outcome for one in states}


class RailAnswer(NamedTuple):
    """What a rail said of one payment, in the words of the life cycle.

    Args:
        outcome: As in a ``payout_result``; "paid" only if the answer names the key, the
            rail's reference, the amount and the currency.
        key: The key of the instruction, or of the batch, that it is about.
        reference: The rail's own id of the payment.
        amount_minor: The amount that the rail names, in minor units.
        currency: The currency that the rail names, or has as its only one.
        code: The rail's own word, as it came; a word that is not known is kept here.
        text: What else the rail says, such as its reason.
    """

    outcome: PayoutOutcome
    key: str | None
    reference: str | None
    amount_minor: int | None
    currency: str | None
    code: str
    text: str


def check_sendable(payouts: Iterable[Payout]) -> None:
    """Refuse an instruction that is past being sent, or that stands twice.

    Raises:
        PayoutError: ``payout.not_approved``, ``payout.repeated``.
    """
    seen: set[str] = set()
    for one in payouts:
        if one.state != "approved":
            raise PayoutError(
                "payout.not_approved", instruction_id=one.instruction_id, state=one.state
            )
        if one.instruction_id in seen:
            raise PayoutError("payout.repeated", instruction_id=one.instruction_id)
        seen.add(one.instruction_id)


def refuse_broken(problems: Sequence[Problem]) -> None:
    """Refuse to render what breaks a rule of the rail.

    Raises:
        PayoutError: ``rail.broken_rules``, with the first of them by code and in words.
    """
    if problems:
        first = problems[0]
        told = {"first": first.code, "told": first.message}
        raise PayoutError("rail.broken_rules", count=len(problems), **told)
