"""What is handed to the rails: five kinds of requests, rendered from approved instructions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from fenxiao.model.instants import to_us
from fenxiao.model.records import Payout
from fenxiao.payout.batching import (
    RAILS,
    PlannedRequest,
    RailLimits,
    RequestPlan,
    plan_requests,
    rail_limits,
)
from fenxiao.payout.rails import (
    alipay_transfer,
    bank_file,
    iso_schemes,
    pain001,
    paypal_payouts,
    wechat_bills,
)
from fenxiao.payout.rails.bank_profiles import CHINA_BATCH
from fenxiao.payout.rails.form import figures
from fenxiao.payout.rails.wechat_form import Report

__all__ = ["RAIL_TITLES", "Sent", "plan", "render"]

RAIL_TITLES = {
    "wechat_bills": "WeChat Pay transfer bills",
    "alipay_transfer": "Alipay single transfers",
    "bank_files": "bank files, CSV in GB18030",
    "paypal_payouts": "PayPal Payouts",
    "iso20022": "SEPA transfers, ISO 20022",
}
REPORTS = (Report("岗位类型", "推广员"), Report("报酬说明", "五月佣金"))


class Sent(NamedTuple):
    """A request or a file, and what it pays.

    Args:
        rail: Over which rail.
        key: Its key; that of the instruction where it pays one.
        payouts: The instructions, as they were approved.
        body: The bytes, with tokens where the host fills in accounts.
        digest: Of the whole.
    """

    rail: str
    key: str
    payouts: tuple[Payout, ...]
    body: bytes
    digest: str


def plan(payouts: Iterable[Payout], rails: Mapping[str, str], at: datetime) -> RequestPlan:
    """Return which instructions go together, and what cannot be sent.

    Args:
        payouts: Approved instructions, in any order.
        rails: By which rail each member is paid.
        at: When they are sent.
    """
    day = at.date()
    known = {
        name: rail_limits(name, figures(RAILS[name].limits, day))
        for name in ("wechat_bills", "alipay_transfer", "paypal_payouts")
    }
    template = figures(CHINA_BATCH.limits, day)
    known["bank_files"] = RailLimits(
        items=template["items"],
        single_low_minor=template["single_low_minor"],
        single_high_minor=template["single_high_minor"],
        currencies=CHINA_BATCH.currencies,
    )
    known["iso20022"] = RailLimits(items=5_000, currencies=("EUR",))
    return plan_requests(payouts, known, lambda one: rails.get(one.member_id), to_us(at))


def render(request: PlannedRequest, day: date) -> Sent:
    """Return what is handed to the rail for a request that was planned."""
    key, body, digest = _RENDER[request.rail](request.payouts, day)
    return Sent(request.rail, key, request.payouts, body, digest)


_Rendered = tuple[str, bytes, str]


def _wechat(payouts: Sequence[Payout], day: date) -> _Rendered:
    limits = figures(wechat_bills.LIMITS, day)
    bill = wechat_bills.Bill(payouts[0], "wx8888", "1005", "五月佣金", REPORTS)
    sent = wechat_bills.render(bill, limits)
    return sent.key, sent.body.encode(), sent.digest


def _alipay(payouts: Sequence[Payout], day: date) -> _Rendered:
    limits = figures(alipay_transfer.LIMITS, day)
    sent = alipay_transfer.render(alipay_transfer.Transfer(payouts[0], "五月佣金"), limits)
    return sent.key, sent.body.encode(), sent.digest


def _bank(payouts: Sequence[Payout], day: date) -> _Rendered:
    limits = figures(CHINA_BATCH.limits, day)
    rows = tuple(
        bank_file.Row(one, f"name-{one.member_id}", f"bank-{one.member_id}", "佣金")
        for one in payouts
    )
    sent = bank_file.render(bank_file.Batch(rows, day=day), CHINA_BATCH, limits)
    return sent.key, sent.body, sent.digest


def _paypal(payouts: Sequence[Payout], day: date) -> _Rendered:
    limits = figures(paypal_payouts.LIMITS, day)
    items = tuple(paypal_payouts.Item(one) for one in payouts)
    sent = paypal_payouts.render(paypal_payouts.Batch(items, subject="May"), limits)
    return sent.key, sent.body.encode(), sent.digest


def _iso(payouts: Sequence[Payout], day: date) -> _Rendered:
    limits = figures(iso_schemes.LIMITS["sepa"], day)
    ours = pain001.Account("name-europe", "account-europe")
    payments = tuple(
        pain001.Payment(one, ours, day, f"name-{one.member_id}", note="Commission of May")
        for one in payouts
    )
    made_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    sent = pain001.render(pain001.Message(payments, "name-europe", made_at), limits)
    return sent.key, sent.body, sent.digest


_RENDER: dict[str, Callable[[Sequence[Payout], date], _Rendered]] = {
    "wechat_bills": _wechat,
    "alipay_transfer": _alipay,
    "bank_files": _bank,
    "paypal_payouts": _paypal,
    "iso20022": _iso,
}
