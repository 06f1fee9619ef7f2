"""What every test may ask for."""

from __future__ import annotations

from hypothesis import settings

from tests.databases import (
    database,
    database_url,
    postgres_database,
    postgres_database_url,
    postgres_server,
    postgres_tables,
    sqlite_database,
    sqlite_database_url,
    sqlite_template,
)
from tests.needs import pytest_make_collect_report, pytest_runtest_makereport

__all__ = [
    "database",
    "database_url",
    "postgres_database",
    "postgres_database_url",
    "postgres_server",
    "postgres_tables",
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
    "sqlite_database",
    "sqlite_database_url",
    "sqlite_template",
]

# How long an example takes says more about the machine than about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
