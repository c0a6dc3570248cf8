"""Enrolment: applying, being decided, leaving and coming back, as the table says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.graph.enrolment import STEPS, EnrolmentPolicy, follow
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.events import Event, Registered, SettleFans
from fenxiao.model.instants import from_us
from fenxiao.model.records import Audit, MemberStatus, Node
from fenxiao.model.who import Who
from fenxiao.settlement import counts
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import (
    at,
    at_us,
    book_of,
    codes,
    confirmed,
    feed,
    line,
    paid,
    refunded,
    release,
)
from tests.support.careers import (
    applied,
    closed,
    decided,
    history,
    left,
    marked,
    money,
    of_fans,
    policy,
    returned,
    status,
    told,
    touched,
    verified,
)

OPEN = policy(None, EnrolmentPolicy(is_automatic=True, grace_days=30))
CHECKED = policy(None, EnrolmentPolicy())
STEP_EVENTS: dict[str, Callable[..., Event]] = {
    "applied": applied,
    "approved": decided,
    "rejected": lambda member_id, day: decided(member_id, day=day, is_approved=False),
    "verified": verified,
    "suspended": status,
    "reinstated": lambda member_id, day: status(member_id, "active", day=day),
    "left": left,
    "returned": returned,
}


def status_of(book: Book, member_id: str = "u1") -> str:
    member = book.member(member_id)
    return member.status if member is not None else "none"


def node_of(book: Book, member_id: str = "u1") -> Node:
    node, _ = book.rows["node", "customer", member_id]
    assert isinstance(node, Node)
    return node


def test_a_whole_life() -> None:
    book = book_of(applied("u1"), decided("u1"), verified("u1"), of=CHECKED)
    feed(book, status("u1"), status("u1", "active", day=5), left("u1", day=6))
    feed(book, returned("u1", day=7), left("u1", day=8), closed("u1", day=38))
    causes = [one.cause for one in history(book, "u1")]
    expected = ["applied", "approved", "verified", "suspended", "reinstated"]
    assert [*expected, "left", "returned", "left", "closed"] == causes
    standing = book.standing("u1", at(4))
    assert standing is not None
    assert (standing.status, standing.is_verified) == ("suspended", True)
    assert status_of(book) == "deleted"
    audits = [one for key, (one, _) in book.rows.items() if key[0] == "audit"]
    assert sorted(one[4:6] for one in audits) == [("clerk", "chief")] * 2 + [("u1", "chief")]


def test_who_meets_the_condition_of_an_open_shop_needs_no_approval() -> None:
    book = book_of(applied("u1"), of=OPEN)
    member = book.member("u1")
    assert member is not None
    assert (member.status, member.status_us, member.standing_us) == ("active", at_us(1), at_us(1))
    assert [one.cause for one in history(book, "u1")] == ["approved"]


def test_who_was_rejected_may_apply_again() -> None:
    book = book_of(applied("u1"), decided("u1", is_approved=False), of=CHECKED)
    assert status_of(book) == "rejected"
    feed(book, applied("u1", day=3), decided("u1", day=4))
    assert status_of(book) == "active"


def test_who_was_suspended_when_he_left_returns_as_suspended() -> None:
    book = book_of(applied("u1"), status("u1", day=2), left("u1"), returned("u1"), of=OPEN)
    member = book.member("u1")
    assert member is not None
    assert (member.status, member.left_from, member.grace_until_us) == ("suspended", "none", None)


@given(names=st.lists(st.sampled_from(sorted(STEP_EVENTS)), max_size=12))
def test_any_steps_do_what_the_table_says(names: list[str]) -> None:
    book = Book(CHECKED)
    now: MemberStatus = "none"
    was: MemberStatus = "none"
    for day, name in enumerate(names):
        step = next(one for one in STEPS if one == name)
        become = follow(now, step)
        made = book.apply(STEP_EVENTS[name]("u1", day=day))
        assert (become is not None) is (made.refusal is None)
        if become is None:
            assert codes([made]) == ["enrolment.not_possible"]
            continue
        was = now if name == "left" else was
        now = "suspended" if name == "returned" and was == "suspended" else become
        assert status_of(book) == now
    since = [one.since_us for one in history(book, "u1")]
    assert sorted(set(since)) == since


@pytest.mark.parametrize(
    ("who", "before"),
    [
        (Who(is_registered=True), Registered(id="r", at=at(0), member_id="u1")),
        (Who(is_verified=True), verified("u1", day=0)),
        (Who(has_bought=True), paid("o1", "u1", day=0)),
    ],
)
def test_a_condition_on_who_applies(who: Who, before: Event) -> None:
    of = policy(None, EnrolmentPolicy(who=who, is_automatic=True))
    book = Book(of)
    made = book.apply(applied("u1"))
    assert codes([made]) == ["enrolment.unmet"]
    assert made.puts[0].key == ("event", "apply u1 1")
    assert ("member", "u1") in {put.key for put in made.puts}
    feed(book, before, applied("u1", day=2))
    assert status_of(book) == "active"


def test_a_condition_on_purchases() -> None:
    """A 398 package: who has settled purchases of so much may become a distributor."""
    of = policy(None, EnrolmentPolicy(all_of=(money("purchases", 39_800),), is_automatic=True))
    book = book_of(paid("o1", "u1", line(39_800)), confirmed("o1"), of=of)
    assert codes([book.apply(applied("u1", day=2))]) == ["enrolment.unmet"]
    feed(book, release(day=3), applied("u1", day=3))
    assert status_of(book) == "active"


def test_a_refund_before_applying_counts() -> None:
    of = policy(None, EnrolmentPolicy(all_of=(money("purchases", 100),), is_automatic=True))
    book = book_of(paid("o1", "u1", line(100)), confirmed("o1"), release(day=3), of=of)
    feed(book, refunded("o1", day=4))
    made = book.apply(applied("u1", day=5))
    assert made.refusal is not None
    expected = 'Who applies must meet the condition; "u1" does not meet "purchases": 0 of 100.'
    assert expected == made.refusal.message


def test_a_condition_on_being_invited() -> None:
    of = policy(None, EnrolmentPolicy(invited_in="team", is_automatic=True))
    book = Book(of)
    assert codes([book.apply(applied("u1"))]) == ["enrolment.unmet"]
    feed(book, touched("boss", "u1"), applied("u1", day=2))
    assert status_of(book) == "active"


@pytest.mark.parametrize(
    ("before", "event", "of", "code"),
    [
        ((), applied("u1"), policy(None), "enrolment.no_policy"),
        ((applied("u1"),), applied("u1", day=2), CHECKED, "enrolment.not_possible"),
        ((), decided("u1"), CHECKED, "enrolment.not_possible"),
        ((), status("u1"), OPEN, "enrolment.not_possible"),
        ((), left("u1"), OPEN, "enrolment.not_possible"),
        ((applied("u1"),), returned("u1"), OPEN, "enrolment.not_possible"),
        ((applied("u1"), left("u1")), returned("u1", day=35), OPEN, "enrolment.grace_over"),
        ((applied("u1"),), closed("u1"), OPEN, "enrolment.not_possible"),
        ((applied("u1"), left("u1")), closed("u1", day=34.9), OPEN, "enrolment.in_grace"),
        (
            (applied("u1"), left("u1"), closed("u1")),
            verified("u1", day=60),
            OPEN,
            "enrolment.not_possible",
        ),
    ],
)
def test_what_is_refused(before: tuple[Event, ...], event: Event, of: Policy, code: str) -> None:
    book = book_of(*before, of=of)
    rows = {key: row for key, row in book.rows.items() if key[0] != "event"}
    assert codes([book.apply(event), book.apply(event)]) == [code, code]
    assert rows == {key: row for key, row in book.rows.items() if key[0] != "event"}


def test_the_last_moment_of_the_grace() -> None:
    book = book_of(applied("u1"), left("u1"), of=OPEN)
    member = book.member("u1")
    assert member is not None
    assert member.grace_until_us == at_us(35)
    feed(book, returned("u1", day=34.999))
    other = book_of(applied("u1"), left("u1"), closed("u1", day=35), of=OPEN)
    assert status_of(other) == "deleted"


def test_a_counter_that_is_too_long_is_folded_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "TALLY_LIMIT", 1)
    of = policy(None, EnrolmentPolicy(all_of=(money("purchases", 1),)))
    book = book_of(paid("o1", "u1"), confirmed("o1"), release(day=3), of=of)
    made = book.apply(applied("u1", day=4))
    assert codes([made]) == ["grade.fold_first"]
    assert not made.puts


@pytest.mark.parametrize(
    ("before", "event", "expected"),
    [
        ((verified("u1", day=2),), applied("u1", day=2), "active"),
        ((applied("u1", day=9),), status("u1"), "suspended"),
        ((applied("u1", day=5),), left("u1"), "left"),
        ((applied("u1"), left("u1", day=6)), returned("u1"), "active"),
        ((applied("u1"), verified("u1", day=60), left("u1")), closed("u1"), "deleted"),
    ],
)
def test_a_step_that_is_told_late_counts_right_after_the_newest(
    before: tuple[Event, ...], event: Event, expected: str
) -> None:
    book = book_of(*before, of=OPEN)
    newest_us = history(book, "u1")[-1].since_us
    feed(book, event)
    assert (status_of(book), newest_us + 1) == (expected, history(book, "u1")[-1].since_us)


def test_who_was_bound_later_or_no_longer_was_not_invited() -> None:
    of = policy(
        None,
        EnrolmentPolicy(invited_in="team", is_automatic=True),
        bindings=(BindingPolicy(relation="team", valid_days=30),),
    )
    book = book_of(touched("boss", "u1", day=5), of=of)
    days = (4, 35, 60)
    made = [book.apply(applied("u1", day=day)) for day in days]
    assert codes(made) == ["enrolment.unmet"] * 3
    feed(book, applied("u1", day=5))
    assert status_of(book) == "active"


LIFTS = (BindingPolicy(on_leave="lift"), BindingPolicy(relation="team", on_leave="freeze"))
GONE = policy(None, EnrolmentPolicy(is_automatic=True, grace_days=1), bindings=LIFTS)
FREEZES = policy(
    None,
    EnrolmentPolicy(is_automatic=True, grace_days=9),
    bindings=(BindingPolicy(takes="last", on_leave="freeze"),),
)


def test_the_fans_of_who_is_closed_go_up() -> None:
    book = book_of(touched("u0", "u1"), *of_fans("u1", 3), applied("u1"), left("u1"), of=GONE)
    made = feed(book, closed("u1", limit=2))[0]
    assert isinstance(made.continuation, SettleFans)
    assert made.continuation.relations == ("customer", "team")
    list(book.resume())
    assert book.children("u0", "customer", at(51)) == ("u1", "u1.0", "u1.1", "u1.2")
    assert book.children("u1", "team", at(51)) == ("u1.0", "u1.1", "u1.2")


def test_fans_that_stay_need_no_settling() -> None:
    book = book_of(*of_fans("u1", 1), applied("u1"), left("u1"), of=OPEN)
    assert feed(book, closed("u1"))[0].continuation is None


def test_the_fans_of_who_is_away_freeze_until_he_is_back() -> None:
    book = book_of(*of_fans("u1", 1), applied("u1"), left("u1"), of=FREEZES)
    assert node_of(book).is_frozen
    new, taken = touched("u1", "new", day=5.5), touched("u2", "u1.0", day=5.5)
    assert codes([book.apply(new), book.apply(taken)]) == ["graph.frozen", "graph.frozen"]
    feed(book, returned("u1"))
    assert not node_of(book).is_frozen
    feed(book, touched("u1", "new", day=7))


def test_who_has_no_fans_yet_gets_none_while_he_is_away() -> None:
    book = book_of(applied("u1"), left("u1"), of=FREEZES)
    assert codes([book.apply(touched("u1", "new", day=5.5))]) == ["graph.frozen"]
    feed(book, returned("u1"), touched("u1", "new", day=7))


def test_what_he_was_the_moment_before() -> None:
    book = book_of(applied("u1"), left("u1"), of=OPEN)
    before = book.standing("u1", from_us(at_us(5) - 1))
    assert before is not None
    assert before.status == "active"


def test_a_risk_mark_leaves_everything_else_as_it_was() -> None:
    book = book_of(applied("u1"), decided("u1"), verified("u1"), of=CHECKED)
    before = book.member("u1")
    feed(book, marked("u1", "watched"), left("u1"), marked("u1", by_machine=True, day=6))
    after = book.member("u1")
    assert before is not None
    assert after is not None
    assert (before.risk, after.risk, after.status, after.is_verified) == (
        "clear",
        "blocked",
        "left",
        True,
    )
    assert after.enrolled_us == before.enrolled_us


def test_a_mark_is_known_as_of_any_instant_also_of_a_stranger() -> None:
    book = book_of(marked("u1", "watched", day=1), marked("u1", "clear", day=3), of=CHECKED)
    found = [book.standing("u1", at(day)) for day in (0, 1, 2.9, 3)]
    risks = [None if one is None else (one.risk, one.status, one.cause) for one in found]
    watched, clear = ("watched", "none", "marked"), ("clear", "none", "marked")
    assert risks == [None, watched, watched, clear]


def test_only_a_mark_of_persons_has_an_audit_row() -> None:
    book = book_of(marked("u1", "watched"), marked("u1", by_machine=True, day=5), of=CHECKED)
    kept = [one for one, _ in book.rows.values() if isinstance(one, Audit)]
    assert [one[2:6] for one in kept] == [("u1", "found", "clerk", "chief")]


def test_telling_a_life_twice_changes_nothing() -> None:
    book = book_of(applied("u1"), decided("u1"), verified("u1"), left("u1"), of=CHECKED)
    rows = dict(book.rows)
    for event in (applied("u1"), decided("u1"), verified("u1"), left("u1")):
        assert book.apply(event).status == "replayed"
    assert rows == dict(book.rows)


def test_a_wrong_status_would_be_seen() -> None:
    book = Book(CHECKED)
    told(book, applied("u1"))
    assert status_of(book) != follow("applied", "approved")
