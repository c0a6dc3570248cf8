"""Posting (记账): a template and amounts per member become an entry and wallet changes.

Source: docs/postings.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fenxiao.errors import LedgerError, MoneyError
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.encoding import derive_id
from fenxiao.model.records import Delta, Entry, Posting

__all__ = ["Occasion", "check_entry", "deltas", "merge", "post"]


class Occasion(NamedTuple):
    """What an entry is about: the event, whose books, and when.

    Args:
        event_id: The cause.
        payer_id: Whose books.
        currency: Of all postings.
        subject_id: The order or instruction.
        effective_us: When it happened.
        recorded_us: When the host learned of it.
    """

    event_id: str
    payer_id: str
    currency: str
    subject_id: str
    effective_us: int
    recorded_us: int


def post(template: str, occasion: Occasion, amounts: Mapping[str, int]) -> Entry:
    """Return the entry that a template makes of some amounts.

    Args:
        template: A name of ``TEMPLATES``.
        occasion: What it is about.
        amounts: By member, in minor units, each above 0.

    Returns:
        An entry whose postings sum to 0, the payer's accounts before the members', members by id.

    Raises:
        LedgerError: ``ledger.bad_amount`` for an amount that is no int above 0;
            ``ledger.no_amounts`` for none at all; ``ledger.unknown_template``.

    Examples:
        >>> occasion = Occasion("e1", "shop", "CNY", "o1", 0, 0)
        >>> [tuple(leg) for leg in post("accrual", occasion, {"u1": 30, "u2": 20}).postings]
        [('deferred_cost', '', 50), ('member_deferred', 'u1', -30), ('member_deferred', 'u2', -20)]
    """
    if template not in TEMPLATES:
        raise LedgerError("ledger.unknown_template", template=template)
    if not amounts:
        raise LedgerError("ledger.no_amounts", template=template)
    members = sorted(amounts)
    for member_id in members:
        amount_minor = amounts[member_id]
        if type(amount_minor) is not int or amount_minor <= 0:
            raise LedgerError("ledger.bad_amount", member_id=member_id, amount_minor=amount_minor)
    total_minor = sum(amounts.values())
    own: list[Posting] = []
    theirs: list[Posting] = []
    for move in TEMPLATES[template].moves:
        for account, sign in ((move.debit, 1), (move.credit, -1)):
            if ACCOUNTS[account].component:
                theirs += [Posting(account, member, sign * amounts[member]) for member in members]
            else:
                own.append(Posting(account, "", sign * total_minor))
    return Entry(
        entry_id=derive_id(occasion.event_id, template, occasion.subject_id),
        event_id=occasion.event_id,
        template=template,
        payer_id=occasion.payer_id,
        currency=occasion.currency,
        subject_id=occasion.subject_id,
        effective_us=occasion.effective_us,
        recorded_us=occasion.recorded_us,
        postings=(*own, *theirs),
    )


def deltas(entry: Entry) -> tuple[Delta, ...]:
    """Return what an entry changes in each wallet, by member.

    What is owed to a member is a liability, so a credit raises his component; what he owes
    is an asset, which a debit raises.

    Args:
        entry: Any entry.

    Returns:
        One change for each member that the entry names.

    Examples:
        >>> occasion = Occasion("e1", "shop", "CNY", "o1", 0, 0)
        >>> [
        ...     (change.member_id, change.held_minor, change.available_minor)
        ...     for change in deltas(post("release", occasion, {"u1": 30}))
        ... ]
        [('u1', -30, 30)]
    """
    changes: dict[str, dict[str, int]] = {}
    for account, party_id, amount_minor in entry.postings:
        row = ACCOUNTS[account]
        if row.component:
            change = changes.setdefault(party_id, dict.fromkeys(_COMPONENTS, 0))
            change[row.component] += amount_minor if row.nature == "asset" else -amount_minor
    return tuple(
        Delta(entry.entry_id, entry.payer_id, member_id, entry.currency, **changes[member_id])
        for member_id in sorted(changes)
    )


def merge(changes: Iterable[Delta], delta_id: str) -> tuple[Delta, ...]:
    """Return one change for each wallet, the sum of its changes, under a common id.

    A page of a release would otherwise append a row for every order to a star
    promoter's wallet.

    Args:
        changes: Changes of any wallets.
        delta_id: The id of each sum; unique within a wallet.

    Returns:
        The sums by payer, member and currency.
    """
    sums: dict[tuple[str, str, str], Delta] = {}
    for change in changes:
        wallet = (change.payer_id, change.member_id, change.currency)
        before = sums.get(wallet, Delta(delta_id, *wallet, 0, 0, 0, 0))
        parts = (one + other for one, other in zip(before[4:], change[4:], strict=True))
        sums[wallet] = Delta(delta_id, *wallet, *parts)
    return tuple(sums[wallet] for wallet in sorted(sums))


def check_entry(entry: Entry) -> None:
    """Refuse an entry that does not balance or names an account that is not in the chart.

    Raises:
        LedgerError: ``ledger.unbalanced``, ``ledger.unknown_account``, ``ledger.wrong_party``.
        MoneyError: ``money.not_integer``.
    """
    for posting in entry.postings:
        account = ACCOUNTS.get(posting.account)
        if account is None:
            raise LedgerError("ledger.unknown_account", account=posting.account)
        if type(posting.amount_minor) is not int:
            got = repr(posting.amount_minor)[:160]
            raise MoneyError("money.not_integer", name="amount_minor", got=got)
        if bool(account.party) != bool(posting.party_id):
            raise LedgerError(
                "ledger.wrong_party", account=posting.account, party_id=posting.party_id
            )
    left_minor = sum(posting.amount_minor for posting in entry.postings)
    if left_minor:
        raise LedgerError("ledger.unbalanced", entry_id=entry.entry_id, amount_minor=left_minor)


_COMPONENTS = tuple(row.component for row in ACCOUNTS.values() if row.component)
