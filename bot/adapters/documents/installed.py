"""What is installed on this machine for reading pictures of text."""

from __future__ import annotations

import functools
import shutil
import subprocess

from bot.adapters.documents.recognition import PROGRAM, WANTED

_PATIENCE = 20.0


@functools.cache
def recognized_languages() -> str:
    """The languages that Tesseract recognizes here, of those we want: `kor+eng`.

    Empty when it is not installed. Asked once in a process.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        return ""
    try:
        told = subprocess.run(  # noqa: S603 - a fixed program without input
            [program, "--list-langs"], capture_output=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    installed = told.stdout.decode("utf-8", "replace").split()
    return "+".join(language for language in WANTED if language in installed)
