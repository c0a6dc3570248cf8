"""Relations with a history: the tables of bindings, members, counters and corrections.

Written by hand and never changed again, as the revision before it. Whoever stood under
somebody gets the row of his history that says so, from the instant of his binding, so
that every upline as of every instant is answered as before. The server does that in one
statement, which is also printed by ``upgrade --sql``.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# Nothing but a touch could bind anybody before, once and for ever. The record is written as
# the library writes it: keys in order, no spaces; a text is quoted by the database.
FILL = r"""
INSERT INTO fenxiao_binding
    (relation, member_id, event_id, parent_id, since_us, until_us, record, revision)
SELECT relation, member_id, {event_id}, parent_id, bound_us, NULL,
    '{{"cause":"touch","event_id":' || {quoted_event_id}
    || ',"member_id":' || {quoted_member_id}
    || ',"parent_id":' || {quoted_parent_id}
    || ',"relation":' || {quoted_relation}
    || ',"schema"\:1,"since_us":' || bound_us || ',"type":"binding","until_us"\:null}}',
    1
FROM fenxiao_node WHERE parent_id IS NOT NULL
"""
BACK = "UPDATE fenxiao_node SET bound_us = {bound_us}"


def words() -> dict[str, str]:
    """Return what the databases say differently: a part of a record, a quoted text."""
    if op.get_context().dialect.name == "postgresql":
        event_id = "(CAST(record AS json) ->> 'event_id')"
        bound_us = "CAST(CAST(record AS json) ->> 'bound_us' AS bigint)"
        quote = "CAST(to_json({}) AS text)"
    else:
        event_id, bound_us = (
            "json_extract(record, '$.event_id')",
            "json_extract(record, '$.bound_us')",
        )
        quote = "json_quote({})"
    columns = ("member_id", "parent_id", "relation")
    quoted = {f"quoted_{name}": quote.format(name) for name in columns}
    quoted["quoted_event_id"] = quote.format(event_id)
    return {"event_id": event_id, "bound_us": bound_us, **quoted}


def upgrade() -> None:
    """Create the tables, fill the history, index what the scans look for."""
    op.create_table(
        "fenxiao_binding",
        sa.Column("relation", ID, primary_key=True),
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("event_id", ID, primary_key=True),
        sa.Column("parent_id", ID),
        sa.Column("since_us", sa.BigInteger),
        sa.Column("until_us", sa.BigInteger),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.execute(FILL.format(**words()))
    op.create_index("fenxiao_binding_at", "fenxiao_binding", ["relation", "member_id", "since_us"])
    op.create_index(
        "fenxiao_binding_under", "fenxiao_binding", ["relation", "parent_id", "member_id"]
    )
    op.drop_column("fenxiao_node", "bound_us")
    op.add_column("fenxiao_node", sa.Column("until_us", sa.BigInteger))
    op.create_index("fenxiao_fans", "fenxiao_node", ["relation", "parent_id", "member_id"])
    op.create_table(
        "fenxiao_member",
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fenxiao_tally",
        sa.Column("member_id", ID, primary_key=True),
        sa.Column("counter", ID, primary_key=True),
        sa.Column("currency", ID, primary_key=True),
        sa.Column("tally_id", ID, primary_key=True),
        sa.Column("at_us", sa.BigInteger),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_index(
        "fenxiao_tallies",
        "fenxiao_tally",
        ["member_id", "counter", "currency", "at_us", "tally_id"],
    )
    op.create_table(
        "fenxiao_audit",
        sa.Column("event_id", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Remove the history, and what else is new; each member keeps his newest binding."""
    op.drop_table("fenxiao_audit")
    op.drop_index("fenxiao_tallies", "fenxiao_tally")
    op.drop_table("fenxiao_tally")
    op.drop_table("fenxiao_member")
    op.drop_index("fenxiao_fans", "fenxiao_node")
    op.drop_column("fenxiao_node", "until_us")
    op.add_column("fenxiao_node", sa.Column("bound_us", sa.BigInteger))
    op.execute(BACK.format(**words()))
    op.drop_index("fenxiao_binding_under", "fenxiao_binding")
    op.drop_index("fenxiao_binding_at", "fenxiao_binding")
    op.drop_table("fenxiao_binding")
