"""Versions of a policy: the newest that has started is in force."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fenxiao.errors import EventError, PolicyError
from fenxiao.graph.storefront import StorefrontPolicy
from fenxiao.graph.versions import check_versions, in_force
from fenxiao.model.instants import to_us

ALWAYS = StorefrontPolicy()
IN_2024 = StorefrontPolicy(effective_from=datetime(2024, 1, 1, tzinfo=UTC), reach=2)
IN_2025 = StorefrontPolicy(effective_from=datetime(2025, 1, 1, tzinfo=UTC), reach=3)
START_US = to_us(datetime(2024, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("at_us", "expected"),
    [
        pytest.param(START_US - 1, ALWAYS, id="before the first date"),
        pytest.param(START_US, IN_2024, id="from its instant on"),
        pytest.param(to_us(datetime(2030, 1, 1, tzinfo=UTC)), IN_2025, id="the newest"),
    ],
)
def test_the_newest_that_has_started_is_in_force(at_us: int, expected: StorefrontPolicy) -> None:
    versions = check_versions((IN_2025, ALWAYS, IN_2024), StorefrontPolicy, "storefronts")
    assert (ALWAYS, IN_2024, IN_2025) == versions
    assert expected == in_force(versions, at_us)


def test_before_the_first_there_is_none() -> None:
    assert in_force((IN_2024,), START_US - 1) is None
    assert in_force((), 0) is None


@pytest.mark.parametrize("twice", [(ALWAYS, ALWAYS), (IN_2024, ALWAYS, IN_2024)])
def test_two_do_not_start_at_one_instant(twice: tuple[StorefrontPolicy, ...]) -> None:
    with pytest.raises(PolicyError) as caught:
        check_versions(twice, StorefrontPolicy, "storefronts")
    assert ("policy.repeated_version", "storefronts") == (caught.value.code, caught.value.name)


def test_another_thing_is_no_version() -> None:
    with pytest.raises(EventError):
        check_versions(("x",), StorefrontPolicy, "storefronts")
