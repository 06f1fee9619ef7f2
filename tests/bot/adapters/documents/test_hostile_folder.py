"""A folder full of traps: each costs a line of the report, and the bot stays as it was."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.bot.adapters.documents.made.office import docx, packed, paragraph
from tests.bot.adapters.documents.made.pdfs import Words, pdf

_READ = """
import asyncio, json, sys, time
from bot.adapters.documents.folder import FolderSource
from bot.adapters.documents.limits import Limits
from bot.domain.errors import DocumentUnreadable
from pathlib import Path

def peak():
    # Not getrusage: that counts what the parent had, too.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024

async def main():
    source = FolderSource(Path(sys.argv[1]), largest_file=25 << 20, limits=Limits(processor=3))
    inventory = await source.inventory()
    before, told = peak(), {f.path: f.reason for f in inventory.failed}
    took = {}
    for file in inventory.found:
        since = time.monotonic()
        try:
            told[file.path] = (await source.read(file)).text
        except DocumentUnreadable as trouble:
            told[file.path] = trouble.reason
        took[file.path] = time.monotonic() - since
    source.close()
    print(json.dumps({"grown": peak() - before, "told": told, "took": took}))

asyncio.run(main())
"""
_MIB = 1 << 20
_WALL = 60  # seconds; what else stops a file is sooner
_MESSY = Path(__file__).parents[5] / "shared" / "data" / "messy-docs"


def fill(root: Path) -> None:
    """Traps, with a good file before, between and behind them."""
    for name in ("a.docx", "m.docx", "z.docx"):
        (root / name).write_bytes(docx(paragraph("연차는 15일")))
    (root / "bomb-words.docx").write_bytes(docx(paragraph("x" * (45 * _MIB))))
    (root / "bomb-elements.docx").write_bytes(docx("<w:p/>" * (7 * _MIB)))
    (root / "bomb-parts.docx").write_bytes(packed({f"word/{n}": "" for n in range(5000)}))
    (root / "bomb-rows.csv").write_bytes(b"a,b,c,d\n" * (3 * _MIB))
    (root / "bomb-page.html").write_bytes(b"<div>" * (4 * _MIB))
    (root / "bomb-boxes.pdf").write_bytes(
        pdf([Words(f"w{n}", y=n % 700) for n in range(60_000)])
    )
    (root / "nested.zip").write_bytes(packed({"b.zip": packed({"c": "x"}), "../../x": "y"}))
    (root / "wrong.docx").write_bytes(b"MZ" + bytes(1000))
    for path in collected():
        shutil.copy(path, root / f"collected-{path.name}")
    with (root / "large.txt").open("wb") as file:
        for _ in range(120):
            file.write(
                b"a line of text, one of very many of its kind; in all 64 bytes.\n\n" * 16_384
            )


def collected() -> list[Path]:
    """Bombs from outside this repository, where they are at hand."""
    if not _MESSY.is_dir():
        return []
    entries = map(json.loads, (_MESSY / "expected.jsonl").read_text().splitlines())
    return [_MESSY / entry["path"] for entry in entries if entry["outcome"] == "limit"]


def test_traps_cost_a_line_each_and_the_bot_stays_small(tmp_path: Path) -> None:
    fill(tmp_path)

    done = subprocess.run(
        [sys.executable, "-c", _READ, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=400,
    )

    found = json.loads(done.stdout)
    told = found["told"]
    assert {path for path, text in told.items() if text == "연차는 15일\n"} == {
        "a.docx",
        "m.docx",
        "z.docx",
    }
    assert set(told) == {path.name for path in tmp_path.iterdir()}
    assert "larger than 25 MiB" in told["large.txt"]
    assert "times its size" in told["bomb-words.docx"]
    assert "times its size" in told["bomb-elements.docx"]
    assert "5,000 parts" in told["bomb-parts.docx"]
    assert "stand more than" in told["bomb-page.html"]
    assert "a Windows program" in told["wrong.docx"]
    for path in collected():
        assert "times its size" in told[f"collected-{path.name}"]
    slowest = max(found["took"], key=found["took"].__getitem__)
    assert found["grown"] <= 50
    assert found["took"][slowest] <= _WALL
    print(f"\ngrown by {found['grown']} MiB; slowest {slowest}, {found['took'][slowest]:.1f} s")  # noqa: T201 - figures
    for path, text in told.items():
        print(f"{path}: {found['took'].get(path, 0.0):.1f} s: {text[:80].strip()}")  # noqa: T201 - figures
