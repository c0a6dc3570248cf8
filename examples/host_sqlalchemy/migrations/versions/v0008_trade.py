"""How an order's trade is posted, and what merchants and suppliers are owed.

Written by hand and never changed again, as the revisions before it. Nothing is filled in:
orders of before posted commissions alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
PARTY = ("payer_id", "account", "party_id", "currency")


def upgrade() -> None:
    """Create the tables; their keys serve the scan."""
    for name, key in (
        ("trade", ("order_id",)),
        ("movement", (*PARTY, "movement_id")),
        ("balance", PARTY),
    ):
        op.create_table(
            f"fenxiao_{name}",
            *(sa.Column(part, ID, primary_key=True) for part in key),
            sa.Column("record", sa.Text, nullable=False),
            sa.Column("revision", sa.BigInteger, nullable=False),
        )


def downgrade() -> None:
    """Remove all of it."""
    for name in ("balance", "movement", "trade"):
        op.drop_table(f"fenxiao_{name}")
