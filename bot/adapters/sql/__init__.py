"""SQL archives over SQLAlchemy: SQLite by default, PostgreSQL by URL."""
