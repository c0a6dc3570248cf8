"""The codes of plans (方案错误码): what a plan author must change before a plan loads.

Those of custom rules are refusals of the order that met them, not remembered, so that the
order can be fed again once the rule is mended.

Source: docs/errors.md.
"""

from __future__ import annotations

from fenxiao.errors.refusals import CodeKind

__all__ = ["PLANS"]

Row = tuple[str, CodeKind, str, str]


def _row(code: str, kind: CodeKind, message: str, hint: str) -> Row:
    return code, kind, message, hint


PLANS: tuple[Row, ...] = (
    # Plans: raised as PolicyError.
    _row(
        "plan.bad_field",
        "error",
        'Field "{field}" of a plan must be of its published form, got {got}: {problem}.',
        "See docs/rules/plan.md for the form of each field.",
    ),
    _row(
        "plan.unknown_field",
        "error",
        'A plan must have published fields only; "{field}" is not one here, {closest} is.',
        "Did you mean that? If not, docs/rules/plan-files.md lists all fields.",
    ),
    _row(
        "plan.missing_field",
        "error",
        'Field "{field}" of a plan must be given.',
        "Add it; docs/rules/plan-files.md says what each field is for.",
    ),
    _row(
        "plan.misplaced_field",
        "error",
        'Field "{field}" must stand before the first rule; it stands inside {part}.',
        "Move it above the first [[rules]]: in TOML what follows a table's head belongs to it.",
    ),
    _row(
        "plan.not_written",
        "error",
        "What is written to a file must be data alone, got {got}.",
        "Pass custom rules from Python where the file is read; a file only names them.",
    ),
    _row(
        "plan.depth",
        "error",
        'Rule "{rule_id}" must pay 1 to 3 depths, got {depth}.',
        "Nobody further than three above the buyer may be paid; take the other amounts out.",
    ),
    _row(
        "plan.ceiling",
        "error",
        'No line may pay more than the ceiling of plan "{plan_id}", {ceiling} ({ceiling_ppm} ppm);'
        " a line of {line} may pay up to {share} ({share_ppm} ppm){during}.",
        'Lower the rates, raise the ceiling, or set trim to "nearest_first".',
    ),
    _row(
        "plan.no_rules",
        "error",
        'Plan "{plan_id}" must have at least one rule.',
        "Give a rule with rate 0 where nothing shall be paid, so that traces can say so.",
    ),
    _row(
        "plan.repeated_rule",
        "error",
        'Each rule of plan "{plan_id}" must have its own id, got "{rule_id}" twice.',
        "Rename one; reports add up by rule id.",
    ),
    _row(
        "plan.unknown_rule",
        "error",
        'Field "{field}" of "{rule_id}" must name a rule that is written before it and fits,'
        ' got "{other_id}".',
        "Put that rule first, or check its name.",
    ),
    _row(
        "plan.unknown_trim",
        "error",
        'Trim of plan "{plan_id}" must be "refuse", "nearest_first" or "proportional", got {got}.',
        "Say what happens where the rules exceed the ceiling.",
    ),
    _row(
        "plan.of",
        "error",
        'Rule "{rule_id}" must name in "of" whose commission it is reckoned from, and only then.',
        'Set base to "commission" together with "of", or take "of" out.',
    ),
    _row(
        "plan.refund",
        "error",
        'What rule "{rule_id}" leaves of a refund must fit how it pays: {problem}.',
        'Leave refund at "frozen_share", which fits every rule.',
    ),
    _row(
        "plan.currency",
        "error",
        '{part} names amounts, so plan "{plan_id}" must name their currency.',
        'Set currency, as in "CNY"; orders in others are refused by name.',
    ),
    _row(
        "plan.unbounded",
        "error",
        'Rule "{rule_id}" of plan "{plan_id}" may pay more than any share of a line: {problem}.',
        'Set trim to "nearest_first", which cuts such amounts to the ceiling.',
    ),
    _row(
        "plan.never_pays",
        "warning",
        'Every rule must pay somewhere; rule "{rule_id}" of plan "{plan_id}" pays 0 wherever it'
        " looks.",
        "Take it out, unless it is there to say that nothing is paid.",
    ),
    _row(
        "plan.tiny_rate",
        "warning",
        'A rate below 0.1% is rarely meant; field "{field}" of {part} in plan "{plan_id}" is'
        " {rates}.",
        'Was a percent sign forgotten? "10%" is a tenth, 10 is ten parts per million.',
    ),
    _row(
        "plan.unreachable",
        "error",
        'Every rule must look at some line; rule "{rule_id}" of plan "{plan_id}" looks at none.',
        "Its condition and its campaign's contradict each other; change one.",
    ),
    _row(
        "plan.unreachable_row",
        "error",
        'Every row must be found by some payee; {row} of rule "{rule_id}" in plan "{plan_id}" is'
        " hidden by {other}.",
        "Rows of one kind of word are tried as they are written; put the narrower one first.",
    ),
    _row(
        "plan.band_overlap",
        "error",
        'Bands of amounts must not overlap; {row} and {other} of rule "{rule_id}" in plan'
        ' "{plan_id}" both hold {at_minor} minor units.',
        "Let until_minor of one be from_minor of the next; until is left out.",
    ),
    _row(
        "plan.band_gap",
        "error",
        'Bands of amounts must leave no gap; rule "{rule_id}" in plan "{plan_id}" says nothing'
        " from {at_minor} minor units on, between {row} and {other}.",
        "Close the gap, or give the rule amounts of its own for what no row holds.",
    ),
    _row(
        "plan.negative_margin",
        "error",
        'Plan "{plan_id}" must leave the goods their margin of {margin_ppm} ppm; a line of {line}'
        " may pay {share_ppm} ppm.",
        "Lower the rates or the ceiling, or correct least_margin_ppm.",
    ),
    _row(
        "plan.campaign",
        "error",
        'Campaign "{campaign_id}" must make sense as a whole: {problem}.',
        "See docs/rules/campaigns.md for each field and what it goes with.",
    ),
    _row(
        "plan.campaign_rule",
        "error",
        'Field "{field}" of campaign "{campaign_id}" must name a rule of plan "{plan_id}", got'
        ' "{other_id}".',
        "Check its name; it must be a rule of the plan.",
    ),
    _row(
        "plan.not_toml",
        "error",
        "The text must be one TOML document: {problem}.",
        "Check the line that is named; texts stand in quotation marks.",
    ),
    # What a plan or a custom rule makes of an order: refused, and not remembered.
    _row(
        "order.base_unknown",
        "retry",
        'A line must say what the plan reckons with; line "{line_id}" has no {field}, which the'
        ' base "{base}" needs.',
        "Feed the event again with the field, or change the plan.",
    ),
    _row(
        "order.plan_currency",
        "retry",
        'Plan "{plan_id}" names amounts in {plan_currency} and settles no other currency, got'
        " {currency}.",
        "Publish a plan of that currency for the merchant, then feed the event again.",
    ),
    _row(
        "rule.unknown",
        "error",
        'Custom rule "{name}" of rule "{rule_id}" must be passed in Policy.custom_rules.',
        "Pass the object, or check the name.",
    ),
    _row(
        "rule.failed",
        "retry",
        'Custom rule "{rule_id}" must answer for every line; for line "{line_id}" it raised'
        " {problem}.",
        "Mend the rule, then feed the event again; nothing was written.",
    ),
    _row(
        "rule.depth",
        "retry",
        'Custom rule "{rule_id}" must pay depths 0 to 3, got {got} on line "{line_id}".',
        "Take who stands further away out, then feed the event again.",
    ),
    _row(
        "rule.stranger",
        "retry",
        'Custom rule "{rule_id}" must pay those it was asked about, at their depth; on line'
        ' "{line_id}" it named "{member_id}".',
        "Pay only the standers that it is given, then feed the event again.",
    ),
    _row(
        "rule.negative",
        "retry",
        'Custom rule "{rule_id}" must pay at least 0, got {got} on line "{line_id}".',
        "Take back by a refund, never by a rule; then feed the event again.",
    ),
    _row(
        "rule.not_integer",
        "retry",
        'Custom rule "{rule_id}" must answer with awards in whole numbers, got {got} on line'
        ' "{line_id}".',
        "Give the exact amount as numerator and denominator, then feed the event again.",
    ),
    _row(
        "rule.ceiling",
        "retry",
        'Custom rule "{rule_id}" must pay at most {at_most_ppm} ppm of line "{line_id}"; it'
        " answered more.",
        "Mend the rule, or raise at_most_ppm in a new plan; then feed the event again.",
    ),
    _row(
        "rule.not_local",
        "retry",
        'Custom rule "{rule_id}" must answer for a line by that line alone; asked twice about'
        ' line "{line_id}", it answered differently.',
        "Keep nothing between calls, then feed the event again.",
    ),
    # Period rules: raised as PolicyError.
    _row(
        "plan.not_convex",
        "error",
        'The slopes of "{rule_id}" must not fall; from {from_minor} minor units on the next one is'
        " lower, so that a team cut into fake accounts would earn more.",
        "Let the slopes rise, or say permits_fake_gain.",
    ),
    _row(
        "plan.period_rule",
        "error",
        'Period rule "{rule_id}" must have a name of its own and cap only what it may: {problem}.',
        "Rename it, or name line rules of the plan and period rules that stand before it.",
    ),
    _row(
        "plan.period_unbounded",
        "error",
        'Line and period rules together must keep the ceiling of plan "{plan_id}"; up to'
        ' "{rule_id}" some pay fixed amounts, which no share of the sales bounds.',
        'Say trim "nearest_first", so that awards above the ceiling are trimmed at the close; a'
        " convex_differential stands before such rules.",
    ),
    _row(
        "plan.period_ceiling",
        "error",
        "Line and period rules together must pay at most {ceiling} ({ceiling_ppm} ppm) in plan"
        ' "{plan_id}"; up to "{rule_id}" they may pay {share} ({share_ppm} ppm) of the sales.',
        'Lower the rates, raise the ceiling, or say trim "nearest_first" (a convex_differential'
        " must fit all the same).",
    ),
)
"""Code, kind, message and hint."""
