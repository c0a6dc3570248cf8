"""Hypothesis strategies: orders with awkward amounts, and who stands where around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from fenxiao.model.credit_records import Credit, CreditKind
from fenxiao.model.events import OrderPaid
from fenxiao.model.instants import DAY_US, to_us
from fenxiao.model.lines import Coupon, GradePrice, Line, Tender
from fenxiao.model.people import RELATIONS
from fenxiao.model.records import Member
from fenxiao.model.who import Who
from fenxiao.rules.custom import Asked, Award
from tests.support.plan_reader_basis import Scene, Somebody

__all__ = [
    "CHANNELS",
    "CREDITED",
    "CURRENCY",
    "GRADES",
    "START",
    "WORDS",
    "Evenly",
    "orders",
    "scenes",
    "whos",
]

START = datetime(2024, 1, 1, tzinfo=UTC)
START_US = to_us(START)
CURRENCY = "CNY"
GRADES = ("silver", "gold", "star")
CHANNELS = ("live", "app")
MERCHANTS = ("m1", "m2")
CREDITED: tuple[CreditKind, ...] = ("room", "link")
WORDS: dict[str, tuple[str, ...]] = {
    "line_kinds": ("product", "delivery"),
    "skus": ("s1", "s2"),
    "products": ("p1", "p2"),
    "categories": ("a", "b", "c"),
    "brands": ("b1", "b2"),
    "merchants": MERCHANTS,
    "channels": CHANNELS,
}
PAID = (10**6, 10**6 + 1, 790, 9_000_000_000, 101, 100, 99, 3, 2, 1, 0)
PAID_DAY = 400
TENURES = (None, 0, 29, 30, 364, 365)
UPLINES = ("u1", "u2", "u3")
OTHERS = ("u4", "u5", "u6")


class Evenly:
    """A rule of the host's own: a tenth of the base, evenly among whoever may be paid."""

    name = "evenly"

    def awards(self, asked: Asked) -> Iterable[Award]:
        base_minor = min(asked.base_minor, asked.line.paid_minor)
        people = 10 * len(asked.standers)
        return [Award(one.member_id, one.depth, base_minor, people) for one in asked.standers]


