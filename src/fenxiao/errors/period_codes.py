"""The codes of periods (周期错误码): why a close is not taken.

Source: docs/errors.md.
"""

from __future__ import annotations

from fenxiao.errors.refusals import CodeKind

__all__ = ["PERIODS"]

Row = tuple[str, CodeKind, str, str]


def _row(code: str, kind: CodeKind, message: str, hint: str) -> Row:
    return code, kind, message, hint


PERIODS: tuple[Row, ...] = (
    _row(
        "period.already_closed",
        "final",
        'A period is closed once; "{period}" of payer "{payer_id}" in {currency} was closed'
        " before.",
        "Nothing to do: late refunds are corrected when the next period closes.",
    ),
    _row(
        "period.gap",
        "final",
        "Periods must follow each other without gap or overlap; payer"
        ' "{payer_id}" in {currency} is closed until {until_us}, and "{period}" begins at'
        " {since_us}, in UTC microseconds.",
        "Close, under a new event id, from where the period before ended.",
    ),
    _row(
        "period.unfinished",
        "retry",
        "A close must be carried to its end before the next one begins; that of"
        ' "{other}" of payer "{payer_id}" in {currency} still waits.',
        "Go on with the events that wait, then feed this one again.",
    ),
    _row(
        "period.no_plan",
        "retry",
        'A plan must stay in the policy as long as its sales are corrected; "{plan_id}", which'
        ' settled sales of "{period}", is not there.',
        "Put the plan back into the policy, then feed the event again.",
    ),
    _row(
        "period.rules_changed",
        "retry",
        'A period is corrected by the rules that it was closed by; those of plan "{plan_id}" for'
        ' "{period}" have changed.',
        "Put plan and campaigns back as they were; changes belong into a plan of a later date.",
    ),
)
"""Code, kind, what must hold and what was got, what to do."""
