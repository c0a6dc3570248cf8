"""Draw what the page of the books says from tables (账簿图表): periods, flaws, columns.

Source: CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from fenxiao.errors import CODES
from fenxiao.ledger.periods import LIFE, PERIOD_STATES, PERIOD_STEPS, PeriodState, PeriodStep
from fenxiao.ledger.roll_forwards import COLUMN_OF, COLUMNS
from fenxiao.ledger.seal import FLAWS
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.trace import Language

__all__ = ["BOOK_DRAWINGS"]

_EVENTS: dict[PeriodStep, str] = {
    "close": "books_closed",
    "reopen": "books_reopened",
    "lock": "books_locked",
}
_STATES_ZH: dict[PeriodState, str] = {"open": "开放", "closed": "已结账", "locked": "已锁账"}
_COLUMNS_ZH = {
    "accrued": "计提",
    "clawed_back": "冲回",
    "paid": "已付",
    "returned": "退回",
    "spent": "余额支付",
    "other": "其他",
}


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _periods(language: Language) -> str:
    rows = [
        (_state(state, language), *(_cell(state, step) for step in PERIOD_STEPS))
        for state in PERIOD_STATES
    ]
    head = "状态 ↓，事件 →" if language == "zh" else "state ↓, event →"
    names = (f"[`{_EVENTS[step]}`](events.md#{_EVENTS[step]})" for step in PERIOD_STEPS)
    return _table((head, *names), rows)


def _state(state: PeriodState, language: Language) -> str:
    return f"**{state}** {_STATES_ZH[state]}" if language == "zh" else f"**{state}**"


def _cell(state: PeriodState, step: PeriodStep) -> str:
    found = LIFE[state, step]
    if found.state is not None:
        return f"→ **{found.state}**"
    return f"{CODES[found.refusal].kind}: [`{found.refusal}`](errors.md#{found.refusal})"


def _period_diagram() -> str:
    arrows = [
        f"    {state} --> {step.state}: {_EVENTS[event]}"
        for (state, event), step in LIFE.items()
        if step.state is not None
    ]
    return "\n".join(("```mermaid", "stateDiagram-v2", "    [*] --> open", *arrows, "```"))


def _flaws(language: Language) -> str:
    rows = [(f"`{what}`", said[language == "zh"]) for what, said in FLAWS.items()]
    return _table(("`what`", "含义" if language == "zh" else "what is wrong"), rows)


def _columns(language: Language) -> str:
    rows: list[tuple[str, ...]] = []
    for column in COLUMNS:
        names = [f"`{one}`" for one in TEMPLATES if COLUMN_OF.get(one, "other") == column]
        if language == "zh":
            rows.append((f"`{column}`", _COLUMNS_ZH.get(column, ""), "、".join(names)))
        else:
            rows.append((f"`{column}`", ", ".join(names)))
    return _table(("列", "中文", "分录模板") if language == "zh" else ("column", "templates"), rows)


BOOK_DRAWINGS: dict[str, Callable[[], str]] = {
    "book_columns": lambda: _columns("en"),
    "book_columns_zh": lambda: _columns("zh"),
    "book_flaws": lambda: _flaws("en"),
    "book_flaws_zh": lambda: _flaws("zh"),
    "book_periods": lambda: _periods("en"),
    "book_periods_zh": lambda: _periods("zh"),
    "period_diagram": _period_diagram,
}
"""What draws the tables of docs/books.md and its twin."""
