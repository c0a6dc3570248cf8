"""Plan files (方案文件): plans and campaigns from TOML or JSON, and back to canonical JSON.

The same plan has one digest, whether it was written in TOML, in JSON or in Python. What is
wrong is told with its place in the file, by a code of plans.

Source: docs/rules/plan-files.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, NoReturn

from fenxiao.errors import EventError, PolicyError
from fenxiao.model.border import bad_field, is_instant, load_object, read
from fenxiao.model.encoding import canonical
from fenxiao.model.instants import instant_text
from fenxiao.model.places import Steps
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.plan import Plan

__all__ = ["Document", "dump_campaign", "dump_plan", "load_campaign", "load_plan", "parse"]

Document = Mapping[str, object] | str | bytes
"""What a file may be read from: parsed fields, or the text of a TOML or JSON document."""


_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_CURLY = "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
_LINE = re.compile(r"at line (\d+)")
_BARE_RATE = re.compile(r"[=\[,]\s*[0-9.]+\s*[%\N{FULLWIDTH PERCENT SIGN}]")


def _always(_: Steps) -> bool:
    return True


def load_plan(written: Document) -> Plan:
    """Return the plan that a TOML or JSON document describes, compiled and proved.

    Args:
        written: The text, or fields that were parsed already. Text that begins with a brace
            is JSON, all other is TOML.

    Raises:
        FenxiaoError: The first thing that is wrong, by a code of ``plan``, with its place;
            ``plan.not_toml``, ``event.not_json`` for text that is no document.

    Examples:
        >>> plan = load_plan('''
        ...     plan_id = "2024"
        ...     effective_from = 2024-01-01T00:00:00+08:00
        ...     ceiling_ppm = "20%"
        ...     [[rules]]
        ...     kind = "levels"
        ...     rule_id = "sale"
        ...     rates_ppm = ["10%", "5%"]
        ... ''')
        >>> plan.rules[0].rates_ppm
        (100000, 50000)
    """
    return read(Plan, parse(written), _always)


def load_campaign(written: Document) -> Campaign:
    """Return the campaign that a TOML or JSON document describes.

    It is proved together with the plans that it lies over, when a policy is made of both.

    Args:
        written: As for a plan.

    Raises:
        FenxiaoError: As for a plan.

    Examples:
        >>> campaign = load_campaign('''
        ...     campaign_id = "618"
        ...     starts_at = 2024-06-01T00:00:00+08:00
        ...     ends_at = 2024-06-19T00:00:00+08:00
        ...     replaces = ["sale"]
        ... ''')
        >>> campaign.replaces
        ('sale',)
    """
    return read(Campaign, parse(written), _always)


def dump_plan(plan: Plan) -> str:
    """Return the canonical JSON text of a plan; ``load_plan`` reads it back to an equal one.

    Fields that hold their default are left out, so the text is what the digest is made of.

    Examples:
        >>> from datetime import UTC, datetime
        >>> from fenxiao.rules.levels import Levels
        >>> sale = Levels(rule_id="sale", rates_ppm=("10%",))
        >>> start = datetime(2024, 1, 1, tzinfo=UTC)
        >>> plan = Plan(plan_id="1", effective_from=start, ceiling_ppm="10%", rules=(sale,))
        >>> load_plan(dump_plan(plan)) == plan
        True
    """
    return canonical(plan).decode()


def dump_campaign(campaign: Campaign) -> str:
    """Return the canonical JSON text of a campaign; ``load_campaign`` reads it back.

    Examples:
        >>> from datetime import UTC, datetime
        >>> campaign = Campaign(
        ...     campaign_id="618",
        ...     starts_at=datetime(2024, 6, 1, tzinfo=UTC),
        ...     ends_at=datetime(2024, 6, 19, tzinfo=UTC),
        ...     replaces=("sale",),
        ... )
        >>> load_campaign(dump_campaign(campaign)) == campaign
        True
    """
    return canonical(campaign).decode()


def parse(written: Document, is_of_plan: Callable[[Steps], bool] = _always) -> dict[str, Any]:
    """Return the fields of a document: JSON if it begins with a brace, else TOML.

    A line that names the document's schema for an editor is no part of what it says.

    Args:
        written: The text, or fields that were parsed already.
        is_of_plan: Whether what stands at a place is part of a plan, for the code of a
            fault.

    Raises:
        PolicyError: ``plan.not_toml``; ``plan.bad_field`` for a date without offset.
        EventError: ``event.not_json``; ``event.bad_field`` for such a date outside of plans.

    Examples:
        >>> parse("a = 1") == parse('{"a": 1}') == parse({"a": 1})
        True
    """
    fields = dict(written) if isinstance(written, Mapping) else _document(written)
    if isinstance(fields.get("$schema"), str):
        del fields["$schema"]
    try:
        return {name: _instants(part, (name,), is_of_plan) for name, part in fields.items()}
    except RecursionError:
        raise EventError("event.not_json", problem="it is nested too deeply") from None


def _document(text: str | bytes) -> dict[str, Any]:
    if not isinstance(text, (str, bytes)):
        _no_toml(f"got {type(text).__name__}")
    text = text.removeprefix(_BOM) if isinstance(text, str) else text.removeprefix(_BOM.encode())
    begins_json = text.lstrip()[:1] in ("{", b"{")
    return load_object(text) if begins_json else _toml(text)


def _toml(text: str | bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(text if isinstance(text, str) else text.decode())
    except UnicodeDecodeError:
        _no_toml("it is no UTF-8")
    except RecursionError:
        _no_toml("it is nested too deeply")
    except ValueError as error:
        _no_toml(str(error).rstrip(".") + _slip(text, str(error)))


def _slip(text: str | bytes, problem: str) -> str:
    """Say what an editor or a keyboard made of the line that is at fault, if it shows."""
    found = _LINE.search(problem)
    lines = (text if isinstance(text, str) else text.decode()).split("\n")
    line = lines[int(found[1]) - 1] if found else lines[-1]
    if any(one in line for one in _CURLY):
        return '; quotation marks are the straight ", not curly ones'
    return '; a rate is a text, as in "10%"' if _BARE_RATE.search(line) else ""


def _no_toml(problem: str) -> NoReturn:
    raise PolicyError("plan.not_toml", problem=problem) from None


def _instants(value: object, steps: Steps, is_of_plan: Callable[[Steps], bool]) -> object:
    """Turn TOML's instants into text; refuse a date or time that names no instant."""
    if isinstance(value, Mapping):
        return {name: _instants(part, (*steps, name), is_of_plan) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_instants(one, (*steps, place), is_of_plan) for place, one in enumerate(value)]
    if not isinstance(value, (date, time)):
        return value
    if not is_instant(steps):
        problem = "it is a date, and a text stands in quotation marks"
        raise bad_field(steps, str(value), problem, is_of_plan=is_of_plan(steps))
    if isinstance(value, datetime) and value.utcoffset() is not None:
        return instant_text(value)
    problem = "an instant has a time and an offset, as in 2024-06-18T20:00:00+08:00"
    raise bad_field(steps, str(value), problem, is_of_plan=is_of_plan(steps))
