"""A serving bot, the staff's channel, and people; every message is read as a client would."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simcord.backend.models import Message

from bot.ports import Embedder
from tests.connectors.discord.client_reading import LONGEST, read
from tests.connectors.discord.house import Serving, serving
from tests.fakes.discord_wire import DiscordWire, Limit, Member, discord_wire
from tests.fakes.discord_wire.rest import Call
from tests.fakes.discord_wire.spec import SPEC, Spec

_OURS = ("https://handbook.example/", "https://discord.com/channels/")


@dataclass
class Scene:
    """Each test takes a channel and people of its own.

    `reads`: the bot has the message content intent. `harm` is what no message may do.
    """

    bot: Serving
    staff: int
    reads: bool
    harm: list[str]
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def wire(self) -> DiscordWire:
        """The Discord."""
        return self.bot.wire

    def channel(self) -> int:
        """A new one."""
        return self.wire.world.channel(f"help-{next(self._numbers)}")

    def member(self, locale: str = "en-US") -> Member:
        """Somebody new."""
        return self.wire.member(f"kim-{next(self._numbers)}", locale=locale)

    def call(self, text: str) -> str:
        """The text behind a mention of the bot."""
        return f"{self.wire.world.bot.mention} {text}"

    def notes(self, words: str) -> list[Message]:
        """What the staff were told, with these words in it."""
        return [one for one in self.wire.world.of_bot(self.staff) if words in one.content]


@asynccontextmanager
async def scene(folder: Path, embedder: Embedder, *, content: bool) -> AsyncIterator[Scene]:
    """With the message content intent or without."""
    async with discord_wire() as wire:
        world, harm = wire.world, list[str]()
        staff, role = world.channel("it-help"), world.role("staff")
        spec = Spec() if SPEC.exists() else None

        def check(call: Call) -> None:
            harm.extend(harm_of(call, role))
            if spec:
                harm.extend(spec.faults_of(call))

        wire.rest.check = check
        wire.rest.limit = lambda _method, _path: Limit(
            1000, 1.0
        )  # buckets have tests of theirs
        options = {"content": content, "staff": staff, "role": role}
        async with serving(wire, folder, embedder, **options) as bot:  # type: ignore[arg-type]
            yield Scene(bot, staff, content, harm)
        assert not harm, harm


def harm_of(call: Call, role: int = 0) -> list[str]:
    """What a message of the bot does besides saying something to those who are there."""
    body = _message(call.body)
    if body is None:
        return []
    reading, staff = read(body), f"<@&{role}>"
    harm = [f"calls {one}" for one in reading.called if one != staff]
    harm += [
        f"{one.kind} {one.target}"
        for one in reading.live
        if not one.target.startswith(_OURS) and one.target != staff
    ]
    harm += [f"previews {one.target}" for one in reading.live if one.previews]
    if reading.length > LONGEST or reading.unclosed:
        harm.append(f"badly cut: {body['content']!r}")
    if (body.get("allowed_mentions") or {"parse": ["everyone"]}).get("parse"):
        harm.append(f"may call anybody: {body['content']!r}")
    return harm


def _message(body: Any) -> dict[str, Any] | None:
    """The part of a request that people will see."""
    if not isinstance(body, dict):
        return None
    shown = body.get("data", body)
    return shown if isinstance(shown, dict) and shown.get("content") else None
