"""Values in words (取值的说法): how a field of a plan and what it holds are said to people.

Rates are percentages, amounts are in the plan's currency, ids and words stand in quotes.

Source: docs/rules/plan-files.md, "What changed".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass
from datetime import datetime
from typing import Any, NamedTuple

from fenxiao.money import format_amount
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.words import field_word, kind_word, title
from fenxiao.trace import Language

__all__ = ["Voice", "compared", "is_part"]

_PERCENT_PPM = 10_000
_NAMES = ("rule_id", "campaign_id", "plan_id")
_ROW_OF = (
    *("grades", "channels", "tenure_from_days", "tenure_until_days"),
    *("from_minor", "until_minor"),
)
_SAID = {
    "none": ("none", "无"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "all": ("all", "全部"),
    "for": ("{part} for {what}", "{part}（{what}）"),
    "named": ('{part} "{what}"', "{part}“{what}”"),
    "days": ("{count} days", "{count} 天"),
    "units": ("{count} minor units", "{count} 个最小货币单位"),
    "amount": ("{amount} {currency}", "{amount} {currency}"),
    "quoted": ('"{text}"', "“{text}”"),
    "inner": ("({text})", "（{text}）"),
}
_RULE = ("rule", "规则")
_ROW = ("row", "佣金表行")


def is_part(value: object) -> bool:
    """Say whether a value is a part of a policy with fields of its own."""
    return is_dataclass(value) and hasattr(type(value), "__pydantic_config__")


def compared(part: Any) -> Iterator[Field[Any]]:  # noqa: ANN401  # any class of a policy
    """Yield the fields that make a part what it is."""
    yield from (one for one in fields(part) if one.compare and one.name[0] != "_")


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
        return title + ("" if text[:1] in ("“", "（") else " ") + text

    def part(self, part: Any, field: str = "") -> str:  # noqa: ANN401  # any class of a policy
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
        is_rule = own == "rule_id"
        kind = _RULE[self.language == "zh"] if is_rule else self.kind(type(part))
        return self.say("named", part=kind, what=getattr(part, own))

    def value(self, name: str, value: Any) -> str:  # noqa: ANN401  # whatever a field holds
        """Say what a field holds; the unit at the end of its name says how."""
        if value is None or value == ():
            text = self.say("none")
        elif isinstance(value, bool):
            text = self.say("yes" if value else "no")
        elif isinstance(value, int):
            text = self._number(name, value)
        elif isinstance(value, tuple):
            between = ("; ", "；") if any(map(is_part, value)) else (", ", "、")
            text = between[self.language == "zh"].join(self.value(name, one) for one in value)
        elif is_part(value):
            inner = self.say("inner", text=self.described(value))
            text = self.set(self.part(value), inner) if _name_of(value) else inner
        elif isinstance(value, datetime):
            text = value.isoformat()
        else:
            named = (
                value if isinstance(value, str) else getattr(value, "name", type(value).__name__)
            )
            text = self.say("quoted", text=named)
        return text

    def described(self, part: Any) -> str:  # noqa: ANN401  # any class of a policy
        """Say all that a part says beyond its defaults: of a rule its kind first."""
        names = [one.name for one in compared(part) if one.name not in ("kind", _name_of(part))]
        kind = [self.kind(type(part))] if hasattr(part, "kind") and hasattr(part, "rule_id") else []
        told = self._told(part, names)
        return (", ", "，")[self.language == "zh"].join([*kind, told] if told else kind)

    def _number(self, name: str, value: int) -> str:
        if name.endswith("_ppm"):
            whole, rest = divmod(value, _PERCENT_PPM)
            return f"{whole}.{rest:04}".rstrip("0").rstrip(".") + "%"
        if name.endswith("_minor"):
            if self.currency is None:
                return self.say("units", count=value)
            amount = format_amount(value, self.currency)
            return self.say("amount", amount=amount, currency=self.currency)
        return self.say("days", count=value) if name.endswith("_days") else str(value)

    def _told(self, part: Any, names: Any) -> str:  # noqa: ANN401  # any class of a policy
        defaults = {one.name: one.default for one in fields(part)}
        told = [
            self.set(self.title(type(part), name), self.value(name, held))
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
