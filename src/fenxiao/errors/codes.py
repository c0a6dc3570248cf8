"""The table of codes (错误码表): what each error and refusal says.

One row a code: its kind, the sentence that says what must hold and what was got,
and the hint that says what to do. Those of refusals, links, cases, plans and vouchers stand in
modules of their own.
``docs/errors.md`` is drawn from the table, and a test provokes every row.

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import NamedTuple

from fenxiao.errors.book_codes import BOOKS
from fenxiao.errors.case_codes import CASES
from fenxiao.errors.hold_codes import HOLDS
from fenxiao.errors.journal_codes import JOURNALS
from fenxiao.errors.link_codes import LINKS
from fenxiao.errors.operation_codes import OPERATIONS
from fenxiao.errors.order_codes import ORDERS
from fenxiao.errors.payee_codes import PAYEES
from fenxiao.errors.payout_codes import PAYOUTS
from fenxiao.errors.period_codes import PERIODS
from fenxiao.errors.plan_codes import PLANS
from fenxiao.errors.rail_codes import RAILS
from fenxiao.errors.reconcile_codes import RECONCILING
from fenxiao.errors.refusals import REFUSALS, CodeKind
from fenxiao.errors.tax_codes import TAXES
from fenxiao.errors.voucher_codes import VOUCHERS

__all__ = ["CODES", "Code", "CodeKind"]


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
        'Only published fields are allowed; "{field}" is not one here, {closest} is.',
        "Did you mean that? If not, docs/events.md and docs/policy.md list all fields.",
    ),
    Code(
        "event.missing_field",
        "error",
        'Field "{field}" must be given.',
        "See docs/events.md for the fields of events, docs/policy.md for a policy's,"
        " docs/rules/plan.md for a plan's.",
    ),
    Code(
        "event.bad_field",
        "error",
        'Field "{field}" must be of its published form, got {got}: {problem}.',
        "See docs/events.md for the form of events, docs/policy.md for a policy's,"
        " docs/rules/plan.md for a plan's.",
    ),
    Code(
        "event.not_json",
        "error",
        "The text must be one JSON object: {problem}.",
        "Send one JSON object in UTF-8, in which no key stands twice.",
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
    *(Code(*row) for row in LINKS),
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
    # Policies: raised as PolicyError.
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
        "policy.repeated_plan_id",
        "error",
        'Plans whose periods are closed must have names of their own, got "{plan_id}" twice.',
        "Give each version of a plan another plan_id: a period is closed by its name.",
    ),
    Code(
        "policy.repeated_currency",
        "error",
        "Each currency must have one threshold, got {currency} twice.",
        "Keep the one that shall hold.",
    ),
    Code(
        "policy.calendar",
        "error",
        "The calendar must make sense as a whole: {problem}.",
        "See docs/payout.md for the fields of a calendar.",
    ),
    Code(
        "policy.withdrawal",
        "error",
        "A rule of withdrawals must make sense as a whole: {problem}.",
        "See docs/payout.md for each field and what it goes with.",
    ),
    Code(
        "policy.binding",
        "error",
        'The binding policy of "{relation}" must make sense as a whole: {problem}.',
        "See docs/relations.md for each field and what it goes with.",
    ),
    Code(
        "policy.repeated_binding",
        "error",
        'Two binding policies of one relation must not start at one instant, got "{relation}".',
        "Change effective_from of one, or leave out the one that never was in force.",
    ),
    Code(
        "policy.grades",
        "error",
        "The ladder of grades must make sense as a whole: {problem}.",
        "See docs/grades.md for what each condition names and what goes with it.",
    ),
    Code(
        "policy.enrolment",
        "error",
        "The condition of enrolment must make sense as a whole: {problem}.",
        "See docs/grades.md for what each field asks.",
    ),
    Code(
        "policy.repeated_version",
        "error",
        'Two versions of "{name}" must not start at one instant.',
        "Change effective_from of one, or leave out the one that never was in force.",
    ),
    Code(
        "policy.unknown_grade",
        "error",
        'A grade must be one of the ladder, which has {ladder}; got "{grade}" in {part}.',
        "Correct the name, or add the grade to the ladder; members have no other grades.",
    ),
    Code(
        "policy.attribution",
        "error",
        'The attribution rule of "{kind}" must make sense as a whole: {problem}.',
        "See docs/credits.md for each field and what it goes with.",
    ),
    Code(
        "policy.ledger",
        "error",
        "A ledger policy must say each thing once, about accounts that there are: {problem}.",
        "See docs/trade.md for each field; docs/postings.md has the chart.",
    ),
    Code(
        "policy.quota",
        "error",
        "A quota policy must make sense as a whole: {problem}.",
        "See docs/invites.md for each field and what it goes with.",
    ),
    Code(
        "policy.quota_currency",
        "error",
        "The currency of a quota policy is chosen once; sales were counted in {currency}, got"
        " {got_currency}.",
        "Set the currency back; sales of two currencies do not add up.",
    ),
    Code(
        "policy.repeated_campaign",
        "error",
        'Each campaign must have its own id, got "{campaign_id}" twice.',
        "Give the second one a name of its own; orders keep the name.",
    ),
    Code(
        "policy.unattributed_role",
        "error",
        'A rule for the role "{role}" must have an attribution rule of that kind; rule "{rule_id}"'
        " would never pay.",
        "Add a rule of that kind to the policy's attributions.",
    ),
    # Terms: raised as RuleError.
    Code(
        "terms.unknown_line",
        "error",
        'Order "{order_id}" must have the line that is asked about, got "{line_id}".',
        "Take a line id from the order's terms.",
    ),
    Code(
        "terms.unknown_order",
        "error",
        'An order must be paid before it is asked about; "{order_id}" is not known.',
        "Check the order's id.",
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
        "ledger.wrong_party",
        "error",
        'An account that is kept by party must name the party and any other none; "{account}"'
        ' names "{party_id}".',
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
    Code(
        "ledger.unknown_move",
        "error",
        'An amount must follow a move of its template; "{template}" has no {move}.',
        "Take the moves from the table of docs/postings.md.",
    ),
    # Payouts: raised as PayoutError.
    Code(
        "payout.key_too_old",
        "error",
        'A payment is sent again only while its rail knows the key; "{instruction_id}" was sent'
        " by {rail}, which knows keys for {days} days.",
        "Have a person ask the rail how it ended.",
    ),
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
    *(Code(*row) for row in RAILS),
    *(Code(*row) for row in RECONCILING),
    *(Code(*row) for row in PLANS),
    *(Code(*row) for row in REFUSALS),
    *(Code(*row) for row in PAYOUTS),
    *(Code(*row) for row in PERIODS),
    *(Code(*row) for row in CASES),
    *(Code(*row) for row in VOUCHERS),
    *(Code(*row) for row in BOOKS),
    *(Code(*row) for row in OPERATIONS),
    *(Code(*row) for row in JOURNALS),
    *(Code(*row) for row in ORDERS),
    *(Code(*row) for row in HOLDS),
    *(Code(*row) for row in TAXES),
    *(Code(*row) for row in PAYEES),
)

CODES: dict[str, Code] = {row.code: row for row in _ROWS}
"""Every code, by its name."""
