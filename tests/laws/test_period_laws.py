"""Laws of closes: refunds in any split, pages of any size, crashes anywhere, the same books."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.model.border import load_event
from fenxiao.model.contract import Need
from fenxiao.model.events import Event, OrderPaid, Refunded
from fenxiao.model.instants import to_us
from fenxiao.model.who import ANYBODY
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.awarding import awards
from fenxiao.rules.period.convex_differential import ConvexDifferential
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.period.pool import Pool, Weight
from fenxiao.rules.period.team_bonus import TeamBonus
from fenxiao.rules.period.tiers import Tiers
from fenxiao.rules.period.top_n import TopN
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.store import Loaded
from tests.rules.period.forests import Forest
from tests.settlement.periods.shop import (
    at,
    back,
    bands,
    booked,
    buy,
    close,
    opened,
    plan,
    policy,
    told,
    wallets,
)
from tests.support.build import CURRENCY, PAYER

MONTHS = 3
MEMBERS = ("u1", "u2", "u3", "u4", "u5")
GIFT = Campaign(
    campaign_id="618",
    starts_at=at(0),
    ends_at=at(2),
    rules=(Levels(rule_id="gift", rates_ppm=(200_000, 50_000)),),
    budget_minor=300,
)
RULES = (
    ConvexDifferential(rule_id="growth", bands=bands((0, 1), (1_000, 5), (3_000, 10))),
    Tiers(rule_id="month", bands=bands((0, 1), (1_000, 2))),
    TeamBonus(rule_id="team", bands=bands((500, 1), (2_000, 3)), is_held=False),
    Pool(
        rule_id="pool",
        rate_ppm=10_000,
        weights=tuple(Weight(name=f"s{n}", weight=n) for n in (1, 2, 3)),
    ),
    Pool(rule_id="shared", rate_ppm=20_000, by="volume", volume="team_and_own"),
    Milestone(rule_id="goal", from_minor=2_000, amount_minor=50),
    TopN(rule_id="top", prizes_minor=(90, 50, 20), is_held=False),
    MemberCap(rule_id="cap", of_rules=("sale", "month", "team"), at_most_minor=150),
)
POLICY = policy(*RULES, campaigns=(GIFT,))


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[OrderPaid], list[Refunded]]:
    """Draw orders of three months, and refunds of them in those months and the one after."""
    orders: list[OrderPaid] = []
    refunds: list[Refunded] = []
    for number in range(draw(st.integers(1, 6))):
        month = draw(st.integers(0, MONTHS - 1))
        amounts = draw(st.lists(st.integers(0, 3_000), min_size=1, max_size=2))
        day = draw(st.integers(0, 1))
        orders.append(
            buy(f"o{number}", draw(st.sampled_from(MEMBERS)), *amounts, month=month, day=day)
        )
        left = amounts[0]
        for turn in range(draw(st.integers(0, 2))):
            if left:
                gone = draw(st.integers(1, left))
                left -= gone
                later = draw(st.integers(month, MONTHS))
                refunds.append(back(f"o{number}", gone, month=later, turn=turn))
    return orders, refunds


def month_of(event: Event) -> int:
    return (to_us(event.at) - to_us(at(0))) // (to_us(at(1)) - to_us(at(0)))


def lived(story: tuple[list[OrderPaid], list[Refunded]], limits: list[int]) -> Book:
    """Return a book that closed each month, with refunds as they came."""
    book = opened(POLICY, MEMBERS)
    for month in range(MONTHS + 1):
        for event in (*story[0], *story[1]):
            if month_of(event) == month:
                told(book, event)
        told(book, close(month, limit=limits[month % len(limits)]))
    return book


def from_scratch(story: tuple[list[OrderPaid], list[Refunded]]) -> Book:
    """Return a book that knew all refunds before it closed any month."""
    book = opened(POLICY, MEMBERS)
    told(book, *story[0], *story[1])
    return told(book, *(close(month) for month in range(MONTHS + 1)))


@settings(deadline=None)
@given(story=stories(), limits=st.lists(st.sampled_from([1, 2, 3, 500]), min_size=1, max_size=4))
def test_late_refunds_end_where_early_ones_would_have(
    story: tuple[list[OrderPaid], list[Refunded]], limits: list[int]
) -> None:
    late, early = lived(story, limits), from_scratch(story)
    for month in range(MONTHS + 1):
        assert booked(late, month) == booked(early, month)
    assert wallets(late) == wallets(early) | {
        name: (0, 0) for name in wallets(late) if name not in wallets(early)
    }
    for book in (late, early):
        assert sum(one.amount_minor for one in book.trial_balance()) == 0
        sums = [sum(one) for one in wallets(book).values()]
        months = (booked(book, month) for month in range(MONTHS + 1))
        deferred = sum(one.deferred_minor for one in book.wallets())
        assert deferred == 0  # the only line rule waits for the close
        assert sum(sums) == sum(minor for found in months for minor in found.values())


@settings(deadline=None)
@given(story=stories(), limit=st.integers(1, 4))
def test_the_size_of_pages_changes_nothing(
    story: tuple[list[OrderPaid], list[Refunded]], limit: int
) -> None:
    small, large = lived(story, [limit]), lived(story, [10_000])
    kept = ("award", "volume", "sales_total", "sale", "qualified")
    for book in (small, large):
        assert () == book.store.waiting
    rows = [
        {key: record for key, (record, _) in book.rows.items() if key[0] in kept}
        for book in (small, large)
    ]
    assert rows[0] == rows[1]
    assert wallets(small) == wallets(large)
    assert small.trial_balance() == large.trial_balance()


@settings(deadline=None)
@given(story=stories(), turns=st.lists(st.integers(0, 9), max_size=30))
def test_a_page_fed_again_or_lost_on_the_way_is_harmless(
    story: tuple[list[OrderPaid], list[Refunded]], turns: list[int]
) -> None:
    """Whatever page comes again, or is decided and lost, the bytes are those of one clean run."""
    clean, hurt = (told(opened(POLICY, MEMBERS), *story[0], *story[1]) for _ in range(2))
    told(clean, close(0, limit=1))
    pages: list[Event] = [close(0, limit=1)]
    hurt.apply(pages[0])
    for turn in turns:
        pages += [load_event(one.event_json) for one in hurt.store.waiting]
        lost(hurt, pages[-1])
        assert hurt.apply(pages[turn % len(pages)]).status in ("applied", "replayed")
    list(hurt.resume())
    assert dict(clean.rows) == dict(hurt.rows)
    assert clean.entries == hurt.entries


def lost(book: Book, event: Event) -> None:
    """Decide an event as a worker does that dies before it commits."""
    facts: Loaded = {}
    while isinstance(step := decide(event, facts, book.policy), Need):
        facts |= book.store.load(step.keys, step.scans)


@settings(deadline=None)
@given(story=stories())
def test_an_estimate_is_what_a_close_books(story: tuple[list[OrderPaid], list[Refunded]]) -> None:
    book = told(opened(POLICY, MEMBERS), *story[0], *story[1])
    found = book.estimate(PAYER, CURRENCY, at(0), at(1))
    told(book, close(0))
    assert {
        (one.rule_id, one.member_id): one.amount_minor for one in found if one.amount_minor
    } == booked(book)


PLAIN = policy(*RULES[:-1], ceiling_ppm=1_000_000, rules=(Levels(rule_id="sale", rates_ppm=(0,)),))


@settings(deadline=None)
@given(story=stories())
def test_a_close_books_what_the_rules_say_of_the_forest(
    story: tuple[list[OrderPaid], list[Refunded]],
) -> None:
    """A plain model: what each bought is left, and counts along the line in which all stand."""
    book = told(opened(PLAIN, MEMBERS), *story[0], *story[1], close(0))
    own = dict.fromkeys(MEMBERS, 0)
    for order in story[0]:
        if month_of(order) == 0:
            gone = sum(
                line.amount_minor
                for refund in story[1]
                if refund.order_id == order.order_id
                for line in refund.lines
            )
            own[order.buyer_id] += sum(line.paid_minor for line in order.lines) - gone
    parents: dict[str, str | None] = dict(zip(MEMBERS, (None, *MEMBERS), strict=False))
    closing = PLAIN.closing("p1", to_us(at(0)), to_us(at(1)))
    assert closing is not None
    assert closing.earner == ANYBODY
    forest = Forest(parents, own)
    sales = forest.sales()
    sales = sales._replace(sellers=tuple(one for one in sales.sellers if any(one.by_distance)))
    expected = {(one.rule_id, one.member_id): one.amount_minor for one in awards(closing, sales)}
    assert booked(book) == {name: minor for name, minor in expected.items() if minor}


def test_a_refund_while_its_order_is_counted_is_decided_again() -> None:
    """The close and the refund both write the sale, so one of the two meets a changed row."""
    book = told(opened(POLICY, MEMBERS), buy("o1", "u4", 1_000))
    facts: Loaded = {}
    while isinstance(step := decide(close(0), facts, book.policy), Need):
        facts |= book.store.load(step.keys, step.scans)
    assert book.apply(back("o1", 400, month=0)).status == "applied"
    assert not book.store.commit(step)
    told(book, close(0))
    whole = told(
        opened(POLICY, MEMBERS), buy("o1", "u4", 1_000), back("o1", 400, month=0), close(0)
    )
    assert booked(book) == booked(whole)


def test_a_host_that_forgets_to_guard_the_sale_loses_the_refund() -> None:
    """The negative control: without that write the close has counted what went back."""
    book = told(opened(POLICY, MEMBERS), buy("o1", "u4", 1_000))
    facts: Loaded = {}
    refund = back("o1", 400, month=0)
    while isinstance(step := decide(refund, facts, book.policy), Need):
        facts |= book.store.load(step.keys, step.scans)
    told(book, close(0))
    spoilt = step._replace(puts=tuple(put for put in step.puts if put.key[0] != "sale"))
    assert not book.store.commit(step)
    assert book.store.commit(spoilt)
    told(book, close(1))
    assert book.apply(replace(refund, id="again", lines=refund.lines)).refusal is None
    assert sum(booked(book).values()) == sum(
        booked(told(opened(POLICY, MEMBERS), buy("o1", "u4", 1_000), close(0))).values()
    )


def test_a_plan_without_period_rules_writes_nothing_of_periods() -> None:
    book = told(opened(Policy(plans=(plan(),)), MEMBERS), buy("o1", "u4", 1_000), close(0))
    assert {key[0] for key in book.rows} & {"sale", "volume", "award"} == set()
