"""Every pair of options at least once: a covering array of strength two, made greedily.

Faults that need a certain value of each of two options are found by rows in which every
value of every option meets every value of every other; such rows are few, however many
options there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

__all__ = ["Option", "Pair", "Row", "all_pairs", "covering", "pairs_of"]

Option = tuple[str, str]
"""The name of an option, and of one of its values."""

Pair = frozenset[Option]
Row = dict[str, str]


def all_pairs(options: Mapping[str, Sequence[str]], forbidden: Iterable[Pair] = ()) -> set[Pair]:
    """Return every pair of values of two options, but those that cannot be together."""
    pairs = {
        frozenset(((one, mine), (other, theirs)))
        for one, other in combinations(options, 2)
        for mine, theirs in product(options[one], options[other])
    }
    return pairs - set(forbidden)


def pairs_of(row: Mapping[str, str]) -> set[Pair]:
    """Return every pair that stands in a row."""
    return set(map(frozenset, combinations(row.items(), 2)))


def covering(options: Mapping[str, Sequence[str]], forbidden: Iterable[Pair] = ()) -> Iterator[Row]:
    """Yield rows with a value for each option, until every pair that may be has been in one.

    Each begins with a pair that was in none yet; every other option then takes the value that
    brings most new pairs, the first of several. So the rows are the same each time.

    Args:
        options: The values of each option.
        forbidden: Pairs that are in no row.

    Raises:
        LookupError: No row can have a pair that is not forbidden.
    """
    never = set(forbidden)
    open_pairs = sorted(all_pairs(options, never), key=sorted)
    left = set(open_pairs)
    for start in open_pairs:
        if start not in left:
            continue
        row = dict(start)
        names = sorted(options, key=lambda name: (name not in row, -len(options[name])))
        if not _fill(row, [name for name in names if name not in row], options, (left, never)):
            raise LookupError(f"{sorted(start)} is in no row")
        left -= pairs_of(row)
        yield {name: row[name] for name in options}


def _fill(
    row: Row,
    names: Sequence[str],
    options: Mapping[str, Sequence[str]],
    pairs: tuple[set[Pair], set[Pair]],
) -> bool:
    """Give every option that is left a value; take one back where nothing fits after it."""
    if not names:
        return True
    left, never = pairs
    name, rest = names[0], names[1:]
    news: list[tuple[int, str]] = []
    for value in options[name]:
        new = {frozenset((one, (name, value))) for one in row.items()}
        if not new & never:
            news.append((-len(new & left), value))
    for _, value in sorted(news, key=lambda one: one[0]):
        row[name] = value
        if _fill(row, rest, options, pairs):
            return True
        del row[name]
    return False
