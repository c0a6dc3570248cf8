"""Asking custom rules (自定义规则的校验): what a host's rule answers is checked, then drafted.

A rule is asked twice about each line, with the lines between in another order: what it
answers must depend on the line alone.

Source: docs/rules/custom.md.
"""

from __future__ import annotations

from typing import NoReturn

from fenxiao.errors import RuleError
from fenxiao.money import PPM
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.rules.custom import Asked, Award, Stander
from fenxiao.rules.drafts import Asking, Draft, total
from fenxiao.rules.people import Person, blank
from fenxiao.rules.tables import LineRule

__all__ = ["FRACTION_LIMIT", "custom_drafts"]

FRACTION_LIMIT = 10**40
"""The longest number of an award: far beyond any amount and any sensible fraction."""


def custom_drafts(asking: Asking, rule: LineRule) -> list[Draft]:
    """Return the slots of a host's rule on a line.

    Raises:
        RuleError: ``rule.unknown``, ``rule.failed``, ``rule.depth``, ``rule.stranger``,
            ``rule.not_integer``, ``rule.negative``, ``rule.ceiling``, ``rule.not_local``.
    """
    name = rule.table.custom
    host = asking.custom_rules.get(name)
    if host is None:
        raise RuleError("rule.unknown", rule_id=rule.table.rule_id, name=name)
    standers, persons = _standers(asking, rule)
    over, under = asking.base(rule)
    asked = Asked(asking.line, asking.currency, over // under, standers)
    answers: list[tuple[Award, ...]] = []
    for _ in range(2):
        try:
            answers.append(tuple(host.awards(asked)))
        except Exception as error:  # a host's rule may raise anything; nothing is lost by it
            problem = f"{type(error).__name__}: {error}"[:160]
            raise RuleError("rule.failed", **_about(asking, rule), problem=problem) from error
    if answers[0] != answers[1]:
        raise RuleError("rule.not_local", **_about(asking, rule))
    drafts = [_draft(asking, rule, award, persons) for award in answers[0]]
    for draft in drafts:
        draft.base_minor = asked.base_minor
    over, under = total(drafts)
    if over * PPM > rule.table.at_most_ppm * asking.line.paid_minor * under:
        most = rule.table.at_most_ppm
        raise RuleError("rule.ceiling", **_about(asking, rule), at_most_ppm=most)
    return drafts


def _about(asking: Asking, rule: LineRule) -> dict[str, object]:
    return {"rule_id": rule.table.rule_id, "line_id": asking.line.line_id}


def _standers(
    asking: Asking, rule: LineRule
) -> tuple[tuple[Stander, ...], dict[tuple[str, int], Person]]:
    """Return who may be paid: the buyer, his uplines, those credited with the line; who is fit."""
    people = asking.people
    found: list[tuple[Stander, Person]] = []
    for depth, person in enumerate((people.buyer, *people.upline)):
        member = person.member
        found.append((Stander(member.member_id, depth, member.grade), person))
    for credit in people.credits:
        if credit.reason == "credited" and asking.line.line_id in credit.line_ids:
            person = people.holders.get(credit.holder_id) or Person(blank(credit.holder_id))
            own = people.depth_of(credit.holder_id)
            depth = 1 if own is None else own
            grade = person.member.grade
            stander = Stander(credit.holder_id, depth, grade, credit.kind, credit.weight)
            found.append((stander, person))
    fit = [
        (stander, person)
        for stander, person in found
        if stander.depth <= DEPTH_LIMIT
        and not asking.standing(rule, person, own=stander.depth == 0)
    ]
    persons = {(stander.member_id, stander.depth): person for stander, person in fit}
    return tuple(stander for stander, _ in fit), persons


def _draft(
    asking: Asking,
    rule: LineRule,
    award: Award,
    persons: dict[tuple[str, int], Person],
) -> Draft:
    _check(asking, rule, award)
    person = persons.get((award.member_id, award.depth))
    if person is None:
        raise RuleError("rule.stranger", **_about(asking, rule), member_id=award.member_id)
    return Draft(
        rule.place,
        award.depth,
        0,
        person,
        "paid",
        is_paid=True,
        numerator=award.numerator,
        denominator=award.denominator,
    )


def _check(asking: Asking, rule: LineRule, award: object) -> None:
    """Refuse an answer that no rule may give, by name."""

    def refuse(code: str, got: object) -> NoReturn:
        raise RuleError(code, **_about(asking, rule), got=repr(got)[:160])

    if not isinstance(award, Award):
        refuse("rule.not_integer", award)
    for value in (award.depth, award.numerator, award.denominator):
        if type(value) is not int or abs(value) > FRACTION_LIMIT:
            refuse("rule.not_integer", value if type(value) is not int else "a longer number")
    if type(award.member_id) is not str:
        refuse("rule.not_integer", award.member_id)
    if not 0 <= award.depth <= DEPTH_LIMIT:
        refuse("rule.depth", award.depth)
    if award.numerator < 0 or award.denominator < 1:
        refuse("rule.negative", f"{award.numerator}/{award.denominator}")
