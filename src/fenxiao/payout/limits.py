"""Limits of withdrawals (提现限额): what a member's withdrawals have used of them.

Each use is kept by its instruction, so that one that comes to nothing gives its own back,
and gives it back once however often the rail says so. Days and months are local ones of the
calendar; what is older than a month counts nowhere and is left out.

Source: docs/payout.md.
"""

from __future__ import annotations

from typing import NamedTuple

from fenxiao.model.instants import DAY_US
from fenxiao.model.payout_records import WithdrawalUse, WithdrawalUses
from fenxiao.payout.calendar import BusinessDays

__all__ = ["HOUR_US", "Used", "give_back", "take", "take_again", "used"]

HOUR_US = 3_600_000_000
_KEPT_US = 31 * DAY_US  # the longest cool-down


class Used(NamedTuple):
    """What counts at an instant.

    Args:
        day_count: Withdrawals of the same local day.
        day_minor: What they took, in minor units.
        free_count: Withdrawals of the month that had no share of a fee.
        free_minor: What was free of the others, in minor units.
        last_us: When the last one was; None for none.
    """

    day_count: int = 0
    day_minor: int = 0
    free_count: int = 0
    free_minor: int = 0
    last_us: int | None = None


def used(uses: WithdrawalUses, at_us: int, calendar: BusinessDays) -> Used:
    """Return what counts at an instant.

    Examples:
        >>> one = WithdrawalUse("I1", 0, 500, is_free=True, free_minor=0, is_back=False)
        >>> used(WithdrawalUses("shop", "u1", "CNY", (one,)), 1, BusinessDays())
        Used(day_count=1, day_minor=500, free_count=1, free_minor=0, last_us=0)
    """
    day = calendar.day_of(at_us)
    counted = [one for one in uses.uses if not one.is_back]
    days = [(calendar.day_of(one.at_us), one) for one in counted]
    today = [one for on, one in days if on == day]
    month = [one for on, one in days if (on.year, on.month) == (day.year, day.month)]
    return Used(
        day_count=len(today),
        day_minor=sum(one.amount_minor for one in today),
        free_count=sum(one.is_free for one in month),
        free_minor=sum(one.free_minor for one in month),
        last_us=max((one.at_us for one in counted), default=None),
    )


def take(uses: WithdrawalUses, use: WithdrawalUse, calendar: BusinessDays) -> WithdrawalUses:
    """Return the uses with a new one, without those that count nowhere any more."""
    month_us = calendar.starts_us(calendar.day_of(use.at_us).replace(day=1))
    since_us = min(month_us, use.at_us - _KEPT_US)
    kept = tuple(one for one in uses.uses if one.at_us >= since_us)
    return uses._replace(uses=(*kept, use))


def give_back(uses: WithdrawalUses, instruction_id: str) -> WithdrawalUses:
    """Return the uses without that of an instruction, which stays there for a retry."""
    return _marked(uses, instruction_id, is_back=True)


def take_again(uses: WithdrawalUses, instruction_id: str) -> WithdrawalUses:
    """Return the uses with that of an instruction that is tried again, on its own day."""
    return _marked(uses, instruction_id, is_back=False)


def _marked(uses: WithdrawalUses, instruction_id: str, *, is_back: bool) -> WithdrawalUses:
    return uses._replace(
        uses=tuple(
            one._replace(is_back=is_back) if one.instruction_id == instruction_id else one
            for one in uses.uses
        )
    )
