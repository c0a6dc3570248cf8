"""Open items: together the balance, the oldest cleared first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.ledger.open_items import breaches, open_items, supplier_dues, uncleared
from fenxiao.ledger.policy import AccountLimit, SupplierTerms
from fenxiao.ledger.posting import Flow, Occasion, post_moves
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Entry

MOVES = {
    "in": ("capture_principal", "clearing", "contract_liability"),
    "back": ("capture_principal_back", "contract_liability", "clearing"),
    "out": ("clearing_settled", "bank", "clearing"),
    "delivered": ("receipt_principal", "cost_of_goods", "supplier_payable"),
    "returned": ("receipt_principal_back", "supplier_payable", "cost_of_goods"),
    "paid": ("supplier_paid", "supplier_payable", "bank"),
}
PARTY = {"clearing": "wechat", "supplier_payable": "factory"}


def entry(kind: str, subject_id: str, day: int, minor: int, party: str = "") -> Entry:
    template, debit, credit = MOVES[kind]
    who = (party or PARTY.get(debit, ""), party or PARTY.get(credit, ""))
    names = (who[0] if debit in PARTY else "", who[1] if credit in PARTY else "")
    about = Occasion(f"{kind} {subject_id} {day}", "m1", "CNY", subject_id, day * DAY_US, 0)
    return post_moves(template, about, [Flow(debit, names[0], credit, names[1], minor)])


def shown(entries: list[Entry], account: str = "clearing") -> list[tuple[str, int, int]]:
    found = open_items(entries, account)
    return [(one.subject_id, one.since_us // DAY_US, one.amount_minor) for one in found]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(
            [entry("in", "o2", 2, 30), entry("in", "o1", 1, 50)],
            [("o1", 1, 50), ("o2", 2, 30)],
            id="the oldest first",
        ),
        pytest.param(
            [entry("in", "o1", 1, 50), entry("in", "o2", 2, 30), entry("out", "w1", 3, 60)],
            [("o2", 2, 20)],
            id="a transfer clears the oldest",
        ),
        pytest.param(
            [entry("in", "o1", 1, 50), entry("in", "o2", 2, 30), entry("back", "o2", 3, 30)],
            [("o1", 1, 50)],
            id="a refund clears its own order",
        ),
        pytest.param(
            [entry("in", "o1", 1, 50), entry("out", "w1", 2, 60)],
            [("", 2, -10)],
            id="more arrived than was expected",
        ),
        pytest.param(
            [
                entry("in", "o1", 1, 50),
                entry("in", "o1", 1, 20, "alipay"),
                entry("in", "o1", 1, 9)._replace(payer_id="m2"),
            ],
            [("o1", 1, 20), ("o1", 1, 50), ("o1", 1, 9)],
            id="tenders and payers clear nothing of each other",
        ),
    ],
)
def test_what_is_open(entries: list[Entry], expected: list[tuple[str, int, int]]) -> None:
    assert expected == shown(entries)
    assert expected == shown(entries[::-1])


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["delivered", "returned", "paid"]),
            st.sampled_from(["o1", "o2", "w1"]),
            st.integers(0, 9),
            st.integers(1, 99),
        ),
        max_size=9,
    )
)
def test_open_items_are_together_the_balance(steps: list[tuple[str, str, int, int]]) -> None:
    entries = [entry(*step) for step in steps]
    balance = -sum(leg[2] for one in entries for leg in one.postings if leg[1] == "factory")
    items = open_items(entries, "supplier_payable")
    assert balance == sum(item.amount_minor for item in items)
    assert len({item.amount_minor > 0 for item in items}) <= 1
    assert [item.since_us for item in items] == sorted(item.since_us for item in items)


def test_what_came_later_was_not_open_yet() -> None:
    entries = [entry("in", "o1", 1, 50), entry("in", "o2", 5, 30), entry("out", "w1", 9, 80)]
    (item,) = uncleared(entries, 3 * DAY_US)
    assert ("wechat", "o1", 50) == item[2:4] + item[5:]
    assert 2 == item.age_us(3 * DAY_US) // DAY_US
    assert () == uncleared(entries, 9 * DAY_US)


def test_each_delivery_is_due_by_the_suppliers_terms() -> None:
    terms = SupplierTerms(supplier_id="factory", due_days=30)
    entries = [
        entry("delivered", "o1", 1, 50),
        entry("delivered", "o2", 2, 30),
        entry("delivered", "o3", 2, 7, "farm"),
        entry("paid", "w1", 9, 20),
    ]
    dues = supplier_dues(entries, terms)
    assert [("o1", 30, 31), ("o2", 30, 32)] == [
        (due.item.subject_id, due.item.amount_minor, due.due_us // DAY_US) for due in dues
    ]
    assert ["o1"] == [due.item.subject_id for due in supplier_dues(entries, terms, at_us=DAY_US)]


def test_what_was_paid_ahead_is_due_by_nobody() -> None:
    terms = SupplierTerms(supplier_id="factory", due_days=30)
    (due,) = supplier_dues([entry("paid", "w1", 9, 20)], terms)
    assert (-20, 9) == (due.item.amount_minor, due.due_us // DAY_US)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        pytest.param(AccountLimit(account="clearing", least_minor=50), [], id="met by equality"),
        pytest.param(AccountLimit(account="clearing", most_minor=50), [], id="most by equality"),
        pytest.param(AccountLimit(account="clearing", most_minor=49), [50], id="an asset"),
        pytest.param(
            AccountLimit(account="contract_liability", most_minor=49), [50], id="a liability"
        ),
        pytest.param(AccountLimit(account="clearing", least_minor=51), [50], id="too little"),
        pytest.param(AccountLimit(account="clearing"), [], id="no limit"),
        pytest.param(AccountLimit(account="bank", least_minor=1), [], id="never posted to"),
    ],
)
def test_balances_beyond_their_limit_are_named(limit: AccountLimit, expected: list[int]) -> None:
    found = breaches([entry("in", "o1", 1, 30), entry("in", "o2", 2, 20)], [limit])
    assert expected == [one.amount_minor for one in found]
    assert all(("m1", "CNY", limit.account, limit) == one[:3] + one[5:] for one in found)


def test_each_party_is_looked_at_alone() -> None:
    entries = [entry("in", "o1", 1, 30), entry("in", "o1", 1, 5, "alipay")]
    found = breaches(entries, [AccountLimit(account="clearing", most_minor=10)])
    assert ["wechat"] == [one.party_id for one in found]
