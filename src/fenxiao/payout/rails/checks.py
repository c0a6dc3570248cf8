"""Checks that rails share (渠道校验): amounts, texts, keys, addresses, whole batches.

Each returns findings, never raises, so that a rail can tell all broken rules together.

Source: docs/rails/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from fenxiao.model.records import Payout
from fenxiao.payout.rails.form import Field, Figures, Problem

__all__ = [
    "Text",
    "check_amount_range",
    "check_batch",
    "check_currency",
    "check_fields",
    "check_name",
    "check_payout",
    "check_single",
    "check_texts",
    "check_url",
    "check_word",
    "shown_words",
]

_KEY = re.compile(r"[0-9A-Za-z]{1,32}")
_URL = re.compile(r"https://[!-~]+")


class Text(NamedTuple):
    """A text of a request, and how long it may be."""

    field: str
    text: str
    limit: int


def shown_words(words: Collection[str]) -> str:
    """Name words one after another, or say that there are none."""
    return ", ".join(words) or "nothing"


def check_currency(payout: Payout, known: Collection[str]) -> Iterator[Problem]:
    """Find a currency that the rail does not pay."""
    if payout.currency not in known:
        facts = (("known", shown_words(known)), ("key", payout.key), ("currency", payout.currency))
        yield Problem("rail.wrong_currency", facts)


def check_amount_range(payout: Payout, low_minor: int, high_minor: int) -> Iterator[Problem]:
    """Find an amount below the least or above the most."""
    over = (("key", payout.key), ("amount_minor", payout.amount_minor))
    if payout.amount_minor < low_minor:
        yield Problem("rail.amount_low", (("limit_minor", low_minor), *over))
    if payout.amount_minor > high_minor:
        yield Problem("rail.amount_high", (("limit_minor", high_minor), *over))


def check_name(payout: Payout, name_token: str | None, limits: Figures) -> Iterator[Problem]:
    """Find a payee's name that is needed and missing, or given and forbidden."""
    over = (("key", payout.key), ("amount_minor", payout.amount_minor))
    needed, allowed = limits["name_needed_minor"], limits["name_allowed_minor"]
    if not name_token and payout.amount_minor >= needed:
        yield Problem("rail.name_needed", (("limit_minor", needed), *over))
    if name_token and payout.amount_minor < allowed:
        yield Problem("rail.name_forbidden", (("limit_minor", allowed), *over))


def check_texts(key: str, texts: Sequence[Text]) -> Iterator[Problem]:
    """Find texts that are empty or too long; lengths are counted in characters."""
    for one in texts:
        if not one.text:
            yield Problem("rail.missing", (("field", one.field), ("key", key)))
        if len(one.text) > one.limit:
            length = (("limit", one.limit), ("key", key), ("length", len(one.text)))
            yield Problem("rail.too_long", (("field", one.field), *length))


def check_fields(
    key: str, fields: Sequence[Field], texts: Mapping[str, str | None], limits: Figures
) -> Iterator[Problem]:
    """Find texts that are empty or longer than the table of a body lets its fields be.

    Args:
        key: The key of what they belong to.
        fields: The table of the body.
        texts: What stands in it, by pointer; None for what is left out.
        limits: The figures of the day.
    """
    bounds = {one.pointer: one.limit for one in fields}
    for pointer, text in texts.items():
        if text is not None:
            field = pointer.rpartition("/")[2]
            yield from check_texts(key, [Text(field, text, limits[bounds[pointer]])])


def check_payout(payout: Payout, currencies: Collection[str], limits: Figures) -> Iterator[Problem]:
    """Find a currency that the rail does not pay, or an amount outside of its figures."""
    yield from check_currency(payout, currencies)
    yield from check_amount_range(payout, limits["single_low_minor"], limits["single_high_minor"])


def check_single(payout: Payout, currencies: Collection[str], limits: Figures) -> Iterator[Problem]:
    """Find what is wrong with an instruction that is sent by itself."""
    yield from check_batch([payout.key], 1)
    yield from check_payout(payout, currencies, limits)


def check_url(key: str, field: str, url: str | None, limit: int) -> Iterator[Problem]:
    """Find an address that is no https one, has parameters, or is too long; none is fine."""
    if url is None:
        return
    if not _URL.fullmatch(url) or "?" in url or "#" in url:
        form = "an https address without parameters"
        yield Problem("rail.bad_form", (("field", field), ("form", form), ("key", key)))
    yield from check_texts(key, [Text(field, url, limit)])


def check_word(key: str, field: str, word: str, known: Collection[str]) -> Iterator[Problem]:
    """Find a word that the rail does not know."""
    if word not in known:
        facts = (("known", shown_words(known)), ("key", key), ("got", repr(word)))
        yield Problem("rail.unknown_word", (("field", field), *facts))


def check_batch(keys: Sequence[str], limit: int) -> Iterator[Problem]:
    """Find a batch that is empty or too large, keys of no good form, and repeated ones."""
    if not keys:
        yield Problem("rail.no_items", (("count", 0),))
    if len(keys) > limit:
        yield Problem("rail.too_many", (("limit", limit), ("what", "items"), ("count", len(keys))))
    form = "1 to 32 digits and letters"
    seen: set[str] = set()
    for key in keys:
        if not _KEY.fullmatch(key):
            yield Problem("rail.bad_form", (("field", "key"), ("form", form), ("key", key)))
        if key in seen:
            yield Problem("rail.repeated", (("key", key),))
        seen.add(key)
