"""The machine that the bot runs on: versions, room, memory, clock and ports."""

from __future__ import annotations

import errno
import platform
import shutil
import socket
from contextlib import suppress
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot import __version__
from bot.domain.errors import BadSetting, HomeUnusable, OperatorError

_MIB = 1024 * 1024
LEAST_ROOM = 64 * _MIB
"""Bytes without which the home cannot work."""

LITTLE_ROOM = 1024 * _MIB
LEAST_MEMORY = 256 * _MIB
LITTLE_MEMORY = 600 * _MIB
MOST_SKEW = timedelta(seconds=30)
"""Beyond it leases of replicas and signatures of platforms go wrong."""

_PACKAGES = ("qdrant-edge-py", "qdrant-client", "langchain", "slack-bolt", "discord.py")


def versions() -> str:
    """What runs here, with what of others matters."""
    found = [f"supportbot {__version__}", f"Python {platform.python_version()}"]
    for name in _PACKAGES:
        with suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    return ", ".join(found)


def room(folder: Path, *, least: int = LEAST_ROOM) -> tuple[str, bool]:
    """How much is free for a folder, and whether that is little. Raises HomeUnusable.

    A folder that is not there yet is looked at where it would be made.
    """
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < least:
        raise HomeUnusable(
            f"Only {_size(free)} are free for {folder}: make room, or the bot stops working."
        )
    return f"{_size(free)} free for {folder}", free < LITTLE_ROOM


def memory(meminfo: Path = Path("/proc/meminfo")) -> tuple[str, bool]:
    """How much memory is left, and whether that is little. Raises OperatorError."""
    available = _available(meminfo)
    if available is None:
        return "cannot be told on this system", False
    if available < LEAST_MEMORY:
        raise OperatorError(
            f"Only {_size(available)} of memory are left: end something else, or give the bot "
            "more; the local embedder needs some 300 MiB."
        )
    return f"{_size(available)} left", available < LITTLE_MEMORY


def _available(meminfo: Path) -> int | None:
    """Of the machine; a container may have less."""
    left: list[int] = []
    with suppress(OSError, ValueError):
        named = (line.split() for line in meminfo.read_text().splitlines())
        left += [int(size) * 1024 for name, size, *_ in named if name == "MemAvailable:"]
    with suppress(OSError, ValueError):
        limits = Path("/sys/fs/cgroup")
        most = int((limits / "memory.max").read_text())
        left.append(most - int((limits / "memory.current").read_text()))
    return min(left, default=None)


def skew(ours: datetime, theirs: datetime, *, whose: str) -> str:
    """How far two clocks are apart. Raises OperatorError when it is too far."""
    apart = abs(ours - theirs)
    if apart > MOST_SKEW:
        side = "behind" if ours < theirs else "ahead of"
        raise OperatorError(
            f"This machine's clock is {apart.total_seconds():.0f} seconds {side} that of "
            f"{whose}: let both follow a time server (NTP)."
        )
    return f"{apart.total_seconds():.0f} s from {whose}"


def is_port_free(host: str, port: int) -> bool:
    """Whether a door could listen there. Raises BadSetting when nobody could."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = places[0]
        with socket.socket(family, socket.SOCK_STREAM) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
    except PermissionError:
        raise BadSetting(
            f"This user may not listen at port {port}: choose one from 1024 on."
        ) from None
    except socket.gaierror:
        raise BadSetting(f"There is no address {host} on this machine: correct it.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise BadSetting(
            f"Nothing can listen at {host}:{port} ({error.strerror}): correct the address."
        ) from error
    return True


def _size(count: int) -> str:
    mib = count / _MIB
    return f"{mib / 1024:.1f} GiB" if mib >= 1024 else f"{mib:.0f} MiB"  # noqa: PLR2004 - units
