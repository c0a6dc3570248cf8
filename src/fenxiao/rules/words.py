"""Words (用语): what every field of a plan or policy file is called, in English and Chinese.

Source: docs/rules/plan-files.md.
"""

from __future__ import annotations

from typing import Literal

from fenxiao.rules.book_words import BOOK_FIELDS, BOOK_KINDS
from fenxiao.rules.operation_words import OPERATION_FIELDS, OPERATION_KINDS
from fenxiao.rules.payee_words import PAYEE_FIELDS, PAYEE_KINDS
from fenxiao.rules.period_words import PERIOD_FIELDS, PERIOD_KINDS
from fenxiao.rules.plan_words import PLAN_FIELDS, PLAN_KINDS, Word
from fenxiao.rules.policy_words import POLICY_FIELDS, POLICY_KINDS
from fenxiao.rules.rule_words import RULE_FIELDS, RULE_KINDS

__all__ = ["FIELDS", "KINDS", "Word", "field_word", "kind_word", "text", "title"]

_LATER_KINDS = PERIOD_KINDS | BOOK_KINDS | OPERATION_KINDS | PAYEE_KINDS
_LATER_FIELDS = PERIOD_FIELDS | BOOK_FIELDS | OPERATION_FIELDS | PAYEE_FIELDS

KINDS: dict[str, Word] = PLAN_KINDS | RULE_KINDS | POLICY_KINDS | _LATER_KINDS
"""What each class of a file is, by its name."""

FIELDS: dict[str, dict[str, Word]] = PLAN_FIELDS | RULE_FIELDS | POLICY_FIELDS | _LATER_FIELDS
"""What each field says, by the class that declares it."""


def field_word(kind: type, name: str) -> Word | None:
    """Return the words of a field, of the class itself or of one that it builds on.

    Examples:
        >>> from fenxiao.rules.levels import Levels
        >>> word = field_word(Levels, "rates_ppm")
        >>> word.title, word.title_zh
        ('Rates by place', '各位置比例')
    """
    rows = (FIELDS.get(one.__name__, {}) for one in kind.__mro__)
    return next((row[name] for row in rows if name in row), None)


def kind_word(kind: type) -> Word | None:
    """Return the words of a class, if it is one of a file."""
    return KINDS.get(kind.__name__)


def title(word: Word, language: Literal["en", "zh"]) -> str:
    """Return what a field is called, in one language."""
    return word.title if language == "en" else word.title_zh


def text(word: Word, language: Literal["en", "zh"]) -> str:
    """Return what a field says, in one language."""
    return word.text if language == "en" else word.text_zh
