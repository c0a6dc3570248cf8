"""The service moves a member by hand, and says who stood where as of any instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from examples.host_sqlalchemy import people
from examples.host_sqlalchemy.host import Host
from fenxiao import Rebind, Touch, from_us, to_us
from fenxiao.settlement.book import Book
from tests.hosts.test_service import FakeClock, clock, engine, get, post, service
from tests.support.build import POLICY

__all__ = ["clock", "engine", "service"]  # fixtures

pytestmark = pytest.mark.hosts

START = datetime(2026, 6, 18, tzinfo=UTC)
MOVE = {"relation": "customer", "reason": "wrong code", "maker_id": "ann", "checker_id": "bob"}


def lock(service: httpx.Client, sharer: str, visitor: str, at: datetime = START) -> None:
    post(
        service,
        "/shares/click",
        id=f"{sharer} {visitor}",
        at=at.isoformat(),
        sharer_id=sharer,
        visitor_id=visitor,
    )


def upline(service: httpx.Client, member: str, at: datetime) -> list[str]:
    found = get(service, f"/members/{member}", at=at.isoformat())
    return [one["parent_id"] for one in found["upline"]]


def fans(service: httpx.Client, member: str, at: datetime) -> list[str]:
    found = get(service, f"/members/{member}", at=at.isoformat())
    return [one["member_id"] for one in found["fans"]]


def test_a_move_counts_from_its_instant_and_the_past_stays(service: httpx.Client) -> None:
    lock(service, "u1", "u2")
    lock(service, "u2", "u3")
    moved_at = START + timedelta(days=3)
    answer = post(
        service,
        "/members/u2/rebind",
        id="move",
        at=moved_at.isoformat(),
        parent_id="u9",
        **MOVE,
    )
    assert "applied" == answer["status"]
    before, after = moved_at - timedelta(seconds=1), moved_at
    assert ["u2", "u1"] == upline(service, "u3", before)
    assert ["u2", "u9"] == upline(service, "u3", after)
    assert (["u2"], []) == (fans(service, "u1", before), fans(service, "u1", after))
    assert ([], ["u2"]) == (fans(service, "u9", before), fans(service, "u9", after))
    (row,) = get(service, "/members/u9", at=after.isoformat())["fans"]
    assert ("rebind", "move", None) == (row["cause"], row["event_id"], row["until"])


def test_nobody_approves_his_own_request(service: httpx.Client) -> None:
    fields: dict[str, Any] = {"id": "move", "parent_id": "u9", **MOVE, "checker_id": "ann"}
    response = service.post("/members/u2/rebind", json=fields)
    assert 422 == response.status_code
    assert ("event.bad_field", "checker_id") == (response.json()["code"], response.json()["field"])


def test_a_circle_is_an_answer(service: httpx.Client) -> None:
    lock(service, "u1", "u2")
    at = (START + timedelta(days=1)).isoformat()
    answer = post(service, "/members/u1/rebind", id="move", at=at, parent_id="u2", **MOVE)
    assert "graph.circle" == answer["refusal"]["code"]


def test_who_is_not_known_stands_alone(service: httpx.Client) -> None:
    found = get(service, "/members/nobody")
    assert ([], [], "customer") == (found["upline"], found["fans"], found["relation"])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"at": "yesterday"}, "event.bad_field"),
        ({"at": "2026-06-18T00:00:00"}, "event.naive_instant"),
        ({"relation": "friends"}, "event.bad_field"),
    ],
)
def test_a_bad_question_is_answered_with_its_code(
    service: httpx.Client, query: dict[str, str], code: str
) -> None:
    response = service.get("/members/u1", params=query)
    assert (422, code) == (response.status_code, response.json()["code"])


def test_a_page_of_fans_goes_on_after_its_last(engine: Engine, clock: FakeClock) -> None:
    host = Host(engine, POLICY)
    for number in range(people.PAGE + 5):
        name = f"f{number:03}"
        host.apply(Touch(id=name, at=START, sharer_id="star", visitor_id=name))
    first = people.member(engine, "star", "customer", clock()).fans
    rest = people.member(engine, "star", "customer", clock(), first[-1].member_id).fans
    names = [one.member_id for one in (*first, *rest)]
    assert [f"f{number:03}" for number in range(people.PAGE + 5)] == names


def test_the_service_says_what_the_book_says(engine: Engine) -> None:
    """Fans and uplines as of every instant, after moves, against the book in memory."""
    host, book = Host(engine, POLICY), Book(POLICY)
    pairs = [("a", "b"), ("b", "c"), ("a", "d"), ("d", "e"), ("x", "y")]
    events: list[Touch | Rebind] = [
        Touch(id=f"{one}{two}", at=START, sharer_id=one, visitor_id=two) for one, two in pairs
    ]
    moves = [("b", "x", True), ("d", "y", False), ("b", None, True), ("b", "e", True)]
    events += [
        Rebind(
            id=f"move {day}",
            at=START + timedelta(days=day),
            relation="customer",
            member_id=member,
            parent_id=parent,
            with_subtree=is_whole,
            reason="r",
            maker_id="ann",
            checker_id="bob",
        )
        for day, (member, parent, is_whole) in enumerate(moves, 1)
    ]
    for event in events:
        assert "applied" == host.apply(event).status
        book.apply(event)
    for day in range(-1, 6):
        at = from_us(to_us(START + timedelta(days=day)))
        for one in "abcdexy":
            found = people.member(engine, one, "customer", at)
            above = tuple(row.parent_id for row in found.upline)
            assert book.upline(one, "customer", at, limit=9) == above
            under = tuple(row.member_id for row in found.fans)
            assert book.children(one, "customer", at) == under
