"""Strategies for events of payees, each field over its published range."""

from __future__ import annotations

from hypothesis import strategies as st

from fenxiao.model.envelope import Event
from fenxiao.model.payees import (
    PAYEE_KINDS,
    InvoiceReceived,
    PayeeAccountApproved,
    PayeeAccountChanged,
    PayeeAccountRefused,
    PayeeKindChanged,
    PayeeRegistered,
    WagesHanded,
)
from tests.model.operation_strategies import TWO, amounts, currencies, ids, instants

tokens = ids.map(lambda text: f"t{text[:100]}").filter(lambda text: "@" not in text)
_payee = {
    "id": ids,
    "at": instants,
    "recorded_at": st.none() | instants,
    "payer_id": ids,
    "member_id": ids,
}
_kind = {"kind": st.sampled_from(PAYEE_KINDS), "person_id": tokens}
_persons = {name: strategy for name, strategy in TWO.items() if name != "reason"}
_word = {**_payee, "change_id": ids, "reason": ids, "checker_id": ids}

PAYEES: dict[type[Event], st.SearchStrategy[Event]] = {
    PayeeRegistered: st.builds(PayeeRegistered, **_payee, **_kind, **_persons)
    | st.builds(PayeeRegistered, **_payee, kind=st.just("individual"), person_id=tokens),
    PayeeKindChanged: st.builds(PayeeKindChanged, **_payee, **_kind, **TWO),
    PayeeAccountChanged: st.builds(
        PayeeAccountChanged,
        **_payee,
        currency=currencies,
        rail=ids,
        account_token=tokens,
        maker_id=st.just("maker"),
        checker_id=st.none() | st.just("checker"),
    ),
    PayeeAccountApproved: st.builds(PayeeAccountApproved, **_word),
    PayeeAccountRefused: st.builds(PayeeAccountRefused, **_word),
    InvoiceReceived: st.builds(
        InvoiceReceived,
        **_payee,
        currency=currencies,
        invoice_token=ids,
        amount_minor=amounts,
    ),
    WagesHanded: st.builds(
        WagesHanded, **_payee, **TWO, currency=currencies, amount_minor=st.none() | amounts
    ),
}
"""One strategy an event."""
