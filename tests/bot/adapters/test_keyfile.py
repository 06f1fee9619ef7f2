"""The file with the key-encryption key."""

from __future__ import annotations

import base64
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.adapters.keyfile import create_key, read_key
from bot.domain.errors import HomeUnusable, KeyMismatch


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.key"


def test_a_new_key_is_random_and_only_its_owner_reads_it(path: Path, tmp_path: Path) -> None:
    key = create_key(path)
    assert len(key) == 32
    assert base64.b64decode(path.read_bytes()) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert create_key(tmp_path / "other.key") != key


def test_nothing_else_is_left_in_the_home(path: Path) -> None:
    create_key(path)
    create_key(path)
    assert list(path.parent.iterdir()) == [path]


def test_where_there_is_no_file_there_is_no_key(path: Path) -> None:
    assert read_key(path) is None


def test_a_copied_key_is_the_same_key(path: Path, tmp_path: Path) -> None:
    key = create_key(path)
    shutil.copy2(path, tmp_path / "copy.key")
    assert read_key(tmp_path / "copy.key") == key


def test_making_a_key_where_there_is_one_keeps_it(path: Path) -> None:
    first = create_key(path)
    assert create_key(path) == first


def test_all_that_make_a_key_at_the_same_moment_get_the_same(path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = list(threads.map(create_key, [path] * 32))
    assert len(set(keys)) == 1


def test_a_draft_that_a_kill_left_is_not_taken_for_the_key(path: Path) -> None:
    path.with_name(f".{path.name}.0123456789abcdef").write_bytes(b"half")
    assert read_key(path) is None
    key = create_key(path)
    assert read_key(path) == key


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"c2hvcnQ=\n", b"!" * 44, b"\xff\x00", b"A" * 4000]
)
def test_a_damaged_key_is_refused_with_what_to_do(path: Path, content: bytes) -> None:
    create_key(path)
    path.write_bytes(content)
    with pytest.raises(KeyMismatch, match="is damaged: put your copy of it back"):
        read_key(path)
    with pytest.raises(KeyMismatch, match="is damaged"):
        create_key(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o660, 0o777])
def test_a_key_that_others_can_reach_is_refused_and_left_alone(path: Path, mode: int) -> None:
    key = create_key(path)
    path.chmod(mode)
    with pytest.raises(KeyMismatch, match=rf"mode {mode:04o}.*chmod 600"):
        read_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    path.chmod(0o400)
    assert read_key(path) == key


def test_a_key_that_cannot_be_read_says_why(path: Path) -> None:
    path.mkdir()
    with pytest.raises(KeyMismatch, match="cannot be read"):
        read_key(path)


def test_a_home_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(HomeUnusable, match="cannot be created"):
        create_key(tmp_path / "nowhere" / "vault.key")
