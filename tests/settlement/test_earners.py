"""Earners: what is read of whom, in how many rounds, and as of which instant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import pytest

from fenxiao.model.contract import Fact, Key, Need, Row, Scan
from fenxiao.model.credit_records import Credit
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Binding, Member, Standing
from fenxiao.model.who import Who
from fenxiao.rules import amounts
from fenxiao.rules.custom import Custom
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People, blank, plain_people
from fenxiao.rules.plan import Plan
from fenxiao.rules.role import Role
from fenxiao.settlement.book import Book
from fenxiao.settlement.earners import CHAIN_LIMIT, Ordered, decide_people, terms_us
from fenxiao.settlement.policy import Policy
from tests.support.build import START, at, at_us, feed, line_of, paid

CHAIN = ("u1", "u2", "u3")
SALE = Levels(rule_id="sale", rates_ppm=(10_000, 10_000))
GRADED = Levels(
    rule_id="sale", rows=(amounts.Row(grades=("gold",), rates_ppm=(20_000,)),), rates_ppm=(10_000,)
)
TENURED = Levels(
    rule_id="sale", rows=(amounts.Row(tenure_until_days=30, rates_ppm=(2,)),), rates_ppm=(1,)
)
ANCHOR = Role(rule_id="anchor", role="room", rates_ppm=(10_000,))
INVITED = Role(rule_id="anchor", role="room", rates_ppm=(10_000, 5_000, 2_000))


@dataclass
class World:
    """Who stands above whom, what members were when, and what was asked of it."""

    parents: dict[tuple[str, str], str] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    standings: dict[str, list[Standing]] = field(default_factory=dict)
    rounds: list[Need] = field(default_factory=list)

    def load(self, need: Need) -> dict[Key | Scan, Fact | tuple[Row, ...]]:
        self.rounds.append(need)
        found: dict[Key | Scan, Fact | tuple[Row, ...]] = {}
        for key in need.keys:
            member = self.members.get(key[1])
            found[key] = None if member is None else (member, 1)
        for scan in need.scans:
            found[scan] = self.upline(scan) if scan.name == "upline" else self.standing(scan)
        return found

    def upline(self, scan: Scan) -> tuple[Row, ...]:
        relation, member_id = str(scan.args[0]), str(scan.args[1])
        path: list[Row] = []
        while len(path) < scan.limit and (relation, member_id) in self.parents:
            parent = self.parents[relation, member_id]
            path.append((Binding(relation, member_id, "e", parent, 0, None, "touch"), 1))
            member_id = parent
        return tuple(path)

    def standing(self, scan: Scan) -> tuple[Row, ...]:
        member_id, at_us_ = str(scan.args[0]), int(scan.args[1])
        known = [one for one in self.standings.get(member_id, []) if one.since_us <= at_us_]
        return tuple((one, 1) for one in known[-1:])


def plan(*rules: Any, **fields: Any) -> Plan:
    known: dict[str, Any] = {"plan_id": "p", "effective_from": START, "ceiling_ppm": 500_000}
    return Plan(rules=rules, **known | fields)


def room(holder_id: str, reason: str = "credited", kind: Any = "room") -> Credit:
    return Credit(kind, holder_id, reason, "", "order", "", 0, None, None, 1, ("1",), ())


def ordered(*answers: Credit, upline: tuple[str, ...] = CHAIN, day: int = 10) -> Ordered:
    return Ordered("b", upline, answers, at_us(day), is_first_order=True)


def people_of(world: World, asked: Ordered, made: Plan) -> People:
    facts: dict[Key | Scan, Fact | tuple[Row, ...]] = {}
    while True:
        found = decide_people(asked, facts, made.alone)
        if isinstance(found, People):
            return found
        facts.update(world.load(found))


def asked_members(world: World) -> list[list[str]]:
    """Return of whom something was read, round by round."""
    return [
        [
            *(key[1] for key in need.keys),
            *(str(scan.args[scan.name == "upline"]) for scan in need.scans),
        ]
        for need in world.rounds
    ]


def standing(member_id: str, day: int, grade: str, status: Any = "active") -> Standing:
    return Standing(member_id, "e", at_us(day), status, grade, is_verified=True, cause="promotion")


# ---------------------------------------------------------------- what is read


def test_a_plain_plan_reads_nobody() -> None:
    world = World()
    answers = (room("h"),)
    assert plain_people("b", CHAIN, answers) == people_of(world, ordered(*answers), plan(SALE))
    assert [] == world.rounds


@pytest.mark.parametrize(
    ("rule", "fields", "kinds"),
    [
        pytest.param(GRADED, {}, {"standing"}, id="grades are history"),
        pytest.param(TENURED, {}, {"member"}, id="tenure is in his row"),
        pytest.param(SALE, {"merges_persons": True}, {"member"}, id="so is who he is"),
        pytest.param(
            replace(SALE, earner=Who(statuses=("active",))), {}, {"standing"}, id="a status"
        ),
        pytest.param(replace(SALE, earner=Who(has_bought=True)), {}, {"member"}, id="a purchase"),
        pytest.param(
            replace(GRADED, earner=Who(is_registered=True)), {}, {"member", "standing"}, id="both"
        ),
    ],
)
def test_what_a_plan_asks_of_people_is_read_in_one_round(
    rule: Levels, fields: dict[str, Any], kinds: set[str]
) -> None:
    world = World()
    people_of(world, ordered(), plan(rule, **fields))
    (need,) = world.rounds
    assert kinds == {*(key[0] for key in need.keys), *(scan.name for scan in need.scans)}
    assert {"b", *CHAIN} == {*asked_members(world)[0]}


def test_a_plan_that_asks_about_the_order_alone_reads_nobody() -> None:
    world = World()
    people_of(world, ordered(), plan(replace(SALE, scope="order")))
    assert [] == world.rounds


@pytest.mark.parametrize(
    ("upline", "expected"),
    [
        pytest.param((), [], id="no upline, so nobody is far"),
        pytest.param(("u1", "u2"), [], id="the chain ends before the third"),
        pytest.param(CHAIN, [["u3"]], id="above the third upline"),
    ],
)
def test_whether_a_holder_is_far_is_asked_only_where_it_may_be(
    upline: tuple[str, ...], expected: list[list[str]]
) -> None:
    world = World()
    people_of(world, ordered(room("h"), upline=upline), plan(ANCHOR))
    assert expected == asked_members(world)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(room("u2"), id="an upline"),
        pytest.param(room("b"), id="the buyer"),
        pytest.param(room("h", "expired"), id="who is not credited"),
        pytest.param(room("h", kind="link"), id="a kind that no rule pays"),
    ],
)
def test_holders_whose_place_is_known_or_who_are_not_paid_are_not_looked_for(
    answer: Credit,
) -> None:
    world = World()
    people_of(world, ordered(answer), plan(ANCHOR))
    assert [] == world.rounds


def test_rounds_are_inviters_then_the_far_chain_then_people() -> None:
    world = World({("team", "h"): "i", ("team", "i"): "j"})
    rule = replace(INVITED, rows=(amounts.Row(grades=("gold",), rates_ppm=(1,)),))
    found = people_of(world, ordered(room("h")), plan(rule))
    assert [["h"], ["u3"], ["b", *CHAIN, "h", "i", "j"]] == asked_members(world)
    assert ["i", "j"] == [one.member.member_id for one in found.inviters["team", "h"]]
    assert {"h"} == set(found.holders)


# ---------------------------------------------------------------- holders and inviters


@pytest.mark.parametrize(
    ("rule", "relation", "expected"),
    [
        pytest.param(ANCHOR, "team", {}, id="a rule of one place has no inviters"),
        pytest.param(replace(INVITED, rates_ppm=(1, 1)), "team", {"h": ["i"]}, id="one inviter"),
        pytest.param(INVITED, "team", {"h": ["i", "j"]}, id="two, nearest first"),
        pytest.param(
            replace(ANCHOR, rows=(amounts.Row(skus=("x",), rates_ppm=(1, 1)),)),
            "team",
            {"h": ["i"]},
            id="as many as the longest row",
        ),
        pytest.param(INVITED, "unit", {"h": []}, id="of its own relation alone"),
    ],
)
def test_inviters(rule: Role, relation: str, expected: dict[str, list[str]]) -> None:
    world = World({(relation, "h"): "i", (relation, "i"): "j", (relation, "j"): "k"})
    found = people_of(world, ordered(room("h")), plan(rule))
    assert expected == {
        holder: [one.member.member_id for one in above]
        for (_, holder), above in found.inviters.items()
    }


def test_an_unfit_holder_has_a_place_and_inviters_too() -> None:
    world = World({("team", "h"): "i"})
    found = people_of(world, ordered(room("h", "unfit")), plan(INVITED))
    assert (["h"], [("team", "h")]) == ([*found.holders], [*found.inviters])


def test_a_custom_rule_may_pay_every_kind_of_holder() -> None:
    own = Custom(rule_id="own", custom="host", at_most_ppm=1)
    found = people_of(World(), ordered(room("h", kind="link")), plan(own))
    assert ["h"] == [*found.holders]


def long_chain(length: int) -> dict[tuple[str, str], str]:
    """Return a chain of so many members above the third upline."""
    names = ["u3", *(f"v{number}" for number in range(1, length + 1))]
    return {("customer", low): high for low, high in pairwise(names)}


@pytest.mark.parametrize(
    ("length", "holder", "rounds"),
    [
        pytest.param(1, "v1", 1, id="the fourth"),
        pytest.param(99, "v99", 1, id="the last of a short chain"),
        pytest.param(100, "v100", 2, id="the last of the first page"),
        pytest.param(150, "v101", 2, id="the first of the second page"),
        pytest.param(250, "v250", 3, id="the last of the third"),
    ],
)
def test_a_holder_further_than_three_is_found_however_far(
    length: int, holder: str, rounds: int
) -> None:
    world = World(long_chain(length))
    found = people_of(world, ordered(room(holder), room("stranger")), plan(ANCHOR))
    assert (frozenset({holder}), rounds) == (found.far, len(world.rounds))
    assert [4, None] == [found.depth_of(one) for one in (holder, "stranger")]
    assert {CHAIN_LIMIT} == {scan.limit for need in world.rounds for scan in need.scans}


def test_a_far_inviter_is_found_too() -> None:
    world = World(long_chain(5) | {("team", "h"): "v4"})
    found = people_of(world, ordered(room("h")), plan(INVITED))
    assert frozenset({"v4"}) == found.far


# ---------------------------------------------------------------- as of the instant


@pytest.mark.parametrize(
    ("day", "grade"),
    [
        pytest.param(4, "", id="before his first grade"),
        pytest.param(5, "silver", id="from that instant on"),
        pytest.param(9, "silver", id="the day before the next"),
        pytest.param(10, "gold", id="the next grade"),
    ],
)
def test_a_grade_is_that_of_the_instant(day: int, grade: str) -> None:
    now = blank("u1")._replace(grade="diamond", status="left")
    history = [standing("u1", 5, "silver"), standing("u1", 10, "gold")]
    world = World(members={"u1": now}, standings={"u1": history})
    found = people_of(world, ordered(day=day), plan(GRADED, merges_persons=True))
    assert grade == found.upline[0].member.grade
    assert ("active" if grade else "none") == found.upline[0].member.status


@pytest.mark.parametrize(
    ("enrolled_us", "expected"),
    [
        pytest.param(None, None, id="no promoter"),
        pytest.param(at_us(10) + 1, None, id="he became one later"),
        pytest.param(at_us(10), 0, id="at that instant"),
        pytest.param(at_us(9) + 1, 0, id="not yet a whole day"),
        pytest.param(at_us(9), 1, id="a whole day"),
        pytest.param(at_us(10) - 30 * DAY_US, 30, id="thirty days"),
    ],
)
def test_tenure_is_in_whole_days(enrolled_us: int | None, expected: int | None) -> None:
    world = World(members={"u1": blank("u1")._replace(enrolled_us=enrolled_us)})
    assert expected == people_of(world, ordered(), plan(TENURED)).upline[0].tenure_days


def test_persons_are_known_where_the_plan_merges_them() -> None:
    world = World(members={"u1": blank("u1")._replace(identity_token="p")})
    merged = people_of(world, ordered(), plan(SALE, merges_persons=True))
    assert ["p", "", ""] == [one.person_id for one in merged.upline]


def test_what_is_known_of_the_order_is_passed_on() -> None:
    found = people_of(World(), ordered(room("u1")), plan(ANCHOR))
    assert found.is_first_order
    assert ((room("u1"),), frozenset()) == (found.credits, found.far)


@pytest.mark.parametrize(
    ("terms_at", "placed", "captured", "day"),
    [
        pytest.param("paid", 1, 2, 3, id="paid, whatever else is known"),
        pytest.param("placed", 1, 2, 1, id="placed"),
        pytest.param("placed", None, 2, 3, id="placed, but nobody said when"),
        pytest.param("first_capture", 1, 2, 2, id="the first capture"),
        pytest.param("first_capture", 1, None, 3, id="no capture is known"),
    ],
)
def test_the_instant_of_the_terms(
    terms_at: Any, placed: int | None, captured: int | None, day: int
) -> None:
    order = replace(
        paid("o1", "b", day=3),
        placed_at=None if placed is None else at(placed),
        captured_at=None if captured is None else at(captured),
    )
    policy = Policy(plans=(plan(SALE, terms_at=terms_at),))
    assert at_us(day) == terms_us(order, policy)


# ---------------------------------------------------------------- whole orders


@pytest.mark.parametrize(
    ("terms_at", "placed", "expected"),
    [
        pytest.param("paid", 1, "new", id="the plan of the payment"),
        pytest.param("placed", 1, "old", id="the plan of the placing"),
        pytest.param("placed", 5, "new", id="placed as the new plan begins"),
        pytest.param("placed", None, "new", id="nobody said when it was placed"),
    ],
)
def test_the_plan_in_force_at_the_payment_names_the_instant_whose_plan_counts(
    terms_at: Any, placed: int | None, expected: str
) -> None:
    plans = (
        plan(SALE, plan_id="old"),
        plan(SALE, plan_id="new", effective_from=at(5), terms_at=terms_at),
    )
    book = feed_book(Policy(plans=plans), line_of("u1", "b"))
    order = paid("o1", "b", day=6)
    book.apply(replace(order, placed_at=None if placed is None else at(placed)))
    terms = book.terms("o1")
    assert terms is not None
    chosen = placed if terms_at == "placed" and placed is not None else 6
    assert (expected, at_us(chosen)) == (terms.plan_id, terms.terms_us)


def feed_book(policy: Policy, events: Iterable[Any]) -> Book:
    book = Book(policy)
    feed(book, *events)
    return book


def test_bindings_are_those_of_the_instant_of_the_terms() -> None:
    book = feed_book(Policy(plans=(plan(SALE, terms_at="placed"),)), line_of("u1", "b"))
    early = replace(paid("o1", "c", day=6), placed_at=at(1))
    feed(book, *(replace(one, at=at(3)) for one in line_of("u1", "c")), early)
    feed(book, replace(paid("o2", "c", day=7), placed_at=at(3)))
    uplines = [terms.upline for terms in map(book.terms, ("o1", "o2")) if terms is not None]
    assert [(), ("u1",)] == uplines
