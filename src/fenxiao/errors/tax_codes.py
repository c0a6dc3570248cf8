"""The codes of tax (税务错误码): schemes and rules as data, withholding, declaring.

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["TAXES"]

TAXES: tuple[tuple[str, Literal["error", "final", "retry"], str, str], ...] = (
    (
        "tax.scheme",
        "error",
        'The tax scheme "{scheme_id}" must make sense as a whole: {problem}.',
        "See docs/tax.md for each figure and the method that looks at it.",
    ),
    (
        "tax.rules",
        "error",
        "Of two tax rules one must go before the other; {problem} from the same instant.",
        "Give one of them another effective_from, payer or kind.",
    ),
    (
        "tax.no_rule",
        "retry",
        (
            'A tax policy must say what is withheld; none of its rules is for payee kind "{kind}"'
            ' of payer "{payer_id}" in {currency} at {at_us}, in UTC microseconds.'
        ),
        'Add a rule, with the method "none" if nothing is withheld, then feed the event again.',
    ),
    (
        "tax.nothing_left",
        "final",
        (
            "What is paid out must be above 0; of {gross_minor} minor units of {currency} for"
            ' "{member_id}", {tax_minor} are withheld as tax.'
        ),
        "Ask again, under a new id, for more.",
    ),
    (
        "tax.not_over",
        "final",
        "A month is declared once it is over; {month} ends at {until_us}, in UTC microseconds.",
        "Declare it when it is over, under a new id.",
    ),
    (
        "tax.no_policy",
        "retry",
        'Tax must be withheld to be declared or taken over; "{payer_id}" has no tax policy.',
        "Give the policy its tax, then feed the event again.",
    ),
    (
        "tax.unknown_scheme",
        "retry",
        'What is taken over must name a scheme of the policy; "{scheme_id}" is none.',
        "Put a rule with that scheme into the policy, or name another.",
    ),
)
"""Code, kind, what must hold and what was got, what to do."""
