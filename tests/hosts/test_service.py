"""The service over HTTP, on SQLite and on PostgreSQL, with tables made by the migration."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, create_engine, insert

from examples.host_sqlalchemy.database import migrate
from examples.host_sqlalchemy.host import Host
from examples.host_sqlalchemy.schema import TABLE, columns
from examples.host_sqlalchemy.service import POLICY
from fenxiao import OrderConfirmed, Release, Touch, load_event
from fenxiao.model.records import Delta
from fenxiao.settlement.balances import TAIL_LIMIT
from tests.hosts.served import serve

pytestmark = pytest.mark.hosts

START = datetime(2026, 6, 18, tzinfo=UTC)
LATER = START + timedelta(days=20)
Json = dict[str, Any]

SHOES = {
    "line_id": "shoes",
    "sku": "s1",
    "category": "shoes",
    "line_kind": "product",
    "quantity": 2,
    "paid_minor": 19_980,
}
ORDER = {
    "id": "paid",
    "order_id": "o1",
    "merchant_id": "shop",
    "payer_id": "shop",
    "buyer_id": "u3",
    "currency": "CNY",
    "lines": [SHOES],
}
WANTED = {"payer_id": "shop", "member_id": "u2", "currency": "CNY", "payee_token": "t2"}


class FakeClock:
    """A clock that the test sets; it goes on by a second each time that it is read."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_schema")
    made = create_engine(url)
    migrate(made)
    yield made
    made.dispose()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def service(engine: Engine, clock: FakeClock) -> Iterator[httpx.Client]:
    with serve(engine, clock=clock) as client:
        yield client


def post(service: httpx.Client, path: str, **fields: object) -> Json:
    """Send an event that is well formed, and return what became of it."""
    response = service.post(path, json=fields)
    assert 200 == response.status_code, response.text
    answer: Json = response.json()
    return answer


def get(service: httpx.Client, path: str, **query: str) -> Any:
    response = service.get(path, params=query)
    assert 200 == response.status_code, response.text
    return response.json()


def lock(service: httpx.Client) -> None:
    post(service, "/shares/click", id="lock2", sharer_id="u1", visitor_id="u2")
    post(service, "/shares/click", id="lock3", sharer_id="u2", visitor_id="u3")


def components(service: httpx.Client, member: str) -> tuple[int, int, int, int]:
    now = get(service, f"/wallets/shop/{member}/CNY")["now"]
    return (
        now["deferred_minor"],
        now["held_minor"],
        now["available_minor"],
        now["in_transit_minor"],
    )


def accounts(service: httpx.Client) -> dict[str, int]:
    balance = get(service, "/trial-balance", payer_id="shop")
    assert [0] == [one["amount_minor"] for one in balance["sums"]]
    rows = {row["account"]: row["amount_minor"] for row in balance["rows"]}
    return {account: amount_minor for account, amount_minor in rows.items() if amount_minor}


# ---------------------------------------------------------------- the story


def test_from_share_to_payout(service: httpx.Client, clock: FakeClock) -> None:
    lock(service)
    post(service, "/orders", **ORDER)
    assert (1_998, 0, 0, 0) == components(service, "u2")
    post(service, "/orders/o1/confirm", id="confirmed")
    assert (0, 1_998, 0, 0) == components(service, "u2")
    post(service, "/orders/o1/refunds", id="back", lines=[{"line_id": "shoes", "quantity": 1}])
    assert (0, 999, 0, 0) == components(service, "u2")
    assert (0, 499, 0, 0) == components(service, "u1")
    post(service, "/releases", id="early")
    assert (0, 999, 0, 0) == components(service, "u2")
    clock.at = LATER
    post(service, "/releases", id="due")
    assert (0, 0, 999, 0) == components(service, "u2")
    answer = post(service, "/withdrawals", id="wanted", **WANTED)
    assert (0, 0, 0, 999) == components(service, "u2")
    result = {"id": "bank", "outcome": "paid", "amount_minor": 999, "currency": "CNY"}
    post(service, f"/payouts/{answer['instruction_id']}/results", **result)
    assert (0, 0, 0, 0) == components(service, "u2")
    left = {"bank": -999, "commission_expense": 1_498, "member_available": -499}
    assert left == accounts(service)
    (payout,) = get(service, "/payouts", member_id="u2")
    assert ("paid", 999, "9.99") == (payout["state"], payout["amount_minor"], payout["amount"])
    assert [] == get(service, "/payouts", member_id="u1")


