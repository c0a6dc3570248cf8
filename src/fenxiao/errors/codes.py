"""The table of codes (错误码表): what each error and refusal says.

One row a code: its kind, the sentence that says what must hold and what was got,
and the hint that says what to do. ``docs/errors.md`` is drawn from it, and a test
provokes every row.

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["CODES", "Code", "CodeKind"]

CodeKind = Literal["error", "final", "retry"]
"""``error`` is raised; ``final`` is a refusal that is remembered; ``retry`` is one that is not."""


class Code(NamedTuple):
    """One row of the table: a stable code and what it says."""

    code: str
    kind: CodeKind
    message: str
    hint: str


_ROWS = (
    # Money: raised as MoneyError.
    Code(
        "money.not_integer",
        "error",
        "{name} must be an int, got {got}.",
        "Give money in minor units and rates in ppm as int: 12.34 CNY is 1234, 5.5% is 55000.",
    ),
    Code(
        "money.amount_range",
        "error",
        "{name} must be {low} to {high} minor units, got {amount_minor}.",
        "Check the unit, or split the amount.",
    ),
    Code(
        "money.rate_range",
        "error",
        "Rate must be 0 to 1000000 ppm, got {rate_ppm}.",
        "10% is 100000 ppm.",
    ),
    Code(
        "money.unknown_currency",
        "error",
        "Currency must be an ISO 4217 code in use, got {currency}.",
        "Write it in capitals, as in CNY.",
    ),
    Code(
        "money.bad_percent",
        "error",
        "Percentage must be 0 to 100 with at most four decimals and a percent sign, got {text}.",
        'Write it as text, as in "5.5%".',
    ),
    Code(
        "money.bad_amount",
        "error",
        "Amount must be digits with at most {exponent} decimals in {currency}, got {text}.",
        "Write it as plain digits with a point, without separators or sign of the currency.",
    ),
    Code(
        "money.bad_weights",
        "error",
        "Weights must be ints of at least 0, one of them above 0, got {weights}.",
        "Leave out who gets nothing, or name who bears the whole.",
    ),
    Code(
        "money.unknown_rule",
        "error",
        "{name} must be one of {known}, got {got}.",
        "Choose one by name; there is no default for who gets the odd unit.",
    ),
    # Events, keys and records: raised as EventError.
    Code(
        "event.unknown_type",
        "error",
        "Event type must be one of the catalogue, got {got}.",
        "See docs/events.md for the types and their fields.",
    ),
    Code(
        "event.unknown_field",
        "error",
        'Only published fields are allowed; "{field}" is not one.',
        "Take it out, or check its spelling in docs/events.md or docs/rules/plan.md.",
    ),
    Code(
        "event.missing_field",
        "error",
        'Field "{field}" must be given.',
        "See docs/events.md for the fields of events, docs/rules/plan.md for a plan's.",
    ),
    Code(
        "event.bad_field",
        "error",
        'Field "{field}" must be of its published form, got {got}: {problem}.',
        "See docs/events.md for the form of events, docs/rules/plan.md for a plan's.",
    ),
    Code(
        "event.not_json",
        "error",
        "The text must be one JSON object: {problem}.",
        "Send the event as a JSON object in UTF-8.",
    ),
    Code(
        "event.bad_id",
        "error",
        "{name} must be 1 to 128 characters that are seen, no space at an end, got {got}.",
        "Use the id that your own tables use; it is compared whole.",
    ),
    Code(
        "event.naive_instant",
        "error",
        "{name} must be a datetime with a time zone, got {got}.",
        "Pass a datetime, with the zone in which it was measured, such as UTC.",
    ),
    Code(
        "event.bad_quantity",
        "error",
        "{name} must be an int of {low} to {high}, got {got}.",
        "Count whole pieces; goods sold by weight are counted in their smallest unit.",
    ),
    Code(
        "event.no_lines",
        "error",
        "{name} must name at least one line.",
        "Leave the event out where nothing was bought or brought back.",
    ),
    Code(
        "event.repeated_line",
        "error",
        'A line must be named once, got "{line_id}" twice.',
        "Add up what belongs to one line, or give each line its own id.",
    ),
    Code(
        "record.not_canonical",
        "error",
        "Only None, bool, int, str, lists and objects with str keys are encoded, got {got}.",
        "Turn it into one of these first; floats have no exact form.",
    ),
    Code(
        "record.unknown_type",
        "error",
        "Record type must be one of the stored types, got {got}.",
        "Check the row's origin; a newer version may have written it.",
    ),
    Code(
        "record.unknown_schema",
        "error",
        'Schema of "{type}" must be 1 to {known}, got {got}.',
        "Upgrade the library before reading rows that a newer one wrote.",
    ),
    Code(
        "record.malformed",
        "error",
        'A stored "{type}" must have the form it was written with: {problem}.',
        "Restore the row from a backup; it was changed outside the library.",
    ),
    Code(
        "facts.wrong_type",
        "error",
        'The fact under {key} must be a "{expected}", got {got}.',
        "Return from load exactly what was committed under the key.",
    ),
    # Relations: raised as GraphError.
    Code(
        "graph.repeated_node",
        "error",
        'A member has one node in a relation, got "{member_id}" twice.',
        "Hand in the nodes of one relation only.",
    ),
    Code(
        "graph.bad_column",
        "error",
        "{name} must be one column of {expected}, got {got}.",
        "Fill gaps and convert the column before you hand it in; nothing was written.",
    ),
    Code(
        "graph.columns_differ",
        "error",
        "Columns of one call must have one length, got {lengths}.",
        "Hand in one entry a touch in every column; nothing was written.",
    ),
    Code(
        "graph.unknown_member",
        "error",
        "{name} must name members of the forest, got {got} at position {position}.",
        "Intern ids first, or grow the forest to the codes that you use; nothing was written.",
    ),
    Code(
        "graph.no_ids",
        "error",
        "A forest must know the ids of its members to be asked by id; this one has codes only.",
        "Make the forest with ids, or hand in codes.",
    ),
    Code(
        "graph.instants",
        "error",
        "Instants are given exactly if the forest keeps them; this one {keeps}.",
        "Make the forest with is_timed as you mean to use it.",
    ),
    Code(
        "graph.member_range",
        "error",
        "A forest must have 0 to {most} members and never fewer than before, got {got}.",
        "Split the relation, or check the number.",
    ),
    Code(
        "graph.stored_circle",
        "error",
        "Parents must be those of a forest; following them from member {member} leads back to him.",
        "Check where the column comes from; no sequence of touches makes a circle.",
    ),
    Code(
        "graph.hops_range",
        "error",
        "{name} must be {low} to {high}, got {got}.",
        "Ask for fewer; a whole forest is measured, not drawn.",
    ),
    Code(
        "graph.snapshot_form",
        "error",
        "A snapshot must have the form of docs/relations-at-size.md: {problem}.",
        "Check where it comes from; a newer version may have written it.",
    ),
    Code(
        "graph.snapshot_damaged",
        "error",
        "A snapshot's content must have the digest that it ends with, got {got}.",
        "Restore it from a backup; it was cut short or changed.",
    ),
    # Plans and policies: raised as PolicyError.
    Code(
        "plan.depth",
        "error",
        'Rule "{rule_id}" must pay 1 to 3 depths, got {depth}.',
        "Nobody further than three above the buyer may be paid; take the other rates out.",
    ),
    Code(
        "plan.ceiling",
        "error",
        'No line may pay more than the ceiling of plan "{plan_id}", {ceiling_ppm} ppm; a line of'
        " kind {line_kind} and category {category} would pay {share_ppm} ppm.",
        'Lower the rates, raise the ceiling, or set trim to "nearest_first".',
    ),
    Code(
        "plan.no_rules",
        "error",
        'Plan "{plan_id}" must have at least one rule.',
        "Give a rule with rate 0 where nothing shall be paid, so that traces can say so.",
    ),
    Code(
        "plan.repeated_rule",
        "error",
        'Each rule of plan "{plan_id}" must have its own id, got "{rule_id}" twice.',
        "Rename one; reports add up by rule id.",
    ),
    Code(
        "plan.unknown_trim",
        "error",
        'Trim of plan "{plan_id}" must be "refuse" or "nearest_first", got {got}.',
        "Say what happens where the rules exceed the ceiling.",
    ),
    Code(
        "policy.no_plans",
        "error",
        "A policy must have at least one plan.",
        "Give the plan that is in force, and the earlier ones that old orders need.",
    ),
    Code(
        "policy.repeated_plan",
        "error",
        'Two plans of one merchant must not start at one instant, got "{plan_id}" and'
        ' "{other_id}".',
        "Change effective_from of one, or leave out the one that never was in force.",
    ),
    Code(
        "policy.repeated_currency",
        "error",
        "Each currency must have one threshold, got {currency} twice.",
        "Keep the one that shall hold.",
    ),
    # Terms: raised as RuleError.
    Code(
        "terms.unknown_line",
        "error",
        'Order "{order_id}" must have the line that is asked about, got "{line_id}".',
        "Take a line id from the order's terms.",
    ),
    # Books: raised as LedgerError.
    Code(
        "ledger.bad_amount",
        "error",
        'An amount to post must be an int above 0, got {amount_minor} for "{member_id}".',
        "Leave out who gets nothing; take back with a template that moves the other way.",
    ),
    Code(
        "ledger.unknown_template",
        "error",
        'A template must be one of docs/postings.md, got "{template}".',
        "Entries of your own belong into your own books.",
    ),
    Code(
        "ledger.no_amounts",
        "error",
        'An entry must post at least one amount; "{template}" was given none.',
        "Post nothing where nobody gets anything.",
    ),
    Code(
        "ledger.wrong_member",
        "error",
        "A member's account must name the member and the payer's own none; \"{account}\" names"
        ' "{member_id}".',
        "Restore the entry from a backup; it was changed outside the library.",
    ),
    Code(
        "ledger.unbalanced",
        "error",
        'The postings of entry "{entry_id}" must sum to 0, got {amount_minor} minor units.',
        "Restore the entry from a backup; it was changed outside the library.",
    ),
    Code(
        "ledger.unknown_account",
        "error",
        'An account must be in the chart of docs/postings.md, got "{account}".',
        "Map your own account codes when the journal is exported, not in the entries.",
    ),
    # Payouts: raised as PayoutError.
    Code(
        "payout.not_approved",
        "error",
        'Only approved instructions are sent; "{instruction_id}" is {state}.',
        "Leave it out; it was sent or settled before.",
    ),
    Code(
        "payout.repeated",
        "error",
        'An instruction must stand once in a file; "{instruction_id}" stands twice.',
        "Take it out once; the rail might pay it twice.",
    ),
    # Refusals: values, never raised.
    Code(
        "event.id_reused",
        "final",
        'An event id stands for one content for ever; "{event_id}" came with another before.',
        "Give the new fact an id of its own; nothing was written.",
    ),
    Code(
        "graph.self_bind",
        "final",
        'Nobody can be bound under himself; "{member_id}" came through his own share.',
        "Nothing to do: the visitor stays as he was.",
    ),
    Code(
        "graph.already_bound",
        "final",
        'The first touch binds for ever; "{visitor_id}" is under "{parent_id}" and cannot be'
        ' bound under "{sharer_id}".',
        "Nothing to do: the first binding stands.",
    ),
    Code(
        "graph.circle",
        "final",
        'Binding "{visitor_id}" under "{sharer_id}" would close a circle: {path}.',
        "Nothing to do: the visitor stays a root.",
    ),
    Code(
        "order.already_paid",
        "final",
        'An order is paid once; "{order_id}" was paid by another event.',
        "Check whether two notices tell of one payment; nothing was written but the refusal.",
    ),
    Code(
        "order.no_plan",
        "retry",
        'A plan must be in force for merchant "{merchant_id}" at {at}; there is none.',
        "Publish a plan that starts before, then feed the event again.",
    ),
    Code(
        "order.unknown",
        "retry",
        'An order must be paid before anything else is told of it; order "{order_id}" is not'
        " known.",
        "Feed the event again once the payment has been fed.",
    ),
    Code(
        "order.already_confirmed",
        "final",
        'An order is confirmed once; "{order_id}" was confirmed before.',
        "Nothing to do: the first confirmation stands.",
    ),
    Code(
        "order.unknown_line",
        "final",
        'A refund must name lines of its order; "{order_id}" has no line "{line_id}".',
        "Take the line ids from the payment that was fed.",
    ),
    Code(
        "order.refund_exceeds_quantity",
        "final",
        'No more pieces can go back than are left; line "{line_id}" of "{order_id}" has'
        " {left_quantity}, got {quantity}.",
        "Check whether the refund was told twice under two ids.",
    ),
    Code(
        "order.refund_exceeds_amount",
        "final",
        'No more money can go back than is left; line "{line_id}" of "{order_id}" has'
        " {left_minor} minor units, got {amount_minor}.",
        "Check whether the refund was told twice under two ids.",
    ),
    Code(
        "payout.fold_first",
        "retry",
        "A wallet must have fewer than {limit} changes since its last fold to be withdrawn from;"
        ' that of "{member_id}" has more.',
        "Fold the wallet, then feed the event again; fold busy wallets regularly.",
    ),
    Code(
        "payout.below_minimum",
        "final",
        'A withdrawal must be at least {minimum_minor} minor units of {currency}; "{member_id}"'
        " would get {wanted_minor}.",
        "Ask again, under a new id, once more is available.",
    ),
    Code(
        "payout.exceeds_available",
        "final",
        'No more can be withdrawn than is available; "{member_id}" has {available_minor} minor'
        " units of {currency}, asked for {wanted_minor}.",
        "Ask again, under a new id, for what is available.",
    ),
    Code(
        "payout.unknown",
        "retry",
        'A result must be about an instruction that was given; "{instruction_id}" is not known.',
        "Feed the event again once the withdrawal has been fed.",
    ),
    Code(
        "payout.amount_differs",
        "final",
        'A result must name the amount of its instruction; "{instruction_id}" is over'
        " {amount_minor} minor units of {currency}, got {got_minor} of {got_currency}.",
        "Have a person compare the rail's statement with the instruction.",
    ),
    Code(
        "payout.paid_twice",
        "final",
        'An instruction is paid once; "{instruction_id}" was paid under "{reference}", the rail now'
        ' says it was under "{got_reference}".',
        "Have a person ask the rail whether money left twice; nothing was posted.",
    ),
    Code(
        "payout.conflict",
        "final",
        'A result must agree with what was settled; "{instruction_id}" is {state}, the rail'
        ' says "{outcome}".',
        "Have a person settle it with the rail; nothing was posted.",
    ),
)

CODES: dict[str, Code] = {row.code: row for row in _ROWS}
"""Every code, by its name."""
