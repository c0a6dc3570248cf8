"""Pages: whole, escaped, without scripts and network."""

from __future__ import annotations

import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.trace.html import draw_html
from fenxiao.trace.tree import Branch
from tests.trace.test_tree import TREE, branches, count

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

VOID = {"meta"}


class Reader(HTMLParser):
    """What a browser would see: elements with their attributes, texts, and what is unclosed."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    @override
    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def test_what_has_parts_can_be_folded() -> None:
    reader = read(draw_html(TREE))
    kinds = [tag for tag, _ in reader.elements]
    assert (kinds.count("details"), kinds.count("summary"), kinds.count("p")) == (1, 1, 2)
    assert [] == reader.open


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=y>', "a&b"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_names_are_text_wherever_they_stand(name: str, place: int) -> None:
    tree = [Branch(name), Branch("x", (Branch(name),)), Branch("x", (Branch(name, TREE.parts),))]
    reader = read(draw_html(tree[place]))
    assert name in reader.texts
    assert {"script", "img"}.isdisjoint(tag for tag, _ in reader.elements)


@given(branch=branches)
def test_every_text_of_the_tree_is_on_the_page_and_nothing_else_runs(branch: Branch) -> None:
    reader = read(draw_html(branch))
    shown = {"h1", "summary", "p"}
    assert count(branch) == sum(tag in shown for tag, _ in reader.elements)
    known = {"html", "head", "meta", "title", "style", "body", "details", *shown}
    assert known >= {tag for tag, _ in reader.elements}
    names = {name for _, attributes in reader.elements for name in attributes}
    assert names <= {"lang", "charset", "name", "content", "http-equiv", "class", "open"}


def test_the_page_forbids_to_load_anything() -> None:
    reader = read(draw_html(TREE))
    policies = [one for _, one in reader.elements if "http-equiv" in one]
    assert policies == [
        {
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'",
        }
    ]


@pytest.mark.parametrize(("language", "shown"), [("en", "en"), ("zh", "zh-Hans")])
def test_the_page_says_its_language(language: str, shown: str) -> None:
    reader = read(draw_html(TREE, language))  # type: ignore[arg-type]  # one of two words
    assert ("html", {"lang": shown}) == reader.elements[0]


@given(text=st.text(max_size=20))
def test_a_kind_cannot_leave_its_attribute(text: str) -> None:
    reader = read(draw_html(Branch("a", (Branch("b", kind=text),))))
    assert sum(tag == "p" for tag, _ in reader.elements) == 1
