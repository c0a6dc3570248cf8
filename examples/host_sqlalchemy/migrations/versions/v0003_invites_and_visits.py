"""Invites and their quotas, visits, what promoters list, and what members were when.

Written by hand and never changed again, as the revisions before it. Nothing is filled in:
nobody told of any of this before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables and the indexes of their scans."""
    op.create_table(
        "fenxiao_invite",
        sa.Column("code", ID, primary_key=True),
        sa.Column("state", ID),
        sa.Column("until_us", sa.BigInteger),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_index(
        "fenxiao_invites_due",
        "fenxiao_invite",
        ["until_us", "code"],
        postgresql_where=sa.text("state = 'issued'"),
        sqlite_where=sa.text("state = 'issued'"),
    )
    op.create_table(
        "fenxiao_quota",
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_visit",
        sa.Column("visitor_id", ID, primary_key=True),
        sa.Column("event_id", ID, primary_key=True),
        sa.Column("at_us", sa.BigInteger),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_index("fenxiao_visits", "fenxiao_visit", ["visitor_id", "at_us"])
    op.create_index("fenxiao_visits_before", "fenxiao_visit", ["at_us", "visitor_id", "event_id"])
    op.create_table(
        "fenxiao_assortment",
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("event_id", ID, primary_key=True),
        sa.Column("since_us", sa.BigInteger),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_index("fenxiao_assortments", "fenxiao_assortment", ["member_id", "since_us"])
    op.create_table(
        "fenxiao_shelf",
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_standing",
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("event_id", ID, primary_key=True),
        sa.Column("since_us", sa.BigInteger),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_index("fenxiao_standing_at", "fenxiao_standing", ["member_id", "since_us"])


def downgrade() -> None:
    """Remove all of it."""
    op.drop_index("fenxiao_standing_at", "fenxiao_standing")
    op.drop_table("fenxiao_standing")
    op.drop_table("fenxiao_shelf")
    op.drop_index("fenxiao_assortments", "fenxiao_assortment")
    op.drop_table("fenxiao_assortment")
    op.drop_index("fenxiao_visits_before", "fenxiao_visit")
    op.drop_index("fenxiao_visits", "fenxiao_visit")
    op.drop_table("fenxiao_visit")
    op.drop_table("fenxiao_quota")
    op.drop_index("fenxiao_invites_due", "fenxiao_invite")
    op.drop_table("fenxiao_invite")
