"""Edits, people who are asked for, and ratings: what Slack and Discord need."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add four columns and a table; nothing that is there changes."""
    op.add_column("exchanges", sa.Column("about", sa.Uuid(), nullable=True))
    edits = sa.Column("edits", sa.Integer(), nullable=False, server_default=sa.text("0"))
    op.add_column("exchanges", edits)
    prompt = sa.Column("prompt", sa.String(40), nullable=False, server_default="")
    op.add_column("exchanges", prompt)
    priced = sa.Column("is_priced", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("exchanges", priced)
    op.create_table(
        "ratings",
        sa.Column("exchange", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("exchange", "person", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_person"), "ratings", ["person"])


def downgrade() -> None:
    """Take them away again; ratings are lost."""
    op.drop_index(op.f("ix_ratings_person"), "ratings")
    op.drop_table("ratings")
    op.drop_column("exchanges", "is_priced")
    op.drop_column("exchanges", "prompt")
    op.drop_column("exchanges", "edits")
    op.drop_column("exchanges", "about")
