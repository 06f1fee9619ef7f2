"""Edits of one message, and the sign of life: on an event loop whose time takes no time."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import pytest

from bot.domain.errors import OutletUnavailable
from connectors.discord.edits import PAUSE, Edits
from connectors.discord.signs import Signs
from tests.virtual_time import VirtualLoop

T = TypeVar("T")


def virtually(scene: Coroutine[Any, Any, T]) -> T:
    """Runs it on virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(scene)


class Wall:
    """Notes what was drawn, and when; each takes a tenth of a second."""

    def __init__(self) -> None:
        self.drawn: list[tuple[float, str]] = []

    def of(self, text: str, trouble: Exception | None = None) -> Callable[[], Awaitable[None]]:
        async def draw() -> None:
            await asyncio.sleep(0.1)
            if trouble:
                raise trouble
            self.drawn.append((asyncio.get_running_loop().time(), text))

        return draw

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.drawn]

    @property
    def gaps(self) -> list[float]:
        times = [at for at, _ in self.drawn]
        return [later - earlier for earlier, later in itertools.pairwise(times)]


def test_of_many_edits_only_the_newest_are_drawn_and_with_pauses() -> None:
    async def scene() -> Wall:
        wall, edits = Wall(), Edits()
        for number in range(100):
            edits.soon("m", wall.of(str(number)))
            await asyncio.sleep(0.05)
        await edits.now("m", wall.of("end"))
        return wall

    wall = virtually(scene())
    assert wall.texts[-1] == "end"
    assert 4 <= len(wall.texts) <= 7
    assert min(wall.gaps) >= PAUSE - 0.001
    assert wall.texts[:-1] == sorted(wall.texts[:-1], key=int)


def test_whoever_adds_words_is_never_kept_waiting() -> None:
    async def scene() -> float:
        edits = Edits()
        for number in range(20):
            edits.soon("m", Wall().of(str(number)))
        waited = asyncio.get_running_loop().time()
        await edits.close()
        return waited

    assert virtually(scene()) == 0.0


def test_the_final_state_keeps_its_distance_too() -> None:
    async def scene() -> Wall:
        wall, edits = Wall(), Edits()
        edits.soon("m", wall.of("first"))
        await asyncio.sleep(0.2)
        await edits.now("m", wall.of("end"))
        return wall

    wall = virtually(scene())
    assert wall.texts == ["first", "end"]
    assert min(wall.gaps) >= PAUSE - 0.001


def test_after_the_final_state_nothing_older_is_drawn() -> None:
    async def scene() -> Wall:
        wall, edits = Wall(), Edits()
        edits.soon("m", wall.of("first"))
        await asyncio.sleep(0.05)  # it is being drawn
        edits.soon("m", wall.of("second"))
        await edits.now("m", wall.of("end"))
        await asyncio.sleep(10)
        return wall

    assert virtually(scene()).texts == ["first", "end"]


def test_a_failure_of_the_final_state_is_told_and_of_others_is_not() -> None:
    async def scene() -> Wall:
        wall, edits = Wall(), Edits()
        edits.soon("m", wall.of("x", OutletUnavailable("away")))
        await asyncio.sleep(2)
        edits.soon("m", wall.of("y"))
        await asyncio.sleep(2)
        with pytest.raises(OutletUnavailable):
            await edits.now("m", wall.of("z", OutletUnavailable("away")))
        return wall

    assert virtually(scene()).texts == ["y"]


def test_messages_do_not_wait_for_each_other() -> None:
    async def scene() -> float:
        wall, edits = Wall(), Edits()
        await asyncio.gather(*(edits.now(str(n), wall.of(str(n))) for n in range(10)))
        return asyncio.get_running_loop().time()

    assert virtually(scene()) == pytest.approx(0.1)


def typing(seconds: float, *, end_after: float | None = None, early: bool = False) -> int:
    """How often the sign is shown."""

    async def scene() -> int:
        signs, exchange, shown = Signs(), uuid.uuid4(), list[int]()

        async def show() -> None:
            shown.append(1)

        if early:
            signs.end(exchange)
        signs.begin(exchange, show)
        signs.begin(exchange, show)
        if end_after is not None:
            await asyncio.sleep(end_after)
            signs.end(exchange)
        await asyncio.sleep(seconds)
        await signs.close()
        return len(shown)

    return virtually(scene())


def test_the_sign_is_shown_again_before_discord_lets_it_fade() -> None:
    assert typing(60.0, end_after=25.0) == 4


def test_the_sign_ends_by_itself_after_a_while() -> None:
    assert typing(3600.0) == 12


def test_there_is_no_sign_for_what_was_shown_already() -> None:
    assert typing(60.0, early=True) == 0
