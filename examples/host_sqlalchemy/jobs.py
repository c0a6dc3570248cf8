"""The jobs of a host: fold long tails, and go on with the paged events that wait.

A clock or a scheduler calls them as often as it likes. Each may run twice, at once, on
any number of machines, and may die at any moment: all that they do is feed events whose
ids are made from what is stored, so that the same work is the same event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Engine, and_, func, select

from examples.host_sqlalchemy.host import Host
from examples.host_sqlalchemy.schema import TABLE
from fenxiao import Event, FoldWallet, derive_id, load_event, load_record
from fenxiao.model.records import Continuation

__all__ = ["fold_long_tails", "folds", "go_on", "sweep", "waiting"]


def fold_long_tails(
    host: Host, at: datetime, *, least: int = 500, page: int = 500, most: int = 100
) -> Counter[str]:
    """Fold the wallets with the longest tails.

    Args:
        host: The host.
        at: The instant of the folds.
        least: A shorter tail is left alone.
        page: Changes that one transaction folds.
        most: Wallets of one run.

    Returns:
        How many pages were "applied", "replayed", "refused". Refused, with the code
        ``event.id_reused``, is a fold that another run did since the tails were counted.
    """
    told: Counter[str] = Counter()
    for fold in list(folds(host.engine, at, least=least, page=page, most=most)):
        told += go_on(host, fold)
    return told


def folds(
    engine: Engine, at: datetime, *, least: int, page: int, most: int
) -> Iterator[FoldWallet]:
    """Yield a fold of each wallet with a long tail, the longest first.

    Its id is made from the wallet and its revision, which every fold and every withdrawal
    moves: two runs that see the same wallet feed the same id.
    """
    delta, wallet = TABLE["delta"].c, TABLE["wallet"].c
    length = func.count()
    tails = (
        select(delta.payer_id, delta.member_id, delta.currency, length.label("length"))
        .group_by(delta.payer_id, delta.member_id, delta.currency)
        .having(length >= least)
        .order_by(length.desc())
        .limit(most)
        .subquery()
    )
    long = tails.c
    is_of = and_(
        wallet.payer_id == long.payer_id,
        wallet.member_id == long.member_id,
        wallet.currency == long.currency,
    )
    revision = func.coalesce(wallet.revision, 0)
    found = (
        select(long.payer_id, long.member_id, long.currency, revision)
        .outerjoin_from(tails, TABLE["wallet"], is_of)
        .order_by(long.length.desc(), long.payer_id, long.member_id, long.currency)
    )
    with engine.connect() as connection:
        for payer_id, member_id, currency, number in connection.execute(found):
            yield FoldWallet(
                id=derive_id("fold", payer_id, member_id, currency, number),
                at=at,
                payer_id=payer_id,
                member_id=member_id,
                currency=currency,
                limit=page,
            )


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
