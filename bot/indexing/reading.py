"""Has the next files read while the last ones are cut, embedded and written."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence

from bot.domain.knowledge import Document, FoundFile
from bot.ports import DocumentSource

AHEAD = 2
"""How many files are read at once: as many worker processes, and documents in memory."""


async def read_ahead(
    source: DocumentSource, files: Sequence[FoundFile]
) -> AsyncGenerator[tuple[FoundFile, asyncio.Task[Document]], None]:
    """Each file with the reading of it, in order; awaiting that may raise.

    Close it (`contextlib.aclosing`) when it is not read to its end.
    """
    waiting: deque[tuple[FoundFile, asyncio.Task[Document]]] = deque()
    rest = iter(files)
    try:
        while True:
            while len(waiting) < AHEAD and (file := next(rest, None)):
                waiting.append((file, asyncio.ensure_future(_read(source, file))))
            if not waiting:
                return
            yield waiting[0]
            waiting.popleft()
    finally:
        for _, reading in waiting:
            reading.cancel()
        await asyncio.gather(*(reading for _, reading in waiting), return_exceptions=True)


async def _read(source: DocumentSource, file: FoundFile) -> Document:
    return await source.read(file)
