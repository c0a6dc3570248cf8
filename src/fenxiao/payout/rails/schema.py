"""JSON Schemas of the bodies of rails (请求体的 JSON Schema), drawn from their fields.

For hosts in any language: what was rendered, and what they filled in, can be checked
before it is signed.

Source: docs/rails/README.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from fenxiao.model.encoding import Json
from fenxiao.payout.rails import (
    alipay_transfer,
    paypal_payouts,
    wechat_authorisations,
    wechat_batches,
    wechat_bills,
)
from fenxiao.payout.rails.form import Field, Figures, Limit, figures
from fenxiao.payout.sharing import alipay as alipay_sharing
from fenxiao.payout.sharing import wechat as wechat_sharing

__all__ = ["BODIES", "Body", "body_schema"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_KINDS: dict[str, dict[str, Json]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer", "minimum": 1},
    "amount": {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,4})?$"},
    "flag": {"type": "boolean"},
    "object": {"type": "object"},
    "list": {"type": "array"},
}


class Body(NamedTuple):
    """A body that a rail is sent: its title, its fields, and the figures of their lengths."""

    title: str
    fields: tuple[Field, ...]
    limits: tuple[Limit, ...]


_BILLS, _BATCHES = wechat_bills.LIMITS, wechat_batches.LIMITS
_SHARING, _ROYALTY = wechat_sharing.LIMITS, alipay_sharing.LIMITS["async"]
_TRANSFERS, _PAYOUTS = alipay_transfer.LIMITS, paypal_payouts.LIMITS

BODIES: dict[str, Body] = {
    "wechat_bill": Body("WeChat Pay transfer bill", wechat_bills.FIELDS, _BILLS),
    "wechat_authorisation": Body(
        "WeChat Pay agreement of a payee", wechat_authorisations.FIELDS, _BILLS
    ),
    "wechat_batch": Body("WeChat Pay transfer batch", wechat_batches.FIELDS, _BATCHES),
    "wechat_sharing": Body("WeChat Pay profit sharing", wechat_sharing.FIELDS, _SHARING),
    "wechat_sharing_receiver": Body(
        "WeChat Pay receiver of profit sharing", wechat_sharing.RECEIVER_FIELDS, _SHARING
    ),
    "wechat_sharing_unfreeze": Body(
        "WeChat Pay unfreezing of the rest", wechat_sharing.UNFREEZE_FIELDS, _SHARING
    ),
    "wechat_sharing_return": Body(
        "WeChat Pay return of a share", wechat_sharing.RETURN_FIELDS, _SHARING
    ),
    "alipay_transfer": Body("Alipay single transfer", alipay_transfer.FIELDS, _TRANSFERS),
    "alipay_query": Body("Alipay query of a transfer", alipay_transfer.QUERY_FIELDS, _TRANSFERS),
    "alipay_sharing": Body("Alipay profit sharing", alipay_sharing.FIELDS, _ROYALTY),
    "alipay_sharing_query": Body(
        "Alipay query of profit sharing", alipay_sharing.QUERY_FIELDS, _ROYALTY
    ),
    "alipay_receiver": Body(
        "Alipay receiver of profit sharing", alipay_sharing.RECEIVER_FIELDS, _ROYALTY
    ),
    "alipay_refund": Body("Alipay refund with a share", alipay_sharing.REFUND_FIELDS, _ROYALTY),
    "paypal_payout": Body("PayPal batch payout", paypal_payouts.FIELDS, _PAYOUTS),
}
"""Every body that has a schema, by the name of its file."""


def body_schema(name: str) -> dict[str, Json]:
    """Return the JSON Schema of a body, with the public figures of today's table.

    Args:
        name: A name of ``BODIES``.

    Examples:
        >>> sorted(body_schema("paypal_payout")["properties"])
        ['items', 'sender_batch_header']
    """
    body = BODIES[name]
    latest = figures(body.limits, max((one.valid_from for one in body.limits), default=date.min))
    return {"$schema": _DRAFT, "title": body.title, **_object(body.fields, "", latest)}


def _object(fields: Sequence[Field], at: str, latest: Figures) -> dict[str, Json]:
    """Return the schema of the object whose fields stand right below a place."""
    own = [one for one in fields if one.pointer.rpartition("/")[0] == at]
    names = {one.pointer: one.pointer.rpartition("/")[2] for one in own}
    needed: list[Json] = [names[one.pointer] for one in own if one.is_required]
    return {
        "type": "object",
        "properties": {names[one.pointer]: _one(one, fields, latest) for one in own},
        "required": needed,
        "additionalProperties": False,
    }


def _one(field: Field, fields: Sequence[Field], latest: Figures) -> Json:
    if field.kind == "object":
        return _object(fields, field.pointer, latest)
    schema = dict(_KINDS[field.kind])
    if field.kind == "list":
        schema |= {"items": _object(fields, f"{field.pointer}/*", latest), "minItems": 1}
        return schema | ({"maxItems": latest[field.limit]} if field.limit else {})
    if field.limit:
        schema["pattern"] = rf"^[\s\S]{{1,{latest[field.limit]}}}$"
    return schema
