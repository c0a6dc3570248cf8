"""The catalogue's rows about payees: each guards its payee, and changes leave a row."""

from __future__ import annotations

from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.catalogue.payees import PAYEES
from tests.support.payees import ONE_OF_EACH

KINDS = [spec.event for spec in PAYEES]


def test_each_is_of_the_catalogue_and_of_the_builders() -> None:
    assert set(KINDS) <= set(CATALOGUE)
    assert set(KINDS) == {type(event) for event in ONE_OF_EACH}


def test_each_guards_its_payee() -> None:
    assert {"guarded"} == {spec.writes["payee"] for spec in PAYEES}


def test_all_but_invoices_leave_who_did_it() -> None:
    without = [spec.event.__name__ for spec in PAYEES if "audit" not in spec.writes]
    assert ["InvoiceReceived"] == without
