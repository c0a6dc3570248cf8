"""Tokens (令牌): the host's own names for what is personal, and what must never be one.

fenxiao needs no card number and no identity number, so it takes none: a text that looks
like one is refused where it comes in, and is not repeated in the message.

Source: docs/payees.md.
"""

from __future__ import annotations

import re

from fenxiao.errors import EventError
from fenxiao.model.checks import check_id

__all__ = ["check_token"]

_APART = re.compile(r"[ \-]")
_LOOKS = (
    ("a card number", re.compile(r"\d{15,19}")),
    ("a resident identity number", re.compile(r"\d{17}[xX]")),
    ("a mobile number", re.compile(r"(\+?86)?1[3-9]\d{9}")),
    ("an e-mail address", re.compile(r".+@.+\..+")),
)
"""What the text would be, without spaces and hyphens; ``\\d`` takes the digits of any script."""


def check_token(value: str, name: str) -> str:
    """Return the token, or refuse what looks like the thing that it should stand for.

    Raises:
        EventError: ``event.bad_id`` when it is no id; ``event.looks_personal`` when it looks
            like a card number, an identity number, a mobile number or an e-mail address.

    Examples:
        >>> check_token("acct_7", "account_token")
        'acct_7'
    """
    text = _APART.sub("", check_id(value, name))
    for what, looks in _LOOKS:
        if looks.fullmatch(text):
            raise EventError("event.looks_personal", name=name, length=len(value), what=what)
    return value
