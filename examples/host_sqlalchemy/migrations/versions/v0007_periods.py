"""Periods: sales as they are counted, volumes, who qualified, and what was booked.

Written by hand and never changed again, as the revisions before it. Nothing is filled in:
no plan had period rules before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables and the indexes of their scans."""
    op.create_table(
        "fenxiao_periods",
        sa.Column("payer_id", ID, primary_key=True),
        sa.Column("currency", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_sale",
        sa.Column("order_id", ID, primary_key=True),
        sa.Column("payer_id", ID),
        sa.Column("currency", ID),
        sa.Column("terms_us", sa.BigInteger),
        sa.Column("counted_in", ID),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    place = ["payer_id", "currency", "terms_us", "order_id"]
    op.create_index("fenxiao_sales", "fenxiao_sale", place)
    is_open = sa.text("counted_in = ''")
    op.create_index(
        "fenxiao_sales_open",
        "fenxiao_sale",
        place,
        postgresql_where=is_open,
        sqlite_where=is_open,
    )
    op.create_table(
        "fenxiao_sales_total",
        sa.Column("payer_id", ID, primary_key=True),
        sa.Column("currency", ID, primary_key=True),
        sa.Column("period", ID, primary_key=True),
        sa.Column("plan_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_volume",
        sa.Column("payer_id", ID, primary_key=True),
        sa.Column("currency", ID, primary_key=True),
        sa.Column("period", ID, primary_key=True),
        sa.Column("plan_id", ID, primary_key=True),
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("child_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_qualified",
        sa.Column("payer_id", ID, primary_key=True),
        sa.Column("currency", ID, primary_key=True),
        sa.Column("period", ID, primary_key=True),
        sa.Column("plan_id", ID, primary_key=True),
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_award",
        sa.Column("payer_id", ID, primary_key=True),
        sa.Column("currency", ID, primary_key=True),
        sa.Column("period", ID, primary_key=True),
        sa.Column("plan_id", ID, primary_key=True),
        sa.Column("rule_id", ID, primary_key=True),
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Remove all of it."""
    op.drop_index("fenxiao_sales_open", "fenxiao_sale")
    op.drop_index("fenxiao_sales", "fenxiao_sale")
    op.drop_table("fenxiao_award")
    op.drop_table("fenxiao_qualified")
    op.drop_table("fenxiao_volume")
    op.drop_table("fenxiao_sales_total")
    op.drop_table("fenxiao_sale")
    op.drop_table("fenxiao_periods")
