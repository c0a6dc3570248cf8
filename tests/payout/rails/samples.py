"""One good request and answers of every rail, for tests that hold of all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from fenxiao.model.records import Payout
from fenxiao.payout.rails import (
    alipay_transfer,
    paypal_payouts,
    wechat_authorisations,
    wechat_batches,
    wechat_bills,
)
from fenxiao.payout.rails.form import Figures, Limit, Problem, RailAnswer, Request, State, figures
from fenxiao.payout.rails.wechat_form import Report
from fenxiao.payout.sharing import alipay as alipay_sharing
from fenxiao.payout.sharing import wechat as wechat_sharing
from fenxiao.payout.sharing.cycle import Receiver, Share, SharedOrder, note_shared

DAY = date(2026, 6, 1)
ONE = Payout("I1", "K1", "shop", "u1", "CNY", 1_234, "t-payee", "approved", 0, 0, None)
DOLLARS = ONE._replace(currency="USD")
REPORTS = (Report("岗位类型", "推广员"), Report("报酬说明", "六月佣金"))
BILL = wechat_bills.Bill(ONE, "wx1", "1005", "佣金", REPORTS)
ASK = wechat_bills.Ask("A1", "t-shown", "https://shop.example/agreed")
DETAIL = wechat_batches.Detail(ONE, "佣金")
BATCH = wechat_batches.Batch("wx1", "六月", "六月佣金", (DETAIL,))
TRANSFER = alipay_transfer.Transfer(ONE, "佣金")
ITEM = paypal_payouts.Item(DOLLARS)
PAYPAL = paypal_payouts.Batch((ITEM,))
MERCHANT = Receiver("merchant", "t-merchant", "t-name")
PERSON = Receiver("person", "t-person")
SHARES = (Share("S1", PERSON, 30), Share("S2", MERCHANT, 20))
ORDER = SharedOrder("o1", "4200", 1_000, "due", SHARES)


def day_of(limits: Sequence[Limit]) -> Figures:
    return figures(limits, DAY)


BILLS, BATCHES, TRANSFERS, PAYOUTS, WECHAT = map(
    day_of,
    (
        wechat_bills.LIMITS,
        wechat_batches.LIMITS,
        alipay_transfer.LIMITS,
        paypal_payouts.LIMITS,
        wechat_sharing.LIMITS,
    ),
)
SYNC = day_of(alipay_sharing.LIMITS["sync"])
ASYNC = day_of(alipay_sharing.LIMITS["async"])


class Rail(NamedTuple):
    """What the tests of all rails ask of one: its request, and what it makes of a change."""

    request: Request
    tokens: set[str]
    schema: str
    states: tuple[State, ...]
    paid: dict[str, Any]
    word: tuple[str | int, ...]
    parse: Callable[[str | bytes], RailAnswer]


def _paypal(text: str | bytes) -> RailAnswer:
    return paypal_payouts.parse_items(text)[0]


RAILS: dict[str, Rail] = {
    "wechat_bill": Rail(
        wechat_bills.render(BILL._replace(name_token="t-name", ask=ASK), BILLS),
        {"t-payee", "t-name", "t-shown"},
        "wechat_bill",
        wechat_bills.STATES,
        {
            "mch_id": "1900001109",
            "out_bill_no": "K1",
            "transfer_bill_no": "1330000071100999991182020050700019480001",
            "appid": "wx1",
            "state": "SUCCESS",
            "transfer_amount": 1_234,
            "transfer_remark": "佣金",
            "openid": "o-MYE42l80oelYMDE34nYD456Xoy",
        },
        ("state",),
        wechat_bills.parse,
    ),
    "wechat_batch": Rail(
        wechat_batches.render(
            BATCH._replace(details=(DETAIL._replace(name_token="t-name"),)), BATCHES
        ),
        {"t-payee", "t-name"},
        "wechat_batch",
        wechat_batches.STATES,
        {
            "mchid": "1900001109",
            "out_batch_no": "B1",
            "out_detail_no": "K1",
            "detail_id": "1040000071100999991182020050700019500100",
            "detail_status": "SUCCESS",
            "transfer_amount": 1_234,
        },
        ("detail_status",),
        lambda text: wechat_batches.parse_details(text)[0],
    ),
    "alipay_transfer": Rail(
        alipay_transfer.render(TRANSFER._replace(name_token="t-name", remark="六月"), TRANSFERS),
        {"t-payee", "t-name"},
        "alipay_transfer",
        alipay_transfer.STATES,
        {
            "alipay_fund_trans_common_query_response": {
                "code": "10000",
                "msg": "Success",
                "order_id": "20190624110075000006530000014566",
                "out_biz_no": "K1",
                "status": "SUCCESS",
                "trans_amount": "12.34",
            },
            "sign": "x",
        },
        ("alipay_fund_trans_common_query_response", "status"),
        alipay_transfer.parse,
    ),
    "paypal_payout": Rail(
        paypal_payouts.render(PAYPAL._replace(subject="June", message="Thanks"), PAYOUTS),
        {"t-payee"},
        "paypal_payout",
        paypal_payouts.STATES,
        {
            "payout_item_id": "8AELMXH8UB2P8",
            "transaction_id": "0C413693MN970190K",
            "transaction_status": "SUCCESS",
            "payout_batch_id": "Q8KVJG9TZTNN4",
            "payout_item": {
                "recipient_type": "EMAIL",
                "amount": {"value": "12.34", "currency": "USD"},
                "receiver": "a@b.example",
                "sender_item_id": "K1",
            },
        },
        ("transaction_status",),
        _paypal,
    ),
    "wechat_sharing": Rail(
        wechat_sharing.render_share(ORDER, SHARES, wechat_sharing.Sending("Q1", "wx1"), WECHAT),
        {"t-person", "t-merchant", "t-name"},
        "wechat_sharing",
        wechat_sharing.STATES,
        {
            "transaction_id": "4200",
            "out_order_no": "Q1",
            "order_id": "3008450740201411110007820472",
            "state": "FINISHED",
            "receivers": [
                {
                    "amount": 1_234,
                    "description": "佣金 K1",
                    "type": "PERSONAL_OPENID",
                    "account": "o-MYE42l80oelYMDE34nYD456Xoy",
                    "result": "SUCCESS",
                    "detail_id": "36011111111111111111111",
                }
            ],
        },
        ("receivers", 0, "result"),
        lambda text: wechat_sharing.parse(text)[0],
    ),
    "alipay_sharing": Rail(
        alipay_sharing.render_share(
            ORDER, SHARES, alipay_sharing.Sending("Q1", is_last=True), SYNC
        ),
        {"t-person", "t-merchant", "t-name"},
        "alipay_sharing",
        alipay_sharing.STATES,
        {
            "alipay_trade_order_settle_query_response": {
                "code": "10000",
                "out_request_no": "K1",
                "royalty_detail_list": [
                    {
                        "operation_type": "transfer",
                        "amount": "12.34",
                        "state": "SUCCESS",
                        "detail_id": "2021",
                    }
                ],
            }
        },
        ("alipay_trade_order_settle_query_response", "royalty_detail_list", 0, "state"),
        alipay_sharing.parse,
    ),
}

_SENT = note_shared(ORDER, "Q1", ("S1", "S2"), DAY)
OTHERS: dict[str, tuple[Request, set[str]]] = {
    "wechat_authorisation": (
        wechat_authorisations.render(ASK, "t-payee", "wx1", "1005", BILLS),
        {"t-payee", "t-shown"},
    ),
    "wechat_sharing_receiver": (
        wechat_sharing.render_receiver(MERCHANT, "R1", "wx1"),
        {"t-merchant", "t-name"},
    ),
    "wechat_sharing_unfreeze": (wechat_sharing.render_unfreeze(ORDER, "Q9", "完结"), set()),
    "wechat_sharing_return": (
        wechat_sharing.render_return(
            _SENT, wechat_sharing.Return("B1", "S2", 5, "退款"), DAY, WECHAT
        ),
        {"t-merchant"},
    ),
    "alipay_query": (alipay_transfer.render_query("K1"), set()),
    "alipay_receiver": (
        alipay_sharing.render_receiver(MERCHANT, "R1"),
        {"t-merchant", "t-name"},
    ),
    "alipay_sharing": (alipay_sharing.render_unfreeze(ORDER, "Q9"), set()),
    "alipay_sharing_query": (alipay_sharing.render_query(ORDER, "Q1"), set()),
    "alipay_refund": (
        alipay_sharing.render_return(
            _SENT, alipay_sharing.Return("B1", "S2", 5, 100, "退款"), DAY, SYNC
        ),
        {"t-merchant"},
    ),
}
"""The other requests with a body, by the list of the vendor's names, with their tokens."""

PARSERS: dict[str, Callable[[str | bytes], object]] = {
    **{name: rail.parse for name, rail in RAILS.items()},
    "wechat_batch_whole": wechat_batches.parse,
    "wechat_authorisation": wechat_authorisations.parse,
    "wechat_return": wechat_sharing.parse_return,
    "alipay_return": lambda text: alipay_sharing.parse(text, is_return=True),
    "paypal_batch": paypal_payouts.parse,
}


def changed(rail: Rail, place: Sequence[str | int], value: object) -> str:
    """Return the rail's answer "paid" with another value at a place."""
    whole = json.loads(json.dumps(rail.paid))
    node = whole
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = value
    return json.dumps(whole)


def codes(problems: Sequence[Problem]) -> list[str]:
    return [one.code for one in problems]
