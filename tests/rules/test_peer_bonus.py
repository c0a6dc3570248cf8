"""Peer bonus: who is whose peer, of what he is paid, and what ends a run."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.model.who import Who
from fenxiao.rules.differential import Differential
from fenxiao.rules.fields import Unfit
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.people import People
from tests.rules.desk import Slots, item, made, people, person, row, slots

ACTIVE = Who(statuses=("active",))
GRADED = (row("a", percent=[5]), row("b", percent=[10]), row("z", percent=[0]))
GAP = Differential(rule_id="gap", rows=GRADED)
OWN = Differential(rule_id="gap", rows=GRADED, has_own_sales=True)
PEER = PeerBonus(rule_id="peer", of="gap", rates_ppm=(100_000, 40_000))


def peers(chain: People, *, rule: PeerBonus = PEER, gap: Differential = GAP, **plan: Any) -> Slots:
    return slots(made(gap, rule, **plan), chain, item(1_000), only="peer")


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        pytest.param("aaa", ["1 u1 0 earns_gap", "2 u2 5 paid", "3 u3 2 paid"], id="two peers"),
        pytest.param(
            "aba", ["1 u1 0 earns_gap", "2 u2 0 earns_gap", "3 u3 0 not_a_peer"], id="a run ends"
        ),
        pytest.param(
            "abb", ["1 u1 0 earns_gap", "2 u2 0 earns_gap", "3 u3 5 paid"], id="of the new gap"
        ),
        pytest.param(
            "bab", ["1 u1 0 earns_gap", "2 u2 0 not_a_peer", "3 u3 10 paid"], id="others pass"
        ),
        pytest.param(
            "xxx",
            ["1 u1 0 not_a_peer"] + [f"{n} u{n} 0 not_a_peer" for n in (2, 3)],
            id="who earns no gap starts no run",
        ),
        pytest.param("zz", ["1 u1 0 not_a_peer", "2 u2 0 not_a_peer"], id="a gap of zero is none"),
    ],
)
def test_peers_of_the_buyers_uplines(grades: str, expected: Slots) -> None:
    assert expected == peers(people(*grades))


def test_who_has_no_grade_has_no_peer() -> None:
    gap = Differential(rule_id="gap", rates_ppm=(100_000,))
    expected = ["1 u1 0 earns_gap", "2 u2 0 not_a_peer"]
    assert expected == peers(people("", ""), gap=gap)
    assert ["1 u1 0 earns_gap", "2 u2 10 paid"] == peers(people("x", "x"), gap=gap)


def test_a_buyer_who_earns_his_own_sales_has_peers() -> None:
    found = peers(people("a", "b", "b", buyer="a"), gap=OWN)
    assert ["1 u1 5 paid", "2 u2 0 earns_gap", "3 u3 5 paid"] == found


def test_peers_beyond_the_places_are_named() -> None:
    found = peers(people("a", "a", "a", buyer="a"), gap=OWN)
    assert ["1 u1 5 paid", "2 u2 2 paid", "3 u3 0 peers_used"] == found
    one_place = PeerBonus(rule_id="peer", of="gap", rates_ppm=(100_000,))
    found = peers(people("a", "a", "b", buyer="a"), rule=one_place, gap=OWN)
    assert ["1 u1 5 paid", "2 u2 0 peers_used", "3 u3 0 earns_gap"] == found


@pytest.mark.parametrize(
    ("unfit", "expected"),
    [
        pytest.param("keep", ["2 u2 5 unfit", "3 u3 2 paid"], id="keep uses his place"),
        pytest.param("stop", ["2 u2 5 unfit", "3 u3 2 stopped"], id="stop ends the run"),
        pytest.param("compress", ["2 u2 0 compressed", "3 u3 5 paid"], id="the next is first"),
    ],
)
def test_peers_who_may_not_earn(unfit: Unfit, expected: Slots) -> None:
    rule = PeerBonus(
        rule_id="peer", of="gap", rates_ppm=(100_000, 40_000), earner=ACTIVE, unfit=unfit
    )
    assert expected == peers(people("a", "a", "a", unfit=[2]), rule=rule)[1:]


def test_an_earner_who_is_not_really_paid_has_no_peers() -> None:
    found = peers(people("a", "a", unfit=[1]), earner=ACTIVE)
    assert ["1 u1 0 not_a_peer", "2 u2 0 not_a_peer"] == found


def test_another_base_is_that_of_the_line() -> None:
    rule = PeerBonus(rule_id="peer", of="gap", base="paid", rates_ppm=(10_000,))
    assert ["1 u1 0 earns_gap", "2 u2 10 paid"] == peers(people("a", "a"), rule=rule)


def test_the_commission_is_that_of_the_one_earner_alone() -> None:
    found = peers(people("a", "b", "b"))
    assert "3 u3 5 paid" == found[2]  # 10% of the gap of 50, not of 50 + 50


def test_before_the_trim_the_whole_gap_counts_and_after_it_what_is_left() -> None:
    chain = people("b", "b")
    assert "2 u2 0 paid" == peers(chain, ceiling_ppm=100_000)[1]  # all ceiling went to the gap
    shared = PeerBonus(rule_id="peer", of="gap", funded_by="gap", rates_ppm=(100_000,))
    assert "2 u2 6 paid" == peers(chain, rule=shared, ceiling_ppm=60_000)[1]  # 10% of 60
    plan = made(GAP, shared, ceiling_ppm=60_000)
    assert ["1 u1 54 paid", "2 u2 0 no_gap"] == slots(plan, chain, item(1_000), only="gap")


def test_the_buyers_other_account_is_no_peer() -> None:
    chain = (person("u1", "a"), person("u2", "a", of="p"), person("u3", "a"))
    found = peers(People(person("b", of="p"), chain), merges_persons=True)
    assert ["1 u1 0 earns_gap", "2 u2 5 same_person", "3 u3 2 paid"] == found


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"rates_ppm": (1,)}, "plan.of", id="no rule whose earners have peers"),
        pytest.param({"of": "gap"}, "plan.depth", id="no amount"),
        pytest.param({"of": "gap", "rates_ppm": (0.5,)}, "plan.bad_field", id="a float"),
        pytest.param({"of": "gap", "rates_ppm": (1, 1, 1, 1)}, "plan.depth", id="a fourth peer"),
        pytest.param({"of": "gap", "self_rate_ppm": 1}, "plan.bad_field", id="the buyer himself"),
        pytest.param({"of": "", "rates_ppm": (1,)}, "plan.bad_field", id="an empty name"),
    ],
)
def test_wrong_peer_bonuses_are_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        PeerBonus(rule_id="peer", **fields)
    assert code == caught.value.code
