"""Strategies for entries: any template, any amounts, a few members, payers and days."""

from __future__ import annotations

from hypothesis import strategies as st

from fenxiao.ledger.posting import Occasion, post
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Delta, Entry
from fenxiao.money import AMOUNT_LIMIT_MINOR

MEMBERS = ("u1", "u11", "u 1", "级1")
PAYERS = ("m1", "m-1")
CURRENCIES = ("CNY", "JPY", "KWD")
amounts = st.integers(1, AMOUNT_LIMIT_MINOR)
by_member = st.dictionaries(st.sampled_from(MEMBERS), amounts, min_size=1)
templates = st.sampled_from(sorted(TEMPLATES))
occasions = st.builds(
    Occasion,
    event_id=st.uuids().map(str),
    payer_id=st.sampled_from(PAYERS),
    currency=st.sampled_from(CURRENCIES),
    subject_id=st.sampled_from(("o1", 'o"2\\', "单 3")),
    effective_us=st.integers(0, 20_000 * DAY_US),
    recorded_us=st.integers(0, 20_000 * DAY_US),
)
entries = st.builds(post, templates, occasions, by_member)
journals: st.SearchStrategy[list[Entry]] = st.lists(entries, max_size=8)
parts = st.integers(-(10**6), 10**6)
deltas = st.builds(
    Delta,
    delta_id=st.text(max_size=2),
    payer_id=st.sampled_from(PAYERS),
    member_id=st.sampled_from(MEMBERS),
    currency=st.sampled_from(CURRENCIES),
    deferred_minor=parts,
    held_minor=parts,
    available_minor=parts,
    in_transit_minor=parts,
    frozen_minor=parts,
    debt_minor=parts,
)
