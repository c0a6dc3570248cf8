"""Records of periods (周期记录): sales, volumes, and what was booked for whom.

Source: docs/events.md, "Records".
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from fenxiao.model.career_records import MemberStatus

__all__ = [
    "CampaignSpent",
    "PeriodAward",
    "PeriodClaim",
    "PeriodCut",
    "PeriodPhase",
    "PeriodPlan",
    "PeriodSpan",
    "Periods",
    "Qualified",
    "Sale",
    "SalesTotal",
    "Volume",
]

PeriodPhase = Literal["count", "walk", "qualify", "award", "done"]
"""Where a close stands: counting sales; then, plan by plan, spending budgets, freezing who
qualifies, booking awards."""


class PeriodCut(NamedTuple):
    """What took how much from an award: "cap:rule", "ceiling"; in minor units."""

    step: str
    amount_minor: int


class PeriodClaim(NamedTuple):
    """What a line rule that waits for the close pays a member of one line of an order.

    ``budget`` names the campaign out of whose budget it is paid; empty for none.
    """

    rule_id: str
    line_id: str
    payee_id: str
    amount_minor: int
    budget: str


class Sale(NamedTuple):
    """An order as its period counts it; the amounts are those that were counted last.

    ``counted_in`` is the period that counts it; empty as long as it waits to be counted, as
    it does again after a refund.
    """

    order_id: str
    payer_id: str
    currency: str
    plan_id: str
    terms_us: int
    counted_in: str
    volume_minor: int
    kept_minor: int
    claims: tuple[PeriodClaim, ...]


class PeriodSpan(NamedTuple):
    """A period: its name, and from when until when, the end left out."""

    period: str
    since_us: int
    until_us: int


class PeriodPlan(NamedTuple):
    """A plan's part of a period."""

    period: str
    plan_id: str


class CampaignSpent(NamedTuple):
    """How much of a campaign's budget is spent so far in a period, in minor units."""

    campaign_id: str
    amount_minor: int


class Periods(NamedTuple):
    """The periods of a payer in a currency, and where the newest close stands.

    ``run`` counts the closes; ``work`` is what is still to be booked, ``held`` what is held
    until the next close; ``after_us`` and ``after_id`` say how far a walk over sales has come.
    """

    payer_id: str
    currency: str
    spans: tuple[PeriodSpan, ...]
    run: int
    phase: PeriodPhase
    work: tuple[PeriodPlan, ...]
    held: tuple[PeriodPlan, ...]
    after_us: int | None
    after_id: str
    spent: tuple[CampaignSpent, ...]


class SalesTotal(NamedTuple):
    """All sales of a plan in a period, and the digest of the rules that it is booked by."""

    payer_id: str
    currency: str
    period: str
    plan_id: str
    rules_digest: str
    volume_minor: int
    kept_minor: int


class Volume(NamedTuple):
    """What was bought below a member through one of his direct fans, by distance.

    ``child_id`` is empty for what he bought himself.
    """

    payer_id: str
    currency: str
    period: str
    plan_id: str
    member_id: str
    child_id: str
    own_minor: int
    first_minor: int
    second_minor: int
    third_minor: int


class Qualified(NamedTuple):
    """Who a member was when a period closed; frozen for every later correction."""

    payer_id: str
    currency: str
    period: str
    plan_id: str
    member_id: str
    status: MemberStatus
    grade: str
    is_verified: bool
    is_registered: bool
    has_bought: bool


class PeriodAward(NamedTuple):
    """What is booked for a member by one rule for a period, and why.

    ``asked_minor`` is what a line rule that waits for the close asks for him, and
    ``granted_minor`` what budgets leave of it, as the walk of run ``run`` found;
    ``held_minor`` is the part of the amount that is still held.
    """

    payer_id: str
    currency: str
    period: str
    plan_id: str
    rule_id: str
    member_id: str
    amount_minor: int
    held_minor: int
    facts: tuple[tuple[str, str | int], ...]
    cuts: tuple[PeriodCut, ...]
    asked_minor: int
    granted_minor: int
    run: int
