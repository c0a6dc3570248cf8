"""Pages of reasons (结算说明页): the tree as one HTML page, without scripts and network.

Every text is escaped: names come from the host, and some of them from its members. The
page says by itself that a browser shall load and run nothing.

Source: docs/rules/explanations.md, "The page".
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from fenxiao.trace.reasons import Language
from fenxiao.trace.tree import Branch

__all__ = ["draw_html"]

_STYLE = """\
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;\
color:#1a1a1a;background:#fff}
h1{font-size:1.25rem}
details,p{margin:.35rem 0;overflow-wrap:anywhere}
details>*:not(summary){margin-left:1.25rem}
summary{cursor:pointer}
.line>summary{font-weight:600;border-top:1px solid #ccc;padding-top:.5rem}
.rule>summary{color:#0b4a8f}
.fact{color:#595959;font-size:.9rem}
.total{font-weight:600}
"""

_SOURCES = "default-src 'none'; style-src 'unsafe-inline'"
_LANGUAGES = {"en": "en", "zh": "zh-Hans"}


def draw_html(branch: Branch, language: Language = "en") -> str:
    """Return a tree as a whole HTML page; what has parts can be folded away.

    Args:
        branch: The tree; its own text is the heading.
        language: "en" or "zh", for readers aloud and for fonts.

    Examples:
        >>> page = draw_html(Branch("a < b", (Branch("why"),)))
        >>> "<h1>a &lt; b</h1>" in page, ">why</p>" in page
        (True, True)
    """
    title = escape(branch.text)
    head = (
        "<!doctype html>",
        f'<html lang="{_LANGUAGES[language]}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_SOURCES}">',
        f"<title>{title}</title>",
        f"<style>\n{_STYLE}</style>",
        "</head>",
        "<body>",
        f"<h1>{title}</h1>",
    )
    body = (text for part in branch.parts for text in _block(part))
    return "\n".join((*head, *body, "</body>", "</html>", ""))


def _block(branch: Branch) -> Iterator[str]:
    kind, text = escape(branch.kind), escape(branch.text)
    if not branch.parts:
        yield f'<p class="{kind}">{text}</p>'
        return
    yield f'<details class="{kind}" open>'
    yield f"<summary>{text}</summary>"
    for part in branch.parts:
        yield from _block(part)
    yield "</details>"
