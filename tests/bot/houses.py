"""A whole house over real parts, with a quick embedder and a small folder."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from bot.bootstrap import House, furnish
from bot.parts import open_parts
from bot.settings import Settings
from tests.fakes.embedder import FakeEmbedder

PAGE = "# Printers\n\n## Paper jam\n\nError P-77 means that paper is stuck in tray 2.\n"


def folder(root: Path) -> Settings:
    """Settings for a home and a folder with one public page."""
    knowledge = root / "knowledge"
    knowledge.mkdir()
    (knowledge / "printers.md").write_text(f"---\naudience: public\n---\n{PAGE}")
    return Settings(home=root / "home", knowledge=knowledge)


@asynccontextmanager
async def opened(settings: Settings, **instead: Any) -> AsyncIterator[House]:
    """The house; `instead` are parts to put in the place of the real ones, by name.

    A callable is given the real part, and gives what to put there.
    """
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack)
        changed = {"embedder": FakeEmbedder()} | {
            name: part(getattr(parts, name)) if callable(part) else part
            for name, part in instead.items()
        }
        yield furnish(settings, dataclasses.replace(parts, **changed))
