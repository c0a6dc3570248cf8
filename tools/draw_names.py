"""Draw the index of public names (公开名称): what each is, by what one wants to do.

Source: CONTRIBUTING.md.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import NamedTuple

import fenxiao
from fenxiao.homes import HOME
from fenxiao.model.envelope import Event

__all__ = ["CHAPTERS", "DOORS", "NAME_DRAWINGS", "chapter_of"]


class Door(NamedTuple):
    """What one kind of user begins with, in the order in which he needs it."""

    user: str
    names: tuple[str, ...]
    page: str


DOORS = (
    Door(
        "back-end engineer, trying it",
        ("Book", "Policy", "Plan", "Levels", "Touch", "OrderPaid", "Line"),
        "contract.md#a-host-in-memory",
    ),
    Door(
        "back-end engineer, writing a host",
        ("decide", "Need", "Decision", "load_event", "dump_record", "load_record", "TABLES"),
        "contract.md",
    ),
    Door(
        "finance",
        ("party_statement", "earnings", "roll_forward", "to_vouchers", "uncleared", "verify"),
        "statements.md",
    ),
    Door(
        "plan author",
        ("load_plan", "load_policy", "diff", "quote", "explain", "why_not"),
        "rules/plan-files.md",
    ),
    Door("rule engineer", ("Custom", "Rule", "Asked", "Award"), "rules/custom.md"),
    Door("analyst", ("Book", "earnings", "turnovers", "to_networkx"), "demo.md"),
)


class Chapter(NamedTuple):
    """Names that belong together: those whose homes begin so; the longest beginning wins."""

    title: str
    homes: tuple[str, ...]


CHAPTERS = (
    Chapter("The book and the contract", ("settlement", "model.contract")),
    Chapter("Events", ("model",)),
    Chapter("Records, files, encoding", ("model.border", "model.encoding", "model.records")),
    Chapter("Policies beside the plan", ("graph", "settlement.policy", "payout", "model.who")),
    Chapter("Plans and their files", ("rules", "settlement.plans", "settlement.policy_files")),
    Chapter("Quotes and reasons", ("rules.explain", "settlement.quote", "rules.period.telling")),
    Chapter(
        "Links and relations",
        ("graph.export", "graph.link_keys", "graph.links", "graph.shared_pages", "graph.shares"),
    ),
    Chapter("Books", ("ledger", "settlement.account_maps")),
    Chapter("Money and instants", ("money", "model.instants")),
    Chapter("Errors", ("errors",)),
)


def chapter_of(name: str) -> Chapter:
    """Return the chapter of a public name; an event is one wherever it lives."""
    home = HOME[name].removeprefix("fenxiao.")
    thing = getattr(fenxiao, name)
    is_event = inspect.isclass(thing) and issubclass(thing, Event)
    begins = [
        (len(one), place)
        for place, chapter in enumerate(CHAPTERS)
        for one in chapter.homes
        if f"{home}.".startswith(f"{one}.")
    ]
    return CHAPTERS[1] if is_event else CHAPTERS[max(begins)[1]]


def _doors() -> str:
    rows = ["| who | begins with | and reads |", "| --- | --- | --- |"]
    for door in DOORS:
        names = ", ".join(f"[`{name}`](#{name})" for name in door.names)
        rows.append(f"| {door.user} | {names} | [{door.page.split('#')[0]}]({door.page}) |")
    return "\n".join(rows)


def _index() -> str:
    parts: list[str] = []
    for chapter in CHAPTERS:
        names = sorted((one for one in HOME if chapter_of(one) is chapter), key=str.casefold)
        parts += [f"## {chapter.title}", "", "| name | what it is |", "| --- | --- |"]
        parts += [f'| <a id="{one}"></a>`{one}` | {_sentence(one)} |' for one in names]
        parts.append("")
    return "\n".join(parts).rstrip()


def _sentence(name: str) -> str:
    """Return the first sentence of a name's docstring, or of the words below a constant."""
    thing = getattr(fenxiao, name)
    text = None if isinstance(thing, (tuple, dict)) else _CONSTANTS.get(name) or thing.__doc__
    sentence = inspect.cleandoc(text or _CONSTANTS[name]).split("\n\n", maxsplit=1)[0]
    return " ".join(sentence.split()).replace("|", "\\|").replace("``", "`")


_CONSTANTS = {
    "Key": "The name of a row: a tuple of texts, its table first.",
    "PROFILES": "The file of vouchers that each accounting software imports, by its name.",
    "Ppm": "A rate in parts per million, 0 to 1,000,000: 10% is 100,000.",
    "SCANS": "The scans that a host must answer, as data.",
    "TABLES": "The tables that a host needs, as data.",
}
"""What has no docstring of its own."""

NAME_DRAWINGS: dict[str, Callable[[], str]] = {"name_doors": _doors, "name_index": _index}
"""What draws each name that the page of public names may call."""
