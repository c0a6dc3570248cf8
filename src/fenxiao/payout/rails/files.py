"""Files that are handed to a bank (交给银行的文件): bytes with tokens, counts and sums.

What a bank takes as a file is rendered to bytes; who writes, signs and uploads them is the
host. As in requests, accounts and names are tokens at places that the file names.

Source: docs/rails/README.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fenxiao.model.encoding import canonical
from fenxiao.model.records import Payout
from fenxiao.payout.rails.form import Fill, Problem

__all__ = ["SentFile", "check_values", "sent_file", "sums_minor"]


class SentFile(NamedTuple):
    """A file that is to be handed in, but for personal data and the signature.

    Args:
        body: The bytes, tokens in the places of ``fills``.
        fills: Where the host puts personal data.
        key: What we know the file by; the same instructions have the same.
        item_count: How many instructions it pays.
        totals_minor: How much it pays, by currency, in minor units.
        digest: The digest of all of these, for whoever approves.
    """

    body: bytes
    fills: tuple[Fill, ...]
    key: str
    item_count: int
    totals_minor: tuple[tuple[str, int], ...]
    digest: str


def sums_minor(payouts: Iterable[Payout]) -> dict[str, int]:
    """Return the sum of each currency, in the order of the codes.

    Examples:
        >>> one = Payout("I1", "K1", "shop", "u1", "CNY", 1234, "t9", "approved", 0, 0, None)
        >>> sums_minor([one, one])
        {'CNY': 2468}
    """
    sums: dict[str, int] = {}
    for one in payouts:
        sums[one.currency] = sums.get(one.currency, 0) + one.amount_minor
    return dict(sorted(sums.items()))


def sent_file(body: bytes, fills: Sequence[Fill], key: str, payouts: Sequence[Payout]) -> SentFile:
    """Return a file with its count, its sums and the digest of the whole."""
    totals_minor = tuple(sums_minor(payouts).items())
    facts = [[list(one) for one in fills], key, len(payouts), [list(one) for one in totals_minor]]
    whole = canonical([hashlib.sha256(body).hexdigest(), *facts])
    digest = hashlib.sha256(whole).hexdigest()
    return SentFile(body, tuple(fills), key, len(payouts), totals_minor, digest)


def check_values(sent: SentFile, values: Mapping[str, str]) -> tuple[Problem, ...]:
    """Find tokens that nobody gave a value for."""
    tokens = dict.fromkeys(fill.token for fill in sent.fills)
    lacking = [one for one in tokens if not values.get(one)]
    return tuple(Problem("rail.missing", (("field", "A value"), ("key", one))) for one in lacking)