def test_a_history_runs_as_it_was_learned_and_ends_at_the_balance(
    service: httpx.Client, clock: FakeClock
) -> None:
    test_from_share_to_payout(service, clock)
    wallet = get(service, "/wallets/shop/u2/CNY")
    assert [
        ("accrual", "19.98", "0.00", "0.00", "0.00"),
        ("confirmation", "0.00", "19.98", "0.00", "0.00"),
        ("clawback_confirmed", "0.00", "9.99", "0.00", "0.00"),
        ("release", "0.00", "0.00", "9.99", "0.00"),
        ("withdrawal", "0.00", "0.00", "0.00", "9.99"),
        ("payout_paid", "0.00", "0.00", "0.00", "0.00"),
    ] == [
        (
            line["entry"]["template"],
            line["after"]["deferred"],
            line["after"]["held"],
            line["after"]["available"],
            line["after"]["in_transit"],
        )
        for line in wallet["history"]
    ]
    assert wallet["now"] == wallet["history"][-1]["after"]


def test_a_refund_after_the_payout_is_a_debt(service: httpx.Client, clock: FakeClock) -> None:
    test_from_share_to_payout(service, clock)
    post(service, "/orders/o1/refunds", id="rest", lines=[{"line_id": "shoes", "quantity": 1}])
    assert (0, 0, -999, 0) == components(service, "u2")
    assert "-9.99" == get(service, "/wallets/shop/u2/CNY")["now"]["available"]


def test_an_order_says_who_earns_what_and_why(service: httpx.Client) -> None:
    lock(service)
    post(service, "/orders", **ORDER)
    order = get(service, "/orders/o1")
    assert ("paid", ["u2", "u1"]) == (order["state"], order["upline"])
    assert {"u2": "19.98", "u1": "9.99"} == {
        kept["payee_id"]: kept["amount"] for kept in order["kept"]
    }
    (line,) = order["lines"]
    assert "sale, depth 1: u2 earns 10% of 199.80 = 19.98." == line["explanation"]["en"][0]
    assert "sale，第 1 层：u2 得 199.80 的 10%＝19.98。" == line["explanation"]["zh"][0]


def test_nobody_known_has_an_empty_wallet(service: httpx.Client) -> None:
    assert (0, 0, 0, 0) == components(service, "u9")
    assert [] == get(service, "/wallets/shop/u9/CNY")["history"]
    assert {"rows": [], "sums": []} == get(service, "/trial-balance")


# ---------------------------------------------------------------- once


def test_the_same_notice_again_changes_nothing(service: httpx.Client) -> None:
    lock(service)
    assert "applied" == post(service, "/orders", **ORDER)["status"]
    again = post(service, "/orders", **ORDER)
    assert ("replayed", [], []) == (again["status"], again["changes"], again["entries"])
    assert (1_998, 0, 0, 0) == components(service, "u2")


def test_an_instant_that_was_left_out_is_that_of_the_first_delivery(service: httpx.Client) -> None:
    first, again = post(service, "/orders", **ORDER), post(service, "/orders", **ORDER)
    assert first["event"]["at"] == again["event"]["at"]
    assert first["event"]["recorded_at"] < again["event"]["recorded_at"]


def test_another_content_under_a_known_id_is_refused(service: httpx.Client) -> None:
    post(service, "/orders", **ORDER)
    answer = post(service, "/orders", **ORDER | {"buyer_id": "u4"})
    assert ("refused", "event.id_reused") == (answer["status"], answer["refusal"]["code"])
    assert [] == answer["changes"]


def test_a_withdrawal_that_is_sent_again_names_the_same_instruction(
    service: httpx.Client, clock: FakeClock
) -> None:
    lock(service)
    post(service, "/orders", **ORDER)
    post(service, "/orders/o1/confirm", id="confirmed")
    clock.at = LATER
    post(service, "/releases", id="due")
    first, again = (post(service, "/withdrawals", id="wanted", **WANTED) for _ in range(2))
    assert ["applied", "replayed"] == [first["status"], again["status"]]
    (payout,) = get(service, "/payouts")
    assert payout["instruction_id"] == first["instruction_id"] == again["instruction_id"]


