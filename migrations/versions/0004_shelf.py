"""Labels and remarks of documents, and what a walk of the folder could not take."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add three columns and a table; documents are labelled when they are next read."""
    op.add_column("documents", _json("labels", "{}"))
    op.add_column("documents", _json("remarks", "[]"))
    said = sa.Column("folder_said", sa.String(length=32), nullable=False, server_default="")
    op.add_column("documents", said)
    op.create_table(
        "notices",
        sa.Column("collection", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("is_failure", sa.Boolean(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("collection", "position", name=op.f("pk_notices")),
    )


def downgrade() -> None:
    """Take them away again; the next run of an older version reads every file."""
    op.drop_table("notices")
    for name in ("folder_said", "remarks", "labels"):
        op.drop_column("documents", name)


def _json(name: str, empty: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False, server_default=empty)
