"""Draw the life of an instruction (打款状态图): results, acts, and both as one picture.

Source: docs/states.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from fenxiao.model.payouts import PAYOUT_OUTCOMES
from fenxiao.model.records import PayoutState
from fenxiao.payout.lifecycle import ACTS, DEEDS, LIFECYCLE, STATES, Act

__all__ = ["PAYOUT_DRAWINGS"]

_STEPS = {(str(state), str(outcome)): step for (state, outcome), step in LIFECYCLE.items()}
_UNSETTLED = [str(state) for state in STATES if LIFECYCLE[state, "paid"].effect == "move"]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(state: str, template: str | None) -> str:
    return f"→ **{state}**" + (f", posts `{template}`" if template else "")


def _payout_table() -> str:
    rows = []
    for state in STATES:
        steps = (LIFECYCLE[state, outcome] for outcome in PAYOUT_OUTCOMES)
        cells = (
            _cell(step.state, step.template) if step.effect == "move" else step.effect
            for step in steps
        )
        rows.append((f"**{state}**", *cells))
    return _table(("state ↓, result →", *(f"`{one}`" for one in PAYOUT_OUTCOMES)), rows)


def _act_table() -> str:
    rows = [(f"**{state}**", *(_deed_cell(state, act) for act in ACTS)) for state in STATES]
    return _table(("state ↓, act →", *ACTS), rows)


def _deed_cell(state: PayoutState, act: Act) -> str:
    deed = DEEDS[state, act]
    if deed.state is None:
        return "refused"
    return "stays" if deed.state == state else _cell(deed.state, deed.template)


def _payout_diagram() -> str:
    """Draw the arrows; those that every unsettled state has are drawn once, from all of them."""
    arrows: dict[tuple[str, str], dict[str, None]] = {}
    for (state, outcome), step in _STEPS.items():
        if step.effect == "move":
            shared = {_STEPS[one, outcome] for one in _UNSETTLED} == {step}
            start = "unsettled" if shared and state in _UNSETTLED else state
            arrows.setdefault((start, step.state), {})[outcome] = None
    drawn = {
        f"{one} --> {other}: {', '.join(by)}": one in _UNSETTLED and other in _UNSETTLED
        for (one, other), by in arrows.items()
    }
    acts = [
        f"{state} --> {deed.state}: ({act})"
        for (state, act), deed in DEEDS.items()
        if deed.state not in (None, state) and act != "submit"
    ]
    return "\n".join(
        (
            "```mermaid",
            "stateDiagram-v2",
            "    [*] --> requested: withdrawal_requested",
            "    [*] --> unsettled: withdrawal_requested, automatic",
            "    state unsettled {",
            f"        [*] --> {_UNSETTLED[0]}",
            *(f"        {arrow}" for arrow, is_inside in drawn.items() if is_inside),
            "    }",
            *(f"    {arrow}" for arrow, is_inside in drawn.items() if not is_inside),
            *(f"    {arrow}" for arrow in acts),
            "```",
        )
    )


PAYOUT_DRAWINGS: dict[str, Callable[[], str]] = {
    "payout_acts": _act_table,
    "payout_diagram": _payout_diagram,
    "payout_table": _payout_table,
}
"""What draws each name that a page's markers may call."""
