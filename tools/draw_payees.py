"""Draw what the pages say of payees from tables (收款人图表): accounts and their steps.

Source: CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Callable

from fenxiao.errors import CODES
from fenxiao.model.payee_records import AccountState
from fenxiao.payout.accounts import ACCOUNT_LIFE, ACCOUNT_STATES, ACCOUNT_STEPS, AccountStep

__all__ = ["PAYEE_DRAWINGS"]

_STEPS: dict[AccountStep, str] = {
    "approved": "[`payee_account_approved`](events.md#payee_account_approved)",
    "refused": "[`payee_account_refused`](events.md#payee_account_refused)",
    "replaced": "another account of its currency and rail in force",
}


def _account_table() -> str:
    heads = ("state ↓, step →", *(_STEPS[step] for step in ACCOUNT_STEPS))
    rows = [
        (f"**{state}**", *(_cell(state, step) for step in ACCOUNT_STEPS))
        for state in ACCOUNT_STATES
    ]
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(state: AccountState, step: AccountStep) -> str:
    turn = ACCOUNT_LIFE[state, step]
    if not turn.refusal:
        return f"→ **{turn.state}**"
    if step == "replaced":
        return "not touched"
    return f"{CODES[turn.refusal].kind}: [`{turn.refusal}`](errors.md#{turn.refusal})"


def _account_diagram() -> str:
    starts = {"waiting": "a second person is asked for", "limited": "above a limit only"}
    arrows = [f"    [*] --> {state}: {why}" for state, why in starts.items()]
    arrows.append("    [*] --> active: two persons told it, or one is enough")
    arrows += [
        f"    {state} --> {turn.state}: {step}"
        for (state, step), turn in ACCOUNT_LIFE.items()
        if not turn.refusal
    ]
    return "\n".join(("```mermaid", "stateDiagram-v2", *arrows, "```"))


PAYEE_DRAWINGS: dict[str, Callable[[], str]] = {
    "payee_account_diagram": _account_diagram,
    "payee_account_table": _account_table,
}
"""What draws each name that a page's markers may call."""
