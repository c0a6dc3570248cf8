"""The world outside (外部世界的替身): what banks and services do with what they are sent.

Nothing here belongs to the library. It answers in the services' own bytes, in disorder,
some of it twice; what becomes of a payment follows from its key alone.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from examples.payout_run.people import draw
from examples.payout_run.sending import Sent
from fenxiao import format_amount
from fenxiao.model.records import Payout
from fenxiao.payout.rails import camt054
from fenxiao.payout.rails.bank_profiles import CHINA_BATCH
from fenxiao.payout.reconcile.lines import StatementLine
from fenxiao.payout.reconcile.reading import lines_of

__all__ = [
    "CHARGE_MINOR",
    "FIRST_DAY",
    "Fate",
    "Message",
    "answer",
    "answer_again",
    "fate_of",
    "reference_of",
    "statement",
]

Fate = Literal["paid", "failed", "returned", "lost and paid", "lost and failed", "silent"]
"""What becomes of a payment; "lost": the answer was lost on the way; "silent": not even later."""

_DAY = timedelta(days=1)
# The rails that have a word for what comes back.
_RETURNING = ("alipay_transfer", "bank_files", "paypal_payouts", "iso20022")


class Message(NamedTuple):
    """Bytes that a rail sends: an answer, a notification, a return file.

    ``message_id`` is the rail's own; the same message twice has the same.
    """

    message_id: str
    rail: str
    sent: Sent
    body: bytes


def fate_of(key: str, rail: str) -> Fate:
    """Return what becomes of a payment: 3 % fail, 1 % are lost, 0.5 % come back later."""
    number = draw("fate", key, 1_000)
    if number < 30:
        return "failed"
    if number < 40:
        return ("lost and paid", "lost and paid", "lost and failed", "silent")[draw("lost", key, 4)]
    # Of the rails that return at all a few more, so that it is 0.5 % of all together.
    return "returned" if rail in _RETURNING and number < 50 else "paid"


def reference_of(key: str) -> str:
    """Return the rail's own id of a payment."""
    return f"{10**11 + draw('reference', key, 9 * 10**11)}"


def answer(sent: Iterable[Sent]) -> list[Message]:
    """Return what the rails say at first: in disorder, and a few of it twice."""
    return _mixed(one for request in sent for one in _ANSWER[request.rail](request, "first"))


def answer_again(sent: Iterable[Sent], asked: set[str]) -> list[Message]:
    """Return what the rails say of some keys when they are asked again, days later.

    Of what came back they tell without being asked.
    """
    told: list[Message] = []
    for request in sent:
        part = tuple(
            one
            for one in request.payouts
            if one.key in asked or fate_of(one.key, request.rail) == "returned"
        )
        if part:
            later = request._replace(payouts=part)
            told += _ANSWER[request.rail](later, "later")
    return _mixed(told)


def statement(sent: Iterable[Sent], day: date, name: str) -> Iterator[StatementLine]:
    """Yield the lines that one account has on a day: the first, or one of the two after it.

    A bank books a file as one debit, and what failed in it as one credit a day later.
    """
    for request in sent:
        yield from _BOOKED[request.rail](request, day, name)


def _mixed(messages: Iterable[Message]) -> list[Message]:
    told = list(messages)
    told += [one for one in told if draw("twice", one.message_id, 50) == 0]
    places = {
        id(one): draw("order", f"{at} {one.message_id}", 2**62) for at, one in enumerate(told)
    }
    return sorted(told, key=lambda one: (places[id(one)], one.message_id))


# ---------------------------------------------------------------- answers

Time = Literal["first", "later"]


def _word(key: str, rail: str, time: Time) -> str:
    """Return what a rail says of a payment: paid, failed, unknown, returned."""
    fate = fate_of(key, rail)
    if time == "first":
        said = {"paid": "paid", "failed": "failed", "returned": "paid"}
        return said.get(fate, "unknown")
    said = {"lost and paid": "paid", "lost and failed": "failed", "silent": "unknown"}
    return said.get(fate, fate)


def _one(request: Sent, time: Time, fields: Callable[[Payout, str], object]) -> Iterator[Message]:
    for one in request.payouts:
        word = _word(one.key, request.rail, time)
        body = json.dumps(fields(one, word), ensure_ascii=False).encode()
        yield Message(f"{request.rail} {time} {one.key}", request.rail, request, body)


