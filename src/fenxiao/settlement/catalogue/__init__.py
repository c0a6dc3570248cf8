"""The event catalogue (事件目录): event → facts read, records written, refusals, guard.

One table drives the dispatch and is drawn into docs/events.md; a test compares it with
what the events of a whole scenario really read, write and refuse.

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.events import Event
from fenxiao.settlement.catalogue.books import BOOKS, with_queue
from fenxiao.settlement.catalogue.careers import CAREERS
from fenxiao.settlement.catalogue.holds import HOLDS
from fenxiao.settlement.catalogue.invites import INVITES
from fenxiao.settlement.catalogue.openings import OPENINGS
from fenxiao.settlement.catalogue.operations import OPERATIONS
from fenxiao.settlement.catalogue.payees import PAYEES
from fenxiao.settlement.catalogue.payouts import PAYOUTS
from fenxiao.settlement.catalogue.people import BINDING_REFUSALS, PEOPLE
from fenxiao.settlement.catalogue.periods import PERIODS
from fenxiao.settlement.catalogue.reconciliations import RECONCILIATIONS
from fenxiao.settlement.catalogue.remittances import REMITTANCES
from fenxiao.settlement.catalogue.spec import EventSpec, Write
from fenxiao.settlement.catalogue.storefronts import STOREFRONTS
from fenxiao.settlement.catalogue.tax import TAXES
from fenxiao.settlement.catalogue.trade import TRADE

__all__ = ["BINDING_REFUSALS", "CATALOGUE", "EventSpec", "Write"]

CATALOGUE: dict[type[Event], EventSpec] = {
    row.event: with_queue(row)
    for row in (
        *(*PEOPLE, *CAREERS, *INVITES, *TRADE, *PAYOUTS, *STOREFRONTS),
        *(*BOOKS, *PERIODS, *OPERATIONS, *OPENINGS, *REMITTANCES),
        *(*RECONCILIATIONS, *HOLDS, *TAXES),
        *PAYEES,
    )
}
"""The catalogue, by the event's class."""
