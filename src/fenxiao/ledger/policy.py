"""Ledger policy (账簿政策): in whose name each payer sells, who bears what, when suppliers are due.

Without it the books are those of commissions alone. What an order needs of it is frozen when
the order is paid.

Source: docs/trade.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from fenxiao.errors import PolicyError
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.model.checks import STRICT, check_id, check_quantity, check_tuple
from fenxiao.model.envelope import is_one_of
from fenxiao.model.events import Line, OrderPaid
from fenxiao.model.instants import DAY_US, check_instant, to_us
from fenxiao.model.records import LineTrade, TenderTrade, Trade
from fenxiao.model.trade_records import OtherCoupon
from fenxiao.money import PPM, TOTAL_LIMIT_MINOR, allocate, check_amount

__all__ = [
    "UNNAMED",
    "AccountLimit",
    "LedgerPolicy",
    "MerchantFee",
    "PayerBooks",
    "SupplierTerms",
    "freeze_trade",
]

Mode = Literal["commissions", "principal", "agent"]
Bearer = Literal["platform", "merchant"]
MODES: tuple[Mode, ...] = get_args(Mode)
BEARERS: tuple[Bearer, ...] = get_args(Bearer)
DAYS_LIMIT = 3_650
UNNAMED = "unnamed"
"""The tender of what was paid by a means that the line does not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantFee:
    """What the platform keeps of one merchant's takings, in ppm (平台服务费率)."""

    __pydantic_config__ = STRICT

    merchant_id: str
    fee_ppm: int

    def __post_init__(self) -> None:
        """Check both fields."""
        check_id(self.merchant_id, "merchant_id")
        check_quantity(self.fee_ppm, "fee_ppm", low=0, high=PPM)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerBooks:
    """How one payer's trade is posted (记账方式).

    Args:
        payer_id: The legal entity.
        mode: "commissions" posts no trade, "principal" sells himself, "agent" for merchants.
        fee_ppm: What an agent keeps of a merchant's takings, freight left out.
        merchant_fees: What he keeps of those who have a rate of their own.
        collection_fee: Who bears what gateways keep: "platform" or "merchant".
        freight: Who has the freight that an agent collects: "platform" or "merchant".
        free_tenders: Means of payment of which no gateway keeps anything.

    Examples:
        >>> books = PayerBooks(payer_id="mall", mode="agent", fee_ppm=50_000)
        >>> books.fee_of("shop")
        50000
    """

    __pydantic_config__ = STRICT

    payer_id: str
    mode: Mode = "commissions"
    fee_ppm: int = 0
    merchant_fees: tuple[MerchantFee, ...] = ()
    collection_fee: Bearer = "platform"
    freight: Bearer = "merchant"
    free_tenders: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check every field, and that a merchant has one rate."""
        check_id(self.payer_id, "payer_id")
        is_one_of(self.mode, MODES, "mode")
        is_one_of(self.collection_fee, BEARERS, "collection_fee")
        is_one_of(self.freight, BEARERS, "freight")
        check_quantity(self.fee_ppm, "fee_ppm", low=0, high=PPM)
        fees = check_tuple(self.merchant_fees, MerchantFee, "merchant_fees")
        object.__setattr__(self, "merchant_fees", fees)
        tenders = check_tuple(self.free_tenders, str, "free_tenders")
        object.__setattr__(self, "free_tenders", tenders)
        for tender in tenders:
            check_id(tender, "free_tenders")
        _check_once("merchant_fees", (one.merchant_id for one in fees))

    def fee_of(self, merchant_id: str) -> int:
        """Return the platform's fee of a merchant, in ppm."""
        own = (one.fee_ppm for one in self.merchant_fees if one.merchant_id == merchant_id)
        return next(own, self.fee_ppm)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierTerms:
    """When a supplier is due (账期): some days after a delivery, or after the cut-off behind it.

    Args:
        supplier_id: The supplier.
        due_days: Days of 24 hours, 0 to 3650.
        cut_offs: Instants at which deliveries are added up; none counts from each delivery.

    Examples:
        >>> from datetime import UTC
        >>> month = datetime(2024, 7, 1, tzinfo=UTC)
        >>> terms = SupplierTerms(supplier_id="s1", due_days=30, cut_offs=(month,))
        >>> terms.due_us(to_us(datetime(2024, 6, 18, tzinfo=UTC))) - to_us(month) == 30 * DAY_US
        True
    """

    __pydantic_config__ = STRICT

    supplier_id: str
    due_days: int = 30
    cut_offs: tuple[datetime, ...] = ()

    def __post_init__(self) -> None:
        """Check every field, and put the cut-offs in order."""
        check_id(self.supplier_id, "supplier_id")
        check_quantity(self.due_days, "due_days", low=0, high=DAYS_LIMIT)
        given = check_tuple(self.cut_offs, datetime, "cut_offs")
        instants = sorted(check_instant(one, "cut_offs") for one in given)
        object.__setattr__(self, "cut_offs", tuple(instants))

    def due_us(self, delivered_us: int) -> int:
        """Return when a delivery is due; behind the last cut-off it counts for itself."""
        later = (to_us(one) for one in self.cut_offs if to_us(one) >= delivered_us)
        return next(later, delivered_us) + self.due_days * DAY_US


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLimit:
    """How low and how high the balance of an account may be, in its own sign (余额限制).

    A debt of the payer and an income count up by credits, an asset and an expense by debits.
    It is looked at by ``breaches``, and stops no event: see docs/trade.md. A ``Journal``
    posts nothing beyond it.

    Args:
        account: The account, of the chart.
        least_minor: The least of each of its balances; None is without limit.
        most_minor: The most; None is without limit.
        party_id: Of this party alone, whose row goes before the one for all; None for all.
    """

    __pydantic_config__ = STRICT

    account: str
    least_minor: int | None = None
    most_minor: int | None = None
    party_id: str | None = None

    def __post_init__(self) -> None:
        """Check every field."""
        if self.account not in ACCOUNTS:
            raise PolicyError("policy.ledger", problem=f'the chart has no "{self.account}"')
        if self.party_id is not None:
            check_id(self.party_id, "party_id")
            if not ACCOUNTS[self.account].party:
                raise PolicyError("policy.ledger", problem=f'"{self.account}" is kept by no party')
        for name in ("least_minor", "most_minor"):
            value = getattr(self, name)
            if value is not None:
                check_amount(value, name, low=-TOTAL_LIMIT_MINOR, high=TOTAL_LIMIT_MINOR)
        low, high = self.least_minor, self.most_minor
        if low is not None and high is not None and low > high:
            raise PolicyError("policy.ledger", problem=f"least {low} is more than most {high}")

    @property
    def place(self) -> tuple[str, str | None]:
        """Whose balances it is about: the account, and the party or None for all."""
        return self.account, self.party_id

    def is_kept_by(self, amount_minor: int) -> bool:
        """Say whether a balance keeps it.

        Examples:
            >>> AccountLimit(account="member_available", least_minor=0).is_kept_by(-1)
            False
        """
        least, most = self.least_minor, self.most_minor
        return (least is None or amount_minor >= least) and (most is None or amount_minor <= most)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPolicy:
    """What is on the books besides commissions (账簿政策).

    Args:
        payers: How each payer's trade is posted; who is not named posts commissions alone.
        suppliers: When each supplier is due; who is not named is due at once.
        limits: What balances must keep, looked at by audits.

    Raises:
        PolicyError: ``policy.ledger`` when a payer, a supplier or an account stands twice.

    Examples:
        >>> policy = LedgerPolicy(payers=(PayerBooks(payer_id="shop", mode="principal"),))
        >>> policy.books("shop").mode, policy.books("other")
        ('principal', None)
    """

    __pydantic_config__ = STRICT

    payers: tuple[PayerBooks, ...] = ()
    suppliers: tuple[SupplierTerms, ...] = ()
    limits: tuple[AccountLimit, ...] = ()

    def __post_init__(self) -> None:
        """Check every field, and that each thing is said once."""
        payers = check_tuple(self.payers, PayerBooks, "payers")
        suppliers = check_tuple(self.suppliers, SupplierTerms, "suppliers")
        limits = check_tuple(self.limits, AccountLimit, "limits")
        object.__setattr__(self, "payers", payers)
        object.__setattr__(self, "suppliers", suppliers)
        object.__setattr__(self, "limits", limits)
        _check_once("payers", (one.payer_id for one in payers))
        _check_once("suppliers", (one.supplier_id for one in suppliers))
        _check_once("limits", (" of ".join(filter(None, one.place)) for one in limits))

    def books(self, payer_id: str) -> PayerBooks | None:
        """Return how a payer's trade is posted, or None where it is not."""
        found = (one for one in self.payers if one.payer_id == payer_id)
        books = next(found, None)
        return None if books is None or books.mode == "commissions" else books

    def supplier(self, supplier_id: str) -> SupplierTerms:
        """Return when a supplier is due; at once where nothing was agreed."""
        found = (one for one in self.suppliers if one.supplier_id == supplier_id)
        return next(found, SupplierTerms(supplier_id=supplier_id, due_days=0))


