"""The record of a hold (预占记录): a member's money that is reserved, and what became of it.

Source: docs/states.md, "Holds".
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Hold", "HoldState"]

HoldState = Literal["open", "posted", "voided", "expired"]


class Hold(NamedTuple):
    """Money of one wallet that is reserved until it is posted, voided, or expires.

    ``posted_minor`` went to the clearing account of ``tender``, whatever the state is now;
    when a hold ends, what was not posted is available again. ``returned_minor`` of what was
    posted came back later. ``subject_id`` is what its entries are about.
    """

    hold_id: str
    payer_id: str
    member_id: str
    currency: str
    tender: str
    subject_id: str
    amount_minor: int
    posted_minor: int
    returned_minor: int
    state: HoldState
    placed_us: int
    updated_us: int
    expires_us: int | None

    @property
    def left_minor(self) -> int:
        """What is reserved now, in minor units."""
        return self.amount_minor - self.posted_minor if self.state == "open" else 0

    @property
    def spent_minor(self) -> int:
        """What was posted and has not come back, in minor units."""
        return self.posted_minor - self.returned_minor
