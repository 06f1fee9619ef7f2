"""Reads a folder as the bot would and prints what became of each file, one line a file.

    python bench/readers.py FOLDER [--expected FILE.jsonl]

`FILE.jsonl` has an object a file: `path` (relative to the folder that FILE lies in),
`outcome` (`extract` or what else may happen) and `probes`, phrases that must be found in
the indexed text, white space aside. Exit code 1 when a file is missing from the table, or
one that must be read was not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from bot.adapters.documents.folder import FolderSource
from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import Document, FoundFile
from bot.indexing.chunking import Chunking, chunk

_LARGEST = 25 << 20


@dataclass(frozen=True)
class Line:
    """What became of a file. `peak` is of the worker that read it, in MiB; 0 for none."""

    path: str
    outcome: str
    wanted: int = 0
    found: int = 0
    passages: int = 0
    pages: int = 0
    seconds: float = 0.0
    peak: int = 0
    told: str = ""

    @property
    def is_well(self) -> bool:
        """Whether this is what should have become of it."""
        return self.found == self.wanted if not self.told else self.outcome != "extract"


def main() -> int:
    """Read, print, and say whether all ended well."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--expected", type=Path)
    chosen = parser.parse_args()
    expected = _expected(chosen.expected, chosen.folder) if chosen.expected else {}
    before = _peak("self")
    lines = asyncio.run(_read(chosen.folder, expected))
    for line in lines:
        _print(line)
    wanted, found = sum(line.wanted for line in lines), sum(line.found for line in lines)
    missing = set(expected) - {line.path for line in lines}
    well = sum(line.is_well for line in lines)
    print(f"\n{len(lines)} files, {well} as they should be, {len(missing)} skipped in silence")
    print(f"{found} of {wanted} phrases found; this process grew {_peak('self') - before} MiB")
    return 0 if well == len(lines) and not missing else 1


def _expected(file: Path, folder: Path) -> dict[str, dict[str, Any]]:
    root = file.parent
    entries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {
        normalize("NFC", str((root / entry["path"]).relative_to(folder))): entry
        for entry in entries
    }


async def _read(folder: Path, expected: dict[str, dict[str, Any]]) -> list[Line]:
    source = FolderSource(folder, largest_file=_LARGEST)
    try:
        inventory = await source.inventory()
        lines = [
            Line(failed.path, _outcome(expected, failed.path), told=failed.reason)
            for failed in inventory.failed
        ]
        for file in inventory.found:
            lines.append(await _line(source, file, expected.get(file.path, {})))
            source.close()  # so that each file's memory is its own
    finally:
        source.close()
    return sorted(lines, key=lambda line: line.path)


async def _line(source: FolderSource, file: FoundFile, expected: dict[str, Any]) -> Line:
    outcome, probes = expected.get("outcome", ""), expected.get("probes", [])
    started = time.perf_counter()
    try:
        document = await source.read(file)
    except DocumentUnreadable as trouble:
        seconds = time.perf_counter() - started
        return Line(file.path, outcome, seconds=seconds, told=trouble.reason)
    seconds = time.perf_counter() - started
    passages = chunk(document, Chunking())
    indexed = "".join("".join(passage.searchable.split()) for passage in passages)
    found = sum("".join(probe.split()) in indexed for probe in probes)
    return Line(
        file.path,
        outcome,
        wanted=len(probes),
        found=found,
        passages=len(passages),
        pages=len(document.pages),
        seconds=seconds,
        peak=_peak_of_workers(source, document),
    )


def _peak_of_workers(source: FolderSource, _document: Document) -> int:
    return max((_peak(str(pid)) for pid in source.workers), default=0)


def _peak(process: str) -> int:
    """The most memory that a process had, in MiB, by what Linux says of it."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def _outcome(expected: dict[str, dict[str, Any]], path: str) -> str:
    return str(expected.get(path, {}).get("outcome", ""))


def _print(line: Line) -> None:
    mark = "ok " if line.is_well else "BAD"
    figures = f"{line.found}/{line.wanted} {line.passages:4} {line.pages:3} p"
    print(
        f"{mark} {line.path[-44:]:46}{figures:14}{line.seconds:6.2f} s {line.peak:4} MiB  "
        f"{line.told[:100]}"
    )


if __name__ == "__main__":
    sys.exit(main())
