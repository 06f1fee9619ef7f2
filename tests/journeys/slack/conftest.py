"""An indexed folder for bots in Slack, copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.journeys.slack.dialogues import furnish
from tests.journeys.terminal import Terminal


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Two documents for employees, indexed once with the real embedder."""
    return furnish(Terminal(tmp_path_factory.mktemp("slack-indexed")))


@pytest.fixture
def terminal(indexed: Terminal, tmp_path: Path) -> Terminal:
    """A copy of it that a test may change."""
    shutil.copytree(indexed.folder, tmp_path / "copy")
    return Terminal(tmp_path / "copy")
