"""The jobs fold what is long and go on with what waits, however often and at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from examples.host_sqlalchemy.host import Host
from examples.host_sqlalchemy.jobs import (
    balance_folds,
    fold_long_tails,
    folds,
    sweep,
    waiting,
)
from fenxiao import Book, Event
from fenxiao.model.records import Delta, Movement, Order
from tests.hosts.server import rows_of
from tests.support.build import (
    POLICY,
    at,
    components,
    confirmed,
    fold_wallet,
    line_of,
    paid,
    release,
    wallet,
)
from tests.support.remittances import merchant_paid
from tests.support.trades import AGENT, received, sold

pytestmark = pytest.mark.hosts

RUNS = 4
LINE = line_of("star", "fan")
ORDERS = 24


def orders(prefix: str = "o") -> list[Event]:
    return [paid(f"{prefix}{number}", "fan") for number in range(ORDERS)]


def fed(engine: Engine, *events: Event) -> Host:
    host = Host(engine, POLICY)
    for event in events:
        host.apply(event)
    return host


def tail_of(engine: Engine, member_id: str) -> int:
    rows = rows_of(engine).values()
    return sum(isinstance(one, Delta) and one.member_id == member_id for one, _ in rows)


def star(engine: Engine) -> tuple[int, ...]:
    """Return the components of the star's wallet, as a book reads the same rows."""
    book = Book(POLICY)
    for key, (record, revision) in rows_of(engine).items():
        book.store._write(key, record, revision)
    return components(book, "star")


def at_once(job: Callable[[Host], Counter[str]], engine: Engine) -> Counter[str]:
    hosts = [Host(engine, POLICY) for _ in range(RUNS)]
    with ThreadPoolExecutor(RUNS) as pool:
        told = list(pool.map(job, hosts))
    return sum(told, start=Counter())


def test_only_long_tails_are_folded_the_longest_first(database: Engine) -> None:
    few = [*line_of("other", "guest"), *(paid(f"p{number}", "guest") for number in range(3))]
    fed(database, *LINE, *orders(), *few)
    assert ["star"] == [one.member_id for one in folds(database, at(9), least=4, page=9, most=9)]
    both = folds(database, at(9), least=2, page=9, most=9)
    assert ["star", "other"] == [one.member_id for one in both]
    assert ["star"] == [one.member_id for one in folds(database, at(9), least=2, page=9, most=1)]


def test_a_folded_wallet_holds_the_same_in_one_row(database: Engine) -> None:
    host = fed(database, *LINE, *orders())
    before = star(database)
    assert Counter(applied=3) == fold_long_tails(host, at(9), least=2, page=10)
    assert 0 == tail_of(database, "star")
    assert before == star(database)
    assert Counter() == fold_long_tails(host, at(10), least=2)


def test_what_a_merchant_is_owed_is_folded_and_paid(database: Engine) -> None:
    host = Host(database, AGENT)
    for number in range(6):
        host.apply(sold(f"o{number}"))
        host.apply(received(f"o{number}"))
    found = list(balance_folds(database, at(9), least=2, page=4, most=9))
    parties = ["brand", "shop", "factory"]  # as long as each other, by account and party
    assert parties == [one.party_id for one in found]
    assert Counter(applied=6) == fold_long_tails(host, at(9), least=2, page=4)
    assert [] == list(balance_folds(database, at(9), least=1, page=4, most=9))
    assert host.apply(merchant_paid()).refusal is None
    (paid_out,) = (one for one, _ in rows_of(database).values() if isinstance(one, Movement))
    assert ("shop", "merchant_payable") == (paid_out.party_id, paid_out.account)


def test_what_a_dead_process_left_is_swept(database: Engine) -> None:
    host = fed(database, *LINE, *orders(), *(confirmed(f"o{number}") for number in range(ORDERS)))
    host.apply(release(limit=5, day=90))  # and then the process dies
    host.apply(fold_wallet("star", limit=10))
    assert 2 == len(waiting(database, most=9))
    assert {"applied"} == set(sweep(host, most=1))
    assert [] == waiting(database, most=9)
    orders_now = [one for one, _ in rows_of(database).values() if isinstance(one, Order)]
    assert {"released"} == {one.state for one in orders_now}
    assert 0 <= tail_of(database, "star") < 10
    assert Counter() == sweep(host)


def test_runs_at_once_fold_once(postgres_engine: Engine) -> None:
    fed(postgres_engine, *LINE, *orders())
    before = star(postgres_engine)
    told = at_once(lambda host: fold_long_tails(host, at(9), least=2, page=5), postgres_engine)
    assert told["applied"] >= ORDERS // 5 + 1
    assert 0 == tail_of(postgres_engine, "star")
    assert before == star(postgres_engine)
    key = wallet("star")
    assert rows_of(postgres_engine)[key][1] == told["applied"]  # a page, a revision


def test_runs_at_once_sweep_once(postgres_engine: Engine) -> None:
    host = fed(postgres_engine, *LINE, *orders())
    for number in range(ORDERS):
        host.apply(confirmed(f"o{number}"))
    host.apply(release(limit=5, day=90))
    told = at_once(sweep, postgres_engine)
    assert 4 == told["applied"]
    assert 0 == told["refused"]
    assert [] == waiting(postgres_engine, most=9)