def test_many_at_once_lose_nothing(service: httpx.Client) -> None:
    lock(service)
    orders = [ORDER | {"id": f"paid{n % 10}", "order_id": f"o{n % 10}"} for n in range(30)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda order: post(service, "/orders", **order), orders))
    statuses = [answer["status"] for answer in answers]
    assert {"applied": 10, "replayed": 20} == {one: statuses.count(one) for one in set(statuses)}
    assert (19_980, 0, 0, 0) == components(service, "u2")


# ---------------------------------------------------------------- refusals


def test_a_circle_is_refused_with_its_path(service: httpx.Client) -> None:
    lock(service)
    answer = post(service, "/shares/click", id="circle", sharer_id="u3", visitor_id="u1")
    refusal = answer["refusal"]
    assert ("refused", "graph.circle", "final") == (
        answer["status"],
        refusal["code"],
        refusal["kind"],
    )
    assert "u1 → u3 → u2 → u1" == refusal["facts"]["path"]
    assert "u1 → u3 → u2 → u1" in refusal["message"]
    assert refusal["hint"]


def test_what_came_too_early_may_come_again(service: httpx.Client) -> None:
    early = post(service, "/orders/o1/confirm", id="confirmed")
    assert ("order.unknown", "retry") == (early["refusal"]["code"], early["refusal"]["kind"])
    post(service, "/orders", **ORDER)
    assert "applied" == post(service, "/orders/o1/confirm", id="confirmed")["status"]


def test_no_more_than_is_available_can_be_withdrawn(service: httpx.Client) -> None:
    answer = post(service, "/withdrawals", id="wanted", amount_minor=500, **WANTED)
    assert "payout.exceeds_available" == answer["refusal"]["code"]
    assert answer["instruction_id"] is None
    assert [] == get(service, "/payouts")


# ---------------------------------------------------------------- any event


def test_any_event_is_taken_by_its_type(service: httpx.Client) -> None:
    touch = {"type": "touch", "id": "e1", "at": "2026-06-18T20:00:00+08:00"}
    answer = post(service, "/events", **touch, sharer_id="u1", visitor_id="u2")
    assert "2026-06-18T12:00:00.000000Z" == answer["event"]["at"]
    assert ["event", "node", "node", "binding"] == [change["table"] for change in answer["changes"]]


@pytest.mark.parametrize(
    ("path", "text", "code", "field"),
    [
        pytest.param("/events", "{", "event.not_json", None, id="no JSON"),
        pytest.param("/events", "\xff", "event.not_json", None, id="no UTF-8"),
        pytest.param("/events", "[]", "event.not_json", None, id="no object"),
        pytest.param("/events", '{"id": "a", "id": "b"}', "event.not_json", None, id="twice"),
        pytest.param("/events", '{"type": "gift"}', "event.unknown_type", None, id="no such type"),
        pytest.param("/orders", '{"type": "touch"}', "event.bad_field", "type", id="other type"),
        pytest.param("/shares/click", "{}", "event.missing_field", "id", id="missing"),
        pytest.param(
            "/orders/o1/confirm", '{"id": "a", "x": 1}', "event.unknown_field", "x", id="unknown"
        ),
        pytest.param(
            "/orders/o1/confirm",
            '{"id": "a", "order_id": "o2"}',
            "event.bad_field",
            "order_id",
            id="not that of the path",
        ),
        pytest.param(
            "/orders/o1/confirm",
            '{"id": "a", "at": "2026-06-18T20:00:00"}',
            "event.naive_instant",
            None,
            id="no zone",
        ),
        pytest.param(
            "/withdrawals",
            '{"id": "a", "payer_id": "shop", "member_id": "u2", "currency": "CNY",'
            ' "payee_token": "t2", "amount_minor": 9.99}',
            "money.not_integer",
            None,
            id="a float",
        ),
        pytest.param(
            "/releases", '{"id": "a", "limit": NaN}', "event.bad_field", "limit", id="NaN"
        ),
    ],
)
def test_a_bad_call_is_answered_with_its_code(
    service: httpx.Client, path: str, text: str, code: str, field: str | None
) -> None:
    response = service.post(path, content=text.encode("latin-1"))
    problem = response.json()
    assert (422, code, field) == (response.status_code, problem["code"], problem["field"])
    assert problem["message"]
    assert problem["hint"]


def test_a_bad_question_is_answered_with_its_code(service: httpx.Client) -> None:
    unknown = service.get("/orders/o9")
    assert (404, "order.unknown") == (unknown.status_code, unknown.json()["code"])
    currency = service.get("/wallets/shop/u1/XYZ")
    assert (422, "money.unknown_currency") == (currency.status_code, currency.json()["code"])


