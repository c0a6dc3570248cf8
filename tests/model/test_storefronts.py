"""Events about storefronts and credits: what they hold, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.encoding import event_digest
from fenxiao.model.events import AssortmentChanged, Claim, ForgetVisits, OrderPaid, Touch
from fenxiao.model.storefronts import CLAIM_LIMIT, LISTING_LIMIT, check_claims
from tests.support.build import paid

AT = datetime(2024, 6, 18, tzinfo=UTC)
CLAIM = Claim(kind="link", holder_id="u7", at=AT)
WRONG: Any = "wrong on purpose"


def listing(**fields: Any) -> AssortmentChanged:
    return AssortmentChanged(id="e1", at=AT, member_id="u7", **fields)


@pytest.mark.parametrize(
    ("build", "code"),
    [
        pytest.param(lambda: replace(CLAIM, kind=WRONG), "event.bad_field", id="unknown kind"),
        pytest.param(
            lambda: replace(CLAIM, kind="relation"), "event.bad_field", id="a binding is not told"
        ),
        pytest.param(lambda: replace(CLAIM, holder_id=""), "event.bad_id", id="no holder"),
        pytest.param(lambda: replace(CLAIM, at=WRONG), "event.naive_instant", id="no instant"),
        pytest.param(lambda: replace(CLAIM, subject_id=""), "event.bad_id", id="no subject"),
        pytest.param(lambda: replace(CLAIM, content_id=" "), "event.bad_id", id="no content"),
        pytest.param(lambda: replace(CLAIM, weight=0), "event.bad_quantity", id="no weight"),
        pytest.param(lambda: check_claims((CLAIM, CLAIM)), "event.bad_field", id="told twice"),
        pytest.param(
            lambda: check_claims((CLAIM, replace(CLAIM, weight=2))),
            "event.bad_field",
            id="told twice with two weights",
        ),
        pytest.param(lambda: check_claims(("x",)), "event.bad_field", id="no claim"),
        pytest.param(
            lambda: check_claims(
                [replace(CLAIM, holder_id=f"u{one}") for one in range(CLAIM_LIMIT + 1)]
            ),
            "event.bad_field",
            id="too many claims",
        ),
        pytest.param(lambda: listing(lists=WRONG), "event.bad_field", id="unknown way to list"),
        pytest.param(lambda: listing(skus=("s1",)), "event.bad_field", id="all, and one named"),
        pytest.param(
            lambda: listing(lists="only", categories=("",)), "event.bad_id", id="no category"
        ),
        pytest.param(lambda: listing(lists="only", skus="s1"), "event.bad_field", id="no list"),
        pytest.param(lambda: listing(title_id=""), "event.bad_id", id="no title"),
        pytest.param(
            lambda: listing(
                lists="only", skus=tuple(f"s{one}" for one in range(LISTING_LIMIT + 1))
            ),
            "event.bad_field",
            id="too many articles",
        ),
        pytest.param(
            lambda: ForgetVisits(id="e1", at=AT, spare_days=-1), "event.bad_quantity", id="days"
        ),
        pytest.param(
            lambda: ForgetVisits(id="e1", at=AT, limit=0), "event.bad_quantity", id="page"
        ),
        pytest.param(
            lambda: Touch(id="e1", at=AT, sharer_id="a", visitor_id="b", content_id=""),
            "event.bad_id",
            id="a touch of no article",
        ),
    ],
)
def test_what_is_wrong_is_refused_by_code(build: Callable[[], object], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        build()
    assert code == caught.value.code


def test_what_is_named_is_put_in_order_once() -> None:
    event = listing(lists="only", skus=("s2", "s1", "s2"), categories=["c2", "c1"])
    assert (("s1", "s2"), ("c1", "c2")) == (event.skus, event.categories)


def test_claims_are_a_set() -> None:
    others = (replace(CLAIM, subject_id="s1"), replace(CLAIM, content_id="s1"))
    found = permutations((CLAIM, *others, replace(CLAIM, at=AT + timedelta(microseconds=1))))
    orders = [replace(paid("o1", "u1"), claims=claims) for claims in found]
    assert 1 == len({dump_event(order) for order in orders})
    assert 1 == len({event_digest(order) for order in orders})


def test_claims_come_with_the_order_and_back_from_its_text() -> None:
    order = replace(paid("o1", "u1"), claims=(CLAIM, replace(CLAIM, kind="code")))
    loaded = load_event(dump_event(order))
    assert order == loaded
    assert isinstance(loaded, OrderPaid)
    assert ("code", 1) == (loaded.claims[0].kind, loaded.claims[0].weight)


def test_an_order_without_claims_is_written_as_before() -> None:
    assert "claims" not in json.loads(dump_event(paid("o1", "u1")))


def test_the_instant_of_a_claim_must_be_written_out() -> None:
    fields = json.loads(dump_event(replace(paid("o1", "u1"), claims=(CLAIM,))))
    fields["claims"][0]["at"] = "20240618"
    with pytest.raises(FenxiaoError) as caught:
        load_event(json.dumps(fields))
    assert "event.bad_field" == caught.value.code
