"""Differences in words (方案比较): what one plan says otherwise than another, in sentences.

Rules, grades and holders are matched by their names, rows by what they stand for, plans
and campaigns of a policy by theirs, other parts one after another. The law: two values are
equal exactly if nothing is said of them.

Source: docs/rules/plan-files.md, "What changed".
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from fenxiao.errors import PolicyError
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.plan import Plan
from fenxiao.rules.voice import Voice, compared, is_part
from fenxiao.trace import Language, check_language

__all__ = ["diff"]

_MOST_KEYS = 3
_SENTENCES = {
    "changed": ("{where}: {old} → {new}.", "{where}：{old} → {new}。"),
    "kind": ("{where} is of another kind: {old} → {new}.", "{where}换了类型：{old} → {new}。"),
    "added": ("{where} is new: {what}.", "{above}新增{part}（{what}）。"),
    "gone": ("{where} is gone: {what}.", "{above}删去{part}（{what}）。"),
    "added_row": ("{where} is new: {what}.", "{above}新增{part}，{what}。"),
    "gone_row": ("{where} is gone: {what}.", "{above}删去{part}，{what}。"),
    "added_bare": ("{where} is new.", "{above}新增{part}。"),
    "gone_bare": ("{where} is gone.", "{above}删去{part}。"),
    "order": ("{where}: order of {title} {old} → {new}.", "{where}：{title}的顺序 {old} → {new}。"),
}


def diff(old: object, new: object, *, language: Language = "en") -> tuple[str, ...]:
    """Say what changed from one plan, campaign or policy to another.

    Args:
        old: What was in force.
        new: What shall be, of the same class.
        language: "en" or "zh".

    Returns:
        One sentence a change, in the order in which fields are written; empty exactly if
        both are equal.

    Raises:
        PolicyError: ``plan.bad_field`` when they are not two of one class.
        EventError: ``event.bad_field`` for another language.

    Examples:
        >>> from dataclasses import replace
        >>> from datetime import UTC, datetime
        >>> from fenxiao.rules.levels import Levels
        >>> sale = Levels(rule_id="sale", rates_ppm=("10%", "5%"))
        >>> start = datetime(2024, 1, 1, tzinfo=UTC)
        >>> old = Plan(plan_id="1", effective_from=start, ceiling_ppm="25%", rules=(sale,))
        >>> new = replace(old, rules=(replace(sale, rates_ppm=("20%", "5%")),))
        >>> print(*diff(old, new))
        Rule "sale": rates by place 10%, 5% → 20%, 5%.
        >>> print(*diff(old, new, language="zh"))
        规则“sale”：各位置比例 10%、5% → 20%、5%。
    """
    check_language(language)
    if type(old) is not type(new) or not is_part(old):
        got = f"{type(old).__name__} and {type(new).__name__}"
        problem = "two plans, two campaigns or two policies are compared"
        raise PolicyError("plan.bad_field", field="new", got=got, problem=problem)
    return tuple(_changes(_Pair(old, new), (), _Voices.of(language, old, new)))


class _Pair(NamedTuple):
    old: Any
    new: Any


class _Voices(NamedTuple):
    """How the old is said, and the new: each in its own currency."""

    old: Voice
    new: Voice

    @classmethod
    def of(cls, language: Language, old: object, new: object) -> _Voices:
        """Speak in the currency of each."""
        old_currency, new_currency = (getattr(one, "currency", None) for one in (old, new))
        return cls(Voice(language, old_currency), Voice(language, new_currency))

    def within(self, pair: _Pair) -> _Voices:
        """Speak in the currency of plans from here on, where these are plans."""
        if not isinstance(pair.old, Plan):
            return self
        return _Voices.of(self.old.language, pair.old, pair.new)

    def of_one(self, part: object, voice: Voice) -> _Voices:
        """Speak of a part that stands on one side alone."""
        return _Voices(voice, voice).within(_Pair(part, part))

    def sentence(self, name: str, where: tuple[str, ...], **what: object) -> str:
        """Make a sentence of the table."""
        is_zh = self.old.language == "zh"
        comma = "，" if is_zh else ", "
        above = f"{comma.join(where[:-1])}：" if where[1:] else ""
        what |= {"where": comma.join(where), "above": above, "part": where[-1]}
        text = _SENTENCES[name][is_zh].format(**what)
        return text[:1].upper() + text[1:]

    def whole(self, name: str, where: tuple[str, ...], part: object) -> str:
        """Say that a part is new or gone, and what it says beyond its name."""
        what = self.old.described(part, is_named=True)
        if not what:
            return self.sentence(f"{name}_bare", where)
        has_brackets = where[-1].endswith("）")
        return self.sentence(f"{name}_row" if has_brackets else name, where, what=what)


def _changes(pair: _Pair, where: tuple[str, ...], voices: _Voices) -> Iterator[str]:
    """Yield what changed between two parts of one class, field by field."""
    kind = type(pair.old)
    for field in compared(pair.old):
        name = field.name
        held = _Pair(getattr(pair.old, name), getattr(pair.new, name))
        if held.old == held.new:
            continue
        title = voices.old.title(kind, name)
        place = where or (voices.old.part(pair.old),)
        if _holds_parts(held.old) or _holds_parts(held.new):
            yield from _list_changes(held, _Named(where, place, title), voices)
        elif is_part(held.old) and type(held.old) is type(held.new):
            yield from _changes(held, (*place, title), voices)
        else:
            old = voices.old.value(name, held.old, kind)
            new = voices.new.value(name, held.new, kind)
            yield voices.sentence("changed", place, old=voices.old.set(title, old), new=new)


def _holds_parts(value: object) -> bool:
    return isinstance(value, tuple) and any(is_part(one) for one in value)


class _Named(NamedTuple):
    """A list of parts: where it stands, and what it is called."""

    where: tuple[str, ...]
    place: tuple[str, ...]
    title: str

    def part(self, number: int, part: object, voice: Voice) -> tuple[str, ...]:
        """Name a part of the list."""
        return (*self.where, voice.part(part, f"{self.title}[{number}]"))


def _list_changes(lists: _Pair, named: _Named, voices: _Voices) -> Iterator[str]:
    """Yield what changed between two lists of parts: within each, gone, new, the order."""
    pairs = _matched(lists)
    for before, after in pairs:
        pair = _Pair(lists.old[before], lists.new[after])
        inside = voices.within(pair)
        here = named.part(before, pair.old, inside.old)
        if type(pair.old) is not type(pair.new):
            old, new = inside.old.described(pair.old), inside.new.described(pair.new)
            yield inside.sentence("kind", here, old=old, new=new)
        else:
            yield from _changes(pair, here, inside)
    for number in sorted(set(range(len(lists.old))) - {before for before, _ in pairs}):
        one = lists.old[number]
        alone = voices.of_one(one, voices.old)
        yield alone.whole("gone", named.part(number, one, alone.old), one)
    for number in sorted(set(range(len(lists.new))) - {after for _, after in pairs}):
        one = lists.new[number]
        alone = voices.of_one(one, voices.new)
        yield alone.whole("added", named.part(number, one, alone.old), one)
    yield from _order_change(lists, pairs, named, voices)


def _order_change(
    lists: _Pair, pairs: list[tuple[int, int]], named: _Named, voices: _Voices
) -> Iterator[str]:
    after = sorted(pairs, key=lambda pair: pair[1])
    if after == pairs:
        return
    between = "、" if voices.old.language == "zh" else ", "
    old, new = (
        between.join(voices.old.part(lists.old[before], f"[{before}]") for before, _ in one)
        for one in (pairs, after)
    )
    yield voices.sentence("order", named.place, title=named.title, old=old, new=new)


def _matched(lists: _Pair) -> list[tuple[int, int]]:
    """Return which part of the old list became which of the new one, in the old order."""
    left, right = set(range(len(lists.old))), set(range(len(lists.new)))
    pairs: list[tuple[int, int]] = []
    for level in range(_MOST_KEYS):
        waiting: dict[object, deque[int]] = defaultdict(deque)
        for number in sorted(right):
            waiting[_key(lists.new[number], level)].append(number)
        for number in sorted(left):
            found = waiting[_key(lists.old[number], level)]
            if found:
                pairs.append((number, found.popleft()))
        left -= {before for before, _ in pairs}
        right -= {after for _, after in pairs}
    return sorted(pairs)


def _key(part: object, level: int) -> tuple[object, ...]:
    """Return by what a part is known again: the surest way first, then the next ones."""
    if isinstance(part, Row):
        chosen = (part.selector, getattr(part, part.selector, ()))
        people = (part.grades, part.channels, part.tenure_from_days, part.tenure_until_days)
        bounds = (part.from_minor, part.until_minor)
        keys: tuple[tuple[object, ...], ...] = ((chosen, people, bounds), (chosen, people), chosen)
    elif isinstance(part, Multiply):
        cohort = (part.grades, part.tenure_from_days, part.tenure_until_days)
        keys = ((part.rule_id, cohort), (part.rule_id,))
    elif isinstance(part, Plan):
        keys = ((part.plan_id,), (part.merchant_id, part.effective_from))
    else:
        names = (getattr(part, one, None) for one in ("rule_id", "campaign_id", "name"))
        keys = ((next((one for one in names if one is not None), None),),)
    return (level, *keys[min(level, len(keys) - 1)])
