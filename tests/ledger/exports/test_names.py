"""Account names of plain-text books: different accounts are never one, and each day is UTC's."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import LedgerError
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.exports.names import account_name, day_text, opened
from fenxiao.ledger.posting import Occasion, post
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Entry, Posting
from tests.ledger.strategies import journals
from tests.model.strategies import ids

ACCOUNT = re.compile(r"[A-Z][A-Za-z]+(:[A-Z][A-Za-z0-9\-]*)+")
postings = st.builds(Posting, st.sampled_from(sorted(ACCOUNTS)), st.just("") | ids, st.just(1))


def whose(payer_id: str, posting: Posting) -> tuple[str, str, str]:
    return (payer_id, *posting[:2])


@given(one=st.tuples(ids, postings), other=st.tuples(ids, postings))
def test_different_accounts_have_different_names(
    one: tuple[str, Posting], other: tuple[str, Posting]
) -> None:
    is_same = whose(*one) == whose(*other)
    assert is_same is (account_name(*one) == account_name(*other))
    assert ACCOUNT.fullmatch(account_name(*one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("u 7", "u-20-7"),
        ("u 7", "u\u0207"),
        ("a:b", "a-3A-b"),
        ("-", "-2D-"),
        ("u1", "U1"),
        ("级", "-7EA7-"),
    ],
)
def test_escapes_do_not_collide_with_ids_that_look_like_them(one: str, other: str) -> None:
    names = {account_name("m1", Posting("member_held", member, 1)) for member in (one, other)}
    assert len(names) == 2


@given(journal=journals)
def test_an_account_opens_with_its_first_posting(journal: list[Entry]) -> None:
    found = opened(journal)
    assert sorted(found) == list(found)
    posted = [
        (account_name(entry.payer_id, leg), entry.effective_us)
        for entry in journal
        for leg in entry.postings
    ]
    expected = {name: min(us for one, us in posted if one == name) for name, _ in posted}
    assert expected == found


def test_a_wrong_entry_opens_nothing() -> None:
    entry = post("accrual", Occasion("e1", "m1", "CNY", "o1", 0, 0), {"u1": 5})
    with pytest.raises(LedgerError):
        opened([entry._replace(postings=entry.postings[:1])])


@pytest.mark.parametrize(("us", "day"), [(DAY_US - 1, "1970-01-01"), (DAY_US, "1970-01-02")])
def test_a_day_is_one_of_utc(us: int, day: str) -> None:
    assert day == day_text(us)
