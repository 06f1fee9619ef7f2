"""The door opens, shuts and closes."""

from __future__ import annotations

import signal
import socket

import httpx
import pytest

from bot.domain.errors import BadSetting
from bot.domain.people import Platform
from bot.ports import Door, Outlet
from tests.connectors.web.house import QUICK, House, opened
from tests.fakes.desk import FakeDesk


async def test_it_listens_as_soon_as_open_returns() -> None:
    async with opened() as house:
        port = int(house.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=20):
            pass

        assert house.url == f"http://127.0.0.1:{port}"


async def test_it_keeps_the_contracts_of_a_door_and_of_an_outlet() -> None:
    async with opened() as house:
        door: Door = house.door
        outlet: Outlet = door.outlet

        assert (door.name, door.platform) == ("web", Platform.WEB)
        assert outlet


async def test_a_port_in_use_is_told_with_the_setting_that_helps() -> None:
    async with opened() as house:
        port = int(house.url.rpartition(":")[2])
        second = House(FakeDesk()).build(pace=QUICK, names=(), host="127.0.0.1", port=port)
        with pytest.raises(BadSetting, match=r"BOT_WEB__PORT.*in|BOT_WEB__PORT.*listens"):
            await second.open()
        await second.close()


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host", "x" * 300])
async def test_an_address_that_this_machine_does_not_have_is_told_as_such(host: str) -> None:
    door = House(FakeDesk()).build(pace=QUICK, names=(), host=host, port=0)
    with pytest.raises(BadSetting, match="BOT_WEB__HOST"):
        await door.open()


async def test_closing_gives_the_port_back_and_may_be_done_twice() -> None:
    async with opened() as house:
        port = int(house.url.rpartition(":")[2])
        await house.door.close()
        await house.door.close()

        async with opened(port=port) as again, again.visitor() as visitor:
            assert (await visitor.get("/livez")).status_code == 200


async def test_a_door_that_was_closed_opens_again() -> None:
    async with opened() as house:
        await house.door.close()
        house.url = await house.door.open()
        async with house.visitor() as visitor:
            assert (await visitor.get("/readyz")).status_code == 200


async def test_after_closing_nobody_is_answered() -> None:
    async with opened() as house:
        await house.door.close()
        async with house.visitor() as visitor:
            with pytest.raises(httpx.ConnectError):
                await visitor.get("/livez")


async def test_signals_are_left_to_whoever_runs_the_process() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    async with opened():
        during = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]

    assert during == before
