"""The bot's own folder, and who owns it."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.adapters.home import Home
from bot.domain.errors import HomeBusy, HomeUnusable
from tests.needs import needs

_OWNER = """
import sys
from pathlib import Path
from bot.adapters.home import Home
with Home(Path(sys.argv[1])).owned(patience=0):
    print("owned", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def other_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that owns the home until it reads a line or is killed."""
    command = [sys.executable, "-c", _OWNER, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        try:
            assert owner.stdout is not None
            assert owner.stdout.readline() == "owned\n"
            yield owner
        finally:
            owner.kill()


def own(folder: Path, *, patience: float = 0.0) -> None:
    with Home(folder).owned(patience=patience):
        pass


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_missing_home_is_made_with_its_parents_and_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    Home(folder)
    assert mode(folder) == 0o700


def test_a_home_that_is_there_is_used_as_it_is_and_nothing_is_left_in_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "kept").write_text("x")
    Home(tmp_path)
    Home(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_relative_home_stays_where_it_was_when_the_working_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home = Home(Path("home"))
    monkeypatch.chdir("/")
    assert home.folder == tmp_path / "home"
    assert {home.database.parent, home.index.parent, home.key.parent} == {home.folder}


def test_the_lock_is_private(tmp_path: Path) -> None:
    own(tmp_path)
    assert mode(tmp_path / "lock") == 0o600


def test_a_home_that_is_a_file_is_unusable(tmp_path: Path) -> None:
    path = tmp_path / "home"
    path.write_text("not a folder")
    with pytest.raises(HomeUnusable, match=r"cannot be used .*--home"):
        Home(path)
    with pytest.raises(HomeUnusable):
        Home(path / "below")


def test_a_home_where_nobody_can_write_is_unusable() -> None:
    needs(Path("/proc/self").exists(), "a /proc, where nobody can make a folder")
    with pytest.raises(HomeUnusable, match="the right to write there"):
        Home(Path("/proc/supportbot"))


def test_a_home_that_cannot_be_locked_is_unusable(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (tmp_path / "lock").mkdir()
    with pytest.raises(HomeUnusable), home.owned(patience=0):
        pass


def test_two_processes_never_own_a_home_at_once(tmp_path: Path) -> None:
    with other_process(tmp_path), pytest.raises(HomeBusy) as caught:
        own(tmp_path)
    assert str(caught.value) == (
        f"Another supportbot process is using the home {tmp_path}: "
        "wait until it has finished, or choose another home with --home."
    )


def test_one_process_does_not_own_a_home_twice(tmp_path: Path) -> None:
    with Home(tmp_path).owned(patience=0):
        with pytest.raises(HomeBusy):
            own(tmp_path)
        # The one that had to go away did not take the lock with it.
        with pytest.raises(HomeBusy):
            own(tmp_path)


def test_an_owned_home_does_not_keep_another_one_busy(tmp_path: Path) -> None:
    with other_process(tmp_path / "one"):
        own(tmp_path / "two")


def test_the_next_one_waits_until_the_home_is_free(tmp_path: Path) -> None:
    with other_process(tmp_path) as owner:
        assert owner.stdin is not None
        owner.stdin.write("go\n")
        owner.stdin.flush()
        own(tmp_path, patience=60)


def test_a_home_is_free_again_when_its_owner_is_killed(tmp_path: Path) -> None:
    with other_process(tmp_path) as owner:
        owner.kill()
        owner.wait()
        own(tmp_path)


def test_a_home_is_free_again_when_its_owner_failed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), Home(tmp_path).owned(patience=0):
        raise ValueError("inside")
    own(tmp_path)
