"""From the settings to the chat models that they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.chat_models.names import ModelName, parse
from bot.adapters.chat_models.probing import white_picture
from bot.ports import Message, Voice

if TYPE_CHECKING:
    from bot.adapters.chat_models.calling import Limits
    from bot.adapters.chat_models.chain import LangChainChat
    from bot.adapters.chat_models.prices import Prices
    from bot.core.limits import Purse
    from bot.ports import Clock

_SAY_WHY_THEY_END = frozenset({"openai", "azure_openai"})


@dataclass(frozen=True, slots=True)
class ChatSetup:
    """Which models to ask and how, in plain values.

    `names` are as the settings have them, the first one's server is `url` and its key `key`.
    `sees`: they are sent pictures.
    """

    names: Sequence[str]
    limits: Limits
    hosts: frozenset[str]
    url: str | None = None
    key: str | None = None
    temperature: float | None = None
    sees: bool = False

    @property
    def models(self) -> list[ModelName]:
        """The names, taken apart. Raises BadSetting."""
        first, *others = self.names
        return [parse(first, url=self.url), *(parse(name) for name in others)]


def open_chat(setup: ChatSetup, *, purse: Purse, prices: Prices, clock: Clock) -> LangChainChat:
    """The chat models, not connected yet. Takes seconds. Raises BadSetting."""
    from bot.adapters.chat_models.building import Manner, build  # noqa: PLC0415 - LangChain
    from bot.adapters.chat_models.chain import (  # noqa: PLC0415 - as above
        LangChainChat,
        Line,
        Role,
    )

    role = Role()
    if setup.sees:
        probe = Message(Voice.USER, "Say OK.", pictures=(white_picture(),))
        role = Role("vision model", "BOT_MODELS__VISION", probe)
    manner = Manner(setup.hosts, setup.limits.tokens, setup.temperature, role.setting)
    first = setup.models[0]
    lines = [
        Line(
            str(name),
            # A key goes to no other server than the one that it was set for.
            build(name, key=setup.key if is_at(name, first) else None, manner=manner),
            must_end=name.provider in _SAY_WHY_THEY_END,
        )
        for name in setup.models
    ]
    return LangChainChat(
        lines, limits=setup.limits, purse=purse, prices=prices, clock=clock, role=role
    )


def is_at(one: ModelName, other: ModelName) -> bool:
    """Whether both models are asked at the same server."""
    return (one.provider, one.url) == (other.provider, other.url)
