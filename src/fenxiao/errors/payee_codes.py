"""The codes of payees, their accounts and invoices (收款人错误码).

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["PAYEES"]

PAYEES: tuple[tuple[str, Literal["error", "final", "retry"], str, str], ...] = (
    (
        "event.looks_personal",
        "error",
        "{name} must be a token of the host's own; its {length} characters look like {what}.",
        (
            "Keep the real one on your side and name it by a token that begins with a letter,"
            ' as in "acct_7".'
        ),
    ),
    (
        "policy.payees",
        "error",
        "What is said of payees must make sense as a whole: {problem}.",
        "See docs/payees.md for each field and what it goes with.",
    ),
    (
        "payee.no_policy",
        "retry",
        'A policy must say how payees are paid; there is none, and "{member_id}" was told of.',
        "Set payees in the policy, then feed the event again.",
    ),
    (
        "payee.unknown",
        "retry",
        'A payee must be registered; "{member_id}" is not, with payer "{payer_id}".',
        "Feed the registration, then the event again.",
    ),
    (
        "payee.not_registered",
        "final",
        'Only a registered payee is paid; "{member_id}" is none of payer "{payer_id}".',
        "Register him with an account, then ask again under a new id.",
    ),
    (
        "payee.already_registered",
        "final",
        'A payee is registered once; "{member_id}" is, with payer "{payer_id}", as "{kind}".',
        "Tell a change of his kind or person by a PayeeKindChanged.",
    ),
    (
        "payee.unchanged",
        "final",
        'A change must change something; "{member_id}" has {what} "{value}" already.',
        "Nothing to do: he stays what he is.",
    ),
    (
        "payee.unknown_change",
        "retry",
        (
            'A change of an account must be told before it is decided; "{change_id}" is none of'
            ' "{member_id}" with payer "{payer_id}".'
        ),
        "Check the id, or feed the change, then the event again.",
    ),
    (
        "payee.account_ended",
        "final",
        (
            'Only an account that has not ended is decided; that of change "{change_id}" of'
            ' "{member_id}" has.'
        ),
        "Nothing to do: it was refused, or another took its place.",
    ),
    (
        "payee.already_approved",
        "final",
        'An account is approved once; that of change "{change_id}" of "{member_id}" needs no more.',
        "Nothing to do: it is paid once its cool-down is over.",
    ),
    (
        "payee.same_person",
        "final",
        (
            "Who approves must be another person than who asked, and not the payee himself;"
            ' "{checker_id}" is not, for change "{change_id}" of "{member_id}".'
        ),
        "Have somebody else decide, under a new event.",
    ),
    (
        "payee.invoice_repeated",
        "final",
        'An invoice is received once; "{invoice_token}" came with "{event_id}".',
        "Nothing to do: the first one counts.",
    ),
    (
        "payee.kind_not_paid",
        "final",
        'A kind of payee must be one that payer "{payer_id}" pays; "{member_id}" is "{kind}".',
        "Name the kind in the policy if it shall be paid, then ask again under a new id.",
    ),
    (
        "payee.employee",
        "final",
        'What an employee earned is wages; "{member_id}" is one, with payer "{payer_id}".',
        "Hand it to payroll by a WagesHanded.",
    ),
    (
        "payee.not_employee",
        "final",
        (
            'Only what an employee earned is wages; "{member_id}" is "{kind}", with payer'
            ' "{payer_id}".'
        ),
        "Pay him by a withdrawal.",
    ),
    (
        "payee.unverified",
        "final",
        'Who is paid as "{kind}" must have a verified identity; "{member_id}" has none.',
        "Verify it, feed a Verified, then ask again under a new id.",
    ),
    (
        "payee.account_unknown",
        "final",
        'Money goes to an account of the payee; "{token}" is none of "{member_id}" in {currency}.',
        "Take the token of an account that is in force, or tell the new account first.",
    ),
    (
        "payee.account_waiting",
        "final",
        (
            'A second person must approve an account before it is paid; "{token}" of "{member_id}",'
            ' of change "{change_id}", waits for that.'
        ),
        "Have the change decided, then ask again under a new id.",
    ),
    (
        "payee.account_cooling",
        "final",
        (
            'A new account is paid once its cool-down is over; that of "{token}" of "{member_id}"'
            " is at {payable_us}, in UTC microseconds."
        ),
        "Ask again then, under a new id.",
    ),
    (
        "payee.account_limited",
        "final",
        (
            "What goes to accounts that nobody else approved has a limit; of {limit_minor} minor"
            ' units of {currency}, "{member_id}" asked for {asked_minor} before, now for'
            ' {wanted_minor} to "{token}".'
        ),
        "Have a second person approve the account, then ask again under a new id.",
    ),
    (
        "payee.rail_not_paid",
        "final",
        (
            'Payer "{payer_id}" pays "{kind}" over {rails} only; "{token}" of "{member_id}" is an'
            ' account of "{rail}".'
        ),
        "Tell an account of such a rail, or name the rail in the policy.",
    ),
    (
        "payee.invoice_short",
        "final",
        (
            'A "{kind}" is paid what its invoices cover; those of "{member_id}" cover {left_minor}'
            " minor units of {currency} more, asked for {wanted_minor}."
        ),
        "Ask for that much, or feed the missing invoice first.",
    ),
)
"""Code, kind, what must hold and what was got, what to do."""
