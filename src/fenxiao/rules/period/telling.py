"""Telling (周期奖金说明): why a member got what he got for a period, in one sentence.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fenxiao.model.period_records import PeriodAward, PeriodCut
from fenxiao.model.records import FactValue
from fenxiao.money import PPM, format_amount, format_factor
from fenxiao.trace import Language, check_language

__all__ = ["tell_award"]

_VOLUMES = {
    "own": ("own purchases", "自购"),
    "direct": ("direct fans", "直属客户"),
    "team": ("team within three", "三级内团队"),
    "team_and_own": ("team and own purchases", "团队加自购"),
}


def _pair(english: str, chinese: str) -> tuple[str, str]:
    return english, chinese


_SENTENCES = {
    "tiers": _pair(
        "{rule}: {member} sold {volume_minor} ({volume}); {parts} = {gross}",
        "{rule}：{member} 业绩 {volume_minor}（{volume}），{parts}＝{gross}",
    ),
    "team_bonus": _pair(
        "{rule}: the team of {member} sold {volume_minor}; {parts}, less {below} of teams below"
        " = {gross}",
        "{rule}：{member} 的团队业绩 {volume_minor}，{parts}，扣下级团队的 {below}＝{gross}",
    ),
    "lone_team": _pair(
        "{rule}: the team of {member} sold {volume_minor}; {parts} = {gross}",
        "{rule}：{member} 的团队业绩 {volume_minor}，{parts}＝{gross}",
    ),
    "milestone": _pair(
        "{rule}: {member} sold {volume_minor} ({volume}), at least {from_minor}: {gross}",
        "{rule}：{member} 业绩 {volume_minor}（{volume}），达到 {from_minor}：{gross}",
    ),
    "top_n": _pair(
        "{rule}: {member} sold {volume_minor} ({volume}), place {place}, shared by {equals}"
        " of {total_minor}: {gross}",
        "{rule}：{member} 业绩 {volume_minor}（{volume}），第 {place} 名，{equals} 人分"
        " {total_minor}：{gross}",
    ),
    "pool_rate": _pair(
        "{rule}: the pool is {rate} of {volume_minor} = {total_minor}; {member} has {weight}"
        " of {weights} parts: {gross}",
        "{rule}：分红池为 {volume_minor} 的 {rate}＝{total_minor}，{member} 占 {weights} 份中的"
        " {weight} 份：{gross}",
    ),
    "pool_amount": _pair(
        "{rule}: the pool is {total_minor}; {member} has {weight} of {weights} parts: {gross}",
        "{rule}：分红池为 {total_minor}，{member} 占 {weights} 份中的 {weight} 份：{gross}",
    ),
    "nothing": _pair("{rule}: nothing is left for {member}", "{rule}：{member} 已无应得"),
    "line": _pair(
        "{rule}: {member} earned {asked_minor} on orders of the period",
        "{rule}：{member} 在周期内各订单应得 {asked_minor}",
    ),
}
_SENTENCES["convex_differential"] = _SENTENCES["team_bonus"]
_CUTS = {
    "budget": ("{gone} were beyond the budget", "超出活动预算 {gone}"),
    "cap": ("{gone} were cut by the cap {name}", "封顶 {name} 裁去 {gone}"),
    "ceiling": ("{gone} were cut by the ceiling", "佣金上限裁去 {gone}"),
    "paid": ("{paid} is paid", "实发 {paid}"),
}


class _Words(NamedTuple):
    """The language and the currency of a sentence."""

    language: Language
    currency: str

    def pick(self, pair: tuple[str, str]) -> str:
        return pair[self.language == "zh"]

    def amount(self, minor: int) -> str:
        return format_amount(minor, self.currency)

    def parts(self, told: str) -> str:
        """Say the parts of a volume, each with its rate."""
        times, plus = ("×", "＋") if self.language == "zh" else (" × ", " + ")
        pairs = (part.split("*") for part in told.split("+") if part)
        said = (f"{self.amount(int(one))}{times}{format_factor(int(rate))}" for one, rate in pairs)
        return plus.join(said) or "0"


def tell_award(award: PeriodAward, *, language: Language = "en") -> str:
    """Say why a member got by a rule what he got for a period.

    Args:
        award: What is booked, or estimated.
        language: "en" or "zh".

    Examples:
        >>> facts = (("kind", "tiers"), ("volume", "team"), ("volume_minor", 1500))
        >>> facts += (("mode", "marginal"), ("parts", "1000*10000+500*20000"))
        >>> award = PeriodAward(
        ...     "shop", "CNY", "2024-06", "p1", "month", "u1", 20, 20, facts, (), 0, 0, 1
        ... )
        >>> tell_award(award)
        'month: u1 sold 15.00 (team within three); 10.00 × 1% + 5.00 × 2% = 0.20.'
        >>> tell_award(award, language="zh")
        'month：u1 业绩 15.00（三级内团队），10.00×1%＋5.00×2%＝0.20。'
    """
    check_language(language)
    words = _Words(language, award.currency)
    facts = dict(award.facts)
    kind = str(facts.get("kind", "line"))
    if kind == "pool":
        kind = "pool_rate" if facts["rate_ppm"] else "pool_amount"
    if kind in ("team_bonus", "convex_differential") and facts["below"] == "0":
        kind = "lone_team"
    gross = award.amount_minor + sum(cut.amount_minor for cut in award.cuts)
    said = _said(facts, words)
    said |= {"rule": award.rule_id, "member": award.member_id, "gross": words.amount(gross)}
    sentence = words.pick(_SENTENCES[kind]).format(**said)
    cuts = _cuts(award.cuts, award.amount_minor, words)
    semicolon = "；" if language == "zh" else "; "
    return semicolon.join((sentence, *cuts)) + ("。" if language == "zh" else ".")


def _said(facts: Mapping[str, FactValue], words: _Words) -> dict[str, object]:
    """Return facts as they stand in a sentence: amounts in the currency, words in the language."""
    said: dict[str, object] = {}
    for name, value in facts.items():
        if name.endswith("_minor"):
            said[name] = words.amount(int(value))
        elif name == "volume":
            said[name] = words.pick(_VOLUMES[str(value)])
        elif name == "parts":
            said[name] = words.parts(str(value))
        elif name == "below":
            said[name] = words.amount(-(-int(value) // PPM))  # what is floored is the difference
        elif name == "rate_ppm":
            said["rate"] = format_factor(int(value))
        else:
            said[name] = value
    return said


def _cuts(cuts: Sequence[PeriodCut], paid_minor: int, words: _Words) -> list[str]:
    said: list[str] = []
    for step, minor in cuts:
        name, _, of = step.partition(":")
        said.append(words.pick(_CUTS[name]).format(gone=words.amount(minor), name=of))
    if said:
        said.append(words.pick(_CUTS["paid"]).format(paid=words.amount(paid_minor)))
    return said
