"""The first tables: what fenxiao stores, and the inbox of the service.

Written by hand and never changed again: it says what the tables were when this revision
came out, so it does not ask the library what they are today. A test compares the two.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Ids are compared byte by byte: SQLite does so by itself, PostgreSQL by the collation "C".
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create every table and the index that the release scan needs."""
    op.create_table(
        "fenxiao_event",
        sa.Column("event_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_continuation",
        sa.Column("event_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_node",
        sa.Column("relation", ID, primary_key=True),
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("parent_id", ID),
        sa.Column("bound_us", sa.BigInteger),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_order",
        sa.Column("order_id", ID, primary_key=True),
        sa.Column("state", ID),
        sa.Column("due_us", sa.BigInteger),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_index(
        "fenxiao_orders_due",
        "fenxiao_order",
        ["due_us", "order_id"],
        postgresql_where=sa.text("state = 'confirmed'"),
        sqlite_where=sa.text("state = 'confirmed'"),
    )
    op.create_table(
        "fenxiao_terms",
        sa.Column("order_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_entry",
        sa.Column("entry_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_delta",
        sa.Column("payer_id", ID, primary_key=True),
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("currency", ID, primary_key=True),
        sa.Column("delta_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_wallet",
        sa.Column("payer_id", ID, primary_key=True),
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("currency", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_payout",
        sa.Column("instruction_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "shop_inbox",
        sa.Column("event_id", ID, primary_key=True),
        sa.Column("received_us", sa.BigInteger, nullable=False),
        sa.Column("event_json", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Remove all of it, and with it every balance."""
    op.drop_table("shop_inbox")
    op.drop_table("fenxiao_payout")
    op.drop_table("fenxiao_wallet")
    op.drop_table("fenxiao_delta")
    op.drop_table("fenxiao_entry")
    op.drop_table("fenxiao_terms")
    op.drop_index("fenxiao_orders_due", "fenxiao_order")
    op.drop_table("fenxiao_order")
    op.drop_table("fenxiao_node")
    op.drop_table("fenxiao_continuation")
    op.drop_table("fenxiao_event")
