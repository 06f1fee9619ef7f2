"""Leases, schedule, limits and erasures: what `supportbot serve` needs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and tables; questions of the first version are all closed."""
    for column in _exchange_columns():
        op.add_column("exchanges", column)
    op.execute("UPDATE exchanges SET closed_at = received_at")
    op.drop_index("ix_exchanges_asker", "exchanges")
    op.create_index("ix_exchanges_asker", "exchanges", ["asker", "received_at"])
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_exchanges_open",
        "exchanges",
        ["received_at"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.execute("ALTER TABLE consent_events RENAME COLUMN choice TO act")
    op.add_column("choices", _flag("keeps_nothing"))
    op.create_table(
        "purges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purges")),
    )
    op.create_table(
        "jobs",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_jobs")),
    )
    op.create_table(
        "spending",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_spending")),
    )


def downgrade() -> None:
    """Drop what was added; questions that were not answered yet stay unanswered."""
    for table in ("spending", "jobs", "purges"):
        op.drop_table(table)
    op.drop_column("choices", "keeps_nothing")
    op.execute("ALTER TABLE consent_events RENAME COLUMN act TO choice")
    op.drop_index("ix_exchanges_open", "exchanges")
    op.drop_index("ix_exchanges_asker", "exchanges")
    op.create_index("ix_exchanges_asker", "exchanges", ["asker"])
    for column in _exchange_columns():
        op.drop_column("exchanges", column.name)


def _exchange_columns() -> list[sa.Column]:
    return [
        sa.Column("remedy", sa.String(length=16), nullable=True),
        _flag("turned_away"),
        sa.Column("fence", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("claims", sa.Integer(), nullable=False, server_default=sa.text("0")),
        _flag("is_posting"),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    ]


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
