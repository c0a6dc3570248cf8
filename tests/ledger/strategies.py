"""Strategies for entries: any template, any amounts, a few members, payers and days."""

from __future__ import annotations

from hypothesis import strategies as st

from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.posting import Flow, Occasion, post, post_moves
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Delta, Entry
from fenxiao.money import AMOUNT_LIMIT_MINOR

MEMBERS = ("u1", "u11", "u 1", "级1")
PAYERS = ("m1", "m-1")
CURRENCIES = ("CNY", "JPY", "KWD")
amounts = st.integers(1, AMOUNT_LIMIT_MINOR)
by_member = st.dictionaries(st.sampled_from(MEMBERS), amounts, min_size=1)
PARTIES = {
    "": ("",),
    "member": MEMBERS,
    "merchant": ("s1",),
    "supplier": ("f1",),
    "tender": ("t1",),
}
OF_MEMBERS = [
    name
    for name, row in sorted(TEMPLATES.items())
    if all(ACCOUNTS[account].party in ("", "member") for move in row.moves for account in move)
]
templates = st.sampled_from(OF_MEMBERS)
all_templates = st.sampled_from(sorted(TEMPLATES))
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


def parties_of(account: str) -> st.SearchStrategy[str]:
    return st.sampled_from(PARTIES[ACCOUNTS[account].party])


@st.composite
def flows(draw: st.DrawFn, template: str) -> list[Flow]:
    """Draw amounts along the moves of a template, between any parties."""
    moves = draw(st.lists(st.sampled_from(TEMPLATES[template].moves), min_size=1, max_size=4))
    return [
        Flow(
            move.debit,
            draw(parties_of(move.debit)),
            move.credit,
            draw(parties_of(move.credit)),
            draw(amounts),
        )
        for move in moves
    ]


@st.composite
def moved_entries(draw: st.DrawFn) -> Entry:
    template = draw(all_templates)
    return post_moves(template, draw(occasions), draw(flows(template)))


journals: st.SearchStrategy[list[Entry]] = st.lists(entries | moved_entries(), max_size=8)
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
    reserved_minor=parts,
)
