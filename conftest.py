"""Run every Python example in the pages and the docstrings as a test.

In pages: blocks fenced as ``python``, plain or with prompts. In docstrings: prompts.
The examples of one page, or of one module, share their names, from top to bottom;
a module's examples also see the module's own names. An example that cannot run says
why, in a comment before it: ``<!-- skip: next "needs a database" -->``.
"""

from __future__ import annotations

from doctest import ELLIPSIS

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

pages = Sybil(
    name="pages",
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), SkipParser()],
    patterns=["README*.md", "docs/*.md", "docs/*/*.md", "docs/*/*/*.md"],
)
docstrings = Sybil(
    name="docstrings",
    parsers=[DocTestParser(optionflags=ELLIPSIS)],
    path="src/fenxiao",
    pattern="*.py",
)

pytest_collect_file = (pages + docstrings).pytest()
