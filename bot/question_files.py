"""Reads files of questions: one JSON object per line."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.conversation import Speaker, Turn
from bot.domain.errors import BadInput

_LARGEST_PICTURE = 20 * 1024 * 1024
_FORM = (
    '{"id": "…", "question": "…"}, for follow-ups with '
    '"history": [{"role": "user", "text": "…"}]'
)


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line: its id, the question, and the turns before it, oldest first.

    What was typed without a file has no id.
    """

    id: str | None
    question: str
    history: tuple[Turn, ...]


def read_questions(path: Path) -> list[AskedLine]:
    """Every question of a file, in order; blank lines are passed over.

    The whole file is checked before anything is asked. Raises BadInput, which names the
    line that is wrong and what a line looks like.
    """
    text = read_text(path)
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    return [_parsed(path, number, line) for number, line in lines]


def read_text(path: Path) -> str:
    """What a file handed to a command says. Raises BadInput when it cannot be read."""
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise BadInput(
            f"The file {path} cannot be read ({error.strerror}): check its name."
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(f"The file {path} is not UTF-8: save it as UTF-8.") from error


def read_picture(path: Path) -> str:
    """A picture handed to a command, fit for JSON. Raises BadInput."""
    try:
        if path.stat().st_size > _LARGEST_PICTURE:
            raise BadInput(f"The picture {path} is too large: crop it to what matters.")
        return base64.b64encode(path.read_bytes()).decode("ascii")
    except OSError as error:
        raise BadInput(
            f"The picture {path} cannot be read ({error.strerror}): check its name."
        ) from error


def _parsed(path: Path, number: int, line: str) -> AskedLine:
    try:
        shape = json.loads(line)
    except (ValueError, RecursionError):
        raise _wrong(path, number, "is not JSON") from None
    if not isinstance(shape, dict):
        raise _wrong(path, number, "is not a JSON object")
    if not _is_text(shape):
        raise _wrong(path, number, 'has half a character, such as "\\ud83d" alone')
    for name in ("id", "question"):
        if not isinstance(shape.get(name), str):
            raise _wrong(path, number, f'has no text under "{name}"')
    history = [] if shape.get("history") is None else shape["history"]
    if not isinstance(history, list):
        raise _wrong(path, number, 'has a "history" that is no list')
    turns = tuple(_turn(path, number, turn) for turn in history)
    return AskedLine(shape["id"], shape["question"], turns)


def _is_text(shape: dict[str, Any]) -> bool:
    r"""Whether it can be written as UTF-8: JSON lets a lone `\ud83d` through."""
    try:
        json.dumps(shape, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _turn(path: Path, number: int, turn: Any) -> Turn:
    speakers = [str(speaker) for speaker in Speaker]
    if (
        not isinstance(turn, dict)
        or turn.get("role") not in speakers
        or not isinstance(turn.get("text"), str)
    ):
        raise _wrong(path, number, 'has a turn without "role" (user or bot) and "text"')
    return Turn(Speaker(turn["role"]), turn["text"])


def _wrong(path: Path, number: int, what: str) -> BadInput:
    return BadInput(f"Line {number} of {path} {what}. A line looks like this: {_FORM}")
