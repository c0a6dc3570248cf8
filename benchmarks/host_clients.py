"""Clients of a host: each a process with its own connection, led from round to round.

The shop has one star with 2,000 fans and 1,000 other promoters with two each; every
promoter has a recruiter of his own, so an order is paid to two, at two depths.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.connection import Connection as Pipe
from time import monotonic, process_time, sleep
from typing import Any, NamedTuple

from sqlalchemy import Engine, create_engine, insert, text
from sqlalchemy.event import listens_for
from typing_extensions import override

from examples.host_sqlalchemy.host import Host, Loaded, commit, load
from examples.host_sqlalchemy.schema import METADATA, TABLE, columns
from fenxiao import (
    Book,
    Decision,
    Event,
    FoldWallet,
    Holding,
    Levels,
    Line,
    Need,
    OrderConfirmed,
    OrderPaid,
    PayoutResult,
    Plan,
    Policy,
    Release,
    Touch,
    WithdrawalRequested,
    decide,
)
from fenxiao.model.contract import Append
from fenxiao.model.records import Delta, Payout

__all__ = ["POLICY", "STAR_SHARE", "Report", "Round", "background", "client", "fill", "order"]

START = datetime(2024, 6, 1, tzinfo=UTC)
LATER = START + timedelta(days=30)  # after every holding period
PROMOTERS = 1_000
STAR_FANS = 2_000
STAR_SHARE = 0.9
TICK_SECONDS = 0.25
REPLAYED_ORDERS_PER_SECOND = 60  # of one client: more than it gets through
SALE = Levels(rule_id="sale", rates_ppm=(100_000, 50_000))
POLICY = Policy(
    plans=(Plan(plan_id="2024", effective_from=START, ceiling_ppm=150_000, rules=(SALE,)),),
    holding=Holding(holding_days=7),
)
LOCK = text(
    "SELECT member_id, balance_minor FROM naive_wallet"
    " WHERE member_id = ANY(:members) ORDER BY member_id FOR UPDATE"
)
ADD = text("UPDATE naive_wallet SET balance_minor = :balance_minor WHERE member_id = :member_id")


class Round(NamedTuple):
    """What the clients are to do: how, with which share of the star, for how long."""

    host: str
    star_share: float
    name: str
    seconds: float
    is_busy: bool = False  # whether the further client works too
    is_durable: bool = True  # whether a commit waits until the log is on the disk


class Report(NamedTuple):
    """What one client did in a round."""

    orders: int
    seconds: float
    cpu_seconds: float
    latencies: list[float]
    events: Counter[str]
    retries: Counter[str]


class NaiveHost(Host):
    """The negative control: balances are rows that every order locks and changes."""

    @override
    def apply(self, event: Event) -> Decision:
        """Decide and store as ever, but add to locked balances instead of appending."""
        while True:
            with self.engine.connect() as connection:
                facts: Loaded = {}
                while isinstance(step := decide(event, facts, self.policy), Need):
                    facts |= load(connection, step.keys, step.scans)
                kept: list[Append] = []
                added: Counter[str] = Counter()
                for append in step.appends:
                    if isinstance(append.record, Delta):
                        added[append.record.member_id] += append.record.deferred_minor
                    else:
                        kept.append(append)
                locked = connection.execute(LOCK, {"members": sorted(added)})
                balances = [
                    {"member_id": member_id, "balance_minor": balance_minor + added[member_id]}
                    for member_id, balance_minor in locked
                ]
                if commit(connection, step._replace(appends=tuple(kept))):
                    connection.execute(ADD, balances)
                    connection.commit()
                    return step
            self.retried[type(event)] += 1


HOSTS = {"fenxiao": Host, "naive": NaiveHost}


def buyers_under(star_share: float, chance: random.Random) -> str:
    """Choose a buyer: with this share one of the star's fans, else anybody's."""
    if chance.random() < star_share:
        return f"fan-{chance.randrange(STAR_FANS)}"
    return f"buyer-{chance.randrange(2 * PROMOTERS)}"


def order(order_id: str, buyer_id: str) -> OrderPaid:
    """Make an order of three lines."""
    lines = tuple(
        Line(
            line_id=str(number),
            sku=f"s{number}",
            category="c1",
            line_kind="product",
            quantity=number,
            paid_minor=9_990 * number,
        )
        for number in (1, 2, 3)
    )
    return OrderPaid(
        id=f"paid-{order_id}",
        at=START,
        order_id=order_id,
        merchant_id="shop",
        payer_id="shop",
        buyer_id=buyer_id,
        currency="CNY",
        lines=lines,
    )


def fill(engine: Engine) -> None:
    """Make the tables and everybody in them; each promoter has a recruiter of his own."""
    pairs = [("recruiter-star", "star")]
    pairs += [("star", f"fan-{number}") for number in range(STAR_FANS)]
    for number in range(PROMOTERS):
        promoter = f"promoter-{number}"
        pairs += [(f"recruiter-{number}", promoter)]
        pairs += [(promoter, f"buyer-{buyer}") for buyer in (number, number + PROMOTERS)]
    book = Book(POLICY)
    for sharer_id, visitor_id in pairs:
        touch = Touch(id=f"t-{visitor_id}", at=START, sharer_id=sharer_id, visitor_id=visitor_id)
        book.apply(touch)
    rows: dict[str, list[dict[str, Any]]] = {}
    for key, (record, revision) in book.rows.items():
        rows.setdefault(key[0], []).append({**columns(key, record), "revision": revision})
    METADATA.drop_all(engine)
    METADATA.create_all(engine)
    with engine.begin() as connection:
        for partition, stored in rows.items():
            connection.execute(insert(TABLE[partition]), stored)
        connection.execute(text("DROP TABLE IF EXISTS naive_wallet"))
        connection.execute(
            text("CREATE TABLE naive_wallet (member_id TEXT PRIMARY KEY, balance_minor BIGINT)")
        )
        members = [{"member_id": node.member_id} for node in book.nodes()]
        connection.execute(text("INSERT INTO naive_wallet VALUES (:member_id, 0)"), members)
        connection.execute(text("ANALYZE"))


def client(url: str, number: int, pipe: Pipe) -> None:
    """Pay orders, one after another, round by round, until told to stop."""
    engine = create_engine(url, pool_size=1, max_overflow=0)
    while (task := pipe.recv()) is not None:
        work = _replay if task.host == "replayed" else _pay
        for step in work(engine, number, task):
            if step is None:  # all is made ready
                pipe.send(None)
                sleep(max(0.0, pipe.recv() - monotonic()))
            else:
                pipe.send(step)


def _pay(engine: Engine, number: int, task: Round) -> Iterator[Report | None]:
    host = HOSTS[task.host](engine, POLICY)
    chance = random.Random(f"{task.name} {number}")
    host.apply(order(f"{task.name}-{number}-first", buyers_under(task.star_share, chance)))
    yield None
    latencies: list[float] = []
    before, started = process_time(), monotonic()
    told = started
    while told - started < task.seconds:
        buyer_id = buyers_under(task.star_share, chance)
        host.apply(order(f"{task.name}-{number}-{len(latencies)}", buyer_id))
        latencies.append(-told + (told := monotonic()))
    cpu_seconds = process_time() - before
    events = Counter({"OrderPaid": len(latencies)})
    yield Report(len(latencies), told - started, cpu_seconds, latencies, events, _names(host))


def _replay(engine: Engine, number: int, task: Round) -> Iterator[Report | None]:
    """Send the statements that the host sends, with parameters that were made before."""
    chance = random.Random(f"{task.name} {number}")
    sent: list[list[tuple[str, Any]]] = []
    maker = create_engine(engine.url, pool_size=1, max_overflow=0)
    record = _recorder(maker)
    for place in range(int(task.seconds * REPLAYED_ORDERS_PER_SECOND)):
        event = order(f"{task.name}-{number}-{place}", buyers_under(task.star_share, chance))
        sent.append(record(event))
    maker.dispose()
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        yield None
        latencies: list[float] = []
        before, started = process_time(), monotonic()
        told = started
        for statements in sent:
            for statement, parameters in statements:
                cursor.execute(statement, parameters)
                cursor.fetchall()
            connection.connection.commit()
            latencies.append(-told + (told := monotonic()))
            if told - started > task.seconds:
                break
    cpu_seconds = process_time() - before
    events = Counter({"OrderPaid": len(latencies)})
    yield Report(len(latencies), told - started, cpu_seconds, latencies, events, Counter())


def _recorder(engine: Engine) -> Callable[[Event], list[tuple[str, Any]]]:
    """Return a function that writes down what the host would send, and sends none of it."""
    written: list[tuple[str, Any]] = []

    @listens_for(engine, "before_cursor_execute")
    def _(_connection: object, _cursor: object, statement: str, sent: object, *_: object) -> None:
        written.append((statement, sent))

    def record(event: Event) -> list[tuple[str, Any]]:
        written.clear()
        with engine.connect() as connection:
            facts: Loaded = {}
            while isinstance(step := decide(event, facts, POLICY), Need):
                facts |= load(connection, step.keys, step.scans)
            commit(connection, step)
        return list(written)

    return record


def background(url: str, pipe: Pipe) -> None:
    """Do all the rest for one promoter while the clients pay orders."""
    engine = create_engine(url, pool_size=1, max_overflow=0)
    while (task := pipe.recv()) is not None:
        host = Host(engine, POLICY)
        member_id = "star" if task.star_share else "promoter-0"
        events: Counter[str] = Counter()
        pipe.send(None)
        start = pipe.recv()
        before = process_time()
        for tick in count():
            due = start + (tick + 1) * TICK_SECONDS
            if due > start + task.seconds or not task.is_busy:
                break
            sleep(max(0.0, due - monotonic()))
            for event in _rest(member_id, f"{task.name}-{tick}", tick, task.name):
                _feed(host, event, events)
        cpu_seconds = process_time() - before
        pipe.send(Report(0, task.seconds, cpu_seconds, [], events, _names(host)))


def _rest(member_id: str, name: str, tick: int, prefix: str) -> Iterator[Event]:
    """Yield the other events of one tick."""
    wallet: dict[str, Any] = {"payer_id": "shop", "member_id": member_id, "currency": "CNY"}
    for number in range(4):
        yield Touch(
            id=f"t{name}-{number}", at=LATER, sharer_id=member_id, visitor_id=f"v{name}-{number}"
        )
    for number in range(16):
        order_id = f"{prefix}-{number}-{tick}"
        yield OrderConfirmed(id=f"c-{order_id}", at=START, order_id=order_id)
    yield Release(id=f"release-{name}", at=LATER, limit=5)
    yield WithdrawalRequested(id=f"asked-{name}", at=LATER, payee_token="t1", **wallet)  # noqa: S106  # made up
    yield FoldWallet(id=f"fold-{name}", at=LATER, limit=500, **wallet)


def _feed(host: Host, event: Event | None, events: Counter[str]) -> None:
    """Apply an event and what follows: its further pages, and the rail's answer."""
    while event is not None:
        decision = host.apply(event)
        events[type(event).__name__] += decision.status == "applied"
        for put in decision.puts:
            if isinstance(put.record, Payout) and isinstance(event, WithdrawalRequested):
                payout = put.record
                result = PayoutResult(
                    id=f"result-{payout.instruction_id}",
                    at=LATER,
                    instruction_id=payout.instruction_id,
                    outcome="paid",
                    amount_minor=payout.amount_minor,
                    currency=payout.currency,
                )
                _feed(host, result, events)
        event = decision.continuation


def _names(host: Host) -> Counter[str]:
    return Counter({kind.__name__: number for kind, number in host.retried.items()})
