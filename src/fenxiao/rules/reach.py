"""Reach (可达性检查): rows that can never be found, bands that overlap or leave a gap.

Source: docs/rules/plan.md, "The proof".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from fenxiao.errors import PolicyError
from fenxiao.rules import checks
from fenxiao.rules.tables import PlanTables, RowTable, RuleTable
from fenxiao.rules.written import Written

__all__ = ["MARKS_LIMIT", "check_reach"]


def check_reach(plan: Written, tables: PlanTables) -> None:
    """Refuse tables of which a part can never be found.

    Raises:
        PolicyError: ``plan.band_overlap``, ``plan.band_gap``, ``plan.unreachable_row``,
            ``plan.refund``.
    """
    _check_marks(tables)
    for rule in tables.rules:
        _check_bands(plan.plan_id, rule)
        if rule.refund == "recompute":
            _check_recompute(plan, rule)
        tried: dict[tuple[int, str], list[RowTable]] = {}
        for row in rule.rows[:-1]:
            words = sorted(row.words) or [""]
            above = next(
                (one for one in tried.get((row.dimension, words[0]), ()) if _hides(one, row)), None
            )
            for word in words:
                tried.setdefault((row.dimension, word), []).append(row)
            if above is not None:
                raise PolicyError(
                    "plan.unreachable_row",
                    plan_id=plan.plan_id,
                    rule_id=rule.rule_id,
                    row=row.found,
                    other=above.found,
                )


MARKS_LIMIT = 256
"""How many pairs of amounts, of a line and of its order, one class of lines may tell apart."""


def _check_marks(tables: PlanTables) -> None:
    """Refuse amounts of lines times amounts of orders that every order would be settled at."""
    lines, orders = tables.marks
    count = len(lines) * len(orders)
    if count > MARKS_LIMIT:
        checks.refuse("from_minor", count, f"a plan tells at most {MARKS_LIMIT} amounts apart")


def _check_recompute(plan: Written, rule: RuleTable) -> None:
    """Refuse to reckon anew after a refund, unless less can never be paid more for less sold.

    That holds for percents in a plan without a trim, whose bands rise with the amount.
    """
    amounts = [one for row in rule.rows for one in row.amounts if one is not None]
    bands = sorted((row for row in rule.rows if row.asks_amount), key=lambda row: row.from_minor)
    rising = all(_is_below(low, high) for low, high in pairwise((*rule.rows[-1:], *bands)))
    alike = len({_narrowed(row) for row in bands}) <= 1 and len(rule.rows) == len(bands) + 1
    for is_wrong, problem in (
        (any(one[1] or one[2] for one in amounts), "fixed amounts are not reckoned anew"),
        (plan.trim != "refuse", "a plan with a trim leaves the frozen share"),
        (rule.stage in ("custom", "price_gap"), "it has no rates to reckon with"),
        (bool(bands) and not (rising and alike), "its bands must rise with the amount"),
    ):
        if is_wrong:
            raise PolicyError("plan.refund", rule_id=rule.rule_id, problem=problem)


def _narrowed(row: RowTable) -> tuple[object, ...]:
    return row.dimension, row.words, row.grades, row.channels, row.tenure_from, row.tenure_until


def _is_below(low: RowTable, high: RowTable) -> bool:
    """Say whether no place of a lower band pays more than the same place of a higher one."""
    width = max(len(low.amounts), len(high.amounts))
    pairs = [(_rate(low, place), _rate(high, place)) for place in range(width)]
    return all(one <= other for one, other in pairs)


def _rate(row: RowTable, place: int) -> int:
    found = row.amounts[place] if place < len(row.amounts) else None
    return 0 if found is None else found[0]


def _hides(first: RowTable, later: RowTable) -> bool:
    """Say whether every line, payee and amount of a later row is found by an earlier one."""
    return (
        first.dimension == later.dimension
        and first.words >= later.words
        and (not first.grades or (bool(later.grades) and first.grades >= later.grades))
        and (not first.channels or (bool(later.channels) and first.channels >= later.channels))
        and _holds((first.tenure_from, first.tenure_until), (later.tenure_from, later.tenure_until))
        and _holds(
            (first.from_minor or None, first.until_minor), (later.from_minor, later.until_minor)
        )
    )


def _holds(outer: tuple[int | None, int | None], inner: tuple[int | None, int | None]) -> bool:
    """Say whether a window holds another; one without bounds holds all, even what has no value."""
    if outer == (None, None):
        return True
    if inner == (None, None):
        return False
    is_late = (outer[0] or 0) <= (inner[0] or 0)
    return is_late and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


def _check_bands(plan_id: str, rule: RuleTable) -> None:
    """Refuse bands of amounts for the same lines and payees that overlap or leave a gap."""
    bands: dict[object, list[RowTable]] = {}
    for row in rule.rows[:-1]:
        if row.from_minor or row.until_minor is not None:
            who = (row.dimension, row.words, row.grades, row.channels, row.tenure_from)
            bands.setdefault((*who, row.tenure_until), []).append(row)
    is_default = any(one is not None for one in rule.rows[-1].amounts) or any(
        row.dimension < 0 and not row.asks and not row.channels for row in rule.rows[:-1]
    )
    for found in bands.values():
        _check_neighbours(plan_id, rule, found, is_default=is_default)


def _check_neighbours(
    plan_id: str, rule: RuleTable, rows: Iterable[RowTable], *, is_default: bool
) -> None:
    ordered: Sequence[RowTable] = sorted(rows, key=lambda row: row.from_minor)
    for low, high in pairwise(ordered):
        about = {"plan_id": plan_id, "rule_id": rule.rule_id, "row": low.found, "other": high.found}
        if low.until_minor is None or low.until_minor > high.from_minor:
            raise PolicyError("plan.band_overlap", **about, at_minor=high.from_minor)
        if low.until_minor < high.from_minor and not is_default:
            raise PolicyError("plan.band_gap", **about, at_minor=low.until_minor)
