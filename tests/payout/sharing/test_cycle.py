"""The cycle of profit sharing: stages and steps, the cap, requests, what comes back."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import MoneyError
from fenxiao.payout.rails.form import Problem
from fenxiao.payout.sharing.cycle import (
    CYCLE,
    STAGES,
    STEPS,
    Share,
    SharedOrder,
    Stage,
    Step,
    accrue,
    check_return,
    check_shares,
    cut,
    end_after_sales,
    most_shared_minor,
    note_return,
    note_shared,
    note_unfrozen,
)
from tests.payout.rails.samples import DAY, MERCHANT, ORDER, PERSON, SHARES, WECHAT, codes

NEW = SharedOrder("o1", "4200", 1_000)
SENT = note_shared(ORDER, "Q1", ("S1", "S2"), DAY)


def taken(stage: Stage, step: Step) -> list[str]:
    """Take a step with a function and return the stage after it, or what is found."""
    order = (SENT if stage in {"sharing", "unfrozen"} else ORDER)._replace(stage=stage)
    more = Share("S9", PERSON, 1)
    problems: tuple[Problem, ...] = ()
    match step:
        case "accrue":
            order, problems = accrue(order, more, WECHAT)
        case "end_after_sales":
            return [end_after_sales(order, {}).stage]
        case "share":
            order = order._replace(shares=(*order.shares, more))
            problems = check_shares(order, [more], WECHAT)
            order = order if problems else note_shared(order, "Q2", ("S9",), DAY)
        case "unfreeze":
            return [note_unfrozen(order, "Q3").stage]
        case "return":
            problems = check_return(order, "S2", 1, DAY, WECHAT)
            order = order if problems else note_return(order, "S2", 1)
    return codes(problems) or [order.stage]


@pytest.mark.parametrize(("stage", "step"), list(product(STAGES, STEPS)))
def test_every_step_does_what_the_table_says(stage: Stage, step: Step) -> None:
    after = CYCLE.get((stage, step))
    if after is not None:
        assert [after] == taken(stage, step)
    elif step == "end_after_sales":  # told late: nothing changes
        assert [stage] == taken(stage, step)
    else:
        assert taken(stage, step)[0] in {"rail.wrong_stage", "rail.missing"}


def test_the_whole_cycle_of_an_order() -> None:
    order = NEW
    for one in SHARES:
        order, problems = accrue(order, one, WECHAT)
        assert not problems
    order = end_after_sales(order, {"S1": 25})
    assert ("due", [25, 20]) == (order.stage, [one.amount_minor for one in order.shares])
    for number, part in enumerate(cut(order, WECHAT)):
        assert not check_shares(order, part, WECHAT)
        order = note_shared(order, f"Q{number}", [one.key for one in part], DAY)
    order = note_unfrozen(order, "Q9")
    assert ("unfrozen", ("Q0", "Q9")) == (order.stage, order.request_keys)
    assert not check_return(order, "S2", 20, DAY, WECHAT)
    order = note_return(order, "S2", 20)
    assert [(0, 0), (20, 1)] == [(one.returned_minor, one.return_count) for one in order.shares]
    assert codes(check_return(order, "S2", 1, DAY, WECHAT)) == ["rail.return_high"]


def test_a_refund_lowers_a_share_and_never_raises_it() -> None:
    order = ORDER._replace(stage="accruing")
    left = end_after_sales(order, {"S1": 999, "S2": 0})
    assert [("S1", 30)] == [(one.key, one.amount_minor) for one in left.shares]


def test_after_sales_that_end_twice_change_nothing() -> None:
    assert end_after_sales(SENT, {"S1": 1}) == SENT


@given(paid_minor=st.integers(0, 10**9), ratio_ppm=st.integers(0, 1_000_000))
def test_the_cap_is_the_ratio_rounded_down(paid_minor: int, ratio_ppm: int) -> None:
    order = NEW._replace(paid_minor=paid_minor)
    most_minor = most_shared_minor(order, {"ratio_ppm": ratio_ppm})
    assert most_minor * 1_000_000 <= paid_minor * ratio_ppm < (most_minor + 1) * 1_000_000


@given(amounts=st.lists(st.integers(1, 200), max_size=12))
def test_no_order_of_shares_gets_above_the_cap(amounts: list[int]) -> None:
    order = NEW
    for number, amount_minor in enumerate(amounts):
        order, problems = accrue(order, Share(f"S{number}", PERSON, amount_minor), WECHAT)
        assert bool(problems) == (f"S{number}" not in {one.key for one in order.shares})
    assert sum(one.amount_minor for one in order.shares) <= 300


@given(count=st.integers(0, 9), most=st.integers(1, 4))
def test_requests_take_every_share_once_and_in_order(count: int, most: int) -> None:
    shares = tuple(Share(f"S{n}", PERSON, 1) for n in range(count))
    parts = cut(ORDER._replace(shares=shares), {"receivers": most})
    assert shares == tuple(one for part in parts for one in part)
    assert all(0 < len(part) <= most for part in parts)


def test_what_was_sent_is_not_cut_again() -> None:
    assert cut(SENT, WECHAT) == ()
    assert codes(check_shares(SENT, SHARES[:1], WECHAT))[0] == "rail.repeated"


def test_shares_that_were_sent_count_in_the_cap() -> None:
    order = SENT._replace(shares=(*SENT.shares, Share("S3", PERSON, 251)))
    assert codes(check_shares(order, order.shares[2:], WECHAT)) == ["rail.above_share"]
    lower = order.shares[2]._replace(amount_minor=250)
    assert not check_shares(order, [lower], WECHAT)


def test_unfreezing_uses_up_one_of_the_requests_and_is_done_once() -> None:
    order = note_unfrozen(ORDER, "Q1")
    assert order == note_unfrozen(order, "Q2")
    assert ("Q1",) == order.request_keys


def test_a_key_stands_once_among_the_shares() -> None:
    order, _ = accrue(NEW, SHARES[0], WECHAT)
    same, problems = accrue(order, SHARES[0], WECHAT)
    assert (order, ["rail.repeated"]) == (same, codes(problems))


def test_a_share_is_at_least_one_unit() -> None:
    with pytest.raises(MoneyError):
        accrue(NEW, Share("S1", PERSON, 0), WECHAT)
    with pytest.raises(MoneyError):
        check_return(SENT, "S2", 0, DAY, WECHAT)


def test_what_a_person_received_is_never_called_back() -> None:
    found = check_return(SENT, "S1", 31, date(2027, 6, 1), WECHAT)
    assert codes(found) == ["rail.not_returnable", "rail.return_high", "rail.return_late"]


def test_a_service_that_publishes_no_end_has_none() -> None:
    limits = {"ratio_ppm": 300_000}
    many = SENT._replace(shares=(SENT.shares[1]._replace(return_count=10**6),))
    assert not check_return(many, "S2", 1, DAY + timedelta(days=10_000), limits)


@pytest.mark.parametrize("key", ["S9", "S1"])
def test_only_what_was_sent_can_come_back(key: str) -> None:
    assert codes(check_return(ORDER, key, 1, DAY, WECHAT)) == ["rail.missing"]


def test_notes_touch_one_share_only() -> None:
    first = note_shared(ORDER, "Q1", ("S1",), DAY)
    assert [("Q1", DAY), ("", None)] == [(one.request_key, one.shared_on) for one in first.shares]
    back = note_return(SENT, "S2", 5)
    assert (SENT.shares[0], 5) == (back.shares[0], back.shares[1].returned_minor)
    assert MERCHANT == back.shares[1].receiver


TIGHT = {"ratio_ppm": 300_000, "receivers": 2, "requests": 3, "returns": 2, "return_days": 180}
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(1, 200), st.integers(0, 5)), max_size=25
)


def stepped(order: SharedOrder, step: Step, amount_minor: int, number: int) -> SharedOrder:
    """Take a step if the checks allow it; else leave the order as it is."""
    receiver = MERCHANT if number % 2 else PERSON
    match step:
        case "accrue":
            return accrue(order, Share(f"S{number}", receiver, amount_minor), TIGHT)[0]
        case "end_after_sales":
            return end_after_sales(order, {f"S{number}": amount_minor})
        case "share":
            part = next(iter(cut(order, TIGHT)), ())
            request_key = f"Q{len(order.request_keys)}"
            is_refused = check_shares(order, part, TIGHT)
            keys = [one.key for one in part]
            return order if is_refused else note_shared(order, request_key, keys, DAY)
        case "unfreeze":
            return note_unfrozen(order, "U") if (order.stage, step) in CYCLE else order
        case "return":
            is_refused = check_return(order, f"S{number}", amount_minor, DAY, TIGHT)
            return order if is_refused else note_return(order, f"S{number}", amount_minor)


@given(taken_steps=steps)
def test_whatever_is_tried_in_whatever_order_the_bounds_are_kept(
    taken_steps: list[tuple[Step, int, int]],
) -> None:
    order = NEW
    for step, amount_minor, number in taken_steps:
        before, order = order, stepped(order, step, amount_minor, number)
        assert STAGES.index(before.stage) <= STAGES.index(order.stage)  # never backwards
        sent = [one for one in order.shares if one.request_key]
        assert sum(one.amount_minor for one in order.shares) <= 300
        assert not sent or order.stage in {"sharing", "unfrozen"}
        assert len({one.request_key for one in sent}) <= TIGHT["requests"]
        for one in order.shares:
            assert 0 <= one.returned_minor <= one.amount_minor
            assert one.return_count <= TIGHT["returns"]
            assert not one.returned_minor or (one in sent and one.receiver.kind == "merchant")
