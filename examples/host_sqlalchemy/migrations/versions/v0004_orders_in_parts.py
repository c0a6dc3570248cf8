"""Orders that are received in parts: the index of due orders holds whatever is held.

Written by hand and never changed again, as the revisions before it. An order of which a
part was received is still paid, not confirmed, and its first holding may end before the
rest was received; so the index asks for an end of a holding, not for a state. No row changes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IS_HELD = "state <> 'released' AND due_us IS NOT NULL"
IS_CONFIRMED = "state = 'confirmed'"


def index(only: str) -> None:
    """Create the index of due orders over some of them."""
    op.create_index(
        "fenxiao_orders_due",
        "fenxiao_order",
        ["due_us", "order_id"],
        postgresql_where=sa.text(only),
        sqlite_where=sa.text(only),
    )


def upgrade() -> None:
    """Index every order of which something is held."""
    op.drop_index("fenxiao_orders_due", "fenxiao_order")
    index(IS_HELD)


def downgrade() -> None:
    """Index confirmed orders alone, as before; parts of others are then not released."""
    op.drop_index("fenxiao_orders_due", "fenxiao_order")
    index(IS_CONFIRMED)
