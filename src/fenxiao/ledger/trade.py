"""Trade (交易分录): what an order leaves on the books, as a function of what is left of it.

Every amount is a pure function of frozen facts and of how a line stands: what is left of
it, and what of that has been received. An event posts the difference between two such
positions, so any split of refunds leaves what one refund leaves, and an order of which
nothing is left leaves nothing. Within a position both sides of each amount are one number,
so every entry balances.

Money follows the amount paid; a supplier's cost follows the pieces, since he is owed for
what was kept, whatever it was sold for. A line on which nothing was paid follows its pieces.

Source: docs/trade.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fenxiao.ledger.posting import Flow
from fenxiao.model.records import LineTrade, TenderTrade, Trade
from fenxiao.money import PPM, allocate

__all__ = ["Standing", "Step", "anchored", "position", "spread", "steps"]

BACK = "_back"


class Standing(NamedTuple):
    """How a line stands: what is left of it, and what of that has been received.

    Amounts are parts of what was paid, in minor units; quantities are pieces that were not
    brought back. ``absorbed_minor`` of what is left went back to the buyer out of an agent's
    own pocket: the merchant has it still, the gateways have it no more.
    """

    left_minor: int
    left_quantity: int
    received_minor: int
    received_quantity: int
    absorbed_minor: int = 0

    @property
    def cash_minor(self) -> int:
        """What is left with the gateways, in minor units."""
        return self.left_minor - self.absorbed_minor


class Step(NamedTuple):
    """What one template posts of a difference between two positions."""

    template: str
    flows: tuple[Flow, ...]


_Leg = tuple[str, str, str, str, str, int]
"""Stage, debited account and party, credited account and party, amount."""
_Position = dict[tuple[str, str, str, str, str], int]


def spread(line: LineTrade, left_minor: int) -> tuple[int, ...]:
    """Return what is left of each tender of a line, in the line's order of tenders.

    Nothing left leaves nothing of any tender, all left leaves all, and less left leaves of
    no tender more.

    Args:
        line: Its tenders.
        left_minor: What is left of it with gateways, in minor units, not above the anchors.

    Examples:
        >>> half = TenderTrade("points", 50, 0, 50), TenderTrade("wechat", 50, 0, 50)
        >>> line = LineTrade("1", 1, 100, 0, 0, 0, "", 0, (), half)
        >>> spread(line, 33)
        (17, 16)
    """
    anchors = [one.anchor_minor for one in line.tenders]
    if not any(anchors):
        return (0,) * len(anchors)
    return allocate(left_minor, anchors, rule="cumulative")


def anchored(line: LineTrade, left_minor: int, back: Mapping[str, int]) -> LineTrade | None:
    """Return a line after a refund that named its tenders, or None where it cannot be.

    Args:
        line: The line before the refund.
        left_minor: What was left of it with gateways before the refund, in minor units.
        back: What goes back by each tender, in minor units.

    Returns:
        The line with what is left of each tender as anchors; None where a tender is none of
        the line's, or has less left than goes back.

    Examples:
        >>> half = TenderTrade("points", 50, 0, 50), TenderTrade("wechat", 50, 0, 50)
        >>> line = LineTrade("1", 1, 100, 0, 0, 0, "", 0, (), half)
        >>> [one.anchor_minor for one in anchored(line, 100, {"points": 40}).tenders]
        [10, 50]
        >>> anchored(line, 100, {"points": 60}) is None
        True
    """
    names = {one.tender for one in line.tenders}
    left = spread(line, left_minor)
    anchors = [
        minor - back.get(one.tender, 0) for one, minor in zip(line.tenders, left, strict=True)
    ]
    if not back.keys() <= names or any(anchor < 0 for anchor in anchors):
        return None
    tenders = tuple(
        one._replace(anchor_minor=anchor) for one, anchor in zip(line.tenders, anchors, strict=True)
    )
    return line._replace(tenders=tenders)


def position(trade: Trade, standings: Mapping[str, Standing]) -> _Position:
    """Return what an order leaves on the books, by stage and by accounts and parties.

    Args:
        trade: The frozen facts.
        standings: How each line stands, by its place; lines not named are left out.

    Returns:
        Amounts in minor units, those of 0 left out.
    """
    found: _Position = {}
    for line in trade.lines:
        if line.place in standings:
            for *place, amount_minor in _legs(trade, line, standings[line.place]):
                key = (place[0], place[1], place[2], place[3], place[4])
                found[key] = found.get(key, 0) + amount_minor
    return {place: amount for place, amount in found.items() if amount}


def steps(trade: Trade, before: _Position, after: _Position) -> tuple[Step, ...]:
    """Return what leads from one position to another, template by template.

    What rises is posted by the template of its stage and the order's mode, what falls by its
    turned-round twin.

    Args:
        trade: The order's frozen facts.
        before: What was posted so far.
        after: What shall be.

    Returns:
        Steps in the order of the table; a stage in which nothing changes has none.
    """
    found: dict[str, list[Flow]] = {}
    for place in sorted({*before, *after}):
        rise = after.get(place, 0) - before.get(place, 0)
        stage, debit, debit_party, credit, credit_party = place
        name = f"{stage}_{trade.mode}"
        if rise > 0:
            found.setdefault(name, []).append(Flow(*place[1:], rise))
        elif rise < 0:
            turned = Flow(credit, credit_party, debit, debit_party, -rise)
            found.setdefault(name + BACK, []).append(turned)
    return tuple(Step(name, tuple(found[name])) for name in sorted(found))


def _legs(trade: Trade, line: LineTrade, stands: Standing) -> Iterator[_Leg]:
    if trade.mode == "principal":
        yield from _principal(line, stands)
    else:
        yield from _agent(trade, line, stands)


def _principal(line: LineTrade, stands: Standing) -> Iterator[_Leg]:
    """The payer sells himself: a liability until receipt, then revenue."""
    for one, minor in _tendered(line, stands):
        yield "capture", "clearing", one.tender, "contract_liability", "", minor
        fee_minor = _fee(one, minor)
        yield "capture", "collection_fee", "", "clearing", one.tender, fee_minor
    borne_minor = 0
    for other, left_minor, received_minor in _others(line, stands):
        yield "capture", "merchant_pending", other, "contract_liability", "", left_minor
        yield "receipt", "merchant_payable", other, "merchant_pending", other, received_minor
        borne_minor += received_minor
    goods_minor, freight_minor, tax_minor = _parts(line, stands.received_minor)
    sold_minor = goods_minor + borne_minor
    yield "receipt", "contract_liability", "", "revenue", "", sold_minor
    yield "receipt", "contract_liability", "", "freight_income", "", freight_minor
    yield "receipt", "contract_liability", "", "tax_payable", "", tax_minor
    cost_minor = _cost(line, stands)
    yield "receipt", "cost_of_goods", "", "supplier_payable", line.supplier_id, cost_minor


def _agent(trade: Trade, line: LineTrade, stands: Standing) -> Iterator[_Leg]:
    """The payer sells for a merchant: his money is pending until receipt, then owed to him."""
    mine = trade.merchant_id
    kept_minor = 0
    for one, minor in _tendered(line, stands):
        yield "capture", "clearing", one.tender, "merchant_pending", mine, minor
        fee_minor = _fee(one, minor)
        if trade.is_collection_on_merchant:
            yield "capture", "merchant_pending", mine, "clearing", one.tender, fee_minor
            kept_minor += fee_minor
        else:
            yield "capture", "collection_fee", "", "clearing", one.tender, fee_minor
    left, received = _fractions(line, stands)
    borne_minor = _share(line.coupon_minor, received)
    coupon_minor = _share(line.coupon_minor, left) + stands.absorbed_minor
    yield "capture", "coupon_expense", "", "merchant_pending", mine, coupon_minor
    for other, left_minor, received_minor in _others(line, stands):
        yield "capture", "merchant_pending", other, "merchant_pending", mine, left_minor
        yield "receipt", "merchant_payable", other, "merchant_pending", other, received_minor
        borne_minor += received_minor
    _, freight_minor, _ = _parts(line, stands.received_minor)
    takings_minor = stands.received_minor - freight_minor + borne_minor
    if not trade.is_freight_ours:
        freight_minor, freight_theirs = 0, freight_minor
    else:
        freight_theirs = 0
    kept_minor = kept_minor * stands.received_minor // stands.left_minor if kept_minor else 0
    owed_minor = takings_minor + freight_theirs - kept_minor
    yield "receipt", "merchant_pending", mine, "merchant_payable", mine, owed_minor
    yield "receipt", "merchant_pending", mine, "freight_income", "", freight_minor
    fee_minor = trade.fee_ppm * takings_minor // PPM
    yield "receipt", "merchant_payable", mine, "platform_fee", "", fee_minor
    cost_minor = _cost(line, stands)
    yield "receipt", "merchant_payable", mine, "supplier_payable", line.supplier_id, cost_minor


def _tendered(line: LineTrade, stands: Standing) -> Iterator[tuple[TenderTrade, int]]:
    return zip(line.tenders, spread(line, stands.cash_minor), strict=True)


def _fee(tender: TenderTrade, left_minor: int) -> int:
    """Return what a gateway keeps while some of what it collected is left."""
    if not tender.amount_minor:
        return 0
    return tender.fee_minor * left_minor // tender.amount_minor


def _others(line: LineTrade, stands: Standing) -> Iterator[tuple[str, int, int]]:
    """Yield what each other merchant bears of what is left, and of what was received."""
    left, received = _fractions(line, stands)
    for one in line.others:
        yield one.merchant_id, _share(one.amount_minor, left), _share(one.amount_minor, received)


def _fractions(line: LineTrade, stands: Standing) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return what is left and what was received as fractions of the line."""
    if line.paid_minor:
        whole = line.paid_minor
        return (stands.left_minor, whole), (stands.received_minor, whole)
    return (stands.left_quantity, line.quantity), (stands.received_quantity, line.quantity)


def _share(amount_minor: int, fraction: tuple[int, int]) -> int:
    return amount_minor * fraction[0] // fraction[1]


def _parts(line: LineTrade, minor: int) -> tuple[int, int, int]:
    """Return goods, freight and tax of an amount of the line; each rises as it rises."""
    if not line.paid_minor:
        return 0, 0, 0
    goods_minor = line.paid_minor - line.freight_minor - line.tax_minor
    weights = (goods_minor, line.freight_minor, line.tax_minor)
    goods, freight, tax = allocate(minor, weights, rule="cumulative")
    return goods, freight, tax


def _cost(line: LineTrade, stands: Standing) -> int:
    return line.cost_minor * stands.received_quantity // line.quantity
