"""Who is paid as what, to which accounts, by which invoices.

Written by hand and never changed again, as the revisions before it. Nothing is filled in:
nobody was registered as a payee before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
PAYEE = ("payer_id", "member_id")
KEYS = {
    "payee": PAYEE,
    "payee_standing": (*PAYEE, "event_id"),
    "invoice": ("payer_id", "invoice_token"),
    "invoice_use": ("instruction_id",),
}


def upgrade() -> None:
    """Create the tables, and the index of what a payee was at an instant."""
    for name, key in KEYS.items():
        looked_at = ("since_us",) if name == "payee_standing" else ()
        op.create_table(
            f"fenxiao_{name}",
            *(sa.Column(part, ID, primary_key=True) for part in key),
            *(sa.Column(part, sa.BigInteger) for part in looked_at),
            sa.Column("record", sa.Text, nullable=False),
            sa.Column("revision", sa.BigInteger, nullable=False),
        )
    op.create_index("fenxiao_payee_at", "fenxiao_payee_standing", [*PAYEE, "since_us"])


def downgrade() -> None:
    """Remove all of it."""
    op.drop_index("fenxiao_payee_at", "fenxiao_payee_standing")
    for name in reversed(KEYS):
        op.drop_table(f"fenxiao_{name}")
