"""Errors and refusals (错误与拒绝): one tree, one table of stable codes.

A bad *call* raises one of these errors; a bad *business fact* is a refusal, a value
that names a code of the same table. Every message says what must hold, what was got
with its unit, and what to do, because whoever reads it at night has only the message.

Source: docs/errors.md, which is drawn from the same table.
"""

from __future__ import annotations

import sys

from fenxiao.errors.codes import CODES, Code, CodeKind

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "CODES",
    "CaseError",
    "Code",
    "CodeKind",
    "EventError",
    "FenxiaoError",
    "GraphError",
    "LedgerError",
    "MoneyError",
    "PayoutError",
    "PolicyError",
    "RuleError",
    "render",
]


def render(code: str, facts: dict[str, object]) -> tuple[str, str]:
    """Render the message and the hint of a code from its facts.

    Prose is made from the table when somebody reads it, never stored, so that a
    better sentence reaches old refusals too.

    Args:
        code: A code of ``CODES``.
        facts: What the message names; exactly the placeholders of the code's row.

    Returns:
        The message and the hint, one or two sentences each.

    Examples:
        >>> render("order.unknown", {"order_id": "o1"})[0]
        'An order must be paid before anything else is told of it; order "o1" is not known.'
    """
    row = CODES[code]
    return row.message.format(**facts), row.hint.format(**facts)


class FenxiaoError(Exception):
    """Root of every error that fenxiao raises: a stable code and its facts.

    The facts are attributes (``error.rate_ppm``) so that a host can react without
    reading prose, and the error survives pickling, so that a worker can send it home.

    ``place`` says where in a file the fault stands, as ``plans[0].rules[2]``; it is empty
    where nothing was read from a file, or the fault is one of the whole.

    Args:
        code: A code of ``CODES``; public and stable.
        facts: What the message names, each with its unit in the name.

    Examples:
        >>> error = MoneyError("money.rate_range", rate_ppm=1_000_001)
        >>> str(error)
        'Rate must be 0 to 1000000 ppm, got 1000001. 10% is 100000 ppm.'
        >>> error.code, error.rate_ppm
        ('money.rate_range', 1000001)
    """

    def __init__(self, code: str, /, **facts: object) -> None:
        message, self.hint = render(code, facts)
        super().__init__(f"{message} {self.hint}")
        self.code = code
        self.facts = facts
        self.place = str(facts.get("place", ""))

    @override
    def __str__(self) -> str:
        """Say the message and the hint, after the place if one is known and not told yet."""
        told = super().__str__()
        return f"At {self.place}: {told}" if self.place and "place" not in self.facts else told

    def __getattr__(self, name: str) -> object:
        """Give each fact as an attribute; only called when nothing else has the name."""
        try:
            return self.__dict__["facts"][name]
        except KeyError:
            raise AttributeError(name) from None

    @override
    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by code, facts and place: keyword arguments do not survive by default."""
        return _rebuild, (type(self), self.code, self.facts, self.place)


def _rebuild(
    kind: type[FenxiaoError], code: str, facts: dict[str, object], place: str = ""
) -> FenxiaoError:
    error = kind(code, **facts)
    error.place = place
    return error


class EventError(FenxiaoError, ValueError):
    """An event, key or record is not of its published form."""


class MoneyError(FenxiaoError, ValueError):
    """An amount, rate, currency or set of weights is not one that can be reckoned with."""


class GraphError(FenxiaoError):
    """Relations that were handed in cannot be those of a forest."""


class PolicyError(FenxiaoError, ValueError):
    """A plan or policy says something that must not be put in force."""


class RuleError(FenxiaoError):
    """A rule, or the terms it left, broke what every rule must keep."""


class LedgerError(FenxiaoError):
    """Entries that were handed in do not balance or do not belong together."""


class CaseError(FenxiaoError, ValueError):
    """A file is not of the published form of a case."""


class PayoutError(FenxiaoError):
    """An instruction or its rendering breaks what the rail allows."""
