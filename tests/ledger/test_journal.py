"""The journal that stands alone: once, whole, within limits; against the functions it rests on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError, LedgerError, MoneyError
from fenxiao.ledger.accounts import own_sign
from fenxiao.ledger.balances import trial_balance
from fenxiao.ledger.journal import Journal
from fenxiao.ledger.policy import AccountLimit
from fenxiao.ledger.posting import Occasion, post
from fenxiao.ledger.seal import Head
from fenxiao.model.instants import from_us
from fenxiao.model.records import Entry, Posting
from fenxiao.money import TOTAL_LIMIT_MINOR
from tests.ledger.strategies import entries, journals
from tests.support.books import BOOKED, JANUARY, kept_book, seal
from tests.support.build import CURRENCY, PAYER, line_of, paid

FLOOR = AccountLimit(account="member_available", least_minor=0)
RICH = AccountLimit(account="member_available", least_minor=-50, most_minor=900, party_id="u2")


def about(event_id: str, at_us: int = 0) -> Occasion:
    return Occasion(event_id, PAYER, CURRENCY, "o1", at_us, at_us)


def opened(event_id: str, amount_minor: int, member_id: str = "u1", at_us: int = 0) -> Entry:
    return post("opening_available", about(event_id, at_us), {member_id: amount_minor})


def sent(event_id: str, amount_minor: int, member_id: str = "u1", at_us: int = 0) -> Entry:
    return post("withdrawal", about(event_id, at_us), {member_id: amount_minor})


def journal_of(*made: Entry, limits: tuple[AccountLimit, ...] = ()) -> Journal:
    journal = Journal(limits)
    for one in made:
        assert journal.post(one)
    return journal


def state(journal: Journal) -> tuple[object, ...]:
    return journal.entries, dict(journal.balances), journal.sealed(PAYER), journal.books(PAYER)


def refused(journal: Journal, call: Callable[[Journal], object]) -> FenxiaoError:
    """Return what a call raises, which must have changed nothing."""
    before = state(journal)
    with pytest.raises(FenxiaoError) as caught:
        call(journal)
    assert before == state(journal)
    return caught.value


@given(made=journals)
def test_balances_are_those_of_the_entries(made: list[Entry]) -> None:
    journal = Journal()
    fresh = {one.entry_id: one for one in made}
    for one in fresh.values():
        journal.post(one)
    assert tuple(fresh.values()) == journal.entries
    sums: dict[tuple[str, str, str, str], int] = {}
    for one in fresh.values():
        for account, party_id, minor in one.postings:
            place = (one.payer_id, one.currency, account, party_id)
            sums[place] = sums.get(place, 0) + minor
    assert sums == journal.balances
    for place, minor in sums.items():
        payer_id, currency, account, party_id = place
        own = journal.balance(payer_id, currency, account, party_id)
        assert own_sign(account) * minor == own
    assert trial_balance(fresh.values()) == journal.trial_balance()


@given(made=journals, again=st.lists(st.integers(0, 7), max_size=5))
def test_twice_is_once(made: list[Entry], again: list[int]) -> None:
    journal = Journal()
    fresh = list({one.entry_id: one for one in made}.values())
    assert all(journal.post(one) for one in fresh)
    before = state(journal)
    assert not any(journal.post(fresh[number]) for number in again if number < len(fresh))
    assert before == state(journal)


@given(one=entries)
def test_other_content_under_an_id_is_refused(one: Entry) -> None:
    journal = journal_of(one)
    other = one._replace(subject_id="another")
    found = refused(journal, lambda it: it.post(other))
    assert ("ledger.id_reused", {"entry_id": one.entry_id}) == (found.code, found.facts)


@pytest.mark.parametrize(
    ("member_id", "amount_minor", "bound"),
    [
        pytest.param("u1", 500, None, id="met by equality"),
        pytest.param("u1", 501, (-1, "least 0"), id="below the least of all"),
        pytest.param("u2", 550, None, id="one party's own limit goes before"),
        pytest.param("u2", 551, (-51, "least -50"), id="below the least of one"),
    ],
)
def test_nothing_goes_beyond_a_limit(
    member_id: str, amount_minor: int, bound: tuple[int, str] | None
) -> None:
    journal = journal_of(opened("e1", 500, member_id), limits=(FLOOR, RICH))
    out = sent("e2", amount_minor, member_id)
    if bound is None:
        assert journal.post(out)
        return
    found = refused(journal, lambda it: it.post(out))
    assert ("ledger.beyond_limit", *bound) == (found.code, found.amount_minor, found.bound)
    assert (PAYER, CURRENCY, "member_available", member_id) == (
        found.payer_id,
        found.currency,
        found.account,
        found.party_id,
    )


def test_an_entry_is_refused_whole_if_one_party_has_too_little() -> None:
    journal = journal_of(opened("e1", 500), opened("e2", 100, "u2"), limits=(FLOOR,))
    out = post("withdrawal", about("e3"), {"u1": 500, "u2": 101})
    found = refused(journal, lambda it: it.post(out))
    assert ("ledger.beyond_limit", "u2") == (found.code, found.party_id)


def test_a_limit_looks_at_the_entry_as_a_whole() -> None:
    legs = (
        Posting("member_available", "u1", 600),
        Posting("member_available", "u1", -600),
    )
    there_and_back = opened("e1", 1)._replace(postings=legs)
    assert journal_of(there_and_back, limits=(FLOOR,)).balance(
        PAYER, CURRENCY, "member_available", "u1"
    ) == (0)


def test_more_than_the_most_is_refused() -> None:
    found = refused(Journal([RICH]), lambda it: it.post(opened("e1", 901, "u2")))
    assert ("ledger.beyond_limit", 901, "most 900") == (
        found.code,
        found.amount_minor,
        found.bound,
    )


@pytest.mark.parametrize(
    ("condition", "amount_minor"),
    [
        pytest.param(
            AccountLimit(account="member_available", party_id="u1", least_minor=500),
            None,
            id="it holds before, though not after",
        ),
        pytest.param(
            AccountLimit(account="member_available", party_id="u1", most_minor=499),
            500,
            id="it does not hold",
        ),
        pytest.param(
            AccountLimit(account="opening_balance", least_minor=-499), -500, id="an account as one"
        ),
        pytest.param(
            AccountLimit(account="clearing", party_id="wechat", least_minor=1),
            0,
            id="nothing was posted there",
        ),
    ],
)
def test_a_condition_is_asked_before_an_entry(
    condition: AccountLimit, amount_minor: int | None
) -> None:
    journal, out = journal_of(opened("e1", 500)), sent("e2", 300)
    if amount_minor is None:
        assert journal.post(out, given=[condition])
        return
    found = refused(journal, lambda it: it.post(out, given=[condition]))
    assert ("ledger.unmet_condition", amount_minor) == (found.code, found.amount_minor)


def test_what_was_posted_before_asks_no_condition() -> None:
    journal, one = journal_of(opened("e1", 500)), opened("e1", 500)
    assert not journal.post(one, given=[AccountLimit(account="bank", least_minor=1)])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"postings": (Posting("cash", "", 0),)}, "ledger.unknown_account", id="a"),
        pytest.param({"postings": (Posting("bank", "u1", 0),)}, "ledger.wrong_party", id="b"),
        pytest.param(
            {"postings": (Posting("member_held", "", 0),)}, "ledger.wrong_party", id="none"
        ),
        pytest.param({"postings": (Posting("bank", "", 1),)}, "ledger.unbalanced", id="c"),
        pytest.param({"postings": (Posting("bank", "", True),)}, "money.not_integer", id="d"),
        pytest.param(
            {
                "postings": (
                    Posting("bank", "", TOTAL_LIMIT_MINOR + 1),
                    Posting("revenue", "", -TOTAL_LIMIT_MINOR - 1),
                )
            },
            "money.amount_range",
            id="beyond 64 bits",
        ),
    ],
)
def test_what_is_no_entry_is_refused(change: dict[str, object], code: str) -> None:
    bad = opened("e1", 1)._replace(**change)  # type: ignore[arg-type]  # rows of a table
    assert code == refused(journal_of(opened("e2", 5)), lambda it: it.post(bad)).code


def test_a_condition_on_all_parties_at_once_is_refused() -> None:
    found = refused(Journal(), lambda it: it.post(opened("e1", 1), given=[FLOOR]))
    assert "ledger.wrong_party" == found.code


def test_a_balance_of_no_account_is_refused() -> None:
    with pytest.raises(LedgerError) as caught:
        Journal().balance(PAYER, CURRENCY, "cash")
    assert "ledger.unknown_account" == caught.value.code


@given(cuts=st.lists(st.integers(1, 99), min_size=1, max_size=4, unique=True))
def test_parts_taken_back_leave_what_the_whole_leaves(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), 100]
    parts = [after - before for before, after in pairwise(edges)]
    done = post("forfeit", about("e1"), {"u1": 61, "u2": 39})
    journal = journal_of(done)
    for number, part in enumerate(parts[:-1]):
        made = journal.reverse(done.entry_id, about(f"back {number}"), part)
        assert made is journal.entries[-1]
    journal.reverse(done.entry_id, about("rest"))
    assert not any(journal.balances.values())
    assert [*accumulate(parts)][-1] == 100


def test_the_same_event_takes_nothing_more_back() -> None:
    done = post("forfeit", about("e1"), {"u1": 100})
    journal = journal_of(done)
    first = journal.reverse(done.entry_id, about("e2"), 30)
    assert [first, first] == [
        journal.reverse(done.entry_id, about("e2"), 30),
        journal.reverse(done.entry_id, about("e2")),
    ]
    found = refused(journal, lambda it: it.reverse(done.entry_id, about("e2"), 31))
    assert "ledger.id_reused" == found.code
    assert 70 == journal.balance(PAYER, CURRENCY, "forfeited")


def test_what_another_journal_took_back_counts_where_its_entries_are_posted_anew() -> None:
    done = post("forfeit", about("e1"), {"u1": 100})
    other = journal_of(done)
    other.reverse(done.entry_id, about("e2"), 30)
    journal = journal_of(*other.entries)
    found = refused(journal, lambda it: it.reverse(done.entry_id, about("e3"), 71))
    assert ("ledger.less_left", 70) == (found.code, found.left_minor)
    assert journal.reverse(done.entry_id, about("e3"), 70)
    assert (
        "ledger.less_left"
        == refused(journal, lambda it: it.reverse(done.entry_id, about("e4"))).code
    )


def test_another_way_back_may_be_named() -> None:
    done = sent("e2", 300)
    journal = journal_of(opened("e1", 500), done)
    assert "payout_failed" == (
        journal.reverse(done.entry_id, about("e3"), 100, template="payout_failed").template
    )
    assert 300 == journal.balance(PAYER, CURRENCY, "member_available", "u1")


def test_a_reversal_keeps_the_limits_too() -> None:
    first = opened("e1", 500)._replace(template="own")
    journal = journal_of(first, sent("e2", 400), limits=(FLOOR,))
    found = refused(journal, lambda it: it.reverse(first.entry_id, about("e3"), 101))
    assert "ledger.beyond_limit" == found.code
    journal.reverse(first.entry_id, about("e3"), 100)


def test_an_unknown_entry_is_not_taken_back() -> None:
    found = refused(Journal(), lambda it: it.reverse("x", about("e1")))
    assert "ledger.unknown_entry" == found.code


def test_its_chain_is_that_of_a_book_with_the_same_entries() -> None:
    book = kept_book(
        *(*line_of("u1", "u2"), paid("o1", "u2"), paid("o2", "u2"), paid("o3", "u2")), of=BOOKED
    )
    journal = journal_of(*reversed(book.entries))
    book.apply(seal())
    assert len(book.sealed(PAYER)) == len(book.entries) > 1
    head = journal.seal(PAYER, JANUARY)
    assert book.sealed(PAYER) == journal.sealed(PAYER)
    assert (book.books(PAYER).last_seq, book.books(PAYER).head) == (head.last_seq, head.head)


def test_the_seal_goes_on_where_it_stood() -> None:
    journal = journal_of(opened("e1", 1, at_us=2), opened("e2", 2, at_us=1))
    noted = Head(*journal.seal(PAYER, "p1")[1:3])
    journal.post(opened("e3", 3))
    assert journal.verify(PAYER, noted).is_good
    assert journal.books(PAYER).head == noted.hash
    assert 3 == journal.seal(PAYER, "p2").last_seq
    assert journal.seal(PAYER) == journal.books(PAYER)
    assert [(1, "p1", 1), (2, "p1", 2), (3, "p2", 0)] == [
        (place.seq, place.period_id, place.booked_us) for place in journal.sealed(PAYER)
    ]
    assert journal.verify(PAYER, noted).is_good
    assert not journal.verify(PAYER, Head(4, noted.hash)).is_good
    assert () == journal.sealed("nobody")


def test_a_trial_balance_may_be_of_an_instant() -> None:
    journal = journal_of(opened("e1", 1, at_us=1), opened("e2", 2, at_us=2))
    rows = journal.trial_balance(as_of=from_us(1))
    assert [("member_available", -1), ("opening_balance", 1)] == [row[2:] for row in rows]


def test_an_error_is_of_its_own_kind() -> None:
    with pytest.raises(MoneyError):
        Journal().post(opened("e1", 1)._replace(postings=(Posting("bank", "", 1.0),)))  # type: ignore[arg-type]  # the fault
