"""Trees of reasons (结算说明树): an order, its lines, their rules, their slots; as text.

Source: docs/rules/explanations.md, "The tree".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Branch", "draw_text"]


class Branch(NamedTuple):
    """A text, and what it consists of.

    Args:
        text: One sentence, in one language.
        parts: The branches below it, in order.
        kind: What it is about: "order", "line", "rule", "slot", "fact", "total".
    """

    text: str
    parts: tuple[Branch, ...] = ()
    kind: str = "fact"


def draw_text(branch: Branch) -> str:
    """Return a tree as lines of text, each two spaces further in than what it belongs to.

    A line break within a text becomes a space, so that a name cannot draw branches.

    Examples:
        >>> print(draw_text(Branch("order", (Branch("line", (Branch("rule"),)),))))
        order
          line
            rule
    """
    return "\n".join(_lines(branch, 0))


def _lines(branch: Branch, depth: int) -> Iterator[str]:
    yield "  " * depth + " ".join(branch.text.split())
    for part in branch.parts:
        yield from _lines(part, depth + 1)
