"""What goes over the pipe between the bot and a worker: sizes, JSON and bytes. No pickles.

A worker may have been taken over by the file it reads, so what it says is only ever
parsed as JSON of a known shape.
"""

from __future__ import annotations

import json
from typing import IO

_SIZE = 4


class Cut(Exception):
    """The other end is gone, or speaks nonsense."""


def send(stream: IO[bytes], *frames: bytes) -> None:
    """Write frames, each with its size in front. Raises OSError."""
    for frame in frames:
        stream.write(len(frame).to_bytes(_SIZE, "big"))
        stream.write(frame)
    stream.flush()


def receive(stream: IO[bytes], *, most: int) -> bytes:
    """The next frame. Raises Cut when there is none, or it has more than `most` bytes."""
    size = int.from_bytes(_exactly(stream, _SIZE), "big")
    if size > most:
        raise Cut
    return _exactly(stream, size)


def packed(message: dict[str, object]) -> bytes:
    """A message as bytes."""
    return json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")


def unpacked(frame: bytes) -> dict[str, object]:
    """The message in a frame. Raises Cut when it holds none."""
    try:
        message = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise Cut from error
    if not isinstance(message, dict):
        raise Cut
    return message


def _exactly(stream: IO[bytes], size: int) -> bytes:
    found = stream.read(size)
    if len(found) != size:
        raise Cut
    return found
