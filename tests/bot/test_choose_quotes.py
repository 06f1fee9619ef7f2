"""The command that chose what is quoted says the same each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_SECONDS = 300  # only a run that hangs takes longer
ROOMS = ("Amber", "Birch", "Cedar", "Dune", "Elm", "Fjord", "Grove", "Heath")


def tiny_set(folder: Path) -> Path:
    """Eight rooms and a question about each."""
    (folder / "docs").mkdir(parents=True)
    asked = []
    for at, room in enumerate(ROOMS):
        text = f"# Room {room}\n\nRoom {room} has {at + 11} seats. It is open to all.\n"
        (folder / "docs" / f"{room}.md").write_text(text, "utf-8")
        line = {
            "id": room,
            "question": f"How many seats does room {room} have?",
            "answerable": True,
            "documents": [f"docs/{room}.md"],
            "facts": [f"{at + 11} seats"],
        }
        asked.append(json.dumps(line))
    (folder / "questions.jsonl").write_text("\n".join(asked), "utf-8")
    return folder


def told(questions: Path, home: Path) -> str:
    """What the command prints, without its progress."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("BOT_")}
    command = [sys.executable, str(_ROOT / "bench" / "choose_quotes.py"), "--tries", "3"]
    done = subprocess.run(
        [*command, "--home", str(home), str(questions)],
        cwd=home.parent,
        env=kept | {"PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_keeps_the_shipped_taste_and_says_the_same_again(tmp_path: Path) -> None:
    questions = tiny_set(tmp_path / "rooms")
    first = told(questions, tmp_path / "home")
    assert "facts of answered 8/8" in first
    assert "0 of 8 against the shipped taste" in first
    assert "Keep what is shipped: Taste(" in first
    assert told(questions, tmp_path / "another") == first
