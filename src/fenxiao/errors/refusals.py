"""The codes of refusals (拒绝码表): why an event was not taken; values, never raised.

``final`` is remembered and replays as itself; ``retry`` leaves nothing behind.

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["REFUSALS", "CodeKind"]

CodeKind = Literal["error", "warning", "final", "retry"]
"""``error`` is raised, ``warning`` is told beside what was taken; ``final`` is a refusal that is
remembered, ``retry`` is one that is not."""

Row = tuple[str, CodeKind, str, str]


def _row(code: str, kind: CodeKind, message: str, hint: str) -> Row:
    return code, kind, message, hint


REFUSALS: tuple[Row, ...] = (
    _row(
        "event.id_reused",
        "final",
        'An event id stands for one content for ever; "{event_id}" came with another before.',
        "Give the new fact an id of its own; nothing was written.",
    ),
    _row(
        "graph.self_bind",
        "final",
        'Nobody can be bound under himself; "{member_id}" came through his own share.',
        "Nothing to do: the visitor stays as he was.",
    ),
    _row(
        "graph.already_bound",
        "final",
        'Who is bound stays bound; "{visitor_id}" is under "{parent_id}" and cannot be bound'
        ' under "{sharer_id}".',
        "Nothing to do: the binding stands.",
    ),
    _row(
        "graph.circle",
        "final",
        'Binding "{visitor_id}" under "{sharer_id}" would close a circle: {path}.',
        "Nothing to do: the visitor stays as he was.",
    ),
    _row(
        "graph.late",
        "final",
        'A change of a binding counts from after the newest one; "{member_id}" was bound or'
        " cut loose at {since_us}, in UTC microseconds.",
        "Have a person move the member by a Rebind of today; earlier answers stay as they are.",
    ),
    _row(
        "graph.protected",
        "final",
        'Nobody takes over a protected fan; "{visitor_id}" is under "{parent_id}" until'
        " {until_us}, in UTC microseconds.",
        "Nothing to do: the protection says so; a later touch may take over.",
    ),
    _row(
        "graph.too_deep",
        "final",
        'At most {limit} may stand above anybody; under "{sharer_id}" the chain would be'
        ' {path}, with {below} levels below "{visitor_id}".',
        "Nothing to do, or raise max_structural_depth from a date on.",
    ),
    _row(
        "graph.no_policy",
        "final",
        'A touch must come by a channel that a binding policy looks at, got "{channel}".',
        "Name the channel in a policy if it shall bind.",
    ),
    _row(
        "graph.remembered",
        "final",
        'The first touch is remembered; "{visitor_id}" came through "{candidate_id}" before he'
        ' came through "{sharer_id}".',
        "Nothing to do: the first sharer is bound at the next occasion.",
    ),
    _row(
        "graph.too_late_to_bind",
        "final",
        'Only who has not yet come to his {occasion} is bound at it; "{visitor_id}" did at'
        " {since_us}, in UTC microseconds.",
        "Nothing to do: he stays as he is.",
    ),
    _row(
        "graph.frozen",
        "final",
        'Who left with frozen fans gains and loses none; "{frozen_id}" did, so "{visitor_id}"'
        ' cannot be bound under "{sharer_id}".',
        "Have a person move the visitor by a Rebind if he shall move.",
    ),
    _row(
        "graph.sharer_unfit",
        "final",
        'A sharer must meet the policy; "{member_id}" does not meet "{condition}".',
        "Nothing to do: his shares bind once he meets it.",
    ),
    _row(
        "graph.visitor_unfit",
        "final",
        'Who is bound must meet the policy; "{member_id}" does not meet "{condition}".',
        "Nothing to do: he stays as he is.",
    ),
    _row(
        "graph.not_bound",
        "final",
        'Only who is bound can be cut loose; "{member_id}" is a root.',
        "Check the member's id; there is nothing to take back.",
    ),
    _row(
        "member.already_registered",
        "final",
        'A member registers once; "{member_id}" did at {since_us}, in UTC microseconds.',
        "Feed each registration under the id that it had the first time.",
    ),
    _row(
        "enrolment.no_policy",
        "retry",
        'A policy must say who becomes a promoter; "{member_id}" applied, and there is none.',
        "Put an enrolment policy in force, then feed the event again.",
    ),
    _row(
        "enrolment.unmet",
        "final",
        'Who applies must meet the condition; "{member_id}" does not meet "{condition}":'
        " {found} of {least}.",
        "Let him apply again, under a new id, once he meets it.",
    ),
    _row(
        "enrolment.not_possible",
        "final",
        'The status of a member must allow the step; "{member_id}" is "{status}" and cannot be'
        ' "{step}".',
        "See the table of steps in docs/grades.md; nothing was written but the refusal.",
    ),
    _row(
        "enrolment.grace_over",
        "final",
        'Who left may return within the grace; that of "{member_id}" was over at'
        " {grace_until_us}, in UTC microseconds.",
        "Close the member; he may come again as another.",
    ),
    _row(
        "enrolment.in_grace",
        "retry",
        'A member is closed after his grace; that of "{member_id}" lasts until'
        " {grace_until_us}, in UTC microseconds.",
        "Feed the event again, with its own later instant, when the grace is over.",
    ),
    _row(
        "grade.no_ladder",
        "retry",
        'A ladder must say which grades there are; "{member_id}" cannot be given or denied one.',
        "Put a ladder of grades in force, then feed the event again.",
    ),
    _row(
        "grade.unknown",
        "retry",
        'A grade must be one of the ladder, got "{grade}" for "{member_id}".',
        "Check the name, or put a ladder in force that has it and feed the event again.",
    ),
    _row(
        "grade.unchanged",
        "final",
        'A person gives a grade that a member does not have; "{member_id}" has "{grade}".',
        "Nothing to do: he stays what he is.",
    ),
    _row(
        "grade.period_closed",
        "final",
        'A period is closed once for each member, and after those before it; "{period}" of'
        ' "{member_id}" came after "{last}" was closed as of {last_us}, in UTC microseconds.',
        "Nothing to do: the earlier close stands. Close each period once, in their order.",
    ),
    _row(
        "grade.fold_first",
        "retry",
        'A counter must have fewer than {limit} changes to be read; "{counter}" of'
        ' "{member_id}" has more.',
        "Feed FoldTallies for the counter, then the event again; fold busy counters regularly.",
    ),
    _row(
        "credit.visits_left_out",
        "final",
        "An order looks at the newest {limit} visits of its buyer; of those of"
        ' "{buyer_id}" the oldest were left out.',
        "Raise visit_limit if the first click shall count however many came after it.",
    ),
    _row(
        "storefront.late",
        "final",
        'A change of an assortment counts from after the newest one; that of "{member_id}" was'
        " changed at {since_us}, in UTC microseconds.",
        "Tell what is listed now under a new event of today; earlier answers stay as they are.",
    ),
    _row(
        "quota.no_policy",
        "retry",
        'Invites are issued by a quota policy; there is none, so "{member_id}" has no quota.',
        "Set quota in the policy, then feed the event again.",
    ),
    _row(
        "quota.none_free",
        "retry",
        'An invite must be earned by own settled sales; "{member_id}" has {earned} earned and'
        " {initial} to begin with, uses {used}, of which {freed} are freed seats, and has"
        " {free} free: {more_minor} minor units of {currency} more must be sold.",
        "Feed the event again once more is sold and settled, or an invite was given back.",
    ),
    _row(
        "quota.full",
        "retry",
        'At most {maximum} invites may be held at once; "{member_id}" holds {held}.',
        "Feed the event again once an invite was given back.",
    ),
    _row(
        "quota.grade_earns_none",
        "retry",
        'An invite must be earned; sales at grade "{grade}" earn none, and "{member_id}" uses'
        " {used} with {earned} earned and {initial} to begin with.",
        "Feed the event again once he has another grade, or an invite was given back.",
    ),
    _row(
        "quota.issuer_unfit",
        "retry",
        'Who issues an invite must meet the policy; "{member_id}" does not meet "{condition}".',
        "Feed the event again once he meets it.",
    ),
    _row(
        "quota.fold_first",
        "retry",
        "A quota must have fewer than {limit} changes of sales since its last fold; that of"
        ' "{member_id}" has more.',
        "Feed a FoldQuota, then the event again.",
    ),
    _row(
        "invite.unknown",
        "retry",
        'A code must be issued before anything else is told of it; "{code}" is not known.',
        "Check the code, or feed the event again once the code was issued.",
    ),
    _row(
        "invite.already_issued",
        "final",
        'A code stands for one invite for ever; "{code}" was issued by "{issuer_id}" and is'
        " {state}.",
        "Issue another code; the first issuer keeps this one.",
    ),
    _row(
        "invite.reused",
        "final",
        'A code stands for one invite for ever; "{code}" of "{issuer_id}" was used and is {state}.',
        "Issue another code.",
    ),
    _row(
        "invite.already_redeemed",
        "final",
        'A code is redeemed once; "{code}" of "{issuer_id}" brought in "{bearer_id}" and is'
        " {state}.",
        "Have the issuer issue another code for whoever came second.",
    ),
    _row(
        "invite.not_yet_issued",
        "final",
        'A code is redeemed after it was issued; "{code}" of "{issuer_id}" was at {issued_us}, in'
        " UTC microseconds.",
        "Check the instants of both; feed the redemption again, under a new id, with its own.",
    ),
    _row(
        "invite.issuer_gone",
        "retry",
        'Invites are those of members who are here; "{member_id}" is "{status}".',
        "Feed the event again once he has returned; until then his open codes stay open.",
    ),
    _row(
        "invite.expired",
        "final",
        'A code is redeemed while it is valid; "{code}" of "{issuer_id}" was until {until_us}, in'
        " UTC microseconds, and is {state}.",
        "Have the issuer issue another code.",
    ),
    _row(
        "invite.cancelled",
        "final",
        'A code must not have been taken back; "{code}" of "{issuer_id}" is {state}.',
        "Have the issuer issue another code.",
    ),
    _row(
        "invite.not_redeemed",
        "retry",
        'Only a seat that is occupied is freed; "{code}" of "{issuer_id}" is {state}.',
        "Feed the event again once the redemption was fed, or cancel the code.",
    ),
    _row(
        "invite.already_freed",
        "final",
        'A seat is freed once; "{code}" of "{issuer_id}" is {state}.',
        "Nothing to do: the seat is free.",
    ),
    _row(
        "order.already_paid",
        "final",
        'An order is paid once; "{order_id}" was paid by another event.',
        "Check whether two notices tell of one payment; nothing was written but the refusal.",
    ),
    _row(
        "order.no_plan",
        "retry",
        'A plan must be in force for merchant "{merchant_id}" at {at}; there is none.',
        "Publish a plan that starts before, then feed the event again.",
    ),
    _row(
        "order.unknown",
        "retry",
        'An order must be paid before anything else is told of it; order "{order_id}" is not'
        " known.",
        "Feed the event again once the payment has been fed.",
    ),
    _row(
        "order.already_confirmed",
        "final",
        'Only what waits for receipt can be confirmed; all of "{order_id}" was confirmed before.',
        "Nothing to do: the first confirmation stands.",
    ),
    _row(
        "order.unknown_line",
        "final",
        'An event must name lines of its order; "{order_id}" has no line "{line_id}".',
        "Take the line ids from the payment that was fed.",
    ),
    _row(
        "order.refund_exceeds_quantity",
        "final",
        'No more pieces can go back than are left; line "{line_id}" of "{order_id}" has'
        " {left_quantity}, got {quantity}.",
        "Check whether the refund was told twice under two ids.",
    ),
    _row(
        "order.refund_exceeds_amount",
        "final",
        'No more money can go back than is left; line "{line_id}" of "{order_id}" has'
        " {left_minor} minor units, got {amount_minor}.",
        "Check whether the refund was told twice under two ids.",
    ),
    _row(
        "order.all_captured",
        "final",
        'Only an order of which more was to come can be captured further; all of "{order_id}"'
        " was captured.",
        "Name whole_minor on the lines of the payment where more of them is captured later.",
    ),
    _row(
        "order.capture_repeated",
        "final",
        'A capture is told once; "{capture_id}" of "{order_id}" was told before.',
        "Nothing to do: the first one stands.",
    ),
    _row(
        "order.capture_exceeds",
        "final",
        'A capture must fit its line; of line "{line_id}" of "{order_id}" {left_minor} minor units'
        " are left to capture, of {quantity} pieces; got {paid_minor}.",
        "Check whether the capture was told twice, or whole_minor was less than the whole line.",
    ),
    _row(
        "order.plan_gone",
        "retry",
        'A capture is settled by the plan of the first one; the policy has "{plan_id}" no more as'
        ' it was when "{order_id}" was paid.',
        "Keep in the policy every plan and campaign under which an order is still open.",
    ),
    _row(
        "order.refund_exceeds_order",
        "final",
        'No more money can go back than is left; order "{order_id}" has {left_minor} minor units,'
        " got {amount_minor}.",
        "Check whether the refund was told twice under two ids.",
    ),
    _row(
        "order.cancel_received",
        "final",
        'Only what was not received can be cancelled; line "{line_id}" of "{order_id}" has'
        " {left_quantity} such pieces, got {quantity}.",
        'Tell what comes back after it was received as a refund of kind "goods".',
    ),
    _row(
        "order.confirm_exceeds_quantity",
        "final",
        'No more pieces can be received than wait for it; line "{line_id}" of "{order_id}" has'
        " {left_quantity}, got {quantity}.",
        "Check whether the receipt was told twice under two ids.",
    ),
    _row(
        "order.exchange_exceeds_quantity",
        "final",
        'Only what was received can be exchanged; line "{line_id}" of "{order_id}" has'
        " {left_quantity} such pieces, got {quantity}.",
        "Check whether the exchange was told twice under two ids, or before the receipt.",
    ),
    _row(
        "order.tenders_differ",
        "final",
        'The tenders of a refund must add up to what goes back; line "{line_id}" of "{order_id}"'
        " gives back {amount_minor} minor units, its tenders {named_minor}.",
        "Name the tenders with what each gives back, or none for the way the money came.",
    ),
    _row(
        "order.tender_exceeds",
        "final",
        'A tender gives back at most what is left of it; line "{line_id}" of "{order_id}" was not'
        " paid by it, or has less left.",
        "Name other tenders, or none for the way the money came.",
    ),
    _row(
        "owed.fold_first",
        "retry",
        "A balance must have fewer than {limit} changes since its last fold to be paid out of;"
        ' that of "{party_id}" has more.',
        "Fold the balance, then feed the event again; fold busy balances regularly.",
    ),
    _row(
        "owed.nothing",
        "final",
        'Somebody must be owed something to be paid all of it; "{party_id}" is owed nothing.',
        "Nothing to do; or say how much, and that it is an advance.",
    ),
    _row(
        "owed.exceeded",
        "final",
        'No more can be paid than is owed; "{party_id}" is owed {owed_minor} minor units, got'
        " {wanted_minor}.",
        "Pay what is owed under a new id, or say that it is an advance.",
    ),
)
"""Code, kind, what must hold and what was got, what to do."""
