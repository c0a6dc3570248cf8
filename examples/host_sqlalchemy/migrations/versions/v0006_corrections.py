"""Terms of orders that a wrong plan settled and that were settled again.

Written by hand and never changed again, as the revisions before it. Nothing is filled in:
nothing was corrected before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "fenxiao_correction",
        sa.Column("order_id", ID, primary_key=True),
        sa.Column("event_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("fenxiao_correction")
