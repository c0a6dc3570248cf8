"""Draw the life of a hold (预占状态图表): each thing done to a book in each state.

Source: CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fenxiao.errors import CODES
from fenxiao.ledger.holds import HOLD_LIFE, HoldStep
from fenxiao.model.events import Event
from fenxiao.model.hold_records import Hold
from fenxiao.model.holds import ExpireHolds, HoldPlaced, HoldPosted, HoldReturned, HoldVoided
from fenxiao.model.openings import OpeningWallet
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy

__all__ = ["HOLD_DRAWINGS", "HOLD_EVENTS", "HOLD_LIVES", "hold_cells"]

_AT = datetime(2024, 1, 1, tzinfo=UTC)
_DUE = _AT + timedelta(days=9)
_WALLET: dict[str, Any] = {"payer_id": "shop", "member_id": "u1", "currency": "CNY"}
_PLACED = HoldPlaced(id="place", at=_AT, hold_id="h1", amount_minor=60, expires_at=_DUE, **_WALLET)
_PART = HoldPosted(id="part", at=_AT, hold_id="h1", amount_minor=20)

HOLD_EVENTS: dict[str, Event] = {
    "`hold_placed`": replace(_PLACED, id="again"),
    "`hold_posted`, a part": replace(_PART, id="a part"),
    "`hold_posted`": HoldPosted(id="all", at=_AT, hold_id="h1"),
    "`hold_posted`, the last": replace(_PART, id="last", is_last=True),
    "`hold_voided`": HoldVoided(id="void it", at=_AT, hold_id="h1"),
    "`hold_returned`": HoldReturned(id="back", at=_AT, hold_id="h1"),
    "`expire_holds` before its end": ExpireHolds(id="early", at=_AT),
    "`expire_holds` from its end on": ExpireHolds(id="due", at=_DUE),
}
HOLD_LIVES: dict[str, tuple[Event, ...]] = {
    "none yet": (),
    "open": (_PLACED,),
    "open, posted in part": (_PLACED, _PART),
    "posted": (_PLACED, HoldPosted(id="post", at=_AT, hold_id="h1")),
    "voided": (_PLACED, HoldVoided(id="void", at=_AT, hold_id="h1")),
    "expired": (_PLACED, ExpireHolds(id="expire", at=_DUE)),
}
_ARROWS: dict[HoldStep, str] = {
    "post": "hold_posted",
    "post_last": "hold_posted",
    "void": "hold_voided",
    "expire": "expire_holds",
}


def hold_cells() -> dict[tuple[str, str], str]:
    """Return what each event does in each state, by doing it to a book."""
    return {
        (life, event): _cell(events, HOLD_EVENTS[event])
        for life, events in HOLD_LIVES.items()
        for event in HOLD_EVENTS
    }


def _cell(before: Sequence[Event], event: Event) -> str:
    rule = Levels(rule_id="sale", rates_ppm=(1,))
    plan = Plan(plan_id="p", effective_from=_AT, ceiling_ppm=1, rules=(rule,))
    book = Book(Policy(plans=(plan,)))
    for one in (OpeningWallet(id="open", at=_AT, available_minor=100, **_WALLET), *before):
        book.apply(one)
    was, known = book.hold("h1"), len(book.entries)
    refusal = book.apply(event).refusal
    if refusal is not None:
        code = refusal.code
        return f"{CODES[code].kind}: [`{code}`](errors.md#{code})"
    posted = "".join(f", posts `{entry.template}`" for entry in book.entries[known:])
    return _moved(was, book.hold("h1")) + posted


def _moved(was: Hold | None, now: Hold | None) -> str:
    if now is None or was == now:
        return "not touched"
    if was is None or was.state != now.state:
        return f"→ **{now.state}**"
    return "stays"


def _table() -> str:
    cells = hold_cells()
    rows = [(f"**{life}**", *(cells[life, event] for event in HOLD_EVENTS)) for life in HOLD_LIVES]
    head = ("state ↓, event →", *HOLD_EVENTS)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _diagram() -> str:
    arrows = dict.fromkeys(
        f"    {state} --> {after}: {_ARROWS[step]}"
        for (state, step), after in HOLD_LIFE.items()
        if after is not None
    )
    start = ("```mermaid", "stateDiagram-v2", "    [*] --> open: hold_placed")
    return "\n".join((*start, *arrows, "```"))


HOLD_DRAWINGS: dict[str, Callable[[], str]] = {"hold_table": _table, "hold_diagram": _diagram}
"""What draws the tables of holds in docs/states.md."""
