"""Account maps for tests: a row for every account of the chart, whatever the chart holds."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from fenxiao.ledger.account_map import AccountCode, AccountMap, Auxiliary
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.posting import Occasion, post
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Entry
from tests.ledger.strategies import MEMBERS, OF_MEMBERS, PAYERS

PERSON = Auxiliary(kind="person")
CODES = {name: f"{1_000 + number}.01" for number, name in enumerate(ACCOUNTS)}


def rows(**auxiliaries: tuple[Auxiliary, ...]) -> tuple[AccountCode, ...]:
    """Return a row for every account, some with auxiliaries."""
    return tuple(
        AccountCode(
            account=name, code=code, title=f"科目 {name}", auxiliaries=auxiliaries.get(name, ())
        )
        for name, code in CODES.items()
    )


def account_map(**fields: Any) -> AccountMap:
    """Return a map in CNY by the clock of UTC; fields may be given otherwise."""
    given: dict[str, Any] = {
        "currency": "CNY",
        "utc_offset_minutes": 0,
        "accounts": rows(),
    } | fields
    return AccountMap(**given)


BY_PERSON = rows(**{name: (PERSON,) for name, row in ACCOUNTS.items() if row.party == "member"})
"""Rows by which every wallet's accounts tell the member."""

maps = st.builds(
    account_map,
    accounts=st.sampled_from((rows(), BY_PERSON)),
    grouping=st.sampled_from(("day", "entry")),
    most_legs=st.sampled_from((16, 24, 500)),
    utc_offset_minutes=st.sampled_from((0, 480, -300)),
)

occasions = st.builds(
    Occasion,
    event_id=st.uuids().map(str),
    payer_id=st.sampled_from(PAYERS),
    currency=st.just("CNY"),
    subject_id=st.sampled_from(("o1", "o2")),
    effective_us=st.integers(0, 70 * DAY_US) | st.sampled_from((0, DAY_US - 1, DAY_US)),
    recorded_us=st.just(0),
)
by_member = st.dictionaries(st.sampled_from(MEMBERS), st.integers(1, 10**9), min_size=1)
journals: st.SearchStrategy[list[Entry]] = st.lists(
    st.builds(post, st.sampled_from(OF_MEMBERS), occasions, by_member), max_size=12
)
