"""Files as people really put them into a folder, from outside this repository."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
import pytest_asyncio

from bot.adapters.documents.folder import FolderSource
from bot.adapters.documents.installed import recognized_languages
from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import Document
from bot.indexing.chunking import Chunking, chunk
from tests.needs import cannot_run

MESSY = Path(__file__).parents[5] / "shared" / "data" / "messy-docs"
EXPECTED: list[dict[str, Any]] = (
    [json.loads(line) for line in (MESSY / "expected.jsonl").read_text().splitlines()]
    if MESSY.is_dir()
    else []
)
MAY_REFUSE = {
    "ocr_or_report",
    "password_or_report",
    "report_corrupt",
    "report_or_extract",
    "unsupported_or_extract",
    "empty_ok",
    "limit",
}

Told = dict[str, Document | str]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def told() -> AsyncIterator[Told]:
    """What became of each file: its document, or why there is none."""
    if not EXPECTED:
        cannot_run("../shared/data/messy-docs is not here")
    source = FolderSource(MESSY / "knowledge", largest_file=25 << 20)
    found: Told = {}
    inventory = await source.inventory()
    for file in inventory.found:
        try:
            found[file.path] = await source.read(file)
        except DocumentUnreadable as trouble:
            found[file.path] = trouble.reason
    found |= {failure.path: failure.reason for failure in inventory.failed}
    yield found
    source.close()


@pytest.mark.parametrize(
    "expected", EXPECTED or [{"path": ""}], ids=lambda each: each["path"] or "none"
)
@pytest.mark.asyncio(loop_scope="module")
async def test_each_file_ends_as_expected(told: Told, expected: dict[str, Any]) -> None:
    path = normalize("NFC", expected["path"].removeprefix("knowledge/"))
    outcome = told[path]

    if isinstance(outcome, str):
        assert outcome
        assert expected["outcome"] in MAY_REFUSE, outcome
        return
    passages = chunk(outcome, Chunking())
    indexed = "".join("".join(passage.searchable.split()) for passage in passages)
    missing = [probe for probe in expected["probes"] if "".join(probe.split()) not in indexed]
    assert not missing


@pytest.mark.asyncio(loop_scope="module")
async def test_scans_are_read_where_the_program_is(told: Told) -> None:
    scan = told["scans/medical-report.pdf"]

    if recognized_languages():
        assert isinstance(scan, Document)
        assert len(scan.pages) > 1
    else:
        assert "tesseract-ocr-kor" in str(scan)


@pytest.mark.asyncio(loop_scope="module")
async def test_no_file_is_skipped_in_silence(told: Told) -> None:
    files = [path for path in (MESSY / "knowledge").rglob("*") if path.is_file()]

    assert len(told) == len(files) == len(EXPECTED)
