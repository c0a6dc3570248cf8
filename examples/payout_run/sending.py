"""What is handed to the rails: five kinds of requests, rendered from approved instructions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from fenxiao.model.records import Payout
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

__all__ = ["RAIL_TITLES", "Sent", "render"]

RAIL_TITLES = {
    "wechat": "WeChat Pay transfer bills",
    "alipay": "Alipay single transfers",
    "bank": "bank files, CSV in GB18030",
    "paypal": "PayPal Payouts",
    "iso": "SEPA transfers, ISO 20022",
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


def render(rail: str, payouts: Sequence[Payout], day: date) -> Iterator[Sent]:
    """Yield the requests that pay some instructions of one payer over a rail."""
    yield from _RENDER[rail](payouts, day)


def _wechat(payouts: Iterable[Payout], day: date) -> Iterator[Sent]:
    limits = figures(wechat_bills.LIMITS, day)
    for one in payouts:
        sent = wechat_bills.render(
            wechat_bills.Bill(one, "wx8888", "1005", "五月佣金", REPORTS), limits
        )
        yield Sent("wechat", sent.key, (one,), sent.body.encode(), sent.digest)


def _alipay(payouts: Iterable[Payout], day: date) -> Iterator[Sent]:
    limits = figures(alipay_transfer.LIMITS, day)
    for one in payouts:
        sent = alipay_transfer.render(alipay_transfer.Transfer(one, "五月佣金"), limits)
        yield Sent("alipay", sent.key, (one,), sent.body.encode(), sent.digest)


def _bank(payouts: Sequence[Payout], day: date) -> Iterator[Sent]:
    limits = figures(CHINA_BATCH.limits, day)
    rows = [
        bank_file.Row(one, f"name-{one.member_id}", f"bank-{one.member_id}", "佣金")
        for one in payouts
    ]
    for part in bank_file.cut(rows, limits):
        sent = bank_file.render(bank_file.Batch(part, day=day), CHINA_BATCH, limits)
        yield Sent("bank", sent.key, tuple(row.payout for row in part), sent.body, sent.digest)


def _paypal(payouts: Sequence[Payout], day: date) -> Iterator[Sent]:
    limits = figures(paypal_payouts.LIMITS, day)
    most = 15_000
    for start in range(0, len(payouts), most):
        part = tuple(payouts[start : start + most])
        items = tuple(paypal_payouts.Item(one) for one in part)
        sent = paypal_payouts.render(paypal_payouts.Batch(items, subject="May"), limits)
        yield Sent("paypal", sent.key, part, sent.body.encode(), sent.digest)


def _iso(payouts: Sequence[Payout], day: date) -> Iterator[Sent]:
    limits = figures(iso_schemes.LIMITS["sepa"], day)
    ours = pain001.Account("name-europe", "account-europe")
    payments = tuple(
        pain001.Payment(one, ours, day, f"name-{one.member_id}", note="Commission of May")
        for one in payouts
    )
    made_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    message = pain001.Message(payments, "name-europe", made_at)
    sent = pain001.render(message, limits)
    yield Sent("iso", sent.key, tuple(payouts), sent.body, sent.digest)


_RENDER: dict[str, Callable[[Sequence[Payout], date], Iterator[Sent]]] = {
    "wechat": _wechat,
    "alipay": _alipay,
    "bank": _bank,
    "paypal": _paypal,
    "iso": _iso,
}
