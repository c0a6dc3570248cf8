"""A journal that stands alone (独立账簿): double entry without events, orders or a host.

For notebooks, for tests, and for whoever has events of his own and wants books under them.
An entry is posted once, whole, and only within the limits: same id and same content is
once, and what is refused changes nothing. What was posted is sealed and verified as the
books of a ``Book`` are, in the same format.

Source: docs/books.md, "A journal of its own".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NoReturn

from fenxiao.errors import LedgerError, MoneyError
from fenxiao.ledger.accounts import ACCOUNTS, own_sign
from fenxiao.ledger.balances import TrialRow, trial_balance
from fenxiao.ledger.periods import Booking
from fenxiao.ledger.policy import AccountLimit
from fenxiao.ledger.posting import Occasion, check_entry
from fenxiao.ledger.reversal import amount_of, reverse
from fenxiao.ledger.seal import Head, Verdict, empty_books, seal, verify
from fenxiao.model.book_records import Books, Sealed
from fenxiao.model.encoding import derive_id
from fenxiao.model.records import Entry
from fenxiao.money import TOTAL_LIMIT_MINOR

__all__ = ["Journal"]

Place = tuple[str, str, str, str]
"""Of a balance: payer, currency, account, and the party or an empty text."""

_IS_BY_PARTY = {row.name: bool(row.party) for row in ACCOUNTS.values()}


class Journal:
    """Entries by their id, the balance of every account and party, and a chain by payer.

    Args:
        limits: What balances must keep: those of an account, or of one party of it, whose
            row goes before.

    Examples:
        >>> from fenxiao.ledger.posting import post
        >>> journal = Journal([AccountLimit(account="member_available", least_minor=0)])
        >>> at = ("shop", "CNY", "order 1", 0, 0)
        >>> journal.post(post("opening_available", Occasion("e1", *at), {"u1": 500}))
        True
        >>> out = post("withdrawal", Occasion("e2", *at), {"u1": 300})
        >>> journal.post(out), journal.post(out)  # twice is once
        (True, False)
        >>> journal.balance("shop", "CNY", "member_available", "u1")
        200
        >>> journal.post(post("withdrawal", Occasion("e3", *at), {"u1": 201}))
        Traceback (most recent call last):
        ...
        fenxiao.errors.LedgerError: A balance must keep its limit; ...
    """

    def __init__(self, limits: Iterable[AccountLimit] = ()) -> None:
        self._limits = {limit.place: limit for limit in limits}
        self._limited = {account for account, _ in self._limits}
        self._entries: dict[str, Entry] = {}
        self._balances: dict[Place, int] = {}
        self._taken: dict[str, int] = {}
        self._made: set[str] = set()
        self._waiting: dict[str, list[Entry]] = {}
        self._books: dict[str, Books] = {}
        self._sealed: dict[str, list[Sealed]] = {}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries, in the order in which they were posted."""
        return tuple(self._entries.values())

    @property
    def balances(self) -> Mapping[Place, int]:
        """Every balance by payer, currency, account and party; debit positive."""
        return MappingProxyType(self._balances)

    def balance(self, payer_id: str, currency: str, account: str, party_id: str = "") -> int:
        """Return a balance in its account's own sign, in minor units; 0 where there is none.

        Raises:
            LedgerError: ``ledger.unknown_account``.
        """
        if account not in ACCOUNTS:
            raise LedgerError("ledger.unknown_account", account=account)
        posted_minor = self._balances.get((payer_id, currency, account, party_id), 0)
        return own_sign(account) * posted_minor

    def post(self, entry: Entry, *, given: Iterable[AccountLimit] = ()) -> bool:
        """Post an entry, if it was not posted before.

        Args:
            entry: A balanced entry, of accounts of the chart.
            given: Conditions: what balances of the entry's books must keep before it.

        Returns:
            True if it was posted now; False if it stood there already.

        Raises:
            LedgerError: ``ledger.id_reused`` for other content under its id,
                ``ledger.beyond_limit``, ``ledger.unmet_condition``, ``ledger.wrong_party``
                for a condition that names no party; what ``check_entry`` refuses. Nothing is
                posted then.
            MoneyError: ``money.not_integer``; ``money.amount_range`` for a balance beyond
                64 bits.
        """
        known = self._entries.get(entry.entry_id)
        if known is not None:
            if known != entry:
                raise LedgerError("ledger.id_reused", entry_id=entry.entry_id)
            return False
        moved = self._moved(entry)
        for condition in given:
            self._check_condition(entry, condition)
        self._entries[entry.entry_id] = entry
        self._balances.update(moved)
        self._waiting.setdefault(entry.payer_id, []).append(entry)
        return True

    def reverse(
        self,
        entry_id: str,
        occasion: Occasion,
        amount_minor: int | None = None,
        *,
        template: str | None = None,
    ) -> Entry:
        """Take back a part of an entry, or all that is left of it, and return what was posted.

        The same event again takes nothing more back. Only reversals under the same template
        are counted.

        Args:
            entry_id: What is taken back.
            occasion: The cause; its event takes this entry back once.
            amount_minor: How much of what the entry moved; None is all that is left.
            template: As for ``reverse`` of an entry.

        Raises:
            LedgerError: ``ledger.unknown_entry``; ``ledger.id_reused`` where the event took
                back another amount before; what ``reverse`` and ``post`` refuse.
        """
        done = self._entries.get(entry_id)
        if done is None:
            raise LedgerError("ledger.unknown_entry", entry_id=entry_id)
        name = f"{done.template}_back" if template is None else template
        again = self._entries.get(derive_id(occasion.event_id, name, entry_id))
        if again is not None:
            if amount_minor not in (None, amount_of(again)):
                raise LedgerError("ledger.id_reused", entry_id=again.entry_id)
            return again
        taken_minor = self._taken_back(entry_id, name)
        # Where nothing is left one unit is asked for, so that the refusal says so.
        left_minor = max(1, amount_of(done) - taken_minor)
        wanted_minor = left_minor if amount_minor is None else amount_minor
        made = reverse(done, wanted_minor, occasion, reversed_minor=taken_minor, template=template)
        self.post(made)
        self._made.add(made.entry_id)
        self._taken[entry_id] = taken_minor + wanted_minor
        return made

    def trial_balance(
        self, *, as_of: datetime | None = None, known_at: datetime | None = None
    ) -> tuple[TrialRow, ...]:
        """Return the balance of every account; those of a payer and currency sum to 0."""
        return trial_balance(self._entries.values(), as_of=as_of, known_at=known_at)

    def seal(self, payer_id: str, period_id: str = "") -> Books:
        """Chain what was posted since the last seal, by instant and id.

        Args:
            payer_id: Whose books.
            period_id: The accounting period in which it is booked, if there are periods.

        Returns:
            Where the books stand: note its head where nobody can change it.
        """
        books, sealed = self.books(payer_id), self._sealed.setdefault(payer_id, [])
        waiting = self._waiting.pop(payer_id, [])
        waiting.sort(key=lambda entry: (entry.effective_us, entry.entry_id))
        for entry in waiting:
            books, place = seal(books, entry, Booking(period_id, entry.effective_us))
            sealed.append(place)
        self._books[payer_id] = books
        return books

    def books(self, payer_id: str) -> Books:
        """Return where a payer's books stand: the end of the chain."""
        return self._books.get(payer_id) or empty_books(payer_id)

    def sealed(self, payer_id: str) -> tuple[Sealed, ...]:
        """Return a payer's chain, by number."""
        return tuple(self._sealed.get(payer_id, ()))

    def verify(self, payer_id: str, *trusted: Head) -> Verdict:
        """Work out a payer's chain anew; name the first place that is wrong, if any is.

        Args:
            payer_id: Whose chain.
            trusted: Hashes of places that were noted elsewhere.
        """
        waiting = (entry.entry_id for entry in self._waiting.get(payer_id, ()))
        sealed = self._sealed.get(payer_id, ())
        return verify(self._entries.values(), sealed, payer_id, trusted, waiting)

    def _moved(self, entry: Entry) -> dict[Place, int]:
        """Return the balances after an entry, each checked; nothing is changed yet."""
        moved: dict[Place, int] = {}
        payer_id, currency, left_minor = entry.payer_id, entry.currency, 0
        balances = self._balances
        for account, party_id, amount_minor in entry.postings:
            if _IS_BY_PARTY.get(account) is not bool(party_id) or type(amount_minor) is not int:
                _refuse(entry)
            place = (payer_id, currency, account, party_id)
            before = moved.get(place)
            if before is None:
                before = balances.get(place, 0)
            moved[place] = before + amount_minor
            left_minor += amount_minor
        if left_minor:
            _refuse(entry)
        for place, balance_minor in moved.items():
            if place[2] in self._limited:
                self._check_limit(place, balance_minor)
            if not -TOTAL_LIMIT_MINOR <= balance_minor <= TOTAL_LIMIT_MINOR:
                facts = {"low": -TOTAL_LIMIT_MINOR, "high": TOTAL_LIMIT_MINOR}
                name = f"balance of {place[2]}"
                raise MoneyError(
                    "money.amount_range", name=name, amount_minor=balance_minor, **facts
                )
        return moved

    def _check_limit(self, place: Place, balance_minor: int) -> None:
        limit = self._limits.get(place[2:]) or self._limits.get((place[2], None))
        amount_minor = own_sign(place[2]) * balance_minor
        if limit is not None and not limit.is_kept_by(amount_minor):
            _refuse_bound("ledger.beyond_limit", place, amount_minor, limit)

    def _check_condition(self, entry: Entry, condition: AccountLimit) -> None:
        account, party_id = condition.account, condition.party_id or ""
        if _IS_BY_PARTY[account] is not bool(party_id):
            raise LedgerError("ledger.wrong_party", account=account, party_id=party_id)
        place = (entry.payer_id, entry.currency, account, party_id)
        amount_minor = own_sign(account) * self._balances.get(place, 0)
        if not condition.is_kept_by(amount_minor):
            _refuse_bound("ledger.unmet_condition", place, amount_minor, condition)

    def _taken_back(self, entry_id: str, name: str) -> int:
        """Return how much of an entry was taken back, also by reversals made elsewhere."""
        known = self._taken.get(entry_id)
        if known is not None:
            return known
        entries = (one for one in self._entries.values() if one.template == name)
        return sum(
            amount_of(one)
            for one in entries
            if one.entry_id not in self._made
            and one.entry_id == derive_id(one.event_id, name, entry_id)
        )


def _refuse(entry: Entry) -> NoReturn:
    """Say why an entry is none."""
    check_entry(entry)
    raise LedgerError("ledger.unbalanced", entry_id=entry.entry_id, amount_minor=0)


def _refuse_bound(code: str, place: Place, amount_minor: int, limit: AccountLimit) -> NoReturn:
    """Say which bound a balance does not keep."""
    payer_id, currency, account, party_id = place
    least = limit.least_minor
    is_low = least is not None and amount_minor < least
    bound = f"least {least}" if is_low else f"most {limit.most_minor}"
    about = {"payer_id": payer_id, "currency": currency, "account": account, "party_id": party_id}
    raise LedgerError(code, **about, amount_minor=amount_minor, bound=bound)
