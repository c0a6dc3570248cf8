"""Records of payees: what is stored, and under which keys."""

from __future__ import annotations

from typing import get_args

from fenxiao.model.contract import (
    invoice_key,
    invoice_use_key,
    payee_key,
    payee_standing_key,
    payee_standing_scan,
)
from fenxiao.model.payee_records import (
    AccountState,
    Invoice,
    InvoiceUse,
    Payee,
    PayeeCause,
    PayeeKind,
    PayeeStanding,
)
from fenxiao.model.payees import PAYEE_KINDS
from fenxiao.model.records import RECORDS
from fenxiao.payout.accounts import ACCOUNT_STATES, ACCOUNT_STEPS


def test_the_words_are_those_of_events_and_of_the_table() -> None:
    assert PAYEE_KINDS == get_args(PayeeKind)
    assert ACCOUNT_STATES == get_args(AccountState)
    assert {"registered", "kind", "account", *ACCOUNT_STEPS} - {"replaced"} == set(
        get_args(PayeeCause)
    )


def test_each_has_a_key_of_its_own() -> None:
    kinds = {"payee": Payee, "payee_standing": PayeeStanding}
    kinds |= {"invoice": Invoice, "invoice_use": InvoiceUse}
    keys = (
        payee_key("m1", "u1"),
        payee_standing_key("m1", "u1", "e1"),
        invoice_key("m1", "i1"),
        invoice_use_key("n1"),
    )
    assert kinds == {key[0]: RECORDS[key[0]].kind for key in keys}
    assert ("payee_standing", ("m1", "u1", 5), None, 1) == payee_standing_scan("m1", "u1", 5)
