"""The catalogue's rows about operations: what reads a balance guards it, and leaves a name."""

from __future__ import annotations

from fenxiao.model.envelope import WalletEvent
from fenxiao.model.operations import HandEvent
from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.catalogue.operations import OPERATIONS
from tests.support.operations import ONE_OF_EACH

KINDS = [spec.event for spec in OPERATIONS]


def test_each_is_of_the_catalogue_and_of_the_builders() -> None:
    assert set(KINDS) <= set(CATALOGUE)
    assert set(KINDS) <= {type(event) for event in ONE_OF_EACH}


def test_whatever_reads_a_balance_writes_its_wallet() -> None:
    of_wallets = [spec for spec in OPERATIONS if issubclass(spec.event, WalletEvent)]
    assert {"guarded"} == {spec.writes["wallet"] for spec in of_wallets}


def test_whatever_a_person_does_leaves_his_name() -> None:
    by_hand = {spec.event for spec in OPERATIONS if "audit" in spec.writes}
    assert {kind for kind in KINDS if issubclass(kind, HandEvent)} < by_hand
    assert 1 == len(by_hand - {kind for kind in KINDS if issubclass(kind, HandEvent)})
