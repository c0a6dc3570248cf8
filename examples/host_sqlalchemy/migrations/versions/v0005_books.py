"""Kept books: the queue of entries that wait, the chain, where the books stand.

Written by hand and never changed again, as the revisions before it. Nothing is filled in:
entries from before books were kept have no place in the chain.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables, and the index of the one scan."""
    op.create_table(
        "fenxiao_unsealed",
        sa.Column("payer_id", ID, primary_key=True),
        sa.Column("entry_id", ID, primary_key=True),
        sa.Column("effective_us", sa.BigInteger),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_index("fenxiao_to_seal", "fenxiao_unsealed", ["payer_id", "effective_us", "entry_id"])
    op.create_table(
        "fenxiao_sealed",
        sa.Column("payer_id", ID, primary_key=True),
        sa.Column("entry_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_books",
        sa.Column("payer_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Remove all of it."""
    op.drop_table("fenxiao_books")
    op.drop_table("fenxiao_sealed")
    op.drop_index("fenxiao_to_seal", "fenxiao_unsealed")
    op.drop_table("fenxiao_unsealed")
