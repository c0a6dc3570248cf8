"""The worked examples of docs/cases.md: they are case files, and the runner says what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenxiao.testing.case_runner import main
from tests.tidy.house import ROOT
from tests.tidy.page_checks import blocks

PAGE = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
WHOLE, REFUSED = (
    text for language, text in blocks(PAGE) if language == "toml" and "source" in text
)
HOLDING, FAILING, NO_CASE = (text for language, text in blocks(PAGE) if language == "text")
FILES = {
    "one_of_two_pieces_goes_back": ("good", WHOLE),
    "three_rates_above_the_ceiling": ("bad", REFUSED),
}


@pytest.mark.parametrize("name", FILES)
def test_each_example_is_a_case_file(name: str) -> None:
    folder, text = FILES[name]
    path = ROOT / "tests" / "cases" / folder / f"{name}.case.toml"
    assert text == path.read_text(encoding="utf-8")


change = WHOLE.replace
CHANGED = [
    pytest.param([WHOLE, REFUSED], HOLDING, id="holds"),
    pytest.param(
        [change('"B", deferred_minor = 999', '"B", deferred_minor = 1000')], FAILING, id="fails"
    ),
    pytest.param([change('"B", deferred_minor', '"B", defered_minor')], NO_CASE, id="no case"),
]


@pytest.mark.parametrize(("texts", "expected"), CHANGED)
def test_the_runner_says_what_the_page_says(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    texts: list[str],
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plans").mkdir()
    for name, text in zip(FILES, texts, strict=False):
        Path("plans", f"{name}.case.toml").write_text(text, encoding="utf-8")
    main(["plans"])
    assert capsys.readouterr().out == expected
