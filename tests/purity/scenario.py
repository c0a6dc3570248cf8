"""What the library does while the watcher looks on: its main job, once through."""

from __future__ import annotations

import contextlib

from fenxiao.errors import MoneyError


def scenario() -> None:
    """Use the library as a host does; nothing here may touch the machine."""
    with contextlib.suppress(MoneyError):
        raise MoneyError("money.rate_range", rate_ppm=1_000_001)
