"""What the statements of banks and rails say, beside the instructions.

Written by hand and never changed again, as the revisions before it. Nothing is filled in:
what no run has looked at is not reconciled.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table; no scan looks into it."""
    op.create_table(
        "fenxiao_reconciliation",
        *(sa.Column(part, ID, primary_key=True) for part in ("payer_id", "subject", "subject_id")),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("fenxiao_reconciliation")
