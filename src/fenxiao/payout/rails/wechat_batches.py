"""WeChat Pay transfer batches (微信支付商家转账到零钱，transfer/batches): older, many payees.

For merchants that opened it before 2025-01-15; all others send bills. A batch is known by
its own number, each detail by the instruction's key. Names are sent for all details of a
batch or for none, never below 0.30, always from 2,000.00 on.

Source: docs/rails/wechat_batches.md, which names the page of each figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from fenxiao.model.encoding import Json, derive_id
from fenxiao.model.records import Payout
from fenxiao.payout.rails.answers import list_in, object_in, read_object
from fenxiao.payout.rails.checks import (
    check_batch,
    check_fields,
    check_name,
    check_payout,
    check_url,
)
from fenxiao.payout.rails.form import (
    Field,
    Figures,
    Limit,
    Places,
    Problem,
    RailAnswer,
    Request,
    State,
    check_sendable,
    given,
    refuse_broken,
    request,
)
from fenxiao.payout.rails.wechat_form import CURRENCY, Names, name_limits, read_answer

__all__ = [
    "BATCH_STATES",
    "FIELDS",
    "LIMITS",
    "STATES",
    "Batch",
    "Detail",
    "batch_key",
    "parse",
    "parse_details",
    "render",
    "render_query",
    "render_query_detail",
    "validate",
]

_PATH = "/v3/transfer/batches"
_PAGE = "https://pay.weixin.qq.com/docs/merchant/products/batch-transfer-to-balance/apilist.html"
_MODEL = "wechatpay-java 1dab7bec, transferbatch/model/TransferDetailInput.java"
_CHANGES = "https://developers.weixin.qq.com/community/personal/oCJUsw4kWUu5xN70qVOla2OHCiSw/fav"
_SINCE = date(2024, 8, 27)

LIMITS: tuple[Limit, ...] = (
    Limit("items", 1_000, "items", _SINCE, _PAGE),
    Limit("single_low_minor", 10, "minor units", _SINCE, _CHANGES),
    Limit("single_high_minor", 2_000_000, "minor units", _SINCE, _CHANGES),
    *name_limits(_SINCE, _MODEL, _MODEL),
    Limit("appid_characters", 32, "characters", _SINCE, _PAGE),
    Limit("batch_name_characters", 32, "characters", _SINCE, _PAGE),
    Limit("batch_remark_characters", 32, "characters", _SINCE, _PAGE),
    Limit("remark_characters", 32, "characters", _SINCE, _MODEL),
    Limit("scene_characters", 36, "characters", _SINCE, _PAGE),
    Limit("url_characters", 256, "characters", _SINCE, _PAGE),
)
"""The public figures; each scene has its own most, in the merchant's product settings."""

STATES: tuple[State, ...] = (
    State("INIT", "accepted", "being checked", "初始态，校验中"),
    State("WAIT_PAY", "accepted", "waits for the merchant to confirm", "待商户确认"),
    State("PROCESSING", "processing", "being worked on", "转账中"),
    State("SUCCESS", "paid", "paid", "转账成功"),
    State("FAIL", "failed", "failed", "转账失败"),
)
"""Every documented word of a detail, and what it means in the life cycle."""

BATCH_STATES: tuple[State, ...] = (
    State("WAIT_PAY", "accepted", "waits for the merchant to confirm", "待付款确认"),
    State("ACCEPTED", "accepted", "accepted; the balance may be short", "已受理"),
    State("PROCESSING", "processing", "details are being worked on", "转账中"),
    State("FINISHED", "processing", "worked through: ask for each detail", "已完成，逐笔查询"),
    State("CLOSED", "unknown", "closed: ask for each detail", "已关闭，逐笔查询"),
)
"""Every documented word of a batch; none of them says that a detail is paid."""

FIELDS: tuple[Field, ...] = (
    Field("/appid", "text", limit="appid_characters"),
    Field("/out_batch_no", "text"),
    Field("/batch_name", "text", limit="batch_name_characters"),
    Field("/batch_remark", "text", limit="batch_remark_characters"),
    Field("/total_amount", "integer"),
    Field("/total_num", "integer"),
    Field("/transfer_scene_id", "text", is_required=False, limit="scene_characters"),
    Field("/notify_url", "text", is_required=False, limit="url_characters"),
    Field("/transfer_detail_list", "list", limit="items"),
    Field("/transfer_detail_list/*/out_detail_no", "text"),
    Field("/transfer_detail_list/*/transfer_amount", "integer"),
    Field("/transfer_detail_list/*/transfer_remark", "text", limit="remark_characters"),
    Field("/transfer_detail_list/*/openid", "text"),
    Field("/transfer_detail_list/*/user_name", "text", is_required=False),
)
"""The body of a batch."""


_NAMES = Names("detail_status", "out_detail_no", "detail_id", "transfer_amount")
_BATCH_NAMES = Names("batch_status", "out_batch_no", "batch_id", reason="close_reason")


class Detail(NamedTuple):
    """An instruction with what the rail wants to know beside it."""

    payout: Payout
    remark: str
    name_token: str | None = None


class Batch(NamedTuple):
    """Details that are sent together.

    Args:
        appid: The app id under which the openids are known.
        name: The batch's name, for the merchant.
        remark: What the batch is for.
        details: The details.
        scene_id: The scene; without one, the merchant's own.
        notify_url: Where the result is sent.
    """

    appid: str
    name: str
    remark: str
    details: tuple[Detail, ...]
    scene_id: str | None = None
    notify_url: str | None = None


