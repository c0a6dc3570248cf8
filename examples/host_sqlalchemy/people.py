"""Questions about people: who stood above a member, and who under him, as of an instant.

The upline is the library's own scan. Fans as of an instant are a question of this service
alone, so it brings its own statement, and the index that serves it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Engine, Select, bindparam, exists, or_, select

from examples.host_sqlalchemy.host import load
from examples.host_sqlalchemy.schema import TABLE
from examples.host_sqlalchemy.views import BindingView, MemberView
from fenxiao import EventError, load_record, to_us
from fenxiao.model.contract import upline_scan
from fenxiao.model.envelope import is_one_of
from fenxiao.model.instants import check_instant
from fenxiao.model.people import RELATIONS
from fenxiao.model.records import Binding
from fenxiao.settlement.facts import rows

__all__ = ["instant_of", "member"]

DEEPEST = 100
PAGE = 100


def fans_at() -> Select[Any]:
    """Read who stood directly under a member at an instant, a page by id."""
    own, newer = TABLE["binding"].c, TABLE["binding"].alias("newer").c
    at_us: BindParameter[int] = bindparam("at_us")
    is_outdated = exists().where(
        newer.relation == own.relation,
        newer.member_id == own.member_id,
        newer.since_us > own.since_us,
        newer.since_us <= at_us,
    )
    found = select(own.record).where(
        own.relation == bindparam("relation"),
        own.parent_id == bindparam("member_id"),
        own.member_id > bindparam("after"),
        own.since_us <= at_us,
        or_(own.until_us.is_(None), own.until_us > at_us),
        ~is_outdated,
    )
    return found.order_by(own.member_id).limit(bindparam("page"))


FANS_AT = fans_at()


def member(
    engine: Engine, member_id: str, relation: str, at: datetime, after: str = ""
) -> MemberView:
    """Return where a member stood in a relation at an instant; unknown ones stand alone.

    Args:
        engine: The database.
        member_id: Who.
        relation: One of ``RELATIONS``.
        at: As of when.
        after: The fan with whom the page before ended.
    """
    is_one_of(relation, RELATIONS, "relation")
    at_us = to_us(at)
    scan = upline_scan(relation, member_id, at_us, limit=DEEPEST)
    names = {"relation": relation, "member_id": member_id, "at_us": at_us, "after": after}
    with engine.connect() as connection:
        above = [one for one, _ in rows(load(connection, (), (scan,)), scan, Binding)]
        texts = list(connection.scalars(FANS_AT, names | {"page": PAGE}))
    fans = [one for one in map(load_record, texts) if isinstance(one, Binding)]
    return MemberView(
        member_id=member_id,
        relation=relation,
        at=at.isoformat(),
        upline=[BindingView.of(one) for one in above],
        fans=[BindingView.of(one) for one in fans],
    )


def instant_of(text: str) -> datetime:
    """Return the instant that a question names.

    Raises:
        EventError: ``event.bad_field``, ``event.naive_instant``.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        problem = str(error)
        raise EventError(
            "event.bad_field", field="at", got=repr(text)[:160], problem=problem
        ) from None
    return check_instant(found, "at")
