"""Trees: as text, a level two spaces further in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.trace.tree import Branch, draw_text

TREE = Branch("a", (Branch("b", (Branch("c"),)), Branch("d")), "order")

texts = st.text(max_size=8)
branches = st.recursive(
    texts.map(Branch),
    lambda parts: st.builds(Branch, texts, st.lists(parts, max_size=3).map(tuple)),
    max_leaves=8,
)


def count(branch: Branch) -> int:
    return 1 + sum(count(part) for part in branch.parts)


def test_parts_stand_further_in() -> None:
    assert draw_text(TREE) == "a\n  b\n    c\n  d"


@given(branch=branches)
def test_every_branch_is_one_line_whatever_its_text(branch: Branch) -> None:
    assert count(branch) == draw_text(branch).count("\n") + 1


def test_a_name_cannot_draw_a_branch() -> None:
    assert draw_text(Branch("u1\n  u9 keeps 100.00")) == "u1 u9 keeps 100.00"
