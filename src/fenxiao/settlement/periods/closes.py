"""Closes (周期关账): the steps of a close, a page at a time, each in one commit.

First every sale is counted that is new, late or was refunded since; then, plan by plan
and the earliest period first, budgets are spent in canonical order, who qualifies is
frozen, and what the rules now pay is booked against what was booked before. Where a close
stands is one row, which every page writes: closes of one payer and currency never mix.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from fenxiao.model.contract import Append, Facts, Key, Need, Put, Scan, continuation_key
from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import to_us
from fenxiao.model.period_keys import Part, periods_key, sales_total_key
from fenxiao.model.period_records import PeriodPlan, Periods, PeriodSpan, Sale, SalesTotal
from fenxiao.model.periods import PeriodClosed
from fenxiao.model.records import Refusal
from fenxiao.rules.period.awarding import Closing
from fenxiao.settlement.changes import Changes, waited
from fenxiao.settlement.facts import missing, row
from fenxiao.settlement.periods.booking import Booking, book
from fenxiao.settlement.periods.counting import count
from fenxiao.settlement.periods.qualifying import freeze
from fenxiao.settlement.periods.walking import walk
from fenxiao.settlement.policy import Policy

__all__ = ["decide_closed_period", "first_closed_period"]


def first_closed_period(event: PeriodClosed) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a close reads first: where the payer's closes stand."""
    return (continuation_key(event.id), periods_key(event.payer_id, event.currency)), ()


