"""Circles: the latest touch of each is refused, and no other."""

from __future__ import annotations

import numpy as np
import pytest

from fenxiao.batch import circles
from fenxiao.batch.circles import OpenTouches, refuse_circles

ROOT = -1


def marks(*places: int) -> list[int]:
    return [-2 - place for place in places]


@pytest.mark.parametrize(
    ("told", "first", "suspects", "expected"),
    [
        pytest.param([(1, 0), (2, 1)], [*marks(0, 1), ROOT], [1], [*marks(0, 1), ROOT], id="none"),
        pytest.param([(1, 0), (0, 1)], marks(0, 1), [1], [*marks(0), ROOT], id="of two"),
        pytest.param(
            [(1, 0), (2, 1), (0, 2)], marks(0, 1, 2), [1, 2, 2], [*marks(0, 1), ROOT], id="of three"
        ),
        pytest.param(
            [(1, 0), (0, 1), (0, 1), (2, 1)],
            [*marks(0, 1), ROOT],
            [1],
            [*marks(0, 3), ROOT],
            id="the next that closes none becomes the candidate",
        ),
        pytest.param(
            [(1, 0), (0, 1), (1, 2), (2, 1)],
            marks(0, 1, 2),
            [1],
            [*marks(0), ROOT, *marks(2)],
            id="nor one that closes another circle",
        ),
        pytest.param(
            [(1, 0), (0, 1), (2, 1), (0, 2)],
            [*marks(0, 1, 3)],
            [0, 1],
            [*marks(0, 2), ROOT],
            id="who stands above the moved becomes a suspect",
        ),
    ],
)
def test_the_latest_touch_of_a_circle_is_refused(
    told: list[tuple[int, int]], first: list[int], suspects: list[int], expected: list[int]
) -> None:
    sharers, visitors = np.array(told, np.int32).T
    touches = OpenTouches(sharers, np.arange(len(told)), visitors.astype(np.intp))
    for few in (0, circles.FEW):  # walked together, and one by one
        parent = np.array(first, np.int32)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(circles, "FEW", few)
            is_refused = refuse_circles(parent, touches, np.array(suspects, np.intp))
        assert expected == parent.tolist()
        assert is_refused is (expected != first)
