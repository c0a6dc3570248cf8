"""Hypothesis strategies: histories of a small shop, in likely and unlikely orders.

Few members, orders and withdrawals, so that events meet; days that overlap, so that
some facts are late; amounts around the places where a floor changes.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st

from fenxiao.model.events import PAYOUT_OUTCOMES, Event, RefundLine
from tests.support.build import (
    back,
    confirmed,
    fold_wallet,
    line,
    line_of,
    paid,
    refunded,
    release,
    result,
    touch,
    withdraw,
)

MEMBERS = [f"u{number}" for number in range(7)]
ORDERS = [f"o{number}" for number in range(6)]
members = st.sampled_from(MEMBERS)
orders = st.sampled_from(ORDERS)
amounts = st.sampled_from([0, 9, 10, 99, 100, 1_000, 12_345]) | st.integers(0, 3_000)
limits = st.sampled_from([1, 2, 3, 500])
requests = st.integers(0, 3)
outcomes = st.sampled_from(PAYOUT_OUTCOMES)


def tries(percent: int, *, steps: int | None = None) -> settings:
    """Return settings that try a part of what the profile tries, so profiles still count."""
    profile = settings()
    return settings(
        max_examples=max(1, profile.max_examples * percent // 100),
        stateful_step_count=steps or profile.stateful_step_count,
    )


def days(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


touches = st.builds(touch, members, members, day=days(0, 3))
payments = st.builds(
    lambda order, buyer, first, second, pieces, day: paid(
        order,
        buyer,
        line(first, quantity=pieces),
        *([line(second, line_id="2", quantity=2)] if second else []),
        day=day,
    ),
    orders,
    members,
    amounts,
    amounts,
    st.integers(1, 3),
    days(1, 4),
)
confirmations = st.builds(confirmed, orders, day=days(2, 6))
backs: st.SearchStrategy[RefundLine] = st.builds(
    back, st.sampled_from(["1", "1", "1", "2", "9"]), quantity=st.integers(1, 2)
) | st.builds(
    back, st.sampled_from(["1", "2"]), amount_minor=st.integers(1, 50) | st.integers(1, 3_000)
)
refunds = st.builds(
    lambda order, lines, day: refunded(order, *lines, day=day),
    orders,
    st.lists(backs, min_size=1, max_size=2, unique_by=lambda one: one.line_id),
    days(1, 30),
)
releases = st.builds(release, day=days(5, 30), limit=limits)
folds = st.builds(fold_wallet, members, limit=limits)
withdrawals = st.builds(
    lambda number, amount: withdraw(MEMBERS[number], amount, event_id=f"w{number}"),
    requests,
    st.just(10) | st.none(),
)
results = st.builds(
    lambda number, outcome, amount: result(f"w{number}", outcome, amount),
    requests,
    outcomes,
    st.sampled_from([10, 10, 10, 11]),
)
STAGES: list[st.SearchStrategy[Event]] = [
    touches,
    payments,
    confirmations,
    refunds,
    releases,
    folds,
    withdrawals,
    results,
]
SIZES = [9, 7, 6, 5, 3, 3, 5, 6]


def old_shop() -> list[Event]:
    """Return what came before some stories: a chain of members, orders of every age."""
    goods = (line(1_000, quantity=3), line(333, line_id="2", quantity=2))
    return [
        *line_of(*MEMBERS[:4]),
        paid("o0", "u3", *goods),
        paid("o1", "u2", *goods),
        paid("o2", "u3", *goods),
        confirmed("o0"),
        confirmed("o1"),
        release(day=9, event_id="old release"),
        confirmed("o2", day=4),
        paid("o3", "u3", *goods),
    ]


@st.composite
def stories(draw: st.DrawFn, *, is_clean: bool = False) -> list[Event]:
    """Draw a history: roughly in the order of life, each event under an id of its own.

    Half of them go on from an old shop, so that there is money to withdraw.

    Withdrawals keep their own few ids, so that results can name them; of those the
    first content counts. A clean story has none of them twice.
    """
    drawn: list[tuple[int, Event]] = []
    for stage, (strategy, size) in enumerate(zip(STAGES, SIZES, strict=True)):
        for event in draw(st.lists(strategy, max_size=size)):
            drawn.append((stage + draw(st.integers(0, 3)), event))  # noqa: PERF401 - draws in order
    made = old_shop() if draw(st.booleans()) else []
    seen: set[str] = set()
    for number, (_, event) in enumerate(sorted(drawn, key=lambda pair: pair[0])):
        is_request = event.id.startswith("w") and event.id in {f"w{k}" for k in range(4)}
        named = event if is_request else replace(event, id=f"e{number}")
        if named.id not in seen or not is_clean:
            made.append(named)
        seen.add(named.id)
    return made
