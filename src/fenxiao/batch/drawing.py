"""Drawings (关系图): the surroundings of a member as text, or as a picture in SVG.

Both are pure text, equal on every machine: whole coordinates, no fonts of our own.

Source: docs/relations-at-size.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from fenxiao.batch.surroundings import Branch, Surroundings

__all__ = ["Language", "draw_svg", "draw_text"]

Language = Literal["en", "zh"]
"""The language of the few words in a drawing."""

_WORDS = {
    "en": {"fan": "1 fan", "fans": "{count:,} fans", "more": "… {count:,} more"}
    | {"above": "… {count:,} above"},
    "zh": {"fan": "1 位粉丝", "fans": "{count:,} 位粉丝", "more": "…… 另有 {count:,} 位"}
    | {"above": "…… 上方还有 {count:,} 层"},
}


def draw_text(around: Surroundings, *, language: Language = "en") -> str:
    """Draw surroundings as a tree of text, one line each; who was asked about has a dot.

    Examples:
        >>> from fenxiao.batch import Forest, surroundings
        >>> forest = Forest(102)
        >>> _ = forest.bind_many([0] + [1] * 100, range(1, 102))
        >>> print(draw_text(surroundings(forest, 1, limit=3)))
        0 (1 fan)
        └─ ● 1 (100 fans)
           ├─ 2
           ├─ 3
           ├─ 4
           └─ … 97 more
    """
    words = _WORDS[language]
    lines = [words["above"].format(count=around.above_count)] if around.above_count else []
    return "\n".join([*lines, *_lines(around.top, "", "", words)])


def _lines(branch: Branch, first: str, rest: str, words: dict[str, str]) -> Iterator[str]:
    fans = f" ({_fans(branch, words)})" if branch.fan_count else ""
    yield f"{first}{'● ' if branch.is_asked else ''}{branch.name}{fans}"
    last = len(branch.shown) - (not branch.more)
    for place, below in enumerate(branch.shown):
        ends = place == last
        yield from _lines(
            below, rest + ("└─ " if ends else "├─ "), rest + ("   " if ends else "│  "), words
        )
    if branch.more:
        yield f"{rest}└─ {words['more'].format(count=branch.more)}"


def _fans(branch: Branch, words: dict[str, str]) -> str:
    return words["fan" if branch.fan_count == 1 else "fans"].format(count=branch.fan_count)


# ---------------------------------------------------------------- the picture

_ROW, _GAP, _MARGIN, _HEIGHT = 46, 48, 24, 36
_MOST_COLUMNS = 22  # of a name, where a Chinese character takes two
_STYLE = (
    "text{font:13px system-ui,-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',"
    "'Noto Sans CJK SC',sans-serif;fill:#1f2933}"
    ".f{font-size:10.5px;fill:#62707e}"
    ".b{fill:#fff;stroke:#b8c4cf}"
    ".p .b{fill:#eef4fb;stroke:#7ba4d0}"
    ".a .b{fill:#d9480f;stroke:#b23a08}.a text{fill:#fff;font-weight:600}"
    ".a .f{fill:#ffe3d3;font-weight:400}"
    ".m .b{fill:#f5f7f9;stroke:#b8c4cf;stroke-dasharray:4 3}.m text{fill:#62707e}"
    ".e{fill:none;stroke:#b8c4cf;stroke-width:1.4}.e.p{stroke:#7ba4d0;stroke-width:2.2}"
)


class _Box(NamedTuple):
    """One box of the picture: what it says, where it stands."""

    kind: str
    name: str
    fans: str
    column: int
    middle: int
    above: int | None


def draw_svg(around: Surroundings, *, language: Language = "en") -> str:
    """Draw surroundings as a picture: a self-contained SVG, from left to right.

    Who was asked about is filled, the path above him is tinted, and what is left out
    stands in a dashed box. A long id is shortened; it is whole in the box's title.

    Examples:
        >>> from fenxiao.batch import Forest, surroundings
        >>> picture = draw_svg(surroundings(Forest(1), 0))
        >>> picture.startswith("<svg "), picture.count("<rect ")
        (True, 2)
    """
    boxes = _boxes(around, _WORDS[language])
    widths = [0] * (max(box.column for box in boxes) + 1)
    for box in boxes:
        widths[box.column] = max(widths[box.column], _width(box))
    lefts = [_MARGIN]
    for width in widths:
        lefts.append(lefts[-1] + width + _GAP)
    width = lefts[-1] - _GAP + _MARGIN
    height = max(box.middle for box in boxes) + _HEIGHT // 2 + _MARGIN
    edges = [
        _edge(boxes[box.above], box, lefts[boxes[box.above].column], lefts[box.column])
        for box in boxes
        if box.above is not None
    ]
    frame = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {frame} role="img">',
            f"<style>{_STYLE}</style>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *edges,
            *(_drawn(box, lefts[box.column]) for box in boxes),
            "</svg>",
            "",
        ]
    )


def _boxes(around: Surroundings, words: dict[str, str]) -> list[_Box]:
    """Place everything: leaves row by row, everybody else amid those below him."""
    boxes: list[_Box] = []
    rows = 0

    def leaf() -> int:
        nonlocal rows
        rows += 1
        return _MARGIN + _HEIGHT // 2 + (rows - 1) * _ROW

    def place(branch: Branch, column: int, above: int | None) -> int:
        kind = "a" if branch.is_asked else "p" if branch.is_path else "o"
        fans = _fans(branch, words) if branch.fan_count else ""
        own = len(boxes)
        boxes.append(_Box(kind, branch.name, fans, column, 0, above))
        middles = [place(below, column + 1, own) for below in branch.shown]
        if branch.more and not branch.is_path:
            middles.append(leaf())
            more = words["more"].format(count=branch.more)
            boxes.append(_Box("m", more, "", column + 1, middles[-1], own))
        middle = (middles[0] + middles[-1]) // 2 if middles else leaf()
        boxes[own] = boxes[own]._replace(middle=middle)
        return middle

    if not around.above_count:
        place(around.top, 0, None)
        return boxes
    above = words["above"].format(count=around.above_count)
    boxes.append(_Box("m", above, "", 0, 0, None))
    boxes[0] = boxes[0]._replace(middle=place(around.top, 1, 0))
    return boxes


def _shortened(name: str) -> str:
    columns = 0
    for place, sign in enumerate(name):
        columns += 2 if east_asian_width(sign) in "WF" else 1
        if columns > _MOST_COLUMNS:
            return name[:place] + "…"
    return name


def _width(box: _Box) -> int:
    """Return a width that holds the texts in every common font."""
    name = sum(_sign_width(sign) for sign in _shortened(box.name))
    fans = sum(11 if east_asian_width(sign) in "WF" else 6 for sign in box.fans)
    return max(name, fans, 30) + 22


def _sign_width(sign: str) -> int:
    if east_asian_width(sign) in "WF":
        return 14
    return 8 if sign.islower() or sign.isdigit() or sign in " .,-_:" else 11


def _edge(above: _Box, below: _Box, left: int, right: int) -> str:
    kind = "e p" if above.kind == "p" and below.kind in "ap" else "e"
    start, end = left + _width(above), right
    bend = (start + end) // 2
    path = f"M{start} {above.middle}C{bend} {above.middle} {bend} {below.middle}"
    return f'<path class="{kind}" d="{path} {end} {below.middle}"/>'


def _drawn(box: _Box, left: int) -> str:
    top = box.middle - _HEIGHT // 2
    base = box.middle + (-2 if box.fans else 5)
    fans = f'<text class="f" x="{left + 11}" y="{box.middle + 13}">{box.fans}</text>'
    return (
        f'<g class="{box.kind}"><title>{escape(box.name)}</title>'
        f'<rect class="b" x="{left}" y="{top}" width="{_width(box)}" height="{_HEIGHT}" rx="8"/>'
        f'<text x="{left + 11}" y="{base}">{escape(_shortened(box.name))}</text>'
        f"{fans if box.fans else ''}</g>"
    )
