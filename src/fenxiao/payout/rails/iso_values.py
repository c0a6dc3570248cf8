"""What is filled into an ISO 20022 message (填入报文): names, IBANs, BICs, just before sending.

It is held to the same characters and lengths as what the library writes by itself, and the
check digits of an IBAN must be right. Messages about a value name its token only.

Source: docs/rails/iso20022.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from xml.sax.saxutils import escape

from fenxiao.payout.rails.files import SentFile, check_values
from fenxiao.payout.rails.form import Figures, Problem, refuse_broken
from fenxiao.payout.rails.iso_form import is_iban
from fenxiao.payout.rails.iso_schemes import SCHEMES, check_text

__all__ = ["fill_in", "validate_values"]

_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_CONTAINERS = re.compile(r"(?:CstmrCdtTrfInitn|GrpHdr|PmtInf|CdtTrfTxInf)(?:\[[0-9]+\])?")


def _is_bic(text: str) -> bool:
    return bool(_BIC.fullmatch(text))


_FORMS: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "IBAN": ("an IBAN whose check digits are right", is_iban),
    "BIC": ("a BIC of 8 or 11 characters", _is_bic),
    "BICFI": ("a BIC of 8 or 11 characters", _is_bic),
}


def validate_values(
    sent: SentFile, values: Mapping[str, str], scheme: str, limits: Figures
) -> tuple[Problem, ...]:
    """Return every rule that what is filled in would break; a finding names the token only.

    Args:
        sent: The file.
        values: What each token stands for.
        scheme: The scheme of the message.
        limits: The figures of the day.
    """
    lacking = check_values(sent, values)
    if lacking:
        return lacking
    # One token stands in many places; what it stands for is looked at once for each kind.
    places = dict.fromkeys((fill.pointer.rpartition("/")[2], fill.token) for fill in sent.fills)
    found: list[Problem] = []
    for name, token in places:
        found += _value_problems(name, token, values[token], scheme, limits)
    return tuple(found)


def _value_problems(
    name: str, token: str, value: str, scheme: str, limits: Figures
) -> Iterator[Problem]:
    if name in _FORMS:
        form, is_fine = _FORMS[name]
        if not is_fine(value):
            yield Problem("rail.bad_form", (("field", name), ("form", form), ("key", token)))
        return
    most = limits["name_characters"] if name == "Nm" else limits["account_characters"]
    yield from check_text(token, name, value, SCHEMES[scheme], most)


def fill_in(sent: SentFile, values: Mapping[str, str], scheme: str, limits: Figures) -> bytes:
    """Return the message with what its tokens stand for; nothing of it is kept.

    Args:
        sent: The file, as it was stored and approved.
        values: What each token stands for.
        scheme: The scheme of the message.
        limits: The figures of the day.

    Returns:
        The bytes to hand in.

    Raises:
        PayoutError: ``rail.broken_rules`` for what ``validate_values`` would find.
    """
    refuse_broken(validate_values(sent, values, scheme, limits))
    text = sent.body.decode()
    pieces: list[str] = []
    at = 0
    for fill in sent.fills:
        # The fills are in the order of the document, so each is sought behind the last.
        names = [one for one in fill.pointer.split("/")[1:] if not _CONTAINERS.fullmatch(one)]
        before = "".join(f"<{one}>" for one in names)
        start = text.index(f"{before}{escape(fill.token)}<", at) + len(before)
        pieces += (text[at:start], escape(values[fill.token]))
        at = start + len(escape(fill.token))
    return "".join([*pieces, text[at:]]).encode()
