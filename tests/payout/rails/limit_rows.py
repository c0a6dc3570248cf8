"""What a row of tests/data/rails/limits.json changes of a good request, rail by rail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from fenxiao.payout.rails import (
    alipay_transfer,
    paypal_payouts,
    wechat_authorisations,
    wechat_batches,
    wechat_bills,
)
from fenxiao.payout.rails.form import Problem
from fenxiao.payout.rails.wechat_form import Report
from fenxiao.payout.sharing import alipay as alipay_sharing
from fenxiao.payout.sharing import cycle
from fenxiao.payout.sharing import wechat as wechat_sharing
from tests.payout.rails.file_rows import bank_file, credit_transfer
from tests.payout.rails.samples import (
    ASK,
    ASYNC,
    BATCH,
    BATCHES,
    BILL,
    BILLS,
    DAY,
    DETAIL,
    DOLLARS,
    ITEM,
    MERCHANT,
    ONE,
    ORDER,
    PAYOUTS,
    PAYPAL,
    PERSON,
    SYNC,
    TRANSFER,
    TRANSFERS,
    WECHAT,
)

Problems = tuple[Problem, ...]


def _url(length: int) -> str:
    return "https://" + "a" * (length - 8)


def _bill(what: str, value: int) -> Problems:
    texts = {
        "appid": {"appid": "x" * value},
        "scene": {"scene_id": "9" * value},
        "remark": {"remark": "佣" * value},
        "url": {"notify_url": _url(value)},
        "perception": {"perception": "佣" * value},
        "authorisation": {"authorisation_no": "A" * value},
        "ask_authorisation": {"ask": ASK._replace(authorisation_no="A" * value)},
        "ask_url": {"ask": ASK._replace(notify_url=_url(value))},
        "report_content": {"reports": (Report("岗位类型", "x" * value), BILL.reports[1])},
        "report_type": {"scene_id": "1009", "reports": (Report("x" * value, "x"),)},
    }
    if what in texts:
        return wechat_bills.validate(BILL._replace(**texts[what]), BILLS)  # type: ignore[arg-type]  # one field each
    named = BILL._replace(name_token="t-name" if what.endswith("named") else None)
    figures = {**BILLS, "single_high_minor": 10**9} if what.startswith("free") else BILLS
    return wechat_bills.validate(named._replace(payout=ONE._replace(amount_minor=value)), figures)


def _authorisation(what: str, value: int) -> Problems:
    asks = {
        "number": ASK._replace(authorisation_no="A" * value),
        "url": ASK._replace(notify_url=_url(value)),
    }
    return wechat_authorisations.validate(asks[what], "wx1", "1005", BILLS)


def _batch(what: str, value: int) -> Problems:
    texts = {
        "appid": {"appid": "x" * value},
        "scene": {"scene_id": "9" * value},
        "name": {"name": "六" * value},
        "batch_remark": {"remark": "六" * value},
        "remark": {"details": (DETAIL._replace(remark="六" * value),)},
        "url": {"notify_url": _url(value)},
        "named_of_3": {
            "details": tuple(
                _numbered(n)._replace(name_token="t" if n < value else None) for n in range(3)
            )
        },
    }
    if what in texts:
        return wechat_batches.validate(BATCH._replace(**texts[what]), BATCHES)  # type: ignore[arg-type]  # one field each
    if what == "items":
        details = tuple(_numbered(n) for n in range(value))
        return wechat_batches.validate(BATCH._replace(details=details), BATCHES)
    token = "t-name" if what == "amount_named" else None
    one = DETAIL._replace(payout=ONE._replace(amount_minor=value), name_token=token)
    return wechat_batches.validate(BATCH._replace(details=(one,)), BATCHES)


def _numbered(number: int) -> wechat_batches.Detail:
    return DETAIL._replace(payout=ONE._replace(key=f"K{number}"))


def _alipay(what: str, value: int) -> Problems:
    changes: dict[str, dict[str, Any]] = {
        "title": {"title": "佣" * value},
        "remark": {"remark": "佣" * value},
        "amount": {"payout": ONE._replace(amount_minor=value)},
        "amount_remarked": {"payout": ONE._replace(amount_minor=value), "remark": "六月"},
    }
    return alipay_transfer.validate(TRANSFER._replace(**changes[what]), TRANSFERS)


def _paypal(what: str, value: int) -> Problems:
    changes: dict[str, dict[str, Any]] = {
        "subject": {"subject": "x" * value},
        "message": {"message": "x" * value},
        "note": {"items": (ITEM._replace(note="x" * value),)},
    }
    if what in changes:
        return paypal_payouts.validate(PAYPAL._replace(**changes[what]), PAYOUTS)
    if what == "items":
        numbers = range(value)
        items = tuple(ITEM._replace(payout=DOLLARS._replace(key=f"K{n}")) for n in numbers)
        return paypal_payouts.validate(PAYPAL._replace(items=items), PAYOUTS)
    one = DOLLARS._replace(currency=what, amount_minor=value)
    return paypal_payouts.validate(PAYPAL._replace(items=(ITEM._replace(payout=one),)), PAYOUTS)


def _shares(count: int, amount_minor: int = 1) -> tuple[cycle.Share, ...]:
    return tuple(cycle.Share(f"S{n}", PERSON, amount_minor) for n in range(count))


def _sharing(what: str, value: int) -> Problems:
    limits = {"wechat": WECHAT, "sync": SYNC, "async": ASYNC}[what.split("_", maxsplit=1)[0]]
    shares = _shares(1)
    match what.partition("_")[2]:
        case "receivers":
            shares = _shares(value)
        case "sum":
            shares = _shares(1, value)
        case "requests":
            keys = tuple(f"Q{n}" for n in range(value))
            order = ORDER._replace(shares=shares, request_keys=keys)
            return cycle.check_shares(order, shares, limits)
        case "description":
            return wechat_sharing.validate(ORDER, shares, "x" * (value - 3), WECHAT)
        case "desc":
            sending = alipay_sharing.Sending("Q1", text="x" * value)
            return alipay_sharing.validate(ORDER, shares, sending, limits)
        case "key":
            sending = alipay_sharing.Sending("Q" * value)
            return alipay_sharing.validate(ORDER, shares, sending, limits)
    return cycle.check_shares(ORDER._replace(shares=shares), shares, limits)


def _return(what: str, value: int) -> Problems:
    one = cycle.Share("S1", MERCHANT, 20, "Q1", DAY)
    amount_minor, day = 1, DAY
    match what:
        case "amount":
            amount_minor = value
        case "days":
            day = date(2026, 6, 1) + timedelta(days=value)
        case "times":
            one = one._replace(return_count=value)
    order = ORDER._replace(stage="sharing", shares=(one,))
    return cycle.check_return(order, "S1", amount_minor, day, WECHAT)


ROWS: dict[str, Callable[[str, int], Problems]] = {
    "wechat_bill": _bill,
    "wechat_authorisation": _authorisation,
    "wechat_batch": _batch,
    "alipay_transfer": _alipay,
    "paypal_payout": _paypal,
    "sharing": _sharing,
    "return": _return,
    "bank_file": bank_file,
    "credit_transfer": credit_transfer,
}
