"""The jobs of a host: fold long tails, and go on with the paged events that wait.

A clock or a scheduler calls them as often as it likes. Each may run twice, at once, on
any number of machines, and may die at any moment: all that they do is feed events whose
ids are made from what is stored, so that the same work is the same event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, and_, func, select

from examples.host_sqlalchemy.host import Host
from examples.host_sqlalchemy.schema import TABLE
from fenxiao import TABLES, Event, FoldBalance, FoldWallet, derive_id, load_event, load_record
from fenxiao.model.records import Continuation

__all__ = ["balance_folds", "fold_long_tails", "folds", "go_on", "sweep", "waiting"]

KEYS = {spec.name: spec.key for spec in TABLES}


def fold_long_tails(
    host: Host, at: datetime, *, least: int = 500, page: int = 500, most: int = 100
) -> Counter[str]:
    """Fold the wallets, and what merchants and suppliers are owed, with the longest tails.

    Args:
        host: The host.
        at: The instant of the folds.
        least: A shorter tail is left alone.
        page: Changes that one transaction folds.
        most: Wallets of one run, and balances.

    Returns:
        How many pages were "applied", "replayed", "refused". Refused, with the code
        ``event.id_reused``, is a fold that another run did since the tails were counted.
    """
    told: Counter[str] = Counter()
    limits = {"least": least, "page": page, "most": most}
    wallets = list(folds(host.engine, at, **limits))
    balances = list(balance_folds(host.engine, at, **limits))
    for fold in (*wallets, *balances):
        told += go_on(host, fold)
    return told


def folds(
    engine: Engine, at: datetime, *, least: int, page: int, most: int
) -> Iterator[FoldWallet]:
    """Yield a fold of each wallet with a long tail, the longest first.

    Its id is made from the wallet and its revision, which every fold and every withdrawal
    moves: two runs that see the same wallet feed the same id.
    """
    for payer_id, member_id, currency, number in _long(engine, "delta", "wallet", least, most):
        yield FoldWallet(
            id=derive_id("fold", payer_id, member_id, currency, number),
            at=at,
            payer_id=payer_id,
            member_id=member_id,
            currency=currency,
            limit=page,
        )


def balance_folds(
    engine: Engine, at: datetime, *, least: int, page: int, most: int
) -> Iterator[FoldBalance]:
    """Yield a fold of each long tail of what a merchant or a supplier is owed, likewise."""
    for payer_id, account, party_id, currency, number in _long(
        engine, "movement", "balance", least, most
    ):
        yield FoldBalance(
            id=derive_id("fold", payer_id, account, party_id, currency, number),
            at=at,
            payer_id=payer_id,
            account=account,
            party_id=party_id,
            currency=currency,
            limit=page,
        )


def _long(
    engine: Engine, tail: str, checkpoint: str, least: int, most: int
) -> Iterator[tuple[Any, ...]]:
    """Yield the keys of checkpoints with long tails, each with its revision."""
    changes, folded, key = TABLE[tail].c, TABLE[checkpoint].c, KEYS[checkpoint]
    length = func.count()
    parts = [changes[name] for name in key]
    tails = (
        select(*parts, length.label("length"))
        .group_by(*parts)
        .having(length >= least)
        .order_by(length.desc())
        .limit(most)
        .subquery()
    )
    long = tails.c
    is_of = and_(*(folded[name] == long[name] for name in key))
    named = [long[name] for name in key]
    found = (
        select(*named, func.coalesce(folded.revision, 0))
        .outerjoin_from(tails, TABLE[checkpoint], is_of)
        .order_by(long.length.desc(), *named)
    )
    with engine.connect() as connection:
        yield from (tuple(row) for row in connection.execute(found))


def sweep(host: Host, *, most: int = 100) -> Counter[str]:
    """Go on with every paged event that waits, whoever began it and however it stopped.

    Args:
        host: The host.
        most: How many are read at once.

    Returns:
        How many pages were "applied", "replayed", "refused". A refused one stays as it
        waits: somebody fed another event under its id.
    """
    told: Counter[str] = Counter()
    last = ""
    while page := waiting(host.engine, after=last, most=most):
        for event in page:
            told += go_on(host, event)
            last = event.id
    return told


def waiting(engine: Engine, *, after: str = "", most: int) -> list[Event]:
    """Return events that wait to go on, by their id."""
    row = TABLE["continuation"].c
    found = select(row.record).where(row.event_id > after).order_by(row.event_id).limit(most)
    with engine.connect() as connection:
        records = [load_record(text) for text in connection.scalars(found)]
    return [load_event(one.event_json) for one in records if isinstance(one, Continuation)]


def go_on(host: Host, event: Event | None) -> Counter[str]:
    """Feed an event, then the pages that it goes on with, and count what came of them."""
    told: Counter[str] = Counter()
    while event is not None:
        decision = host.apply(event)
        told[decision.status] += 1
        event = decision.continuation
    return told
