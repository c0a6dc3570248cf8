"""What was withheld from payouts, by person and year, and payout by payout.

Written by hand and never changed again, as the revisions before it. Nothing is filled in:
nothing was withheld before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables; their keys serve the scan."""
    for name, key in (
        ("tax_year", ("payer_id", "currency", "year", "person_id")),
        ("withholding", ("key",)),
    ):
        op.create_table(
            f"fenxiao_{name}",
            *(sa.Column(part, ID, primary_key=True) for part in key),
            sa.Column("record", sa.Text, nullable=False),
            sa.Column("revision", sa.BigInteger, nullable=False),
        )


def downgrade() -> None:
    """Remove all of it."""
    for name in ("withholding", "tax_year"):
        op.drop_table(f"fenxiao_{name}")
