"""What a locked process can no longer do. Each lock is tried in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.documents import confine
from tests.needs import needs

_LOCK = """
import os, socket, sys
from bot.adapters.documents.confine import allow_processor_time, confine
system = ["/usr", "/lib", "/lib64", sys.prefix, sys.base_prefix]
took = confine(memory=512 << 20, readable=system)
try:
    {attempt}
except (OSError, MemoryError) as error:
    print(took, type(error).__name__)
else:
    print(took, "done")
"""


def attempt(code: str) -> tuple[str, int]:
    """What came of some code in a locked process, and how that ended."""
    command = [sys.executable, "-c", _LOCK.replace("{attempt}", code)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.stdout, done.returncode


def locks() -> str:
    return attempt("pass")[0]


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket()",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair()",
        "os.kill(os.getppid(), 0)",
        "os.pidfd_open(os.getppid())",
    ],
)
def test_no_socket_and_no_signal_comes_out_of_it(code: str) -> None:
    needs("seccomp" in locks(), "a Linux with seccomp on x86-64 or arm64")

    assert "PermissionError" in attempt(code)[0]


def test_no_file_outside_its_own_program_is_opened(tmp_path: Path) -> None:
    needs("landlock" in locks(), "a Linux with Landlock")
    (tmp_path / "key").write_text("secret")

    for path in (tmp_path / "key", tmp_path, Path("/etc/passwd"), Path("/proc/1/environ")):
        assert "PermissionError" in attempt(f"os.open({str(path)!r}, os.O_RDONLY)")[0]
    assert "done" in attempt("import xml.dom.minidom")[0]


def test_no_file_is_written(tmp_path: Path) -> None:
    told, _ = attempt(f"open({str(tmp_path / 'new')!r}, 'w').write('x' * 10000)")

    assert "Error" in told
    assert not any(tmp_path.iterdir()) or (tmp_path / "new").stat().st_size == 0


def test_memory_and_processor_time_have_an_end() -> None:
    assert "MemoryError" in attempt("bytearray(600 << 20)")[0]
    _, code = attempt("allow_processor_time(1)\n    while True: pass")
    assert code < 0


def test_what_it_starts_is_locked_as_well() -> None:
    needs("seccomp" in locks(), "a Linux with seccomp on x86-64 or arm64")
    inner = "import socket; socket.socket()"

    told, _ = attempt(
        "import subprocess\n"
        f"    command = [sys.executable, '-c', {inner!r}]\n"
        "    print(subprocess.run(command, capture_output=True).stderr)"
    )

    assert "PermissionError" in told


def test_a_call_of_a_machines_second_table_is_refused() -> None:
    program = confine._program(0xC000003E, [41])

    assert len(program) == 8 * 7
    assert (0x40000000).to_bytes(4, "little") in program


def test_this_process_is_not_locked() -> None:
    assert os.access("/etc/passwd", os.R_OK)