def decide_closed_period(
    event: PeriodClosed, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Do a page of a close: begin it, or go on where it stands."""
    key = periods_key(event.payer_id, event.currency)
    books, revision = row(facts, key, Periods)
    if books is None or facts[continuation_key(event.id)] is None:
        refusal = _refuse(event, books)
        if refusal is not None:
            return refusal
        books = _begun(event, books)
    step = _step(books, event, facts, policy)
    if not isinstance(step, _Step):
        return step
    puts = (*waited(event, facts), Put(key, step.books, revision), *step.puts)
    is_done = step.books.phase == "done"
    goes_on = None if is_done else replace(event, id=derive_id(event.id, "page"))
    return Changes(puts, step.appends, goes_on)


def _refuse(event: PeriodClosed, books: Periods | None) -> Refusal | None:
    """Say why a close cannot begin."""
    if books is None:
        return None
    about = (("payer_id", event.payer_id), ("currency", event.currency))
    if any(span.period == event.period for span in books.spans):
        return Refusal("period.already_closed", (("period", event.period), *about))
    last = books.spans[-1]
    if books.phase != "done":
        return Refusal("period.unfinished", (("other", last.period), *about))
    since_us = to_us(event.since)
    if since_us != last.until_us:
        times = (("until_us", last.until_us), ("since_us", since_us))
        return Refusal("period.gap", (("period", event.period), *about, *times))
    return None


def _begun(event: PeriodClosed, books: Periods | None) -> Periods:
    span = PeriodSpan(event.period, to_us(event.since), to_us(event.until))
    if books is None:
        books = Periods(event.payer_id, event.currency, (), 0, "done", (), (), None, "", ())
    spans = (*books.spans, span)
    return books._replace(spans=spans, run=books.run + 1, phase="count", work=books.held, held=())


class _Step(NamedTuple):
    """Where a close stands after a page, and what the page writes beside that."""

    books: Periods
    puts: tuple[Put, ...] = ()
    appends: tuple[Append, ...] = ()


def _step(
    books: Periods, event: PeriodClosed, facts: Facts, policy: Policy
) -> Need | Refusal | _Step:
    """Do the next page, of counting or of a plan's part of a period."""
    if books.phase == "count":
        return _counted(books, event, facts, policy)
    return _of_part(books, event, facts, policy)


def _of_part(
    books: Periods, event: PeriodClosed, facts: Facts, policy: Policy
) -> Need | Refusal | _Step:
    """Do the next page of a part; a phase with nothing to do is passed over at once."""
    span, work = _next(books)
    part: Part = (books.payer_id, books.currency, *work)
    need = missing(facts, (sales_total_key(part),))
    if need is not None:
        return need
    total, revision = row(facts, sales_total_key(part), SalesTotal)
    total = total or SalesTotal(*part, "", 0, 0)
    closing = policy.closing(work.plan_id, span.since_us, span.until_us)
    if closing is None or total.rules_digest not in ("", closing.digest):
        code = "period.no_plan" if closing is None else "period.rules_changed"
        return Refusal(code, tuple(work._asdict().items()))
    if books.phase == "walk" and not closing.waiting:
        books = books._replace(phase="qualify")
    if books.phase == "qualify" and not closing.asks:
        books = books._replace(phase="award")
    if books.phase == "walk":
        return _walked(books, span, closing, event, facts)
    if books.phase == "qualify":
        return _frozen(books, span, part, event, facts)
    fixed = total._replace(rules_digest=closing.digest)
    is_current = span == books.spans[-1]
    step = _booked(books, Booking(part, closing, fixed, books.run, is_current), event, facts)
    if not isinstance(step, _Step) or fixed == total:
        return step
    return step._replace(puts=(*step.puts, Put(sales_total_key(part), fixed, revision)))


def _next(books: Periods) -> tuple[PeriodSpan, PeriodPlan]:
    work = books.work[0]
    return next(one for one in books.spans if one.period == work.period), work


def _counted(
    books: Periods, event: PeriodClosed, facts: Facts, policy: Policy
) -> Need | Refusal | _Step:
    page = count(books, facts, event.limit)
    if isinstance(page, Need):
        return page
    refusal = _refuse_claims(books, page.sales, policy)
    if refusal is not None:
        return refusal
    places = {span.period: place for place, span in enumerate(books.spans)}
    work = {*books.work, *page.work}
    ordered = sorted(work, key=lambda one: (places[one.period], one.plan_id))
    books = books._replace(work=tuple(ordered))
    if page.is_last:
        books = books._replace(phase="walk" if work else "done")
    return _Step(books, page.puts)


def _refuse_claims(books: Periods, sales: Iterable[Sale], policy: Policy) -> Refusal | None:
    """Refuse to pass over what an order promised at the close by a rule that is gone since."""
    spans = {span.period: span for span in books.spans}
    for sale in sales:
        if not sale.claims:
            continue
        span = spans[sale.counted_in]
        closing = policy.closing(sale.plan_id, span.since_us, span.until_us)
        waiting = () if closing is None else closing.waiting
        if any(claim.rule_id not in waiting for claim in sale.claims):
            about = (("period", span.period), ("plan_id", sale.plan_id))
            return Refusal("period.no_plan" if closing is None else "period.rules_changed", about)
    return None


def _walked(
    books: Periods, span: PeriodSpan, closing: Closing, event: PeriodClosed, facts: Facts
) -> Need | _Step:
    page = walk(books, span, closing, facts, event.limit)
    if isinstance(page, Need):
        return page
    if page.after is None:
        done = books._replace(phase="qualify", after_us=None, after_id="", spent=())
        return _Step(done, page.puts)
    after_us, after_id = page.after
    return _Step(books._replace(after_us=after_us, after_id=after_id, spent=page.spent), page.puts)


def _frozen(
    books: Periods, span: PeriodSpan, part: Part, event: PeriodClosed, facts: Facts
) -> Need | _Step:
    page = freeze(part, span, facts, event.limit)
    if isinstance(page, Need):
        return page
    return _Step(books._replace(phase="award" if page.is_last else "qualify"), page.puts)


def _booked(books: Periods, booking: Booking, event: PeriodClosed, facts: Facts) -> Need | _Step:
    page = book(booking, event, facts)
    if isinstance(page, Need):
        return page
    if page.is_last:
        held = (*books.held, books.work[0]) if page.is_held else books.held
        rest = books.work[1:]
        books = books._replace(work=rest, held=held, phase="walk" if rest else "done")
    return _Step(books, page.puts, page.appends)
