"""Approval of payouts: batches, what withdrawals have used, and what the scans look at.

Written by hand and never changed again, as the revisions before it. Instructions that are
there get the new columns from their records; none of them waits for approval.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TEXTS = ("payer_id", "currency", "state", "batch_id")
IS_ASKED = "state = 'requested'"
IS_FREE = "state = 'requested' AND batch_id IS NULL"


def fill() -> str:
    """Return the statement that reads the columns from the records, as the database says it."""
    is_postgresql = op.get_context().dialect.name == "postgresql"
    field = "(CAST(record AS json) ->> '{}')" if is_postgresql else "json_extract(record, '$.{}')"
    whole = "CAST({} AS bigint)" if is_postgresql else "{}"
    parts = {name: field.format(name) for name in ("payer_id", "currency", "state")}
    parts["payable_us"] = whole.format(field.format("requested_us"))
    written = ", ".join(f"{name} = {part}" for name, part in parts.items())
    return f"UPDATE fenxiao_payout SET {written}"  # noqa: S608  # of our own words alone


def index(name: str, sorted_by: list[str], only: str) -> None:
    """Create an index over some of the instructions."""
    op.create_index(
        name,
        "fenxiao_payout",
        sorted_by,
        postgresql_where=sa.text(only),
        sqlite_where=sa.text(only),
    )


def upgrade() -> None:
    """Create the tables, fill in the columns, and index what waits."""
    for name, key in (
        ("withdrawals", ("payer_id", "member_id", "currency")),
        ("batch", ("batch_id",)),
    ):
        op.create_table(
            f"fenxiao_{name}",
            *(sa.Column(part, ID, primary_key=True) for part in key),
            sa.Column("record", sa.Text, nullable=False),
            sa.Column("revision", sa.BigInteger, nullable=False),
        )
    for name in TEXTS:
        op.add_column("fenxiao_payout", sa.Column(name, ID))
    op.add_column("fenxiao_payout", sa.Column("payable_us", sa.BigInteger))
    op.execute(fill())
    place = ["payable_us", "instruction_id"]
    index("fenxiao_payouts_requested", ["payer_id", "currency", *place], IS_FREE)
    index("fenxiao_batch_payouts", ["batch_id", *place], IS_ASKED)


def downgrade() -> None:
    """Remove all of it."""
    op.drop_index("fenxiao_batch_payouts", "fenxiao_payout")
    op.drop_index("fenxiao_payouts_requested", "fenxiao_payout")
    for name in ("payable_us", *reversed(TEXTS)):
        op.drop_column("fenxiao_payout", name)
    op.drop_table("fenxiao_batch")
    op.drop_table("fenxiao_withdrawals")
