"""Invites: worked examples, every refusal, races, and what is read and written."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from string import Formatter

import pytest

from fenxiao.errors import CODES, PolicyError
from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.policy import BindingPolicy
from fenxiao.graph.quota import INVITE_SALES
from fenxiao.model.contract import Need, event_key, invite_key, quota_key
from fenxiao.model.events import Event, Rebind
from fenxiao.model.invite_records import Invite, Quota
from fenxiao.model.who import Who
from fenxiao.settlement import invites
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.store import Loaded
from tests.support.build import POLICY, at, at_us, feed, paid
from tests.support.careers import applied, closed, left, returned
from tests.support.invites import (
    PER_SALES,
    cancelled,
    decided,
    expire,
    fold,
    free_of,
    freed,
    issued,
    node_of,
    promote,
    redeemed,
    sell,
    told,
    with_quota,
)


def shop(sold: int = 0, **fields: object) -> Book:
    """Return a book in which u1 has sold something."""
    book = Book(with_quota(**fields))
    if sold:
        sell(book, "u1", sold)
    return book


def stored(book: Book, member_id: str = "u1") -> Quota | None:
    found = book.rows.get(quota_key(member_id))
    record = found[0] if found else None
    assert record is None or isinstance(record, Quota)
    return record


def tallies(book: Book) -> int:
    return sum(key[0] == "tally" for key in book.rows)


# ---------------------------------------------------------------- the way of a code


def test_sales_earn_a_code_that_brings_somebody_in() -> None:
    book = shop(PER_SALES)
    feed(book, issued("u1", "c1"), redeemed("c1", "u2"))
    assert "u1" == node_of(book, "u2")
    assert Invite("c1", "u1", "team", "redeemed", at_us(1), None, "u2", at_us(2), None) == (
        book.invite("c1")
    )
    assert 0 == free_of(book, "u1")
    assert book.invite("c9") is None


def test_without_sales_there_is_none_and_the_same_event_is_taken_later() -> None:
    book = shop()
    assert ["quota.none_free"] == told(book, issued("u1", "c1"))
    assert {} == dict(book.rows)
    sell(book, "u1", PER_SALES)
    assert [None] == told(book, issued("u1", "c1"))
    assert 0 == tallies(book), "the quota took the rows that it counted"
    assert Quota("u1", "CNY", PER_SALES, 1, 0) == stored(book)


def test_a_refund_leaves_bindings_alone_and_blocks_new_invites() -> None:
    book = shop(2 * PER_SALES)
    feed(book, issued("u1", "c1"), issued("u1", "c2"), redeemed("c1", "u2"))
    sell(book, "u1", -PER_SALES, day=5)
    sell(book, "u1", PER_SALES - 1, day=6)
    assert ["quota.none_free"] == told(book, issued("u1", "c3", day=7))
    assert "u1" == node_of(book, "u2")
    assert [None] == told(book, redeemed("c2", "u3", day=7)), "what is issued stays good"
    sell(book, "u1", PER_SALES + 1, day=8)
    assert [None] == told(book, issued("u1", "c3", day=7))


def test_a_failed_registration_burns_no_code() -> None:
    book = shop(2 * PER_SALES)
    feed(book, issued("u1", "c1"), issued("u1", "c2"), redeemed("c1", "u2"))
    again = redeemed("c2", "u2", event_id="again")
    assert ["graph.already_bound"] == told(book, again)
    found = book.invite("c2")
    assert found is not None
    assert "issued" == found.state
    assert [None] == told(book, redeemed("c2", "u3"))


def test_an_expired_code_is_refused_and_given_back_by_the_sweep() -> None:
    book = shop(PER_SALES, valid_days=5)
    feed(book, issued("u1", "c1", day=1))
    assert ["invite.expired"] == told(book, redeemed("c1", "u2", day=6))
    feed(book, expire(day=5.9))
    assert 0 == free_of(book, "u1")
    feed(book, expire(day=6))
    assert 1 == free_of(book, "u1")
    late = redeemed("c1", "u2", day=5, event_id="told late")
    assert ["invite.expired"] == told(book, late), "what was decided stays"
    assert node_of(book, "u2") is None


def test_the_event_may_name_its_own_days() -> None:
    book = shop(2 * PER_SALES, valid_days=5)
    feed(book, issued("u1", "c1", days=9), redeemed("c1", "u2", day=9.9))
    feed(book, issued("u1", "c2", days=9))
    assert ["invite.expired"] == told(book, redeemed("c2", "u3", day=10))


def test_a_cancelled_code_comes_back_but_its_name_does_not() -> None:
    book = shop(PER_SALES)
    feed(book, issued("u1", "c1"), cancelled("c1"))
    assert 1 == free_of(book, "u1")
    assert ["invite.cancelled", "invite.reused", None] == told(
        book, redeemed("c1", "u2"), issued("u1", "c1", event_id="again"), issued("u1", "c2")
    )


@pytest.mark.parametrize(
    ("mode", "earned", "maximum", "free"),
    [
        ("consumed", "spent", None, 1),
        ("consumed", "counted", None, 1),
        ("seats", "spent", None, 1),
        ("seats", "counted", None, 2),
        ("seats", "spent", 2, 1),
        ("consumed", "spent", 2, 0),
    ],
)
def test_when_a_recruit_leaves(mode: str, earned: str, maximum: int | None, free: int) -> None:
    book = shop(3 * PER_SALES, mode=mode, earned=earned, maximum=maximum)
    feed(book, issued("u1", "c1"), issued("u1", "c2"), redeemed("c1", "u2"), freed("c1"))
    assert free == free_of(book, "u1")
    assert "u1" == node_of(book, "u2"), "the seat is a matter of the quota alone"


def test_a_grade_makes_sales_count_for_more() -> None:
    book = shop(PER_SALES, grade_multipliers_ppm=(("gold", 2_000_000), ("guest", 0)))
    feed(book, issued("u1", "c1"))
    assert ["quota.none_free"] == told(book, issued("u1", "c2"))
    promote(book, "u1", "gold")
    assert 1 == free_of(book, "u1")
    assert [None] == told(book, issued("u1", "c2"))
    promote(book, "u1", "guest")
    assert ["quota.grade_earns_none"] == told(book, issued("u1", "c3"))


def test_a_fold_changes_nothing_that_anybody_sees() -> None:
    book = shop()
    for day in range(5):
        sell(book, "u1", 30 + day, day=day)
    before = book.quota("u1")
    feed(book, fold("u1", limit=2))
    assert (before, 3) == (book.quota("u1"), tallies(book))
    assert ["applied", "applied"] == [one.status for one in book.resume()]
    assert (before, 0, ()) == (book.quota("u1"), tallies(book), book.store.waiting)


def test_the_sweep_goes_on_page_by_page() -> None:
    book = Book(with_quota(initial=9, valid_days=1))
    for number in range(5):
        feed(book, issued(f"u{number % 2}", f"c{number}"))
    feed(book, expire(limit=2))
    assert ["applied", "applied"] == [one.status for one in book.resume()]
    assert {"expired"} == {found.state for n in range(5) if (found := book.invite(f"c{n}"))}
    assert (9, 9, ()) == (free_of(book, "u0"), free_of(book, "u1"), book.store.waiting)


def test_the_binding_policy_of_the_relation_has_its_word() -> None:
    only_active = BindingPolicy(relation="team", sharer=Who(statuses=("active",)))
    book = Book(replace(with_quota(initial=2), bindings=(only_active,)))
    feed(book, issued("u1", "c1"))
    assert ["graph.sharer_unfit"] == told(book, redeemed("c1", "u2"))
    promote(book, "u1", "")
    assert [None] == told(book, redeemed("c1", "u2", event_id="again"))


def test_the_relation_is_the_one_of_when_it_was_issued() -> None:
    book = Book(with_quota(initial=1, relation="unit"))
    feed(book, issued("u1", "c1"))
    book.policy = POLICY  # no quota any more
    assert book.quota("u1") is None
    feed(book, redeemed("c1", "u2"))
    assert ("u1", None) == (node_of(book, "u2", "unit"), node_of(book, "u2"))


# ---------------------------------------------------------------- refusals


def test_every_refusal_of_the_registry_by_its_name() -> None:
    book = Book(with_quota(initial=9))
    feed(book, issued("u1", "c1"), issued("u2", "c2"), issued("u2", "c3"))
    feed(book, redeemed("c1", "u2"), cancelled("c3"))
    assert told(
        book,
        redeemed("c9", "u3"),
        issued("u3", "c2", event_id="another's"),
        issued("u2", "c2", event_id="his own again"),
        issued("u1", "c1", event_id="redeemed"),
        redeemed("c1", "u3", event_id="second"),
        redeemed("c2", "u2", event_id="self"),
        redeemed("c2", "u1", event_id="circle"),
        redeemed("c3", "u3", event_id="taken back"),
        cancelled("c1"),
        cancelled("c3", event_id="twice"),
        freed("c2"),
        freed("c9"),
    ) == [
        "invite.unknown",
        "invite.already_issued",
        "invite.already_issued",
        "invite.reused",
        "invite.already_redeemed",
        "graph.self_bind",
        "graph.circle",
        "invite.cancelled",
        "invite.already_redeemed",
        "invite.cancelled",
        "invite.not_redeemed",
        "invite.unknown",
    ]
    feed(book, freed("c1"))
    assert ["invite.already_freed", "invite.already_redeemed"] == told(
        book, freed("c1", event_id="left twice"), redeemed("c1", "u3", event_id="third")
    )


def test_without_a_policy_nobody_issues() -> None:
    book = Book(POLICY)
    assert ["quota.no_policy", "quota.no_policy"] == told(book, issued("u1", "c1"), fold("u1"))


@pytest.mark.parametrize("code", ["quota.fold_first", "quota.grade_earns_none"])
def test_a_refusal_has_the_facts_of_its_message(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invites, "SALES_LIMIT", 1 if code == "quota.fold_first" else 9)
    book = shop(PER_SALES, grade_multipliers_ppm=(("guest", 0),))
    promote(book, "u1", "guest")
    refusal = book.apply(issued("u1", "c1")).refusal
    assert refusal is not None
    assert code == refusal.code
    assert {name for _, name, _, _ in Formatter().parse(CODES[code].message) if name} == set(
        dict(refusal.facts)
    )


def test_the_most_is_the_most() -> None:
    book = Book(with_quota(initial=1, maximum=1))
    sell(book, "u1", 9 * PER_SALES)
    assert [None, "quota.full"] == told(book, issued("u1", "c1"), issued("u1", "c2"))


def test_too_many_sales_since_the_last_fold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invites, "SALES_LIMIT", 3)
    book = shop()
    for day in range(3):
        sell(book, "u1", PER_SALES, day=day)
    assert ["quota.fold_first", None, None] == told(
        book, issued("u1", "c1"), fold("u1"), issued("u1", "c1")
    )


def test_a_retry_leaves_nothing_and_a_final_refusal_comes_again() -> None:
    book = Book(with_quota(initial=1))
    feed(book, issued("u1", "c1"))
    before = dict(book.rows)
    assert ["quota.none_free", "invite.unknown"] == told(
        book, issued("u1", "c2"), redeemed("c2", "u2")
    )
    assert before == dict(book.rows)
    second = issued("u2", "c1", event_id="second")
    assert ["invite.already_issued"] * 2 == told(book, second, second)
    assert {event_key("second")} == set(book.rows) - set(before)


def test_who_may_issue_is_a_matter_of_the_policy() -> None:
    book = Book(with_quota(initial=1, issuer=Who(statuses=("active",))))
    assert ["quota.issuer_unfit"] == told(book, issued("u1", "c1"))
    assert {} == dict(book.rows)
    promote(book, "u1", "")
    assert [None] == told(book, issued("u1", "c1"))


def test_who_has_bought_may_issue() -> None:
    book = Book(with_quota(initial=1, issuer=Who(has_bought=True)))
    assert ["quota.issuer_unfit"] == told(book, issued("u1", "c1"))
    feed(book, paid("o1", "u1"))
    assert [None] == told(book, issued("u1", "c1"))


def test_no_fold_mixes_two_currencies() -> None:
    book = shop(PER_SALES)
    feed(book, issued("u1", "c1"))
    book.policy = with_quota(currency="USD")
    before = dict(book.rows)
    with pytest.raises(PolicyError) as caught:
        book.apply(fold("u1"))
    assert "policy.quota_currency" == caught.value.code
    assert before == dict(book.rows)


def test_a_member_who_is_suspended_meanwhile_issues_nothing() -> None:
    book = Book(with_quota(initial=1, issuer=Who(statuses=("active",))))
    promote(book, "u1", "")
    made = decided(issued("u1", "c1"), book.store, book.policy)
    promote(book, "u1", "gold")  # any change of who he is
    assert not book.store.commit(made)


# ---------------------------------------------------------------- once, re-entrant


def life() -> list[Event]:
    return [
        issued("u1", "c1"),
        issued("u1", "c2", days=1),
        issued("u1", "c3"),
        redeemed("c1", "u2"),
        cancelled("c3"),
        expire(day=5),
        freed("c1", day=6),
        fold("u1"),
    ]


def test_the_same_event_again_changes_nothing() -> None:
    book = shop(3 * PER_SALES)
    for event in life():
        feed(book, event)
        before = dict(book.rows)
        assert "replayed" == book.apply(event).status
        assert before == dict(book.rows)


def test_a_need_never_repeats_itself_and_more_facts_change_nothing() -> None:
    book = shop(3 * PER_SALES, grade_multipliers_ppm=(("gold", 2_000_000),))
    for event in life():
        facts: Loaded = {}
        asked: set[object] = set()
        while isinstance(step := decide(event, facts, book.policy), Need):
            wanted = {*step.keys, *step.scans}
            assert wanted
            assert not wanted & asked
            asked |= wanted
            facts |= book.store.load(step.keys, step.scans)
        more: Loaded = {key: row for key, row in book.rows.items() if key not in facts}
        assert step == decide(event, more | facts, book.policy)
        assert book.store.commit(step)


# ---------------------------------------------------------------- races


def test_of_eight_who_issue_the_last_free_invite_one_wins() -> None:
    book = shop(PER_SALES)
    made = [decided(issued("u1", f"c{n}"), book.store, book.policy) for n in range(8)]
    assert ["applied"] * 8 == [one.status for one in made]
    assert [True] + [False] * 7 == [book.store.commit(one) for one in made]
    assert ["quota.none_free"] * 7 == told(book, *(issued("u1", f"c{n}") for n in range(1, 8)))


def test_a_host_that_forgets_the_guard_is_seen() -> None:
    book = shop(PER_SALES)
    made = [decided(issued("u1", f"c{n}"), book.store, book.policy) for n in range(2)]
    spoilt = [
        one._replace(puts=tuple(put for put in one.puts if put.key[0] not in {"quota", "tally"}))
        for one in made
    ]
    assert [True, True] == [book.store.commit(one) for one in spoilt]


RIVALS: dict[str, tuple[Event, ...]] = {
    "two newcomers with one code": (redeemed("c1", "u2"), redeemed("c1", "u3", event_id="r2")),
    "a newcomer and a cancellation": (redeemed("c1", "u2"), cancelled("c1")),
    "a newcomer and the sweep": (redeemed("c1", "u2"), expire(day=9)),
    "a cancellation and the sweep": (cancelled("c1"), expire(day=9)),
    "an invite and a fold": (issued("u1", "c2"), fold("u1")),
    "an invite and a cancellation": (issued("u1", "c2"), cancelled("c1")),
    "one code by two members": (issued("u1", "c2"), issued("u2", "c2", event_id="i2")),
    "two folds": (fold("u1"), fold("u1", event_id="f2")),
    "one newcomer with two codes": (redeemed("c1", "u2"), redeemed("c0", "u2")),
    "two who would close a circle": (redeemed("c1", "u2"), redeemed("d2", "u1")),
}


@pytest.mark.parametrize("name", RIVALS)
def test_rivals_on_one_snapshot_conflict(name: str) -> None:
    for order in permutations(RIVALS[name]):
        book = Book(with_quota(initial=9, valid_days=5))
        feed(book, issued("u1", "c1"), issued("u1", "c0"), issued("u2", "d2"))
        sell(book, "u1", 10)
        made = [decided(event, book.store, book.policy) for event in order]
        assert ["applied", "applied"] == [one.status for one in made]
        assert [True, False] == [book.store.commit(one) for one in made]


def test_trade_and_newcomers_do_not_wait_for_each_other() -> None:
    book = Book(with_quota(initial=9))
    feed(book, *(issued("u1", f"c{n}") for n in range(4)))
    feed(book, redeemed("c0", "u9"))  # u1 has a fan, so that nobody writes him any more
    made = [decided(redeemed(f"c{n}", f"n{n}"), book.store, book.policy) for n in range(1, 4)]
    issue = decided(issued("u1", "c9"), book.store, book.policy)
    sell(book, "u1", 50)
    assert [True] * 4 == [book.store.commit(one) for one in (*made, issue)]
    assert 1 == tallies(book), "the sale that came meanwhile waits for the next one"


def test_a_sale_that_is_counted_twice_would_be_seen() -> None:
    book = shop(PER_SALES)
    first = decided(issued("u1", "c1"), book.store, book.policy)
    removed = [put.key for put in first.puts if put.record is None]
    assert [("tally", "u1", INVITE_SALES, "CNY")] == [key[:4] for key in removed]
    kept = first._replace(puts=tuple(put for put in first.puts if put.record is not None))
    assert book.store.commit(kept)  # a host in error keeps the row
    assert 1 == free_of(book, "u1"), "counted in the checkpoint and in the tail"


def test_what_a_person_moves_is_no_matter_of_the_quota() -> None:
    book = Book(with_quota(initial=1))
    feed(book, issued("u1", "c1"), redeemed("c1", "u2"))
    away = Rebind(
        id="away",
        at=at(3),
        relation="team",
        member_id="u2",
        parent_id=None,
        reason="asked for it",
        maker_id="p1",
        checker_id="p2",
    )
    feed(book, away, freed("c1"))
    assert node_of(book, "u2") is None
    found = book.invite("c1")
    assert found is not None
    assert ("freed", "u2") == (found.state, found.bearer_id)


def test_a_redemption_writes_no_quota() -> None:
    book = Book(with_quota(initial=1))
    feed(book, issued("u1", "c1"))
    (made,) = feed(book, redeemed("c1", "u2"))
    assert {"event", "invite", "node"} == {put.key[0] for put in made.puts}
    assert invite_key("c1") in {put.key for put in made.puts}


def test_policies_that_do_not_use_it_are_as_they_were() -> None:
    assert Policy(plans=POLICY.plans).quota is None


# ---------------------------------------------------------------- instants, and who left


def test_nobody_redeems_a_code_before_it_was_issued() -> None:
    book = Book(with_quota(initial=1))
    feed(book, issued("u1", "c1", day=5))
    made = book.apply(redeemed("c1", "u2", day=4.9))
    assert made.refusal is not None
    assert "invite.not_yet_issued" == made.refusal.code
    assert str(at_us(5)) in made.refusal.message
    assert [None] == told(book, redeemed("c1", "u3", day=5, event_id="at once"))


@pytest.mark.parametrize("is_renewed", [False, True])
def test_who_is_under_the_issuer_already_burns_no_code(*, is_renewed: bool) -> None:
    lasting = BindingPolicy(relation="team", valid_days=30, is_renewed=is_renewed)
    book = Book(replace(with_quota(initial=2), bindings=(lasting,)))
    feed(book, issued("u1", "c1"), issued("u1", "c2"), redeemed("c1", "u2"))
    assert ["graph.already_bound"] == told(book, redeemed("c2", "u2", day=3))
    found = book.invite("c2")
    assert found is not None
    assert "issued" == found.state
    back = redeemed("c2", "u2", day=32, event_id="his days are over")
    assert [None] == told(book, back)


def test_the_codes_of_who_left_wait_until_he_is_back() -> None:
    of = replace(with_quota(initial=3), enrolment=EnrolmentPolicy(is_automatic=True))
    book = Book(of)
    feed(book, applied("u1", day=0), issued("u1", "c1"), left("u1", day=5))
    late: tuple[Event, ...] = (issued("u1", "c2", day=6), redeemed("c1", "u2", day=6))
    before = dict(book.rows)
    assert ["invite.issuer_gone"] * 2 == told(book, *late)
    assert before == dict(book.rows)
    feed(book, returned("u1", day=7))
    assert [None, None] == told(book, *late)
    feed(book, issued("u1", "c3", day=8), left("u1", day=9), closed("u1", day=60))
    assert ["invite.issuer_gone"] == told(book, redeemed("c3", "u3", day=61))


def test_who_leaves_meanwhile_issues_nothing() -> None:
    of = replace(with_quota(initial=1), enrolment=EnrolmentPolicy(is_automatic=True))
    book = Book(of)
    feed(book, applied("u1", day=0))
    made = decided(issued("u1", "c1"), book.store, book.policy)
    feed(book, left("u1"))
    assert not book.store.commit(made)
