"""How much of everything one file may use."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take. Sizes in bytes, times in seconds.

    `memory` is the address space of a worker process, `processor` its processor time,
    `wall` the time that passes. `unpacked`, `ratio` and `members` are of an archive: the
    size of all that is in it, how many times larger than the file that is, and how many
    parts it has. `depth` is how deep elements, parts of a mail and lists may stand in each
    other. `text` is the length of what a reader makes of a file, in characters.
    `recognition` is how long the text in the pictures of one file is looked for; pages
    that are not reached by then are reported.
    """

    memory: int = 768 * MIB
    processor: int = 30
    wall: float = 60.0
    unpacked: int = 200 * MIB
    ratio: int = 100
    members: int = 2000
    depth: int = 100
    text: int = 4 * MIB
    recognition: float = 300.0
