"""Events of payees: two persons where it matters, tokens only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import EventError
from fenxiao.model.events import Event
from fenxiao.model.payees import PAYEE_KINDS, PayeeRegistered
from tests.support.payees import (
    ONE_OF_EACH,
    account,
    approving,
    invoice,
    kind_change,
    registering,
    wages,
)

CARD = "6222021234567890"


@pytest.mark.parametrize("kind", PAYEE_KINDS)
def test_who_is_no_individual_is_registered_by_two(kind: Any) -> None:
    fields: dict[str, Any] = {
        "id": "e1",
        "at": ONE_OF_EACH[0].at,
        "payer_id": "m1",
        "member_id": "u1",
    }
    if kind == "individual":
        assert kind == PayeeRegistered(kind=kind, person_id="p1", **fields).kind
        return
    with pytest.raises(EventError) as caught:
        PayeeRegistered(kind=kind, person_id="p1", **fields)
    assert ("event.bad_field", "checker_id") == (caught.value.code, caught.value.facts["field"])


@pytest.mark.parametrize(
    ("event", "changes", "code"),
    [
        pytest.param(registering("u1"), {"kind": "robot"}, "event.bad_field", id="kind"),
        pytest.param(registering("u1"), {"person_id": CARD}, "event.looks_personal", id="person"),
        pytest.param(registering("u1"), {"maker_id": "a"}, "event.bad_field", id="maker alone"),
        pytest.param(registering("u1"), {"checker_id": "a"}, "event.bad_field", id="checker alone"),
        pytest.param(
            registering("u1", "company"), {"checker_id": "maker"}, "event.bad_field", id="one"
        ),
        pytest.param(registering("u1"), {"payer_id": ""}, "event.bad_id", id="payer"),
        pytest.param(registering("u1"), {"member_id": ""}, "event.bad_id", id="member"),
        pytest.param(kind_change("u1"), {"kind": "robot"}, "event.bad_field", id="new kind"),
        pytest.param(
            kind_change("u1"), {"person_id": CARD}, "event.looks_personal", id="new person"
        ),
        pytest.param(kind_change("u1"), {"reason": ""}, "event.bad_id", id="reason"),
        pytest.param(kind_change("u1"), {"checker_id": "maker"}, "event.bad_field", id="alone"),
        pytest.param(account("u1"), {"account_token": CARD}, "event.looks_personal", id="card"),
        pytest.param(account("u1"), {"rail": ""}, "event.bad_id", id="rail"),
        pytest.param(account("u1"), {"currency": "CNH"}, "money.unknown_currency", id="currency"),
        pytest.param(account("u1"), {"maker_id": ""}, "event.bad_id", id="maker"),
        pytest.param(account("u1"), {"checker_id": "clerk"}, "event.bad_field", id="both"),
        pytest.param(approving("u1"), {"change_id": ""}, "event.bad_id", id="change"),
        pytest.param(approving("u1"), {"reason": ""}, "event.bad_id", id="why approved"),
        pytest.param(approving("u1"), {"checker_id": ""}, "event.bad_id", id="checker"),
        pytest.param(invoice("u1", 5), {"invoice_token": ""}, "event.bad_id", id="invoice"),
        pytest.param(invoice("u1", 5), {"currency": "x"}, "money.unknown_currency", id="its own"),
        pytest.param(invoice("u1", 5), {"amount_minor": 0}, "money.amount_range", id="nothing"),
        pytest.param(wages("u1"), {"amount_minor": 0}, "money.amount_range", id="no wages"),
        pytest.param(wages("u1"), {"checker_id": "maker"}, "event.bad_field", id="wages by one"),
    ],
)
def test_what_is_no_such_event_is_refused(event: Event, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(EventError if code[:5] == "event" else ValueError) as caught:
        replace(event, **changes)
    assert code == getattr(caught.value, "code")  # noqa: B009  # of errors of two kinds
