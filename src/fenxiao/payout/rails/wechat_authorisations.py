"""Agreements of WeChat Pay payees (免确认收款授权): once given, bills need no confirmation.

A payee agrees once for a scene, either while he confirms a bill or on a page of its own;
the agreement has no end until he or the merchant ends it. One payee has one agreement:
a second number for him is refused by the rail.

Source: docs/rails/wechat_bills.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from fenxiao.model.encoding import Json
from fenxiao.payout.rails.answers import id_in, object_in, read_object, text_in
from fenxiao.payout.rails.checks import check_fields, check_url
from fenxiao.payout.rails.form import (
    Field,
    Figures,
    Places,
    Problem,
    Request,
    refuse_broken,
    request,
)
from fenxiao.payout.rails.wechat_bills import Ask

__all__ = [
    "CLOSE_REASONS",
    "FIELDS",
    "STANDINGS",
    "Agreement",
    "Standing",
    "parse",
    "render",
    "render_close",
    "render_query",
    "validate",
]

_PATH = "/v3/fund-app/mch-transfer/user-confirm-authorization"
Standing = Literal["asked", "given", "closed", "unknown"]

STANDINGS: dict[str, Standing] = {
    "WAIT_USER_CONFIRM": "asked",
    "TAKING_EFFECT": "given",
    "CLOSED": "closed",
}
"""Every documented word of an agreement's state."""

CLOSE_REASONS = (
    "CLOSE_VIA_MCH_API",
    "USER_CLOSE",
    "USER_OVERDUE_UNCONFIRMED",
    "TRANSFER_RISK",
    "USER_ACCOUNT_ABNORMAL",
)
"""Why an agreement is closed, as documented."""


FIELDS: tuple[Field, ...] = (
    Field("/out_authorization_no", "text", limit="authorisation_characters"),
    Field("/appid", "text", limit="appid_characters"),
    Field("/openid", "text", limit="openid_characters"),
    Field("/transfer_scene_id", "text", limit="scene_characters"),
    Field("/user_display_name", "text", limit="display_name_characters"),
    Field("/authorization_notify_url", "text", limit="url_characters"),
)
"""The body that asks for an agreement."""


class Agreement(NamedTuple):
    """What WeChat Pay said of an agreement.

    Args:
        standing: Whether it is asked for, given, closed, or not known.
        authorisation_no: Your own number of it.
        reference: WeChat Pay's id of it, which it has once it is given.
        code: WeChat Pay's own word.
        text: Why it is closed.
    """

    standing: Standing
    authorisation_no: str | None
    reference: str | None
    code: str
    text: str


def validate(ask: Ask, appid: str, scene_id: str, limits: Figures) -> tuple[Problem, ...]:
    """Return every rule that asking for an agreement would break."""
    return tuple(_problems(ask, appid, scene_id, limits))


def _problems(ask: Ask, appid: str, scene_id: str, limits: Figures) -> Iterator[Problem]:
    key = ask.authorisation_no
    texts = {
        "/out_authorization_no": key,
        "/appid": appid,
        "/transfer_scene_id": scene_id,
        # A token says nothing of the length of what it stands for, but there must be one.
        "/user_display_name": ask.display_name_token[:1],
    }
    yield from check_fields(key, FIELDS, texts, limits)
    yield from check_url(key, "authorization_notify_url", ask.notify_url, limits["url_characters"])


def render(ask: Ask, payee_token: str, appid: str, scene_id: str, limits: Figures) -> Request:
    """Return the request that asks a payee for his agreement, without a bill.

    Raises:
        PayoutError: ``rail.broken_rules``.

    Examples:
        >>> from datetime import date
        >>> from fenxiao.payout.rails.form import figures
        >>> from fenxiao.payout.rails.wechat_bills import LIMITS
        >>> ask = Ask("A1", "n9", "https://shop.example/agreed")
        >>> sent = render(ask, "t9", "wx1", "1005", figures(LIMITS, date(2026, 6, 1)))
        >>> sent.path, [fill.token for fill in sent.fills]
        ('/v3/fund-app/mch-transfer/user-confirm-authorization', ['t9', 'n9'])
    """
    refuse_broken(validate(ask, appid, scene_id, limits))
    places = Places()
    body: dict[str, Json] = {
        "out_authorization_no": ask.authorisation_no,
        "appid": appid,
        "transfer_scene_id": scene_id,
        "authorization_notify_url": ask.notify_url,
    }
    places.put(body, "/openid", payee_token, most=limits["openid_characters"])
    most = limits["display_name_characters"]
    places.put(body, "/user_display_name", ask.display_name_token, most=most)
    return request("POST", _PATH, ask.authorisation_no, body, places.fills)


def render_query(authorisation_no: str) -> Request:
    """Return the request that asks how an agreement stands."""
    path = f"{_PATH}/out-authorization-no/{authorisation_no}"
    return request("GET", path, authorisation_no)


def render_close(authorisation_no: str) -> Request:
    """Return the request that ends an agreement."""
    path = f"{_PATH}/out-authorization-no/{authorisation_no}/close"
    return request("POST", path, authorisation_no)


def parse(text: str | bytes) -> Agreement:
    """Return what WeChat Pay said of an agreement.

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> parse('{"out_authorization_no": "A1", "state": "WAIT_USER_CONFIRM"}').standing
        'asked'
    """
    fields = read_object(text)
    number = id_in(fields, "out_authorization_no")
    reference = id_in(fields, "authorization_id")
    code = text_in(fields, "state") or text_in(fields, "code")
    standing = STANDINGS.get(code, "unknown") if number else "unknown"
    if standing == "given" and reference is None:
        standing = "unknown"
    reason = text_in(object_in(fields, "close_info"), "close_reason")
    return Agreement(standing, number, reference, code, reason or text_in(fields, "message"))
