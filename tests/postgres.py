"""A PostgreSQL server of the test run's own: nothing to set up, nothing left over."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg

_START_SECONDS = 60
_STOP_SECONDS = 30
_TRIES = 3
# Waits for a line; when the pipe ends without one, the test run was killed.
_WATCH = """
read -r _ && exit
kill -INT "$1"
while kill -0 "$1" 2>/dev/null; do sleep 0.1; done
rm -rf "$2"
"""
_NOT_FOUND = (
    "no PostgreSQL here: install it (Debian: apt-get install postgresql), "
    "or set BOT_TEST_POSTGRES_URL to a server on which databases may be made"
)


class NoPostgres(Exception):
    """There is no PostgreSQL here, or it does not start; the sentence says which."""


class _Login(NamedTuple):
    user: int | None = None
    group: int | None = None
    extra_groups: list[int] | None = None


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of a server on loopback that is stopped and removed at the end.

    It loses everything in a power cut, which makes it fast. Raises NoPostgres.
    """
    programs, login = _programs(), _login()
    with tempfile.TemporaryDirectory(prefix="pg-", dir=_public_folder()) as name:
        folder = Path(name)
        if login.user is not None and login.group is not None:
            os.chown(folder, login.user, login.group)
        _initialise(programs, folder, login)
        with _started(programs, folder, login) as port:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"


def _programs() -> Path:
    """The folder with the real programs; what is on PATH may be a wrapper or a link."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    for initdb in [*installed, *([Path(on_path)] if on_path else [])]:
        folder = initdb.resolve().parent
        if (folder / "postgres").is_file():
            return folder
    raise NoPostgres(_NOT_FOUND)


def _login() -> _Login:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return _Login()
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return _Login(account.pw_uid, account.pw_gid, [])
    raise NoPostgres("PostgreSQL does not run as root, and there is no user to run it as")


def _public_folder() -> str | None:
    """Where the other user can get to; None for wherever temporary files usually lie."""
    for name in (tempfile.gettempdir(), "/var/tmp", "/tmp"):  # noqa: S108 - made unguessable below it
        place = Path(name).resolve()
        if all(folder.stat().st_mode & 0o001 for folder in (place, *place.parents)):
            return str(place)
    return None


def _initialise(programs: Path, folder: Path, login: _Login) -> None:
    # A collation that is not by bytes shows where an ORDER BY trusts the database.
    command = [
        *(str(programs / "initdb"), "--pgdata", str(folder / "data"), "--no-sync"),
        *("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"),
    ]
    for collation in (["--locale-provider=icu", "--icu-locale=en"], []):
        done = subprocess.run(
            [*command, *collation],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **login._asdict(),
        )
        if done.returncode == 0:
            return
    raise NoPostgres(f"initdb failed: {done.stderr.strip()}")


@contextmanager
def _started(programs: Path, folder: Path, login: _Login) -> Iterator[int]:
    for _ in range(_TRIES):  # another process may take the free port first
        port = _free_port()
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                _command(programs, folder, port),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
                **login._asdict(),
            )
        with _watched(server, folder):
            try:
                if _answers(server, folder, port):
                    yield port
                    return
            finally:
                _stop(server)
    raise NoPostgres(f"PostgreSQL does not start: {(folder / 'log').read_text().strip()}")


@contextmanager
def _watched(server: subprocess.Popen[str], folder: Path) -> Iterator[None]:
    """Sees to it that the server goes, and its folder, when this process is killed."""
    with subprocess.Popen(
        ["sh", "-c", _WATCH, "sh", str(server.pid), str(folder)],
        stdin=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as watch:
        try:
            yield
        finally:
            watch.communicate("all is well\n")


def _command(programs: Path, folder: Path, port: int) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(programs / "postgres"), "-D", str(folder / "data"), *options]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(server: subprocess.Popen[str], folder: Path, port: int) -> bool:
    """Asked at its own socket file: at the port, somebody else's might answer."""
    deadline = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(folder), port=port, user="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _stop(server: subprocess.Popen[str]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)  # "fast": cuts sessions off, then leaves
    try:
        server.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
