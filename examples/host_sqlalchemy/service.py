"""The service: events in over HTTP, decisions and balances out.

Requests are read by the library itself, so they are checked as strictly as anywhere: a
request that is not of its published form is answered with 422 and a code. A refusal is
an answer like any other: 200, with its code, its message and what to do.

The library has no clock; the service has one. ``at`` may be left out, and then it is
the instant at which the event first came in. ``recorded_at`` is always that instant.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy import Engine

from examples.host_sqlalchemy import people, questions
from examples.host_sqlalchemy.host import Host
from examples.host_sqlalchemy.inbox import keep
from examples.host_sqlalchemy.jobs import fold_long_tails, sweep
from examples.host_sqlalchemy.openapi import describe, takes
from examples.host_sqlalchemy.views import (
    Answer,
    BadCall,
    MemberView,
    OrderView,
    PayoutView,
    TrialBalanceView,
    WalletView,
)
from fenxiao import (
    Decision,
    Event,
    EventError,
    FenxiaoError,
    Holding,
    Levels,
    Minimum,
    OrderConfirmed,
    OrderPaid,
    PayoutPolicy,
    PayoutResult,
    Plan,
    Policy,
    Rebind,
    Refunded,
    Release,
    Touch,
    WithdrawalRequested,
    derive_id,
    dump_event,
    load_event,
)
from fenxiao.errors import render

__all__ = ["POLICY", "Shop", "create_app"]

Clock = Callable[[], datetime]
PAGE = Path(__file__).with_name("page.html")
DOCS = Path(__file__).with_name("docs.html")
LONG_TAIL = 1_000

POLICY = Policy(
    plans=(
        Plan(
            plan_id="2024",
            effective_from=datetime(2024, 1, 1, tzinfo=UTC),
            ceiling_ppm=200_000,
            rules=(Levels(rule_id="sale", rates_ppm=(100_000, 50_000, 20_000)),),
        ),
    ),
    holding=Holding(holding_days=14),
    payout=PayoutPolicy(minimums=(Minimum(currency="CNY", amount_minor=100),)),
)
"""What this shop pays: 10%, 5% and 2%, held for 14 days, from 1.00 on."""


def now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


class Shop:
    """A host with a clock and an inbox."""

    def __init__(self, engine: Engine, policy: Policy, clock: Clock) -> None:
        self.engine = engine
        self.host = Host(engine, policy)
        self.clock = clock

    def feed(self, text: bytes, **given: str) -> Answer:
        """Read an event, keep it, decide it, and go on with it to its end.

        Args:
            text: The event's JSON; ``at`` may be left out.
            given: Fields that the path of the request says already.
        """
        fields = _fields(text, given)
        received = self.clock()
        event = load_event(json.dumps({"at": received.isoformat(), **fields}))
        event = replace(event, recorded_at=event.recorded_at or received)
        first = keep(self.engine, event)
        if "at" not in fields:
            event = replace(event, at=first.at)
        decisions = self.settle(event)
        refusal = decisions[0].refusal
        if refusal is not None and refusal.code == "payout.fold_first":
            fold_long_tails(self.host, received, least=LONG_TAIL)
            decisions = self.settle(event)
        shown: dict[str, object] = json.loads(dump_event(event))
        return Answer.of(shown, decisions, _instruction_id(event, decisions[0]))

    def settle(self, event: Event) -> list[Decision]:
        """Decide an event, page after page."""
        decisions = [self.host.apply(event)]
        while (more := decisions[-1].continuation) is not None:
            decisions.append(self.host.apply(more))
        return decisions


async def body(request: Request) -> bytes:
    """Return the text of a request as it came."""
    return await request.body()


Text = Annotated[bytes, Depends(body)]


def create_app(engine: Engine, policy: Policy = POLICY, clock: Clock = now) -> FastAPI:
    """Make the service on a database whose tables are there.

    Args:
        engine: The database.
        policy: What is in force.
        clock: Tells when an event came in.
    """
    shop = Shop(engine, policy, clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        sweep(shop.host)  # go on with what a crash has left half done
        yield

    app = FastAPI(
        title="fenxiao: an example host",
        description="Events in, decisions out. Amounts are in minor units of their currency.",
        version="1",
        lifespan=lifespan,
        docs_url=None,  # drawn here, so that it needs nothing from other hosts
        redoc_url=None,
        responses={422: {"model": BadCall, "description": "Not of its published form"}},
    )
    app.add_exception_handler(FenxiaoError, bad_call)
    _add_events(app, shop)
    _add_questions(app, engine)
    _add_people(app, engine, clock)
    _add_pages(app)
    describe(app)
    return app


def _add_events(app: FastAPI, shop: Shop) -> None:
    """Add what tells the shop that something happened."""

    @app.post("/events", tags=["events"], openapi_extra=takes())
    def any_event(text: Text) -> Answer:
        """Take any event, named by its `type`."""
        return shop.feed(text)

    @app.post("/shares/click", tags=["events"], openapi_extra=takes(Touch))
    def share_click(text: Text) -> Answer:
        """Take a click on somebody's share; the first one locks the visitor (锁粉)."""
        return shop.feed(text, type="touch")

    @app.post(
        "/members/{member_id}/rebind", tags=["events"], openapi_extra=takes(Rebind, "member_id")
    )
    def rebind(member_id: str, text: Text) -> Answer:
        """Move a member by hand (改绑): one person asks for it, another approves it."""
        return shop.feed(text, type="rebind", member_id=member_id)

    @app.post("/orders", tags=["events"], openapi_extra=takes(OrderPaid))
    def order_paid(text: Text) -> Answer:
        """Take the notice that an order was paid (订单支付)."""
        return shop.feed(text, type="order_paid")

    @app.post(
        "/orders/{order_id}/confirm",
        tags=["events"],
        openapi_extra=takes(OrderConfirmed, "order_id"),
    )
    def order_confirmed(order_id: str, text: Text) -> Answer:
        """Take the buyer's word that the goods have come (确认收货)."""
        return shop.feed(text, type="order_confirmed", order_id=order_id)

    @app.post(
        "/orders/{order_id}/refunds", tags=["events"], openapi_extra=takes(Refunded, "order_id")
    )
    def refunded(order_id: str, text: Text) -> Answer:
        """Take pieces or money back (退款)."""
        return shop.feed(text, type="refunded", order_id=order_id)

    @app.post("/releases", tags=["events"], openapi_extra=takes(Release))
    def release(text: Text) -> Answer:
        """Set free what has been held long enough (解冻)."""
        return shop.feed(text, type="release")

    @app.post("/withdrawals", tags=["events"], openapi_extra=takes(WithdrawalRequested))
    def withdrawal(text: Text) -> Answer:
        """Ask for money (提现申请); without an amount, for all that is available."""
        return shop.feed(text, type="withdrawal_requested")

    @app.post(
        "/payouts/{instruction_id}/results",
        tags=["events"],
        openapi_extra=takes(PayoutResult, "instruction_id"),
    )
    def payout_result(instruction_id: str, text: Text) -> Answer:
        """Take what the bank says about an instruction (打款结果)."""
        return shop.feed(text, type="payout_result", instruction_id=instruction_id)


