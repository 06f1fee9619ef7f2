"""A lock that one holder has at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.adapters.locks import locked


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first = locked(tmp_path / "lock")
    assert first is not None
    assert locked(tmp_path / "lock") is None
    os.close(first)
    second = locked(tmp_path / "lock")
    assert second is not None
    os.close(second)


def test_a_refusal_leaves_no_descriptor_open(tmp_path: Path) -> None:
    first = locked(tmp_path / "lock")
    assert first is not None
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        assert locked(tmp_path / "lock") is None
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    os.close(first)


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    held = locked(tmp_path / "lock")
    assert held is not None
    assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600
    os.close(held)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        locked(tmp_path / "missing" / "lock")
