"""Records of earned invites (邀请码记录): the registry of codes, and each member's quota.

Source: docs/invites.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from fenxiao.model.people import Relation

__all__ = ["Invite", "InviteState", "Quota"]

InviteState = Literal["issued", "redeemed", "cancelled", "expired", "freed"]


class Invite(NamedTuple):
    """An invite code in the registry, and where it stands; it never leaves the registry.

    ``relation`` is where redeeming binds, frozen when it was issued; ``until_us`` is None for
    one that is valid for ever; ``ended_us`` is when it was cancelled, expired or its seat
    freed.
    """

    code: str
    issuer_id: str
    relation: Relation
    state: InviteState
    issued_us: int
    until_us: int | None
    bearer_id: str | None
    redeemed_us: int | None
    ended_us: int | None


class Quota(NamedTuple):
    """The checkpoint of a member's invite quota; guarded by its revision.

    ``used_count`` are invites issued less those cancelled or expired, ``freed_count`` those
    among them whose recruit left; what is free follows from them and the policy.
    """

    member_id: str
    currency: str
    sales_minor: int
    used_count: int
    freed_count: int
