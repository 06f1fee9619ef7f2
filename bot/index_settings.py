"""Settings of the index: how the folder is read."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.model_settings import Group


class IndexSettings(Group):
    """How the folder is read."""

    largest_file: Annotated[int, Field(ge=1, le=1024)] = 25
    """MiB; a larger file is reported instead of read."""
    reader_memory: Annotated[int, Field(ge=256, le=65_536)] = 768
    """MiB of address space for a process that reads files; one that needs more is reported."""
    reader_seconds: Annotated[int, Field(ge=5, le=3600)] = 30
    """Seconds of processor time for one file, and twice as many on the clock."""
    recognition: bool = True
    """Whether text in pictures is read, where Tesseract is installed."""
    recognition_seconds: Annotated[int, Field(ge=5, le=86_400)] = 300
    """Seconds for the pictures of text in one file; pages beyond are reported."""
    stale_days: Annotated[int, Field(ge=1, le=36_500)] = 365
    """Days without a change after which `report knowledge` calls a document stale."""
