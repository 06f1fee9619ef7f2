"""Nothing outside the folder is ever opened."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from bot.adapters.documents.opening import read_bytes, reason_of
from bot.domain.errors import DocumentUnreadable

LIMIT = 1000


def refusal(root: Path, *parts: str) -> str:
    with pytest.raises(DocumentUnreadable) as trouble:
        read_bytes(root, parts, limit=LIMIT)
    return trouble.value.reason


def test_a_file_inside_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.md").write_bytes(b"x" * LIMIT)

    assert read_bytes(tmp_path, ("a", "b.md"), limit=LIMIT) == b"x" * LIMIT


@pytest.mark.parametrize(
    "parts",
    [
        ("..", "secret.md"),
        ("../secret.md",),
        ("a", "..", "..", "secret.md"),
        ("{outside}/secret.md",),
        ("", "secret.md"),
        (".",),
        ("a", ""),
        ("a\0b",),
    ],
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, parts: tuple[str, ...]) -> None:
    (tmp_path / "secret.md").write_bytes(b"secret")
    (tmp_path / "root" / "a").mkdir(parents=True)

    assert refusal(tmp_path / "root", *(part.format(outside=tmp_path) for part in parts))


def test_no_link_is_followed_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.md").write_bytes(b"secret")
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (root / "file.md").symlink_to(tmp_path / "out" / "secret.md")
    (root / "a" / "folder").symlink_to(tmp_path / "out")

    assert "links are not followed" in refusal(root, "file.md")
    assert "links are not followed" in refusal(root, "a", "folder", "secret.md")


def test_a_pipe_does_not_keep_the_reader_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")

    assert "no regular file" in refusal(tmp_path, "pipe.md")


def test_a_device_is_not_read(tmp_path: Path) -> None:
    assert "no regular file" in refusal(Path("/dev"), "null")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()

    assert "no regular file" in refusal(tmp_path, "a.md")


def test_a_file_that_grew_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x" * (LIMIT + 1))

    assert "larger than" in refusal(tmp_path, "a.md")


def test_descriptors_are_given_back(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.md").write_bytes(b"text")
    (tmp_path / "a" / "folder.md").mkdir()

    def descriptors() -> int:
        return len(list(Path("/dev/fd").iterdir()))

    before = descriptors()
    read_bytes(tmp_path, ("a", "b.md"), limit=LIMIT)
    refusal(tmp_path, "a", "folder.md")
    refusal(tmp_path, "a", "gone", "b.md")
    refusal(tmp_path, "a", "b.md", "c.md")

    assert descriptors() == before


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.ENOENT, "went away"),
        (errno.EACCES, "right to read"),
        (errno.EPERM, "right to read"),
        (errno.ELOOP, "links"),
        (errno.ENOTDIR, "links"),
        (errno.ENXIO, "no regular file"),
        (errno.EIO, "check the disk"),
        (errno.ENAMETOOLONG, "check the disk"),
    ],
)
def test_every_failure_of_the_file_system_says_what_to_do(code: int, told: str) -> None:
    assert told in reason_of(OSError(code, os.strerror(code)))
