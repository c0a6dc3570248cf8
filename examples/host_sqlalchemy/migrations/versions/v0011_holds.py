"""Money of wallets that is reserved.

Written by hand and never changed again, as the revisions before it. Nothing is filled in:
nothing was reserved before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IS_WAITING = sa.text("state = 'open' AND expires_us IS NOT NULL")


def upgrade() -> None:
    """Create the table and the index of its scan."""
    op.create_table(
        "fenxiao_hold",
        sa.Column("hold_id", ID, primary_key=True),
        sa.Column("state", ID),
        sa.Column("expires_us", sa.BigInteger),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_index(
        "fenxiao_holds_due",
        "fenxiao_hold",
        ["expires_us", "hold_id"],
        postgresql_where=IS_WAITING,
        sqlite_where=IS_WAITING,
    )


def downgrade() -> None:
    """Remove all of it."""
    op.drop_index("fenxiao_holds_due", "fenxiao_hold")
    op.drop_table("fenxiao_hold")
