"""Resolving (结算条款): the terms of an order, from its plan and the people of that instant.

This happens once, at the order's instant; everything later reads the terms. Lines of the
plainest kind, whose slots depend on depth alone, are read off a table made once.

Source: docs/rules/terms.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fenxiao.errors import RuleError
from fenxiao.model.events import OrderPaid
from fenxiao.model.lines import Line
from fenxiao.model.records import Captures, Cell, Detail, LineTerms, LineWhole, Slot, Terms
from fenxiao.money import PPM
from fenxiao.rules.bases import unknown_base
from fenxiao.rules.crowds import gather
from fenxiao.rules.custom import Rule
from fenxiao.rules.cuts import reduced
from fenxiao.rules.drafts import Draft, total
from fenxiao.rules.people import People
from fenxiao.rules.plain import plain_slots
from fenxiao.rules.plan import InForce
from fenxiao.rules.profiles import Buying, Measured, ProfileSlot, measure
from fenxiao.rules.settling import Bought, Settled, Whole, settle, whole_of
from fenxiao.rules.tables import LineTable, PlanTables, SlotRate
from fenxiao.rules.terms import entitlement

__all__ = ["SEMANTICS", "amounts", "check_bases", "needs_custom", "resolve", "resolve_capture"]

SEMANTICS = 2
"""The version of what rules mean; stored with the terms that were resolved under it."""

_NO_RULES: Mapping[str, Rule] = {}


def resolve(
    order: OrderPaid,
    in_force: InForce,
    people: People,
    terms_us: int,
    custom_rules: Mapping[str, Rule] = _NO_RULES,
) -> Terms:
    """Return the terms of an order.

    Args:
        order: What was paid.
        in_force: The plan in force, with its campaigns.
        people: Who may be paid.
        terms_us: The instant of the terms.
        custom_rules: The host's rules, by name.

    Returns:
        For every line its slots in plan order; a slot without payee says why.

    Raises:
        RuleError: A custom rule broke what every rule must keep; ``order.base_unknown`` when
            a line does not say what a base needs.
    """
    upline = tuple(person.member.member_id for person in people.upline)
    return Terms(
        order_id=order.order_id,
        plan_id=in_force.plan.plan_id,
        plan_digest=in_force.digest,
        semantics=SEMANTICS,
        terms_us=terms_us,
        upline=upline,
        lines=_lines(order, in_force, people, custom_rules),
        credits=people.credits,
        rules=in_force.rule_terms,
        campaigns=in_force.campaign_ids,
        spared=in_force.plan.spared_refunds,
        absorbed=in_force.plan.absorbed_refunds,
        captures=_captures(order, in_force, people),
    )


def resolve_capture(
    captured: OrderPaid,
    in_force: InForce,
    people: People,
    whole: Whole,
    custom_rules: Mapping[str, Rule] = _NO_RULES,
) -> tuple[LineTerms, ...]:
    """Return the terms of the lines of a further capture.

    Args:
        captured: What was captured, as an order of its own.
        in_force: The plan of the first capture, with its campaigns.
        people: Who was paid by it.
        whole: What the whole order comes to.
        custom_rules: The host's rules, by name.

    Raises:
        RuleError: As for ``resolve``.
    """
    return _lines(captured, in_force, people, custom_rules, whole)


def _captures(order: OrderPaid, in_force: InForce, people: People) -> Captures | None:
    """Return what a further capture must know, where more of a line is captured later."""
    if all(line.whole_minor is None for line in order.lines):
        return None
    sold = (order.lines, order.merchant_id, order.channel, order.currency)
    wholes = tuple(
        LineWhole(one.line_id, one.paid_minor if one.whole_minor is None else one.whole_minor)
        for one in order.lines
    )
    taken = whole_of(in_force.tables, Bought(*sold)).taken_minor
    return Captures(wholes, taken, order.channel, people.is_first_order, is_over=False)


def amounts(
    order: OrderPaid,
    in_force: InForce,
    people: People,
    custom_rules: Mapping[str, Rule] = _NO_RULES,
) -> dict[str, int]:
    """Return what each payee gets of an order, without the terms that say why.

    For estimates and comparisons of plans; the amounts are those of ``resolve``.

    Args:
        order: What was paid.
        in_force: The plan in force, with its campaigns.
        people: Who may be paid.
        custom_rules: The host's rules, by name.

    Returns:
        Minor units by payee, each above 0.

    Raises:
        RuleError: As for ``resolve``.
    """
    if in_force.is_plain:
        sums = _plain_amounts(order, in_force.tables, people)
    elif in_force.is_linear and in_force.is_by_line:
        sums = _linear_amounts(order, in_force, people)
    else:
        sums = _staged_amounts(order, in_force, people, custom_rules)
    return {payee_id: minor for payee_id, minor in sums.items() if minor}


def _plain_amounts(order: OrderPaid, tables: PlanTables, people: People) -> dict[str, int]:
    upline = [person.member.member_id for person in people.upline]
    sums: dict[str, int] = {}
    for line in order.lines:
        table = tables.of_line(line, order.merchant_id, order.channel)
        for _, depth, rate_ppm, _, _ in plain_slots(tables, table):
            if rate_ppm and depth <= len(upline):
                payee_id = upline[depth - 1]
                sums[payee_id] = sums.get(payee_id, 0) + line.paid_minor * rate_ppm // PPM
    return sums


def _linear_amounts(order: OrderPaid, in_force: InForce, people: People) -> dict[str, int]:
    tables = in_force.tables
    crowd = gather(tables, people, asks_people=in_force.asks_people)
    buying = Buying(tables, people, crowd, _order_minor(order))
    sums: dict[str, int] = {}
    for line in order.lines:
        table = tables.of_line(line, order.merchant_id, order.channel)
        measured = measure(buying, table, line)
        if measured is None:
            for draft in _staged(line, order, buying, needs_cells=False).drafts:
                if draft.is_paid and draft.numerator and draft.person is not None:
                    payee_id = draft.person.member.member_id
                    earned_minor = draft.numerator // draft.denominator
                    sums[payee_id] = sums.get(payee_id, 0) + earned_minor
            continue
        found = measured.found
        for seat, driver, over, under in measured.paid:
            payee_id = crowd.seats[seat][0]
            sums[payee_id] = sums.get(payee_id, 0) + found[driver] * over // under
    return sums


def _order_minor(order: OrderPaid) -> int:
    """Return what the whole order comes to, of which a part may be captured later."""
    return sum(
        one.paid_minor if one.whole_minor is None else one.whole_minor for one in order.lines
    )


def _staged(line: Line, order: OrderPaid, buying: Buying, *, needs_cells: bool = True) -> Settled:
    """Settle one line of a linear plan by the stages."""
    plan, people, _, order_minor = buying
    whole = Whole(order_minor, (0,) * len(plan.rules))  # nothing is fixed for an order
    sold = ((line,), order.merchant_id, order.channel, order.currency)
    return settle(plan, Bought(*sold, needs_cells=needs_cells, whole=whole), people, {}, {})[0]


def _staged_amounts(
    order: OrderPaid, in_force: InForce, people: People, custom_rules: Mapping[str, Rule]
) -> dict[str, int]:
    check_bases(order, in_force)
    tables = in_force.tables
    payees = _merged(people) if tables.merges_persons else {}
    sold = (order.lines, order.merchant_id, order.channel, order.currency)
    sums: dict[str, int] = {}
    together: dict[tuple[int, str, str], list[Draft]] = {}
    bought = Bought(*sold, needs_cells=False)
    settled = settle(tables, bought, people, payees, custom_rules)
    for draft in (one for each in settled for one in each.drafts):
        if not draft.is_paid or not draft.numerator or draft.person is None:
            continue
        holder_id = draft.person.member.member_id
        payee_id = payees.get(holder_id, holder_id)
        if tables.rules[draft.rule].scope == "order":
            together.setdefault((draft.rule, holder_id, payee_id), []).append(draft)
        else:
            sums[payee_id] = sums.get(payee_id, 0) + draft.numerator // draft.denominator
    for (_, _, payee_id), drafts in together.items():
        over, under = total(drafts)
        sums[payee_id] = sums.get(payee_id, 0) + over // under
    return sums


def check_bases(order: OrderPaid, in_force: InForce) -> None:
    """Refuse an order of which a line does not say what the base of one of its rules needs.

    Raises:
        RuleError: ``order.base_unknown``.
    """
    if not in_force.asks_lines:
        return
    tables = in_force.tables
    for line in order.lines:
        for rule in tables.of_line(line, order.merchant_id, order.channel).rules:
            field = unknown_base(line, rule.table.base) if rule.is_taken else ""
            if field and rule.reckons_with_base:
                base = rule.table.base
                raise RuleError("order.base_unknown", base=base, line_id=line.line_id, field=field)


def _lines(
    order: OrderPaid,
    in_force: InForce,
    people: People,
    custom_rules: Mapping[str, Rule],
    whole: Whole | None = None,
) -> tuple[LineTerms, ...]:
    tables = in_force.tables
    if in_force.is_plain:
        upline = tuple(person.member.member_id for person in people.upline)
        made: list[LineTerms] = []
        for line in order.lines:
            rates = plain_slots(tables, tables.of_line(line, order.merchant_id, order.channel))
            slots = tuple([_plain_slot(rate, line.paid_minor, upline) for rate in rates])
            made.append(LineTerms(line.line_id, line.quantity, line.paid_minor, slots))
        return tuple(made)
    if in_force.is_linear:
        return _linear_lines(order, in_force, people, whole)
    check_bases(order, in_force)
    payees = _merged(people) if tables.merges_persons else {}
    sold = (order.lines, order.merchant_id, order.channel, order.currency)
    settled = settle(tables, Bought(*sold, whole=whole), people, payees, custom_rules)
    pairs = zip(order.lines, settled, strict=True)
    return tuple(_line_terms(line, one, payees) for line, one in pairs)


def _linear_lines(
    order: OrderPaid, in_force: InForce, people: People, whole: Whole | None
) -> tuple[LineTerms, ...]:
    tables = in_force.tables
    crowd = gather(tables, people, asks_people=in_force.asks_people)
    order_minor = _order_minor(order) if whole is None else whole.order_minor
    buying = Buying(tables, people, crowd, order_minor)
    made: list[LineTerms] = []
    for line in order.lines:
        table = tables.of_line(line, order.merchant_id, order.channel)
        measured = measure(buying, table, line)
        if measured is None:
            made.append(_line_terms(line, _staged(line, order, buying), {}))
        else:
            made.append(_measured(line, measured, crowd.seats))
    return tuple(made)


def _measured(line: Line, measured: Measured, seats: Sequence[tuple[str, str]]) -> LineTerms:
    """Return the terms of a line whose slots are in proportion to what it is measured by."""
    slots: list[Slot] = []
    found = measured.found
    for one in measured.slots:
        over, under = one.exact
        many = found[one.driver]
        numerator, denominator = reduced(over * many, under)
        holder_id, grade = seats[one.seat] if one.seat >= 0 else (None, "")
        reason = _reason(one, numerator, denominator) if one.is_paid else one.reason
        detail = None
        if one.has_detail:
            gross = (numerator, denominator)
            if one.gross is not one.exact:
                gross = reduced(one.gross[0] * many, one.gross[1])
            detail = Detail(
                holder_id,
                one.role,
                grade,
                found[one.base] if one.base >= 0 else None,
                one.found,
                one.unit_minor,
                0,
                one.weight,
                one.weights,
                one.factor_ppm,
                gross,
                one.steps,
                _cells(one, many) if one.smaller else (),
            )
        if not one.is_paid and reason != "fee":
            numerator, denominator = 0, 1
        payee_id = holder_id if one.is_paid else None
        rate_ppm = one.rate_ppm
        slots.append(
            Slot(one.rule_id, one.depth, payee_id, rate_ppm, numerator, denominator, reason, detail)
        )
    return LineTerms(line.line_id, line.quantity, line.paid_minor, tuple(slots))


def _cells(slot: ProfileSlot, many: int) -> tuple[Cell, ...]:
    """Return what a slot is at smaller amounts."""
    return tuple(
        [
            Cell(line_until, order_until, *reduced(over * many, under))
            for line_until, order_until, over, under in slot.smaller
        ]
    )


def _plain_slot(rate: SlotRate, paid_minor: int, upline: Sequence[str]) -> Slot:
    rule_id, depth, rate_ppm, reason, absent = rate
    if not rate_ppm or depth > len(upline):
        return absent
    numerator, denominator = entitlement(paid_minor, rate_ppm)
    if numerator < denominator:
        reason = "below_unit" if paid_minor else "nothing_paid"
    return Slot(rule_id, depth, upline[depth - 1], rate_ppm, numerator, denominator, reason)


def _merged(people: People) -> dict[str, str]:
    """Return to which account each account is paid: the first one of the same person."""
    first: dict[str, str] = {}
    payees: dict[str, str] = {}
    held = dict.fromkeys(one.holder_id for one in people.credits)
    holders = (people.holders[name] for name in held if name in people.holders)
    places = {name: place for place, name in enumerate(held)}
    keys = sorted(people.inviters, key=lambda key: (places.get(key[1], len(places)), key))
    inviters = (one for key in keys for one in people.inviters[key])
    everybody = (people.buyer, *people.upline, *holders, *inviters)
    for person in everybody:
        if person.person_id:
            member_id = person.member.member_id
            payees[member_id] = first.setdefault(person.person_id, member_id)
    return payees


def _line_terms(line: Line, settled: Settled, payees: Mapping[str, str]) -> LineTerms:
    cells = settled.cells or ((),) * len(settled.drafts)
    slots = tuple(
        [
            _slot(draft, made, settled.table, line, payees)
            for draft, made in zip(settled.drafts, cells, strict=True)
        ]
    )
    return LineTerms(line.line_id, line.quantity, line.paid_minor, slots)


def _slot(
    draft: Draft,
    cells: tuple[Cell, ...],
    table: LineTable,
    line: Line,
    payees: Mapping[str, str],
) -> Slot:
    member = None if draft.person is None else draft.person.member
    holder_id = None if member is None else member.member_id
    payee_id = payees.get(holder_id, holder_id) if draft.is_paid and holder_id else None
    numerator, denominator = exact = reduced(draft.numerator, draft.denominator)
    if payee_id is None and draft.reason != "fee":
        numerator, denominator = 0, 1
    detail = None
    if draft.place or member is not None or draft.reason == "fee":
        is_whole = draft.gross == (draft.numerator, draft.denominator)
        gross = exact if is_whole else reduced(*draft.gross)
        detail = Detail(
            holder_id,
            draft.role,
            "" if member is None else member.grade,
            draft.base_minor,
            draft.found,
            draft.unit_minor,
            draft.order_minor,
            draft.weight,
            draft.weights,
            draft.factor_ppm,
            gross,
            draft.steps,
            cells,
        )
    return Slot(
        table.rules[draft.rule].table.rule_id,
        draft.depth,
        payee_id,
        _rate_ppm(draft) if draft.steps else draft.rate_ppm,
        numerator,
        denominator,
        _paid_reason(draft, line, *exact) if draft.is_paid else draft.reason,
        detail,
    )


def _rate_ppm(draft: Draft) -> int:
    """Return the rate that was paid in the end: a ceiling that cuts a rate leaves a lower one."""
    is_fixed = draft.unit_minor or draft.order_minor
    if "ceiling" not in draft.steps or is_fixed or not draft.base_minor:
        return draft.rate_ppm
    return draft.numerator * PPM // (draft.denominator * draft.base_minor)


def _paid_reason(draft: Draft, line: Line, numerator: int, denominator: int) -> str:
    return _reason(draft, numerator, denominator) if line.paid_minor else "nothing_paid"


def _reason(one: Draft | ProfileSlot, numerator: int, denominator: int) -> str:
    """Say what became of the amount of somebody who is paid."""
    if not numerator:
        return "trimmed_out" if one.gross[0] else "nothing"
    if numerator < denominator:
        return "below_unit"
    return "trimmed" if "ceiling" in one.steps else one.reason


def needs_custom(in_force: InForce, custom_rules: Mapping[str, Rule]) -> None:
    """Refuse a plan whose custom rules were not passed in.

    Raises:
        RuleError: ``rule.unknown``.
    """
    for rule in in_force.tables.rules:
        if rule.custom and rule.custom not in custom_rules:
            raise RuleError("rule.unknown", rule_id=rule.rule_id, name=rule.custom)
