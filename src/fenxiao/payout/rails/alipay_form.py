"""What Alipay's interfaces share (支付宝开放平台): the gateway, amounts in yuan, envelopes.

Every call goes to one gateway under the name of its method; what is rendered here is the
content (``biz_content``). Amounts are yuan as text with two decimals. An answer comes in an
envelope named after the method, with a code of the gateway; only ``10000`` has content.

Source: docs/rails/alipay_transfer.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fenxiao.model.encoding import Json
from fenxiao.money import format_amount
from fenxiao.payout.rails.answers import object_in, read_object, text_in
from fenxiao.payout.rails.form import Fill, Request, request

__all__ = ["CURRENCY", "GOOD", "Envelope", "call", "open_envelope", "yuan"]

CURRENCY = "CNY"
"""The one currency of these interfaces; their answers do not name it."""

GOOD = "10000"
"""The code of the gateway under which an answer has content."""


class Envelope(NamedTuple):
    """An answer of the gateway.

    Args:
        content: Its fields; empty unless the gateway's code is good.
        code: What went wrong, "" if nothing did.
        text: The same in the gateway's words.
    """

    content: Mapping[str, object]
    code: str
    text: str


def yuan(amount_minor: int) -> str:
    """Return an amount as Alipay writes it.

    Examples:
        >>> yuan(1230)
        '12.30'
    """
    return format_amount(amount_minor, CURRENCY)


def call(method: str, key: str, content: dict[str, Json], fills: Sequence[Fill] = ()) -> Request:
    """Return the call of a method with its content.

    Examples:
        >>> call("alipay.trade.refund", "K1", {}).path
        '/gateway.do?method=alipay.trade.refund'
    """
    return request("POST", f"/gateway.do?method={method}", key, content, fills)


def open_envelope(text: str | bytes, *methods: str) -> Envelope:
    """Return what the gateway answered to one of the methods, or what a notification says.

    A notification's content comes without envelope and without code.

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> told = '{"alipay_trade_refund_response": {"code": "40004", "sub_code": "ACQ.X"}}'
        >>> open_envelope(told, "alipay.trade.refund").code
        'ACQ.X'
    """
    whole = read_object(text)
    names = [one.replace(".", "_") + "_response" for one in methods]
    wraps = [one for one in (*names, "error_response") if one in whole]
    content = object_in(whole, wraps[0]) if wraps else whole
    code = text_in(content, "code")
    if "code" not in content or code == GOOD:
        return Envelope(content, "", "")
    told = text_in(content, "sub_msg") or text_in(content, "msg")
    return Envelope({}, text_in(content, "sub_code") or code or "no code", told)
