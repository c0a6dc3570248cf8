"""Text of link codes (链接码字符): 31 characters that are not mistaken for each other, one check.

31 is prime, so a sum with a weight of its own for each place, modulo 31, sees every
single wrong character and every swap of two, neighbours or not. Weights repeat after 30
places, hence the longest code.

Source: docs/links.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from fenxiao.model.records import Refusal

__all__ = [
    "ALPHABET",
    "CODE_LENGTH_MAX",
    "CODE_LENGTH_MIN",
    "check_character",
    "read_characters",
    "refuse_slip",
    "to_digits",
    "to_number",
]

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and letters without 0, 1, I, L and O."""

CODE_LENGTH_MAX = len(ALPHABET) - 1
"""The longest code, in characters: one place for each weight that is not 0."""

CODE_LENGTH_MIN = 16
"""The shortest code of any form, in characters."""

_BASE = len(ALPHABET)
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_TEXT_LIMIT = 200  # with all its spaces and hyphens; nobody types as much

_WIDE = 0xFEE0  # from an ASCII character to its full-width form, as Chinese keyboards type it
_READ = {
    form: char
    for char in ALPHABET
    for plain in (char, char.lower())
    for form in (plain, chr(ord(plain) + _WIDE))
}
_SKIPPED = frozenset(
    "\t\n\r -"
    "\xa0\u3000"  # spaces that do not break, or are as wide as a Chinese character
    "\u200b\ufeff"  # marks without width that chat programs paste along
    "\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"  # what keyboards make of a hyphen
)


def read_characters(text: str) -> str | Refusal:
    """Return the characters of a code as they were issued, or say which is none.

    Args:
        text: What was typed, pasted or scanned: in any case, full-width or not, with
            spaces and hyphens.

    Returns:
        The characters of ``ALPHABET``; or ``link.wrong_character`` with its place in the
        text, counted from 1; or ``link.too_long`` for what is no code at all.

    Examples:
        >>> read_characters("kq7m-2ｂ3c")
        'KQ7M2B3C'
        >>> read_characters("KQ0M").message
        'A code has digits 2 to 9 and letters but I, L and O; character 3 is "0" (U+0030).'
    """
    if len(text) > _TEXT_LIMIT:
        return Refusal("link.too_long", (("length", len(text)), ("limit", CODE_LENGTH_MAX)))
    found = []
    for position, char in enumerate(text, 1):
        if char in _READ:
            found.append(_READ[char])
        elif char not in _SKIPPED:
            return Refusal("link.wrong_character", (("position", position), ("got", _shown(char))))
    return "".join(found)


def _shown(char: str) -> str:
    """Name a character, the same on every Python, in text that can be stored."""
    number = f"U+{ord(char):04X}"
    return f'"{char}" ({number})' if " " < char <= "~" else number


def to_digits(number: int, length: int) -> str:
    """Write the lowest digits of a number in base 31, the highest of them first.

    Args:
        number: At least 0; what is above ``length`` digits is left out.
        length: How many characters.

    Examples:
        >>> to_digits(31 * 31 + 2, 3)
        '324'
    """
    found = []
    for _ in range(length):
        number, value = divmod(number, _BASE)
        found.append(ALPHABET[value])
    return "".join(reversed(found))


def to_number(digits: Iterable[str]) -> int:
    """Return the number that digits of base 31 write; none write 0.

    Examples:
        >>> to_number("324")
        963
    """
    number = 0
    for char in digits:
        number = number * _BASE + _VALUES[char]
    return number


def _weighed(code: str) -> int:
    return sum(weight * _VALUES[char] for weight, char in enumerate(reversed(code), 1)) % _BASE


def check_character(head: str) -> str:
    """Return the character that makes a code's weighed sum 0, to stand at its end.

    Examples:
        >>> check_character("KA2B3C")
        'R'
    """
    return ALPHABET[-_weighed(head + ALPHABET[0]) % _BASE]


def refuse_slip(code: str) -> Refusal | None:
    """Say what slipped in typing, without any key: too short, too long, or not the check.

    Args:
        code: Characters of ``ALPHABET``.

    Returns:
        ``link.too_short``, ``link.too_long`` or ``link.mistyped``; None where all is well.
    """
    length = ("length", len(code))
    if len(code) < CODE_LENGTH_MIN:
        return Refusal("link.too_short", (length, ("limit", CODE_LENGTH_MIN)))
    if len(code) > CODE_LENGTH_MAX:
        return Refusal("link.too_long", (length, ("limit", CODE_LENGTH_MAX)))
    return Refusal("link.mistyped", (length,)) if _weighed(code) else None
