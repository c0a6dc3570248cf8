"""Life of an invite (邀请码状态): states × happenings as one total table.

Each cell says what follows for the code and for its issuer's quota, or by which name it
is refused. What was redeemed is never issued again under the same code.

Source: docs/invites.md, which is drawn from this table.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from fenxiao.model.invite_records import Invite, InviteState, Quota
from fenxiao.model.records import FactValue, Refusal

__all__ = [
    "HAPPENINGS",
    "INVITE_STATES",
    "LIFE",
    "Happening",
    "InviteStep",
    "counted",
    "is_over",
    "refuse_step",
    "step_of",
]

Happening = Literal["issue", "redeem", "redeem_late", "cancel", "expire", "free"]
HAPPENINGS: tuple[Happening, ...] = get_args(Happening)
"""What can happen to a code; "redeem_late" is after its days are over."""

INVITE_STATES: tuple[InviteState, ...] = get_args(InviteState)


class InviteStep(NamedTuple):
    """What follows when something happens to a code in a state.

    Args:
        state: The state afterwards; None where it is refused.
        refusal: The code of the refusal, or None.
        used: What it adds to the issuer's invites in use.
        freed: What it adds to his freed seats.
    """

    state: InviteState | None
    refusal: str | None = None
    used: int = 0
    freed: int = 0


def _no(code: str) -> InviteStep:
    return InviteStep(None, code)


def _row(state: InviteState | None, *steps: InviteStep) -> dict[_Cell, InviteStep]:
    return {(state, one): step for one, step in zip(HAPPENINGS, steps, strict=True)}


_Cell = tuple[InviteState | None, Happening]
_UNKNOWN, _REUSED = _no("invite.unknown"), _no("invite.reused")
_REDEEMED, _CANCELLED = _no("invite.already_redeemed"), _no("invite.cancelled")
_EXPIRED = _no("invite.expired")

LIFE: dict[_Cell, InviteStep] = {
    # issue, redeem, redeem_late, cancel, expire, free
    **_row(None, InviteStep("issued", used=1), *[_UNKNOWN] * 5),
    **_row(
        "issued",
        _no("invite.already_issued"),
        InviteStep("redeemed"),
        _EXPIRED,
        InviteStep("cancelled", used=-1),
        InviteStep("expired", used=-1),
        _no("invite.not_redeemed"),
    ),
    **_row("redeemed", _REUSED, *[_REDEEMED] * 4, InviteStep("freed", freed=1)),
    **_row("cancelled", _REUSED, *[_CANCELLED] * 5),
    **_row("expired", _REUSED, *[_EXPIRED] * 5),
    **_row("freed", _REUSED, *[_REDEEMED] * 4, _no("invite.already_freed")),
}
"""The whole table: every state, and None for a code that nobody issued, with everything that
can happen. The sweep reads open codes only, so no other cell of "expire" is ever met."""


def step_of(invite: Invite | None, happening: Happening) -> InviteStep:
    """Return what follows when something happens to a code."""
    return LIFE[None if invite is None else invite.state, happening]


def is_over(invite: Invite | None, at_us: int) -> bool:
    """Say whether the days of a code are over at an instant."""
    return invite is not None and invite.until_us is not None and invite.until_us <= at_us


def refuse_step(code: str, invite: Invite | None, step: InviteStep) -> Refusal | None:
    """Return the refusal of a cell with its facts, or None where the cell lets it happen."""
    if step.refusal is None:
        return None
    about: dict[str, FactValue] = {"code": code}
    if invite is not None:
        about |= {"issuer_id": invite.issuer_id, "state": invite.state}
    if invite is not None and step is _REDEEMED:
        about["bearer_id"] = str(invite.bearer_id)
    if invite is not None and step is _EXPIRED:
        about["until_us"] = invite.until_us or 0
    return Refusal(step.refusal, tuple(about.items()))


def counted(quota: Quota, step: InviteStep) -> Quota:
    """Return a quota after a step of one of its member's codes."""
    return quota._replace(
        used_count=quota.used_count + step.used, freed_count=quota.freed_count + step.freed
    )