def _wechat(request: Sent, time: Time) -> Iterator[Message]:
    def fields(one: Payout, word: str) -> object:
        if word == "unknown":
            return {"code": "SYSTEM_ERROR", "message": "系统异常，请稍后重试"}
        return {
            "out_bill_no": one.key,
            "transfer_bill_no": reference_of(one.key),
            "state": {"paid": "SUCCESS", "failed": "FAIL"}[word],
            "transfer_amount": one.amount_minor,
        }

    return _one(request, time, fields)


def _alipay(request: Sent, time: Time) -> Iterator[Message]:
    name = "alipay_fund_trans_common_query_response"

    def fields(one: Payout, word: str) -> object:
        if word == "unknown":
            return {name: {"code": "20000", "msg": "Service Currently Unavailable"}}
        return {
            name: {
                "code": "10000",
                "out_biz_no": one.key,
                "order_id": reference_of(one.key),
                "status": {"paid": "SUCCESS", "failed": "FAIL", "returned": "REFUND"}[word],
                "trans_amount": format_amount(one.amount_minor, one.currency),
            }
        }

    return _one(request, time, fields)


def _paypal(request: Sent, time: Time) -> Iterator[Message]:
    """Answer in pages of 100 items, as a batch is read."""
    words = {"paid": "SUCCESS", "failed": "FAILED", "returned": "RETURNED", "unknown": "BLOCKED"}
    for start in range(0, len(request.payouts), 100):
        items = [
            {
                "payout_item_id": reference_of(one.key),
                "transaction_status": words[_word(one.key, "paypal_payouts", time)],
                "payout_item": {
                    "sender_item_id": one.key,
                    "amount": {
                        "currency": one.currency,
                        "value": format_amount(one.amount_minor, one.currency),
                    },
                },
            }
            for one in request.payouts[start : start + 100]
        ]
        body = json.dumps({"items": items}).encode()
        yield Message(
            f"paypal_payouts {time} {request.key} {start}", "paypal_payouts", request, body
        )


def _bank(request: Sent, time: Time) -> Iterator[Message]:
    """Answer with a return file in GB18030: the whole of it at first, what changed later."""
    words = {"paid": "成功", "failed": "失败", "returned": "已退汇", "unknown": "可疑"}
    rows = io.StringIO(newline="")
    out = csv.writer(rows)
    out.writerow([one.title for one in CHINA_BATCH.answer.columns])
    for number, one in enumerate(request.payouts, 1):
        word = _word(one.key, "bank_files", time)
        reason = "账号户名不符" if word == "failed" else ""
        amount = format_amount(one.amount_minor, one.currency)
        note = f"佣金 {one.key}"
        known = (words[word], reason, reference_of(one.key))
        out.writerow((number, "某某", "6222", "某行", amount, note, *known))
    body = rows.getvalue().encode("gb18030")
    yield Message(f"bank_files {time} {request.key}", "bank_files", request, body)


def _iso(request: Sent, time: Time) -> Iterator[Message]:
    """Answer with a status report; what came back is told by a notification of credits."""
    words = {"paid": "ACSC", "failed": "RJCT", "unknown": "UNKN"}
    said = {one.key: _word(one.key, "iso20022", time) for one in request.payouts}
    lines = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{one.key}</OrgnlEndToEndId>"
        f"<TxSts>{words[said[one.key]]}</TxSts>"
        f"<AcctSvcrRef>{reference_of(one.key)}</AcctSvcrRef>"
        f"<OrgnlTxRef><Amt>{_instructed(one)}</Amt></OrgnlTxRef></TxInfAndSts>"
        for one in request.payouts
        if said[one.key] in words
    )
    report = (
        f"<CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>{request.key}</OrgnlMsgId>"
        "<GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>"
        f"{lines}</OrgnlPmtInfAndSts></CstmrPmtStsRpt>"
    )
    name = f"iso20022 {time} {request.key}"
    yield Message(f"{name} report", "iso20022", request, _document("pain.002.001.10", report))
    back = [one for one in request.payouts if said[one.key] == "returned"]
    if back:
        yield Message(f"{name} credits", "iso20022", request, _notification(back, "CRDT"))


def _instructed(one: Payout) -> str:
    amount = format_amount(one.amount_minor, one.currency)
    return f'<InstdAmt Ccy="{one.currency}">{amount}</InstdAmt>'


def _document(name: str, body: str) -> bytes:
    space = f"urn:iso:std:iso:20022:tech:xsd:{name}"
    return f'<Document xmlns="{space}">{body}</Document>'.encode()


