"""People who come through each other, in few numbers, so that they meet."""

from __future__ import annotations

from hypothesis import strategies as st

from fenxiao.settlement.book import Book
from tests.support.build import POLICY, touch

members = st.sampled_from("abcdefg")
touches = st.lists(st.tuples(members, members), max_size=25)
Touched = tuple[str, str]


def told(pairs: list[Touched]) -> Book:
    """Return a book that was told of some touches, sharer first, one a day."""
    book = Book(POLICY)
    for day, (sharer, visitor) in enumerate(pairs):
        book.apply(touch(sharer, visitor, day=day, event_id=f"e{day}"))
    return book


def parents(book: Book) -> dict[str, str]:
    """Return who stands under whom now."""
    return {node.member_id: node.parent_id for node in book.nodes() if node.parent_id is not None}


def above(parent_of: dict[str, str], member: str) -> list[str]:
    """Return everybody above a member, nearest first; an assertion fails at a circle."""
    found: list[str] = []
    while member in parent_of:
        member = parent_of[member]
        assert member not in found, found
        found.append(member)
    return found
