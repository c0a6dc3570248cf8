"""What must hold of a book at every moment, against the naive model."""

from __future__ import annotations

from collections import Counter, defaultdict

from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.model.records import Node
from fenxiao.settlement.book import Book
from tests.support.model import OPEN, Model, WalletName


def check_trial_balance(book: Book) -> None:
    """1. The accounts of each payer and currency sum to 0."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for entry in book.entries:
        for posting in entry.postings:
            sums[entry.payer_id, entry.currency] += posting.amount_minor
    assert not any(sums.values()), sums
    assert {name: sums[name] for name in sums} == {
        (payer, currency): sum(
            row.amount_minor for row in book.trial_balance() if row[:2] == (payer, currency)
        )
        for payer, currency in sums
    }


def check_members_accounts(book: Book) -> None:
    """The members' accounts are the sums of their wallets, component by component."""
    sums: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for wallet in book.wallets():
        for component, amount_minor in zip(wallet._fields[3:], wallet[3:], strict=True):
            sums[wallet.payer_id, wallet.currency, component] += int(amount_minor)
    for row in book.trial_balance():
        account = ACCOUNTS[row.account]
        if account.component:
            sign = 1 if account.nature == "asset" else -1
            place = (row.payer_id, row.currency, account.component)
            assert sums.pop(place, 0) == sign * row.amount_minor, row
    assert not any(sums.values()), dict(sums)


def check_wallets(book: Book, model: Model) -> None:
    """2. Every wallet is what the model works out anew."""
    found = {one[:3]: one[3:7] for one in book.wallets() if any(one[3:])}
    assert model.wallets() == found


def check_what_is_owed(book: Book) -> None:
    """3. deferred + held + available + in transit = kept by orders - paid out."""
    owed: defaultdict[WalletName, int] = defaultdict(int)
    for order_id in [key[1] for key in book.rows if key[0] == "order"]:
        order = book.order(order_id)
        assert order is not None
        for payee, amount_minor in order.kept:
            owed[order.payer_id, payee, order.currency] += amount_minor
    for payout in book.payouts():
        if payout.state == "paid":
            owed[payout.payer_id, payout.member_id, payout.currency] -= payout.amount_minor
    for wallet in book.wallets():
        assert owed.pop(wallet[:3], 0) == sum(wallet[3:8]) - wallet.debt_minor, wallet
    assert not any(owed.values()), owed


def check_signs(book: Book) -> None:
    """4. Deferred, held and in transit are never below 0; only available can be a debt."""
    for wallet in book.wallets():
        assert min(wallet.deferred_minor, wallet.held_minor, wallet.in_transit_minor) >= 0, wallet


def check_in_transit(book: Book) -> None:
    """5. What is in transit is exactly the open instructions."""
    still_open: defaultdict[WalletName, int] = defaultdict(int)
    for payout in book.payouts():
        if payout.state in OPEN:
            still_open[payout.payer_id, payout.member_id, payout.currency] += payout.amount_minor
    found = {one[:3]: one.in_transit_minor for one in book.wallets() if one.in_transit_minor}
    assert dict(still_open) == found


def check_paid_once(book: Book) -> None:
    """6. The money of an instruction leaves at most once, and not if it failed."""
    posted = Counter((entry.subject_id, entry.template) for entry in book.entries)
    for payout in book.payouts():
        name = payout.instruction_id
        paid, failed, returned = (
            posted[name, template]
            for template in ("payout_paid", "payout_failed", "payout_returned")
        )
        assert 1 == posted[name, "withdrawal"]
        assert paid + failed <= 1, payout
        assert returned <= paid, payout


def check_forest(book: Book) -> None:
    """8. Relations are a forest; who has fans is known to have them."""
    nodes = {node.member_id: node for node in book.nodes()}
    for member, first in nodes.items():
        seen = {member}
        node: Node | None = first
        while node is not None and node.parent_id is not None:
            assert node.parent_id not in seen, seen
            seen.add(node.parent_id)
            node = nodes.get(node.parent_id)
    sharers = {node.parent_id for node in nodes.values() if node.parent_id is not None}
    assert sharers == {node.member_id for node in nodes.values() if node.has_fans}


def check(book: Book, model: Model | None = None) -> None:
    check_trial_balance(book)
    if model is not None:
        check_wallets(book, model)
        parents = {
            node.member_id: (node.parent_id, node.bound_us)
            for node in book.nodes()
            if node.parent_id is not None
        }
        assert model.parents == parents
    check_what_is_owed(book)
    check_signs(book)
    check_in_transit(book)
    check_paid_once(book)
    check_forest(book)
