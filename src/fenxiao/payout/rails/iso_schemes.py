"""Schemes of ISO 20022 transfers (报文规则): SEPA, and the standard alone, with their figures.

Source: docs/rails/iso20022.md, which names the page of each figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from fenxiao.payout.rails.checks import Text, check_texts
from fenxiao.payout.rails.form import Limit, Problem
from fenxiao.payout.rails.iso_form import is_latin, is_xml_text

__all__ = ["LIMITS", "SCHEMES", "Scheme", "check_text"]

_XSD = "ISO 20022, pain.001.001.03.xsd and pain.001.001.09.xsd"
_SEPA = "pain001 0.0.74, validation/_scheme_rules.py, SEPA rulebook limits"
_SINCE = date(2024, 3, 17)  # from this day on SEPA takes version 09


class Scheme(NamedTuple):
    """Which rules a message keeps beside those of the standard.

    Args:
        currencies: The currencies that it pays; empty for any.
        service: The code of its service level, "" for none.
        charges: Who bears charges, "" where the bank decides.
        kinds: What an account may be named by.
        is_latin: Whether texts keep to the characters that every bank takes.
    """

    currencies: tuple[str, ...]
    service: str
    charges: str
    kinds: tuple[str, ...]
    is_latin: bool


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        "sepa": Scheme(("EUR",), "SEPA", "SLEV", ("iban",), is_latin=True),
        "plain": Scheme((), "", "", ("iban", "other"), is_latin=False),
    }
)
"""SEPA credit transfers, and the standard alone."""


def _limits(*rows: Limit) -> tuple[Limit, ...]:
    return (
        Limit("items", 10**15 - 1, "items", _SINCE, f"{_XSD}, Max15NumericText"),
        Limit("sum_digits", 18, "digits", _SINCE, f"{_XSD}, DecimalNumber"),
        Limit("account_characters", 34, "characters", _SINCE, f"{_XSD}, Max34Text"),
        *rows,
    )


LIMITS: Mapping[str, tuple[Limit, ...]] = MappingProxyType(
    {
        "sepa": _limits(
            Limit("single_low_minor", 1, "minor units", _SINCE, _SEPA),
            Limit("single_high_minor", 99_999_999_999, "minor units", _SINCE, _SEPA),
            Limit("name_characters", 70, "characters", _SINCE, _SEPA),
            Limit("note_characters", 140, "characters", _SINCE, _SEPA),
        ),
        "plain": _limits(
            Limit("name_characters", 140, "characters", _SINCE, f"{_XSD}, Max140Text"),
            Limit("note_characters", 140, "characters", _SINCE, f"{_XSD}, Max140Text"),
        ),
    }
)
"""The public figures of each scheme; what a bank takes at once is in its contract."""


def check_text(key: str, field: str, text: str, scheme: Scheme, most: int) -> Iterator[Problem]:
    """Find a text that is empty, too long, or holds what the scheme does not take."""
    yield from check_texts(key, [Text(field, text, most)])
    if scheme.is_latin and not is_latin(text):
        form = "of the characters that SEPA takes, without slashes at its ends or in pairs"
        yield Problem("rail.bad_form", (("field", field), ("form", form), ("key", key)))
    elif not is_xml_text(text):
        form = "text without control characters"
        yield Problem("rail.bad_form", (("field", field), ("form", form), ("key", key)))
