"""The pytest plug-in (pytest 插件): every case file below the paths is a test.

Every run of pytest where fenxiao is installed loads this module, so it imports the library
only once there is a case to run.

Source: docs/cases.md, "With pytest".
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["CaseFailure", "CaseFile", "CaseItem", "pytest_collect_file"]

_ENDS = (".case.toml", ".case.json")


class CaseFailure(Exception):  # noqa: N818  # a test's failure, no error of the library
    """A case came to something else than it expects; the text says what differs."""


class CaseItem(pytest.Item):
    """A case file as a test."""

    @override
    def runtest(self) -> None:
        """Run the case.

        Raises:
            CaseFailure: Something differs, or the file is no case.
        """
        from fenxiao.errors import CaseError  # noqa: PLC0415  # see the module's docstring
        from fenxiao.testing.cases import (  # noqa: PLC0415  # see the module's docstring
            check_case,
            load_case,
            report,
        )

        try:
            differences = check_case(load_case(self.path.name, self.path.read_bytes()))
        except CaseError as error:
            raise CaseFailure(str(error)) from None
        if differences:
            raise CaseFailure(report(differences))

    @override
    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """Return what differs, without the frames of Python."""
        if isinstance(excinfo.value, CaseFailure):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    @override
    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return what pytest calls the test."""
        return self.path, None, f"case {self.name}"


class CaseFile(pytest.File):
    """A case file as pytest collects it: one test."""

    @override
    def collect(self) -> Iterator[pytest.Item]:
        """Yield the one test."""
        name = next(self.path.name.removesuffix(one) for one in _ENDS if _ends(self.path, one))
        yield CaseItem.from_parent(self, name=name)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """Take the files whose names end as those of cases do."""
    if any(_ends(file_path, one) for one in _ENDS):
        return CaseFile.from_parent(parent, path=file_path)
    return None


def _ends(path: Path, end: str) -> bool:
    return path.name.endswith(end)
