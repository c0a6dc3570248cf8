"""Events: checked as they are made, frozen, and the same in every zone."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError, FenxiaoError
from fenxiao.model.checks import QUANTITY_LIMIT
from fenxiao.model.events import (
    EVENTS,
    PAGE_LIMIT,
    PAYOUT_OUTCOMES,
    AssortmentChanged,
    Captured,
    Event,
    Exchanged,
    FoldWallet,
    ForgetVisits,
    Line,
    LinePieces,
    OrderConfirmed,
    OrderPaid,
    PayoutResult,
    PeriodClosed,
    Rebind,
    Refunded,
    RefundLine,
    Registered,
    Release,
    SettleFans,
    Touch,
    WithdrawalRequested,
    event_type,
)
from fenxiao.money import AMOUNT_LIMIT_MINOR
from tests.model.strategies import KINDS, events
from tests.support.books import closed, locked, reopened, seal
from tests.support.build import paid
from tests.support.careers import ONE_OF_EACH
from tests.support.holds import ONE_OF_EACH as HOLDS
from tests.support.invites import cancelled, expire, fold, freed, issued, redeemed
from tests.support.operations import ONE_OF_EACH as OPERATIONS
from tests.support.operations import correct
from tests.support.orders import captured, given_up, placed
from tests.support.payees import ONE_OF_EACH as PAYEES
from tests.support.payouts import ONE_OF_EACH as PAYOUTS
from tests.support.reconciliations import charged, explained, matched, reconciled, stranger
from tests.support.remittances import REMITTANCES
from tests.support.taxes import ONE_OF_EACH as TAXES

AT = datetime(2024, 6, 18, tzinfo=UTC)
NAIVE = AT.replace(tzinfo=None)
LINE = Line(line_id="1", sku="s1", category="c1", line_kind="product", quantity=1, paid_minor=100)
MOST = replace(LINE, paid_minor=AMOUNT_LIMIT_MINOR)
GONE = RefundLine(line_id="1", quantity=1)
TOUCH = Touch(id="e1", at=AT, sharer_id="u1", visitor_id="u2")
REGISTERED = Registered(id="e1", at=AT, member_id="u2", sharer_id="u1")
REBIND = Rebind(
    id="e1",
    at=AT,
    relation="team",
    member_id="u2",
    parent_id="u1",
    reason="merged accounts",
    maker_id="m1",
    checker_id="m2",
)
SETTLE = SettleFans(id="e1", at=AT, member_id="u2", relations=("team",))
PAID = OrderPaid(
    id="e1",
    at=AT,
    order_id="o1",
    merchant_id="m1",
    payer_id="m1",
    buyer_id="u1",
    currency="CNY",
    lines=(LINE,),
)
CONFIRMED = OrderConfirmed(id="e1", at=AT, order_id="o1")
PIECES = LinePieces(line_id="1", quantity=1)
CAPTURED = Captured(id="e1", at=AT, order_id="o1", capture_id="c1", lines=(LINE,))
EXCHANGED = Exchanged(id="e1", at=AT, order_id="o1", lines=(PIECES,))
REFUNDED = Refunded(id="e1", at=AT, order_id="o1", lines=(GONE,))
RELEASE = Release(id="e1", at=AT)
FOLD = FoldWallet(id="e1", at=AT, payer_id="m1", member_id="u1", currency="CNY")
WITHDRAWAL = WithdrawalRequested(
    id="e1", at=AT, payer_id="m1", member_id="u1", currency="CNY", payee_token="t1"
)
RESULT = PayoutResult(
    id="e1", at=AT, instruction_id="i1", outcome="paid", amount_minor=1, currency="CNY"
)
LISTED = AssortmentChanged(id="e1", at=AT, member_id="u1")
FORGET = ForgetVisits(id="e1", at=AT)
CLOSED = PeriodClosed(
    id="e1",
    at=AT,
    payer_id="m1",
    currency="CNY",
    period="2024-06",
    since=AT - timedelta(days=30),
    until=AT,
)
INVITES = (
    issued("u1", "c1"),
    redeemed("c1", "u2"),
    cancelled("c1"),
    freed("c1"),
    expire(),
    fold("u1"),
)
BOOKS = (seal(), closed(), reopened(), locked())
ALL: tuple[Any, ...] = (
    TOUCH,
    REGISTERED,
    REBIND,
    SETTLE,
    PAID,
    CAPTURED,
    CONFIRMED,
    EXCHANGED,
    REFUNDED,
    RELEASE,
    FOLD,
    WITHDRAWAL,
    RESULT,
    *ONE_OF_EACH,
    LISTED,
    FORGET,
    CLOSED,
    *INVITES,
    *BOOKS,
    *OPERATIONS,
    *REMITTANCES,
    *HOLDS,
    *TAXES,
    *PAYEES,
    *PAYOUTS,
    reconciled(matched("i1"), stranger()),
    explained(),
    charged(),
    placed(),
    given_up(),
    *HOLDS,
)
TEXTS = [
    pytest.param(made, field.name, id=f"{type(made).__name__}.{field.name}")
    for made in (LINE, GONE, PIECES, *ALL)
    for field in fields(made)
    if field.type == "str" and "currency" not in field.name
]


def refused(made: Any, **changes: Any) -> str:
    with pytest.raises(FenxiaoError) as caught:
        replace(made, **changes)
    return caught.value.code


def test_every_event_is_tried() -> None:
    assert set(EVENTS.values()) == {type(event) for event in ALL} == set(KINDS)


@pytest.mark.parametrize(("made", "name"), TEXTS)
@pytest.mark.parametrize("value", ["", 7, None])
def test_every_id_is_checked(made: Any, name: str, value: Any) -> None:
    assert refused(made, **{name: value}) == "event.bad_id"


@pytest.mark.parametrize("event", ALL, ids=event_type)
def test_every_envelope_is_checked(event: Event) -> None:
    assert refused(event, at=NAIVE) == "event.naive_instant"
    assert refused(event, recorded_at=NAIVE) == "event.naive_instant"
    assert refused(event, at="2024-06-18T00:00:00Z") == "event.naive_instant"


@pytest.mark.parametrize("event", [PAID, FOLD, WITHDRAWAL, RESULT], ids=event_type)
@pytest.mark.parametrize("value", ["cny", "XXX", "", None, []])
def test_every_currency_is_checked(event: Event, value: Any) -> None:
    assert refused(event, currency=value) == "money.unknown_currency"


@pytest.mark.parametrize(
    ("made", "changes", "code"),
    [
        pytest.param(LINE, {"quantity": 0}, "event.bad_quantity", id="no piece bought"),
        pytest.param(LINE, {"quantity": QUANTITY_LIMIT + 1}, "event.bad_quantity", id="too many"),
        pytest.param(LINE, {"paid_minor": 1.0}, "money.not_integer", id="float paid"),
        pytest.param(LINE, {"paid_minor": -1}, "money.amount_range", id="less than nothing paid"),
        pytest.param(LINE, {"paid_minor": AMOUNT_LIMIT_MINOR + 1}, "money.amount_range", id="much"),
        pytest.param(GONE, {"quantity": 0}, "event.bad_field", id="nothing goes back"),
        pytest.param(GONE, {"amount_minor": 1}, "event.bad_field", id="pieces and money go back"),
        pytest.param(GONE, {"quantity": -1}, "event.bad_quantity", id="less than no piece"),
        pytest.param(GONE, {"amount_minor": True}, "money.not_integer", id="true goes back"),
        pytest.param(PAID, {"lines": ()}, "event.no_lines", id="nothing bought"),
        pytest.param(PAID, {"lines": (LINE, LINE)}, "event.repeated_line", id="a line twice"),
        pytest.param(PAID, {"lines": (GONE,)}, "event.bad_field", id="another kind of line"),
        pytest.param(
            PAID, {"lines": (MOST, replace(LINE, line_id="2"))}, "money.amount_range", id="the sum"
        ),
        pytest.param(REFUNDED, {"lines": ()}, "event.no_lines", id="no line goes back"),
        pytest.param(REFUNDED, {"lines": (GONE, GONE)}, "event.repeated_line", id="back twice"),
        pytest.param(REFUNDED, {"lines": (LINE,)}, "event.bad_field", id="a bought line"),
        pytest.param(RELEASE, {"limit": 0}, "event.bad_quantity", id="an empty page"),
        pytest.param(RELEASE, {"limit": PAGE_LIMIT + 1}, "event.bad_quantity", id="a long page"),
        pytest.param(RELEASE, {"after": (2**63, "o1")}, "event.bad_quantity", id="after the end"),
        pytest.param(RELEASE, {"after": (0, "")}, "event.bad_id", id="after no order"),
        pytest.param(FOLD, {"limit": 0}, "event.bad_quantity", id="an empty page of changes"),
        pytest.param(WITHDRAWAL, {"amount_minor": 0}, "money.amount_range", id="nothing asked"),
        pytest.param(RESULT, {"amount_minor": 0}, "money.amount_range", id="a result on nothing"),
        pytest.param(RESULT, {"outcome": "lost"}, "event.bad_field", id="an unknown outcome"),
        pytest.param(RESULT, {"reference": ""}, "event.bad_id", id="an empty reference"),
    ],
)
def test_a_wrong_value_is_refused_by_code(made: Any, changes: dict[str, Any], code: str) -> None:
    assert code == refused(made, **changes)


@pytest.mark.parametrize(
    ("made", "changes"),
    [(PAID, {"lines": None}), (RELEASE, {"after": (1,)}), (RELEASE, {"after": 1})],
)
def test_a_value_of_a_wrong_shape_is_refused_by_code(made: Any, changes: dict[str, Any]) -> None:
    assert refused(made, **changes) == "event.bad_field"


@given(event=events, hours=st.integers(-12, 12))
def test_instants_are_equal_across_zones(event: Event, hours: int) -> None:
    elsewhere = event.at.astimezone(timezone(timedelta(hours=hours)))
    assert event == replace(event, at=elsewhere)
    assert replace(event, at=elsewhere).at.tzinfo is UTC
    assert hash(event) == hash(replace(event, at=elsewhere))


@pytest.mark.parametrize("made", [LINE, GONE, PIECES, *ALL], ids=lambda made: type(made).__name__)
def test_nothing_about_an_event_changes(made: Any) -> None:
    name = fields(made)[0].name
    with pytest.raises(FrozenInstanceError):
        setattr(made, name, "other")
    assert not hasattr(made, "__dict__")


@given(event=events)
def test_events_survive_pickling(event: Event) -> None:
    assert event == pickle.loads(pickle.dumps(event))


@pytest.mark.parametrize(("event", "line"), [(PAID, LINE), (REFUNDED, GONE)])
def test_lists_of_lines_become_tuples(event: Any, line: Any) -> None:
    assert event == replace(event, lines=[line])


def test_outcomes_are_known_by_name() -> None:
    for outcome in PAYOUT_OUTCOMES:
        assert replace(RESULT, outcome=outcome).outcome == outcome


@pytest.mark.parametrize("name", EVENTS)
def test_event_types_have_one_name(name: str) -> None:
    event = next(event for event in ALL if type(event) is EVENTS[name])
    assert name == event_type(event)


def test_an_event_of_no_catalogue_has_no_type() -> None:
    with pytest.raises(EventError) as caught:
        event_type(Event(id="e1", at=AT))
    assert caught.value.code == "event.unknown_type"


def test_a_correction_tells_captures_of_its_own_order_alone() -> None:
    rest = captured("rest", LINE)
    assert (rest,) == correct(paid("o1", "u2"), "slip", rest).captures
    with pytest.raises(EventError, match="it must be of the order that was paid"):
        correct(paid("o9", "u2"), "slip", rest)
    with pytest.raises(EventError, match="captures"):
        correct(paid("o1", "u2"), "slip", paid("o1", "u2"))  # type: ignore[arg-type]  # no capture
