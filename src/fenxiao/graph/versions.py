"""Versions (版本): which of several dated policies is in force at an instant.

Source: docs/contract.md, "Policy".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from fenxiao.errors import PolicyError
from fenxiao.model.checks import check_tuple
from fenxiao.model.instants import FOREVER_US, to_us

__all__ = ["check_versions", "in_force"]


class HasStart(Protocol):
    """What is in force from an instant on, or always has been."""

    @property
    def effective_from(self) -> datetime | None:
        """From when; none is always."""


V = TypeVar("V", bound=HasStart)


def check_versions(value: object, kind: type[V], name: str) -> tuple[V, ...]:
    """Return the versions of a policy, oldest first; refuse two that start at one instant.

    Raises:
        EventError: ``event.bad_field``.
        PolicyError: ``policy.repeated_version``.
    """
    versions = tuple(sorted(check_tuple(value, kind, name), key=_start_us))
    if len(set(map(_start_us, versions))) < len(versions):
        raise PolicyError("policy.repeated_version", name=name)
    return versions


def in_force(versions: Iterable[V], at_us: int) -> V | None:
    """Return the version in force at an instant, or None before the first.

    Args:
        versions: Oldest first.
        at_us: As of when, in UTC microseconds.
    """
    found = None
    for one in versions:
        if _start_us(one) > at_us:
            break
        found = one
    return found


def _start_us(version: HasStart) -> int:
    start = version.effective_from
    return -FOREVER_US if start is None else to_us(start)
