"""Commands through the socket in the home."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import BadInput, HomeBusy, HomeUnusable
from connectors.local import client
from connectors.local.door import LocalDoor
from connectors.local.socket_file import socket_file


async def errand(name: str, arguments: Mapping[str, Any]) -> AsyncIterator[Mapping[str, Any]]:
    """Counts as far as it is told; fails by name."""
    if name == "refuse":
        raise BadInput("Nobody knows this.")
    for number in range(arguments["upto"]):
        yield {"progress": [number, arguments["upto"]]}
    if name == "stumble":
        raise KeyError("secret words")
    if name == "hang":
        await asyncio.sleep(3600)
    yield {"said": arguments, "lines": "됐습니다 \u2028", "code": 0}


@asynccontextmanager
async def served(home: Path) -> AsyncIterator[LocalDoor]:
    door = LocalDoor(socket_file(home), errand)
    await door.open()
    try:
        yield door
    finally:
        await door.close()


async def heard(home: Path, name: str, **arguments: Any) -> list[Any]:
    return [event async for event in client.events(home, name, arguments)]


async def test_an_errand_streams_its_events(tmp_path: Path) -> None:
    async with served(tmp_path):
        assert await client.is_served(tmp_path)
        events = await heard(tmp_path, "count", upto=2, text="안녕\n")
    assert events == [
        {"progress": [0, 2]},
        {"progress": [1, 2]},
        {"said": {"upto": 2, "text": "안녕\n"}, "lines": "됐습니다 \u2028", "code": 0},
    ]


async def test_many_errands_run_side_by_side(tmp_path: Path) -> None:
    async with served(tmp_path):
        runs = await asyncio.gather(*(heard(tmp_path, "count", upto=n) for n in range(20)))
    assert [len(run) for run in runs] == list(range(1, 21))


async def test_only_the_owner_can_use_the_socket(tmp_path: Path) -> None:
    async with served(tmp_path):
        assert socket_file(tmp_path).stat().st_mode & 0o777 == 0o600


async def test_an_error_that_was_foreseen_comes_with_its_exit_code(tmp_path: Path) -> None:
    async with served(tmp_path):
        events = await heard(tmp_path, "refuse", upto=0)
    assert events == [{"error": "Nobody knows this.", "code": 2}]


async def test_an_error_that_was_not_foreseen_tells_a_reference_only(tmp_path: Path) -> None:
    async with served(tmp_path):
        *_, last = await heard(tmp_path, "stumble", upto=1)
    assert "reference" in last["error"]
    assert "secret" not in str(last)
    assert last["code"] == 1


async def test_a_bot_that_stops_in_the_middle_is_said_so(tmp_path: Path) -> None:
    async with served(tmp_path) as door:
        events = client.events(tmp_path, "hang", {"upto": 1})
        assert await anext(events) == {"progress": [0, 1]}
        closing = asyncio.create_task(door.close())
        with pytest.raises(HomeBusy, match="try again"):
            await anext(events)
        await closing


async def test_without_a_socket_nobody_serves(tmp_path: Path) -> None:
    assert not await client.is_served(tmp_path)


async def test_a_socket_that_a_kill_left_is_nobody_and_is_replaced(tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(socket_file(tmp_path)))
    left.close()
    assert not await client.is_served(tmp_path)
    async with served(tmp_path):
        assert await client.is_served(tmp_path)
    assert not socket_file(tmp_path).exists()


async def test_a_home_with_a_long_path_works_too(tmp_path: Path) -> None:
    home = tmp_path / ("나의-긴-집" * 6) / ("x" * 100)
    home.mkdir(parents=True)
    async with served(home):
        assert await heard(home, "count", upto=0)


async def test_a_home_without_room_for_a_socket_is_said_so(tmp_path: Path) -> None:
    door = LocalDoor(tmp_path / "missing" / "serve.sock", errand)
    with pytest.raises(HomeUnusable, match=r"serve\.sock cannot be made"):
        await door.open()
