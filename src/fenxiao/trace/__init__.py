"""Traces (结算说明): why each amount was paid, or not, in English or Chinese.

The terms store a reason code and the figures; prose is made from them when somebody
asks, so that a better sentence, or another language, reaches old orders too.

Source: docs/rules/explanations.md.
"""

from __future__ import annotations

from fenxiao.trace.html import draw_html
from fenxiao.trace.reasons import (
    DETAILED,
    REASONS,
    STEPS,
    Language,
    Reason,
    check_language,
)
from fenxiao.trace.sentences import Standing, explain_slot, slot_facts
from fenxiao.trace.tree import Branch, draw_text

__all__ = [
    "DETAILED",
    "REASONS",
    "STEPS",
    "Branch",
    "Language",
    "Reason",
    "Standing",
    "check_language",
    "draw_html",
    "draw_text",
    "explain_slot",
    "slot_facts",
]