def freeze_trade(event: OrderPaid, books: PayerBooks) -> Trade:
    """Return what an order's money was made of, and how its trade will be posted.

    Args:
        event: The payment.
        books: How its payer's trade is posted, not "commissions".
    """
    merchant_id = event.merchant_id
    return Trade(
        order_id=event.order_id,
        payer_id=event.payer_id,
        merchant_id=merchant_id,
        currency=event.currency,
        mode="agent" if books.mode == "agent" else "principal",
        fee_ppm=books.fee_of(merchant_id),
        is_collection_on_merchant=books.collection_fee == "merchant",
        is_freight_ours=books.freight == "platform",
        lines=tuple(_line(line, merchant_id, books.free_tenders) for line in event.lines),
        cart_id=event.cart_id,
    )


def _line(line: Line, merchant_id: str, free_tenders: tuple[str, ...]) -> LineTrade:
    others: dict[str, int] = {}
    for one in line.coupons:
        if one.funder_id is not None and one.funder_id != merchant_id and one.amount_minor:
            others[one.funder_id] = others.get(one.funder_id, 0) + one.amount_minor
    return LineTrade(
        line_id=line.line_id,
        quantity=line.quantity,
        paid_minor=line.paid_minor,
        freight_minor=line.freight_minor,
        tax_minor=line.tax_minor,
        cost_minor=0 if line.supplier_id is None else line.cost_minor or 0,
        supplier_id=line.supplier_id or "",
        coupon_minor=sum(one.amount_minor for one in line.coupons if one.funder == "platform"),
        others=tuple(OtherCoupon(name, others[name]) for name in sorted(others)),
        tenders=_tenders(line, free_tenders),
    )


def _tenders(line: Line, free_tenders: tuple[str, ...]) -> tuple[TenderTrade, ...]:
    """Return what paid a line by means; the gateways' fee is spread over those that charge."""
    amounts = {one.tender: one.amount_minor for one in line.tenders if one.amount_minor}
    unnamed_minor = line.paid_minor - sum(amounts.values())
    if unnamed_minor:
        amounts[UNNAMED] = amounts.get(UNNAMED, 0) + unnamed_minor
    weights = [0 if name in free_tenders else minor for name, minor in amounts.items()]
    if not any(weights):
        weights = list(amounts.values())
    fees: tuple[int, ...] = ()
    if weights:
        fees = allocate(line.fee_minor, weights, rule="largest_remainder")
    return tuple(
        TenderTrade(name, minor, fee_minor, minor)
        for (name, minor), fee_minor in zip(amounts.items(), fees, strict=True)
    )


def _check_once(part: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise PolicyError("policy.ledger", problem=f'{part} name "{name}" twice')
        seen.add(name)
