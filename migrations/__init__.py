"""Alembic migrations, run by `supportbot migrate` and before every start."""
