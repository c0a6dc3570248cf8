"""The codes of payout rails (打款渠道错误码): bad calls, and what a rail would not take.

The findings are values, told together for a whole request, so that nothing is stored of
them: the instruction stays as it is until it is sent.

Source: docs/errors.md.
"""

from __future__ import annotations

from fenxiao.errors.refusals import CodeKind

__all__ = ["RAILS"]

Row = tuple[str, CodeKind, str, str]


def _row(code: str, kind: CodeKind, message: str, hint: str) -> Row:
    return code, kind, message, hint


RAILS: tuple[Row, ...] = (
    # Rails: raised as PayoutError.
    _row(
        "rail.unreadable",
        "error",
        "What a rail says must have the form of that rail: {problem}.",
        "Keep the bytes and ask the rail again; the instruction stays as it is.",
    ),
    _row(
        "rail.broken_rules",
        "error",
        "A request must keep the rules of its rail; {count} are broken, the first, {first}:"
        ' "{told}".',
        "Ask validate first, and leave out what it names.",
    ),
    _row(
        "rail.unknown_limit",
        "error",
        'A contract may set only figures that the rail has; "{name}" in {unit} is none of {known}.',
        "Name the figure and its unit as in the table of the rail's page.",
    ),
    _row(
        "rail.no_figure",
        "error",
        'A figure must be known for the day; "{name}" is known from {valid_from} on, got {day}.',
        "Render for a later day, or give the figure of that day as one of the contract.",
    ),
    # What a rail would not take: values, never raised, and nothing is stored.
    _row(
        "rail.no_items",
        "final",
        "A request must pay at least one instruction, got {count}.",
        "Send nothing where nobody is paid.",
    ),
    _row(
        "rail.too_many",
        "final",
        "A request must have at most {limit} {what}, got {count}.",
        "Cut it into several requests, each under a key of its own.",
    ),
    _row(
        "rail.repeated",
        "final",
        'A key must stand once in a request; "{key}" stands twice.',
        "Take it out once; the rail might pay it twice.",
    ),
    _row(
        "rail.wrong_currency",
        "final",
        'This rail must be given an amount in {known}; "{key}" is in {currency}.',
        "Choose another rail for it.",
    ),
    _row(
        "rail.mixed_currencies",
        "final",
        "A batch must be of one currency, got {currencies}.",
        "Cut it into one batch for each currency.",
    ),
    _row(
        "rail.amount_low",
        "final",
        'An amount must be at least {limit_minor} minor units on this rail; "{key}" is over'
        " {amount_minor}.",
        "Keep it in the wallet until more is available, or set the contract's own figure.",
    ),
    _row(
        "rail.amount_high",
        "final",
        'An amount must be at most {limit_minor} minor units on this rail; "{key}" is over'
        " {amount_minor}.",
        "Have the member withdraw in parts, or set the contract's own figure.",
    ),
    _row(
        "rail.amount_step",
        "final",
        'An amount in {currency} must be a multiple of {step_minor} minor units; "{key}" is over'
        " {amount_minor}.",
        "The rail knows no smaller unit of that currency; withdraw a whole number of them.",
    ),
    _row(
        "rail.missing",
        "final",
        '{field} must be given; "{key}" has none.',
        "See the rail's page for what each field is for.",
    ),
    _row(
        "rail.too_long",
        "final",
        '{field} must be at most {limit} characters; that of "{key}" has {length}.',
        "Shorten it; nothing is cut off for you.",
    ),
    _row(
        "rail.bad_form",
        "final",
        '{field} must be {form}; that of "{key}" is not.',
        "See the rail's page for the form of each field.",
    ),
    _row(
        "rail.unknown_word",
        "final",
        '{field} must be one of {known}; that of "{key}" is {got}.',
        "The rail compares it letter by letter.",
    ),
    _row(
        "rail.bad_report",
        "final",
        'Scene {scene} must be reported as {known}; "{key}" reports {got}.',
        "Report each of them once, under exactly these names.",
    ),
    _row(
        "rail.name_needed",
        "final",
        'The name of a payee must be sent from {limit_minor} minor units on; "{key}" over'
        " {amount_minor} has none.",
        "Give the token of the payee's real name.",
    ),
    _row(
        "rail.name_forbidden",
        "final",
        'The name of a payee must not be sent below {limit_minor} minor units; "{key}" over'
        " {amount_minor} has one.",
        "Leave the token of the name out.",
    ),
    _row(
        "rail.names_mixed",
        "final",
        "Names must be sent for all of a batch or for none; {named} of {count} have one.",
        "Cut it into a batch with names and one without.",
    ),
    _row(
        "rail.wrong_stage",
        "final",
        'A step must follow the cycle of its order; "{step}" is none while "{key}" is {stage}.',
        "See docs/rails/sharing.md for what may follow.",
    ),
    _row(
        "rail.above_share",
        "final",
        "Shares of an order must be at most {limit_minor} minor units, {ratio_ppm} ppm of what was"
        ' paid; "{key}" would have {amount_minor}.',
        "Pay the rest from the wallet, or have the rail raise the ratio and say so in a contract.",
    ),
    _row(
        "rail.not_returnable",
        "final",
        'Only what a merchant received can be called back; "{key}" went to a {kind}.',
        "Let the next shares of that person bear it, or have the merchant bear it.",
    ),
    _row(
        "rail.return_high",
        "final",
        'Returns must be at most what is left of the share; "{key}" has {limit_minor} minor units'
        " left, got {amount_minor}.",
        "Call back what is left.",
    ),
    _row(
        "rail.return_late",
        "final",
        'A share must be called back within {limit} days; "{key}" was paid {days} days before.',
        "Settle it with the receiver outside the rail.",
    ),
    _row(
        "rail.too_many_bytes",
        "final",
        '{field} must be at most {limit} bytes in {encoding}; that of "{key}" has {length}.',
        "Shorten it; a Chinese character is two to four bytes.",
    ),
    _row(
        "rail.total_high",
        "final",
        "The amounts of a file must sum to at most {limit_minor} minor units, got {amount_minor}.",
        "Cut it into several files, each under a key of its own.",
    ),
    # What a return is found to be wrong with: values too.
    _row(
        "rail.return_line",
        "final",
        "A line of a return must be readable; line {line} is not: {problem}.",
        "It counts as unknown; ask the bank for the file again.",
    ),
    _row(
        "rail.return_sum",
        "final",
        "The {what} that a return names must be that of its lines; it says {said}, they have"
        " {counted}.",
        "Nothing in it is taken as certain; ask the bank for the file again.",
    ),
    _row(
        "rail.return_word",
        "final",
        'A status must be a documented word; that of "{key}" is {got}.',
        "It counts as unknown; ask the bank what it means.",
    ),
    _row(
        "rail.return_stranger",
        "final",
        'A return must be about what was sent; "{key}" was not.',
        "Feed nothing for it; have a person ask the bank whose payment it is.",
    ),
    _row(
        "rail.return_repeated",
        "final",
        'A return must name a key once; "{key}" stands {count} times.',
        "Lines that differ count as unknown; ask the bank whether it was paid twice.",
    ),
    _row(
        "rail.return_silent",
        "final",
        'A return must name everything that was sent; "{key}" is not in it.',
        "Its instruction stays as it is; ask the bank for it.",
    ),
    _row(
        "rail.return_differs",
        "final",
        'A return must be over what was sent; "{key}" is over {amount_minor} minor units of'
        " {currency}, got {got_minor} of {got_currency}.",
        "It counts as unknown; have a person compare the statement with the instruction.",
    ),
    _row(
        "rail.not_approved",
        "final",
        'Only what is approved and not sent yet can be sent; "{key}" is {state}.',
        "Ask the rail about what was sent; have what is asked for approved.",
    ),
    _row(
        "rail.not_payable",
        "final",
        'Nothing can be sent before it is payable; "{key}" is from {payable_us} on, in UTC'
        " microseconds.",
        "Plan it again then.",
    ),
    _row(
        "rail.no_rail",
        "final",
        'An instruction must go by one of the rails {known}; "{key}" would go by "{rail}".',
        "Choose a rail for it, or say what its requests may hold.",
    ),
)
"""Rows of the table of codes: code, kind, message, hint."""
