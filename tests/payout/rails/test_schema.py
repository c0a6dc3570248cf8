"""Schemas of bodies: they take what is rendered, and nothing that lacks or adds a field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fenxiao.payout.rails import wechat_bills
from fenxiao.payout.rails.schema import BODIES, body_schema
from fenxiao.payout.sharing import alipay as alipay_sharing
from fenxiao.payout.sharing import wechat as wechat_sharing
from tests.payout.rails.samples import BILL, BILLS, ORDER, OTHERS, RAILS, SHARES, WECHAT
from tests.payout.rails.test_form import VENDORS
from tests.testing.schema_check import complaints

every_body = pytest.mark.parametrize("name", BODIES)


def body_of(name: str) -> Any:
    sent = RAILS[name].request if name in RAILS else OTHERS[name][0]
    return json.loads(sent.body)


def schema(name: str) -> Any:
    return body_schema(name)


@every_body
def test_what_is_rendered_is_taken(name: str) -> None:
    assert [] == complaints(schema(name), body_of(name))


@every_body
def test_every_field_of_a_schema_is_one_of_the_vendors(name: str) -> None:
    assert {one.pointer for one in BODIES[name].fields} <= set(VENDORS[name]["fields"])


@every_body
def test_a_missing_or_unknown_field_is_complained_of(name: str) -> None:
    body = body_of(name)
    for field in schema(name)["required"]:
        assert complaints(schema(name), {k: v for k, v in body.items() if k != field})
    assert complaints(schema(name), {**body, "x": 1})


@every_body
def test_every_limit_that_a_field_names_is_there(name: str) -> None:
    known = {one.name for one in BODIES[name].limits}
    assert {one.limit for one in BODIES[name].fields} - {""} <= known


def test_every_body_that_is_sent_has_a_schema() -> None:
    assert {*RAILS, *OTHERS} == set(BODIES)
    files = (Path(__file__).parents[3] / "schemas").glob("rails.*.schema.json")
    assert {f"rails.{name}.schema.json" for name in BODIES} == {one.name for one in files}


LENGTHS = [
    (name, one.pointer, limit.figure)
    for name, body in BODIES.items()
    for one in body.fields
    for limit in body.limits
    if one.limit == limit.name and one.kind == "text"
]


def filled(place: str, text: str) -> Any:
    """Return an object with nothing but a text at a place."""
    *above, last = place.split("/")[1:]
    found: Any = {last: text}
    for name in reversed(above):
        found = [found] if name == "*" else {name: found}
    return found


@pytest.mark.parametrize(("name", "place", "most"), LENGTHS)
def test_a_length_is_kept_to_the_character(name: str, place: str, most: int) -> None:
    def is_too_long(length: int) -> bool:
        found = complaints(schema(name), filled(place, "佣" * length))
        return any("is not like" in one for one in found)

    assert [False, False, True] == [is_too_long(most + change) for change in (-1, 0, 1)]


def test_lengths_and_counts_are_those_of_the_limits() -> None:
    bill = json.loads(RAILS["wechat_bill"].request.body)
    for length, is_fine in ((32, True), (33, False)):
        body = {**bill, "transfer_remark": "佣" * length}
        assert is_fine == (not complaints(schema("wechat_bill"), body))
    row = json.loads(RAILS["wechat_sharing"].request.body)
    for count, is_fine in ((50, True), (51, False)):
        body = {**row, "receivers": row["receivers"][:1] * count}
        assert is_fine == (not complaints(schema("wechat_sharing"), body))


def test_the_other_ways_of_sending_are_taken_too() -> None:
    agreed = wechat_bills.render(BILL._replace(authorisation_no="A1"), BILLS)
    assert [] == complaints(schema("wechat_bill"), json.loads(agreed.body))
    last = wechat_sharing.Sending("Q1", "wx1", "佣金", is_last=True)
    shared = wechat_sharing.render_share(ORDER, SHARES, last, WECHAT)
    assert [] == complaints(schema("wechat_sharing"), json.loads(shared.body))


def test_a_call_that_only_unfreezes_is_taken() -> None:
    sent = alipay_sharing.render_unfreeze(ORDER, "Q9")
    assert [] == complaints(schema("alipay_sharing"), json.loads(sent.body))


def test_only_what_may_be_left_out_may_be_left_out() -> None:
    optional = {
        name: {one.pointer for one in body.fields if not one.is_required}
        for name, body in BODIES.items()
    }
    assert optional == {
        "wechat_bill": {
            "/openid",
            "/user_name",
            "/notify_url",
            "/user_recv_perception",
            "/authorization_info",
            "/out_authorization_no",
        },
        "wechat_batch": {
            "/transfer_scene_id",
            "/notify_url",
            "/transfer_detail_list/*/user_name",
        },
        "wechat_sharing": {"/receivers/*/name"},
        "wechat_authorisation": set(),
        "wechat_sharing_receiver": {"/name"},
        "wechat_sharing_unfreeze": set(),
        "wechat_sharing_return": set(),
        "alipay_query": set(),
        "alipay_sharing_query": set(),
        "alipay_receiver": {"/receiver_list/*/name"},
        "alipay_refund": set(),
        "alipay_transfer": {"/remark", "/payee_info/name"},
        "alipay_sharing": {
            "/royalty_mode",
            "/royalty_parameters",
            "/royalty_parameters/*/trans_in_name",
            "/extend_params",
        },
        "paypal_payout": {
            "/sender_batch_header/email_subject",
            "/sender_batch_header/email_message",
            "/items/*/note",
        },
    }
