"""Slack's own samples and descriptions, where somebody has put them beside the repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.needs import cannot_run

SHARED = Path(__file__).parents[3].parent / "shared" / "slack-samples"


def shared(folder: str) -> Path:
    """The folder of samples; the test says NOT RUN when it is not there."""
    found = SHARED / folder
    if not found.is_dir():
        cannot_run(f"Slack's samples are not beside the repository: ../shared/{folder}")
    return found


def documented(method: str) -> dict[str, Any]:
    """How Slack describes one of its methods."""
    found: dict[str, Any] = json.loads((shared("methods") / f"{method}.json").read_text())
    return found
