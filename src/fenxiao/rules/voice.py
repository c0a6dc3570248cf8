"""Values in words (取值的说法): how a field of a plan and what it holds are said to people.

Rates are percentages, amounts are in the plan's currency, ids and words stand in quotes.

Source: docs/rules/plan-files.md, "What changed".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import Field, fields, is_dataclass
from datetime import datetime
from typing import Any, NamedTuple

from fenxiao.model.who import Who
from fenxiao.money import format_amount, format_factor
from fenxiao.rules.amounts import SELECTORS, Row
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.code_words import code_word, left_out
from fenxiao.rules.words import field_word, kind_word, title
from fenxiao.trace import Language
from fenxiao.trace.instants import told_instant

__all__ = ["Voice", "compared", "is_part"]

_NAMES = ("rule_id", "campaign_id", "plan_id", "name")
_ROW_OF = (
    *("grades", "channels", "tenure_from_days", "tenure_until_days"),
    *("from_minor", "until_minor"),
)
_SAID = {
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "all": ("all", "全部"),
    "anybody": ("anybody", "任何人"),
    "tenure_from_days": ("promoters of at least {value}", "满 {value}"),
    "tenure_until_days": ("promoters of less than {value}", "不满 {value}"),
    "from_minor": ("amounts of at least {value}", "金额达到 {value}"),
    "until_minor": ("amounts below {value}", "金额不到 {value}"),
    "for": ("{part} for {what}", "{part}（{what}）"),
    "named": ('{part} "{what}"', "{part}“{what}”"),
    "days": ("{count} days", "{count} 天"),
    "units": ("{count} minor units", "{count} 个最小货币单位"),
    "amount": ("{amount} {currency}", "{amount} {currency}"),
    "quoted": ('"{text}"', "“{text}”"),
    "inner": ("({text})", "（{text}）"),
}
_SHORT = {"rule_id": ("rule", "规则"), "plan_id": ("plan", "方案")}
_ROW = ("row", "佣金表行")


def is_part(value: object) -> bool:
    """Say whether a value is a part of a policy with fields of its own."""
    return is_dataclass(value) and hasattr(type(value), "__pydantic_config__")


def _fields_of(part: object) -> tuple[Field[Any], ...]:
    return fields(part) if is_dataclass(part) else ()


def compared(part: object) -> Iterator[Field[Any]]:
    """Yield the fields that make a part what it is: as they are written, trim by the ceiling."""
    found = [one for one in _fields_of(part) if one.compare]
    trim = [one for one in found if one.name == "trim"]
    for one in found:
        if one.name != "trim":
            yield one
        if one.name == "ceiling_ppm":
            yield from trim


class Voice(NamedTuple):
    """How things are said: the language, and the currency of amounts, if one is known.

    Examples:
        >>> voice = Voice("en", "CNY")
        >>> voice.value("rates_ppm", (100_000, 55_000)), voice.value("units_minor", (150,))
        ('10%, 5.5%', '1.50 CNY')
    """

    language: Language
    currency: str | None = None

    def say(self, name: str, **what: object) -> str:
        """Say a phrase of the table, in this language."""
        return _SAID[name][self.language == "zh"].format(**what)

    def title(self, kind: type, name: str) -> str:
        """Say what a field is called, as it stands within a sentence."""
        word = field_word(kind, name)
        return name if word is None else _within(title(word, self.language))

    def kind(self, kind: type) -> str:
        """Say what a class is called, as it stands within a sentence."""
        word = kind_word(kind)
        return kind.__name__ if word is None else _within(title(word, self.language))

    def set(self, title: str, text: str) -> str:
        """Set a field's title before what it holds; Chinese brackets need no space."""
        is_close = text[:1] in ("“", "（") or title[-1:] == "）"
        return title + ("" if is_close else " ") + text

    def part(self, part: object, field: str = "") -> str:
        """Say which part of a policy this is: by its name, or by what it stands for."""
        if isinstance(part, Row):
            what = self._told(part, (part.selector, *_ROW_OF)) or self.say("all")
            return self.say("for", part=_ROW[self.language == "zh"], what=what)
        if isinstance(part, Multiply):
            named = self.say("named", part=self.kind(Multiply), what=part.rule_id)
            cohort = self._told(part, _ROW_OF)
            return self.say("for", part=named, what=cohort) if cohort else named
        own = _name_of(part)
        if own is None:
            return field or self.kind(type(part))
        short = _SHORT.get(own)
        kind = self.kind(type(part)) if short is None else short[self.language == "zh"]
        return self.say("named", part=kind, what=getattr(part, own))

    def value(self, name: str, value: object, kind: type | None = None) -> str:
        """Say what a field holds; the unit at the end of its name says how."""
        if value is None or value in ((), ""):
            text = left_out(kind, name)[self.language == "zh"]
        elif isinstance(value, bool):
            text = self.say("yes" if value else "no")
        elif isinstance(value, int):
            text = self._number(name, value)
        elif isinstance(value, tuple):
            between = ("; ", "；") if is_part(value[0]) else (", ", "、")
            text = between[self.language == "zh"].join(self.value(name, one, kind) for one in value)
        elif is_part(value):
            text = self._whole(value)
        elif isinstance(value, datetime):
            text = told_instant(value, self.language)
        elif isinstance(value, str):
            code = code_word(kind, name, value) if self.language == "zh" else None
            text = self.say("quoted", text=value) if code is None else code
        else:
            text = self.say("quoted", text=getattr(value, "name", type(value).__name__))
        return text

    def _whole(self, part: object) -> str:
        """Say all of a part within a sentence."""
        told = self.described(part)
        if not told:
            return self.say("anybody" if isinstance(part, Who) else "all")
        inner = self.say("inner", text=told)
        return self.set(self.part(part), inner) if _name_of(part) else inner

    def described(self, part: object, *, is_named: bool = False) -> str:
        """Say all that a part says beyond its defaults: of a rule its kind first.

        What ``part`` names a row or a factor by is left out where that was said already.
        """
        said = (*_ROW_OF, *SELECTORS) if is_named and isinstance(part, Row | Multiply) else ()
        is_rule = hasattr(part, "rule_id")
        known = ("kind" if is_rule else "", _name_of(part), *said)
        names = [one.name for one in compared(part) if one.name not in known]
        kind = [self.kind(type(part))] if is_rule and hasattr(part, "kind") else []
        told = self._told(part, names)
        return (", ", "，")[self.language == "zh"].join([*kind, told])

    def _number(self, name: str, value: int) -> str:
        if name.endswith("_ppm"):
            return format_factor(value)
        if name.endswith("_minor"):
            if self.currency is None:
                return self.say("units", count=value)
            amount = format_amount(value, self.currency)
            return self.say("amount", amount=amount, currency=self.currency)
        return self.say("days", count=value) if name.endswith("_days") else str(value)

    def _field(self, part: object, name: str, held: object) -> str:
        value = self.value(name, held, type(part))
        if name in _SAID:
            return self.say(name, value=value)
        return self.set(self.title(type(part), name), value)

    def _told(self, part: object, names: Iterable[str]) -> str:
        defaults = {one.name: one.default for one in _fields_of(part)}
        told = [
            self._field(part, name, held)
            for name in names
            if name in defaults and (held := getattr(part, name)) != defaults[name]
        ]
        return (", ", "，")[self.language == "zh"].join(told)


def _name_of(part: object) -> str | None:
    """Return the field by which a part is known, if it has one."""
    return next((name for name in _NAMES if hasattr(part, name)), None)


def _within(text: str) -> str:
    """Return a title as it stands within a sentence: a capital alone at its head is lowered."""
    return text[:1].lower() + text[1:]
