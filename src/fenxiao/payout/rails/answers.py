"""Reading what rails say (渠道应答): total, and never more certain than the rail.

One error says that the bytes are no JSON object. Everything else becomes an answer: a
field of the wrong type is as good as missing, a word that nobody documented is "unknown"
and kept, and "paid" needs key, reference, amount and currency in one answer.

Source: docs/rails/README.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, NoReturn

from fenxiao.errors import EventError, MoneyError, PayoutError
from fenxiao.model.checks import check_id
from fenxiao.model.events import PayoutOutcome, PayoutResult
from fenxiao.model.records import Payout
from fenxiao.money import AMOUNT_LIMIT_MINOR, parse_amount
from fenxiao.payout.rails.form import RailAnswer

__all__ = [
    "Said",
    "amount_in",
    "answer",
    "confirm",
    "id_in",
    "list_in",
    "minor_in",
    "object_in",
    "read_object",
    "text_in",
    "to_result",
]

_MOST_CHARACTERS = 1_000


def _refuse(problem: str) -> NoReturn:
    raise PayoutError("rail.unreadable", problem=problem)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("a name stands twice in one object")
    return found


def read_object(text: str | bytes) -> dict[str, object]:
    """Read what a rail sent, as it came.

    Args:
        text: The body of a response, or of a notification that the host has decrypted.

    Returns:
        The object, of whatever fields.

    Raises:
        PayoutError: ``rail.unreadable`` for anything that is no JSON object.

    Examples:
        >>> read_object('{"state": "SUCCESS"}')
        {'state': 'SUCCESS'}
    """
    try:
        told = text.decode() if isinstance(text, bytes) else text
        found = json.loads(told, object_pairs_hook=_once)
    except PayoutError:
        raise
    except (ValueError, RecursionError) as error:  # too deep, cut off, a number without end
        _refuse(f"{type(error).__name__}")
    if not isinstance(found, dict):
        _refuse(f"it is a {type(found).__name__}")
    return found


def object_in(fields: Mapping[str, object], name: str) -> dict[str, object]:
    """Return the object of a name, or an empty one."""
    found = fields.get(name)
    return found if isinstance(found, dict) else {}


def list_in(fields: Mapping[str, object], name: str) -> list[dict[str, object]]:
    """Return the objects of a list; what is none of them is an empty one, so none is lost."""
    found = fields.get(name)
    if not isinstance(found, list):
        return []
    return [one if isinstance(one, dict) else {} for one in found]


def text_in(fields: Mapping[str, object], name: str) -> str:
    """Return the text of a name as far as it is kept; "" if there is none."""
    found = fields.get(name)
    if not isinstance(found, str):
        return ""
    return found[:_MOST_CHARACTERS].encode(errors="replace").decode()  # half characters are none


def id_in(fields: Mapping[str, object], name: str) -> str | None:
    """Return the text of a name if it is one that can be compared whole, as ids are."""
    found = fields.get(name)
    try:
        return check_id(found, name) if isinstance(found, str) else None
    except EventError:
        return None


def minor_in(fields: Mapping[str, object], name: str) -> int | None:
    """Return an amount that is written as a whole number of minor units."""
    found = fields.get(name)
    if type(found) is int and 1 <= found <= AMOUNT_LIMIT_MINOR:
        return found
    return None


def amount_in(fields: Mapping[str, object], name: str, currency: str | None) -> int | None:
    """Return an amount that is written as text in major units, in minor units.

    Examples:
        >>> (
        ...     amount_in({"amount": "12.30"}, "amount", "CNY"),
        ...     amount_in({"amount": 1}, "amount", "CNY"),
        ... )
        (1230, None)
    """
    found = fields.get(name)
    if not isinstance(found, str) or currency is None:
        return None
    try:
        amount_minor = parse_amount(found, currency)
    except MoneyError:
        return None
    return amount_minor if 1 <= amount_minor <= AMOUNT_LIMIT_MINOR else None


class Said(NamedTuple):
    """What was found in an answer, before it is weighed."""

    code: str
    key: str | None
    reference: str | None = None
    amount_minor: int | None = None
    currency: str | None = None
    text: str = ""


def answer(said: Said, words: Mapping[str, PayoutOutcome]) -> RailAnswer:
    """Weigh what was found: an unknown word, or a payment without its facts, is unknown.

    Args:
        said: What was found.
        words: What each word of the rail means.

    Examples:
        >>> answer(Said("SUCCESS", "K1"), {"SUCCESS": "paid"}).outcome
        'unknown'
    """
    outcome = words.get(said.code, "unknown")
    if said.key is None:
        outcome = "unknown"
    if outcome == "paid" and None in {said.reference, said.amount_minor, said.currency}:
        outcome = "unknown"
    _, key, reference, amount_minor, currency, text = said
    return RailAnswer(outcome, key, reference, amount_minor, currency, said.code, text)


def confirm(told: RailAnswer, payout: Payout, batch_key: str = "") -> RailAnswer:
    """Weigh an answer against the instruction it is taken for.

    Args:
        told: What the rail said.
        payout: The instruction.
        batch_key: The key of the batch in which it was sent; a word about the whole batch
            counts for each instruction, but never says that one is paid.

    Returns:
        The answer under the instruction's key; "unknown" where it is about another one, or
        names another amount or currency.
    """
    is_of_batch = bool(batch_key) and told.key == batch_key and told.outcome != "paid"
    is_of_it = told.key == payout.key and _agrees(told, payout)
    if is_of_it or is_of_batch:
        return told._replace(key=payout.key)
    return told._replace(outcome="unknown", key=payout.key)


def _agrees(told: RailAnswer, payout: Payout) -> bool:
    named = ((told.amount_minor, payout.amount_minor), (told.currency, payout.currency))
    return all(theirs is None or theirs == ours for theirs, ours in named)


def to_result(
    told: RailAnswer, payout: Payout, *, event_id: str, at: datetime, batch_key: str = ""
) -> PayoutResult:
    """Return the event that tells the settlement what the rail said.

    Args:
        told: What the rail said.
        payout: The instruction it is taken for.
        event_id: The id under which the event is fed, one for each answer.
        at: When the answer came.
        batch_key: As for ``confirm``.

    Returns:
        The event, over what the rail names, so that another amount is refused for a person
        to look; an answer about another instruction is "unknown" and names nothing.
    """
    is_of_it = told.key == payout.key
    sure = told if is_of_it else confirm(told, payout, batch_key)
    return PayoutResult(
        id=event_id,
        at=at,
        instruction_id=payout.instruction_id,
        outcome=sure.outcome,
        amount_minor=(sure.amount_minor if is_of_it else None) or payout.amount_minor,
        currency=(sure.currency if is_of_it else None) or payout.currency,
        reference=sure.reference if is_of_it else None,
        attempt=payout.attempt,
    )
