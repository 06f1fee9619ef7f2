"""The adapters that each suite runs on."""

from __future__ import annotations

import pytest

from bot.adapters.sql.manifest import SqlManifest
from bot.ports import Manifest
from tests.databases import DATABASES
from tests.fakes.manifest import FakeManifest


@pytest.fixture(params=["fake", *DATABASES])
def manifest(request: pytest.FixtureRequest) -> Manifest:
    """An empty manifest."""
    if request.param == "fake":
        return FakeManifest()
    return SqlManifest(request.getfixturevalue(f"{request.param}_database"))
