"""The catalogue's rows about earned invites (邀请码事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.invites import (
    ExpireInvites,
    FoldQuota,
    InviteCancelled,
    InviteIssued,
    InviteRedeemed,
    SeatFreed,
)
from fenxiao.settlement.catalogue.people import BINDING_REFUSALS
from fenxiao.settlement.catalogue.spec import EventSpec, always, from_facts
from fenxiao.settlement.invites import (
    decide_back,
    decide_expire,
    decide_fold_quota,
    decide_issued,
    decide_redeemed,
    first_back,
    first_expire,
    first_fold_quota,
    first_issued,
    first_redeemed,
)

__all__ = ["INVITES"]

INVITES = (
    EventSpec(
        InviteIssued,
        "A member handed out an invite code",
        "发邀请码",
        ("event", "invite", "quota", "member", "tallies"),
        {
            "event": "guarded",
            "invite": "guarded",
            "quota": "guarded",
            "member": "guarded",
            "tally": "removed",
        },
        (
            "event.id_reused",
            "quota.no_policy",
            "invite.already_issued",
            "invite.reused",
            "quota.fold_first",
            "invite.issuer_gone",
            "quota.issuer_unfit",
            "quota.full",
            "quota.grade_earns_none",
            "quota.none_free",
        ),
        "the code, which must not exist; the quota, so that of several invites issued at once no"
        " more are taken than are free; every change of sales that it counts, by removing exactly"
        " that row; the member as he is, if anything was told of him, or is asked",
        first_issued,
        decide_issued,
    ),
    EventSpec(
        InviteRedeemed,
        "A newcomer brought an invite code",
        "用邀请码",
        ("event", "invite", "node", "member", "chain", "below"),
        {
            "event": "guarded",
            "invite": "guarded",
            "node": "guarded",
            "binding": "appended",
            "tally": "appended",
        },
        (
            "event.id_reused",
            "invite.unknown",
            "invite.already_redeemed",
            "invite.expired",
            "invite.cancelled",
            "invite.not_yet_issued",
            "invite.issuer_gone",
            *BINDING_REFUSALS,
        ),
        "the code, so that of two newcomers with one code one is bound; what a touch guards; not"
        " the issuer, so that his newcomers do not wait for each other",
        always(first_redeemed),
        decide_redeemed,
    ),
    EventSpec(
        InviteCancelled,
        "An open invite was taken back",
        "作废邀请码",
        ("event", "invite", "quota"),
        {"event": "guarded", "invite": "guarded", "quota": "guarded"},
        (
            "event.id_reused",
            "invite.unknown",
            "invite.already_redeemed",
            "invite.expired",
            "invite.cancelled",
        ),
        "the code and its issuer's quota",
        always(first_back),
        from_facts(decide_back),
    ),
    EventSpec(
        SeatFreed,
        "The recruit of an invite left",
        "释放名额",
        ("event", "invite", "quota"),
        {"event": "guarded", "invite": "guarded", "quota": "guarded"},
        (
            "event.id_reused",
            "invite.unknown",
            "invite.not_redeemed",
            "invite.expired",
            "invite.cancelled",
            "invite.already_freed",
        ),
        "the code and its issuer's quota",
        always(first_back),
        from_facts(decide_back),
    ),
    EventSpec(
        ExpireInvites,
        "Invites whose days are over are given back, a page at a time",
        "邀请码过期",
        ("event", "continuation", "invites_due", "quota"),
        {
            "event": "guarded",
            "invite": "guarded",
            "quota": "guarded",
            "continuation": "queued",
        },
        ("event.id_reused",),
        "every code that it gives back, and the quota of each issuer once",
        always(first_expire),
        from_facts(decide_expire),
    ),
    EventSpec(
        FoldQuota,
        "A member's settled sales join the checkpoint of his quota",
        "配额汇总",
        ("event", "continuation", "quota", "tallies"),
        {
            "event": "guarded",
            "quota": "guarded",
            "tally": "removed",
            "continuation": "queued",
        },
        ("event.id_reused", "quota.no_policy"),
        "the quota, and every change of sales that it takes, by removing exactly that row",
        first_fold_quota,
        decide_fold_quota,
    ),
)
"""From the earning of an invite to the seat that comes back."""
