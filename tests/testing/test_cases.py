"""Cases: told, settled, compared; what differs is said place by place."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import CaseError
from fenxiao.testing.cases import Difference, check_case, compare, report, run_case
from tests.testing.case_files import EVENTS, POLICY, made_case

TOUCH, PAID = EVENTS
ABOVE = {"plans": [POLICY["plans"][0] | {"ceiling_ppm": 1}]}


def test_a_case_that_holds_has_no_differences() -> None:
    assert () == check_case(made_case())


def test_each_part_that_differs_is_named() -> None:
    wallets = [
        {"member_id": "u2", "deferred_minor": 90, "held_minor": 10},
        {"member_id": "u3", "available_minor": 1},
    ]
    case = made_case(expect={"wallets": wallets, "kept": {"o1": {"u2": 99}}})
    assert [
        (("wallets", "u2 (CNY of m1)", "deferred_minor"), "90", "100"),
        (("wallets", "u2 (CNY of m1)", "held_minor"), "10", "0"),
        (("kept", "o1", "u2"), "99", "100"),
    ] == [one for one in check_case(case) if "u3" not in one.place[1]]
    (missing,) = (one for one in check_case(case) if "u3" in one.place[1])
    assert missing.got == "nothing"


def test_a_wallet_that_nobody_expects_is_named() -> None:
    (one,) = check_case(made_case(expect={"wallets": []}, defaults={"payer_id": "m1"}))
    assert (one.place, one.expected) == (("wallets", "u2 (CNY of m1)"), "nothing")
    assert '"deferred_minor": 100' in one.got


def test_lists_of_one_length_differ_place_by_place_and_others_as_a_whole() -> None:
    expect = {
        "wallets": [{"member_id": "u2", "deferred_minor": 100}],
        "reasons": {"o1": {"1": [["sale", 2, "paid"]]}},
    }
    (one,) = check_case(made_case(expect=expect))
    assert one == Difference(("reasons", "o1", "1", "[0]", "[1]"), "2", "1")
    expect["reasons"] = {"o1": {"1": []}}
    (one,) = check_case(made_case(expect=expect))
    assert one == Difference(("reasons", "o1", "1"), "[]", '[["sale", 1, "paid"]]')


def test_a_report_has_three_lines_a_difference() -> None:
    one = Difference(("kept", "o1", "会员"), "1", "2")
    assert report([one, one]).splitlines() == 2 * [
        "  kept › o1 › 会员",
        "    expected  1",
        "    got       2",
    ]
    assert report([]) == ""


def test_an_event_that_does_not_load_is_named() -> None:
    case = made_case(events=[TOUCH, PAID | {"buyer": "u1"}])
    outcome = run_case(case)
    assert (outcome.place, len(outcome.steps)) == ('event "e2"', 1)
    (one,) = compare(case, outcome)
    assert one.got.startswith('event.unknown_field at event "e2": Only published fields')


@pytest.mark.parametrize(
    "expected",
    [
        "plan.ceiling",
        {"code": "plan.ceiling"},
        {"code": "plan.ceiling", "ceiling_ppm": 1, "share_ppm": 100_000, "plan_id": "p1"},
    ],
)
def test_an_error_is_expected_by_code_or_with_facts(expected: object) -> None:
    assert () == check_case(made_case(policy=ABOVE, expect={"error": expected}))


@pytest.mark.parametrize(
    ("expected", "place", "got"),
    [
        ("plan.depth", ("error",), "plan.ceiling at policy"),
        ({"code": "plan.depth"}, ("error",), "plan.ceiling at policy"),
        ({"code": "plan.ceiling", "ceiling_ppm": 2}, ("error", "ceiling_ppm"), "1"),
        ({"code": "plan.ceiling", "rate_ppm": 2}, ("error", "rate_ppm"), "nothing"),
    ],
)
def test_another_error_than_expected_is_seen(
    expected: object, place: tuple[str, ...], got: str
) -> None:
    (one,) = check_case(made_case(policy=ABOVE, expect={"error": expected}))
    assert one.place == place
    assert one.got.startswith(got)


def test_an_error_that_does_not_come_is_seen() -> None:
    (one,) = check_case(made_case(expect={"error": "plan.depth"}))
    assert one == Difference(("error",), '"plan.depth"', "nothing")


def test_a_float_may_be_expected_to_be_refused() -> None:
    wrong = PAID | {"lines": [PAID["lines"][0] | {"paid_minor": 12.5}]}
    expect = {"error": {"code": "money.not_integer", "got": "12.5"}}
    assert () == check_case(made_case(events=[TOUCH, wrong], expect=expect))
    (one,) = check_case(made_case(events=[TOUCH, wrong], expect={"error": "event.no_lines"}))
    assert "money.not_integer" in one.got


def test_what_waits_after_the_last_event_is_gone_on_with() -> None:
    days = "2024-07-01T00:00:00Z"
    orders = [PAID | {"order_id": f"o{n}", "id": f"p{n}"} for n in (1, 2, 3)]
    received = [{"type": "order_confirmed", "order_id": f"o{n}"} for n in (1, 2, 3)]
    events = [TOUCH, *orders, *received, {"type": "release", "at": days, "limit": 1}]
    case = made_case(
        policy=POLICY | {"holding": {"holding_days": 1}},
        events=events,
        expect={"wallets": [{"member_id": "u2", "available_minor": 300}]},
    )
    assert () == check_case(case)


# ---------------------------------------------------------------- whatever a file says

ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from(["2024-06-01T00:00:00Z", "9999-12-31T23:59:59Z", "touch"]),
    lambda part: (
        st.lists(part, max_size=2) | st.dictionaries(st.text(max_size=2), part, max_size=2)
    ),
    max_leaves=4,
)
RICH: dict[str, Any] = {
    "policy": POLICY,
    "defaults": {"at": "2024-06-01T00:00:00Z", "line": {"quantity": 1}},
    "events": EVENTS,
    "expect": {
        "wallets": [{"member_id": "u2", "deferred_minor": 100}],
        "commissions": {"o1": {"1": [{"rule": "sale", "depth": 1, "payee": "u2", "minor": 100}]}},
        "reasons": {"o1": {"1": [["sale", 1, "paid"]]}},
        "storefronts": [
            {
                "visitor_id": "u1",
                "at": "2024-06-02T00:00:00Z",
                "owner_id": "u2",
                "reason": "upline",
            }
        ],
        "kept": {"o1": {"u2": 100}},
        "reversals": {"e2": {}},
        "credits": {"o1": []},
        "parents": {"u1": "u2"},
        "grades": {},
        "refusals": {},
        "warnings": {},
        "replayed": [],
    },
}


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    names = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for name in names:
        yield (*path, name)
        yield from spots(value[name], (*path, name))


def test_the_rich_case_holds() -> None:
    assert () == check_case(made_case(**RICH))


@given(spot=st.sampled_from(list(spots(RICH))), odd=ODD)
def test_whatever_stands_somewhere_is_refused_by_code_or_compared(
    spot: tuple[Any, ...], odd: object
) -> None:
    changed = copy.deepcopy(RICH)
    part: Any = changed
    for name in spot[:-1]:
        part = part[name]
    part[spot[-1]] = odd
    with contextlib.suppress(CaseError):
        report(check_case(made_case(**changed)))
