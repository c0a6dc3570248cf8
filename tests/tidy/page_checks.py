"""Checks on pages and other text: pure functions from text to complaints."""

from __future__ import annotations

import re
from collections.abc import Callable

_FENCE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})(?P<language>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\s*$",
    re.MULTILINE | re.DOTALL,
)
_HEADING = re.compile(r"^(#{1,6})\s", re.MULTILINE)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_INLINE_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+[\"'(][^)]*)?\)")
_NAMED_LINK = re.compile(r"^\s{0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)", re.MULTILINE)
_HTML_LINK = re.compile(r"\b(?:href|src)=[\"']([^\"']+)[\"']")
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//|#)", re.IGNORECASE)
_MISNAMED = {"py", "pycon", "python3", "python-repl", "doctest"}
_PIN = re.compile(r"^[A-Za-z0-9][\w.-]*==[\w.!+-]+(?: ; [^:/@]+)?$")


def outline(page: str) -> list[int]:
    """Return the levels of a page's headings, in order."""
    return [len(marks) for marks in _HEADING.findall(_FENCE.sub("", page))]


def blocks(page: str) -> list[tuple[str, str]]:
    """Return a page's code blocks in order: language and text."""
    return [(m["language"].strip(), m["body"]) for m in _FENCE.finditer(page)]


def unrun_blocks(page: str) -> list[str]:
    """Return the languages of Python blocks that would not be run as examples."""
    return [language for language, _ in blocks(page) if language.lower() in _MISNAMED]


def relative_links(page: str) -> list[str]:
    """Return the links of a page that lead to other files of the project."""
    prose = _CODE.sub("", _FENCE.sub("", page))
    found = [
        link for kind in (_INLINE_LINK, _NAMED_LINK, _HTML_LINK) for link in kind.findall(prose)
    ]
    return [link for link in found if not _ELSEWHERE.match(link)]


def broken_links(page: str, exists: Callable[[str], bool]) -> list[str]:
    """Return the relative links whose file does not exist.

    Args:
        page: Text of the page.
        exists: Tells whether a path, seen from the page, exists.
    """
    return [link for link in relative_links(page) if not exists(re.split(r"[#?]", link)[0])]


def unpinned(lock: str) -> list[str]:
    """Return the lines of a lock that are not just a name and its version."""
    lines = [line for line in lock.splitlines() if line and not line.startswith("#")]
    return [line for line in lines if not _PIN.match(line)]


def machine_words(text: str, words: dict[str, str]) -> list[str]:
    """Return what only makes sense on one machine or in one network.

    Args:
        text: Text of any file.
        words: Pattern of what is looked for, by what to call it.
    """
    return [
        f"line {number}: {kind}"
        for number, line in enumerate(text.splitlines(), 1)
        for kind, pattern in words.items()
        if re.search(pattern, line, re.IGNORECASE)
    ]
