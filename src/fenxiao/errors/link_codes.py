"""The codes of share links (分享链接错误码): bad calls, and what is wrong with what was typed.

The findings are refusals of no event, so that nothing is stored of them.

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["LINKS"]

LINKS: tuple[tuple[str, Literal["error", "final"], str, str], ...] = (
    # Share links: raised as GraphError.
    (
        "link.bad_key_id",
        "error",
        "The name of a key must be one character of {known}, got {got}.",
        "Name the first key A and the next one B.",
    ),
    (
        "link.short_key",
        "error",
        'The secret of key "{key_id}" must be at least {low} bytes, got {got}.',
        "Take 32 bytes from a random source, once, and keep them where the host's secrets are.",
    ),
    (
        "link.no_keys",
        "error",
        'Realm "{realm}" must have at least one key.',
        "Give the key that signs, and the older ones whose codes are still about.",
    ),
    (
        "link.repeated_key",
        "error",
        'Each key must have its own name, got "{key_id}" twice.',
        "Give a new secret a new name; the codes of the old one name the old.",
    ),
    (
        "link.unknown_word",
        "error",
        "{name} must be one of {known}, got {got}.",
        'Choose the nearest, or "other".',
    ),
    (
        "link.ids_too_long",
        "error",
        (
            'Ids that a code carries must fit its {limit} characters; "{sharer_id}" with'
            ' "{content_id}" do not.'
        ),
        "Use a lookup code, whose ids may be of any form.",
    ),
    # What is wrong with a share link: values, never raised, and nothing is stored.
    (
        "link.wrong_character",
        "final",
        "A code has digits 2 to 9 and letters but I, L and O; character {position} is {got}.",
        "Ask for that character again; nothing is guessed, since a 0 may be an O, a Q or a D.",
    ),
    (
        "link.too_short",
        "final",
        "A code of this form has at least {limit} characters; this one has {length}.",
        "Ask for the whole code; its end may have been cut off.",
    ),
    (
        "link.too_long",
        "final",
        "A code of this form has at most {limit} characters; this one has {length}.",
        "Ask for the code alone, without what stands around it.",
    ),
    (
        "link.mistyped",
        "final",
        (
            "The last character of a code must agree with the others; of these {length} one is"
            " wrong, missing or too many, or two are swapped."
        ),
        "Ask for the code again, or have it scanned.",
    ),
    (
        "link.unknown_version",
        "final",
        "The first character of a code must be one of {known}, got {got}.",
        "Upgrade the library if a newer one issues codes.",
    ),
    (
        "link.unknown_key",
        "final",
        "The key of a code must be one of {known}, got {got}.",
        "Treat the visit as one without a sharer, unless the key was left out by mistake.",
    ),
    (
        "link.wrong_realm",
        "final",
        'A code must be of realm "{realm}"; this one is of "{got}".',
        "Send the visitor there, or treat the visit as one without a sharer.",
    ),
    (
        "link.forged",
        "final",
        (
            'A code must carry the tag that its key "{key_id}" makes; this one does not, though'
            " it is typed without a slip."
        ),
        "Treat the visit as one without a sharer; slow down whoever sends many of these.",
    ),
    (
        "link.other_share",
        "final",
        'A code must be that of the share stored under it; "{link}" is none of "{sharer_id}".',
        "Have a person compare the row with the code's issue; one of them was changed.",
    ),
    (
        "link.missing_parameter",
        "final",
        'A shared page must have the parameter "{name}".',
        "Show the page without a sharer; the link was cut or is none of ours.",
    ),
    (
        "link.bad_parameter",
        "final",
        'Parameter "{name}" of a shared page must be of its published form, got {got}.',
        "Show the page without a sharer; the link was changed or is none of ours.",
    ),
    (
        "link.altered_page",
        "final",
        (
            'The parameters of a shared page must be those it was shared with; with code "{link}"'
            " one of them was changed."
        ),
        "Show the page without a sharer, or with what the code alone stands for.",
    ),
)
"""Rows of the table of codes: code, kind, message, hint."""
