"""Batching: nothing is lost, the order of the input does not matter, later ones change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.records import Payout
from fenxiao.payout import batching
from fenxiao.payout.batching import RAILS, RailLimits, plan_requests, rail_limits
from fenxiao.payout.rails import wechat_batches
from fenxiao.payout.rails.form import Problem, figures
from tests.payout.rails.samples import DETAIL

ONE = Payout("I0", "K0", "m1", "u1", "CNY", 90, "t1", "approved", 0, 0, None)
DAY = date(2026, 6, 1)
BANK = {"bank": RailLimits(items=3, amount_minor=200), "other": RailLimits(items=1)}


def by(payout: Payout) -> str | None:
    return {"t1": "bank", "t2": "other"}.get(payout.payee_token)


def payouts_of(rows: list[tuple[int, int, str, str, str, str]]) -> list[Payout]:
    return [
        ONE._replace(
            instruction_id=f"I{number:02}",
            key=f"K{number:02}",
            amount_minor=amount,
            payable_us=at_us,
            payer_id=payer,
            currency=currency,
            payee_token=token,
            state=state,  # type: ignore[arg-type]  # a state by its name
        )
        for number, (amount, at_us, payer, currency, token, state) in enumerate(rows)
    ]


some = st.lists(
    st.tuples(
        st.integers(1, 240),
        st.integers(0, 4),
        st.sampled_from(["m1", "m2"]),
        st.sampled_from(["CNY", "USD"]),
        st.sampled_from(["t1", "t1", "t2", "t3"]),
        st.sampled_from(["approved", "approved", "approved", "submitted"]),
    ),
    max_size=14,
).map(payouts_of)


@given(payouts=some)
def test_each_is_in_one_request_or_named_with_reasons(payouts: list[Payout]) -> None:
    plan = plan_requests(payouts, BANK, by, 3)
    placed = [one for request in plan.requests for one in request.payouts]
    names = [one.instruction_id for one in placed]
    names += [one.instruction_id for one in plan.not_placed]
    assert sorted(one.instruction_id for one in payouts) == sorted(names)
    assert all(one.problems for one in plan.not_placed)
    for request in plan.requests:
        limits = BANK[request.rail]
        assert 1 <= len(request.payouts) <= limits.items
        assert limits.amount_minor is None or request.total_minor <= limits.amount_minor
        groups = {(one.payer_id, one.currency, by(one)) for one in request.payouts}
        assert groups == {(request.payer_id, request.currency, request.rail)}
    for one in placed:
        assert ("approved", True) == (one.state, one.payable_us <= 3)


@given(payouts=some, data=st.data())
def test_the_order_of_the_input_does_not_matter(payouts: list[Payout], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(payouts))
    assert plan_requests(payouts, BANK, by, 3) == plan_requests(shuffled, BANK, by, 3)


@given(payouts=some, later=some)
def test_what_is_payable_later_changes_no_request_that_is_full(
    payouts: list[Payout], later: list[Payout]
) -> None:
    behind = [
        one._replace(instruction_id=f"J{one.instruction_id}", key=f"J{one.key}", payable_us=5)
        for one in later
    ]
    before = plan_requests(payouts, BANK, by, 9).requests
    after = plan_requests([*payouts, *behind], BANK, by, 9).requests
    for request in before:
        own = [one for one in after if one[:3] == request[:3]]
        same = [one for one in own if one.payouts[: len(request.payouts)] == request.payouts]
        assert 1 == len(same)
        last = [one.payouts for one in before if one[:3] == request[:3]][-1]
        assert request in own or request.payouts == last


@given(payouts=some)
def test_two_requests_side_by_side_would_not_fit_into_one(payouts: list[Payout]) -> None:
    plan = plan_requests(payouts, BANK, by, 9)
    for request, following in zip(plan.requests, plan.requests[1:], strict=False):
        if request[:3] == following[:3]:
            limits = BANK[request.rail]
            total_minor = request.total_minor + following.payouts[0].amount_minor
            is_over = limits.amount_minor is not None and total_minor > limits.amount_minor
            assert is_over or len(request.payouts) == limits.items


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "requested"}, "rail.not_approved"),
        ({"state": "submitted"}, "rail.not_approved"),
        ({"payable_us": 1}, "rail.not_payable"),
        ({"payee_token": "t9"}, "rail.no_rail"),
        ({"amount_minor": 201}, "rail.amount_high"),
    ],
)
def test_the_reasons(changes: dict[str, object], code: str) -> None:
    plan = plan_requests([ONE._replace(**changes)], BANK, by, 0)  # type: ignore[arg-type]  # by name
    assert [(code,)] == [tuple(one.code for one in row.problems) for row in plan.not_placed]
    assert all(one.message.endswith(".") for row in plan.not_placed for one in row.problems)


def test_all_reasons_come_together_and_a_key_stands_once() -> None:
    bad = ONE._replace(state="requested", payable_us=1, amount_minor=300)
    twice = ONE._replace(instruction_id="I9")
    plan = plan_requests([bad, twice], BANK, by, 0)
    assert ["I0", "I9"] == [one.instruction_id for one in plan.not_placed]
    expected = ["rail.not_approved", "rail.not_payable", "rail.amount_high", "rail.repeated"]
    assert expected == [one.code for one in plan.not_placed[0].problems]


@pytest.mark.parametrize(("count", "requests"), [(2, 1), (3, 1), (4, 2)])
def test_the_most_of_a_request(count: int, requests: int) -> None:
    payouts = [
        ONE._replace(instruction_id=f"I{n}", key=f"K{n}", amount_minor=1) for n in range(count)
    ]
    assert requests == len(plan_requests(payouts, BANK, by, 0).requests)


@pytest.mark.parametrize(("amount", "requests"), [(109, 1), (110, 1), (111, 2)])
def test_the_most_money_of_a_request(amount: int, requests: int) -> None:
    payouts = [ONE, ONE._replace(instruction_id="I1", key="K1", amount_minor=amount)]
    assert requests == len(plan_requests(payouts, BANK, by, 0).requests)


@pytest.mark.parametrize("name", RAILS)
def test_every_rail_says_what_its_requests_hold(name: str) -> None:
    limits = rail_limits(name, figures(RAILS[name].limits, DAY))
    assert (limits.items == 1) is RAILS[name].is_single
    low, code = limits.single_low_minor, RAILS[name].currencies[0]
    for amount_minor, is_placed in ((low - 1, False), (low, True)):
        payout = ONE._replace(amount_minor=amount_minor, currency=code)
        plan = plan_requests([payout], {name: limits}, lambda _: name, 0)
        assert is_placed is bool(plan.requests)
    wrong = ONE._replace(currency="XAF")
    plan = plan_requests([wrong], {name: limits}, lambda _: name, 0)
    assert "rail.wrong_currency" == plan.not_placed[0].problems[0].code


def test_a_rails_own_check_gives_reasons_too() -> None:
    held = figures(wechat_batches.LIMITS, DAY)
    found: list[Payout] = []

    def check(payout: Payout) -> Sequence[Problem]:
        found.append(payout)
        batch = wechat_batches.Batch("wx1", "佣金", "佣金", (DETAIL._replace(payout=payout),))
        return wechat_batches.validate(batch, held)

    limits = rail_limits("wechat_batches", held, check)
    rails = {"wechat_batches": limits}
    payout = ONE._replace(amount_minor=250_000)
    plan = plan_requests([payout], rails, lambda _: "wechat_batches", 0)
    assert found
    assert all(one.code.startswith("rail.") for row in plan.not_placed for one in row.problems)


def test_a_request_that_can_hold_nothing_is_refused() -> None:
    with pytest.raises(PolicyError):
        plan_requests([], {"bank": RailLimits(items=0)}, by, 0)


def test_the_boundless_is_beyond_every_amount() -> None:
    limits = {"bank": RailLimits(items=1)}
    huge = ONE._replace(amount_minor=2**62)
    assert plan_requests([huge], limits, by, 0).requests
    assert batching.RAILS.keys() == RAILS.keys()
