"""WeChat Pay batches: sums over the details, and what the whole may say of one of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PayoutError
from fenxiao.payout.rails.form import State
from fenxiao.payout.rails.wechat_batches import (
    BATCH_STATES,
    batch_key,
    parse,
    parse_details,
    render,
    render_query,
    render_query_detail,
)
from tests.payout.rails.samples import BATCH, BATCHES, DETAIL, ONE


def test_a_batch_names_its_sum_and_its_count() -> None:
    two = DETAIL._replace(payout=ONE._replace(key="K2", instruction_id="I2", amount_minor=66))
    named = tuple(one._replace(name_token=f"n-{one.payout.key}") for one in (DETAIL, two))
    sent = render(BATCH._replace(details=named, scene_id="1005"), BATCHES)
    body = json.loads(sent.body)
    assert ("POST", "/v3/transfer/batches") == (sent.method, sent.path)
    assert (1_300, 2, "1005") == (
        body["total_amount"],
        body["total_num"],
        body["transfer_scene_id"],
    )
    assert body["out_batch_no"] == sent.key == batch_key(["K1", "K2"])
    assert [(fill.pointer, fill.is_encrypted) for fill in sent.fills] == [
        ("/transfer_detail_list/0/openid", False),
        ("/transfer_detail_list/0/user_name", True),
        ("/transfer_detail_list/1/openid", False),
        ("/transfer_detail_list/1/user_name", True),
    ]


@given(
    keys=st.lists(st.text("AB2", min_size=1, max_size=4), unique=True, max_size=5), data=st.data()
)
def test_the_same_details_in_any_order_are_the_same_batch(
    keys: list[str], data: st.DataObject
) -> None:
    assert batch_key(keys) == batch_key(data.draw(st.permutations(keys)))
    assert batch_key(keys) != batch_key([*keys, "other"])


def test_an_instruction_past_sending_is_in_no_batch() -> None:
    sent = DETAIL._replace(payout=ONE._replace(state="submitted"))
    with pytest.raises(PayoutError) as caught:
        render(BATCH._replace(details=(sent,)), BATCHES)
    assert caught.value.code == "payout.not_approved"


def test_asking_names_the_batch_and_the_detail() -> None:
    path = "/v3/transfer/batches/out-batch-no/B1"
    assert render_query("B1").path == f"{path}?need_query_detail=false"
    assert render_query_detail("B1", "K1").path == f"{path}/details/out-detail-no/K1"


@pytest.mark.parametrize("state", BATCH_STATES, ids=lambda one: one.word)
def test_every_word_of_a_batch_has_its_outcome_and_none_is_paid(state: State) -> None:
    word, outcome = state.word, state.outcome
    whole = {"out_batch_no": "B1", "batch_id": "9", "batch_status": word}
    for told in (whole, {"transfer_batch": whole}):
        found = parse(json.dumps(told))
        assert (outcome, "B1", "9", word) == (found.outcome, *found[1:3], found.code)
        assert found.outcome != "paid"


def test_a_list_of_details_names_no_amounts_and_pays_nobody() -> None:
    rows = [
        {"detail_id": "1", "out_detail_no": "K1", "detail_status": "SUCCESS"},
        {"detail_id": "2", "out_detail_no": "K2", "detail_status": "FAIL"},
        "cut off",
    ]
    told = {"transfer_batch": {"out_batch_no": "B1"}, "transfer_detail_list": rows}
    found = parse_details(json.dumps(told))
    assert [("unknown", "K1"), ("failed", "K2"), ("unknown", None)] == [one[:2] for one in found]
