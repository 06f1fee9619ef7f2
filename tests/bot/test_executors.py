"""The heavy middle of an index run on other executors: nothing but a constructor changes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bot.bootstrap import furnish
from bot.domain.knowledge import Arms, IndexReport, Passage
from bot.parts import open_parts
from bot.settings import Settings
from tests.bot.adapters.documents.made.office import docx, paragraph

# As a machine of a cluster would be: a fresh interpreter that is sent all it needs.
_PROCESSES = partial(ProcessPoolExecutor, 2, mp_context=multiprocessing.get_context("spawn"))
_THREADS = partial(ThreadPoolExecutor, 2)

Index = tuple[IndexReport, list[Passage], list[list[tuple[UUID, float]]]]


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A file for each way that reading may go."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "leave.md").write_text(
        "# Leave\n\nEveryone has 15 days.\n\n## 신청\n\n인사팀에.\n"
    )
    (folder / "people.csv").write_text("name,days\nKim,15\nLee,16\n")
    (folder / "travel.docx").write_bytes(docx(paragraph("Trains before planes.")))
    (folder / "torn.docx").write_bytes(docx(paragraph("Torn."))[:-40])
    (folder / "broken.md").write_bytes(b"---\ntitle: [\n---\n\xff\xfe broken")
    (folder / "old.doc").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    (folder / "tool.exe").write_bytes(b"MZ" + bytes(600))
    return folder


async def index(home: Path, knowledge: Path, executor: Executor | None) -> Index:
    """What a run makes of the folder, by the local embedder."""
    settings = Settings(home=home, knowledge=knowledge)
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack, executor=executor)
        house = furnish(settings, parts)
        report = await house.index(lambda _done, _total: None)
        (collection,) = await parts.index.collections()
        passages = await parts.manifest.page(collection, after=None, limit=1000)
        found = [
            await parts.index.search(
                collection,
                dense=await parts.embedder.embed_question(passage.text),
                sparse=parts.encoder.question(passage.text),
                audiences=None,
                depth=50,
            )
            for passage in passages
        ]
    return replace(report, seconds=0.0), passages, [_rounded(arms) for arms in found]


def _rounded(arms: Arms) -> list[tuple[UUID, float]]:
    """The engine adds in another order in another process, which shows in the last digit."""
    return [(one.id, round(one.score, 4)) for one in (*arms.dense, *arms.sparse)]


class Watched(Executor):
    """Counts what is handed to another executor."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.work: list[str] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """As the other one does."""
        self.work.append((fn.func if isinstance(fn, partial) else fn).__name__)
        return self._executor.submit(fn, *args, **kwargs)


@pytest.mark.parametrize("other", [_THREADS, _PROCESSES], ids=["threads", "processes"])
async def test_another_executor_makes_the_same_index(
    tmp_path: Path, knowledge: Path, other: Callable[[], Executor]
) -> None:
    usual = await index(tmp_path / "usual", knowledge, None)
    with other() as executor:
        watched = Watched(executor)
        elsewhere = await index(tmp_path / "elsewhere", knowledge, watched)

    assert elsewhere == usual
    report, passages, _ = usual
    assert {passage.path for passage in passages} == {"leave.md", "people.csv", "travel.docx"}
    assert len(report.failed) == 4
    # Every file, and every passage's vector, was made over there.
    assert watched.work.count("read") == 7
    assert watched.work.count("_passages_there") >= 1