@pytest.mark.parametrize("name", ['u"2', "u%2", "u_2", "会员2", "u\\2"])
def test_any_id_finds_its_history(service: httpx.Client, name: str) -> None:
    post(service, "/shares/click", id="lock", sharer_id=name, visitor_id="u3")
    post(service, "/orders", **ORDER)
    wallet = service.get(httpx.URL(path=f"/wallets/shop/{name}/CNY")).json()
    assert ["19.98"] == [line["after"]["deferred"] for line in wallet["history"]]
    assert "19.98" == wallet["now"]["deferred"]


# ---------------------------------------------------------------- long work


def test_a_long_release_goes_on_to_its_end(service: httpx.Client, clock: FakeClock) -> None:
    lock(service)
    for n in range(5):
        post(service, "/orders", **ORDER | {"id": f"paid{n}", "order_id": f"o{n}"})
        post(service, f"/orders/o{n}/confirm", id=f"confirmed{n}")
    clock.at = LATER
    post(service, "/releases", id="due", limit=2)
    assert (0, 0, 9_990, 0) == components(service, "u2")


def test_a_withdrawal_from_a_long_tail_folds_it_first(
    service: httpx.Client, engine: Engine
) -> None:
    changes = [Delta(f"d{n}", "shop", "u2", "CNY", 0, 0, 1, 0) for n in range(TAIL_LIMIT)]
    rows = [
        columns(("delta", "shop", "u2", "CNY", one.delta_id), one) | {"revision": 1}
        for one in changes
    ]
    with engine.begin() as connection:
        connection.execute(insert(TABLE["delta"]), rows)
    assert "applied" == post(service, "/withdrawals", id="wanted", **WANTED)["status"]
    assert (0, 0, 0, TAIL_LIMIT) == components(service, "u2")


def test_what_a_crash_left_half_done_goes_on_at_the_start(engine: Engine) -> None:
    host = Host(engine, POLICY)
    host.apply(Touch(id="lock", at=START, sharer_id="u2", visitor_id="u3"))
    for n in range(3):
        notice = ORDER | {"type": "order_paid", "at": START.isoformat()}
        host.apply(load_event(json.dumps(notice | {"id": f"p{n}", "order_id": f"o{n}"})))
        host.apply(OrderConfirmed(id=f"c{n}", at=START, order_id=f"o{n}"))
    assert host.apply(Release(id="due", at=LATER, limit=1)).continuation is not None
    with serve(engine) as service:
        assert (0, 0, 3 * 1_998, 0) == components(service, "u2")


# ---------------------------------------------------------------- the document


def test_the_document_names_every_request(service: httpx.Client) -> None:
    document = get(service, "/openapi.json")
    taken = {path for path, methods in document["paths"].items() if "post" in methods}
    assert {
        "/events",
        "/shares/click",
        "/members/{member_id}/rebind",
        "/orders",
        "/orders/{order_id}/confirm",
        "/orders/{order_id}/refunds",
        "/releases",
        "/withdrawals",
        "/payouts/{instruction_id}/results",
    } == taken
    for path in taken:
        one = document["paths"][path]["post"]
        assert one["requestBody"]["content"]["application/json"]["schema"]
        assert "#/components/schemas/Answer" in str(one["responses"]["200"])
        assert "#/components/schemas/BadCall" in str(one["responses"]["422"])


def test_the_document_refers_to_nothing_that_is_not_there(service: httpx.Client) -> None:
    document = get(service, "/openapi.json")
    schemas = document["components"]["schemas"]

    def references(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            for inner in part.values():
                yield from references(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from references(inner)

    found = set(references(document))
    assert found
    assert set() == found - {f"#/components/schemas/{name}" for name in schemas}


def test_a_request_of_the_document_leaves_out_what_the_path_says(service: httpx.Client) -> None:
    paths = get(service, "/openapi.json")["paths"]
    body = paths["/orders/{order_id}/refunds"]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]
    assert ["id"] == schema["required"]
    asked = {"id", "at", "recorded_at", "lines", "amount_minor", "kind"}
    assert asked == set(schema["properties"])


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_pages_are_served_and_ask_nobody_else(service: httpx.Client, path: str) -> None:
    response = service.get(path)
    assert 200 == response.status_code
    assert response.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "http://" not in response.text
    assert "https://" not in response.text
