"""Posting (记账): a template and amounts per member become an entry and wallet changes.

Source: docs/postings.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fenxiao.errors import LedgerError, MoneyError
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.templates import TEMPLATES, Move
from fenxiao.model.encoding import derive_id
from fenxiao.model.records import Delta, Entry, Posting

__all__ = ["Flow", "Occasion", "check_entry", "deltas", "merge", "post", "post_moves"]


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


class Flow(NamedTuple):
    """An amount that one party's account is debited and another's is credited.

    The parties are empty for accounts that the payer keeps as one; the amount is in minor
    units, above 0.
    """

    debit: str
    debit_party: str
    credit: str
    credit_party: str
    amount_minor: int


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
            ``ledger.no_amounts`` for none at all; ``ledger.unknown_template``;
            ``ledger.wrong_party`` for a template that needs other parties than members.

    Examples:
        >>> occasion = Occasion("e1", "shop", "CNY", "o1", 0, 0)
        >>> [tuple(leg) for leg in post("accrual", occasion, {"u1": 30, "u2": 20}).postings]
        [('deferred_cost', '', 50), ('member_deferred', 'u1', -30), ('member_deferred', 'u2', -20)]
    """
    if template not in _OF_MEMBERS:
        _refuse_template(template)
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
    return _entry(template, occasion, (*own, *theirs))


def post_moves(template: str, occasion: Occasion, flows: Sequence[Flow]) -> Entry:
    """Return the entry that a template makes of amounts between parties of both sides.

    Debits and credits of one account and party stay apart, as in a voucher, so that what
    came in and what was kept of it can both be read.

    Args:
        template: A name of ``TEMPLATES``.
        occasion: What it is about.
        flows: Amounts, each along one of the template's moves.

    Returns:
        An entry whose postings sum to 0: debits, then credits, each by account and party.

    Raises:
        LedgerError: ``ledger.bad_amount`` for an amount that is no int above 0;
            ``ledger.no_amounts`` for none at all; ``ledger.unknown_template``;
            ``ledger.unknown_move`` for a flow that is none of the template's moves.

    Examples:
        >>> occasion = Occasion("e1", "shop", "CNY", "o1", 0, 0)
        >>> paid = [
        ...     Flow("clearing", "wechat", "contract_liability", "", 100),
        ...     Flow("collection_fee", "", "clearing", "wechat", 1),
        ... ]
        >>> for leg in post_moves("capture_principal", occasion, paid).postings:
        ...     print(*leg)
        clearing wechat 100
        collection_fee  1
        clearing wechat -1
        contract_liability  -100
    """
    if template not in TEMPLATES:
        raise LedgerError("ledger.unknown_template", template=template)
    if not flows:
        raise LedgerError("ledger.no_amounts", template=template)
    debits: dict[tuple[str, str], int] = {}
    credits_: dict[tuple[str, str], int] = {}
    for flow in flows:
        if type(flow.amount_minor) is not int or flow.amount_minor <= 0:
            party = flow.debit_party or flow.credit_party
            raise LedgerError("ledger.bad_amount", member_id=party, amount_minor=flow.amount_minor)
        if Move(flow.debit, flow.credit) not in TEMPLATES[template].moves:
            move = f"{flow.debit} ← {flow.credit}"
            raise LedgerError("ledger.unknown_move", template=template, move=move)
        for side, place in (
            (debits, (flow.debit, flow.debit_party)),
            (credits_, (flow.credit, flow.credit_party)),
        ):
            side[place] = side.get(place, 0) + flow.amount_minor
    postings = [Posting(*place, debits[place]) for place in sorted(debits)]
    postings += [Posting(*place, -credits_[place]) for place in sorted(credits_)]
    return _entry(template, occasion, tuple(postings))


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


def _refuse_template(template: str) -> None:
    """Say why a template cannot post amounts by member alone."""
    if template not in TEMPLATES:
        raise LedgerError("ledger.unknown_template", template=template)
    accounts = (account for move in TEMPLATES[template].moves for account in move)
    account = next(one for one in accounts if ACCOUNTS[one].party not in ("", "member"))
    raise LedgerError("ledger.wrong_party", account=account, party_id="")


def _entry(template: str, occasion: Occasion, postings: tuple[Posting, ...]) -> Entry:
    return Entry(
        entry_id=derive_id(occasion.event_id, template, occasion.subject_id),
        event_id=occasion.event_id,
        template=template,
        payer_id=occasion.payer_id,
        currency=occasion.currency,
        subject_id=occasion.subject_id,
        effective_us=occasion.effective_us,
        recorded_us=occasion.recorded_us,
        postings=postings,
    )


_COMPONENTS = tuple(row.component for row in ACCOUNTS.values() if row.component)
_OF_MEMBERS = frozenset(
    row.name
    for row in TEMPLATES.values()
    if all(ACCOUNTS[account].party in ("", "member") for move in row.moves for account in move)
)
