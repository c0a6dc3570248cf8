"""What the naive model knows of an order: every piece of it, and every capture, one by one.

A piece waits, is held until an instant, is free, or went back. An amount belongs to the
pieces that are there; what is deferred, held and available follows from where they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Literal

__all__ = ["BACK", "FREE", "WAITING", "Capture", "Sale", "SoldLine"]

WAITING, BACK, FREE = "waiting", "back", "free"
Exact = list[tuple[str, Fraction]]


@dataclass
class Capture:
    """What was paid of a line at one time, and who earns of it."""

    paid_minor: int
    exact: Exact
    capture_id: str = ""


@dataclass
class SoldLine:
    """A line: its captures, and where each of its pieces is; a held one by its due instant."""

    captures: list[Capture]
    where: list[str | int]
    refunded_minor: int = 0
    whole_minor: int = 0

    @property
    def paid_minor(self) -> int:
        return sum(one.paid_minor for one in self.captures)

    @property
    def quantity(self) -> int:
        return len(self.where)

    @property
    def returned(self) -> int:
        return self.where.count(BACK)

    @property
    def held(self) -> list[int]:
        return [one for one in self.where if isinstance(one, int)]

    def worth(self, pieces: int) -> int:
        """What so many pieces cost where all others went back."""
        gone = Fraction(self.paid_minor) * (self.quantity - pieces) / self.quantity
        return self.paid_minor - floor(gone)

    @property
    def left_minor(self) -> int:
        return max(0, self.worth(self.quantity - self.returned) - self.refunded_minor)

    def kept(self, pieces: int) -> list[tuple[str, int]]:
        """What each payee keeps where only so many of the pieces that are there count."""
        left_minor = min(self.left_minor, self.worth(pieces))
        found = []
        for one, mine in zip(self.captures, self._cut(left_minor), strict=True):
            for payee, exact in one.exact if one.paid_minor else ():
                found.append((payee, floor(exact * mine / one.paid_minor)))
        return found

    def _cut(self, minor: int) -> list[int]:
        """Cut what is left over the captures, the last one first; the first takes the rest."""
        parts, whole = [0] * len(self.captures), self.paid_minor
        for place in reversed(range(len(parts))):
            weight = self.captures[place].paid_minor
            parts[place] = floor(Fraction(minor * weight, whole)) if whole else 0
            minor, whole = minor - parts[place], whole - weight
        return parts

    def take_back(self, pieces: int) -> None:
        """Send pieces back: what waits first, then what is due last, then what is free."""
        order = [WAITING, *sorted(set(self.held), reverse=True), FREE]
        for _ in range(pieces):
            here = next(where for where in order if where in self.where)
            self.where[self.where.index(here)] = BACK

    def receive(self, pieces: int, due_us: int) -> None:
        for _ in range(pieces):
            self.where[self.where.index(WAITING)] = due_us

    def free(self, at_us: int) -> None:
        self.where = [FREE if isinstance(one, int) and one <= at_us else one for one in self.where]


@dataclass
class Sale:
    """An order: where it stands and its lines.

    One that is received at once is due as a whole, whatever of it went back; one that is
    received in parts as long as a piece of it is held.
    """

    payer_id: str
    currency: str
    lines: dict[str, SoldLine]
    paid_us: int
    state: Literal["paid", "confirmed", "released"] = "paid"
    whole_due_us: int | None = None
    is_in_parts: bool = False
    takes_captures: bool = False
    captured: list[str] = field(default_factory=list)

    @property
    def due_us(self) -> int | None:
        if not self.is_in_parts:
            return self.whole_due_us
        return min((due for line in self.lines.values() for due in line.held), default=None)

    @property
    def waits(self) -> bool:
        return any(WAITING in line.where for line in self.lines.values())

    def standing(self) -> dict[str, tuple[int, int, int]]:
        """Return what of it is deferred, held and available, by payee."""
        found: dict[str, list[int]] = {}
        for line in self.lines.values():
            there = line.quantity - line.returned
            free = line.where.count(FREE)
            counts = (there, there - line.where.count(WAITING), free)
            whole, received, freed = (line.kept(pieces) for pieces in counts)
            for (payee, all_of), (_, had), (_, has) in zip(whole, received, freed, strict=True):
                mine = found.setdefault(payee, [0, 0, 0])
                for place, minor in enumerate((all_of - had, had - has, has)):
                    mine[place] += minor
        return {payee: (one[0], one[1], one[2]) for payee, one in found.items()}

    def receive(self, pieces: dict[str, int] | None, due_us: int) -> None:
        """Receive pieces of some lines, or all that waits."""
        if pieces is None and not self.is_in_parts:
            self.state, self.whole_due_us = "confirmed", due_us
        elif pieces is not None:
            self.is_in_parts = True
        for name, line in self.lines.items():
            asked = line.where.count(WAITING) if pieces is None else pieces.get(name, 0)
            line.receive(asked, due_us)
        if self.is_in_parts and not self.waits:
            self.state = "confirmed"

    def after_refund(self) -> None:
        """Look where an order in parts stands once something of it went back."""
        if not self.is_in_parts:
            return
        there = [one for line in self.lines.values() for one in line.where if one != BACK]
        self.is_in_parts = any(one != WAITING for one in there)
        if not self.is_in_parts:
            self.whole_due_us = None
        elif WAITING not in there:
            self.state = "released" if self.due_us is None else "confirmed"

    def release(self, at_us: int) -> None:
        for line in self.lines.values():
            line.free(at_us)
        if not self.is_in_parts or (self.state == "confirmed" and self.due_us is None):
            self.state = "released"
