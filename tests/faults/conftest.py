"""Benches for the proofs of delivery."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import DATABASES
from tests.faults.bench import Benches


@pytest.fixture(params=DATABASES)
def benches(request: pytest.FixtureRequest, tmp_path: Path) -> Benches:
    """Benches on each kind of database."""
    is_on_server = request.param == "postgres"
    server = request.getfixturevalue("postgres_server") if is_on_server else None
    return Benches(tmp_path, server)
