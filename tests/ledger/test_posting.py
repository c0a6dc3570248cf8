"""Posting: entries that balance, the changes of wallets, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import LedgerError
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.balances import fold
from fenxiao.ledger.posting import (
    Flow,
    Occasion,
    check_entry,
    deltas,
    merge,
    post,
    post_moves,
)
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.records import Delta, Entry, Posting, Wallet
from tests.ledger.strategies import (
    OF_MEMBERS,
    all_templates,
    by_member,
    entries,
    flows,
    moved_entries,
    occasions,
    templates,
)
from tests.ledger.strategies import deltas as changes

OCCASION = Occasion("e1", "m1", "CNY", "o1", 5, 7)


@given(template=templates, occasion=occasions, amounts=by_member)
def test_every_template_balances(
    template: str, occasion: Occasion, amounts: dict[str, int]
) -> None:
    entry = post(template, occasion, amounts)
    assert sum(leg.amount_minor for leg in entry.postings) == 0
    check_entry(entry)
    assert (template, *occasion[1:4]) == entry[2:6]
    assert occasion[4:] == entry[6:8]


@given(template=templates, occasion=occasions, amounts=by_member)
def test_each_move_posts_its_amounts_on_both_sides(
    template: str, occasion: Occasion, amounts: dict[str, int]
) -> None:
    legs: dict[str, dict[str, int]] = {}
    for account, member_id, amount_minor in post(template, occasion, amounts).postings:
        legs.setdefault(account, {})[member_id] = amount_minor
    expected = {}
    for debit, credit in TEMPLATES[template].moves:
        for account, sign in ((debit, 1), (credit, -1)):
            whole = amounts if ACCOUNTS[account].component else {"": sum(amounts.values())}
            expected[account] = {member: sign * amount for member, amount in whole.items()}
    assert expected == legs


@given(entry=entries)
def test_the_payers_legs_come_first_then_the_members(entry: Entry) -> None:
    are_members = [bool(leg.party_id) for leg in entry.postings]
    assert sorted(are_members) == are_members


@given(template=templates, occasion=occasions, amounts=by_member)
def test_the_order_of_the_amounts_does_not_matter(
    template: str, occasion: Occasion, amounts: dict[str, int]
) -> None:
    backwards = dict(reversed(amounts.items()))
    assert post(template, occasion, amounts) == post(template, occasion, backwards)


def test_the_id_follows_from_event_template_and_subject() -> None:
    made = [
        post("accrual", OCCASION, {"u1": 1}),
        post("release", OCCASION, {"u1": 1}),
        post("accrual", OCCASION._replace(subject_id="o2"), {"u1": 1}),
        post("accrual", OCCASION._replace(event_id="e2"), {"u1": 1}),
    ]
    assert len({entry.entry_id for entry in made}) == len(made)
    assert made[0].entry_id == post("accrual", OCCASION, {"u1": 2}).entry_id


@given(entry=entries | moved_entries())
def test_changes_match_the_postings(entry: Entry) -> None:
    expected: dict[str, list[int]] = {}
    for account, member_id, amount_minor in entry.postings:
        if ACCOUNTS[account].component:
            place = list(Wallet._fields[3:]).index(ACCOUNTS[account].component)
            sign = 1 if ACCOUNTS[account].nature == "asset" else -1
            expected.setdefault(member_id, [0] * 7)[place] += sign * amount_minor
    made = deltas(entry)
    assert expected == {change.member_id: list(change[4:]) for change in made}
    assert sorted(expected) == [change.member_id for change in made]
    own = (entry.entry_id, entry.payer_id, entry.currency)
    assert [own] * len(made) == [
        (change.delta_id, change.payer_id, change.currency) for change in made
    ]


@given(made=st.lists(changes))
def test_merged_changes_add_up_to_the_same_wallets(made: list[Delta]) -> None:
    merged = merge(made, "d1")
    wallets = {change[1:4] for change in made}
    assert sorted(wallets) == [change[1:4] for change in merged]
    assert {"d1"} >= {change.delta_id for change in merged}
    for wallet in wallets:
        empty = Wallet(*wallet, 0, 0, 0, 0)
        one, other = ([c for c in some if c[1:4] == wallet] for some in (made, merged))
        assert fold(empty, one) == fold(empty, other)


@pytest.mark.parametrize("amount_minor", [0, -1])
def test_only_amounts_above_nothing_are_posted(amount_minor: int) -> None:
    with pytest.raises(LedgerError) as caught:
        post("accrual", OCCASION, {"u1": 5, "u2": amount_minor})
    assert caught.value.code == "ledger.bad_amount"
    assert caught.value.facts == {"member_id": "u2", "amount_minor": amount_minor}


@pytest.mark.parametrize("amounts", [{"u1": 1.5}, {"u1": True}, {}])
def test_only_whole_amounts_of_somebody_are_posted(amounts: Any) -> None:
    with pytest.raises(LedgerError):
        post("accrual", OCCASION, amounts)


@pytest.mark.parametrize("template", sorted({*TEMPLATES} - {*OF_MEMBERS}))
def test_a_template_of_other_parties_is_not_posted_by_member(template: str) -> None:
    with pytest.raises(LedgerError) as caught:
        post(template, OCCASION, {"u1": 5})
    assert caught.value.code == "ledger.wrong_party"


@given(data=st.data(), template=all_templates, occasion=occasions)
def test_amounts_between_parties_balance_along_every_move(
    data: st.DataObject, template: str, occasion: Occasion
) -> None:
    drawn = data.draw(flows(template))
    entry = post_moves(template, occasion, drawn)
    check_entry(entry)
    assert (template, *occasion[1:4]) == entry[2:6]
    expected: dict[tuple[str, str, bool], int] = {}
    for flow in drawn:
        for place, sign in (((flow.debit, flow.debit_party), 1), (flow[2:4], -1)):
            side = (*place, sign > 0)
            expected[side] = expected.get(side, 0) + sign * flow.amount_minor
    found = {(leg.account, leg.party_id, leg.amount_minor > 0): leg[2] for leg in entry.postings}
    assert expected == found
    assert len(entry.postings) == len(found)


@given(data=st.data(), template=all_templates)
def test_the_order_of_flows_does_not_matter(data: st.DataObject, template: str) -> None:
    drawn = data.draw(flows(template))
    assert post_moves(template, OCCASION, drawn) == post_moves(template, OCCASION, drawn[::-1])


@given(entry=moved_entries())
def test_debits_stand_before_credits(entry: Entry) -> None:
    assert [leg.amount_minor < 0 for leg in entry.postings] == sorted(
        leg.amount_minor < 0 for leg in entry.postings
    )


@pytest.mark.parametrize(
    ("template", "given_flows", "code"),
    [
        pytest.param("cash", [], "ledger.unknown_template", id="no such template"),
        pytest.param("accrual", [], "ledger.no_amounts", id="nothing to post"),
        pytest.param(
            "supplier_paid",
            [Flow("supplier_payable", "f1", "bank", "", 0)],
            "ledger.bad_amount",
            id="an amount of nothing",
        ),
        pytest.param(
            "supplier_paid",
            [Flow("bank", "", "supplier_payable", "f1", 5)],
            "ledger.unknown_move",
            id="the move turned round",
        ),
    ],
)
def test_wrong_flows_are_refused(template: str, given_flows: list[Flow], code: str) -> None:
    with pytest.raises(LedgerError) as caught:
        post_moves(template, OCCASION, given_flows)
    assert code == caught.value.code


def entry_of(*postings: Posting) -> Entry:
    return Entry("n1", "e1", "accrual", "m1", "CNY", "o1", 0, 0, postings)


@pytest.mark.parametrize(
    ("postings", "code"),
    [
        pytest.param([Posting("bank", "", 5)], "ledger.unbalanced", id="one leg"),
        pytest.param(
            [Posting("bank", "", 5), Posting("member_held", "u1", -4)],
            "ledger.unbalanced",
            id="legs that differ",
        ),
        pytest.param([Posting("cash", "", 0)], "ledger.unknown_account", id="no such account"),
        pytest.param(
            [Posting("cash", "", 5), Posting("bank", "", -4)],
            "ledger.unknown_account",
            id="the account is named before the sum",
        ),
    ],
)
def test_a_wrong_entry_is_refused(postings: list[Posting], code: str) -> None:
    with pytest.raises(LedgerError) as caught:
        check_entry(entry_of(*postings))
    assert code == caught.value.code


@pytest.mark.parametrize(
    "postings",
    [
        [Posting("bank", "u1", 5), Posting("deferred_cost", "", -5)],
        [Posting("bank", "", 5), Posting("member_held", "", -5)],
    ],
)
def test_legs_of_members_and_payers_are_not_mixed_up(postings: list[Posting]) -> None:
    with pytest.raises(LedgerError):
        check_entry(entry_of(*postings))
