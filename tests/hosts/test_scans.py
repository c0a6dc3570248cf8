"""Every scan on a real database finds what the store in memory finds.

Forests are random, with bindings that end, moves and roots that were bound; counters have
many changes. What serves each scan stands in test_plans.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from sqlalchemy import Engine, insert

from examples.host_sqlalchemy.host import load
from examples.host_sqlalchemy.scans import SCAN
from examples.host_sqlalchemy.schema import TABLE, columns
from fenxiao import SCANS, TABLES, Scan
from fenxiao.model.book_records import Unsealed
from fenxiao.model.career_records import Standing
from fenxiao.model.contract import (
    Key,
    assortment_key,
    assortments_scan,
    batch_scan,
    below_scan,
    binding_key,
    chain_scan,
    due_scan,
    fans_scan,
    hold_key,
    holds_due_scan,
    invite_key,
    invites_due_scan,
    node_key,
    order_key,
    payee_standing_key,
    payee_standing_scan,
    payout_key,
    requested_scan,
    standing_key,
    standing_scan,
    tallies_scan,
    tally_key,
    to_seal_scan,
    unsealed_key,
    upline_scan,
    visit_key,
    visits_before_scan,
    visits_scan,
)
from fenxiao.model.credit_records import Assortment, Visit
from fenxiao.model.hold_records import Hold, HoldState
from fenxiao.model.invite_records import Invite, InviteState
from fenxiao.model.payee_records import PayeeStanding
from fenxiao.model.period_keys import (
    award_key,
    awards_scan,
    qualified_key,
    qualified_scan,
    sale_key,
    sales_open_scan,
    sales_scan,
    volume_key,
    volumes_scan,
)
from fenxiao.model.records import (
    Binding,
    Node,
    Order,
    OrderState,
    Payout,
    PeriodAward,
    Qualified,
    Record,
    Sale,
    Tally,
    Volume,
)
from fenxiao.settlement.store import Store

pytestmark = pytest.mark.hosts

MEMBERS = tuple(f"u{number}" for number in range(40))
RELATIONS = ("customer", "team")

Rows = dict[Key, Record]


def forest(chance: Random) -> Rows:
    """Return nodes with histories; each member stands under one of smaller number."""
    rows: Rows = {}
    for relation in RELATIONS:
        for number, member in enumerate(MEMBERS):
            since_us = chance.randrange(10)
            parent: str | None = None
            until_us: int | None = None
            count = chance.randrange(4) if number else 0
            for change in range(count):
                since_us += chance.randint(1, 30)
                may_be_cut = chance.random() < 0.2
                parent = None if may_be_cut else chance.choice(MEMBERS[max(0, number - 6) : number])
                is_for_ever = parent is None or chance.random() < 0.6
                until_us = None if is_for_ever else since_us + chance.randint(1, 40)
                binding = Binding(
                    relation, member, f"e{change}", parent, since_us, until_us, "touch"
                )
                rows[binding_key(binding)] = binding
            node = Node(relation, member, parent, since_us, "e", has_fans=True, until_us=until_us)
            rows[node_key(relation, member)] = node._replace(changes=count)
    return rows


def tallies(chance: Random) -> Rows:
    rows: Rows = {}
    for number in range(200):
        tally = Tally(
            chance.choice(MEMBERS[:2]),
            chance.choice(("sales", "fans")),
            chance.choice(("", "CNY")),
            f"t{number}",
            chance.randrange(60),
            number,
        )
        rows[tally_key(tally)] = tally
    return rows


def kept(chance: Random) -> Rows:
    """Return what waits or is kept; visits of one instant are told apart by id."""
    rows: Rows = {}
    states: tuple[OrderState, ...] = ("paid", "confirmed", "released")
    for number in range(150):  # one that is paid and has an end of a holding was received in part
        stands, due_us = chance.choice(states), chance.choice((None, *range(60)))
        facts = ("m", "p", "b", "CNY", stands, 0, None, due_us, (), ())
        rows[order_key(f"o{number}")] = Order(f"o{number}", *facts)
    for number in range(150):
        member, at_us = chance.choice(MEMBERS[:4]), chance.randrange(60)
        visit = Visit(member, f"e{number}", "s", "click", at_us, None, None)
        rows[visit_key(visit)] = visit
        until_us = None if chance.random() < 0.3 else chance.randrange(60)
        state: InviteState = chance.choice(("issued", "redeemed", "cancelled"))
        invite = Invite(f"c{number}", member, "team", state, 0, until_us, None, None, None)
        rows[invite_key(invite.code)] = invite
        asked_for = Payout(
            *(f"i{number}", "K", chance.choice(("m1", "m2")), member, "CNY", 1, "t"),
            *(chance.choice(("requested", "approved")), 0, 0, None),
            payable_us=chance.randrange(60),
            batch_id=chance.choice((None, None, "b1")),
        )
        rows[payout_key(asked_for.instruction_id)] = asked_for
        waiting = Unsealed(chance.choice(("m1", "m2")), f"n{number}", chance.randrange(60))
        rows[unsealed_key(waiting)] = waiting
        ends: HoldState = chance.choice(("open", "posted", "voided", "expired"))
        about = ("p", member, "CNY", "balance", "o1", 5, 0, 0)
        rows[hold_key(f"h{number}")] = Hold(f"h{number}", *about, ends, 0, 0, until_us)
    for number, since_us in enumerate(chance.sample(range(60), 30)):
        member = chance.choice(MEMBERS[:4])
        assortment = Assortment(member, f"e{number}", since_us, "all", (), (), None)
        rows[assortment_key(assortment)] = assortment
        since = Standing(
            member, f"e{number}", since_us, "active", "", is_verified=False, cause="hand"
        )
        rows[standing_key(since)] = since
        paid = PayeeStanding("m1", member, f"e{number}", since_us, "company", "p", (), "kind")
        rows[payee_standing_key("m1", member, f"e{number}")] = paid
    return rows


PART = ("m1", "CNY", "m0", "p1")


def closed(chance: Random) -> Rows:
    """Return sales of two payers, and volumes, members and awards of two plans."""
    rows: Rows = {}
    for number in range(150):
        payer, counted = chance.choice(("m1", "m2")), chance.choice(("", "m0"))
        sale = Sale(f"o{number}", payer, "CNY", "p1", chance.randrange(60), counted, 0, 0, ())
        rows[sale_key(sale.order_id)] = sale
        part = (*PART[:3], chance.choice(("p1", "p2")))
        member, child = chance.choice(MEMBERS), chance.choice(("", *MEMBERS))
        volume = Volume(*part, member, child, 1, 2, 3, 4)
        who = Qualified(*part, member, "active", "", True, True, False)
        award = PeriodAward(*part, chance.choice("abc"), member, 1, 0, (), (), 0, 0, 1)
        rows |= {volume_key(volume): volume, qualified_key(who): who, award_key(award): award}
    return rows


def asked_of_closed(chance: Random) -> Iterator[Scan]:
    for _ in range(60):
        limit = chance.choice((1, 7, 500))
        period = chance.randrange(30), chance.randrange(30, 70)
        place = chance.choice((None, (chance.randrange(60), "o5")))
        yield sales_scan("m1", "CNY", period, limit, place)
        yield sales_open_scan("m1", "CNY", period, limit)
        member, child = chance.choice(MEMBERS), chance.choice(("", *MEMBERS))
        yield volumes_scan(PART, limit, chance.choice((None, (member, child))))
        yield qualified_scan(PART, limit, chance.choice((None, (member,))))
        yield awards_scan(PART, limit, chance.choice((None, (chance.choice("abc"), member))))


def asked_of_kept(chance: Random) -> Iterator[Scan]:
    for _ in range(60):
        member, limit = chance.choice(MEMBERS[:5]), chance.choice((1, 7, 500))
        since_us, until_us = sorted(chance.sample(range(70), 2))
        yield visits_scan(member, (since_us, until_us), limit=limit)
        yield visits_before_scan(until_us, limit=limit)
        yield invites_due_scan(until_us, limit=limit)
        yield holds_due_scan(until_us, limit=limit)
        yield due_scan(until_us, limit=limit)
        yield due_scan(until_us, limit=limit, after=(since_us, "o5"))
        yield assortments_scan(member, until_us, limit=limit)
        yield standing_scan(member, until_us)
        yield payee_standing_scan(chance.choice(("m1", "m2")), member, until_us)
        yield to_seal_scan(chance.choice(("m1", "m2", "m3")), until_us, limit=limit)
        after = chance.choice((None, (chance.randrange(60), "i5")))
        yield requested_scan("m1", "CNY", until_us, limit=limit, after=after)
        yield batch_scan("b1", limit=limit, after=after)


def asked(chance: Random) -> Iterator[Scan]:
    """Yield scans of every kind, with limits that cut and limits that do not."""
    for _ in range(150):
        relation, member = chance.choice(RELATIONS), chance.choice(MEMBERS)
        at_us, limit = chance.randrange(120), chance.choice((1, 2, 3, 100))
        yield upline_scan(relation, member, at_us, limit=limit)
        yield chain_scan(relation, member, at_us, limit=limit)
        yield fans_scan(relation, member, limit=limit)
        yield below_scan(relation, member, chance.randint(1, 5), limit=100)
        counter, currency = chance.choice(("sales", "fans")), chance.choice(("", "CNY"))
        since_us, until_us = sorted(chance.sample(range(70), 2))
        star = chance.choice(MEMBERS[:3])
        yield tallies_scan(star, counter, currency, (since_us, until_us), limit=limit)


def fill(engine: Engine, rows: Rows) -> Store:
    """Write rows into a database and into a store in memory."""
    store = Store()
    with engine.begin() as connection:
        for key, record in rows.items():
            store._write(key, record, 1)
            connection.execute(insert(TABLE[key[0]]), columns(key, record) | {"revision": 1})
    return store


def test_every_scan_has_a_statement() -> None:
    assert {scan.name for scan in SCANS} == set(SCAN)
    assert {spec.name for spec in TABLES} == set(TABLE)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_found_as_in_memory(database: Engine, seed: int) -> None:
    chance = Random(seed)
    store = fill(database, kept(chance))
    with database.connect() as connection:
        found = {scan: load(connection, (), (scan,))[scan] for scan in asked_of_kept(chance)}
    assert found == {scan: store.load((), (scan,))[scan] for scan in found}
    assert {scan.name for scan, rows in found.items() if rows} == {
        "visits",
        "visits_before",
        "invites_due",
        "holds_due",
        "orders_due",
        "assortments",
        "standing",
        "payee_standing",
        "to_seal",
        "payouts_requested",
        "batch_payouts",
    }


@pytest.mark.parametrize("seed", range(3))
def test_what_a_close_reads_is_found_as_in_memory(database: Engine, seed: int) -> None:
    chance = Random(seed)
    store = fill(database, closed(chance))
    with database.connect() as connection:
        found = {scan: load(connection, (), (scan,))[scan] for scan in asked_of_closed(chance)}
    assert found == {scan: store.load((), (scan,))[scan] for scan in found}
    names = {scan.name for scan, rows in found.items() if rows}
    assert names == {"sales", "sales_open", "volumes", "qualified", "awards"}


@pytest.mark.parametrize("seed", range(3))
def test_scans_find_what_the_store_in_memory_finds(database: Engine, seed: int) -> None:
    chance = Random(seed)
    store = fill(database, forest(chance) | tallies(chance))
    found_any: set[str] = set()
    with database.connect() as connection:
        for scan in asked(chance):
            found, expected = (
                load(connection, (), (scan,))[scan],
                store.load((), (scan,))[scan],
            )
            if scan.name == "below":  # in no order
                assert sorted(found or ()) == sorted(expected or ()), scan
            else:
                assert found == expected, scan
            found_any |= {scan.name} if found else set()
    assert found_any == {"upline", "chain", "fans", "below", "tallies"}


def test_below_takes_no_more_than_it_was_asked_for(database: Engine) -> None:
    rows: Rows = {
        node_key("customer", f"f{number}"): Node(
            "customer", f"f{number}", "star", 0, "e", has_fans=False
        )
        for number in range(20)
    }
    fill(database, rows)
    with database.connect() as connection:
        for limit in (1, 7, 20, 30):
            scan = below_scan("customer", "star", 1, limit=limit)
            found = load(connection, (), (scan,))[scan]
            assert found is not None
            assert min(limit, 20) == len(found)
