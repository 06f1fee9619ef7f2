"""Types commands into the real program, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.executable).parent / "supportbot"
"""The real program."""
_SECONDS = 300


@dataclass(frozen=True)
class Said:
    """What came back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON line on standard output."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Every JSON line on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Terminal:
    """A working folder with a `knowledge` folder and a home; nothing else from outside."""

    folder: Path

    @property
    def knowledge(self) -> Path:
        """The documents."""
        return self.folder / "knowledge"

    @property
    def home(self) -> Path:
        """The bot's own state."""
        return self.folder / ".supportbot"

    def write(self, path: str, text: str) -> Path:
        """Put a document into the folder."""
        target = self.knowledge / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        return target

    def __call__(self, *words: str, env: Mapping[str, str] | None = None) -> Said:
        """Run `supportbot …` in the folder and wait for it."""
        with self.start(*words, env=env) as process:
            out, err = process.communicate(timeout=_SECONDS)
        return Said(process.returncode, out, err)

    def start(self, *words: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start `supportbot …` in the folder."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("BOT_", "OPENAI_"))}
        return subprocess.Popen(
            [PROGRAM, *words],
            cwd=self.folder,
            env={**kept, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
