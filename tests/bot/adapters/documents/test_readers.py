"""The readers as a whole: their versions, and what the index is told of them."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from bot.adapters import documents
from bot.adapters.documents.folder import FolderSource
from bot.adapters.documents.readers import READERS
from tests.bot.adapters.documents.reading import refusal


def test_the_name_of_the_source_tells_every_readers_version(tmp_path: Path) -> None:
    modules = [
        importlib.import_module(f"{documents.__name__}.{module.name}")
        for module in pkgutil.iter_modules(documents.__path__)
    ]
    versions = {module.VERSION for module in modules if hasattr(module, "VERSION")}

    assert set(READERS.split()) == versions
    assert FolderSource(tmp_path, largest_file=1).name == READERS


def test_what_shows_no_text_is_reported() -> None:
    assert "empty" in refusal(b"", "a.bin")
    assert "empty" in refusal(b" \n", "a.csv")