def batch_key(keys: Sequence[str]) -> str:
    """Return the key of a batch: the same details, in whatever order, have the same."""
    return derive_id("wechat batch", *sorted(keys))


def validate(batch: Batch, limits: Figures) -> tuple[Problem, ...]:
    """Return every rule of the rail that a batch would break.

    Args:
        batch: The batch.
        limits: The figures of the day, from ``figures(LIMITS, day, contract)``.
    """
    return tuple(_problems(batch, limits))


def _problems(batch: Batch, limits: Figures) -> Iterator[Problem]:
    keys = [one.payout.key for one in batch.details]
    key = batch_key(keys)
    yield from check_batch(keys, limits["items"])
    texts = {
        "/appid": batch.appid,
        "/batch_name": batch.name,
        "/batch_remark": batch.remark,
        "/transfer_scene_id": batch.scene_id,
    }
    yield from check_fields(key, FIELDS, texts, limits)
    yield from check_url(key, "notify_url", batch.notify_url, limits["url_characters"])
    named = sum(one.name_token is not None for one in batch.details)
    if named not in {0, len(batch.details)}:
        yield Problem("rail.names_mixed", (("named", named), ("count", len(batch.details))))
    for one in batch.details:
        yield from _detail_problems(one, limits)


def _detail_problems(detail: Detail, limits: Figures) -> Iterator[Problem]:
    yield from check_payout(detail.payout, (CURRENCY,), limits)
    yield from check_name(detail.payout, detail.name_token, limits)
    remark = {"/transfer_detail_list/*/transfer_remark": detail.remark}
    yield from check_fields(detail.payout.key, FIELDS, remark, limits)


def render(batch: Batch, limits: Figures) -> Request:
    """Return the request that sends a batch.

    Args:
        batch: A batch of approved instructions.
        limits: The figures of the day.

    Returns:
        The request, under the batch's key; openids and names are tokens at its fills.

    Raises:
        PayoutError: ``payout.not_approved``, ``payout.repeated``; ``rail.broken_rules``.

    Examples:
        >>> from fenxiao.payout.rails.form import figures
        >>> one = Payout("I1", "K1", "shop", "u1", "CNY", 1234, "t9", "approved", 0, 0, None)
        >>> two = one._replace(instruction_id="I2", key="K2", amount_minor=66)
        >>> batch = Batch("wx1", "六月", "六月佣金", (Detail(one, "佣金"), Detail(two, "佣金")))
        >>> '"total_amount":1300,"total_num":2' in render(
        ...     batch, figures(LIMITS, date(2026, 6, 1))
        ... ).body
        True
    """
    check_sendable(one.payout for one in batch.details)
    refuse_broken(validate(batch, limits))
    key = batch_key([one.payout.key for one in batch.details])
    places = Places()
    rows: list[Json] = [
        _written(one, f"/transfer_detail_list/{at}", places) for at, one in enumerate(batch.details)
    ]
    body: dict[str, Json] = {
        "appid": batch.appid,
        "out_batch_no": key,
        "batch_name": batch.name,
        "batch_remark": batch.remark,
        "total_amount": sum(one.payout.amount_minor for one in batch.details),
        "total_num": len(batch.details),
        "transfer_detail_list": rows,
    }
    body |= given(transfer_scene_id=batch.scene_id, notify_url=batch.notify_url)
    return request("POST", _PATH, key, body, places.fills)


def _written(detail: Detail, at: str, places: Places) -> Json:
    written: dict[str, Json] = {
        "out_detail_no": detail.payout.key,
        "transfer_amount": detail.payout.amount_minor,
        "transfer_remark": detail.remark,
    }
    places.put(written, f"{at}/openid", detail.payout.payee_token)
    places.put(written, f"{at}/user_name", detail.name_token, is_encrypted=True)
    return written


def render_query(key: str) -> Request:
    """Return the request that asks for a batch by its key."""
    return request("GET", f"{_PATH}/out-batch-no/{key}?need_query_detail=false", key)


def render_query_detail(key: str, detail_key: str) -> Request:
    """Return the request that asks for one detail; only its answer can say "paid".

    Examples:
        >>> render_query_detail("B1", "K1").path
        '/v3/transfer/batches/out-batch-no/B1/details/out-detail-no/K1'
    """
    path = f"{_PATH}/out-batch-no/{key}/details/out-detail-no/{detail_key}"
    return request("GET", path, detail_key)


def parse(text: str | bytes) -> RailAnswer:
    """Return what WeChat Pay said of a whole batch, under the batch's key.

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> parse('{"out_batch_no": "B1", "batch_id": "1", "batch_status": "ACCEPTED"}').outcome
        'accepted'
    """
    fields = read_object(text)
    whole = object_in(fields, "transfer_batch") or fields
    errors = {name: fields.get(name) for name in ("code", "message")}
    return read_answer({**whole, **errors}, _BATCH_NAMES, BATCH_STATES)


def parse_details(text: str | bytes) -> tuple[RailAnswer, ...]:
    """Return what WeChat Pay said of details: one asked for by itself, or a batch's list.

    Returns:
        One answer for each, at least one; those of a list name no amount and so never say "paid".

    Raises:
        PayoutError: ``rail.unreadable``.
    """
    fields = read_object(text)
    rows = list_in(fields, "transfer_detail_list") or [fields]
    return tuple(read_answer(one, _NAMES, STATES) for one in rows)
