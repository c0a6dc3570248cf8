"""Draw what is made from the words of plans (方案字段表): tables of fields, and the schemas.

Source: CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any

from fenxiao.model.who import Who
from fenxiao.rules.amounts import Pay, Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.fields import RuleFields
from fenxiao.rules.period.awarding import PERIOD_RULES
from fenxiao.rules.period.bands import Band
from fenxiao.rules.period.fields import PeriodFields
from fenxiao.rules.period.pool import Weight
from fenxiao.rules.plan import Plan
from fenxiao.rules.schema import campaign_schema, plan_schema
from fenxiao.rules.words import KINDS, field_word, text, title
from fenxiao.rules.written import RULES, Written
from fenxiao.settlement.policy_files import policy_schema
from fenxiao.trace import Language

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["DRAWINGS", "SCHEMAS"]

SCHEMAS: dict[str, Callable[[], object]] = {
    "campaign.schema.json": campaign_schema,
    "plan.schema.json": plan_schema,
    "policy.schema.json": policy_schema,
}
"""What makes each schema of a plan, a campaign, a policy."""

_SHARED = (RuleFields, Pay)
_ALSO = {
    "rules": ("Fields of every rule", "所有规则共有的字段"),
    "period_rules": ("Fields of period rules", "周期规则共有的字段"),
    "fee": ("A fee has no other fields.", "技术服务费没有别的字段。"),
    "row": (
        "And the amounts of a rule, from `rates_ppm` to `self_unit_minor`.",
        "另有规则的金额字段，从 `rates_ppm` 到 `self_unit_minor`。",
    ),
}
_HEADS = {
    "en": ("field", "what stands there", "left out", "meaning"),
    "zh": ("字段", "写什么", "不写时", "含义"),
}
_FORMS = {
    "rate": ("rate", "比例"),
    "factor": ("factor", "倍率"),
    "integer": ("whole number", "整数"),
    "string": ("text", "文字"),
    "boolean": ("true or false", "true 或 false"),
    "instant": ("instant", "时刻"),
    "list": ("list of {one}", "{one}的列表"),
    "rule": ("rule", "规则"),
    "required": ("required", "必填"),
    "empty": ("empty", "空"),
    "none": ("none", "无"),
}


def _tables(language: Language) -> str:
    """Draw every class of a plan file: what it is, and a table of its fields."""
    forms = _forms()
    sections = [_section(Plan, (Written,), forms, language)]
    heading = _ALSO["rules"][language == "zh"]
    sections.append(
        f"### {heading}\n\n{_table(_rows(RULES[0], _SHARED, forms, language), language)}"
    )
    sections += [_section(kind, (kind,), forms, language) for kind in RULES]
    sections.append(f"{_section(Row, (Row,), forms, language)}\n\n{_ALSO['row'][language == 'zh']}")
    heading = _ALSO["period_rules"][language == "zh"]
    shared = _rows(PERIOD_RULES[0], (PeriodFields,), forms, language)
    sections.append(f"### {heading}\n\n{_table(shared, language)}")
    sections += [_section(kind, (kind,), forms, language) for kind in (*PERIOD_RULES, Band, Weight)]
    sections += [
        _section(kind, (kind,), forms, language) for kind in (Condition, Who, Campaign, Multiply)
    ]
    return "\n\n".join(sections)


def _forms() -> dict[str, dict[str, Any]]:
    """Return the form of every field of every class, as the schemas have it."""
    schemas: list[Any] = [plan_schema(), campaign_schema()]
    forms = {name: part["properties"] for one in schemas for name, part in one["$defs"].items()}
    return forms | {"Plan": schemas[0]["properties"], "Campaign": schemas[1]["properties"]}


def _section(
    kind: type[DataclassInstance],
    own: Iterable[type],
    forms: dict[str, dict[str, Any]],
    language: Language,
) -> str:
    word = KINDS[kind.__name__]
    head = f"### {title(word, language)} (`{kind.__name__}`)\n\n{text(word, language)}"
    return f"{head}\n\n{_table(_rows(kind, own, forms, language), language)}"


def _rows(
    kind: type[DataclassInstance],
    own: Iterable[type],
    forms: dict[str, dict[str, Any]],
    language: Language,
) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    names = [name for one in own for name in one.__annotations__ if name[0] != "_"]
    known = {one.name: one for one in fields(kind)}
    for name in names:
        word = field_word(kind, name)
        if word is not None:
            form = _form(forms[kind.__name__][name], name, language)
            left_out = _left_out(known[name], language)
            meaning = f"**{title(word, language)}**{'：' if language == 'zh' else ': '}"
            rows.append((f"`{name}`", form, left_out, meaning + text(word, language)))
    return rows


def _form(form: dict[str, Any], name: str, language: Language) -> str:
    """Say what may stand in a field."""
    is_zh = language == "zh"
    if form.get("type") == "array":
        return _FORMS["list"][is_zh].format(one=_form(form["items"], name, language))
    if "enum" in form or "const" in form:
        words = form.get("enum", [form.get("const")])
        return ("、" if is_zh else ", ").join(f"`{one}`" for one in words)
    if "$ref" in form:
        return f"`{form['$ref'].rpartition('/')[2]}`"
    several = [one for one in form.get("anyOf", ()) if one != {"type": "null"}]
    if len(several) == 1:
        return _form(several[0], name, language)
    return _FORMS[_scalar(form, name)][is_zh]


def _scalar(form: dict[str, Any], name: str) -> str:
    if "oneOf" in form:
        return "rule"
    if "anyOf" in form:
        return "factor" if name == "factor_ppm" else "rate"
    return "instant" if "format" in form else str(form["type"])


def _left_out(field: Field[Any], language: Language) -> str:
    is_zh = language == "zh"
    if field.default is MISSING:
        return _FORMS["required"][is_zh]
    if field.default is None:
        return _FORMS["none"][is_zh]
    if isinstance(field.default, tuple):
        words = ("、" if is_zh else ", ").join(f"`{one}`" for one in field.default)
        return words or _FORMS["empty"][is_zh]
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    return f"`{field.default}`" if isinstance(field.default, (str, int)) else _FORMS["none"][is_zh]


def _table(rows: Iterable[tuple[str, ...]], language: Language) -> str:
    head = _HEADS[language]
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


DRAWINGS: dict[str, Callable[[], str]] = {
    "plan_words": lambda: _tables("en"),
    "plan_words_zh": lambda: _tables("zh"),
}
"""What draws each name of a page about plan files."""
