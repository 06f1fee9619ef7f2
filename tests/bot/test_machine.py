"""What the machine has left, how its clock goes, and which ports are free."""

from __future__ import annotations

import platform
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import machine
from bot.domain.errors import BadSetting, HomeUnusable, OperatorError

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_versions_name_what_matters() -> None:
    said = machine.versions()
    assert f"Python {platform.python_version()}" in said
    for name in ("supportbot", "qdrant-edge-py", "slack-bolt", "discord.py"):
        assert name in said


def test_room_is_that_of_the_disk_also_for_a_folder_that_is_not_there_yet(
    tmp_path: Path,
) -> None:
    said, _ = machine.room(tmp_path / "a" / "b", least=0)
    assert said.endswith(f"free for {tmp_path / 'a' / 'b'}")


def test_too_little_room_is_told(tmp_path: Path) -> None:
    with pytest.raises(HomeUnusable, match="make room"):
        machine.room(tmp_path, least=1 << 60)


def test_memory_is_what_the_system_says_is_available(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 9999999 kB\nMemAvailable: 512000 kB\nHugePages_Total: 0\n")
    assert machine.memory(meminfo) == ("500 MiB left", True)


def test_too_little_memory_is_told_and_a_system_that_does_not_say_is_not_blamed(
    tmp_path: Path,
) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemAvailable: 1000 kB\n")
    with pytest.raises(OperatorError, match=r"Only 1 MiB of memory are left"):
        machine.memory(meminfo)
    meminfo.write_text("nonsense\n")
    machine.memory(tmp_path / "none")
    machine.memory(meminfo)


@pytest.mark.parametrize(("seconds", "side"), [(60, "ahead of"), (-60, "behind")])
def test_clocks_that_are_apart_are_told(seconds: int, side: str) -> None:
    with pytest.raises(OperatorError, match=rf"60 seconds {side} that of the database.*NTP"):
        machine.skew(NOON + timedelta(seconds=seconds), NOON, whose="the database")


def test_clocks_that_agree_are_not() -> None:
    assert machine.skew(NOON, NOON + timedelta(seconds=30), whose="it") == "30 s from it"


def test_a_port_is_free_until_somebody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert not machine.is_port_free("127.0.0.1", port)
    assert machine.is_port_free("127.0.0.1", port)


def test_an_address_that_is_not_of_this_machine_is_told() -> None:
    with pytest.raises(BadSetting, match=r"Nothing can listen at 203\.0\.113\.7:8080"):
        machine.is_port_free("203.0.113.7", 8080)
