"""Grades: one step at a time, upwards through everybody above, down only at a close."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade
from fenxiao.model.careers import ReviewGrade
from fenxiao.model.contract import Append, Decision, tally_key
from fenxiao.model.events import Event
from fenxiao.model.instants import from_us
from fenxiao.model.records import Tally
from fenxiao.model.who import Who
from fenxiao.settlement import counts
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import (
    CURRENCY,
    POLICY,
    START_US,
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
    GRADED,
    KEEPER,
    applied,
    closed,
    counters,
    decided,
    direct,
    fans,
    graded,
    grades,
    history,
    ladder,
    left,
    money,
    of_fans,
    policy,
    recounted,
    review,
    status,
    told,
    touched,
    verified,
)


def test_ten_fans_make_a_shopkeeper() -> None:
    ten = policy(ladder(Grade(name="shopkeeper", all_of=(fans(10),))))
    book = book_of(*of_fans("u1", 9), review("u1"), of=ten)
    assert grades(book) == {}
    told(book, touched("u1", "tenth"), review("u1", day=1.5))
    assert grades(book) == {"u1": "shopkeeper"}


def test_one_touch_lifts_three_levels() -> None:
    book = Book(GRADED)
    told(book, *(touched("top", one) for one in "ab"))
    told(book, *(touched(one, f"{one}{n}") for one in "ab" for n in "12"))
    for one in ("a1", "a2", "b1", "b2"):
        told(book, *of_fans(one, 2 if one != "b2" else 1))
    everybody = ("a1", "a2", "b1", "b2", "a", "b", "top")
    told(book, *(review(one) for one in everybody))
    before = {"a1": "keeper", "a2": "keeper", "b1": "keeper", "a": "star"}
    assert grades(book) == before | {"b": "keeper", "top": "star"}
    told(book, touched("b2", "last", day=2), review("b2", day=2))
    assert grades(book) == before | {"b2": "keeper", "b": "star", "top": "sun"}
    steps = [history(book, one)[-1] for one in ("b2", "b", "top")]
    first = at_us(2)
    assert [one.since_us - first for one in steps] == [0, 1, 2]  # causes before what they cause
    assert [one.grade for one in history(book, "top")] == ["keeper", "star", "sun"]
    assert recounted(book) == counters(book)


def test_the_grade_as_of_any_instant() -> None:
    book = book_of(*of_fans("u1", 2), review("u1", day=3), of=GRADED)
    since = history(book, "u1")[0].since_us
    assert since == at_us(3)
    assert book.grade("u1", at(3)) == "keeper"
    assert book.grade("u1", from_us(since - 1)) == ""
    assert book.standing("u1", from_us(since - 1)) is None
    assert book.grade("nobody", at(3)) == ""


def test_a_look_that_is_dated_before_the_newest_change_counts_right_after_it() -> None:
    book = book_of(*of_fans("u1", 2), graded("u1", "", day=5, is_fixed=True), of=GRADED)
    told(book, graded("u1", "", day=6), review("u1", day=3))
    assert [one.since_us for one in history(book, "u1")] == [at_us(5), at_us(6), at_us(6) + 1]


def test_a_grade_by_hand_that_is_told_late_counts_right_after_the_newest() -> None:
    book = book_of(graded("u1", "star", day=3), graded("u1", "", day=2), of=GRADED)
    assert [one.since_us for one in history(book, "u1")] == [at_us(3), at_us(3) + 1]
    assert grades(book) == {}


def test_a_period_is_closed_by_what_was_at_its_close() -> None:
    keep = money("own_sales", 100, window_days=30)
    of = policy(ladder(Grade(name="seller", all_of=(fans(1),), keeps=(keep,))))
    for sold, expected in ((3, {"u1": "seller"}), (36, {})):
        book = book_of(touched("u1", "u2"), review("u1", day=0.5), of=of)
        told(book, paid("o1", "u2", line(100), day=sold), confirmed("o1", day=sold))
        told(book, release(day=sold), verified("u1", day=38), review("u1", day=30, period="a"))
        assert grades(book) == expected


def test_periods_are_closed_once_and_in_their_order() -> None:
    seller = [Grade(name=one, all_of=(fans(1),), keeps=(fans(9),)) for one in "abc"]
    book = Book(policy(ladder(*seller)))
    told(book, touched("u1", "u2"), review("u1", day=0.5))
    assert grades(book) == {"u1": "c"}
    days = {"06": 12, "07": 42}
    made = [book.apply(review("u1", day=day, period=one)) for one, day in days.items()]
    made += [book.apply(review("u1", day=day + 31, period=one)) for one, day in days.items()]
    made.append(book.apply(review("u1", day=42, period="08")))
    assert codes(made[2:]) == ["grade.period_closed"] * len(made[2:])
    assert grades(book) == {"u1": "a"}
    told(book, review("u1", day=43, period="08"))
    assert grades(book) == {}


def test_facts_of_later_do_not_count() -> None:
    book = book_of(*of_fans("u1", 2, day=5), review("u1", day=3), of=GRADED)
    assert grades(book) == {}
    told(book, review("u1", day=5))
    assert grades(book) == {"u1": "keeper"}


def test_a_refund_takes_no_grade_away_before_the_period_closes() -> None:
    seller = Grade(
        name="seller", all_of=(money("own_sales", 100),), keeps=(money("own_sales", 100, 30),)
    )
    of = policy(ladder(seller))
    book = book_of(touched("u1", "u2"), paid("o1", "u2", line(100)), confirmed("o1"), of=of)
    told(book, release(day=3), review("u1", day=3))
    assert grades(book) == {"u1": "seller"}
    told(book, refunded("o1", day=4), review("u1", day=5))
    assert grades(book) == {"u1": "seller"}
    told(book, review("u1", day=6, period="2024-01"))
    assert grades(book) == {}
    assert [one.cause for one in history(book, "u1")] == ["promotion", "demotion"]
    assert codes([book.apply(review("u1", day=7, period="2024-01"))]) == ["grade.period_closed"]
    told(book, paid("o2", "u2", line(100), day=7), confirmed("o2", day=7), release(day=8))
    told(book, review("u1", day=8))
    assert grades(book) == {"u1": "seller"}


def test_sales_count_by_the_day_on_which_they_were_settled() -> None:
    seller = Grade(name="seller", all_of=(money("own_sales", 100, 2),))
    of = policy(ladder(seller))
    book = book_of(touched("u1", "u2"), paid("o1", "u2", line(100)), confirmed("o1"), of=of)
    told(book, release(day=3.9), review("u1", day=5.0))
    assert grades(book) == {}
    told(book, review("u1", day=4.99))
    assert grades(book) == {"u1": "seller"}


def test_active_recruits_are_counted_for_the_recruiter() -> None:
    lead = Grade(name="lead", all_of=(AtLeast(counter="active_recruits", count=2),))
    of = policy(ladder(lead, active=(money("own_sales", 1),)))
    book = Book(of)
    told(book, *(touched("boss", one) for one in ("u1", "u2", "u3")))
    for number, one in enumerate(("u1", "u2")):
        told(book, touched(one, f"fan {one}"), paid(f"o{number}", f"fan {one}", line(5)))
        told(book, confirmed(f"o{number}"), release(day=3 + number))
        told(book, review(one, day=3 + number))
    assert book.counter("boss", "active_recruits") == 2
    assert book.counter("boss", "own_sales", CURRENCY) == 0
    assert grades(book) == {"boss": "lead"}
    member = book.member("u1")
    assert member is not None
    assert member.active_us == at_us(3)
    assert recounted(book) == counters(book)


def test_a_grade_by_hand_counts_for_the_one_above() -> None:
    book = book_of(*(touched("u1", one) for one in ("a", "b")), review("u1"), of=GRADED)
    told(book, graded("a", "star"), graded("b", "keeper"))
    assert grades(book) == {"a": "star", "b": "keeper", "u1": "star"}
    assert [one.cause for one in history(book, "a")] == ["hand"]
    audit, _ = book.rows["audit", "grade a star 1"]
    assert audit[2:6] == ("a", "earned elsewhere", "clerk", "chief")
    told(book, graded("a", "", day=2, is_fixed=True), *of_fans("a", 5), review("a", day=3))
    assert grades(book) == {"b": "keeper", "u1": "star"}
    told(book, graded("a", "", day=4), review("a", day=5))
    assert grades(book)["a"] == "keeper"
    assert recounted(book) == counters(book)


def test_a_grade_by_hand_that_a_member_fell_from_is_his_again() -> None:
    kept = replace(KEEPER, keeps=(fans(9),))
    book = book_of(*of_fans("u1", 2), review("u1"), of=policy(ladder(kept)))
    told(book, review("u1", day=2, period="a"))
    member = book.member("u1")
    assert member is not None
    assert (member.grade, member.lost) == ("", ("keeper",))
    told(book, review("u1", day=3), graded("u1", "keeper", day=4))
    member = book.member("u1")
    assert member is not None
    assert (member.grade, member.lost) == ("keeper", ())


def test_a_grade_may_ask_for_an_approved_promoter() -> None:
    promoter = Grade(name="promoter", who=Who(statuses=("active",)))
    of = policy(ladder(promoter), EnrolmentPolicy())
    book = book_of(review("u1"), applied("u1"), review("u1", day=1.5), decided("u1"), of=of)
    assert grades(book) == {}
    told(book, review("u1", day=3))
    assert grades(book) == {"u1": "promoter"}


def test_a_grade_may_ask_for_a_first_order() -> None:
    """The 398 gift package: who buys is a distributor."""
    of = policy(ladder(Grade(name="distributor", who=Who(has_bought=True))))
    book = book_of(review("u1"), paid("o1", "u1"), review("u1", day=2), of=of)
    assert grades(book) == {"u1": "distributor"}


def test_who_is_suspended_or_gone_does_not_rise() -> None:
    of = policy(ladder(KEEPER), EnrolmentPolicy(is_automatic=True))
    book = book_of(*of_fans("u1", 2), applied("u1"), status("u1", day=2), review("u1"), of=of)
    told(book, review("u1", day=3), left("u1"), review("u1", day=6), closed("u1"))
    told(book, review("u1", day=60))
    assert grades(book) == {}


@pytest.mark.parametrize(
    ("before", "event", "of", "code"),
    [
        ((), review("u1"), POLICY, "grade.no_ladder"),
        ((), graded("u1", "keeper"), POLICY, "grade.no_ladder"),
        ((), graded("u1", "moon"), GRADED, "grade.unknown"),
        ((), graded("u1", ""), GRADED, "grade.unchanged"),
        (
            (review("u1", period="a"),),
            review("u1", day=2, period="a"),
            GRADED,
            "grade.period_closed",
        ),
        (
            (applied("u1"), left("u1"), closed("u1")),
            graded("u1", "keeper", day=60),
            policy(enrolment=EnrolmentPolicy(is_automatic=True)),
            "enrolment.not_possible",
        ),
    ],
)
def test_what_is_refused(before: tuple[Event, ...], event: Event, of: Policy, code: str) -> None:
    book = book_of(*before, of=of)
    refused = book.apply(event)
    assert codes([refused]) == [code]
    assert refused.refusal is not None
    kept = refused.refusal.kind == "final"
    assert kept is (("event", event.id) in book.rows)
    assert codes([book.apply(event)]) == [code]


def test_a_counter_that_is_too_long_is_folded_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "TALLY_LIMIT", 2)
    book = book_of(*of_fans("u1", 2), of=GRADED)
    assert codes([book.apply(review("u1"))]) == ["grade.fold_first"]
    assert ("event", "review u1 1 None") not in book.rows


def test_a_cascade_that_must_wait_for_a_fold_goes_on_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = book_of(touched("u0", "u1"), *of_fans("u1", 2), review("u0", day=0.5), of=GRADED)
    feed(book, touched("u0", "x"), touched("u0", "y"), touched("u0", "z"))
    with monkeypatch.context() as patched:
        patched.setattr(counts, "TALLY_LIMIT", 4)
        feed(book, review("u1"))
        assert "grade.fold_first" in codes(list(book.resume()))
    assert book.store.waiting
    assert [one.status for one in book.resume()] == ["applied", "applied"]
    assert grades(book) == {"u1": "keeper", "u0": "keeper"}


def test_a_star_at_the_top_is_not_counted_any_more() -> None:
    book = book_of(graded("u1", "sun"), of=GRADED)
    many = [Tally("u1", "fans", "", f"t{n}", START_US, 1) for n in range(10_001)]
    appends = tuple(Append(tally_key(one), one) for one in many)
    assert book.store.commit(Decision("applied", (), appends))
    told(book, review("u1", day=2))


def test_the_queue_holds_each_member_once() -> None:
    lead = AtLeast(counter="active_recruits", count=9)
    top = Grade(name="top", any_of=(direct("keeper", 9), lead))
    of = policy(ladder(KEEPER, top, active=(fans(2),)))
    book = book_of(touched("u0", "u1"), *of_fans("u1", 2), of=of)
    made = feed(book, replace(review("u1"), then=("u0", "u9", "u1")))[0]
    assert isinstance(made.continuation, ReviewGrade)
    assert (made.continuation.member_id, made.continuation.then) == ("u1", ("u0", "u9"))
