"""The form of rails: dated figures, requests whose body holds tokens, the field lists."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fenxiao.errors import PayoutError
from fenxiao.payout.lifecycle import STATES
from fenxiao.payout.rails import alipay_transfer, paypal_payouts, wechat_batches, wechat_bills
from fenxiao.payout.rails.form import (
    Contract,
    Fill,
    Limit,
    Places,
    Problem,
    Request,
    check_sendable,
    figures,
    given,
    outcomes,
    refuse_broken,
    request,
)
from fenxiao.payout.sharing import alipay as alipay_sharing
from fenxiao.payout.sharing import wechat as wechat_sharing
from tests.payout.rails.samples import DAY, ONE, OTHERS, RAILS

VENDORS = json.loads((Path(__file__).parents[2] / "data/rails/fields.json").read_text("utf-8"))
EVERY_LIMIT = [
    one
    for rows in (
        wechat_bills.LIMITS,
        wechat_batches.LIMITS,
        alipay_transfer.LIMITS,
        paypal_payouts.LIMITS,
        wechat_sharing.LIMITS,
        *alipay_sharing.LIMITS.values(),
    )
    for one in rows
]
OLD = Limit("x_minor", 1, "minor units", date(2025, 1, 1), "page")
NEW = OLD._replace(figure=2, valid_from=date(2026, 1, 1))
OURS = OLD._replace(figure=9, valid_from=date(2025, 7, 1), source="clause 1")
every_rail = pytest.mark.parametrize("name", RAILS)


@pytest.mark.parametrize(
    ("day", "public", "contracted"),
    [
        pytest.param(date(2025, 1, 1), 1, 1, id="the first day"),
        pytest.param(date(2025, 6, 30), 1, 1, id="the day before the contract"),
        pytest.param(date(2025, 7, 1), 1, 9, id="the contract's first day"),
        pytest.param(date(2026, 1, 1), 2, 9, id="a new public figure changes no contract"),
    ],
)
def test_the_latest_figure_that_holds_counts(day: date, public: int, contracted: int) -> None:
    assert {"x_minor": public} == figures((NEW, OLD), day)
    assert {"x_minor": contracted} == figures((NEW, OLD), day, Contract((OURS,)))


def test_no_figure_is_guessed_for_a_day_before_the_first() -> None:
    with pytest.raises(PayoutError) as caught:
        figures((NEW, OLD), date(2024, 12, 31))
    assert ("rail.no_figure", "2025-01-01") == (caught.value.code, caught.value.valid_from)


@pytest.mark.parametrize("wrong", [OURS._replace(name="y_minor"), OURS._replace(unit="days")])
def test_a_contract_sets_only_what_there_is(wrong: Limit) -> None:
    with pytest.raises(PayoutError) as caught:
        figures((OLD,), DAY, Contract((wrong,)))
    assert caught.value.code == "rail.unknown_limit"


@pytest.mark.parametrize("limit", EVERY_LIMIT, ids=lambda one: one.name)
def test_every_figure_has_its_source_and_unit(limit: Limit) -> None:
    assert limit.figure > 0
    assert len(limit.source) > 8
    assert date(2024, 1, 1) <= limit.valid_from <= DAY
    assert limit.name.endswith("_minor") == (limit.unit == "minor units")
    assert limit.name.endswith("_ppm") == (limit.unit == "ppm")


def at(body: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        body = body[int(step) if isinstance(body, list) else step]
    return body


EVERY_REQUEST = [(rail.request, rail.tokens, name) for name, rail in RAILS.items()]
EVERY_REQUEST += [(sent, tokens, name) for name, (sent, tokens) in OTHERS.items()]
every_request = pytest.mark.parametrize(("sent", "tokens", "name"), EVERY_REQUEST)


@every_request
def test_a_body_holds_a_token_wherever_it_is_filled(
    sent: Request, tokens: set[str], name: str
) -> None:
    body = json.loads(sent.body)
    assert tokens == {fill.token for fill in sent.fills}, name
    assert [fill.token for fill in sent.fills] == [at(body, fill.pointer) for fill in sent.fills]
    for token in tokens:  # and nowhere else
        places = sum(fill.token == token for fill in sent.fills)
        assert places == sent.body.count(f'"{token}"') == sent.body.count(token)


@every_request
def test_every_field_is_one_of_the_vendors(sent: Request, tokens: set[str], name: str) -> None:
    assert pointers(json.loads(sent.body)) <= set(VENDORS[name]["fields"]), tokens


@every_rail
def test_only_wechat_pays_names_are_encrypted(name: str) -> None:
    encrypted = {fill.token for fill in RAILS[name].request.fills if fill.is_encrypted}
    assert encrypted == ({"t-name"} if name.startswith("wechat") else set())


def pointers(body: Any, at: str = "") -> set[str]:
    found = {at} if at and not at.endswith("*") else set()
    if isinstance(body, dict):
        return found.union(*(pointers(part, f"{at}/{name}") for name, part in body.items()))
    if isinstance(body, list):
        return found.union(*(pointers(part, f"{at}/*") for part in body))
    return found


def test_a_request_is_the_same_bytes_again_and_its_digest_covers_all() -> None:
    fill = Fill("/a", "t1")
    one = request("POST", "/p", "K1", {"a": "t1"}, [fill])
    assert one == request("POST", "/p", "K1", {"a": "t1"}, [fill])
    others = [
        request("GET", "/p", "K1", {"a": "t1"}, [fill]),
        request("POST", "/q", "K1", {"a": "t1"}, [fill]),
        request("POST", "/p", "K2", {"a": "t1"}, [fill]),
        request("POST", "/p", "K1", {"a": "t2"}, [fill]),
        request("POST", "/p", "K1", {"a": "t1"}, [fill._replace(is_encrypted=True)]),
        request("POST", "/p", "K1", None, [fill]),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 7


@pytest.mark.parametrize("state", [state for state in STATES if state != "approved"])
def test_only_approved_instructions_are_sent(state: str) -> None:
    with pytest.raises(PayoutError) as caught:
        check_sendable([ONE._replace(state=state)])  # type: ignore[arg-type]  # any text here
    assert caught.value.code == "payout.not_approved"


def test_an_instruction_stands_once_in_a_request() -> None:
    with pytest.raises(PayoutError) as caught:
        check_sendable([ONE, ONE])
    assert caught.value.code == "payout.repeated"


def test_what_breaks_a_rule_is_not_rendered() -> None:
    refuse_broken([])
    with pytest.raises(PayoutError) as caught:
        refuse_broken([Problem("rail.no_items", (("count", 0),))] * 2)
    assert ("rail.broken_rules", 2) == (caught.value.code, caught.value.count)


def test_places_are_noted_in_the_order_in_which_they_are_written() -> None:
    places = Places()
    body: dict[str, Any] = {}
    places.put(body, "/a/0/name", None)
    places.put(body, "/a/0/openid", "t1", most=5)
    places.put(body, "/a/0/user", "t2", is_encrypted=True)
    assert {"openid": "t1", "user": "t2"} == body
    assert [Fill("/a/0/openid", "t1", most=5), Fill("/a/0/user", "t2", is_encrypted=True)] == (
        places.fills
    )


def test_what_is_given_is_kept_even_if_it_is_empty() -> None:
    assert {"a": "", "b": 0} == given(a="", b=0, c=None)


@every_rail
def test_no_word_stands_twice(name: str) -> None:
    states = RAILS[name].states
    assert len(states) == len(outcomes(states))
    assert all(one.meaning and one.meaning_zh for one in states)