def _notification(payouts: Sequence[Payout], towards: str) -> bytes:
    """Return a notification (camt.054) that books each payment by itself."""
    reason = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" if towards == "CRDT" else ""
    entries = "".join(
        f'<Ntry><Amt Ccy="{one.currency}">{format_amount(one.amount_minor, one.currency)}</Amt>'
        f"<CdtDbtInd>{towards}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><TxDtls>"
        f"<Refs><AcctSvcrRef>{reference_of(one.key)}</AcctSvcrRef>"
        f"<EndToEndId>{one.key}</EndToEndId></Refs>{reason}</TxDtls></NtryDtls></Ntry>"
        for one in payouts
    )
    body = f"<BkToCstmrDbtCdtNtfctn><Ntfctn>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn>"
    return _document("camt.054.001.08", body)


_ANSWER: dict[str, Callable[[Sent, Time], Iterator[Message]]] = {
    "wechat_bills": _wechat,
    "alipay_transfer": _alipay,
    "paypal_payouts": _paypal,
    "bank_files": _bank,
    "iso20022": _iso,
}


# ---------------------------------------------------------------- statements

FIRST_DAY = date(2026, 6, 2)
CHARGE_MINOR = 20
"""What the bank takes for each payment of a file."""
LEFT = ("paid", "returned", "lost and paid")


def _singles(request: Sent, day: date, name: str) -> Iterator[StatementLine]:
    """Yield a line for each payment; WeChat Pay and Alipay name our key, PayPal its own id."""
    for one in request.payouts:
        fate = fate_of(one.key, request.rail)
        line = StatementLine(
            line_id=f"{name}/{one.key}",
            payer_id=one.payer_id,
            direction="out",
            amount_minor=one.amount_minor,
            currency=one.currency,
            booked_on=day,
            key="" if request.rail == "paypal_payouts" else one.key,
            reference=reference_of(one.key),
            payee_token=one.payee_token,
        )
        if day == FIRST_DAY and fate in LEFT:
            yield line
        if day == FIRST_DAY + 2 * _DAY and fate == "returned":
            yield line._replace(direction="back")


def _files(request: Sent, day: date, name: str) -> Iterator[StatementLine]:
    fates = {one.key: fate_of(one.key, "bank_files") for one in request.payouts}
    whole = StatementLine(
        line_id=f"{name}/{request.key}",
        payer_id=request.payouts[0].payer_id,
        direction="out",
        amount_minor=sum(one.amount_minor for one in request.payouts),
        currency=request.payouts[0].currency,
        booked_on=day,
        key=request.key,
        item_count=len(request.payouts),
        text="批量代发",
    )
    refused = _of(request.payouts, fates, "failed", "lost and failed")
    if day == FIRST_DAY:
        yield whole
        charge_minor = CHARGE_MINOR * len(request.payouts)
        yield whole._replace(
            line_id=f"{name}/{request.key}/charge",
            direction="charge",
            amount_minor=charge_minor,
            item_count=0,
            text="手续费",
        )
    if day == FIRST_DAY + _DAY and refused:
        amount_minor = sum(one.amount_minor for one in refused)
        yield whole._replace(
            direction="back", amount_minor=amount_minor, item_count=len(refused), text="批量退回"
        )
    if day == FIRST_DAY + 2 * _DAY:
        for one in _of(request.payouts, fates, "returned"):
            yield whole._replace(
                line_id=f"{name}/{one.key}",
                direction="back",
                amount_minor=one.amount_minor,
                key=one.key,
                reference=reference_of(one.key),
                item_count=0,
                text="退汇",
            )


def _notified(request: Sent, day: date, name: str) -> Iterator[StatementLine]:
    """Yield the lines of a notification of debits or credits, read as any is."""
    fates = {one.key: fate_of(one.key, "iso20022") for one in request.payouts}
    booked = {
        FIRST_DAY: (LEFT, "DBIT"),
        FIRST_DAY + 2 * _DAY: (("returned",), "CRDT"),
    }
    if day not in booked:
        return
    wanted, towards = booked[day]
    payouts = [one for one in request.payouts if fates[one.key] in wanted]
    told = camt054.parse(_notification(payouts, towards))
    payer_id = request.payouts[0].payer_id
    yield from lines_of(told.answers, payer_id=payer_id, booked_on=day, name=name).lines


def _of(payouts: Sequence[Payout], fates: dict[str, Fate], *wanted: Fate) -> list[Payout]:
    return [one for one in payouts if fates[one.key] in wanted]


_BOOKED: dict[str, Callable[[Sent, date, str], Iterator[StatementLine]]] = {
    "wechat_bills": _singles,
    "alipay_transfer": _singles,
    "paypal_payouts": _singles,
    "bank_files": _files,
    "iso20022": _notified,
}
