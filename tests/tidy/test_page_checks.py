"""The checks on pages can fail: made-up offenders and innocents."""

from __future__ import annotations

import pytest

from tests.tidy import page_checks
from tests.tidy.words import WORDS

PAGE = """# Title

See [why](docs/why.md#laws), [web](https://example.org/x.md) and `[not](code.md)`.

```python
# not a heading [nor](link.md)
```

## Part

![chart](chart.svg "A chart") <img src="logo.png">

[named]: ../other.md

```pycon
>>> 1
```
"""


def test_headings_in_code_are_no_headings() -> None:
    assert [1, 2] == page_checks.outline(PAGE)


def test_another_outline_is_another() -> None:
    assert page_checks.outline(PAGE) != page_checks.outline(PAGE.replace("## Part", "### Part"))


def test_blocks_carry_language_and_text() -> None:
    expected = [("python", "# not a heading [nor](link.md)\n"), ("pycon", ">>> 1\n")]
    assert expected == page_checks.blocks(PAGE)


def test_blocks_that_would_not_run_are_found() -> None:
    assert ["pycon"] == page_checks.unrun_blocks(PAGE)


def test_broken_links_are_found() -> None:
    expected = ["docs/why.md#laws", "chart.svg", "../other.md", "logo.png"]
    assert expected == page_checks.broken_links(PAGE, lambda _: False)
    assert ["chart.svg"] == page_checks.broken_links(PAGE, lambda link: link != "chart.svg")


@pytest.mark.parametrize(
    "line",
    [
        "numpy>=1",
        "numpy @ https://example.org/numpy.whl",
        "--index-url https://example.org",
        "numpy==1.0 --hash=sha256:00",
        "-e .",
    ],
)
def test_anything_but_a_pin_is_found(line: str) -> None:
    assert [line] == page_checks.unpinned(f"# comment\n\n{line}\n")


@pytest.mark.parametrize(
    "line",
    ["numpy==2.4.6", "pytest-cov==7.1.0", 'networkx==3.4 ; python_version < "3.12"'],
)
def test_pins_are_left_alone(line: str) -> None:
    assert [] == page_checks.unpinned(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("open('/tm" + "p/x')", "a path of one machine"),
        ("cd /wo" + "rk/main", "a path of one machine"),
        ("/ho" + "me/me/x", "a path of one machine"),
        ("https://py" + "pi.org/simple", "a package registry's host"),
        ("files.python" + "hosted.org", "a package registry's host"),
    ],
)
def test_words_of_one_machine_are_found(line: str, expected: str) -> None:
    assert [f"line 1: {expected}"] == page_checks.machine_words(line, WORDS)


@pytest.mark.parametrize(
    "line",
    [
        ".github/workflows/ci.yml",
        "docs/work" + "/x",
        "/usr/bin/env bash",
        "/workflow",
        "happi.org",
        "</root" + ">",
        "tmp_path / 'x'",
    ],
)
def test_other_words_are_left_alone(line: str) -> None:
    assert [] == page_checks.machine_words(line, WORDS)
