"""Records of the books (账簿记录): what waits to be sealed, the chain, and where it stands.

Source: docs/books.md.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Books", "Sealed", "Unsealed"]


class Unsealed(NamedTuple):
    """An entry that waits for its place in its payer's chain.

    It is appended with its entry and removed by the seal that takes it.
    """

    payer_id: str
    entry_id: str
    effective_us: int


class Sealed(NamedTuple):
    """The place of an entry in its payer's chain, for ever.

    ``seq`` counts from 1; ``booked_us`` is the accounting date, in the period ``period_id``;
    ``hash`` covers all of it, the whole entry, and ``previous``, the hash of the place before.
    """

    payer_id: str
    entry_id: str
    seq: int
    period_id: str
    booked_us: int
    previous: str
    hash: str


class Books(NamedTuple):
    """Where a payer's books stand: the end of the chain, and which periods are over.

    ``head`` is the hash of ``last_seq``. Periods that end by ``closed_until_us`` are closed,
    those that end by ``locked_until_us`` are locked; None where none is.
    """

    payer_id: str
    last_seq: int
    head: str
    closed_until_us: int | None = None
    locked_until_us: int | None = None
