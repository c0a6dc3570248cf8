"""The catalogue's rows about careers (会员履历事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.careers import (
    Applied,
    EnrolmentDecided,
    FoldTallies,
    GradeSet,
    MemberClosed,
    MemberLeft,
    MemberReturned,
    ReviewGrade,
    RiskMarked,
    StatusChanged,
    Verified,
)
from fenxiao.settlement.catalogue.spec import EventSpec, Write, always, from_facts
from fenxiao.settlement.enrolment import (
    decide_applied,
    decide_closed,
    decide_enrolment,
    decide_left,
    decide_returned,
    decide_risk,
    decide_status,
    decide_verified,
    first_applied,
    first_member,
    first_places,
)
from fenxiao.settlement.grades import (
    decide_grade_set,
    decide_review,
    first_grade_set,
    first_review,
)
from fenxiao.settlement.tallies import decide_fold_tallies, first_fold_tallies

__all__ = ["CAREERS"]

_STEP: dict[str, Write] = {"event": "guarded", "member": "guarded", "standing": "appended"}
_REFUSED = ("event.id_reused", "enrolment.not_possible")
_MEMBER = "the member, whose row every step of his life writes"

CAREERS = (
    EventSpec(
        Applied,
        "A member asked to become a promoter",
        "申请分销员",
        ("event", "member", "upline", "tallies"),
        dict(_STEP),
        (*_REFUSED, "enrolment.no_policy", "enrolment.unmet", "grade.fold_first"),
        "the member, also by a refusal, since it rests on his counters",
        first_applied,
        decide_applied,
    ),
    EventSpec(
        EnrolmentDecided,
        "A person decided an application",
        "审核申请",
        ("event", "member"),
        _STEP | {"audit": "appended"},
        _REFUSED,
        _MEMBER,
        always(first_member),
        from_facts(decide_enrolment),
    ),
    EventSpec(
        Verified,
        "An identity was verified",
        "实名认证",
        ("event", "member"),
        dict(_STEP),
        _REFUSED,
        _MEMBER,
        always(first_member),
        from_facts(decide_verified),
    ),
    EventSpec(
        StatusChanged,
        "A person suspended or reinstated a promoter",
        "停用与恢复",
        ("event", "member"),
        _STEP | {"audit": "appended"},
        _REFUSED,
        _MEMBER,
        always(first_member),
        from_facts(decide_status),
    ),
    EventSpec(
        MemberLeft,
        "A promoter left",
        "离开",
        ("event", "member", "node"),
        _STEP | {"node": "guarded"},
        _REFUSED,
        "the member; his nodes where his fans freeze, so that his first fan, or a bind of his own,"
        " at the same moment is decided again",
        always(first_places),
        decide_left,
    ),
    EventSpec(
        MemberReturned,
        "Who left came back within the grace",
        "回归",
        ("event", "member", "node"),
        _STEP | {"node": "guarded"},
        (*_REFUSED, "enrolment.grace_over"),
        "the member, and his frozen nodes",
        always(first_places),
        from_facts(decide_returned),
    ),
    EventSpec(
        MemberClosed,
        "The grace of a leaver is over",
        "注销",
        ("event", "member", "node"),
        _STEP | {"node": "guarded", "tally": "appended", "continuation": "appended"},
        (*_REFUSED, "enrolment.in_grace"),
        "the member; his node where he was counted as what he was",
        always(first_places),
        decide_closed,
    ),
    EventSpec(
        ReviewGrade,
        "Whether a member rises or falls, and who above him by that",
        "等级评定",
        ("event", "continuation", "member", "node", "tallies"),
        _STEP | {"node": "guarded", "tally": "appended", "continuation": "queued"},
        ("event.id_reused", "grade.no_ladder", "grade.period_closed", "grade.fold_first"),
        "the member, though he may stay what he is; his node where he is counted as what he is,"
        " so that a bind that moves him at the same moment is decided again",
        first_review,
        decide_review,
    ),
    EventSpec(
        GradeSet,
        "A person gave a member a grade",
        "人工定级",
        ("event", "member", "node"),
        _STEP
        | {
            "node": "guarded",
            "tally": "appended",
            "audit": "appended",
            "continuation": "appended",
        },
        (
            "event.id_reused",
            "grade.no_ladder",
            "grade.unknown",
            "enrolment.not_possible",
            "grade.unchanged",
        ),
        "the member; his node where he is counted as what he is",
        first_grade_set,
        decide_grade_set,
    ),
    EventSpec(
        FoldTallies,
        "All changes of a counter on a day become one",
        "计数汇总",
        ("event", "continuation", "tallies"),
        {
            "event": "guarded",
            "tally": "queued",
            "continuation": "queued",
        },
        ("event.id_reused",),
        "every change that it takes, by removing exactly that row",
        always(first_fold_tallies),
        from_facts(decide_fold_tallies),
    ),
    EventSpec(
        RiskMarked,
        "A member was marked as a risk, or is none any more",
        "风险标记",
        ("event", "member"),
        _STEP | {"audit": "appended"},
        ("event.id_reused",),
        _MEMBER,
        always(first_member),
        from_facts(decide_risk),
    ),
)
"""Applications, steps of a life, grades, and the counters behind them."""