def once_in(odds: int) -> st.SearchStrategy[bool]:
    return st.sampled_from(range(odds)).map(lambda number: number == odds // 2)


# ---------------------------------------------------------------- orders


@st.composite
def parts_of(draw: st.DrawFn, whole_minor: int, count: int) -> list[int]:
    """Draw parts that are together no more than the whole."""
    found, left = [], whole_minor
    for _ in range(count):
        found.append(draw(st.sampled_from((0, 0, min(1, left), left // 7, left // 3, left))))
        left -= found[-1]
    return found


@st.composite
def order_lines(draw: st.DrawFn, line_id: str) -> Line:
    paid_minor = draw(st.sampled_from(PAID))
    freight_minor, tax_minor = draw(parts_of(paid_minor, 2))
    (fee_minor,) = draw(parts_of(paid_minor, 1))
    tendered = draw(parts_of(paid_minor, 2))
    coupons = [
        Coupon(coupon_id="x", amount_minor=draw(st.sampled_from((1, 50, 100)))),
        Coupon(coupon_id="x", amount_minor=7, funder="platform"),
        Coupon(coupon_id="y", amount_minor=30, funder="other", funder_id="m9"),
    ]
    prices = [
        GradePrice(grade=grade, unit_minor=draw(st.sampled_from((0, 1, 33, 60, 99, 10**6))))
        for grade in draw(st.lists(st.sampled_from(GRADES), max_size=2, unique=True))
    ]
    is_known = not draw(once_in(24))
    lists = (paid_minor * 5 // 4, paid_minor + 1, paid_minor, 100, 0)
    return Line(
        line_id=line_id,
        sku=draw(st.sampled_from(WORDS["skus"])),
        category=draw(st.sampled_from(WORDS["categories"])),
        line_kind=draw(st.sampled_from(("product", "product", "product", "delivery"))),
        quantity=draw(st.sampled_from((1, 1, 2, 3, 7))),
        paid_minor=paid_minor,
        product_id=draw(st.sampled_from((None, *WORDS["products"]))),
        brand=draw(st.sampled_from((None, *WORDS["brands"]))),
        list_minor=draw(st.sampled_from(lists)) if is_known else None,
        cost_minor=draw(st.sampled_from((paid_minor // 2, 100, 1, 0))) if is_known else None,
        freight_minor=freight_minor,
        tax_minor=tax_minor,
        fee_minor=fee_minor,
        tenders=(
            Tender(tender="points", amount_minor=tendered[0]),
            Tender(tender="gift_card", amount_minor=tendered[1]),
        ),
        coupons=tuple(draw(st.lists(st.sampled_from(coupons), max_size=3, unique=True))),
        grade_prices=tuple(prices),
    )


@st.composite
def orders(draw: st.DrawFn) -> OrderPaid:
    lines = [draw(order_lines(f"l{n}")) for n in range(draw(st.sampled_from((1, 1, 2, 3))))]
    return OrderPaid(
        id="e1",
        at=START + timedelta(days=PAID_DAY),
        order_id="o1",
        merchant_id=draw(st.sampled_from(MERCHANTS)),
        payer_id="m1",
        buyer_id="u0",
        currency="USD" if draw(once_in(40)) else CURRENCY,
        lines=tuple(lines),
        channel=draw(st.sampled_from((None, *CHANNELS))),
    )


# ---------------------------------------------------------------- people


@st.composite
def whos(draw: st.DrawFn) -> Who:
    """Draw a condition on members; one or two things are asked."""
    asked: dict[str, Any] = {
        "statuses": ("active",),
        "grades": draw(st.sampled_from((("gold",), ("silver", "gold")))),
        "is_registered": True,
        "is_verified": True,
        "has_bought": draw(st.booleans()),
    }
    names = draw(st.lists(st.sampled_from(sorted(asked)), min_size=1, max_size=2, unique=True))
    return Who(**{name: asked[name] for name in names})


@st.composite
def people(draw: st.DrawFn, member_id: str) -> Somebody:
    grade = draw(st.sampled_from(("", *GRADES, "gold", "gold")))
    days = draw(st.sampled_from(TENURES))
    person_id = draw(st.sampled_from(("", "", "x", "x", "y")))
    if days is None and not person_id and draw(st.booleans()):
        return Somebody(member_id, grade)
    is_known, has_bought = draw(st.booleans()), draw(st.booleans())
    member = Member(
        member_id=member_id,
        registered_us=START_US if is_known else None,
        first_order_us=START_US if has_bought else None,
        status=draw(st.sampled_from(("active", "active", "active", "suspended", "none"))),
        status_us=START_US,
        grade=grade,
        is_verified=draw(st.booleans()),
        identity_token=person_id,
        enrolled_us=None if days is None else START_US + (PAID_DAY - days) * DAY_US,
    )
    return Somebody(member_id, grade, days, person_id, member)


def _graded(one: Somebody, grade: str) -> Somebody:
    """Return somebody with another grade, so that peers are met often."""
    member = one.member and one.member._replace(grade=grade)
    return one._replace(grade=grade, member=member)


@st.composite
def credits_of(draw: st.DrawFn, order: OrderPaid, holders: Sequence[str]) -> tuple[Credit, ...]:
    """Draw who is credited with which lines; nobody twice for the same."""
    line_ids = [line.line_id for line in order.lines]
    least = draw(st.sampled_from((2, 3, 0)))
    claims = st.tuples(st.sampled_from(CREDITED), st.sampled_from(holders))
    return tuple(
        Credit(
            kind=kind,
            holder_id=holder_id,
            reason=draw(st.sampled_from(("credited", "credited", "credited", "unfit", "excluded"))),
            by="",
            source="order",
            claim_id=f"{kind} {holder_id}",
            at_us=START_US,
            subject_id=None,
            content_id=None,
            weight=draw(st.sampled_from((1, 1, 2, 3))),
            line_ids=tuple(
                draw(st.lists(st.sampled_from(line_ids), min_size=1, max_size=3, unique=True))
            ),
            lost=(),
        )
        for kind, holder_id in draw(st.lists(claims, min_size=least, max_size=4, unique=True))
    )


@st.composite
def scenes(draw: st.DrawFn, order: OrderPaid) -> Scene:
    """Draw the buyer, who stands above him, holders of credits, and their inviters.

    Whoever stands in the buyer's chain has the rest of it above him in the relation of
    customers.
    """
    everybody = {name: draw(people(name)) for name in ("u0", *UPLINES, *OTHERS)}
    if draw(st.booleans()):
        everybody |= {name: _graded(everybody[name], "gold") for name in ("u0", *UPLINES[1:])}
    count = draw(st.sampled_from((3, 3, 3, 3, 2, 1, 0)))
    upline = tuple(everybody[name] for name in UPLINES[:count])
    found = draw(credits_of(order, ("u0", "u1", "u2", "u3", *OTHERS)))
    held = [credit.holder_id for credit in found]
    far = draw(st.sets(st.sampled_from(OTHERS), max_size=2)) if count == len(UPLINES) else set()
    inviters: dict[tuple[str, str], tuple[Somebody, ...]] = {}
    chain = ["u0", *UPLINES[:count]]
    for holder_id in sorted(set(held)):
        others = [one for name, one in everybody.items() if name != holder_id]
        for relation in RELATIONS:
            above = draw(st.lists(st.sampled_from(others), max_size=3, unique=True))
            if relation == "customer" and holder_id in chain:
                above = list(upline[chain.index(holder_id) :])
            inviters[relation, holder_id] = tuple(above)
    buyer = everybody["u0"]
    return Scene(
        buyer=buyer,
        upline=upline,
        credits=found,
        holders={name: everybody[name] for name in held},
        inviters=inviters,
        far=frozenset(far),
        is_first_order=buyer.record().first_order_us is None,
        custom={"evenly": Evenly()},
    )
