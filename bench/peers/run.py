"""Ours and the peers on the same questions: one Markdown table, one JSON.

    .venv/bin/python bench/peers/run.py --home HOME --sets SET [SET …]
    .venv/bin/python bench/peers/run.py --home HOME --sets SET --peers ours   # ours anew
    .venv/bin/python bench/peers/run.py --home HOME --sets SET --small

A SET is a folder with `docs/` and `questions.jsonl`. What was found is kept in
`HOME/peers/SET/PEER.json`; a peer that is not named is taken from there as it was, so after
a change of ours only ours needs to run. HOME is a home of the bot: all vectors are in its
cache. Run it at a low priority (`nice`): the first time embeds all passages of all.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from figures import Rows, differences, figures, rows_of
from goals import goals
from sets import Part, questions_for_peers, read
from table import NAMES, markdown

HERE = Path(__file__).resolve().parent
THEIR_PYTHON = HERE / ".venv" / "bin" / "python"
SMALL = Part(documents=0, questions=20)


def _ask(peer: str, folder: Path, home: Path, out: Path) -> None:
    """One side on one set, in a process and an environment of its own."""
    ours = [sys.executable, HERE / "ours.py", folder, "--home", home]
    questions = out.parent / "questions.json"
    questions.write_text(json.dumps(questions_for_peers(read(folder)), ensure_ascii=False))
    theirs = [THEIR_PYTHON, "-W", "ignore", HERE / "ask.py", peer, "--docs", folder / "docs"]
    theirs += ["--questions", questions, "--home", home]
    command = [*(ours if peer == "ours" else theirs), "--out", out]
    quiet = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
    subprocess.run([str(word) for word in command], check=True, env={**quiet, **os.environ})


def _measured(folder: Path, results: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Rows]]:
    labels = results["ours"]["questions"]
    rows = {peer: rows_of(result, labels) for peer, result in results.items()}
    others = [peer for peer in rows if peer != "ours"]
    return {
        "documents": sum(1 for _ in (folder / "docs").rglob("*.md")),
        "questions": len(labels),
        "answerable": sum(label["answerable"] for label in labels),
        "passages": {peer: result["passages"] for peer, result in results.items()},
        "figures": {p: _plain(figures(each)) for p, each in rows.items()},
        "differences": {p: _plain(differences(rows["ours"], rows[p])) for p in others},
    }, rows


def _plain(named: dict[str, Any]) -> dict[str, Any]:
    return {name: asdict(figure) for name, figure in named.items()}


def compare(folders: list[Path], home: Path, peers: list[str]) -> dict[str, Any]:
    """Ask those named, read back the others, and put all of it together."""
    sets: dict[str, Any] = {}
    rows: dict[str, dict[str, Rows]] = {}
    versions: dict[str, str] = {}
    recipe: Any = None
    for folder in folders:
        kept = home / "peers" / folder.name
        kept.mkdir(parents=True, exist_ok=True)
        for peer in peers:
            _ask(peer, folder, home, kept / f"{peer}.json")
        results = _kept(kept)
        sets[folder.name], rows[folder.name] = _measured(folder, results)
        for result in results.values():
            versions |= result["versions"]
        recipe = results["ours"]["recipe"]
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "versions": versions,
        "embedder": results["ours"]["embedder"],
        "recipe": recipe,
        "sets": sets,
        "goals": goals(sets, rows),
    }


def _kept(folder: Path) -> dict[str, Any]:
    """What was found, of those whose questions are still the same; ours first."""
    files = {peer: folder / f"{peer}.json" for peer in NAMES}
    results = {p: json.loads(f.read_text("utf-8")) for p, f in files.items() if f.is_file()}
    if "ours" not in results:
        sys.exit(f"Nothing of ours is known of {folder.name}: run it with --peers ours first.")
    wanted = {one["id"] for one in results["ours"]["questions"]}
    stale = [p for p, r in results.items() if {one["id"] for one in r["results"]} != wanted]
    for peer in stale:
        print(f"{peer} knows other questions of {folder.name}: left out, run it again")
    return {peer: result for peer, result in results.items() if peer not in stale}


def main() -> None:
    """Read the command line, run, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="+", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--peers", nargs="*", default=[*NAMES][:4], choices=NAMES)
    parser.add_argument(
        "--part", type=int, metavar="N", help="documents that questions name, and N more"
    )
    parser.add_argument("--small", action="store_true", help="20 questions a set")
    parser.add_argument("--out", type=Path, default=None, help="else HOME/peers")
    chosen = parser.parse_args()
    if set(chosen.peers) - {"ours"} and not THEIR_PYTHON.exists():
        sys.exit("The peers are not installed: run `sh bench/peers/install.sh`.")
    part = SMALL if chosen.small else Part(chosen.part)
    where = chosen.home.resolve() / "peers" / "parts"
    folders = [part.of(folder.resolve(), where) for folder in chosen.sets]
    report = compare(folders, chosen.home.resolve(), sorted(chosen.peers, key=[*NAMES].index))
    out = chosen.out or chosen.home / "peers"
    name = "small" if chosen.small else "comparison"
    (out / f"{name}.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    (out / f"{name}.md").write_text(markdown(report), "utf-8")
    print(markdown(report))


if __name__ == "__main__":
    main()