def _add_questions(app: FastAPI, engine: Engine) -> None:
    """Add what only reads."""

    @app.get("/wallets/{payer_id}/{member_id}/{currency}", tags=["questions"])
    def wallet(payer_id: str, member_id: str, currency: str) -> WalletView:
        """Return what a payer owes a member, and every entry that names him."""
        return questions.wallet(engine, payer_id, member_id, currency)

    @app.get(
        "/orders/{order_id}",
        tags=["questions"],
        response_model=OrderView,
        responses={404: {"model": BadCall, "description": "Never paid"}},
    )
    def order(order_id: str) -> OrderView | JSONResponse:
        """Return where an order stands, who keeps what, and why."""
        found = questions.order(engine, order_id)
        if found is None:
            return JSONResponse(_problem("order.unknown", order_id=order_id), status_code=404)
        return found

    @app.get("/payouts", tags=["questions"])
    def payouts(payer_id: str | None = None, member_id: str | None = None) -> list[PayoutView]:
        """Return payout instructions, oldest first."""
        return questions.payouts(engine, payer_id, member_id)

    @app.get("/trial-balance", tags=["questions"])
    def trial_balance(payer_id: str | None = None) -> TrialBalanceView:
        """Return the balance of every account; those of one payer and currency sum to 0."""
        return questions.trial(engine, payer_id)


def _add_people(app: FastAPI, engine: Engine, clock: Clock) -> None:
    """Add what asks who stood where."""

    @app.get("/members/{member_id}", tags=["questions"])
    def member(
        member_id: str, relation: str = "customer", at: str | None = None, after: str = ""
    ) -> MemberView:
        """Return who stood above a member and who under him at an instant, or now."""
        instant = clock() if at is None else people.instant_of(at)
        return people.member(engine, member_id, relation, instant, after)


def _add_pages(app: FastAPI) -> None:
    """Add the story and the OpenAPI page; neither asks another host for anything."""
    only_us = "default-src 'none'; connect-src 'self'; img-src data:"
    inline = "script-src 'unsafe-inline'; style-src 'unsafe-inline'"

    headers = {"Content-Security-Policy": f"{only_us}; {inline}"}

    @app.get("/", include_in_schema=False)
    def page() -> HTMLResponse:
        """Return the page on which a person clicks through the story."""
        return HTMLResponse(PAGE.read_text(encoding="utf-8"), headers=headers)

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        """Return the OpenAPI document as a page for people."""
        return HTMLResponse(DOCS.read_text(encoding="utf-8"), headers=headers)


def bad_call(_: Request, error: Exception) -> JSONResponse:
    """Answer a bad call: the code, what must hold, what to do."""
    assert isinstance(error, FenxiaoError)
    problem = _problem(error.code, **error.facts)
    return JSONResponse(problem | {"field": error.facts.get("field")}, status_code=422)


def _problem(code: str, /, **facts: object) -> dict[str, object]:
    message, hint = render(code, facts)
    return {"code": code, "message": message, "hint": hint}


def _fields(text: bytes, given: dict[str, str]) -> dict[str, object]:
    """Return the fields of a request, with those that its path gives."""
    try:
        fields = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        if isinstance(error, FenxiaoError):
            raise
        raise EventError("event.not_json", problem=str(error)) from None
    if not isinstance(fields, dict):
        raise EventError("event.not_json", problem=f"got {type(fields).__name__}")
    for name, value in given.items():
        if fields.setdefault(name, value) != value:
            got, problem = repr(fields[name]), f"the path of the request says {value!r}"
            raise EventError("event.bad_field", field=name, got=got, problem=problem)
    return fields


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise EventError("event.not_json", problem="a key stands twice")
    return made


def _instruction_id(event: Event, decision: Decision) -> str | None:
    """Return the instruction that a withdrawal led to, now or when it first came."""
    if isinstance(event, WithdrawalRequested) and decision.refusal is None:
        return derive_id(event.id, "instruction")
    return None
