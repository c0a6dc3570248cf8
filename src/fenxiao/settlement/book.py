"""The book (账簿): a whole host in memory, for notebooks, tests and small shops.

It is built on the contract alone, as every host is: a load, a commit that checks the
guards, and the loop between them. So it is also the model against which other hosts
are compared, row by row.

Source: docs/contract.md, "A host in memory".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from fenxiao.errors import EventError, RuleError
from fenxiao.graph.bindings import parents
from fenxiao.graph.counters import is_counter
from fenxiao.graph.credit_trace import explain_credits
from fenxiao.graph.history import newest_at
from fenxiao.graph.quota import QuotaView, view
from fenxiao.graph.storefront import Page, Storefront
from fenxiao.ledger.balances import TrialRow, fold, trial_balance
from fenxiao.ledger.roll_forwards import Grouping, RollForward, roll_forward
from fenxiao.ledger.seal import Head, Verdict, empty_books, verify
from fenxiao.model.book_records import Books, Sealed, Unsealed
from fenxiao.model.border import load_event
from fenxiao.model.contract import (
    Decision,
    Facts,
    Key,
    Need,
    Row,
    batch_key,
    books_key,
    correction_key,
    hold_key,
    invite_key,
    member_key,
    order_key,
    payee_key,
    payee_standing_scan,
    payout_key,
    quota_key,
    standing_scan,
    terms_key,
    upline_scan,
    wallet_key,
)
from fenxiao.model.credit_records import Credit
from fenxiao.model.envelope import is_one_of
from fenxiao.model.events import Event
from fenxiao.model.instants import check_instant, to_us
from fenxiao.model.invite_records import Invite, Quota
from fenxiao.model.payee_records import Payee, PayeeStanding
from fenxiao.model.payout_records import PayoutBatch
from fenxiao.model.people import RELATIONS, Relation
from fenxiao.model.records import (
    Binding,
    Correction,
    Delta,
    Entry,
    Hold,
    Member,
    Node,
    Order,
    Payout,
    PeriodAward,
    Reconciliation,
    Record,
    Standing,
    Tally,
    Terms,
    Wallet,
)
from fenxiao.rules.explain import explain, explain_html, explain_tree, why_not
from fenxiao.rules.people import blank
from fenxiao.rules.period.telling import tell_award
from fenxiao.settlement.decide import decide
from fenxiao.settlement.facts import rows
from fenxiao.settlement.invites import sales_scan, with_sales
from fenxiao.settlement.periods.estimating import find_estimate
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.quote import Offer, Quoted, quote
from fenxiao.settlement.store import Loaded, Store
from fenxiao.settlement.storefronts import find_page, find_storefront
from fenxiao.trace import Language

__all__ = ["Book"]

R = TypeVar("R", bound=Record)
A = TypeVar("A", Page, Storefront, tuple[PeriodAward, ...])

_ALL = 2**63 - 1


class Book:
    """A whole host in memory: feed it events, ask it for balances.

    Args:
        policy: What is in force.

    Examples:
        >>> from datetime import UTC, datetime
        >>> from fenxiao import Levels, Line, OrderPaid, Plan, Policy, Touch
        >>> at = datetime(2024, 6, 18, tzinfo=UTC)
        >>> rule = Levels(rule_id="sale", rates_ppm=(100_000, 50_000))
        >>> plan = Plan(plan_id="2024", effective_from=at, ceiling_ppm=150_000, rules=(rule,))
        >>> book = Book(Policy(plans=(plan,)))
        >>> _ = book.apply(Touch(id="e1", at=at, sharer_id="u1", visitor_id="u2"))
        >>> line = Line(
        ...     line_id="1",
        ...     sku="s1",
        ...     category="c1",
        ...     line_kind="product",
        ...     quantity=1,
        ...     paid_minor=9_990,
        ... )
        >>> paid = OrderPaid(
        ...     id="e2",
        ...     at=at,
        ...     order_id="o1",
        ...     merchant_id="m1",
        ...     payer_id="m1",
        ...     buyer_id="u2",
        ...     currency="CNY",
        ...     lines=(line,),
        ... )
        >>> book.apply(paid).status
        'applied'
        >>> book.wallet("m1", "u1", "CNY").deferred_minor
        999
        >>> book.apply(paid).status
        'replayed'
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.store = Store()

    def apply(self, event: Event) -> Decision:
        """Decide an event and store what follows from it.

        Returns:
            The decision; its continuation, if it has one, waits for ``resume``.
        """
        while True:
            facts: Loaded = {}
            while isinstance(step := decide(event, facts, self.policy), Need):
                facts |= self.store.load(step.keys, step.scans)
            if self.store.commit(step):
                return step

    def resume(self) -> Iterator[Decision]:
        """Go on with every paged event that waits, until none is left to try.

        Yields:
            The decision of each page. One that is refused stays as it waits: somebody fed
            another event under its id.
        """
        tried: set[str] = set()
        while fresh := [one for one in self.store.waiting if one.event_id not in tried]:
            for waiting in fresh:
                tried.add(waiting.event_id)
                yield self.apply(load_event(waiting.event_json))

    @property
    def rows(self) -> Mapping[Key, Row]:
        """Every stored row by its key, with its revision."""
        return self.store.rows

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The journal, in the order in which it was committed."""
        return self.store.entries

    def wallet(self, payer_id: str, member_id: str, currency: str) -> Wallet:
        """Return what a payer owes a member now, by component, in minor units."""
        key = wallet_key(payer_id, member_id, currency)
        checkpoint = self._get(key, Wallet) or Wallet(payer_id, member_id, currency, 0, 0, 0, 0)
        tail = (record for record, _ in self.store.tail(key))
        return fold(checkpoint, (change for change in tail if isinstance(change, Delta)))

    def wallets(self) -> tuple[Wallet, ...]:
        """Return every wallet that was ever changed, by payer, member and currency."""
        keys = sorted(self.store.tails())
        return tuple(self.wallet(payer, member, currency) for _, payer, member, currency in keys)

    def order(self, order_id: str) -> Order | None:
        """Return where an order stands, or None if it was never paid."""
        return self._get(order_key(order_id), Order)

    def terms(self, order_id: str) -> Terms | None:
        """Return what was agreed when an order was paid, or None."""
        return self._get(terms_key(order_id), Terms)

    def terms_that_count(self, order_id: str) -> Terms | None:
        """Return the terms by which an order is settled now: the newest correction's, if any."""
        order = self.order(order_id)
        if order is None or not order.corrected_by:
            return self.terms(order_id)
        correction = self._get(correction_key(order_id, order.corrected_by), Correction)
        return None if correction is None else correction.terms

    def explain(self, order_id: str, line_id: str, *, language: Language = "en") -> tuple[str, ...]:
        """Say for every slot of a line why it was paid what it was, or nothing.

        Raises:
            RuleError: ``terms.unknown_order``, or ``terms.unknown_line`` when it has no such line.
        """
        return explain(*self._agreed(order_id), line_id, language=language)

    def explain_tree(self, order_id: str, *, language: Language = "en") -> str:
        """Say of a whole order what was agreed and what is left: lines, rules, slots.

        Raises:
            RuleError: ``terms.unknown_order``.
        """
        return explain_tree(*self._agreed(order_id), language=language)

    def explain_html(self, order_id: str, *, language: Language = "en") -> str:
        """Return what ``explain_tree`` says as one HTML page.

        Raises:
            RuleError: ``terms.unknown_order``.
        """
        return explain_html(*self._agreed(order_id), language=language)

    def why_not(
        self, order_id: str, member_id: str, *, language: Language = "en"
    ) -> tuple[str, ...]:
        """Say for each line and rule why a member is not paid, or what he is paid and why.

        Raises:
            RuleError: ``terms.unknown_order``.
        """
        return why_not(*self._agreed(order_id), member_id, language)

    def _agreed(self, order_id: str) -> tuple[Terms, Order]:
        terms, order = self.terms_that_count(order_id), self.order(order_id)
        if terms is None or order is None:
            raise RuleError("terms.unknown_order", order_id=order_id)
        return terms, order

    def quote(
        self, product: Offer, member_id: str, *, language: Language = "en"
    ) -> tuple[Quoted, ...]:
        """Return what a member, as he is now, would earn if this were bought.

        Raises:
            RuleError: ``order.no_plan``, ``order.plan_currency``, ``order.base_unknown``.
        """
        member = self.member(member_id) or blank(member_id)
        return quote(self.policy, product, member, language=language)

    def credits(self, order_id: str) -> tuple[Credit, ...]:
        """Return how every claim on an order was answered, frozen when it was paid.

        Raises:
            RuleError: ``terms.unknown_order``.
        """
        terms = self.terms(order_id)
        if terms is None:
            raise RuleError("terms.unknown_order", order_id=order_id)
        return terms.credits

    def explain_credits(self, order_id: str, *, language: Language = "en") -> tuple[str, ...]:
        """Say of every claim on an order whether it was credited, and why.

        Raises:
            RuleError: ``terms.unknown_order``.
        """
        return explain_credits(self.credits(order_id), language)

    def awards(self, payer_id: str, currency: str, period: str) -> tuple[PeriodAward, ...]:
        """Return what is booked for a period, by plan, rule and member."""
        named = ("award", payer_id, currency, period)
        found = (record for key, (record, _) in self.rows.items() if key[:4] == named)
        return tuple(sorted(one for one in found if isinstance(one, PeriodAward)))

    def estimate(
        self, payer_id: str, currency: str, since: datetime, until: datetime
    ) -> tuple[PeriodAward, ...]:
        """Return what a close of a time would book as things stand, by plan, rule and member."""
        payer, period_us = (payer_id, currency), (_us(since), _us(until))
        return self._find(lambda facts: find_estimate(payer, period_us, facts, self.policy))

    def explain_period(
        self, payer_id: str, currency: str, period: str, *, language: Language = "en"
    ) -> tuple[str, ...]:
        """Say of everything that is booked for a period how it came about."""
        found = self.awards(payer_id, currency, period)
        return tuple(tell_award(one, language=language) for one in found)

    def storefront(self, visitor_id: str, at: datetime) -> Storefront:
        """Return whose store a visitor sees at an instant, and what it lists."""
        return self._find(lambda facts: find_storefront(visitor_id, _us(at), facts, self.policy))

    def page(self, sharer_id: str, at: datetime, content_id: str | None = None) -> Page:
        """Return what a page carries that somebody shares at an instant."""
        return self._find(
            lambda facts: find_page(sharer_id, _us(at), facts, self.policy, content_id)
        )

    def _find(self, question: Callable[[Facts], Need | A]) -> A:
        """Answer a re-entrant question."""
        facts: Loaded = {}
        while isinstance(answer := question(facts), Need):
            facts |= self.store.load(answer.keys, answer.scans)
        return answer

    def payout(self, instruction_id: str) -> Payout | None:
        """Return a payout instruction, or None."""
        return self._get(payout_key(instruction_id), Payout)

    def payouts(self) -> tuple[Payout, ...]:
        """Return every instruction, by when it was requested and by id."""
        found = (record for record, _ in self.rows.values() if isinstance(record, Payout))
        return tuple(sorted(found, key=lambda one: (one.requested_us, one.instruction_id)))

    def reconciliations(self, payer_id: str) -> tuple[Reconciliation, ...]:
        """Return what statements say of a payer's instructions and lines, by subject."""
        found = (one for one, _ in self.rows.values() if isinstance(one, Reconciliation))
        mine = (one for one in found if one.payer_id == payer_id)
        return tuple(sorted(mine, key=lambda one: (one.subject, one.subject_id)))

    def hold(self, hold_id: str) -> Hold | None:
        """Return a hold, or None."""
        return self._get(hold_key(hold_id), Hold)

    def payee(self, payer_id: str, member_id: str) -> Payee | None:
        """Return who a member is to a payer who pays him, or None if he was not registered."""
        return self._get(payee_key(payer_id, member_id), Payee)

    def payee_standing(self, payer_id: str, member_id: str, at: datetime) -> PayeeStanding | None:
        """Return what a payee was at an instant, or None if he was not registered by then."""
        scan = payee_standing_scan(payer_id, member_id, _us(at))
        found = rows(self.store.load((), (scan,)), scan, PayeeStanding)
        return found[0][0] if found else None

    def persons(self, payer_id: str) -> dict[str, str]:
        """Return the person behind each payee of a payer, by member, as reports want them."""
        found = (one for one, _ in self.rows.values() if isinstance(one, Payee))
        return {one.member_id: one.person_id for one in found if one.payer_id == payer_id}

    def batch(self, batch_id: str) -> PayoutBatch | None:
        """Return a batch of instructions for approval, or None."""
        return self._get(batch_key(batch_id), PayoutBatch)

    def nodes(self) -> tuple[Node, ...]:
        """Return every node of every relation, by relation and member."""
        found = (record for record, _ in self.rows.values() if isinstance(record, Node))
        return tuple(sorted(found))

    def member(self, member_id: str) -> Member | None:
        """Return who a member is to the platform now, or None if nothing was told of him."""
        return self._get(member_key(member_id), Member)

    def standing(self, member_id: str, at: datetime) -> Standing | None:
        """Return what a member was to the platform at an instant, or None if nothing was told."""
        scan = standing_scan(member_id, _us(at))
        found = rows(self.store.load((), (scan,)), scan, Standing)
        return found[0][0] if found else None

    def standings(self, member_id: str) -> tuple[Standing, ...]:
        """Return every row of what a member was to the platform, oldest first."""
        found = (one for one, _ in self.rows.values() if isinstance(one, Standing))
        mine = (one for one in found if one.member_id == member_id)
        return tuple(sorted(mine, key=lambda one: one.since_us))

    def grade(self, member_id: str, at: datetime) -> str:
        """Return the name of a member's grade at an instant; empty for none."""
        standing = self.standing(member_id, at)
        return standing.grade if standing is not None else ""

    def counter(self, member_id: str, counter: str, currency: str = "") -> int:
        """Return what a counter of a member stands at now: heads, or minor units of a currency.

        Raises:
            EventError: ``event.bad_field`` when there is no such counter.
        """
        if not is_counter(counter):
            got, problem = repr(counter)[:160], "there is no such counter"
            raise EventError("event.bad_field", field="counter", got=got, problem=problem)
        name = ("tally", member_id, counter, currency)
        found = (row[0] for key, row in self.rows.items() if key[:4] == name)
        return sum(one.amount for one in found if isinstance(one, Tally))

    def invite(self, code: str) -> Invite | None:
        """Return where an invite code stands, or None if nobody issued it."""
        return self._get(invite_key(code), Invite)

    def quota(self, member_id: str) -> QuotaView | None:
        """Return what a member has earned, uses and has free; None without a quota policy."""
        rules = self.policy.quota
        if rules is None:
            return None
        scan = sales_scan(member_id, rules, limit=_ALL)
        sales = rows(self.store.load((), (scan,)), scan, Tally)
        known = self._get(quota_key(member_id), Quota)
        member = self.member(member_id)
        quota = known or Quota(member_id, rules.currency, 0, 0, 0)
        quota = with_sales(quota, (tally for tally, _ in sales))
        return view(rules, quota, member.grade if member is not None else "")

    def parent(self, member_id: str, relation: Relation, at: datetime) -> str | None:
        """Return under whom a member stood at an instant, or None."""
        return next(iter(self.upline(member_id, relation, at, limit=1)), None)

    def upline(
        self, member_id: str, relation: Relation, at: datetime, *, limit: int = 3
    ) -> tuple[str, ...]:
        """Return the members above somebody at an instant, nearest first."""
        is_one_of(relation, RELATIONS, "relation")
        scan = upline_scan(relation, member_id, _us(at), limit=limit)
        path = rows(self.store.load((), (scan,)), scan, Binding)
        return parents((one for one, _ in path), limit=limit)

    def children(self, member_id: str, relation: Relation, at: datetime) -> tuple[str, ...]:
        """Return who stood directly under a member at an instant, by id."""
        is_one_of(relation, RELATIONS, "relation")
        at_us = _us(at)
        found = (
            newest_at(self.store.history(relation, one), at_us)
            for one in self.store.fans_ever(relation, member_id)
        )
        return tuple(sorted(one.member_id for one in found if one and one.parent_id == member_id))

    def team(
        self, member_id: str, relation: Relation, at: datetime, *, limit: int = 3
    ) -> tuple[tuple[str, ...], ...]:
        """Return who stood under a member at an instant, one tuple a level, nearest first.

        Levels beyond ``limit``, and empty ones, are left out.
        """
        levels: list[tuple[str, ...]] = []
        level: tuple[str, ...] = (member_id,)
        while len(levels) < limit:
            level = tuple(sorted(fan for one in level for fan in self.children(one, relation, at)))
            if not level:
                break
            levels.append(level)
        return tuple(levels)

    def trial_balance(
        self, *, as_of: datetime | None = None, known_at: datetime | None = None
    ) -> tuple[TrialRow, ...]:
        """Return the balance of every account; those of a payer and currency sum to 0."""
        return trial_balance(self.entries, as_of=as_of, known_at=known_at)

    def roll_forward(
        self, since: datetime, until: datetime, *, by: Grouping = "payer"
    ) -> tuple[RollForward, ...]:
        """Return how what is owed moved, for each payer, merchant or member."""
        orders = (one for one, _ in self.rows.values() if isinstance(one, Order))
        merchants = {one.order_id: one.merchant_id for one in orders}
        return roll_forward(self.entries, since, until, by=by, merchants=merchants)

    def books(self, payer_id: str) -> Books:
        """Return where a payer's books stand: the end of the chain, the closed periods."""
        return self._get(books_key(payer_id), Books) or empty_books(payer_id)

    def sealed(self, payer_id: str) -> tuple[Sealed, ...]:
        """Return a payer's chain, by number."""
        found = (one for one, _ in self.rows.values() if isinstance(one, Sealed))
        return tuple(
            sorted((one for one in found if one.payer_id == payer_id), key=lambda one: one.seq)
        )

    def verify(self, payer_id: str, *trusted: Head) -> Verdict:
        """Work out a payer's chain anew; name the first place that is wrong, if any is.

        Args:
            payer_id: Whose chain.
            trusted: Hashes of places that were noted elsewhere.
        """
        found = (one for one, _ in self.rows.values() if isinstance(one, Unsealed))
        waiting = (one.entry_id for one in found if one.payer_id == payer_id)
        return verify(self.entries, self.sealed(payer_id), payer_id, trusted, waiting)

    def _get(self, key: Key, kind: type[R]) -> R | None:
        stored = self.rows.get(key)
        return stored[0] if stored is not None and isinstance(stored[0], kind) else None


def _us(at: datetime) -> int:
    return to_us(check_instant(at, "at"))
