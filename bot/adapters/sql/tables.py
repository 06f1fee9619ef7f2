"""Every table. `migrations/` builds them; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    text,
    true,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One row per collection; `is_current` marks the one that questions are answered from.
# `generation` grows with every change to its documents, `counted` is the generation that
# the term counts cover.
collections = Table(
    "collections",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("is_current", Boolean, nullable=False, default=False),
    Column("generation", BigInteger, nullable=False, default=0),
    Column("counted", BigInteger, nullable=False, default=0),
)

# The manifest. `fingerprint` is empty while no version was readable; `failure` is the
# reason why the newest one is not.
documents = Table(
    "documents",
    metadata,
    Column("collection", String(64), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("modified", String(32), nullable=False),  # nanoseconds; some far dates do not fit
    Column("inode", String(20), nullable=False),  # unsigned 64 bit does not fit a BIGINT
    Column("folder_audience", String(80), nullable=False),
    Column("audience", String(80), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text),
    Column("generation", BigInteger, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("failure", Text, nullable=False, default=""),
    Column("labels", Text, nullable=False, server_default="{}"),  # JSON: those that are set
    Column("remarks", Text, nullable=False, server_default="[]"),  # JSON array
    Column("folder_said", String(32), nullable=False, server_default=""),
)

# What the last walk of the folder could not take, and its remarks on the folders' settings.
notices = Table(
    "notices",
    metadata,
    Column("collection", String(64), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("path", Text, nullable=False),
    Column("is_failure", Boolean, nullable=False),
    Column("said", Text, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("collection", String(64), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("path", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("headings", Text, nullable=False),  # JSON array
    Column("text", Text, nullable=False),
    Column("page", Integer),
    ForeignKeyConstraint(
        ["collection", "path"], ["documents.collection", "documents.path"], ondelete="CASCADE"
    ),
    Index("ix_passages_collection_path", "collection", "path"),
)

# Ids that the vector index may hold although no current document does.
sweeps = Table(
    "sweeps",
    metadata,
    Column("collection", String(64), primary_key=True),
    Column("id", Uuid, primary_key=True),
)

term_counts = Table(
    "term_counts",
    metadata,
    Column("collection", String(64), primary_key=True),
    Column("term", BigInteger, primary_key=True),
    Column("passages", Integer, nullable=False),
)

vectors = Table(
    "vectors",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # 32-bit floats, little-endian
)

# Inbox, outbox and conversation log in one. People's words are in the sealed columns.
#
# An exchange is open until `closed_at`: whoever claims it adds one to `fence`, and only the
# holder of the newest fence may write. `claims` counts claims that never ended: one is
# under way, more are crashes. `is_posting` is set before the first attempt to post.
exchanges = Table(
    "exchanges",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("workspace", String(80), nullable=False),
    Column("channel", String(120), nullable=False),
    Column("thread", String(120), nullable=False),
    Column("message", String(120), nullable=False),
    Column("clearance", Text, nullable=False),  # JSON: "all", or a list of labels
    Column("asker", String(64), nullable=False),  # pseudonym
    Column("addressed", String(16), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("state", String(16), nullable=False),
    Column("question_sealed", LargeBinary),
    Column("answer_sealed", LargeBinary),
    Column("outcome", String(16)),
    Column("language", String(8)),
    Column("confidence", Float),
    Column("model", String(200), nullable=False, default=""),
    Column("tokens_input", BigInteger, nullable=False, default=0),
    Column("tokens_output", BigInteger, nullable=False, default=0),
    Column("cost", Float, nullable=False, default=0.0),
    Column("posted", String(120)),  # the platform's id of the bot's own message
    Column("reason", Text, nullable=False, default=""),
    Column("remedy", String(16)),
    Column("turned_away", Boolean, nullable=False, default=False, server_default=false()),
    Column("fence", BigInteger, nullable=False, default=0, server_default=text("0")),
    Column("claims", Integer, nullable=False, default=0, server_default=text("0")),
    Column("is_posting", Boolean, nullable=False, default=False, server_default=false()),
    Column("lease_until", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True)),  # null: at once
    Column("closed_at", DateTime(timezone=True)),
    Column("about", Uuid),  # where a person is asked for: the exchange in question
    Column("edits", Integer, nullable=False, default=0, server_default=text("0")),
    Column("prompt", String(40), nullable=False, default="", server_default=""),
    Column("is_priced", Boolean, nullable=False, default=True, server_default=true()),
    UniqueConstraint("platform", "workspace", "channel", "message"),
    Index("ix_exchanges_conversation", "platform", "workspace", "channel", "thread"),
    Index("ix_exchanges_asker", "asker", "received_at"),
    Index("ix_exchanges_state", "state"),
    Index(
        "ix_exchanges_open",
        "received_at",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

# What people think of answers: one verdict per person and exchange.
ratings = Table(
    "ratings",
    metadata,
    Column("exchange", Uuid, primary_key=True),
    Column("person", String(64), primary_key=True),  # pseudonym
    Column("verdict", String(16), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_ratings_person", "person"),
)

# One living data key per person, wrapped by the key-encryption key that lies outside. A
# person who writes again after theirs was destroyed gets a new one, under the next epoch.
person_keys = Table(
    "person_keys",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary),  # null once destroyed
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("destroyed_at", DateTime(timezone=True)),
)

# One row: proves that the key file at hand is the one that wrapped the keys.
vault_seal = Table(
    "vault_seal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("proof", LargeBinary, nullable=False),
)

# The ledger of choices is only ever appended to.
consent_events = Table(
    "consent_events",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("person", String(64), nullable=False),
    Column("act", String(8), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("source", String(120), nullable=False),
    Index("ix_consent_events_person", "person"),
)

choices = Table(
    "choices",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("choice", String(8), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("keeps_nothing", Boolean, nullable=False, default=False, server_default=false()),
)

# What was said before `before` by this person must never be used again.
tombstones = Table(
    "tombstones",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("before", DateTime(timezone=True), nullable=False),
)

# The outbox of erasures: what was derived from somebody's words, or still lies in files
# beneath the database, and must be purged after the transaction that erased the words.
purges = Table(
    "purges",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("done_at", DateTime(timezone=True)),
)

# What runs on a schedule, and which replica runs it now. `due_at` is the next moment.
jobs = Table(
    "jobs",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("fence", BigInteger, nullable=False, default=0),
    Column("lease_until", DateTime(timezone=True)),  # null: nobody is at it
    Column("ended_at", DateTime(timezone=True)),
    Column("failure", Text, nullable=False, default=""),
)

# What the house spent on paid calls, reservations included, by day in the house's zone.
spending = Table(
    "spending",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("tokens", BigInteger, nullable=False, default=0),
    Column("cost", Float, nullable=False, default=0.0),  # US dollars
)
